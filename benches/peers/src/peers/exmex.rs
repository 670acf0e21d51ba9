//! exmex: flat expressions of `f64`; E6 and E7 need its `Val` type, which has comparisons and `if`.
//! There `&&` and `||` bind alike, and tighter than comparisons: E6 is written with brackets.

use exmex::{Express, FlatEx, FlatExVal, Val};

use super::{Compiler, Evaluator, Peer};
use crate::suite::{Case, Expression};

pub struct Exmex;

impl Peer for Exmex {
    fn name(&self) -> &'static str {
        "exmex"
    }

    fn version(&self) -> String {
        env!("PEER_VERSION_exmex").to_owned()
    }

    fn evaluator(&self, case: &Case) -> Option<Evaluator> {
        Some(match case.expressions[..] {
            [single] => match value_source(single) {
                Some(source) => value_evaluator(source, case.params.len()),
                None => float_evaluator(single.source, case.params.len()),
            },
            _ => batch_evaluator(case),
        })
    }

    fn compiler(&self, case: &Case) -> Option<Compiler> {
        let sources: Vec<&str> = case.expressions.iter().map(|e| e.source).collect();
        Some(Box::new(move || {
            for source in &sources {
                std::hint::black_box(parse(source));
            }
        }))
    }
}

/// The text for those that need `Val`.
fn value_source(expression: &Expression) -> Option<&'static str> {
    match expression.id {
        "E6" => Some("((x>0) && (y<1)) || (z==2)"),
        "E7" => Some("exp(-x) if x>y else ln(y+1)"),
        _ => None,
    }
}

fn parse(source: &str) -> FlatEx<f64> {
    exmex::parse(source).unwrap_or_else(|e| panic!("exmex: {source}: {e}"))
}

/// exmex takes the values in the alphabetical order of the names, as a row has them.
fn float_evaluator(source: &str, columns: usize) -> Evaluator {
    let expression = parse(source);
    Box::new(move |rows, out| {
        for (row, result) in rows.chunks_exact(columns).zip(out) {
            *result = expression.eval(row).expect("as many values as variables");
        }
    })
}

fn value_evaluator(source: &str, columns: usize) -> Evaluator {
    let expression: FlatExVal<i32, f64> =
        exmex::parse_val(source).unwrap_or_else(|e| panic!("exmex: {source}: {e}"));
    let mut values = vec![Val::Float(0.0); columns];
    Box::new(move |rows, out| {
        for (row, result) in rows.chunks_exact(columns).zip(out) {
            for (value, &number) in values.iter_mut().zip(row) {
                *value = Val::Float(number);
            }
            let value = expression.eval(&values).and_then(Val::to_float);
            *result = value.expect("as many values as variables");
        }
    })
}

/// Several expressions: each gets the values that it uses.
fn batch_evaluator(case: &Case) -> Evaluator {
    let column = |name: &&str| {
        case.params
            .iter()
            .position(|p| p == name)
            .expect("in the batch")
    };
    let expressions: Vec<(FlatEx<f64>, Vec<usize>)> = case
        .expressions
        .iter()
        .map(|e| (parse(e.source), e.params.iter().map(column).collect()))
        .collect();
    let columns = case.params.len();
    let mut values = vec![0.0; columns];
    Box::new(move |rows, out| {
        let results = out.chunks_exact_mut(expressions.len());
        for (row, results) in rows.chunks_exact(columns).zip(results) {
            for ((expression, used), result) in expressions.iter().zip(results) {
                for (value, &column) in values.iter_mut().zip(used) {
                    *value = row[column];
                }
                let value = expression.eval(&values[..used.len()]);
                *result = value.expect("as many values as variables");
            }
        }
    })
}
