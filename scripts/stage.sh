#!/bin/sh
# stage.sh MAKE NAME...
#
# Makes the targets of `make test` one after the other and says of each how long it took. Stops at the first that fails.
set -eu

make=$1
shift
count=$# number=0 began=$(date +%s)
for name in "$@"; do
    number=$((number + 1)) from=$(date +%s)
    echo "== $name ($number of $count)"
    "$make" --no-print-directory "$name" || {
        echo "== $name fails: 'make $name' makes it alone" >&2
        exit 1
    }
    now=$(date +%s)
    echo "== $name: $((now - from)) s, $((now - began)) s since the start"
done
