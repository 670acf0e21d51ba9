//! Proves that the optimisations that the library promises are made, by the instructions that come
//! out: what is known before is computed before, what is equal is computed once, what nobody needs
//! is left out, and none of that goes too far. Only such properties are fixed here; beyond them
//! instructions may change.

mod support;

use exp_rs::{BatchBuilder, Context, Real};
use support::host::{Calls, arena, batch};

const PARAMETERS: [&str; 8] = ["x", "y", "z", "a", "b", "c", "d", "w"];

fn text(batch: &BatchBuilder) -> String {
    let mut text = String::new();
    batch.disassemble(&mut text).expect("a string takes it");
    text
}

/// The instructions of expressions, without their numbers.
fn program_with(context: Option<&Context>, expressions: &[&str]) -> Vec<String> {
    let arena = arena();
    let parameters = PARAMETERS.map(|name| (name, 1.0));
    let named: Vec<_> = expressions
        .iter()
        .map(|text| match text.split_once(" = ") {
            Some((name, text)) => (name, text),
            None => ("", *text),
        })
        .collect();
    let batch = batch(&arena, &parameters, &named, context).expect("an expression");
    let lines = text(&batch);
    let unnumbered =
        |line: &str| line.trim_start().trim_start_matches(char::is_numeric).trim().into();
    lines.lines().map(unnumbered).collect()
}

fn program(expressions: &[&str]) -> Vec<String> {
    program_with(None, expressions)
}

/// The program of one expression up to its result.
fn value_of(expression: &str) -> Vec<String> {
    let mut lines = program(&[expression]);
    assert_eq!(lines.split_off(lines.len() - 2), ["result[0] = acc", "end"], "{expression}");
    lines
}

fn count(lines: &[String], part: &str) -> usize {
    lines.iter().filter(|line| line.contains(part)).count()
}

#[test]
fn constants_are_computed_before() {
    for (expression, constant) in [
        ("2*3 + 4", "10"),
        ("max(1, min(7, 3), sqrt(4))", "3"),
        ("sin(0) + floor(2.5)", "2"),
        ("1 < 2 && 3 == 3", "1"),
        ("(t := 2, t*t*t)", "8"),
        ("0x10 << 2 | 1", "65"),
        ("sum(1, 2, 3) / avg(2, 4)", "2"),
    ] {
        assert_eq!(value_of(expression), [format!("acc = {constant}")], "{expression}");
    }
    assert_eq!(value_of("x + 2*3"), ["acc = x + 6"]);
    assert_eq!(count(&value_of("deg2rad(x)"), "acc = "), 1, "pi/180 is a constant");
}

/// What a rewrite of constants would change bits of is not rewritten.
#[test]
fn order_and_rounding_are_kept() {
    assert_eq!(value_of("x*0"), ["acc = x * 0"], "NaN, infinities and -0 are not 0");
    assert_eq!(value_of("x + 0"), ["acc = x + 0"], "-0 + 0 is 0");
    assert_eq!(value_of("x/3"), ["acc = x / 3"], "1/3 is rounded");
    assert_eq!(value_of("x - x"), ["acc = x - x"]);
    assert_eq!(count(&value_of("x + 1 + 2"), "3"), 0, "no reassociation");
}

#[test]
fn operations_that_do_nothing_are_left_out() {
    assert_eq!(value_of("abs(x)"), ["acc = abs(x)"], "no call");
    for expression in ["x*1", "1*x", "x/1", "x - 0", "x + -0", "--x", "x^1", "+x", "(5, x)"] {
        assert_eq!(value_of(expression), ["acc = x"], "{expression}");
    }
    assert_eq!(value_of("x/4"), ["acc = x * 0.25"], "exact, and faster");
    assert_eq!(value_of("y + -x"), ["acc = y - x"]);
}

/// Where the reciprocal is exact.
#[test]
fn quotients_by_powers_of_two_are_products() {
    assert_eq!(value_of("x/4"), ["acc = x * 0.25"]);
    assert_eq!(value_of("x/0.5"), ["acc = x * 2"]);
    assert_eq!(value_of("x/-0.125"), ["acc = x * -8"]);
    assert_eq!(value_of("x/3"), ["acc = x / 3"]);
    assert_eq!(value_of("x/6"), ["acc = x / 6"]);
    let least = Real::MIN_POSITIVE;
    assert_eq!(count(&value_of(&format!("x/{least:e}")), " * "), 1);
    let largest = 1.0 / least * 2.0;
    assert_eq!(
        count(&value_of(&format!("x/{largest:e}")), " / "),
        1,
        "its reciprocal is subnormal"
    );
}

#[test]
fn small_powers_are_products() {
    assert_eq!(value_of("x^2"), ["acc = x * x"]);
    assert_eq!(value_of("pow(x, 2)"), ["acc = x * x"]);
    assert_eq!(value_of("x**3"), ["acc = (x * x) * x"]);
    assert_eq!(value_of("(two := 2, x^two)"), ["acc = x * x"]);
    assert_eq!(count(&value_of("x^4"), "Pow(x, 4)"), 1, "x*x*x*x would round thrice");
}

#[test]
fn a_sum_of_a_product_is_one_instruction() {
    assert_eq!(value_of("a + b*c"), ["acc = (b * c) + a"]);
    assert_eq!(value_of("a*b + c"), ["acc = (a * b) + c"]);
    assert_eq!(value_of("a - b*c"), ["acc = a - (b * c)"]);
    assert_eq!(value_of("(a - b)*c"), ["acc = (a - b) * c"]);
    assert_eq!(value_of("x*y + z*w"), ["acc = (x * y) + (z * w)"]);
}

/// Sums, differences, products and quotients of two slots go with what is done to their value, be it with another slot or
/// with the running value, on either side.
#[test]
fn every_two_operations_are_one_instruction() {
    for (inner, outer) in pairs_of("+-*/", "+-*/") {
        let pair = format!("a {inner} b");
        assert_eq!(count(&value_of(&format!("({pair}) {outer} x")), "acc = "), 1);
        assert_eq!(count(&value_of(&format!("x {outer} ({pair})")), "acc = "), 1);
        for expression in
            [format!("sin(x) {outer} ({pair})"), format!("(s := sin(x), ({pair}) {outer} s)")]
        {
            let lines = value_of(&expression);
            assert_eq!(count(&lines, "acc = "), 2, "{expression}: {lines:#?}");
            assert_eq!(count(&lines, &format!("({pair})")), 1, "{expression}: {lines:#?}");
        }
    }
    for comparison in ["<", "<=", "==", "!="] {
        for operator in ["&&", "||"] {
            let lines = value_of(&format!("sin(x) {operator} a {comparison} b"));
            assert_eq!(count(&lines, "jump"), 0, "{lines:#?}");
            assert_eq!(count(&lines, "acc = "), 2, "{lines:#?}");
        }
    }
}

/// What is done to one value goes on with the running value.
#[test]
fn operations_of_one_value_need_no_slot() {
    for expression in
        ["!(x % y)", "-(x % y)", "x % y && 1", "abs(x % y)", "sqrt(x % y)", "sin(x % y)"]
    {
        let lines = value_of(expression);
        assert_eq!(lines.len(), 2, "{expression}: {lines:#?}");
        assert_eq!(count(&lines[1..], "acc"), 1, "{expression}: {lines:#?}");
        assert!(lines[1].rfind("acc") > Some(0), "{expression}: {lines:#?}");
    }
}

/// On either side, where there is a form for it.
#[test]
fn operations_of_two_values_need_no_slot_for_the_running_one() {
    let mut expressions = vec!["(x % y) && z".to_owned(), "(x % y) || z".to_owned()];
    for operator in ["+", "-", "*", "/", "%", "^", "<", "<=", ">", ">=", "==", "!="] {
        expressions.push(format!("(x % y) {operator} z"));
        expressions.push(format!("z {operator} (x % y)"));
    }
    for expression in expressions {
        let lines = value_of(&expression);
        assert_eq!(lines.len(), 2, "{expression}: {lines:#?}");
        assert_eq!(lines[0], "acc = Fmod(x, y)", "{expression}: {lines:#?}");
    }
    assert_eq!(value_of("x < y && 1"), ["acc = x < y"], "that is 1 or 0");
    assert_eq!(value_of("!(x < y) || 0").len(), 2, "so is that");
}

#[test]
fn a_choice_takes_what_was_computed_last_from_the_running_value() {
    assert_eq!(value_of("sin(x) ? y : z").last().unwrap(), "acc = acc ? y : z");
    assert_eq!(value_of("sin(x) ? y : z*w").last().unwrap(), "acc = t0 ? y : acc");
}

/// Slots that stand in a row, in their order, are the arguments of a call as they are.
#[test]
fn arguments_in_a_row_are_not_copied() {
    let mut context = Context::new().unwrap();
    context.add_expression_function("f", "p, q, r", "p < 1 ? q : f(p - 1, r, q)").unwrap();
    for (call, copied) in [
        ("f(x, y, z)", 0),
        ("f(z, a, b)", 0),
        ("f(x, y, a)", 3),
        ("f(x, z, y)", 3),
        ("f(z, y, x)", 3),
        ("f(x, y, x)", 3),
        ("f(x, x, x)", 3),
    ] {
        let lines = program_with(Some(&context), &[call]);
        let main = lines.iter().position(|line| line == "end").unwrap();
        assert_eq!(count(&lines[..main], " = acc") - 1, copied, "{call}: {lines:#?}");
    }
    // So are they of a function of the host, but for parameters.
    let calls = Calls::default();
    calls.add_to(&mut context, "host", false).unwrap();
    for (call, copied) in [("host(2, 3)", 0), ("host(a, b)", 2), ("host()", 0)] {
        let lines = program_with(Some(&context), &[call]);
        assert_eq!(count(&lines, " = acc") - 1, copied, "{call}: {lines:#?}");
    }
}

fn pairs_of(first: &'static str, second: &'static str) -> impl Iterator<Item = (char, char)> {
    first.chars().flat_map(move |a| second.chars().map(move |b| (a, b)))
}

/// Those of four slots that formulas have: others are two instructions and a temporary.
#[test]
fn frequent_operations_of_four_slots_are_one_instruction() {
    for expression in [
        "a*b + c*d",
        "a*b - c*d",
        "a*b / (c*d)",
        "(a + b) * (c + d)",
        "(a + b) / (c + d)",
        "(a - b) * (c - d)",
        "(a - b) / (c - d)",
        "(a + b) * (c - d)",
        "(a - b) * (c + d)",
        "(a + b) / (c - d)",
        "(a - b) / (c + d)",
        "(s := a*b, c*d - s)",
        "(s := a + b, (c - d) / s)",
    ] {
        let lines = value_of(expression);
        assert_eq!(lines.len(), 1, "{expression}: {lines:#?}");
    }
    assert_eq!(value_of("(s := x*y, z*w - s)"), ["acc = (z * w) - (x * y)"]);
    assert_eq!(value_of("(s := a + b, (c - d) / s)"), ["acc = (c - d) / (a + b)"]);
}

/// Of four slots one is told by half a word.
#[test]
fn operations_of_four_slots_end_where_their_numbers_do() {
    let arena = arena();
    let mut batch = BatchBuilder::new(&arena);
    for parameter in 0..65_536 {
        batch.add_parameter(&format!("p{parameter}"), 0.0).unwrap();
    }
    // As many slots as there are such numbers; constants come behind.
    batch.add_expression("p1*p2 + p3*p65535").unwrap();
    batch.add_expression("p4*p5 + p6*2.5").unwrap();
    batch.prepare(None).unwrap();
    let lines = text(&batch);
    assert!(lines.contains("(p1 * p2) + (p3 * p65535)"), "{lines}");
    assert!(!lines.lines().any(|line| line.contains("p4") && line.contains("p6")), "{lines}");
}

/// Whichever way round, and whichever side was computed just before.
#[test]
fn every_comparison_is_part_of_the_jump_that_it_decides() {
    for comparison in ["<", "<=", ">", ">=", "==", "!="] {
        for condition in ["x ? y", "sin(x) ? y", "x ? sin(y)"] {
            let condition = condition.replace('?', comparison);
            for expression in [
                format!("{condition} && exp(z)"),
                format!("{condition} || exp(z)"),
                format!("{condition} ? exp(z) : w"),
            ] {
                let lines = value_of(&expression);
                let jumps = lines.iter().filter(|line| line.contains("jump"));
                assert_eq!(count(&lines, "t0 = acc"), 0, "{expression}: {lines:#?}");
                let shortest =
                    jumps.filter(|line| line.contains(comparison_of(comparison))).count();
                assert_eq!(shortest, 1, "{expression}: {lines:#?}");
            }
        }
    }
}

/// A jump makes 1 or 0 of its condition itself.
#[test]
fn a_condition_is_made_1_or_0_once() {
    for operator in ["&&", "||"] {
        let lines = value_of(&format!("sin(x) {operator} exp(z)"));
        assert_eq!(count(&lines, "acc != 0"), 1, "of the right operand: {lines:#?}");
        for right in ["exp(z) < 1", "(sin(y) && exp(z) < 1)", "(sin(y) || exp(z) < 1)"] {
            let lines = value_of(&format!("sin(x) {operator} {right}"));
            assert_eq!(count(&lines, "acc != 0"), 0, "that is 1 or 0: {lines:#?}");
        }
        let logic = format!("sin(x) {operator} exp(z)");
        assert_eq!(value_of(&format!("!!({logic})")), value_of(&logic));
    }
    let calls = Calls::default();
    let mut context = Context::new().unwrap();
    calls.add_to(&mut context, "impure", false).unwrap();
    for (constant, made) in [("1", 0), ("0", 0), ("-0", 1), ("2", 1)] {
        let expression = format!("x && (impure(y), {constant})");
        let lines = program_with(Some(&context), &[&expression]);
        assert_eq!(count(&lines, "acc != 0"), made, "{expression}: {lines:#?}");
    }
    assert_eq!(value_of("!(x == y)"), ["acc = x != y"]);
    assert_eq!(value_of("!(x != y)"), ["acc = x == y"]);
    assert_eq!(value_of("!!(x < y)"), ["acc = x < y"]);
}

/// `a > b` is `b < a`.
fn comparison_of(operator: &str) -> &str {
    match operator {
        ">" => " < ",
        ">=" => " <= ",
        _ => operator,
    }
}

#[test]
fn equal_subexpressions_are_computed_once() {
    assert_eq!(count(&value_of("sin(x)*y + sin(x)"), "Sin(x)"), 1);
    assert_eq!(count(&value_of("sqrt(x*x + y*y) + exp(x*x + y*y)"), "x * x"), 1);
    // Whichever way the operands stand.
    assert_eq!(count(&value_of("exp(x*y) + ln(y*x)"), " * "), 1);
    let lines = program(&["sqrt(x*x + y*y)", "2*sqrt(y*y + x*x)", "sqrt(x*x + y*y) > 1"]);
    assert_eq!(count(&lines, "sqrt"), 1, "{lines:#?}");
    let lines = program(&["u = cos(x)", "v = cos(x) + u", "sin(cos(x))"]);
    assert_eq!(count(&lines, "Cos"), 1, "{lines:#?}");
    // A local is a value like another.
    assert_eq!(count(&value_of("(r := tan(x), r*r + tan(x))"), "Tan"), 1);
    // What may be skipped takes nothing away from what may not.
    let lines = value_of("sin(y) + (x > 0 ? exp(z) : 1) + sin(y) + (x && exp(w)) + sin(y)");
    assert_eq!(count(&lines, "Sin"), 1, "{lines:#?}");
}

/// Of as many as long formulas have, nearly all.
#[test]
fn equal_subexpressions_are_found_among_many() {
    for most in [2, 4, 8] {
        let names = &PARAMETERS[..most];
        let all = names.iter().flat_map(|a| names.iter().map(move |b| (a, b)));
        let all = all.flat_map(|(a, b)| names.iter().map(move |c| format!("sin({a} - {b}/{c})")));
        let all: Vec<String> = all.collect();
        let lines = program(&[&all.join(" + "), &all.join(" - ")]);
        let computed = count(&lines, "Sin");
        assert!(computed <= all.len() + all.len() / 16, "{computed} of {}", all.len());
    }
}

/// Others see the number, not a slot.
#[test]
fn a_named_constant_is_folded_into_what_uses_it() {
    let lines = program(&["six = 2*3", "x + six*2", "six < 7 ? y : z"]);
    assert_eq!(count(&lines, "acc = x + 12"), 1, "{lines:#?}");
    assert_eq!(count(&lines, "acc = y"), 1, "{lines:#?}");
    assert_eq!(count(&lines, "acc = "), 3, "{lines:#?}");
}

/// What comes behind a failure is skipped, and so no value for others; what came before is one.
#[test]
fn an_expression_that_can_fail_shares_what_came_before() {
    static ARRAY: [Real; 2] = [0.0, 1.0];
    let mut context = Context::new().unwrap();
    // SAFETY: a static array.
    unsafe { context.set_array("t", ARRAY.as_ptr(), ARRAY.len()) }.unwrap();
    let lines = program_with(Some(&context), &["sin(x)", "t[y] + sin(x) + cos(x)", "sin(x) + 1"]);
    assert_eq!(count(&lines, "Sin"), 1, "{lines:#?}");
    let lines = program_with(Some(&context), &["t[y] + cos(x)", "cos(x)", "2*cos(x)"]);
    assert_eq!(count(&lines, "Cos"), 2, "{lines:#?}");
}

#[test]
fn what_may_be_skipped_is_not_shared_with_what_follows() {
    let lines = program(&["x > 0 ? sin(y) + ln(z) : 1", "sin(y) + 1"]);
    assert_eq!(count(&lines, "Sin"), 2, "{lines:#?}");
    let lines = program(&["sin(y) + 1", "x > 0 ? sin(y) + ln(z) : 1"]);
    assert_eq!(count(&lines, "Sin"), 1, "{lines:#?}");
}

#[test]
fn calls_of_the_host_are_shared_where_they_are_pure() {
    let calls = Calls::default();
    let mut context = Context::new().unwrap();
    calls.add_to(&mut context, "impure", false).unwrap();
    calls.add_to(&mut context, "pure", true).unwrap();
    let lines = program_with(Some(&context), &["impure(x) + impure(x)", "impure(x)"]);
    assert_eq!(count(&lines, "native"), 3, "{lines:#?}");
    let lines = program_with(Some(&context), &["pure(x) + pure(x)", "pure(x)"]);
    assert_eq!(count(&lines, "native"), 1, "{lines:#?}");
    // Those with the same arguments, of the same function.
    calls.add_to(&mut context, "other", true).unwrap();
    let all: Vec<_> =
        (0..100).map(|k| format!("pure(x, {k}) + other(x, {k}) + pure({k}, x)")).collect();
    let lines = program_with(Some(&context), &[&all.join(" + ")]);
    assert_eq!(count(&lines, "native"), 300);
    // Nobody wants the value, but the call may do something.
    assert_eq!(count(&program_with(Some(&context), &["(impure(1), x)"]), "native"), 1);
    assert_eq!(calls.take(), Vec::<Vec<Real>>::new(), "none of these is a call with constants");
    assert_eq!(count(&program_with(Some(&context), &["pure(1, 2) + x"]), "acc = x + 3"), 1);
    assert_eq!(calls.take(), [[1.0, 2.0]]);
}

#[test]
fn cheap_branches_are_selects_without_a_jump() {
    for expression in
        ["x > y ? x : y", "if(x > y, x, y)", "x > 0 ? x + 1 : x*2", "x ? 1 : 0", "x > y && z > w"]
    {
        let lines = value_of(expression);
        assert_eq!(count(&lines, "jump"), 0, "{expression}: {lines:#?}");
    }
    assert_eq!(count(&value_of("x > y ? x : y"), " ? x : y"), 1);
    // A function costs more than a jump, and a call of the host must not be made.
    assert!(count(&value_of("x > 0 ? sin(x) : 0"), "jump") > 0);
    // So do two of these.
    assert_eq!(count(&value_of("x > 0 ? y/z : 0"), "jump"), 0);
    assert!(count(&value_of("x > 0 ? y/z/w : 0"), "jump") > 0);
    assert!(count(&value_of("x > 0 ? sqrt(y/z) : 0"), "jump") > 0);
    let calls = Calls::default();
    let mut context = Context::new().unwrap();
    calls.add_to(&mut context, "impure", false).unwrap();
    assert!(count(&program_with(Some(&context), &["x ? impure() : 1"]), "jump") > 0);
}

#[test]
fn dead_code_is_left_out() {
    assert_eq!(value_of("(s := sin(y), c := cos(y), x)"), ["acc = x"]);
    assert_eq!(value_of("1 ? x : sin(y)"), ["acc = x"]);
    assert_eq!(value_of("if(0, sin(y), x)"), ["acc = x"]);
    assert_eq!(value_of("x + (0 ? (y ? z : w) : a)"), ["acc = x + a"]);
    assert_eq!(value_of("x + (1 ? a : (y ? z : w ? b : c))"), ["acc = x + a"]);
    assert_eq!(value_of("ifs(0, sin(y), 1, x, ln(y), 2)"), ["acc = x"]);
    assert_eq!(value_of("0 && sin(x)"), ["acc = 0"]);
    assert_eq!(value_of("1 || sin(x)"), ["acc = 1"]);
}

/// The accumulator carries a chain: what is stored is what two sides need at once.
#[test]
fn chains_need_no_temporaries() {
    for expression in [
        "x + 1 - y*2 + z/3",
        "((x + y)*z - w)/a + b",
        "sqrt(abs(sin(x) + 1)*2 - y)",
        "a*x*x + b*x + c*y + d",
        "(x+1)*(x+2)*(x+3)*(y+1)*(y+2)*(y+3) + (x-y)",
        "1 + x*x + y*y + z*z",
        "x > 0 && y < 1 || z == 2",
    ] {
        let lines = value_of(expression);
        assert_eq!(count(&lines, "t0 = acc"), 0, "{expression}: {lines:#?}");
    }
    let long = "((x+1)*(x+2)*(x+3)*(y+1)*(y+2)*(y+3)+(x-y)*(x+y))/(1+x*x+y*y+z*z)\
                +(a*b+c*d)*(a-b)*(c-d)";
    let lines = value_of(long);
    // A place for the left side of a sum or quotient, one after another.
    assert_eq!(count(&lines, "t1"), 0, "{lines:#?}");
    assert!(lines.len() <= 18, "{lines:#?}");
}

/// A result that is used later stays where it is; what is not used any more makes room.
#[test]
fn slots_are_used_again() {
    let lines = program(&["sin(x)", "sin(x) + 1", "2*sin(x)"]);
    assert_eq!(count(&lines, "t0"), 0, "{lines:#?}");
    assert_eq!(count(&lines, "result[0]"), 2, "{lines:#?}");
    for used in [
        "x ? s : e",
        "s ? x : e",
        "e ? s : x",
        "x / s + e",
        "s / x + e",
        "e + s*s",
        "max(x, s) - e",
    ] {
        let term = |n: u32| {
            let used = used.replace('s', &format!("s{n}")).replace('e', &format!("e{n}"));
            format!("(s{n} := sin(y*{n}), e{n} := exp(z*{n}), {used})")
        };
        let lines = value_of(&(1..8).map(term).collect::<Vec<_>>().join(" + "));
        assert_eq!(count(&lines, "Sin"), 7, "{lines:#?}");
        assert_eq!(count(&lines, "t3"), 0, "{used}: {lines:#?}");
    }
    // Arguments of a function of the host.
    let calls = Calls::default();
    let mut context = Context::new().unwrap();
    calls.add_to(&mut context, "host", false).unwrap();
    let term = |n: u32| format!("(s{n} := sin(y*{n}), e{n} := exp(z*{n}), host(s{n}, e{n}))");
    let terms = (1..8).map(term).collect::<Vec<_>>().join(" + ");
    let lines = program_with(Some(&context), &[&terms]);
    assert_eq!((count(&lines, "native"), count(&lines, "t5")), (7, 0), "{lines:#?}");
    // What became a result meanwhile keeps its slot, which is free when it is used for the last time.
    let three = |n: u32| {
        [format!("sin(x*{n})*exp(y*{n})"), format!("sin(x*{n})"), format!("cos(z)/sin(x*{n})")]
    };
    let all = (1..8).flat_map(three).collect::<Vec<_>>();
    let lines = program(&all.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((count(&lines, "Sin"), count(&lines, "t3")), (7, 0), "{lines:#?}");
}

#[test]
fn small_functions_are_inlined_and_folded() {
    let mut context = Context::new().unwrap();
    context.add_expression_function("square", "v", "v*v").unwrap();
    context.add_expression_function("norm", "p, q", "sqrt(square(p) + square(q))").unwrap();
    context.add_expression_function("fact2", "n", "n < 2 ? 1 : n*fact2(n - 1)").unwrap();
    let lines = program_with(Some(&context), &["norm(x, y)"]);
    assert_eq!(lines, program(&["sqrt(x*x + y*y)"]));
    assert_eq!(program_with(Some(&context), &["norm(3, 4)"])[0], "acc = 5");
    let lines = program_with(Some(&context), &["fact2(x)"]);
    assert_eq!(count(&lines, "function 0:"), 1, "one that calls itself is called: {lines:#?}");
}

/// The name of everything that an instruction can name, in a batch and in a function.
#[test]
fn every_slot_has_a_name() {
    static ARRAY: [Real; 2] = [0.0, 1.0];
    let calls = Calls::default();
    let mut context = Context::new().unwrap();
    calls.add_to(&mut context, "host", false).unwrap();
    context
        .add_expression_function("f", "n, m", "n < 2.5 ? m : f(exp(n)*exp(m) - 7, host(m, n, 3))")
        .unwrap();
    // SAFETY: a static array.
    unsafe { context.set_array("t", ARRAY.as_ptr(), ARRAY.len()) }.unwrap();
    let expressions = ["u = t[x] + t[y + 1]", "u*2 + host(x, y)", "f(x, exp(x)*exp(y))"];
    let lines = program_with(Some(&context), &expressions);
    let text = "\
        begin expression 0, ends before 7; acc = array 0[x]; t0 = acc; acc = y + 1; acc = array 0[acc]; \
        acc = acc + t0; result[0] = acc; \
        begin expression 1, ends before 18; check expression 0; acc = result[0] * 2; t2 = acc; acc = x; t0 = acc; \
        acc = y; t1 = acc; acc = native 0(t0, t1); acc = acc + t2; result[1] = acc; \
        begin expression 2, ends before 28; acc = Exp(x); t0 = acc; acc = Exp(y); acc = acc * t0; t1 = acc; acc = x; \
        t0 = acc; acc = function 0(t0 ...); result[2] = acc; end; \
        function 0:; acc = arg[0] < 2.5 | jump 3 if false; acc = arg[1]; jump 20; acc = Exp(arg[0]); t0 = acc; \
        acc = Exp(arg[1]); acc = acc * t0; acc = acc - 7; t3 = acc; acc = arg[1]; t0 = acc; acc = arg[0]; t1 = acc; \
        acc = 3; t2 = acc; acc = native 1(t0, t1, t2); t1 = acc; acc = t3; t0 = acc; acc = function 0(t0 ...); \
        return acc";
    let expected: Vec<_> = text.split("; ").map(|line| line.replace(" | ", "; ")).collect();
    assert_eq!(lines, expected);
    assert_eq!(value_of("clamp(x, y, z)"), ["acc = Clamp(x, y, z)"]);
    assert_eq!(value_of("fma(x, y, z)"), ["acc = Fma(x, y, z)"]);
}
