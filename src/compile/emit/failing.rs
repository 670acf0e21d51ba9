//! What can fail but calls, and where an expression that can begins; how a function ends.

use super::super::ir::{Action, Operand, Operation};
use super::Emitter;
use crate::error::Status;
use crate::program::Opcode;

impl Emitter<'_, '_> {
    pub(in super::super) fn failing(
        &mut self,
        at: u32,
        operation: &Operation,
    ) -> Result<(), Status> {
        let (number, site) = (operation.number(), operation.site());
        match operation.action {
            Action::Begin => {
                self.jumps.push(self.code.len() as u32)?;
                return self.emit(Opcode::Begin, [number, 0, 0]);
            }
            Action::Check => return self.emit(Opcode::Check, [number, 0, site]),
            Action::Return => {
                self.load(operation.a, at)?;
                return self.emit_plain(Opcode::Return);
            }
            _ => self.protect(at)?,
        }
        if self.is_in_acc(operation.a) {
            self.emit(Opcode::ElementAcc, [0, number, site])?;
        } else {
            let a = self.slot(operation.a)?;
            self.emit(Opcode::Element, [a, number, site])?;
        }
        self.acc = Operand::of(at);
        self.release_operands(at, operation);
        Ok(())
    }
}
