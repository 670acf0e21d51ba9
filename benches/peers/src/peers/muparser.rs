//! muParser as the distribution packages it: its evaluation of one row, and its bulk mode.

use std::ffi::{c_char, c_void};

use super::shim::{Api, ShimPeer, Texts};
use crate::suite::Expression;

unsafe extern "C" {
    fn muparser_new(
        names: *const *const c_char,
        n_names: usize,
        sources: *const *const c_char,
        n_sources: usize,
    ) -> *mut c_void;
    fn muparser_run(batch: *mut c_void, rows: *const f64, n_rows: usize, out: *mut f64) -> bool;
    fn muparser_compile(batch: *mut c_void) -> bool;
    fn muparser_free(batch: *mut c_void);
    fn muparser_version() -> *const c_char;
    fn muparser_columns(
        names: *const *const c_char,
        n_names: usize,
        source: *const c_char,
        columns: *const *const f64,
        n_rows: usize,
        out: *mut f64,
    ) -> bool;
}

pub fn peer() -> ShimPeer {
    let api = Api {
        new: muparser_new,
        run: muparser_run,
        compile: muparser_compile,
        free: muparser_free,
        version: muparser_version,
    };
    ShimPeer {
        name: "muParser",
        api,
        translate: |expression| Some(expression.source),
    }
}

/// Evaluates an expression over columns in bulk mode, on one thread.
pub fn columns(expression: &Expression, columns: &[&[f64]], out: &mut [f64]) {
    assert_eq!(columns.len(), expression.params.len());
    assert!(columns.iter().all(|column| column.len() == out.len()));
    let names = Texts::new(expression.params);
    let source = Texts::new(&[expression.source]);
    let pointers: Vec<*const f64> = columns.iter().map(|column| column.as_ptr()).collect();
    // SAFETY: texts that end in NUL; as many columns as names, each and `out` as long as said.
    let done = unsafe {
        muparser_columns(
            names.pointers().as_ptr(),
            pointers.len(),
            source.pointers()[0],
            pointers.as_ptr(),
            out.len(),
            out.as_mut_ptr(),
        )
    };
    assert!(done, "muParser: {} failed", expression.id);
}
