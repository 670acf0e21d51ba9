//! Operations on data: which form they take, and which are done together in one instruction.

use super::super::forms::{self, Beside, Forms};
use super::super::ir::{Action, NOWHERE, Operand, Operation};
use super::Emitter;
use crate::error::Status;
use crate::program::{Instruction, Opcode};

impl Emitter<'_, '_> {
    /// Emits an operation, alone or together with the one or two behind it; which one comes next.
    #[inline]
    pub(super) fn data(&mut self, at: u32, opcode: Opcode) -> Result<u32, Status> {
        let operation = *self.operation(at);
        if forms::joins(opcode) {
            let outer = operation.value.last;
            let done = match operation.uses {
                1 if operation.value.next == outer => {
                    forms::PAIRS && self.pair(at, opcode, &operation)?
                }
                1 | 2 => self.quad(at, opcode, &operation)?,
                _ => false,
            };
            if done {
                return self.finish(outer);
            }
        }
        self.alone(at, opcode, &operation)?;
        self.release_operands(at, &operation);
        self.acc = Operand::of(at);
        Ok(operation.value.next)
    }

    /// The outermost of operations that are done together is done.
    fn finish(&mut self, outer: u32) -> Result<u32, Status> {
        let operation = *self.operation(outer);
        if let Action::Data(_) = operation.action {
            self.acc = Operand::of(outer);
        }
        self.release_operands(outer, &operation);
        Ok(operation.value.next)
    }

    /// The operation and the next, the only one that uses it, in one instruction, if there is one.
    fn pair(&mut self, at: u32, opcode: Opcode, inner: &Operation) -> Result<bool, Status> {
        let outer = inner.value.last;
        let next = *self.operation(outer);
        match next.action {
            Action::Data(outer_opcode) => {
                let (a, b) = (self.place(inner.a), self.place(inner.b));
                if a == NOWHERE || b == NOWHERE {
                    return Ok(false);
                }
                let (beside, c) = self.beside(&next, at);
                let Some(pair) = forms::pair(outer_opcode, opcode, beside) else {
                    return Ok(false);
                };
                self.protect(outer)?;
                self.emit(pair, [a, b, c])?;
            }
            Action::And | Action::Or | Action::If => {
                let Some(jump) = forms::jump(opcode, next.action == Action::Or) else {
                    return Ok(false);
                };
                let operands = [inner.a, inner.b, Operand::NONE];
                let (jump, slots) = self.form(outer, jump, forms::jump_forms, operands)?;
                self.leave(jump, slots)?;
            }
            _ => return Ok(false),
        }
        self.release_operands(at, inner);
        Ok(true)
    }

    /// Where the other operand of `next` is, which uses the value `inner`, and its slot.
    #[inline]
    fn beside(&self, next: &Operation, inner: u32) -> (Beside, u32) {
        let inner_on_the_left = next.a == Operand::of(inner);
        let other = if inner_on_the_left { next.b } else { next.a };
        match (self.is_in_acc(other), inner_on_the_left) {
            (true, true) => (Beside::AccOnTheRight, 0),
            (true, false) => (Beside::AccOnTheLeft, 0),
            (false, _) => match (self.place(other), inner_on_the_left) {
                (NOWHERE, _) => (Beside::Nowhere, 0),
                (slot, true) => (Beside::SlotOnTheRight, slot),
                (slot, false) => (Beside::SlotOnTheLeft, slot),
            },
        }
    }

    /// The operation, the next, or the same again where its square is used, and the one that uses
    /// both in one instruction, if there is one.
    fn quad(&mut self, at: u32, opcode: Opcode, first: &Operation) -> Result<bool, Status> {
        let outer = first.value.last;
        let second = if first.uses == 1 { first.value.next } else { at };
        let other = *self.operation(second);
        if other.value.last != outer || other.value.next != outer || other.uses != first.uses {
            return Ok(false);
        }
        let (Action::Data(other_opcode), &Operation { action: Action::Data(middle), a, b, .. }) =
            (other.action, self.operation(outer))
        else {
            return Ok(false);
        };
        let (one, two) = (Operand::of(at), Operand::of(second));
        let (left, right) = match (a, b) {
            (a, b) if (a, b) == (one, two) => (opcode, other_opcode),
            (a, b) if (a, b) == (two, one) => (other_opcode, opcode),
            _ => return Ok(false),
        };
        let Some(quad) = forms::quad(left, middle, right) else { return Ok(false) };
        let (l, r) = if (a == one) != quad.swapped { (first, &other) } else { (&other, first) };
        let slots = [self.place(l.a), self.place(l.b), self.place(r.a), self.place(r.b)];
        // `k` is shorter than the others, which may trade places with it.
        if slots.iter().any(|slot| *slot > u32::from(u16::MAX)) {
            return Ok(false);
        }
        self.protect(outer)?;
        let [a, b, c, d] = slots;
        self.code.push(Instruction::new(quad.opcode, d as u16, [a, b, c]))?;
        self.release_operands(at, first);
        self.release_operands(second, &other);
        Ok(true)
    }

    /// An operation on its own.
    fn alone(&mut self, at: u32, opcode: Opcode, operation: &Operation) -> Result<(), Status> {
        let Operation { k, a, b, c, .. } = *operation;
        let (opcode, slots) = self.form(at, opcode, forms::forms, [a, b, c])?;
        self.code.push(Instruction::new(opcode, k, slots))
    }

    /// The form of an operation, and the slots of the operands that are not in the accumulator.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn form(
        &mut self,
        at: u32,
        opcode: Opcode,
        forms: impl FnOnce(Opcode) -> Option<Forms>,
        [a, b, c]: [Operand; 3],
    ) -> Result<(Opcode, [u32; 3]), Status> {
        const NONE: Operand = Operand::NONE;
        self.protect(at)?;
        let (left, right) = (self.is_in_acc(a), self.is_in_acc(b));
        let forms = if left || right { forms(opcode) } else { None };
        let (opcode, [a, b, c]) = match forms {
            Some(_) if opcode == Opcode::Mul && a == b => (Opcode::SquareAcc, [NONE; 3]),
            Some(forms) if left => (forms.acc_left, [b, NONE, NONE]),
            Some(forms) => (forms.acc_right, [a, NONE, NONE]),
            None if opcode != Opcode::Select => (opcode, [a, b, c]),
            None if self.is_in_acc(c) => (Opcode::SelectAcc, [a, b, NONE]),
            None if right && !left => (Opcode::SelectElse, [a, NONE, c]),
            None => (opcode, [a, b, c]),
        };
        let mut slots = [self.slot(a)?, 0, 0];
        // Longer in code, shorter in time: most have no more.
        if cfg!(target_os = "none") || (b, c) != (NONE, NONE) {
            slots = [slots[0], self.slot(b)?, self.slot(c)?];
        }
        Ok((opcode, slots))
    }
}
