//! The text of an error, written without core's formatting.

use core::fmt::{self, Write};

use super::{Detail, Fault, Status};
use crate::limits::MESSAGE_SIZE;

/// The text of an error: UTF-8, at most [`MESSAGE_SIZE`] - 1 bytes, longer ones end in `...`.
///
/// # Examples
/// ```
/// let error = exp_rs::eval("nothing").unwrap_err();
/// assert!(error.message.as_str().contains("'nothing'"));
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
    /// assert!(error.message.as_str().starts_with("the expression is empty"));
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text of `status` alone.
    pub(crate) fn of_status(status: Status) -> Message {
        let mut message = Message::default();
        let _ = message.write_str(status.message());
        message
    }

    /// The text that a fault in `source` deserves.
    pub(crate) fn of_fault(fault: &Fault, source: &str) -> Message {
        let mut message = Message::default();
        // Writing fails only where the text was cut, and a cut text is still a message.
        let _ = message.describe(fault, source);
        message
    }

    fn describe(&mut self, fault: &Fault, source: &str) -> fmt::Result {
        let text = fault.span.of(source);
        match (fault.status, fault.detail) {
            (status, Detail::Hint(hint)) => {
                self.write_str(status.message())?;
                self.quote(text)?;
                self.write_all(&[": ", hint])
            }
            (_, Detail::Arity { least, most, given }) => {
                self.quoted(text)?;
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
            (status, Detail::Limit(limit)) => {
                self.write_all(&[status.message(), ": "])?;
                self.number(limit)
            }
            (status, Detail::None) => {
                self.write_str(status.message())?;
                self.quote(text)
            }
        }
    }

    /// Some texts, one after another. Here and below no `write!`: that links three kilobytes of
    /// `core::fmt` into a firmware image.
    pub(crate) fn write_all(&mut self, texts: &[&str]) -> fmt::Result {
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
    pub(crate) fn quote(&mut self, text: &str) -> fmt::Result {
        if text.is_empty() {
            return Ok(());
        }
        self.write_str(" ")?;
        self.quoted(text)
    }

    /// `'text'`, long texts cut so that what follows still has room.
    pub(crate) fn quoted(&mut self, text: &str) -> fmt::Result {
        const LONGEST: usize = 28;
        let shown = if text.len() <= LONGEST { text } else { prefix(text, LONGEST - 3) };
        self.write_str("'")?;
        for character in shown.chars() {
            // What is not to be seen, or moves a terminal's cursor, is told by its number.
            if character.is_control() {
                self.write_str("U+")?;
                (0..4).rev().try_for_each(|i| self.digit(character as u32 >> (4 * i) & 15))?;
            } else {
                self.write_char(character)?;
            }
        }
        if shown.len() < text.len() {
            self.write_str("...")?;
        }
        self.write_str("'")
    }
}

/// The longest start of `text` that ends between characters and has at most `length` bytes.
fn prefix(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
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
