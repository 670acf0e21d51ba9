#!/bin/sh
# versions.sh BUILD WORK
#
# Installs the library as if it were of other versions, and asks for these: before 1.0 a minor version may change the
# interface, after it a major one alone; the SONAME and CMake must agree with that. Also installs to directories that
# only links lead to.
set -eu

build=$1 work=$2
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
. "$(dirname "$0")/tally.inc"

# The archives are those of BUILD.
installed_as() { # version, where to
    mkdir -p "$work/build/release" "$work/build/f32"
    cp "$build/release/libexp_rs.a" "$work/build/release"
    cp "$build/f32/libexp_rs.a" "$work/build/f32"
    rm -f "$work/build"/*/*.so*
    make --no-print-directory install VERSION="$1" BUILD="$work/build" PREFIX="$2" VARIANT='release f32' \
        -o "$work/build/release/libexp_rs.a" -o "$work/build/f32/libexp_rs.a"
}

soname_is() { # version, ABI
    installed_as "$1" "$work/$1" && for library in libexp_rs libexp_rs_f32; do
        readelf --dynamic --wide "$work/$1/lib/$library.so" | grep SONAME | grep -F "[$library.so.$2]" &&
            [ "$(readlink "$work/$1/lib/$library.so.$2")" = "$library.so.$1" ] || return 1
    done
}

# What CMake finds there for what is asked, as find_package says it; "-" is asked with no version.
finds() { # version installed, what is asked
    request=$2
    [ "$request" != - ] || request=
    printf '%s\n' 'cmake_minimum_required(VERSION 3.19)' 'project(asks LANGUAGES NONE)' \
        "find_package(exp_rs $request CONFIG REQUIRED PATHS $work/$1 NO_DEFAULT_PATH)" > "$work/asks/CMakeLists.txt"
    cmake -S "$work/asks" -B "$work/asks/build"
}

refuses() { ! finds "$@"; }

# What pkg-config tells, followed: the header and the library lie where it says.
leads_there() { # the directory with the pkg-config file
    flags=$(PKG_CONFIG_PATH=$1 pkg-config --cflags --libs exp_rs)
    printf '#include <exp_rs.h>\nint main(void) { return exp_rs_version() == 0; }\n' > "$work/leads.c"
    # shellcheck disable=SC2086  # $flags is several arguments
    cc "$work/leads.c" $flags -Wl,-rpath,"$1/.." -o "$work/leads" && "$work/leads"
}

behind_a_link() {
    mkdir -p "$work/linked/usr/lib" && ln -s usr/lib "$work/linked/lib" &&
        LIBDIR=$work/linked/lib installed_as 0.3.0 "$work/linked/usr" && leads_there "$work/linked/lib/pkgconfig"
}

for pair in 0.3.0:0.3 0.3.7:0.3 0.4.1:0.4 1.0.0:1 2.5.1:2; do
    try "version ${pair%:*} has the ABI ${pair#*:}" soname_is "${pair%:*}" "${pair#*:}"
done
if have cmake "find_package not asked for versions"; then
    mkdir -p "$work/asks"
    while read -r version answer request; do
        try "CMake, $version installed, $request asked: $answer" "$answer" "$version" "$request"
    done <<-LIST
		0.3.0 finds -
		0.3.7 finds 0.3
		0.3.7 finds 0.3.7
		0.3.7 finds 0.3.7 EXACT
		0.3.7 refuses 0.3.8
		0.3.7 refuses 0.3.6 EXACT
		0.4.1 refuses 0.3
		0.4.1 refuses 0
		0.4.1 finds 0.3...0.5
		0.4.1 refuses 0.3...<0.4
		0.4.1 refuses 0.3...0.4
		0.4.1 refuses 0.5...1
		1.0.0 refuses 0.3
		1.0.0 finds 1
		2.5.1 finds 2.4
		2.5.1 refuses 2.6
		2.5.1 refuses 1
	LIST
fi
if have pkg-config "no program built by what it says"; then
    try "a LIBDIR that is a link" behind_a_link
fi
summary
