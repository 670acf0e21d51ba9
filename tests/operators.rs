//! Proves what a host can make of operators and built-ins: replace the arithmetic ones by functions
//! of its own, native or written as expressions, take built-ins away, begin with none; and that the
//! words of the language stay what they are.

mod support;

use exp_rs::{BatchBuilder, Context, Real, Status};
use support::host::{Calls, arena, status, value};

fn context() -> Context {
    Context::new().expect("memory")
}

fn of(context: &Context, text: &str) -> Real {
    value(Some(context), text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_native_function_replaces_an_operator() {
    let mut context = context();
    let both: fn(&[Real]) -> Real = |v| v[0] * 10.0 + v[1];
    for (name, text) in [("add", "1 + 2"), ("sub", "1 - 2"), ("mul", "1*2"), ("div", "1/2")] {
        assert_ne!(of(&context, text), 12.0);
        context.add_pure_function(name, 2..=2, both).unwrap();
        assert_eq!(of(&context, text), 12.0, "{name}");
        assert_eq!(of(&context, &format!("{name}(1, 2)")), 12.0, "{name}");
        context.remove(name).unwrap();
        assert_ne!(of(&context, text), 12.0, "the operator is the language's again");
        assert_eq!(status(Some(&context), &format!("{name}(1, 2)")), Status::UnknownFunction);
    }
    context.add_pure_function("neg", 1..=1, |v| v[0] + 100.0).unwrap();
    assert_eq!(of(&context, "-1"), 101.0);
    assert_eq!(of(&context, "5 - 1"), 4.0, "a difference is no negation");
    assert_eq!(of(&context, "--1"), 201.0);
    context.add_pure_function("comma", 2..=2, |v| v[0] * 10.0 + v[1]).unwrap();
    assert_eq!(of(&context, "1, 2, 3"), 123.0);
    assert_eq!(of(&context, "max(1, 2)"), 2.0, "a comma between arguments is no operator");
}

#[test]
fn an_expression_function_replaces_an_operator() {
    let mut context = context();
    // Saturating: the body's own operators that are not replaced are the language's.
    context.add_expression_function("add", "a, b", "min(a - -b, 100)").unwrap();
    assert_eq!(of(&context, "60 + 30"), 90.0);
    assert_eq!(of(&context, "60 + 50 + 1"), 100.0);
    assert_eq!(of(&context, "2*(60 + 50)"), 200.0);
    // A body that uses what it replaces calls itself.
    context.add_expression_function("mul", "a, b", "a*b").unwrap();
    assert_eq!(status(Some(&context), "2*3"), Status::CallDepth);
    // Others stay: they are not made of the replaced ones.
    assert_eq!(of(&context, "sum(60, 50)"), 110.0);
    assert_eq!(of(&context, "3^2 + 7 % 4"), 12.0);
}

#[test]
fn a_replaced_operator_binds_as_before_and_is_not_rewritten() {
    let calls = Calls::default();
    let mut context = context();
    calls.add_to(&mut context, "add", false).unwrap();
    let arena = arena();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_parameter("x", 5.0).unwrap();
    batch.add_expression("1 + 2*3 + x + 0 + -0").unwrap();
    batch.prepare(Some(&context)).unwrap();
    assert_eq!(calls.take().len(), 0, "an impure one is not folded");
    batch.eval(Some(&context)).unwrap();
    assert_eq!(calls.take(), [[1.0, 6.0], [7.0, 5.0], [12.0, 0.0], [12.0, -0.0]]);
}

#[test]
fn a_replacement_accepts_the_operands() {
    let mut context = context();
    let one: fn(&[Real]) -> Real = |v| v[0];
    for name in ["add", "sub", "mul", "div", "comma"] {
        let error = context.add_pure_function(name, 1..=1, one).unwrap_err();
        assert_eq!(error.status, Status::InvalidArgument, "{name}");
        let error = context.add_expression_function(name, "a, b, c", "a").unwrap_err();
        assert_eq!(error.status, Status::InvalidArgument, "{name}");
    }
    assert!(context.add_pure_function("neg", 2..=2, one).is_err());
    context.add_pure_function("add", 1..=9, one).unwrap();
    assert_eq!(of(&context, "3 + 4"), 3.0);
}

#[test]
fn words_of_the_language_cannot_be_replaced() {
    let mut context = context();
    for word in ["if", "ifs", "and", "or", "not"] {
        let native = context.add_pure_function(word, 0..=9, |_| 7.0);
        assert_eq!(native.unwrap_err().status, Status::InvalidName, "{word}");
        let expression = context.add_expression_function(word, "a", "a");
        assert_eq!(expression.unwrap_err().status, Status::InvalidName, "{word}");
        assert_eq!(context.remove(word).unwrap_err().status, Status::InvalidName, "{word}");
        assert!(context.has(word));
    }
    for word in ["and", "or", "not"] {
        assert_eq!(context.set_constant(word, 1.0).unwrap_err().status, Status::InvalidName);
        let arena = arena();
        let mut batch = BatchBuilder::new(&arena);
        assert_eq!(batch.add_parameter(word, 1.0).unwrap_err().status, Status::InvalidName);
    }
    assert_eq!(of(&context, "if(1, 2, 3) + and(1, not(0)) + ifs(0, 1, 1, 5)"), 8.0);
}

#[test]
fn built_ins_can_be_taken_away_and_given_back() {
    let mut context = context();
    context.remove("sin").unwrap();
    context.remove("pi").unwrap();
    assert!(!context.has("sin") && context.has("cos"));
    assert_eq!(status(Some(&context), "sin(1)"), Status::UnknownFunction);
    assert_eq!(status(Some(&context), "pi"), Status::UnknownName);
    assert_eq!(context.remove("sin").unwrap_err().status, Status::UnknownName);
    let error = value(Some(&context), "sinn(1)").unwrap_err();
    assert!(
        !error.message().as_str().contains("'sin'"),
        "a removed name is not suggested: {error}"
    );
    context.add_pure_function("sin", 2..=2, |v| v[0] - v[1]).unwrap();
    context.set_constant("pi", 3.0).unwrap();
    assert_eq!(of(&context, "sin(5, pi)"), 2.0);
    assert_eq!(status(None, "sin(pi)"), Status::Ok, "other batches are not concerned");
}

#[test]
fn an_empty_context_has_operators_only() {
    let context = Context::empty().unwrap();
    assert_eq!(of(&context, "if(1 + 2*3^2 % 5 > 1 && not 0, -(7 | 8), 0)"), -15.0);
    assert_eq!(of(&context, "ifs(or(0, 0), 1, and(1, 1), 2)"), 2.0);
    assert_eq!(status(Some(&context), "pi"), Status::UnknownName);
    for text in ["sin(1)", "max(1, 2)", "add(1, 2)", "pow(2, 3)"] {
        assert_eq!(status(Some(&context), text), Status::UnknownFunction, "{text}");
    }
    assert_eq!(context.function_count(), 5);
    let message = value(Some(&context), "sinn(1)").unwrap_err().message();
    assert!(!message.as_str().contains("did you mean"), "{}", message.as_str());
}

#[test]
fn names_shadow_from_the_inside_out() {
    let mut context = context();
    context.set_constant("e", 50.0).unwrap();
    context.add_pure_function("abs", 1..=1, |v| v[0] * 2.0).unwrap();
    assert_eq!(of(&context, "e + abs(-3)"), 44.0, "the host's before the built-in");
    let arena = arena();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_parameter("e", 7.0).unwrap();
    batch.add_expression("e + (e := e + 1, 100*e)").unwrap();
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.result(0), 807.0, "a local before a parameter before a constant");
}
