//! Pointers of C to references and texts, results to codes. All that C can get wrong about a
//! pointer is checked here, but for what C cannot know either: whether it points to a live object.

use core::ffi::{CStr, c_char};
use core::ptr;
use core::slice;

use super::arena::exp_rs_arena_stats;
use super::batch::exp_rs_batch_stats;
use super::context::{EXP_RS_PURE, exp_rs_native_fn};
use super::error::{exp_rs_error, exp_rs_status};
use super::{exp_rs_limits, exp_rs_real};
use crate::arena::ArenaStats;
use crate::batch::BatchStats;
use crate::error::{Error, Span, Status};
use crate::limits::Limits;
use crate::program::NativeFunction;
use crate::real::Real;

/// The bytes that an allocation asks exp_rs_malloc for.
pub(super) fn requested(size: usize, align: usize) -> usize {
    match size.checked_add(2 * align) {
        _ if size == 0 => 0,
        Some(_) => crate::runtime::request_size(size, align),
        None => usize::MAX,
    }
}

/// The code of an outcome.
pub(super) fn status<T>(outcome: Result<T, Status>) -> exp_rs_status {
    outcome.map_or_else(Status::code, |_| Status::Ok.code())
}

/// An index, or a negative code.
pub(super) fn index(outcome: Result<u32, Status>) -> i32 {
    match outcome {
        Ok(index) => i32::try_from(index).unwrap_or(Status::TooComplex.code()),
        Err(status) => status.code(),
    }
}

/// A text of C.
///
/// # Safety
/// `text` is null or NUL-terminated, and stays as it is during the call.
#[inline(never)]
pub(super) unsafe fn text<'t>(text: *const c_char) -> Result<&'t str, Error> {
    if text.is_null() {
        return Err(Error::from(Status::NullPointer));
    }
    // SAFETY: the caller's word.
    utf8(unsafe { CStr::from_ptr(text) }.to_bytes())
}

/// A name of C, which mostly is of a few letters.
///
/// # Safety
/// As [`text`].
pub(super) unsafe fn name<'t>(name: *const c_char) -> Result<&'t str, Error> {
    const FEW: usize = 4;
    let mut length = if cfg!(target_os = "none") || name.is_null() { FEW } else { 0 };
    while length < FEW {
        // SAFETY: the caller's word: no NUL came before.
        let byte = unsafe { name.add(length).cast::<u8>().read() };
        if byte == 0 {
            // SAFETY: as above, and ASCII is UTF-8.
            return Ok(unsafe {
                core::str::from_utf8_unchecked(slice::from_raw_parts(name.cast(), length))
            });
        }
        length = if byte.is_ascii() { length + 1 } else { FEW };
    }
    // SAFETY: the caller's word.
    unsafe { text(name) }
}

/// The error stands at the first byte that is not UTF-8.
fn utf8(bytes: &[u8]) -> Result<&str, Error> {
    // Most texts are ASCII, and none longer than what is worth to be looked through twice.
    const SHORT: usize = 256;
    if !cfg!(target_os = "none") && bytes.len() <= SHORT && bytes.is_ascii() {
        // SAFETY: ASCII is UTF-8.
        return Ok(unsafe { core::str::from_utf8_unchecked(bytes) });
    }
    crate::arena::utf8(bytes).map_err(|at| {
        let span = Span::between(at.start, at.end);
        Error { span, ..Error::from(Status::InvalidUtf8) }
    })
}

/// A text of `length` bytes.
///
/// # Safety
/// `text` is null or has `length` bytes that stay as they are during the call.
pub(super) unsafe fn text_n<'t>(text: *const c_char, length: usize) -> Result<&'t str, Error> {
    // A name of no bytes may stand anywhere.
    let text = if length == 0 && !text.is_null() { c"".as_ptr() } else { text };
    // SAFETY: the caller's word.
    utf8(
        unsafe { elements(text.cast::<u8>(), length) }
            .and_then(|bytes| if text.is_null() { Err(Status::NullPointer) } else { Ok(bytes) })?,
    )
}

/// The numbers at `data`; none for a length of 0.
///
/// # Safety
/// `data` is null or has `length` elements that stay as they are during the call.
pub(super) unsafe fn elements<'t, T>(data: *const T, length: usize) -> Result<&'t [T], Status> {
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Status::NullPointer);
    }
    if !data.is_aligned() || length > isize::MAX as usize / size_of::<T>() {
        return Err(Status::InvalidArgument);
    }
    // SAFETY: the caller's word.
    Ok(unsafe { slice::from_raw_parts(data, length) })
}

/// A function of the host and whether it is pure.
pub(super) fn function(
    function: exp_rs_native_fn,
    flags: u32,
) -> Result<(NativeFunction, bool), Status> {
    let function = function.ok_or(Status::NullPointer)?;
    if flags & !EXP_RS_PURE != 0 {
        return Err(Status::InvalidArgument);
    }
    Ok((function, flags & EXP_RS_PURE != 0))
}

/// Limits of C.
///
/// # Safety
/// `limits` is null or valid.
pub(super) unsafe fn limits(limits: *const exp_rs_limits) -> Result<Limits, Status> {
    // SAFETY: the caller's word.
    let limits = unsafe { limits.as_ref() }.ok_or(Status::NullPointer)?;
    let exp_rs_limits { source_length, nesting, call_depth, names, steps } = *limits;
    Ok(Limits { source_length, nesting, call_depth, names, steps })
}

/// Writes a value, or `otherwise` on failure; the code of the outcome.
///
/// # Safety
/// `out` is null or valid for writing.
pub(super) unsafe fn write<T>(
    out: *mut T,
    value: Result<T, Status>,
    otherwise: T,
) -> exp_rs_status {
    if out.is_null() {
        return Status::NullPointer.code();
    }
    let code = status(value.as_ref().map(|_| ()).map_err(|status| *status));
    // SAFETY: the caller's word.
    unsafe { out.write(value.unwrap_or(otherwise)) };
    code
}

/// Writes an error, or on failure the status of that failure.
///
/// # Safety
/// `out` is null or valid for writing.
pub(super) unsafe fn write_error(
    out: *mut exp_rs_error,
    error: Result<Error, Status>,
) -> exp_rs_status {
    let otherwise = c_error(&Error::from(error.as_ref().err().copied().unwrap_or(Status::Ok)));
    // SAFETY: the caller's word.
    unsafe { write(out, error.map(|error| c_error(&error)), otherwise) }
}

fn c_error(error: &Error) -> exp_rs_error {
    let mut message = [0; 96];
    for (place, byte) in message.iter_mut().zip(error.message().as_str().bytes()) {
        *place = byte as c_char;
    }
    exp_rs_error {
        status: error.status.code(),
        expression: error.expression.and_then(|i| i32::try_from(i).ok()).unwrap_or(-1),
        offset: error.span.offset,
        length: error.span.length,
        message,
    }
}

/// All zeros.
pub(super) const NO_ARENA_STATS: exp_rs_arena_stats =
    exp_rs_arena_stats { capacity: 0, used: 0, high_water: 0, blocks: 0, resets: 0, builders: 0 };

pub(super) fn arena_stats(stats: ArenaStats) -> exp_rs_arena_stats {
    let ArenaStats { capacity, used, high_water, blocks, resets, builders } = stats;
    exp_rs_arena_stats { capacity, used, high_water, blocks, resets, builders }
}

pub(super) fn batch_stats(stats: BatchStats) -> exp_rs_batch_stats {
    let BatchStats {
        expressions,
        parameters,
        instructions,
        slots,
        max_steps,
        arena_bytes,
        frame_bytes,
        columns_bytes,
    } = stats;
    exp_rs_batch_stats {
        expressions,
        parameters,
        instructions,
        slots,
        max_steps,
        arena_bytes,
        frame_bytes,
        columns_bytes,
    }
}

/// The first of some numbers, and how many there are.
///
/// # Safety
/// `count` is null or valid for writing.
pub(super) unsafe fn numbers(
    count: *mut usize,
    numbers: Option<(*mut Real, usize)>,
) -> *mut exp_rs_real {
    let (first, length) = numbers.unwrap_or((ptr::null_mut(), 0));
    if !count.is_null() {
        // SAFETY: the caller's word.
        unsafe { count.write(length) };
    }
    first
}
