#!/bin/sh
# meson_archive.sh MAKE SOURCE BUILD VARIANT OUTPUT DEPFILE
#
# Has make build an archive in BUILD, and puts it where Meson wants it, with what it was made from.
set -eu

make=$1 source=$2 variant=$4 output=$PWD/$5 depfile=$6
mkdir -p "$3"
build=$(cd "$3" && pwd)
"$make" --no-print-directory -C "$source" BUILD="$build" "$build/$variant/libexp_rs.a" >&2
cp "$build/$variant/libexp_rs.a" "$output"
{
    printf '%s:' "$5"
    find "$source/src" "$source/packaging" "$source/Cargo.toml" "$source/Cargo.lock" -type f | sed 's/ /\\ /g; s/^/ /' | tr -d '\n'
    echo
} > "$depfile"
