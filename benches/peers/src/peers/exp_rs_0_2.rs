//! exp-rs 0.2.0, the last version before the rewrite, through its Rust interface. It makes itself
//! the global allocator of this program: a plain pass to the system's allocator.

use std::rc::Rc;

use bumpalo::Bump;
use exp_rs_0_2::{EvalContext, Expression};

use super::{Compiler, Evaluator, Peer};
use crate::suite::Case;

pub struct ExpRs02;

impl Peer for ExpRs02 {
    fn name(&self) -> &'static str {
        "exp-rs"
    }

    fn version(&self) -> String {
        env!("PEER_VERSION_exp_rs").to_owned()
    }

    fn evaluator(&self, case: &Case) -> Option<Evaluator> {
        // Leaked: an evaluator lives until the program ends anyway, and its arena must outlive it.
        let mut batch = build(
            case.params,
            &sources(case),
            Box::leak(Box::new(Bump::new())),
        );
        let context = Rc::new(EvalContext::new());
        let columns = case.params.len();
        Some(Box::new(move |rows, out| {
            let results = out.chunks_exact_mut(batch.expression_count());
            for (row, results) in rows.chunks_exact(columns).zip(results) {
                for (i, &value) in row.iter().enumerate() {
                    batch.set_param(i, value).expect("the parameter was added");
                }
                batch.eval(&context).expect("nothing in the suite can fail");
                results.copy_from_slice(batch.get_all_results());
            }
        }))
    }

    fn compiler(&self, case: &Case) -> Option<Compiler> {
        let (params, sources) = (case.params, sources(case));
        let mut arena = Bump::new();
        Some(Box::new(move || {
            arena.reset();
            std::hint::black_box(&build(params, &sources, &arena));
        }))
    }
}

fn sources(case: &Case) -> Vec<&'static str> {
    case.expressions.iter().map(|e| e.source).collect()
}

fn build<'a>(params: &[&str], sources: &[&str], arena: &'a Bump) -> Expression<'a> {
    let mut batch = Expression::new(arena);
    for name in params {
        batch.add_parameter(name, 0.0).expect("a new name");
    }
    for source in sources {
        let added = batch.add_expression(source);
        added.unwrap_or_else(|e| panic!("exp-rs 0.2.0: {source}: {e:?}"));
    }
    batch
}
