//! Proves that each limit lets pass what is just below it and what is at it, and refuses what is
//! one above, with its code and place; that a limit is what the host set it to; and that inlining
//! changes neither the depth of calls nor the budget of steps.

mod support;

use exp_rs::{BatchBuilder, Context, DEFAULT_LIMITS, Error, Limits, Real, Status};
use support::host::{arena, status, value};

const NONE: Limits = Limits { source_length: 0, nesting: 0, call_depth: 0, names: 0, steps: 0 };

static ARRAY: [Real; 2] = [0.0, 1.0];

/// Adds a text to a batch with limits.
fn add(limits: Limits, text: &str) -> Result<u32, Error> {
    let arena = arena();
    let mut batch = BatchBuilder::new(&arena);
    batch.set_limits(limits);
    batch.add_expression(text)
}

fn assert_refused(outcome: Result<u32, Error>, status: Status, offset: u32) {
    let error = outcome.expect_err("past the limit");
    assert_eq!((error.status, error.span.offset), (status, offset), "{error}");
}

#[test]
fn texts_end_at_the_limit() {
    let default = DEFAULT_LIMITS.source_length;
    for (set, limit) in [(0, default), (1, 1), (100, 100), (default + 10, default + 10)] {
        let limits = Limits { source_length: set, ..NONE };
        let text = |length: u32| "1".to_owned() + &" ".repeat(length as usize - 1);
        for length in [limit.saturating_sub(1).max(1), limit] {
            assert!(add(limits, &text(length)).is_ok(), "{length} of {limit}");
        }
        assert_refused(add(limits, &text(limit + 1)), Status::SourceTooLong, limit);
    }
}

/// Texts of some depth, and the byte where each further level begins.
fn nested(depth: usize) -> Vec<(String, usize)> {
    let around = |open: &str, close: &str| {
        let text = open.repeat(depth) + "1" + &close.repeat(depth);
        (text, open.len() * (depth - 1) + open.len() - 1)
    };
    vec![
        around("(", ")"),
        around("-", ""),
        around("!", ""),
        around("abs(", ")"),
        around("1^", ""),
        around("t[", "]"),
        (around("1?", ":2").0, 2 * depth - 1),
    ]
}

#[test]
fn nesting_ends_at_the_limit() {
    for (set, limit) in [(0, DEFAULT_LIMITS.nesting), (1, 1), (10, 10), (1000, 1000)] {
        let limits = Limits { nesting: set, ..NONE };
        for depth in [limit.saturating_sub(1).max(1), limit] {
            for (text, _) in nested(depth as usize) {
                assert!(add(limits, &text).is_ok(), "{depth} of {limit}: {text}");
            }
        }
        for (text, offset) in nested(limit as usize + 1) {
            assert_refused(add(limits, &text), Status::NestingTooDeep, offset as u32);
        }
    }
}

#[test]
fn the_stack_does_not_grow_with_the_nesting() {
    let depth = 100_000;
    let limits = Limits { nesting: depth, source_length: 10_000_000, ..NONE };
    for (text, _) in nested(depth as usize) {
        let arena = arena();
        let mut batch = BatchBuilder::new(&arena);
        batch.set_limits(limits);
        // SAFETY: a static array.
        unsafe { batch.bind_array("t", ARRAY.as_ptr(), ARRAY.len()) }.unwrap();
        batch.add_expression(&text).unwrap();
        batch.prepare(None).unwrap();
        // Whatever it is, it comes without a crash.
        let _ = batch.eval(None);
    }
}

#[test]
fn names_of_a_batch_end_at_the_limit() {
    for limit in [1, 3, 50] {
        let arena = arena();
        let mut batch = BatchBuilder::new(&arena);
        batch.set_limits(Limits { names: limit, ..NONE });
        for index in 0..limit {
            batch.add_parameter(&format!("p{index}"), 0.0).unwrap();
        }
        let status = |outcome: Result<u32, Error>| outcome.unwrap_err().status;
        assert_eq!(status(batch.add_parameter("more", 0.0)), Status::TooComplex);
        assert_eq!(status(batch.add_named_expression("more", "1")), Status::TooComplex);
        assert_eq!(status(batch.add_parameter("p0", 0.0)), Status::DuplicateName);
        batch.add_expression("p0 + 1").expect("an expression without a name");
        batch.eval(None).unwrap();
        assert_eq!(batch.result(0), 1.0);
    }
}

#[test]
fn names_of_a_batch_end_at_the_default_limit() {
    let arena = arena();
    let mut batch = BatchBuilder::new(&arena);
    for index in 0..DEFAULT_LIMITS.names {
        batch.add_parameter(&format!("p{index}"), 0.0).unwrap();
    }
    assert_eq!(batch.add_parameter("more", 0.0).unwrap_err().status, Status::TooComplex);
}

/// Each has its limit, their product has none.
#[test]
fn many_expressions_of_many_parameters() {
    let arena = arena();
    let mut batch = BatchBuilder::new(&arena);
    for index in 0..1 << 15 {
        batch.add_parameter(&format!("p{index}"), 1.0).unwrap();
        batch.add_expression(&format!("p{index} + {index}")).unwrap();
    }
    batch.eval(None).unwrap();
    assert_eq!(batch.result((1 << 15) - 1), 32_768.0);
}

#[test]
fn names_of_a_context_end_at_the_limit() {
    let mut context = Context::new().unwrap();
    context.set_limits(Limits { names: 3, ..NONE });
    for name in ["a", "b", "c", "a"] {
        context.set_constant(name, 1.0).unwrap();
    }
    assert_eq!(context.set_constant("d", 1.0).unwrap_err().status, Status::TooComplex);
    let function = context.add_expression_function("f", "", "1");
    assert_eq!(function.unwrap_err().status, Status::TooComplex);
    context.add_expression_function("a", "", "1").expect("a name that is there");
    context.remove("b").unwrap();
    context.set_constant("d", 1.0).expect("there is room again");
}

#[test]
fn texts_of_bodies_have_the_limits_of_the_context() {
    let mut context = Context::new().unwrap();
    context.set_limits(Limits { source_length: 5, nesting: 2, ..NONE });
    context.add_expression_function("f", "", "((1))").unwrap();
    let error = context.add_expression_function("f", "", "123456").unwrap_err();
    assert_eq!((error.status, error.span.offset), (Status::SourceTooLong, 5));
    let error = context.add_expression_function("f", "", "---1").unwrap_err();
    assert_eq!((error.status, error.span.offset), (Status::NestingTooDeep, 2));
    assert_eq!(value(Some(&context), "f()").unwrap(), 1.0, "as it was before");
}

/// `c1` calls `c2`, and so on to `c12`: small enough to be inlined.
fn chain() -> Context {
    let mut context = Context::new().unwrap();
    context.add_expression_function("down", "n", "n < 1 ? 0 : 1 + down(n - 1)").unwrap();
    for level in 1..12 {
        let (name, body) = (format!("c{level}"), format!("v + c{}(v)", level + 1));
        context.add_expression_function(&name, "v", &body).unwrap();
    }
    context.add_expression_function("c12", "v", "v").unwrap();
    context
}

/// [`value`] compares the optimised batch, where what fits is inlined, with the plain one.
#[test]
fn calls_end_at_the_depth() {
    let mut context = chain();
    for (set, limit) in [(0, DEFAULT_LIMITS.call_depth), (1, 1), (7, 7), (500, 500)] {
        context.set_limits(Limits { call_depth: set, ..NONE });
        // down(n) is n + 1 calls deep.
        for deep in [limit.saturating_sub(1).max(1), limit] {
            let text = format!("down({})", deep - 1);
            assert_eq!(value(Some(&context), &text).unwrap(), f64::from(deep - 1) as _);
        }
        assert_eq!(status(Some(&context), &format!("down({limit})")), Status::CallDepth);
    }
}

#[test]
fn inlining_does_not_change_the_depth() {
    let mut context = chain();
    for limit in 1..=14 {
        context.set_limits(Limits { call_depth: limit, ..NONE });
        for level in 1..=12 {
            let expected = if 13 - level <= limit { Status::Ok } else { Status::CallDepth };
            assert_eq!(status(Some(&context), &format!("c{level}(1)")), expected);
            // Arguments are evaluated before the call.
            let text = format!("c12(c12(c{level}(c12(1))))");
            assert_eq!(status(Some(&context), &text), expected);
            // What is skipped is not called.
            assert_eq!(status(Some(&context), &format!("0 && c{level}(1)")), Status::Ok);
            let text = format!("c{level}(1), down(3)");
            let expected = if 4 <= limit { expected } else { Status::CallDepth };
            assert_eq!(status(Some(&context), &text), expected);
        }
    }
}

/// The smallest budget with which a text can be evaluated.
fn budget(context: &mut Context, text: &str) -> u64 {
    let mut enough = 1;
    loop {
        context.set_limits(Limits { steps: enough, call_depth: 500, ..NONE });
        match status(Some(context), text) {
            Status::Ok => return enough,
            other => assert_eq!(other, Status::StepBudget, "{text} with {enough} steps"),
        }
        enough += 1;
    }
}

/// [`budget`] compares optimised and plain at each number of steps on the way.
#[test]
fn inlining_does_not_change_the_budget() {
    let mut context = chain();
    for text in ["c12(1)", "c1(1)", "c3(c5(2))", "c9(1) && c10(2)", "down(9)", "c8(1) + down(4)"] {
        let enough = budget(&mut context, text);
        assert!((1..400).contains(&enough), "{text}: {enough}");
        context.set_limits(Limits { steps: enough + 1, call_depth: 500, ..NONE });
        assert_eq!(status(Some(&context), text), Status::Ok);
    }
    // What an expression does itself takes nothing off, and each begins anew.
    let one = budget(&mut context, "c12(1)");
    assert_eq!(budget(&mut context, "c12(1) + sin(2)*3 - 4"), one);
    assert_eq!(budget(&mut context, "c12(1) + c12(2)"), 2 * one);
    let steps = Limits { steps: one, ..NONE };
    context.set_limits(steps);
    let arena = arena();
    let named = [("a", "c12(1)"), ("b", "a + c12(2)"), ("", "a + b + c12(3)")];
    let mut batch = support::host::batch(&arena, &[], &named, Some(&context)).unwrap();
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.results(), [1.0, 3.0, 7.0]);
}

/// A step is an operation, not a call.
#[test]
fn longer_bodies_take_more_off_the_budget() {
    let mut context = Context::new().unwrap();
    context.add_expression_function("one", "v", "v + 1").unwrap();
    context.add_expression_function("ten", "v", "v+1+v+2+v+3+v+4+v+5").unwrap();
    let [one, ten] = ["one(1)", "ten(1)"].map(|text| budget(&mut context, text));
    assert!(ten >= 3 * one, "{one} and {ten} steps");
    assert_eq!(budget(&mut context, "one(1) + ten(1)"), one + ten);
    // Some built-in functions are several operations.
    context.add_expression_function("cosine", "v", "cos(v)").unwrap();
    context.add_expression_function("secant", "v", "sec(v)").unwrap();
    let [cosine, secant] = ["cosine(1)", "secant(1)"].map(|text| budget(&mut context, text));
    assert!(secant > cosine, "{cosine} and {secant} steps");
}

#[test]
fn the_default_budget_ends_what_would_take_for_ever() {
    let mut context = Context::new().unwrap();
    context.add_expression_function("fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)").unwrap();
    context.add_expression_function("tree", "n", "n < 1 ? 1 : tree(n - 1) + tree(n - 1)").unwrap();
    assert_eq!(value(Some(&context), "fib(20)").unwrap(), 6765.0);
    assert_eq!(status(Some(&context), "tree(60)"), Status::StepBudget);
    let error = value(Some(&context), "1 + 2*tree(60)").unwrap_err();
    assert_eq!((error.span.offset, error.span.length), (6, 4), "the call in the expression");
    context.set_limits(Limits { steps: 20_000_000, ..NONE });
    assert_eq!(value(Some(&context), "fib(25)").unwrap(), 75_025.0);
}

/// Each instruction once where no function is called, whatever else the program refers to.
#[test]
fn the_bound_of_steps_is_the_length_of_a_program_without_calls() {
    let mut context = Context::new().unwrap();
    context.add_pure_function("host", 1..=1, |x| x[0]).unwrap();
    // SAFETY: a static array.
    unsafe { context.set_array("t", ARRAY.as_ptr(), ARRAY.len()) }.unwrap();
    for text in ["x + 1", "t[x] + 1", "host(x) + t[host(x)]", "x ? sin(x) : 1"] {
        let arena = arena();
        let named = [("", text)];
        let batch = support::host::batch(&arena, &[("x", 1.0)], &named, Some(&context)).unwrap();
        let stats = batch.stats();
        assert_eq!(stats.max_steps, u64::from(stats.instructions), "{text}");
        assert!(stats.max_steps > 1, "{text}");
    }
}

/// Twice the bound of a function where it is called twice, and none where functions call one another in a circle.
#[test]
fn the_bound_of_steps_counts_every_call() {
    let mut context = Context::new().unwrap();
    context.add_expression_function("d0", "n", "n*n + 1").unwrap();
    for level in 1..=100 {
        let body = format!("d{0}(n) + d{0}(n + 1)", level - 1);
        context.add_expression_function(&format!("d{level}"), "n", &body).unwrap();
    }
    context.add_expression_function("even", "n", "n < 1 ? 1 : odd(n - 1)").unwrap();
    context.add_expression_function("odd", "n", "n < 1 ? 0 : even(n - 1)").unwrap();
    let bound = |text: &str| {
        let arena = arena();
        let batch = support::host::batch(&arena, &[], &[("", text)], Some(&context)).unwrap();
        batch.stats().max_steps
    };
    // Too deep to be inlined.
    let bounds: Vec<u64> = (12..20).map(|level| bound(&format!("d{level}(1)"))).collect();
    let itself = bounds[1] - 2 * bounds[0];
    assert!((1..10).contains(&itself) && bounds[0] > 1 << 12, "{bounds:?}");
    assert!(bounds.windows(2).all(|pair| pair[1] - 2 * pair[0] == itself), "{bounds:?}");
    // In whatever order they are met.
    assert_eq!(bound("d12(1) + d14(2)"), bound("d14(2) + d12(1)"));
    assert_eq!(bound("d100(1)"), u64::MAX);
    assert_eq!(bound("even(3)"), u64::MAX);
    assert_eq!(bound("d12(1) + odd(3)"), u64::MAX);
}
