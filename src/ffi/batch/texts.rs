//! The expressions of a batch: adding, replacing, finding them.

use core::ffi::c_char;
use core::ptr;

use super::exp_rs_batch_builder;
use crate::batch::BatchBuilder;
use crate::ffi::context::exp_rs_context;
use crate::ffi::convert::{self, text, text_n};
use crate::ffi::error::exp_rs_status;
use crate::ffi::reach::{self, change, look};

/// Adds an expression. Its syntax is checked now, its names when the batch is prepared. Its index,
/// or a negative status; exp_rs_batch_builder_get_last_error tells where and why.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_add_expression(
    builder: *mut exp_rs_batch_builder,
    source: *const c_char,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::index(change(builder, |b| b.add_expression(text(source)?))) }
}

/// exp_rs_batch_builder_add_expression for a text of source_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_add_expression_n(
    builder: *mut exp_rs_batch_builder,
    source: *const c_char,
    source_length: usize,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::index(change(builder, |b| b.add_expression(text_n(source, source_length)?))) }
}

/// Adds an expression whose result the others can use under its name, in any order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_add_named_expression(
    builder: *mut exp_rs_batch_builder,
    name: *const c_char,
    source: *const c_char,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::index(change(builder, |b| b.add_named_expression(text(name)?, text(source)?)))
    }
}

/// exp_rs_batch_builder_add_named_expression for texts of given lengths in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_add_named_expression_n(
    builder: *mut exp_rs_batch_builder,
    name: *const c_char,
    name_length: usize,
    source: *const c_char,
    source_length: usize,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::index(change(builder, |b| {
            b.add_named_expression(text_n(name, name_length)?, text_n(source, source_length)?)
        }))
    }
}

/// Puts another text in the place of an expression and prepares the batch. On failure all goes on
/// as before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_replace_expression(
    builder: *mut exp_rs_batch_builder,
    index: u32,
    source: *const c_char,
    context: *const exp_rs_context,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let context = reach::host(context);
        convert::status(change(builder, |b| b.replace_in(context, index, text(source)?)))
    }
}

/// exp_rs_batch_builder_replace_expression for a text of source_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_replace_expression_n(
    builder: *mut exp_rs_batch_builder,
    index: u32,
    source: *const c_char,
    source_length: usize,
    context: *const exp_rs_context,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let context = reach::host(context);
        convert::status(change(builder, |b| {
            b.replace_in(context, index, text_n(source, source_length)?)
        }))
    }
}

/// The index of a named expression, or a negative status: EXP_RS_UNKNOWN_NAME where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_find_expression(
    builder: *const exp_rs_batch_builder,
    name: *const c_char,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::index(reach::find(builder, text(name), BatchBuilder::find_expression)) }
}

/// exp_rs_batch_builder_find_expression for a name of name_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_find_expression_n(
    builder: *const exp_rs_batch_builder,
    name: *const c_char,
    name_length: usize,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let name = text_n(name, name_length);
        convert::index(reach::find(builder, name, BatchBuilder::find_expression))
    }
}

/// How many expressions there are; 0 on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_expression_count(
    builder: *const exp_rs_batch_builder,
) -> usize {
    // SAFETY: the caller's word, as the header says.
    unsafe { look(builder, BatchBuilder::expression_count, 0) }
}

/// The text of an expression, valid until the batch is changed; NULL where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_expression_source(
    builder: *const exp_rs_batch_builder,
    index: u32,
) -> *const c_char {
    // SAFETY: the caller's word, as the header says.
    unsafe { look(builder, |b| b.expression_c_source(index), ptr::null()).cast() }
}
