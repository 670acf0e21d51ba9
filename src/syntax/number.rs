//! Number literals: their shape, and the correctly rounded value.

mod decimal;
mod exact;

use crate::real::{Real, from_u64};
use crate::syntax::lexer::SHORT_CUTS;

/// What [`scan`] found.
pub(crate) struct Literal {
    /// Bytes that belong to the literal.
    pub length: usize,
    /// 2, 8, 10 or 16.
    radix: u32,
    /// Where the digits from the first that is not 0 on begin, and where they end.
    first: usize,
    end: usize,
    /// How many of them are before the point, once the exponent moved it; negative: zeros behind it.
    point: isize,
}

/// The value of a digit of any radix, above every radix for what is none.
fn digit_value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'a'..=b'f' | b'A'..=b'F' => u32::from((byte | 0x20) - b'a') + 10,
        _ => u32::MAX,
    }
}

/// Digits with single `_` between two of them.
struct Digits {
    /// From where on the first that is not 0 stands, a `_` before it at most; or the end.
    first: usize,
    end: usize,
    /// How many there are before that one.
    zeros: isize,
    /// And from it on.
    count: isize,
    /// A size that no text below 67 MB has digits to make up for stands for all above it.
    value: isize,
}

/// The digits from `start` on. `None`: a misplaced `_`.
fn digits(text: &[u8], start: usize, radix: u32) -> Option<Digits> {
    let digit_at = |at: usize| text.get(at).map_or(u32::MAX, |byte| digit_value(*byte));
    let mut digits = Digits { first: start, end: start, zeros: 0, count: 0, value: 0 };
    loop {
        let digit = digit_at(digits.end);
        if digit >= radix {
            return Some(digits);
        }
        digits.end += 1;
        if digits.value <= isize::MAX / 32 {
            digits.value = digits.value * radix as isize + digit as isize;
        }
        if digits.value == 0 {
            digits.first = digits.end;
            digits.zeros += 1;
        } else {
            digits.count += 1;
        }
        if text.get(digits.end) == Some(&b'_') {
            if digit_at(digits.end + 1) >= radix {
                return None;
            }
            digits.end += 1;
        }
    }
}

/// Finds the literal at the start of `text`, which begins with a digit or a dot and a digit. `None`: it is
/// malformed.
pub(crate) fn scan(text: &[u8]) -> Option<Literal> {
    let radix = match (text.first(), text.get(1)) {
        (Some(b'0'), Some(b'x' | b'X')) => 16,
        (Some(b'0'), Some(b'b' | b'B')) => 2,
        (Some(b'0'), Some(b'o' | b'O')) => 8,
        _ => 10,
    };
    let start = if radix == 10 { 0 } else { 2 };
    let whole = digits(text, start, radix)?;
    let Digits { first, end, count: point, .. } = whole;
    let mut literal = Literal { length: end, radix, first, end, point };
    if radix != 10 {
        return Some(literal).filter(|literal| literal.length > start);
    }
    if text.get(end) == Some(&b'.') {
        let fraction = digits(text, end + 1, radix)?;
        if point == 0 {
            literal.first = fraction.first;
            literal.point = -fraction.zeros;
        }
        literal.end = fraction.end;
        literal.length = fraction.end;
    }
    if let Some(b'e' | b'E') = text.get(literal.end) {
        let sign = text.get(literal.end + 1);
        let start = literal.end + 1 + usize::from(matches!(sign, Some(b'+' | b'-')));
        let exponent = digits(text, start, radix).filter(|exponent| exponent.end > start)?;
        literal.point += if sign == Some(&b'-') { -exponent.value } else { exponent.value };
        literal.length = exponent.end;
    }
    Some(literal)
}

/// The value of a literal, correctly rounded; infinity past the range.
pub(crate) fn value(text: &[u8], literal: &Literal) -> Real {
    let Literal { radix, point, .. } = *literal;
    let digits = text.get(literal.first..literal.end).unwrap_or(&[]);
    if digits.is_empty() {
        return 0.0;
    }
    let quick = match radix {
        _ if !SHORT_CUTS => None,
        10 => decimal::value(digits, point),
        radix => integer(digits, radix),
    };
    quick.unwrap_or_else(|| exact::value(digits, radix, point))
}

/// The value of digits of any radix, if it has 64 bits.
fn integer(digits: &[u8], radix: u32) -> Option<Real> {
    let mut digits = digits.iter().map(|byte| digit_value(*byte)).filter(|digit| *digit < radix);
    let value = digits.try_fold(0_u64, |value, digit| {
        value.checked_mul(u64::from(radix))?.checked_add(u64::from(digit))
    });
    value.map(from_u64)
}

#[cfg(test)]
mod tests {
    use std::borrow::ToOwned;

    use super::*;

    fn parse(text: &str) -> Option<Real> {
        let literal = scan(text.as_bytes()).filter(|literal| literal.length == text.len());
        literal.map(|literal| value(text.as_bytes(), &literal))
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
    fn zeros_behind_the_point_end_in_zero() {
        for zeros in 0..400 {
            for digits in ["1", "5", "99999999999999999999"] {
                let text = std::format!("0.{}{digits}", "0".repeat(zeros));
                let value = exact::value(digits.as_bytes(), 10, -(zeros as isize));
                assert_eq!(Ok(value), text.parse(), "{text}");
            }
        }
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
