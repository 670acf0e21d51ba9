//! Contexts.

use core::ffi::{c_char, c_void};

use super::context_handle::ContextHandle;
use super::convert::{self, text, text_n};
use super::error::{exp_rs_error, exp_rs_status};
use super::{exp_rs_limits, exp_rs_real};

/// What names mean, opaque.
pub struct exp_rs_context(pub(super) ContextHandle);

/// A function of the host: gets n_args numbers, valid during the call, and the pointer that was
/// given with it. It must return; no longjmp or exception may leave it.
pub type exp_rs_native_fn = Option<
    unsafe extern "C" fn(
        args: *const exp_rs_real,
        n_args: usize,
        user_data: *mut c_void,
    ) -> exp_rs_real,
>;

/// Flag: the function depends on nothing but its arguments. Calls with constants may be made when
/// a batch is prepared, equal calls once.
pub const EXP_RS_PURE: u32 = 1;

/// For max_args: no upper end.
pub const EXP_RS_VARIADIC: u32 = u32::MAX;

/// A new context with all built-ins. NULL when memory cannot be had. To be freed with
/// exp_rs_context_free.
#[unsafe(no_mangle)]
#[cfg_attr(
    feature = "f32",
    allow(unused_attributes),
    unsafe(export_name = "exp_rs_context_new_f32")
)]
pub extern "C" fn exp_rs_context_new() -> *mut exp_rs_context {
    ContextHandle::create(crate::context::Context::new())
}

/// A new context with operators only; if, ifs, and, or, not stay.
#[unsafe(no_mangle)]
#[cfg_attr(
    feature = "f32",
    allow(unused_attributes),
    unsafe(export_name = "exp_rs_context_new_empty_f32")
)]
pub extern "C" fn exp_rs_context_new_empty() -> *mut exp_rs_context {
    ContextHandle::create(crate::context::Context::empty())
}

/// Frees a context; batches that were prepared with it stay as they are. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_free(context: *mut exp_rs_context) {
    // SAFETY: the caller's word, as the header says.
    unsafe { ContextHandle::free(context) };
}

/// Gives a name a value in expressions, in place of what it had.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_set_constant(
    context: *mut exp_rs_context,
    name: *const c_char,
    value: exp_rs_real,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { ContextHandle::change(context, |c| c.set_constant(text(name)?, value)) }
}

/// exp_rs_context_set_constant for a name of name_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_set_constant_n(
    context: *mut exp_rs_context,
    name: *const c_char,
    name_length: usize,
    value: exp_rs_real,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { ContextHandle::change(context, |c| c.set_constant(text_n(name, name_length)?, value)) }
}

/// Lets expressions read length numbers at data as name[i], in place. The memory stays the
/// host's and must outlive every batch that was prepared with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_set_array(
    context: *mut exp_rs_context,
    name: *const c_char,
    data: *const exp_rs_real,
    length: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { ContextHandle::change(context, |c| c.set_array(text(name)?, data, length)) }
}

/// exp_rs_context_set_array for a name of name_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_set_array_n(
    context: *mut exp_rs_context,
    name: *const c_char,
    name_length: usize,
    data: *const exp_rs_real,
    length: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        ContextHandle::change(context, |c| c.set_array(text_n(name, name_length)?, data, length))
    }
}

/// Lets expressions call a function of the host with min_args to max_args arguments
/// (EXP_RS_VARIADIC: no upper end). flags: 0 or EXP_RS_PURE. user_data stays the host's.
///
/// One named add, sub, mul, div, neg or comma also replaces the operator, and must accept its
/// operands, else EXP_RS_INVALID_ARGUMENT; if, ifs, and, or, not are EXP_RS_INVALID_NAME.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_add_function(
    context: *mut exp_rs_context,
    name: *const c_char,
    min_args: u32,
    max_args: u32,
    function: exp_rs_native_fn,
    user_data: *mut c_void,
    flags: u32,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        ContextHandle::change(context, |c| {
            let (function, pure) = convert::function(function, flags)?;
            c.add_function(text(name)?, (min_args, max_args), function, user_data, pure)
        })
    }
}

/// exp_rs_context_add_function for a name of name_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_add_function_n(
    context: *mut exp_rs_context,
    name: *const c_char,
    name_length: usize,
    min_args: u32,
    max_args: u32,
    function: exp_rs_native_fn,
    user_data: *mut c_void,
    flags: u32,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        ContextHandle::change(context, |c| {
            let (function, pure) = convert::function(function, flags)?;
            let name = text_n(name, name_length)?;
            c.add_function(name, (min_args, max_args), function, user_data, pure)
        })
    }
}

/// Defines name(params) = body; params are names between commas, "" for none. Syntax is checked
/// now, what names mean when a batch that uses the function is prepared. Takes effect in each
/// batch at its next evaluation with this context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_add_expression_function(
    context: *mut exp_rs_context,
    name: *const c_char,
    params: *const c_char,
    body: *const c_char,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        ContextHandle::change(context, |c| {
            c.add_expression_function(text(name)?, text(params)?, text(body)?)
        })
    }
}

/// exp_rs_context_add_expression_function for texts of given lengths in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_add_expression_function_n(
    context: *mut exp_rs_context,
    name: *const c_char,
    name_length: usize,
    params: *const c_char,
    params_length: usize,
    body: *const c_char,
    body_length: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        ContextHandle::change(context, |c| {
            let (name, params) = (text_n(name, name_length)?, text_n(params, params_length)?);
            c.add_expression_function(name, params, text_n(body, body_length)?)
        })
    }
}

/// Takes all meanings from a name: constant, array and function, built-in ones too.
/// EXP_RS_UNKNOWN_NAME where it has none, EXP_RS_INVALID_NAME for if, ifs, and, or, not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_remove(
    context: *mut exp_rs_context,
    name: *const c_char,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { ContextHandle::change(context, |c| c.remove(text(name)?)) }
}

/// exp_rs_context_remove for a name of name_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_remove_n(
    context: *mut exp_rs_context,
    name: *const c_char,
    name_length: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { ContextHandle::change(context, |c| c.remove(text_n(name, name_length)?)) }
}

/// Whether a name means something as a constant, an array or a function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_has(
    context: *const exp_rs_context,
    name: *const c_char,
) -> bool {
    // SAFETY: the caller's word, as the header says.
    unsafe { ContextHandle::look(context, |c| text(name).is_ok_and(|n| c.has(n)), false) }
}

/// exp_rs_context_has for a name of name_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_has_n(
    context: *const exp_rs_context,
    name: *const c_char,
    name_length: usize,
) -> bool {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let has = |c: &crate::context::Context| text_n(name, name_length).is_ok_and(|n| c.has(n));
        ContextHandle::look(context, has, false)
    }
}

/// How many functions can be called; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_function_count(context: *const exp_rs_context) -> usize {
    // SAFETY: the caller's word, as the header says.
    unsafe { ContextHandle::look(context, crate::context::Context::function_count, 0) }
}

/// The name of function i, from 0, in no particular order; NULL where there is none. Valid until
/// the context is changed or freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_function_name(
    context: *const exp_rs_context,
    i: usize,
) -> *const c_char {
    // SAFETY: the caller's word, as the header says.
    unsafe { ContextHandle::look(context, |c| c.function_c_name(i).cast(), core::ptr::null()) }
}

/// Sets the limits for function bodies, names, call depth and steps.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_set_limits(
    context: *mut exp_rs_context,
    limits: *const exp_rs_limits,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        ContextHandle::change(context, |c| {
            c.set_limits(convert::limits(limits)?);
            Ok(())
        })
    }
}

/// The error of the last failing call with this context; EXP_RS_OK in it where there was none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_context_get_last_error(
    context: *const exp_rs_context,
    out: *mut exp_rs_error,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::write_error(out, ContextHandle::last_error(context)) }
}
