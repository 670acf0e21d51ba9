//! What a batch tells about the names in its texts, and that telling it takes no memory.

use exp_rs::{Arena, BatchBuilder, Context};

fn variables(batch: &BatchBuilder, index: u32) -> String {
    let mut text = String::new();
    batch.variables(index, &mut text).unwrap();
    text
}

fn unresolved(batch: &BatchBuilder, context: Option<&Context>) -> String {
    let mut text = String::new();
    batch.unresolved(context, &mut text).unwrap();
    text
}

#[test]
fn variables_are_told_once_in_order() {
    let arena = Arena::growable(0, usize::MAX).unwrap();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_expression("y + x[y] + x + sin(z) + y + pi + if(q, 1, 2)").unwrap();
    batch.add_expression("t := y; t + t[0] + pi[1] + e").unwrap();
    assert_eq!(variables(&batch, 0), "y\nx\nz\nq");
    assert_eq!(variables(&batch, 1), "y\nt\npi");
    assert_eq!(variables(&batch, 2), "");
    // A constant's name with a meaning of the batch's own is told, where it first stands.
    batch.add_parameter("pi", 3.0).unwrap();
    batch.add_expression("pi + y + pi[1]").unwrap();
    assert_eq!(variables(&batch, 0), "y\nx\nz\npi\nq");
    assert_eq!(variables(&batch, 2), "pi\ny");
}

#[test]
fn unresolved_names_of_all_expressions() {
    let arena = Arena::growable(0, usize::MAX).unwrap();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_expression("t := f(x); t + y[0] + sin(1) + not(1) + and(1) + pi").unwrap();
    batch.add_named_expression("n", "y + x + t + f + g(n)").unwrap();
    assert_eq!(unresolved(&batch, None), "f\nx\ny\nt\ng");
    let mut context = Context::empty().unwrap();
    assert_eq!(unresolved(&batch, Some(&context)), "f\nx\ny\nsin\npi\nt\ng");
    context.add_expression_function("f", "a", "a").unwrap();
    context.add_expression_function("sin", "a", "a").unwrap();
    batch.add_parameter("x", 1.0).unwrap();
    batch.add_parameter("y", 1.0).unwrap();
    // f is a value as well, and y an array.
    assert_eq!(unresolved(&batch, Some(&context)), "y\npi\nt\nf\ng");
}

#[test]
fn telling_names_takes_nothing_from_a_full_arena() {
    let arena = Arena::new(8128).unwrap();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_expression("a := x*1_000_000_000_000_000_000.5; a + y[a] + f(a)").unwrap();
    let mut glutton = BatchBuilder::new(&arena);
    while glutton.add_expression("1").is_ok() {}
    let before = arena.stats();
    assert_eq!(variables(&batch, 0), "x\ny");
    assert_eq!(unresolved(&batch, None), "x\ny\nf");
    assert_eq!(arena.stats(), before);
}

#[test]
fn an_error_of_the_output_is_told() {
    struct Refuses;
    impl core::fmt::Write for Refuses {
        fn write_str(&mut self, _: &str) -> core::fmt::Result {
            Err(core::fmt::Error)
        }
    }
    let arena = Arena::growable(0, usize::MAX).unwrap();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_expression("x + y").unwrap();
    assert!(batch.variables(0, &mut Refuses).is_err());
    assert!(batch.unresolved(None, &mut Refuses).is_err());
}
