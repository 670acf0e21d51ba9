#!/bin/sh
# cli.sh PROGRAM WORK
#
# Installs the command-line program and takes it away again; what it says of its own commands is installed whole.
set -eu

program=$1 work=$2
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
. "$(dirname "$0")/tally.inc"
export DESTDIR="$work" PREFIX=/usr

installs() {
    packaging/install_cli.sh install "$program" && [ "$("$work/usr/bin/exp-rs" eval 2+2)" = 4 ]
}

has_a_page_for_each_command() {
    "$program" --help | sed -n '/^Commands:/,/^$/ s/^  \([a-z]\{1,\}\) .*/\1/p' > "$work/commands"
    [ "$(wc -l < "$work/commands")" -gt 5 ] && grep -v '^help$' "$work/commands" | while read -r command; do
        grep -q "^.TH exp-rs-$command 1" "$work/usr/share/man/man1/exp-rs-$command.1" || exit 1
    done
}

completes() {
    bash -c '. "$1" && COMP_WORDS=(exp-rs pl) COMP_CWORD=1 && _exp__rs exp-rs pl exp-rs && [ "${COMPREPLY[*]}" = plot ]' \
        bash "$work/usr/share/bash-completion/completions/exp-rs"
}

goes() {
    packaging/install_cli.sh uninstall "$program" && [ -z "$(find "$work/usr" ! -type d)" ]
}

try "make install-cli" installs
try "manual pages" has_a_page_for_each_command
if have bash "completions not tried"; then
    try "completions of bash" completes
fi
try "make uninstall-cli" goes
summary
