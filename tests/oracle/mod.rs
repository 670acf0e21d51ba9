//! A second evaluator, written from the description of the language alone: tokens, a
//! recursive-descent parser, a check of names, a walk over the tree. It shares no code with the
//! library and optimises nothing.
//!
//! Elementary functions (`sin`, `pow`, `erf` ...) are not written again, as the same bits are
//! wanted: [`library`] calls the library with one operation at a time. All else is plain Rust.

#![allow(dead_code, reason = "each test uses a part of it")]

pub mod check;
pub mod evaluate;
pub mod functions;
pub mod library;
pub mod parser;
pub mod tokens;

use std::collections::HashMap;

use exp_rs::{Real, Status};

/// What is wrong with a text, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: Status,
    pub offset: usize,
}

pub type Parsed<T> = Result<T, Refusal>;

pub fn refuse<T>(status: Status, offset: usize) -> Parsed<T> {
    Err(Refusal { status, offset })
}

/// A name and where it stands.
#[derive(Clone, Debug)]
pub struct Name {
    pub text: String,
    pub offset: usize,
}

#[derive(Clone, Debug)]
pub enum Tree {
    Number(Real),
    Value(Name),
    Element(Name, Box<Tree>),
    Call(Name, Vec<Tree>),
    Prefix(&'static str, Box<Tree>),
    Binary(&'static str, Box<Tree>, Box<Tree>),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
    Choice(Box<[Tree; 3]>),
    Sequence(Box<Tree>, Box<Tree>),
    Define(Name, Box<Tree>),
}

/// `name(parameters) = body`.
pub struct Function {
    pub parameters: Vec<String>,
    pub body: Tree,
}

pub type Call = dyn Fn(&[Real]) -> Real;

/// A function of the host; the arguments come with canonical NaN.
pub struct Native {
    pub least: usize,
    pub most: usize,
    pub call: Box<Call>,
}

/// What names mean beyond a batch.
pub struct World {
    pub constants: HashMap<String, Real>,
    pub arrays: HashMap<String, Vec<Real>>,
    pub natives: HashMap<String, Native>,
    pub functions: HashMap<String, Function>,
    pub call_depth: u32,
}

impl World {
    /// The language with nothing added.
    pub fn new() -> World {
        World {
            constants: HashMap::new(),
            arrays: HashMap::new(),
            natives: HashMap::new(),
            functions: HashMap::new(),
            call_depth: 64,
        }
    }
}

/// Expressions, each with its name if it has one, parameters with their values, arrays.
pub struct Batch {
    pub arrays: HashMap<String, Vec<Real>>,
    pub parameters: Vec<(String, Real)>,
    pub expressions: Vec<(Option<String>, Tree)>,
}

/// The one NaN.
pub fn canonical(x: Real) -> Real {
    if x.is_nan() { Real::NAN } else { x }
}

pub fn truth(x: Real) -> bool {
    x != 0.0
}

pub fn number(truth: bool) -> Real {
    if truth { 1.0 } else { 0.0 }
}

/// Runs a test with the stack that a recursive walk needs for a text as deep as the limit.
pub fn on_a_large_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(test).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}
