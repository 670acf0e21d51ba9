#!/bin/sh
# cargo.sh TRIPLE [RUSTFLAGS FEATURES TARGET_DIR [MANIFEST]]
#
# Builds the static library for a microcontroller: with rustup's target where it is installed, otherwise with
# Debian's Rust, which compiles the core library from its source (packages rustc-web cargo-web rust-web-src).
# With TRIPLE alone, only says which of them it would be. Exit 77: there is neither.
set -eu

triple=$1
if rustup target list --installed 2> /dev/null | grep -qx "$triple"; then
    cargo=cargo std= compiler=$(rustc --version)
elif [ -d /usr/lib/rustlib/src/rust/library ] && [ -x /usr/bin/cargo ]; then
    cargo=/usr/bin/cargo std='-Z build-std=core,alloc -Z json-target-spec' compiler="$(/usr/bin/rustc --version)"
    export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
    # Arithmetic without an FPU is in it: 8 % faster at s than at z, for 0.4 KB.
    std="$std --config profile.firmware.package.compiler_builtins.opt-level='s'"
else
    exit 77
fi
if [ $# = 1 ]; then
    echo "$compiler${std:+, core library from its source}"
    exit
fi
target=$triple flags=$2
if [ -n "$std" ]; then
    # No names of files, for there are no panics that would tell them.
    flags="$flags -Z location-detail=none"
    # The target as rustc knows it, but for the frame pointers that it keeps in every function: without them code is
    # a twelfth smaller, and the shortest functions take half the instructions.
    mkdir -p "$4"
    target=$4/$triple.json
    "$RUSTC" -Z unstable-options --print target-spec-json --target "$triple" |
        sed 's/"frame-pointer": "always"/"frame-pointer": "may-omit"/' > "$target.new"
    cmp -s "$target.new" "$target" || cp "$target.new" "$target"
fi
# shellcheck disable=SC2086  # $std is several arguments
RUSTFLAGS=$flags exec "$cargo" rustc --quiet --profile firmware --lib --crate-type staticlib --no-default-features \
    --features "$3" --target "$target" $std --target-dir "$4" \
    --manifest-path "${5:-Cargo.toml}"
