//! The value that was stored last is in a register too: operations of it and the accumulator need
//! not wait until it is stored and loaded again.

use super::phrase::{Then, Word};
use super::roles::Roles;
use super::{Function, Instruction, Opcode, Operation, Real, one_with, pick};
use crate::program::opcode::Group;

/// Whether the run may go on behind the next `c` instructions, here or where it fails.
pub(super) fn skips(opcode: Opcode) -> bool {
    !opcode.is_data()
        && (matches!(opcode.group(), Group::Branch(_))
            || matches!(opcode, Opcode::Jump | Opcode::Begin))
}

/// Which slot's value is in a register too: the one that was stored last.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    slot: u32,
    /// So many instructions ahead is the last one that a jump from before lands on.
    landing: u32,
}

/// No slot: an instruction has no such operand.
const NONE: u32 = u32::MAX;

impl Kept {
    pub(super) const NOTHING: Kept = Kept { slot: NONE, landing: 0 };

    /// Behind the instruction.
    pub(super) fn behind(self, instruction: &Instruction) -> Kept {
        let Instruction { opcode, c, .. } = *instruction;
        let roles = Roles::of(opcode);
        if self.landing == 0 && !roles.has(Roles::CONTROL) {
            // Most instructions: nothing lands here, and at most a call has the register.
            return if roles.has(Roles::CALL) { Kept::NOTHING } else { self };
        }
        let landing = self.landing.saturating_sub(1);
        let (slot, landing) = match (roles.has(Roles::CALL), opcode) {
            (_, Opcode::Store) => (c, landing),
            (_, Opcode::Result) => (self.slot, landing),
            (true, _) => (NONE, landing),
            _ if !roles.has(Roles::CONTROL) => (self.slot, landing),
            _ if skips(opcode) => (NONE, landing.max(c)),
            _ => (NONE, landing),
        };
        // A jump over the instruction left another value there.
        Kept { slot: if self.landing == 0 { slot } else { NONE }, landing }
    }

    /// Whether the instruction's slot `a` is that one.
    pub(super) fn is_operand(&self, instruction: &Instruction) -> bool {
        self.slot == instruction.a
    }
}

macro_rules! kept {
    ($($name:ident, |$acc:ident, $kept:ident| $value:expr;)*) => {
        $(
            pub(super) struct $name;
            impl Word for $name {
                const OPCODE: Opcode = Opcode::$name;

                fn is(instruction: &Instruction, kept: Kept) -> bool {
                    instruction.opcode == Self::OPCODE && kept.is_operand(instruction)
                }
            }
            impl Operation for $name {
                #[inline(always)]
                unsafe fn value(
                    _: *const Instruction,
                    _: *const Real,
                    $acc: Real,
                    $kept: Real,
                ) -> Real {
                    $value
                }
            }
        )*

        /// Whether there is such an operation.
        pub(super) const fn is_there(opcode: Opcode) -> bool {
            matches!(opcode, $(Opcode::$name)|*)
        }

        /// The handler of an instruction whose slot is the one that was stored last.
        pub(super) fn handler(opcode: Opcode, tail: u8) -> Option<Function> {
            pick!(opcode, [$($name)*], O => Some(one_with::<O>(tail)))
        }

        /// The handler of an operation and such an instruction behind it.
        pub(super) fn second<O: Operation>(opcode: Opcode, tail: u8) -> Option<Function> {
            pick!(opcode, [$($name)*], P => Some(one_with::<Then<O, P>>(tail)))
        }
    };
}

kept! {
    AddAcc, |acc, kept| acc + kept;
    SubAcc, |acc, kept| acc - kept;
    MulAcc, |acc, kept| acc * kept;
    DivAcc, |acc, kept| acc / kept;
    SubFromSlot, |acc, kept| kept - acc;
    DivFromSlot, |acc, kept| kept / acc;
}
