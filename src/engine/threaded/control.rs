//! The handlers that are more than an equation.
#![allow(non_snake_case)]

use super::Opcode;
use super::{Instruction, Last, Machine, Real, canonical, enter, go, last};

/// Goes on at a position that the machine names.
macro_rules! go_to {
    ($machine:ident, $position:expr, $acc:expr) => {{
        let (at, frame) = $position;
        enter(at, frame, $machine, $acc, last($acc))
    }};
}

macro_rules! handler {
    ($name:ident, |$at:ident, $frame:ident, $machine:ident, $acc:ident| $body:expr) => {
        handler!(".text.whole", $name, |$at, $frame, $machine, $acc, kept| $body);
    };
    ($name:ident, |$at:ident, $frame:ident, $machine:ident, $acc:ident, $kept:ident| $body:expr) => {
        handler!(".text.whole", $name, |$at, $frame, $machine, $acc, $kept| $body);
    };
    ($section:literal, $name:ident,
        |$at:ident, $frame:ident, $machine:ident, $acc:ident, $kept:ident| $body:expr) => {
        /// # Safety
        /// See [`super::run`].
        #[allow(unused_variables)]
        #[cfg_attr(not(joined), unsafe(link_section = $section))]
        pub(super) unsafe extern "C" fn $name(
            $at: *const Instruction,
            $frame: *mut Real,
            $machine: *mut Machine,
            $acc: Real,
            $kept: Last,
        ) -> i32 {
            // SAFETY: see `run`: the program is verified, and the machine was made for it.
            unsafe { $body }
        }
    };
}

/// One that uses the machine, in a section that is linked with [`OF_MACHINE`] alone.
macro_rules! machine_handler {
    ($name:ident, |$at:ident, $frame:ident, $machine:ident, $acc:ident| $body:expr) => {
        handler!(".text.machine", $name, |$at, $frame, $machine, $acc, kept| $body);
    };
}

/// The handlers of these.
#[cfg(not(joined))]
pub(super) const OF_MACHINE: [(Opcode, super::Function); 7] = [
    (Opcode::Begin, Begin),
    (Opcode::Check, Check),
    (Opcode::Element, Element),
    (Opcode::ElementAcc, ElementAcc),
    (Opcode::Native, Native),
    (Opcode::Call, Call),
    (Opcode::Return, Return),
];

/// The handler of an instruction from which the batch's end is not far: the last result, or a jump
/// there.
#[cfg(joined)]
pub(super) fn ending(code: &[Instruction]) -> Option<super::Function> {
    match code.first()?.opcode {
        Opcode::Result if is_last_result(code, 0) => Some(LastResult),
        Opcode::Jump if leads_to_end(code, 0) => Some(JumpToLastResult),
        _ => None,
    }
}

#[cfg(joined)]
fn is_last_result(code: &[Instruction], at: usize) -> bool {
    let opcode = |at: usize| code.get(at).map(|instruction| instruction.opcode);
    (opcode(at), opcode(at + 1)) == (Some(Opcode::Result), Some(Opcode::End))
}

/// Whether the jump at `at` leads to the last result.
#[cfg(joined)]
pub(super) fn leads_to_end(code: &[Instruction], at: usize) -> bool {
    code.get(at).is_some_and(|jump| is_last_result(code, at + 1 + jump.c as usize))
}

handler!(LastResult, |at, frame, machine, acc| {
    *frame.add((*at).c as usize) = canonical(acc);
    0
});
#[cfg(joined)]
handler!(JumpToLastResult, |at, frame, machine, acc| {
    let result = at.add(1 + (*at).c as usize);
    *frame.add((*result).c as usize) = canonical(acc);
    0
});
handler!(Jump, |at, frame, machine, acc| go!(at, frame, machine, acc, last(acc), (*at).c as usize));
/// # Safety
/// None: it does nothing.
pub(super) unsafe extern "C" fn End(
    _at: *const Instruction,
    _frame: *mut Real,
    _machine: *mut Machine,
    _acc: Real,
    _kept: Last,
) -> i32 {
    0
}

handler!(Store, |at, frame, machine, acc| {
    *frame.add((*at).c as usize) = acc;
    go!(at, frame, machine, acc, last(acc), 0)
});
handler!(Result, |at, frame, machine, acc, kept| {
    *frame.add((*at).c as usize) = canonical(acc);
    go!(at, frame, machine, acc, kept, 0)
});
machine_handler!(Begin, |at, frame, machine, acc| {
    (*machine).begin(at);
    go!(at, frame, machine, acc, last(acc), 0)
});
machine_handler!(Check, |at, frame, machine, acc| {
    match (*machine).check(at) {
        Some(position) => go_to!(machine, position, 0.0),
        None => go!(at, frame, machine, acc, last(acc), 0),
    }
});
machine_handler!(Element, |at, frame, machine, acc| {
    match (*machine).element(at, *frame.add((*at).a as usize)) {
        Ok(value) => go!(at, frame, machine, value, last(value), 0),
        Err(position) => go_to!(machine, position, 0.0),
    }
});
machine_handler!(ElementAcc, |at, frame, machine, acc| {
    match (*machine).element(at, acc) {
        Ok(value) => go!(at, frame, machine, value, last(value), 0),
        Err(position) => go_to!(machine, position, 0.0),
    }
});
machine_handler!(Native, |at, frame, machine, acc| {
    let value = (*machine).native(at, frame);
    go!(at, frame, machine, value, last(value), 0)
});
machine_handler!(Call, |at, frame, machine, acc| {
    let position = (*machine).call(at, frame);
    go_to!(machine, position, 0.0)
});
machine_handler!(Return, |at, frame, machine, acc| go_to!(
    machine,
    (*machine).come_back(frame),
    acc
));
