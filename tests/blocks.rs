//! Proves that columns give the bits of rows: every vector, every built-in function, generated
//! batches with branches, at each level of vector instructions, for every number of rows up to two
//! blocks and more, with columns left out, held back, and written over.

mod support;

use std::ptr;

use exp_rs::{Arena, BatchBuilder, Context, Error, Real, Status};
use proptest::collection::vec;
use proptest::prelude::*;
use support::generate::{Choices, Scope, expression_after};
use support::vectors::{Expected, vectors};

/// Above the highest level: what a processor lacks is left out by itself.
const LEVELS: usize = 3;
/// Rows of the largest block, and some.
const MANY: usize = 150;

/// A batch with its columns, the parameters' set values and which columns the call is given.
struct Case {
    parameters: Vec<String>,
    expressions: Vec<String>,
    /// By parameter, then by row.
    columns: Vec<Vec<Real>>,
    set: Vec<Real>,
    given: Vec<bool>,
    wanted: Vec<bool>,
    /// An output column that is the column of this parameter.
    shared: Option<(usize, usize)>,
}

/// What can be seen of a call.
#[derive(Debug, PartialEq)]
struct Seen {
    /// By expression, then by row; none for columns that are not wanted.
    outputs: Vec<Vec<u64>>,
    last: Vec<u64>,
    parameters: Vec<u64>,
    status: Result<(), Status>,
}

#[allow(clippy::unnecessary_cast, reason = "Real may be f32")]
fn bits(x: Real) -> u64 {
    x.to_bits() as u64
}

impl Case {
    /// Expressions of these parameters over these columns, all given and wanted.
    fn new(parameters: &[&str], expressions: &[&str], columns: Vec<Vec<Real>>) -> Case {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Case {
            parameters: owned(parameters),
            expressions: owned(expressions),
            set: vec![0.5; parameters.len()],
            given: vec![true; parameters.len()],
            wanted: vec![true; expressions.len()],
            shared: None,
            columns,
        }
    }

    fn rows(&self) -> usize {
        self.columns.first().map_or(MANY, Vec::len)
    }

    fn batch<'a>(&self, arena: &'a Arena) -> Result<BatchBuilder<'a>, Error> {
        let mut batch = BatchBuilder::new(arena);
        for (name, value) in self.parameters.iter().zip(&self.set) {
            batch.add_parameter(name, *value)?;
        }
        for (e, text) in self.expressions.iter().enumerate() {
            batch.add_named_expression(&format!("e{e}"), text)?;
        }
        batch.prepare(None)?;
        Ok(batch)
    }

    fn row_by_row(&self, batch: &mut BatchBuilder) -> Seen {
        let mut outputs = vec![Vec::new(); self.expressions.len()];
        let mut status = Ok(());
        for row in 0..self.rows() {
            for p in 0..self.parameters.len() {
                let value = if self.given[p] { self.columns[p][row] } else { self.set[p] };
                batch.set_param(p as u32, value).expect("a parameter");
            }
            status = status.and(batch.eval(None).map_err(|error| error.status));
            for (e, column) in outputs.iter_mut().enumerate().filter(|(e, _)| self.wanted[*e]) {
                column.push(bits(batch.result(e as u32)));
            }
        }
        batch.set_params(&self.set).expect("as many");
        self.seen(batch, outputs, status)
    }

    fn in_blocks(&self, batch: &mut BatchBuilder) -> Seen {
        let mut columns = self.columns.clone();
        let mut outputs = vec![vec![0.0; self.rows()]; self.expressions.len()];
        let inputs: Vec<*const Real> = { columns.iter_mut().zip(&self.given) }
            .map(
                |(column, given)| {
                    if *given { column.as_mut_ptr().cast_const() } else { ptr::null() }
                },
            )
            .collect();
        let mut outs: Vec<*mut Real> = { outputs.iter_mut().zip(&self.wanted) }
            .map(|(column, wanted)| if *wanted { column.as_mut_ptr() } else { ptr::null_mut() })
            .collect();
        if let Some((e, p)) = self.shared {
            outs[e] = inputs[p].cast_mut();
        }
        // SAFETY: each column has a number for each row.
        let status = unsafe { batch.eval_block(None, self.rows(), &inputs, &outs) };
        if let Some((e, p)) = self.shared {
            outputs[e] = columns[p].clone();
        }
        for (column, wanted) in outputs.iter_mut().zip(&self.wanted) {
            column.truncate(if *wanted { column.len() } else { 0 });
        }
        let outputs = outputs.iter().map(|c| c.iter().copied().map(bits).collect()).collect();
        self.seen(batch, outputs, status.map_err(|error| error.status))
    }

    fn seen(&self, b: &BatchBuilder, outputs: Vec<Vec<u64>>, status: Result<(), Status>) -> Seen {
        let all = |numbers: &[Real]| numbers.iter().copied().map(bits).collect();
        Seen { outputs, last: all(b.results()), parameters: all(b.params()), status }
    }

    /// Blocks at each level give what rows give.
    fn check(&self) {
        let arena = Arena::growable(0, usize::MAX).expect("memory");
        let mut batch = self.batch(&arena).expect("a right batch");
        let expected = self.row_by_row(&mut batch);
        for level in 0..LEVELS {
            batch.set_block_level(level);
            let seen = self.in_blocks(&mut batch);
            if seen != expected {
                let mut program = String::new();
                batch.disassemble(&mut program).expect("a text");
                let rows = self.rows();
                panic!("{:?}, {rows} rows, level {level}\n{program}", self.expressions);
            }
        }
    }
}

/// Numbers of every kind, one of them for each seed.
fn number(seed: usize) -> Real {
    let special = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        2.0,
        3.0,
        -3.5,
        0.5,
        1e-8,
        -1e-8,
        710.0,
        -745.5,
        1e6,
        -1e15,
        1e22,
        64.0,
        Real::NAN,
        Real::INFINITY,
        Real::NEG_INFINITY,
        Real::MIN_POSITIVE,
        -Real::MIN_POSITIVE / 4.0,
        Real::MAX,
        Real::MIN,
        Real::EPSILON,
        -1e30,
        170.5,
        -170.5,
        20.0,
        5.0,
    ];
    let mixed = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    match mixed >> 61 {
        0..=2 => special[(mixed >> 20) as usize % special.len()],
        3..=5 => ((mixed >> 40) as i32 % 4000) as Real / 512.0,
        6 => ((mixed >> 40) as i32 % 60) as Real,
        _ => Real::from_bits((mixed ^ mixed << 31) as _),
    }
}

fn column(seed: usize, rows: usize) -> Vec<Real> {
    (0..rows).map(|row| number(seed * 1009 + row)).collect()
}

#[test]
fn every_vector_has_its_bits_among_other_rows() {
    let mut checked = 0;
    for (seed, vector) in vectors().iter().enumerate() {
        let Expected::Value(_) = vector.expected else { continue };
        if vector.expression.contains("t[") {
            continue;
        }
        let names: Vec<&str> = vector.parameters.iter().map(|(name, _)| name.as_str()).collect();
        let own = |value: Real| move |(row, other)| if row % 3 == 0 { value } else { other };
        let columns = vector.parameters.iter().enumerate().map(|(p, (_, value))| {
            column(seed * 7 + p, 67).into_iter().enumerate().map(own(*value)).collect()
        });
        Case::new(&names, &[&vector.expression], columns.collect()).check();
        checked += 1;
    }
    assert!(checked > 3_000, "{checked} vectors");
}

const FUNCTIONS: &str = "abs sign sqrt cbrt sqr exp exp2 exp10 expm1 ln log logn log2 log10 log1p \
    pow power hypot fma root sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh sec csc \
    cot coth sinc deg2rad rad2deg floor ceil trunc round rint frac fmod mod floormod remainder copysign \
    not xor clamp inrange step smoothstep lerp map min max sum mul avg average isnan isinf isfinite \
    iseven isodd equal notequal fac fact ncr combin npr permut tgamma lgamma erf erfc ncdf bitand bitor \
    bitxor bitnot bitlshift bitrshift bitlrotate bitrrotate add sub div neg comma if ifs and or";

#[test]
fn every_function_has_its_bits_in_columns() {
    let context = Context::new().expect("memory");
    let names: Vec<&str> = FUNCTIONS.split_whitespace().collect();
    assert_eq!(names.len(), context.function_count(), "functions");
    for name in names {
        for count in 1..=5 {
            let arguments = &["x", "y", "z", "u", "v"][..count];
            let text = format!("{name}({})", arguments.join(","));
            let in_acc = format!("{name}({})", arguments.join("*1.5,"));
            let columns = (0..count).map(|p| column(p + name.len() * 31, 900)).collect();
            let case = Case::new(arguments, &[&text, &in_acc], columns);
            let arena = Arena::growable(0, usize::MAX).expect("memory");
            match case.batch(&arena).map(|_| ()).map_err(|error| error.status) {
                Ok(()) => case.check(),
                Err(status) => assert_eq!(status, Status::WrongArgumentCount, "{text}"),
            }
        }
    }
}

const BATCH: [&str; 6] = [
    "x*y + 1",
    "e0 > z ? exp(-x) : ln(y + 1)*e3",
    "x > 0 && sqrt(y) < 1 || atan2(z, x) >= 2",
    "hypot(x, z) - e0/3",
    "ifs(x < -1, sin(x), y > 2, cos(y)*e0, z == 0, tan(z))",
    "z",
];

#[test]
fn every_number_of_rows() {
    for rows in 0..=2 * 64 + 2 {
        let columns = (0..3).map(|p| column(p + rows, rows)).collect();
        Case::new(&["x", "y", "z"], &BATCH, columns).check();
    }
}

#[test]
fn columns_left_out_and_written_over() {
    for choice in 0..3 * 64 * 7 {
        let columns = (0..3).map(|p| column(p + choice, 16 + choice % 131)).collect();
        let mut case = Case::new(&["x", "y", "z"], &BATCH, columns);
        for (e, wanted) in case.wanted.iter_mut().enumerate() {
            *wanted = choice >> e & 1 == 1;
        }
        case.given = (0..3).map(|p| choice % 7 != p).collect();
        let shared = (choice % 6, choice % 3);
        if case.wanted[shared.0] && case.given[shared.1] {
            case.shared = Some(shared);
        }
        case.check();
    }
}

/// Results without a column of the host's are kept where an instruction of up to four slots reads them, in each of the four.
#[test]
fn results_that_are_read_and_not_wanted() {
    for text in ["p*q + r*s", "p*q - r*s", "(p - q) * (r - s)", "(p + q) / (r - s)", "fma(p, q, r)"]
    {
        for letter in ["p", "q", "r", "s"] {
            let mut text = text.replace(letter, "e0");
            for (other, name) in [("p", "x"), ("q", "y"), ("r", "z"), ("s", "w")] {
                text = text.replace(other, name);
            }
            let columns = (0..4).map(|p| column(p, 131)).collect();
            let texts = ["x + 1", "y - 2", "exp(z)", &text];
            let mut case = Case::new(&["x", "y", "z", "w"], &texts, columns);
            case.wanted = vec![false, false, false, true];
            case.check();
        }
    }
}

#[test]
fn generated_batches() {
    let config = ProptestConfig { cases: 1_500, failure_persistence: None, ..Default::default() };
    proptest!(config, |(bytes in vec(any::<u8>(), 0..300), rows in 0..MANY, seed in 0..1_000_000_usize)| {
        let mut choices = Choices::new(&bytes);
        let mut earlier = Vec::new();
        let parameters = ["x", "y", "z"];
        let mut texts = Vec::new();
        for named in [&["x", "y", "z"][..], &["x", "y", "z", "e0"], &["x", "y", "z", "e0", "e1"]] {
            let scope = Scope { values: named.to_vec(), arrays: Vec::new(), functions: Vec::new() };
            texts.push(expression_after(&mut choices, &scope, 6, &mut earlier));
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let columns = (0..3).map(|p| column(seed + p, rows)).collect();
        let mut case = Case::new(&parameters, &texts, columns);
        case.wanted = (0..3).map(|e| seed >> e & 3 != 1).collect();
        let arena = Arena::growable(0, usize::MAX).expect("memory");
        // Some texts are refused by what only preparing sees.
        if case.batch(&arena).is_ok() {
            case.check();
        }
    });
}

#[test]
fn a_block_of_its_own_size_or_none_gives_the_same() {
    // With branches, and without.
    for texts in [&BATCH[..], &BATCH[..1]] {
        let arena = Arena::growable(0, usize::MAX).expect("memory");
        let columns = (0..3).map(|p| column(p, 131)).collect();
        let case = Case::new(&["x", "y", "z"], texts, columns);
        let mut batch = case.batch(&arena).expect("a right batch");
        let expected = case.row_by_row(&mut batch);
        let mut bytes = Vec::new();
        for rows in [1, 15, 16, 33, 64, 1000] {
            batch.set_block_rows(rows);
            batch.prepare(None).expect("memory");
            bytes.push(batch.stats().columns_bytes);
            assert_eq!(case.in_blocks(&mut batch), expected, "{rows} rows");
        }
        assert!(bytes.is_sorted() && bytes[0] < bytes[4], "{bytes:?}");
    }
}

#[test]
fn preparing_never_fails_for_blocks_unless_they_are_asked_for() {
    let least = |rows: u32| {
        (0..100_000).step_by(64).find(|capacity| {
            let arena = Arena::new(*capacity).expect("memory");
            let mut batch = BatchBuilder::new(&arena);
            batch.set_block_rows(rows);
            batch.add_parameter("x", 0.0).is_ok()
                && batch.add_expression("exp(-x*x/2)/3 + 1/(x*x + 1)").is_ok()
                && batch.prepare(None).is_ok()
        })
    };
    assert_eq!(least(0), least(1));
    assert!(least(64) > least(1));
}

/// What columns took without being asked to is there for the next program.
#[test]
fn columns_are_in_the_way_of_no_program() {
    let least = |rows: u32| {
        (2_000..100_000).step_by(64).find(|capacity| {
            let arena = Arena::new(*capacity).expect("memory");
            let mut batch = BatchBuilder::new(&arena);
            batch.set_block_rows(rows);
            let large = "sin(x)".to_owned() + &"*(x + 3)/ln(x)".repeat(20);
            batch.add_parameter("x", 0.0).is_ok()
                && batch.add_expression("x + 1").is_ok()
                && batch.prepare(None).is_ok()
                && batch.replace_expression(0, &large, None).is_ok()
                && batch.prepare(None).is_ok()
        })
    };
    assert_eq!(least(0), least(1));
}

/// But for what is asked for.
#[test]
fn columns_take_at_most_half_of_what_is_left() {
    let taken = |capacity: usize| {
        let arena = Arena::new(capacity).expect("memory");
        let mut batch = BatchBuilder::new(&arena);
        batch.add_parameter("x", 0.0).expect("memory");
        batch.add_expression("exp(-x*x/2)/3 + 1/(x*x + 1)").expect("memory");
        batch.prepare(None).expect("memory");
        let columns = batch.stats().columns_bytes;
        let left = arena.stats().capacity - (arena.stats().used - columns);
        assert!(columns <= left / 2, "{columns} of {left}");
        columns
    };
    let taken: Vec<usize> = (2..60).map(|kilobytes| taken(kilobytes << 10)).collect();
    assert!(taken.is_sorted() && taken[0] < taken[20], "{taken:?}");
    assert!(taken[20] > 1000 && taken[57] == taken[50], "{taken:?}");
}

/// However many columns it has.
#[test]
fn a_large_program_has_blocks_too() {
    let arena = Arena::growable(0, usize::MAX).expect("memory");
    let mut batch = BatchBuilder::new(&arena);
    batch.add_parameter("x", 0.0).expect("memory");
    let terms: Vec<String> = (0..1_000).map(|n| format!("x/{n}.25")).collect();
    batch.add_expression(&terms.join(" + ")).expect("memory");
    batch.prepare(None).expect("memory");
    let stats = batch.stats();
    assert!(stats.columns_bytes > 8 * stats.slots as usize * size_of::<Real>(), "{stats:?}");
}

/// Each function call and each block begins where the one before ended.
#[test]
fn the_stack_does_not_grow_with_rows() {
    const ROWS: usize = 300_000;
    let text = "sin(x) + exp(x) * atan2(x, 2) + clamp(x, 0, 1)";
    let evaluate = move || {
        let x = vec![0.5; ROWS];
        let mut out = vec![0.0; ROWS];
        let arena = Arena::growable(0, usize::MAX).expect("memory");
        let mut batch = BatchBuilder::new(&arena);
        batch.add_parameter("x", 0.5).expect("memory");
        batch.add_expression(text).expect("an expression");
        batch.eval(None).expect("a right batch");
        let expected = batch.result(0);
        for level in 0..LEVELS {
            batch.set_block_level(level);
            // SAFETY: both columns have so many rows.
            unsafe { batch.eval_block(None, ROWS, &[x.as_ptr()], &[out.as_mut_ptr()]) }
                .expect("a right batch");
            assert!(out.iter().all(|out| *out == expected), "level {level}");
        }
    };
    let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(evaluate);
    thread.expect("a thread").join().expect("no failure");
}

/// Sums and products load such operands once.
/// Each handler of several instructions, whether it is for the slots in its row of the table or not.
#[test]
fn instructions_in_a_row() {
    let beside = [
        "1 + x*x + y*y + z*z",
        "1 + x*x + y*y",
        "x*x + y*y + z*z",
        "sqrt(x*x + y*y)",
        "x*x + y*y",
        "(x*y + z*w) * (x-y) * (z-w)",
        "x*y + z*w",
        "x*y - z*w",
        "(x-y) * (x-y)",
        "(x+y) * (x-y)",
        "(x-y) * (z-w)",
        "(x+y) * (z-w)",
        "(x+y) * (z+w)",
        "x*x + 1",
        "x*y + 1",
        "x*y + z",
        "(x+y) * z",
        "(x-y) * z",
        "x*2*x",
        "x*y*z",
    ];
    let alone = [
        "(x+1) * (x+2) * (x+3)",
        "exp(y) * (x+1) * (x+2) * (x+3)",
        "exp(y) * (x+1) * (y+2) * (x+3)",
        "exp(y) * (x+1) * (x+2)",
        "(x*2 + 3)*x + 4",
        "(x*2 + 3)*y + 4",
        "exp(x)*x + 1",
        "((exp(x)*x + 1)*x + 2)*x + 3",
        "exp(x)*y + z",
        "x*x + 1 + y*y",
        "x*y + z + w",
        "x*y + z - w",
        "sqrt(x*x + y*y + z*z)",
        "x*y + z*w + x*w",
        "exp(x) + x*x + y*y",
        "exp(x) + x*y + z*w",
        "exp(x) * (x-y) * (z-w)",
        "x + (y-x)*z",
        "y*(1-x) + z*x",
        "z*(1-y) + x*y",
        "((x+1)*(x+2)*(x+3)*(y+1)*(y+2)*(y+3) + (x-y)*(x+y)) / (1 + x*x + y*y + z*z) + (x*y + z*w)*(x-y)*(z-w)",
        // What is put aside is used once more, or by what it is joined with.
        "log(x)/(x*x + 1) + log(x)",
        "log(x)*(x*x + y*y)*log(x)",
        "log(x)*(x*log(x) + 1)",
    ];
    let joined = ["+", "-", "*", "/"].into_iter().flat_map(|operator| {
        beside.iter().map(move |inner| format!("exp(z) {operator} ({inner})"))
    });
    for text in joined.chain(alone.map(str::to_owned)) {
        let columns = (0..4).map(|p| column(p, 131)).collect();
        Case::new(&["x", "y", "z", "w"], &[&text], columns).check();
    }
    // A result stays, though the instruction behind the next is the last one to read it.
    for inner in beside {
        for operator in ["+", "-", "*", "/"] {
            let columns = (0..4).map(|p| column(p, 131)).collect();
            let texts = ["exp(z)", &format!("e0 {operator} ({inner})")];
            Case::new(&["x", "y", "z", "w"], &texts, columns).check();
        }
    }
}

#[test]
fn operands_that_are_constants_or_read_twice() {
    let texts = [
        "x + 1",
        "x - 1.5",
        "3 - x",
        "x * x",
        "-x + 2",
        "y * (x + 1)",
        "y + x * x",
        "y - x * 3",
        "x * x + 1",
        "x * x - y",
        "x * 2 * x",
        "(x + 3) * x",
        "x * y + 1",
        "x * 2 + 3",
        "(x - 1) * 2",
        "(x + 1) * (x + 2)",
        "(x - y) * (x - y)",
        "(x + y) * (x - y)",
        "x * x + y * y",
        "x * x - y * y",
        "(x + 1) * (y + 1)",
        "x * 2 + y * 2",
        "x * 2 + x * 3",
        "(x + x) * (y - y)",
        "x * x + x * x",
        "(x + 1) / (x + 2)",
        "x * x / (y * y)",
        "1 - x * x * 0.5",
        "sin(x + 1) * 2 - 1",
        "z + 1 - z",
    ];
    for text in texts {
        let columns = (0..3).map(|p| column(p, 131)).collect();
        let mut case = Case::new(&["x", "y", "z"], &[text, "x - 1", "y + 2"], columns);
        case.given[2] = false;
        case.check();
    }
}

/// Columns that are larger than caches are fetched ahead, up to their ends and not used beyond.
#[test]
fn columns_larger_than_caches() {
    const ROWS: usize = (1 << 23) / size_of::<Real>();
    let x: Vec<Real> = (0..ROWS).map(|row| row as Real * 0.25).collect();
    let y: Vec<Real> = x.iter().rev().copied().collect();
    let arena = Arena::growable(0, usize::MAX).expect("memory");
    let mut batch = BatchBuilder::new(&arena);
    batch.add_parameter("x", 0.0).expect("memory");
    batch.add_parameter("y", 0.0).expect("memory");
    batch.add_expression("x * x - y").expect("an expression");
    let mut out = vec![0.0; ROWS];
    for level in 0..LEVELS {
        batch.set_block_level(level);
        // SAFETY: the columns have so many rows.
        unsafe { batch.eval_block(None, ROWS, &[x.as_ptr(), y.as_ptr()], &[out.as_mut_ptr()]) }
            .expect("a right batch");
        let right = out.iter().zip(x.iter().zip(&y)).all(|(out, (x, y))| *out == x * x - y);
        assert!(right, "level {level}");
        out.fill(0.0);
    }
}

#[test]
fn a_failure_is_of_the_last_call() {
    static ARRAY: [Real; 2] = [5.0, 7.0];
    let arena = Arena::growable(0, usize::MAX).expect("memory");
    let mut batch = BatchBuilder::new(&arena);
    batch.add_parameter("x", 0.0).unwrap();
    // SAFETY: a static array.
    unsafe { batch.bind_array("t", ARRAY.as_ptr(), ARRAY.len()) }.unwrap();
    batch.add_expression("x + 1").unwrap();
    batch.add_expression("2 * t[x]").unwrap();
    for (x, fails) in
        [([0.0, 1.0], false), ([0.0, 9.0], true), ([9.0, 0.0], true), ([1.0, 1.0], false)]
    {
        let mut out = [0.0; 2];
        // SAFETY: each column has two numbers; a column that is not wanted is null.
        let outcome = unsafe {
            batch.eval_block(None, 2, &[x.as_ptr()], &[ptr::null_mut(), out.as_mut_ptr()])
        };
        let status = if fails { Status::ArrayIndex } else { Status::Ok };
        assert_eq!(outcome.map_or_else(|error| error.status, |()| Status::Ok), status, "{x:?}");
        assert_eq!([batch.status(0), batch.status(1)], [Status::Ok, status], "{x:?}");
        let right =
            |(x, out): (&Real, &Real)| if *x > 1.0 { out.is_nan() } else { *out == 10.0 + 4.0 * x };
        assert!(x.iter().zip(&out).all(right), "{x:?}: {out:?}");
    }
}

/// Also the columns that were written before.
#[test]
fn a_batch_that_cannot_be_prepared_gives_nan() {
    let arena = Arena::growable(0, usize::MAX).expect("memory");
    let mut batch = BatchBuilder::new(&arena);
    batch.add_parameter("x", 0.0).unwrap();
    batch.add_expression("x + 1").unwrap();
    batch.add_expression("2 * missing").unwrap();
    let x: [Real; 3] = [1.0, 2.0, 3.0];
    let (mut first, mut second) = ([7.0; 4], [7.0; 4]);
    // SAFETY: each column has three numbers; a column that is not wanted is null.
    let eval = |batch: &mut BatchBuilder, rows, first: *mut Real, second: *mut Real| unsafe {
        batch.eval_block(None, rows, &[x.as_ptr()], &[first, second])
    };
    let error = eval(&mut batch, 3, first.as_mut_ptr(), second.as_mut_ptr()).unwrap_err();
    assert_eq!((error.status, error.expression), (Status::UnknownName, Some(1)));
    for column in [first, second] {
        assert!(column[..3].iter().all(|number| number.is_nan()) && column[3] == 7.0);
    }
    first = [7.0; 4];
    assert!(eval(&mut batch, 2, first.as_mut_ptr(), std::ptr::null_mut()).is_err());
    assert!(first[0].is_nan() && first[1].is_nan() && first[2..] == [7.0; 2]);
    assert!(eval(&mut batch, 0, first.as_mut_ptr(), std::ptr::null_mut()).is_ok(), "no rows");
    batch.replace_expression(1, "2 * x", None).unwrap();
    eval(&mut batch, 3, first.as_mut_ptr(), second.as_mut_ptr()).unwrap();
    assert_eq!((&first[..3], &second[..3]), (&[2.0, 3.0, 4.0][..], &[2.0, 4.0, 6.0][..]));
}
