//! More than two instructions in a row that one handler does, with what they store between: sums of products, quotients,
//! distances, polynomials. Each costs some hundreds of bytes of code.

use core::marker::PhantomData;

use super::hot::acc::Exp;
use super::operations::*;
use super::{
    Function, Instruction, Kept, Last, Opcode, Operation, Reads, Real, Run, Tail, kept, last,
    one_with, operands, reads,
};

/// One instruction of a phrase.
pub(super) trait Word {
    const OPCODE: Opcode;

    /// Whether it is the instruction.
    #[inline(always)]
    fn is(instruction: &Instruction, _kept: Kept) -> bool {
        instruction.opcode == Self::OPCODE
    }
}

/// One after the other.
pub(super) struct Then<A, B>(PhantomData<(A, B)>);

impl<A: Run, B: Run> Run for Then<A, B> {
    const LENGTH: usize = A::LENGTH + B::LENGTH;
    const KEEPS: bool = A::KEEPS && B::KEEPS;

    #[inline(always)]
    unsafe fn run(at: *const Instruction, frame: *mut Real, acc: Real, kept: Last) -> (Real, Last) {
        // SAFETY: the caller's word.
        unsafe {
            let (acc, kept) = A::run(at, frame, acc, kept);
            B::run(at.add(A::LENGTH), frame, acc, kept)
        }
    }
}

/// A `Store` between operations.
struct Store;

impl Word for Store {
    const OPCODE: Opcode = Opcode::Store;
}

impl Run for Store {
    const LENGTH: usize = 1;
    const KEEPS: bool = true;

    #[inline(always)]
    unsafe fn run(at: *const Instruction, frame: *mut Real, acc: Real, _: Last) -> (Real, Last) {
        // SAFETY: the caller's word.
        unsafe { *frame.add((*at).c as usize) = acc };
        (acc, last(acc))
    }
}

/// Operations of which operands are the same slot, loaded once: name, opcode, when it is the instruction, equation and value.
macro_rules! squares {
    ($($name:ident, $opcode:ident, |$i:ident| $same:expr, $equation:literal, |$acc:pat_param, $a:pat_param, $b:pat_param, $c:pat_param| $value:expr;)*) => {
        $(
            struct $name;
            impl Word for $name {
                const OPCODE: Opcode = Opcode::$opcode;

                #[inline(always)]
                fn is($i: &Instruction, _: Kept) -> bool {
                    $i.opcode == Self::OPCODE && $same
                }
            }
            impl Operation for $name {
                #[inline(always)]
                unsafe fn value(at: *const Instruction, frame: *const Real, $acc: Real, _: Last) -> Real {
                    const READS: Reads = reads($equation.as_bytes());
                    // SAFETY: the caller's word.
                    let ($a, $b, $c) = unsafe { operands(at, frame, READS) };
                    $value
                }
            }
        )*
    };
}

squares! {
    Square, Mul, |i| i.a == i.b, "a * a", |_, a, _, _| a * a;
    AddSquare, AddMul, |i| i.a == i.b, "(a * a) + c", |_, a, _, c| a * a + c;
    AccAddSquare, AccAddMul, |i| i.a == i.b, "acc + (a * a)", |acc, a, _, _| acc + a * a;
    SquareAddSquare, MulAddMul, |i| (i.a, i.c) == (i.b, i.k.into()), "(a * a) + (c * c)", |_, a, _, c| a * a + c * c;
    SubSquare, SubMulSub, |i| (i.a, i.b) == (i.c, i.k.into()), "(a - b) * (a - b)", |_, a, b, _| (a - b) * (a - b);
}

/// Instructions that stand in a row.
trait Phrase: Run {
    /// Whether the code begins with them.
    fn stands(code: &[Instruction], kept: Kept) -> bool;
}

impl<W: Word + Run> Phrase for W {
    #[inline(always)]
    fn stands(code: &[Instruction], kept: Kept) -> bool {
        code.first().is_some_and(|first| W::is(first, kept))
    }
}

impl<W: Word + Run, P: Phrase> Phrase for Then<W, P> {
    #[inline(always)]
    fn stands(code: &[Instruction], kept: Kept) -> bool {
        code.split_first().is_some_and(|(first, behind)| {
            W::is(first, kept) && P::stands(behind, kept.behind(first))
        })
    }
}

macro_rules! row {
    ($last:ty) => { $last };
    ($first:ty, $($behind:ty),+) => { Then<$first, row!($($behind),+)> };
}

macro_rules! phrases {
    ($([$first:ident $(, $word:ty)*])*) => {
        /// Whether a phrase begins with it.
        pub(super) const fn begins(opcode: Opcode) -> bool {
            $(opcode as u16 == <$first as Word>::OPCODE as u16)||*
        }

        /// The handler of the phrase that the code begins with, and how many instructions it does before its tail.
        pub(super) fn handler(code: &[Instruction], kept: Kept) -> Option<(Function, usize)> {
            $(
                if <row!($first $(, $word)*)>::stands(code, kept) {
                    const LENGTH: usize = <row!($first $(, $word)*)>::LENGTH;
                    return Some((one_with::<row!($first $(, $word)*)>(Tail::behind(code, LENGTH)), LENGTH));
                }
            )*
            None
        }
    };
}

// The longer of two that begin alike comes first.
phrases! {
    // Quotients of sums.
    [AddMul, SubAcc, Store, AddSquare, kept::DivFromSlot]
    [AddMul, SubAcc, Store, AddMul, kept::DivFromSlot]
    [AddMul, AddAcc, Store, AddMul, kept::DivFromSlot]
    [AddSquare, AccAddSquare, AccAddSquare, kept::DivFromSlot]
    [NegAcc, Store, MulMul, kept::DivFromSlot, Exp, Store, MulMul, kept::DivFromSlot]
    [NegAcc, Store, MulMul, kept::DivFromSlot, Exp]
    [NegAcc, Store, MulMul, kept::DivFromSlot]
    [Exp, Store, MulMul, kept::DivFromSlot]
    // Distances.
    [SubSquare, Store, SubSquare, kept::AddAcc]
    [SquareAddSquare, SqrtAcc, kept::AddAcc]
    [SquareAddSquare, SqrtAcc]
    [SquareAddSquare, AccAddSquare]
    // Sums of products, products of sums.
    [AddMul, AccAddMul, AccAddMul]
    [AccAddMul, AccAddMul, AddAcc]
    [AddMulAdd, AccMulAdd, AccMulAdd, AccMulAdd]
    [MulAddMul, AccMulSub, AccMulSub, kept::AddAcc]
    // Polynomials, by powers and after Horner.
    [Square, Store, MulAcc, MulAcc, AccAddMul]
    [AddMul, MulAcc, AddAcc, MulAcc, AddAcc]
    [AddMul, MulAcc, AddAcc]
    [MulAcc, AddAcc, MulAcc, AddAcc]
    // Conditions.
    [Less, AccAndLess, AccAndLess]
    [Less, AccAndLess, AccOrEqual]
}
