//! asin and acos: a polynomial below 1/2, and above it asin x = pi/2 - 2 asin sqrt((1-x)/2) with the root as a pair.

use super::double_double::{quick_two_sum, upper_half};
use super::polynomial::polynomial;
use super::straight::{Straight, choose};
use crate::real::sqrt64;

/// Coefficients of x^3, and of x^5, x^7 ... in asin x for |x| <= 1/2: Chebyshev interpolation in x^2 with mpmath, error
/// below 2^-57 of the result.
const ASIN_3: f64 = f64::from_bits(0x3fc5_5555_5555_5556);
static ASIN_POLY: [[f64; 4]; 3] = [
    [
        f64::from_bits(0x3fb3_3333_3333_2eca),
        f64::from_bits(0x3fa6_db6d_b6e3_1f13),
        f64::from_bits(0x3f9f_1c71_c1db_0623),
        f64::from_bits(0x3f96_e8bb_1c82_09a2),
    ],
    [
        f64::from_bits(0x3f91_c4d3_5cf9_5421),
        f64::from_bits(0x3f8c_9cf0_7674_736a),
        f64::from_bits(0x3f87_8265_1caa_6547),
        f64::from_bits(0x3f85_2420_b04b_37be),
    ],
    [
        f64::from_bits(0x3f76_5a9c_4dfc_f8b2),
        f64::from_bits(0x3f91_d189_4083_14ee),
        f64::from_bits(0xbf8e_6aaa_8a0a_04cc),
        f64::from_bits(0x3f9d_72b2_bc81_55f8),
    ],
];

/// pi/2 as a pair.
const HALF_PI: [f64; 2] = [core::f64::consts::FRAC_PI_2, f64::from_bits(0x3c91_a626_3314_5c07)];

/// The angle whose sine is x, and for COSINE the one whose cosine is x. Error below 0.8 ULP.
pub(super) struct Arc<const COSINE: bool>;
pub(super) type Asin = Arc<false>;
pub(super) type Acos = Arc<true>;

impl<const COSINE: bool> Straight<1> for Arc<COSINE> {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let m = x.abs();
        let near = m < 0.5;
        let root = Root::new(m);
        let rest = beyond(choose(near, x, root.size), choose(near, x * x, root.square));
        let (near_angle, far_angle) = if COSINE {
            (near_cosine(x, rest), far_cosine(x, root, rest))
        } else {
            (x + rest, far_sine(x, root, rest))
        };
        (choose(near, near_angle, far_angle), m <= 1.0)
    }

    #[inline(always)]
    fn special(_: [f64; 1]) -> f64 {
        f64::NAN
    }

    /// The same bits by jumps.
    #[inline(always)]
    fn one([x]: [f64; 1]) -> f64 {
        by_jumps(x, COSINE)
    }
}

#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn by_jumps(x: f64, cosine: bool) -> f64 {
    let m = x.abs();
    if m < 0.5 {
        let rest = beyond(x, x * x);
        if cosine { near_cosine(x, rest) } else { x + rest }
    } else {
        // NaN above 1.
        let root = Root::new(m);
        let rest = beyond(root.size, root.square);
        if cosine { far_cosine(x, root, rest) } else { far_sine(x, root, rest) }
    }
}

/// asin x - x from x and its square.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn beyond(x: f64, square: f64) -> f64 {
    (x * square) * (ASIN_3 + square * polynomial(&ASIN_POLY, square))
}

/// sqrt((1-m)/2), the sine of half the angle whose cosine is m.
#[derive(Clone, Copy)]
struct Root {
    square: f64,
    /// The root, rounded.
    size: f64,
    /// The root as a pair.
    high: f64,
    low: f64,
}

impl Root {
    #[inline(always)]
    fn new(m: f64) -> Self {
        let square = 0.5 * (1.0 - m); // exact
        let size = sqrt64(square);
        let high = upper_half(size);
        // What is added to the divisor is lost in it, unless that is 0.
        let low = (square - high * high) / (size + high + f64::MIN_POSITIVE);
        Self { square, size, high, low }
    }
}

/// pi/2 less the arcsine x + rest.
#[inline(always)]
fn near_cosine(x: f64, rest: f64) -> f64 {
    turned(1.0, -x, -rest)
}

/// pi/2 less twice the arcsine of the root, with the sign of x.
#[inline(always)]
fn far_sine(x: f64, Root { high, low, .. }: Root, rest: f64) -> f64 {
    turned(1.0, -2.0 * high, -2.0 * (low + rest)).copysign(x)
}

/// Twice the arcsine of the root, for x < 0 pi less that.
#[inline(always)]
fn far_cosine(x: f64, Root { high, low, .. }: Root, rest: f64) -> f64 {
    let sign = 1f64.copysign(x);
    let (quarters, factor) = (1.0 - sign, sign + sign);
    turned(quarters, factor * high, factor * (low + rest))
}

/// high + rest and so many times pi/2.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn turned(quarters: f64, high: f64, rest: f64) -> f64 {
    let (sum, error) = quick_two_sum(quarters * HALF_PI[0], high);
    sum + (error + (rest + quarters * HALF_PI[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::f64::consts::{FRAC_PI_2, FRAC_PI_3, FRAC_PI_6, PI};

    #[test]
    fn ends_and_middle() {
        let (asin, acos) = (|x| Asin::one([x]), |x| Acos::one([x]));
        assert_eq!((asin(1.0), asin(-1.0), acos(1.0).to_bits()), (FRAC_PI_2, -FRAC_PI_2, 0));
        assert_eq!((acos(-1.0), acos(0.0), acos(-0.0)), (PI, FRAC_PI_2, FRAC_PI_2));
        assert_eq!((asin(-0.0).to_bits(), asin(1e-300)), ((-0.0f64).to_bits(), 1e-300));
        assert_eq!((acos(0.5), asin(0.5), asin(-0.5)), (FRAC_PI_3, FRAC_PI_6, -FRAC_PI_6));
        for x in [1.0 + f64::EPSILON, -2.0, f64::INFINITY, f64::NAN] {
            assert!(asin(x).is_nan() && acos(x).is_nan());
        }
    }
}
