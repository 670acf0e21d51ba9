//! The built-in functions and constants: name, arity, meaning and an example, one row each.

mod packed;

use core::ffi::CStr;

use super::functions::{Binary, Ternary, Unary};
use super::operators::{BinaryOperator, PrefixOperator};
use crate::real::{self, Real, consts};

pub(crate) use packed::{BUILTINS, Formula, MANY, find, names, row_at, takes};

/// Marks a function without an upper number of arguments.
///
/// # Examples
/// ```
/// use exp_rs::{Context, Expression, VARIADIC};
///
/// let mut context = Context::new()?;
/// context.add_pure_function("count", 0..=VARIADIC, |args| args.len() as exp_rs::Real)?;
/// let mut call = Expression::with_context("count(1, 1, 1)", &[], &context)?;
/// assert_eq!(call.eval(&[])?, 3.0);
/// # Ok::<(), exp_rs::Error>(())
/// ```
pub const VARIADIC: u32 = u32::MAX;

/// One step of a formula, or all of a function, evaluated with a stack of values.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// Pushes an argument, or a value kept by `Keep`, which are numbered on from the arguments.
    Argument(u8),
    Number(Number),
    Binary(BinaryOperator),
    Unary(Unary),
    Function(Binary),
    Ternary(Ternary),
    /// As the operator of the language, whatever a host made of that; so are the binary ones.
    Prefix(PrefixOperator),
    /// 1 or 0 for true or false.
    Truth,
    /// Of two truth values.
    And,
    /// Takes the top of the stack and gives it the next argument's number.
    Keep,
}

/// A number in a formula: a byte, where the number itself would take eight in each step.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Zero,
    Half,
    One,
    RootOfTwo,
    Two,
    Three,
    RadiansOfADegree,
    DegreesOfARadian,
}

impl Number {
    pub(crate) fn value(self) -> Real {
        match self {
            Number::Zero => 0.0,
            Number::Half => 0.5,
            Number::One => 1.0,
            Number::RootOfTwo => consts::SQRT_2,
            Number::Two => 2.0,
            Number::Three => 3.0,
            Number::RadiansOfADegree => consts::PI / 180.0,
            Number::DegreesOfARadian => 180.0 / consts::PI,
        }
    }
}

/// How a built-in function is evaluated.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meaning {
    /// By one step behind the arguments.
    Step(Step),
    /// By one for each argument but the first, from left to right.
    Chain(Step),
    /// Sum divided by count.
    Average,
    Formula(Formula),
    /// Of one argument by the first step, of two by the others.
    ByCount(Formula),
}

/// A row as it is written, from which the library's tables are made: a byte where this has a pointer.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub name: &'static CStr,
    pub least: u8,
    pub most: u8,
    meaning: Meaning,
    /// Of the formula in the meaning.
    steps: &'static [Step],
    /// A call and what it gives, for people who type expressions; not in a shipped library.
    #[cfg(test)]
    pub example: &'static str,
    /// What it does, in Markdown; where its arguments have names of their own, after the call and
    /// a colon.
    #[cfg(test)]
    pub summary: &'static str,
}

const fn row(
    name: &'static CStr,
    (least, most): (u8, u8),
    meaning: Meaning,
    _example: &'static str,
    _summary: &'static str,
) -> Row {
    Row {
        name,
        least,
        most,
        meaning,
        steps: &[],
        #[cfg(test)]
        example: _example,
        #[cfg(test)]
        summary: _summary,
    }
}

const fn unary(
    name: &'static CStr,
    function: Unary,
    example: &'static str,
    summary: &'static str,
) -> Row {
    row(name, (1, 1), Meaning::Step(Step::Unary(function)), example, summary)
}

const fn binary(
    name: &'static CStr,
    function: Binary,
    example: &'static str,
    summary: &'static str,
) -> Row {
    row(name, (2, 2), Meaning::Step(Step::Function(function)), example, summary)
}

const fn operator(
    name: &'static CStr,
    operator: BinaryOperator,
    example: &'static str,
    summary: &'static str,
) -> Row {
    row(name, (2, 2), Meaning::Step(Op(operator)), example, summary)
}

const fn formula(
    name: &'static CStr,
    arguments: u8,
    steps: &'static [Step],
    example: &'static str,
    summary: &'static str,
) -> Row {
    let meaning = Meaning::Formula(Formula::NONE);
    Row { steps, ..row(name, (arguments, arguments), meaning, example, summary) }
}

const fn by_count(
    name: &'static CStr,
    steps: &'static [Step],
    example: &'static str,
    summary: &'static str,
) -> Row {
    let meaning = Meaning::ByCount(Formula::NONE);
    Row { steps, ..row(name, (1, 2), meaning, example, summary) }
}

use BinaryOperator as B;
use Step::{And, Argument as A, Binary as Op, Keep, Truth, Unary as Call};

const NOT: Step = Step::Prefix(PrefixOperator::Not);
const NEGATE: Step = Step::Prefix(PrefixOperator::Negate);
const ZERO: Step = Step::Number(Number::Zero);
const ONE: Step = Step::Number(Number::One);

const LOG: &[Step] =
    &[Call(Unary::Ln), A(0), Call(Unary::Ln), A(1), Call(Unary::Ln), Op(B::Divide)];
const LOG_TO_BASE: &[Step] = LOG.split_at(1).1;

/// The table of built-in functions by group, each group with the condition of its being there.
macro_rules! builtins {
    ($($group:ident [$when:meta] { $($make:ident($name:literal, $($rest:tt)*),)* })*) => {
        /// Every built-in function but the lazy ones, in the order of the documentation.
        pub(super) const ROWS: &[Row] = &[$($(#[cfg($when)] $make($name, $($rest)*),)*)*];

        // Whatever is left out, every row is compiled.
        $($(const _: Row = $make($name, $($rest)*);)*)*

        /// Those that were left out when the library was built, and their groups.
        const LEFT_OUT: &[(&CStr, &str)] =
            &[$($(#[cfg(not($when))] ($name, stringify!($group)),)*)*];
    };
}

builtins! {
    basic [all()] {
        unary(c"abs", Unary::Abs, "abs(-2) = 2", "magnitude: x without its sign"),
        unary(c"sign", Unary::Sign, "sign(-3) = -1", "-1, 1, or the zero itself"),
        unary(c"sqrt", Unary::Sqrt, "sqrt(9) = 3", "square root"),
        unary(c"cbrt", Unary::Cbrt, "cbrt(27) = 3", "cube root"),
        formula(c"sqr", 1, &[A(0), A(0), Op(B::Multiply)], "sqr(3) = 9", "`x*x`"),
        unary(c"exp", Unary::Exp, "exp(1) = 2.718281828459045", "e to the power x"),
        unary(c"exp2", Unary::Exp2, "exp2(3) = 8", "2 to the power x"),
        unary(c"exp10", Unary::Exp10, "exp10(2) = 100", "10 to the power x"),
        unary(c"expm1", Unary::Expm1, "expm1(1e-20) = 1e-20", "`exp(x)-1`, accurate near 0"),
        unary(c"ln", Unary::Ln, "ln(10) = 2.302585092994046", "natural logarithm"),
        by_count(c"log", LOG,
            "log(100, 10) = 2", "log(x), log(x, b): natural logarithm, or to base b: `ln(x)/ln(b)`"),
        formula(c"logn", 2, LOG_TO_BASE, "logn(8, 2) = 3", "logn(x, b): logarithm to base b: `ln(x)/ln(b)`"),
        unary(c"log2", Unary::Log2, "log2(8) = 3", "logarithm to base 2"),
        unary(c"log10", Unary::Log10, "log10(1000) = 3", "logarithm to base 10"),
        unary(c"log1p", Unary::Log1p, "log1p(1e-20) = 1e-20", "`ln(1+x)`, accurate near 0"),
        binary(c"pow", Binary::Pow, "pow(2, 10) = 1024", "x to the power y"),
        binary(c"power", Binary::Pow, "power(2, 10) = 1024", "x to the power y"),
        binary(c"hypot", Binary::Hypot, "hypot(3, 4) = 5", "`sqrt(x*x+y*y)` without overflow"),
        row(c"fma", (3, 3), Meaning::Step(Step::Ternary(Ternary::Fma)), "fma(2, 3, 4) = 10", "fma(a, b, c): `a*b+c`, rounded once"),
        binary(c"root", Binary::Root, "root(-32, 5) = -2", "root(x, n): n-th root, of negative x too where n is odd"),
    }
    trigonometric [feature = "trigonometric"] {
        unary(c"sin", Unary::Sin, "sin(pi/2) = 1", "sine of an angle in radians"),
        unary(c"cos", Unary::Cos, "cos(pi) = -1", "cosine"),
        unary(c"tan", Unary::Tan, "tan(1) = 1.5574077246549023", "tangent"),
        unary(c"asin", Unary::Asin, "asin(1) = pi/2", "arc sine"),
        unary(c"acos", Unary::Acos, "acos(0) = pi/2", "arc cosine"),
        unary(c"atan", Unary::Atan, "atan(1) = pi/4", "arc tangent"),
        binary(c"atan2", Binary::Atan2, "atan2(1, -1) = 3*pi/4", "atan2(y, x): angle of the point (x, y), from -pi to pi"),
        unary(c"sinh", Unary::Sinh, "sinh(1) = 1.1752011936438014", "hyperbolic sine"),
        unary(c"cosh", Unary::Cosh, "cosh(1) = 1.5430806348152437", "hyperbolic cosine"),
        unary(c"tanh", Unary::Tanh, "tanh(1) = 0.7615941559557649", "hyperbolic tangent"),
        unary(c"asinh", Unary::Asinh, "asinh(1) = 0.881373587019543", "inverse hyperbolic sine"),
        unary(c"acosh", Unary::Acosh, "acosh(2) = 1.3169578969248166", "inverse hyperbolic cosine"),
        unary(c"atanh", Unary::Atanh, "atanh(0.5) = 0.5493061443340548", "inverse hyperbolic tangent"),
        formula(c"sec", 1, &[ONE, A(0), Call(Unary::Cos), Op(B::Divide)], "sec(pi) = -1", "`1/cos(x)`"),
        formula(c"csc", 1, &[ONE, A(0), Call(Unary::Sin), Op(B::Divide)], "csc(pi/2) = 1", "`1/sin(x)`"),
        formula(c"cot", 1, &[ONE, A(0), Call(Unary::Tan), Op(B::Divide)], "cot(1) = 0.6420926159343306", "`1/tan(x)`"),
        formula(c"coth", 1, &[ONE, A(0), Call(Unary::Tanh), Op(B::Divide)], "coth(1) = 1.3130352854993312", "`1/tanh(x)`"),
        unary(c"sinc", Unary::Sinc, "sinc(0) = 1", "`sin(x)/x`, 1 at 0"),
        formula(c"deg2rad", 1, &[A(0), Step::Number(Number::RadiansOfADegree), Op(B::Multiply)],
            "deg2rad(180) = pi", "degrees to radians"),
        formula(c"rad2deg", 1, &[A(0), Step::Number(Number::DegreesOfARadian), Op(B::Multiply)],
            "rad2deg(pi) = 180", "radians to degrees"),
    }
    basic [all()] {
        unary(c"floor", Unary::Floor, "floor(-1.5) = -2", "down to an integer"),
        unary(c"ceil", Unary::Ceil, "ceil(1.2) = 2", "up to an integer"),
        unary(c"trunc", Unary::Trunc, "trunc(-1.5) = -1", "toward zero to an integer"),
        by_count(c"round", &[Call(Unary::Round), A(0), A(1), Step::Function(Binary::RoundTo)],
            "round(2.567, 1) = 2.6", "round(x), round(x, d): to the nearest integer, half away from zero, or to d decimals"),
        unary(c"rint", Unary::Rint, "rint(2.5) = 2", "to the nearest integer, half to even"),
        formula(c"frac", 1, &[A(0), A(0), Call(Unary::Trunc), Op(B::Subtract)],
            "frac(2.5) = 0.5", "`x-trunc(x)`"),

        binary(c"fmod", Binary::Fmod, "fmod(-7, 4) = -3", "remainder with the sign of x, as `%`"),
        binary(c"mod", Binary::Fmod, "mod(7, 4) = 3", "remainder with the sign of x, as `%`"),
        binary(c"floormod", Binary::FloorMod, "floormod(-7, 4) = 1", "remainder with the sign of y"),
        binary(c"remainder", Binary::Remainder, "remainder(7, 4) = -1", "x minus the nearest multiple of y"),
        binary(c"copysign", Binary::CopySign, "copysign(2, -1) = -2", "magnitude of x, sign of y"),

        formula(c"not", 1, &[A(0), NOT], "not(0) = 1", "1 if x is false"),
        formula(c"xor", 2, &[A(0), Truth, A(1), Truth, Op(B::NotEqual)], "xor(1, 0) = 1", "xor(a, b): 1 if just one is true"),
        row(c"clamp", (3, 3), Meaning::Step(Step::Ternary(Ternary::Clamp)), "clamp(7, 0, 5) = 5", "clamp(x, lo, hi): x limited to the range from lo to hi"),
        formula(c"inrange", 3,
            &[A(1), A(0), Op(B::LessOrEqual), A(0), A(2), Op(B::LessOrEqual), And],
            "inrange(2, 1, 3) = 1", "inrange(x, lo, hi): 1 if `lo<=x and x<=hi`"),
        formula(c"step", 2, &[A(1), A(0), Op(B::GreaterOrEqual)], "step(2, 3) = 1", "step(edge, x): 1 if `x>=edge`"),
        formula(c"smoothstep", 3,
            &[A(2), A(0), Op(B::Subtract), A(1), A(0), Op(B::Subtract), Op(B::Divide), ZERO, ONE,
              Step::Ternary(Ternary::Clamp), Keep,
              A(3), A(3), Op(B::Multiply), Step::Number(Number::Three), Step::Number(Number::Two), A(3), Op(B::Multiply), Op(B::Subtract), Op(B::Multiply)],
            "smoothstep(0, 2, 1) = 0.5", "smoothstep(lo, hi, x): from 0 at lo to 1 at hi, without a corner"),
        formula(c"lerp", 3,
            &[A(0), A(1), A(0), Op(B::Subtract), A(2), Op(B::Multiply), Op(B::Add)],
            "lerp(10, 20, 0.5) = 15", "lerp(a, b, t): `a+(b-a)*t`"),
        formula(c"map", 5,
            &[A(3), A(0), A(1), Op(B::Subtract), A(4), A(3), Op(B::Subtract), Op(B::Multiply),
              A(2), A(1), Op(B::Subtract), Op(B::Divide), Op(B::Add)],
            "map(5, 0, 10, 100, 200) = 150", "map(x, a1, b1, a2, b2): x moved from the range a1 to b1 to the range a2 to b2"),

        row(c"min", (1, MANY), Meaning::Chain(Step::Function(Binary::Min)), "min(3, 1, 2) = 1", "the least, NaN ignored"),
        row(c"max", (1, MANY), Meaning::Chain(Step::Function(Binary::Max)), "max(3, 1, 2) = 3", "the greatest, NaN ignored"),
        row(c"sum", (1, MANY), Meaning::Chain(Op(B::Add)), "sum(1, 2, 3) = 6", "all added, left to right"),
        row(c"mul", (1, MANY), Meaning::Chain(Op(B::Multiply)), "mul(2, 3, 4) = 24", "all multiplied, left to right"),
    }
    statistics [feature = "statistics"] {
        row(c"avg", (1, MANY), Meaning::Average, "avg(1, 2, 6) = 3", "sum divided by count"),
        row(c"average", (1, MANY), Meaning::Average, "average(1, 2, 6) = 3", "sum divided by count"),
    }
    basic [all()] {
        unary(c"isnan", Unary::IsNan, "isnan(nan) = 1", "1 for NaN"),
        unary(c"isinf", Unary::IsInf, "isinf(-inf) = 1", "1 for an infinity"),
        unary(c"isfinite", Unary::IsFinite, "isfinite(1) = 1", "1 unless NaN or an infinity"),
        unary(c"iseven", Unary::IsEven, "iseven(-4) = 1", "1 for an even integer"),
        unary(c"isodd", Unary::IsOdd, "isodd(3) = 1", "1 for an odd integer"),
        operator(c"equal", B::Equal, "equal(1, 1) = 1", "equal(a, b): `a == b`"),
        operator(c"notequal", B::NotEqual, "notequal(1, 1) = 0", "notequal(a, b): `a != b`"),
    }
    special [feature = "special"] {
        unary(c"fac", Unary::Fac, "fac(5) = 120", "factorial"),
        unary(c"fact", Unary::Fac, "fact(5) = 120", "factorial"),
    }
    statistics [feature = "statistics"] {
        binary(c"ncr", Binary::Ncr, "ncr(5, 2) = 10", "ncr(n, k): ways to choose k of n"),
        binary(c"combin", Binary::Ncr, "combin(5, 2) = 10", "combin(n, k): ways to choose k of n"),
        binary(c"npr", Binary::Npr, "npr(5, 2) = 20", "npr(n, k): ways to arrange k of n"),
        binary(c"permut", Binary::Npr, "permut(5, 2) = 20", "permut(n, k): ways to arrange k of n"),
    }
    special [feature = "special"] {
        unary(c"tgamma", Unary::Tgamma, "tgamma(5) = 24", "gamma function"),
        unary(c"lgamma", Unary::Lgamma, "lgamma(5) = ln(24)", "logarithm of the magnitude of the gamma function"),
        unary(c"erf", Unary::Erf, "erf(1) = 0.8427007929497149", "error function"),
        unary(c"erfc", Unary::Erfc, "erfc(1) = 0.15729920705028513", "`1-erf(x)`, accurate for large x"),
        formula(c"ncdf", 1,
            &[Step::Number(Number::Half), A(0), NEGATE, Step::Number(Number::RootOfTwo), Op(B::Divide), Call(Unary::Erfc), Op(B::Multiply)],
            "ncdf(0) = 0.5", "normal distribution function: `0.5*erfc(-x/sqrt(2))`"),
    }
    bits [feature = "bits"] {
        operator(c"bitand", B::BitAnd, "bitand(5, 3) = 1", "bitand(a, b): `a & b`"),
        operator(c"bitor", B::BitOr, "bitor(5, 3) = 7", "bitor(a, b): `a | b`"),
        binary(c"bitxor", Binary::BitXor, "bitxor(5, 3) = 6", "bitxor(a, b): the bits that differ; there is no operator for it"),
        unary(c"bitnot", Unary::BitNot, "bitnot(5) = -6", "`~x`"),
        operator(c"bitlshift", B::ShiftLeft, "bitlshift(1, 4) = 16", "bitlshift(a, n): `a << n`"),
        operator(c"bitrshift", B::ShiftRight, "bitrshift(-8, 1) = -4", "bitrshift(a, n): `a >> n`"),
        operator(c"bitlrotate", B::RotateLeft, "bitlrotate(1, 4) = 16", "bitlrotate(a, n): `a <<< n`"),
        operator(c"bitrrotate", B::RotateRight, "bitrrotate(16, 4) = 1", "bitrrotate(a, n): `a >>> n`"),
    }
    basic [all()] {
        operator(c"add", B::Add, "add(1, 2) = 3", "add(a, b): `a + b`"),
        operator(c"sub", B::Subtract, "sub(1, 2) = -1", "sub(a, b): `a - b`"),
        operator(c"div", B::Divide, "div(1, 2) = 0.5", "div(a, b): `a / b`"),
        row(c"neg", (1, 1), Meaning::Step(NEGATE), "neg(1) = -1", "`-x`"),
        row(c"comma", (2, 2), Meaning::Step(A(1)), "comma(1, 2) = 2", "comma(a, b): both are evaluated, the second is the value"),
    }
}

/// The group of a function that was left out when the library was built.
pub(crate) fn left_out(name: &str) -> Option<&'static str> {
    LEFT_OUT.iter().find(|(n, _)| n.to_bytes() == name.as_bytes()).map(|(_, group)| *group)
}

/// The functions that choose which of their arguments they evaluate: the parser knows them, and no
/// host can replace or remove them.
pub(crate) static LAZY_FUNCTIONS: [&CStr; 4] = [c"if", c"ifs", c"and", c"or"];

/// Their examples and summaries.
#[cfg(test)]
pub(super) const LAZY_TEXTS: [(&str, &str); 4] = [
    ("if(1, 2, 3) = 2", "if(c, a, b): a where c is true, else b"),
    ("ifs(0, 1, 1, 2) = 2", "ifs(c1, a1, c2, a2, ...): the first a whose c is true, else NaN"),
    ("and(1, 1, 0) = 0", "1 if all are true"),
    ("or(0, 0, 2) = 1", "1 if one is true"),
];

/// Names of functions that a host can neither add nor remove.
pub(crate) fn is_fixed_function(name: &str) -> bool {
    name == "not" || LAZY_FUNCTIONS.iter().any(|fixed| fixed.to_bytes() == name.as_bytes())
}

/// The built-in constants.
pub(crate) static CONSTANTS: &[(&str, Real)] = &[
    ("pi", consts::PI),
    ("PI", consts::PI),
    ("e", consts::E),
    ("E", consts::E),
    ("tau", consts::TAU),
    ("TAU", consts::TAU),
    ("inf", Real::INFINITY),
    ("nan", real::NAN),
    ("true", 1.0),
    ("false", 0.0),
    ("epsilon", Real::EPSILON),
];

/// What they are.
#[cfg(test)]
pub(super) const CONSTANT_TEXTS: &[&str] = &[
    "half a turn in radians",
    "half a turn in radians",
    "base of the natural logarithm",
    "base of the natural logarithm",
    "a turn in radians",
    "a turn in radians",
    "infinity",
    "not a number",
    "1",
    "0",
    "distance from 1 to the next number",
];

/// The value of a built-in constant.
pub(crate) fn constant(name: &str) -> Option<Real> {
    CONSTANTS.iter().find(|(n, _)| *n == name).map(|(_, value)| *value)
}
