//! Proves what single expressions of a vector cannot show: what names mean when a host changes
//! them, functions that call themselves and each other, operators that a host replaces, and what
//! messages say to the person who typed the text.

mod support;

use exp_rs::{BatchBuilder, Context, Error, Real, Status};
use support::host::{Calls, arena, batch, status, value};

fn context() -> Context {
    Context::new().expect("memory")
}

/// The error of a batch of named expressions over parameters of value 1.
fn refused(parameters: &[&str], expressions: &[(&str, &str)], context: Option<&Context>) -> Error {
    let arena = arena();
    let parameters: Vec<_> = parameters.iter().map(|name| (*name, 1.0)).collect();
    let outcome = batch(&arena, &parameters, expressions, context);
    outcome.map(|_| ()).expect_err("an error")
}

fn message(text: &str) -> String {
    refused(&["velocity", "x"], &[("", text)], None).message().as_str().to_owned()
}

#[test]
fn a_circle_is_told_with_its_path() {
    let error = refused(&["x"], &[("a", "x + b"), ("b", "2*c"), ("c", "b + 1")], None);
    assert_eq!((error.status, error.expression), (Status::Cycle, Some(2)));
    assert!(error.message().as_str().ends_with("b -> c -> b"), "{error}");
    assert_eq!((error.span.offset, error.span.length), (0, 1), "where the circle closes");
    let error = refused(&[], &[("me", "1 + me")], None);
    assert!(error.message().as_str().ends_with("me -> me"), "{error}");
    // What is skipped in evaluation is part of the circle all the same.
    assert_eq!(refused(&[], &[("a", "0 ? b : 1"), ("b", "a")], None).status, Status::Cycle);
}

#[test]
fn named_expressions_may_stand_in_any_order() {
    let arena = arena();
    let named = [("c", "a + b"), ("b", "2*a"), ("a", "x + 1"), ("", "c")];
    let mut batch = batch(&arena, &[("x", 2.0)], &named, None).unwrap();
    batch.eval(None).unwrap();
    assert_eq!(batch.results(), [9.0, 6.0, 3.0, 9.0]);
}

#[test]
fn a_failure_fails_those_that_use_it_and_nobody_else() {
    let arena = arena();
    let mut context = context();
    context.add_expression_function("down", "n", "n < 1 ? 0 : 1 + down(n - 1)").unwrap();
    let named =
        [("user", "bad + 1"), ("bad", "down(x)"), ("skips", "x < 0 ? bad : 7"), ("fine", "x + 1")];
    let mut batch = batch(&arena, &[("x", 1e6)], &named, Some(&context)).unwrap();
    let error = batch.eval(Some(&context)).unwrap_err();
    assert_eq!((error.status, error.expression), (Status::CallDepth, Some(0)));
    let seen: Vec<_> = (0..4).map(|i| (batch.status(i), batch.result(i).is_nan())).collect();
    let failed = (Status::CallDepth, true);
    assert_eq!(seen, [failed, failed, (Status::Ok, false), (Status::Ok, false)]);
    batch.set_param(0, 3.0).unwrap();
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.results(), [4.0, 3.0, 7.0, 4.0]);
}

/// Before each token, without a blank.
#[test]
fn comments_stand_anywhere() {
    let tokens =
        ["-", "2", "*", "(", "max", "(", "3", ",", "!", "0", ")", "-", ".5", ")", "+", "4"];
    for comment in ["", " ", "/**/", "/* 1 */", "# 1\n", "//1\n", "/*/*/"] {
        let text = tokens.map(|token| format!("{comment}{token}")).concat() + comment;
        assert_eq!(value(None, &text), Ok(-1.0), "{text}");
    }
}

#[test]
fn messages_suggest_the_nearest_name() {
    for (text, suggestion) in [
        ("velocty*2", "'velocity'"),
        ("Velocity", "'velocity'"),
        ("sine(x)", "'sin'"),
        ("sqrtt(x)", "'sqrt'"),
        ("sinn(x)", "'sin'"),
        // A third of the letters may be wrong.
        ("valocitie", "'velocity'"),
    ] {
        let message = message(text);
        assert!(message.contains("did you mean") && message.contains(suggestion), "{message}");
    }
    for text in ["qqqqqq", "valacitie"] {
        assert!(!message(text).contains("did you mean"), "{text}");
    }
}

/// Up to 32 letters are looked at.
#[test]
fn long_names_are_suggested_too() {
    for (wrong, right, suggested) in [
        (31, 31, true),
        (31, 32, true),
        (32, 31, true),
        (32, 32, true),
        (32, 33, false),
        (33, 32, false),
        (33, 33, false),
    ] {
        let long = "abcdefghi_".repeat(4);
        let (wrong, right) = (long[..wrong].replacen('b', "x", 1), &long[..right]);
        let message = refused(&[right], &[("", &wrong)], None).message().as_str().to_owned();
        assert_eq!(message.contains("did you mean 'abc"), suggested, "{message}");
    }
}

#[test]
fn messages_tell_which_bracket_is_missing() {
    for (text, hint) in [
        ("x)", "no bracket is open here"),
        ("x]", "no bracket is open here"),
        ("(x]", "the innermost open bracket is '('"),
        ("t[x)", "the innermost open bracket is '['"),
        ("t[(x]", "the innermost open bracket is '('"),
        ("(x ? 1)", "the ':' of a '?' is missing"),
        ("t[x ? 1]", "the ':' of a '?' is missing"),
        ("x ? 1", "the ':' of a '?' is missing"),
        ("2*(x", "it is never closed"),
        ("t[x", "it is never closed"),
    ] {
        let message = message(text);
        assert!(message.contains(hint), "{text}: {message}");
    }
}

/// The sign of an exponent is a part of it; what a hexadecimal digit is followed by is none.
#[test]
fn numbers_that_are_none_are_marked_as_a_whole() {
    for (text, offset, length) in
        [("1e+", 0, 3), ("x + 1.5E-", 4, 5), ("2e", 0, 2), ("0x_e+1", 0, 4), ("1.2.3", 0, 5)]
    {
        let error = refused(&["x"], &[("", text)], None);
        assert_eq!(error.status, Status::InvalidNumber, "{text}");
        assert_eq!((error.span.offset, error.span.length), (offset, length), "{text}");
    }
}

/// What looks like a sign of the language, or comes from a text processor.
#[test]
fn messages_say_what_to_write_instead() {
    for (signs, hint) in [
        ("\u{2212}\u{2010}\u{2013}\u{2015}", "the minus sign is '-'"),
        ("\u{d7}\u{b7}\u{22c5}", "the product is '*'"),
        ("\u{f7}", "the quotient is '/'"),
        ("\u{a0}\u{2000}\u{2009}\u{200b}\u{3000}\u{feff}", "use a plain blank"),
        ("'\"", "there are no texts"),
        ("{}", "use '(' and ')'"),
        (".", "a dot belongs inside"),
    ] {
        for sign in signs.chars() {
            let error = refused(&["x"], &[("", &format!("x {sign} x"))], None);
            assert!(error.message().as_str().contains(hint), "{sign:?}: {error}");
            let length = sign.len_utf8() as u32;
            assert_eq!((error.span.offset, error.span.length), (2, length), "{sign:?}");
        }
    }
}

#[test]
fn messages_say_what_to_do() {
    for (text, parts) in [
        ("sin(x, 2)", &["'sin' takes 1 argument, 2 given"][..]),
        ("atan2(x)", &["'atan2' takes 2 arguments, 1 given"]),
        ("round(1, 2, 3)", &["1 or 2 arguments, 3 given"]),
        ("max()", &["1 or more", "0 given"]),
        ("ifs(1, 2, 3)", &["pairs"]),
        ("(x + 1", &["bracket"]),
        ("x + 1)", &["bracket"]),
        ("x = 1", &["'=='", "':='"]),
        ("2x", &["'*'"]),
        ("x × 2", &["'*'"]),
        ("x − 1", &["'-'"]),
        ("x + y", &["unknown name 'y'"]),
        ("", &["empty"]),
        ("(a := 1, a := 2)", &["'a'", "another name"]),
        ("f(a := 1)", &["brackets"]),
        ("x ? 1; 2 : 3", &["':' is due, or brackets around the branch"]),
        ("(x ? 1, 2 : 3)", &["':' is due, or brackets around the branch"]),
        ("2 := x", &["only a name can be defined"]),
        ("(x) := 2", &["only a name can be defined"]),
        ("/* x", &["*/"]),
    ] {
        let message = message(text);
        for part in parts {
            assert!(message.contains(part), "{text}: {message}");
        }
        assert!(message.len() < exp_rs::MESSAGE_SIZE, "{message}");
    }
}

/// A name that means something, though not what the text uses it for.
#[test]
fn messages_tell_what_a_name_is() {
    static ARRAY: [Real; 2] = [0.0, 1.0];
    let mut context = context();
    context.set_constant("level", 2.0).unwrap();
    context.add_expression_function("area", "r", "pi*r^2").unwrap();
    // SAFETY: a static array.
    unsafe { context.set_array("levels", ARRAY.as_ptr(), ARRAY.len()) }.unwrap();
    let arena = arena();
    for (context, text, part) in [
        (None, "own + 1", "it is an array: write an index in '[ ]'"),
        (None, "own + [", ""),
        (None, "sin + 1", "it is a function: write its arguments in '( )'"),
        (None, "area + 1", ""),
        (None, "pi(2)", "it is a value: it takes no arguments"),
        (None, "x(2)", "it is a value: it takes no arguments"),
        (None, "own(2)", "unknown function 'own'"),
        (Some(&context), "own + 1", "it is an array"),
        (Some(&context), "levels + 1", "it is an array"),
        (Some(&context), "area + 1", "it is a function"),
        (Some(&context), "level(2)", "it is a value"),
        // Arrays are near to arrays alone, values to values.
        (Some(&context), "levelss [0]", "did you mean 'levels'?"),
        (Some(&context), "levell", "did you mean 'level'?"),
        (Some(&context), "x[0]", "unknown name 'x'"),
        (None, "ownn\n[0]", "did you mean 'own'?"),
        (None, "pii", "did you mean 'pi'?"),
        // A name of one letter is near to no other letter, one of two to few.
        (None, "y", "unknown name 'y'"),
        (None, "X", "did you mean 'x'?"),
    ] {
        let mut batch = BatchBuilder::new(&arena);
        batch.add_parameter("x", 1.0).unwrap();
        // SAFETY: a static array.
        unsafe { batch.bind_array("own", ARRAY.as_ptr(), ARRAY.len()) }.unwrap();
        let error = match batch.add_expression(text) {
            Ok(_) => batch.prepare(context).expect_err(text),
            Err(error) => error,
        };
        let message = error.message().as_str().to_owned();
        assert!(message.contains(part), "{text}: {message}");
        let hinted = ["it is", "did you mean"].iter().any(|hint| part.contains(hint));
        assert_eq!(hinted, message.contains("; "), "{text}: {message}");
    }
}

#[test]
fn messages_of_long_texts_are_cut_between_characters() {
    for length in 1..200 {
        let name = "é".repeat(length);
        let message = message(&format!("{name} + 1"));
        assert!(message.len() < exp_rs::MESSAGE_SIZE && message.contains('é'), "{message}");
    }
}

#[test]
fn an_error_in_a_body_names_the_function() {
    let mut context = context();
    context.add_expression_function("area", "r", "pi*r^2 + hight").unwrap();
    context.set_constant("height", 2.0).unwrap();
    let error = refused(&[], &[("", "1"), ("", "area(2)")], Some(&context));
    assert_eq!((error.status, error.expression), (Status::UnknownName, None));
    assert_eq!((error.span.offset, error.span.length), (9, 5));
    let message = error.message().as_str().to_owned();
    assert!(message.contains("'area'") && message.contains("'height'"), "{message}");
}

/// Whether it is called there or its body stands in the place of the call: at the name or the operator that calls it.
#[test]
fn a_failure_in_a_function_is_told_where_the_expression_calls_it() {
    static ARRAY: [Real; 2] = [0.0, 1.0];
    let mut context = context();
    // SAFETY: a static array.
    unsafe { context.set_array("t", ARRAY.as_ptr(), ARRAY.len()) }.unwrap();
    context.add_expression_function("at", "i", "t[i]").unwrap();
    context.add_expression_function("second", "i", "1 + at(i + 1)").unwrap();
    context.add_expression_function("div", "a, b", "second(a - b)").unwrap();
    context.add_expression_function("neg", "a", "t[0 - a]").unwrap();
    for (text, place) in [
        ("1 + t[7]", (4, 1)),
        ("1 + at(7)", (4, 2)),
        ("at(0) + at(1) + at(2)", (16, 2)),
        ("at(0)*second(1 + 0)", (6, 6)),
        ("second(at(0) + at(3))", (15, 2)),
        ("at(1) + 8/3 + at(1)", (9, 1)),
        ("at(0) + -at(1)", (8, 1)),
    ] {
        for optimise in [true, false] {
            for (index, texts) in [[text, "2*at(0)"], ["at(0) + 2*x", text]].iter().enumerate() {
                let arena = arena();
                let mut batch = BatchBuilder::new(&arena);
                batch.set_optimise(optimise);
                batch.add_parameter("x", 1.0).unwrap();
                for text in texts {
                    batch.add_expression(text).unwrap();
                }
                let error = batch.eval(Some(&context)).unwrap_err();
                assert_eq!(error.status, Status::ArrayIndex, "{text}");
                assert_eq!(error.expression, Some(index as u32), "{text}");
                assert_eq!((error.span.offset, error.span.length), place, "{text}");
            }
        }
    }
}

#[test]
fn the_number_of_arguments_chooses_the_function_wherever_the_call_stands() {
    assert_eq!(value(None, "5 + log(1)").unwrap(), 5.0);
    assert_eq!(value(None, "5 + log(1, 2)").unwrap(), 5.0);
    assert_eq!(value(None, "10*round(1.26) + round(1.26, 0)").unwrap(), 11.0);
    assert_eq!(value(None, "max(1, 2, 10*round(1.26))").unwrap(), 10.0);
}

#[test]
fn a_body_sees_nothing_of_its_caller() {
    let mut context = context();
    context.add_expression_function("f", "a", "a + x").unwrap();
    let error = refused(&["x"], &[("", "f(1)")], Some(&context));
    assert_eq!((error.status, error.span.offset), (Status::UnknownName, 4));
    context.set_constant("x", 10.0).unwrap();
    let arena = arena();
    let mut batch = batch(&arena, &[("x", 1.0)], &[("", "(a := 5, f(a) + x)")], Some(&context));
    let batch = batch.as_mut().unwrap();
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.result(0), 16.0);
}

#[test]
fn functions_call_themselves_and_each_other() {
    let mut context = context();
    context.add_expression_function("fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)").unwrap();
    // `odd` is not there yet when `even` is defined.
    context.add_expression_function("even", "n", "n == 0 ? 1 : odd(n - 1)").unwrap();
    assert_eq!(status(Some(&context), "even(10)"), Status::UnknownFunction);
    context.add_expression_function("odd", "n", "n == 0 ? 0 : even(n - 1)").unwrap();
    assert_eq!(value(Some(&context), "fib(20)").unwrap(), 6765.0);
    assert_eq!(value(Some(&context), "even(10) + 2*odd(7) + 4*odd(8)").unwrap(), 3.0);
    context
        .add_expression_function(
            "ack",
            "m, n",
            "m == 0 ? n + 1 : n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1))",
        )
        .unwrap();
    assert_eq!(value(Some(&context), "ack(2, 3)").unwrap(), 9.0);
}

#[test]
fn a_new_meaning_counts_from_the_next_evaluation() {
    let mut context = context();
    context.set_constant("gain", 2.0).unwrap();
    context.add_expression_function("f", "v", "gain*v").unwrap();
    let arena = arena();
    let mut batch = batch(&arena, &[("x", 5.0)], &[("", "f(x) + gain")], Some(&context)).unwrap();
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.result(0), 12.0);
    context.set_constant("gain", 3.0).unwrap();
    assert!(batch.needs_prepare(Some(&context)));
    batch.eval(None).unwrap();
    assert_eq!(batch.result(0), 12.0, "no context: as prepared");
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.result(0), 18.0);
    context.add_expression_function("f", "v", "v - gain").unwrap();
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.result(0), 5.0);
    context.add_pure_function("f", 1..=1, |v| v[0] * 100.0).unwrap();
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.result(0), 503.0);
    context.remove("gain").unwrap();
    assert_eq!(batch.eval(Some(&context)).unwrap_err().status, Status::UnknownName);
    assert!(batch.result(0).is_nan());
    context.set_constant("gain", 1.0).unwrap();
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.result(0), 501.0);
}

/// Whatever the operands are, and whether the right one is skipped by a jump or costs less than one.
#[test]
fn logic_gives_1_or_0() {
    let arena = arena();
    let numbers: [Real; 7] = [0.0, -0.0, 1.0, -2.5, 0.25, Real::NAN, Real::INFINITY];
    let right = ["y", "(y + 0)", "y*exp(z)", "-y*exp(sin(z))"];
    let texts = right.map(|right| [format!("x && {right}"), format!("x || {right}")]).concat();
    let named: Vec<_> = texts.iter().map(|text| ("", text.as_str())).collect();
    let mut batch = batch(&arena, &[("x", 0.0), ("y", 0.0), ("z", 0.0)], &named, None).unwrap();
    for x in numbers {
        for y in numbers {
            batch.set_param(0, x).unwrap();
            batch.set_param(1, y).unwrap();
            batch.eval(None).unwrap();
            let (x, y) = (x != 0.0, y != 0.0);
            for (text, result) in texts.iter().zip(batch.results()) {
                let expected = if text.contains("&&") { x && y } else { x || y };
                assert_eq!(result.to_bits(), Real::from(i8::from(expected)).to_bits(), "{text}");
            }
        }
    }
}

/// The context forgets the rows of what was removed; the others have other numbers then.
#[test]
fn what_was_not_removed_is_called_as_before() {
    let calls = Calls::default();
    let mut context = context();
    context.set_constant("ten", 10.0).unwrap();
    context.add_expression_function("gone", "a", "a").unwrap();
    calls.add_to(&mut context, "host", false).unwrap();
    context.remove("gone").unwrap();
    context.add_expression_function("twice", "a", "2*a").unwrap();
    context.add_expression_function("sums", "n", "n < 1 ? 0 : n + sums(n - 1)").unwrap();
    for turn in 0..1_000 {
        let name = format!("name{turn}");
        context.add_expression_function(&name, "a", "a").unwrap();
        context.remove(&name).unwrap();
    }
    let text = "ten + host(3, 4) + twice(4) + sums(3)";
    assert_eq!(value(Some(&context), text).unwrap(), 31.0);
    assert_eq!(status(Some(&context), "gone(1)"), Status::UnknownFunction);
}

#[test]
fn what_is_unresolved_is_what_preparing_misses() {
    let arena = arena();
    let mut batch = exp_rs::BatchBuilder::new(&arena);
    batch.add_expression("alpha + beta*pi + (local := 1, local)").unwrap();
    batch.add_expression("beta ? gamma.x : alpha").unwrap();
    let mut missing = String::new();
    batch.unresolved(None, &mut missing).unwrap();
    for name in missing.lines() {
        assert_eq!(batch.prepare(None).unwrap_err().status, Status::UnknownName);
        batch.add_parameter(name, 1.0).unwrap();
    }
    batch.prepare(None).unwrap();
    assert_eq!(missing, "alpha\nbeta\ngamma.x");
}

#[test]
fn dotted_names_are_names_of_their_own() {
    let arena = arena();
    let names = [("imu", 1.0), ("imu.accel", 2.0), ("imu.accel.x", 3.0), ("imu.x", 4.0)];
    let texts = [("sum.all", "imu + 10*imu.accel + 100*imu.accel.x + 1000*imu.x"), ("", "sum.all")];
    let mut batch = batch(&arena, &names, &texts, None).unwrap();
    batch.eval(None).unwrap();
    assert_eq!(batch.result(1), 4321.0);
    assert_eq!(batch.add_parameter("imu..y", 0.0).unwrap_err().status, Status::InvalidName);
    assert_eq!(batch.add_parameter("imu.", 0.0).unwrap_err().status, Status::InvalidName);
    assert_eq!(batch.add_parameter(".imu", 0.0).unwrap_err().status, Status::InvalidName);
    assert_eq!(batch.add_parameter("imu.1", 0.0).unwrap_err().status, Status::InvalidName);
    assert_eq!(batch.add_parameter("1imu", 0.0).unwrap_err().status, Status::InvalidName);
    assert_eq!(refused(&["imu"], &[("", "imu .x")], None).status, Status::InvalidCharacter);
}

/// NaN of an invalid operation has a sign that depends on the machine: nobody gets to see it.
#[test]
fn functions_of_the_host_get_the_one_nan() {
    let calls = Calls::default();
    let mut context = context();
    calls.add_to(&mut context, "note", false).unwrap();
    for text in [
        "note(asin(x))",
        "note(asin(x), -asin(x), 0/y, -(0/y))",
        "a := asin(x); note(1) + note(a) + note(-a)",
        "a := 0/y; b := -a; note(a, b) + a + b",
        "note(n, n + 1)",
    ] {
        let arena = arena();
        let odd = -Real::from_bits(Real::NAN.to_bits() | 5);
        let parameters = [("x", 1.5), ("y", 0.0), ("n", odd)];
        let mut batch = batch(&arena, &parameters, &[("", text)], Some(&context)).unwrap();
        batch.eval(Some(&context)).unwrap();
        for argument in calls.take().concat().into_iter().filter(|x| x.is_nan()) {
            assert_eq!(argument.to_bits(), Real::NAN.to_bits(), "{text}: {:x}", argument.to_bits());
        }
    }
}

#[test]
fn a_parameters_own_nan_stays_when_a_function_of_the_host_reads_it() {
    let odd = Real::from_bits(Real::NAN.to_bits() | 5);
    let arena = arena();
    let mut context = Context::new().unwrap();
    context.add_pure_function("same", 1..=1, |arguments| arguments[0]).unwrap();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_parameter("n", odd).unwrap();
    batch.add_expression("same(n)").unwrap();
    batch.eval(Some(&context)).unwrap();
    assert_eq!(batch.param(0).to_bits(), odd.to_bits());
    assert_eq!(batch.result(0).to_bits(), Real::NAN.to_bits());
}
