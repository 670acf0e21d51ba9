//! The elementary functions by name: one row each, with the function that serves binary64 and the one that serves
//! binary32. Everything else in this room is written for [`Real`] and does not know which of the two it is.
//!
//! libm is the base, being plain Rust in plain IEEE arithmetic: the same bits on every target. A row that names
//! something else says why where that function stands.

use super::{angle, exponential, gamma, logarithm, power, special, trigonometric};
use crate::real::Real;

/// `x` as binary64: exact.
#[inline]
#[allow(clippy::unnecessary_cast, reason = "a cast only where Real is f32")]
pub(super) fn wide(x: Real) -> f64 {
    x as f64
}

macro_rules! kernels {
    ($($(#[$doc:meta])* $name:ident($($x:ident),+): $double:path, $single:path;)+) => {
        /// The rows as methods, so that [`Real`] chooses the column without a `cfg`.
        trait Kernel: Copy {
            $(fn $name($($x: Self),+) -> Self;)+
        }
        impl Kernel for f64 {
            $(#[inline] fn $name($($x: Self),+) -> Self { $double($($x),+) })+
        }
        impl Kernel for f32 {
            $(#[inline] fn $name($($x: Self),+) -> Self { $single($($x),+) })+
        }
        $($(#[$doc])* #[inline] pub(crate) fn $name($($x: Real),+) -> Real { <Real as Kernel>::$name($($x),+) })+
    };
}

kernels! {
    /// The square root, correctly rounded; NaN below 0.
    sqrt(x): libm::sqrt, libm::sqrtf;
    /// The cube root, of negative numbers too.
    cbrt(x): libm::cbrt, libm::cbrtf;
    /// e^x.
    exp(x): exponential::exp64, libm::expf;
    /// 2^x.
    exp2(x): exponential::exp2_64, libm::exp2f;
    /// 10^x.
    exp10(x): exponential::exp10_64, exponential::exp10_32;
    /// e^x - 1, accurate near 0.
    expm1(x): libm::expm1, libm::expm1f;
    /// The natural logarithm: -inf at 0, NaN below.
    ln(x): logarithm::ln64, libm::logf;
    /// The binary logarithm.
    log2(x): logarithm::log2_64, libm::log2f;
    /// The decimal logarithm.
    log10(x): logarithm::log10_64, libm::log10f;
    /// ln(1+x), accurate near 0.
    log1p(x): libm::log1p, libm::log1pf;
    /// The sine of `x` radians.
    sin(x): trigonometric::sin64, libm::sinf;
    /// The cosine of `x` radians.
    cos(x): trigonometric::cos64, libm::cosf;
    /// The tangent of `x` radians.
    tan(x): libm::tan, libm::tanf;
    /// The angle in [-pi/2, pi/2] whose sine is `x`; NaN outside [-1, 1].
    asin(x): libm::asin, libm::asinf;
    /// The angle in [0, pi] whose cosine is `x`; NaN outside [-1, 1].
    acos(x): libm::acos, libm::acosf;
    /// The angle in [-pi/2, pi/2] whose tangent is `x`.
    atan(x): libm::atan, libm::atanf;
    /// The hyperbolic sine.
    sinh(x): libm::sinh, libm::sinhf;
    /// The hyperbolic cosine.
    cosh(x): special::cosh64, libm::coshf;
    /// The hyperbolic tangent.
    tanh(x): special::tanh64, special::tanh32;
    /// The inverse of sinh.
    asinh(x): libm::asinh, libm::asinhf;
    /// The inverse of cosh; NaN below 1.
    acosh(x): special::acosh64, special::acosh32;
    /// The inverse of tanh: infinite at 1 and -1, NaN beyond.
    atanh(x): libm::atanh, libm::atanhf;
    /// The largest integer not above `x`.
    floor(x): libm::floor, libm::floorf;
    /// The smallest integer not below `x`.
    ceil(x): libm::ceil, libm::ceilf;
    /// `x` without its fraction.
    trunc(x): libm::trunc, libm::truncf;
    /// The nearest integer, of two the one farther from 0.
    round(x): libm::round, libm::roundf;
    /// The nearest integer, of two the even one.
    rint(x): libm::rint, libm::rintf;
    /// The gamma function; NaN at negative integers.
    tgamma(x): libm::tgamma, libm::tgammaf;
    /// ln|gamma(x)|; infinite at 0 and the negative integers.
    lgamma(x): gamma::lgamma64, gamma::lgamma32;
    /// The error function.
    erf(x): libm::erf, libm::erff;
    /// 1 - erf(x), accurate for large `x`.
    erfc(x): special::erfc64, special::erfc32;
    /// sqrt(x*x + y*y) without overflow on the way.
    hypot(x, y): special::hypot64, libm::hypotf;
    /// The angle of the point (x, y) in [-pi, pi]; note the order of the arguments.
    atan2(y, x): angle::atan2_64, angle::atan2_32;
    /// x^y as in C99; see [`power`].
    pow(x, y): power::pow64, power::pow32;
    /// a*b + c, rounded once.
    fma(a, b, c): libm::fma, libm::fmaf;
}
