//! Number literals: their shape, and the correctly rounded value.

mod decimal;

use crate::real::{Real, from_u64};

/// What [`scan`] found.
pub(crate) struct Literal {
    /// Bytes that belong to the literal.
    pub length: usize,
    pub valid: bool,
    /// 2, 8, 10 or 16.
    radix: u32,
}

/// The value of a digit of any radix, above every radix for what is none.
fn digit_value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'a'..=b'f' | b'A'..=b'F' => u32::from((byte | 0x20) - b'a') + 10,
        _ => u32::MAX,
    }
}

/// Where digits from `start` on end, with single `_` between two of them. `None`: a misplaced `_`.
fn digits(text: &[u8], start: usize, radix: u32) -> Option<usize> {
    let digit = |i: usize| text.get(i).is_some_and(|b| digit_value(*b) < radix);
    let mut end = start;
    while digit(end) {
        end += 1;
        if text.get(end) == Some(&b'_') {
            if !digit(end + 1) {
                return None;
            }
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
    let end = if radix == 10 {
        scan_decimal(text)
    } else {
        digits(text, 2, radix).filter(|&end| end > 2)
    };
    Literal { length: end.unwrap_or(1), valid: end.is_some(), radix }
}

fn scan_decimal(text: &[u8]) -> Option<usize> {
    let mut end = digits(text, 0, 10)?;
    if text.get(end) == Some(&b'.') {
        end = digits(text, end + 1, 10)?;
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let start = end + 1 + sign;
        end = digits(text, start, 10).filter(|&e| e > start)?;
    }
    Some(end)
}

/// The value of a valid literal, correctly rounded; infinity past the range.
pub(crate) fn value(text: &[u8], literal: &Literal) -> Real {
    match literal.radix {
        10 => decimal::value(text),
        radix => binary_value(text, radix),
    }
}

/// Digits of radix 2, 8 or 16: the highest 64 bits are kept, whether any bit below them is set
/// goes into the lowest, and the conversion rounds once.
fn binary_value(text: &[u8], radix: u32) -> Real {
    let bits = radix.trailing_zeros();
    let mut high: u64 = 0;
    let mut dropped: u32 = 0;
    let mut sticky = false;
    for byte in text.iter().skip(2).filter(|b| **b != b'_') {
        let digit = digit_value(*byte);
        for bit in (0..bits).rev().map(|i| u64::from(digit >> i & 1)) {
            if high >> 63 == 0 {
                high = high << 1 | bit;
            } else {
                sticky |= bit == 1;
                dropped = dropped.saturating_add(1);
            }
        }
    }
    let mut value = from_u64(high | u64::from(sticky));
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
        let literal = scan(text.as_bytes());
        if !literal.valid || literal.length != text.len() {
            return None;
        }
        Some(value(text.as_bytes(), &literal))
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
        // The same where the 64th bit is 1 itself.
        let half =
            if Real::MANTISSA_DIGITS == 53 { "0x800000000000040" } else { "0x800000800000000" };
        assert!(parse(&(half.to_owned() + "11")) > parse(&(half.to_owned() + "00")));
        assert_eq!(parse(&("0x1".to_owned() + &"0".repeat(5000))), Some(Real::INFINITY));
    }

    #[test]
    fn malformed_literals_are_refused() {
        for text in ["1e", "1e+", "0x", "0b2", "1__0", "1_", "0x_1", "1.e", "1_.5", "1._5"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
