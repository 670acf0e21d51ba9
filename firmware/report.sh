#!/bin/sh
# report.sh FIGURES DOCUMENT
#
# Writes the tables of figures between the markers of a document.
set -eu

figures=$1 document=$2
work=$(mktemp)
trap 'rm -f "$work"' EXIT
awk -F '\t' '
    FNR == NR && /^#/ { compiler = substr($0, 3); next }
    FNR == NR {
        key = $1 " " $2
        if (!(key in seen)) { seen[key] = 1; order[++count] = key; target[key] = $1; width[key] = $2 }
        value[key, $3] = $5
        range[key, $3] = $4 == $6 ? $5 : $5 " (" $4 " to " $6 ")"
        next
    }
    /^<!-- figures -->/ {
        print
        print "Measured with " compiler "."
        print ""
        print "| Target | Real | Flash | RAM | Stack: prepare E4 | any text | evaluate E4 |"
        print "| --- | --- | --- | --- | --- | --- | --- |"
        for (i = 1; i <= count; i++) {
            key = order[i]
            printf "| %s | %s | %d | %d | %d | %d | %d |\n", target[key], width[key], value[key, "flash"], value[key, "RAM"],
                value[key, "stack-prepare-E4"], value[key, "stack-prepare-any"], value[key, "stack-eval-E4"]
        }
        print ""
        print "| Target | Real | E1 | E2 | E3 | E4 | E5 | E6 | E7 | E8 | E9 |"
        print "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
        for (i = 1; i <= count; i++) {
            key = order[i]
            printf "| %s | %s |", target[key], width[key]
            for (e = 1; e <= 9; e++) printf " %s |", range[key, "E" e]
            print ""
        }
        skip = 1
        next
    }
    /^<!-- end -->/ { skip = 0 }
    !skip { print }
' "$figures" "$document" > "$work"
cp "$work" "$document"
