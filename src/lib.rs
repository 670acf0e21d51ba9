//! Evaluates mathematical expressions typed by users: parsed once into an arena in the host's own
//! memory, then evaluated for ever without a single allocation.
//!
//! One expression, and one that is called again and again:
//! ```
//! assert_eq!(exp_rs::eval("2+2")?, 4.0);
//!
//! let mut distance = exp_rs::Expression::new("sqrt(x^2 + y^2)", &["x", "y"])?;
//! assert_eq!(distance.eval(&[3.0, 4.0])?, 5.0);
//! # Ok::<(), exp_rs::Error>(())
//! ```
//! Many that belong together, in memory that the program chose:
//! ```
//! use exp_rs::{Arena, BatchBuilder};
//!
//! let arena = Arena::new(4032)?;
//! let mut batch = BatchBuilder::new(&arena);
//! let x = batch.add_parameter("x", 0.0)?;
//! batch.add_named_expression("area", "pi * x^2")?;
//! batch.add_expression("area > 10 ? area : 0")?;
//! batch.prepare(None)?;
//! batch.set_param(x, 2.0)?;
//! batch.eval(None)?; // allocates nothing
//! assert_eq!(batch.results(), [batch.result(0); 2]);
//! # Ok::<(), exp_rs::Error>(())
//! ```
//!
//! # Features
//! `std` implements [`core::error::Error`]; `special`, `statistics`, `bits` and `trigonometric` bring
//! those groups of functions. All five are defaults: without `default-features` name the groups that
//! are wanted. `f32` makes [`Real`] 32 bits wide. The others are for the C libraries: as a Rust
//! crate it takes the program's global allocator and panic handler as they are, and is `no_std`
//! without `std`. The C interface is told by `include/exp_rs.h`.
//!
//! # The rooms
//! The way of an expression, and the rooms it passes:
//! text → `syntax` (tokens, tree) → `compile` (names, constants, sharing, instructions) →
//! `program` (verified, portable) → `engine` (runs it over a frame of slots). [`BatchBuilder`]
//! keeps the expressions of one evaluation together, [`Context`] says what names mean, [`Arena`]
//! is where all of it lives. `ffi` is the C interface, `runtime` what a C library brings with it.
//!
//! Each room imports only from those before it: `limits real math error arena names` → `language`
//! → `program` → `syntax` → `context` → `compile` → `engine` → `batch` → `expression` → `ffi`.

#![no_std]
#![deny(
    missing_docs,
    rustdoc::broken_intra_doc_links,
    clippy::undocumented_unsafe_blocks,
    unsafe_op_in_unsafe_fn
)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod arena;
mod batch;
#[forbid(unsafe_code)]
mod compile;
mod context;
mod engine;
mod error;
mod expression;
#[doc(hidden)]
pub mod ffi;
#[forbid(unsafe_code)]
mod language;
mod limits;
#[forbid(unsafe_code)]
mod math;
#[forbid(unsafe_code)]
mod names;
mod program;
mod real;
mod runtime;
#[forbid(unsafe_code)]
mod syntax;

pub use arena::{Arena, ArenaStats};
pub use batch::{BatchBuilder, BatchStats};
pub use context::Context;
pub use error::{Error, ErrorInSource, Message, Span, Status};
pub use expression::{Expression, eval};
pub use language::builtins::VARIADIC;
pub use limits::{DEFAULT_LIMITS, Limits, MESSAGE_SIZE};
pub use program::NativeFunction;
pub use real::{NAN, Real};
pub use syntax::tree::{Tree, TreeNode};

/// The programs in Rust of the README and the guides, for `cargo test`.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../docs/getting-started.md")]
struct Pages;
