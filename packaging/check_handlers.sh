#!/bin/sh
# check_handlers.sh ARCHIVE
#
# Proves of the shipped object code that every handler of the threaded engine ends in a jump to the next, so that
# the stack does not grow with a program: a handler jumps through a register or memory (`jmp *`, `bx r3`), or to another
# handler, or it returns the 0 of the program's end. One that called the next would return what that gives. For x86-64 and Thumb;
# OBJDUMP names the tool for another target.
# Of those over columns, which x86-64 alone has: each jumps, none returns but the ends, and none calls but the
# ends and those that call functions.
set -eu

archive=$1 objdump=${OBJDUMP:-objdump}
case $("$objdump" -f "$archive" 2>/dev/null | sed -n 's/.*file format //p' | head -n 1) in
    elf64-x86-64)
        least=1000 columns=600 call='[ \t]call ' indirect='call +[*]' zero='xor +%eax,%eax' jump='jmp +[*]' return='[ \t]ret'
        direct='jmp +[^*]'
        ;;
    elf32-littlearm)
        least=60 columns=0 call='[ \t]blx?[ \t]' indirect='[ \t]blx[ \t]' zero='movs[ \t]+r0, #0' jump='bx[ \t]+(ip|r[0-9])'
        return='bx[ \t]+lr|(pop|ldmia).*pc' direct='[ \t]b([.][nw])?[ \t]'
        ;;
    *)
        echo "check_handlers: neither x86-64 nor Thumb, nothing to check"
        exit 0
        ;;
esac
"$objdump" -d --no-show-raw-insn "$archive" 2>/dev/null | awk -v least="$least" -v columns="$columns" -v call="$call" -v indirect="$indirect" \
    -v zero_it="$zero" -v jump="$jump" -v return_it="$return" -v direct="$direct" '
    # What is done from there on, within the handler: 1 where it returns what a call gave, or goes elsewhere.
    function returns_from(address,   line, steps) {
        for (line = line_at[address]; line <= lines && steps < 1000; steps++) {
            if (text[line] ~ zero_it || text[line] ~ jump) return 0
            if (text[line] ~ return_it) return 1
            if (text[line] ~ direct) {
                if (!(to[line] in line_at)) return 1
                line = line_at[to[line]]
            } else line++
        }
        return 1
    }
    function finish(   i) {
        if (name == "") return
        for (i = 0; i < left; i++) if (returns_from(leaves[i])) passes_on = 1
        if (wide) { over_columns++ } else { count++ }
        if (jumps + !wide && ends && !passes_on) { passed++ } else { failed++; print "no jump to the next handler: " name }
        name = ""
        lines = left = 0
        split("", line_at)
    }
    /^[0-9a-f]+ <.*6engine8threaded(3one|8branches|7control|6loaded).*>:$/ {
        finish(); name = $2; ends = passes_on = zero = called = wide = 0; next
    }
    /^[0-9a-f]+ <.*6engine5block4wide.*>:$/ && !/functions/ && !/3run17h/ {
        finish(); name = $2; ends = passes_on = zero = called = jumps = 0; wide = 1; next
    }
    /^[0-9a-f]+ </ { finish() }
    name == "" { next }
    wide && $0 ~ jump { ends = jumps = 1 }
    wide && name !~ /(3end|11last_result)17h/ && ($0 ~ return_it || ($0 ~ call && name !~ /4call17h/)) { passes_on = 1 }
    wide { next }
    # A jump within the handler names it; the address of another is that of no line of it.
    {
        address = $1
        sub(":", "", address)
        text[++lines] = $0
        line_at[address] = lines
        to[lines] = index($0, substr(name, 1, length(name) - 2) "+") ? $3 : "elsewhere"
    }
    $0 ~ call { zero = 0 }
    $0 ~ indirect { called = 1 }
    $0 ~ zero_it { zero = 1; called = 0 }
    $0 ~ jump { ends = 1; called = 0 }
    $0 ~ direct && /6engine8threaded3one[^+]*>$/ { ends = 1 }
    $0 ~ return_it { ends = 1; if (!zero) passes_on = 1 }
    $0 ~ direct && called { leaves[left++] = to[lines] }
    END {
        finish()
        if (over_columns < columns) { print "only " over_columns + 0 " over columns: is the check blind?"; failed++ }
        if (count < least) { print "only " count + 0 " handlers found: is the check blind?"; failed++ }
        printf "check_handlers: %d passed, %d failed\n", passed, failed
        exit failed > 0
    }'
