//! Rewrites that change no bit of any result: operations on constants are executed as the engines
//! execute them, and operations that do nothing are dropped.

use super::ir::{Action, Constant, Lowered, Operand, Operation, Place};
use crate::language::functions::Binary;
use crate::program::Opcode;
use crate::real::{NAN, Real, truth};

/// What became of an operation.
pub(super) enum Folded {
    /// Its value is this operand's.
    Operand(Operand),
    /// Its value is this number.
    Number(Real),
    /// It is better written so.
    Rewritten {
        opcode: Opcode,
        a: Operand,
        b: Operand,
    },
    /// `a` times `a`, and times `a` again where `cube`.
    Power {
        a: Operand,
        cube: bool,
    },
    /// `a` times a number.
    Product {
        a: Operand,
        factor: Real,
    },
    Kept,
}

impl Lowered<'_> {
    /// Whether folding is certain to keep a data operation: most have no constant operand, and are
    /// none that looks at what its operands are.
    #[inline]
    pub(super) fn keeps(&self, opcode: Opcode, a: Operand, b: Operand, c: Operand) -> bool {
        use Opcode::{Abs, Add, Call1, Call2, Div, Mul, Sqrt, Sub};
        !Operand::any_constant(a, b, c)
            && match opcode {
                Sub | Mul | Div | Sqrt | Abs | Call1 | Call2 => true,
                Add => !matches!(self.opcode_of(b), Some((Opcode::Neg, _))),
                _ => false,
            }
    }

    /// The number that an operand is; NaN where it is no constant.
    pub(super) fn number(&self, operand: Operand) -> Real {
        match operand.place() {
            Place::Constant(index) => self.constants.get(index as usize).map_or(NAN, |c| c.number),
            _ => NAN,
        }
    }

    fn operation(&self, operand: Operand) -> Option<&Operation> {
        self.operations.get(operand.value()? as usize)
    }

    fn opcode_of(&self, operand: Operand) -> Option<(Opcode, &Operation)> {
        let operation = self.operation(operand)?;
        match operation.action {
            Action::Data(opcode) => Some((opcode, operation)),
            _ => None,
        }
    }

    fn is_boolean(&self, operand: Operand) -> bool {
        is_boolean(&self.operations, &self.constants, operand)
    }

    /// The operands of a data operation, where all that it reads are constants.
    #[cfg_attr(not(target_os = "none"), inline(never))]
    pub(super) fn numbers_of(&self, opcode: Opcode, [a, b, c]: [Operand; 3]) -> Option<[Real; 3]> {
        let reads = opcode.reads();
        // All read the first.
        let all = a.is_constant() && (b.is_constant() || !reads.b) && (c.is_constant() || !reads.c);
        all.then(|| [a, b, c].map(|operand| self.number(operand)))
    }

    /// Simplifies a data operation whose operands are not all constants.
    pub(super) fn fold(&self, opcode: Opcode, k: u16, a: Operand, b: Operand) -> Folded {
        // What is no constant is like none of the numbers that are looked for.
        let (x, y) = (self.number(a), self.number(b));
        match opcode {
            Opcode::Add => self.fold_sum(a, b, x, y),
            // x - 0 is x, also for the two zeros.
            Opcode::Sub if y.to_bits() == 0 => Folded::Operand(a),
            Opcode::Mul if y == 1.0 => Folded::Operand(a),
            Opcode::Mul if x == 1.0 => Folded::Operand(b),
            Opcode::Div => fold_quotient(a, y),
            Opcode::Neg => match self.opcode_of(a) {
                Some((Opcode::Neg, inner)) => Folded::Operand(inner.a),
                _ => Folded::Kept,
            },
            Opcode::Truth if self.is_boolean(a) => Folded::Operand(a),
            Opcode::Not => self.fold_not(a),
            Opcode::And if b.is_constant() => fold_logic(true, a, y),
            Opcode::Or if b.is_constant() => fold_logic(false, a, y),
            Opcode::Call2 if k == Binary::Pow.number() => fold_power(a, y),
            _ => Folded::Kept,
        }
    }

    /// x + -0 is x; x + -y is x - y.
    fn fold_sum(&self, a: Operand, b: Operand, x: Real, y: Real) -> Folded {
        let nothing = |number: Real| number.to_bits() == Real::to_bits(-0.0);
        if nothing(y) {
            return Folded::Operand(a);
        }
        if nothing(x) {
            return Folded::Operand(b);
        }
        match self.opcode_of(b) {
            Some((Opcode::Neg, negated)) => {
                Folded::Rewritten { opcode: Opcode::Sub, a, b: negated.a }
            }
            _ => Folded::Kept,
        }
    }

    /// !(a == b) is a != b, also for NaN; !!a is the truth of a.
    fn fold_not(&self, a: Operand) -> Folded {
        let Some((opcode, inner)) = self.opcode_of(a) else {
            return Folded::Kept;
        };
        let opcode = match opcode {
            Opcode::Equal => Opcode::NotEqual,
            Opcode::NotEqual => Opcode::Equal,
            Opcode::Not => Opcode::Truth,
            _ => return Folded::Kept,
        };
        Folded::Rewritten { opcode, a: inner.a, b: inner.b }
    }
}

/// Whether an operand is 1 or 0.
pub(super) fn is_boolean(
    operations: &[Operation],
    constants: &[Constant],
    operand: Operand,
) -> bool {
    let at = operand.number() as usize;
    match operand.place() {
        Place::Slot(_) => false,
        Place::Constant(_) => {
            constants.get(at).is_some_and(|c| c.number == 1.0 || c.number.to_bits() == 0)
        }
        Place::Value(_) => operations.get(at).is_some_and(Operation::is_boolean),
    }
}

/// A power of two is divided by as exactly as its reciprocal is multiplied with, where
/// both are normal numbers.
fn fold_quotient(a: Operand, y: Real) -> Folded {
    const FRACTION: u32 = Real::MANTISSA_DIGITS - 1;
    let bits = y.abs().to_bits();
    let (exponent, fraction) = ((bits >> FRACTION) as i32, bits & ((1 << FRACTION) - 1));
    // That of 1 is in the middle, and there is none of a normal number that is as far below as the largest is above.
    if fraction == 0 && (1..=2 * Real::MAX_EXP - 3).contains(&exponent) {
        return Folded::Product { a, factor: 1.0 / y };
    }
    Folded::Kept
}

/// A constant on the right of `&&` (`and`) or `||` decides, or leaves the other one's truth. One on the left decided before
/// there was an operation.
fn fold_logic(and: bool, a: Operand, y: Real) -> Folded {
    if truth(y) == and {
        return Folded::Rewritten { opcode: Opcode::Truth, a, b: Operand::NONE };
    }
    Folded::Number(if and { 0.0 } else { 1.0 })
}

/// `pow` itself gives x*x, x*x*x and x for these exponents.
fn fold_power(a: Operand, exponent: Real) -> Folded {
    match exponent {
        1.0 => Folded::Operand(a),
        2.0 => Folded::Power { a, cube: false },
        3.0 => Folded::Power { a, cube: true },
        _ => Folded::Kept,
    }
}
