#!/bin/sh
# count_writes.sh: the bytes that one evaluation of the seven expressions writes, measured by valgrind's lackey tool.
#
#     count_writes.sh IMU_MONITOR INPUT.csv
#
# Runs the monitor over the first 100 rows with 1 and with 2 timed passes and adds up all stores of each run: to the
# arena, to the stack, everywhere. The difference is one pass: 100 evaluations and the program's own loop around them.
# Prints bytes for each evaluation; exit code 1 if they are 1,000 or more (1 MB/s at 1 kHz), 77 without valgrind.
set -eu

monitor=$1
input=$2
command -v valgrind > /dev/null || { echo "count_writes: valgrind is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
head -n 101 "$input" > "$work/input.csv"

stored() { # PASSES: bytes stored in a whole run
    valgrind --tool=lackey --trace-mem=yes --log-file="$work/trace" "$monitor" "$work/input.csv" "$work/out" "$1" > "$work/output"
    awk -F'[, ]+' '$2 == "S" || $2 == "M" { bytes += $4 } END { printf "%d\n", bytes }' "$work/trace"
}

one=$(stored 1)
two=$(stored 2)
each=$(((two - one) / 100))
echo "bytes stored for each evaluation, stack and calling loop included, counted by valgrind: $each"
test "$each" -lt 1000
