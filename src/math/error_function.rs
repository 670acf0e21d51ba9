//! erf and erfc: a polynomial near 0, elsewhere erfc from a polynomial and the exponential of a pair.

use super::double_double::{DoubleDouble, quick_two_sum, split, upper_half};
use super::exponential::{exp_and_rest, exp_pair};
use super::polynomial::polynomial;
use super::tables::{LN2_HI, LN2_LO};

/// Up to here erf is a polynomial; beyond it is taken from erfc.
const NEAR: f64 = 1.0;
/// Up to here erfc is taken from erf.
const HALF: f64 = 0.5;

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

/// (1+2x) e^(x^2) erfc x for x in [0.5, 27.5] as a polynomial in (x-2.5)/(x+2.5): Chebyshev interpolation with mpmath,
/// relative error below 2^-55.
const ERFC_MIDDLE: f64 = f64::from_bits(0x3ff4_3cc6_f6c9_672c);
static ERFC_POLY: [[f64; 4]; 6] = [
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

/// The error function. Error below 1.6 ULP.
pub(super) fn erf(x: f64) -> f64 {
    let m = x.abs();
    if m < NEAR {
        erf_near(x)
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
    } else if x > 27.5 {
        0.0
    } else {
        erfc_upper(x)
    }
}

#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn erf_near(x: f64) -> f64 {
    let x2 = x * x;
    x + x * (SLOPE_LESS_ONE + x2 * polynomial(&ERF_POLY, x2))
}

/// For x >= 0.5 what P((x-2.5)/(x+2.5)) has beyond its first coefficient, and 1/(1+2x).
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
extern "C" fn factors(x: f64) -> DoubleDouble {
    // One division serves both quotients.
    let (divisor, sum) = (x + x + 1.0, x + 2.5);
    let inverse = 1.0 / (sum * divisor);
    let u = (x - 2.5) * (inverse * divisor);
    DoubleDouble { high: u * polynomial(&ERFC_POLY, u), low: inverse * sum }
}

/// erfc for 1 <= x < 6, where it is small beside 1: P e^(-x^2) / (1+2x).
#[inline]
fn erfc_beside_one(x: f64) -> f64 {
    let (p, inverse) = factors(x).pair();
    (ERFC_MIDDLE + p) * exp_pair(-x * x, 0.0) * inverse
}

/// erfc for x >= 0.5: the same, the factors as pairs.
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
