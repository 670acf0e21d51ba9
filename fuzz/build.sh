#!/bin/sh
# build.sh TARGET_DIRECTORY
#
# Builds the fuzz targets with a nightly Rust, without cargo-fuzz: coverage for libFuzzer, AddressSanitizer.
set -eu

host=$(rustc -vV | sed -n 's/^host: //p')
flags="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
flags="$flags -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
flags="$flags -Cllvm-args=-sanitizer-coverage-trace-compares -Zsanitizer=address --cfg fuzzing"
RUSTFLAGS="$flags" cargo +nightly build --quiet --release --manifest-path "$(dirname "$0")/Cargo.toml" \
    --target "$host" --target-dir "$1"
