//! The operations as handlers of which each ends by calling the next: where the compiler makes that
//! a jump, a program is a chain of jumps whose state stays in registers.
//!
//! Stable Rust does not promise the jump. `build.rs` sets `cfg(threaded)` only where it is made (a
//! test of the shipped object code looks at every handler); elsewhere the loop of
//! [`scalar`](super::scalar) runs the same program, so that the stack never grows with it.
//!
//! A jump through a pointer costs more than most operations. So a handler does what it can of the
//! instructions behind its own too: [`fused`] says which pairs, [`Tail`] what else. Those keep
//! handlers of their own, for jumps that land on them.

mod control;
mod fused;
mod hot;
mod kept;

use super::machine::Machine;
use crate::math;
use crate::program::opcode::{Group, apply, apply_quad, binary, opcodes, ternary, test, unary};
use crate::program::{Instruction, Opcode};
use crate::real::{Real, canonical, from_bool, truth};

use kept::Kept;

/// Gets the instruction, the frame, the machine, the accumulator and what was stored last; gives
/// what `End` gives.
type Function =
    unsafe extern "C" fn(*const Instruction, *mut Real, *mut Machine, Real, Real) -> i32;

/// Writes into each instruction which handler it has; up to the first jump not into those that are
/// done with the one before.
pub(crate) fn choose_handlers(code: &mut [Instruction]) {
    let mut kept = Kept::default();
    let mut jumps = false;
    let mut rest = code;
    while let Some(first) = rest.first() {
        let (function, done) = choose(first, rest, kept);
        // Behind a jump any instruction may be the one where another handler goes on.
        jumps |= kept::skips(first.opcode);
        let passed = if jumps { 1 } else { done };
        kept = rest.iter().take(passed).fold(kept, Kept::behind);
        if let Some(first) = rest.first_mut() {
            first.handler = function as *const ();
        }
        rest = rest.get_mut(passed..).unwrap_or_default();
    }
}

/// On microcontrollers each operation has one handler, without tails and pairs: flash is short, and a jump through
/// a pointer is four instructions there.
const SMALL: bool = cfg!(target_os = "none");

/// The handler of the first of these instructions, and how many it does.
fn choose(first: &Instruction, code: &[Instruction], kept: Kept) -> (Function, usize) {
    let opcode = first.opcode;
    if !SMALL && let Some(function) = fused::handler(code, kept) {
        return (function, 2 + Tail::length(Tail::behind(code, 2)));
    }
    if let Group::Branch(_) | Group::Control = opcode.group() {
        return (control::ending(code).unwrap_or_else(|| handler(opcode, Tail::NONE)), 1);
    }
    if SMALL {
        let own = hot::handler(first, Tail::NONE);
        return (own.unwrap_or_else(|| handler(opcode, Tail::NONE)), 1);
    }
    let tail = Tail::behind(code, 1);
    let function = kept::handler(opcode, tail)
        .filter(|_| kept.is_operand(first))
        .or_else(|| hot::handler(first, tail))
        .unwrap_or_else(|| handler(opcode, tail));
    (function, 1 + Tail::length(tail))
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
    kept: Real,
) -> i32 {
    // SAFETY: `choose_handlers` wrote a `Function` into each instruction.
    unsafe {
        let handler = &raw const (*at).handler;
        // Volatile where registers are few: not read before the operation is done, for which one less would be
        // free, so that two would have to be saved.
        let handler = if SMALL { handler.read_volatile() } else { *handler };
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
    const RESULT: u8 = 2;
    /// The next two, a `Result` and the `End`.
    const LAST_RESULT: u8 = 3;

    /// What can be done behind the first `done` instructions.
    fn behind(code: &[Instruction], done: usize) -> u8 {
        let opcode = |at: usize| code.get(at).map(|instruction| instruction.opcode);
        match (opcode(done), opcode(done + 1)) {
            (Some(Opcode::Store), _) => Tail::STORE,
            (Some(Opcode::Result), Some(Opcode::End)) => Tail::LAST_RESULT,
            (Some(Opcode::Result), _) => Tail::RESULT,
            _ => Tail::NONE,
        }
    }

    /// How many instructions it does.
    fn length(tail: u8) -> usize {
        match tail {
            Tail::NONE => 0,
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
    unsafe { enter(code, frame, machine, 0.0, 0.0) }
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
    unsafe fn value(at: *const Instruction, frame: *const Real, acc: Real, kept: Real) -> Real;

    /// Whether the value stored last is still in its register behind it.
    const KEEPS: bool = true;
}

/// Ends a handler that did the first `$done` instructions, as its tail says.
macro_rules! finish {
    ($done:literal, $tail:ident, $at:ident, $frame:ident, $machine:ident, $acc:ident, $kept:expr) => {{
        if $tail == Tail::NONE {
            return go!($at, $frame, $machine, $acc, $kept, $done - 1);
        }
        // The slot of a `Store` and a `Result` is their `c`.
        let target = $frame.add((*$at.add($done)).c as usize);
        *target = if $tail == Tail::STORE { $acc } else { canonical($acc) };
        if $tail == Tail::LAST_RESULT {
            return 0;
        }
        let kept = if $tail == Tail::STORE { $acc } else { $kept };
        go!($at, $frame, $machine, $acc, kept, $done)
    }};
}

/// The handler of one operation.
///
/// # Safety
/// See [`run`].
unsafe extern "C" fn one<O: Operation, const TAIL: u8>(
    at: *const Instruction,
    frame: *mut Real,
    machine: *mut Machine,
    acc: Real,
    kept: Real,
) -> i32 {
    // SAFETY: `derive` chose it for this instruction of a verified program.
    unsafe {
        let acc = O::value(at, frame, acc, kept);
        let kept = if O::KEEPS { kept } else { acc };
        finish!(1, TAIL, at, frame, machine, acc, kept)
    }
}

/// The handler of two operations in a row.
///
/// # Safety
/// See [`run`].
unsafe extern "C" fn two<O: Operation, P: Operation, const TAIL: u8>(
    at: *const Instruction,
    frame: *mut Real,
    machine: *mut Machine,
    acc: Real,
    kept: Real,
) -> i32 {
    // SAFETY: `derive` chose it for these two instructions of a verified program.
    unsafe {
        let acc = O::value(at, frame, acc, kept);
        let acc = P::value(at.add(1), frame, acc, kept);
        let kept = if O::KEEPS && P::KEEPS { kept } else { acc };
        finish!(2, TAIL, at, frame, machine, acc, kept)
    }
}

/// What `$then` makes of the operation `$O` that an opcode is, where it is one of these.
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
use pick;

/// [`one`] with a tail.
fn one_with<O: Operation>(tail: u8) -> Function {
    match tail {
        _ if SMALL => one::<O, { Tail::NONE }>,
        Tail::STORE => one::<O, { Tail::STORE }>,
        Tail::RESULT => one::<O, { Tail::RESULT }>,
        Tail::LAST_RESULT => one::<O, { Tail::LAST_RESULT }>,
        _ => one::<O, { Tail::NONE }>,
    }
}

/// [`two`] with a tail.
fn two_with<O: Operation, P: Operation>(tail: u8) -> Function {
    match tail {
        Tail::STORE => two::<O, P, { Tail::STORE }>,
        Tail::RESULT => two::<O, P, { Tail::RESULT }>,
        Tail::LAST_RESULT => two::<O, P, { Tail::LAST_RESULT }>,
        _ => two::<O, P, { Tail::NONE }>,
    }
}

macro_rules! engine {
    (
        data { $($data:ident, $equation:literal, $value:expr;)* }
        quad { $($quad:ident, $combination:literal, $four:expr;)* }
        branch { $($branch:ident, $sense:literal, $condition:literal, $test:expr;)* }
        control { $($control:ident, $text:literal;)* }
    ) => {
        /// The handler of an opcode.
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
                impl Operation for $data {
                    const KEEPS: bool = !kept::is_call(Opcode::$data);

                    #[inline(always)]
                    unsafe fn value(at: *const Instruction, frame: *const Real, acc: Real, _: Real) -> Real {
                        // SAFETY: operands are slots of a verified program, unused ones slot 0.
                        unsafe {
                            let Instruction { k, a, b, c, .. } = *at;
                            let slot = |number: u32| *frame.add(number as usize);
                            apply($value, k, acc, slot(a), slot(b), slot(c))
                        }
                    }
                }
            )*
            $(
                pub(super) struct $quad;
                impl Operation for $quad {
                    #[inline(always)]
                    unsafe fn value(at: *const Instruction, frame: *const Real, _: Real, _: Real) -> Real {
                        // SAFETY: as above.
                        unsafe {
                            let Instruction { k, a, b, c, .. } = *at;
                            let slot = |number: u32| *frame.add(number as usize);
                            apply_quad($four, [slot(a), slot(b), slot(c), slot(u32::from(k))])
                        }
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
                pub(super) unsafe extern "C" fn $branch(
                    at: *const Instruction,
                                    frame: *mut Real,
                    machine: *mut Machine,
                    acc: Real,
                    _kept: Real,
                ) -> i32 {
                    // SAFETY: as above; the jump's target is inside the program.
                    unsafe {
                        let Instruction { a, b, c, .. } = *at;
                        let slot = |number: u32| *frame.add(number as usize);
                        let condition = test($test, acc, slot(a), slot(b));
                        let acc = from_bool(condition);
                        if condition == $sense {
                            go!(at, frame, machine, acc, acc, c as usize)
                        } else {
                            go!(at, frame, machine, acc, acc, 0)
                        }
                    }
                }
            )*
        }
    };
}
opcodes!(engine);
