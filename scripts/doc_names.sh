#!/bin/sh
# doc_names.sh PAGE...
#
# What the pages name exists: files of the tree, targets of make, names of the C interface, what links lead to. Run in the tree's root.
set -eu

passed=0 failed=0

verify() { # whether it is there, page, what it names
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$2 names $3, which is not there"
    fi
}

named() { # page, a pattern, what is stripped from a match
    grep -ohE "$2" "$1" | sed -E "$3" | sort -u
}

file_exists() { # page, path; some are told from src/, headers as programs include them, the first steps' own programs, what is made
    case $2 in first.c | first.cpp | src/main.rs | build/*) return 0 ;; esac
    for folder in . src include "$(dirname "$1")"; do
        [ ! -e "$folder/$2" ] || return 0
    done
    return 1
}

makefiles="Makefile robustness.mk packaging/packaging.mk firmware/firmware.mk"
for page in "$@"; do
    endings='(rs|c|h|hpp|cpp|sh|md|tsv|txt|mk|toml|json|yml|svg|py)'
    for path in $(named "$page" "\`[a-zA-Z_0-9./-]+(\\.$endings|/)\`" 's/`//g'); do
        file_exists "$page" "$path" && found=0 || found=1
        verify $found "$page" "$path"
    done
    for target in $(named "$page" '`make [a-z0-9-]+' 's/`make //'); do
        # shellcheck disable=SC2086  # several files
        grep -qE "^([a-z0-9-]+ )*$target( [a-z0-9-]+)*:" $makefiles && found=0 || found=1
        verify $found "$page" "make $target"
    done
    for name in $(named "$page" '\bexp_rs_[a-z_]+[a-z]\(' 's/\(//'); do
        grep -q "\\b$name\\b" include/exp_rs.h packaging/*.cmake && found=0 || found=1
        verify $found "$page" "$name"
    done
    for link in $(named "$page" '\]\([^)# :]+(#[^)]*)?\)' 's/^\]\(//; s/(#.*)?\)$//'); do
        [ -e "$(dirname "$page")/$link" ] && found=0 || found=1
        verify $found "$page" "$link"
    done
    # Sections: as they are made of headings, without what is no letter, digit, blank or hyphen.
    for section in $(named "$page" '\]\(#[^)]+\)' 's/^\]\(#//; s/\)$//; s/-[0-9]$//'); do
        grep -E '^#+ ' "$page" | sed -E 's/^#+ //' | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9 -]//g; s/ /-/g' |
            grep -qx "$section" && found=0 || found=1
        verify $found "$page" "#$section"
    done
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
