#!/bin/sh
# run.sh QEMU IMAGE [ARGUMENT...]
#
# Runs an image under QEMU with the arguments for its main; the exit code is main's. FW_TIME: seconds at most.
set -eu

qemu=$1 image=$2
shift 2
words="arg=$(basename "$image" .elf)"
for argument in "$@"; do
    words="$words,arg=$argument"
done
# shellcheck disable=SC2086  # $qemu is several arguments
exec timeout "${FW_TIME:-600}" $qemu -display none -monitor none -serial none \
    -semihosting-config "enable=on,target=native,$words" -kernel "$image" < /dev/null
