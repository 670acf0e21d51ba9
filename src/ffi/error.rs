//! Statuses, errors, the version.

use core::ffi::c_char;

use super::{convert, print};
use crate::error::Status;

/// The outcome of a call: EXP_RS_OK, or a negative code. A retired code is never used again.
pub type exp_rs_status = i32;

/// Success.
pub const EXP_RS_OK: exp_rs_status = 0;
/// A pointer that must not be NULL is.
pub const EXP_RS_NULL_POINTER: exp_rs_status = -1;
/// A text is not UTF-8.
pub const EXP_RS_INVALID_UTF8: exp_rs_status = -2;
/// The arena is full, or exp_rs_malloc returned NULL.
pub const EXP_RS_OUT_OF_MEMORY: exp_rs_status = -3;
/// The arena of this builder was reset or freed.
pub const EXP_RS_STALE_HANDLE: exp_rs_status = -4;
/// An argument is outside what the function accepts.
pub const EXP_RS_INVALID_ARGUMENT: exp_rs_status = -5;
/// No parameter or expression has this index.
pub const EXP_RS_INDEX_OUT_OF_RANGE: exp_rs_status = -6;
/// The name is taken.
pub const EXP_RS_DUPLICATE_NAME: exp_rs_status = -7;
/// Not an identifier, or a word that cannot be replaced.
pub const EXP_RS_INVALID_NAME: exp_rs_status = -8;
/// The object is in use by the call that called back.
pub const EXP_RS_BUSY: exp_rs_status = -9;
/// What the library takes for impossible happened; never seen, and told rather than an abort.
pub const EXP_RS_INTERNAL: exp_rs_status = -10;
/// A token that cannot stand where it does.
pub const EXP_RS_SYNTAX: exp_rs_status = -20;
/// The text ends where an operand is due.
pub const EXP_RS_UNEXPECTED_END: exp_rs_status = -21;
/// A bracket without its partner.
pub const EXP_RS_UNMATCHED_BRACKET: exp_rs_status = -22;
/// A malformed number.
pub const EXP_RS_INVALID_NUMBER: exp_rs_status = -23;
/// A character that is not part of the language.
pub const EXP_RS_INVALID_CHARACTER: exp_rs_status = -24;
/// Past the nesting limit.
pub const EXP_RS_NESTING_TOO_DEEP: exp_rs_status = -25;
/// Nothing but blanks and comments.
pub const EXP_RS_EMPTY_EXPRESSION: exp_rs_status = -26;
/// Past the limit of a text's length.
pub const EXP_RS_SOURCE_TOO_LONG: exp_rs_status = -27;
/// A value or array that nothing defines.
pub const EXP_RS_UNKNOWN_NAME: exp_rs_status = -40;
/// A function that nothing defines.
pub const EXP_RS_UNKNOWN_FUNCTION: exp_rs_status = -41;
/// A call with too few or too many arguments.
pub const EXP_RS_WRONG_ARGUMENT_COUNT: exp_rs_status = -42;
/// Named expressions that need one another.
pub const EXP_RS_CYCLE: exp_rs_status = -43;
/// Past a limit on size: names, slots, instructions.
pub const EXP_RS_TOO_COMPLEX: exp_rs_status = -44;
/// An index outside its array, in evaluation.
pub const EXP_RS_ARRAY_INDEX: exp_rs_status = -60;
/// Calls nested deeper than the limit, in evaluation.
pub const EXP_RS_CALL_DEPTH: exp_rs_status = -61;
/// More steps than the limit, in evaluation.
pub const EXP_RS_STEP_BUDGET: exp_rs_status = -62;

/// The codes of C in the order of [`Status::ALL`], which they must be equal to.
const CODES: [exp_rs_status; 27] = [
    EXP_RS_OK,
    EXP_RS_NULL_POINTER,
    EXP_RS_INVALID_UTF8,
    EXP_RS_OUT_OF_MEMORY,
    EXP_RS_STALE_HANDLE,
    EXP_RS_INVALID_ARGUMENT,
    EXP_RS_INDEX_OUT_OF_RANGE,
    EXP_RS_DUPLICATE_NAME,
    EXP_RS_INVALID_NAME,
    EXP_RS_BUSY,
    EXP_RS_INTERNAL,
    EXP_RS_SYNTAX,
    EXP_RS_UNEXPECTED_END,
    EXP_RS_UNMATCHED_BRACKET,
    EXP_RS_INVALID_NUMBER,
    EXP_RS_INVALID_CHARACTER,
    EXP_RS_NESTING_TOO_DEEP,
    EXP_RS_EMPTY_EXPRESSION,
    EXP_RS_SOURCE_TOO_LONG,
    EXP_RS_UNKNOWN_NAME,
    EXP_RS_UNKNOWN_FUNCTION,
    EXP_RS_WRONG_ARGUMENT_COUNT,
    EXP_RS_CYCLE,
    EXP_RS_TOO_COMPLEX,
    EXP_RS_ARRAY_INDEX,
    EXP_RS_CALL_DEPTH,
    EXP_RS_STEP_BUDGET,
];

const _: () = {
    assert!(CODES.len() == Status::ALL.len());
    let mut i = 0;
    while i < CODES.len() {
        assert!(CODES[i] == Status::ALL[i].code());
        i += 1;
    }
};

/// What went wrong, and where.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct exp_rs_error {
    /// EXP_RS_OK: nothing.
    pub status: exp_rs_status,
    /// Index of the expression at fault; -1: none, or the body of an expression function.
    pub expression: i32,
    /// First byte of the offending piece of the source, and its bytes.
    pub offset: u32,
    /// May be 0: the end of the text.
    pub length: u32,
    /// What is wrong and what to do about it, NUL-terminated UTF-8.
    pub message: [c_char; 96],
}

/// A sentence about a status; "unknown status" for a number that is none. Never NULL, static.
#[unsafe(no_mangle)]
pub extern "C" fn exp_rs_status_message(status: exp_rs_status) -> *const c_char {
    Status::from_code(status).map_or(c"unknown status", Status::c_message).as_ptr()
}

/// Writes the message, the line of source that the error is in, and a caret below the place.
///
/// Returns the bytes that the whole text has without its NUL, as snprintf does; at most size bytes
/// with a NUL are written. The message alone where source is NULL or not UTF-8; 0 and an empty text
/// where error is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_error_format(
    error: *const exp_rs_error,
    source: *const c_char,
    buffer: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: the caller's word, as the header says.
    unsafe { print::format_error(error, convert::text(source), buffer, size) }
}

/// exp_rs_error_format for a text of source_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_error_format_n(
    error: *const exp_rs_error,
    source: *const c_char,
    source_length: usize,
    buffer: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: the caller's word, as the header says.
    unsafe { print::format_error(error, convert::text_n(source, source_length), buffer, size) }
}

/// A capacity that is enough for a batch of that size, prepared, in an arena of its own. Never
/// exact; the high-water mark of the arena tells what was needed.
///
/// total_source_length is the sum over all expressions, in bytes; names are taken to have up to 64
/// bytes. Functions defined by expressions
/// that are called, not inlined, need more: as many frames as calls can nest.
#[unsafe(no_mangle)]
pub extern "C" fn exp_rs_estimate_arena_size(
    expressions: usize,
    total_source_length: usize,
    parameters: usize,
) -> usize {
    crate::batch::estimate_arena_size(expressions, total_source_length, parameters)
}

/// The version of the library, static: "MAJOR.MINOR.PATCH".
#[unsafe(no_mangle)]
pub extern "C" fn exp_rs_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}
