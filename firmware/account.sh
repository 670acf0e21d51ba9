#!/bin/sh
# account.sh IMAGE TOOLS
#
# Where the flash of an image goes: bytes of code and of constants by room of the library, from its symbols. Constants
# without a name (texts, tables of pointers, coefficients) are what is left of the section. A function that is
# called once is counted with its caller: of compiling, what is in `try_prepare` is under batch.
set -eu

image=$1 tools=$2
{
    "${tools}nm" -S -C "$image" | sort -u -k 1,1
    "${tools}readelf" -SW "$image" | sed 's/^ *\[ *[0-9]*\] *//' | awk '$1 == ".rodata" { print "section", $5 }'
} | awk '
    function hex(text,   i, sum) {
        for (i = 1; i <= length(text); i++) sum = 16 * sum + index("0123456789abcdef", substr(text, i, 1)) - 1
        return sum
    }
    function room(name) {
        if (name ~ /ArenaVec|ArenaText|bumpalo/) return "arena"
        if (name ~ /NameTable/) return "names"
        if (name ~ /libm::/) return "libm"
        if (name ~ /drop_in_place/) return "batch"
        if (match(name, /exp_rs::[a-z]+/)) return substr(name, RSTART + 8, RLENGTH - 8)
        if (name ~ /^exp_rs_(batch|arena|context)/) return "ffi"
        return name ~ /core::|compiler_builtins|^__aeabi/ ? "core and the runtime of the compiler" : "the program itself"
    }
    $1 == "section" { left += hex($2); next }
    NF >= 4 && tolower($3) ~ /^[tr]$/ {
        name = $4
        for (i = 5; i <= NF; i++) name = name " " $i
        place = room(name)
        rooms[place]
        if (tolower($3) == "t") code[place] += hex($2); else { constants[place] += hex($2); left -= hex($2) }
    }
    END {
        constants["without a name"] = left
        rooms["without a name"]
        for (place in rooms) {
            printf "| %s | %d | %d |\n", place, code[place], constants[place] | "sort -t \"|\" -k 3,3nr -k 4,4nr"
            codes += code[place]
            all += constants[place]
        }
        close("sort -t \"|\" -k 3,3nr -k 4,4nr")
        printf "| in all | %d | %d |\n", codes, all
    }'
