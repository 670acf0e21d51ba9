//! The value of most decimal literals, in two ways, the second tried only where the first cannot tell. Short
//! literals are the quotient or product of two exact numbers, which IEEE rounds. Most others follow from 64
//! bits of the value with a known error. What is too close to the middle between two numbers is left to
//! [`super::exact`], and so is all where flash is short.

use super::exact::{LOWEST, PRECISION, from_parts};
use crate::real::{Real, from_u64};

/// Below this 19 digits are less than half of the least number.
const LEAST_POWER: isize = if PRECISION == 53 { -343 } else { -65 };

/// What the digits of a literal say: `mantissa` times ten to `power`.
struct Reading {
    /// The first 19 digits.
    mantissa: u64,
    power: isize,
    /// Whether digits that are not 0 were left out.
    more: bool,
}

/// The value of digits, of which the first is not 0 and `point` are before the point, with dots and `_` anywhere.
/// `None`: it takes more to tell.
pub(super) fn value(digits: &[u8], point: isize) -> Option<Real> {
    let reading = read(digits, point);
    if reading.power < LEAST_POWER {
        return Some(0.0);
    }
    if reading.power > Real::MAX_10_EXP as isize {
        return Some(Real::INFINITY);
    }
    exact(&reading).or_else(|| rounded(&reading))
}

fn read(digits: &[u8], point: isize) -> Reading {
    /// With one digit more there are still at most 19.
    const ROOM: u64 = 1_000_000_000_000_000_000;
    let mut reading = Reading { mantissa: 0, power: point, more: false };
    for digit in digits.iter().map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9) {
        if reading.mantissa < ROOM {
            reading.mantissa = reading.mantissa * 10 + u64::from(digit);
            reading.power -= 1;
        } else {
            reading.more |= digit > 0;
        }
    }
    reading
}

/// Where mantissa and power of ten are exact, one division or multiplication rounds correctly.
fn exact(reading: &Reading) -> Option<Real> {
    // 5^22 < 2^53 and 5^10 < 2^24, so that the powers of ten up to there are exact.
    const MOST: usize = if PRECISION == 53 { 22 } else { 10 };
    let size = reading.power.unsigned_abs();
    if reading.more || reading.mantissa > 1 << PRECISION || size > MOST {
        return None;
    }
    let power = (0..size).fold(1.0, |power: Real, _| power * 10.0);
    let mantissa = from_u64(reading.mantissa);
    Some(if reading.power < 0 { mantissa / power } else { mantissa * power })
}

/// The nearest number, where that is certain. The power is within the range of the table.
fn rounded(reading: &Reading) -> Option<Real> {
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
    let up = u64::from(below > half);
    (below.abs_diff(half) > doubt).then(|| from_parts(mantissa + up, lowest))
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
