#!/bin/sh
# cargo_c.sh ABI NAMES OBJECTS WORK
#
# What `cargo cinstall` installs, with the metadata in Cargo.toml: its files, the SONAME, the names it exports (those in
# NAMES, a file with one a line: a cdylib hides the hooks), and a program against each of its libraries. OBJECTS is cargo's
# directory.
set -eu

abi=$1 names=$2 objects=$3 work=$4
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
. "$here/tally.inc"
stage=$work/stage lib=$work/stage/usr/lib
export PKG_CONFIG_SYSROOT_DIR="$stage" PKG_CONFIG_PATH="$lib/pkgconfig" PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 \
    PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1

installs() {
    cargo cinstall --release --locked --features capi --prefix /usr --libdir /usr/lib \
        --destdir "$stage" --target-dir "$objects" &&
        cmp include/exp_rs.h "$stage/usr/include/exp_rs.h" && cmp include/exp_rs.hpp "$stage/usr/include/exp_rs.hpp"
}

is_of_the_abi() {
    readelf --dynamic --wide "$lib/libexp_rs.so" | grep SONAME | grep -F "[libexp_rs.so.$abi]" && [ -e "$lib/libexp_rs.so.$abi" ]
}

exports_the_names() {
    nm --dynamic --defined-only "$lib/libexp_rs.so" | awk '{ print $3 }' | sort > "$work/found"
    sort "$names" | diff - "$work/found"
}

runs() { # program, what the linker gets beside it
    program=$work/$1
    shift
    # shellcheck disable=SC2046
    cc -std=c99 -Wall -Werror "$here/consumer.c" $(pkg-config --cflags exp_rs) "$@" -o "$program" &&
        LD_LIBRARY_PATH=$lib "$program"
}

if have cargo-cinstall "its metadata in Cargo.toml not tried (cargo install cargo-c --locked)"; then
    try "cargo cinstall" installs
    try "the SONAME" is_of_the_abi
    try "the names" exports_the_names
    if have pkg-config "no program built by what cargo-c installs"; then
        # shellcheck disable=SC2046
        try "a program, shared" runs shared $(pkg-config --libs exp_rs)
        rm -f "$lib"/libexp_rs.so*
        # shellcheck disable=SC2046
        try "a program, static" runs static $(pkg-config --static --libs exp_rs)
    fi
else
    echo "0 passed, 0 failed"
    exit 0
fi
summary
