#!/bin/sh
# check_header.sh INCLUDE_DIR SOURCE...
#
# The headers, and the programs in SOURCE, compile without a warning in every dialect that the README promises,
# in both widths, with gcc and, where it is installed, clang.
set -eu

include=$1
shift
sources=$*
passed=0 failed=0
warnings="-Wall -Wextra -Wpedantic -Wconversion -Werror"

compile() { # the compiler and its arguments
    # shellcheck disable=SC2086  # $sources is several arguments
    if echo '#include <exp_rs.h>' | "$@" -I "$include" -fsyntax-only - &&
        "$@" -I "$include" -fsyntax-only $sources; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not clean: $*"
    fi
}

for family in gcc:g++ clang:clang++; do
    c=${family%:*} cxx=${family#*:}
    if ! command -v "$c" > /dev/null || ! command -v "$cxx" > /dev/null; then
        echo "$c is not installed: header not tried with it"
        continue
    fi
    for width in F64 F32; do
        for standard in c99 c11 c17; do
            # shellcheck disable=SC2086  # $warnings is several arguments
            compile "$c" -x c "-std=$standard" "-DEXP_RS_$width" $warnings -Wstrict-prototypes -Wc++-compat
        done
        for standard in c++11 c++14 c++17 c++20; do
            # shellcheck disable=SC2086
            compile "$cxx" -x c++ "-std=$standard" "-DEXP_RS_$width" $warnings
        done
        for standard in c++17 c++20 c++2b; do
            for exceptions in -fexceptions -fno-exceptions; do
                # shellcheck disable=SC2086
                compile "$cxx" -x c++ -include exp_rs.hpp "-std=$standard" "-DEXP_RS_$width" $exceptions $warnings -Wshadow
            done
        done
    done
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
