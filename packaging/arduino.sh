#!/bin/sh
# arduino.sh BUILD OUT TARGET...
#
# Lays a library out as the Arduino IDE (precompiled) and PlatformIO want it, with the archives of TARGET, targets of
# firmware/targets.txt that are built in BUILD/firmware. Double precision.
set -eu

build=$1 out=$2
shift 2
rm -rf "$out"
mkdir -p "$out/src" "$out/examples/hello"
cp library.properties library.json packaging/platformio/archive.py LICENSE-MIT LICENSE-APACHE README.md "$out"
cp include/exp_rs.h include/exp_rs.hpp "$out/src"
cp packaging/platformio/hello.ino "$out/examples/hello"

put() { # target, folders by the names of cores
    target=$1
    shift
    for folder in "$@"; do
        mkdir -p "$out/src/$folder"
        cp "$build/firmware/$target/f64/libexp_rs.a" "$out/src/$folder"
    done
}

for target in "$@"; do
    case $target in
        m0) put m0 cortex-m0 cortex-m0plus cortex-m23 ;;
        # Also for cores with an FPU where programs pass numbers in plain registers.
        m3) put m3 cortex-m3 cortex-m4 cortex-m7 cortex-m33 ;;
        m4f) put m4f cortex-m4/fpv4-sp-d16-hard ;;
        m7) put m7 cortex-m7/fpv5-d16-hard ;;
        m33) put m33 cortex-m33/fpv5-sp-d16-hard ;;
        rv32) put rv32 esp32c6 esp32h2 ;;
        *) echo "arduino.sh: no core is known for $target" >&2; exit 1 ;;
    esac
done
