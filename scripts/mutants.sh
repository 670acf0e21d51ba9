#!/bin/sh
# mutants.sh DIRECTORY
#
# What cargo-mutants found so far, this time and before: how many changes the tests noticed. Fails below 90 %.
set -eu

lines() {
    cat "$1/$2.txt" "$1/previously_$2.txt" 2> /dev/null | sort -u | wc -l
}

caught=$(($(lines "$1" caught) + $(lines "$1" timeout)))
missed=$(lines "$1" missed)
echo "mutants: $caught noticed, $missed not: listed in $1/missed.txt"
[ $((caught * 100)) -ge $(((caught + missed) * 90)) ]
