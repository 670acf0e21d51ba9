//! The functions that are called most as operations of their own: the function's main path is part
//! of the handler, so that no register has to be saved around a call.

#[cfg(joined)]
use super::fused::Second;
use super::{Function, Instruction, Last, Opcode, Operation, Real, one_with};
#[cfg(joined)]
use super::{operations, two_with};
use crate::language::functions::Unary;
use crate::math;

macro_rules! hot {
    ($($name:ident = $function:path;)*) => {
        /// The handler of an instruction that calls one of the functions.
        pub(super) fn handler(instruction: &Instruction, tail: u8) -> Option<Function> {
            Some(match (instruction.opcode, instruction.k) {
                $((Opcode::Call1, k) if k == Unary::$name.number() => {
                    one_with::<slot::$name>(tail)
                })*
                $((Opcode::Call1Acc, k) if k == Unary::$name.number() => {
                    one_with::<acc::$name>(tail)
                })*
                _ => return None,
            })
        }

        /// The handler of such an instruction and a product behind it.
        #[cfg(joined)]
        pub(super) fn first(first: &Instruction, second: &Second) -> Option<Function> {
            if second.instruction.opcode != Opcode::MulAcc {
                return None;
            }
            Some(match (first.opcode, first.k) {
                $((Opcode::Call1, k) if k == Unary::$name.number() => {
                    two_with::<slot::$name, operations::MulAcc>(second.tail)
                })*
                _ => return None,
            })
        }

        /// The handler of an operation and such an instruction behind it.
        #[cfg(joined)]
        pub(super) fn second<O: Operation>(second: &Second) -> Option<Function> {
            let Instruction { opcode, k, .. } = *second.instruction;
            Some(match (opcode, k) {
                $((Opcode::Call1Acc, k) if k == Unary::$name.number() => {
                    two_with::<O, acc::$name>(second.tail)
                })*
                _ => return None,
            })
        }

        /// Of a slot.
        mod slot {
            use super::*;
            $(hot!(@operation $name, |at, frame, acc| $function(*frame.add((*at).a as usize)));)*
        }

        /// Of the accumulator.
        mod acc {
            use super::*;
            $(hot!(@operation $name, |at, frame, acc| $function(acc));)*
        }
    };
    (@operation $name:ident, |$at:ident, $frame:ident, $acc:ident| $value:expr) => {
        pub(super) struct $name;
        impl Operation for $name {
            // The rare paths are calls.
            const KEEPS: bool = false;

            #[allow(unused_variables)]
            #[inline(always)]
            unsafe fn value(
                $at: *const Instruction,
                $frame: *const Real,
                $acc: Real,
                _: Last,
            ) -> Real {
                // SAFETY: see `Operation`: the operand is a slot of the frame.
                #[allow(unused_unsafe)]
                unsafe {
                    $value
                }
            }
        }
    };
}

hot! {
    Sin = math::sin;
    Cos = math::cos;
    Exp = math::exp;
    Ln = math::ln;
}
