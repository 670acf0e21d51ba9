//! Proves that the estimate of a capacity is enough: for texts and parameters of many shapes and
//! sizes, and for each vector. Functions that are written as expressions and call themselves are
//! not in it: their frames are as large as their bodies and the depth of calls make them.

mod support;

use exp_rs::ffi::error::exp_rs_estimate_arena_size;
use exp_rs::{Arena, BatchBuilder, Real};
use support::vectors::{Expected, vectors};

static ARRAY: [Real; 4] = [1.5, 2.5, -3.0, 4e10 as Real];

const LONG: &str = "sensors.front_left.accel";

/// Prepares a batch in an arena of the estimated capacity.
fn assert_enough(parameters: usize, expressions: &[String]) {
    assert_enough_with(parameters, expressions, false);
}

fn assert_enough_with(parameters: usize, expressions: &[String], long_names: bool) {
    let length = expressions.iter().map(String::len).sum();
    let capacity = exp_rs_estimate_arena_size(expressions.len(), length, parameters);
    let arena = Arena::new(capacity).expect("memory");
    let mut batch = BatchBuilder::new(&arena);
    let mut prepare = || {
        for index in 0..parameters {
            // Names as long as people make them.
            let name = if long_names { format!("{LONG}{index}") } else { format!("p{index}") };
            batch.add_parameter(&name, 0.0)?;
        }
        for text in expressions {
            batch.add_expression(text)?;
        }
        batch.prepare(None)
    };
    let outcome = prepare();
    let first = expressions.first().map(|text| text.chars().take(60).collect::<String>());
    let shape = format!("{} expressions of {length} bytes, {first:?}", expressions.len());
    assert!(outcome.is_ok(), "{shape}, {parameters} parameters: {outcome:?}");
}

#[test]
fn the_estimate_is_enough_for_many_shapes() {
    for count in [1, 2, 3, 5, 10, 31, 100, 257, 1000] {
        let distinct = |i: usize| format!("{i}.25");
        let join = |separator: &str, text: &dyn Fn(usize) -> String| {
            (0..count).map(text).collect::<Vec<_>>().join(separator)
        };
        let nest = count.min(250);
        assert_enough(count, &[]);
        assert_enough_with(count, &["1".to_owned()], true);
        assert_enough(count, &["1".to_owned()]);
        assert_enough(count, &[join("+", &|i| format!("p{i}"))]);
        assert_enough(1, &vec!["p0".to_owned(); count]);
        assert_enough(1, &vec!["1".to_owned(); count]);
        assert_enough(1, &(0..count).map(|i| format!("p0*{i}+sin(p0)")).collect::<Vec<_>>());
        assert_enough(1, &[join("*p0+", &distinct)]);
        assert_enough(1, &["-".repeat(nest) + "p0"]);
        assert_enough(1, &["(".repeat(nest) + "p0" + &")".repeat(nest)]);
        assert_enough(1, &["p0?".repeat(nest) + "1" + &":2".repeat(nest)]);
        assert_enough(1, &["(p0+sin(p0)*".repeat(nest) + "1" + &")".repeat(nest)]);
        assert_enough(1, &[format!("max({})", join(",", &|i| format!("p0+{i}")))]);
        assert_enough(1, &[join(";", &|i| format!("l{i}:=p0+{i}")) + ";1"]);
        assert_enough(1, &["p0&&".repeat(count) + "p0"]);
        assert_enough(1, &[join("||", &|i| format!("p0<{i}"))]);
        assert_enough(1, &["ncdf(p0)*smoothstep(p0,1,2)+".repeat(count) + "1"]);
    }
}

#[test]
fn the_estimate_is_enough_for_each_vector() {
    for vector in vectors().iter().filter(|v| matches!(v.expected, Expected::Value(_))) {
        let (text, parameters) = (&vector.expression, &vector.parameters);
        let capacity = exp_rs_estimate_arena_size(1, text.len(), parameters.len());
        let arena = Arena::new(capacity).expect("memory");
        let mut batch = BatchBuilder::new(&arena);
        for (name, value) in parameters {
            batch.add_parameter(name, *value).unwrap();
        }
        // SAFETY: a static array.
        unsafe { batch.bind_array("t", ARRAY.as_ptr(), ARRAY.len()) }.unwrap();
        let added = batch.add_expression(text).map(|_| ());
        let outcome = added.and_then(|()| batch.prepare(None));
        assert!(outcome.is_ok(), "{text} in {capacity} bytes: {outcome:?}");
    }
}
