#!/bin/sh
# coverage.sh WORK C_TEST...
#
# Line coverage of src/ by the Rust tests (double) and the C tests named (with their arguments in ARGS_...), with the
# LLVM tools of the distribution: they must be as new as the compiler's own. Fails below 95 %.
set -eu

work=$1
shift
major=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
cov=llvm-cov-$major
profdata=llvm-profdata-$major
command -v "$cov" > /dev/null || { echo "$cov is not installed: no coverage"; exit 0; }

rm -rf "$work/raw"
mkdir -p "$work/raw"
export RUSTFLAGS=-Cinstrument-coverage LLVM_PROFILE_FILE="$PWD/$work/raw/%p-%m.profraw" PROPTEST_CASES=300

cargo test --lib --tests --target-dir "$work/rust" --no-run 2> "$work/log" || { cat "$work/log"; exit 1; }
programs=$(sed -n 's/.*Executable.*(\(.*\))$/\1/p' "$work/log")
for program in $programs; do
    "$program" -q > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
done

cargo rustc --release --lib --crate-type staticlib --no-default-features \
    --features panic-handler,c-hooks,default-hooks --target-dir "$work/c" 2> "$work/log" || { cat "$work/log"; exit 1; }
for test in "$@"; do
    source=${test%%:*} arguments=
    case $test in *:*) arguments=${test#*:} ;; esac
    program=$work/$(basename "$source" .c)
    ${CC:-cc} -O1 -I include -I examples -I tests_native_c "$source" tests_native_c/hooks.c \
        "$work/c/release/libexp_rs.a" -lm -Wl,-u,__llvm_profile_runtime -o "$program"
    # shellcheck disable=SC2086  # its words
    "$program" $arguments > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    # First: where a function was left out of one program, llvm-cov believes the one that it reads first.
    programs="$program $programs"
done

"$profdata" merge -sparse "$work"/raw/*.profraw -o "$work/all.profdata"
objects=
for program in $programs; do
    objects="$objects -object $program"
done
# shellcheck disable=SC2086  # its words
"$cov" report -instr-profile="$work/all.profdata" --ignore-filename-regex='/(rustc|\.cargo|tests|build\.rs)' \
    --show-region-summary=false --show-branch-summary=false $objects > "$work/report" 2> "$work/log"
cut -c 1-110 "$work/report" | grep -v '^-\|^$'
awk '$1 == "TOTAL" { sub("%", "", $NF); exit $NF < 95 }' "$work/report"
