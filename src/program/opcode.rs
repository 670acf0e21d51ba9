//! The instruction set: one table, from which come the opcodes, their equations as text, what they
//! read, constant folding and the engines.
//!
//! There is one accumulator, `acc`, and a frame of slots; `a`, `b`, `c` in an equation are the
//! slots that an instruction's operands number. Every operation of the first group sets `acc` to
//! its equation; products and quotients inside an equation are rounded on their own. `d` is the
//! slot that `k` numbers.

use crate::language::functions::{BINARY, TERNARY, UNARY};
use crate::math;
use crate::real::{NAN, Real, from_bool, truth};

/// Passes the table to a macro, behind arguments of its own: `data` sets the accumulator, and so
/// does `quad`, of four slots; `branch` sets it to a condition as 1
/// or 0 and skips `c` instructions where the condition is as given; `control` has arms of its own
/// in each engine.
macro_rules! opcodes {
    ($callback:ident $($argument:tt)*) => {
        $callback! {
            $($argument)*
            data {
            // Moves.
            Load, "a", |_, _, a, _, _| a;
            // Arithmetic: two slots, accumulator and slot, slot and accumulator.
            Add, "a + b", |_, _, a, b, _| a + b;
            Sub, "a - b", |_, _, a, b, _| a - b;
            Mul, "a * b", |_, _, a, b, _| a * b;
            Div, "a / b", |_, _, a, b, _| a / b;
            AddAcc, "acc + a", |_, acc, a, _, _| acc + a;
            SubAcc, "acc - a", |_, acc, a, _, _| acc - a;
            MulAcc, "acc * a", |_, acc, a, _, _| acc * a;
            DivAcc, "acc / a", |_, acc, a, _, _| acc / a;
            SubFromSlot, "a - acc", |_, acc, a, _, _| a - acc;
            DivFromSlot, "a / acc", |_, acc, a, _, _| a / acc;
            // Pairs, the outer operation first in the name: accumulator on the left.
            AccAddAdd, "acc + (a + b)", |_, acc, a, b, _| acc + (a + b);
            AccAddSub, "acc + (a - b)", |_, acc, a, b, _| acc + (a - b);
            AccAddMul, "acc + (a * b)", |_, acc, a, b, _| acc + (a * b);
            AccAddDiv, "acc + (a / b)", |_, acc, a, b, _| acc + (a / b);
            AccSubAdd, "acc - (a + b)", |_, acc, a, b, _| acc - (a + b);
            AccSubSub, "acc - (a - b)", |_, acc, a, b, _| acc - (a - b);
            AccSubMul, "acc - (a * b)", |_, acc, a, b, _| acc - (a * b);
            AccSubDiv, "acc - (a / b)", |_, acc, a, b, _| acc - (a / b);
            AccMulAdd, "acc * (a + b)", |_, acc, a, b, _| acc * (a + b);
            AccMulSub, "acc * (a - b)", |_, acc, a, b, _| acc * (a - b);
            AccMulMul, "acc * (a * b)", |_, acc, a, b, _| acc * (a * b);
            AccMulDiv, "acc * (a / b)", |_, acc, a, b, _| acc * (a / b);
            AccDivAdd, "acc / (a + b)", |_, acc, a, b, _| acc / (a + b);
            AccDivSub, "acc / (a - b)", |_, acc, a, b, _| acc / (a - b);
            AccDivMul, "acc / (a * b)", |_, acc, a, b, _| acc / (a * b);
            AccDivDiv, "acc / (a / b)", |_, acc, a, b, _| acc / (a / b);
            // Pairs, accumulator on the right.
            SubAddAcc, "(a + b) - acc", |_, acc, a, b, _| (a + b) - acc;
            SubSubAcc, "(a - b) - acc", |_, acc, a, b, _| (a - b) - acc;
            SubMulAcc, "(a * b) - acc", |_, acc, a, b, _| (a * b) - acc;
            SubDivAcc, "(a / b) - acc", |_, acc, a, b, _| (a / b) - acc;
            DivAddAcc, "(a + b) / acc", |_, acc, a, b, _| (a + b) / acc;
            DivSubAcc, "(a - b) / acc", |_, acc, a, b, _| (a - b) / acc;
            DivMulAcc, "(a * b) / acc", |_, acc, a, b, _| (a * b) / acc;
            DivDivAcc, "(a / b) / acc", |_, acc, a, b, _| (a / b) / acc;
            // Pairs of three slots, the third on the right.
            AddAdd, "(a + b) + c", |_, _, a, b, c| (a + b) + c;
            AddSub, "(a - b) + c", |_, _, a, b, c| (a - b) + c;
            AddMul, "(a * b) + c", |_, _, a, b, c| (a * b) + c;
            AddDiv, "(a / b) + c", |_, _, a, b, c| (a / b) + c;
            SubAdd, "(a + b) - c", |_, _, a, b, c| (a + b) - c;
            SubSub, "(a - b) - c", |_, _, a, b, c| (a - b) - c;
            SubMul, "(a * b) - c", |_, _, a, b, c| (a * b) - c;
            SubDiv, "(a / b) - c", |_, _, a, b, c| (a / b) - c;
            MulAdd, "(a + b) * c", |_, _, a, b, c| (a + b) * c;
            MulSub, "(a - b) * c", |_, _, a, b, c| (a - b) * c;
            MulMul, "(a * b) * c", |_, _, a, b, c| (a * b) * c;
            MulDiv, "(a / b) * c", |_, _, a, b, c| (a / b) * c;
            DivAdd, "(a + b) / c", |_, _, a, b, c| (a + b) / c;
            DivSub, "(a - b) / c", |_, _, a, b, c| (a - b) / c;
            DivMul, "(a * b) / c", |_, _, a, b, c| (a * b) / c;
            DivDiv, "(a / b) / c", |_, _, a, b, c| (a / b) / c;
            // Pairs of three slots, the third on the left.
            SubSlotAdd, "c - (a + b)", |_, _, a, b, c| c - (a + b);
            SubSlotSub, "c - (a - b)", |_, _, a, b, c| c - (a - b);
            SubSlotMul, "c - (a * b)", |_, _, a, b, c| c - (a * b);
            SubSlotDiv, "c - (a / b)", |_, _, a, b, c| c - (a / b);
            DivSlotAdd, "c / (a + b)", |_, _, a, b, c| c / (a + b);
            DivSlotSub, "c / (a - b)", |_, _, a, b, c| c / (a - b);
            DivSlotMul, "c / (a * b)", |_, _, a, b, c| c / (a * b);
            DivSlotDiv, "c / (a / b)", |_, _, a, b, c| c / (a / b);
            // Comparisons give 1 or 0.
            Less, "a < b", |_, _, a, b, _| from_bool(a < b);
            LessEq, "a <= b", |_, _, a, b, _| from_bool(a <= b);
            Equal, "a == b", |_, _, a, b, _| from_bool(a == b);
            NotEqual, "a != b", |_, _, a, b, _| from_bool(a != b);
            LessAcc, "acc < a", |_, acc, a, _, _| from_bool(acc < a);
            LessEqAcc, "acc <= a", |_, acc, a, _, _| from_bool(acc <= a);
            EqualAcc, "acc == a", |_, acc, a, _, _| from_bool(acc == a);
            NotEqualAcc, "acc != a", |_, acc, a, _, _| from_bool(acc != a);
            LessFromSlot, "a < acc", |_, acc, a, _, _| from_bool(a < acc);
            LessEqFromSlot, "a <= acc", |_, acc, a, _, _| from_bool(a <= acc);
            // Logic on truth values.
            And, "a && b", |_, _, a, b, _| from_bool(truth(a) & truth(b));
            AndAcc, "acc && a", |_, acc, a, _, _| from_bool(truth(acc) & truth(a));
            AccAndLess, "acc && a < b", |_, acc, a, b, _| from_bool(truth(acc) & (a < b));
            AccAndLessEq, "acc && a <= b", |_, acc, a, b, _| from_bool(truth(acc) & (a <= b));
            AccAndEqual, "acc && a == b", |_, acc, a, b, _| from_bool(truth(acc) & (a == b));
            AccAndNotEqual, "acc && a != b", |_, acc, a, b, _| from_bool(truth(acc) & (a != b));
            Or, "a || b", |_, _, a, b, _| from_bool(truth(a) | truth(b));
            OrAcc, "acc || a", |_, acc, a, _, _| from_bool(truth(acc) | truth(a));
            AccOrLess, "acc || a < b", |_, acc, a, b, _| from_bool(truth(acc) | (a < b));
            AccOrLessEq, "acc || a <= b", |_, acc, a, b, _| from_bool(truth(acc) | (a <= b));
            AccOrEqual, "acc || a == b", |_, acc, a, b, _| from_bool(truth(acc) | (a == b));
            AccOrNotEqual, "acc || a != b", |_, acc, a, b, _| from_bool(truth(acc) | (a != b));
            Not, "!a", |_, _, a, _, _| from_bool(!truth(a));
            NotAcc, "!acc", |_, acc, _, _, _| from_bool(!truth(acc));
            Truth, "a != 0", |_, _, a, _, _| from_bool(truth(a));
            TruthAcc, "acc != 0", |_, acc, _, _, _| from_bool(truth(acc));
            SquareAcc, "acc * acc", |_, acc, _, _, _| acc * acc;
            Neg, "-a", |_, _, a, _, _| -a;
            NegAcc, "-acc", |_, acc, _, _, _| -acc;
            Abs, "abs(a)", |_, _, a, _, _| math::abs(a);
            AbsAcc, "abs(acc)", |_, acc, _, _, _| math::abs(acc);
            Sqrt, "sqrt(a)", |_, _, a, _, _| math::sqrt(a);
            SqrtAcc, "sqrt(acc)", |_, acc, _, _, _| math::sqrt(acc);
            // Choice without a jump.
            Select, "c ? a : b", |_, _, a, b, c| if truth(c) { a } else { b };
            SelectAcc, "acc ? a : b", |_, acc, a, b, _| if truth(acc) { a } else { b };
            SelectElse, "c ? a : acc", |_, acc, a, _, c| if truth(c) { a } else { acc };
            // Functions of numbers: `f` is entry `k` of the table for so many arguments.
            Call1, "f(a)", |k, _, a, _, _| unary(k, a);
            Call1Acc, "f(acc)", |k, acc, _, _, _| unary(k, acc);
            Call2, "f(a, b)", |k, _, a, b, _| binary(k, a, b);
            Call2Acc, "f(acc, a)", |k, acc, a, _, _| binary(k, acc, a);
            Call2FromSlot, "f(a, acc)", |k, acc, a, _, _| binary(k, a, acc);
            Call3, "f(a, b, c)", |k, _, a, b, c| ternary(k, a, b, c);
            }
            quad {
                MulAddMul, "(a * b) + (c * d)", |a, b, c, d| (a * b) + (c * d);
                MulSubMul, "(a * b) - (c * d)", |a, b, c, d| (a * b) - (c * d);
                MulDivMul, "(a * b) / (c * d)", |a, b, c, d| (a * b) / (c * d);
                AddMulAdd, "(a + b) * (c + d)", |a, b, c, d| (a + b) * (c + d);
                AddDivAdd, "(a + b) / (c + d)", |a, b, c, d| (a + b) / (c + d);
                SubMulSub, "(a - b) * (c - d)", |a, b, c, d| (a - b) * (c - d);
                SubDivSub, "(a - b) / (c - d)", |a, b, c, d| (a - b) / (c - d);
                AddMulSub, "(a + b) * (c - d)", |a, b, c, d| (a + b) * (c - d);
                AddDivSub, "(a + b) / (c - d)", |a, b, c, d| (a + b) / (c - d);
                SubDivAdd, "(a - b) / (c + d)", |a, b, c, d| (a - b) / (c + d);
            }
            branch {
            JumpUnless, false, "acc", |acc, _, _| truth(acc);
            JumpIf, true, "acc", |acc, _, _| truth(acc);
            JumpUnlessLess, false, "a < b", |_, a, b| a < b;
            JumpUnlessLessAcc, false, "acc < a", |acc, a, _| acc < a;
            JumpUnlessLessFromSlot, false, "a < acc", |acc, a, _| a < acc;
            JumpIfLess, true, "a < b", |_, a, b| a < b;
            JumpIfLessAcc, true, "acc < a", |acc, a, _| acc < a;
            JumpIfLessFromSlot, true, "a < acc", |acc, a, _| a < acc;
            JumpUnlessLessEq, false, "a <= b", |_, a, b| a <= b;
            JumpUnlessLessEqAcc, false, "acc <= a", |acc, a, _| acc <= a;
            JumpUnlessLessEqFromSlot, false, "a <= acc", |acc, a, _| a <= acc;
            JumpIfLessEq, true, "a <= b", |_, a, b| a <= b;
            JumpIfLessEqAcc, true, "acc <= a", |acc, a, _| acc <= a;
            JumpIfLessEqFromSlot, true, "a <= acc", |acc, a, _| a <= acc;
            JumpUnlessEqual, false, "a == b", |_, a, b| a == b;
            JumpUnlessEqualAcc, false, "acc == a", |acc, a, _| acc == a;
            JumpIfEqual, true, "a == b", |_, a, b| a == b;
            JumpIfEqualAcc, true, "acc == a", |acc, a, _| acc == a;
            JumpUnlessNotEqual, false, "a != b", |_, a, b| a != b;
            JumpUnlessNotEqualAcc, false, "acc != a", |acc, a, _| acc != a;
            JumpIfNotEqual, true, "a != b", |_, a, b| a != b;
            JumpIfNotEqualAcc, true, "acc != a", |acc, a, _| acc != a;
            }
            control {
            // Where control flow goes.
            Jump, "skip c instructions";
            End, "the batch is done";
            // Slots and results.
            Store, "slot c := acc";
            Result, "slot c := acc, NaN made canonical";
            // Expressions that can fail: `Begin` says where a failure of expression a leads.
            Begin, "expression a, which ends after c instructions, begins";
            Check, "fail as expression a did, at site c";
            Element, "acc := element a of array b, site c";
            ElementAcc, "acc := element acc of array b, site c";
            // Functions of the host: b arguments from slot a on, NaN made canonical there.
            Native, "acc := native function c of b slots from a";
            // Functions defined by expressions: arguments from slot a on, site b.
            Call, "acc := function c of the slots from a, site b";
            Return, "the function's value is acc";
            }
        }
    };
}
pub(crate) use opcodes;

macro_rules! define {
    (
        data { $($data:ident, $equation:literal, $value:expr;)* }
        quad { $($quad:ident, $combination:literal, $four:expr;)* }
        branch { $($branch:ident, $sense:literal, $condition:literal, $test:expr;)* }
        control { $($control:ident, $text:literal;)* }
    ) => {
        /// What an instruction does.
        #[repr(u16)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Opcode { $($data,)* $($quad,)* $($branch,)* $($control,)* }

        /// Equations in the order of the opcodes.
        const EQUATIONS: &[&str] = &[$($equation,)* $($combination,)* $($condition,)* $($text,)*];

        /// How many opcodes are operations on data: the first ones.
        const DATA: usize = [$($equation,)* $($combination,)*].len();

        impl Opcode {
            /// How many there are.
            #[cfg(wide)]
            pub(crate) const COUNT: usize = EQUATIONS.len();

            /// Which of the three groups an opcode belongs to.
            pub(crate) fn group(self) -> Group {
                match self {
                    $(Opcode::$data)|* => Group::Data,
                    $(Opcode::$quad)|* => Group::Quad,
                    $(Opcode::$branch => Group::Branch($sense),)*
                    $(Opcode::$control)|* => Group::Control,
                }
            }

            /// The value of a data operation: what the engines compute, for constant folding.
            pub(crate) fn evaluate(self, k: u16, a: Real, b: Real, c: Real) -> Real {
                match self {
                    $(Opcode::$data => apply($value, k, 0.0, a, b, c),)*
                    _ => NAN,
                }
            }
        }
    };
}
opcodes!(define);

/// See [`opcodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    Data,
    Quad,
    /// Jumps where the condition has this value.
    Branch(bool),
    Control,
}

/// What an equation reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    pub acc: bool,
    pub a: bool,
    pub b: bool,
    pub c: bool,
}

impl Opcode {
    /// Whether it is an operation on data, of any number of operands: most instructions are.
    #[inline]
    pub(crate) fn is_data(self) -> bool {
        (self as usize) < DATA
    }

    /// The equation as text.
    pub(crate) fn equation(self) -> &'static str {
        EQUATIONS.get(self as usize).copied().unwrap_or("")
    }

    /// What the equation of a data or branch operation reads.
    pub(crate) fn reads(self) -> Reads {
        READS.get(self as usize).copied().unwrap_or_default()
    }
}

/// Reads of the opcodes in their order, from their equations.
static READS: [Reads; EQUATIONS.len()] = {
    let mut table = [Reads { acc: false, a: false, b: false, c: false }; EQUATIONS.len()];
    let mut i = 0;
    while i < EQUATIONS.len() {
        table[i] = reads(EQUATIONS[i].as_bytes());
        i += 1;
    }
    table
};

/// The operand words in an equation.
pub(crate) const fn reads(equation: &[u8]) -> Reads {
    let mut reads = Reads { acc: false, a: false, b: false, c: false };
    let mut start = 0;
    while start < equation.len() {
        let mut end = start;
        while end < equation.len() && equation[end].is_ascii_alphabetic() {
            end += 1;
        }
        match (end - start, equation[start]) {
            (3, b'a') if equation[start + 1] == b'c' => reads.acc = true,
            (1, b'a') => reads.a = true,
            (1, b'b') => reads.b = true,
            (1, b'c') => reads.c = true,
            _ => {}
        }
        start = end + 1;
    }
    reads
}

/// Calls one of the table's closures, so that their parameters have types.
#[inline(always)]
pub(crate) fn apply(
    value: impl Fn(u16, Real, Real, Real, Real) -> Real,
    k: u16,
    acc: Real,
    a: Real,
    b: Real,
    c: Real,
) -> Real {
    value(k, acc, a, b, c)
}

/// [`apply`] for four slots.
#[inline(always)]
pub(crate) fn apply_quad(
    value: impl Fn(Real, Real, Real, Real) -> Real,
    [a, b, c, d]: [Real; 4],
) -> Real {
    value(a, b, c, d)
}

/// [`apply`] for conditions.
#[inline(always)]
pub(crate) fn test(
    condition: impl Fn(Real, Real, Real) -> bool,
    acc: Real,
    a: Real,
    b: Real,
) -> bool {
    condition(acc, a, b)
}

/// Function `k` of one number. A `match`, for a closure is not inlined at opt-level z.
#[inline(always)]
pub(crate) fn unary(k: u16, x: Real) -> Real {
    match UNARY.get(k as usize) {
        Some(f) => f(x),
        None => NAN,
    }
}

/// Function `k` of two numbers.
#[inline(always)]
pub(crate) fn binary(k: u16, x: Real, y: Real) -> Real {
    match BINARY.get(k as usize) {
        Some(f) => f(x, y),
        None => NAN,
    }
}

/// Function `k` of three numbers.
#[inline(always)]
pub(crate) fn ternary(k: u16, x: Real, y: Real, z: Real) -> Real {
    match TERNARY.get(k as usize) {
        Some(f) => f(x, y, z),
        None => NAN,
    }
}
