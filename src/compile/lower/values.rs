//! Operations on data: operators, built-in functions, formulas. Each is folded, found among those
//! that were computed before, or appended.

use super::super::fold::Folded;
use super::super::ir::{Action, Constant, NOWHERE, Operand, Operation};
use super::super::share::Shared;
use super::Lowering;
use crate::error::Status;
use crate::language::builtins::{BUILTINS, Formula, Meaning, Step};
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

    /// A data operation: folded, found, or appended. `k` is the number of the function of a call.
    #[inline(never)]
    pub(super) fn data(
        &mut self,
        opcode: Opcode,
        k: u16,
        a: Operand,
        b: Operand,
        c: Operand,
    ) -> Result<Operand, Status> {
        if self.batch.optimise
            && !self.out.keeps(opcode, a, b, c)
            && let Some(value) = self.folded(opcode, k, [a, b, c])?
        {
            return Ok(value);
        }
        self.share(opcode, k, a, b, c)
    }

    /// What a data operation folds to, if it is worth folding.
    #[inline(never)]
    fn folded(
        &mut self,
        opcode: Opcode,
        k: u16,
        operands: [Operand; 3],
    ) -> Result<Option<Operand>, Status> {
        if let Some(numbers) = self.out.numbers_of(opcode, operands) {
            return self.constant((self.batch.value)(opcode, k, numbers)).map(Some);
        }
        let [a, b, _] = operands;
        Ok(Some(match self.out.fold(opcode, k, a, b) {
            Folded::Number(number) => self.constant(number)?,
            Folded::Operand(operand) => operand,
            Folded::Power { a, cube } => {
                let square = self.data2(Opcode::Mul, a, a)?;
                if cube { self.data2(Opcode::Mul, square, a)? } else { square }
            }
            Folded::Product { a, factor } => {
                let factor = self.constant(factor)?;
                self.data2(Opcode::Mul, a, factor)?
            }
            Folded::Rewritten { opcode, a, b } => self.data2(opcode, a, b)?,
            Folded::Kept => return Ok(None),
        }))
    }

    /// A data operation: found, or appended.
    #[inline]
    fn share(
        &mut self,
        opcode: Opcode,
        k: u16,
        a: Operand,
        b: Operand,
        c: Operand,
    ) -> Result<Operand, Status> {
        let (mut a, mut b) = (a, b);
        let action = Action::Data(opcode);
        if self.batch.optimise {
            if is_commutative(opcode) && a > b {
                (a, b) = (b, a);
            }
            let same = |o: &Operation| o.action == action && (o.k, o.a, o.b, o.c) == (k, a, b, c);
            let hash = Shared::hash(u32::from(opcode as u16) << 16 | u32::from(k), a, b, c);
            if let Some(known) = self.shared.find_or_note(hash, &self.out.operations, same)? {
                return Ok(Operand::of(known));
            }
        }
        Ok(Operand::of(self.out.push(Operation { k, a, b, c, ..Operation::new(action) })?))
    }

    pub(super) fn data1(&mut self, opcode: Opcode, a: Operand) -> Result<Operand, Status> {
        self.data(opcode, 0, a, Operand::NONE, Operand::NONE)
    }

    pub(super) fn data2(
        &mut self,
        opcode: Opcode,
        a: Operand,
        b: Operand,
    ) -> Result<Operand, Status> {
        self.data(opcode, 0, a, b, Operand::NONE)
    }

    pub(super) fn unary(&mut self, function: Unary, a: Operand) -> Result<Operand, Status> {
        match function {
            Unary::Sqrt => self.data1(Opcode::Sqrt, a),
            Unary::Abs => self.data1(Opcode::Abs, a),
            _ => self.data(Opcode::Call1, function.number(), a, Operand::NONE, Operand::NONE),
        }
    }

    pub(super) fn call2(
        &mut self,
        function: Binary,
        a: Operand,
        b: Operand,
    ) -> Result<Operand, Status> {
        self.data(Opcode::Call2, function.number(), a, b, Operand::NONE)
    }

    pub(super) fn call3(
        &mut self,
        function: Ternary,
        [a, b, c]: [Operand; 3],
    ) -> Result<Operand, Status> {
        self.data(Opcode::Call3, function.number(), a, b, c)
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
        let (opcode, k, swapped) = operation(operator);
        let (a, b) = if swapped { (b, a) } else { (a, b) };
        self.data(opcode, k, a, b, Operand::NONE)
    }

    /// The built-in function of this row, of the last `count` operands.
    pub(super) fn builtin(&mut self, row: u16, count: u32) -> Result<(), Status> {
        let meaning = BUILTINS.get(row as usize).ok_or(Status::Internal)?.meaning;
        // Longer in code, shorter in time.
        if !cfg!(target_os = "none")
            && let Meaning::Unary(function) = meaning
        {
            *self.top_mut()? = self.unary(function, self.top())?;
            return Ok(());
        }
        let first = self.operands.len() - count as usize;
        let value = self.meaning(meaning, first)?;
        self.operands.truncate(first);
        self.operands.push(value)
    }

    /// A built-in function of the operands from `first` on.
    #[cfg_attr(not(target_os = "none"), inline(never))]
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
            Meaning::ByCount(function, _) if self.operands.len() - first == 1 => {
                self.unary(function, a)
            }
            Meaning::Formula(formula) | Meaning::ByCount(_, formula) => {
                self.formula(formula, first)
            }
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
    pub(super) fn formula(&mut self, formula: Formula, first: usize) -> Result<Operand, Status> {
        // Kept values follow the arguments; what is computed stands behind them.
        let mut kept = self.operands.len();
        for step in formula.steps() {
            let value = match *step {
                Step::Argument(i) => *self.operands.at(first + i as usize)?,
                Step::Number(number) => self.constant(number.value())?,
                Step::Binary(operator) => {
                    let (b, a) = (self.pop(), self.pop());
                    self.binary(operator, a, b)?
                }
                Step::Function(function) => {
                    let (b, a) = (self.pop(), self.pop());
                    self.call2(function, a, b)?
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

/// The opcode of an operator, the number of the function where it is one, and whether the operands
/// trade places.
fn operation(operator: BinaryOperator) -> (Opcode, u16, bool) {
    use BinaryOperator as B;
    let call = |function: Binary| (Opcode::Call2, function.number(), false);
    match operator {
        B::Add => (Opcode::Add, 0, false),
        B::Subtract => (Opcode::Sub, 0, false),
        B::Multiply => (Opcode::Mul, 0, false),
        B::Divide => (Opcode::Div, 0, false),
        B::Less => (Opcode::Less, 0, false),
        B::LessOrEqual => (Opcode::LessEq, 0, false),
        B::Greater => (Opcode::Less, 0, true),
        B::GreaterOrEqual => (Opcode::LessEq, 0, true),
        B::Equal => (Opcode::Equal, 0, false),
        B::NotEqual => (Opcode::NotEqual, 0, false),
        B::Remainder => call(Binary::Fmod),
        B::Power => call(Binary::Pow),
        B::BitAnd => call(Binary::BitAnd),
        B::BitOr => call(Binary::BitOr),
        B::ShiftLeft => call(Binary::ShiftLeft),
        B::ShiftRight => call(Binary::ShiftRight),
        B::RotateLeft => call(Binary::RotateLeft),
        B::RotateRight => call(Binary::RotateRight),
    }
}

fn is_commutative(opcode: Opcode) -> bool {
    use Opcode::{Add, And, Equal, Mul, NotEqual, Or};
    matches!(opcode, Add | Mul | Equal | NotEqual | And | Or)
}
