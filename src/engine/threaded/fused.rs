//! Pairs of instructions in a row that one handler does: those that expressions are made of. Each
//! costs some hundred bytes of code, so rare ones are left out.

use super::operations::*;
use super::phrase::Then;
use super::roles::Roles;
use super::{Function, Instruction, Kept, Opcode, Operation, Tail, hot, kept, one_with, pick};

/// What follows the first instruction of a pair.
pub(super) struct Second<'c> {
    pub instruction: &'c Instruction,
    /// Its slot `a` is the one that was stored last.
    is_kept: bool,
    pub tail: u8,
}

/// The handler of the first two instructions, of which the first begins a pair, where there is one for both.
pub(super) fn handler(code: &[Instruction], kept: Kept) -> Option<Function> {
    let [first, instruction, ..] = code else { return None };
    if !Roles::of(instruction.opcode).has(Roles::ENDS_PAIR) {
        return None;
    }
    if kept.is_operand(first) && Roles::of(first.opcode).has(Roles::KEPT) {
        return None;
    }
    let is_kept = kept.behind(first).is_operand(instruction);
    let second = Second { instruction, is_kept, tail: Tail::behind(code, 2) };
    pick!(first.opcode, [Neg Add Mul MulAcc], O => {
        arithmetic::<O>(&second).or_else(|| hot::second::<O>(&second))
    })
    .or_else(|| {
        pick!(first.opcode, [
            Sub AddAcc SubAcc AccAddMul AccMulAdd AccMulSub AddMul SubMul MulAdd MulSub MulMul
            MulAddMul AddMulAdd SubMulSub AddMulSub
        ], O => arithmetic::<O>(&second))
    })
    .or_else(|| pick!(first.opcode, [Less LessEq Equal NotEqual], O => logic::<O>(&second)))
    .or_else(|| hot::first(first, &second))
}

/// Whether a pair begins with it.
pub(super) const fn begins(opcode: Opcode) -> bool {
    use Opcode::*;
    #[rustfmt::skip]
    let begins = matches!(
        opcode,
        Neg | Add | Mul | MulAcc | Sub | AddAcc | SubAcc | AccAddMul | AccMulAdd | AccMulSub | AddMul | SubMul
            | MulAdd | MulSub | MulMul | MulAddMul | AddMulAdd | SubMulSub | AddMulSub | Less | LessEq | Equal
            | NotEqual | Call1
    );
    begins
}

/// Whether a pair ends with it.
pub(super) const fn ends(opcode: Opcode) -> bool {
    use Opcode::*;
    #[rustfmt::skip]
    let ends = matches!(
        opcode,
        AddAcc | SubAcc | MulAcc | DivAcc | SubFromSlot | DivFromSlot | AccAddMul | AccMulAdd | AccMulSub | NegAcc
            | SqrtAcc | Call1Acc | AccAndLess | AccAndLessEq | AccAndEqual | AccAndNotEqual | AccOrLess | AccOrLessEq
            | AccOrEqual | AccOrNotEqual
    );
    ends
}

fn arithmetic<O: Operation>(second: &Second) -> Option<Function> {
    let (opcode, tail) = (second.instruction.opcode, second.tail);
    if second.is_kept
        && let Some(function) = kept::second::<O>(opcode, tail)
    {
        return Some(function);
    }
    pick!(opcode, [
        AddAcc SubAcc MulAcc DivAcc SubFromSlot DivFromSlot AccAddMul AccMulAdd AccMulSub NegAcc
        SqrtAcc
    ], P => Some(one_with::<Then<O, P>>(tail)))
}

fn logic<O: Operation>(second: &Second) -> Option<Function> {
    pick!(second.instruction.opcode, [
        AccAndLess AccAndLessEq AccAndEqual AccAndNotEqual
        AccOrLess AccOrLessEq AccOrEqual AccOrNotEqual
    ], P => Some(one_with::<Then<O, P>>(second.tail)))
}
