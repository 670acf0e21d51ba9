#!/bin/sh
# prelink.sh RAW.a OUT.a NAMES...
#
# Makes the archive that is shipped from the one that cargo builds. Cargo's also carries the parts of Rust's
# core library: weak memcpy, sin, __aeabi_* that would take the place of the program's own, and symbols on
# which two Rust archives in one program collide. Here all is linked into one object, of which only NAMES
# (files with one symbol a line) stay global: weak ones stay weak, what nothing refers to is dropped.
#
# LD (with options of its own, if need be), OBJCOPY and AR name the tools of another target.
set -eu

raw=$1 out=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat "$@" > "$work/names"
sed 's/^/--undefined=/' "$work/names" > "$work/roots"
# Landing pads that came with precompiled parts of the core library and are never reached: without this the
# library would want libgcc's unwinder, or be stuck where there is none.
echo 'PROVIDE(_Unwind_Resume = rust_eh_personality);' > "$work/unwind.ld"
# shellcheck disable=SC2086  # $LD may be several arguments
${LD:-ld} -r --gc-sections "@$work/roots" -o "$work/exp_rs.o" "$work/unwind.ld" "$raw"
# The bitcode sections make some readers of the archive say "no symbols".
# The shortest evaluation takes a cycle more where this function lies in two lines of the instruction cache.
"${OBJCOPY:-objcopy}" --keep-global-symbols="$work/names" --strip-debug \
    --set-section-alignment .text.exp_rs_batch_builder_eval=64 \
    --remove-section=.llvmbc --remove-section=.llvmcmd "$work/exp_rs.o"
rm -f "$out"
"${AR:-ar}" rcs "$out" "$work/exp_rs.o"
