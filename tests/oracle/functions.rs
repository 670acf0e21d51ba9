//! Operators and built-in functions as the description of the language writes them. What is
//! elementary, or a series of its own (`tgamma`, `ncr`), is asked of the library one by one.

use exp_rs::Real;

use super::library::single;
use super::{number, truth};

#[cfg(feature = "f32")]
use std::f32::consts;
#[cfg(not(feature = "f32"))]
use std::f64::consts;

pub const MANY: usize = usize::MAX;

/// Names by how many arguments they take.
const ARITIES: [(usize, usize, &str); 6] = [
    (
        1,
        1,
        "abs sign sqrt cbrt sqr exp exp2 exp10 expm1 ln log2 log10 log1p sin cos tan asin acos atan \
         sinh cosh tanh asinh acosh atanh sec csc cot coth sinc deg2rad rad2deg floor ceil trunc \
         rint frac not isnan isinf isfinite iseven isodd fac fact tgamma lgamma erf erfc ncdf \
         bitnot neg",
    ),
    (1, 2, "log round"),
    (
        2,
        2,
        "logn pow power hypot root atan2 fmod mod floormod remainder copysign xor step equal \
         notequal ncr combin npr permut bitand bitor bitxor bitlshift bitrshift bitlrotate \
         bitrrotate add sub div comma",
    ),
    (3, 3, "fma clamp inrange smoothstep lerp"),
    (5, 5, "map"),
    (1, MANY, "min max sum mul avg average"),
];

/// The fewest and the most arguments of a built-in function that is not lazy.
pub fn arity(name: &str) -> Option<(usize, usize)> {
    let row = ARITIES.iter().find(|(_, _, names)| names.split_whitespace().any(|n| n == name));
    row.map(|(least, most, _)| (*least, *most))
}

pub fn constant(name: &str) -> Option<Real> {
    Some(match name {
        "pi" | "PI" => consts::PI,
        "e" | "E" => consts::E,
        "tau" | "TAU" => consts::TAU,
        "inf" => Real::INFINITY,
        "nan" => Real::NAN,
        "true" => 1.0,
        "false" => 0.0,
        "epsilon" => Real::EPSILON,
        _ => return None,
    })
}

pub fn prefix(operator: &str, x: Real) -> Real {
    match operator {
        "-" => -x,
        "+" => x,
        "!" => number(!truth(x)),
        "~" => bits(x).map_or(Real::NAN, |x| !x as Real),
        _ => unreachable!("prefix {operator}"),
    }
}

pub fn binary(operator: &str, x: Real, y: Real) -> Real {
    match operator {
        "+" => x + y,
        "-" => x - y,
        "*" => x * y,
        "/" => x / y,
        "%" => x % y,
        "^" => power(x, y),
        "<" => number(x < y),
        "<=" => number(x <= y),
        ">" => number(x > y),
        ">=" => number(x >= y),
        "==" => number(x == y),
        "!=" | "<>" => number(x != y),
        _ => on_bits(operator, x, y),
    }
}

/// The 64-bit integer that a number is.
fn bits(x: Real) -> Option<i64> {
    const END: Real = 9_223_372_036_854_775_808.0;
    (x == x.trunc() && (-END..END).contains(&x)).then_some(x as i64)
}

fn on_bits(operator: &str, x: Real, y: Real) -> Real {
    let (Some(x), Some(y)) = (bits(x), bits(y)) else {
        return Real::NAN;
    };
    let by = u32::try_from(y).ok().filter(|y| *y < 64);
    let outcome = match (operator, by) {
        ("&", _) => x & y,
        ("|", _) => x | y,
        ("xor", _) => x ^ y,
        ("<<", Some(by)) => x << by,
        (">>", Some(by)) => x >> by,
        ("<<<", Some(by)) => x.rotate_left(by),
        (">>>", Some(by)) => x.rotate_right(by),
        _ => return Real::NAN,
    };
    outcome as Real
}

fn power(x: Real, y: Real) -> Real {
    match y {
        2.0 => x * x,
        3.0 => x * x * x,
        _ => single("pow", &[x, y]),
    }
}

/// A built-in function that is not lazy.
pub fn call(name: &str, arguments: &[Real]) -> Real {
    match *arguments {
        [x] => of_one(name, x),
        [x, y] => of_two(name, x, y),
        [x, y, z] => of_three(name, x, y, z),
        [x, a1, b1, a2, b2] if name == "map" => a2 + (x - a1) * (b2 - a2) / (b1 - a1),
        _ => of_many(name, arguments),
    }
}

fn of_one(name: &str, x: Real) -> Real {
    match name {
        "abs" => x.abs(),
        "sign" if x == 0.0 || x.is_nan() => x,
        "sign" => (1.0 as Real).copysign(x),
        "sqrt" => x.sqrt(),
        "sqr" => x * x,
        "log" => single("ln", &[x]),
        "sec" => 1.0 / single("cos", &[x]),
        "csc" => 1.0 / single("sin", &[x]),
        "cot" => 1.0 / single("tan", &[x]),
        "coth" => 1.0 / single("tanh", &[x]),
        "sinc" if x == 0.0 => 1.0,
        "sinc" if x.is_infinite() => 0.0,
        "sinc" => single("sin", &[x]) / x,
        "deg2rad" => x * (consts::PI / 180.0),
        "rad2deg" => x * (180.0 / consts::PI),
        "floor" => x.floor(),
        "ceil" => x.ceil(),
        "trunc" => x.trunc(),
        "round" => x.round(),
        "rint" => x.round_ties_even(),
        "frac" => x - x.trunc(),
        "not" => number(!truth(x)),
        "isnan" => number(x.is_nan()),
        "isinf" => number(x.is_infinite()),
        "isfinite" => number(x.is_finite()),
        "iseven" => number(x % 2.0 == 0.0),
        "isodd" => number((x % 2.0).abs() == 1.0),
        "fact" => single("fac", &[x]),
        "ncdf" => 0.5 * single("erfc", &[-x / consts::SQRT_2]),
        "bitnot" => prefix("~", x),
        "neg" => -x,
        "min" | "max" | "sum" | "mul" | "avg" | "average" => x,
        _ => single(name, &[x]),
    }
}

fn of_two(name: &str, x: Real, y: Real) -> Real {
    match name {
        "log" | "logn" => single("ln", &[x]) / single("ln", &[y]),
        "pow" | "power" => power(x, y),
        "root" => root(x, y),
        "fmod" | "mod" => x % y,
        "floormod" => {
            let r = x % y;
            if r != 0.0 && (r < 0.0) != (y < 0.0) { r + y } else { r }
        }
        "copysign" if y.is_nan() => x.abs(),
        "copysign" => x.copysign(y),
        "round" => round_to(x, y),
        "xor" => number(truth(x) != truth(y)),
        "step" => number(y >= x),
        "equal" => number(x == y),
        "notequal" => number(x != y),
        "combin" => single("ncr", &[x, y]),
        "permut" => single("npr", &[x, y]),
        "bitand" => on_bits("&", x, y),
        "bitor" => on_bits("|", x, y),
        "bitxor" => on_bits("xor", x, y),
        "bitlshift" => on_bits("<<", x, y),
        "bitrshift" => on_bits(">>", x, y),
        "bitlrotate" => on_bits("<<<", x, y),
        "bitrrotate" => on_bits(">>>", x, y),
        "add" => x + y,
        "sub" => x - y,
        "div" => x / y,
        "comma" => y,
        "min" | "max" | "sum" | "mul" | "avg" | "average" => of_many(name, &[x, y]),
        _ => single(name, &[x, y]),
    }
}

fn of_three(name: &str, x: Real, y: Real, z: Real) -> Real {
    match name {
        "fma" => x.mul_add(y, z),
        "clamp" => clamp(x, y, z),
        "inrange" => number(y <= x && x <= z),
        "smoothstep" => {
            let u = clamp((z - x) / (y - x), 0.0, 1.0);
            u * u * (3.0 - 2.0 * u)
        }
        "lerp" => x + (y - x) * z,
        _ => of_many(name, &[x, y, z]),
    }
}

fn of_many(name: &str, arguments: &[Real]) -> Real {
    let chain =
        |step: fn(Real, Real) -> Real| arguments[1..].iter().fold(arguments[0], |x, y| step(x, *y));
    match name {
        "min" => chain(|x, y| if x.is_nan() || y < x { y } else { x }),
        "max" => chain(|x, y| if x.is_nan() || y > x { y } else { x }),
        "sum" => chain(|x, y| x + y),
        "mul" => chain(|x, y| x * y),
        "avg" | "average" => chain(|x, y| x + y) / arguments.len() as Real,
        _ => unreachable!("{name} of {}", arguments.len()),
    }
}

fn root(x: Real, n: Real) -> Real {
    match n {
        0.0 => Real::NAN,
        2.0 => x.sqrt(),
        3.0 => single("cbrt", &[x]),
        _ if x < 0.0 && (n % 2.0).abs() == 1.0 => -root(-x, n),
        _ => power(x, 1.0 / n),
    }
}

fn clamp(x: Real, lo: Real, hi: Real) -> Real {
    if x.is_nan() || lo.is_nan() || hi.is_nan() {
        return Real::NAN;
    }
    let (lo, hi) = if lo > hi { (hi, lo) } else { (lo, hi) };
    if x < lo {
        lo
    } else if x > hi {
        hi
    } else {
        x
    }
}

fn round_to(x: Real, d: Real) -> Real {
    if d.is_nan() {
        return Real::NAN;
    }
    let d = d.trunc();
    let power = format!("1e{}", d.abs().min(1e6)).parse::<Real>().expect("a number");
    if power.is_infinite() || d >= 0.0 && (x * power).is_infinite() {
        x
    } else if d >= 0.0 {
        (x * power).round() / power
    } else {
        (x / power).round() * power
    }
}
