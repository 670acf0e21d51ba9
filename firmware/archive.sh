#!/bin/sh
# archive.sh OUT.a TOOLS COMPILER... -- SOURCE...
#
# Compiles sources into an archive with the C tools of a target; TOOLS is what their names begin with.
set -eu

out=$1 tools=$2 compiler=
shift 2
while [ "$1" != -- ]; do
    compiler="$compiler $1"
    shift
done
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for source in "$@"; do
    # shellcheck disable=SC2086  # $compiler has arguments; memcpy in C must not become a call of itself
    $compiler -fno-tree-loop-distribute-patterns -c "$source" -o "$work/$(basename "$source" .c).o"
done
mkdir -p "$(dirname "$out")"
rm -f "$out"
"${tools}ar" rcs "$out" "$work"/*.o
