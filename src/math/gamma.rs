//! ln|gamma(x)| where it crosses zero between negative integers: libm's reflection formula cancels there.
//!
//! With x = t - m, |t| <= 1/2: gamma(x) = gamma(8+t) / ((t-m)(t-m+1)...(t+7)), both in double-double, so that the difference from
//! 1 is known. At some 45 products this is slow (about 1 us), and rare.

use super::double_double::DoubleDouble;

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

/// Below this the logarithm stays away from zero.
const LOWEST: f64 = -23.0;

/// ln|gamma(x)|; infinite at 0 and the negative integers. At most 16 ULP, but for the few numbers closest to a zero.
pub(super) fn lgamma64(x: f64) -> f64 {
    if x < -2.0 && x > LOWEST && libm::trunc(x) != x {
        between_integers(x)
    } else {
        libm::lgamma(x)
    }
}

fn between_integers(x: f64) -> f64 {
    let m = libm::round(-x);
    let t = x + m; // exact
    let gamma =
        GAMMA_8.iter().rev().fold(DoubleDouble { high: 0.0, low: 0.0 }, |sum, &[high, low]| {
            sum.times(DoubleDouble { high: t, low: 0.0 }).plus(DoubleDouble { high, low })
        });
    let mut product = DoubleDouble::ONE;
    let mut j = -m;
    while j < 8.0 {
        product = product.times(DoubleDouble::sum(j, t));
        j += 1.0;
    }
    let product = if product.high < 0.0 {
        DoubleDouble { high: -product.high, low: -product.low }
    } else {
        product
    };
    let ratio = gamma.high / product.high;
    if ratio > 0.5 && ratio < 2.0 {
        libm::log1p(((gamma.high - product.high) + (gamma.low - product.low)) / product.high)
    } else {
        libm::log(ratio)
    }
}

/// In binary32 through binary64.
pub(super) fn lgamma32(x: f32) -> f32 {
    lgamma64(f64::from(x)) as f32
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
            let error = lgamma64(x) / expected - 1.0;
            assert!(error.abs() < 1e-14, "{x} {error}");
        }
    }

    #[test]
    fn poles() {
        for x in [0.0, -0.0, -1.0, -2.0, -3.0, -22.0, -23.0, -1e300, f64::NEG_INFINITY] {
            assert_eq!(lgamma64(x), f64::INFINITY);
        }
        assert!(lgamma64(f64::NAN).is_nan());
    }
}
