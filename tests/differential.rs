//! Proves that what a batch gives depends on its texts alone and not on how the library got there:
//! the optimised program, the one with every operation of the text, a batch that was cleared and
//! filled again, the evaluation of all rows at once and an oracle that walks over a tree agree in every bit, every status, and in the sequence
//! of calls of a function with side effects. Texts that are no expressions are refused by library
//! and oracle with the same code at the same byte.
//!
//! 2,000 cases each, always the same; `PROPTEST_CASES=n` runs n others.

mod oracle;
#[path = "support/scene.rs"]
mod scene;
mod support;

use std::sync::{Arc, Mutex};

use exp_rs::{Real, Status};
use oracle::on_a_large_stack;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use scene::{CONTEXT_FUNCTIONS, PARAMETERS, Row, Scene, Seen};
use support::damage::{mutated, soup};
use support::generate::{Choices, Scope, expression};

/// Runs a property on [`on_a_large_stack`].
fn for_all<S>(strategy: S, property: impl Fn(S::Value) + Send + 'static)
where
    S: Strategy + Send + 'static,
{
    on_a_large_stack(move || {
        let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
        let cases = wanted.unwrap_or(2_000);
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let mut runner = match wanted {
            Some(_) => TestRunner::new(config),
            None => {
                let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
                TestRunner::new_with_rng(config, rng)
            }
        };
        let outcome = runner.run(&strategy, |value| {
            property(value);
            Ok(())
        });
        if let Err(error) = outcome {
            panic!("{error}");
        }
    });
}

/// Numbers of every kind, ordinary ones most often.
fn real() -> impl Strategy<Value = Real> {
    let special = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        Real::NAN,
        Real::INFINITY,
        Real::NEG_INFINITY,
        Real::MIN_POSITIVE,
        Real::MIN_POSITIVE / 8.0,
        -Real::from_bits(1),
        Real::MAX,
        Real::MIN,
        Real::EPSILON,
        9_223_372_036_854_775_808.0,
        -9_223_372_036_854_775_808.0,
    ];
    prop_oneof![
        3 => (-20_i8..70).prop_map(Real::from),
        3 => (-1000_i16..1000).prop_map(|n| Real::from(n) / 128.0),
        2 => proptest::sample::select(special.to_vec()),
        1 => any::<u64>().prop_map(|bits| Real::from_bits(bits as _)),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    [real(), real(), real(), real()]
}

/// Library and oracle say the same of a scene: what they say, where they accept it.
fn agree(scene: &Scene, rows: &[Row]) -> Option<Seen> {
    let expected = scene.in_oracle(rows);
    let optimised = scene.in_library(rows, true);
    assert_eq!(optimised, expected, "optimised and oracle\n{scene:#?}\n{rows:?}");
    let plain = scene.in_library(rows, false);
    assert_eq!(plain, expected, "not optimised and oracle\n{scene:#?}\n{rows:?}");
    let again = scene.in_library_after(rows, |prepare| drop(prepare()));
    assert_eq!(again, expected, "cleared and filled again, and oracle\n{scene:#?}\n{rows:?}");
    expected.ok()
}

/// How often what is to be compared came up.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    texts: usize,
    accepted: usize,
    calls: usize,
    results: usize,
    nan: usize,
    array_index: usize,
    call_depth: usize,
}

impl Tally {
    fn note(&mut self, seen: Option<&Seen>) {
        self.texts += 1;
        let Some(seen) = seen else {
            return;
        };
        let results = seen.results.concat();
        let count = |wanted| results.iter().filter(|(_, status)| *status == wanted).count();
        self.accepted += 1;
        self.calls += seen.calls.len();
        self.results += results.len();
        self.nan += results.iter().filter(|(bits, _)| *bits == scene::bits(Real::NAN)).count();
        self.array_index += count(Status::ArrayIndex);
        self.call_depth += count(Status::CallDepth);
    }

    /// The cases are worth their time: they reach what is easily done wrong.
    fn check(&self) {
        assert!(self.accepted * 10 > self.texts * 9, "{self:?}");
        assert!(self.calls > self.texts / 2, "{self:?}");
        assert!(self.nan * 2 < self.results, "{self:?}");
        assert!(self.array_index * 100 > self.results, "{self:?}");
        assert!(self.call_depth * 1000 > self.results, "{self:?}");
    }
}

#[test]
fn library_and_oracle_agree_in_every_bit() {
    let tally = Arc::new(Mutex::new(Tally::default()));
    let noted = tally.clone();
    for_all((vec(any::<u8>(), 0..400), [row(), row()]), move |(bytes, rows)| {
        let seen = agree(&Scene::of_choices(&bytes), &rows);
        noted.lock().expect("nobody panicked with it").note(seen.as_ref());
    });
    tally.lock().expect("nobody panicked with it").check();
}

#[test]
fn rows_at_once_are_rows_one_by_one() {
    for_all((vec(any::<u8>(), 0..200), vec(row(), 0..5)), |(bytes, rows)| {
        let scene = Scene::of_choices(&bytes);
        let one_by_one = scene.in_library(&rows, true).map(|seen| seen.at_once(3));
        assert_eq!(scene.in_block(&rows), one_by_one, "{scene:#?}\n{rows:?}");
    });
}

#[test]
fn damaged_expressions_are_refused_alike() {
    for_all((vec(any::<u8>(), 0..80), vec(any::<u8>(), 16), row()), |(bytes, damage, row)| {
        let scope = Scope {
            values: PARAMETERS.to_vec(),
            arrays: vec!["t"],
            functions: CONTEXT_FUNCTIONS.to_vec(),
        };
        let text = expression(&mut Choices::new(&bytes), &scope, 5);
        agree(&Scene::of(&mutated(&text, &mut Choices::new(&damage))), &[row]);
    });
}

#[test]
fn pieces_of_the_language_in_any_order_are_refused_alike() {
    for_all((vec(any::<u8>(), 0..30), row()), |(bytes, row)| {
        agree(&Scene::of(&soup(&mut Choices::new(&bytes))), &[row]);
    });
}

#[test]
fn any_text_is_refused_alike() {
    let texts = prop_oneof![
        any::<String>(),
        vec(any::<u8>(), 0..40).prop_map(|b| String::from_utf8_lossy(&b).into_owned()),
        vec(0x20_u8..0x7f, 0..12).prop_map(|b| String::from_utf8_lossy(&b).into_owned()),
    ];
    for_all((texts, row()), |(text, row)| {
        agree(&Scene::of(&text), &[row]);
    });
}
