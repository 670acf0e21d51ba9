#!/bin/sh
# check_header.sh INCLUDE_DIR SOURCE...
#
# The headers, and the programs in SOURCE with their assertions of layouts and versions, compile without a warning in
# every dialect that is promised, in both widths, with gcc, clang and the gcc of microcontrollers, where they are
# installed.
set -eu

include=$1
shift
sources=$*
root=$(cd "$(dirname "$0")/.." && pwd)
passed=0 failed=0
warnings="-Wall -Wextra -Wpedantic -Wconversion -Werror"

count() { # whether it went well, what was tried
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        shift
        echo "not clean: $*"
    fi
}

compile() { # the compiler and its arguments
    outcome=0
    # shellcheck disable=SC2086  # $sources is several arguments
    { echo '#include <exp_rs.h>' | "$@" -I "$include" -fsyntax-only - && "$@" -I "$include" -fsyntax-only $sources; } ||
        outcome=1
    count $outcome "$@"
}

wrapper() { # the compiler and its arguments, for exp_rs.hpp
    outcome=0
    echo '#include <exp_rs.hpp>' | "$@" -I "$include" -fsyntax-only - || outcome=1
    count $outcome "$@"
}

# shellcheck disable=SC2086  # $flags and $warnings are several arguments
try_family() { # C compiler, C++ compiler, further flags, those with which it finds a C++ library
    flags=$3 library=$4
    for width in F64 F32; do
        for standard in c99 c11 c17 c2x; do
            compile "$1" -x c -std=$standard -DEXP_RS_$width $flags $warnings -Wstrict-prototypes -Wc++-compat
        done
        command -v "$2" > /dev/null || continue
        for standard in c++11 c++14 c++17 c++20 c++2b; do
            compile "$2" -x c++ -std=$standard -DEXP_RS_$width $flags $warnings
        done
        echo '#include <string>' | "$2" -x c++ $library -fsyntax-only - 2> /dev/null || continue
        for standard in c++17 c++20 c++2b; do
            for exceptions in -fexceptions '-fno-exceptions -fno-rtti'; do
                wrapper "$2" -x c++ -std=$standard -DEXP_RS_$width $exceptions $library $warnings -Wshadow
            done
        done
    done
}

for family in gcc:g++ clang:clang++ arm-none-eabi-gcc:arm-none-eabi-g++ riscv64-unknown-elf-gcc:riscv64-unknown-elf-g++; do
    c=${family%:*} cxx=${family#*:}
    if ! command -v "$c" > /dev/null; then
        echo "$c is not installed: header not tried with it"
        continue
    fi
    command -v "$cxx" > /dev/null || echo "$cxx is not installed: header not tried with it"
    # Of C's headers microcontrollers have here what the tests of firmware/ bring; a C++ library brings its own.
    case $c in
        arm-*) core="-mcpu=cortex-m4 -mthumb" ;;
        riscv*) core="-march=rv32imac -mabi=ilp32" ;;
        *) core= ;;
    esac
    flags=$core${core:+" -ffreestanding -isystem $root/firmware/libc"}
    # shellcheck disable=SC2086
    if command -v "$cxx" > /dev/null && ! echo '#include <string>' | "$cxx" -x c++ $core -fsyntax-only - 2> /dev/null; then
        echo "a C++ library for $cxx is not installed: exp_rs.hpp not tried with it"
    fi
    try_family "$c" "$cxx" "$flags" "$core"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
