#!/bin/sh
# figures.sh BUILD_DIR TARGET WIDTH QEMU BOARD
#
# What one target costs, measured: lines "target width figure least mean most". Bytes of flash and RAM of the image that
# evaluates E4, bytes of stack to prepare and to evaluate it and the deepest texts, instructions of a round of the suite.
set -eu

build=$1 target=$2 width=$3 qemu=$4 board=$5
line() { # figure, value or least mean most
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$target" "$width" "$1" "$2" "${3:-$2}" "${4:-$2}"
}

# An image that does not do what it is measured for costs nothing.
firmware/run.sh "$board" "$build/e4.elf" || { echo "$build/e4.elf fails: $?" >&2; exit 1; }
set -- $(firmware/size.sh "$build/e4.elf" | tail -n 1)
line flash "$3"
line RAM "$4"
firmware/run.sh "$qemu" "$build/stack.elf" | awk -F '\t' '
    $1 == "E4" { print "stack-prepare-E4", $2; print "stack-eval-E4", $3 }
    $2 > most { most = $2 }
    END { print "stack-prepare-any", most }' | while read -r figure value; do
    line "$figure" "$value"
done
firmware/run.sh "$qemu -icount shift=0" "$build/counts.elf" | while read -r figure least mean most; do
    line "$figure" "$least" "$mean" "$most"
done
