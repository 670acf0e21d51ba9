//! The value of a decimal literal, correctly rounded for any number of digits, without memory and
//! without the ten kilobytes of tables that core's parser brings into a firmware image.
//!
//! Three ways, each tried only where the one before cannot tell. Short literals are the quotient or
//! product of two exact numbers, which IEEE rounds. Most others follow from 64 bits of the value with
//! a known error. Where a value is that close to the middle between two numbers, its digits are
//! compared with the digits of the middle, which are finite.

use core::cmp::Ordering;
use core::iter;

use crate::real::{Bits, Real, from_u64};

/// Bits of a number, the highest included.
const PRECISION: u32 = Real::MANTISSA_DIGITS;
/// Exponent of the lowest bit that a number can have.
const LOWEST: i32 = Real::MIN_EXP - PRECISION as i32;
/// Below this 19 digits are less than half of the least number.
const LEAST_POWER: i64 = if PRECISION == 53 { -343 } else { -65 };
/// Limbs of 32 bits that hold the largest number, and the bits behind the point of the least middle.
const LIMBS: usize = (1 - LOWEST) as usize / 32 + 1;

/// What the digits of a literal say: `mantissa` times ten to `power`.
struct Reading {
    /// The first 19 digits.
    mantissa: u64,
    power: i64,
    /// Whether digits that are not 0 were left out.
    more: bool,
}

/// The value of `text`: digits with at most one dot, an exponent, and `_` anywhere.
pub(super) fn value(text: &[u8]) -> Real {
    let reading = read(text);
    if reading.mantissa == 0 || reading.power < LEAST_POWER {
        return 0.0;
    }
    if reading.power > i64::from(Real::MAX_10_EXP) {
        return Real::INFINITY;
    }
    exact(&reading).unwrap_or_else(|| rounded(text, &reading))
}

fn read(text: &[u8]) -> Reading {
    /// With one digit more there are still at most 19.
    const ROOM: u64 = 1_000_000_000_000_000_000;
    let mut reading = Reading { mantissa: 0, power: 0, more: false };
    let mut behind_dot = 0;
    for (at, byte) in text.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            match byte {
                b'.' => behind_dot = 1,
                b'_' => {}
                _ => {
                    let exponent = exponent(text.get(at..).unwrap_or(&[]));
                    reading.power = reading.power.saturating_add(exponent);
                    break;
                }
            }
        } else if reading.mantissa < ROOM {
            reading.mantissa = reading.mantissa * 10 + u64::from(digit);
            reading.power -= behind_dot;
        } else {
            reading.more |= digit > 0;
            reading.power += 1 - behind_dot;
        }
    }
    reading
}

/// The exponent in `e`, a sign, digits.
fn exponent(tail: &[u8]) -> i64 {
    let digits = tail.iter().map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9);
    let size = digits.fold(0_i64, |e, d| e.saturating_mul(10).saturating_add(i64::from(d)));
    if tail.get(1) == Some(&b'-') { -size } else { size }
}

/// Where mantissa and power of ten are exact, one division or multiplication rounds correctly.
fn exact(reading: &Reading) -> Option<Real> {
    // 5^22 < 2^53 and 5^10 < 2^24, so that the powers of ten up to there are exact.
    const MOST: u64 = if PRECISION == 53 { 22 } else { 10 };
    let size = reading.power.unsigned_abs();
    if reading.more || reading.mantissa > 1 << PRECISION || size > MOST {
        return None;
    }
    let power = (0..size).fold(1.0, |power: Real, _| power * 10.0);
    let mantissa = from_u64(reading.mantissa);
    Some(if reading.power < 0 { mantissa / power } else { mantissa * power })
}

/// The nearest number, of two equally near the even one. The power is within the range of the table.
fn rounded(text: &[u8], reading: &Reading) -> Real {
    let (mut bits, exponent) = approximate(reading.mantissa, reading.power as i32);
    // Of the lowest bit of the result, and the bits below it.
    let lowest = (exponent + 64 - PRECISION as i32).max(LOWEST);
    let mut dropped = (lowest - exponent).unsigned_abs();
    if dropped > 64 {
        bits = bits.checked_shr(dropped - 64).unwrap_or(0);
        dropped = 64;
    }
    let mantissa = bits.checked_shr(dropped).unwrap_or(0);
    let half = 1 << (dropped - 1);
    let below = bits & (half | (half - 1));
    // A unit for each truncation, twice that where it comes before a shift, and half a unit of the
    // table's; digits that were left out are one in 10^18, 19 units.
    let doubt = if reading.more { 32 } else { 8 };
    let up = if below.abs_diff(half) > doubt {
        below > half
    } else {
        match compare(text, reading, 2 * mantissa + 1, lowest - 1) {
            Ordering::Equal => mantissa % 2 == 1,
            order => order == Ordering::Greater,
        }
    };
    from_parts(mantissa + u64::from(up), lowest)
}

/// 64 bits of `mantissa` times ten to `power` and the exponent of the lowest, at most 5 units off.
fn approximate(mantissa: u64, power: i32) -> (u64, i32) {
    let (mut bits, mut exponent) = normal(mantissa);
    // 5^26 is below 2^64.
    let small = 5_u64.wrapping_pow(power.rem_euclid(STEP).unsigned_abs());
    let step = power.div_euclid(STEP);
    let large = POWERS.get((step - FIRST_STEP) as usize).copied().unwrap_or(0);
    let (small, small_exponent) = normal(small);
    // The exponent of a power of five's highest bit, right far beyond the table.
    let large_exponent = ((step * STEP * 152_170) >> 16) - 63;
    for (factor, of_factor) in [(small, small_exponent), (large, large_exponent)] {
        let product = u128::from(bits) * u128::from(factor);
        let shift = product.leading_zeros() & 1;
        bits = (product << shift >> 64) as u64;
        exponent += of_factor + 64 - shift as i32;
    }
    (bits, exponent + power)
}

/// A number above 0 with its highest bit set, and the exponent of its lowest.
fn normal(number: u64) -> (u64, i32) {
    let shift = number.leading_zeros();
    (number.checked_shl(shift).unwrap_or(0), -(shift as i32))
}

/// The number `mantissa` times two to `exponent`, which is that of its lowest bit.
fn from_parts(mantissa: u64, exponent: i32) -> Real {
    const INFINITY: u64 = (2 * Real::MAX_EXP as u64 - 1) << (PRECISION - 1);
    let steps = (exponent - LOWEST).unsigned_abs();
    // The highest bit of a mantissa, which is not stored, adds 1 to the stored exponent; so does a
    // mantissa that was rounded up to one bit more.
    let bits = mantissa + (u64::from(steps) << (PRECISION - 1));
    Real::from_bits(bits.min(INFINITY) as Bits)
}

/// The literal compared with `middle` times two to `exponent`, which is about as large.
fn compare(text: &[u8], reading: &Reading, middle: u64, exponent: i32) -> Ordering {
    // Of at most 19 digits.
    let powers = iter::successors(Some(1_u64), |power| power.checked_mul(10));
    let size = powers.take_while(|power| *power <= reading.mantissa).count() as i64;
    // Digits before the point, once the power of ten moved it; negative: zeros behind it.
    let point = reading.power + size;
    let mut digits = text
        .iter()
        .take_while(|byte| !matches!(byte, b'e' | b'E'))
        .map(|byte| u32::from(byte.wrapping_sub(b'0')))
        .filter(|digit| *digit <= 9)
        .skip_while(|digit| *digit == 0);
    let whole = digits.by_ref().chain(iter::repeat(0)).take(point.max(0) as usize);
    let shift = exponent.unsigned_abs();
    let order = if exponent >= 0 {
        compare_integers(whole, middle, shift)
    } else {
        let whole = whole.fold(0_u64, |n, digit| n * 10 + u64::from(digit));
        let zeros = iter::repeat_n(0, point.min(0).unsigned_abs() as usize);
        whole
            .cmp(&middle.checked_shr(shift).unwrap_or(0))
            .then_with(|| compare_fractions(zeros.chain(digits.by_ref()), middle, shift))
    };
    let rest = || if digits.any(|digit| digit > 0) { Ordering::Greater } else { Ordering::Equal };
    order.then_with(rest)
}

/// The integer of these digits compared with `middle` shifted left.
fn compare_integers(digits: impl Iterator<Item = u32>, middle: u64, shift: u32) -> Ordering {
    let mut limbs = [0; LIMBS];
    for digit in digits {
        times_ten_plus(&mut limbs, digit);
    }
    let (skipped, parts) = shifted(middle, shift);
    let of_middle = |i: usize| parts.get(i.wrapping_sub(skipped)).copied().unwrap_or(0);
    let unequal = limbs.iter().enumerate().rev().find(|(i, limb)| **limb != of_middle(*i));
    unequal.map_or(Ordering::Equal, |(i, limb)| limb.cmp(&of_middle(i)))
}

/// These digits behind the point compared with the fraction of `middle` shifted right: as many of
/// them as that has, each being what ten times the rest of it has before the point.
fn compare_fractions(mut digits: impl Iterator<Item = u32>, middle: u64, shift: u32) -> Ordering {
    let mut limbs = [0; LIMBS];
    let (skipped, parts) = shifted(middle, LIMBS as u32 * 32 - shift);
    limbs.iter_mut().skip(skipped).zip(parts).for_each(|(limb, part)| *limb = part);
    (0..shift)
        .map(|_| (digits.next().unwrap_or(0), times_ten_plus(&mut limbs, 0)))
        .find(|(digit, of_middle)| digit != of_middle)
        .map_or(Ordering::Equal, |(digit, of_middle)| digit.cmp(&of_middle))
}

/// `number` shifted left: how many limbs of 0 there are below, and those above them.
fn shifted(number: u64, shift: u32) -> (usize, [u32; 3]) {
    let number = u128::from(number) << (shift % 32);
    (shift as usize / 32, [number as u32, (number >> 32) as u32, (number >> 64) as u32])
}

/// Multiplies by ten, adds `digit`, and returns what does not fit.
fn times_ten_plus(limbs: &mut [u32; LIMBS], digit: u32) -> u32 {
    limbs.iter_mut().fold(digit, |carry, limb| {
        let product = u64::from(*limb) * 10 + u64::from(carry);
        *limb = product as u32;
        (product >> 32) as u32
    })
}

/// Powers of ten are taken in steps of this.
const STEP: i32 = 27;

/// Of the first step that a number can need, and how many there are.
const FIRST_STEP: i32 = (LEAST_POWER as i32).div_euclid(STEP);
const STEPS: usize = (Real::MAX_10_EXP.div_euclid(STEP) - FIRST_STEP + 1) as usize;

/// For each step the highest 64 bits of that power of five, rounded.
static POWERS: [u64; STEPS] = {
    let mut kept = [0; STEPS];
    let mut i = 0;
    while i < STEPS {
        kept[i] = POWERS_OF_FIVE[(i as i32 + FIRST_STEP - FIRST_POWER) as usize];
        i += 1;
    }
    kept
};

/// The step of the first entry below: 5^-351.
const FIRST_POWER: i32 = -13;

const POWERS_OF_FIVE: [u64; 25] = [
    0x8049_a4ac_0c58_11ae,
    0xcf42_894a_5dce_35ea,
    0xa76c_5823_38ed_2622,
    0x873e_4f75_e222_4e68,
    0xda7f_5bf5_9096_6849,
    0xb080_392c_c434_9ded,
    0x8e93_8662_882a_f53e,
    0xe658_29b3_046b_0afa,
    0xba12_1a46_50e4_ddec,
    0x964e_858c_91ba_2655,
    0xf2d5_6790_ab41_c2a3,
    0xc428_d05a_a475_1e4d,
    0x9e74_d1b7_91e0_7e48,
    0x8000_0000_0000_0000,
    0xcecb_8f27_f420_0f3a,
    0xa70c_3c40_a64e_6c52,
    0x86f0_ac99_b4e8_dafd,
    0xda01_ee64_1a70_8dea,
    0xb01a_e745_b101_e9e4,
    0x8e41_ade9_fbeb_c27d,
    0xe5d3_ef28_2a24_2e82,
    0xb9a7_4a06_37ce_2ee1,
    0x95f8_3d0a_1fb6_9cd9,
    0xf24a_01a7_3cf2_dcd0,
    0xc3b8_3581_09e8_4f07,
];

#[cfg(test)]
mod tests;
