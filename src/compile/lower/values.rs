//! Operations on data: operators, built-in functions, formulas. Each is folded, found among those
//! that were computed before, or appended.

use super::super::fold::Folded;
use super::super::ir::{Action, Constant, NOWHERE, Operand, Operation};
use super::super::share::Shared;
use super::Lowering;
use crate::error::Status;
use crate::language::builtins::{BUILTINS, Meaning, Step};
use crate::language::functions::{Binary, Unary};
use crate::language::operators::{BinaryOperator, PrefixOperator};
use crate::program::Opcode;
use crate::real::Real;
use crate::syntax::ast::Node;

impl Lowering<'_, '_, '_> {
    /// The number as an operand. Only the last few constants are looked at for an equal one.
    pub(super) fn constant(&mut self, number: Real) -> Result<Operand, Status> {
        const LOOKED_AT: usize = 16;
        let constants = &mut self.out.constants;
        let mut recent = constants.iter().rev().take(LOOKED_AT);
        let known = recent.position(|c| c.number.to_bits() == number.to_bits());
        let index = constants.len() - known.map_or(0, |back| back + 1);
        if known.is_none() {
            constants.push(Constant { number, slot: NOWHERE })?;
        }
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
            // Longer in code, shorter in time.
            && (cfg!(target_os = "none") || !self.out.keeps(opcode, a, b, c))
        {
            // Here, for the sake of the stack below the engine.
            if let Some(numbers) = self.out.numbers_of(opcode, [a, b, c]) {
                return self.constant((self.batch.value)(opcode, k, numbers));
            }
            let folded = self.folded(opcode, k, a, b)?;
            if folded != Operand::NOWHERE {
                return Ok(folded);
            }
        }
        self.share(opcode, k, a, b, c)
    }

    /// What a data operation folds to; [`Operand::NOWHERE`] where it is kept as it is.
    #[inline(never)]
    fn folded(
        &mut self,
        opcode: Opcode,
        k: u16,
        a: Operand,
        b: Operand,
    ) -> Result<Operand, Status> {
        Ok(match self.out.fold(opcode, k, a, b) {
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
            Folded::Kept => Operand::NOWHERE,
        })
    }

    /// A data operation: found, or appended.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
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
            let same = |o: &Operation| {
                matches!(o.action, Action::Data(other) if other == opcode)
                    && (o.k, o.a, o.b, o.c) == (k, a, b, c)
            };
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

    /// One of the usual operations, where it stands: longer in code, shorter in time.
    #[inline(always)]
    pub(super) fn usual(
        &mut self,
        Usual { opcode, k, .. }: Usual,
        a: Operand,
        b: Operand,
    ) -> Result<Operand, Status> {
        if self.batch.optimise && self.out.keeps(opcode, a, b, Operand::NONE) {
            return self.share(opcode, k, a, b, Operand::NONE);
        }
        self.data(opcode, k, a, b, Operand::NONE)
    }

    /// One step: of the last operands, whose place its value takes. The arguments of its formula stand from `first` on.
    #[inline(never)]
    pub(super) fn step(&mut self, step: Step, first: usize) -> Result<(), Status> {
        let mut swaps = false;
        let (opcode, k) = match step {
            Step::Argument(i) => return self.operands.push(*self.operands.at(first + i as usize)?),
            Step::Number(number) => return self.number(number.value()),
            Step::Prefix(PrefixOperator::Plus) | Step::Keep => return Ok(()),
            Step::Binary(operator) => {
                let (opcode, k, swapped) = of_binary(operator);
                swaps = swapped;
                (opcode, k)
            }
            Step::Function(function) => (Opcode::Call2, function.number()),
            Step::Unary(function) => of_unary(function),
            Step::Ternary(function) => (Opcode::Call3, function.number()),
            Step::Prefix(PrefixOperator::Negate) => (Opcode::Neg, 0),
            Step::Prefix(PrefixOperator::Not) => (Opcode::Not, 0),
            Step::Prefix(PrefixOperator::BitNot) => of_unary(Unary::BitNot),
            Step::Truth => (Opcode::Truth, 0),
            Step::And => (Opcode::And, 0),
        };
        let reads = opcode.reads();
        let c = if reads.c { self.pop() } else { Operand::NONE };
        let b = if reads.b { self.pop() } else { Operand::NONE };
        let a = self.pop();
        let (a, b) = if swaps { (b, a) } else { (a, b) };
        let value = self.data(opcode, k, a, b, c)?;
        self.operands.push(value)
    }

    pub(super) fn number(&mut self, number: Real) -> Result<(), Status> {
        let value = self.constant(number)?;
        self.operands.push(value)
    }

    /// The built-in function of this row, of the last `count` operands.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(super) fn builtin(&mut self, row: u16, count: u32) -> Result<(), Status> {
        let meaning = BUILTINS.get(row as usize).ok_or(Status::Internal)?.meaning;
        self.meaning(meaning, count as usize)
    }

    /// A built-in function of the last `count` operands, whose place its value takes.
    #[cfg_attr(not(target_os = "none"), inline(never))]
    fn meaning(&mut self, meaning: Meaning, count: usize) -> Result<(), Status> {
        let first = self.operands.len() - count;
        match meaning {
            Meaning::Step(step) => self.step(step, first)?,
            Meaning::Chain(step) => self.chain(step, first)?,
            Meaning::Average => {
                self.chain(Step::Binary(BinaryOperator::Add), first)?;
                self.number(count as Real)?;
                self.step(Step::Binary(BinaryOperator::Divide), first)?;
            }
            Meaning::Formula(formula) => self.steps(formula.steps(), first)?,
            Meaning::ByCount(formula) => match formula.steps() {
                [one, ..] if count == 1 => self.step(*one, first)?,
                [_, two @ ..] => self.steps(two, first)?,
                [] => return Err(Status::Internal),
            },
        }
        let value = self.pop();
        self.operands.truncate(first);
        self.operands.push(value)
    }

    /// The operands from `first` on, joined by a step from left to right.
    fn chain(&mut self, step: Step, first: usize) -> Result<(), Status> {
        let end = self.operands.len();
        self.step(Step::Argument(0), first)?;
        for i in first + 1..end {
            self.operands.push(*self.operands.at(i)?)?;
            self.step(step, first)?;
        }
        Ok(())
    }

    /// Evaluates the steps of a formula on the operands from `first` on. Kept values follow the arguments; what is
    /// computed stands behind them.
    fn steps(&mut self, steps: &[Step], first: usize) -> Result<(), Status> {
        let mut kept = self.operands.len();
        for step in steps {
            self.step(*step, first)?;
            if let Step::Keep = step {
                kept += 1;
                debug_assert_eq!(self.operands.len(), kept);
            }
        }
        Ok(())
    }
}

/// An operation of one or two values as most are: arithmetic, a built-in function of one number.
pub(super) struct Usual {
    opcode: Opcode,
    /// Number of the function of a call.
    k: u16,
    pub has_two: bool,
}

impl Usual {
    /// The one that a node stands for.
    #[inline(always)]
    pub(super) fn of(node: &Node) -> Option<Usual> {
        match *node {
            Node::Binary { operator, .. } => {
                let opcode = *ARITHMETIC.get(operator as usize)?;
                Some(Usual { opcode, k: 0, has_two: true })
            }
            Node::EndCall { row, .. } => {
                let Meaning::Step(Step::Unary(function)) = BUILTINS.get(row as usize)?.meaning
                else {
                    return None;
                };
                let (opcode, k) = of_unary(function);
                Some(Usual { opcode, k, has_two: false })
            }
            _ => None,
        }
    }
}

/// The opcode of a function of one number, and its number where it has no opcode of its own.
#[inline]
fn of_unary(function: Unary) -> (Opcode, u16) {
    match function {
        Unary::Sqrt => (Opcode::Sqrt, 0),
        Unary::Abs => (Opcode::Abs, 0),
        _ => (Opcode::Call1, function.number()),
    }
}

/// The opcodes of the first operators in their order, which are used most.
static ARITHMETIC: [Opcode; 4] = [Opcode::Add, Opcode::Sub, Opcode::Mul, Opcode::Div];
const _: () = {
    use BinaryOperator::{Add, Divide, Multiply, Subtract};
    assert!(Add as u8 == 0 && Subtract as u8 == 1 && Multiply as u8 == 2 && Divide as u8 == 3);
};

/// The opcode of an operator, the number of the function where it is one, and whether the operands
/// trade places.
fn of_binary(operator: BinaryOperator) -> (Opcode, u16, bool) {
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
