//! The operations as handlers of which each ends by calling the next: where the compiler makes that
//! a jump, a program is a chain of jumps whose state stays in registers.
//!
//! Stable Rust does not promise the jump. `build.rs` sets `cfg(threaded)` only where it is made (a
//! test of the shipped object code looks at every handler); elsewhere the loop of
//! [`scalar`](super::scalar) runs the same program, so that the stack never grows with it.
//!
//! A jump through a pointer costs more than most operations. So a handler does what it can of the
//! instructions behind its own too: [`fused`] says which pairs, [`phrase`] which longer ones, [`Tail`] what else. Those keep
//! handlers of their own, for jumps that land on them. On a microcontroller each instruction has one handler, which stands in
//! a section of its own: from there LLVM moves no pieces out into functions.
// A `Last` without a size, for which C has no register and no word.
#![cfg_attr(not(joined), allow(improper_ctypes_definitions))]

#[cfg_attr(joined, path = "threaded/choose/joined.rs")]
#[cfg_attr(not(joined), path = "threaded/choose/apart.rs")]
mod choose;
mod control;
#[cfg(joined)]
mod fused;
mod hot;
#[cfg(joined)]
mod kept;
#[cfg(not(joined))]
mod loaded;
#[cfg(joined)]
mod phrase;
#[cfg(joined)]
mod roles;

#[cfg(not(joined))]
use core::marker::PhantomData;

use super::machine::Machine;
use crate::math;
use crate::program::opcode::{
    Reads, apply, apply_quad, binary, opcodes, reads, ternary, test, unary,
};
use crate::program::{Instruction, Opcode};
use crate::real::{Real, any, canonical, from_bool, truth};

pub(crate) use choose::{choose_handlers, choose_machine_handlers};
#[cfg(joined)]
use kept::Kept;

/// Gets the instruction, the frame, the machine, the accumulator and what was stored last; gives
/// what `End` gives.
type Function =
    unsafe extern "C" fn(*const Instruction, *mut Real, *mut Machine, Real, Last) -> i32;

/// The value that was stored last, where handlers look at it.
#[cfg(joined)]
type Last = Real;
#[cfg(not(joined))]
type Last = PhantomData<Real>;

#[inline(always)]
fn last(value: Real) -> Last {
    #[cfg(joined)]
    return value;
    #[cfg(not(joined))]
    return {
        let _ = value;
        PhantomData
    };
}

/// Jumps to the handler of the instruction at `at`.
///
/// # Safety
/// See [`run`].
#[inline(always)]
unsafe fn enter(
    at: *const Instruction,
    frame: *mut Real,
    machine: *mut Machine,
    acc: Real,
    kept: Last,
) -> i32 {
    // SAFETY: `choose_handlers` wrote a `Function` into each instruction.
    unsafe {
        let handler = &raw const (*at).handler;
        // Volatile where registers are few: not read before the operation is done, for which one less would be
        // free, so that two would have to be saved.
        let handler = if cfg!(joined) { *handler } else { handler.read_volatile() };
        let handler: Function = core::mem::transmute(handler);
        handler(at, frame, machine, acc, kept)
    }
}

/// What a handler does behind its operations.
struct Tail;

impl Tail {
    const NONE: u8 = 0;
    /// The next instruction, a `Store`.
    const STORE: u8 = 1;
    /// The next instruction, a `Result`.
    #[cfg(joined)]
    const RESULT: u8 = 2;
    /// The next two, a `Result` and the `End`.
    const LAST_RESULT: u8 = 3;
    /// The next one, a `Jump`, and the two that it leads to, a `Result` and the `End`.
    #[cfg(joined)]
    const JUMP_TO_LAST_RESULT: u8 = 4;

    /// What can be done behind the first `done` instructions.
    #[cfg(joined)]
    fn behind(code: &[Instruction], done: usize) -> u8 {
        let opcode = |at: usize| code.get(at).map(|instruction| instruction.opcode);
        match (opcode(done), opcode(done + 1)) {
            (Some(Opcode::Store), _) => Tail::STORE,
            (Some(Opcode::Result), Some(Opcode::End)) => Tail::LAST_RESULT,
            (Some(Opcode::Result), _) => Tail::RESULT,
            (Some(Opcode::Jump), _) if control::leads_to_end(code, done) => {
                Tail::JUMP_TO_LAST_RESULT
            }
            _ => Tail::NONE,
        }
    }

    /// How many instructions it does; the jump has a handler of its own, for handlers without this tail.
    #[cfg(joined)]
    fn length(tail: u8) -> usize {
        match tail {
            Tail::NONE | Tail::JUMP_TO_LAST_RESULT => 0,
            Tail::LAST_RESULT => 2,
            _ => 1,
        }
    }
}

/// Runs a program; gives 0, the code of success, so that a call of C can end in this one.
///
/// # Safety
/// `code` is that of a verified program with its handlers, `frame` has as many slots as its layout,
/// and `machine` was made for both, or is never used by the program.
#[inline(always)]
pub(crate) unsafe fn run(code: *const Instruction, frame: *mut Real, machine: *mut Machine) -> i32 {
    // SAFETY: the caller's word; a program has at least one instruction.
    unsafe {
        let acc = any();
        enter(code, frame, machine, acc, last(acc))
    }
}

/// Goes on `skip` instructions behind the next one.
macro_rules! go {
    ($at:ident, $frame:ident, $machine:ident, $acc:expr, $kept:expr, $skip:expr) => {
        enter($at.add(1 + $skip), $frame, $machine, $acc, $kept)
    };
}
use go;

/// An instruction that does nothing but set the accumulator.
trait Operation {
    /// The accumulator's new value.
    ///
    /// # Safety
    /// `at` is an instruction of this kind in a verified program, `frame` the frame of its code.
    unsafe fn value(at: *const Instruction, frame: *const Real, acc: Real, kept: Last) -> Real;

    /// Whether the value stored last is still in its register behind it.
    const KEEPS: bool = true;
}

/// What a handler does before its tail: an operation, or several.
trait Run {
    /// How many instructions it does.
    const LENGTH: usize;

    /// Whether the value stored last is still in its register behind it, or another one that it stored.
    const KEEPS: bool;

    /// The accumulator's new value, and the one stored last.
    ///
    /// # Safety
    /// As [`Operation::value`], of all its instructions.
    unsafe fn run(at: *const Instruction, frame: *mut Real, acc: Real, kept: Last) -> (Real, Last);
}

impl<O: Operation> Run for O {
    const LENGTH: usize = 1;
    const KEEPS: bool = O::KEEPS;

    #[inline(always)]
    unsafe fn run(at: *const Instruction, frame: *mut Real, acc: Real, kept: Last) -> (Real, Last) {
        // SAFETY: the caller's word.
        (unsafe { O::value(at, frame, acc, kept) }, kept)
    }
}

/// Ends a handler that did the first `$done` instructions, as its tail says.
macro_rules! finish {
    ($done:expr, $tail:ident, $at:ident, $frame:ident, $machine:ident, $acc:ident, $kept:expr) => {{
        if $tail == Tail::NONE {
            return go!($at, $frame, $machine, $acc, $kept, $done - 1);
        }
        let next = $at.add($done);
        #[cfg(joined)]
        let next = if $tail == Tail::JUMP_TO_LAST_RESULT {
            next.add(1 + (*next).c as usize)
        } else {
            next
        };
        // The slot of a `Store` and a `Result` is their `c`.
        let target = $frame.add((*next).c as usize);
        *target = if $tail == Tail::STORE { $acc } else { canonical($acc) };
        if $tail >= Tail::LAST_RESULT {
            return 0;
        }
        let kept = if $tail == Tail::STORE { last($acc) } else { $kept };
        go!($at, $frame, $machine, $acc, kept, $done)
    }};
}

/// Whether an operation calls a function, around which the register would have to be saved.
const fn is_call(opcode: Opcode) -> bool {
    use Opcode::{Call1, Call1Acc, Call2, Call2Acc, Call2FromSlot, Call3};
    matches!(opcode, Call1 | Call1Acc | Call2 | Call2Acc | Call2FromSlot | Call3)
}

/// The slots `a`, `b` and `c`, as far as the equation reads them.
///
/// # Safety
/// `at` is an instruction of a verified program, `frame` the frame of its code.
#[cfg(joined)]
#[inline(always)]
unsafe fn operands(at: *const Instruction, frame: *const Real, reads: Reads) -> (Real, Real, Real) {
    // SAFETY: the caller's word; unused operands are 0.
    unsafe {
        let slot = |number: u32, read: bool| if read { *frame.add(number as usize) } else { 0.0 };
        let (a, b) = if reads.a && reads.b { pair(&raw const (*at).a) } else { ((*at).a, (*at).b) };
        (slot(a, reads.a), slot(b, reads.b), slot((*at).c, reads.c))
    }
}

/// Two numbers side by side by one load: evaluations overlap as far as the processor can hold the loads that are not done, of
/// which it holds fewer than of anything else.
///
/// # Safety
/// `first` is the `a` or the `c` of an instruction; what is behind a `c` begins with its `k`.
#[cfg(joined)]
#[inline(always)]
unsafe fn pair(first: *const u32) -> (u32, u32) {
    // SAFETY: the caller's word.
    let both = unsafe { first.cast::<u64>().read_unaligned() };
    if cfg!(target_endian = "big") {
        ((both >> 32) as u32, both as u32)
    } else {
        (both as u32, (both >> 32) as u32)
    }
}

/// The same, one after the other, for which one register is enough.
///
/// # Safety
/// As above.
#[cfg(not(joined))]
#[inline(always)]
unsafe fn operands(at: *const Instruction, frame: *const Real, reads: Reads) -> (Real, Real, Real) {
    let slot = |number: *const u32, read: bool| {
        if !read {
            return 0.0;
        }
        // SAFETY: the caller's word.
        unsafe { frame.add(number.read_volatile() as usize).read_volatile() }
    };
    // SAFETY: as above.
    unsafe {
        let a = slot(&raw const (*at).a, reads.a);
        let b = slot(&raw const (*at).b, reads.b);
        (a, b, slot(&raw const (*at).c, reads.c))
    }
}

/// The slots of an operation of four.
///
/// # Safety
/// As [`operands`].
#[inline(always)]
unsafe fn four_operands(at: *const Instruction, frame: *const Real) -> [Real; 4] {
    // SAFETY: the caller's word.
    unsafe {
        #[cfg(joined)]
        let ((a, b), (c, k)) = (pair(&raw const (*at).a), pair(&raw const (*at).c));
        #[cfg(joined)]
        let k = if cfg!(target_endian = "big") { k >> 16 } else { k & 0xffff };
        #[cfg(not(joined))]
        let (Instruction { a, b, c, .. }, k) = (*at, u32::from((*at).k));
        let slot = |number: u32| *frame.add(number as usize);
        [slot(a), slot(b), slot(c), slot(k)]
    }
}

/// The handler of one operation, or of several.
///
/// # Safety
/// See [`run`].
#[cfg_attr(not(joined), inline(never), unsafe(link_section = ".text.whole"))]
unsafe extern "C" fn one<R: Run, const TAIL: u8>(
    at: *const Instruction,
    frame: *mut Real,
    machine: *mut Machine,
    acc: Real,
    kept: Last,
) -> i32 {
    // SAFETY: `choose_handlers` chose it for these instructions of a verified program.
    unsafe {
        let (acc, kept) = R::run(at, frame, acc, kept);
        let kept = if R::KEEPS { kept } else { last(acc) };
        finish!(R::LENGTH, TAIL, at, frame, machine, acc, kept)
    }
}

/// What `$then` makes of the operation `$O` that an opcode is, where it is one of these.
#[cfg(joined)]
macro_rules! pick {
    ($opcode:expr, [$($name:ident)*], $O:ident => $then:expr) => {
        match $opcode {
            $(Opcode::$name => {
                type $O = $name;
                $then
            })*
            _ => None,
        }
    };
}
#[cfg(joined)]
use pick;

/// [`one`] with a tail.
#[cfg(joined)]
fn one_with<R: Run>(tail: u8) -> Function {
    match tail {
        Tail::STORE => one::<R, { Tail::STORE }>,
        Tail::RESULT => one::<R, { Tail::RESULT }>,
        Tail::LAST_RESULT => one::<R, { Tail::LAST_RESULT }>,
        _ => one::<R, { Tail::NONE }>,
    }
}

/// [`one`], which has no tail here.
#[cfg(not(joined))]
fn one_with<R: Run>(_tail: u8) -> Function {
    one::<R, { Tail::NONE }>
}

macro_rules! engine {
    (
        data { $($data:ident, $equation:literal, $value:expr;)* }
        quad { $($quad:ident, $combination:literal, $four:expr;)* }
        branch { $($branch:ident, $sense:literal, $condition:literal, $test:expr;)* }
        control { $($control:ident, $text:literal;)* }
    ) => {
        /// The handlers in the order of the opcodes, those of the machine left out.
        #[cfg(not(joined))]
        static HANDLERS: [Function; Opcode::COUNT] = loaded::replaced([
            $(one::<operations::$data, { Tail::NONE }>,)*
            $(one::<operations::$quad, { Tail::NONE }>,)*
            $(branches::$branch,)*
            $(if Opcode::$control.uses_machine() { control::End } else { control::$control },)*
        ]);

        /// The handler of an opcode.
        #[cfg(joined)]
        fn handler(opcode: Opcode, tail: u8) -> Function {
            match opcode {
                $(Opcode::$data => one_with::<operations::$data>(tail),)*
                $(Opcode::$quad => one_with::<operations::$quad>(tail),)*
                $(Opcode::$branch => branches::$branch,)*
                $(Opcode::$control => control::$control,)*
            }
        }

        /// The table's equations.
        mod operations {
            use super::*;
            $(
                pub(super) struct $data;
                #[cfg(joined)]
                impl phrase::Word for $data {
                    const OPCODE: Opcode = Opcode::$data;
                }
                impl Operation for $data {
                    const KEEPS: bool = !is_call(Opcode::$data);

                    #[inline(always)]
                    unsafe fn value(at: *const Instruction, frame: *const Real, acc: Real, _: Last) -> Real {
                        const READS: Reads = reads($equation.as_bytes());
                        // SAFETY: operands are slots of a verified program, unused ones slot 0.
                        unsafe {
                            let (a, b, c) = operands(at, frame, READS);
                            apply($value, (*at).k, acc, a, b, c)
                        }
                    }
                }
            )*
            $(
                pub(super) struct $quad;
                #[cfg(joined)]
                impl phrase::Word for $quad {
                    const OPCODE: Opcode = Opcode::$quad;
                }
                impl Operation for $quad {
                    #[inline(always)]
                    unsafe fn value(at: *const Instruction, frame: *const Real, _: Real, _: Last) -> Real {
                        // SAFETY: as above.
                        unsafe { apply_quad($four, four_operands(at, frame)) }
                    }
                }
            )*
        }

        /// The handlers of the jumps that depend on a condition.
        #[allow(non_snake_case)]
        mod branches {
            use super::*;
            $(
                /// # Safety
                /// See [`super::run`].
                #[cfg_attr(not(joined), unsafe(link_section = ".text.whole"))]
                pub(super) unsafe extern "C" fn $branch(
                    at: *const Instruction,
                                    frame: *mut Real,
                    machine: *mut Machine,
                    acc: Real,
                    _kept: Last,
                ) -> i32 {
                    // SAFETY: as above; the jump's target is inside the program.
                    unsafe {
                        #[cfg(joined)]
                        let ((a, b), c) = (pair(&raw const (*at).a), (*at).c);
                        #[cfg(not(joined))]
                        let Instruction { a, b, c, .. } = *at;
                        let slot = |number: u32| *frame.add(number as usize);
                        let condition = test($test, acc, slot(a), slot(b));
                        let acc = from_bool(condition);
                        if condition == $sense {
                            go!(at, frame, machine, acc, last(acc), c as usize)
                        } else {
                            go!(at, frame, machine, acc, last(acc), 0)
                        }
                    }
                }
            )*
        }
    };
}
opcodes!(engine);
