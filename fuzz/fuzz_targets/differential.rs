//! The scenes of tests/differential.rs, chosen by libFuzzer: the oracle's walk over the tree, the optimised program, the
//! one with every operation of the text and the rows at once agree in every bit, status and call. The last byte chooses where memory fails while a batch
//! is filled and prepared at first; nothing is to be seen of that afterwards.

#![no_main]

#[path = "../../tests/oracle/mod.rs"]
mod oracle;
#[path = "../../tests/support/scene.rs"]
#[allow(dead_code)]
mod scene;
#[path = "../../tests/support/mod.rs"]
mod support;

use exp_rs::{Error, Status};
use exp_rs_fuzz::{Fault, with_fault};
use libfuzzer_sys::fuzz_target;
use scene::{Row, Scene};

/// Numbers by a byte: ordinary ones most often.
fn real(byte: u8) -> f64 {
    match byte {
        0 => -0.0,
        1 => f64::NAN,
        2 => f64::INFINITY,
        3 => f64::NEG_INFINITY,
        4 => f64::from_bits(1),
        5 => f64::MAX,
        6 => 9_223_372_036_854_775_808.0,
        7 => f64::MIN_POSITIVE,
        8..64 => f64::from(byte) / 16.0 - 2.0,
        _ => f64::from(byte) - 128.0,
    }
}

/// Runs it while memory fails: it fails for want of memory only if it was refused some.
fn with_failing_memory(fault: Fault, body: &mut dyn FnMut() -> Result<(), Error>) {
    let (outcome, refused) = with_fault(fault, body);
    assert!(refused || outcome.map_err(|e| e.status) != Err(Status::OutOfMemory));
}

fuzz_target!(|data: &[u8]| {
    let Some((fault, data)) = data.split_last() else {
        return;
    };
    let Some((head, choices)) = data.split_first_chunk::<8>() else {
        return;
    };
    let row = |i: usize| -> Row { std::array::from_fn(|p| real(head[i * 4 + p])) };
    let rows = [row(0), row(1)];
    let scene = Scene::of_choices(choices);
    let expected = scene.in_oracle(&rows);
    assert_eq!(scene.in_library(&rows, true), expected, "{scene:#?}\n{rows:?}");
    let failing = |body: &mut dyn FnMut() -> _| with_failing_memory(Fault::of_byte(*fault), body);
    assert_eq!(scene.in_library_after(&rows, failing), expected, "{scene:#?}\n{rows:?}");
    assert_eq!(scene.in_library(&rows, false), expected, "{scene:#?}\n{rows:?}");
    let at_once = expected.map(|seen| seen.at_once(3));
    assert_eq!(scene.in_block(&rows), at_once, "{scene:#?}\n{rows:?}");
});
