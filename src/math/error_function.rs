//! erf and erfc: a polynomial near 0, elsewhere erfc from a polynomial and the exponential of a pair.

use super::double_double::{DoubleDouble, quick_two_sum, split, upper_half};
use super::exponential::{exp_and_rest, exp_pair};
use super::polynomial::polynomial;
use super::tables::{LN2_HI, LN2_LO};

/// Up to here erf is a polynomial; beyond it is taken from erfc.
const NEAR: f64 = 1.0;
/// Up to here erfc is taken from erf, and up to the other from the same polynomial.
const HALF: f64 = 0.5;
const EDGE: f64 = 0.6875;

/// 2/sqrt(pi) - 1.
const SLOPE_LESS_ONE: f64 = f64::from_bits(0x3fc0_6eba_8214_db69);

/// Coefficients of x^3, x^5 ... in erf x for |x| <= 1: Chebyshev interpolation in x^2 with mpmath, error below 2^-60 of the
/// result.
static ERF_POLY: [[f64; 4]; 3] = [
    [
        f64::from_bits(0xbfd8_1274_6b03_79e7),
        f64::from_bits(0x3fbc_e2f2_1a04_2bd7),
        f64::from_bits(0xbf9b_82ce_3128_82f8),
        f64::from_bits(0x3f75_65bc_d0e4_34bb),
    ],
    [
        f64::from_bits(0xbf4c_02db_3f47_35cb),
        f64::from_bits(0x3f1f_9a32_4ddf_0f34),
        f64::from_bits(0xbeef_4d21_efda_fc7d),
        f64::from_bits(0x3ebb_9e23_3370_3249),
    ],
    [
        f64::from_bits(0xbe85_f393_7268_6202),
        f64::from_bits(0x3e4f_8d47_6ab1_a455),
        f64::from_bits(0xbe13_c1e9_1b01_2003),
        f64::from_bits(0x3dd0_f8a2_7a51_ad26),
    ],
];

/// (1+2x) e^(x^2) erfc x for x in [0.6875, 27.5] as a polynomial in (x-c)/(x+c): Chebyshev interpolation with mpmath, relative error
/// below 2^-57. Of the numbers near 3.3 c is one for which the first coefficient is a number but for 2^-63 of it.
const ERFC_CENTRE: f64 = 3.31640625;
const ERFC_MIDDLE: f64 = f64::from_bits(0x3ff3_f011_b623_0cda);
static ERFC_POLY: [[f64; 4]; 5] = [
    [
        f64::from_bits(0xbfc1_ce9f_466f_ad89),
        f64::from_bits(0xbf97_37b3_ac9c_9b25),
        f64::from_bits(0x3fbb_f587_1f6b_35c0),
        f64::from_bits(0xbfbe_4518_d9a2_d2c2),
    ],
    [
        f64::from_bits(0x3fb5_2590_7ba0_80cf),
        f64::from_bits(0xbfa4_9f45_9412_23ed),
        f64::from_bits(0x3f89_7b2e_b085_c9fb),
        f64::from_bits(0xbf51_b5f0_e61e_a42c),
    ],
    [
        f64::from_bits(0xbf50_3359_a567_f77b),
        f64::from_bits(0x3f3a_95cd_cee8_32dd),
        f64::from_bits(0x3f00_c60b_d15f_0d2d),
        f64::from_bits(0xbf0f_981e_3254_e843),
    ],
    [
        f64::from_bits(0x3ed0_2a39_6d45_9581),
        f64::from_bits(0x3ee1_fc1b_5f4b_4ab7),
        f64::from_bits(0xbeb3_4ebc_b1f3_f08c),
        f64::from_bits(0xbeb6_5956_ff4e_bff4),
    ],
    [
        f64::from_bits(0x3e8a_412c_4b10_c794),
        f64::from_bits(0x3e8b_f03e_7b3f_9ecb),
        f64::from_bits(0xbe58_2d02_c2b7_3530),
        f64::from_bits(0xbe57_06ca_2702_e19c),
    ],
];

/// The error function. Error below 1.6 ULP.
pub(super) fn erf(x: f64) -> f64 {
    let m = x.abs();
    if m < NEAR {
        x + beyond(x)
    } else if m < 6.0 {
        (1.0 - erfc_beside_one(m)).copysign(x)
    } else if m.is_nan() {
        x
    } else {
        1f64.copysign(x)
    }
}

/// The complementary error function, accurate for large `x`. Error below 1.4 ULP.
pub(super) fn erfc(x: f64) -> f64 {
    if x < HALF {
        1.0 - erf(x)
    } else if x < EDGE {
        (1.0 - x) - beyond(x) // the first difference is exact
    } else if x > 27.5 {
        0.0
    } else {
        erfc_upper(x)
    }
}

/// erf x - x for |x| <= 1.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn beyond(x: f64) -> f64 {
    let x2 = x * x;
    x * (SLOPE_LESS_ONE + x2 * polynomial(&ERF_POLY, x2))
}

/// For x >= 0.6875 what P((x-c)/(x+c)) has beyond its first coefficient, and 1/(1+2x).
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
extern "C" fn factors(x: f64) -> DoubleDouble {
    // One division serves both quotients.
    let (divisor, sum) = (x + x + 1.0, x + ERFC_CENTRE);
    let inverse = 1.0 / (sum * divisor);
    let u = (x - ERFC_CENTRE) * (inverse * divisor);
    DoubleDouble { high: u * polynomial(&ERFC_POLY, u), low: inverse * sum }
}

/// erfc for 1 <= x < 6, where it is small beside 1: P e^(-x^2) / (1+2x).
#[inline]
fn erfc_beside_one(x: f64) -> f64 {
    let (p, inverse) = factors(x).pair();
    (ERFC_MIDDLE + p) * exp_pair(-x * x, 0.0) * inverse
}

/// erfc for x >= 0.6875: the same, the factors as pairs.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn erfc_upper(x: f64) -> f64 {
    // Where the power would be subnormal, 2^512 of it waits until the end, so that the result rounds just once more.
    if x < 25.0 {
        erfc_less(x, 0.0)
    } else {
        erfc_less(x, 512.0) * f64::from_bits(0x1ff0_0000_0000_0000)
    }
}

/// 2^octaves erfc x.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn erfc_less(x: f64, octaves: f64) -> f64 {
    let (divisor, divisor_rest) = quick_two_sum(x + x, 1.0);
    let (p, inverse) = factors(x).pair();
    let (p, p_rest) = quick_two_sum(ERFC_MIDDLE, p);
    // Short enough for exact products.
    let quotient = upper_half(p * inverse);
    let (divisor_high, divisor_low) = split(divisor);
    let remainder = ((p - quotient * divisor_high) - quotient * divisor_low)
        + (p_rest - quotient * divisor_rest);
    let (x_high, x_low) = split(x);
    let square_rest = x_low * (x + x_high);
    let (scale, power_rest) =
        exp_and_rest(octaves * LN2_HI - x_high * x_high, octaves * LN2_LO - square_rest);
    let (scale_high, scale_low) = split(scale);
    let high = quotient * scale_high;
    let low = quotient * scale_low + remainder * (inverse * scale);
    high + ((high + low) * power_rest + low)
}

/// In binary32 through binary64, where libm's misses the bound.
pub(super) fn erfc32(x: f32) -> f32 {
    erfc(f64::from(x)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_signs() {
        assert_eq!((erfc(f64::INFINITY), erfc(f64::NEG_INFINITY), erfc(27.4)), (0.0, 2.0, 0.0));
        assert_eq!((erf(f64::INFINITY), erf(f64::NEG_INFINITY)), (1.0, -1.0));
        assert_eq!(erf(-0.0).to_bits(), (-0.0f64).to_bits());
        assert!(erfc(f64::NAN).is_nan() && erf(f64::NAN).is_nan());
    }

    #[test]
    fn the_far_tail() {
        assert_eq!(erfc(27.0).to_bits(), 0x0001_9e0f); // a subnormal
        assert!(erfc(10.0).to_bits().abs_diff(0x36a7_d8a7_f2a8_a2d0) <= 1);
    }
}
