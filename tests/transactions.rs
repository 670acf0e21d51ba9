//! Proves with a model that a call either does all of its work or nothing: random sequences of calls, in arenas of
//! random sizes and with an allocator that fails at random calls. What a call gives is what it gives to a fresh batch
//! and context that were built from the model, or `OutOfMemory` where memory failed; then all that can be seen is as it
//! was before the call.
//!
//! 600 sequences, always the same; `PROPTEST_CASES=n` runs n others.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::BTreeMap;

use exp_rs::{Arena, BatchBuilder, Context, Error, Real, Status};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

thread_local! {
    /// Calls of the allocator until one fails, and whether all later ones do.
    static CALLS_LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    static FOR_EVER: Cell<bool> = const { Cell::new(false) };
    static REFUSED: Cell<bool> = const { Cell::new(false) };
}

struct Failing;

#[global_allocator]
static ALLOCATOR: Failing = Failing;

// SAFETY: the system's allocator; null is always allowed.
unsafe impl GlobalAlloc for Failing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if let Some(left) = CALLS_LEFT.get() {
            if left == 0 {
                REFUSED.set(true);
                CALLS_LEFT.set(FOR_EVER.get().then_some(0));
                return std::ptr::null_mut();
            }
            CALLS_LEFT.set(Some(left - 1));
        }
        // SAFETY: the caller's word.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's word.
        unsafe { System.dealloc(block, layout) }
    }
}

/// Runs `body` while memory fails as the byte says, mostly at its first calls; whether a call was refused.
fn with_fault<T>(fault: u8, body: impl FnOnce() -> T) -> (T, bool) {
    REFUSED.set(false);
    FOR_EVER.set(fault & 1 == 1);
    CALLS_LEFT.set((fault >= 64).then_some(usize::from(fault >> 1 & 3)));
    let out = body();
    CALLS_LEFT.set(None);
    (out, REFUSED.get())
}

const NAMES: [&str; 6] = ["x", "y", "p.q", "t", "pi", "1x"];
const TEXTS: [&str; 18] = [
    "1",
    "x",
    "x*x + y",
    "y + f(x)",
    "t[x]",
    "p.q + 1",
    "sin(x) + cos(x) + sin(x)",
    "a := x + 1, a*a",
    "f(f(2)) + pi",
    "k + x",
    "k ? f(k) : y",
    "(x",
    "x +",
    "nosuch(1)",
    "x y",
    "t[0] + t[2]",
    "x && f(y) || k",
    "((((x + 1)*2 + y)*3 + x)*4 + k)*5 + sqrt(x*x + y*y)",
];
static ARRAY: [Real; 3] = [1.5, -2.0, 0.5];

#[derive(Clone, Copy, Debug)]
enum Call {
    Parameter(&'static str, Real),
    Array(&'static str),
    Expression(&'static str),
    Named(&'static str, &'static str),
    Replace(u32, &'static str),
    Set(u32, Real),
    Prepare,
    Evaluate,
    Clear,
    Constant(Real),
    Define(&'static str),
    Remove,
}

fn call([kind, a, b]: [u8; 3]) -> Call {
    let name = NAMES[usize::from(a) % NAMES.len()];
    let text = TEXTS[usize::from(b) % TEXTS.len()];
    let value = Real::from(b) / 8.0 - 4.0;
    match kind % 20 {
        0..3 => Call::Parameter(name, value),
        3 => Call::Array(name),
        4..7 => Call::Expression(text),
        7 => Call::Named(name, text),
        8..11 => Call::Replace(u32::from(a) % 4, text),
        11 => Call::Set(u32::from(a) % 4, value),
        12 => Call::Prepare,
        13..16 => Call::Evaluate,
        16 if a > 200 => Call::Clear,
        17 => Call::Constant(value),
        18 => Call::Define(text),
        19 if a > 128 => Call::Remove,
        _ => Call::Evaluate,
    }
}

/// What must be there, in plain words.
#[derive(Clone, Debug, Default)]
struct Model {
    parameters: Vec<(&'static str, Real)>,
    arrays: Vec<&'static str>,
    expressions: Vec<(Option<&'static str>, &'static str)>,
    constants: BTreeMap<&'static str, Real>,
    body: Option<&'static str>,
}

impl Model {
    /// A call that succeeded.
    fn apply(&mut self, call: Call) {
        match call {
            Call::Parameter(name, value) => self.parameters.push((name, value)),
            Call::Array(name) => self.arrays.push(name),
            Call::Expression(text) => self.expressions.push((None, text)),
            Call::Named(name, text) => self.expressions.push((Some(name), text)),
            Call::Replace(index, text) => self.expressions[index as usize].1 = text,
            Call::Set(index, value) => self.parameters[index as usize].1 = value,
            Call::Prepare | Call::Evaluate => {}
            Call::Clear => {
                *self = Model {
                    constants: self.constants.clone(),
                    body: self.body,
                    ..Model::default()
                };
            }
            Call::Constant(value) => drop(self.constants.insert("k", value)),
            Call::Define(body) => self.body = Some(body),
            Call::Remove => drop(self.constants.remove("k")),
        }
    }

    fn context(&self) -> Context {
        let mut context = Context::new().expect("memory");
        for (name, value) in &self.constants {
            context.set_constant(name, *value).expect("a name");
        }
        if let Some(body) = self.body {
            context.add_expression_function("f", "x", body).expect("it was accepted before");
        }
        context
    }

    fn batch<'a>(&self, arena: &'a Arena) -> BatchBuilder<'a> {
        let mut batch = BatchBuilder::new(arena);
        for (name, value) in &self.parameters {
            batch.add_parameter(name, *value).expect("it was accepted before");
        }
        for name in &self.arrays {
            bind(&mut batch, name).expect("it was accepted before");
        }
        for (name, text) in &self.expressions {
            let added = match name {
                Some(name) => batch.add_named_expression(name, text),
                None => batch.add_expression(text),
            };
            added.expect("it was accepted before");
        }
        batch
    }
}

fn bind(batch: &mut BatchBuilder, name: &str) -> Result<(), Error> {
    // SAFETY: a static array.
    unsafe { batch.bind_array(name, ARRAY.as_ptr(), ARRAY.len()) }
}

fn perform(batch: &mut BatchBuilder, context: &mut Context, call: Call) -> Result<(), Status> {
    let outcome = match call {
        Call::Parameter(name, value) => batch.add_parameter(name, value).map(drop),
        Call::Array(name) => bind(batch, name),
        Call::Expression(text) => batch.add_expression(text).map(drop),
        Call::Named(name, text) => batch.add_named_expression(name, text).map(drop),
        Call::Replace(index, text) => batch.replace_expression(index, text, Some(context)),
        Call::Set(index, value) => batch.set_param(index, value),
        Call::Prepare => batch.prepare(Some(context)),
        Call::Evaluate => batch.eval(Some(context)),
        Call::Clear => {
            batch.clear();
            Ok(())
        }
        Call::Constant(value) => context.set_constant("k", value),
        Call::Define(body) => context.add_expression_function("f", "x", body),
        Call::Remove => context.remove("k"),
    };
    outcome.map_err(|error| error.status)
}

/// All that can be seen without changing it.
#[derive(Debug, PartialEq)]
struct Seen {
    parameters: Vec<(String, u64)>,
    sources: Vec<String>,
    results: Vec<(u64, Status)>,
    program: String,
    needs_prepare: bool,
    constant: bool,
    functions: usize,
}

#[allow(clippy::useless_conversion, reason = "not where Real is f32")]
fn bits(x: Real) -> u64 {
    u64::from(x.to_bits())
}

fn look(batch: &BatchBuilder, context: &Context) -> Seen {
    let mut program = String::new();
    batch.disassemble(&mut program).expect("a string takes it");
    let parameter = |i| batch.param_name(i).map(|name| (name.to_owned(), bits(batch.param(i))));
    Seen {
        parameters: (0..).map_while(parameter).collect(),
        sources: (0..).map_while(|i| batch.expression_source(i).map(str::to_owned)).collect(),
        results: results(batch),
        program,
        needs_prepare: batch.needs_prepare(Some(context)),
        constant: context.has("k"),
        functions: context.function_count(),
    }
}

fn results(batch: &BatchBuilder) -> Vec<(u64, Status)> {
    let count = batch.expression_count() as u32;
    (0..count).map(|i| (bits(batch.result(i)), batch.status(i))).collect()
}

/// Where a host that asked for them reads and writes parameters and results, if there are any.
fn pointers(batch: &BatchBuilder) -> [Option<*const Real>; 2] {
    [batch.params(), batch.results()].map(|numbers| numbers.first().map(std::ptr::from_ref))
}

/// What is there is what the model says.
fn check_structure(seen: &Seen, model: &Model) {
    let parameters = model.parameters.iter().map(|(name, value)| (name.to_string(), bits(*value)));
    assert_eq!(seen.parameters, parameters.collect::<Vec<_>>());
    assert_eq!(seen.sources, model.expressions.iter().map(|e| e.1).collect::<Vec<_>>());
    assert_eq!(seen.constant, model.constants.contains_key("k"));
}

#[derive(Clone, Copy, Default, Debug)]
struct Tally {
    calls: usize,
    out_of_memory: usize,
    refused: usize,
    succeeded: usize,
}

fn run(capacity: usize, calls: &[([u8; 3], u8)], tally: &Cell<Tally>) {
    let arena = match capacity {
        0 => Arena::growable(0, usize::MAX),
        _ => Arena::new(capacity),
    };
    let arena = arena.expect("memory");
    let mut context = Context::new().expect("memory");
    let mut batch = BatchBuilder::new(&arena);
    let mut model = Model::default();
    for (bytes, fault) in calls {
        let call = call(*bytes);
        let (fresh_arena, mut fresh_context) =
            (Arena::growable(0, usize::MAX).expect("memory"), model.context());
        let mut fresh = model.batch(&fresh_arena);
        let expected = perform(&mut fresh, &mut fresh_context, call);
        let before = look(&batch, &context);
        let pointers = pointers(&batch);
        let (outcome, refused) = with_fault(*fault, || perform(&mut batch, &mut context, call));
        let after = look(&batch, &context);

        let full = outcome == Err(Status::OutOfMemory);
        assert!(
            outcome == expected || (full && (refused || capacity > 0)),
            "{call:?}: {outcome:?}, {expected:?}"
        );
        let mut now = tally.get();
        now.calls += 1;
        now.out_of_memory += usize::from(full);
        now.refused += usize::from(refused);
        now.succeeded += usize::from(outcome.is_ok());
        tally.set(now);

        match (call, outcome) {
            // An evaluation whose preparation fails gives NaN, which a failing evaluation of an
            // expression does, too.
            (Call::Evaluate, Err(_)) if full => {
                assert_eq!(self::pointers(&batch), pointers, "{call:?}: {outcome:?}");
                assert!(after.results.iter().all(|(x, _)| *x == bits(Real::NAN)), "{after:?}");
            }
            (Call::Evaluate, _) => assert_eq!(results(&batch), results(&fresh), "{model:?}"),
            (_, Err(_)) => {
                assert_eq!(after, before, "{call:?}: {outcome:?}");
                assert_eq!(self::pointers(&batch), pointers, "{call:?}: {outcome:?}");
            }
            (_, Ok(())) => model.apply(call),
        }
        check_structure(&after, &model);
    }
}

#[test]
fn calls_do_all_or_nothing() {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    let config =
        Config { cases: wanted.unwrap_or(600), failure_persistence: None, ..Config::default() };
    let mut runner = match wanted {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let tally = Cell::new(Tally::default());
    let capacity = prop_oneof![Just(0_usize), 200_usize..6_000];
    let calls = vec((any::<[u8; 3]>(), any::<u8>()), 1..60);
    let outcome = runner.run(&(capacity, calls), |(capacity, calls)| {
        run(capacity, &calls, &tally);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    // It reaches what it is for.
    let tally = tally.get();
    assert!(tally.succeeded * 4 > tally.calls, "{tally:?}");
    assert!(tally.out_of_memory * 50 > tally.calls, "{tally:?}");
    assert!(tally.refused * 100 > tally.calls, "{tally:?}");
}
