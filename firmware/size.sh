#!/bin/sh
# size.sh IMAGE...
#
# Flash (code, constants, first values) and RAM (variables and the library's memory, without the stack) of images.
set -eu

printf '%-8s %-6s %10s %10s\n' target width flash RAM
for image in "$@"; do
    width=$(basename "$(dirname "$image")") target=$(basename "$(dirname "$(dirname "$image")")")
    readelf --sections --wide "$image" | sed 's/^ *\[ *[0-9]*\] *//' | awk -v target="$target" -v width="$width" '
        function hex(text,   i, sum) {
            for (i = 1; i <= length(text); i++) sum = 16 * sum + index("0123456789abcdef", substr(text, i, 1)) - 1
            return sum
        }
        $1 == ".text" || $1 == ".rodata" || $1 == ".ARM.exidx" || $1 == ".data" { flash += hex($5) }
        $1 == ".data" || $1 == ".bss" || $1 == ".fast" { ram += hex($5) }
        END { printf "%-8s %-6s %10d %10d\n", target, width, flash, ram }'
done
