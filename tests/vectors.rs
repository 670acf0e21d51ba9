//! The vectors of the language through the Rust interface: each row in a fixed arena of 65,536
//! bytes, bits and offsets, optimised and not.

use exp_rs::{Arena, BatchBuilder, Error, Real, Status};

mod support;
use support::vectors::{Expected, Vector, vectors};

const ARRAY: [Real; 4] = [1.5, 2.5, -3.0, 4e10];

fn evaluate(vector: &Vector, optimise: bool) -> Result<Real, Error> {
    let arena = Arena::new(65_536).unwrap();
    let mut batch = BatchBuilder::new(&arena);
    batch.set_optimise(optimise);
    for (name, value) in &vector.parameters {
        batch.add_parameter(name, *value)?;
    }
    // SAFETY: a static array.
    unsafe { batch.bind_array("t", ARRAY.as_ptr(), ARRAY.len())? };
    batch.add_expression(&vector.expression)?;
    batch.prepare(None)?;
    batch.eval(None)?;
    Ok(batch.result(0))
}

fn complaint(vector: &Vector, optimise: bool) -> Option<String> {
    let got = evaluate(vector, optimise);
    let fine = match (&got, &vector.expected) {
        (Ok(value), Expected::Value(expected)) => support::within(*value, *expected, vector.ulp),
        (Err(error), Expected::Error { code, offset }) => {
            error.status == *code && error.span.offset == *offset
        }
        _ => false,
    };
    (!fine).then(|| {
        let got = got.map(|v| format!("{v} {:x}", v.to_bits()));
        format!("{:?} {:?} optimise={optimise}: {got:?}", vector.expression, vector)
    })
}

/// Whether the row calls a function of a group that the library was built without.
fn is_left_out(vector: &Vector) -> bool {
    let error = evaluate(vector, true).err();
    error.is_some_and(|error| error.message().as_str().contains("; this build has no '"))
}

#[test]
fn every_vector_has_its_value_or_its_error() {
    let (skipped, all): (Vec<_>, Vec<_>) = vectors().into_iter().partition(is_left_out);
    println!("{} rows, {} of functions that are left out", all.len(), skipped.len());
    let whole = cfg!(all(
        feature = "special",
        feature = "statistics",
        feature = "bits",
        feature = "trigonometric"
    ));
    assert!(all.len() + skipped.len() > 4_000, "{} vectors", all.len());
    assert_eq!(whole, skipped.is_empty(), "{} skipped", skipped.len());
    for optimise in [true, false] {
        let complaints: Vec<_> = all.iter().filter_map(|v| complaint(v, optimise)).collect();
        let shown = complaints.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
        assert!(complaints.is_empty(), "{} of {}:\n{shown}", complaints.len(), all.len());
    }
}

#[test]
fn a_status_is_known_by_its_number() {
    for status in Status::ALL {
        assert_eq!(Status::from_code(status.code()), Some(*status));
    }
}
