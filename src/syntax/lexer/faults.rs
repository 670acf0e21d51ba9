//! Why a text is no token.

use super::Lexer;
use super::names::name_part_end;
use crate::error::{Detail, Fault, Hint, Span, Status};

impl Lexer<'_> {
    /// What is wrong with the character is found by who tells it.
    pub(super) fn invalid_character(&self) -> Fault {
        let length = match self.byte(0) {
            0..0x80 => 1,
            0x80..0xe0 => 2,
            0xe0..0xf0 => 3,
            _ => 4,
        };
        let span = Span::between(self.position, self.position + length);
        Fault::new(Status::InvalidCharacter, span)
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
