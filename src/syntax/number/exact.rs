//! The value of a literal of any radix, correctly rounded for any number of digits, without tables: all bits that
//! can matter in limbs, which digits before the point multiply from the front, and those behind it divide from
//! the back.

use super::digit_value;
use crate::real::{Bits, Real};

/// Bits of a number, the highest included.
pub(super) const PRECISION: u32 = Real::MANTISSA_DIGITS;
/// Exponent of the lowest bit that a number can have.
pub(super) const LOWEST: i32 = Real::MIN_EXP - PRECISION as i32;
/// Bits of the value that are read, if it has as many; the lowest also says whether there is any below.
const READ: i32 = 63;
/// Digits that a limb holds in any radix.
const DIGITS: usize = 4;
/// Limbs behind the point for a number that has digits before it: more than [`READ`], for the zeros that are not
/// counted as [`DIGITS`].
const BEHIND: usize = 5;
/// Limbs behind the point of the least number.
const MOST_BEHIND: usize = ((READ - PRECISION as i32 - LOWEST) as usize).div_ceil(16);
const LIMBS: usize = MOST_BEHIND + 1;

/// As many as the largest number needs.
const _: () = assert!((LIMBS - BEHIND) * 16 >= Real::MAX_EXP as usize);
/// Up to three zeros and the first digit, which are less than 14 bits.
const _: () = assert!(BEHIND * 16 >= READ as usize + 14);

/// The value of digits, of which the first is not 0 and `point` are before the point, with dots and `_` anywhere.
/// Infinity past the range.
pub(super) fn value(digits: &[u8], radix: u32, point: isize) -> Real {
    let mut digits = digits.iter().map(|byte| digit_value(*byte)).filter(|digit| *digit < radix);
    let whole = point.max(0).unsigned_abs();
    // Below the least number nothing counts. Only decimals have zeros there, of which five are more than a limb.
    let mut zeros = point.min(0).unsigned_abs().min(MOST_BEHIND * 5);
    let behind = (BEHIND + zeros / DIGITS).min(MOST_BEHIND);
    let mut limbs = [0_u16; LIMBS];
    let used = (behind + 1 + whole / DIGITS).min(LIMBS);
    let Some((low, high)) = limbs.get_mut(..used).and_then(|l| l.split_at_mut_checked(behind))
    else {
        return Real::INFINITY;
    };
    for _ in 0..whole {
        let carry = high.iter_mut().fold(digits.next().unwrap_or(0), |carry, limb| {
            let product = u32::from(*limb) * radix + carry;
            *limb = product as u16;
            product >> 16
        });
        if carry > 0 {
            return Real::INFINITY;
        }
    }
    let mut rest = 0;
    loop {
        let (digit, divisor) = match digits.next_back() {
            Some(digit) => (digit, radix),
            None if zeros == 0 => break,
            None if !zeros.is_multiple_of(DIGITS) => {
                zeros -= 1;
                (0, 10)
            }
            None => {
                zeros -= DIGITS;
                (0, 10_u32.pow(DIGITS as u32))
            }
        };
        rest |= low.iter_mut().rev().fold(digit, |above, limb| {
            let dividend = above << 16 | u32::from(*limb);
            let quotient = dividend.checked_div(divisor).unwrap_or(0);
            *limb = quotient as u16;
            dividend - quotient * divisor
        });
    }
    rounded(limbs.get(..used).unwrap_or(&[]), -16 * behind as i32, rest)
}

/// The number nearest to the integer in `limbs` times two to `exponent`, with `rest` below it.
fn rounded(limbs: &[u16], mut exponent: i32, mut rest: u32) -> Real {
    let mut bits: u64 = 0;
    for limb in limbs.iter().rev() {
        for at in (0..16).rev() {
            let bit = u32::from(*limb >> at & 1);
            if bits >> (READ - 1) == 0 {
                bits = bits << 1 | u64::from(bit);
            } else {
                rest |= bit;
                exponent += 1;
            }
        }
    }
    bits |= u64::from(rest > 0);
    let lowest = (exponent + READ - PRECISION as i32).max(LOWEST);
    let dropped = lowest - exponent;
    let odd = bits >> dropped & 1;
    from_parts((bits + (1 << (dropped - 1)) - 1 + odd) >> dropped, lowest)
}

/// The number `mantissa` times two to `exponent`, which is that of its lowest bit.
pub(super) fn from_parts(mantissa: u64, exponent: i32) -> Real {
    const INFINITY: u64 = (2 * Real::MAX_EXP as u64 - 1) << (PRECISION - 1);
    let steps = (exponent - LOWEST).unsigned_abs();
    // The highest bit of a mantissa, which is not stored, adds 1 to the stored exponent; so does a
    // mantissa that was rounded up to one bit more.
    let bits = mantissa + (u64::from(steps) << (PRECISION - 1));
    Real::from_bits(bits.min(INFINITY) as Bits)
}
