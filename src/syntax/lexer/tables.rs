//! What bytes begin, and what signs are: tables, and of signs a list where flash is short.

use super::{SHORT_CUTS, TokenKind};
use crate::language::operators::{self, BinaryOperator, Level};

/// What kind of token a byte begins. What can go on in a name or a number comes last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Also `#`, where a comment begins.
    Blank,
    /// A comment, or an operator.
    Slash,
    Sign,
    /// `(`
    Parenthesis,
    End,
    Dot,
    /// Part of a character that is not ASCII.
    High,
    Letter,
    Digit,
}

const fn class(byte: u8) -> Class {
    match byte {
        b' ' | b'\t' | b'\r' | b'\n' | b'#' => Class::Blank,
        b'/' => Class::Slash,
        b'0'..=b'9' => Class::Digit,
        b'.' => Class::Dot,
        b'(' => Class::Parenthesis,
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => Class::Letter,
        0x80.. => Class::High,
        _ => Class::Sign,
    }
}

/// The same of all bytes, where flash is not short.
static CLASSES: [Class; if SHORT_CUTS { 256 } else { 0 }] = {
    let mut classes = [Class::Sign; _];
    let mut byte = 0;
    while byte < classes.len() {
        classes[byte] = class(byte as u8);
        byte += 1;
    }
    classes
};

/// What a sign is that stands alone.
const fn sign(byte: u8) -> TokenKind {
    match byte {
        b',' => TokenKind::Comma,
        b';' => TokenKind::Semicolon,
        b'(' => TokenKind::OpenParenthesis,
        b')' => TokenKind::CloseParenthesis,
        b'[' => TokenKind::OpenBracket,
        b']' => TokenKind::CloseBracket,
        b'?' => TokenKind::Question,
        b'~' => TokenKind::BitNot,
        b':' => TokenKind::Colon,
        b'!' => TokenKind::Not,
        b'=' => TokenKind::Assign,
        byte => match operators::infix_of_byte(byte) {
            Some(id) => TokenKind::Infix(id),
            None => TokenKind::Bad,
        },
    }
}

/// The same of all bytes, where flash is not short.
static SIGNS: [TokenKind; if SHORT_CUTS { 256 } else { 0 }] = {
    let mut signs = [TokenKind::Bad; _];
    let mut byte = 0;
    while byte < signs.len() {
        signs[byte] = sign(byte as u8);
        byte += 1;
    }
    signs
};

/// The signs, to look for one, where it is. Operators between operands are looked for before.
static LISTED: [(u8, TokenKind); SIGN_COUNT] = {
    let mut listed = [(0, TokenKind::Bad); SIGN_COUNT];
    let (mut byte, mut count) = (0, 0);
    while count < SIGN_COUNT {
        if is_listed(sign(byte)) {
            listed[count] = (byte, sign(byte));
            count += 1;
        }
        byte += 1;
    }
    listed
};

const fn is_listed(kind: TokenKind) -> bool {
    !matches!(kind, TokenKind::Bad | TokenKind::Infix(_))
}

const SIGN_COUNT: usize = {
    let (mut byte, mut count) = (0, 0);
    while byte < 128 {
        count += is_listed(sign(byte)) as usize;
        byte += 1;
    }
    count
};

/// The operators that [`Operator::Plain`](super::Operator::Plain) can be. None where flash is short.
pub(super) static PLAIN: [Option<(BinaryOperator, Level)>; PLAINS] = {
    let mut plain = [None; PLAINS];
    let mut byte = 0;
    while byte < PLAINS {
        plain[byte] = operators::plain_of_byte(byte as u8);
        byte += 1;
    }
    plain
};

const PLAINS: usize = if SHORT_CUTS { 256 } else { 0 };

#[inline(always)]
pub(super) fn class_of(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or_else(|| class(byte))
}

#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
pub(super) fn sign_of(byte: u8) -> TokenKind {
    if SHORT_CUTS {
        return SIGNS.get(usize::from(byte)).copied().unwrap_or(TokenKind::Bad);
    }
    for (sign, kind) in &LISTED {
        if *sign == byte {
            return *kind;
        }
    }
    TokenKind::Bad
}

/// Whether a sign of two characters or more, or the beginning of a comment, can go on with a byte.
pub(super) const fn continues(byte: u8) -> bool {
    matches!(byte, b'=' | b'<' | b'>' | b'&' | b'|' | b'*' | b'/')
}
