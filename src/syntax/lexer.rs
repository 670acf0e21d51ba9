//! Text to tokens, one at a time, as the parser asks for them.

mod faults;
mod names;
mod tables;

use core::hint::cold_path;

use crate::error::{Detail, Fault, Hint, Span, Status};
use crate::language::operators::{self, BinaryOperator, InfixId, Level};
use crate::real::{NAN, Real};
use crate::syntax::number;

pub(crate) use names::is_name;
use names::{letter_length, name_part_end};
pub(crate) use tables::Class;
use tables::{PLAIN, class_of, continues, sign_of};

/// Whether what is read most is done where it is met, too: shorter in time, longer in code.
pub(super) const SHORT_CUTS: bool = !cfg!(target_os = "none");

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
    /// The end of the text, where it is told from the others at once.
    End,
    Other(Token),
}

/// The state of reading one text.
pub(crate) struct Lexer<'s> {
    source: &'s str,
    position: usize,
    /// The value of the last literal.
    pub number: Real,
    /// Why the last token is [`TokenKind::Bad`].
    pub fault: Fault,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Lexer { source, position: 0, number: NAN, fault: Fault::from(Status::Syntax) }
    }

    #[inline]
    fn byte(&self, ahead: usize) -> u8 {
        self.source.as_bytes().get(self.position + ahead).copied().unwrap_or(0)
    }

    #[inline]
    pub(crate) fn class(&self) -> Class {
        self.class_at(self.position)
    }

    #[inline]
    fn class_at(&self, position: usize) -> Class {
        match self.source.as_bytes().get(position) {
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
        cold_path();
        // What cannot be skipped is found by `next` again.
        self.skip_blanks();
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
            TokenKind::CloseParenthesis => Operator::Parenthesis(self.take(1)),
            _ if self.position >= self.source.len() => Operator::End,
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
        if !SHORT_CUTS || matches!(class, Class::Blank | Class::Slash) {
            if !self.skip_blanks() {
                return Token { kind: TokenKind::Bad, span: self.take(0) };
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
        self.fault = fault;
        TokenKind::Bad
    }

    /// The first byte of the next token, which is not read; 0 at the end. What is here is of this class.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn follower(&mut self, class: Class) -> u8 {
        if SHORT_CUTS && class > Class::Slash {
            return self.byte(0);
        }
        // What cannot be skipped is found by `next` again.
        self.skip_blanks();
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
        if !SHORT_CUTS || continues(self.byte(1)) {
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

    /// Skips blanks and comments; false where a comment does not end, which is at fault then.
    #[inline(never)]
    fn skip_blanks(&mut self) -> bool {
        loop {
            match (self.byte(0), self.byte(1)) {
                (b' ' | b'\t' | b'\r' | b'\n', _) => self.position += 1,
                (b'#', _) | (b'/', b'/') => {
                    let rest = self.rest();
                    self.position += rest.bytes().position(|b| b == b'\n').unwrap_or(rest.len());
                }
                (b'/', b'*') => {
                    let start = self.position;
                    let text = self.source.as_bytes();
                    let ends_at = |at: &usize| text.get(*at..*at + 2) == Some(b"*/");
                    let Some(end) = (start + 2..text.len()).find(ends_at) else {
                        let hint = Detail::Hint(Hint::CommentOpen);
                        let span = Span::between(start, start + 2);
                        self.fault = Fault::with(Status::UnexpectedEnd, span, hint);
                        return false;
                    };
                    self.position = end + 2;
                }
                _ => return true,
            }
        }
    }

    /// Bytes of the letter or `_` at the current position, 0 where there is none.
    fn letter_length(&self) -> usize {
        letter_length(self.source, self.position)
    }

    /// A name, of which the first letter was found, and the class of what is behind it.
    #[inline(always)]
    pub(crate) fn name(&mut self) -> (Span, Class) {
        let start = self.position;
        let mut end = start + 1;
        let mut class = self.class_at(end);
        while class >= Class::Letter {
            end += 1;
            class = self.class_at(end);
        }
        self.position = end;
        if class >= Class::Dot {
            cold_path();
            self.long_name();
            class = self.class();
        }
        (Span::between(start, self.position), class)
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
        let text = self.rest().as_bytes();
        let Some(literal) = number::scan(text) else {
            return Err(self.invalid_number(start, Hint::NumberForm));
        };
        self.position = start + literal.length;
        let follower = self.byte(0);
        if follower == b'.' || follower.is_ascii_digit() {
            return Err(self.invalid_number(start, Hint::NumberForm));
        }
        if follower.is_ascii_alphabetic() || self.letter_length() > 0 {
            return Err(self.invalid_number(start, Hint::WriteProduct));
        }
        Ok(number::value(text, &literal))
    }
}
