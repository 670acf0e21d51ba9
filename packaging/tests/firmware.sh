#!/bin/sh
# firmware.sh BUILD WORK
#
# The files for the build systems of microcontrollers, as far as they can be tried without these: Zephyr's module in an
# image for a Cortex-M3, Arduino's and PlatformIO's layout with that archive. ESP-IDF's component is tried with what
# its CMake calls alone, for want of the chips' compiler.
set -eu

build=$1 work=$2
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
. "$here/tally.inc"

zephyr_links() {
    # What was built already is not built again.
    mkdir -p "$work/zephyr/exp_rs"
    ln -s "$(cd "$build" && pwd)/firmware" "$work/zephyr/exp_rs/firmware"
    cmake -S "$here/firmware" -B "$work/zephyr" -DCMAKE_TOOLCHAIN_FILE="$here/firmware/arm.cmake" &&
        cmake --build "$work/zephyr" && arm-none-eabi-nm "$work/zephyr/image" | grep -q ' T exp_rs_eval$'
}

arduino_compiles() {
    layout=$work/arduino/exp_rs
    "$root/packaging/arduino.sh" "$build" "$layout" m3 &&
        arm-none-eabi-g++ -mcpu=cortex-m3 -mthumb -ffreestanding -Wall -Werror \
            -isystem "$root/firmware/libc" -isystem "$here/firmware/arduino" -include Arduino.h -I "$layout/src" \
            -x c++ -c "$layout/examples/hello/hello.ino" -o "$work/hello.o" &&
        arm-none-eabi-ld -r "$work/hello.o" "$layout/src/cortex-m3/libexp_rs.a" -o "$work/whole.o" &&
        ! arm-none-eabi-nm -u "$work/whole.o" | grep exp_rs
}

platformio_finds() {
    script="python3 $here/firmware/platformio.py $root/packaging/platformio/archive.py $work/arduino/exp_rs"
    python3 -m json.tool "$root/library.json" && $script cortex-m4 fpv4-sp-d16 softfp | grep -q 'cortex-m4 exp_rs' &&
        ! $script cortex-m0 '' ''
}

idf_configures() {
    printf '%s\n' 'cmake_minimum_required(VERSION 3.17)' 'project(idf LANGUAGES C)' 'set(ESP_PLATFORM 1)' \
        'set(COMPONENT_LIB component)' 'add_library(component INTERFACE)' 'function(idf_component_register)' \
        'endfunction()' "add_subdirectory($root exp_rs)" > "$work/idf.txt"
    mkdir -p "$work/idf" && mv "$work/idf.txt" "$work/idf/CMakeLists.txt"
    cmake -S "$work/idf" -B "$work/idf/c6" -DIDF_TARGET=esp32c6 && ! cmake -S "$work/idf" -B "$work/idf/s3" -DIDF_TARGET=esp32s3
}

if [ ! -e "$build/firmware/m3/f64/libexp_rs.a" ]; then
    echo "a Rust for microcontrollers is not installed: no image linked with Zephyr's module, no Arduino layout"
elif have arm-none-eabi-gcc "Zephyr's module and Arduino's layout not tried"; then
    if have cmake "Zephyr's module not tried"; then
        try "Zephyr's module" zephyr_links
    fi
    try "Arduino's layout" arduino_compiles
    if have python3 "PlatformIO's script not tried"; then
        try "PlatformIO's script" platformio_finds
    fi
fi
if have cmake "ESP-IDF's component not tried"; then
    try "ESP-IDF's component configures" idf_configures
fi
summary
