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

use crate::arena::Arena;
use crate::error::Status;
use crate::program::{Instruction, Program};
use machine::Scratch;

/// Does what the engine of this build wants done to verified code before it runs.
pub(crate) fn make_ready(code: &mut [Instruction]) {
    #[cfg(threaded)]
    threaded::choose_handlers(code);
    #[cfg(not(threaded))]
    let _ = code;
}

/// The same for programs that use more than their frame: they call functions or can fail. Gives them
/// the memory for that, too.
pub(crate) fn make_machine_ready<'a>(
    arena: &'a Arena,
    program: &mut Program<'a>,
) -> Result<Scratch<'a>, Status> {
    #[cfg(threaded)]
    threaded::choose_machine_handlers(&mut program.code);
    Scratch::for_program(arena, program)
}
