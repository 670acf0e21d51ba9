//! Expressions that libFuzzer builds as trees, written as texts with more or fewer brackets than they need: the
//! optimised program, the one with every operation of the text, and the evaluation of rows at once agree in every
//! bit; memory that fails while the batch is prepared changes nothing.

#![no_main]

use std::fmt::Write;

use arbitrary::Arbitrary;
use exp_rs::{Arena, BatchBuilder, Context, Status};
use exp_rs_fuzz::{Fault, with_fault};
use libfuzzer_sys::fuzz_target;

const VALUES: [&str; 8] = ["x", "y", "z", "a", "b", "k", "pi", "nan"];
const PREFIXES: [&str; 5] = ["-", "!", "~", "+", "not "];
const OPERATORS: [&str; 27] = [
    ",", ";", "||", "or", "&&", "and", "|", "&", "==", "!=", "<>", "<", "<=", ">", ">=", "<<",
    ">>", "<<<", ">>>", "+", "-", "*", "/", "%", "^", "**", "-",
];
const FUNCTIONS: [&str; 24] = [
    "sin",
    "max",
    "min",
    "if",
    "ifs",
    "and",
    "or",
    "pow",
    "fac",
    "ncr",
    "round",
    "f",
    "g",
    "clamp",
    "sqrt",
    "sum",
    "fma",
    "floormod",
    "remainder",
    "bitand",
    "neg",
    "add",
    "log",
    "half",
];

#[derive(Arbitrary, Debug)]
enum Tree {
    Small(u8),
    Number(f64),
    Value(u8),
    Prefix(u8, Box<Tree>),
    Binary(u8, Box<Tree>, Box<Tree>),
    Choice(Box<Tree>, Box<Tree>, Box<Tree>),
    Call(u8, Vec<Tree>),
    Element(Box<Tree>),
    Define(bool, Box<Tree>),
    Brackets(Box<Tree>),
}

#[derive(Arbitrary, Debug)]
struct Case {
    fault: u8,
    trees: [Tree; 2],
    body: Tree,
    rows: [[f64; 3]; 3],
}

fn write(tree: &Tree, out: &mut String) {
    let of = |list: &[&'static str], i: u8| list[usize::from(i) % list.len()];
    let _ = match tree {
        Tree::Small(n) => write!(out, "{n}"),
        Tree::Number(x) if x.is_finite() => write!(out, "({x:e})"),
        Tree::Number(_) => write!(out, "inf"),
        Tree::Value(i) => write!(out, "{}", of(&VALUES, *i)),
        Tree::Prefix(i, a) => write_all(out, of(&PREFIXES, *i), &[a], "", ""),
        Tree::Binary(i, a, b) => write_all(out, "", &[a, b], of(&OPERATORS, *i), ""),
        Tree::Choice(a, b, c) => {
            write(a, out);
            out.push('?');
            write_all(out, "", &[b, c], ":", "")
        }
        Tree::Call(i, list) => {
            let list: Vec<&Tree> = list.iter().take(6).collect();
            write_all(out, &format!("{}(", of(&FUNCTIONS, *i)), &list, ",", ")")
        }
        Tree::Element(a) => write_all(out, "t[", &[a], "", "]"),
        Tree::Define(first, a) => {
            write_all(out, if *first { "a := " } else { "b := " }, &[a], "", "")
        }
        Tree::Brackets(a) => write_all(out, "(", &[a], "", ")"),
    };
}

fn write_all(
    out: &mut String,
    head: &str,
    list: &[&Tree],
    between: &str,
    tail: &str,
) -> std::fmt::Result {
    out.push_str(head);
    for (i, tree) in list.iter().enumerate() {
        if i > 0 {
            write!(out, " {between} ")?;
        }
        write(tree, out);
    }
    out.push_str(tail);
    Ok(())
}

static TABLE: [f64; 4] = [1.5, 2.5, -3.0, 4e10];

fn half(x: &[f64]) -> f64 {
    x[0] * 0.5
}

fn context(body: &str) -> Context {
    let mut context = Context::new().unwrap();
    context.set_constant("k", 0.75).unwrap();
    context.add_pure_function("half", 1..=1, half).unwrap();
    context.add_expression_function("g", "a", "a < 1 ? 1 : g(a/2 - 1) + a").unwrap();
    let _ = context.add_expression_function("f", "x, y", body);
    context
}

fn batch<'a>(arena: &'a Arena, texts: &[String; 2], optimise: bool) -> Option<BatchBuilder<'a>> {
    let mut batch = BatchBuilder::new(arena);
    batch.set_optimise(optimise);
    for name in ["x", "y", "z"] {
        batch.add_parameter(name, 0.0).unwrap();
    }
    // SAFETY: a static array.
    unsafe { batch.bind_array("t", TABLE.as_ptr(), TABLE.len()) }.unwrap();
    batch.add_named_expression("b", &texts[0]).ok()?;
    batch.add_expression(&texts[1]).ok()?;
    Some(batch)
}

type Seen = Vec<(u64, Status)>;

fn look(batch: &BatchBuilder) -> Seen {
    (0..2).map(|i| (batch.result(i).to_bits(), batch.status(i))).collect()
}

fn evaluate(batch: &mut BatchBuilder, context: &Context, rows: &[[f64; 3]]) -> Vec<Seen> {
    let each = rows.iter().map(|row| {
        batch.set_params(row).unwrap();
        let _ = batch.eval(Some(context));
        look(batch)
    });
    each.collect()
}

fn evaluate_block(batch: &mut BatchBuilder, context: &Context, rows: &[[f64; 3]]) -> Vec<[u64; 2]> {
    let inputs: Vec<Vec<f64>> = (0..3).map(|p| rows.iter().map(|row| row[p]).collect()).collect();
    let mut outputs = vec![vec![0.0; rows.len()]; 2];
    let ins: Vec<_> = inputs.iter().map(|c| c.as_ptr()).collect();
    let outs: Vec<_> = outputs.iter_mut().map(|c| c.as_mut_ptr()).collect();
    // SAFETY: each column has a number for each row. A failure is seen as NaN.
    let _ = unsafe { batch.eval_block(Some(context), rows.len(), &ins, &outs) };
    (0..rows.len()).map(|r| [outputs[0][r].to_bits(), outputs[1][r].to_bits()]).collect()
}

fuzz_target!(|case: Case| {
    let text = |tree| {
        let mut out = String::new();
        write(tree, &mut out);
        out
    };
    let texts = [text(&case.trees[0]), text(&case.trees[1])];
    let context = context(&text(&case.body));
    let arenas = [(); 2].map(|()| Arena::growable(0, usize::MAX).unwrap());
    let (Some(mut optimised), Some(mut plain)) =
        (batch(&arenas[0], &texts, true), batch(&arenas[1], &texts, false))
    else {
        return;
    };
    let (failed, refused) =
        with_fault(Fault::of_byte(case.fault), || optimised.prepare(Some(&context)));
    assert!(refused || failed.as_ref().map_err(|e| e.status) != Err(Status::OutOfMemory));
    let both = [&mut optimised, &mut plain]
        .map(|batch| batch.prepare(Some(&context)).map_err(|e| (e.status, e.span)));
    assert_eq!(both[0], both[1], "{texts:?}");
    if both[0].is_err() {
        return;
    }
    let expected = evaluate(&mut plain, &context, &case.rows);
    assert_eq!(evaluate(&mut optimised, &context, &case.rows), expected, "{texts:?}");
    let block = evaluate_block(&mut optimised, &context, &case.rows);
    let single: Vec<_> = expected.iter().map(|row| [row[0].0, row[1].0]).collect();
    assert_eq!(block, single, "{texts:?}");
});
