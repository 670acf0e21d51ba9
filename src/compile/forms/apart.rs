//! Where flash is short, each operation is an instruction but for the sum of two products: handlers of two or three in one, and
//! what chooses them, are eight kilobytes.

use super::{Beside, Forms, Quad};
use crate::program::Opcode;

/// Whether there are instructions that do an operation and the one that uses it.
pub(in super::super) const PAIRS: bool = false;

pub(in super::super) fn joins(opcode: Opcode) -> bool {
    opcode == Opcode::Mul
}

pub(in super::super) fn jump(_: Opcode, _sense: bool) -> Option<Opcode> {
    None
}

pub(in super::super) fn jump_forms(_: Opcode) -> Option<Forms> {
    None
}

pub(in super::super) fn pair(_outer: Opcode, _inner: Opcode, _: Beside) -> Option<Opcode> {
    None
}

pub(in super::super) fn quad(left: Opcode, outer: Opcode, right: Opcode) -> Option<Quad> {
    let sum = (left, outer, right) == (Opcode::Mul, Opcode::Add, Opcode::Mul);
    sum.then_some(Quad { opcode: Opcode::MulAddMul, swapped: false })
}
