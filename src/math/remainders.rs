//! Remainders, all exact: fmod, floormod, the IEEE remainder.
//!
//! Our own because libm's fmod keeps a panic path and takes one step for each bit of the quotient, two thousand at
//! worst; this one takes eleven bits at a step. binary32 goes through binary64, where its remainders are exact too.

use super::exponential::scaled;
use super::kernel::wide;
use super::logarithm::normalised;
use crate::real::{Real, u64_to_64, undefined};

/// Bits of the quotient in one step: what a 53-bit remainder leaves free in 64.
const STEP: u32 = 11;

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

/// `x - trunc(x/y)*y` without rounding: the sign of `x`, NaN for y = 0 or infinite x. At most 190 short steps.
pub(crate) fn fmod(x: Real, y: Real) -> Real {
    fmod64(wide(x), wide(y)) as Real
}

/// fmod moved into the range of the divisor: `r = fmod(x,y)`, `r+y` where r is not 0 and its sign differs from y's.
/// The sum is rounded, so it may be y itself for tiny negative r.
pub(crate) fn floormod(x: Real, y: Real) -> Real {
    let r = fmod(x, y);
    if r != 0.0 && (r < 0.0) != (y < 0.0) { r + y } else { r }
}

/// The IEEE remainder, `x - n*y` for the integer n nearest to x/y, of two the even one; exact. A zero has the sign of x.
pub(crate) fn remainder(x: Real, y: Real) -> Real {
    let (x, y) = (wide(x), wide(y).abs());
    let defined = y > 0.0 && x.abs() < f64::INFINITY;
    if !defined {
        return undefined(x) as Real;
    }
    // Modulo 2y first, which keeps the parity of the quotient; then at most two subtractions, exact by Sterbenz.
    // Where a sum is infinite it is larger than what it is compared with, as the number itself would be than half of that.
    let mut r = fmod64(x.abs(), y + y);
    if r + r > y {
        r -= y;
        if r + r >= y {
            r -= y;
        }
    }
    (if x.is_sign_negative() { -r } else { r }) as Real
}

fn fmod64(x: f64, y: f64) -> f64 {
    let (ax, ay) = (x.abs(), y.abs());
    if ax < ay {
        return x;
    }
    let defined = ay > 0.0 && ax < f64::INFINITY;
    if !defined {
        return undefined(x);
    }
    let (mx, ex) = significand(normalised(ax));
    let (my, ey) = significand(normalised(ay));
    let r = reduce(mx, my, ex - ey);
    scaled(u64_to_64(r), ey - 1075).copysign(x) // exact
}

/// m and e with 2^52 <= m < 2^53 from the bits of m * 2^(e-1075); e may be negative, see [`normalised`].
#[inline(always)]
fn significand(bits: u64) -> (u64, i32) {
    (bits & (u64::MAX >> 12) | 1 << 52, (bits as i64 >> 52) as i32)
}

/// `mx * 2^shift mod my` for normalised significands, shift >= 0.
///
/// The quotient's next bits come from a reciprocal of the upper 32 bits of `my`, which never overestimates and is at
/// most one short: two multiplications a step in place of a 64-bit division, which small cores lack. The reciprocal is
/// rounded to binary64 before it is cut: by 2^-53 of itself, and so much is between `my` and what it is divided by.
fn reduce(mx: u64, my: u64, shift: i32) -> u64 {
    let mut r = if mx >= my { mx - my } else { mx };
    let mut left = shift as u32;
    if left == 0 {
        return r;
    }
    let reciprocal = (TWO_TO_63 / (f64::from((my >> 21) as u32) + 1.0)) as u32;
    while left > 0 && r != 0 {
        let bits = left.min(STEP);
        r <<= bits;
        // r < 2^64; r/my ~ (r>>32) * 2^32 / (my>>21 << 21), and reciprocal < 2^63 / (my>>21).
        let quotient = ((r >> 32) * u64::from(reciprocal)) >> 52;
        r -= quotient * my;
        if r >= my {
            r -= my;
        }
        left -= bits;
    }
    r
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::real::NAN;

    #[test]
    fn fmod_keeps_the_sign_of_the_dividend() {
        assert_eq!(fmod(-7.0, 3.0), -1.0);
        assert_eq!(fmod(7.0, -3.0), 1.0);
        assert_eq!(fmod(-6.0, 3.0).to_bits(), (-0.0 as Real).to_bits());
        assert_eq!(fmod(5.0, Real::INFINITY), 5.0);
        assert!(
            fmod(1.0, 0.0).is_nan()
                && fmod(Real::INFINITY, 2.0).is_nan()
                && fmod(NAN, 1.0).is_nan()
                && fmod(1.0, NAN).is_nan()
        );
        assert!(fmod(Real::INFINITY, Real::INFINITY).is_nan());
    }

    #[test]
    fn the_longest_quotient() {
        let tiny = Real::from_bits(3);
        let r = fmod(Real::MAX, tiny);
        assert!(r.to_bits() < 3);
        assert_eq!(
            fmod64(1e308, f64::from_bits(7)).to_bits(),
            libm::fmod(1e308, f64::from_bits(7)).to_bits()
        );
    }

    #[test]
    fn floormod_has_the_sign_of_the_divisor() {
        assert_eq!(floormod(-7.0, 3.0), 2.0);
        assert_eq!(floormod(7.0, -3.0), -2.0);
        assert_eq!(floormod(-6.0, 3.0).to_bits(), (-0.0 as Real).to_bits());
        assert_eq!(floormod(-1.0, Real::INFINITY), Real::INFINITY);
    }

    #[test]
    fn remainder_ties_to_even() {
        assert_eq!(remainder(5.0, 2.0), 1.0);
        assert_eq!(remainder(7.0, 2.0), -1.0);
        assert_eq!(remainder(-5.0, 2.0), -1.0);
        assert_eq!(remainder(3.0, -2.0), -1.0);
        assert_eq!(remainder(-4.0, 2.0).to_bits(), (-0.0 as Real).to_bits());
        assert_eq!(remainder(3.0, Real::INFINITY), 3.0);
        assert!(remainder(Real::INFINITY, 1.0).is_nan() && remainder(1.0, 0.0).is_nan());
    }

    /// Half of these numbers is none.
    #[test]
    fn remainders_of_the_smallest_numbers() {
        for x in 0..40_u16 {
            for y in 1..9_u16 {
                let tiny = |number: u16| Real::from_bits(number.into());
                let expected = remainder(x.into(), y.into());
                let whole = remainder(tiny(x), tiny(y));
                assert_eq!(whole.abs().to_bits(), expected.abs() as u64 as _, "{x} {y}");
                assert_eq!(whole.is_sign_negative(), expected.is_sign_negative(), "{x} {y}");
            }
        }
    }
}
