//! sin and cos, the same steps for any argument up to a million or so: a vector of arguments can take them side by side.
//!
//! The argument is reduced by the nearest multiple n of pi/2, the rest kept as a pair; n chooses between the polynomials
//! (the published ones of fdlibm) for the sine and the cosine and gives the sign. One number at a time that is done by
//! jumps: arguments in a row are often alike, and below pi/4 there is nothing to reduce. Over columns both polynomials
//! are computed and chosen from without a jump, which gives the same bits (one at a time it would be 7 ns for any argument
//! in place of 2 to 7). No tables. Error below 0.9 ULP.

use super::far;
use super::straight::{Straight, choose, is_below};
use super::tables::TO_INTEGER;
use crate::real::undefined;
use core::f64::consts::{FRAC_2_PI, FRAC_PI_4};

/// 2^20 pi/2, rounded down: n has no more than 20 bits below it, or is 2^20.
pub(super) const BOUND: f64 = 1_647_099.0;

/// pi/2 in parts; the first three have 33 bits, so that their products with n are exact.
const HALF_PI: [f64; 4] = [
    f64::from_bits(0x3ff9_21fb_5440_0000),
    f64::from_bits(0x3dd0_b461_1a60_0000),
    f64::from_bits(0x3ba3_198a_2e00_0000),
    f64::from_bits(0x397b_839a_2520_49c1),
];
/// The second and third together, rounded.
const MIDDLE: f64 = f64::from_bits(0x3dd0_b461_1a62_6331);

/// Coefficients of x^3 to x^13 in sin x for |x| <= pi/4; relative error below 2^-58.
const SINE: [f64; 6] = [
    f64::from_bits(0xbfc5_5555_5555_5549),
    f64::from_bits(0x3f81_1111_1110_f8a6),
    f64::from_bits(0xbf2a_01a0_19c1_61d5),
    f64::from_bits(0x3ec7_1de3_57b1_fe7d),
    f64::from_bits(0xbe5a_e5e6_8a2b_9ceb),
    f64::from_bits(0x3de5_d93a_5acf_d57c),
];

/// Coefficients of x^4 to x^14 in cos x for |x| <= pi/4; error below 2^-58.
const COSINE: [f64; 6] = [
    f64::from_bits(0x3fa5_5555_5555_554c),
    f64::from_bits(0xbf56_c16c_16c1_5177),
    f64::from_bits(0x3efa_01a0_19cb_1590),
    f64::from_bits(0xbe92_7e4f_809c_52ad),
    f64::from_bits(0x3e21_ee9e_bdb4_b1c4),
    f64::from_bits(0xbda8_fae9_be88_38d4),
];

/// sin(x + TURNS pi/2), x in radians.
pub(super) struct QuartersOn<const TURNS: u32>;
pub(super) type Sin = QuartersOn<0>;
pub(super) type Cos = QuartersOn<1>;

impl<const TURNS: u32> Straight<1> for QuartersOn<TURNS> {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let (high, low, quadrant) = reduced(x);
        let quadrant = quadrant.wrapping_add(u64::from(TURNS));
        let value = choose(quadrant & 1 == 0, sine(high, low), cosine(high, low));
        (signed(value, quadrant), x.abs() < BOUND)
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        if cfg!(target_os = "none") { quarters_on(x, TURNS) } else { quarters_on_far(x, TURNS) }
    }

    /// The same bits by jumps.
    #[inline(always)]
    fn one([x]: [f64; 1]) -> f64 {
        quarters_on(x, TURNS)
    }
}

/// sin(x + turns pi/2) by jumps.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn quarters_on(x: f64, turns: u32) -> f64 {
    if cfg!(target_os = "none") {
        let (high, low, quadrant) = reduced_anywhere(x);
        return in_quadrant(high, low, (quadrant as u32).wrapping_add(turns));
    }
    if !is_below(x, BOUND) {
        return quarters_on_far(x, turns);
    }
    // Below pi/4 what the reduction by 0 gives.
    let (high, low, quadrant) = if is_below(x, FRAC_PI_4) { (x, 0.0, 0) } else { reduced(x) };
    in_quadrant(high, low, (quadrant as u32).wrapping_add(turns))
}

#[inline(always)]
fn in_quadrant(high: f64, low: f64, quadrant: u32) -> f64 {
    let value = if quadrant & 1 == 0 { sine(high, low) } else { cosine(high, low) };
    signed(value, quadrant.into())
}

#[cold]
#[inline(never)]
fn quarters_on_far(x: f64, turns: u32) -> f64 {
    let (high, low, quadrant) = far_or_nan(x);
    in_quadrant(high, low, (quadrant as u32).wrapping_add(turns))
}

/// [`reduced`], or far away [`far_or_nan`]: once for all, where flash is short.
pub(super) fn reduced_anywhere(x: f64) -> (f64, f64, u64) {
    let [high, low, quadrant] = reduced_numbers(x).0;
    (high, low, quadrant.to_bits())
}

/// The same, with n in the low bits of a number: with an FPU these are returned in registers.
#[repr(C)]
struct Reduced([f64; 3]);

#[inline(never)]
extern "C" fn reduced_numbers(x: f64) -> Reduced {
    if !is_below(x, BOUND) {
        return far_numbers(x);
    }
    // With an FPU to look costs more than the reduction by 0.
    let near = !cfg!(fpv5) && is_below(x, FRAC_PI_4);
    let (high, low, quadrant) = if near { (x, 0.0, 0) } else { reduced(x) };
    Reduced([high, low, f64::from_bits(quadrant)])
}

#[cold]
#[inline(never)]
extern "C" fn far_numbers(x: f64) -> Reduced {
    let (high, low, quadrant) = far_or_nan(x);
    Reduced([high, low, f64::from_bits(quadrant)])
}

/// [`far::reduced`], NaN for infinities and NaN.
#[cold]
#[cfg_attr(not(target_os = "none"), inline(never))]
pub(super) fn far_or_nan(x: f64) -> (f64, f64, u64) {
    if x.abs() < f64::INFINITY { far::reduced(x) } else { (undefined(x), 0.0, 0) }
}

/// `value`, negated in the third and fourth quadrant.
#[inline(always)]
fn signed(value: f64, quadrant: u64) -> f64 {
    f64::from_bits(value.to_bits() ^ (quadrant & 2) << 62)
}

/// x - n pi/2 as a pair, relative error below 2^-64, for |x| < [`BOUND`]; n in the low bits of the last. All signs are
/// such that -0 stays.
#[inline(always)]
pub(super) fn reduced(x: f64) -> (f64, f64, u64) {
    let shifted = x * FRAC_2_PI + TO_INTEGER;
    let n = shifted - TO_INTEGER;
    let [p1, p2, p3, p4] = HALF_PI;
    // Exact. The rest of the next difference is found while the polynomial is under way.
    let first = x - n * p1;
    let high = first - n * MIDDLE;
    // Exact until n p3 is taken off, even where n p2 is the larger number; where `high` is small, that is exact too.
    let low = ((first - high) - n * p2) - n * p3 - n * p4;
    (high, low, shifted.to_bits())
}

/// The sine of high + low for |high| <= pi/4. Differences only, for the sake of -0.
#[inline(always)]
fn sine(high: f64, low: f64) -> f64 {
    let x2 = high * high;
    let half = 0.5 * x2;
    high - ((half * low - low) - (x2 * high) * series(x2, SINE))
}

/// The cosine of high + low for |high| <= pi/4.
#[inline(always)]
fn cosine(high: f64, low: f64) -> f64 {
    let x2 = high * high;
    let half = 0.5 * x2;
    let sum = 1.0 - half;
    sum - ((high * low - ((1.0 - sum) - half)) - (x2 * x2) * series(x2, COSINE))
}

/// (sin x - x) / x^3 with the coefficients of the sine, (cos x - 1 + x^2/2) / x^4 with those of the cosine.
#[inline(always)]
fn series(x2: f64, [a, b, c, d, e, f]: [f64; 6]) -> f64 {
    let x4 = x2 * x2;
    (a + x2 * b) + x4 * ((c + x2 * d) + x4 * (e + x2 * f))
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::f64::consts::{FRAC_PI_2, PI};

    fn sin64(x: f64) -> f64 {
        Sin::one([x])
    }

    fn cos64(x: f64) -> f64 {
        Cos::one([x])
    }

    #[test]
    fn zeros_and_ends() {
        let tiny = f64::from_bits(1);
        for x in [0.0, tiny, 1e-310, 1e-200, 1e-9] {
            assert_eq!(sin64(x).to_bits(), f64::to_bits(x));
            assert_eq!(sin64(-x).to_bits(), f64::to_bits(-x));
            assert_eq!((cos64(x), cos64(-x)), (1.0, 1.0));
        }
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(sin64(x).is_nan() && cos64(x).is_nan());
        }
        assert_eq!((sin64(1e300), cos64(-1e300)), (libm::sin(1e300), libm::cos(1e300)));
    }

    #[test]
    fn near_multiples_of_half_pi() {
        assert_eq!(cos64(FRAC_PI_2).to_bits(), 0x3c91_a626_3314_5c07);
        assert_eq!((sin64(PI).to_bits(), cos64(PI)), (0x3ca1_a626_3314_5c07, -1.0));
        assert_eq!((sin64(FRAC_PI_2), sin64(-FRAC_PI_2)), (1.0, -1.0));
        // Within an ULP of libm's, whose reduction is another, for the numbers nearest to multiples up to the bound.
        for i in 1..1049 {
            let x = f64::from(i * 1000 - 17) * FRAC_PI_2;
            for (ours, theirs) in [(sin64(x), libm::sin(x)), (cos64(-x), libm::cos(-x))] {
                assert!(ours.to_bits().abs_diff(theirs.to_bits()) <= 1, "{x}");
            }
        }
    }
}
