//! The operations as handlers of which each ends by calling the next: where the compiler makes that
//! a jump, a program is a chain of jumps whose state stays in registers.
//!
//! Stable Rust does not promise the jump. `build.rs` sets `cfg(threaded)` only where it is made (a
//! test of the shipped object code looks at every handler); elsewhere the loop of
//! [`scalar`](super::scalar) runs the same program, so that the stack never grows with it.

use super::machine::Machine;
use crate::arena::{Arena, ArenaVec};
use crate::error::Status;
use crate::math;
use crate::program::opcode::{apply, apply_quad, binary, opcodes, ternary, test, unary};
use crate::program::{Instruction, Opcode, Program};
use crate::real::{Real, canonical, from_bool, truth};

/// Gets the instruction, its place among the handlers, the frame, the machine and the accumulator;
/// gives what `End` gives.
type Function =
    unsafe extern "C" fn(*const Instruction, *const Handler, *mut Real, *mut Machine, Real) -> i32;

/// The handler of one instruction.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Handler(Function);

/// The handlers of a program, one for each instruction.
pub(crate) fn derive<'a>(
    arena: &'a Arena,
    program: &Program,
) -> Result<ArenaVec<'a, Handler>, Status> {
    let mut handlers = ArenaVec::with_capacity(arena, program.code.len())?;
    let code = &program.code;
    for (at, instruction) in code.iter().enumerate() {
        let opcode = |ahead: usize| code.get(at + ahead).map(|i| i.opcode);
        let tail = match (opcode(1), opcode(2)) {
            (Some(Opcode::Store), _) => Tail::STORE,
            (Some(Opcode::Result), Some(Opcode::End)) => Tail::LAST_RESULT,
            (Some(Opcode::Result), _) => Tail::RESULT,
            _ => Tail::NONE,
        };
        let own = hot::handler(instruction, tail);
        handlers.push(Handler(own.unwrap_or_else(|| handler(instruction.opcode, tail))))?;
    }
    Ok(handlers)
}

/// What a handler does of the instructions behind its own: they keep handlers of their own, for
/// jumps that land on them.
struct Tail;

impl Tail {
    const NONE: u8 = 0;
    /// The next instruction, a `Store`.
    const STORE: u8 = 1;
    /// The next instruction, a `Result`.
    const RESULT: u8 = 2;
    /// The next two, a `Result` and the `End`.
    const LAST_RESULT: u8 = 3;
}

/// Runs a program; gives 0, the code of success, so that a call of C can end in this one.
///
/// # Safety
/// `code` and `handlers` are those of one verified program, `frame` has as many slots as its
/// layout, and `machine` was made for both, or is never used by the program.
#[inline]
pub(crate) unsafe fn run(
    code: *const Instruction,
    handlers: *const Handler,
    frame: *mut Real,
    machine: *mut Machine,
) -> i32 {
    // SAFETY: the caller's word; a program has at least one instruction.
    unsafe { ((*handlers).0)(code, handlers, frame, machine, 0.0) }
}

/// Goes on `skip` instructions behind the next one.
macro_rules! go {
    ($at:ident, $handlers:ident, $frame:ident, $machine:ident, $acc:expr, $skip:expr) => {{
        let at = $at.add(1 + $skip);
        let handlers = $handlers.add(1 + $skip);
        ((*handlers).0)(at, handlers, $frame, $machine, $acc)
    }};
}

/// Goes on at a position that the machine names.
macro_rules! go_to {
    ($at:ident, $handlers:ident, $machine:ident, $position:expr) => {{
        let (at, frame) = $position;
        // Both streams have an entry for each instruction.
        let handlers = $handlers.offset(at.offset_from($at));
        ((*handlers).0)(at, handlers, frame, $machine, 0.0)
    }};
}

/// The handler with this tail.
macro_rules! with_tail {
    ($tail:ident, $handler:path) => {{
        use $handler as handler;
        match $tail {
            Tail::STORE => handler::<{ Tail::STORE }>,
            Tail::RESULT => handler::<{ Tail::RESULT }>,
            Tail::LAST_RESULT => handler::<{ Tail::LAST_RESULT }>,
            _ => handler::<{ Tail::NONE }>,
        }
    }};
}

/// Ends a handler that set the accumulator, as its tail says.
macro_rules! finish {
    ($tail:ident, $at:ident, $handlers:ident, $frame:ident, $machine:ident, $acc:ident) => {{
        if $tail == Tail::NONE {
            return go!($at, $handlers, $frame, $machine, $acc, 0);
        }
        // The next instruction's slot is its `c`.
        let target = $frame.add((*$at.add(1)).c as usize);
        *target = if $tail == Tail::STORE { $acc } else { canonical($acc) };
        if $tail == Tail::LAST_RESULT {
            return 0;
        }
        go!($at, $handlers, $frame, $machine, $acc, 1)
    }};
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
                $(Opcode::$data => with_tail!(tail, handlers::$data),)*
                $(Opcode::$quad => with_tail!(tail, handlers::$quad),)*
                $(Opcode::$branch => handlers::$branch,)*
                $(Opcode::$control => handlers::$control,)*
            }
        }

        /// All functions here are called by [`run`] and by one another with its arguments, moved on
        /// along the program.
        #[allow(non_snake_case)]
        mod handlers {
            use super::*;

            $(
                /// # Safety
                /// See [`super::run`].
                pub(super) unsafe extern "C" fn $data<const TAIL: u8>(
                    at: *const Instruction,
                    handlers: *const Handler,
                    frame: *mut Real,
                    machine: *mut Machine,
                    acc: Real,
                ) -> i32 {
                    // SAFETY: operands are slots of a verified program, unused ones slot 0.
                    unsafe {
                        let Instruction { k, a, b, c, .. } = *at;
                        let slot = |number: u32| *frame.add(number as usize);
                        let acc = apply($value, k, acc, slot(a), slot(b), slot(c));
                        finish!(TAIL, at, handlers, frame, machine, acc)
                    }
                }
            )*

            $(
                /// # Safety
                /// See [`super::run`].
                pub(super) unsafe extern "C" fn $quad<const TAIL: u8>(
                    at: *const Instruction,
                    handlers: *const Handler,
                    frame: *mut Real,
                    machine: *mut Machine,
                    _acc: Real,
                ) -> i32 {
                    // SAFETY: as above.
                    unsafe {
                        let Instruction { k, a, b, c, .. } = *at;
                        let slot = |number: u32| *frame.add(number as usize);
                        let slots = [slot(a), slot(b), slot(c), slot(u32::from(k))];
                        let acc = apply_quad($four, slots);
                        finish!(TAIL, at, handlers, frame, machine, acc)
                    }
                }
            )*

            $(
                /// # Safety
                /// See [`super::run`].
                pub(super) unsafe extern "C" fn $branch(
                    at: *const Instruction,
                    handlers: *const Handler,
                    frame: *mut Real,
                    machine: *mut Machine,
                    acc: Real,
                ) -> i32 {
                    // SAFETY: as above; the jump's target is inside the program.
                    unsafe {
                        let Instruction { a, b, c, .. } = *at;
                        let slot = |number: u32| *frame.add(number as usize);
                        let condition = test($test, acc, slot(a), slot(b));
                        let acc = from_bool(condition);
                        if condition == $sense {
                            go!(at, handlers, frame, machine, acc, c as usize)
                        } else {
                            go!(at, handlers, frame, machine, acc, 0)
                        }
                    }
                }
            )*

            pub(super) use super::control::*;
        }
    };
}
opcodes!(engine);

/// The handlers that are more than an equation.
#[allow(non_snake_case)]
mod control {
    use super::{Handler, Instruction, Machine, Real, canonical};

    macro_rules! handler {
        ($name:ident, |$at:ident, $handlers:ident, $frame:ident, $machine:ident, $acc:ident| $body:expr) => {
            /// # Safety
            /// See [`super::run`].
            #[allow(unused_variables)]
            pub(in super::super) unsafe extern "C" fn $name(
                $at: *const Instruction,
                $handlers: *const Handler,
                $frame: *mut Real,
                $machine: *mut Machine,
                $acc: Real,
            ) -> i32 {
                // SAFETY: see `run`: the program is verified, and the machine was made for it.
                unsafe { $body }
            }
        };
    }

    handler!(Jump, |at, handlers, frame, machine, acc| {
        go!(at, handlers, frame, machine, acc, (*at).c as usize)
    });
    /// # Safety
    /// None: it does nothing.
    pub(in super::super) unsafe extern "C" fn End(
        _at: *const Instruction,
        _handlers: *const Handler,
        _frame: *mut Real,
        _machine: *mut Machine,
        _acc: Real,
    ) -> i32 {
        0
    }

    handler!(Store, |at, handlers, frame, machine, acc| {
        *frame.add((*at).c as usize) = acc;
        go!(at, handlers, frame, machine, acc, 0)
    });
    handler!(Result, |at, handlers, frame, machine, acc| {
        *frame.add((*at).c as usize) = canonical(acc);
        go!(at, handlers, frame, machine, acc, 0)
    });
    handler!(Begin, |at, handlers, frame, machine, acc| {
        (*machine).begin(at);
        go!(at, handlers, frame, machine, acc, 0)
    });
    handler!(Check, |at, handlers, frame, machine, acc| {
        match (*machine).check(at) {
            Some(position) => go_to!(at, handlers, machine, position),
            None => go!(at, handlers, frame, machine, acc, 0),
        }
    });
    handler!(Element, |at, handlers, frame, machine, acc| {
        match (*machine).element(at, *frame.add((*at).a as usize)) {
            Ok(value) => go!(at, handlers, frame, machine, value, 0),
            Err(position) => go_to!(at, handlers, machine, position),
        }
    });
    handler!(ElementAcc, |at, handlers, frame, machine, acc| {
        match (*machine).element(at, acc) {
            Ok(value) => go!(at, handlers, frame, machine, value, 0),
            Err(position) => go_to!(at, handlers, machine, position),
        }
    });
    handler!(Native, |at, handlers, frame, machine, acc| {
        let value = (*machine).native(at, frame);
        go!(at, handlers, frame, machine, value, 0)
    });
    handler!(Call, |at, handlers, frame, machine, acc| {
        let position = (*machine).call(at, frame);
        go_to!(at, handlers, machine, position)
    });
    handler!(Return, |at, handlers, frame, machine, acc| {
        let (back, caller) = (*machine).come_back(frame);
        let handlers = handlers.offset(back.offset_from(at));
        ((*handlers).0)(back, handlers, caller, machine, acc)
    });
}

/// Handlers of their own for the functions that are called most: the function's main path is part
/// of the handler, so that no register has to be saved around a call.
mod hot {
    use super::{Function, Handler, Instruction, Machine, Opcode, Real, Tail, canonical, math};
    use crate::language::functions::Unary;

    macro_rules! hot {
        ($($name:ident = $function:path;)*) => {
            /// The handler of an instruction that calls one of the functions.
            pub(super) fn handler(instruction: &Instruction, tail: u8) -> Option<Function> {
                let acc = match instruction.opcode {
                    Opcode::Call1 => false,
                    Opcode::Call1Acc => true,
                    _ => return None,
                };
                Some(match (instruction.k, acc) {
                    $((k, false) if k == Unary::$name.number() => {
                        with_tail!(tail, slot::$name)
                    })*
                    $((k, true) if k == Unary::$name.number() => with_tail!(tail, acc::$name),)*
                    _ => return None,
                })
            }

            /// Of a slot.
            #[allow(non_snake_case)]
            mod slot {
                use super::*;
                $(hot!(@one $name, |at, frame, acc| $function(*frame.add((*at).a as usize)));)*
            }

            /// Of the accumulator.
            #[allow(non_snake_case)]
            mod acc {
                use super::*;
                $(hot!(@one $name, |at, frame, acc| $function(acc));)*
            }
        };
        (@one $name:ident, |$at:ident, $frame:ident, $acc:ident| $value:expr) => {
            /// # Safety
            /// See [`super::super::run`].
            #[allow(unused_variables)]
            pub(super) unsafe extern "C" fn $name<const TAIL: u8>(
                $at: *const Instruction,
                handlers: *const Handler,
                $frame: *mut Real,
                machine: *mut Machine,
                $acc: Real,
            ) -> i32 {
                // SAFETY: see `run`: operands are slots of a verified program.
                unsafe {
                    let acc = $value;
                    finish!(TAIL, $at, handlers, $frame, machine, acc)
                }
            }
        };
    }

    hot! {
        Sin = math::sin;
        Cos = math::cos;
        Exp = math::exp;
        Ln = math::ln;
    }
}
