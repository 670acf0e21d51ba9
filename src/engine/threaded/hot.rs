//! The functions that are called most as operations of their own: where flash is not short, the
//! function's main path is part of the handler, so that no register has to be saved around a call.

use super::Run;
#[cfg(joined)]
use super::fused::Second;
#[cfg(not(joined))]
use super::loaded;
#[cfg(not(joined))]
use super::one_with as with_tail;
#[cfg(joined)]
use super::phrase::{Then, Word};
use super::{Function, Instruction, Last, Opcode, Operation, Real};
#[cfg(joined)]
use super::{Kept, Tail, one, one_with, operations};
use crate::language::functions::Unary;
use crate::math;

/// [`one`] with a tail: functions are what mostly ends a side of a `?:` that is no choice.
#[cfg(joined)]
fn with_tail<R: Run>(tail: u8) -> Function {
    match tail {
        Tail::JUMP_TO_LAST_RESULT => one::<R, { Tail::JUMP_TO_LAST_RESULT }>,
        _ => one_with::<R>(tail),
    }
}

/// The handler of a function of a slot.
#[cfg(joined)]
fn of_slot<S: Run, A: Run>(tail: u8) -> Function {
    with_tail::<S>(tail)
}

/// The one of the accumulator once the slot is loaded.
#[cfg(not(joined))]
fn of_slot<S: Run, A: Run>(_tail: u8) -> Function {
    loaded::loaded::<A, { loaded::A }>
}

macro_rules! hot {
    ($($name:ident = $function:path;)*) => {
        /// The handler of an instruction that calls one of the functions.
        pub(super) fn handler(instruction: &Instruction, tail: u8) -> Option<Function> {
            Some(match (instruction.opcode, instruction.k) {
                $((Opcode::Call1, k) if k == Unary::$name.number() => {
                    of_slot::<slot::$name, acc::$name>(tail)
                })*
                $((Opcode::Call1Acc, k) if k == Unary::$name.number() => {
                    with_tail::<acc::$name>(tail)
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
                    with_tail::<Then<slot::$name, operations::MulAcc>>(second.tail)
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
                    with_tail::<Then<O, acc::$name>>(second.tail)
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
        pub(super) mod acc {
            use super::*;
            $(
                hot!(@operation $name, |at, frame, acc| $function(acc));
                #[cfg(joined)]
                impl Word for $name {
                    const OPCODE: Opcode = Opcode::Call1Acc;

                    fn is(instruction: &Instruction, _: Kept) -> bool {
                        instruction.opcode == Self::OPCODE && instruction.k == Unary::$name.number()
                    }
                }
            )*
        }
    };
    (@operation $name:ident, |$at:ident, $frame:ident, $acc:ident| $value:expr) => {
        pub(in super::super) struct $name;
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

#[cfg(joined)]
hot! {
    Sin = math::sin;
    Cos = math::cos;
    Exp = math::exp;
    Ln = math::ln;
}

// Where flash is short only these, whose main path is short.
#[cfg(not(joined))]
hot! {
    Sin = math::sin;
    Cos = math::cos;
}
