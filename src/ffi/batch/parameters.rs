//! The parameters and arrays of a batch: adding, binding, setting, finding them.

use core::ffi::c_char;
use core::ptr;

use super::exp_rs_batch_builder;
use crate::batch::BatchBuilder;
use crate::ffi::convert::{self, text_n};
use crate::ffi::error::exp_rs_status;
use crate::ffi::exp_rs_real;
use crate::ffi::reach::{self, change, look};
use crate::real::NAN;

/// Adds a parameter with a value. Its index, or a negative status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_add_parameter(
    builder: *mut exp_rs_batch_builder,
    name: *const c_char,
    value: exp_rs_real,
) -> i32 {
    // SAFETY: the caller's word, as the header says.
    unsafe { convert::index(change(builder, |b| b.add_parameter(convert::name(name)?, value))) }
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
    unsafe { convert::index(change(builder, |b| b.bind_parameter(convert::name(name)?, address))) }
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
    unsafe {
        convert::status(change(builder, |b| b.bind_array(convert::name(name)?, data, length)))
    }
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
#[cfg_attr(target_os = "none", unsafe(link_section = ".text.set_params"))]
pub unsafe extern "C" fn exp_rs_batch_builder_set_params(
    builder: *mut exp_rs_batch_builder,
    values: *const exp_rs_real,
    count: usize,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        // Two in a row are most often set.
        match reach::plain(builder).filter(|_| count == 2 && !values.is_null()) {
            Some(plain) if plain.set_pair(values) => 0,
            _ => reach::set_params(builder, values, count),
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
    unsafe { convert::index(reach::find(builder, convert::name(name), BatchBuilder::find_param)) }
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
        convert::index(reach::find(builder, name, BatchBuilder::find_param))
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
