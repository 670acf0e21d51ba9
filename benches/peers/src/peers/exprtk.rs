//! ExprTk, C++ templates; the header that lies in the crate `exprtk_sys`. Its version is a date.

use std::ffi::{c_char, c_void};

use super::shim::{Api, ShimPeer};
use crate::suite::Expression;

unsafe extern "C" {
    fn exprtk_new(
        names: *const *const c_char,
        n_names: usize,
        sources: *const *const c_char,
        n_sources: usize,
    ) -> *mut c_void;
    fn exprtk_run(batch: *mut c_void, rows: *const f64, n_rows: usize, out: *mut f64) -> bool;
    fn exprtk_compile(batch: *mut c_void) -> bool;
    fn exprtk_free(batch: *mut c_void);
    fn exprtk_version() -> *const c_char;
}

pub fn peer() -> ShimPeer {
    let api = Api {
        new: exprtk_new,
        run: exprtk_run,
        compile: exprtk_compile,
        free: exprtk_free,
        version: exprtk_version,
    };
    ShimPeer {
        name: "ExprTk",
        api,
        translate,
    }
}

fn translate(expression: &Expression) -> Option<&'static str> {
    Some(match expression.id {
        "E6" => "x>0 and y<1 or z==2",
        "E7" => "x>y ? exp(-x) : log(y+1)",
        _ => expression.source,
    })
}
