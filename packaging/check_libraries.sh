#!/bin/sh
# check_libraries.sh ABI ARCHIVE SHARED NAMES...
#
# The global symbols of both libraries are those in NAMES (files with one symbol a line), no more, no less;
# the shared one's SONAME ends in ABI, and it needs no library but the C library's own.
set -eu

abi=$1 archive=$2 shared=$3
shift 3
failed=0
expected=$(sort "$@")

check() { # what it is called, nm's options and file
    what=$1
    shift
    found=$("${NM:-nm}" --defined-only "$@" | awk 'NF == 3 { print $3 }' | sort)
    if [ "$found" = "$expected" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$what: '<' is missing, '>' is too much"
        printf '%s\n' "$expected" > "$work/expected"
        printf '%s\n' "$found" | diff "$work/expected" - | grep '^[<>]' || true
    fi
}

passed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check "$archive" --extern-only "$archive"
check "$shared" --dynamic "$shared"

expect() { # what the shared library's dynamic section says, and what is wrong if it does not
    if [ "$1" = yes ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$shared: $2"
    fi
}

readelf --dynamic --wide "$shared" > "$work/dynamic"
expect "$(grep -qE "SONAME.*\[libexp_rs(_f32)?\.so\.$abi\]" "$work/dynamic" && echo yes)" "its SONAME does not end in $abi"
expect "$(grep NEEDED "$work/dynamic" | grep -qvE 'lib[cm]\.so' || echo yes)" "needs a library beside libc and libm"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
