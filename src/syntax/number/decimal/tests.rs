//! Against core's parser, which is known to be right; `PROPTEST_CASES` says how many literals of each
//! kind, as for the other tests that can be made to run long.

use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::super::{exact, scan};
use super::*;
use crate::real::Bits;

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(5_000)
}

/// In all ways, and without tables.
fn both(text: &str) -> [Real; 2] {
    let literal = scan(text.as_bytes()).unwrap();
    let digits = &text.as_bytes()[literal.first..literal.end];
    let exact = if digits.is_empty() { 0.0 } else { exact::value(digits, 10, literal.point) };
    [super::super::value(text.as_bytes(), &literal), exact]
}

fn check(text: &str) {
    let expected: Real = text.parse().unwrap();
    for found in both(text) {
        assert_eq!(found.to_bits(), expected.to_bits(), "{text}: {found:e}, expected {expected:e}");
    }
}

/// Marsaglia's xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 11) % end
    }

    fn digits(&mut self, count: u64) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    /// A positive finite number: any, a subnormal one, or one that a person would write.
    fn number(&mut self) -> Real {
        let infinity = Real::INFINITY.to_bits();
        let bits = (self.next() as Bits) % infinity;
        match self.below(8) {
            0 => Real::from_bits(bits >> self.below(PRECISION as u64)),
            1 => self.below(1 << 40) as Real / 1024.0,
            _ => Real::from_bits(bits),
        }
    }
}

/// The digits of a number and its power of ten, both exact.
fn exact_digits(number: Real) -> String {
    let scientific = format!("{number:.1100e}");
    let (digits, power) = scientific.split_once('e').unwrap();
    format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.'))
}

/// The middle between `number` and the one above it: the sum of their digits times five.
fn middle(number: Real) -> String {
    let above = Real::from_bits(number.to_bits() + 1);
    let fixed = |x: Real| format!("{x:.1080}");
    let (low, high) = (fixed(number), fixed(above));
    let low = format!("{}{low}", "0".repeat(high.len() - low.len()));
    let mut carry = 0;
    let mut sum: Vec<char> = Vec::new();
    for (a, b) in low.bytes().zip(high.bytes()).rev() {
        if a == b'.' {
            sum.push('.');
            continue;
        }
        carry += 5 * u32::from(a - b'0') + 5 * u32::from(b - b'0');
        sum.push(char::from_digit(carry % 10, 10).unwrap());
        carry /= 10;
    }
    let digits: String = carry.to_string().chars().chain(sum.into_iter().rev()).collect();
    format!("{digits}e-1")
}

#[test]
fn numbers_printed_in_every_way_come_back() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..cases() {
        let number = random.number();
        check(&format!("{number:e}"));
        check(&format!("{number}"));
        check(&format!("{number:.*e}", random.below(25) as usize));
        check(&format!("{number:.17e}"));
    }
}

#[test]
fn random_digits_have_the_value_of_cores_parser() {
    let mut random = Random(0x0123_4567_89ab_cdef);
    for _ in 0..cases() {
        let (before, behind) = (random.below(22), random.below(22));
        let digits = format!("0{}.{}", random.digits(before), random.digits(behind));
        check(&digits);
        let span = 2 * (Real::MAX_10_EXP as u64 + 50);
        let power = random.below(span) as i64 - span as i64 / 2;
        check(&format!("{digits}e{power}"));
        check(&format!("{}E{:+}", random.below(1 << 20), power));
    }
}

/// Less by one in the last digit.
fn less(text: &str) -> String {
    let (digits, power) = text.split_once('e').unwrap();
    let last = digits.rfind(|c: char| c.is_ascii_digit() && c != '0').unwrap();
    let (head, tail) = digits.split_at(last);
    let lower = char::from(tail.as_bytes()[0] - 1);
    format!("{head}{lower}{}e{power}", tail[1..].replace('0', "9"))
}

#[test]
fn the_middle_between_two_numbers_goes_to_the_even_one() {
    let mut random = Random(0xfeed_beef_dead_cafe);
    let edges = [0, 1, 2, (1 << (PRECISION - 1)) - 1, 1 << (PRECISION - 1)];
    let edges = edges.map(|bits: Bits| Real::from_bits(bits));
    let mut numbers = Vec::from(edges);
    numbers.push(Real::from_bits(Real::MAX.to_bits() - 1));
    let count = cases() as usize / 50;
    numbers.extend((0..count).map(|_| random.number()).filter(|n| *n < Real::MAX));
    for number in numbers {
        let text = middle(number);
        check(&text);
        check(&less(&text));
        check(&text.replace("e-1", "1e-1"));
        check(&text.replace("e-1", &format!("{}1e-1", "0".repeat(random.below(2000) as usize))));
        check(&exact_digits(number));
        // The same far from its point.
        let zeros = random.below(400) as usize;
        let (digits, _) = text.split_once('.').unwrap();
        let moved = text.replace('.', "").replace("e-1", "");
        check(&format!("0.{}{moved}e{}", "0".repeat(zeros), zeros + digits.len() - 1));
    }
}

/// Where the digits that are left out have no 0 among them that could stand in for the others.
#[test]
fn middles_of_twenty_digits_go_to_the_even_one() {
    let mut random = Random(0xdead_feed_cafe_beef);
    for _ in 0..cases() {
        let mantissa = (1 << (PRECISION - 1)) | random.below(1 << (PRECISION - 1));
        let shift = 64 - PRECISION as u64 + random.below(16);
        let middle = u128::from(2 * mantissa + 1) << shift;
        (middle - 1..=middle + 1).for_each(|n| check(&n.to_string()));
    }
}

#[test]
fn the_ends_of_the_range() {
    for text in [
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.797693134862315807e308",
        "1.797693134862315808e308",
        "1.797693134862315708145274237317043567980705675258449965989174768031572607800285387605e308",
        "3.4028234663852886e38",
        "3.4028235677973365e38",
        "3.4028235677973366e38",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.5e-324",
        "1e-324",
        "9e-324",
        "1.4e-45",
        "7.006492321624085e-46",
        "7.006492321624086e-46",
        "1e-46",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "1.1754943e-38",
        "1e309",
        "1e-400",
        "0e999999999999999999999",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "0.000e-5",
        "0",
    ] {
        check(text);
    }
}

#[test]
fn ten_thousands_of_digits_count_to_the_last() {
    let zeros = "0".repeat(20_000);
    check(&format!("1{zeros}e-20000"));
    check(&format!("0.{zeros}1e20001"));
    check(&format!("0.{zeros}17976931348623157e20309"));
    let half = if PRECISION == 53 { "9007199254740993" } else { "16777217" };
    check(half);
    check(&format!("{half}.{zeros}"));
    check(&format!("{half}.{zeros}1"));
    check(&format!("{half}{zeros}1e-20001"));
    check(&format!("0.{zeros}{half}{zeros}1e{}", 20_000 + half.len()));
    check(&"123456789".repeat(10_000));
}

#[test]
fn separators_count_nothing() {
    assert_eq!(both("1_000.2_5e1_0"), [1000.25e10; 2]);
    let above_middle = "1_6_7_7_7_2_1_7.0_0_0_0_0_0_0_0_0_0_0_0_0_1";
    assert_eq!(both(above_middle), [16_777_217.000_000_000_000_01; 2]);
}

/// The first 64 bits of five to `power`, rounded, by arithmetic on digits of radix 2^32.
fn power_of_five(power: i32) -> u64 {
    let times = |number: &mut Vec<u64>, factor: u64| {
        let mut carry = 0;
        for digit in number.iter_mut() {
            let product = *digit * factor + carry;
            *digit = product & 0xffff_ffff;
            carry = product >> 32;
        }
        number.push(carry);
    };
    // A divisor's bits are found one by one: as many numbers of bits as fit.
    let mut five = Vec::from([1]);
    (0..power.unsigned_abs()).for_each(|_| times(&mut five, 5));
    let bit =
        |number: &[u64], at: usize| number.get(at / 32).map_or(0, |digit| digit >> (at % 32) & 1);
    let length = (0..five.len() * 32).rfind(|at| bit(&five, *at) == 1).unwrap() + 1;
    if power >= 0 {
        let top = (0..64)
            .fold(0, |top, i| top << 1 | if i < length { bit(&five, length - 1 - i) } else { 0 });
        return top + if length > 64 { bit(&five, length - 65) } else { 0 };
    }
    // 2^n / 5^m with 65 bits: the rest starts as the power of two below the divisor.
    let mut rest = Vec::from([0; 64]);
    rest[(length - 1) / 32] = 1 << ((length - 1) % 32);
    let mut quotient: u128 = 0;
    for _ in 0..65 {
        times(&mut rest, 2);
        let less = |a: &[u64], b: &[u64]| {
            let at = |n: &[u64], i: usize| n.get(i).copied().unwrap_or(0);
            (0..a.len().max(b.len()))
                .rev()
                .find(|i| at(a, *i) != at(b, *i))
                .is_some_and(|i| at(a, i) < at(b, i))
        };
        quotient <<= 1;
        if !less(&rest, &five) {
            quotient |= 1;
            let mut borrow = 0;
            for (i, digit) in rest.iter_mut().enumerate() {
                let difference = *digit as i64 - five.get(i).copied().unwrap_or(0) as i64 + borrow;
                *digit = difference as u64 & 0xffff_ffff;
                borrow = difference >> 32;
            }
        }
    }
    ((quotient + 1) >> 1) as u64
}

#[test]
fn the_table_is_right() {
    for (i, found) in POWERS_OF_FIVE.iter().enumerate() {
        let power = (i as i32 + FIRST_POWER) * STEP;
        assert_eq!(*found, power_of_five(power), "5^{power}");
    }
}
