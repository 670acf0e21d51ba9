//! atan, by fdlibm's polynomial after a reduction by atan of 1/2, 1, 3/2 or infinity: (x - c)/(1 + c x) with one
//! division for all of them. The same bits as libm's, which serves one number at a time. Error below 0.9 ULP.

use super::straight::{Straight, choose};

/// Coefficients of x^3 to x^23, negated.
const POLY: [f64; 11] = [
    f64::from_bits(0x3fd5_5555_5555_550d),
    f64::from_bits(0xbfc9_9999_9998_ebc4),
    f64::from_bits(0x3fc2_4924_9200_83ff),
    f64::from_bits(0xbfbc_71c6_fe23_1671),
    f64::from_bits(0x3fb7_45cd_c54c_206e),
    f64::from_bits(0xbfb3_b0f2_af74_9a6d),
    f64::from_bits(0x3fb1_0d66_a0d0_3d51),
    f64::from_bits(0xbfad_de2d_52de_fd9a),
    f64::from_bits(0x3fa9_7b4b_2476_0deb),
    f64::from_bits(0xbfa2_b444_2c6a_6c2f),
    f64::from_bits(0x3f90_ad3a_e322_da11),
];

/// atan 1/2, atan 1, atan 3/2, pi/2 as pairs.
const HALF: [f64; 2] =
    [f64::from_bits(0x3fdd_ac67_0561_bb4f), f64::from_bits(0x3c7a_2b7f_222f_65e2)];
const ONE: [f64; 2] =
    [f64::from_bits(0x3fe9_21fb_5444_2d18), f64::from_bits(0x3c81_a626_3314_5c07)];
const THREE_HALVES: [f64; 2] =
    [f64::from_bits(0x3fef_730b_d281_f69b), f64::from_bits(0x3c70_0788_7af0_cbbd)];
const INFINITE: [f64; 2] =
    [f64::from_bits(0x3ff9_21fb_5444_2d18), f64::from_bits(0x3c91_a626_3314_5c07)];

/// The angle in [-pi/2, pi/2] whose tangent is x.
pub(super) struct Atan;

impl Straight<1> for Atan {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let m = x.abs();
        // From the top down, so that NaN stays.
        let step = Step { over: -1.0, under: m, angle: INFINITE[0], rest: INFINITE[1] }
            .or_below(m < 2.4375, m - 1.5, 1.0 + 1.5 * m, THREE_HALVES)
            .or_below(m < 1.1875, m - 1.0, m + 1.0, ONE)
            .or_below(m < 0.6875, 2.0 * m - 1.0, 2.0 + m, HALF)
            .or_below(m < 0.4375, m, 1.0, [0.0, 0.0]);
        let q = step.over / step.under;
        ((step.angle - ((q * series(q) - step.rest) - q)).copysign(x), true)
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        libm::atan(x)
    }

    #[inline(always)]
    fn one(x: [f64; 1]) -> f64 {
        Self::special(x)
    }
}

/// The angle is `angle` + `rest` and that whose tangent is `over` / `under`.
#[derive(Clone, Copy)]
struct Step {
    over: f64,
    under: f64,
    angle: f64,
    rest: f64,
}

impl Step {
    /// Another one if `below`.
    #[inline(always)]
    fn or_below(self, below: bool, over: f64, under: f64, [angle, rest]: [f64; 2]) -> Self {
        Self {
            over: choose(below, over, self.over),
            under: choose(below, under, self.under),
            angle: choose(below, angle, self.angle),
            rest: choose(below, rest, self.rest),
        }
    }
}

/// 1 - atan(q) / q.
#[inline(always)]
fn series(q: f64) -> f64 {
    let z = q * q;
    let w = z * z;
    let [a, b, c, d, e, f, g, h, i, j, k] = POLY;
    let odd = z * (a + w * (c + w * (e + w * (g + w * (i + w * k)))));
    let even = w * (b + w * (d + w * (f + w * (h + w * j))));
    odd + even
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libms_bits() {
        let mut x = 1e-30;
        while x < 1e30 {
            assert_eq!(Atan::straight([x]).0.to_bits(), libm::atan(x).to_bits(), "{x}");
            assert_eq!(Atan::straight([-x]).0.to_bits(), libm::atan(-x).to_bits(), "-{x}");
            x *= 1.0007;
        }
        for x in
            [0.0, -0.0, f64::INFINITY, f64::MAX, 0.4375, 0.6875, 1.1875, 2.4375, f64::from_bits(1)]
        {
            assert_eq!(Atan::straight([x]).0.to_bits(), libm::atan(x).to_bits(), "{x}");
        }
        assert!(Atan::straight([f64::NAN]).0.is_nan());
    }
}
