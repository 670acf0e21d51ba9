//! From a handle of C to the object behind it, and what is done with it there.

use super::arena::exp_rs_arena;
use super::batch::exp_rs_batch_builder;
use super::context::exp_rs_context;
use super::convert::{elements, status, write};
use super::error::exp_rs_status;
use super::exp_rs_real;
use super::handle::{ArenaHandle, BuilderHandle};
use crate::batch::{BatchBuilder, Given, Host, Plain, fill_with_nan};
use crate::context::Context;
use crate::error::{Error, Fault, Span, Status};
use crate::expression;
use crate::real::{NAN, Real};

/// The arena behind a handle.
///
/// # Safety
/// `arena` is null or a live handle.
pub(super) unsafe fn arena<'h>(arena: *const exp_rs_arena) -> Result<&'h ArenaHandle, Status> {
    // SAFETY: the caller's word.
    unsafe { arena.as_ref() }.map(|arena| &arena.0).ok_or(Status::NullPointer)
}

/// The builder behind a handle.
///
/// # Safety
/// `builder` is null or a live handle.
pub(super) unsafe fn builder<'h>(
    builder: *const exp_rs_batch_builder,
) -> Result<&'h BuilderHandle, Status> {
    // SAFETY: the caller's word.
    unsafe { builder.as_ref() }.map(|builder| &builder.0).ok_or(Status::NullPointer)
}

/// What the shortest calls need; what they do where that does not answer is not inlined in them.
///
/// # Safety
/// `builder` is null or a live handle.
#[inline(always)]
pub(super) unsafe fn plain<'h>(builder: *const exp_rs_batch_builder) -> Option<&'h Plain> {
    // SAFETY: the caller's word.
    unsafe { builder.as_ref() }.map(|builder| builder.0.plain())
}

/// Sets the parameters of a builder of any kind.
///
/// # Safety
/// `builder` is null or a live handle, `values` null or `count` numbers.
#[inline(never)]
pub(super) unsafe fn set_params(
    builder: *mut exp_rs_batch_builder,
    values: *const Real,
    count: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word.
    unsafe {
        match plain(builder) {
            Some(plain) if !values.is_null() && plain.set_params(values, count) => 0,
            _ => set_params_slowly(builder, values, count),
        }
    }
}

/// # Safety
/// As [`set_params`].
#[inline(never)]
unsafe fn set_params_slowly(
    builder: *mut exp_rs_batch_builder,
    values: *const Real,
    count: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word.
    unsafe { status(change(builder, |b| b.set_params(elements(values, count)?))) }
}

/// The result of a builder of any kind.
///
/// # Safety
/// `builder` is null or a live handle.
#[inline(never)]
pub(super) unsafe fn result(builder: *const exp_rs_batch_builder, index: u32) -> Real {
    // SAFETY: the caller's word.
    unsafe {
        match plain(builder).and_then(|plain| plain.result(index)) {
            Some(result) => result,
            None => look(builder, |b| b.result(index), NAN),
        }
    }
}

/// Changes a builder.
///
/// # Safety
/// `builder` is null or a live handle.
pub(super) unsafe fn change<T>(
    builder: *mut exp_rs_batch_builder,
    body: impl FnOnce(&mut BatchBuilder<'static>) -> Result<T, Error>,
) -> Result<T, Status> {
    if builder.is_null() {
        return Err(Status::NullPointer);
    }
    // SAFETY: the caller's word.
    unsafe { BuilderHandle::change(builder, body) }
}

/// Evaluates a builder of any kind.
///
/// # Safety
/// `builder` and `context` are null or live handles.
#[inline(never)]
pub(super) unsafe fn evaluate(
    builder: *mut exp_rs_batch_builder,
    context: *const exp_rs_context,
) -> exp_rs_status {
    if builder.is_null() {
        return Status::NullPointer.code();
    }
    // SAFETY: the caller's word.
    status(unsafe { BuilderHandle::evaluate(builder, host(context), BatchBuilder::run) })
}

/// Evaluates a builder with a context.
///
/// # Safety
/// `builder` is null or a live handle, `context` a live handle.
#[inline(never)]
pub(super) unsafe fn evaluate_in(
    builder: *mut exp_rs_batch_builder,
    context: *const exp_rs_context,
) -> exp_rs_status {
    // SAFETY: the caller's word; a plain program is run as it is prepared.
    unsafe {
        let is_of = |plain: &&Plain| self::context(context).is_some_and(|c| plain.is_of(c));
        match plain(builder).filter(is_of).and_then(|plain| plain.evaluate()) {
            Some(code) => code,
            None => evaluate(builder, context),
        }
    }
}

/// Evaluates rows of columns that were checked; where preparing fails, the outputs are NaN.
///
/// # Safety
/// `builder` is a live handle; the columns are null or have `rows` numbers.
pub(super) unsafe fn evaluate_rows(
    builder: *mut exp_rs_batch_builder,
    context: Option<Host>,
    rows: usize,
    columns: Given,
) -> Result<(), Status> {
    if rows == 0 {
        return Ok(());
    }
    let mut ran = false;
    // SAFETY: the caller's word.
    unsafe {
        let outcome = BuilderHandle::evaluate(builder, context, |b| {
            ran = true;
            b.run_rows(rows, columns)
        });
        if !ran && outcome != Err(Status::Busy) {
            fill_with_nan(rows, columns.1);
        }
        outcome
    }
}

/// Looks at a builder; `otherwise` where that is not possible.
///
/// # Safety
/// `builder` is null or a live handle.
pub(super) unsafe fn look<T>(
    builder: *const exp_rs_batch_builder,
    body: impl FnOnce(&BatchBuilder<'static>) -> T,
    otherwise: T,
) -> T {
    // SAFETY: the caller's word.
    unsafe { self::builder(builder) }.and_then(|b| b.look(body)).unwrap_or(otherwise)
}

/// The context behind a pointer that may be null.
///
/// # Safety
/// `context` is null or a live handle that is not changed during the call.
pub(super) unsafe fn context<'h>(context: *const exp_rs_context) -> Option<&'h Context> {
    // SAFETY: the caller's word; changing it would be a breach of that.
    unsafe { context.as_ref().map(|c| &*c.0.context.get()) }
}

/// The same as compiling sees it.
///
/// # Safety
/// As [`context`].
pub(super) unsafe fn host<'h>(context: *const exp_rs_context) -> Option<Host<'h>> {
    // SAFETY: the caller's word.
    unsafe { context.as_ref() }.map(|context| context.0.as_host())
}

/// Evaluates one text in an arena that is made for it.
///
/// # Safety
/// `out` is null or valid for writing.
pub(super) unsafe fn one_shot(source: Result<&str, Error>, out: *mut exp_rs_real) -> exp_rs_status {
    let value = source.and_then(expression::eval);
    // SAFETY: the caller's word.
    unsafe { write(out, value.map_err(|error| error.status), NAN) }
}

/// The number of a name in a builder.
///
/// # Safety
/// `builder` is null or a live handle.
pub(super) unsafe fn find(
    builder: *const exp_rs_batch_builder,
    name: Result<&str, Error>,
    find: impl FnOnce(&BatchBuilder<'static>, &str) -> Option<u32>,
) -> Result<u32, Status> {
    // SAFETY: the caller's word.
    let handle = unsafe { self::builder(builder) }?;
    let found = name.and_then(|name| {
        let unknown = Fault::new(Status::UnknownName, Span::between(0, name.len()));
        handle.look(|b| find(b, name))?.ok_or_else(|| Error::of_fault(&unknown, None, name))
    });
    found.map_err(|error| handle.note(error))
}

/// The error of an expression.
///
/// # Safety
/// `builder` is null or a live handle.
pub(super) unsafe fn error_of(
    builder: *const exp_rs_batch_builder,
    index: u32,
) -> Result<Error, Status> {
    // SAFETY: the caller's word.
    let error = unsafe { self::builder(builder) }?.look(|b| b.expression_error(index))?;
    if error.status == Status::IndexOutOfRange { Err(error.status) } else { Ok(error) }
}

/// The columns of a block as slices, checked.
///
/// # Safety
/// `builder` is null or a live handle; the pointers are null or have as many elements as told.
pub(super) unsafe fn columns<'c>(
    builder: *const exp_rs_batch_builder,
    rows: usize,
    inputs: (*const *const Real, usize),
    outputs: (*const *mut Real, usize),
) -> Result<(&'c [*const Real], &'c [*mut Real]), Status> {
    // SAFETY: the caller's word.
    let (handle, inputs, outputs) = unsafe {
        let handle = self::builder(builder)?;
        handle.look(|_| ())?;
        (handle, elements(inputs.0, inputs.1), elements(outputs.0, outputs.1))
    };
    let checked = inputs.and_then(|inputs| {
        let outputs = outputs?;
        handle.look(|b| b.check_columns(rows, (inputs, outputs))).flatten()?;
        Ok((inputs, outputs))
    });
    checked.map_err(|status| handle.note(Error::from(status)))
}
