//! What a batch tells about itself: errors, figures, texts.

use core::ffi::c_char;

use super::{exp_rs_batch_builder, exp_rs_batch_stats};
use crate::batch::BatchBuilder;
use crate::ffi::context::exp_rs_context;
use crate::ffi::error::{exp_rs_error, exp_rs_status};
use crate::ffi::handle::BuilderHandle;
use crate::ffi::{convert, print, reach};

/// The error of the last failing call with this batch; EXP_RS_OK in it where there was none. What is near an
/// unknown name is told of the names that the batch has now, if it failed without a context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_get_last_error(
    builder: *const exp_rs_batch_builder,
    out: *mut exp_rs_error,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let error = reach::builder(builder).and_then(BuilderHandle::last_error);
        convert::write_error(out, error)
    }
}

/// What went wrong in an expression in the last evaluation, with its place in the source.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_get_error(
    builder: *const exp_rs_batch_builder,
    index: u32,
    out: *mut exp_rs_error,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::write_error(out, reach::error_of(builder, index)) }
}

/// The figures of a batch; zeros on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_get_stats(
    builder: *const exp_rs_batch_builder,
    out: *mut exp_rs_batch_stats,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let stats = reach::builder(builder).and_then(|b| b.look(BatchBuilder::stats));
        convert::write(out, stats.map(convert::batch_stats), exp_rs_batch_stats::default())
    }
}

/// Writes the prepared program as text, one instruction a line. Returns the bytes that the whole
/// text has without its NUL, as snprintf does; 0 on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_disassemble(
    builder: *const exp_rs_batch_builder,
    buffer: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: the caller's word, as the header says.
    unsafe { print::print_of(builder, buffer, size, |b, out| b.disassemble(out)) }
}

/// Writes the names of values and arrays that an expression uses, one a line, the last without a
/// line end; locals and built-in constants are not told. As snprintf; 0 on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_variables(
    builder: *const exp_rs_batch_builder,
    index: u32,
    names: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: the caller's word, as the header says.
    unsafe { print::print_of(builder, names, size, |b, out| b.variables(index, out)) }
}

/// Writes the names of values, arrays and functions that nothing gives a meaning yet, one a line,
/// the last without a line end. As snprintf; 0 on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_unresolved(
    builder: *const exp_rs_batch_builder,
    context: *const exp_rs_context,
    names: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let context = reach::context(context);
        print::print_of(builder, names, size, |b, out| b.unresolved(context, out))
    }
}
