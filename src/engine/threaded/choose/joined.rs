//! Which handler each instruction has: those that do what they can of the instructions behind theirs, too.

use super::{Function, Kept, Tail, control, fused, handler, hot, kept, phrase};
use crate::program::Instruction;
use crate::program::opcode::Group;

/// There is nothing left to do.
pub(crate) fn choose_machine_handlers(_code: &mut [Instruction]) {}

/// Writes into each instruction which handler it has; up to the first jump not into those that are
/// done with the one before.
pub(crate) fn choose_handlers(code: &mut [Instruction]) {
    let mut kept = Kept::default();
    let mut jumps = false;
    let mut rest = code;
    while let Some(first) = rest.first() {
        let (function, done) = choose(first, rest, kept);
        // Behind a jump any instruction may be the one where another handler goes on.
        jumps |= kept::skips(first.opcode);
        let passed = if jumps { 1 } else { done };
        kept = rest.iter().take(passed).fold(kept, Kept::behind);
        if let Some(first) = rest.first_mut() {
            first.handler = function as *const ();
        }
        rest = rest.get_mut(passed..).unwrap_or_default();
    }
}

/// The handler of the first of these instructions, and how many it does.
fn choose(first: &Instruction, code: &[Instruction], kept: Kept) -> (Function, usize) {
    let opcode = first.opcode;
    if let Some((function, length)) = phrase::handler(code, kept) {
        return (function, length + Tail::length(Tail::behind(code, length)));
    }
    if let Some(function) = fused::handler(code, kept) {
        return (function, 2 + Tail::length(Tail::behind(code, 2)));
    }
    if let Group::Branch(_) | Group::Control = opcode.group() {
        return (control::ending(code).unwrap_or_else(|| handler(opcode, Tail::NONE)), 1);
    }
    let tail = Tail::behind(code, 1);
    let function = kept::handler(opcode, tail)
        .filter(|_| kept.is_operand(first))
        .or_else(|| hot::handler(first, tail))
        .unwrap_or_else(|| handler(opcode, tail));
    (function, 1 + Tail::length(tail))
}
