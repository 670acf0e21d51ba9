#!/bin/sh
# sanitized.sh asan|tsan ARCHIVE PROGRAM...
#
# Proves that what ran under a sanitizer was made for it: the archive's own functions call its checks, and each
# program has its runtime (linked in or asked for) and checks of its own.
set -eu

kind=$1 archive=$2
shift 2
case $kind in
    asan) check=__asan_report_load8 runtime=__asan_init ;;
    tsan) check=__tsan_read8 runtime=__tsan_init ;;
esac

passed=0 failed=0
expect() { # file, symbol
    if nm "$1" | grep -qw "$2"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$1 has no $2"
    fi
}

expect "$archive" "$check"
for program in "$@"; do
    expect "$program" "$check"
    expect "$program" "$runtime"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
