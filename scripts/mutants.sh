#!/bin/sh
# mutants.sh WORK MINUTES [missed]
#
# Changes the sources at each place that cargo-mutants lists, in a copy of the tree in WORK, and asks whether a test notices,
# for so many minutes; scripts/mutants.py tells how, and goes on where the last run stopped.
set -eu

work=$1 minutes=$2
shift 2
mkdir -p "$work"
rm -rf "$work/tree"
mkdir "$work/tree"
git ls-files -z --cached --others --exclude-standard | tar --null -T - -c | tar x -m -C "$work/tree"

# One program of the tests that notice most, the quick ones first: each program more is a link more for each change. And only
# the form of the library that it links.
tests="uses language expression operators disassembly failures vectors limits estimate memory transactions special_values
    differential blocks"
sed -i '/^crate-type = /d' "$work/tree/Cargo.toml"
(
    cd "$work/tree/tests"
    sed -i 's/^mod \(oracle\|support\|scene\);/use crate::\1;/; /^#\[path = "support\/scene.rs"\]/d' *.rs
    echo 'mod oracle; mod support; #[path = "support/scene.rs"] mod scene;'
    n=10
    for test in $tests; do
        echo "#[path = \"$test.rs\"] mod t${n}_$test;"
        n=$((n + 1))
    done
) > "$work/all.rs"
mv "$work/all.rs" "$work/tree/tests/all.rs"

# Little optimisation: the tests are faster by more than the compiler is slower.
export CARGO_TARGET_DIR="$PWD/$work/target" CARGO_PROFILE_DEV_OPT_LEVEL=1 CARGO_PROFILE_DEV_DEBUG=0
export PROPTEST_RNG_SEED=7 PROPTEST_MAX_SHRINK_ITERS=0
export MUTANTS_RUNNER="$PWD/scripts/limited.sh"

cargo mutants --list --json --diff --dir "$work/tree" > "$work/list.json"
python3 scripts/mutants.py "$work" "$minutes" scripts/mutants.tsv "$@"
