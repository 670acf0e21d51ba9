//! What the language is made of: one table of operators, one of built-in functions and constants,
//! one of the functions that the engine calls. Everybody who needs a spelling, an arity or a
//! meaning looks here.

pub(crate) mod builtins;
// The document is of the whole language.
#[cfg(all(
    test,
    feature = "special",
    feature = "statistics",
    feature = "bits",
    feature = "trigonometric"
))]
mod documentation;
pub(crate) mod functions;
pub(crate) mod operators;
