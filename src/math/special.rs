//! tanh, acosh, hypot and the upper part of erfc, where libm's miss their bounds, and cosh, where it is slow.

use super::double_double::{divided, quick_two_sum, two_product, two_square, two_sum};
use super::exponential::{exp_pair, exp_to_pair};
use super::straight::{Straight, choose};
use super::tables::{LN2_HI, LN2_LO};
use crate::real::sqrt64;

const TWO_TO_MINUS_512: f64 = f64::from_bits(0x1ff0_0000_0000_0000);

/// Coefficients of x^3, x^5 ... in tanh x for |x| <= 0.25, the lowest first: Chebyshev interpolation in x^2 with mpmath, error
/// below 2^-59 of the result.
const TANH_POLY: [[f64; 4]; 2] = [
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

/// (1+2x) e^(x^2) erfc x for x in [0.5, 27.5] as a polynomial in (x-2.5)/(x+2.5): Chebyshev interpolation with mpmath,
/// relative error below 2^-55.
const ERFC_MIDDLE: f64 = f64::from_bits(0x3ff4_3cc6_f6c9_672c);
const ERFC_POLY: [[f64; 4]; 6] = [
    [
        f64::from_bits(0xbfbf_52c5_d7e2_2304),
        f64::from_bits(0xbfb9_59ac_16f8_5709),
        f64::from_bits(0x3fc4_2d37_9989_b651),
        f64::from_bits(0xbfba_5c0c_8a40_438f),
    ],
    [
        f64::from_bits(0x3fa0_c609_2a59_e197),
        f64::from_bits(0x3f4e_8948_962b_a8d1),
        f64::from_bits(0xbf71_f2f1_3234_fcb3),
        f64::from_bits(0x3f40_1e11_ca04_78c7),
    ],
    [
        f64::from_bits(0x3f44_b6a4_8fec_4310),
        f64::from_bits(0xbf17_31bd_0c16_c983),
        f64::from_bits(0xbf1d_c254_e99e_d4cb),
        f64::from_bits(0x3eda_4793_e533_37fb),
    ],
    [
        f64::from_bits(0x3ef7_cd02_bf24_fa83),
        f64::from_bits(0x3ec5_e8a9_8683_01d1),
        f64::from_bits(0xbed1_ae33_d6d1_6e9a),
        f64::from_bits(0xbeba_c0b5_075f_ad98),
    ],
    [
        f64::from_bits(0x3ea1_b23e_82a7_1a69),
        f64::from_bits(0x3ea2_7da5_a87f_a702),
        f64::from_bits(0x3e58_ca83_4437_e015),
        f64::from_bits(0xbe83_2b1e_cf85_24eb),
    ],
    [
        f64::from_bits(0xbe59_501c_f9d5_1464),
        f64::from_bits(0x3e5a_dbb8_ee28_a2ee),
        f64::from_bits(0x0000_0000_0000_0000),
        f64::from_bits(0x0000_0000_0000_0000),
    ],
];

/// The polynomial with these coefficients, the lowest first: four of them side by side in x^4, so that little waits for
/// the step before.
#[inline(always)]
fn polynomial(coefficients: &[[f64; 4]], x: f64) -> f64 {
    let x2 = x * x;
    let x4 = x2 * x2;
    let sums = coefficients.iter().rev().fold([0.0; 4], |[a, b, c, d], [p, q, r, s]| {
        [a * x4 + p, b * x4 + q, c * x4 + r, d * x4 + s]
    });
    let [a, b, c, d] = sums;
    (a + b * x) + x2 * (c + d * x)
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

/// tanh in binary32, where libm's passes 2 ULP.
pub(super) fn tanh32(x: f32) -> f32 {
    libm::tanh(f64::from(x)) as f32
}

/// The hyperbolic cosine. Error below 0.9 ULP.
pub(super) fn cosh64(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude < 22.0 {
        let (high, low) = exp_to_pair(magnitude, 0.0);
        0.5 * (high + (low + 1.0 / high))
    } else {
        // Half of e^x, also where e^x itself is past the range; the difference is exact.
        exp_pair(magnitude - LN2_HI, -LN2_LO)
    }
}

/// sqrt(x^2 + y^2) without overflow on the way; infinite if either is. The squares are added as pairs and rounded once
/// before the root, so the error stays below 0.86 ULP (libm's passes 1).
pub(super) struct Hypot;

impl Straight<2> for Hypot {
    #[inline(always)]
    fn straight([x, y]: [f64; 2]) -> (f64, bool) {
        const TOO_LARGE: f64 = f64::from_bits(0x5fd0_0000_0000_0000); // 2^510
        const TOO_SMALL: f64 = f64::from_bits(0x23d0_0000_0000_0000); // 2^-450
        let (small, large) = ordered(x, y);
        // The sum is NaN if either is.
        (root_of_squares(large, small), (small >= TOO_SMALL) & (x.abs() + y.abs() <= TOO_LARGE))
    }

    #[inline(always)]
    fn special([x, y]: [f64; 2]) -> f64 {
        hypot_special(x, y)
    }
}

/// The magnitudes, the smaller one first; something else if one is NaN.
#[inline(always)]
fn ordered(x: f64, y: f64) -> (f64, f64) {
    let (x, y) = (x.abs(), y.abs());
    // Each a choice of its own: that is an instruction, where a choice of both would be a jump.
    (if x < y { x } else { y }, if x > y { x } else { y })
}

/// For numbers whose squares neither overflow nor lose their rests.
#[inline(always)]
fn root_of_squares(large: f64, small: f64) -> f64 {
    let (large2, large_rest) = two_square(large);
    let (small2, small_rest) = two_square(small);
    let (sum, error) = quick_two_sum(large2, small2);
    sqrt64(sum + (error + (large_rest + small_rest)))
}

#[cold]
#[inline(never)]
fn hypot_special(x: f64, y: f64) -> f64 {
    const UP: f64 = f64::from_bits(0x6bb0_0000_0000_0000); // 2^700
    const DOWN: f64 = f64::from_bits(0x1430_0000_0000_0000); // 2^-700
    let (small, large) = ordered(x, y);
    if x.is_infinite() || y.is_infinite() {
        f64::INFINITY
    } else if x.is_nan() || y.is_nan() {
        f64::NAN
    } else if small <= large * 2e-20 {
        large + small // the smaller one is below half a unit of the larger one, or both are 0
    } else if large > 1.0 {
        root_of_squares(large * DOWN, small * DOWN) * UP
    } else {
        root_of_squares(large * UP, small * UP) * DOWN
    }
}

/// The inverse of cosh: libm's but near 1, where it rounds too often before the logarithm. Error below 1.3 ULP.
pub(super) fn acosh64(x: f64) -> f64 {
    if x < 1.0 {
        // libm's looks at the magnitude alone when that is large.
        return f64::NAN;
    }
    if !(x > 1.0 && x < 2.0) {
        return libm::acosh(x);
    }
    // ln(1 + t + sqrt(2t + t^2)) with t = x - 1, the sum as a pair.
    let t = x - 1.0;
    let (square, square_rest) = two_product(t, t);
    let (radicand, radicand_rest) = quick_two_sum(t + t, square);
    let root = sqrt64(radicand);
    let (product, error) = two_product(root, root);
    let root_rest = ((radicand - product) - error + (radicand_rest + square_rest)) / (root + root);
    let (sum, rest) = quick_two_sum(root, t);
    libm::log1p(sum) + (rest + root_rest) / (1.0 + sum)
}

/// acosh in binary32, where libm's reaches 2 ULP.
pub(super) fn acosh32(x: f32) -> f32 {
    acosh64(f64::from(x)) as f32
}

/// The complementary error function: libm's below 0.5. Error below 1.2 ULP.
pub(super) fn erfc64(x: f64) -> f64 {
    if x > 27.5 {
        return 0.0;
    }
    if x > 0.5 { erfc_upper(x) } else { libm::erfc(x) }
}

/// P((x-2.5)/(x+2.5)) e^(-x^2) / (1+2x), the factors as pairs.
fn erfc_upper(x: f64) -> f64 {
    let (divisor, divisor_rest) = quick_two_sum(x + x, 1.0);
    // One division serves both quotients.
    let inverse = 1.0 / ((x + 2.5) * divisor);
    let u = (x - 2.5) * (inverse * divisor);
    let (p, p_rest) = quick_two_sum(ERFC_MIDDLE, u * polynomial(&ERFC_POLY, u));
    let (square, square_rest) = two_product(x, x);
    // Where the power would be subnormal, 2^512 of it waits until the end, so that the result rounds just once more.
    let (waiting, scale) = if square > 600.0 { (512.0, TWO_TO_MINUS_512) } else { (0.0, 1.0) };
    let (power, power_rest) =
        exp_to_pair(waiting * LN2_HI - square, waiting * LN2_LO - square_rest);
    let (product, product_rest) = two_product(power, p);
    divided(
        product,
        product_rest + power_rest * p + power * p_rest,
        divisor,
        divisor_rest,
        inverse * (x + 2.5),
    ) * scale
}

/// erfc in binary32, where libm's misses the bound.
pub(super) fn erfc32(x: f32) -> f32 {
    libm::erfc(f64::from(x)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tanh64(x: f64) -> f64 {
        Tanh::one([x])
    }

    fn hypot64(x: f64, y: f64) -> f64 {
        Hypot::one([x, y])
    }

    #[test]
    fn ends_and_signs() {
        assert_eq!((tanh64(f64::INFINITY), tanh64(f64::NEG_INFINITY)), (1.0, -1.0));
        assert_eq!(tanh64(-0.0).to_bits(), (-0.0f64).to_bits());
        assert_eq!(tanh64(f64::from_bits(1)).to_bits(), 1);
        assert_eq!(
            (erfc64(f64::INFINITY), erfc64(f64::NEG_INFINITY), erfc64(27.4)),
            (0.0, 2.0, 0.0)
        );
        assert_eq!(
            (cosh64(0.0), cosh64(f64::NEG_INFINITY), cosh64(711.0)),
            (1.0, f64::INFINITY, f64::INFINITY)
        );
        assert!((cosh64(710.0) / 1.1169973830808557e308 - 1.0).abs() < 4e-16);
        assert_eq!(
            (hypot64(f64::NAN, f64::NEG_INFINITY), hypot64(-0.0, -0.0).to_bits()),
            (f64::INFINITY, 0)
        );
        assert_eq!((hypot64(3e300, -4e300), hypot64(1.5e-323, 2e-323)), (5e300, 2.5e-323));
        assert_eq!(hypot64(f64::MAX, f64::MAX), f64::INFINITY);
        assert!(hypot64(f64::NAN, 1.0).is_nan() && hypot64(1.0, f64::NAN).is_nan());
        assert_eq!((acosh64(1.0), acosh64(f64::INFINITY)), (0.0, f64::INFINITY));
        for x in [-1.0, -8192.0, -30_000.0, -45_786_135.8, -1e9, f64::NEG_INFINITY, 0.999] {
            assert!(acosh64(x).is_nan() && acosh32(x as f32).is_nan(), "{x}");
        }
        assert!(
            tanh64(f64::NAN).is_nan()
                && erfc64(f64::NAN).is_nan()
                && acosh64(f64::NAN).is_nan()
                && acosh64(0.9).is_nan()
        );
    }

    #[test]
    fn the_far_tail() {
        assert_eq!(erfc64(27.0).to_bits(), 0x0001_9e0f); // a subnormal
        assert!(erfc64(10.0).to_bits().abs_diff(0x36a7_d8a7_f2a8_a2d0) <= 1);
    }
}
