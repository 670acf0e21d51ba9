//! Proves what the arena promises: where memory ends, a call fails with OUT_OF_MEMORY and all that
//! was there goes on; what is repeated needs no more memory the second time; a batch gives back all
//! that it took; an arena keeps to its limit.

use exp_rs::{Arena, BatchBuilder, Context, Error, Real, Status};

static ARRAY: [Real; 4] = [1.5, 2.5, -3.0, 4e10 as Real];

/// The state that a script works on: a batch, and what its results must be.
struct Stage<'a, 'c> {
    batch: BatchBuilder<'a>,
    context: &'c Context,
    expected: Vec<Real>,
}

type Step = fn(&mut Stage) -> Result<(), Error>;

fn add(stage: &mut Stage, text: &str) -> Result<(), Error> {
    stage.batch.add_expression(text).map(|_| ())
}

fn evaluate(stage: &mut Stage, expected: &[Real]) -> Result<(), Error> {
    stage.batch.eval(Some(stage.context))?;
    assert_eq!(stage.batch.results(), expected);
    stage.expected = expected.to_vec();
    Ok(())
}

/// Every kind of call that takes memory.
const SCRIPT: [Step; 23] = [
    |s| s.batch.add_parameter("x", 3.0).map(|_| ()),
    |s| add(s, "x*x + 1"),
    |s| evaluate(s, &[10.0]),
    |s| s.batch.add_named_expression("root", "sqrt(x + 1)*sin(0) + 2").map(|_| ()),
    |s| s.batch.add_parameter("imu.accel.x", 4.0).map(|_| ()),
    |s| s.batch.prepare(Some(s.context)),
    |s| evaluate(s, &[10.0, 2.0]),
    // SAFETY: a static array.
    |s| unsafe { s.batch.bind_array("t", ARRAY.as_ptr(), ARRAY.len()) },
    |s| add(s, "t[x - 3] + t[0] + imu.accel.x + root"),
    |s| evaluate(s, &[10.0, 2.0, 9.0]),
    |s| s.batch.replace_expression(0, "down(x) + (a := x; b := a*2; a*b - a/b)", Some(s.context)),
    |s| evaluate(s, &[20.5, 2.0, 9.0]),
    // SAFETY: a static number.
    |s| unsafe { s.batch.bind_parameter("bound", &raw const ARRAY[1]).map(|_| ()) },
    |s| add(s, "x > 1 ? ln(bound/2.5) : 1_000.000_1 + max(1, 2, 3, x, bound, root)"),
    |s| evaluate(s, &[20.5, 2.0, 9.0, 0.0]),
    |s| s.batch.replace_expression(3, "1 + 2 + 3", Some(s.context)),
    |s| evaluate(s, &[20.5, 2.0, 9.0, 6.0]),
    |s| {
        s.batch.replace_expression(
            3,
            "((((((((bound + 1)*2 + x)*2 + x)*2 + x)))))",
            Some(s.context),
        )
    },
    |s| evaluate(s, &[20.5, 2.0, 9.0, 49.0]),
    // More than all before, so that these fail where everything else had room.
    |s| add(s, &format!("0*({}1)", (0..90).map(|n| format!("x/{n}.5 + ")).collect::<String>())),
    |s| evaluate(s, &[20.5, 2.0, 9.0, 49.0, 0.0]),
    |s| {
        add(
            s,
            "sin(x)*cos(x) + sin(x)/(cos(x) + 2) + square(x) - square(x) - sin(x)*cos(x) - sin(x)/(cos(x) + 2)",
        )
    },
    |s| s.batch.prepare(Some(s.context)),
];

fn context() -> Context {
    let mut context = Context::new().expect("memory");
    context.add_expression_function("down", "n", "n < 1 ? 0 : 1 + down(n - 1)").expect("a body");
    context.add_expression_function("square", "v", "v*v").expect("a body");
    context
}

/// How many steps of the script succeed; behind a failure all must be as before.
fn steps_in(capacity: usize, context: &Context) -> usize {
    let arena = Arena::new(capacity).expect("memory");
    let mut stage = Stage { batch: BatchBuilder::new(&arena), context, expected: Vec::new() };
    for (done, step) in SCRIPT.iter().enumerate() {
        let prepared = !stage.batch.needs_prepare(Some(context));
        let counts = (stage.batch.param_count(), stage.batch.expression_count());
        let Err(error) = step(&mut stage) else {
            continue;
        };
        let place = format!("step {done} in {capacity} bytes");
        assert_eq!(error.status, Status::OutOfMemory, "{place}: {error}");
        assert_eq!((stage.batch.param_count(), stage.batch.expression_count()), counts, "{place}");
        if prepared {
            assert!(!stage.batch.needs_prepare(Some(context)), "{place}");
            stage.batch.eval(Some(context)).expect("nothing is to be allocated");
            assert_eq!(stage.batch.results(), stage.expected, "{place}");
        }
        drop(stage);
        assert_eq!(arena.stats().used, 0, "{place}");
        return done;
    }
    SCRIPT.len()
}

#[test]
fn every_call_may_run_out_of_memory() {
    let context = context();
    let mut seen = [false; SCRIPT.len() + 1];
    for capacity in (0..).step_by(16) {
        let steps = steps_in(capacity, &context);
        seen[steps] = true;
        if steps == SCRIPT.len() {
            break;
        }
        assert!(capacity < 100_000, "the script does not end");
    }
    let failed = seen.iter().take(SCRIPT.len()).filter(|s| **s).count();
    assert!(failed >= 8, "only {failed} steps of the script ever failed");
}

/// What an arena needs does not depend on how often.
fn assert_flat(mut turn: impl FnMut(&mut BatchBuilder, usize), turns: usize) {
    let arena = Arena::growable(0, usize::MAX).expect("memory");
    let mut batch = BatchBuilder::new(&arena);
    // The blocks of a growable arena lie where malloc puts them, so that the gaps between them, and how
    // many turns it takes until nothing is missing, differ from run to run.
    for settled in 0..64 {
        turn(&mut batch, settled);
    }
    let (before, used) = (arena.stats(), arena.stats().used);
    for count in 0..turns {
        turn(&mut batch, count);
    }
    let after = arena.stats();
    assert_eq!((after.high_water, after.blocks), (before.high_water, before.blocks));
    assert_eq!(after.used, used);
}

const TEXTS: [&str; 4] = [
    "x*x + y",
    "sqrt(x^2 + y^2) + sin(x)*cos(y) - (a := x + 1; a*a + 3.25)",
    "1",
    "x > y ? max(x, y, 1, 2, 3) : if(x, y, 7)",
];

#[test]
fn clearing_and_adding_for_ever_needs_no_more() {
    let turn = |batch: &mut BatchBuilder, count: usize| {
        batch.clear();
        batch.add_parameter("x", 2.0).unwrap();
        batch.add_parameter("y", 1.0).unwrap();
        for text in TEXTS.iter().cycle().skip(count % 4).take(4) {
            batch.add_expression(text).unwrap();
        }
        batch.add_named_expression("u", "x + 1").unwrap();
        batch.prepare(None).unwrap();
    };
    // Eight turns are two rounds: the last state is the one of each fourth turn.
    assert_flat(turn, 10_000);
}

#[test]
fn replacing_for_ever_needs_no_more() {
    let turn = |batch: &mut BatchBuilder, count: usize| {
        if batch.expression_count() == 0 {
            batch.add_parameter("x", 2.0).unwrap();
            batch.add_parameter("y", 1.0).unwrap();
            for text in TEXTS {
                batch.add_expression(text).unwrap();
            }
        }
        for (index, text) in TEXTS.iter().cycle().skip(count % 4).take(4).enumerate() {
            batch.replace_expression(index as u32, text, None).unwrap();
        }
    };
    assert_flat(turn, 10_000);
}

#[test]
fn failing_for_ever_needs_no_more() {
    let turn = |batch: &mut BatchBuilder, count: usize| {
        if batch.expression_count() == 0 {
            batch.add_parameter("x", 2.0).unwrap();
            batch.add_expression("x + 1").unwrap();
            batch.prepare(None).unwrap();
        }
        let name = format!("unknown{}", count % 4);
        assert!(batch.add_expression("(x + 1*").is_err());
        assert!(batch.add_parameter("x", 1.0).is_err());
        assert!(batch.replace_expression(0, &name, None).is_err());
        assert!(batch.replace_expression(0, "1 +", None).is_err());
        batch.eval(None).unwrap();
        assert_eq!(batch.results(), [3.0]);
    };
    assert_flat(turn, 2_000);
}

#[test]
fn a_batch_gives_back_all_that_it_took() {
    let context = context();
    let arena = Arena::growable(0, usize::MAX).expect("memory");
    for _ in 0..3 {
        let mut stage =
            Stage { batch: BatchBuilder::new(&arena), context: &context, expected: vec![] };
        for step in SCRIPT {
            step(&mut stage).unwrap();
        }
        let stats = arena.stats();
        assert_eq!(stats.builders, 1);
        let held = stage.batch.stats();
        assert_eq!(
            held.arena_bytes + held.columns_bytes,
            stats.used,
            "the batch knows what it holds"
        );
        drop(stage);
        assert_eq!((arena.stats().used, arena.stats().builders), (0, 0));
        assert_eq!(arena.stats().high_water, stats.high_water);
    }
}

/// Whatever a program refers to.
#[test]
fn a_batch_knows_what_it_holds() {
    let mut context = Context::new().unwrap();
    for name in ["n", "m", "o"] {
        context.add_pure_function(name, 1..=1, |x| x[0] + 1.0).unwrap();
    }
    // SAFETY: a static array.
    unsafe { context.set_array("t", ARRAY.as_ptr(), ARRAY.len()) }.unwrap();
    context.add_expression_function("down", "v", "v < 1.5 ? 0.25 : 3.5 + down(v - 2.75)").unwrap();
    for text in
        ["x", "n(x)", "n(x) + m(x)*o(x)", "t[x]", "down(x)", "n(x) + t[x] + down(x)*down(2*x)"]
    {
        let arena = Arena::growable(0, usize::MAX).unwrap();
        let mut batch = BatchBuilder::new(&arena);
        batch.add_parameter("x", 1.0).unwrap();
        batch.add_named_expression("result", text).unwrap();
        batch.prepare(Some(&context)).unwrap();
        let held = batch.stats();
        assert_eq!(held.arena_bytes + held.columns_bytes, arena.stats().used, "{text}");
    }
}

/// Beside its text.
#[test]
fn what_is_left_out_of_a_program_takes_no_memory() {
    let held = |text: &str| {
        let arena = Arena::growable(0, usize::MAX).unwrap();
        let mut batch = BatchBuilder::new(&arena);
        batch.add_parameter("x", 1.0).unwrap();
        batch.add_expression(&format!("{text:100}")).unwrap();
        batch.prepare(None).unwrap();
        assert_eq!(batch.stats().instructions, 3, "{text}");
        batch.stats().arena_bytes
    };
    let alone = held("exp(x)");
    assert_eq!(held("sin(x); cos(x); x*x*x - 1/x; tan(x) + ln(x)*atan2(x, x); exp(x)"), alone);
    assert_eq!(held("1 ? exp(x) : sin(x) + cos(x) + tan(x) + x*x"), alone);
    assert_eq!(held("(sin(2) + cos(2) + 3^4 - 7*8 > 0) ? exp(x) : 1"), alone);
}

#[test]
fn a_growable_arena_keeps_to_its_limit() {
    for limit in [500, 5_000, 50_000, 500_000] {
        let arena = Arena::growable(0, limit).expect("memory");
        assert_eq!(arena.stats().capacity, 0, "nothing is taken before it is needed");
        let mut batch = BatchBuilder::new(&arena);
        let error = (0..).find_map(|i| batch.add_parameter(&format!("p{i}"), 0.0).err());
        assert_eq!(error.unwrap().status, Status::OutOfMemory);
        let stats = arena.stats();
        assert!(stats.used <= limit && stats.capacity <= limit, "{stats:?} of {limit}");
        assert!(stats.high_water <= limit && stats.used > limit / 8, "{stats:?} of {limit}");
    }
    assert_eq!(Arena::growable(101, 100).err(), Some(Status::InvalidArgument));
}

#[test]
fn a_growable_arena_grows() {
    let arena = Arena::growable(0, usize::MAX).expect("memory");
    let mut batch = BatchBuilder::new(&arena);
    for index in 0..5_000 {
        batch.add_expression(&format!("{index} + 1")).unwrap();
    }
    batch.eval(None).unwrap();
    assert_eq!(batch.result(4_999), 5_000.0);
    assert!(arena.stats().blocks > 1);
}

#[test]
fn a_reset_keeps_a_block_and_forgets_the_rest() {
    let mut arena = Arena::growable(0, usize::MAX).expect("memory");
    for turn in 1..4 {
        let mut batch = BatchBuilder::new(&arena);
        for index in 0..500 {
            batch.add_expression(&format!("{index} + 1")).unwrap();
        }
        drop(batch);
        arena.reset();
        let stats = arena.stats();
        assert_eq!((stats.used, stats.blocks, stats.resets), (0, 1, turn));
    }
}
