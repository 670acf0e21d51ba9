//! The functions over columns: `out[i] = f(x[i])` with the very bits of the function of one number, as far as the
//! shortest of the slices reaches.
//!
//! Each is inlined into its caller, so that it is compiled for that one's target features.

use crate::real::Real;

/// Each row is a function of the room by name.
macro_rules! columns {
    ($($name:ident($($x:ident),+);)+) => {
        $(#[inline(always)]
        pub(crate) fn $name([$($x),+]: [&[Real]; columns!(@count $($x),+)], out: &mut [Real]) {
            columns!(@each out, $name, $($x),+);
        })+
    };
    (@count $x:ident) => { 1 };
    (@count $x:ident, $y:ident) => { 2 };
    (@count $x:ident, $y:ident, $z:ident) => { 3 };
    (@each $out:ident, $name:ident, $x:ident) => {
        for (out, x) in $out.iter_mut().zip($x) {
            *out = super::$name(*x);
        }
    };
    (@each $out:ident, $name:ident, $x:ident, $y:ident) => {
        for ((out, x), y) in $out.iter_mut().zip($x).zip($y) {
            *out = super::$name(*x, *y);
        }
    };
    (@each $out:ident, $name:ident, $x:ident, $y:ident, $z:ident) => {
        for (((out, x), y), z) in $out.iter_mut().zip($x).zip($y).zip($z) {
            *out = super::$name(*x, *y, *z);
        }
    };
}

columns! {
    sqrt(x); cbrt(x); exp(x); exp2(x); exp10(x); expm1(x); ln(x); log2(x); log10(x); log1p(x);
    sin(x); cos(x); tan(x); asin(x); acos(x); atan(x); sinh(x); cosh(x); tanh(x); asinh(x); acosh(x); atanh(x);
    floor(x); ceil(x); trunc(x); round(x); rint(x);
    pow(x, y); hypot(x, y); atan2(y, x);
    clamp(x, low, high);
}
