#!/bin/sh
# readme_programs.sh README INCLUDE_DIR ARCHIVE WORK
#
# Every ```c or ```cpp block of the README that has a `main` is a program: it is compiled with warnings as errors,
# linked with the archive and run. A ```text block that follows it directly is what it must print.
set -eu

readme=$1 include=$2 archive=$3 work=$4
passed=0 failed=0
rm -rf "$work"
mkdir -p "$work"

awk -v work="$work" '
    /^```/ && !inside {
        inside = 1
        file = ""
        if ($0 ~ /^```(c|cpp)( |$)/) file = sprintf("%s/%d.%s", work, ++count, $0 ~ /cpp/ ? "cpp" : "c")
        else if ($0 ~ /^```text( |$)/ && follows) file = sprintf("%s/%d.expected", work, count)
        follows = 0
        if (file != "") printf "" > file
        next
    }
    /^```/ { inside = 0; follows = (file ~ /\.c(pp)?$/); if (file != "") close(file); next }
    inside && file != "" { print > file }
    !inside && NF { follows = 0 }
' "$readme"

compile() { # source, program
    case $1 in
        *.cpp) set -- "${CXX:-c++}" -std=c++17 "$@" ;;
        *) set -- "${CC:-cc}" -std=c99 "$@" ;;
    esac
    "$1" "$2" -Wall -Wextra -Wpedantic -Werror -I "$include" "$3" "$archive" -lm -o "$4"
}

for source in "$work"/*.c "$work"/*.cpp; do
    [ -e "$source" ] && grep -q 'int main(' "$source" || continue
    if [ "${source##*.}" = cpp ] && ! command -v "${CXX:-c++}" > /dev/null; then
        echo "${CXX:-c++} is not installed: $(basename "$source") not run"
        continue
    fi
    program=${source%.*}
    if compile "$source" "$program" &&
        "$program" > "$program.printed" &&
        { [ ! -e "$program.expected" ] || diff "$program.expected" "$program.printed"; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$readme: program $(basename "$program") fails"
    fi
done
if [ "$passed$failed" = 00 ]; then
    failed=1
    echo "$readme: no program found"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
