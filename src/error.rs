//! What can go wrong: [`Status`], the code that crosses every boundary; [`Fault`], the small value
//! that the inner rooms pass up; [`Error`], the same with all that a message tells, as a host sees it.

use core::fmt;

mod hint;
mod message;
mod particulars;

pub(crate) use hint::Hint;
pub use message::Message;
pub(crate) use particulars::{Note, Particulars, Wanted};

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $text:literal;)*) => {
        /// The outcome of a call. 0 is success, errors are negative, and a retired code is never
        /// used again.
        ///
        /// # Examples
        /// ```
        /// use exp_rs::Status;
        ///
        /// assert_eq!(exp_rs::eval("1 + ").unwrap_err().status, Status::UnexpectedEnd);
        /// assert_eq!(Status::UnexpectedEnd.to_string(), "the expression ends too early");
        /// ```
        #[repr(i32)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Status { $($(#[$doc])* $name = $code,)* }

        impl Status {
            /// Every status there is.
            ///
            /// # Examples
            /// ```
            /// use exp_rs::Status;
            ///
            /// assert!(Status::ALL.iter().all(|status| status.code() <= 0));
            /// ```
            pub const ALL: &'static [Status] = &[$(Status::$name),*];

            /// A sentence for a person, without the particulars that [`Error`] has.
            ///
            /// # Examples
            /// ```
            /// assert_eq!(exp_rs::Status::UnknownName.message(), "unknown name");
            /// ```
            #[must_use]
            pub const fn message(self) -> &'static str {
                let text = self.texts();
                let (mut length, mut rest) = (0, text);
                while let Some((byte, behind)) = rest.split_first()
                    && *byte != 0
                {
                    (length, rest) = (length + 1, behind);
                }
                match text.split_at_checked(length) {
                    // SAFETY: the texts are strings, and are cut where a character of one byte is.
                    Some((text, _)) => unsafe { core::str::from_utf8_unchecked(text) },
                    None => "",
                }
            }

            /// [`Status::message`], NUL-terminated.
            ///
            /// # Examples
            /// ```
            /// assert_eq!(exp_rs::Status::UnknownName.c_message(), c"unknown name");
            /// ```
            #[must_use]
            pub fn c_message(self) -> &'static core::ffi::CStr {
                core::ffi::CStr::from_bytes_until_nul(self.texts()).unwrap_or_default()
            }

            /// Its text, NUL-terminated, and those behind it: one for the library, where flash is short.
            const fn texts(self) -> &'static [u8] {
                const TEXTS: &[u8] = concat!($($text, "\0"),*).as_bytes();
                const CODES: &[i8] = &[$($code),*];
                let (mut texts, mut codes) = (TEXTS, CODES);
                while let Some((code, rest)) = codes.split_first()
                    && *code as i32 != self as i32
                {
                    while let Some((byte, behind)) = texts.split_first() {
                        texts = behind;
                        if *byte == 0 {
                            break;
                        }
                    }
                    codes = rest;
                }
                texts
            }
        }
    };
}

statuses! {
    /// Success.
    Ok = 0, "no error";
    /// A pointer that must not be NULL is.
    NullPointer = -1, "a pointer that must not be NULL is";
    /// A text is not UTF-8.
    InvalidUtf8 = -2, "the text is not valid UTF-8";
    /// The arena is full, or the host's allocator returned NULL.
    OutOfMemory = -3, "out of memory: the arena is full or the allocator returned NULL";
    /// The arena of this builder was reset or freed.
    StaleHandle = -4, "the arena of this builder was reset or freed";
    /// An argument is outside what the function accepts.
    InvalidArgument = -5, "an argument is outside what the function accepts";
    /// No parameter or expression has this index.
    IndexOutOfRange = -6, "no parameter or expression has this index";
    /// The name is taken.
    DuplicateName = -7, "the name is already defined";
    /// Not an identifier, or a word that cannot be replaced.
    InvalidName = -8, "not a valid name, or a word of the language";
    /// The object is in use by the call that called back.
    Busy = -9, "the object is in use by an evaluation that is still running";
    /// What the library takes for impossible happened; never seen, and told rather than a panic.
    Internal = -10, "internal error: a fault of exp_rs, please report it";
    /// A token that cannot stand where it does.
    Syntax = -20, "unexpected token";
    /// The text ends where an operand is due.
    UnexpectedEnd = -21, "the expression ends too early";
    /// A bracket without its partner.
    UnmatchedBracket = -22, "a bracket has no partner";
    /// A malformed number.
    InvalidNumber = -23, "malformed number";
    /// A character that is not part of the language.
    InvalidCharacter = -24, "this character is not part of the language";
    /// Past the nesting limit.
    NestingTooDeep = -25, "nested deeper than the limit";
    /// Nothing but blanks and comments.
    EmptyExpression = -26, "the expression is empty";
    /// Past the limit of a text's length.
    SourceTooLong = -27, "the text is longer than the limit";
    /// A value or array that nothing defines.
    UnknownName = -40, "unknown name";
    /// A function that nothing defines.
    UnknownFunction = -41, "unknown function";
    /// A call with too few or too many arguments.
    WrongArgumentCount = -42, "wrong number of arguments";
    /// Named expressions that need one another.
    Cycle = -43, "named expressions depend on each other in a circle";
    /// Past a limit on size: names, slots, instructions.
    TooComplex = -44, "more names or instructions than the limit";
    /// An index outside its array, in evaluation.
    ArrayIndex = -60, "array index out of range";
    /// Calls nested deeper than the limit, in evaluation.
    CallDepth = -61, "function calls are nested deeper than the limit";
    /// More steps than the limit, in evaluation.
    StepBudget = -62, "the step budget is used up";
}

impl Status {
    /// The number that crosses the C interface.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(exp_rs::Status::OutOfMemory.code(), -3);
    /// ```
    #[must_use]
    pub const fn code(self) -> i32 {
        self as i32
    }

    /// The status with this number.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::Status;
    ///
    /// assert_eq!(Status::from_code(-3), Some(Status::OutOfMemory));
    /// assert_eq!(Status::from_code(1), None);
    /// ```
    #[must_use]
    pub fn from_code(code: i32) -> Option<Status> {
        Status::ALL.iter().copied().find(|s| s.code() == code)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

#[cfg(feature = "std")]
impl std::error::Error for Status {}

/// A piece of a source text, in bytes.
///
/// # Examples
/// ```
/// let source = "1 + nothing";
/// let span = exp_rs::eval(source).unwrap_err().span;
/// let range = span.offset as usize..(span.offset + span.length) as usize;
/// assert_eq!(&source[range], "nothing");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Of the first byte, from 0.
    pub offset: u32,
    /// May be 0: the end of the text.
    pub length: u32,
}

impl Span {
    /// From `start` up to `end`, which is not before it.
    #[must_use]
    pub(crate) fn between(start: usize, end: usize) -> Span {
        Span { offset: start as u32, length: (end as u32).wrapping_sub(start as u32) }
    }

    /// The text under the span where it may be a word of the language, else nothing.
    #[must_use]
    #[inline]
    pub(crate) fn of_word(self, source: &str) -> &str {
        // `if`, `or`, `ifs`, `and`, `not`.
        if matches!(self.length, 2 | 3) { self.of(source) } else { "" }
    }

    /// The bytes under the span.
    #[must_use]
    #[inline]
    pub(crate) fn bytes_of(self, source: &str) -> &[u8] {
        let start = self.offset as usize;
        source.as_bytes().get(start..start + self.length as usize).unwrap_or(b"")
    }

    /// The text under the span.
    #[must_use]
    pub(crate) fn of(self, source: &str) -> &str {
        let start = self.offset as usize;
        source.get(start..start + self.length as usize).unwrap_or("")
    }
}

/// Particulars that make a message helpful, small enough to be passed by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    None,
    /// What would have been right, as a sentence.
    Hint(Hint),
    /// Arguments expected, `most` inclusive or unlimited at `u32::MAX`, and given.
    Arity {
        least: u32,
        most: u32,
        given: u32,
    },
    /// A number that was exceeded.
    Limit(u32),
}

/// A failure inside the library: where and what, no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub status: Status,
    pub span: Span,
    pub detail: Detail,
}

impl Fault {
    pub(crate) fn new(status: Status, span: Span) -> Fault {
        Fault { status, span, detail: Detail::None }
    }

    pub(crate) fn with(status: Status, span: Span, detail: Detail) -> Fault {
        Fault { status, span, detail }
    }
}

impl From<Status> for Fault {
    fn from(status: Status) -> Fault {
        Fault::new(status, Span::default())
    }
}

/// An error as a host sees it.
///
/// # Examples
/// ```
/// let error = exp_rs::eval("1 + nothing").unwrap_err();
/// assert_eq!(error.status, exp_rs::Status::UnknownName);
/// assert_eq!(error.expression, Some(0));
/// assert_eq!(error.span.offset, 4);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What kind of error.
    pub status: Status,
    /// Index of the expression at fault; `None` outside expressions and in a function's body.
    pub expression: Option<u32>,
    /// The offending piece of the source.
    pub span: Span,
    pub(crate) particulars: Particulars,
}

impl Error {
    /// The absence of an error.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(exp_rs::Error::none().status, exp_rs::Status::Ok);
    /// ```
    #[must_use]
    pub fn none() -> Error {
        Error::from(Status::Ok)
    }

    /// What is wrong and what to do about it.
    ///
    /// # Examples
    /// ```
    /// let error = exp_rs::eval("1 + sinus(0)").unwrap_err();
    /// assert!(error.message().as_str().ends_with("did you mean 'sin'?"));
    /// ```
    #[must_use]
    pub fn message(&self) -> Message {
        Message::of(self)
    }

    /// The error for a person who can see the text: the message, the line at fault and a caret
    /// below the place.
    ///
    /// # Examples
    /// ```
    /// let source = "1 + sinus(x)";
    /// let error = exp_rs::Expression::new(source, &["x"]).err().unwrap();
    /// let shown = error.in_source(source).to_string();
    /// assert_eq!(shown.lines().nth(1), Some("  1 + sinus(x)"));
    /// assert_eq!(shown.lines().nth(2), Some("      ^~~~~"));
    /// ```
    #[must_use]
    pub fn in_source<'e>(&'e self, source: &'e str) -> ErrorInSource<'e> {
        ErrorInSource { error: self, source }
    }

    /// The error of a fault in `source`.
    #[cold]
    pub(crate) fn of_fault(fault: &Fault, expression: Option<u32>, source: &str) -> Error {
        let Fault { status, span, .. } = *fault;
        Error { status, expression, span, particulars: Particulars::of_fault(fault, source, "") }
    }
}

impl From<Status> for Error {
    #[cfg_attr(target_os = "none", inline(never))]
    fn from(status: Status) -> Error {
        let particulars = Particulars::new(Detail::None, Note::None);
        Error { status, expression: None, span: Span::default(), particulars }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {})", self.message().as_str(), self.span.offset)
    }
}

#[cfg(feature = "std")]
impl std::error::Error for Error {}

/// An error together with the text it is about, to be displayed: three lines, the last without a
/// line end. Made by [`Error::in_source`].
///
/// # Examples
/// ```
/// let error = exp_rs::eval("2 $ 3").unwrap_err();
/// eprintln!("{}", error.in_source("2 $ 3"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ErrorInSource<'e> {
    error: &'e Error,
    source: &'e str,
}

impl fmt::Display for ErrorInSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Span { offset, length } = self.error.span;
        let message = self.error.message();
        Message::with_source(f, message.as_str(), self.source, offset as usize, length as usize)
    }
}
