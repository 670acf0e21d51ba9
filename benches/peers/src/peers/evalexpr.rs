//! evalexpr with its `HashMapContext`. It has an integer type: `z==2` has to be written `z==2.0`.

use evalexpr::{ContextWithMutableVariables, HashMapContext, Node, Value, build_operator_tree};

use super::{Compiler, Evaluator, Peer, translated};
use crate::suite::{Case, Expression};

pub struct Evalexpr;

impl Peer for Evalexpr {
    fn name(&self) -> &'static str {
        "evalexpr"
    }

    fn version(&self) -> String {
        env!("PEER_VERSION_evalexpr").to_owned()
    }

    fn evaluator(&self, case: &Case) -> Option<Evaluator> {
        let trees: Vec<Node> = translated(case, translate)?
            .into_iter()
            .map(parse)
            .collect();
        let params = case.params;
        let mut context = HashMapContext::new();
        Some(Box::new(move |rows, out| {
            let results = out.chunks_exact_mut(trees.len());
            for (row, results) in rows.chunks_exact(params.len()).zip(results) {
                for (name, &value) in params.iter().zip(row) {
                    let set = context.set_value((*name).to_owned(), Value::Float(value));
                    set.expect("always the same type");
                }
                for (tree, result) in trees.iter().zip(results) {
                    let value = tree.eval_with_context(&context);
                    *result = number(&value.expect("nothing in the suite can fail"));
                }
            }
        }))
    }

    fn compiler(&self, case: &Case) -> Option<Compiler> {
        let sources = translated(case, translate)?;
        Some(Box::new(move || {
            for source in &sources {
                std::hint::black_box(parse(source));
            }
        }))
    }
}

fn translate(expression: &Expression) -> Option<&'static str> {
    Some(match expression.id {
        "E3" => "math::sqrt(x*x+y*y)",
        "E4" => "math::sin(x)*math::cos(y)+math::sqrt(x*x+y*y)",
        "E6" => "x>0 && y<1 || z==2.0",
        "E7" => "if(x>y, math::exp(-x), math::ln(y+1))",
        "E9" => "math::exp(-((x-a)*(x-a)+(y-b)*(y-b))/(2*c*c))/(2*3.14159265358979*c*c)",
        _ => expression.source,
    })
}

fn parse(source: &str) -> Node {
    build_operator_tree(source).unwrap_or_else(|e| panic!("evalexpr: {source}: {e}"))
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Float(number) => *number,
        Value::Int(number) => *number as f64,
        Value::Boolean(truth) => f64::from(*truth),
        _ => f64::NAN,
    }
}
