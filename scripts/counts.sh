#!/bin/sh
# counts.sh PROGRAM TABLE [--write]
#
# Counts the instructions of each case of the suite with callgrind and compares them with the table in the tree:
# more than 5 % above is a failure. With --write the table is written anew. Exit 77: valgrind is not installed.
set -eu

program=$1 table=$2 mode=${3:-}
command -v valgrind > /dev/null || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in E1 E2 E3 E4 E5 E6 E7 E8 E9 E10 ready-E4 ready-E8; do
    valgrind --tool=callgrind --callgrind-out-file="$work/out" --toggle-collect='counted_*' "$program" "$name" \
        2> "$work/log" || { cat "$work/log"; exit 1; }
    # The program does 1000 rounds.
    awk -v name="$name" '/Collected/ { printf "%s\t%.1f\n", name, $4 / 1000 }' "$work/log"
done > "$work/counts"

if [ "$mode" = --write ]; then
    { echo "# Instructions of one round of each case, x86-64; written by make counts"; cat "$work/counts"; } > "$table"
    cat "$table"
    exit 0
fi
awk '
    FNR == NR { if ($0 !~ /^#/) before[$1] = $2; next }
    !($1 in before) { print $1 " is not in the table"; failed++; next }
    $2 > before[$1] * 1.05 { printf "%s: %s instructions, %s in the table\n", $1, $2, before[$1]; failed++; next }
    { passed++ }
    END { printf "counts: %d passed, %d failed\n", passed, failed; exit failed > 0 }
' "$table" "$work/counts"
