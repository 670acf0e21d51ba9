#!/bin/sh
# check_panics.sh fail|tell TOOLS CONTROL FILE...
#
# No image or archive has a symbol of core::panicking in it. CONTROL is an image with a panic on purpose, in which the
# same search must find one. With tell, what is found is told, and fails nothing.
set -eu

mode=$1 tools=$2 control=$3
shift 3
passed=0 failed=0

panics() {
    "${tools}nm" --demangle "$1" 2> /dev/null | grep -cE 'core::panicking|9panicking' || true
}

if [ "$(panics "$control")" -gt 0 ]; then
    passed=1
else
    failed=1
    echo "$control: a panic on purpose is not found: the search is blind"
fi
for file in "$@"; do
    count=$(panics "$file")
    if [ "$count" = 0 ]; then
        passed=$((passed + 1))
    else
        [ "$mode" = tell ] || failed=$((failed + 1))
        echo "$file: $count symbols of core::panicking"
    fi
done
echo "panics: $passed passed, $failed failed"
[ "$failed" = 0 ]
