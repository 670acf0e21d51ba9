//! The other way of working: one expression over columns of a million rows, on one thread.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::measure::{Contender, Settings, best, medians};
use crate::peers::muparser_columns;
use crate::report::{Table, number};
use crate::suite::{EXPRESSIONS, Expression, Rows};

const MEASURED: [&str; 4] = ["E2", "E4", "E8", "E9"];

type CColumns = unsafe extern "C" fn(columns: *const *const f64, n_rows: usize, out: *mut f64);

unsafe extern "C" {
    fn c_columns_e2(columns: *const *const f64, n_rows: usize, out: *mut f64);
    fn c_columns_e4(columns: *const *const f64, n_rows: usize, out: *mut f64);
    fn c_columns_e8(columns: *const *const f64, n_rows: usize, out: *mut f64);
    fn c_columns_e9(columns: *const *const f64, n_rows: usize, out: *mut f64);
    fn c_columns_fast_e2(columns: *const *const f64, n_rows: usize, out: *mut f64);
    fn c_columns_fast_e4(columns: *const *const f64, n_rows: usize, out: *mut f64);
    fn c_columns_fast_e8(columns: *const *const f64, n_rows: usize, out: *mut f64);
    fn c_columns_fast_e9(columns: *const *const f64, n_rows: usize, out: *mut f64);
}

/// The names of the contenders that run in this process, in the order of [`contenders`].
const NAMES: &[&str] = &[
    #[cfg(ours)]
    "exp-rs",
    "C loop, -O3 -march=native",
    "the same, -ffast-math and vector libm",
    "muParser, bulk mode",
];

/// Nanoseconds per row of all contenders; numexpr through this Python, where it has it.
pub fn measure(n_rows: usize, settings: Settings, python: &Path) -> Table {
    let rows = Rows::new(n_rows);
    let expressions = || EXPRESSIONS.iter().filter(|e| MEASURED.contains(&e.id));
    let cells: Vec<_> = expressions()
        .map(|e| native(e, &rows, n_rows, settings))
        .collect();
    let row = |(contender, name): (usize, &&str)| {
        let times = cells.iter().map(|times| number(times[contender]));
        [(*name).to_owned()].into_iter().chain(times).collect()
    };
    let mut table = Table {
        title: format!("ns per row, {n_rows} rows of columns, one thread"),
        header: ["".to_owned()]
            .into_iter()
            .chain(MEASURED.map(str::to_owned))
            .collect(),
        rows: NAMES.iter().enumerate().map(row).collect(),
        note: "numexpr runs in a process of its own, not interleaved with the others.".to_owned(),
    };
    match numexpr(n_rows, settings, python) {
        Ok(row) => table.rows.push(row),
        Err(reason) => table.note = format!("numexpr is left out: {reason}"),
    }
    table
}

fn native(e: &Expression, rows: &Rows, n_rows: usize, settings: Settings) -> Vec<Option<f64>> {
    let columns = rows.columns(e.params);
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let repeat = || medians(&mut contenders(e, &columns, n_rows), settings);
    let first = repeat();
    (1..settings.repeats).fold(first, |so_far, _| best(&so_far, &repeat()))
}

fn contenders<'a>(
    e: &'a Expression,
    columns: &'a [&'a [f64]],
    n_rows: usize,
) -> Vec<Option<Contender<'a>>> {
    let (plain, fast) = c_functions(e.id);
    let c = |function: CColumns| {
        let pointers: Vec<*const f64> = columns.iter().map(|c| c.as_ptr()).collect();
        let mut out = vec![0.0; n_rows];
        Contender::new(n_rows, move || {
            // SAFETY: as many columns as the expression has parameters, each n_rows long, as `out` is.
            unsafe { function(pointers.as_ptr(), n_rows, out.as_mut_ptr()) }
            black_box(&out);
        })
    };
    let mut out = vec![0.0; n_rows];
    let muparser = Contender::new(n_rows, move || {
        muparser_columns(e, columns, &mut out);
        black_box(&out);
    });
    vec![
        #[cfg(ours)]
        Some(Contender::new(
            n_rows,
            crate::peers::ours::columns(e.source, e.params, columns, vec![0.0; n_rows]),
        )),
        Some(c(plain)),
        Some(c(fast)),
        Some(muparser),
    ]
}

fn c_functions(id: &str) -> (CColumns, CColumns) {
    match id {
        "E2" => (c_columns_e2, c_columns_fast_e2),
        "E4" => (c_columns_e4, c_columns_fast_e4),
        "E8" => (c_columns_e8, c_columns_fast_e8),
        "E9" => (c_columns_e9, c_columns_fast_e9),
        _ => unreachable!("{id} is not measured over columns"),
    }
}

/// A row of the table, or why there is none.
fn numexpr(n_rows: usize, settings: Settings, python: &Path) -> Result<Vec<String>, String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/columns_numexpr.py");
    let rounds = settings.rounds * settings.repeats;
    let arguments = [script, &n_rows.to_string(), &rounds.to_string()];
    let output = Command::new(python)
        .args(arguments)
        .output()
        .map_err(|e| e.to_string())?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(message
            .trim_end()
            .lines()
            .last()
            .unwrap_or("it failed")
            .to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let value = |key: &str| {
        let mut pairs = text.lines().filter_map(|line| line.split_once(' '));
        pairs
            .find(|(k, _)| *k == key)
            .map(|(_, value)| value.to_owned())
    };
    let name = format!("numexpr {}", value("version").unwrap_or_default());
    let times = MEASURED.map(|id| number(value(id).and_then(|v| v.parse().ok())));
    Ok([name].into_iter().chain(times).collect())
}

/// Fewer rounds than for single evaluations, each over the whole table.
pub fn settings(quick: bool) -> Settings {
    let (rounds, repeats) = if quick { (3, 1) } else { (7, 3) };
    Settings {
        rounds,
        repeats,
        slice: Duration::from_millis(1),
    }
}
