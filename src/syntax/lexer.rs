//! Text to tokens, one at a time, as the parser asks for them.

use crate::error::{Detail, Fault, Hint, Span, Status};
use crate::language::operators::{self, BinaryOperator, InfixId, Level};
use crate::real::{NAN, Real};
use crate::syntax::number;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TokenKind {
    /// Its value is [`Lexer::number`].
    Number,
    /// An identifier, dots included; also the words `and`, `or`, `not`.
    Name,
    Infix(InfixId),
    /// `!`
    Not,
    /// `~`
    BitNot,
    Comma,
    Semicolon,
    /// `:=`
    Define,
    /// `=`, which is no operator.
    Assign,
    Question,
    Colon,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    End,
    /// No token: [`Lexer::fault`] says why.
    Bad,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// What is next where an operator is due.
pub(crate) enum Operator {
    /// A left associative one between two values, where it is told from the others at once.
    Plain(BinaryOperator, Level, Span),
    /// Any operator that is spelled with signs.
    Infix(InfixId, Span),
    /// `)`
    Parenthesis(Span),
    Other(Token),
}

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

/// Whether what is read most is done where it is met, too: shorter in time, longer in code.
pub(super) const SHORT_CUTS: bool = !cfg!(target_os = "none");

/// How many bytes the tables below tell of: ASCII alone, where flash is short.
const KNOWN: usize = if cfg!(target_os = "none") { 128 } else { 256 };

static CLASSES: [Class; KNOWN] = {
    let mut classes = [Class::Sign; KNOWN];
    let mut byte = 0;
    while byte < KNOWN {
        classes[byte] = match byte as u8 {
            b' ' | b'\t' | b'\r' | b'\n' | b'#' => Class::Blank,
            b'/' => Class::Slash,
            b'0'..=b'9' => Class::Digit,
            b'.' => Class::Dot,
            b'(' => Class::Parenthesis,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => Class::Letter,
            0x80.. => Class::High,
            _ => Class::Sign,
        };
        byte += 1;
    }
    classes
};

/// What a sign is that stands alone.
static SIGNS: [TokenKind; KNOWN] = {
    let mut signs = [TokenKind::Bad; KNOWN];
    let mut byte = 0;
    while byte < KNOWN {
        signs[byte] = match byte as u8 {
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
        };
        byte += 1;
    }
    signs
};

/// The operators that [`Operator::Plain`] can be. None where flash is short.
static PLAIN: [Option<(BinaryOperator, Level)>; PLAINS] = {
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
fn class_of(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::High)
}

#[inline(always)]
fn sign_of(byte: u8) -> TokenKind {
    SIGNS.get(usize::from(byte)).copied().unwrap_or(TokenKind::Bad)
}

/// Whether a sign of two characters or more, or the beginning of a comment, can go on with a byte.
const fn continues(byte: u8) -> bool {
    matches!(byte, b'=' | b'<' | b'>' | b'&' | b'|' | b'*' | b'/')
}

/// The state of reading one text.
pub(crate) struct Lexer<'s> {
    source: &'s str,
    position: usize,
    /// The value of the last literal.
    pub number: Real,
    /// Why the last token is [`TokenKind::Bad`].
    pub fault: Option<Fault>,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Lexer { source, position: 0, number: NAN, fault: None }
    }

    #[inline]
    fn byte(&self, ahead: usize) -> u8 {
        self.source.as_bytes().get(self.position + ahead).copied().unwrap_or(0)
    }

    #[inline]
    fn class(&self) -> Class {
        match self.source.as_bytes().get(self.position) {
            Some(byte) => class_of(*byte),
            None => Class::End,
        }
    }

    fn rest(&self) -> &'s str {
        self.source.get(self.position..).unwrap_or("")
    }

    /// What kind of token comes next; blanks are skipped.
    #[inline(always)]
    pub(crate) fn begin(&mut self) -> Class {
        let class = self.class();
        if class > Class::Slash {
            return class;
        }
        // What cannot be skipped is found by `next` again.
        let _ = self.skip_blanks();
        self.class()
    }

    /// The next token, where an operator is due.
    #[inline(always)]
    pub(crate) fn operator(&mut self) -> Operator {
        while self.byte(0) == b' ' {
            self.position += 1;
        }
        let byte = self.byte(0);
        if let Some(Some((operator, level))) = PLAIN.get(usize::from(byte))
            && !continues(self.byte(1))
        {
            return Operator::Plain(*operator, *level, self.take(1));
        }
        match sign_of(byte) {
            TokenKind::Infix(id) if !SHORT_CUTS && !continues(self.byte(1)) => {
                Operator::Infix(id, self.take(1))
            }
            TokenKind::CloseParenthesis => Operator::Parenthesis(self.take(1)),
            _ if SHORT_CUTS && self.position >= self.source.len() => {
                Operator::Other(Token { kind: TokenKind::End, span: self.take(0) })
            }
            _ => self.other_operator(),
        }
    }

    #[inline(never)]
    fn other_operator(&mut self) -> Operator {
        let token = self.next();
        match token.kind {
            TokenKind::Infix(id) => Operator::Infix(id, token.span),
            TokenKind::CloseParenthesis => Operator::Parenthesis(token.span),
            _ => Operator::Other(token),
        }
    }

    /// The next token; `End`, again and again, after the last.
    pub(crate) fn next(&mut self) -> Token {
        let mut class = self.class();
        if matches!(class, Class::Blank | Class::Slash) {
            if let Err(fault) = self.skip_blanks() {
                let kind = self.bad(fault);
                return Token { kind, span: Span::between(self.position, self.position) };
            }
            class = self.class();
        }
        let start = self.position;
        let kind = match class {
            Class::Letter => self.word(),
            Class::Digit => self.literal(),
            Class::Dot if self.byte(1).is_ascii_digit() => self.literal(),
            Class::High if self.letter_length() > 0 => self.word(),
            Class::End => TokenKind::End,
            _ => self.sign(),
        };
        Token { kind, span: Span::between(start, self.position) }
    }

    #[cold]
    fn bad(&mut self, fault: Fault) -> TokenKind {
        self.fault = Some(fault);
        TokenKind::Bad
    }

    /// The first byte of the next token, which is not read; 0 at the end.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn follower(&mut self) -> u8 {
        let byte = self.byte(0);
        if class_of(byte) > Class::Slash {
            return byte;
        }
        // What cannot be skipped is found by `next` again.
        let _ = self.skip_blanks();
        self.byte(0)
    }

    /// Whether the next token is `:=`, of which [`Lexer::follower`] told the first byte.
    pub(crate) fn defines(&self) -> bool {
        self.byte(1) == b'='
    }

    /// Reads a token of which the length is known.
    #[inline]
    pub(crate) fn take(&mut self, length: usize) -> Span {
        let start = self.position;
        self.position += length;
        Span::between(start, self.position)
    }

    #[inline]
    fn sign(&mut self) -> TokenKind {
        if continues(self.byte(1)) {
            return self.long_sign();
        }
        match sign_of(self.byte(0)) {
            TokenKind::Bad => self.long_sign(),
            kind => {
                self.position += 1;
                kind
            }
        }
    }

    /// A sign that may have several characters, or is none.
    fn long_sign(&mut self) -> TokenKind {
        let (kind, length) = if self.byte(0) == b':' && self.byte(1) == b'=' {
            (TokenKind::Define, 2)
        } else if let Some((id, length)) = operators::infix_at(self.rest().as_bytes()) {
            (TokenKind::Infix(id), length)
        } else {
            (sign_of(self.byte(0)), 1)
        };
        if kind == TokenKind::Bad {
            let fault = self.invalid_character();
            return self.bad(fault);
        }
        self.position += length;
        kind
    }

    fn invalid_character(&self) -> Fault {
        let character = self.rest().chars().next().unwrap_or('\0');
        let end = self.position + character.len_utf8();
        let hint = match character {
            '\u{2212}' | '\u{2010}'..='\u{2015}' => Hint::MinusSign,
            '\u{d7}' | '\u{b7}' | '\u{22c5}' => Hint::Product,
            '\u{f7}' => Hint::Quotient,
            '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{3000}' | '\u{feff}' => Hint::PlainBlank,
            '\'' | '"' => Hint::NoTexts,
            '{' | '}' => Hint::RoundBrackets,
            '.' => Hint::DotInside,
            _ => return Fault::new(Status::InvalidCharacter, Span::between(self.position, end)),
        };
        let span = Span::between(self.position, end);
        Fault::with(Status::InvalidCharacter, span, Detail::Hint(hint))
    }

    /// Skips blanks and comments.
    #[inline(never)]
    fn skip_blanks(&mut self) -> Result<(), Fault> {
        loop {
            match (self.byte(0), self.byte(1)) {
                (b' ' | b'\t' | b'\r' | b'\n', _) => self.position += 1,
                (b'#', _) | (b'/', b'/') => {
                    let rest = self.rest();
                    self.position += rest.bytes().position(|b| b == b'\n').unwrap_or(rest.len());
                }
                (b'/', b'*') => {
                    let start = self.position;
                    let inner = self.source.as_bytes().get(start + 2..).unwrap_or(&[]);
                    let Some(end) = inner.windows(2).position(|pair| pair == b"*/") else {
                        let hint = Detail::Hint(Hint::CommentOpen);
                        let span = Span::between(start, start + 2);
                        return Err(Fault::with(Status::UnexpectedEnd, span, hint));
                    };
                    self.position = start + 2 + end + 2;
                }
                _ => return Ok(()),
            }
        }
    }

    /// Bytes of the letter or `_` at the current position, 0 where there is none.
    fn letter_length(&self) -> usize {
        letter_length(self.source, self.position)
    }

    /// A name, of which the first letter was found.
    #[inline(always)]
    pub(crate) fn name(&mut self) -> Span {
        let start = self.position;
        let class = loop {
            self.position += 1;
            let class = self.class();
            if class < Class::Letter {
                break class;
            }
        };
        if class >= Class::Dot {
            self.long_name();
        }
        Span::between(start, self.position)
    }

    fn word(&mut self) -> TokenKind {
        self.long_name();
        TokenKind::Name
    }

    /// The rest of a name that has dots or letters beyond ASCII.
    fn long_name(&mut self) {
        loop {
            self.position = name_part_end(self.source, self.position);
            if self.byte(0) != b'.' || letter_length(self.source, self.position + 1) == 0 {
                return;
            }
            self.position += 1;
        }
    }

    /// Reads a number that is a few digits and nothing else, as most are: it is exact.
    #[inline(always)]
    pub(crate) fn digits(&mut self) -> bool {
        // 10^7 < 2^24, so that every sum below is exact in both widths.
        const MOST: u32 = 1_000_000;
        let mut position = self.position;
        let mut value: u32 = 0;
        loop {
            let byte = self.source.as_bytes().get(position).copied().unwrap_or(0);
            let digit = u32::from(byte.wrapping_sub(b'0'));
            if digit > 9 || value >= MOST {
                if class_of(byte) >= Class::Dot {
                    return false;
                }
                break;
            }
            value = value * 10 + digit;
            position += 1;
        }
        self.position = position;
        self.number = value as Real;
        true
    }

    /// A number of any form.
    fn literal(&mut self) -> TokenKind {
        match self.literal_value() {
            Ok(value) => {
                self.number = value;
                TokenKind::Number
            }
            Err(fault) => self.bad(fault),
        }
    }

    fn literal_value(&mut self) -> Result<Real, Fault> {
        let start = self.position;
        let literal = number::scan(self.rest().as_bytes());
        self.position = start + literal.length;
        let follower = self.byte(0);
        if !literal.valid || follower == b'.' || follower.is_ascii_digit() {
            return Err(self.invalid_number(start, Hint::NumberForm));
        }
        if follower.is_ascii_alphabetic() || self.letter_length() > 0 {
            return Err(self.invalid_number(start, Hint::WriteProduct));
        }
        let text = self.source.as_bytes().get(start..self.position).unwrap_or(&[]);
        Ok(number::value(text, &literal))
    }

    /// The whole run of characters that looks like one literal is at fault.
    fn invalid_number(&self, start: usize, hint: Hint) -> Fault {
        let bytes = self.source.as_bytes();
        let mut end = name_part_end(self.source, start);
        while bytes.get(end) == Some(&b'.') {
            end = name_part_end(self.source, end + 1);
        }
        let run = bytes.get(start..end).unwrap_or(&[]);
        let decimal = run.iter().all(|b| !matches!(b, b'x' | b'X'));
        if decimal && matches!(run.last(), Some(b'e' | b'E')) {
            // The sign of an exponent that has no digits.
            end += usize::from(matches!(bytes.get(end), Some(b'+' | b'-')));
        }
        let span = Span::between(start, end);
        Fault::with(Status::InvalidNumber, span, Detail::Hint(hint))
    }
}

/// Bytes of the letter or `_` at `position`: a fixed list of code points, so that what is a name
/// never changes with a table of Unicode's.
fn letter_length(source: &str, position: usize) -> usize {
    match source.as_bytes().get(position) {
        Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => 1,
        Some(0x80..) => {
            let character = source.get(position..).and_then(|s| s.chars().next());
            match character {
                Some(
                    c @ ('\u{b5}'
                    | '\u{c0}'..='\u{d6}'
                    | '\u{d8}'..='\u{f6}'
                    | '\u{f8}'..='\u{1fff}'
                    | '\u{2c00}'..='\u{2dff}'
                    | '\u{3040}'..='\u{d7ff}'),
                ) => c.len_utf8(),
                _ => 0,
            }
        }
        _ => 0,
    }
}

/// Where the letters and digits from `position` on end.
fn name_part_end(source: &str, mut position: usize) -> usize {
    loop {
        position += match source.as_bytes().get(position) {
            Some(b'0'..=b'9') => 1,
            _ => match letter_length(source, position) {
                0 => return position,
                length => length,
            },
        };
    }
}

/// Whether `text` is one name that a host may give to a value, an array or a function.
pub(crate) fn is_name(text: &str) -> bool {
    // The number of a bit of a name must fit into 32 bits.
    const LONGEST: usize = 1 << 28;
    if text.len() > LONGEST || matches!(text.len(), 2 | 3) && operators::WORDS.contains(&text) {
        return false;
    }
    // Longer in code, shorter in time.
    let class = |byte: &u8| CLASSES[*byte as usize];
    !cfg!(target_os = "none")
        && text.as_bytes().first().is_some_and(|first| class(first) == Class::Letter)
        && text.as_bytes().iter().all(|byte| class(byte) >= Class::Letter)
        || is_long_name(text)
}

/// The same of any name, also one with dots or letters beyond ASCII.
#[inline(never)]
fn is_long_name(text: &str) -> bool {
    let part = |position| match letter_length(text, position) {
        0 => position,
        _ => name_part_end(text, position),
    };
    let mut position = 0;
    loop {
        let end = part(position);
        if end == position {
            return false;
        }
        if end == text.len() {
            return true;
        }
        if text.as_bytes().get(end) != Some(&b'.') {
            return false;
        }
        position = end + 1;
    }
}
