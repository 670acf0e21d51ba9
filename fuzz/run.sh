#!/bin/sh
# run.sh PROGRAMS WORK TARGET SECONDS [RUNS]
#
# Fuzzes one target until SECONDS are over or RUNS inputs were tried, from the seeds in the tree and from what earlier
# runs left in WORK, so that it goes on where it stopped. An input that fails stays in WORK/findings.
set -eu

programs=$1 work=$2 target=$3 seconds=$4 runs=${5:--1}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work/corpus/$target" "$work/findings"

export LSAN_OPTIONS="suppressions=$here/../scripts/leaks.supp:print_suppressions=0"
status=0
"$programs/$target" -max_total_time="$seconds" -runs="$runs" -max_len=2048 -len_control=20 -timeout=20 -rss_limit_mb=4096 \
    -dict="$here/language.dict" -artifact_prefix="$work/findings/$target-" \
    "$work/corpus/$target" "$here/seeds/$target" > "$work/$target.log" 2>&1 || status=$?
if [ "$status" != 0 ]; then
    tail -n 60 "$work/$target.log"
    echo "fuzz $target: a finding in $work/findings: 0 passed, 1 failed"
    exit 1
fi
done=$(sed -n 's/^Done \([0-9]*\) runs in \([0-9]*\) second.*/\1 \2/p' "$work/$target.log")
echo "fuzz $target: ${done% *} inputs in ${done#* } seconds; $(ls "$work/corpus/$target" | wc -l) kept"
echo "1 passed, 0 failed"
