//! Runs a verified program over a frame of slots.
//!
//! [`scalar`] is the plain loop, [`threaded`] the same operations as handlers that jump from one to
//! the next, where the compiler makes such jumps. [`block`] runs a program over columns. All come from the table of opcodes, and
//! what a failure, an array or a call does stands once, in [`machine`].

pub(crate) mod block;
pub(crate) mod machine;
#[cfg(not(threaded))]
pub(crate) mod scalar;
#[cfg(threaded)]
pub(crate) mod threaded;

use crate::program::Instruction;

/// Does what the engine of this build wants done to verified code before it runs.
pub(crate) fn make_ready(code: &mut [Instruction]) {
    #[cfg(threaded)]
    threaded::choose_handlers(code);
    #[cfg(not(threaded))]
    let _ = code;
}
