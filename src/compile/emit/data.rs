//! Operations on data: which form they take, and which are done together in one instruction.

use super::super::forms::{self, Beside};
use super::super::ir::{Action, Operand, Operation};
use super::Emitter;
use crate::error::Status;
use crate::program::{Instruction, Opcode};

impl Emitter<'_, '_> {
    /// Whether the operation is done in one instruction with the next, the only one that uses it.
    pub(super) fn joins_next(&self, at: u32, opcode: Opcode) -> bool {
        if !forms::is_arithmetic(opcode) && forms::jump(opcode, false).is_none() {
            return false;
        }
        let inner = self.operation(at);
        if inner.uses != 1 || inner.value.next != inner.value.last {
            return false;
        }
        let next = self.operation(inner.value.last);
        match next.action {
            Action::If | Action::And | Action::Or => forms::jump(opcode, false).is_some(),
            Action::Data(outer) if self.is_resident(inner.a) && self.is_resident(inner.b) => {
                self.beside(next, at).is_some_and(|(beside, _)| {
                    inner.is_binary()
                        && next.is_binary()
                        && forms::pair(outer, opcode, beside).is_some()
                })
            }
            _ => false,
        }
    }

    /// The operation that is done in one instruction with this one and the one that uses both: the
    /// next, or this one again where its square is used.
    pub(super) fn joins_two(&self, at: u32, opcode: Opcode) -> Option<u32> {
        if !forms::is_arithmetic(opcode) {
            return None;
        }
        let first = self.operation(at);
        let value = first.value;
        let outer = self.operation(value.last);
        let Action::Data(outer_opcode) = outer.action else { return None };
        let second = match first.uses {
            2 if outer.a == outer.b => at,
            1 => self.next_live(at)?,
            _ => return None,
        };
        let other = self.operation(second);
        let Action::Data(other_opcode) = other.action else { return None };
        let (left, right) = (outer.a.value()?, outer.b.value()?);
        let other_value = other.value;
        let joined = other_value.last == value.last
            && other.uses == first.uses
            && self.next_live(second) == Some(value.last)
            && (left.min(right), left.max(right)) == (at, second)
            && self.is_short(first)
            && self.is_short(other);
        let (l, r) = if left == at { (opcode, other_opcode) } else { (other_opcode, opcode) };
        (joined && forms::quad(l, outer_opcode, r).is_some()).then_some(second)
    }

    /// Whether an operation has two operands that are in slots which `k` can number.
    pub(super) fn is_short(&self, operation: &Operation) -> bool {
        let short =
            |operand: Operand| self.place(operand).is_some_and(|slot| slot <= u32::from(u16::MAX));
        operation.is_binary() && short(operation.a) && short(operation.b)
    }

    /// The two pending operations and this one in one instruction.
    pub(super) fn quad(
        &mut self,
        at: u32,
        outer: Opcode,
        operation: &Operation,
        (first, second): (u32, u32),
    ) -> Result<(), Status> {
        self.protect(at)?;
        let left_is_first = operation.a == Operand::of(first);
        let (left, right) = if left_is_first { (first, second) } else { (second, first) };
        let (l, r) = (*self.operation(left), *self.operation(right));
        let (Action::Data(left_opcode), Action::Data(right_opcode)) = (l.action, r.action) else {
            return Err(Status::TooComplex);
        };
        // `joins_two` asked the same.
        let quad = forms::quad(left_opcode, outer, right_opcode).ok_or(Status::TooComplex)?;
        let (l, r) = if quad.swapped { (r, l) } else { (l, r) };
        let (a, b, c) = (self.slot(l.a)?, self.slot(l.b)?, self.slot(r.a)?);
        let k = self.slot(r.b)? as u16;
        self.code.push(Instruction::new(quad.opcode, k, [a, b, c]))?;
        let operation = *self.operation(first);
        self.release_operands(first, &operation);
        let operation = *self.operation(second);
        self.release_operands(second, &operation);
        Ok(())
    }

    /// Where the other operand of `next` is, which uses the value `inner`.
    pub(super) fn beside(&self, next: &Operation, inner: u32) -> Option<(Beside, Operand)> {
        let inner_on_the_left = next.a == Operand::of(inner);
        let other = if inner_on_the_left { next.b } else { next.a };
        let beside = match (self.is_in_acc(other), inner_on_the_left) {
            (true, true) => Beside::AccOnTheRight,
            (true, false) => Beside::AccOnTheLeft,
            (false, _) if !self.is_resident(other) => return None,
            (false, true) => Beside::SlotOnTheRight,
            (false, false) => Beside::SlotOnTheLeft,
        };
        Some((beside, other))
    }

    pub(super) fn data(
        &mut self,
        at: u32,
        opcode: Opcode,
        operation: &Operation,
    ) -> Result<(), Status> {
        if let Some(inner) = self.pending.take() {
            return self.pair(at, opcode, operation, inner);
        }
        if let Some(pair) = self.pending_pair.take() {
            return self.quad(at, opcode, operation, pair);
        }
        if opcode == Opcode::Mul && operation.a == operation.b && self.is_in_acc(operation.a) {
            self.protect(at)?;
            return self.emit(Opcode::SquareAcc, [0; 3]);
        }
        let Operation { k, a, b, .. } = *operation;
        let reads = opcode.reads();
        let (opcode, slots) = if reads.c {
            self.three(at, opcode, operation)?
        } else if reads.b {
            let forms = forms::forms(opcode);
            self.two(at, opcode, forms, a, b)?
        } else {
            self.protect(at)?;
            match forms::acc_form(opcode).filter(|_| self.is_in_acc(a)) {
                Some(form) => (form, [0; 3]),
                None => (opcode, [self.slot(a)?, 0, 0]),
            }
        };
        self.code.push(Instruction::new(opcode, k, slots))
    }

    /// The form of an operation of two operands, and its slots.
    pub(super) fn two(
        &mut self,
        at: u32,
        opcode: Opcode,
        forms: Option<forms::Forms>,
        a: Operand,
        b: Operand,
    ) -> Result<(Opcode, [u32; 3]), Status> {
        self.protect(at)?;
        match forms {
            Some(forms) if self.is_in_acc(a) => Ok((forms.acc_left, [self.slot(b)?, 0, 0])),
            Some(forms) if self.is_in_acc(b) => Ok((forms.acc_right, [self.slot(a)?, 0, 0])),
            _ => Ok((opcode, [self.slot(a)?, self.slot(b)?, 0])),
        }
    }

    pub(super) fn three(
        &mut self,
        at: u32,
        opcode: Opcode,
        operation: &Operation,
    ) -> Result<(Opcode, [u32; 3]), Status> {
        self.protect(at)?;
        let Operation { a, b, c, .. } = *operation;
        if opcode == Opcode::Select {
            if self.is_in_acc(c) {
                return Ok((Opcode::SelectAcc, [self.slot(a)?, self.slot(b)?, 0]));
            }
            if self.is_in_acc(b) && !self.is_in_acc(a) {
                return Ok((Opcode::SelectElse, [self.slot(a)?, 0, self.slot(c)?]));
            }
        }
        Ok((opcode, [self.slot(a)?, self.slot(b)?, self.slot(c)?]))
    }

    /// The pending operation and this one in one instruction.
    pub(super) fn pair(
        &mut self,
        at: u32,
        outer: Opcode,
        operation: &Operation,
        inner: u32,
    ) -> Result<(), Status> {
        let first = *self.operation(inner);
        self.protect(at)?;
        let found = match (first.action, self.beside(operation, inner)) {
            (Action::Data(opcode), Some((beside, other))) => {
                forms::pair(outer, opcode, beside).map(|pair| (pair, beside, other))
            }
            _ => None,
        };
        // `joins_next` asked the same.
        let Some((opcode, beside, other)) = found else {
            return Err(Status::TooComplex);
        };
        let c = match beside {
            Beside::AccOnTheLeft | Beside::AccOnTheRight => 0,
            Beside::SlotOnTheLeft | Beside::SlotOnTheRight => self.slot(other)?,
        };
        let (a, b) = (self.slot(first.a)?, self.slot(first.b)?);
        self.emit(opcode, [a, b, c])?;
        self.release_operands(inner, &first);
        Ok(())
    }
}
