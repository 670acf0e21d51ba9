#!/bin/sh
# soak.sh WORK MINUTES MAKE TARGET...
#
# Makes each target, each in MINUTES and one more at most, and says of each how it ended. WORK keeps what is done and the
# logs: a run that was interrupted goes on with the target where it was, the one after a whole run with the first. A target
# whose time is up is stopped, which is no failure; what cargo built, inputs of the fuzz targets and outcomes of changes stay
# for the next time.
set -u

work=$1 minutes=$2 make=$3
shift 3
mkdir -p "$work/done"
failed=0 stopped=0
for target in "$@"; do
    [ -e "$work/done/$target" ] && { cat "$work/done/$target"; continue; }
    from=$(date +%s)
    rm -rf "${work:?}/$target"
    mkdir "$work/$target"
    status=0
    timeout "$(((minutes + 1) * 60))" "$make" --no-print-directory "$target" LOGS="$work/$target" > "$work/$target/output" 2>&1 ||
        status=$?
    logs=$(find "$work/$target" -name '*.log')
    # shellcheck disable=SC2086  # names without blanks
    if [ "$status" = 124 ]; then
        how="stopped" stopped=$((stopped + 1))
    elif [ "$status" != 0 ] || { [ -n "$logs" ] && ! scripts/tally.sh $logs > "$work/$target/tally"; }; then
        how="FAILED, see $work/$target" failed=$((failed + 1))
    else
        how="passed"
    fi
    line=$(grep -hE 'passed|inputs|mutants:|TOTAL|not installed' "$work/$target/output" | tail -n 1)
    echo "soak: $target $how after $(($(date +%s) - from)) s: $line" | tee "$work/done/$target"
done
rm -rf "$work/done"
echo "soak: $failed of $# failed, $stopped were stopped after their time"
[ "$failed" = 0 ]
