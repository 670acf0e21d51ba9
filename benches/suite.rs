//! The suite of expressions: evaluation, parsing, preparing, `pow`, and what a call costs.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use exp_rs::{Arena, BatchBuilder};

const PARAMETERS: [(&str, f64); 7] =
    [("x", 1.3), ("y", 0.7), ("z", 2.0), ("a", 1.1), ("b", 0.4), ("c", 1.7), ("d", 0.9)];

const SUITE: [(&str, &str); 9] = [
    ("E1", "x+y"),
    ("E2", "(a+b*c-d)/(a*a+1)"),
    ("E3", "sqrt(x*x+y*y)"),
    ("E4", "sin(x)*cos(y)+sqrt(x*x+y*y)"),
    ("E5", "a*x^3+b*x^2+c*x+d"),
    ("E6", "x>0 && y<1 || z==2"),
    ("E7", "x>y ? exp(-x) : ln(y+1)"),
    (
        "E8",
        "((x+1)*(x+2)*(x+3)*(y+1)*(y+2)*(y+3)+(x-y)*(x+y))/(1+x*x+y*y+z*z)+(a*b+c*d)*(a-b)*(c-d)",
    ),
    ("E9", "exp(-((x-a)*(x-a)+(y-b)*(y-b))/(2*c*c))/(2*3.14159265358979*c*c)"),
];

/// The expressions of E10, evaluated as one batch.
const BATCH: [usize; 7] = [0, 1, 2, 3, 4, 7, 8];

fn batch<'a>(arena: &'a Arena, expressions: &[&str]) -> BatchBuilder<'a> {
    let mut batch = BatchBuilder::new(arena);
    for (name, value) in PARAMETERS {
        batch.add_parameter(name, value as exp_rs::Real).expect("a parameter");
    }
    for expression in expressions {
        batch.add_expression(expression).expect("an expression");
    }
    batch
}

fn evaluation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("evaluate");
    let together: Vec<&str> = BATCH.iter().map(|i| SUITE[*i].1).collect();
    let mut cases: Vec<(&str, Vec<&str>)> =
        SUITE.iter().map(|(name, expression)| (*name, vec![*expression])).collect();
    cases.push(("E10", together));
    for (name, expressions) in cases {
        let arena = Arena::new(1 << 16).expect("an arena");
        let mut batch = batch(&arena, &expressions);
        batch.prepare(None).expect("prepared");
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                black_box(batch.params_mut());
                let outcome = batch.eval(None);
                black_box(batch.results());
                outcome.is_ok()
            });
        });
    }
    group.finish();
}

fn source_to_ready(criterion: &mut Criterion) {
    let mut arena = Arena::new(1 << 16).expect("an arena");
    for stage in ["parse", "prepare"] {
        let mut group = criterion.benchmark_group(stage);
        for (name, expression) in SUITE {
            group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
                bencher.iter(|| {
                    arena.reset();
                    let mut batch = batch(&arena, &[black_box(expression)]);
                    stage == "parse" || batch.prepare(None).is_ok()
                });
            });
        }
        group.finish();
    }
}

fn powers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pow");
    for (name, exponent) in [("2", 2.0), ("3", 3.0), ("2.5", 2.5), ("-7.1", -7.1)] {
        let arena = Arena::new(1 << 14).expect("an arena");
        let mut batch = batch(&arena, &["pow(x, y)"]);
        batch.prepare(None).expect("prepared");
        batch.params_mut()[1] = exponent;
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                black_box(batch.params_mut());
                batch.eval(None).is_ok()
            });
        });
    }
    group.finish();
}

/// What a call of C costs around the program: an expression that is a parameter.
fn call_overhead(criterion: &mut Criterion) {
    use exp_rs::ffi::{arena, batch};
    // SAFETY: handles are made, used and freed here, texts are literals.
    unsafe {
        let memory = arena::exp_rs_arena_new(1 << 14);
        let builder = batch::exp_rs_batch_builder_new(memory);
        batch::exp_rs_batch_builder_add_parameter(builder, c"x".as_ptr(), 1.5);
        batch::exp_rs_batch_builder_add_expression(builder, c"x".as_ptr());
        batch::exp_rs_batch_builder_prepare(builder, core::ptr::null());
        criterion.bench_function("exp_rs_batch_builder_eval of x", |bencher| {
            bencher
                .iter(|| batch::exp_rs_batch_builder_eval(black_box(builder), core::ptr::null()));
        });
        batch::exp_rs_batch_builder_free(builder);
        arena::exp_rs_arena_free(memory);
    }
}

criterion_group!(suite, evaluation, source_to_ready, powers, call_overhead);
criterion_main!(suite);
