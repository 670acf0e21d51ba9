//! fasteval, compiled, with its unsafe variables (feature `unsafe-vars`): its fastest form. It has
//! neither `sqrt` nor `exp`, so powers stand for them, and no ternary operator, so E7 is left out.

use std::cell::UnsafeCell;

use fasteval::{Compiler as _, EmptyNamespace, Evaler, Instruction, Parser, Slab};

use super::{Compiler, Evaluator, Peer, for_shape, rows_and_results, translated};
use crate::suite::{Case, Expression};

pub struct Fasteval;

impl Peer for Fasteval {
    fn name(&self) -> &'static str {
        "fasteval"
    }

    fn version(&self) -> String {
        env!("PEER_VERSION_fasteval").to_owned()
    }

    fn evaluator(&self, case: &Case) -> Option<Evaluator> {
        let sources = translated(case, translate)?;
        Some(for_shape!(case, evaluator(case, &sources)))
    }

    fn compiler(&self, case: &Case) -> Option<Compiler> {
        let sources = translated(case, translate)?;
        let variables = [const { UnsafeCell::new(0.0) }; 7];
        let params = case.params;
        let mut slab = Slab::new();
        Some(Box::new(move || {
            slab.clear();
            for source in &sources {
                std::hint::black_box(compile(source, params, &variables, &mut slab));
            }
        }))
    }
}

fn translate(expression: &Expression) -> Option<&'static str> {
    Some(match expression.id {
        "E3" => "(x*x+y*y)^0.5",
        "E4" => "sin(x)*cos(y)+(x*x+y*y)^0.5",
        "E7" => return None,
        "E9" => "e()^(-((x-a)*(x-a)+(y-b)*(y-b))/(2*c*c))/(2*3.14159265358979*c*c)",
        _ => expression.source,
    })
}

/// Registers the variables and compiles one source.
fn compile(
    source: &str,
    params: &[&str],
    variables: &[UnsafeCell<f64>],
    slab: &mut Slab,
) -> Instruction {
    for (name, variable) in params.iter().zip(variables) {
        // SAFETY: the caller keeps the variables where they are for as long as it evaluates.
        unsafe { slab.ps.add_unsafe_var((*name).to_owned(), &*variable.get()) };
    }
    let parsed = Parser::new().parse(source, &mut slab.ps);
    let parsed = parsed.unwrap_or_else(|e| panic!("fasteval: {source}: {e}"));
    parsed.from(&slab.ps).compile(&slab.ps, &mut slab.cs)
}

fn evaluator<const N: usize, const M: usize>(case: &Case, sources: &[&str]) -> Evaluator {
    let variables: Box<[UnsafeCell<f64>; N]> =
        Box::new(std::array::from_fn(|_| UnsafeCell::new(0.0)));
    let compiled: [(Slab, Instruction); M] = std::array::from_fn(|m| {
        let mut slab = Slab::new();
        let instruction = compile(sources[m], case.params, &*variables, &mut slab);
        (slab, instruction)
    });
    Box::new(move |rows, out| {
        for (row, results) in rows_and_results::<N, M>(rows, out) {
            // SAFETY: `N` cells one after the other; nothing else refers to them at this point.
            unsafe { *variables.as_ptr().cast::<[f64; N]>().cast_mut() = *row };
            for ((slab, instruction), result) in compiled.iter().zip(results) {
                let value = instruction.eval(slab, &mut EmptyNamespace);
                *result = value.expect("nothing in the suite can fail");
            }
        }
    })
}
