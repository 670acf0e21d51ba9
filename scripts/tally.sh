#!/bin/sh
# tally.sh LOG...
#
# Adds up the lines "N passed, N failed" (a name and a colon may stand before) that end the logs. A log without one is a program that did not
# reach its end: one failure. Prints the sum in the same form; fails if anything failed or nothing was checked.
set -eu

passed=0 failed=0
for log in "$@"; do
    line=$(sed -nE 's/^(.*: )?([0-9]+) passed, ([0-9]+) failed$/\2 \3/p' "$log" | tail -n 1)
    if [ -z "$line" ]; then
        echo "$log: no result"
        failed=$((failed + 1))
        continue
    fi
    # shellcheck disable=SC2086  # its words
    set -- $line
    passed=$((passed + $1)) failed=$((failed + $2))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
