//! Preparing a batch, evaluating it, reading its results.

use super::exp_rs_batch_builder;
use crate::ffi::context::exp_rs_context;
use crate::ffi::convert;
use crate::ffi::error::exp_rs_status;
use crate::ffi::exp_rs_real;
use crate::ffi::reach::{self, change, look};

/// Resolves names, optimises and lays out; NULL for context: built-ins only. Does all the work
/// that needs memory. On failure the batch goes on as before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_prepare(
    builder: *mut exp_rs_batch_builder,
    context: *const exp_rs_context,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::status(change(builder, |b| b.prepare_in(reach::host(context)))) }
}

/// Whether exp_rs_batch_builder_eval would prepare first: never prepared, changed since, or given
/// a context that is another or was changed (NULL: as prepared). false on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_needs_prepare(
    builder: *const exp_rs_batch_builder,
    context: *const exp_rs_context,
) -> bool {
    // SAFETY: the caller's word, as the header says.
    unsafe { look(builder, |b| b.needs_prepare(reach::context(context)), false) }
}

/// Evaluates every expression once; prepares first where needed, otherwise allocates nothing. The
/// first failing status in order of the expressions; a failing one gives NaN, the others are
/// evaluated. Where preparing fails, its status, and all results are NaN.
#[unsafe(no_mangle)]
#[cfg_attr(target_os = "none", unsafe(link_section = ".text.eval"))]
pub unsafe extern "C" fn exp_rs_batch_builder_eval(
    builder: *mut exp_rs_batch_builder,
    context: *const exp_rs_context,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        if !context.is_null() {
            return reach::evaluate_in(builder, context);
        }
        match reach::plain(builder).and_then(|plain| plain.evaluate()) {
            Some(code) => code,
            None => reach::evaluate(builder, context),
        }
    }
}

/// The result of an expression in the last evaluation; NaN where there is none.
#[unsafe(no_mangle)]
#[cfg_attr(target_os = "none", unsafe(link_section = ".text.get_result"))]
pub unsafe extern "C" fn exp_rs_batch_builder_get_result(
    builder: *const exp_rs_batch_builder,
    index: u32,
) -> exp_rs_real {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        // Most batches have one expression.
        let plain = reach::plain(builder).filter(|_| index == 0);
        match plain.and_then(|plain| plain.first_result()) {
            Some(result) => result,
            None => reach::result(builder, index),
        }
    }
}

/// How an expression fared in the last evaluation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_get_status(
    builder: *const exp_rs_batch_builder,
    index: u32,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let status = reach::builder(builder).and_then(|b| b.look(|b| b.status(index)));
        status.unwrap_or_else(|status| status).code()
    }
}

/// All results in order, NaN before the first evaluation; valid until the batch is changed,
/// prepared or freed or its arena reset. count may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_results(
    builder: *const exp_rs_batch_builder,
    count: *mut usize,
) -> *const exp_rs_real {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let results = look(builder, |b| Some((b.results_ptr(), b.expression_count())), None);
        convert::numbers(count, results)
    }
}

/// Evaluates rows rows of columns: inputs[p] is the column of parameter p (NULL: its set value in
/// every row), outputs[e] takes the results of expression e (NULL: not wanted). The counts must be
/// those of parameters and expressions. The same bits as rows calls of
/// exp_rs_batch_builder_eval; bound parameters are read once. An output column may be an input
/// column exactly; another overlap is EXP_RS_INVALID_ARGUMENT. Afterwards the results are those
/// of the last row and the status of an expression its first failure. 0 rows change nothing. Where
/// preparing fails, all columns are NaN; where the call cannot be made at all (a stale handle, other
/// counts, an overlap), they stay as they are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_eval_block(
    builder: *mut exp_rs_batch_builder,
    context: *const exp_rs_context,
    rows: usize,
    inputs: *const *const exp_rs_real,
    n_inputs: usize,
    outputs: *const *mut exp_rs_real,
    n_outputs: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    convert::status(unsafe {
        let context = reach::host(context);
        reach::columns(builder, rows, (inputs, n_inputs), (outputs, n_outputs))
            .and_then(|columns| reach::evaluate_rows(builder, context, rows, columns))
    })
}
