#!/bin/sh
# check_wrapper.sh EXPORTS WRAPPER
#
# Each C function in EXPORTS (packaging/exports.txt: a name a line) is called by WRAPPER, exp_rs.hpp. Of twins that
# differ in `_n` the wrapper calls that one, which takes texts with their length.
set -eu

exports=$1 wrapper=$2
passed=0 failed=0
for name in $(awk '{ print $1 }' "$exports"); do
    if grep -q "^${name}_n\( \|$\)" "$exports"; then
        continue
    fi
    # As a call, or as the function by which an owner frees.
    if grep -vE '^ *(//|/?\*)' "$wrapper" | grep -qE "\b$name[(>]"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not in $wrapper: $name"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
