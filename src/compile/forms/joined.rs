//! Which instruction does two or three operations in one.

use super::{Beside, Forms, Quad};
use crate::program::Opcode;
use crate::program::Opcode as O;

/// Whether there are instructions that do an operation and the one that uses it.
pub(in super::super) const PAIRS: bool = true;

/// The jump that a comparison of two slots becomes, where the condition is `sense`.
pub(in super::super) fn jump(opcode: Opcode, sense: bool) -> Option<Opcode> {
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
pub(in super::super) fn jump_forms(opcode: Opcode) -> Option<Forms> {
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
pub(in super::super) fn joins(opcode: Opcode) -> bool {
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
pub(in super::super) fn pair(outer: Opcode, inner: Opcode, beside: Beside) -> Option<Opcode> {
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

/// The instruction of a quad, if there is one.
pub(in super::super) fn quad(left: Opcode, outer: Opcode, right: Opcode) -> Option<Quad> {
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
    match find(left, right) {
        Some(opcode) => Some(Quad { opcode, swapped: false }),
        // Of differences and quotients there are both ways or none.
        None => find(right, left).map(|opcode| Quad { opcode, swapped: true }),
    }
}
