#!/bin/sh
# uninstall.sh VERSION ABI BUILD WORK
#
# Installs to several kinds of places and takes it away again: no file stays, and whatever was there before does,
# empty directories too.
set -eu

version=$1 abi=$2 build=$3 work=$4
here=$(dirname "$0")
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
. "$here/tally.inc"

install() { # action, variants
    INCLUDEDIR=${INCLUDEDIR:-$PREFIX/include} LIBDIR=${LIBDIR:-$PREFIX/lib} packaging/install.sh "$1" "$version" "$abi" "$build" $2
}

all_of_it_goes() {
    mkdir -p "$work/tree"
    install install "$1" && [ -n "$(find "$work/tree" -name 'libexp_rs*.so')" ] && install uninstall 'release f32' &&
        [ -z "$(find "$work/tree" ! -type d -o -name '*exp_rs*')" ]
}

others_stay() {
    mkdir -p "$work/tree/lib/pkgconfig" "$work/tree/include" "$work/tree/lib/cmake/zlib"
    touch "$work/tree/lib/pkgconfig/zlib.pc" "$work/tree/include/zlib.h"
    install install release && install uninstall 'release f32' &&
        [ "$(find "$work/tree" -type f | wc -l)" = 2 ] && [ -d "$work/tree/lib/cmake/zlib" ]
    rm -rf "$work/tree"
}

empty_directories_stay() {
    mkdir -p "$work/tree/lib/cmake" "$work/tree/lib/pkgconfig" "$work/tree/include"
    find "$work/tree" | sort > "$work/before"
    install install release && install uninstall release && find "$work/tree" | sort | diff "$work/before" -
    rm -rf "$work/tree"
}

export PREFIX=$work/tree DESTDIR=
try "a prefix" all_of_it_goes release
try "both widths" all_of_it_goes 'release f32'
try "files of others stay" others_stay
try "empty directories stay" empty_directories_stay
DESTDIR=$work/tree PREFIX=/usr try "DESTDIR" all_of_it_goes f32
rm -rf "$work/tree"
export LIBDIR=$work/tree/lib/x86_64-linux-gnu
try "a LIBDIR below lib" install install release
try "and away" all_of_it_goes release
unset LIBDIR
PREFIX="$work/tree with a blank" try "a blank in the path" install install release
summary
