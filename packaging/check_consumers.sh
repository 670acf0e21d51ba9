#!/bin/sh
# check_consumers.sh PREFIX WORK [F32]
#
# Builds and runs consumer.c against what `make install` put under PREFIX: static and shared, with the
# libraries' own hooks and with the program's. With F32, also that a program of the other width does not link.
set -eu

prefix=$1 work=$2 width=${3:-}
here=$(dirname "$0")
passed=0 failed=0
mkdir -p "$work"

build() { # output, then the compiler's arguments
    output=$1
    shift
    "${CC:-cc}" -std=c99 -Wall -Wextra -Werror -I "$prefix/include" "$here/consumer.c" -o "$work/$output" "$@" -lm
}

for kind in static shared; do
    case $kind in
        static) library=$prefix/lib/libexp_rs.a ;;
        shared) library="-L$prefix/lib -lexp_rs -Wl,-rpath,$prefix/lib" ;;
    esac
    for hooks in DEFAULT OWN; do
        # shellcheck disable=SC2086  # $library is several arguments
        build "$kind-$hooks" "-D${hooks}_HOOKS" ${width:+-DEXP_RS_$width} $library
        result=$("$work/$kind-$hooks") || true
        echo "$kind, $hooks hooks: $result"
        set -- $(echo "$result" | awk '/ passed, / { print $1, $3 }')
        passed=$((passed + ${1:-0})) failed=$((failed + ${2:-1}))
    done
done

if [ -n "$width" ]; then
    if build wrong-width "$prefix/lib/libexp_rs.a" 2> /dev/null; then
        failed=$((failed + 1))
        echo "a program without EXP_RS_$width links with the $width library"
    else
        passed=$((passed + 1))
    fi
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
