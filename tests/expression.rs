//! The conveniences of the Rust side: expressions that own their memory, trees, errors with a caret.

use exp_rs::{Arena, Context, Error, Expression, Real, Status, Tree, eval};

#[test]
fn one_call_evaluates() {
    assert_eq!(eval("2+2"), Ok(4.0));
    assert_eq!(eval("2+").unwrap_err().status, Status::UnexpectedEnd);
    assert_eq!(eval("x").unwrap_err().status, Status::UnknownName);
}

#[test]
fn an_expression_goes_where_its_owner_goes() {
    fn made(source: &str) -> Result<Expression, Error> {
        // The names that were given end here.
        let names = [String::from("x"), String::from("y")];
        Expression::new(&String::from(source), &names.each_ref().map(String::as_str))
    }
    let mut all: Vec<Expression> = Vec::new();
    for source in ["x + y", "x - y", "x * y"] {
        all.push(made(source).unwrap());
    }
    all.reverse();
    let workers = all.into_iter().map(|mut e| std::thread::spawn(move || e.eval(&[6.0, 3.0])));
    let results: Vec<_> = workers.map(|worker| worker.join().unwrap()).collect();
    assert_eq!(results, [Ok(18.0), Ok(3.0), Ok(9.0)]);
}

#[test]
fn an_expression_outlives_its_context() {
    let mut context = Context::new().unwrap();
    context.set_constant("k", 3.0).unwrap();
    context.add_expression_function("f", "x", "x < 1 ? k : x * f(x - 1)").unwrap();
    let mut expression = Expression::with_context("f(n) + k", &["n"], &context).unwrap();
    context.set_constant("k", 1000.0).unwrap();
    assert_eq!(expression.eval(&[2.0]), Ok(9.0));
    drop(context);
    assert_eq!(expression.eval(&[3.0]), Ok(21.0));
}

#[test]
fn columns_give_the_bits_of_single_calls() {
    let mut expression = Expression::new("sin(x) / y + x % 0.7", &["x", "y"]).unwrap();
    let x: Vec<Real> = (0..1000).map(|i| i as Real * 0.37 - 100.0).collect();
    let y: Vec<Real> = x.iter().map(|x| x * x - 5.0).collect();
    let mut together = vec![0.0; x.len()];
    expression.eval_columns(&[&x, &y], &mut together).unwrap();
    for ((x, y), result) in x.iter().zip(&y).zip(&together) {
        assert_eq!(expression.eval(&[*x, *y]).unwrap().to_bits(), result.to_bits());
    }
}

#[test]
fn columns_of_other_lengths_are_refused() {
    let mut expression = Expression::new("x + y", &["x", "y"]).unwrap();
    let mut results = [7.0; 2];
    let (two, three): (&[Real], &[Real]) = (&[1.0, 2.0], &[1.0, 2.0, 3.0]);
    for columns in [&[two][..], &[two, three], &[three, three], &[two, two, two], &[]] {
        let refused = expression.eval_columns(columns, &mut results).unwrap_err();
        assert_eq!(refused.status, Status::InvalidArgument);
        assert_eq!(results, [7.0; 2]);
    }
    assert!(expression.eval_columns(&[two, two], &mut results).is_ok());
    assert!(expression.eval_columns(&[&[], &[]], &mut []).is_ok());
}

#[test]
fn a_failing_row_leaves_the_others_alone() {
    static TABLE: [Real; 2] = [10.0, 20.0];
    let mut context = Context::new().unwrap();
    // SAFETY: the table lives for ever.
    unsafe { context.set_array("table", TABLE.as_ptr(), TABLE.len()) }.unwrap();
    let mut expression = Expression::with_context("table[i]", &["i"], &context).unwrap();
    let mut results = [0.0; 3];
    let error = expression.eval_columns(&[&[0.0, 9.0, 1.0]], &mut results).unwrap_err();
    assert_eq!(error.status, Status::ArrayIndex);
    assert!(results[0] == 10.0 && results[1].is_nan() && results[2] == 20.0);
    assert_eq!(expression.eval(&[1.0]), Ok(20.0));
}

fn tree(source: &str) -> String {
    let arena = Arena::growable(0, usize::MAX).unwrap();
    let tree = Tree::parse(&arena, source).unwrap();
    tree.nodes().map(|(depth, node)| format!("{depth} {node}, ")).collect()
}

#[test]
fn trees_show_every_form_of_the_language() {
    for (source, expected) in [
        ("1.5", "0 1.5, "),
        ("-x^2", "0 -, 1 ^, 2 x, 2 2, "),
        ("+x", "0 x, "),
        ("a - b - c", "0 -, 1 -, 2 a, 2 b, 1 c, "),
        ("a and b || not c", "0 ||, 1 &&, 2 a, 2 b, 1 not, 2 c, "),
        ("f()", "0 f(), "),
        ("f(1, (2, 3), g(x))", "0 f(), 1 1, 1 ,, 2 2, 2 3, 1 g(), 2 x, "),
        ("t[i + 1] * 2", "0 *, 1 t[], 2 +, 3 i, 3 1, 1 2, "),
        ("r := x; r + r", "0 ;, 1 r :=, 2 x, 1 +, 2 r, 2 r, "),
        ("r := x;", "0 r :=, 1 x, "),
        ("c ? a : d ? e : g", "0 ? :, 1 c, 1 a, 1 ? :, 2 d, 2 e, 2 g, "),
        ("if(c, a, b)", "0 ? :, 1 c, 1 a, 1 b, "),
        ("ifs(c, a, d, b)", "0 ? :, 1 c, 1 a, 1 ? :, 2 d, 2 b, 2 NaN, "),
        ("and(a, b)", "0 &&, 1 truth, 2 a, 1 b, "),
        ("imu.x <> 0x10", "0 <>, 1 imu.x, 1 16, "),
    ] {
        assert_eq!(tree(source), expected, "{source}");
    }
}

#[test]
fn a_tree_is_displayed_by_its_depths() {
    let arena = Arena::growable(0, usize::MAX).unwrap();
    let tree = Tree::parse(&arena, "f(x, 2*y) ? t[1] : r").unwrap();
    assert_eq!(tree.to_string(), "? :\n  f()\n    x\n    *\n      2\n      y\n  t[]\n    1\n  r\n");
}

/// Neither the machine's stack nor a square of the length: the tree is as deep as the text is long.
#[test]
fn a_tree_may_be_deep() {
    let source = format!("x{}", "+x".repeat(30_000));
    let arena = Arena::growable(0, usize::MAX).unwrap();
    let tree = Tree::parse(&arena, &source).unwrap();
    assert_eq!(tree.nodes().count(), 60_001);
    assert_eq!(tree.nodes().map(|(depth, _)| depth).max(), Some(30_000));
}

#[test]
fn a_tree_that_has_no_room_is_an_error() {
    for capacity in (0..4096).step_by(64) {
        let arena = Arena::new(capacity).unwrap();
        match Tree::parse(&arena, "sin(x) * (y + 2) / f(x, y, z) - (r := 7, r)") {
            Ok(tree) => assert_eq!(tree.nodes().count(), 16),
            Err(error) => assert_eq!(error.status, Status::OutOfMemory),
        }
    }
}

#[test]
fn errors_show_their_place() {
    let source = "a := 1,\n2 * nothing + a";
    let error = eval(source).unwrap_err();
    let shown = error.in_source(source).to_string();
    let lines: Vec<_> = shown.split('\n').collect();
    assert_eq!(lines[1..], ["  2 * nothing + a", "      ^~~~~~~"]);
    assert!(lines[0].contains("'nothing'"), "{shown}");
}
