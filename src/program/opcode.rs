//! The instruction set: one table, from which come the opcodes, their equations as text, what they
//! read, constant folding and the engines.
//!
//! There is one accumulator, `acc`, and a frame of slots; `a`, `b`, `c` in an equation are the
//! slots that an instruction's operands number. Every operation of the first group sets `acc` to
//! its equation; products and quotients inside an equation are rounded on their own. `d` is the
//! slot that `k` numbers.

use crate::language::functions::{BINARY, TERNARY, UNARY};
#[cfg(joined)]
use crate::math;
use crate::real::{NAN, Real};
#[cfg(joined)]
use crate::real::{from_bool, truth};

mod table;
pub(crate) use table::{opcodes, with_joined};

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

        /// Those before are of up to three slots, those from here on of four.
        const QUADS: usize = [$($equation,)*].len();

        impl Opcode {
            /// How many there are.
            #[cfg(any(wide, threaded))]
            pub(crate) const COUNT: usize = EQUATIONS.len();

            /// Which of the three groups an opcode belongs to.
            pub(crate) fn group(self) -> Group {
                match self {
                    $(Opcode::$data)|* => Group::Data,
                    $(Opcode::$quad => Group::Quad,)*
                    $(Opcode::$branch => Group::Branch($sense),)*
                    $(Opcode::$control)|* => Group::Control,
                }
            }

            /// The value of a data operation: what the engines compute, for constant folding.
            #[cfg(joined)]
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
    pub(crate) const fn is_data(self) -> bool {
        (self as usize) < DATA
    }

    /// Whether it is an operation on the data of four slots, of which one is `k`.
    #[inline]
    pub(crate) fn is_quad(self) -> bool {
        (QUADS..DATA).contains(&(self as usize))
    }

    /// Whether it uses more than the accumulator and the frame: the last ones.
    #[inline]
    pub(crate) const fn uses_machine(self) -> bool {
        self as usize >= Opcode::Begin as usize
    }

    /// The equation as text.
    pub(crate) fn equation(self) -> &'static str {
        EQUATIONS.get(self as usize).copied().unwrap_or("")
    }

    /// What the equation of a data or branch operation reads.
    #[inline(always)]
    pub(crate) fn reads(self) -> Reads {
        Reads::of(READS.get(self as usize).copied().unwrap_or_default())
    }
}

impl Reads {
    /// As a byte, of which the library has one for each opcode.
    const fn packed(self) -> u8 {
        self.acc as u8 | (self.a as u8) << 1 | (self.b as u8) << 2 | (self.c as u8) << 3
    }

    #[inline(always)]
    fn of(packed: u8) -> Reads {
        let bit = |bit: u8| packed >> bit & 1 != 0;
        Reads { acc: bit(0), a: bit(1), b: bit(2), c: bit(3) }
    }
}

/// Reads of the opcodes in their order, from their equations.
static READS: [u8; EQUATIONS.len()] = {
    let mut table = [0; EQUATIONS.len()];
    let mut i = 0;
    while i < EQUATIONS.len() {
        table[i] = reads(EQUATIONS[i].as_bytes()).packed();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_what_can_fail_use_the_machine() {
        use Opcode::{
            Begin, Call, Check, Element, ElementAcc, Jump, Native, Result, Return, Store,
        };
        for opcode in [Begin, Check, Element, ElementAcc, Native, Call, Return] {
            assert!(opcode.uses_machine(), "{opcode:?}");
        }
        for opcode in [Opcode::Load, Opcode::Call3, Jump, Opcode::End, Store, Result] {
            assert!(!opcode.uses_machine(), "{opcode:?}");
        }
    }

    #[test]
    fn an_equation_reads_the_operands_that_it_names() {
        for (equation, acc, a, b, c) in [
            ("a", false, true, false, false),
            ("acc", true, false, false, false),
            ("abs(a)", false, true, false, false),
            ("abs(acc)", true, false, false, false),
            ("acc - (a * b)", true, true, true, false),
            ("(a - b) / c", false, true, true, true),
            ("call2(k; a, acc)", true, true, false, false),
        ] {
            let expected = Reads { acc, a, b, c };
            assert_eq!(reads(equation.as_bytes()), expected, "{equation}");
            assert_eq!(Reads::of(expected.packed()), expected);
        }
    }
}
