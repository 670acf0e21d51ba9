#!/bin/sh
# uninstall.sh VERSION BUILD WORK
#
# Installs to several kinds of places and takes it away again: nothing stays that was not there before.
set -eu

version=$1 build=$2 work=$3
here=$(dirname "$0")
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
. "$here/tally.inc"

install() { # action, variants
    INCLUDEDIR=${INCLUDEDIR:-$PREFIX/include} LIBDIR=${LIBDIR:-$PREFIX/lib} packaging/install.sh "$1" "$version" "$build" $2
}

all_of_it_goes() {
    mkdir -p "$work/tree"
    install install "$1" && [ -n "$(find "$work/tree" -name 'libexp_rs*.so')" ] && install uninstall 'release f32' &&
        [ -z "$(find "$work/tree" -mindepth 1 ! -path "$work/tree/usr" ! -path "$work/tree/opt")" ]
}

others_stay() {
    mkdir -p "$work/tree/lib/pkgconfig" "$work/tree/include"
    touch "$work/tree/lib/pkgconfig/zlib.pc" "$work/tree/include/zlib.h"
    install install release && install uninstall 'release f32' &&
        [ "$(find "$work/tree" -type f | wc -l)" = 2 ]
    rm -rf "$work/tree"
}

export PREFIX=$work/tree DESTDIR=
try "a prefix" all_of_it_goes release
try "both widths" all_of_it_goes 'release f32'
try "files of others stay" others_stay
DESTDIR=$work/tree PREFIX=/usr try "DESTDIR" all_of_it_goes f32
rm -rf "$work/tree"
export LIBDIR=$work/tree/lib/x86_64-linux-gnu
try "a LIBDIR below lib" install install release
rmdir_rest() { install uninstall release && rmdir "$work/tree/lib"; }
try "and away" rmdir_rest
unset LIBDIR
PREFIX="$work/tree with a blank" try "a blank in the path" install install release
summary
