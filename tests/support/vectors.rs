//! Reads the vectors: category, expression, parameters, expected, tolerance, separated by tabs.

use exp_rs::{Real, Status};

#[derive(Debug)]
pub struct Vector {
    pub category: String,
    pub expression: String,
    pub parameters: Vec<(String, Real)>,
    pub expected: Expected,
    pub ulp: u64,
}

#[derive(Debug)]
pub enum Expected {
    Value(Real),
    Error { code: Status, offset: u32 },
}

#[cfg(not(feature = "f32"))]
const TEXT: &str = include_str!("../vectors.tsv");
#[cfg(feature = "f32")]
const TEXT: &str = include_str!("../vectors_f32.tsv");

/// All vectors for the width of `Real`.
pub fn vectors() -> Vec<Vector> {
    let lines = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(vector).collect()
}

fn vector(line: &str) -> Vector {
    let columns: Vec<_> = line.split('\t').collect();
    let [category, expression, parameters, expected, ulp] = columns[..] else {
        panic!("not five columns: {line}");
    };
    let parameters = parameters.split(';').filter(|p| !p.is_empty()).map(|parameter| {
        let (name, value) = parameter.split_once('=').expect("name=value");
        (name.to_owned(), hex_float(value))
    });
    Vector {
        category: category.to_owned(),
        expression: unescape(expression),
        parameters: parameters.collect(),
        expected: outcome(expected),
        ulp: ulp.parse().expect("a number of ULP"),
    }
}

fn outcome(text: &str) -> Expected {
    match text.split_once('@') {
        None => Expected::Value(hex_float(text)),
        Some((code, offset)) => {
            Expected::Error { code: code_of(code), offset: offset.parse().expect("an offset") }
        }
    }
}

/// `ARRAY_INDEX` is `ArrayIndex`.
fn code_of(name: &str) -> Status {
    let plain = name.replace('_', "");
    let found = Status::ALL.iter().find(|s| format!("{s:?}").eq_ignore_ascii_case(&plain));
    *found.unwrap_or_else(|| panic!("no status {name}"))
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, false) => out.push(character),
            _ => out.push(match characters.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some(other) => other,
                None => '\\',
            }),
        }
    }
    out
}

/// `-0x1.8000000000000p+3`, `inf`, `-inf`, `nan`.
fn hex_float(text: &str) -> Real {
    let (sign, magnitude) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let Some(digits) = magnitude.strip_prefix("0x") else {
        return sign * magnitude.parse::<Real>().expect("a number");
    };
    let (mantissa, exponent) = digits.split_once('p').expect("an exponent");
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let bits = u64::from_str_radix(&format!("{whole}{fraction}"), 16).expect("digits");
    let exponent = exponent.parse::<i32>().expect("an exponent") - 4 * fraction.len() as i32;
    // In binary32 the file holds binary32 numbers only, so that this cast is exact there too.
    sign * scaled(bits as f64, exponent) as Real
}

/// `x * 2^exponent`, in steps that stay exact.
fn scaled(mut x: f64, mut exponent: i32) -> f64 {
    while exponent > 0 {
        x *= 2.0;
        exponent -= 1;
    }
    // Dividing by 2 is exact until the last step into the subnormal numbers, which the vectors'
    // 53 bits reach only with zeros behind.
    while exponent < 0 {
        x /= 2.0;
        exponent += 1;
    }
    x
}
