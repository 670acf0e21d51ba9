//! Operations on data: operators, built-in functions, formulas. Each is folded, found among those
//! that were computed before, or appended.

use super::super::fold::Folded;
use super::super::ir::{Action, Constant, NOWHERE, Operand, Operation};
use super::Lowering;
use crate::error::Status;
use crate::language::builtins::{BUILTINS, Meaning, Step};
use crate::language::functions::{Binary, Ternary, Unary};
use crate::language::operators::{BinaryOperator, PrefixOperator};
use crate::program::Opcode;
use crate::real::Real;

impl Lowering<'_, '_, '_> {
    /// The number as an operand. Only the last few constants are looked at for an equal one.
    pub(super) fn constant(&mut self, number: Real) -> Result<Operand, Status> {
        const LOOKED_AT: usize = 16;
        let constants = &mut self.out.constants;
        let start = constants.len().saturating_sub(LOOKED_AT);
        let recent = constants.iter().skip(start);
        let known = recent.clone().position(|c| c.number.to_bits() == number.to_bits());
        let index = match known {
            Some(place) => start + place,
            None => {
                constants.push(Constant { number, slot: NOWHERE })?;
                constants.len() - 1
            }
        };
        Ok(Operand::constant(index as u32))
    }

    /// A data operation: folded, found, or appended.
    pub(super) fn data(&mut self, operation: Operation) -> Result<Operand, Status> {
        if !self.batch.optimise {
            return Ok(Operand::of(self.push(operation)?));
        }
        if operation.is_kept() {
            return self.share(operation);
        }
        match self.out.fold(&operation) {
            Folded::Number(number) => return self.constant(number),
            Folded::Operand(operand) => return Ok(operand),
            Folded::Power { a, cube } => {
                let square = self.data2(Opcode::Mul, a, a)?;
                return if cube { self.data2(Opcode::Mul, square, a) } else { Ok(square) };
            }
            Folded::Product { a, factor } => {
                let factor = self.constant(factor)?;
                return self.data2(Opcode::Mul, a, factor);
            }
            Folded::Rewritten(better) => return self.data(better),
            Folded::Kept => {}
        }
        self.share(operation)
    }

    /// A data operation: found, or appended.
    #[inline]
    fn share(&mut self, mut operation: Operation) -> Result<Operand, Status> {
        if is_commutative(operation.action) && operation.a.key() > operation.b.key() {
            (operation.a, operation.b) = (operation.b, operation.a);
        }
        let next = self.out.operations.len() as u32;
        let operations = &self.out.operations;
        let same = |number: u32| {
            operations.get(number as usize).is_some_and(|o| {
                (o.action, o.k, o.a, o.b, o.c)
                    == (operation.action, operation.k, operation.a, operation.b, operation.c)
            })
        };
        if let Some(known) = self.shared.find_or_note(&operation, next, same)? {
            return Ok(Operand::of(known));
        }
        Ok(Operand::of(self.push(operation)?))
    }

    pub(super) fn data1(&mut self, opcode: Opcode, a: Operand) -> Result<Operand, Status> {
        self.data(Operation::with(Action::Data(opcode), a))
    }

    pub(super) fn data2(
        &mut self,
        opcode: Opcode,
        a: Operand,
        b: Operand,
    ) -> Result<Operand, Status> {
        self.data(Operation { a, b, ..Operation::new(Action::Data(opcode)) })
    }

    pub(super) fn unary(&mut self, function: Unary, a: Operand) -> Result<Operand, Status> {
        match function {
            Unary::Sqrt => self.data1(Opcode::Sqrt, a),
            Unary::Abs => self.data1(Opcode::Abs, a),
            _ => self.data(Operation {
                k: function.number(),
                ..Operation::with(Action::Data(Opcode::Call1), a)
            }),
        }
    }

    pub(super) fn call2(
        &mut self,
        function: Binary,
        a: Operand,
        b: Operand,
    ) -> Result<Operand, Status> {
        let call = Operation::new(Action::Data(Opcode::Call2));
        self.data(Operation { k: function.number(), a, b, ..call })
    }

    pub(super) fn call3(
        &mut self,
        function: Ternary,
        [a, b, c]: [Operand; 3],
    ) -> Result<Operand, Status> {
        let action = Action::Data(Opcode::Call3);
        self.data(Operation { k: function.number(), a, b, c, ..Operation::new(action) })
    }

    pub(super) fn prefix(
        &mut self,
        operator: PrefixOperator,
        a: Operand,
    ) -> Result<Operand, Status> {
        match operator {
            PrefixOperator::Plus => Ok(a),
            PrefixOperator::Negate => self.data1(Opcode::Neg, a),
            PrefixOperator::Not => self.data1(Opcode::Not, a),
            PrefixOperator::BitNot => self.unary(Unary::BitNot, a),
        }
    }

    pub(super) fn binary(
        &mut self,
        operator: BinaryOperator,
        a: Operand,
        b: Operand,
    ) -> Result<Operand, Status> {
        use BinaryOperator as B;
        match operator {
            B::Add => self.data2(Opcode::Add, a, b),
            B::Subtract => self.data2(Opcode::Sub, a, b),
            B::Multiply => self.data2(Opcode::Mul, a, b),
            B::Divide => self.data2(Opcode::Div, a, b),
            B::Less => self.data2(Opcode::Less, a, b),
            B::LessOrEqual => self.data2(Opcode::LessEq, a, b),
            B::Greater => self.data2(Opcode::Less, b, a),
            B::GreaterOrEqual => self.data2(Opcode::LessEq, b, a),
            B::Equal => self.data2(Opcode::Equal, a, b),
            B::NotEqual => self.data2(Opcode::NotEqual, a, b),
            B::Remainder => self.call2(Binary::Fmod, a, b),
            B::Power => self.call2(Binary::Pow, a, b),
            B::BitAnd => self.call2(Binary::BitAnd, a, b),
            B::BitOr => self.call2(Binary::BitOr, a, b),
            B::ShiftLeft => self.call2(Binary::ShiftLeft, a, b),
            B::ShiftRight => self.call2(Binary::ShiftRight, a, b),
            B::RotateLeft => self.call2(Binary::RotateLeft, a, b),
            B::RotateRight => self.call2(Binary::RotateRight, a, b),
        }
    }

    pub(super) fn builtin(&mut self, row: u16, count: u32) -> Result<Operand, Status> {
        let Some(row) = BUILTINS.get(row as usize) else {
            return Ok(Operand::NONE);
        };
        let first = self.operands.len() - count as usize;
        let value = match row.meaning {
            Meaning::ByCount(fewest, _) if count == u32::from(row.least) => {
                self.meaning(*fewest, first)?
            }
            Meaning::ByCount(_, more) => self.meaning(*more, first)?,
            meaning => self.meaning(meaning, first)?,
        };
        self.operands.truncate(first);
        Ok(value)
    }

    /// A built-in function of the operands from `first` on.
    pub(super) fn meaning(&mut self, meaning: Meaning, first: usize) -> Result<Operand, Status> {
        let argument =
            |this: &Self, i: usize| this.operands.get(first + i).copied().unwrap_or(Operand::NONE);
        let (a, b) = (argument(self, 0), argument(self, 1));
        match meaning {
            Meaning::Unary(function) => self.unary(function, a),
            Meaning::Binary(function) => self.call2(function, a, b),
            Meaning::Ternary(function) => self.call3(function, [a, b, argument(self, 2)]),
            Meaning::Operator(operator) => self.binary(operator, a, b),
            Meaning::Prefix(operator) => self.prefix(operator, a),
            Meaning::Second => Ok(b),
            Meaning::ChainOperator(operator) => {
                self.chain(first, |this, a, b| this.binary(operator, a, b))
            }
            Meaning::ChainFunction(function) => {
                self.chain(first, |this, a, b| this.call2(function, a, b))
            }
            Meaning::Average => {
                let sum = self.chain(first, |this, a, b| this.data2(Opcode::Add, a, b))?;
                let count = self.constant((self.operands.len() - first) as Real)?;
                self.data2(Opcode::Div, sum, count)
            }
            Meaning::Formula(steps) => self.formula(steps, first),
            // The table nests no deeper.
            Meaning::ByCount(..) => Ok(Operand::NONE),
        }
    }

    pub(super) fn chain(
        &mut self,
        first: usize,
        join: impl Fn(&mut Self, Operand, Operand) -> Result<Operand, Status>,
    ) -> Result<Operand, Status> {
        let mut value = self.operands.get(first).copied().unwrap_or(Operand::NONE);
        for i in first + 1..self.operands.len() {
            let next = *self.operands.at(i)?;
            value = join(self, value, next)?;
        }
        Ok(value)
    }

    /// Evaluates a formula on the operands from `first` on, behind which its own stand.
    pub(super) fn formula(&mut self, steps: &[Step], first: usize) -> Result<Operand, Status> {
        // Kept values follow the arguments; what is computed stands behind them.
        let mut kept = self.operands.len();
        for step in steps {
            let value = match *step {
                Step::Argument(i) => *self.operands.at(first + i as usize)?,
                Step::Number(number) => self.constant(number)?,
                Step::Binary(operator) => {
                    let (b, a) = (self.pop(), self.pop());
                    self.binary(operator, a, b)?
                }
                Step::Unary(function) => {
                    let a = self.pop();
                    self.unary(function, a)?
                }
                Step::Ternary(function) => {
                    let (c, b, a) = (self.pop(), self.pop(), self.pop());
                    self.call3(function, [a, b, c])?
                }
                Step::Truth => {
                    let a = self.pop();
                    self.data1(Opcode::Truth, a)?
                }
                Step::Not => {
                    let a = self.pop();
                    self.data1(Opcode::Not, a)?
                }
                Step::Negate => {
                    let a = self.pop();
                    self.data1(Opcode::Neg, a)?
                }
                Step::And => {
                    let (b, a) = (self.pop(), self.pop());
                    self.data2(Opcode::And, a, b)?
                }
                Step::Keep => {
                    debug_assert_eq!(self.operands.len(), kept + 1);
                    kept += 1;
                    continue;
                }
            };
            self.operands.push(value)?;
        }
        Ok(self.pop())
    }
}

fn is_commutative(action: Action) -> bool {
    use Opcode::{Add, And, Equal, Mul, NotEqual, Or};
    matches!(action, Action::Data(Add | Mul | Equal | NotEqual | And | Or))
}
