//! Which handler each instruction has: those that do what they can of the instructions behind theirs, too.

use super::roles::Roles;
use super::{Function, Kept, Tail, control, fused, handler, hot, kept, phrase};
use crate::program::Instruction;

/// There is nothing left to do.
pub(crate) fn choose_machine_handlers(_code: &mut [Instruction]) {}

/// Writes into each instruction which handler it has; up to the first jump not into those that are
/// done with the one before.
pub(crate) fn choose_handlers(code: &mut [Instruction]) {
    let mut kept = Kept::NOTHING;
    let mut jumps = false;
    let mut rest = code;
    while let Some(first) = rest.first() {
        let roles = Roles::of(first.opcode);
        let (function, done) = choose(first, roles, rest, kept);
        // Behind a jump any instruction may be the one where another handler goes on.
        jumps |= roles.has(Roles::CONTROL) && kept::skips(first.opcode);
        let passed = if jumps { 1 } else { done };
        if let Some(first) = rest.first_mut() {
            first.handler = function as *const ();
        }
        let Some((those, behind)) = rest.split_at_mut_checked(passed) else { return };
        if !behind.is_empty() {
            kept = those.iter().fold(kept, Kept::behind);
        }
        rest = behind;
    }
}

/// The handler of the first of these instructions, and how many it does.
fn choose(
    first: &Instruction,
    roles: Roles,
    code: &[Instruction],
    kept: Kept,
) -> (Function, usize) {
    let opcode = first.opcode;
    if roles.has(Roles::BEGINS_PHRASE)
        && let Some((function, length)) = phrase::handler(code, kept)
    {
        return (function, length + Tail::length(Tail::behind(code, length)));
    }
    if roles.has(Roles::BEGINS_PAIR)
        && let Some(function) = fused::handler(code, kept)
    {
        return (function, 2 + Tail::length(Tail::behind(code, 2)));
    }
    if roles.has(Roles::CONTROL) {
        return (control::ending(code).unwrap_or_else(|| handler(opcode, Tail::NONE)), 1);
    }
    let tail = Tail::behind(code, 1);
    let function = if roles.has(Roles::KEPT) && kept.is_operand(first) {
        kept::handler(opcode, tail)
    } else if roles.has(Roles::CALL) {
        hot::handler(first, tail)
    } else {
        None
    };
    (function.unwrap_or_else(|| handler(opcode, tail)), 1 + Tail::length(tail))
}
