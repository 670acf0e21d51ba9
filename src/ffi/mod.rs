//! The C interface: one file a handle, each function three to five lines over the safe types.
//! `convert` and `reach` are the only places where pointers of C become references.
//!
//! Everything here is named as in C.

#![allow(non_camel_case_types)]
#![allow(rustdoc::broken_intra_doc_links)] // The texts are the header's: `a[i]` there is C.
#![allow(clippy::missing_safety_doc)] // The header's reader is told once, above each group.

pub mod arena;
pub mod batch;
pub mod context;
mod context_handle;
mod convert;
pub mod error;
mod handle;
mod print;
mod reach;

use error::exp_rs_status;

/// The type of every value; see EXP_RS_F32.
pub type exp_rs_real = crate::real::Real;

/// Limits. A field of 0 stands for its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct exp_rs_limits {
    /// Bytes of one source text: 65536.
    pub source_length: u32,
    /// Open brackets, prefix operators, exponents, ?: and := that are waiting for their end: 256.
    pub nesting: u32,
    /// Calls of expression functions inside one another: 64.
    pub call_depth: u32,
    /// Distinct names declared in one builder or context: 65536.
    pub names: u32,
    /// Operations that the expression functions called by one expression may execute: 1000000.
    pub steps: u64,
}

/// Evaluates one expression of numbers and built-ins. Takes memory and gives it back.
///
/// *out is NaN on failure.
#[unsafe(no_mangle)]
#[cfg_attr(feature = "f32", allow(unused_attributes), unsafe(export_name = "exp_rs_eval_f32"))]
pub unsafe extern "C" fn exp_rs_eval(
    source: *const core::ffi::c_char,
    out: *mut exp_rs_real,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { reach::one_shot(convert::text(source), out) }
}

/// exp_rs_eval for a text of source_length bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_eval_n(
    source: *const core::ffi::c_char,
    source_length: usize,
    out: *mut exp_rs_real,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe { reach::one_shot(convert::text_n(source, source_length), out) }
}
