//! Calls: arguments stand in slots in a row.

use super::super::ir::{Action, NOWHERE, Operand, Operation, list_at};
use super::Emitter;
use crate::error::Status;
use crate::program::Opcode;

impl<'x> Emitter<'x, '_> {
    /// A call: its arguments stand in slots in a row.
    pub(in super::super) fn call(&mut self, at: u32, operation: &Operation) -> Result<(), Status> {
        let Some(list) = operation.list() else { return Ok(()) };
        let count = self.list(list).len() as u32;
        let native = operation.action == Action::Native;
        // The engine makes NaN canonical where a function of the host reads it: not in parameters.
        let usable = |first: &u32| !native || count == 0 || *first >= self.first_result;
        let (first, own) = match self.run_in_place(list).filter(usable) {
            Some(first) => {
                self.protect(at)?;
                (first, false)
            }
            None => (self.copy_arguments(at, list)?, true),
        };
        let c = operation.number();
        if native {
            self.emit(Opcode::Native, [first, count, c])?;
        } else {
            self.emit(Opcode::Call, [first, operation.site(), c])?;
        }
        if own {
            for i in 0..count {
                self.temporaries.release(first - self.first_temporary + i);
            }
        }
        self.acc = Operand::of(at);
        self.release_listed(list, at);
        Ok(())
    }

    fn release_listed(&mut self, list: u32, at: u32) {
        for i in 0..self.list(list).len() {
            self.release(self.listed(list, i), at);
        }
    }

    /// The list that begins at `list`.
    fn list(&self, list: u32) -> &'x [Operand] {
        list_at(self.lists, list)
    }

    /// Operand `i` of a list.
    fn listed(&self, list: u32, i: usize) -> Operand {
        self.list(list).get(i).copied().unwrap_or(Operand::NONE)
    }

    /// The first slot, where the arguments stand in a row already.
    fn run_in_place(&self, list: u32) -> Option<u32> {
        let Some((head, tail)) = self.list(list).split_first() else {
            return Some(0);
        };
        let first = self.place(*head);
        if first == NOWHERE {
            return None;
        }
        let in_row = |(i, operand): (usize, &Operand)| self.place(*operand) == first + 1 + i as u32;
        tail.iter().enumerate().all(in_row).then_some(first)
    }

    /// Copies the arguments into a row of temporaries, what is in the accumulator first.
    fn copy_arguments(&mut self, at: u32, list: u32) -> Result<u32, Status> {
        let count = self.list(list).len();
        let first = self.first_temporary + self.temporaries.take_run(count as u32)?;
        let place = |i: usize| first + i as u32;
        for i in 0..count {
            if self.is_in_acc(self.listed(list, i)) {
                self.emit(Opcode::Store, [0, 0, place(i)])?;
            }
        }
        self.protect(at)?;
        for i in 0..count {
            let operand = self.listed(list, i);
            if !self.is_in_acc(operand) {
                let slot = self.slot(operand)?;
                self.emit(Opcode::Load, [slot, 0, 0])?;
                self.emit(Opcode::Store, [0, 0, place(i)])?;
            }
        }
        Ok(first)
    }
}
