#!/bin/sh
# compare.sh GOLDEN COMMAND...
#
# Runs `bits` and compares what it prints with the golden table, a check for each group: a mismatch names the function
# or the category. With DIFFER=NUMBER in the environment: a control, of which at least so many groups must differ.
set -eu

golden=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$@" > "$work/found"
awk -F '\t' -v differ="${DIFFER:-}" '
    /^#/ { next }
    FNR == NR { golden[$1] = $2 "/" $3; next }
    !($1 in golden) { print "not in the golden table: " $0; missing++; next }
    { seen[$1] = 1 }
    golden[$1] == $2 "/" $3 { same++; next }
    { other++; if (differ == "") print "other bits: " $0 ", golden " golden[$1] }
    END {
        for (name in golden) if (!(name in seen)) { print "missing: " name; missing++ }
        if (differ != "") {
            printf "control: %d of %d groups differ, at least %d must\n", other, other + same, differ
            failed = other < differ + 0
            same = !failed
            other = failed
        }
        printf "bits: %d passed, %d failed\n", same, other + missing
        exit other + missing > 0
    }' "$golden" "$work/found"
