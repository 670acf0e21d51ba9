//! The contenders, one file each.
//!
//! Each is used as its documentation recommends for one expression and many values: compiled once,
//! values written to where it reads them, the result taken. All loops have the same form: for each
//! row copy the used values, evaluate, store the result.

mod c;
mod evalexpr;
mod exmex;
mod exp_rs_0_2;
mod exprtk;
mod fasteval;
mod muparser;
#[cfg(ours)]
pub mod ours;
mod shim;

use crate::suite::{Case, Expression};

pub use muparser::columns as muparser_columns;

/// Evaluates all rows: packed rows in, for each row the results of the case's expressions out.
pub type Evaluator = Box<dyn FnMut(&[f64], &mut [f64])>;

/// Goes once from the source texts of a case to something that can be evaluated.
pub type Compiler = Box<dyn FnMut()>;

pub trait Peer {
    fn name(&self) -> &'static str;

    fn version(&self) -> String;

    /// The library that this package is about.
    fn is_ours(&self) -> bool {
        false
    }

    /// `None`: the peer cannot express the case.
    fn evaluator(&self, case: &Case) -> Option<Evaluator>;

    /// `None`: the peer cannot express the case, or does not compile at run time.
    fn compiler(&self, case: &Case) -> Option<Compiler>;
}

/// All peers, in the order of the report. The first is the reference for the results.
pub fn all() -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(c::CFunctions),
        #[cfg(ours)]
        Box::new(ours::Ours),
        Box::new(exprtk::peer()),
        Box::new(muparser::peer()),
        Box::new(fasteval::Fasteval),
        Box::new(exmex::Exmex),
        Box::new(evalexpr::Evalexpr),
        Box::new(exp_rs_0_2::ExpRs02),
    ]
}

/// The sources of a case in a peer's language; `None` if one of them has no translation.
fn translated(
    case: &Case,
    translate: impl Fn(&Expression) -> Option<&'static str>,
) -> Option<Vec<&'static str>> {
    case.expressions.iter().map(|e| translate(e)).collect()
}

/// Calls a function that is generic over the number of parameters and of expressions of a case, so
/// that the copy of the values in its loop is a few moves.
macro_rules! for_shape {
    ($case:expr, $function:ident($($argument:expr),*)) => {
        match ($case.params.len(), $case.expressions.len()) {
            (2, 1) => $function::<2, 1>($($argument),*),
            (3, 1) => $function::<3, 1>($($argument),*),
            (4, 1) => $function::<4, 1>($($argument),*),
            (5, 1) => $function::<5, 1>($($argument),*),
            (7, 1) => $function::<7, 1>($($argument),*),
            (7, 7) => $function::<7, 7>($($argument),*),
            shape => unreachable!("{}: no loop for {shape:?}", $case.id),
        }
    };
}
use for_shape;

/// Row by row: the `N` values and the place for the `M` results.
fn rows_and_results<'a, const N: usize, const M: usize>(
    rows: &'a [f64],
    out: &'a mut [f64],
) -> impl Iterator<Item = (&'a [f64; N], &'a mut [f64; M])> {
    rows.as_chunks().0.iter().zip(out.as_chunks_mut().0)
}
