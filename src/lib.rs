//! Evaluates mathematical expressions typed by users: parsed once into an arena in the host's own
//! memory, then evaluated for ever without a single allocation.
//!
//! The way of an expression, and the rooms it passes:
//! text → `syntax` (tokens, tree) → `compile` (names, constants, sharing, instructions) →
//! `program` (verified, portable) → `engine` (runs it over a frame of slots). [`BatchBuilder`]
//! keeps the expressions of one evaluation together, [`Context`] says what names mean, [`Arena`]
//! is where all of it lives. `ffi` is the C interface, `runtime` what a C library brings with it.
//!
//! Each room imports only from those before it: `limits real math error arena names` → `language`
//! → `program` → `syntax` → `context` → `compile` → `engine` → `batch` → `ffi`.

#![no_std]
#![deny(missing_docs, clippy::undocumented_unsafe_blocks, unsafe_op_in_unsafe_fn)]

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
pub use error::{Error, Message, Span, Status};
pub use language::builtins::VARIADIC;
pub use limits::{DEFAULT_LIMITS, Limits, MESSAGE_SIZE};
pub use program::NativeFunction;
pub use real::{NAN, Real};

/// The programs in Rust of the README and the guides, for `cargo test`.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../docs/getting-started.md")]
struct Pages;
