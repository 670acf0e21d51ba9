#!/bin/sh
# source.sh VERSION OBJECTS WORK
#
# Packs the sources as a release does, and has programs bring them along: by CMake's FetchContent and as a wrap of
# Meson's. Both call make, which calls cargo. OBJECTS is cargo's directory of `make`. The version is the same in every file that tells it.
set -eu

version=$1 objects=$2 work=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rm -rf "$work"
mkdir -p "$work"
. "$here/tally.inc"

# All but what is made.
pack() {
    tar -C "$root" -czf "$work/exp_rs-$version.tar.gz" --exclude=./.git --exclude=./build --exclude=target \
        --transform "s,^\.,exp_rs-$version," .
}

same_version() {
    ! grep -L "['\" :=]$version['\",]" meson.build library.json cli/Cargo.toml idf_component.yml | grep . &&
        ! grep -L "version=$version\$" library.properties | grep .
}

fetched_by_cmake() {
    cmake -S "$here/fetch" -B "$work/fetch" -DARCHIVE="$work/exp_rs-$version.tar.gz" -DCMAKE_BUILD_TYPE=Release &&
        cmake --build "$work/fetch" && (cd "$work/fetch" && ctest --output-on-failure)
}

# By itself it installs what make installs, from the same objects: these sources were compiled already.
installed_by_cmake() {
    mkdir -p "$work/alone"
    ln -s "$objects" "$work/alone/cargo"
    cmake -S "$root" -B "$work/alone" && cmake --build "$work/alone" &&
        DESTDIR="$work/staged" cmake --install "$work/alone" --prefix /usr &&
        [ -n "$(find "$work/staged/usr" -name libexp_rs_f32.so)" ]
}

# LIBDIR and INCLUDEDIR outside of the prefix.
installed_elsewhere_by_cmake() {
    cmake -S "$root" -B "$work/alone" -DCMAKE_INSTALL_LIBDIR="$work/elsewhere/lib" \
        -DCMAKE_INSTALL_INCLUDEDIR="$work/elsewhere/include" &&
        cmake --install "$work/alone" --prefix "$work/elsewhere/usr" &&
        cmake -S "$here/cmake" -B "$work/elsewhere/build" -DCMAKE_PREFIX_PATH="$work/elsewhere" &&
        cmake --build "$work/elsewhere/build" && (cd "$work/elsewhere/build" && ctest --output-on-failure)
}

wrapped_by_meson() {
    mkdir -p "$work/wrap/subprojects/packagefiles"
    cp "$here/consumer.c" "$here/consumer.cpp" "$work"
    cp "$here/meson/"* "$work/wrap"
    cp "$work/exp_rs-$version.tar.gz" "$work/wrap/subprojects/packagefiles"
    {
        echo '[wrap-file]'
        echo "directory = exp_rs-$version"
        echo "source_filename = exp_rs-$version.tar.gz"
        echo "source_hash = $(sha256sum "$work/exp_rs-$version.tar.gz" | cut -d ' ' -f 1)"
        echo '[provide]'
        echo 'dependency_names = exp_rs, exp_rs_f32'
    } > "$work/wrap/subprojects/exp_rs.wrap"
    meson setup "$work/wrap/build" "$work/wrap" --wrap-mode=forcefallback &&
        meson test -C "$work/wrap/build" --print-errorlogs
}

cd "$root"
pack
try "one version in all files" same_version
if have cmake "FetchContent not tried"; then
    try "FetchContent" fetched_by_cmake
    try "cmake --install" installed_by_cmake
    try "cmake --install, absolute directories" installed_elsewhere_by_cmake
fi
if have meson "its wrap not tried" && have ninja "Meson's wrap not tried"; then
    try "Meson's wrap" wrapped_by_meson
fi
summary
