#!/bin/sh
# cost.sh PROGRAM BYTES
#
# Counts with callgrind, fails where a bound does not hold:
# - a text of BYTES costs less than twice the instructions a byte of one of 1,000 bytes, whatever its shape;
# - no built-in function executes more than 50,000 instructions, whatever its arguments: a group of 16 evaluations
#   has not even that many together;
# - an evaluation executes no more of the program than its max_steps says, and one that the budget of 1,000,000 steps
#   ends no more than these, in 100 instructions each: an engine of handlers jumps indirectly from one to the next, and
#   callgrind counts indirect jumps. A few are those of the call itself; `powers` is left out, as pow has its own.
set -eu

program=$1 bytes=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

count() { # function, arguments of the program...: instructions inside of the function
    function=$1
    shift
    valgrind --tool=callgrind --callgrind-out-file="$work/out" --collect-atstart=no --toggle-collect="$function" \
        "$program" "$@" > "$work/printed" 2> "$work/log" || { cat "$work/log"; exit 1; }
    awk '/Collected/ { print $4 }' "$work/log"
}

for shape in $("$program" shapes); do
    echo "$shape $(count counted_prepare "$shape" 1000) $(count counted_prepare "$shape" "$bytes")"
done | awk -v bytes="$bytes" '
    {
        small = $2 / 1000
        large = $3 / bytes
        printf "%-12s %8.1f instructions a byte of 1,000, %8.1f of %d\n", $1, small, large, bytes
        if (large < 2 * small) passed++
        else { failed++; print "  that is not linear" }
    }
    END { printf "%d %d\n", passed, failed > "/dev/stderr" }
' 2> "$work/linear"

valgrind --tool=callgrind --callgrind-out-file="$work/dump" --combine-dumps=yes --collect-atstart=no \
    --toggle-collect=counted_group --dump-after=counted_group "$program" functions > "$work/groups" 2> "$work/log" ||
    { cat "$work/log"; exit 1; }
awk '/^totals:/ { print $2 }' "$work/dump" | paste -d ' ' "$work/groups" - | awk '
    NF == 2 { if ($2 > worst[$1]) worst[$1] = $2; groups++ } # the last dump is that of the end
    END {
        for (name in worst) {
            if (worst[name] > highest) { highest = worst[name]; which = name }
            if (worst[name] > 0 && worst[name] <= 50000) passed++
            else { failed++; printf "%s: %d instructions in 16 evaluations\n", name, worst[name] }
        }
        printf "functions: the most expensive of %d groups of 1 or 16 evaluations is of %s, %d instructions\n", groups, which, highest
        printf "%d %d\n", passed, failed > "/dev/stderr"
    }
' 2> "$work/functions"

jumps() { # arguments of the program: instructions and indirect jumps of one evaluation
    valgrind --tool=callgrind --branch-sim=yes --callgrind-out-file="$work/out" --collect-atstart=no \
        --toggle-collect=counted_eval "$program" "$@" > "$work/printed" 2> "$work/log" || { cat "$work/log"; exit 1; }
    awk '/Collected/ { print $4, $7 }' "$work/log"
}

for shape in $("$program" shapes | grep -vx powers); do
    executed=$(jumps "$shape" 3000)
    echo "$shape $executed $(sed 's/.*bytes, \([0-9]*\) steps.*/\1/' "$work/printed")"
done | awk '
    $4 > 0 { if ($3 <= $4 + 8) passed++; else { failed++; printf "%s: %d executed, max_steps %d\n", $1, $3, $4 } }
    END { printf "steps: of %d programs none executes more than its max_steps\n", passed; printf "%d %d\n", passed, failed > "/dev/stderr" }
' 2> "$work/steps"

read -r instructions executed <<END
$(jumps budget)
END
grep -q budget "$work/printed" || { echo "the budget did not end it"; exit 1; }
echo "budget: $executed steps of 1,000,000 executed, $instructions instructions"
echo "$([ "$executed" -le 1000008 ] && [ "$instructions" -le 100000000 ] && echo 1 0 || echo 0 1)" > "$work/budget"

cat "$work/linear" "$work/functions" "$work/steps" "$work/budget" |
    awk '{ p += $1; f += $2 } END { printf "cost: %d passed, %d failed\n", p, f; exit f > 0 }'
