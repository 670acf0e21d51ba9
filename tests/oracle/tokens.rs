//! Text to tokens, by the lexical rules.

use exp_rs::{Real, Status};

use super::{Parsed, refuse};

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Number(Real),
    Name(String),
    Sign(&'static str),
    End,
}

#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    pub offset: usize,
}

/// Longer ones before their beginnings.
const SIGNS: [&str; 34] = [
    "<<<", ">>>", "<<", ">>", "<=", ">=", "<>", "==", "!=", ":=", "&&", "||", "**", "<", ">", "=",
    "!", ":", "&", "|", "*", "/", "%", "+", "-", "^", "~", "?", ",", ";", "(", ")", "[", "]",
];

/// Where the blanks and comments from `at` on end.
pub fn skip_blanks(text: &str, mut at: usize) -> Parsed<usize> {
    loop {
        let rest = &text[at..];
        if rest.starts_with([' ', '\t', '\r', '\n']) {
            at += 1;
        } else if rest.starts_with('#') || rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some(comment) = rest.strip_prefix("/*") {
            match comment.find("*/") {
                Some(inner) => at += inner + 4,
                None => return refuse(Status::UnexpectedEnd, at),
            }
        } else {
            return Ok(at);
        }
    }
}

/// The token behind the blanks at `at`, and where it ends.
pub fn next(text: &str, at: usize) -> Parsed<(Token, usize)> {
    let offset = skip_blanks(text, at)?;
    let token = |kind, length: usize| Ok((Token { kind, offset }, offset + length));
    let rest = &text[offset..];
    let Some(first) = rest.chars().next() else {
        return token(Kind::End, 0);
    };
    let behind_dot = rest.strip_prefix('.').unwrap_or("");
    if first.is_ascii_digit() || behind_dot.starts_with(|c: char| c.is_ascii_digit()) {
        return match literal(rest) {
            Some((value, length)) => token(Kind::Number(value), length),
            None => refuse(Status::InvalidNumber, offset),
        };
    }
    if is_letter(first) {
        let length = name_length(rest);
        return token(Kind::Name(rest[..length].to_owned()), length);
    }
    match SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        Some(sign) => token(Kind::Sign(sign), sign.len()),
        None => refuse(Status::InvalidCharacter, offset),
    }
}

fn is_letter(c: char) -> bool {
    matches!(u32::from(c),
        0x41..=0x5a | 0x61..=0x7a | 0x5f | 0xb5 | 0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..=0x1fff
        | 0x2c00..=0x2dff | 0x3040..=0xd7ff)
}

/// Parts joined by single dots, each a letter and then letters and digits.
fn name_length(text: &str) -> usize {
    let part = |from: usize| {
        let rest = &text[from..];
        let end = rest.find(|c: char| !is_letter(c) && !c.is_ascii_digit());
        from + end.unwrap_or(rest.len())
    };
    let mut end = part(0);
    while text[end..].starts_with('.') && text[end + 1..].starts_with(is_letter) {
        end = part(end + 1);
    }
    end
}

/// A number at the start of `text`: value and length.
fn literal(text: &str) -> Option<(Real, usize)> {
    let radix = match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => 16,
        Some("0b") => 2,
        Some("0o") => 8,
        _ => 10,
    };
    let length = if radix == 10 { decimal_length(text) } else { 2 + digits(&text[2..], radix) };
    let followed = text[length..].starts_with(|c| is_letter(c) || c == '.' || c.is_ascii_digit());
    if length == 0 || radix != 10 && length == 2 || followed {
        return None;
    }
    let plain = text[..length].replace('_', "");
    let value = if radix == 10 { plain.parse().ok()? } else { integer(&plain[2..], radix) };
    Some((value, length))
}

/// The length of the digits at the start, single `_` between two of them included.
fn digits(text: &str, radix: u32) -> usize {
    let mut end = 0;
    let mut after_digit = false;
    for (at, c) in text.char_indices() {
        if c.is_digit(radix) {
            end = at + 1;
            after_digit = true;
        } else if c == '_' && after_digit {
            after_digit = false;
        } else {
            break;
        }
    }
    end
}

fn decimal_length(text: &str) -> usize {
    let mut end = digits(text, 10);
    if text[end..].starts_with('.') {
        end += 1 + digits(&text[end + 1..], 10);
    }
    if text[end..].starts_with(['e', 'E']) {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        match digits(&text[end + 1 + sign..], 10) {
            0 => {}
            exponent => end += 1 + sign + exponent,
        }
    }
    end
}

/// Correctly rounded: 100 bits are kept, those below only matter as being there.
fn integer(digits: &str, radix: u32) -> Real {
    let mut kept: u128 = 0;
    let mut scale = 0;
    for digit in digits.chars().filter_map(|c| c.to_digit(radix)) {
        if kept >> 100 == 0 {
            kept = kept * u128::from(radix) + u128::from(digit);
        } else {
            kept |= u128::from(digit != 0);
            scale += 1;
        }
    }
    (0..scale).fold(kept as Real, |value, _| value * radix as Real)
}
