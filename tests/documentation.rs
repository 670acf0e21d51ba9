//! Every example in docs/language.md gives what it says.
//!
//! An example is a code span or a line of an `expr` block with an arrow in it: an expression, `→`,
//! and a value or `CODE at offset`. Lines of `function` blocks define functions for the examples
//! below them, the lines of one `names` block are named expressions of one batch. The values are
//! those of binary64.
#![cfg(not(feature = "f32"))]

use exp_rs::{Arena, BatchBuilder, Context, Error, Status};

const DOCUMENT: &str = include_str!("../docs/language.md");

/// What the document says its examples have.
const PARAMETERS: &[(&str, f64)] = &[("x", 3.0), ("y", -2.0), ("imu.accel.z", 9.75), ("Δt", 0.5)];
const ARRAY: [f64; 3] = [1.5, 2.5, -3.0];

/// Room for functions that call themselves to the limit, and for the longest example.
const CAPACITY: usize = 1 << 20;

/// `ArrayIndex` is `ARRAY_INDEX`.
fn code_of(status: Status) -> String {
    let mut code = String::new();
    for character in format!("{status:?}").chars() {
        if character.is_ascii_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.push(character.to_ascii_uppercase());
    }
    code
}

/// The result of the last of some expressions, each with or without a name.
fn evaluate(context: &Context, expressions: &[(Option<&str>, &str)]) -> Result<f64, Error> {
    let arena = Arena::new(CAPACITY).expect("memory");
    let mut batch = BatchBuilder::new(&arena);
    for (name, value) in PARAMETERS {
        batch.add_parameter(name, *value)?;
    }
    // SAFETY: a constant.
    unsafe { batch.bind_array("t", const { &ARRAY }.as_ptr(), ARRAY.len())? };
    let mut last = 0;
    for (name, source) in expressions {
        last = match name {
            Some(name) => batch.add_named_expression(name, source)?,
            None => batch.add_expression(source)?,
        };
    }
    batch.prepare(Some(context))?;
    batch.eval(Some(context))?;
    Ok(batch.result(last))
}

fn equal(got: f64, said: f64) -> bool {
    if said.is_nan() {
        return got.is_nan();
    }
    if said.fract() == 0.0 || said.is_infinite() {
        return got == said && got.is_sign_negative() == said.is_sign_negative();
    }
    (got - said).abs() <= 1e-12 * said.abs()
}

fn check(context: &Context, names: &[(Option<&str>, &str)], example: &str) {
    let (expression, said) = example.rsplit_once(" → ").expect("an arrow");
    let mut expressions = names.to_vec();
    expressions.push((None, expression));
    let got = evaluate(context, &expressions);
    if said.starts_with(|c: char| c.is_ascii_uppercase()) {
        let error = got.expect_err(example);
        let (code, offset) = said.split_once(" at ").expect("CODE at offset");
        assert_eq!(code_of(error.status), code, "{example}");
        assert_eq!(error.span.offset.to_string(), offset, "{example}");
    } else {
        let got = got.unwrap_or_else(|error| panic!("{example}: {error}"));
        let said = evaluate(context, &[(None, said)]).expect(example);
        assert!(equal(got, said), "{example}: {got:?}");
    }
}

/// The code spans of a line; in tables a bar inside one is escaped.
fn spans(line: &str) -> Vec<String> {
    line.split('`').skip(1).step_by(2).map(|span| span.replace("\\|", "|")).collect()
}

#[test]
fn every_example_gives_what_it_says() {
    let mut context = Context::new().expect("memory");
    let mut block: Option<&str> = None;
    let mut names = Vec::new();
    let mut examples = 0;
    for line in DOCUMENT.lines() {
        if let Some(kind) = line.strip_prefix("```") {
            block = if block.is_some() { None } else { Some(kind) };
            if block == Some("names") {
                names.clear();
            }
            continue;
        }
        match block {
            None => {
                for example in spans(line).iter().filter(|span| span.contains(" → ")) {
                    check(&context, &[], example);
                    examples += 1;
                }
            }
            Some("expr") => {
                let line = line.split("  #").next().unwrap_or(line);
                check(&context, &names, line);
                examples += 1;
            }
            Some("function") => {
                let (head, body) = line.split_once(" = ").expect("name(parameters) = body");
                let (name, rest) = head.split_once('(').expect(line);
                let parameters = rest.strip_suffix(')').expect(line);
                context.add_expression_function(name, parameters, body).expect(line);
            }
            Some("names") => {
                let (name, expression) = line.split_once(" = ").expect("name = expression");
                names.push((Some(name), expression));
            }
            Some(other) => assert_eq!(other, "text", "what is this block?"),
        }
    }
    assert!(block.is_none() && examples > 250, "{examples} examples");
}

#[test]
fn every_error_of_an_expression_is_explained() {
    for status in Status::ALL.iter().filter(|status| status.code() <= Status::Syntax.code()) {
        let code = format!("| `{}` |", code_of(*status));
        assert!(DOCUMENT.contains(&code), "{code}");
    }
}
