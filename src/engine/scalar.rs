//! The plain loop: one instruction after the other, the accumulator in a local variable.

use super::machine::Machine;
use crate::math;
use crate::program::opcode::{apply, apply_quad, binary, opcodes, ternary, test, unary};
use crate::program::{Instruction, Opcode};
use crate::real::{Real, canonical, from_bool, truth};

macro_rules! engine {
    (
        data { $($data:ident, $equation:literal, $value:expr;)* }
        quad { $($quad:ident, $combination:literal, $four:expr;)* }
        branch { $($branch:ident, $sense:literal, $condition:literal, $test:expr;)* }
        control { $($control:ident, $text:literal;)* }
    ) => {
        /// Runs from the instruction at `at` to `End`.
        ///
        /// # Safety
        /// `at` points to the first instruction of a verified program, `frame` to as many slots
        /// as its layout has, and `machine` was made for both, or is never used by the program.
        pub(crate) unsafe fn run(
            mut at: *const Instruction,
            mut frame: *mut Real,
            machine: *mut Machine,
        ) {
            let mut acc: Real = 0.0;
            // SAFETY: verification showed that every slot, table entry and jump target is there,
            // that unused operands are slots too, and that every path ends in `End`.
            unsafe {
                loop {
                    let Instruction { opcode, k, a, b, c } = *at;
                    let slot = |number: u32| *frame.add(number as usize);
                    at = at.add(1);
                    match opcode {
                        $(Opcode::$data => acc = apply($value, k, acc, slot(a), slot(b), slot(c)),)*
                        $(Opcode::$quad => {
                            acc = apply_quad($four, [slot(a), slot(b), slot(c), slot(u32::from(k))]);
                        })*
                        $(Opcode::$branch => {
                            let condition = test($test, acc, slot(a), slot(b));
                            acc = from_bool(condition);
                            if condition == $sense {
                                at = at.add(c as usize);
                            }
                        })*
                        Opcode::Jump => at = at.add(c as usize),
                        Opcode::End => return,
                        Opcode::Store => *frame.add(c as usize) = acc,
                        Opcode::Result => *frame.add(c as usize) = canonical(acc),
                        Opcode::Begin => (*machine).begin(at.sub(1)),
                        Opcode::Check => {
                            if let Some(position) = (*machine).check(at.sub(1)) {
                                (at, frame) = position;
                            }
                        }
                        Opcode::Element => match (*machine).element(at.sub(1), slot(a)) {
                            Ok(value) => acc = value,
                            Err(position) => (at, frame) = position,
                        },
                        Opcode::ElementAcc => match (*machine).element(at.sub(1), acc) {
                            Ok(value) => acc = value,
                            Err(position) => (at, frame) = position,
                        },
                        Opcode::Native => acc = (*machine).native(at.sub(1), frame),
                        Opcode::Call => (at, frame) = (*machine).call(at.sub(1), frame),
                        Opcode::Return => (at, frame) = (*machine).come_back(frame),
                    }
                }
            }
        }
    };
}
opcodes!(engine);
