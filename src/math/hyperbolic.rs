//! The hyperbolic functions and their inverses, from the exponential and the logarithm as pairs.

use super::double_double::{divided, quick_two_sum, two_sum};
use super::exponential::{Expm1, ORDINARY, exp_pair, exp_to_pair};
use super::logarithm::{Ln, ln_of_pair};
use super::polynomial::polynomial;
use super::straight::{Straight, choose};
use super::tables::{LN2_HI, LN2_LO};
use crate::real::sqrt64;
use core::f64::consts::LN_2;

/// Coefficients of x^3, x^5 ... in tanh x for |x| <= 0.25: Chebyshev interpolation in x^2 with mpmath, error below 2^-59 of the
/// result.
static TANH_POLY: [[f64; 4]; 2] = [
    [
        f64::from_bits(0xbfd5_5555_5555_5555),
        f64::from_bits(0x3fc1_1111_1111_109e),
        f64::from_bits(0xbfab_a1ba_1b9f_6064),
        f64::from_bits(0x3f96_64f4_85d2_2182),
    ],
    [
        f64::from_bits(0xbf82_26e2_2dce_f9fe),
        f64::from_bits(0x3f6d_6c9e_87e8_79a1),
        f64::from_bits(0xbf57_c29b_0e14_d1bb),
        f64::from_bits(0x3f41_7c1f_674f_0a5f),
    ],
];

/// Half of e^x, also where e^x itself is past the range.
#[cold]
#[inline(never)]
fn half_exp(x: f64) -> f64 {
    exp_pair(x - LN2_HI, -LN2_LO) // the difference is exact
}

/// The hyperbolic sine. Error below 1.7 ULP.
pub(super) struct Sinh;

impl Straight<1> for Sinh {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let (t, ordinary) = Expm1::straight([x.abs()]);
        (sinh_from(t).copysign(x), ordinary)
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        half_exp(x.abs()).copysign(x)
    }

    #[inline(always)]
    fn one([x]: [f64; 1]) -> f64 {
        let magnitude = x.abs();
        if magnitude < ORDINARY {
            sinh_from(Expm1::one([magnitude])).copysign(x)
        } else {
            Self::special([x])
        }
    }
}

/// From t = e^x - 1: (t + t/(t+1)) / 2, for small t as t less the rest of it.
#[inline(always)]
fn sinh_from(t: f64) -> f64 {
    let small = t < 1.0;
    let quotient = choose(small, t * t, t) / (t + 1.0);
    0.5 * choose(small, (t + t) - quotient, t + quotient)
}

/// The hyperbolic cosine. Error below 0.9 ULP.
pub(super) struct Cosh;

impl Straight<1> for Cosh {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let magnitude = x.abs();
        let (high, low) = exp_to_pair(magnitude, 0.0);
        (0.5 * (high + (low + 1.0 / high)), magnitude < ORDINARY)
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        half_exp(x.abs())
    }
}

/// The hyperbolic tangent. Error below 0.6 ULP.
pub(super) struct Tanh;

impl Straight<1> for Tanh {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let magnitude = x.abs();
        let value = choose(magnitude < NEAR, tanh_near(magnitude), tanh_far(magnitude));
        (value.copysign(x), magnitude < FAR)
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        if x.is_nan() { x } else { 1f64.copysign(x) }
    }

    #[inline]
    fn one([x]: [f64; 1]) -> f64 {
        let magnitude = x.abs();
        if magnitude < NEAR {
            tanh_near(magnitude).copysign(x)
        } else if magnitude < FAR {
            tanh_far(magnitude).copysign(x)
        } else {
            Self::special([x])
        }
    }
}

/// Below, tanh is a polynomial.
const NEAR: f64 = 0.25;
/// From here on, tanh is 1.
const FAR: f64 = 22.0;

#[inline(always)]
fn tanh_near(x: f64) -> f64 {
    let x2 = x * x;
    x + x * x2 * polynomial(&TANH_POLY, x2)
}

/// (E-1)/(E+1) with E = e^2x; the pair keeps what the first difference cancels.
#[inline(always)]
fn tanh_far(x: f64) -> f64 {
    let (high, low) = exp_to_pair(x + x, 0.0);
    let (numerator, numerator_rest) = two_sum(high, -1.0);
    let (denominator, rest) = quick_two_sum(high, 1.0);
    divided(numerator, numerator_rest + low, denominator, rest + low, 1.0 / denominator)
}

/// ln(1 + v + w) for v and w >= 0.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn ln_of_one_and(v: f64, w: f64) -> f64 {
    let (sum, error) = two_sum(1.0, v);
    let (sum, rest) = two_sum(sum, w);
    ln_of_pair(sum, error + rest)
}

/// From here on a square is lost beside its root.
const HUGE: f64 = 1e150;

/// ln(x + sqrt(x^2 + one)); ln(2x) for large x, infinity and NaN.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn ln_of_sum(x: f64, one: f64) -> f64 {
    if x < HUGE { Ln::one([x + sqrt64(x * x + one)]) } else { ln_of_twice(x) }
}

/// ln(2x) for large x, infinity and NaN.
#[cold]
#[cfg_attr(not(target_os = "none"), inline(never))]
fn ln_of_twice(x: f64) -> f64 {
    Ln::one([x]) + LN_2
}

/// The inverse of sinh. Error below 1.5 ULP.
pub(super) fn asinh(x: f64) -> f64 {
    let m = x.abs();
    let magnitude = if m < 1.25 {
        // m + sqrt(m^2+1) less 1, the second term as far as it is not 1.
        let square = m * m;
        ln_of_one_and(m, square / (1.0 + sqrt64(square + 1.0)))
    } else {
        ln_of_sum(m, 1.0)
    };
    magnitude.copysign(x)
}

/// The inverse of cosh; NaN below 1. Error below 1.6 ULP.
pub(super) fn acosh(x: f64) -> f64 {
    if x < ACOSH_NEAR { acosh_near(x - 1.0) } else { ln_of_sum(x, -1.0) }
}

/// Below, and so wherever the result is below 1, acosh(1+t) is a polynomial times sqrt(2t).
const ACOSH_NEAR: f64 = 1.5625;

/// Coefficients of t, t^2 ... in acosh(1+t) / sqrt(2t) for 0 <= t <= 0.5625: Chebyshev interpolation with mpmath, error below
/// 2^-56.
static ACOSH_POLY: [[f64; 4]; 3] = [
    [
        f64::from_bits(0xbfb5_5555_5555_5554),
        f64::from_bits(0x3f93_3333_3333_270e),
        f64::from_bits(0xbf76_db6d_b6cb_4787),
        f64::from_bits(0x3f5f_1c71_beab_46e3),
    ],
    [
        f64::from_bits(0xbf46_e8b9_0971_b753),
        f64::from_bits(0x3f31_c4d4_b963_cb7e),
        f64::from_bits(0xbf1c_972d_024c_fdae),
        f64::from_bits(0x3f07_933c_fd43_8419),
    ],
    [
        f64::from_bits(0xbef3_7f9c_f12b_7032),
        f64::from_bits(0x3ede_5e7e_3f8e_caf4),
        f64::from_bits(0xbec3_0922_f9de_91e1),
        f64::from_bits(0x3e9a_d655_5980_966b),
    ],
];

/// acosh(1+t); NaN below 0.
#[inline(always)]
fn acosh_near(t: f64) -> f64 {
    let root = sqrt64(t + t);
    root + root * (t * polynomial(&ACOSH_POLY, t))
}

/// The inverse of tanh: infinite at 1 and -1, NaN beyond. Error below 1.5 ULP.
pub(super) fn atanh(x: f64) -> f64 {
    let m = x.abs();
    let twice = m + m;
    let magnitude = if m < 1.0 {
        0.5 * ln_of_one_and(twice, twice * m / (1.0 - m))
    } else {
        -Ln::one([1.0 - m]) // infinite or NaN
    };
    magnitude.copysign(x)
}

/// In binary32 through binary64, where libm's miss the bound or reach it.
pub(super) fn tanh32(x: f32) -> f32 {
    Tanh::one([f64::from(x)]) as f32
}

pub(super) fn acosh32(x: f32) -> f32 {
    acosh(f64::from(x)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    const INF: f64 = f64::INFINITY;

    #[test]
    fn ends_and_signs() {
        let (sinh, cosh, tanh) = (|x| Sinh::one([x]), |x| Cosh::one([x]), |x| Tanh::one([x]));
        assert_eq!((tanh(INF), tanh(-INF), sinh(INF), sinh(-INF)), (1.0, -1.0, INF, -INF));
        assert_eq!((cosh(0.0), cosh(-INF), cosh(711.0), sinh(-711.0)), (1.0, INF, INF, -INF));
        assert!((cosh(710.0) / 1.1169973830808557e308 - 1.0).abs() < 4e-16);
        assert_eq!(sinh(-710.0), -cosh(710.0));
        for x in [-0.0, 0.0, f64::from_bits(1), -1e-300] {
            for f in [sinh, tanh, asinh, atanh] {
                assert_eq!(f(x).to_bits(), x.to_bits());
            }
        }
        for f in [sinh, cosh, tanh, asinh, acosh, atanh] {
            assert!(f(f64::NAN).is_nan());
        }
    }

    #[test]
    fn ends_of_the_inverses() {
        assert_eq!((asinh(INF), asinh(-INF), acosh(1.0), acosh(INF)), (INF, -INF, 0.0, INF));
        assert_eq!((atanh(1.0), atanh(-1.0)), (INF, -INF));
        assert!((acosh(f64::MAX) / 710.4758600739439 - 1.0).abs() < 4e-16);
        assert!((asinh(-1e200) / -461.2101657793691 - 1.0).abs() < 4e-16);
        for x in [-1.0, -8192.0, -30_000.0, -45_786_135.8, -1e9, f64::NEG_INFINITY, 0.999] {
            assert!(acosh(x).is_nan() && acosh32(x as f32).is_nan(), "{x}");
        }
        assert!(atanh(1.0 + f64::EPSILON).is_nan() && atanh(-INF).is_nan());
    }
}
