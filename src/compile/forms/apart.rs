//! Where flash is short, each operation is an instruction: handlers of two or three in one, and what chooses them,
//! are eight kilobytes.

use super::{Beside, Forms, Quad};
use crate::program::Opcode;

pub(in super::super) fn joins(_: Opcode) -> bool {
    false
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

pub(in super::super) fn quad(_left: Opcode, _outer: Opcode, _right: Opcode) -> Option<Quad> {
    None
}
