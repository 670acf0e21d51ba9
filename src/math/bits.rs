//! Bitwise operators on values: 64-bit two's-complement integers behind a floating-point face.
//!
//! An operand that is not an integer or not in [-2^63, 2^63), and a count outside 0..=63, make the result NaN.
//! Results go back through one rounding: above 2^53 (2^24 in binary32) neighbouring integers share a value.

use super::kernel::wide;
use crate::real::{Real, from_i64, to_i64, undefined};

/// 2^63, exact in both widths.
const LIMIT: Real = 9_223_372_036_854_775_808.0;

/// `x` as an integer, if it is one of 64 bits.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
fn integer(x: Real) -> Option<i64> {
    let i = to_i64(x); // the comparisons sort out what is none
    (x < LIMIT && from_i64(i) == x).then_some(i)
}

/// What is done with two integers.
#[derive(Clone, Copy)]
enum Operation {
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
    RotateLeft,
    RotateRight,
}

impl Operation {
    /// The largest second operand, as an integer without a sign: of shifts a count of bit positions.
    #[inline(always)]
    fn most(self) -> u64 {
        if matches!(self, Self::And | Self::Or | Self::Xor) { u64::MAX } else { 63 }
    }

    #[inline(always)]
    fn of(self, a: i64, b: i64) -> i64 {
        match self {
            Self::And => a & b,
            Self::Or => a | b,
            Self::Xor => a ^ b,
            Self::ShiftLeft => a.wrapping_shl(b as u32),
            Self::ShiftRight => a.wrapping_shr(b as u32),
            Self::RotateLeft => rotated(a, b),
            Self::RotateRight => rotated(a, -b),
        }
    }
}

/// `operation` of two numbers: one function where flash is short.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn bitwise(x: Real, y: Real, operation: Operation) -> Real {
    match (integer(x), integer(y)) {
        (Some(a), Some(b)) if b as u64 <= operation.most() => from_i64(operation.of(a, b)),
        _ => undefined(wide(x)) as Real,
    }
}

/// `a` rotated to the left, by `n` modulo 64.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn rotated(a: i64, n: i64) -> i64 {
    a.rotate_left(n as u32 & 63)
}

/// `x & y`.
pub(crate) fn bit_and(x: Real, y: Real) -> Real {
    bitwise(x, y, Operation::And)
}

/// `x | y`.
pub(crate) fn bit_or(x: Real, y: Real) -> Real {
    bitwise(x, y, Operation::Or)
}

/// Exclusive or.
pub(crate) fn bit_xor(x: Real, y: Real) -> Real {
    bitwise(x, y, Operation::Xor)
}

/// `~x`: -x-1.
pub(crate) fn bit_not(x: Real) -> Real {
    bit_xor(x, -1.0)
}

/// `x << n`: high bits are dropped.
pub(crate) fn shift_left(x: Real, n: Real) -> Real {
    bitwise(x, n, Operation::ShiftLeft)
}

/// `x >> n`: the sign is copied.
pub(crate) fn shift_right(x: Real, n: Real) -> Real {
    bitwise(x, n, Operation::ShiftRight)
}

/// `x <<< n`: rotates 64 bits to the left.
pub(crate) fn rotate_left(x: Real, n: Real) -> Real {
    bitwise(x, n, Operation::RotateLeft)
}

/// `x >>> n`: rotates 64 bits to the right.
pub(crate) fn rotate_right(x: Real, n: Real) -> Real {
    bitwise(x, n, Operation::RotateRight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::real::NAN;

    #[test]
    fn only_integers_of_64_bits() {
        assert_eq!(bit_and(-LIMIT, -1.0), -LIMIT);
        for bad in [LIMIT, -2.0 * LIMIT, 0.5, -1.5, Real::INFINITY, -Real::INFINITY, NAN] {
            assert!(
                bit_or(bad, 0.0).is_nan() && bit_xor(0.0, bad).is_nan() && bit_not(bad).is_nan()
            );
        }
        assert_eq!(bit_and(-0.0, -1.0).to_bits(), 0);
        assert_eq!(bit_not(5.0), -6.0);
    }

    #[test]
    fn counts_from_0_to_63() {
        assert_eq!(shift_left(1.0, 63.0), -LIMIT);
        assert_eq!(shift_right(-3.0, 63.0), -1.0);
        assert_eq!(rotate_left(-3.0, 2.0), -9.0);
        assert_eq!(rotate_right(1.0, 1.0), -LIMIT);
        for bad in [64.0, -1.0, 0.5, 256.0, NAN, Real::INFINITY] {
            assert!(shift_left(1.0, bad).is_nan() && rotate_right(1.0, bad).is_nan());
        }
        assert_eq!(shift_left(1.0, -0.0), 1.0);
    }
}
