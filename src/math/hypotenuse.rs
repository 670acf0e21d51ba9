//! hypot: the squares are added as pairs and rounded once before the root (libm's passes 1 ULP).

use super::double_double::{quick_two_sum, two_square};
use super::straight::Straight;
use crate::real::sqrt64;

/// sqrt(x^2 + y^2) without overflow on the way; infinite if either is. Error below 0.86 ULP.
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
        hypot_anywhere(x, y)
    }

    const SERVES_ALL: bool = true;
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

/// For any arguments; of those that are not special the same bits: powers of two change none, and where the smaller one is
/// below half a unit of the larger one, the root is the larger one either way.
#[cold]
#[inline(never)]
fn hypot_anywhere(x: f64, y: f64) -> f64 {
    const LARGE: f64 = f64::from_bits(0x55d0_0000_0000_0000); // 2^350
    const SMALL: f64 = 1.0 / LARGE;
    const UP: f64 = f64::from_bits(0x6bb0_0000_0000_0000); // 2^700
    const DOWN: f64 = f64::from_bits(0x1430_0000_0000_0000); // 2^-700
    let (small, large) = ordered(x, y);
    if x.is_infinite() || y.is_infinite() {
        return f64::INFINITY;
    }
    if x.is_nan() | y.is_nan() {
        return x + y;
    }
    if small <= large * 2e-20 {
        return large + small; // below half a unit of it, or both are 0
    }
    // Neither is far from the other.
    let (scale, back) = if large > LARGE {
        (DOWN, UP)
    } else if large < SMALL {
        (UP, DOWN)
    } else {
        (1.0, 1.0)
    };
    root_of_squares(large * scale, small * scale) * back
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_signs() {
        let hypot = |x, y| Hypot::one([x, y]);
        assert_eq!(hypot(f64::NAN, f64::NEG_INFINITY), f64::INFINITY);
        assert_eq!(hypot(-0.0, -0.0).to_bits(), 0);
        assert_eq!((hypot(3e300, -4e300), hypot(1.5e-323, 2e-323)), (5e300, 2.5e-323));
        assert_eq!(hypot(f64::MAX, f64::MAX), f64::INFINITY);
        assert!(hypot(f64::NAN, 1.0).is_nan() && hypot(1.0, f64::NAN).is_nan());
    }
}
