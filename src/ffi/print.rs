//! Texts that are written into a buffer of C, with the conventions of snprintf.

use core::ffi::c_char;
use core::fmt::{self, Write};
use core::ptr;
use core::slice;

use super::batch::exp_rs_batch_builder;
use super::error::exp_rs_error;
use super::reach;
use crate::batch::BatchBuilder;
use crate::error::{Error, Message};

/// Writes a text as snprintf does.
///
/// # Safety
/// `buffer` is null or valid for writing `size` bytes.
pub(super) unsafe fn print(
    buffer: *mut c_char,
    size: usize,
    body: impl FnOnce(&mut Printer) -> fmt::Result,
) -> usize {
    let mut printer = Printer { buffer, size, length: 0 };
    if printer.size > 0 && !buffer.is_null() {
        // SAFETY: the caller's word.
        unsafe { buffer.write(0) };
    } else {
        printer.size = 0;
    }
    // Only a text that could not be made fails; then what there is of it stays.
    let _ = body(&mut printer);
    printer.length
}

pub(super) struct Printer {
    buffer: *mut c_char,
    size: usize,
    length: usize,
}

impl Write for Printer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.size.saturating_sub(self.length + 1);
        let mut fitting = room.min(text.len());
        while !text.is_char_boundary(fitting) {
            fitting -= 1;
        }
        if fitting > 0 {
            // SAFETY: `print` was given `size` bytes, and the NUL has its place behind.
            unsafe {
                let end = self.buffer.add(self.length);
                ptr::copy_nonoverlapping(text.as_ptr().cast(), end, fitting);
                end.add(fitting).write(0);
            }
        }
        if fitting < text.len() {
            // Nothing more fits, also no shorter piece behind.
            self.size = 0;
        }
        self.length += text.len();
        Ok(())
    }
}

/// Writes an error with its line of the source and a caret.
///
/// # Safety
/// `error` is null or valid, `buffer` null or valid for writing `size` bytes.
pub(super) unsafe fn format_error(
    error: *const exp_rs_error,
    source: Result<&str, Error>,
    buffer: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: the caller's word.
    let Some(error) = (unsafe { error.as_ref() }) else {
        // SAFETY: as above.
        return unsafe { print(buffer, size, |_| Ok(())) };
    };
    // SAFETY: the array is read as bytes up to its first NUL.
    let bytes = unsafe { slice::from_raw_parts(error.message.as_ptr().cast::<u8>(), 96) };
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or(b"");
    let message = crate::arena::utf8(text).unwrap_or("");
    let (offset, length) = (error.offset as usize, error.length as usize);
    let write = |out: &mut Printer| match source {
        Ok(source) => {
            Message::with_source(out, message, source, offset, length)?;
            out.write_str("\n")
        }
        // A text that cannot be shown does not take the message with it.
        Err(_) => out.write_str(message).and_then(|()| out.write_str("\n")),
    };
    // SAFETY: as above.
    unsafe { print(buffer, size, write) }
}

/// [`print`] of something that a builder tells; 0 and an empty text where it cannot.
///
/// # Safety
/// `builder` is null or a live handle, `buffer` null or valid for writing `size` bytes.
pub(super) unsafe fn print_of(
    builder: *const exp_rs_batch_builder,
    buffer: *mut c_char,
    size: usize,
    body: impl FnOnce(&BatchBuilder<'static>, &mut dyn Write) -> fmt::Result,
) -> usize {
    // SAFETY: the caller's word.
    unsafe {
        print(buffer, size, |out| match reach::builder(builder) {
            Ok(handle) => handle.look(|b| body(b, out)).unwrap_or(Ok(())),
            Err(_) => Ok(()),
        })
    }
}
