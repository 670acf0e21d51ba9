//! Number literals: their shape, and the correctly rounded value.

use crate::arena::{Arena, ArenaVec};
use crate::error::Fault;
use crate::real::Real;

/// What [`scan`] found.
pub(crate) struct Literal {
    /// Bytes that belong to the literal.
    pub length: usize,
    pub valid: bool,
    /// 2, 8, 10 or 16.
    radix: u32,
    /// Whether there are `_` between digits.
    separated: bool,
}

/// Counts digits from `start` on, with single `_` between two of them. `None`: a misplaced `_`.
fn digits(text: &[u8], start: usize, radix: u32, separated: &mut bool) -> Option<usize> {
    let digit = |i: usize| text.get(i).is_some_and(|b| (*b as char).is_digit(radix));
    let mut end = start;
    while digit(end) {
        end += 1;
        if text.get(end) == Some(&b'_') {
            if !digit(end + 1) {
                return None;
            }
            *separated = true;
            end += 1;
        }
    }
    Some(end)
}

/// Finds the literal at the start of `text`, which begins with a digit or a dot and a digit.
pub(crate) fn scan(text: &[u8]) -> Literal {
    let radix = match (text.first(), text.get(1)) {
        (Some(b'0'), Some(b'x' | b'X')) => 16,
        (Some(b'0'), Some(b'b' | b'B')) => 2,
        (Some(b'0'), Some(b'o' | b'O')) => 8,
        _ => 10,
    };
    let mut separated = false;
    let end = if radix == 10 {
        scan_decimal(text, &mut separated)
    } else {
        digits(text, 2, radix, &mut separated).filter(|&end| end > 2)
    };
    Literal { length: end.unwrap_or(1), valid: end.is_some(), radix, separated }
}

fn scan_decimal(text: &[u8], separated: &mut bool) -> Option<usize> {
    let mut end = digits(text, 0, 10, separated)?;
    if text.get(end) == Some(&b'.') {
        end = digits(text, end + 1, 10, separated)?;
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let start = end + 1 + sign;
        end = digits(text, start, 10, separated).filter(|&e| e > start)?;
    }
    Some(end)
}

/// The value of a valid literal, correctly rounded; infinity past the range.
pub(crate) fn value(text: &str, literal: &Literal, arena: &Arena) -> Result<Real, Fault> {
    if literal.radix != 10 {
        return Ok(binary_value(text.as_bytes(), literal.radix));
    }
    if let Some(value) = short_decimal(text.as_bytes()) {
        return Ok(value);
    }
    if !literal.separated {
        return Ok(decimal_value(text));
    }
    let mut plain = ArenaVec::with_capacity(arena, text.len())?;
    for byte in text.bytes().filter(|b| *b != b'_') {
        plain.push(byte)?;
    }
    Ok(decimal_value(core::str::from_utf8(&plain).unwrap_or("")))
}

/// core's parser is correctly rounded for any length.
fn decimal_value(text: &str) -> Real {
    text.parse::<Real>().unwrap_or(Real::NAN)
}

/// Integers below 2^53 with at most 22 decimals (f32: 2^24 and 10): numerator and power of ten
/// are exact, so that one division rounds correctly. Most literals are such.
fn short_decimal(text: &[u8]) -> Option<Real> {
    const MANTISSA: u64 = 1 << Real::MANTISSA_DIGITS;
    let mut mantissa: u64 = 0;
    let mut decimals = None;
    for &byte in text {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
                decimals = decimals.map(|d| d + 1);
            }
            b'.' => decimals = Some(0),
            b'_' => {}
            _ => return None,
        }
    }
    if mantissa > MANTISSA {
        return None;
    }
    let power = exact_power_of_ten(decimals.unwrap_or(0))?;
    Some(mantissa as Real / power)
}

/// 10^n where it is exact.
fn exact_power_of_ten(n: u32) -> Option<Real> {
    // 5^22 < 2^53 and 5^10 < 2^24, so that every product below is exact.
    const MOST: u32 = if Real::MANTISSA_DIGITS == 53 { 22 } else { 10 };
    (n <= MOST).then(|| (0..n).fold(1.0, |power, _| power * 10.0))
}

/// Digits of radix 2, 8 or 16: the highest 64 bits are kept, whether any bit below them is set
/// goes into the lowest, and the conversion rounds once.
fn binary_value(text: &[u8], radix: u32) -> Real {
    let bits = radix.trailing_zeros();
    let mut high: u64 = 0;
    let mut dropped: u32 = 0;
    let mut sticky = false;
    for byte in text.iter().skip(2).filter(|b| **b != b'_') {
        let digit = (*byte as char).to_digit(radix).unwrap_or(0);
        for bit in (0..bits).rev().map(|i| u64::from(digit >> i & 1)) {
            if high >> 63 == 0 {
                high = high << 1 | bit;
            } else {
                sticky |= bit == 1;
                dropped = dropped.saturating_add(1);
            }
        }
    }
    let mut value = (high | u64::from(sticky)) as Real;
    for _ in 0..dropped.min(2 * Real::MAX_EXP as u32) {
        value *= 2.0;
    }
    value
}

#[cfg(test)]
mod tests {
    use std::borrow::ToOwned;

    use super::*;

    fn parse(text: &str) -> Option<Real> {
        let arena = Arena::new(4032).unwrap();
        let literal = scan(text.as_bytes());
        if !literal.valid || literal.length != text.len() {
            return None;
        }
        value(text, &literal, &arena).ok()
    }

    #[test]
    fn literals_have_the_value_of_cores_parser() {
        for text in
            ["0", "007", "5.", ".5", "0.1", "1e22", "1e23", "123456789012345678901234567890"]
        {
            assert_eq!(parse(text), text.parse().ok(), "{text}");
        }
        assert_eq!(parse("1_000.2_5"), Some(1000.25));
        assert_eq!(parse("1.e3"), Some(1000.0));
        assert_eq!(parse("1e400"), Some(Real::INFINITY));
    }

    #[test]
    fn binary_literals_round_once() {
        assert_eq!(parse("0x1F"), Some(31.0));
        assert_eq!(parse("0B1010"), Some(10.0));
        assert_eq!(parse("0o1_7"), Some(15.0));
        // Just above half way between two numbers, by a bit far below the 64th.
        let half = if Real::MANTISSA_DIGITS == 53 { "0x10000000000000_8" } else { "0x800000_8" };
        let text = half.to_owned() + &"0".repeat(20) + "1";
        let even = half.to_owned() + &"0".repeat(21);
        assert!(parse(&text) > parse(&even));
        assert_eq!(parse(&("0x1".to_owned() + &"0".repeat(5000))), Some(Real::INFINITY));
    }

    #[test]
    fn malformed_literals_are_refused() {
        for text in ["1e", "1e+", "0x", "0b2", "1__0", "1_", "0x_1", "1.e", "1_.5", "1._5"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
