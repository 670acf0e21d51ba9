//! One expression over columns of numbers, on all cores: each thread compiles its own and takes a
//! share of the rows. Nothing is allocated for a row.
//!
//!     cargo run --release --example columns

use exp_rs::{Error, Expression, Real};
use std::thread;

const SOURCE: &str = "r := sqrt(x^2 + y^2); r > 0 ? sin(r) / r : 1";
const ROWS: usize = 1_000_000;

fn main() -> Result<(), Error> {
    let x: Vec<Real> = (0..ROWS).map(|row| (row % 1000) as Real / 50.0 - 10.0).collect();
    let y: Vec<Real> = (0..ROWS).map(|row| (row / 1000) as Real / 50.0 - 10.0).collect();
    let mut results = vec![0.0; ROWS];

    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = ROWS.div_ceil(threads);
    thread::scope(|scope| {
        let parts = x.chunks(share).zip(y.chunks(share)).zip(results.chunks_mut(share));
        let workers: Vec<_> = parts
            .map(|((x, y), results)| {
                scope.spawn(move || {
                    Expression::new(SOURCE, &["x", "y"])?.eval_columns(&[x, y], results)
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("a thread ended"))
    })?;

    let highest = results.iter().copied().fold(Real::NEG_INFINITY, Real::max);
    let lowest = results.iter().copied().fold(Real::INFINITY, Real::min);
    println!("{ROWS} rows: from {lowest:.4} to {highest:.4}");
    Ok(())
}
