//! Results and errors, as text for people and as JSON for programs.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use exp_rs::Error;
use serde::{Serialize, Serializer};

/// A number that JSON may not know: `inf`, `-inf` and `nan` are strings there.
#[derive(Clone, Copy)]
pub struct Number(pub f64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let magnitude = self.0.abs();
        if self.0.is_nan() {
            f.write_str("nan")
        } else if magnitude != 0.0 && magnitude.is_finite() && !(1e-5..1e17).contains(&magnitude) {
            write!(f, "{:e}", self.0)
        } else {
            write!(f, "{}", self.0)
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() {
            serializer.serialize_f64(self.0)
        } else {
            serializer.collect_str(self)
        }
    }
}

/// A text that may be at fault, and where it came from.
#[derive(Clone, Copy)]
pub struct Source<'s> {
    pub text: &'s str,
    /// A file's name, or what kind of argument it is.
    pub origin: &'s str,
    /// Of the first line of `text`, from 1.
    pub line: usize,
    /// What stands before `text` in that line.
    pub before: &'s str,
}

impl<'s> Source<'s> {
    /// A text that is an argument of its own.
    pub fn argument(text: &'s str) -> Source<'s> {
        Source { text, origin: "argument", line: 1, before: "" }
    }
}

/// An error as JSON has it.
#[derive(Serialize)]
pub struct ErrorRecord<'s> {
    file: &'s str,
    line: usize,
    /// In bytes from 1, as compilers count.
    column: usize,
    expression: &'s str,
    error: ErrorBody<'s>,
}

#[derive(Serialize)]
struct ErrorBody<'s> {
    status: String,
    code: i32,
    /// In bytes of the expression.
    offset: u32,
    length: u32,
    message: &'s str,
}

/// Shows an error: a JSON value on a line of `out`, or the text with a mark below the place.
pub fn show_error(
    out: &mut dyn Write,
    json: bool,
    source: Source<'_>,
    error: &Error,
) -> io::Result<()> {
    // Of the lines from the one in which the text begins.
    let shown = format!("{}{}", source.before, source.text);
    let place = |offset: usize| source.before.len() + offset.min(source.text.len());
    let start = place(error.span.offset as usize);
    let end = place(error.span.offset as usize + error.span.length as usize);
    let line = source.line + shown[..start].matches('\n').count();
    let column = start - shown[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let message = error.message();
    let message = message.as_str();
    if json {
        let body = ErrorBody {
            status: format!("{:?}", error.status),
            code: error.status.code(),
            offset: error.span.offset,
            length: error.span.length,
            message,
        };
        let expression = source.text;
        let record =
            ErrorRecord { file: source.origin, line, column: column + 1, expression, error: body };
        return write_json(out, &record);
    }
    // A control character of the text must not reach the terminal; blanks keep the places.
    let clean = |c: char| if c.is_ascii_control() && !matches!(c, '\n' | '\t') { ' ' } else { c };
    let shown: String = shown.chars().map(clean).collect();
    let mark = AnnotationKind::Primary.span(start..end);
    let snippet =
        Snippet::source(&shown).line_start(source.line).path(source.origin).annotation(mark);
    let report = [Level::ERROR.primary_title(message).element(snippet)];
    // Whether the colours stay is up to the stream.
    writeln!(out, "{}", Renderer::styled().render(&report))
}

/// One value on a line.
pub fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
