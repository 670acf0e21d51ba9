//! Which opcode does an operation, depending on which of its operands is in the accumulator.

use crate::program::Opcode;
use crate::program::Opcode as O;

#[cfg_attr(joined, path = "forms/joined.rs")]
#[cfg_attr(not(joined), path = "forms/apart.rs")]
mod joined;

pub(super) use joined::{PAIRS, joins, jump, jump_forms, pair, quad};

/// The forms of an operation of one or two operands.
pub(super) struct Forms {
    /// The left operand is in the accumulator, the right one is slot a.
    pub acc_left: Opcode,
    /// The right operand is in the accumulator, the left one is slot a.
    pub acc_right: Opcode,
}

/// The forms with the accumulator of an operation of slots.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn forms(opcode: Opcode) -> Option<Forms> {
    let (acc_left, acc_right) = match opcode {
        O::Add => (O::AddAcc, O::AddAcc),
        O::Sub => (O::SubAcc, O::SubFromSlot),
        O::Mul => (O::MulAcc, O::MulAcc),
        O::Div => (O::DivAcc, O::DivFromSlot),
        O::Less => (O::LessAcc, O::LessFromSlot),
        O::LessEq => (O::LessEqAcc, O::LessEqFromSlot),
        O::Equal => (O::EqualAcc, O::EqualAcc),
        O::NotEqual => (O::NotEqualAcc, O::NotEqualAcc),
        O::And => (O::AndAcc, O::AndAcc),
        O::Or => (O::OrAcc, O::OrAcc),
        O::Call2 => (O::Call2Acc, O::Call2FromSlot),
        O::Not => (O::NotAcc, O::NotAcc),
        O::Truth => (O::TruthAcc, O::TruthAcc),
        O::Neg => (O::NegAcc, O::NegAcc),
        O::Abs => (O::AbsAcc, O::AbsAcc),
        O::Sqrt => (O::SqrtAcc, O::SqrtAcc),
        O::Call1 => (O::Call1Acc, O::Call1Acc),
        _ => return None,
    };
    Some(Forms { acc_left, acc_right })
}

/// Where the operand beside a pair is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    AccOnTheLeft,
    AccOnTheRight,
    SlotOnTheLeft,
    SlotOnTheRight,
    /// Not there yet: no pair can be made.
    Nowhere,
}

/// The instruction that does `left` and `right` on two slots each and `outer` on their values.
pub(super) struct Quad {
    pub opcode: Opcode,
    /// With the pairs the other way round.
    pub swapped: bool,
}
