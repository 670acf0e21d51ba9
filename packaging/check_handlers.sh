#!/bin/sh
# check_handlers.sh ARCHIVE
#
# Proves of the shipped object code that every handler of the threaded engine ends in a jump to the next, so that
# the stack does not grow with a program: a handler jumps through a register or memory (`jmp *`, `bx r3`), or it
# returns the 0 of the program's end. One that called the next would return what that gives. For x86-64 and Thumb;
# OBJDUMP names the tool for another target.
set -eu

archive=$1 objdump=${OBJDUMP:-objdump}
case $("$objdump" -f "$archive" 2>/dev/null | sed -n 's/.*file format //p' | head -n 1) in
    elf64-x86-64)
        least=1000 call='call ' indirect='call +[*]' zero='xor +%eax,%eax' jump='jmp +[*]' return='ret'
        direct='jmp +[^*]'
        ;;
    elf32-littlearm)
        least=60 call='[ \t]blx?[ \t]' indirect='[ \t]blx[ \t]' zero='movs[ \t]+r0, #0' jump='bx[ \t]+(ip|r[0-9])'
        return='bx[ \t]+lr|(pop|ldmia).*pc' direct='[ \t]b([.][nw])?[ \t]'
        ;;
    *)
        echo "check_handlers: neither x86-64 nor Thumb, nothing to check"
        exit 0
        ;;
esac
"$objdump" -d --no-show-raw-insn "$archive" 2>/dev/null | awk -v least="$least" -v call="$call" -v indirect="$indirect" \
    -v zero_it="$zero" -v jump="$jump" -v return_it="$return" -v direct="$direct" '
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
    $0 ~ call { zero = 0 }
    $0 ~ indirect { called = 1 }
    $0 ~ zero_it { zero = 1; called = 0 }
    $0 ~ jump { ends = 1; called = 0 }
    $0 ~ return_it { ends = 1; if (!zero) passes_on = 1 }
    $0 ~ direct { if (called) passes_on = 1 }
    END {
        finish()
        if (count < least) { print "only " count + 0 " handlers found: is the check blind?"; failed++ }
        printf "check_handlers: %d passed, %d failed\n", passed, failed
        exit failed > 0
    }'
