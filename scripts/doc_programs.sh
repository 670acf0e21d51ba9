#!/bin/sh
# doc_programs.sh MARKDOWN INCLUDE_DIR ARCHIVE WORK
#
# Every ```c or ```cpp block of the page compiles with warnings as errors. One that has a `main` is a program: it is
# linked with the archive and run, and a ```text block that follows it directly is what it must print. Others are
# definitions where a line of theirs begins with "static", else statements, in the middle of a function that has
# an arena, a context and a batch.
set -eu

page=$1 include=$2 archive=$3 work=$4
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
' "$page"

# What a piece that is no program may use without saying where it comes from.
surroundings() { # source
    case $1 in
        *.cpp)
            printf '#include "exp_rs.hpp"\n#include <cstdio>\n#include <vector>\n'
            opening='void piece(exp_rs::arena &arena, exp_rs::context &context, exp_rs::batch &batch);
                void piece(exp_rs::arena &arena, exp_rs::context &context, exp_rs::batch &batch)
                { (void)arena, (void)context, (void)batch; {'
            ;;
        *)
            printf '#include "exp_rs.h"\n#include <stdio.h>\n#include <stdlib.h>\n'
            opening='void piece(exp_rs_arena *arena, exp_rs_context *context, exp_rs_batch_builder *batch);
                void piece(exp_rs_arena *arena, exp_rs_context *context, exp_rs_batch_builder *batch)
                { (void)arena, (void)context, (void)batch; {'
            ;;
    esac
    if grep -q '^static ' "$1"; then cat "$1"; else echo "$opening" && cat "$1" && echo '}}'; fi
}

compile() { # source, the compiler's other arguments
    source=$1
    shift
    case $source in
        *.cpp) set -- "${CXX:-c++}" -std=c++17 "$@" ;;
        *) set -- "${CC:-cc}" -std=c99 "$@" ;;
    esac
    "$@" -Wall -Wextra -Wpedantic -Werror -Wno-unused-function -Wno-unused-variable -I "$include" "$source"
}

holds() { # source
    if ! grep -q 'int main(' "$1"; then
        surroundings "$1" > "$work/piece.${1##*.}"
        compile "$work/piece.${1##*.}" -fsyntax-only
        return
    fi
    program=${1%.*}
    linker=${CC:-cc}
    [ "${1##*.}" = c ] || linker=${CXX:-c++}
    # The archive comes after the source that needs it.
    compile "$1" -c -o "$program.o" &&
        "$linker" "$program.o" "$archive" -lm -o "$program" &&
        "$program" > "$program.printed" &&
        { [ ! -e "$program.expected" ] || diff "$program.expected" "$program.printed"; }
}

left_out=0
for source in "$work"/*.c "$work"/*.cpp; do
    [ -e "$source" ] || continue
    if [ "${source##*.}" = cpp ] && ! command -v "${CXX:-c++}" > /dev/null; then
        left_out=$((left_out + 1))
    elif holds "$source"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$page: block $(basename "$source") fails"
    fi
done
[ "$left_out" = 0 ] || echo "${CXX:-c++} is not installed: pieces of C++ in $page not tried: $left_out"
if [ "$passed$failed" = 00 ]; then
    failed=1
    echo "$page: nothing found to compile"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
