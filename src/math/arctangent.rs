//! atan, by fdlibm's polynomial after a reduction by atan of 1/2, 1, 3/2 or infinity: (x - c)/(1 + c x) with one
//! division for all of them. Error below 0.8 ULP.

use super::polynomial::polynomial;
use super::straight::{Straight, choose};

/// Coefficients of x^3 to x^23, negated.
static POLY: [[f64; 4]; 3] = [
    [
        f64::from_bits(0x3fd5_5555_5555_550d),
        f64::from_bits(0xbfc9_9999_9998_ebc4),
        f64::from_bits(0x3fc2_4924_9200_83ff),
        f64::from_bits(0xbfbc_71c6_fe23_1671),
    ],
    [
        f64::from_bits(0x3fb7_45cd_c54c_206e),
        f64::from_bits(0xbfb3_b0f2_af74_9a6d),
        f64::from_bits(0x3fb1_0d66_a0d0_3d51),
        f64::from_bits(0xbfad_de2d_52de_fd9a),
    ],
    [
        f64::from_bits(0x3fa9_7b4b_2476_0deb),
        f64::from_bits(0xbfa2_b444_2c6a_6c2f),
        f64::from_bits(0x3f90_ad3a_e322_da11),
        0.0,
    ],
];

/// c and atan c as a pair, for c of 0, 1/2, 1, 3/2 and infinity.
static STEPS: [[f64; 3]; 5] = [
    [0.0; 3],
    [0.5, f64::from_bits(0x3fdd_ac67_0561_bb4f), f64::from_bits(0x3c7a_2b7f_222f_65e2)],
    [1.0, f64::from_bits(0x3fe9_21fb_5444_2d18), f64::from_bits(0x3c81_a626_3314_5c07)],
    [1.5, f64::from_bits(0x3fef_730b_d281_f69b), f64::from_bits(0x3c70_0788_7af0_cbbd)],
    [f64::INFINITY, f64::from_bits(0x3ff9_21fb_5444_2d18), f64::from_bits(0x3c91_a626_3314_5c07)],
];

/// From these magnitudes on each of them but the first is taken.
const FROM: [f64; 4] = [0.4375, 0.6875, 1.1875, 2.4375];

/// The angle in [-pi/2, pi/2] whose tangent is x.
pub(super) struct Atan;

impl Straight<1> for Atan {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let m = x.abs();
        // From the top down, so that NaN stays.
        let step = Step::infinite(m)
            .or_below(m < FROM[3], m, STEPS[3])
            .or_below(m < FROM[2], m, STEPS[2])
            .or_below(m < FROM[1], m, STEPS[1])
            .or_below(m < FROM[0], m, STEPS[0]);
        (step.angle().copysign(x), true)
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        x
    }

    /// The same bits by jumps.
    #[inline(always)]
    fn one([x]: [f64; 1]) -> f64 {
        let m = x.abs();
        // The step by 0 gives the same, by a division.
        if !cfg!(target_os = "none") && m < FROM[0] {
            return (m - m * series(m)).copysign(x);
        }
        let step = if m < FROM[3] {
            let passed = |from| usize::from(m >= from);
            Step::at(m, STEPS[(passed(FROM[0]) + passed(FROM[1]) + passed(FROM[2])) & 3])
        } else {
            Step::infinite(m)
        };
        step.angle().copysign(x)
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
    /// The angle whose tangent is m by that whose tangent is c.
    #[inline(always)]
    fn at(m: f64, [c, angle, rest]: [f64; 3]) -> Self {
        Self { over: m - c, under: 1.0 + c * m, angle, rest }
    }

    #[inline(always)]
    fn infinite(m: f64) -> Self {
        let [_, angle, rest] = STEPS[4];
        Self { over: -1.0, under: m, angle, rest }
    }

    /// Another one if `below`.
    #[inline(always)]
    fn or_below(self, below: bool, m: f64, step: [f64; 3]) -> Self {
        let other = Self::at(m, step);
        Self {
            over: choose(below, other.over, self.over),
            under: choose(below, other.under, self.under),
            angle: choose(below, other.angle, self.angle),
            rest: choose(below, other.rest, self.rest),
        }
    }

    #[inline(always)]
    fn angle(self) -> f64 {
        let q = self.over / self.under;
        self.angle - ((q * series(q) - self.rest) - q)
    }
}

/// 1 - atan(q) / q.
#[inline(always)]
fn series(q: f64) -> f64 {
    let z = q * q;
    z * polynomial(&POLY, z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_have_the_same_bits_and_are_near_libms() {
        let check = |x: f64| {
            let one = Atan::one([x]).to_bits();
            assert_eq!(Atan::straight([x]).0.to_bits(), one, "{x}");
            assert!(one.abs_diff(libm::atan(x).to_bits()) <= 1, "{x}");
        };
        let mut x = 1e-30;
        while x < 1e30 {
            check(x);
            check(-x);
            x *= 1.0007;
        }
        for x in [0.0, -0.0, f64::INFINITY, f64::MAX, f64::from_bits(1)].into_iter().chain(FROM) {
            check(x);
        }
        assert!(Atan::straight([f64::NAN]).0.is_nan() && Atan::one([f64::NAN]).is_nan());
    }
}
