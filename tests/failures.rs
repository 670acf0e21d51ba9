//! Proves that a call that fails changes nothing: the batch goes on with the same program and the
//! same values, whatever was tried in between, and the same text fails the same way each time.

mod support;

use exp_rs::{BatchBuilder, Context, Error, Real, Status};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use support::damage::mutated;
use support::generate::{Choices, Scope, expression};
use support::host::arena;

/// All that can be seen of a batch without changing it.
#[derive(Debug, PartialEq)]
struct Seen {
    results: Vec<(u64, Status)>,
    parameters: Vec<String>,
    sources: Vec<String>,
    program: String,
    needs_prepare: bool,
    stats: exp_rs::BatchStats,
}

#[allow(clippy::useless_conversion, reason = "not where Real is f32")]
fn look(batch: &BatchBuilder) -> Seen {
    let mut program = String::new();
    batch.disassemble(&mut program).expect("a string takes it");
    let results = batch.results().iter().zip(0..);
    Seen {
        results: results.map(|(x, i)| (u64::from(x.to_bits()), batch.status(i))).collect(),
        parameters: (0..).map_while(|i| batch.param_name(i).map(str::to_owned)).collect(),
        sources: (0..).map_while(|i| batch.expression_source(i).map(str::to_owned)).collect(),
        program,
        needs_prepare: batch.needs_prepare(None),
        // The room that a text was parsed in is kept for the next one.
        stats: exp_rs::BatchStats { arena_bytes: 0, ..batch.stats() },
    }
}

/// Calls that may fail; those that succeed are of no interest here.
fn attempt(batch: &mut BatchBuilder, kind: usize, text: &str) -> Option<Error> {
    // SAFETY: nothing is bound, as each of the calls fails.
    unsafe {
        match kind {
            0 => batch.add_parameter("x", 1.0).err(),
            1 => batch.add_parameter(&format!("{text} "), 1.0).err(),
            2 => batch.add_named_expression("u", "1").err(),
            3 => batch.set_param(9, 1.0).err(),
            4 => batch.set_params(&[1.0]).err(),
            5 => batch.bind_array("t", [].as_ptr(), 0).err(),
            6 => batch.bind_parameter("new", std::ptr::null()).err(),
            7 => batch.replace_expression(77, text, None).err(),
            8 => batch.replace_expression(0, &format!("{text} + unknown"), None).err(),
            9 => batch.replace_expression(1, &format!("u + ({text}"), None).err(),
            10 => batch.replace_expression(0, "v", None).err(),
            11 => batch.add_expression(&format!("{text})")).err(),
            12 => batch.add_named_expression("w", &format!("({text}")).err(),
            _ => batch.eval_block(None, 1, &[], &[]).err(),
        }
    }
}

const KINDS: usize = 14;

fn scope() -> Scope<'static> {
    Scope { values: vec!["x", "y"], arrays: vec!["t"], functions: Vec::new() }
}

static ARRAY: [Real; 3] = [1.0, -2.0, 0.5];

/// A prepared batch that was evaluated, where the texts are expressions: a few name a local that
/// ended before.
fn evaluated<'a>(arena: &'a exp_rs::Arena, texts: [&str; 2]) -> Option<BatchBuilder<'a>> {
    let mut batch = BatchBuilder::new(arena);
    batch.add_parameter("x", 2.5).expect("a name");
    batch.add_parameter("y", -1.0).expect("a name");
    // SAFETY: a static array.
    unsafe { batch.bind_array("t", ARRAY.as_ptr(), ARRAY.len()) }.expect("a name");
    batch.add_named_expression("u", texts[0]).expect("an expression");
    batch.add_named_expression("v", &format!("({}) + u", texts[1])).expect("an expression");
    batch.prepare(None).ok()?;
    let _ = batch.eval(None);
    Some(batch)
}

fn for_all<S: Strategy>(strategy: S, property: impl Fn(S::Value)) {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    let config =
        Config { cases: wanted.unwrap_or(2_000), failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&strategy, |value| {
        property(value);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn a_call_that_fails_changes_nothing() {
    let texts = [vec(any::<u8>(), 0..60), vec(any::<u8>(), 0..60), vec(any::<u8>(), 0..60)];
    for_all((texts, vec(0..KINDS, 1..6)), |(bytes, kinds)| {
        let texts = bytes.map(|bytes| expression(&mut Choices::new(&bytes), &scope(), 4));
        let arena = arena();
        let Some(mut batch) = evaluated(&arena, [&texts[0], &texts[1]]) else {
            return;
        };
        let before = look(&batch);
        for kind in &kinds {
            let error = attempt(&mut batch, *kind, &texts[2]);
            assert!(error.is_some(), "attempt {kind} with {:?}", texts[2]);
            assert_eq!(look(&batch), before, "after {error:?}");
        }
        let _ = batch.eval(None);
        assert_eq!(look(&batch), before);
    });
}

#[test]
fn the_same_text_fails_the_same_way() {
    for_all((vec(any::<u8>(), 0..60), vec(any::<u8>(), 12)), |(bytes, damage)| {
        let text = expression(&mut Choices::new(&bytes), &scope(), 4);
        let text = mutated(&text, &mut Choices::new(&damage));
        let arena = arena();
        let mut batch = evaluated(&arena, ["x", "y"]).expect("expressions");
        let before = look(&batch);
        let outcomes = [0; 3].map(|_| batch.replace_expression(0, &text, None));
        assert_eq!(outcomes[0], outcomes[1]);
        assert_eq!(outcomes[0], outcomes[2]);
        if let Err(error) = &outcomes[0] {
            let end = (error.span.offset + error.span.length) as usize;
            assert!(end <= text.len(), "{text:?}: {error:?}");
            let start = error.span.offset as usize;
            assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{text:?}");
            assert_eq!(look(&batch), before);
        }
    });
}

/// The context's turn: what it refuses leaves it as it was.
#[test]
fn a_refused_definition_changes_no_meaning() {
    let mut context = Context::new().unwrap();
    context.add_expression_function("f", "a, b", "a + b").unwrap();
    context.set_constant("k", 5.0).unwrap();
    let arena = arena();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_expression("f(k, 1)").unwrap();
    batch.prepare(Some(&context)).unwrap();
    let refusals = [
        context.add_expression_function("f", "a, b", "a +").unwrap_err(),
        context.add_expression_function("f", "a, a", "a").unwrap_err(),
        context.add_expression_function("f", "a b", "a").unwrap_err(),
        context.add_expression_function("f.", "a", "a").unwrap_err(),
        context.add_pure_function("k k", 0..=1, |_| 0.0).unwrap_err(),
        context.set_constant("not", 1.0).unwrap_err(),
        context.remove("nothing").unwrap_err(),
    ];
    let statuses = refusals.map(|error| (error.status, error.span.offset));
    assert_eq!(
        statuses[..3],
        [(Status::UnexpectedEnd, 3), (Status::DuplicateName, 3), (Status::InvalidName, 0),]
    );
    assert!(!batch.needs_prepare(Some(&context)), "nothing has changed");
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.result(0), 6.0);
}

#[test]
fn an_expression_that_was_just_added_has_no_result() {
    let arena = arena();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_parameter("p", 1.0).unwrap();
    batch.add_expression("p*42").unwrap();
    batch.eval(None).unwrap();
    batch.add_expression("2").unwrap();
    assert_eq!(batch.result(0), 42.0);
    assert!(batch.result(1).is_nan(), "{:?}", batch.results());
}
