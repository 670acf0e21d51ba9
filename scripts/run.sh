#!/bin/sh
# run.sh LOG COMMAND...
#
# Runs a program of checks that ends with the line "N passed, N failed" and keeps its output in LOG. Shows
# one line when all went well, everything otherwise. Never fails itself: tally.sh does, once all have run.
log=$1
shift
mkdir -p "$(dirname "$log")"
"$@" > "$log" 2>&1
status=$?
line=$(grep -oE '[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
name=$(basename "$log" .log)
if [ "$status" = 0 ] && [ "${line#*, }" = "0 failed" ]; then
    grep 'not installed' "$log"
    echo "$name: $line"
    exit 0
fi
cat "$log"
if [ "$status" -gt 1 ] || [ "${line#*, }" = "0 failed" ] || [ -z "$line" ]; then
    # Whatever it counted, it did not end as it should.
    echo "$name: ended with status $status"
    echo "0 passed, 1 failed" >> "$log"
fi
exit 0
