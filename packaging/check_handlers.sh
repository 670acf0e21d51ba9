#!/bin/sh
# check_handlers.sh ARCHIVE
#
# Proves of the shipped object code that every handler of the threaded engine ends in a jump to the next, so that
# the stack does not grow with a program: a handler either jumps through a register or memory (`jmp *`), or never
# looks at the handlers' stream (`%rsi`), because the program ends there. For x86-64.
set -eu

archive=$1
if ! objdump -f "$archive" 2>/dev/null | grep -q 'elf64-x86-64'; then
    echo "check_handlers: not x86-64, nothing to check"
    exit 0
fi
objdump -d --no-show-raw-insn "$archive" 2>/dev/null | awk '
    function finish() {
        if (name == "") return
        count++
        if (jumps || !reads) { passed++ } else { failed++; print "no jump to the next handler: " name }
        name = ""
    }
    /^[0-9a-f]+ <.*6engine8threaded(8handlers|7control|3hot).*>:$/ { finish(); name = $2; jumps = reads = 0; next }
    /^[0-9a-f]+ </ { finish() }
    name != "" && /jmp +\*/ { jumps++ }
    name != "" && /\(%rsi[,)]/ { reads++ }
    END {
        finish()
        if (count < 100) { print "only " count + 0 " handlers found: is the check blind?"; failed++ }
        printf "check_handlers: %d passed, %d failed\n", passed, failed
        exit failed > 0
    }'
