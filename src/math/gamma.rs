//! gamma(x) and ln|gamma(x)|: Stirling's series for large x, a polynomial for 2 and what the recurrence makes of it for
//! small ones, the reflection formula below.
//!
//! Between negative integers ln|gamma(x)| crosses zero, and both terms of the reflection formula cancel. With x = t - m,
//! |t| <= 1/2: gamma(x) = gamma(8+t) / ((t-m)(t-m+1)...(t+7)), both in double-double, so that the difference from 1 is known. At
//! some 45 products this is slow (about 1 us), and rare.

use super::combinatorics::falling_product;
use super::double_double::{DoubleDouble, two_sum};
use super::exponential::exp_pair;
use super::integral::is_odd;
use super::logarithm::{Ln, Log1p};
use super::polynomial::polynomial;
use super::power::exponent;
use super::straight::{Straight, choose, nearest};
use super::tables::{LN2_HI, LN2_LO};
use super::trigonometric::Sin;
use crate::real::{trunc64, undefined};
use core::f64::consts::PI;

/// ln gamma(2+t) / t for |t| <= 1/2: Chebyshev interpolation with mpmath, error below 2^-55.
static LN_GAMMA_2: [[f64; 4]; 5] = [
    [
        f64::from_bits(0x3fdb_0ee6_0720_93ce),
        f64::from_bits(0x3fd4_a34c_c4a6_0fa6),
        f64::from_bits(0xbfb1_3e00_1a55_7555),
        f64::from_bits(0x3f95_1322_ac7d_8333),
    ],
    [
        f64::from_bits(0xbf7e_404f_c21d_8fe7),
        f64::from_bits(0x3f67_add6_eadf_cc7b),
        f64::from_bits(0xbf53_8ac5_bfce_42c1),
        f64::from_bits(0x3f40_b36a_f597_2ed1),
    ],
    [
        f64::from_bits(0xbf2d_3fd6_a908_7d23),
        f64::from_bits(0x3f1a_127c_d91a_c95b),
        f64::from_bits(0xbf07_8d8f_868f_383f),
        f64::from_bits(0x3ef5_808a_f19f_a483),
    ],
    [
        f64::from_bits(0xbee3_d4ce_65b1_d70b),
        f64::from_bits(0x3ed2_620d_e1c7_8d97),
        f64::from_bits(0xbec0_8fcc_c794_a9c7),
        f64::from_bits(0x3eaf_038c_b2f6_a913),
    ],
    [f64::from_bits(0xbea3_7fd9_7eee_e99d), f64::from_bits(0x3e92_703c_6eff_c4eb), 0.0, 0.0],
];
/// Stirling's series beyond ln sqrt(2 pi), a polynomial in 1/x^2 to be divided by x, for x >= 8: Chebyshev interpolation with
/// mpmath, error below 2^-57 of 1/x.
static STIRLING: [[f64; 4]; 2] = [
    [
        f64::from_bits(0x3fb5_5555_5555_5553),
        f64::from_bits(0xbf66_c16c_16bb_630d),
        f64::from_bits(0x3f4a_019f_d340_6f00),
        f64::from_bits(0xbf43_80eb_d724_3e33),
    ],
    [f64::from_bits(0x3f4b_6fa4_852c_477d), f64::from_bits(0xbf5b_1382_377c_6244), 0.0, 0.0],
];

/// gamma(8+t) for |t| <= 1/2 as pairs, the lowest coefficient first: Chebyshev interpolation with mpmath at 500 bits, relative error
/// below 2^-103.
static GAMMA_8: [[f64; 2]; 26] = [
    [f64::from_bits(0x40b3_b000_0000_0000), f64::from_bits(0x3a20_7248_c2c7_2cf9)],
    [f64::from_bits(0x40c3_d76a_a158_a2bc), f64::from_bits(0xbd56_9f38_5460_8ef2)],
    [f64::from_bits(0x40c4_a6e4_da27_52cd), f64::from_bits(0xbd5c_6f44_8f1b_c71f)],
    [f64::from_bits(0x40bd_744b_0813_fb76), f64::from_bits(0x3d59_f960_2b6e_60a6)],
    [f64::from_bits(0x40b0_2215_5f5c_81d2), f64::from_bits(0x3d49_454c_cb90_84c3)],
    [f64::from_bits(0x409c_e21e_4dc5_c942), f64::from_bits(0xbd2d_45ae_1573_76f8)],
    [f64::from_bits(0x4085_f630_71ae_10db), f64::from_bits(0x3d15_a2f8_6e44_7d27)],
    [f64::from_bits(0x406d_212e_9232_8d74), f64::from_bits(0xbd08_6055_732d_4253)],
    [f64::from_bits(0x4051_2d35_60a8_3bb6), f64::from_bits(0xbcfc_62ff_ca17_5fa2)],
    [f64::from_bits(0x4032_465c_607f_3723), f64::from_bits(0x3c76_2bd3_c337_ce8c)],
    [f64::from_bits(0x4011_bdf9_dd9e_5995), f64::from_bits(0xbcbd_b49e_257f_ce18)],
    [f64::from_bits(0x3fef_b98b_7ccb_5504), f64::from_bits(0xbc83_f302_2ec8_5cdd)],
    [f64::from_bits(0x3fca_5135_6ed6_6f6b), f64::from_bits(0x3c45_83e1_ef8f_bf52)],
    [f64::from_bits(0x3fa4_6240_6d3d_534c), f64::from_bits(0xbc2e_0c8d_ef3e_3ef3)],
    [f64::from_bits(0x3f7d_a3c1_2817_d854), f64::from_bits(0xbc15_d694_d336_4523)],
    [f64::from_bits(0x3f54_51f1_f752_3389), f64::from_bits(0x3bf6_5cb9_20b2_602d)],
    [f64::from_bits(0x3f2a_606d_4790_8a65), f64::from_bits(0xbb82_5129_298b_3642)],
    [f64::from_bits(0x3f00_434e_61dc_3b3a), f64::from_bits(0xbb9e_37f0_ccb7_e4ab)],
    [f64::from_bits(0x3ed3_1c00_fd70_02bc), f64::from_bits(0xbb5c_eb72_acd6_7b09)],
    [f64::from_bits(0x3ea5_7449_3513_0e66), f64::from_bits(0xbb4c_659d_f224_f8bf)],
    [f64::from_bits(0x3e77_11f8_dab2_0855), f64::from_bits(0x3aeb_8901_3807_7df6)],
    [f64::from_bits(0x3e47_d00a_44ea_4628), f64::from_bits(0xbaeb_f566_0048_0945)],
    [f64::from_bits(0x3e17_a28a_1b9e_de9e), f64::from_bits(0x3a96_2bc3_9220_c93c)],
    [f64::from_bits(0x3de6_9b7f_dcc8_5b3f), f64::from_bits(0xba4b_a1d1_693e_ed3a)],
    [f64::from_bits(0x3db5_48f5_dec5_dfe9), f64::from_bits(0x3a54_c0a8_464a_ad14)],
    [f64::from_bits(0x3d82_f7b2_af5f_30aa), f64::from_bits(0x3a14_b0e5_4369_b70a)],
];

/// ln sqrt(2 pi).
const LN_ROOT_TAU: f64 = f64::from_bits(0x3fed_67f1_c864_beb5);
/// sqrt(2 pi).
const ROOT_TAU: f64 = f64::from_bits(0x4004_0d93_1ff6_2706);

/// From here on Stirling's series serves.
const LARGE: f64 = 8.5;

/// The nearest integer, and what x has beyond it.
#[inline(always)]
fn with_rest(x: f64) -> (f64, f64) {
    let (n, _) = nearest(x);
    (n, x - n)
}

/// An integer that gamma has a pole at.
fn is_pole(x: f64) -> bool {
    x <= 0.0 && trunc64(x) == x
}

/// The sine of pi m but for its sign.
fn sine_of_pi(m: f64) -> f64 {
    let part = m - trunc64(m);
    Sin::one([PI * if part < 0.5 { part } else { 1.0 - part }])
}

/// ln gamma(2+t) for |t| <= 1/2.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn ln_gamma_2(t: f64) -> f64 {
    t * polynomial(&LN_GAMMA_2, t)
}

/// The factors from gamma(2+t) to gamma(n+t): their product, or below 2 its inverse.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
fn factors(n: f64, t: f64) -> f64 {
    let mut product = 1.0;
    if n > 2.0 && !cfg!(target_os = "none") {
        // All there may be, without a jump: how many there are is as good as random.
        for j in 2..8 {
            let j = f64::from(j);
            product *= choose(j < n, j + t, 1.0);
        }
        return product;
    }
    let (mut j, end) = if n < 2.0 { (n, 2.0) } else { (2.0, n) };
    while j < end {
        product *= j + t;
        j += 1.0;
    }
    product
}

/// ln gamma(x) - ln sqrt(2 pi) as a pair, for x >= [`LARGE`].
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
extern "C" fn ln_gamma_pair(x: f64) -> DoubleDouble {
    let inverse = 1.0 / x;
    let (high, low) = exponent(x.to_bits(), x - 0.5);
    let (sum, error) = two_sum(high, -x);
    let (sum, rest) = two_sum(sum, inverse * polynomial(&STIRLING, inverse * inverse));
    DoubleDouble { high: sum, low: error + rest + low }
}

/// gamma(x): infinite at 0, NaN at negative integers. At most 16 ULP.
pub(super) fn tgamma(x: f64) -> f64 {
    let m = x.abs();
    if is_pole(x) {
        return if x == 0.0 { 1.0 / x } else { undefined(x) };
    }
    if m < LARGE {
        let (n, t) = with_rest(x);
        let (gamma, product) = (exp_pair(ln_gamma_2(t), 0.0), factors(n, t));
        return if n < 2.0 { gamma / product } else { gamma * product };
    }
    if x > 172.0 {
        return f64::INFINITY;
    }
    if x > 0.0 {
        return gamma_above(x);
    }
    if x.is_nan() { x } else { gamma_below(m) }
}

/// For [`LARGE`] <= x <= 172.
fn gamma_above(x: f64) -> f64 {
    if trunc64(x) == x {
        return falling_product(x - 1.0, x - 1.0);
    }
    let (high, low) = ln_gamma_pair(x).pair();
    ROOT_TAU * exp_pair(high, low)
}

/// gamma(-m) = -pi / (m sin(pi m) gamma(m)), for m >= [`LARGE`] that is no integer: 0 from 186 on.
fn gamma_below(m: f64) -> f64 {
    let (high, low) = ln_gamma_pair(m).pair();
    // Where the power would be subnormal, 2^512 of it waits until the end.
    let (waiting, scale) =
        if high > 600.0 { (512.0, f64::from_bits(0x1ff0_0000_0000_0000)) } else { (0.0, 1.0) };
    let power = exp_pair(waiting * LN2_HI - high, waiting * LN2_LO - low);
    let magnitude = (PI / ROOT_TAU) / (m * sine_of_pi(m)) * power * scale;
    if is_odd(trunc64(m)) { magnitude } else { -magnitude }
}

/// Above this ln|gamma(x)| crosses zero between integers, and below not.
const LOWEST: f64 = -23.0;

/// ln|gamma(x)|; infinite at 0 and the negative integers. At most 16 ULP, but for the few numbers closest to a zero.
pub(super) fn lgamma(x: f64) -> f64 {
    let m = x.abs();
    if is_pole(x) {
        f64::INFINITY
    } else if x > -2.0 && x < LARGE {
        lgamma_small(x)
    } else if x > LOWEST && x < 0.0 {
        between_integers(x)
    } else if x < 0.0 {
        Ln::one([PI / (m * sine_of_pi(m))]) - lgamma_large(m)
    } else {
        lgamma_large(x)
    }
}

/// For -2 < x < [`LARGE`].
fn lgamma_small(x: f64) -> f64 {
    let (n, t) = with_rest(x);
    let middle = ln_gamma_2(t);
    if n == 2.0 {
        middle
    } else if n == 1.0 {
        middle - Log1p::one([t])
    } else {
        let rest = Ln::one([factors(n, t).abs()]);
        if n < 2.0 { middle - rest } else { middle + rest }
    }
}

/// Stirling's series for x >= [`LARGE`], and NaN.
fn lgamma_large(x: f64) -> f64 {
    let inverse = 1.0 / x;
    let rest = inverse * polynomial(&STIRLING, inverse * inverse);
    (x - 0.5) * (Ln::one([x]) - 1.0) + (LN_ROOT_TAU - 0.5 + rest)
}

fn between_integers(x: f64) -> f64 {
    let (n, t) = with_rest(x);
    let gamma =
        GAMMA_8.iter().rev().fold(DoubleDouble { high: 0.0, low: 0.0 }, |sum, &[high, low]| {
            sum.times(DoubleDouble { high: t, low: 0.0 }).plus(DoubleDouble { high, low })
        });
    let product = DoubleDouble::factors(t, n, 1.0, 8.0 - n, false);
    let sign = 1f64.copysign(product.high);
    let (high, low) = (product.high * sign, product.low * sign);
    let ratio = gamma.high / high;
    if ratio > 0.5 && ratio < 2.0 {
        Log1p::one([((gamma.high - high) + (gamma.low - low)) / high])
    } else {
        Ln::one([ratio])
    }
}

/// In binary32 through binary64.
pub(super) fn tgamma32(x: f32) -> f32 {
    tgamma(f64::from(x)) as f32
}

pub(super) fn lgamma32(x: f32) -> f32 {
    lgamma(f64::from(x)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_the_first_zeros() {
        // mpmath, 60 digits
        for (x, expected) in [
            (-2.457024738220801, -6.168712140884665e-16),
            (-2.7476826467274, -2.4480774653428678e-14),
            (-3.1435808883499, 6.237510472060757e-13),
            (-7.000198333407, 1.6384162639754682e-09),
            (-15.5, -28.133024629191414),
            (-2.5, -0.056243716497674054),
        ] {
            let error = lgamma(x) / expected - 1.0;
            assert!(error.abs() < 1e-14, "{x} {error}");
        }
    }

    #[test]
    fn poles() {
        for x in [0.0, -0.0, -1.0, -2.0, -3.0, -22.0, -23.0, -1e300, f64::NEG_INFINITY] {
            assert_eq!(lgamma(x), f64::INFINITY);
        }
        assert!(lgamma(f64::NAN).is_nan());
    }
}
