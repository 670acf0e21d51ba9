//! Why a text is no token.

use super::Lexer;
use super::names::name_part_end;
use crate::error::{Detail, Fault, Hint, Span, Status};

impl Lexer<'_> {
    pub(super) fn invalid_character(&self) -> Fault {
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

    /// The whole run of characters that looks like one literal is at fault.
    pub(super) fn invalid_number(&self, start: usize, hint: Hint) -> Fault {
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
