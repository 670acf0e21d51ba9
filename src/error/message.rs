//! The text of an error, written without core's formatting.

use core::fmt::{self, Write};

use super::particulars::{Note, Particulars, prefix};
use super::{Detail, Error, Hint, Status};
use crate::limits::MESSAGE_SIZE;

/// The text of an error: UTF-8, at most [`MESSAGE_SIZE`] - 1 bytes, longer ones end in `...`.
///
/// # Examples
/// ```
/// let error = exp_rs::eval("nothing").unwrap_err();
/// assert!(error.message().as_str().contains("'nothing'"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    text: heapless::String<{ MESSAGE_SIZE - 1 }, u8>,
}

impl Message {
    /// The message as text.
    ///
    /// # Examples
    /// ```
    /// let error = exp_rs::eval("").unwrap_err();
    /// assert!(error.message().as_str().starts_with("the expression is empty"));
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What an error deserves.
    pub(super) fn of(error: &Error) -> Message {
        let mut message = Message::default();
        // Writing fails only where the text was cut, and a cut text is still a message.
        let _ = message.describe(error.status, &error.particulars);
        message
    }

    fn describe(&mut self, status: Status, particulars: &Particulars) -> fmt::Result {
        let [function, text, noted] = particulars.texts();
        if particulars.note == Note::Circle {
            return self.write_all(&["circle of named expressions: ", noted]);
        }
        if !function.is_empty() {
            self.write_str("in ")?;
            self.quoted(function)?;
            self.write_str(": ")?;
        }
        let hint = match (status, particulars.detail) {
            (Status::InvalidCharacter, _) => text.chars().next().and_then(Hint::of_character),
            (_, Detail::Hint(hint)) => Some(hint),
            _ => None,
        };
        match particulars.detail {
            Detail::Arity { least, most, given } => self.arity(text, least, most, given)?,
            Detail::Limit(limit) => {
                self.write_all(&[status.message(), ": "])?;
                self.number(limit)?;
            }
            Detail::None | Detail::Hint(_) => {
                self.write_str(status.message())?;
                self.quote(text)?;
                if let Some(hint) = hint {
                    self.write_all(&[": ", hint.text()])?;
                }
            }
        }
        self.note(particulars.note, noted)
    }

    fn arity(&mut self, name: &str, least: u32, most: u32, given: u32) -> fmt::Result {
        self.quoted(name)?;
        self.write_str(" takes ")?;
        self.number(least)?;
        match most {
            _ if least == most => {}
            u32::MAX => self.write_str(" or more")?,
            _ => {
                self.write_str(if most - least == 1 { " or " } else { " to " })?;
                self.number(most)?;
            }
        }
        self.write_str(if most == 1 { " argument, " } else { " arguments, " })?;
        self.number(given)?;
        self.write_str(" given")
    }

    fn note(&mut self, note: Note, text: &str) -> fmt::Result {
        match note {
            Note::None | Note::Circle | Note::Open(_) => Ok(()),
            Note::Nearest => {
                self.write_str("; did you mean ")?;
                self.quoted(text)?;
                self.write_str("?")
            }
            Note::IsArray => self.write_str("; it is an array: write an index in '[ ]'"),
            Note::IsFunction => self.write_str("; it is a function: write its arguments in '( )'"),
            Note::IsValue => self.write_str("; it is a value: it takes no arguments"),
            Note::LeftOut => self.write_all(&["; this build has no '", text, "' functions"]),
        }
    }

    /// Some texts, one after another. Here and below no `write!`: that links three kilobytes of
    /// `core::fmt` into a firmware image.
    fn write_all(&mut self, texts: &[&str]) -> fmt::Result {
        texts.iter().try_for_each(|text| self.write_str(text))
    }

    fn number(&mut self, number: u32) -> fmt::Result {
        let mut digits = [0; 10];
        let mut rest = number;
        for digit in digits.iter_mut().rev() {
            *digit = rest % 10;
            rest /= 10;
        }
        let shown = number.checked_ilog10().unwrap_or(0) as usize + 1;
        digits.iter().skip(10 - shown).try_for_each(|digit| self.digit(*digit))
    }

    fn digit(&mut self, digit: u32) -> fmt::Result {
        self.write_char(char::from_digit(digit, 16).unwrap_or('?').to_ascii_uppercase())
    }

    /// Writes a message, the line of `source` that `offset` is in, and a line with a caret below
    /// the first of `length` bytes there and `~` below the others.
    pub(crate) fn with_source(
        out: &mut impl Write,
        message: &str,
        source: &str,
        offset: usize,
        length: usize,
    ) -> fmt::Result {
        let offset = prefix(source, offset).len();
        let (before, after) = source.split_at_checked(offset).unwrap_or((source, ""));
        let start = before.bytes().rposition(|b| b == b'\n').map_or(0, |newline| newline + 1);
        let end = offset + after.bytes().position(|b| b == b'\n').unwrap_or(after.len());
        let line = source.get(start..end).unwrap_or("").trim_end_matches('\r');
        for text in [message, "\n  ", line, "\n  "] {
            out.write_str(text)?;
        }
        // Tabs stay tabs, so that the caret stands below its character.
        for character in source.get(start..offset).unwrap_or("").chars() {
            out.write_str(if character == '\t' { "\t" } else { " " })?;
        }
        out.write_str("^")?;
        let marked = prefix(after, length.min(end - offset)).chars().count();
        for _ in 1..marked {
            out.write_str("~")?;
        }
        Ok(())
    }

    /// ` 'text'`, or nothing for an empty text.
    fn quote(&mut self, text: &str) -> fmt::Result {
        if text.is_empty() {
            return Ok(());
        }
        self.write_str(" ")?;
        self.quoted(text)
    }

    /// `'text'`
    fn quoted(&mut self, text: &str) -> fmt::Result {
        self.write_str("'")?;
        for character in text.chars() {
            // What is not to be seen, or moves a terminal's cursor, is told by its number.
            if character.is_control() {
                self.write_str("U+")?;
                (0..4).rev().try_for_each(|i| self.digit(character as u32 >> (4 * i) & 15))?;
            } else {
                self.write_char(character)?;
            }
        }
        self.write_str("'")
    }
}

impl Write for Message {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.text.push_str(text).is_ok() {
            return Ok(());
        }
        let room = self.text.capacity() - self.text.len();
        let _ = self.text.push_str(prefix(text, room));
        let mut cut = heapless::String::new();
        let _ = cut.push_str(prefix(&self.text, cut.capacity() - 3));
        let _ = cut.push_str("...");
        self.text = cut;
        Err(fmt::Error)
    }
}
