//! Which handler each instruction has: on microcontrollers each has its own, for flash is short, and a jump through a pointer
//! is four instructions there. Only a sum that ends the batch, as most do, is done with its end.

use super::{Function, HANDLERS, Tail, control, hot, one, operations};
use crate::program::{Instruction, Opcode};

/// Writes into each instruction which handler it has.
pub(crate) fn choose_handlers(code: &mut [Instruction]) {
    let mut rest = code;
    while let Some(function) = choose(rest)
        && let Some((first, behind)) = rest.split_first_mut()
    {
        first.handler = function as *const ();
        rest = behind;
    }
}

/// The handler of the first of these instructions.
fn choose(code: &[Instruction]) -> Option<Function> {
    let opcode = |at: usize| code.get(at).map(|instruction| instruction.opcode);
    let is_end =
        |at: usize| (opcode(at), opcode(at + 1)) == (Some(Opcode::Result), Some(Opcode::End));
    let first = code.first()?;
    match first.opcode {
        Opcode::Result if is_end(0) => Some(control::LastResult),
        Opcode::Add if is_end(1) => Some(one::<operations::Add, { Tail::LAST_RESULT }>),
        Opcode::AddAcc if is_end(1) => Some(one::<operations::AddAcc, { Tail::LAST_RESULT }>),
        opcode => hot::handler(first, Tail::NONE).or(HANDLERS.get(opcode as usize).copied()),
    }
}

/// Does so for what needs a machine, which most programs have not.
pub(crate) fn choose_machine_handlers(code: &mut [Instruction]) {
    for instruction in code {
        let of_machine = |(opcode, _): &&(Opcode, Function)| *opcode == instruction.opcode;
        if let Some((_, function)) = control::OF_MACHINE.iter().find(of_machine) {
            instruction.handler = *function as *const ();
        }
    }
}
