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
    cmake -S "$here/firmware" -B "$work/zephyr" -DCORE='CPU_CORTEX_M3;ARMV7_M_ARMV8_M_MAINLINE' -DCMAKE_TOOLCHAIN_FILE="$here/firmware/arm.cmake" &&
        cmake --build "$work/zephyr" && arm-none-eabi-nm "$work/zephyr/image" | grep -q ' T exp_rs_eval$'
}

# The archive that is linked for a core; nothing is built.
zephyr_takes() { # target, symbols of the core's Kconfig
    cmake -S "$here/firmware" -B "$work/zephyr-core" -DCORE="$2" -DCMAKE_TOOLCHAIN_FILE="$here/firmware/arm.cmake" &&
        grep -rq "exp_rs/firmware/$1/f64/libexp_rs.a" "$work/zephyr-core/CMakeFiles/exp_rs_firmware_build.dir" \
            "$work/zephyr-core/zephyr/CMakeFiles/exp_rs_firmware_build.dir"
}

zephyr_takes_each() {
    v6=ARMV6_M_ARMV8_M_BASELINE v7=ARMV7_M_ARMV8_M_MAINLINE
    zephyr_takes m0 "CPU_CORTEX_M1;$v6" && zephyr_takes m0 "CPU_CORTEX_M23;ARMV8_M_BASELINE;$v6" &&
        zephyr_takes m3 "CPU_CORTEX_M4;$v7" && zephyr_takes m3 "CPU_CORTEX_M33;ARMV8_M_MAINLINE;$v7" &&
        zephyr_takes m4f "CPU_CORTEX_M4;$v7;FP_HARDABI" && zephyr_takes m4f "CPU_CORTEX_M7;$v7;FP_HARDABI" &&
        zephyr_takes m7 "CPU_CORTEX_M7;$v7;FP_HARDABI;CPU_HAS_FPU_DOUBLE_PRECISION" &&
        zephyr_takes m33 "CPU_CORTEX_M55;ARMV8_M_MAINLINE;$v7;FP_HARDABI" &&
        zephyr_takes rv32 'RISCV;RISCV_ISA_RV32I;RISCV_ISA_EXT_M;RISCV_ISA_EXT_A;RISCV_ISA_EXT_C'
}

zephyr_offers_it() {
    python3 "$here/firmware/kconfig.py" "$root/zephyr/Kconfig"
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
        try "Zephyr's module takes each core's archive" zephyr_takes_each
    fi
    try "Arduino's layout" arduino_compiles
    if have python3 "PlatformIO's script not tried"; then
        try "PlatformIO's script" platformio_finds
    fi
fi
if python3 -c 'import kconfiglib' 2> /dev/null; then
    try "Zephyr's Kconfig offers it where an archive fits" zephyr_offers_it
else
    echo "kconfiglib is not installed: Zephyr's Kconfig not tried (pip install kconfiglib)"
fi
if have cmake "ESP-IDF's component not tried"; then
    try "ESP-IDF's component configures" idf_configures
fi
summary
