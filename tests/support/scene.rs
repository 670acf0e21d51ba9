//! One batch with its host, brought to the library and to the oracle alike: parameters, arrays,
//! functions of the host of which one counts its calls, functions defined by expressions.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::c_void;
use std::rc::Rc;

use exp_rs::{Arena, BatchBuilder, Context, Error, Real, Status};

use crate::oracle::check::check;
use crate::oracle::evaluate::evaluate;
use crate::oracle::parser::parse;
use crate::oracle::{Batch, Call, Function, Native, Refusal, World};
use crate::support::generate::{Choices, Scope, expression, expression_after};

pub const PARAMETERS: [&str; 4] = ["x", "y", "z", "p"];
pub type Row = [Real; PARAMETERS.len()];

const BATCH_ARRAY: [Real; 4] = [1.5, -2.0, 0.25, Real::NAN];
const CONTEXT_ARRAY: [Real; 3] = [3.0, -0.0, Real::MAX / 4.0];

/// Functions that call themselves and one another, to a depth that a parameter decides.
pub const RECURSIVE: [(&str, &str, &str); 3] = [
    ("down", "n", "n <= 0 ? 0 : 1 + down(n - 1)"),
    ("even", "n", "n < 1 ? 1 : odd(n - 1)"),
    ("odd", "n", "n < 1 ? tick(n) : even(n - 1)"),
];

/// The functions that each scene's context has, with a number of arguments that they take.
pub const CONTEXT_FUNCTIONS: [(&str, usize); 8] = [
    ("tick", 1),
    ("half", 1),
    ("less", 2),
    ("tick", 0),
    ("tick", 3),
    ("down", 1),
    ("even", 1),
    ("tick", 2),
];

/// The texts of a case.
#[derive(Debug, Clone, Default)]
pub struct Scene {
    pub expressions: Vec<(Option<&'static str>, String)>,
    pub functions: Vec<(&'static str, &'static str, String)>,
}

/// What can be seen of some evaluations: bits and status of each result, and the arguments of each
/// call of the function that counts.
#[derive(Debug, PartialEq)]
pub struct Seen {
    pub results: Vec<Vec<(u64, Status)>>,
    pub calls: Vec<Vec<u64>>,
}

/// The same of one call for all rows: the status of an expression is its first that is not OK.
#[derive(Debug, PartialEq)]
pub struct SeenAtOnce {
    pub results: Vec<Vec<u64>>,
    pub statuses: Vec<Status>,
    pub calls: Vec<Vec<u64>>,
}

impl Seen {
    pub fn at_once(self, expressions: usize) -> SeenAtOnce {
        let rows = self.results.iter();
        let first = |e: usize| rows.clone().map(|row| row[e].1).find(|s| *s != Status::Ok);
        SeenAtOnce {
            statuses: (0..expressions).map(|e| first(e).unwrap_or(Status::Ok)).collect(),
            results: rows.clone().map(|row| row.iter().map(|result| result.0).collect()).collect(),
            calls: self.calls,
        }
    }
}

/// A text was refused: the expression that is at fault, status and offset.
pub type Refused = (Option<usize>, Status, usize);

type Log = RefCell<Vec<Vec<u64>>>;

#[allow(clippy::useless_conversion, reason = "not where Real is f32")]
pub fn bits(x: Real) -> u64 {
    u64::from(x.to_bits())
}

fn pure_of_one(x: &[Real]) -> Real {
    x[0] * 0.5 + 1.0
}

fn pure_of_two(x: &[Real]) -> Real {
    if x[0] > x[1] { x[0] - x[1] } else { -x[1] }
}

/// Its value depends on how often it was called.
fn tick(log: &Log, arguments: &[Real]) -> Real {
    let mut log = log.borrow_mut();
    log.push(arguments.iter().copied().map(bits).collect());
    log.len() as Real * 0.5 + arguments.iter().sum::<Real>()
}

unsafe extern "C" fn tick_of_c(args: *const Real, count: usize, log: *mut c_void) -> Real {
    let arguments = match count {
        0 => &[],
        // SAFETY: the library passes `count` numbers.
        _ => unsafe { std::slice::from_raw_parts(args, count) },
    };
    // SAFETY: the pointer was given with the function, and outlives the batch.
    tick(unsafe { &*log.cast::<Log>() }, arguments)
}

/// The parameters and the array of each batch.
fn declare(batch: &mut BatchBuilder<'_>) {
    for name in PARAMETERS {
        batch.add_parameter(name, 0.0).expect("a name");
    }
    // SAFETY: a static array.
    unsafe { batch.bind_array("t", BATCH_ARRAY.as_ptr(), BATCH_ARRAY.len()) }.expect("a name");
}

fn refused(error: &Error) -> Refused {
    (error.expression.map(|e| e as usize), error.status, error.span.offset as usize)
}

impl Scene {
    /// One expression without a name.
    pub fn of(text: &str) -> Scene {
        Scene { expressions: vec![(None, text.to_owned())], functions: Vec::new() }
    }

    /// Three functions, each may call those before it, and three expressions with names, each may use
    /// those that come before it in an order of their own.
    pub fn of_choices(bytes: &[u8]) -> Scene {
        let mut choices = Choices::new(bytes);
        let order = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]][choices.below(4)];
        let mut expressions = vec![(None, String::new()); 3];
        let mut earlier = Vec::new();
        let names = ["u", "v", "w"];
        let own = [("f", 2), ("g", 1), ("h", 0)];
        for (turn, index) in order.into_iter().enumerate() {
            let mut values = PARAMETERS.to_vec();
            values.push("k");
            values.extend(order[..turn].iter().map(|earlier| names[*earlier]));
            let functions = own.into_iter().chain(CONTEXT_FUNCTIONS).collect();
            let scope = Scope { values, arrays: vec!["t", "c"], functions };
            let text = expression_after(&mut choices, &scope, 6, &mut earlier);
            expressions[index] = (Some(names[index]), text);
        }
        let mut functions = Vec::new();
        for (count, (name, parameters)) in
            [("f", "a, b"), ("g", "a"), ("h", "")].into_iter().enumerate()
        {
            let mut values: Vec<&str> = parameters.split(", ").filter(|p| !p.is_empty()).collect();
            values.push("k");
            let callable = own.into_iter().take(count).chain(CONTEXT_FUNCTIONS).collect();
            let scope = Scope { values, arrays: vec!["c"], functions: callable };
            functions.push((name, parameters, expression(&mut choices, &scope, 4)));
        }
        Scene { expressions, functions }
    }

    fn context(&self, log: &Log) -> Context {
        let mut context = Context::new().expect("memory");
        context.set_constant("k", 0.75).expect("a constant");
        context.add_pure_function("half", 1..=1, pure_of_one).expect("a function");
        context.add_pure_function("less", 2..=2, pure_of_two).expect("a function");
        let log = std::ptr::from_ref(log).cast_mut().cast::<c_void>();
        // SAFETY: array and log outlive the evaluations.
        unsafe {
            let array = CONTEXT_ARRAY.as_ptr();
            context.set_array("c", array, CONTEXT_ARRAY.len()).expect("an array");
            context.add_function("tick", (0, 3), tick_of_c, log, false).expect("a function");
        }
        for (name, parameters, body) in RECURSIVE {
            context.add_expression_function(name, parameters, body).expect("a body");
        }
        for (name, parameters, body) in &self.functions {
            context.add_expression_function(name, parameters, body).expect("a body");
        }
        context
    }

    /// What the library makes of it, each row an evaluation.
    pub fn in_library(&self, rows: &[Row], optimise: bool) -> Result<Seen, Refused> {
        let log = Log::default();
        let context = self.context(&log);
        let arena = Arena::growable(0, usize::MAX).expect("memory");
        let mut batch = self.batch(&arena, &context, optimise)?;
        assert_eq!(log.borrow().len(), 0, "preparing called an impure function");
        let results = rows.iter().map(|row| self.evaluated(&mut batch, &context, row)).collect();
        Ok(Seen { results, calls: log.take() })
    }

    /// The same, where `failing` first runs what is to be prepared while memory fails.
    pub fn in_library_after(
        &self,
        rows: &[Row],
        failing: impl Fn(&mut dyn FnMut() -> Result<(), Error>),
    ) -> Result<Seen, Refused> {
        let log = Log::default();
        let context = self.context(&log);
        let arena = Arena::growable(0, usize::MAX).expect("memory");
        let mut batch = BatchBuilder::new(&arena);
        declare(&mut batch);
        failing(&mut || self.fill(&mut batch, &context));
        batch.clear();
        declare(&mut batch);
        self.fill(&mut batch, &context).map_err(|e| refused(&e))?;
        let results = rows.iter().map(|row| self.evaluated(&mut batch, &context, row)).collect();
        Ok(Seen { results, calls: log.take() })
    }

    fn evaluated(
        &self,
        batch: &mut BatchBuilder<'_>,
        context: &Context,
        row: &Row,
    ) -> Vec<(u64, Status)> {
        batch.set_params(row).expect("as many as there are");
        let outcome = batch.eval(Some(context)).map_err(|e| e.status);
        let seen: Vec<_> = (0..self.expressions.len() as u32)
            .map(|i| (bits(batch.result(i)), batch.status(i)))
            .collect();
        let first = seen.iter().map(|r| r.1).find(|s| *s != Status::Ok);
        assert_eq!(outcome.err(), first, "the status of the whole evaluation");
        seen
    }

    /// What the library makes of it by one call for all rows.
    pub fn in_block(&self, rows: &[Row]) -> Result<SeenAtOnce, Refused> {
        let log = Log::default();
        let context = self.context(&log);
        let arena = Arena::growable(0, usize::MAX).expect("memory");
        let mut batch = self.batch(&arena, &context, true)?;
        let column = |p: usize| rows.iter().map(|row| row[p]).collect::<Vec<Real>>();
        let inputs: Vec<Vec<Real>> = (0..PARAMETERS.len()).map(column).collect();
        let mut outputs = vec![vec![0.0; rows.len()]; self.expressions.len()];
        let ins: Vec<_> = inputs.iter().map(|c| c.as_ptr()).collect();
        let outs: Vec<_> = outputs.iter_mut().map(|c| c.as_mut_ptr()).collect();
        // SAFETY: the columns have a number for each row. A failure is seen as NaN.
        let _ = unsafe { batch.eval_block(Some(&context), rows.len(), &ins, &outs) };
        let row = |r: usize| outputs.iter().map(|column| bits(column[r])).collect();
        Ok(SeenAtOnce {
            results: (0..rows.len()).map(row).collect(),
            statuses: (0..self.expressions.len() as u32).map(|i| batch.status(i)).collect(),
            calls: log.take(),
        })
    }

    /// The batch, prepared.
    pub fn batch<'a>(
        &self,
        arena: &'a Arena,
        context: &Context,
        optimise: bool,
    ) -> Result<BatchBuilder<'a>, Refused> {
        let mut batch = BatchBuilder::new(arena);
        batch.set_optimise(optimise);
        declare(&mut batch);
        self.fill(&mut batch, context).map_err(|e| refused(&e))?;
        Ok(batch)
    }

    /// Adds the texts and prepares them.
    fn fill(&self, batch: &mut BatchBuilder<'_>, context: &Context) -> Result<(), Error> {
        for (name, text) in &self.expressions {
            match name {
                Some(name) => batch.add_named_expression(name, text)?,
                None => batch.add_expression(text)?,
            };
        }
        batch.prepare(Some(context))
    }

    /// What the oracle makes of it.
    pub fn in_oracle(&self, rows: &[Row]) -> Result<Seen, Refused> {
        let log = Rc::new(Log::default());
        let world = self.world(log.clone());
        let mut batch = Batch {
            arrays: [("t".to_owned(), BATCH_ARRAY.to_vec())].into(),
            parameters: Vec::new(),
            expressions: Vec::new(),
        };
        for (index, (name, text)) in self.expressions.iter().enumerate() {
            let tree = parse(text).map_err(|r| (Some(index), r.status, r.offset))?;
            batch.expressions.push((name.map(str::to_owned), tree));
        }
        let mut results = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            batch.parameters = PARAMETERS.map(str::to_owned).into_iter().zip(*row).collect();
            if place == 0 {
                let failed = |(at, Refusal { status, offset })| (at, status, offset);
                check(&world, &batch).map_err(failed)?;
            }
            let values = evaluate(&world, &batch).into_iter().map(|value| match value {
                Ok(value) => (bits(value), Status::Ok),
                Err(status) => (bits(Real::NAN), status),
            });
            results.push(values.collect());
        }
        Ok(Seen { results, calls: log.take() })
    }

    fn world(&self, log: Rc<Log>) -> World {
        let mut world = World::new();
        world.constants.insert("k".to_owned(), 0.75);
        world.arrays.insert("c".to_owned(), CONTEXT_ARRAY.to_vec());
        let recursive = RECURSIVE.map(|(name, parameters, body)| (name, parameters, body.into()));
        for (name, parameters, body) in recursive.into_iter().chain(self.functions.clone()) {
            let parameters = parameters.split(',').map(str::trim).filter(|p| !p.is_empty());
            let parameters = parameters.map(str::to_owned).collect();
            let body = parse(&body).expect("a body");
            world.functions.insert(name.to_owned(), Function { parameters, body });
        }
        let native = |least, most, call: Box<Call>| Native { least, most, call };
        world.natives = HashMap::from([
            ("half".to_owned(), native(1, 1, Box::new(pure_of_one))),
            ("less".to_owned(), native(2, 2, Box::new(pure_of_two))),
            ("tick".to_owned(), native(0, 3, Box::new(move |x| tick(&log, x)))),
        ]);
        world
    }
}
