//! Instructions that the engine does in one handler give the bits of the same operations one by one, wherever they stand:
//! at the end, before a store, in a side of a `?:`, behind one.

use exp_rs::{Arena, BatchBuilder, Real};

type Row = [Real; 7];
/// A text, and the same in Rust.
type Phrase = (&'static str, fn(Row) -> Real);

#[rustfmt::skip]
const PHRASES: &[Phrase] = &[
    ("(a+b*c-d)/(a*a+1)", |[a, b, c, d, ..]| (a + b * c - d) / (a * a + 1.0)),
    ("(a+b*c-d)/(a*b+1)", |[a, b, c, d, ..]| (a + b * c - d) / (a * b + 1.0)),
    ("(a+b*c+d)/(x*y+z)", |[a, b, c, d, x, y, z]| (a + b * c + d) / (x * y + z)),
    ("(a*x+b*y)/(1+x*x+y*y+z*z)", |[a, b, .., x, y, z]| (a * x + b * y) / (1.0 + x * x + y * y + z * z)),
    ("-(x+y)/(2*a*b)", |[a, b, .., x, y, _]| -(x + y) / (2.0 * a * b)),
    ("(x-a)*(x-a)+(y-b)*(y-b)", |[a, b, .., x, y, _]| (x - a) * (x - a) + (y - b) * (y - b)),
    ("(x-a)*(x-b)+(y-b)*(y-b)", |[a, b, .., x, y, _]| (x - a) * (x - b) + (y - b) * (y - b)),
    ("a/b+sqrt(x*x+y*y)", |[a, b, .., x, y, _]| a / b + root(x * x + y * y)),
    ("sqrt(x*x+y*y)", |[.., x, y, _]| root(x * x + y * y)),
    ("sqrt(x*y+y*y)", |[.., x, y, _]| root(x * y + y * y)),
    ("x*x+y*y+z*z", |[.., x, y, z]| x * x + y * y + z * z),
    ("1+x*x+y*y+z*z", |[.., x, y, z]| 1.0 + x * x + y * y + z * z),
    ("d+a*x+b*y+c*z", |[a, b, c, d, x, y, z]| d + a * x + b * y + c * z),
    ("x/y+a*x+b*y+c", |[a, b, c, _, x, y, _]| x / y + a * x + b * y + c),
    ("(x+1)*(x+2)*(x+3)*(y+1)*(y+2)", |[.., x, y, _]| (x + 1.0) * (x + 2.0) * (x + 3.0) * (y + 1.0) * (y + 2.0)),
    ("x/y+(a*b+c*d)*(a-b)*(c-d)", |[a, b, c, d, x, y, _]| x / y + (a * b + c * d) * (a - b) * (c - d)),
    ("a*x^3+b*x^2+c*x+d", |[a, b, c, d, x, ..]| a * (x * x * x) + b * (x * x) + c * x + d),
    ("(a*x+b)*x+c", |[a, b, c, _, x, ..]| (a * x + b) * x + c),
    ("((a*x+b)*x+c)*x+d", |[a, b, c, d, x, ..]| ((a * x + b) * x + c) * x + d),
    ("(((a*x+b)*x+c)*x+d)*x+y", |[a, b, c, d, x, y, _]| (((a * x + b) * x + c) * x + d) * x + y),
    ("x>a && y<b && z<c", |[a, b, c, _, x, y, z]| truth(x > a && y < b && z < c)),
    ("x>a && y<b || z==c", |[a, b, c, _, x, y, z]| truth(x > a && y < b || z == c)),
];

fn truth(condition: bool) -> Real {
    if condition { 1.0 } else { 0.0 }
}

/// NaN is canonical.
fn root(x: Real) -> Real {
    if x < 0.0 { Real::NAN } else { x.sqrt() }
}

/// Small, equal, far apart and special numbers in turn.
fn rows() -> Vec<Row> {
    const VALUES: [Real; 12] =
        [0.5, 2.25, -1.0, 0.1, 3.0, -0.75, 0.0, -0.0, 1.0e30, Real::INFINITY, Real::NAN, -7.0e-20];
    let value = |row: usize, column: usize| {
        // The first rows have no special values.
        let among = if row < 40 { 6 } else { VALUES.len() };
        VALUES[(row * 7 + column * column * 5 + row * column) % among]
    };
    (0..200).map(|row| std::array::from_fn(|column| value(row, column))).collect()
}

/// All results of the texts, row by row.
fn evaluated(texts: &[String]) -> Vec<Vec<Real>> {
    let arena = Arena::new(256 * 1024).unwrap();
    let mut batch = BatchBuilder::new(&arena);
    for name in ["a", "b", "c", "d", "x", "y", "z"] {
        batch.add_parameter(name, 0.0).unwrap();
    }
    for text in texts {
        batch.add_expression(text).unwrap();
    }
    let results = |row: &Row| {
        batch.set_params(row).unwrap();
        batch.eval(None).unwrap();
        batch.results().to_vec()
    };
    rows().iter().map(results).collect()
}

/// NaN is one, whatever its bits.
fn bits(x: Real) -> impl PartialEq + std::fmt::Debug {
    (!x.is_nan()).then(|| x.to_bits())
}

#[track_caller]
fn check(text: &str, seen: &[Vec<Real>], place: usize, expected: impl Fn(Row) -> Real) {
    for (row, seen) in rows().into_iter().zip(seen) {
        assert_eq!(bits(seen[place]), bits(expected(row)), "{text} of {row:?}: {}", seen[place]);
    }
}

#[test]
fn alone() {
    for (text, expected) in PHRASES {
        check(text, &evaluated(&[text.to_string()]), 0, expected);
    }
}

#[test]
fn one_after_the_other() {
    let texts: Vec<String> = PHRASES.iter().map(|(text, _)| text.to_string()).collect();
    let seen = evaluated(&texts);
    for (place, (text, expected)) in PHRASES.iter().enumerate() {
        check(text, &seen, place, expected);
    }
}

#[test]
fn in_sides_of_choices_and_behind_them() {
    for (text, expected) in PHRASES {
        let texts = [
            format!("x<y ? floor({text}) : atan({text})"),
            format!("(x<y ? cbrt(z) : atan(z)) + ({text})"),
            format!("abs({text}) + ({text})"),
        ];
        for (i, text) in texts.iter().enumerate() {
            let seen = evaluated(std::slice::from_ref(text));
            check(text, &seen, 0, |row| {
                let [.., x, y, z] = row;
                let (value, less) = (expected(row), x < y);
                match i {
                    0 if less => of_one("floor(z)", value),
                    0 => of_one("atan(z)", value),
                    1 if less => of_one("cbrt(z)", z) + value,
                    1 => of_one("atan(z)", z) + value,
                    _ => value.abs() + value,
                }
            });
        }
    }
}

/// A function's value by the library, alone.
fn of_one(text: &str, z: Real) -> Real {
    let arena = Arena::new(16 * 1024).unwrap();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_parameter("z", z).unwrap();
    batch.add_expression(text).unwrap();
    batch.eval(None).unwrap();
    batch.result(0)
}

#[test]
fn functions_that_end_a_side() {
    for (text, less, otherwise) in [
        ("x>y ? exp(-x) : ln(y+1)", "exp(-x)", "ln(y+1)"),
        ("x>y ? sin(x) : cos(x*y)", "sin(x)", "cos(x*y)"),
        ("x>y ? exp(x)*y : ln(x*y)", "exp(x)*y", "ln(x*y)"),
        ("x>y ? exp(x*y) : exp(x)/(2*a*b)", "exp(x*y)", "exp(x)/(2*a*b)"),
    ] {
        let seen = evaluated(&[text.to_string()]);
        let sides = evaluated(&[less.to_string(), otherwise.to_string()]);
        for ((row, seen), sides) in rows().into_iter().zip(&seen).zip(&sides) {
            let [.., x, y, _] = row;
            let expected = if x > y { sides[0] } else { sides[1] };
            assert_eq!(bits(seen[0]), bits(expected), "{text} of {row:?}");
        }
    }
}
