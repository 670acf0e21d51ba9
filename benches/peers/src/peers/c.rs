//! The floor: functions written in C, compiled with gcc -O2, called through no pointer.

use super::{Compiler, Evaluator, Peer};
use crate::suite::Case;

type Run = unsafe extern "C" fn(rows: *const f64, n_rows: usize, out: *mut f64);

unsafe extern "C" {
    fn c_run_e1(rows: *const f64, n_rows: usize, out: *mut f64);
    fn c_run_e2(rows: *const f64, n_rows: usize, out: *mut f64);
    fn c_run_e3(rows: *const f64, n_rows: usize, out: *mut f64);
    fn c_run_e4(rows: *const f64, n_rows: usize, out: *mut f64);
    fn c_run_e5(rows: *const f64, n_rows: usize, out: *mut f64);
    fn c_run_e6(rows: *const f64, n_rows: usize, out: *mut f64);
    fn c_run_e7(rows: *const f64, n_rows: usize, out: *mut f64);
    fn c_run_e8(rows: *const f64, n_rows: usize, out: *mut f64);
    fn c_run_e9(rows: *const f64, n_rows: usize, out: *mut f64);
    fn c_run_e10(rows: *const f64, n_rows: usize, out: *mut f64);
}

pub struct CFunctions;

impl Peer for CFunctions {
    fn name(&self) -> &'static str {
        "C function"
    }

    fn version(&self) -> String {
        "-O2".to_owned()
    }

    fn evaluator(&self, case: &Case) -> Option<Evaluator> {
        let run = function(case.id)?;
        let (n, m) = (case.params.len(), case.expressions.len());
        Some(Box::new(move |rows, out| {
            let n_rows = rows.len() / n;
            assert_eq!(out.len(), n_rows * m);
            // SAFETY: the function reads n values and writes m results for each of n_rows rows.
            unsafe { run(rows.as_ptr(), n_rows, out.as_mut_ptr()) }
        }))
    }

    fn compiler(&self, _case: &Case) -> Option<Compiler> {
        None
    }
}

fn function(id: &str) -> Option<Run> {
    Some(match id {
        "E1" => c_run_e1,
        "E2" => c_run_e2,
        "E3" => c_run_e3,
        "E4" => c_run_e4,
        "E5" => c_run_e5,
        "E6" => c_run_e6,
        "E7" => c_run_e7,
        "E8" => c_run_e8,
        "E9" => c_run_e9,
        "E10" => c_run_e10,
        _ => return None,
    })
}
