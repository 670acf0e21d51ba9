#!/bin/sh
# check_archive.sh ARCHIVE TOOLS EXPORTS HOOKS
#
# An archive for a microcontroller defines the names in EXPORTS and no others, and wants the three HOOKS and, at
# most, the compiler's runtime. TOOLS is what the names of the target's tools begin with.
set -eu

archive=$1 tools=$2 exports=$3 hooks=$4
passed=0 failed=0

compare() { # what it is, what is expected, what is found
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s: %s, expected\n%s\nfound\n%s\n' "$archive" "$1" "$2" "$3"
    fi
}

compare 'defined names' "$(sort "$exports")" \
    "$("${tools}nm" --extern-only --defined-only "$archive" | awk 'NF == 3 { print $3 }' | sort)"
compare 'wanted names' "$(sort "$hooks")" \
    "$("${tools}nm" --undefined-only "$archive" | awk 'NF == 2 && $2 !~ /^(__aeabi_|mem(cpy|move|set|cmp)$)/ { print $2 }' | sort)"
compare 'bitcode' 0 "$("${tools}objdump" -h "$archive" 2>&1 | grep -c llvmbc || true)"
echo "archive: $passed passed, $failed failed"
[ "$failed" = 0 ]
