#!/bin/sh
# install_cli.sh install|uninstall PROGRAM
#
# Puts the command-line program, its manual pages and its completions for bash, zsh and fish below PREFIX (DESTDIR
# stands before it), or takes them away again; directories stay. PROGRAM is the file that was built.
set -eu

action=$1 program=$2
root=$DESTDIR$PREFIX
bin=$root/bin man=$root/share/man/man1
bash=$root/share/bash-completion/completions zsh=$root/share/zsh/site-functions fish=$root/share/fish/vendor_completions.d
commands="eval check explain table plot completions man"

put() { # file, arguments of the program that write it
    file=$1
    shift
    "$program" "$@" > "$file"
    chmod 644 "$file"
}

install_all() {
    umask 022
    install -d "$bin" "$man" "$bash" "$zsh" "$fish"
    install -m 755 "$program" "$bin/exp-rs"
    put "$man/exp-rs.1" man
    for command in $commands; do
        put "$man/exp-rs-$command.1" man "$command"
    done
    put "$bash/exp-rs" completions bash
    put "$zsh/_exp-rs" completions zsh
    put "$fish/exp-rs.fish" completions fish
}

uninstall_all() {
    rm -f "$bin/exp-rs" "$man/exp-rs.1" "$bash/exp-rs" "$zsh/_exp-rs" "$fish/exp-rs.fish"
    for command in $commands; do
        rm -f "$man/exp-rs-$command.1"
    done
}

"${action}_all"
