#!/bin/sh
# installed.sh PREFIX LIBDIR ABI WORK
#
# Builds and runs programs against an installed copy, both widths of it, whose libraries lie in PREFIX/LIBDIR:
# by pkg-config, CMake and Meson, static and shared, with gcc and clang, in C and C++, and beside another Rust archive.
set -eu

prefix=$1 lib=$1/$2 abi=$3 work=$4
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
work=$(cd "$work" && pwd)
. "$here/tally.inc"
export PKG_CONFIG_PATH="$lib/pkgconfig"
warnings="-Wall -Wextra -Wpedantic -Werror"

build_and_run() { # program, then the compiler's command
    program=$work/$1
    shift
    # shellcheck disable=SC2086  # $warnings is several arguments
    "$@" $warnings -o "$program" && "$program" &&
        { [ "${linkage-}" != shared ] || asks_for_abi "$name" "$program"; }
}

# gcc and g++, or clang and clang++, with what pkg-config says.
by_pkg_config() {
    c=$1 cxx=$2
    for name in exp_rs exp_rs_f32; do
        flags=$(pkg-config --cflags "$name")
        for linkage in shared static; do
            case $linkage in
                shared) libs="$(pkg-config --libs "$name") -Wl,-rpath,$lib" ;;
                static) libs="-static $(pkg-config --static --libs "$name")" ;;
            esac
            for hooks in DEFAULT OWN; do
                # shellcheck disable=SC2086
                try "pkg-config $name, $c, $linkage, $hooks hooks" build_and_run "$c-$name-$linkage-$hooks" \
                    "$c" -std=c99 -D${hooks}_HOOKS "$here/consumer.c" $flags $libs
            done
            for standard in c++17 c++20; do
                # shellcheck disable=SC2086
                try "pkg-config $name, $cxx, $linkage, $standard" build_and_run "$cxx-$name-$linkage-$standard" \
                    "$cxx" -std=$standard "$here/consumer.cpp" $flags $libs
            done
        done
    done
}

# A program and a library of different widths must not link.
wrong_width() {
    # shellcheck disable=SC2046
    ! cc "$here/consumer.c" -DEXP_RS_F32 $(pkg-config --cflags --libs exp_rs) -o "$work/wrong-width" &&
        ! cc "$here/consumer.c" -I "$prefix/include" "$lib/libexp_rs_f32.a" -o "$work/wrong-width"
}

no_path_of_where_it_was() {
    ! grep -r "/opt/\|staged" "$lib/pkgconfig" "$lib/cmake"
}

# The loader is asked for the library of that ABI, by every build system's programs.
asks_for_abi() { # name of the library, program
    readelf --dynamic --wide "$2" | grep NEEDED | grep -qF "[lib$1.so.$abi]"
}

by_cmake() { # compilers, width
    build=$work/cmake-$1-$3
    rm -rf "$build"
    CC=$1 CXX=$2 cmake -S "$here/cmake" -B "$build" -DCMAKE_PREFIX_PATH="$prefix" -DWIDTH="$3" &&
        cmake --build "$build" && (cd "$build" && ctest --output-on-failure) &&
        asks_for_abi "$(if [ "$3" = double ]; then echo exp_rs; else echo exp_rs_f32; fi)" "$build/cpp17"
}

by_meson() { # name of the dependency, whether static
    build=$work/meson-$1-$2
    rm -rf "$build"
    meson setup "$build" "$here/meson" -Dname="$1" -Dstatic="$2" --wrap-mode=nofallback &&
        meson test -C "$build" --print-errorlogs
}

beside_another_archive() {
    rustc --edition 2024 --crate-type staticlib -o "$work/libother.a" "$here/two_archives/other.rs" &&
        build_and_run two-archives cc "$here/two_archives/main.c" -I "$prefix/include" "$lib/libexp_rs.a" \
            "$work/libother.a" -lpthread -ldl -lm -lgcc_s &&
        build_and_run two-archives-swapped cc "$here/two_archives/main.c" -I "$prefix/include" "$work/libother.a" \
            "$lib/libexp_rs.a" -lpthread -ldl -lm -lgcc_s
}

try "nothing installed has an absolute path" no_path_of_where_it_was
try "the wrong width does not link" wrong_width
for family in gcc:g++ clang:clang++; do
    if have "${family%:*}" "no program built with it" && have "${family#*:}" "no program built with it"; then
        if have pkg-config "no program built by it"; then
            by_pkg_config "${family%:*}" "${family#*:}"
        fi
        if have cmake "find_package not tried"; then
            for width in double f32; do
                try "find_package, ${family%:*}, $width" by_cmake "${family%:*}" "${family#*:}" "$width"
            done
        fi
    fi
done
if have meson "its dependency not tried" && have ninja "Meson's dependency not tried"; then
    for name in exp_rs exp_rs_f32; do
        try "Meson, $name, shared" by_meson "$name" false
        try "Meson, $name, static" by_meson "$name" true
    done
fi
if have rustc "no second Rust archive"; then
    try "two Rust archives in one program" beside_another_archive
fi
summary
