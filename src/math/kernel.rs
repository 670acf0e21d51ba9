//! The elementary functions by name: one row each, with the function that serves binary64 and the one that serves
//! binary32. Everything else in this room is written for [`Real`] and does not know which of the two it is.
//!
//! In binary64 they are our own, which share tables, polynomials and steps; in binary32 libm's, being plain Rust in plain IEEE
//! arithmetic too: the same bits on every target. A row of binary32 that names something else says why where that function stands.

use super::straight::{Plain, Rows, Straight, Width, straight};
use super::{
    angle, arcsine, arctangent, cube_root, error_function, exponential, fused, gamma, hyperbolic,
    hypotenuse, integral, logarithm, power, tangent, trigonometric,
};
use crate::real::{self, Real};

/// `x` as binary64: exact.
#[inline]
#[allow(clippy::unnecessary_cast, reason = "a cast only where Real is f32")]
pub(super) fn wide(x: Real) -> f64 {
    x as f64
}

/// One number's function in a column of the table below: `straight` and a type that is [`Straight`], `each` and a function.
macro_rules! one {
    (straight $function:path, $($x:ident),+) => {
        Width::narrow(<$function as Straight<_>>::one([$(Width::wide($x)),+]))
    };
    (each $function:path, $($x:ident),+) => { $function($($x),+) };
}

/// The same over columns.
macro_rules! over {
    (straight $function:path, $out:ident, $($x:ident),+) => {
        straight::<$function, Self, _>([$($x),+], $out)
    };
    (each $function:path, $out:ident, $($x:ident),+) => {
        _ = [$($x),+].each($out, Plain(|[$($x),+]: [Self; _]| $function($($x),+)))
    };
}

macro_rules! kernels {
    ($($(#[$doc:meta])* $name:ident($($x:ident),+):
       $double_kind:ident $double:path, $single_kind:ident $single:path;)+) => {
        /// The rows as methods, so that [`Real`] chooses the width without a `cfg`.
        trait Kernel: Width {
            $(fn $name($($x: Self),+) -> Self;)+
        }
        impl Kernel for f64 {
            $(#[inline] fn $name($($x: Self),+) -> Self { one!($double_kind $double, $($x),+) })+
        }
        impl Kernel for f32 {
            $(#[inline] fn $name($($x: Self),+) -> Self { one!($single_kind $single, $($x),+) })+
        }
        $($(#[$doc])* #[inline] pub(crate) fn $name($($x: Real),+) -> Real { <Real as Kernel>::$name($($x),+) })+

        /// The rows over columns.
        trait Columns: Width {
            $(fn $name(x: [&[Self]; [$(stringify!($x)),+].len()], out: &mut [Self]);)+
        }
        impl Columns for f64 {
            $(#[inline(always)]
            fn $name([$($x),+]: [&[Self]; [$(stringify!($x)),+].len()], out: &mut [Self]) {
                over!($double_kind $double, out, $($x),+)
            })+
        }
        impl Columns for f32 {
            $(#[inline(always)]
            fn $name([$($x),+]: [&[Self]; [$(stringify!($x)),+].len()], out: &mut [Self]) {
                over!($single_kind $single, out, $($x),+)
            })+
        }

        #[cfg(test)]
        mod over_columns {
            use super::{Columns, Kernel, Width};

            /// Arguments of all kinds: any bits, ordinary sizes, integers and halves, and what rules are made for.
            fn argument<T: Width>(random: &mut u64) -> T {
                const SPECIAL: [f64; 16] = [
                    0.0, 1.0, 2.0, 3.0, 0.5, 1.5, 22.0, 709.78, 745.13, 1074.5, 1647099.0, 4503599627370495.5, 1e22,
                    f64::MIN_POSITIVE, f64::INFINITY, f64::NAN,
                ];
                *random ^= *random << 13;
                *random ^= *random >> 7;
                *random ^= *random << 17;
                let bits = *random;
                let part = (bits >> 12) as f64 / 4503599627370496.0 - 0.5;
                T::narrow(match bits & 7 {
                    0 => f64::from_bits(bits.rotate_left(20)),
                    1 => f64::from(f32::from_bits((bits >> 20) as u32)),
                    2 => SPECIAL[(bits >> 3 & 15) as usize].copysign(part),
                    3 => ((bits >> 3 & 0xfff) as f64 - 2048.0) * 0.5,
                    4 => part * 4.0,
                    5 => part * 2000.0,
                    _ => part * 30.0,
                })
            }

            /// Columns of 1 to 600 rows, 120,000 in all.
            fn every_row<T: Kernel + Columns>() {
                let mut random = 0x9e37_79b9_7f4a_7c15;
                for rows in (1..600).step_by(3).chain((1..600).step_by(3)) {
                    let a: std::vec::Vec<T> = (0..rows).map(|_| argument(&mut random)).collect();
                    let b: std::vec::Vec<T> = (0..rows).map(|_| argument(&mut random)).collect();
                    let c: std::vec::Vec<T> = (0..rows).map(|_| argument(&mut random)).collect();
                    let mut out = a.clone();
                    $({
                        let mut columns = [&a[..], &b, &c].into_iter();
                        <T as Columns>::$name([$({ let $x = columns.next().unwrap(); $x }),+], &mut out);
                        for (i, out) in out.iter().enumerate() {
                            let mut row = [a[i], b[i], c[i]].into_iter();
                            let one = <T as Kernel>::$name($({ let $x = row.next().unwrap(); $x }),+).wide();
                            let same = one.to_bits() == out.wide().to_bits() || one.is_nan() && out.wide().is_nan();
                            assert!(same, "{} of {}, {}: {one}", stringify!($name), a[i].wide(), b[i].wide());
                        }
                    })+
                }
            }

            #[test]
            fn every_row_has_the_bits_of_one_number() {
                every_row::<f64>();
                every_row::<f32>();
            }
        }

        /// The functions over columns: `out[i]` becomes that of the `x[..][i]`, with the same bits, as far as the
        /// shortest slice reaches. Inlined, so that the caller's target features count.
        pub(crate) mod columns {
            use super::{Columns, Real};

            $(#[inline(always)]
            pub(crate) fn $name(x: [&[Real]; [$(stringify!($x)),+].len()], out: &mut [Real]) {
                <Real as Columns>::$name(x, out);
            })+
        }
    };
}

kernels! {
    /// The square root, correctly rounded; NaN below 0.
    sqrt(x): each real::sqrt64, each real::sqrt32;
    /// The cube root, of negative numbers too.
    cbrt(x): straight cube_root::Cbrt, each libm::cbrtf;
    /// e^x.
    exp(x): straight exponential::Exp, each libm::expf;
    /// 2^x.
    exp2(x): straight exponential::Exp2, each libm::exp2f;
    /// 10^x.
    exp10(x): straight exponential::Exp10, straight exponential::Exp10;
    /// e^x - 1, accurate near 0.
    expm1(x): straight exponential::Expm1, each libm::expm1f;
    /// The natural logarithm: -inf at 0, NaN below.
    ln(x): straight logarithm::Ln, each libm::logf;
    /// The binary logarithm.
    log2(x): straight logarithm::Log<2>, each libm::log2f;
    /// The decimal logarithm.
    log10(x): straight logarithm::Log<10>, each libm::log10f;
    /// ln(1+x), accurate near 0.
    log1p(x): straight logarithm::Log1p, each libm::log1pf;
    /// The sine of `x` radians.
    sin(x): straight trigonometric::Sin, each libm::sinf;
    /// The cosine of `x` radians.
    cos(x): straight trigonometric::Cos, each libm::cosf;
    /// The tangent of `x` radians.
    tan(x): straight tangent::Tan, each libm::tanf;
    /// The angle in [-pi/2, pi/2] whose sine is `x`; NaN outside [-1, 1].
    asin(x): straight arcsine::Asin, each libm::asinf;
    /// The angle in [0, pi] whose cosine is `x`; NaN outside [-1, 1].
    acos(x): straight arcsine::Acos, each libm::acosf;
    /// The angle in [-pi/2, pi/2] whose tangent is `x`.
    atan(x): straight arctangent::Atan, each libm::atanf;
    /// The hyperbolic sine.
    sinh(x): straight hyperbolic::Sinh, each libm::sinhf;
    /// The hyperbolic cosine.
    cosh(x): straight hyperbolic::Cosh, each libm::coshf;
    /// The hyperbolic tangent.
    tanh(x): straight hyperbolic::Tanh, each hyperbolic::tanh32;
    /// The inverse of sinh.
    asinh(x): each hyperbolic::asinh, each libm::asinhf;
    /// The inverse of cosh; NaN below 1.
    acosh(x): each hyperbolic::acosh, each hyperbolic::acosh32;
    /// The inverse of tanh: infinite at 1 and -1, NaN beyond.
    atanh(x): each hyperbolic::atanh, each libm::atanhf;
    /// The largest integer not above `x`.
    floor(x): straight integral::Floor, each real::floor32;
    /// The smallest integer not below `x`.
    ceil(x): straight integral::Ceil, each real::ceil32;
    /// `x` without its fraction.
    trunc(x): straight integral::Trunc, each real::trunc32;
    /// The nearest integer, of two the one farther from 0.
    round(x): straight integral::Round, each real::round32;
    /// The nearest integer, of two the even one.
    rint(x): straight integral::Rint, each real::rint32;
    /// The gamma function; NaN at negative integers.
    tgamma(x): each gamma::tgamma, each gamma::tgamma32;
    /// ln|gamma(x)|; infinite at 0 and the negative integers.
    lgamma(x): each gamma::lgamma, each gamma::lgamma32;
    /// The error function.
    erf(x): each error_function::erf, each libm::erff;
    /// 1 - erf(x), accurate for large `x`.
    erfc(x): each error_function::erfc, each error_function::erfc32;
    /// sqrt(x*x + y*y) without overflow on the way.
    hypot(x, y): straight hypotenuse::Hypot, each libm::hypotf;
    /// The angle of the point (x, y) in [-pi, pi]; note the order of the arguments.
    atan2(y, x): straight angle::Atan2, each angle::atan2_32;
    /// x^y as in C99; see [`power`].
    pow(x, y): straight power::Pow, straight power::Pow32;
    /// a*b + c, rounded once.
    fma(a, b, c): each fused::fma, each libm::fmaf;
}
