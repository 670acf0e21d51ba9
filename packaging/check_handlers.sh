#!/bin/sh
# check_handlers.sh ARCHIVE
#
# Proves of the shipped object code that every handler of the threaded engine ends in a jump to the next, so that
# the stack does not grow with a program: a handler jumps through a register or memory (`jmp *`), or it returns the 0
# of the program's end. One that called the next would return what that gives. For x86-64.
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
        if (ends && !passes_on) { passed++ } else { failed++; print "no jump to the next handler: " name }
        name = ""
    }
    /^[0-9a-f]+ <.*6engine8threaded(3one|3two|8branches|7control).*>:$/ {
        finish(); name = $2; ends = passes_on = zero = called = 0; next
    }
    /^[0-9a-f]+ </ { finish() }
    name == "" { next }
    /call / { zero = 0 }
    /call +\*/ { called = 1 }
    /xor +%eax,%eax/ { zero = 1; called = 0 }
    /jmp +\*/ { ends = 1; called = 0 }
    /ret/ { ends = 1; if (!zero) passes_on = 1 }
    /jmp +[^*]/ { if (called) passes_on = 1 }
    END {
        finish()
        if (count < 1000) { print "only " count + 0 " handlers found: is the check blind?"; failed++ }
        printf "check_handlers: %d passed, %d failed\n", passed, failed
        exit failed > 0
    }'
