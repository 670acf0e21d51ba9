//! Text to tokens, one at a time, as the parser asks for them.

use crate::error::{Detail, Fault, Span, Status};
use crate::language::operators::{self, InfixId};
use crate::real::Real;
use crate::syntax::number;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TokenKind {
    Number(Real),
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
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// The state of reading one text.
pub(crate) struct Lexer<'s> {
    source: &'s str,
    position: usize,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Lexer { source, position: 0 }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.source.as_bytes().get(self.position + ahead).copied().unwrap_or(0)
    }

    fn rest(&self) -> &'s str {
        self.source.get(self.position..).unwrap_or("")
    }

    /// The next token; `End`, again and again, after the last.
    pub(crate) fn next(&mut self) -> Result<Token, Fault> {
        if matches!(self.byte(0), b' ' | b'\t' | b'\r' | b'\n' | b'#' | b'/') {
            self.skip_blanks()?;
        }
        let start = self.position;
        if start >= self.source.len() {
            return Ok(Token { kind: TokenKind::End, span: Span::between(start, start) });
        }
        let kind = match self.byte(0) {
            b'0'..=b'9' => self.number()?,
            b'.' if self.byte(1).is_ascii_digit() => self.number()?,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.name(),
            byte if byte >= 0x80 && self.letter_length() > 0 => self.name(),
            byte => self.sign(byte)?,
        };
        Ok(Token { kind, span: Span::between(start, self.position) })
    }

    /// Whether the next token is `(`. Asks without reading it.
    pub(crate) fn parenthesis_follows(&mut self) -> bool {
        let start = self.position;
        let found = self.skip_blanks().is_ok() && self.byte(0) == b'(';
        self.position = start;
        found
    }

    fn sign(&mut self, byte: u8) -> Result<TokenKind, Fault> {
        let kind = match (byte, self.byte(1)) {
            (b',', _) => TokenKind::Comma,
            (b';', _) => TokenKind::Semicolon,
            (b'(', _) => TokenKind::OpenParenthesis,
            (b')', _) => TokenKind::CloseParenthesis,
            (b'[', _) => TokenKind::OpenBracket,
            (b']', _) => TokenKind::CloseBracket,
            (b'?', _) => TokenKind::Question,
            (b'~', _) => TokenKind::BitNot,
            (b':', b'=') => {
                self.position += 2;
                return Ok(TokenKind::Define);
            }
            (b':', _) => TokenKind::Colon,
            _ => match operators::infix_at(self.rest().as_bytes()) {
                Some((id, length)) => {
                    self.position += length;
                    return Ok(TokenKind::Infix(id));
                }
                None if byte == b'!' => TokenKind::Not,
                None if byte == b'=' => TokenKind::Assign,
                None => return Err(self.invalid_character()),
            },
        };
        self.position += 1;
        Ok(kind)
    }

    fn invalid_character(&self) -> Fault {
        let character = self.rest().chars().next().unwrap_or('\0');
        let end = self.position + character.len_utf8();
        let hint = match character {
            '\u{2212}' | '\u{2010}'..='\u{2015}' => "the minus sign is '-'",
            '\u{d7}' | '\u{b7}' | '\u{22c5}' => "the product is '*'",
            '\u{f7}' => "the quotient is '/'",
            '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{3000}' | '\u{feff}' => "use a plain blank",
            '\'' | '"' => "there are no texts, only numbers",
            '{' | '}' => "use '(' and ')'",
            '.' => "a dot belongs inside a number or a name",
            _ => return Fault::new(Status::InvalidCharacter, Span::between(self.position, end)),
        };
        let span = Span::between(self.position, end);
        Fault::with(Status::InvalidCharacter, span, Detail::Hint(hint))
    }

    /// Skips blanks and comments.
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
                        let hint = Detail::Hint("this comment is never closed with */");
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

    fn name(&mut self) -> TokenKind {
        loop {
            self.position = name_part_end(self.source, self.position);
            if self.byte(0) != b'.' || letter_length(self.source, self.position + 1) == 0 {
                return TokenKind::Name;
            }
            self.position += 1;
        }
    }

    fn number(&mut self) -> Result<TokenKind, Fault> {
        let start = self.position;
        let literal = number::scan(self.rest().as_bytes());
        self.position = start + literal.length;
        let follower = self.byte(0);
        if !literal.valid || follower == b'.' || follower.is_ascii_digit() {
            return Err(
                self.invalid_number(start, "digits, one dot, an exponent, or 0x 0b 0o and digits")
            );
        }
        if follower.is_ascii_alphabetic() || self.letter_length() > 0 {
            return Err(self.invalid_number(start, "write a product with '*'"));
        }
        let text = self.source.as_bytes().get(start..self.position).unwrap_or(&[]);
        Ok(TokenKind::Number(number::value(text, &literal)))
    }

    /// The whole run of characters that looks like one literal is at fault.
    fn invalid_number(&self, start: usize, hint: &'static str) -> Fault {
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
    if operators::WORDS.contains(&text) || text.len() > LONGEST {
        return false;
    }
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
