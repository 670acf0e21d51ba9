#!/bin/sh
# install.sh install|uninstall VERSION ABI BUILD VARIANT...
#
# Puts the headers and, of each variant (release, f32), both libraries, the pkg-config file and what CMake finds
# below PREFIX, or takes them away again; directories stay, but for the one that bears the library's name, as others may
# count on them. ABI is the version in the shared library's SONAME. INCLUDEDIR and LIBDIR may lie elsewhere, DESTDIR
# stands before all three. Where both are below PREFIX, what is installed can be moved as a whole: no file has an
# absolute path in it. Elsewhere paths are absolute: the way from one to the other might lead over a link.
set -eu

action=$1 version=$2 abi=$3 build=$4
shift 4

absolute() { # a path, without a slash at its end
    path=$(printf %s "$1" | sed 's,//*,/,g; s,\(.\)/$,\1,')
    case $path in /*) ;; *) path=$PWD/$path ;; esac
    printf %s "$path"
}

way() { # how to come from a directory of this to another, both absolute
    case $1/$2/ in
        "$prefix"/*"/$prefix"/*) relative "$1" "$2" ;;
        *) printf %s "$2" ;;
    esac
}

relative() { # how to come from one absolute path to another
    common=$1 back=
    while [ -n "$common" ] && [ "$2" != "$common" ] && [ "${2#"$common"/}" = "$2" ]; do
        common=${common%/*} back=../$back
    done
    rest=${2#"$common"}
    printf %s "$back${rest#/}"
}

prefix=$(absolute "$PREFIX") libdir=$(absolute "$LIBDIR") includedir=$(absolute "$INCLUDEDIR")
include=$DESTDIR$includedir lib=$DESTDIR$libdir
pkgconfig=$lib/pkgconfig cmake=$lib/cmake/exp_rs

name() { # of the libraries of a variant
    if [ "$1" = release ]; then echo exp_rs; else echo "exp_rs_$1"; fi
}

fill() { # a template, and further substitutions of sed
    template=$1
    shift
    sed -e "s|@VERSION@|$version|g; s|@ABI@|$abi|g" "$@" "$template"
}

from_pc() { # a directory, as the pkg-config file tells it
    path=$(way "$libdir/pkgconfig" "$1")
    case $path in /*) ;; *) path='${pcfiledir}'/$path ;; esac
    printf %s "$path"
}

install_variant() {
    library=$(name "$1")
    install -m 644 "$build/$1/libexp_rs.a" "$lib/lib$library.a"
    install -m 755 "$build/$1/lib$library.so.$version" "$lib"
    ln -sf "lib$library.so.$version" "$lib/lib$library.so.$abi"
    ln -sf "lib$library.so.$abi" "$lib/lib$library.so"
    case $1 in
        release) width=double flags= ;;
        f32) width=single flags=' -DEXP_RS_F32' ;;
    esac
    fill packaging/exp_rs.pc.in -e "s|@NAME@|$library|g; s|@WIDTH@|$width|; s|@CFLAGS@|$flags|" \
        -e "s|@PREFIX@|$(from_pc "$prefix")|; s|@INCLUDEDIR@|$(from_pc "$includedir")|" > "$pkgconfig/$library.pc"
    chmod 644 "$pkgconfig/$library.pc"
}

install_all() {
    umask 022
    install -d "$include" "$lib" "$pkgconfig" "$cmake"
    install -m 644 include/exp_rs.h include/exp_rs.hpp "$include"
    for variant in "$@"; do
        install_variant "$variant"
    done
    # The fifth byte of an ELF file: 1 for 32 bits, 2 for 64.
    pointer=$(($(od -An -tu1 -j4 -N1 "$lib/lib$library.so.$version") * 4))
    fill packaging/cmake/exp_rsConfig.cmake.in \
        -e "s|@INCLUDEDIR@|$(way "$libdir/cmake/exp_rs" "$includedir")|" > "$cmake/exp_rsConfig.cmake"
    fill packaging/cmake/exp_rsConfigVersion.cmake.in -e "s|@POINTER@|$pointer|g" > "$cmake/exp_rsConfigVersion.cmake"
    chmod 644 "$cmake"/*.cmake
}

uninstall_all() {
    rm -f "$include/exp_rs.h" "$include/exp_rs.hpp" "$cmake/exp_rsConfig.cmake" "$cmake/exp_rsConfigVersion.cmake"
    for variant in "$@"; do
        library=$(name "$variant")
        rm -f "$lib/lib$library.a" "$lib/lib$library.so" "$lib/lib$library.so.$abi" \
            "$lib/lib$library.so.$version" "$pkgconfig/$library.pc"
    done
    rmdir "$cmake" 2> /dev/null || true # not empty where others put files there
}

"${action}_all" "$@"
