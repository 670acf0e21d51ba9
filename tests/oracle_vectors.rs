//! Proves that the oracle of the differential tests is right: it gives every vector's value or
//! error, computed elsewhere, so that an agreement with it means something. Functions that it asks
//! the library for are held to the vectors' tolerance, all else to equal bits.

mod oracle;
mod support;

use exp_rs::{Real, Status};
use oracle::check::check;
use oracle::evaluate::evaluate;
use oracle::parser::parse;
use oracle::{Batch, Refusal, World, on_a_large_stack};
use support::vectors::{Expected, Vector, vectors};

const ARRAY: [Real; 4] = [1.5, 2.5, -3.0, 4e10];

fn outcome(vector: &Vector) -> Result<Real, Refusal> {
    let world = World::new();
    let batch = Batch {
        arrays: [("t".to_owned(), ARRAY.to_vec())].into(),
        parameters: vector.parameters.clone(),
        expressions: vec![(None, parse(&vector.expression)?)],
    };
    check(&world, &batch).map_err(|(_, refusal)| refusal)?;
    // Where an element is out of range, the walk does not tell.
    evaluate(&world, &batch)[0].map_err(|status| Refusal { status, offset: usize::MAX })
}

fn agrees(vector: &Vector) -> bool {
    match (outcome(vector), &vector.expected) {
        (Ok(value), Expected::Value(expected)) => support::within(value, *expected, vector.ulp),
        (Err(refusal), Expected::Error { code, offset }) => {
            refusal.status == *code
                && (*code == Status::ArrayIndex || refusal.offset == *offset as usize)
        }
        _ => false,
    }
}

#[test]
fn the_oracle_gives_every_vector() {
    on_a_large_stack(|| {
        let wrong = vectors().into_iter().filter(|v| !agrees(v));
        let wrong: Vec<String> = wrong.map(|v| format!("{v:?}: {:?}", outcome(&v))).collect();
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    });
}
