//! Operations of slots that are done by the handlers of others, of the accumulator: one slot is loaded into it, and a jump
//! leads there. That is an instruction more, and a third of the code.

use super::{Function, Instruction, Last, Machine, Real, Run, Tail, last, one, operations};
use crate::program::Opcode;

/// Which slot.
pub(super) const A: u8 = 0;
const B: u8 = 1;
const C: u8 = 2;

const LOADED: [(Opcode, Function); 18] = [
    (Opcode::Add, loaded::<operations::AddAcc, B>),
    (Opcode::Sub, loaded::<operations::SubFromSlot, B>),
    (Opcode::Mul, loaded::<operations::MulAcc, B>),
    (Opcode::Div, loaded::<operations::DivFromSlot, B>),
    (Opcode::Less, loaded::<operations::LessFromSlot, B>),
    (Opcode::LessEq, loaded::<operations::LessEqFromSlot, B>),
    (Opcode::Equal, loaded::<operations::EqualAcc, B>),
    (Opcode::NotEqual, loaded::<operations::NotEqualAcc, B>),
    (Opcode::And, loaded::<operations::AndAcc, B>),
    (Opcode::Or, loaded::<operations::OrAcc, B>),
    (Opcode::Not, loaded::<operations::NotAcc, A>),
    (Opcode::Neg, loaded::<operations::NegAcc, A>),
    (Opcode::Abs, loaded::<operations::AbsAcc, A>),
    (Opcode::Sqrt, loaded::<operations::SqrtAcc, A>),
    (Opcode::Truth, loaded::<operations::TruthAcc, A>),
    (Opcode::Select, loaded::<operations::SelectAcc, C>),
    (Opcode::Call1, loaded::<operations::Call1Acc, A>),
    (Opcode::Call2, loaded::<operations::Call2FromSlot, B>),
];

/// These in place of handlers of their own.
pub(super) const fn replaced(mut handlers: [Function; Opcode::COUNT]) -> [Function; Opcode::COUNT] {
    let mut i = 0;
    while i < LOADED.len() {
        handlers[LOADED[i].0 as usize] = LOADED[i].1;
        i += 1;
    }
    handlers
}

/// # Safety
/// See [`super::run`].
#[unsafe(link_section = ".text.whole")]
pub(super) unsafe extern "C" fn loaded<R: Run, const SLOT: u8>(
    at: *const Instruction,
    frame: *mut Real,
    machine: *mut Machine,
    _acc: Real,
    _kept: Last,
) -> i32 {
    // SAFETY: the caller's word: a slot of a verified program.
    unsafe {
        let number = match SLOT {
            A => (*at).a,
            B => (*at).b,
            _ => (*at).c,
        };
        let acc = *frame.add(number as usize);
        one::<R, { Tail::NONE }>(at, frame, machine, acc, last(acc))
    }
}
