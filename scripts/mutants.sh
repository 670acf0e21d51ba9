#!/bin/sh
# mutants.sh WORK SHARD MINUTES [OPTION OF CARGO-MUTANTS...]
#
# Changes the sources at each place that SHARD (k/n) has, in any order, and asks whether a test notices: with cargo-mutants,
# in a copy of the tree in WORK. What was noticed earlier is not done again, but counted, from WORK/caught.txt, by line and
# column: for other sources, WORK is to be removed first. The changes in scripts/mutants.tsv, which no test can notice, are
# not counted. Fails below 90 %.
set -eu

work=$1 shard=$2 minutes=$3
shift 3
mkdir -p "$work"
rm -rf "$work/tree"
mkdir "$work/tree"
# With the time of now: what was built of a change that a run was stopped at must not seem newer.
git ls-files -z --cached --others --exclude-standard | tar --null -T - -c | tar x -m -C "$work/tree"
# Only the form of the library that the tests link.
sed -i '/^crate-type = /d' "$work/tree/Cargo.toml"

# Little optimisation: the tests are faster by more than the compiler is slower. A change that asks for memory without end
# must not take the machine's.
export CARGO_TARGET_DIR="$PWD/$work/target" CARGO_PROFILE_DEV_OPT_LEVEL=1 CARGO_PROFILE_DEV_DEBUG=0 PROPTEST_CASES=200
(
    ulimit -v 8000000
    timeout -s INT "${minutes}m" cargo mutants --in-place --dir "$work/tree" --output "$work" --iterate --timeout 60 \
        --sharding round-robin --shard "$shard" --shuffle "$@"
) || [ -s "$work/mutants.out/caught.txt" ]

# What was done so far, this time and before.
out=$work/mutants.out
touch "$work/caught.txt" "$work/missed.txt"
cat "$out/caught.txt" "$out/timeout.txt" "$work/caught.txt" | sort -u -o "$work/caught.txt"
cat "$out/missed.txt" "$work/missed.txt" | sort -u | grep -vxFf "$work/caught.txt" > "$work/all.txt" || true
mv "$work/all.txt" "$work/missed.txt"

# SRC:LINE:COLUMN: CHANGE becomes SRC, the text of the line and CHANGE, which stay as they are when lines move.
while IFS=: read -r source line _ change; do
    printf '%s\t%s\t%s\n' "$source" "$(sed -n "$line{s/^ *//;p}" "$work/tree/$source")" "${change# }"
done < "$work/missed.txt" > "$work/missed.tsv"
grep -v '^#' scripts/mutants.tsv | cut -f 1-3 | grep -vxFf - "$work/missed.tsv" > "$work/unexplained.tsv" || true

caught=$(wc -l < "$work/caught.txt")
missed=$(wc -l < "$work/unexplained.tsv")
equal=$(($(wc -l < "$work/missed.tsv") - missed))
echo "mutants: $caught noticed, $missed not (in $work/unexplained.tsv), $equal that cannot be noticed (scripts/mutants.tsv)"
[ $((caught * 100)) -ge $(((caught + missed) * 90)) ]
