//! Batch builders.

use core::ffi::c_char;
use core::ptr;

use super::arena::exp_rs_arena;
use super::context::exp_rs_context;
use super::convert::{self, change, look, text, text_n};
use super::error::{exp_rs_error, exp_rs_status};
use super::handle::BuilderHandle;
use super::print;
use super::{exp_rs_limits, exp_rs_real};
use crate::batch::BatchBuilder;
use crate::real::NAN;

/// Expressions that are evaluated together, opaque.
pub struct exp_rs_batch_builder(pub(super) BuilderHandle);

/// Figures of a batch.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct exp_rs_batch_stats {
    /// Expressions that were added.
    pub expressions: u32,
    /// Parameters that were added.
    pub parameters: u32,
    /// Instructions of the program; 0 before it is prepared, as the next two.
    pub instructions: u32,
    /// Slots of its frame.
    pub slots: u32,
    /// An upper bound on the instructions of one evaluation, known before it runs; UINT64_MAX
    /// where functions recurse.
    pub max_steps: u64,
    /// Bytes of the arena that the batch holds, without columns_bytes.
    pub arena_bytes: usize,
    /// Bytes of them that an evaluation writes to.
    pub frame_bytes: usize,
    /// Bytes of the arena that exp_rs_batch_builder_eval_block uses as scratch, beside arena_bytes;
    /// exp_rs_batch_builder_set_block_rows sets them.
    pub columns_bytes: usize,
}

/// A new batch in an arena; NULL when memory cannot be had. To be freed with
/// exp_rs_batch_builder_free, also when its arena was reset or freed before.
#[unsafe(no_mangle)]
#[cfg_attr(
    feature = "f32",
    allow(unused_attributes),
    unsafe(export_name = "exp_rs_batch_builder_new_f32")
)]
pub unsafe extern "C" fn exp_rs_batch_builder_new(
    arena: *mut exp_rs_arena,
) -> *mut exp_rs_batch_builder {
    if arena.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: the caller's word, as the header says.
    unsafe { BuilderHandle::create(arena) }
}

/// Frees a batch; its memory goes back to its arena. While it is being evaluated, this is carried
/// out when that call returns. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_free(builder: *mut exp_rs_batch_builder) {
    if !builder.is_null() {
        // SAFETY: the caller's word, as the header says.
        unsafe { BuilderHandle::free(builder) };
    }
}

/// Drops expressions, parameters and bindings; indexes start at 0 again, limits stay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_clear(
    builder: *mut exp_rs_batch_builder,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::status(change(builder, |b| {
            b.clear();
            Ok(())
        }))
    }
}

/// Sets the limits for texts and names of this batch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_set_limits(
    builder: *mut exp_rs_batch_builder,
    limits: *const exp_rs_limits,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::status(change(builder, |b| {
            b.set_limits(convert::limits(limits)?);
            Ok(())
        }))
    }
}

/// Sets how many rows exp_rs_batch_builder_eval_block takes through the program at once, at most, from
/// the next preparation on; the memory for it is taken from the arena then, and is part of
/// columns_bytes. 1: none, all goes row by row. 0, the default: as many as the processor's vector
/// registers take, 16 where pointers have 32 bits, but never more than the arena can spare. Where
/// rows were asked for and there is no memory for them, preparing is EXP_RS_OUT_OF_MEMORY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_set_block_rows(
    builder: *mut exp_rs_batch_builder,
    rows: u32,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::status(change(builder, |b| {
            b.set_block_rows(rows);
            Ok(())
        }))
    }
}

/// Adds a parameter with a value. Its index, or a negative status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_add_parameter(
    builder: *mut exp_rs_batch_builder,
    name: *const c_char,
    value: exp_rs_real,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::index(change(builder, |b| b.add_parameter(text(name)?, value))) }
}

/// exp_rs_batch_builder_add_parameter for a name of name_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_add_parameter_n(
    builder: *mut exp_rs_batch_builder,
    name: *const c_char,
    name_length: usize,
    value: exp_rs_real,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::index(change(builder, |b| b.add_parameter(text_n(name, name_length)?, value)))
    }
}

/// Adds a parameter whose value each evaluation reads once from address, which must outlive the
/// batch. Its index, or a negative status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_bind_parameter(
    builder: *mut exp_rs_batch_builder,
    name: *const c_char,
    address: *const exp_rs_real,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::index(change(builder, |b| b.bind_parameter(text(name)?, address))) }
}

/// exp_rs_batch_builder_bind_parameter for a name of name_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_bind_parameter_n(
    builder: *mut exp_rs_batch_builder,
    name: *const c_char,
    name_length: usize,
    address: *const exp_rs_real,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::index(change(builder, |b| b.bind_parameter(text_n(name, name_length)?, address)))
    }
}

/// Lets the expressions of this batch read length numbers at data as name[i], in place; they must
/// outlive the batch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_bind_array(
    builder: *mut exp_rs_batch_builder,
    name: *const c_char,
    data: *const exp_rs_real,
    length: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::status(change(builder, |b| b.bind_array(text(name)?, data, length))) }
}

/// exp_rs_batch_builder_bind_array for a name of name_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_bind_array_n(
    builder: *mut exp_rs_batch_builder,
    name: *const c_char,
    name_length: usize,
    data: *const exp_rs_real,
    length: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::status(change(builder, |b| b.bind_array(text_n(name, name_length)?, data, length)))
    }
}

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
        let context = convert::context(context);
        convert::status(change(builder, |b| b.replace_expression(index, text(source)?, context)))
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
        let context = convert::context(context);
        convert::status(change(builder, |b| {
            b.replace_expression(index, text_n(source, source_length)?, context)
        }))
    }
}

/// Sets a parameter; EXP_RS_INVALID_ARGUMENT for a bound one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_set_param(
    builder: *mut exp_rs_batch_builder,
    index: u32,
    value: exp_rs_real,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::status(change(builder, |b| b.set_param(index, value))) }
}

/// Sets all parameters; EXP_RS_INVALID_ARGUMENT for another count than of parameters, or where
/// one is bound.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_set_params(
    builder: *mut exp_rs_batch_builder,
    values: *const exp_rs_real,
    count: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        match convert::plain(builder) {
            Some(plain) if !values.is_null() && plain.set_params(values, count) => 0,
            _ => convert::set_params(builder, values, count),
        }
    }
}

/// The values of the parameters, to be read and set in place; valid as long as
/// exp_rs_batch_builder_results. count may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_params(
    builder: *mut exp_rs_batch_builder,
    count: *mut usize,
) -> *mut exp_rs_real {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let params = look(builder, |b| Some((b.params_ptr(), b.param_count())), None);
        convert::numbers(count, params)
    }
}

/// The value of a parameter; NaN where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_get_param(
    builder: *const exp_rs_batch_builder,
    index: u32,
) -> exp_rs_real {
    // SAFETY: the caller's word, as the header says.
    unsafe { look(builder, |b| b.param(index), NAN) }
}

/// The name of a parameter, valid until the batch is changed; NULL where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_param_name(
    builder: *const exp_rs_batch_builder,
    index: u32,
) -> *const c_char {
    // SAFETY: the caller's word, as the header says.
    unsafe { look(builder, |b| b.param_c_name(index), ptr::null()).cast() }
}

/// The index of a parameter, or a negative status: EXP_RS_UNKNOWN_NAME where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_find_param(
    builder: *const exp_rs_batch_builder,
    name: *const c_char,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::index(convert::find(builder, text(name), BatchBuilder::find_param)) }
}

/// exp_rs_batch_builder_find_param for a name of name_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_find_param_n(
    builder: *const exp_rs_batch_builder,
    name: *const c_char,
    name_length: usize,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let name = text_n(name, name_length);
        convert::index(convert::find(builder, name, BatchBuilder::find_param))
    }
}

/// The index of a named expression, or a negative status: EXP_RS_UNKNOWN_NAME where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_find_expression(
    builder: *const exp_rs_batch_builder,
    name: *const c_char,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::index(convert::find(builder, text(name), BatchBuilder::find_expression)) }
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
        convert::index(convert::find(builder, name, BatchBuilder::find_expression))
    }
}

/// How many parameters there are; 0 on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_param_count(
    builder: *const exp_rs_batch_builder,
) -> usize {
    // SAFETY: the caller's word, as the header says.
    unsafe { look(builder, BatchBuilder::param_count, 0) }
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

/// Resolves names, optimises and lays out; NULL for context: built-ins only. Does all the work
/// that needs memory. On failure the batch goes on as before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_prepare(
    builder: *mut exp_rs_batch_builder,
    context: *const exp_rs_context,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::status(change(builder, |b| b.prepare(convert::context(context)))) }
}

/// Whether exp_rs_batch_builder_eval would prepare first: never prepared, changed since, or given
/// a context that is another or was changed (NULL: as prepared). false on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_needs_prepare(
    builder: *const exp_rs_batch_builder,
    context: *const exp_rs_context,
) -> bool {
    // SAFETY: the caller's word, as the header says.
    unsafe { look(builder, |b| b.needs_prepare(convert::context(context)), false) }
}

/// Evaluates every expression once; prepares first where needed, otherwise allocates nothing. The
/// first failing status in order of the expressions; a failing one gives NaN, the others are
/// evaluated. Where preparing fails, its status, and all results are NaN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_eval(
    builder: *mut exp_rs_batch_builder,
    context: *const exp_rs_context,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let context = convert::context(context);
        match convert::plain(builder).and_then(|plain| plain.evaluate(context)) {
            Some(code) => code,
            None => convert::evaluate(builder, context),
        }
    }
}

/// The result of an expression in the last evaluation; NaN where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_get_result(
    builder: *const exp_rs_batch_builder,
    index: u32,
) -> exp_rs_real {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        match convert::plain(builder).and_then(|plain| plain.result(index)) {
            Some(result) => result,
            None => convert::result(builder, index),
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
        let status = convert::builder(builder).and_then(|b| b.look(|b| b.status(index)));
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
        let context = convert::context(context);
        convert::columns(builder, rows, (inputs, n_inputs), (outputs, n_outputs))
            .and_then(|columns| convert::evaluate_rows(builder, context, rows, columns))
    })
}

/// The error of the last failing call with this batch; EXP_RS_OK in it where there was none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_get_last_error(
    builder: *const exp_rs_batch_builder,
    out: *mut exp_rs_error,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let error = convert::builder(builder).and_then(BuilderHandle::last_error);
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
    unsafe { convert::write_error(out, convert::error_of(builder, index)) }
}

/// The figures of a batch; zeros on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_get_stats(
    builder: *const exp_rs_batch_builder,
    out: *mut exp_rs_batch_stats,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let stats = convert::builder(builder).and_then(|b| b.look(BatchBuilder::stats));
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
        let context = convert::context(context);
        print::print_of(builder, names, size, |b, out| b.unresolved(context, out))
    }
}
