//! Proves, once, what the engines rely on: every slot, table entry and jump target that an
//! instruction names is there, jumps go forward, and no path runs past the end of its code.

#[cfg(test)]
mod tests;

use super::opcode::Opcode;
use super::{Function, Instruction, Program};

/// Whether an instruction is right in a frame of so many slots, with so many instructions before the code's end, itself
/// included.
pub(crate) type IsRight = fn(&Program, &Instruction, u32, usize) -> bool;

/// Whether `program` may be run, if [`verify_functions`] is true, too. `machine` is [`machine_is_right`] where it may have
/// instructions that use the machine.
pub(crate) fn verify(program: &Program, machine: Option<IsRight>) -> bool {
    let main = program.code.get(..program.main_length as usize).unwrap_or(&[]);
    let layout = &program.layout;
    let slots = layout.slots();
    main.last().is_some_and(|i| i.opcode == Opcode::End)
        && main.iter().enumerate().all(|(at, instruction)| {
            // Most instructions, first.
            if instruction.opcode.is_data() {
                return is_data_right(instruction, slots);
            }
            let rest = main.len() - at;
            match instruction.opcode {
                // Else columns that are only read would be written.
                Opcode::Store => (layout.first_temporary()..slots).contains(&instruction.c),
                Opcode::Result => layout.is_result(instruction.c),
                Opcode::End => rest == 1,
                opcode if opcode.uses_machine() => {
                    machine.is_some_and(|is_right| is_right(program, instruction, slots, rest))
                }
                _ => is_jump_right(program, instruction, slots, rest),
            }
        })
}

/// The same of the functions of a program; it is true where there are none.
pub(crate) fn verify_functions(program: &Program) -> bool {
    program.functions().iter().all(|f| function_is_right(program, f))
}

fn function_is_right(program: &Program, function: &Function) -> bool {
    let code = program.function_code(function);
    let constants_end = u64::from(function.first_constant) + u64::from(function.constants);
    let fixed = u64::from(function.arguments) + u64::from(function.constants);
    function.entry >= program.main_length
        && constants_end <= program.function_constants().len() as u64
        && fixed <= u64::from(function.slots)
        && code.len() == function.length as usize
        && code.last().is_some_and(|i| i.opcode == Opcode::Return)
        && code.iter().enumerate().all(|(at, instruction)| {
            let (rest, slots) = (code.len() - at, function.slots);
            match instruction.opcode {
                Opcode::Begin | Opcode::Check | Opcode::Result | Opcode::End => false,
                Opcode::Return => rest == 1,
                Opcode::Store => instruction.c < slots,
                opcode if opcode.is_data() => is_data_right(instruction, slots),
                opcode if opcode.uses_machine() => {
                    machine_is_right(program, instruction, slots, rest)
                }
                _ => is_jump_right(program, instruction, slots, rest),
            }
        })
}

/// Whether an operation on data is right in a frame of `slots` slots: also the operands that its
/// equation does not read, for the engines may load them.
#[inline]
fn is_data_right(instruction: &Instruction, slots: u32) -> bool {
    let Instruction { opcode, k, a, b, c, .. } = *instruction;
    let d = if opcode.is_quad() { u32::from(k) } else { 0 };
    a.max(b).max(c).max(d) < slots
}

/// [`IsRight`] of jumps. One of c skips c instructions; what it lands on is inside.
fn is_jump_right(program: &Program, instruction: &Instruction, slots: u32, rest: usize) -> bool {
    let Instruction { opcode, a, b, c, .. } = *instruction;
    program.branches && (c as usize) < rest - 1 && (opcode == Opcode::Jump || a.max(b) < slots)
}

/// [`IsRight`] of those that use the machine, but for `Return`, which is the end of its code.
pub(crate) fn machine_is_right(
    program: &Program,
    instruction: &Instruction,
    slots: u32,
    rest: usize,
) -> bool {
    let Instruction { opcode, a, b, c, .. } = *instruction;
    let run = |first: u32, count: u32| u64::from(first) + u64::from(count) <= u64::from(slots);
    let site = |s: u32| (s as usize) < program.sites().len();
    let array = |i: u32| (i as usize) < program.arrays().len();
    let expression = |e: u32| e < program.layout.results;
    // Else there is no memory for what the others do, or no result that could fail.
    (program.fallible && program.layout.results > 0 || opcode == Opcode::Native)
        && match opcode {
            Opcode::Begin => expression(a) && (c as usize) < rest - 1,
            Opcode::Check => expression(a) && site(c),
            Opcode::Element => a < slots && array(b) && site(c),
            Opcode::ElementAcc => array(b) && site(c),
            Opcode::Native => run(a, b) && (c as usize) < program.natives().len(),
            Opcode::Call => {
                let callee = program.functions().get(c as usize);
                callee.is_some_and(|f| run(a, f.arguments)) && site(b)
            }
            _ => false,
        }
}
