//! Which opcode does an operation, depending on which of its operands is in the accumulator.

use crate::program::Opcode;
use crate::program::Opcode as O;

/// The forms of an operation of two operands.
pub(super) struct Forms {
    /// The left operand is in the accumulator, the right one is slot a.
    pub acc_left: Opcode,
    /// The right operand is in the accumulator, the left one is slot a.
    pub acc_right: Opcode,
}

/// The forms with the accumulator of an operation of two slots.
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
        _ => return None,
    };
    Some(Forms { acc_left, acc_right })
}

/// The form with the accumulator of an operation of one slot.
pub(super) fn acc_form(opcode: Opcode) -> Option<Opcode> {
    Some(match opcode {
        O::Not => O::NotAcc,
        O::Truth => O::TruthAcc,
        O::Neg => O::NegAcc,
        O::Abs => O::AbsAcc,
        O::Sqrt => O::SqrtAcc,
        O::Call1 => O::Call1Acc,
        _ => return None,
    })
}

/// The jump that a comparison of two slots becomes, where the condition is `sense`.
pub(super) fn jump(opcode: Opcode, sense: bool) -> Option<Opcode> {
    Some(match (opcode, sense) {
        (O::Less, false) => O::JumpUnlessLess,
        (O::Less, true) => O::JumpIfLess,
        (O::LessEq, false) => O::JumpUnlessLessEq,
        (O::LessEq, true) => O::JumpIfLessEq,
        (O::Equal, false) => O::JumpUnlessEqual,
        (O::Equal, true) => O::JumpIfEqual,
        (O::NotEqual, false) => O::JumpUnlessNotEqual,
        (O::NotEqual, true) => O::JumpIfNotEqual,
        _ => return None,
    })
}

/// The forms with the accumulator of a jump.
pub(super) fn jump_forms(opcode: Opcode) -> Option<Forms> {
    let (acc_left, acc_right) = match opcode {
        O::JumpUnlessLess => (O::JumpUnlessLessAcc, O::JumpUnlessLessFromSlot),
        O::JumpIfLess => (O::JumpIfLessAcc, O::JumpIfLessFromSlot),
        O::JumpUnlessLessEq => (O::JumpUnlessLessEqAcc, O::JumpUnlessLessEqFromSlot),
        O::JumpIfLessEq => (O::JumpIfLessEqAcc, O::JumpIfLessEqFromSlot),
        O::JumpUnlessEqual => (O::JumpUnlessEqualAcc, O::JumpUnlessEqualAcc),
        O::JumpIfEqual => (O::JumpIfEqualAcc, O::JumpIfEqualAcc),
        O::JumpUnlessNotEqual => (O::JumpUnlessNotEqualAcc, O::JumpUnlessNotEqualAcc),
        O::JumpIfNotEqual => (O::JumpIfNotEqualAcc, O::JumpIfNotEqualAcc),
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

/// Sums, differences, products and quotients: the operations that pairs are made of.
fn row(opcode: Opcode) -> Option<usize> {
    Some(match opcode {
        O::Add => 0,
        O::Sub => 1,
        O::Mul => 2,
        O::Div => 3,
        _ => return None,
    })
}

/// Whether an operation can be done in one instruction with the one that uses it.
pub(super) fn joins(opcode: Opcode) -> bool {
    row(opcode).is_some() || matches!(opcode, O::Less | O::LessEq | O::Equal | O::NotEqual)
}

const ACC_PAIR: [[Opcode; 4]; 4] = [
    [O::AccAddAdd, O::AccAddSub, O::AccAddMul, O::AccAddDiv],
    [O::AccSubAdd, O::AccSubSub, O::AccSubMul, O::AccSubDiv],
    [O::AccMulAdd, O::AccMulSub, O::AccMulMul, O::AccMulDiv],
    [O::AccDivAdd, O::AccDivSub, O::AccDivMul, O::AccDivDiv],
];
const PAIR_ACC: [[Opcode; 4]; 4] = [
    ACC_PAIR[0],
    [O::SubAddAcc, O::SubSubAcc, O::SubMulAcc, O::SubDivAcc],
    ACC_PAIR[2],
    [O::DivAddAcc, O::DivSubAcc, O::DivMulAcc, O::DivDivAcc],
];
const PAIR_SLOT: [[Opcode; 4]; 4] = [
    [O::AddAdd, O::AddSub, O::AddMul, O::AddDiv],
    [O::SubAdd, O::SubSub, O::SubMul, O::SubDiv],
    [O::MulAdd, O::MulSub, O::MulMul, O::MulDiv],
    [O::DivAdd, O::DivSub, O::DivMul, O::DivDiv],
];
const SLOT_PAIR: [[Opcode; 4]; 4] = [
    PAIR_SLOT[0],
    [O::SubSlotAdd, O::SubSlotSub, O::SubSlotMul, O::SubSlotDiv],
    PAIR_SLOT[2],
    [O::DivSlotAdd, O::DivSlotSub, O::DivSlotMul, O::DivSlotDiv],
];

/// The instruction that does `inner` on two slots and `outer` on its value and what is beside it.
pub(super) fn pair(outer: Opcode, inner: Opcode, beside: Beside) -> Option<Opcode> {
    if let (Some(o), Some(i)) = (row(outer), row(inner)) {
        let table = match beside {
            Beside::AccOnTheLeft => &ACC_PAIR,
            Beside::AccOnTheRight => &PAIR_ACC,
            Beside::SlotOnTheLeft => &SLOT_PAIR,
            Beside::SlotOnTheRight => &PAIR_SLOT,
            Beside::Nowhere => return None,
        };
        return table.get(o)?.get(i).copied();
    }
    if !matches!(beside, Beside::AccOnTheLeft | Beside::AccOnTheRight) {
        return None;
    }
    Some(match (outer, inner) {
        (O::And, O::Less) => O::AccAndLess,
        (O::And, O::LessEq) => O::AccAndLessEq,
        (O::And, O::Equal) => O::AccAndEqual,
        (O::And, O::NotEqual) => O::AccAndNotEqual,
        (O::Or, O::Less) => O::AccOrLess,
        (O::Or, O::LessEq) => O::AccOrLessEq,
        (O::Or, O::Equal) => O::AccOrEqual,
        (O::Or, O::NotEqual) => O::AccOrNotEqual,
        _ => return None,
    })
}

/// The instruction that does `left` and `right` on two slots each and `outer` on their values.
pub(super) struct Quad {
    pub opcode: Opcode,
    /// With the pairs the other way round.
    pub swapped: bool,
}

/// See [`Quad`].
pub(super) fn quad(left: Opcode, outer: Opcode, right: Opcode) -> Option<Quad> {
    let find = |left, right| {
        Some(match (left, outer, right) {
            (O::Mul, O::Add, O::Mul) => O::MulAddMul,
            (O::Mul, O::Sub, O::Mul) => O::MulSubMul,
            (O::Mul, O::Div, O::Mul) => O::MulDivMul,
            (O::Add, O::Mul, O::Add) => O::AddMulAdd,
            (O::Add, O::Div, O::Add) => O::AddDivAdd,
            (O::Sub, O::Mul, O::Sub) => O::SubMulSub,
            (O::Sub, O::Div, O::Sub) => O::SubDivSub,
            (O::Add, O::Mul, O::Sub) => O::AddMulSub,
            (O::Add, O::Div, O::Sub) => O::AddDivSub,
            (O::Sub, O::Div, O::Add) => O::SubDivAdd,
            _ => return None,
        })
    };
    let commutative = matches!(outer, O::Add | O::Mul);
    match find(left, right) {
        Some(opcode) => Some(Quad { opcode, swapped: false }),
        None if commutative => find(right, left).map(|opcode| Quad { opcode, swapped: true }),
        None => None,
    }
}
