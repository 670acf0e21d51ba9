//! Operators that may skip an operand. One whose condition is a constant leaves no trace, and one
//! whose operands cost less than a jump becomes a choice between two values.

use core::mem;

use super::super::ir::{Action, Operand, Operation};
use super::{Control, Lowering};
use crate::error::Status;
use crate::limits::EAGER_COST;
use crate::program::Opcode;
use crate::real::truth;
use crate::syntax::ast::Node;

impl Lowering<'_, '_, '_> {
    /// `&&`, `||` or `?` behind its condition.
    pub(super) fn open(&mut self, node: Node) -> Result<(), Status> {
        let condition = self.pop();
        if self.batch.optimise && condition.is_constant() {
            return self.open_decided(node, truth(self.out.number(condition)));
        }
        let action = match node {
            Node::And => Action::And,
            Node::Or => Action::Or,
            _ => Action::If,
        };
        let at = self.append(action, condition)?;
        self.control.push(Control::Open { at, condition })
    }

    /// The same where the condition is a constant: only what is evaluated is lowered.
    pub(super) fn open_decided(&mut self, node: Node, condition: bool) -> Result<(), Status> {
        match (node, condition) {
            (Node::Then, true) => self.control.push(Control::Decided),
            (Node::Then, false) => {
                self.skip(&node, &Node::Else, &Node::EndIf);
                self.control.push(Control::Decided)
            }
            (Node::And, true) | (Node::Or, false) => self.control.push(Control::DecidedTruth),
            _ => {
                let value = self.constant(if condition { 1.0 } else { 0.0 })?;
                self.operands.push(value)?;
                let end = if let Node::And = node { Node::EndAnd } else { Node::EndOr };
                self.skip(&node, &end, &end);
                Ok(())
            }
        }
    }

    /// Moves the cursor behind the nearest `stop` or `end` of an operator of which no `begin` is passed: those in between are
    /// others' of its kind.
    fn skip(&mut self, begin: &Node, stop: &Node, end: &Node) {
        let mut depth = 0_u32;
        while let Some(node) = self.node_at(self.cursor.at) {
            self.cursor.at += 1;
            let is = |other: &Node| mem::discriminant(&node) == mem::discriminant(other);
            if is(begin) {
                depth += 1;
            } else if depth == 0 && (is(stop) || is(end)) {
                return;
            } else if is(end) {
                depth -= 1;
            }
        }
    }

    /// Between the branches of a choice.
    pub(super) fn middle(&mut self) -> Result<(), Status> {
        match self.control.pop() {
            Some(Control::Open { at, condition }) => {
                let first = self.pop();
                self.out.forget(at + 1)?;
                let middle = self.append(Action::Else, first)?;
                self.control.push(Control::Else { at, condition, middle, first })
            }
            // The first branch was evaluated: the second one is left out.
            Some(Control::Decided) => {
                self.skip(&Node::Then, &Node::EndIf, &Node::EndIf);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn close_logic(&mut self, node: Node) -> Result<(), Status> {
        let right = self.pop();
        let value = match self.control.pop() {
            Some(Control::Open { at, condition }) => {
                self.out.forget(at + 1)?;
                let and = matches!(node, Node::EndAnd);
                if self.is_cheap(at) {
                    self.out.cancel(at);
                    self.data2(if and { Opcode::And } else { Opcode::Or }, condition, right)?
                } else {
                    let action = if and { Action::EndAnd } else { Action::EndOr };
                    Operand::of(self.append(action, right)?)
                }
            }
            _ => self.data1(Opcode::Truth, right)?,
        };
        self.operands.push(value)
    }

    pub(super) fn close_choice(&mut self) -> Result<(), Status> {
        let Some(Control::Else { at, condition, middle, first }) = self.control.pop() else {
            return Ok(());
        };
        let second = self.pop();
        self.out.forget(middle + 1)?;
        let value = if self.is_cheap(at) {
            self.out.cancel(at);
            self.out.cancel(middle);
            self.data(Opcode::Select, 0, first, second, condition)?
        } else {
            Operand::of(self.append(Action::EndIf, second)?)
        };
        self.operands.push(value)
    }

    /// Whether the operations after `at` cost less than skipping them, and may be executed where
    /// the language would skip them: they cannot fail and nobody sees them.
    pub(super) fn is_cheap(&self, at: u32) -> bool {
        const LOOKED_AT: usize = 16;
        if !self.batch.optimise {
            return false;
        }
        let start = at as usize + 1;
        let operations = self.out.operations.get(start..).unwrap_or(&[]);
        let cost = operations.iter().take(LOOKED_AT).map(cost).fold(0, u32::saturating_add);
        operations.len() <= LOOKED_AT && cost <= EAGER_COST
    }
}

/// What an operation costs in additions, about; far too much where it may not be executed in vain.
fn cost(operation: &Operation) -> u32 {
    match operation.action {
        Action::Nothing | Action::Else => 0,
        Action::Data(Opcode::Div | Opcode::Sqrt) => 4,
        Action::Data(Opcode::Call1 | Opcode::Call2 | Opcode::Call3) => 100,
        Action::Data(_) => 1,
        _ => u32::MAX,
    }
}
