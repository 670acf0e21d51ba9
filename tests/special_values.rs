//! Proves that operators and functions of one and two numbers give the oracle's bits for every pair
//! of the numbers that rules are made for (both zeros, NaN, infinities, 1, powers of two, the ends
//! of the range), whether a number comes as a parameter or as a literal, so that a rewrite of an
//! expression with a constant has no chance to change a sign or a NaN unnoticed.

mod oracle;

use exp_rs::{Arena, BatchBuilder, Real};
use oracle::functions::{binary, call, prefix};
use oracle::{canonical, number, truth};

const NUMBERS: [Real; 21] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    -2.0,
    3.0,
    0.5,
    -0.5,
    4.0,
    7.25,
    63.0,
    64.0,
    Real::NAN,
    Real::INFINITY,
    Real::NEG_INFINITY,
    Real::MAX,
    Real::MIN_POSITIVE,
    Real::MIN_POSITIVE / 4.0,
    Real::EPSILON,
    9_223_372_036_854_775_808.0,
];

const OPERATORS: [&str; 19] = [
    "+", "-", "*", "/", "%", "^", "<", "<=", ">", ">=", "==", "!=", "<>", "&", "|", "<<", ">>",
    "<<<", ">>>",
];
const OF_TWO: &str = "log logn pow power hypot root atan2 round fmod mod floormod remainder copysign \
    xor step equal notequal ncr npr bitand bitor bitxor bitlshift bitrshift bitlrotate bitrrotate \
    add sub mul div comma min max sum avg";
const OF_ONE: &str = "abs sign sqrt cbrt sqr exp exp2 exp10 expm1 ln log log2 log10 log1p sin cos tan \
    asin acos atan sinh cosh tanh asinh acosh atanh sec csc cot coth sinc deg2rad rad2deg floor ceil \
    trunc round rint frac not isnan isinf isfinite iseven isodd fac tgamma lgamma erf erfc ncdf \
    bitnot neg min max sum mul avg";

/// A text with `x` and `y` in it, and what it means.
struct Form {
    text: String,
    meaning: Box<dyn Fn(Real, Real) -> Real>,
}

fn form(text: &str, meaning: impl Fn(Real, Real) -> Real + 'static) -> Form {
    Form { text: text.to_owned(), meaning: Box::new(meaning) }
}

fn forms() -> Vec<Form> {
    let mut forms = vec![
        form("-x", |x, _| prefix("-", x)),
        form("!x", |x, _| prefix("!", x)),
        form("~x", |x, _| prefix("~", x)),
        form("--x + y", |x, y| x + y),
        form("x + -y", |x, y| x + -y),
        form("x - -y", |x, y| x - -y),
        form("-(x - y)", |x, y| -(x - y)),
        form("!(x < y)", |x, y| number(x >= y || x.is_nan() || y.is_nan())),
        form("!(x <= y)", |x, y| number(x > y || x.is_nan() || y.is_nan())),
        form("!(x == y)", |x, y| number(x != y)),
        form("!!x + y", |x, y| number(truth(x)) + y),
        form("x && y", |x, y| number(truth(x) && truth(y))),
        form("x || y", |x, y| number(truth(x) || truth(y))),
        form("x ? y : -y", |x, y| if truth(x) { y } else { -y }),
        form("x < y ? x : y", |x, y| if x < y { x } else { y }),
        form("x >= y ? x : y", |x, y| if x >= y { x } else { y }),
        form("x*y - x", |x, y| x * y - x),
        form("x - x*y", |x, y| x - x * y),
        form("y/(x + y)", |x, y| y / (x + y)),
    ];
    for operator in OPERATORS {
        forms.push(form(&format!("x {operator} y"), move |x, y| binary(operator, x, y)));
    }
    for name in OF_ONE.split_whitespace() {
        forms.push(form(&format!("{name}(x)"), move |x, _| call(name, &[x])));
    }
    for name in OF_TWO.split_whitespace() {
        forms.push(form(&format!("{name}(x, y)"), move |x, y| call(name, &[x, y])));
    }
    forms
}

/// A number as text: a literal, or a literal with a minus.
fn literal(x: Real) -> String {
    if x.is_nan() { "nan".to_owned() } else { format!("({x:e})") }
}

/// The values of texts with these parameters.
fn values(texts: &[String], x: Real, y: Real, optimise: bool) -> Vec<Real> {
    let arena = Arena::growable(0, usize::MAX).expect("memory");
    let mut batch = BatchBuilder::new(&arena);
    batch.set_optimise(optimise);
    batch.add_parameter("x", x).expect("a name");
    batch.add_parameter("y", y).expect("a name");
    for text in texts {
        batch.add_expression(text).expect("an expression");
    }
    batch.eval(None).expect("nothing that fails");
    batch.results().to_vec()
}

/// The text with other operands in the place of the words `x` and `y`.
fn substituted(text: &str, x: &str, y: &str) -> String {
    let words = text.split_inclusive(|c: char| !c.is_alphanumeric());
    let put = words.map(|word| match word.trim_end_matches(|c: char| !c.is_alphanumeric()) {
        "x" => word.replacen('x', x, 1),
        "y" => word.replacen('y', y, 1),
        _ => word.to_owned(),
    });
    put.collect()
}

fn assert_values(forms: &[Form], operands: (&str, &str), (x, y): (Real, Real), optimise: bool) {
    let texts = forms.iter().map(|form| substituted(&form.text, operands.0, operands.1));
    let texts: Vec<String> = texts.collect();
    let got = values(&texts, x, y, optimise);
    for ((text, got), form) in texts.iter().zip(got).zip(forms) {
        let wanted = canonical((form.meaning)(x, y));
        let same = got.to_bits() == wanted.to_bits();
        assert!(same, "{text} is {got:e}, not {wanted:e}: x = {x:e}, y = {y:e}, {optimise}");
    }
}

#[test]
fn every_operation_gives_the_oracles_bits_for_special_values() {
    let forms = forms();
    for x in NUMBERS {
        for y in NUMBERS {
            let (a, b) = (literal(x), literal(y));
            for operands in [("x", "y"), ("x", b.as_str()), (&a, "y"), (&a, &b)] {
                assert_values(&forms, operands, (x, y), true);
            }
            assert_values(&forms, ("x", "y"), (x, y), false);
        }
    }
}
