//! A program as text, one instruction a line, for people and for tests: `acc = x * y`.

use core::fmt::{self, Write};

use super::opcode::Opcode;
use super::{Instruction, Layout, Program};
use crate::language::functions::{Binary, Ternary, Unary};
use crate::real::Real;

/// What the text needs beside the program.
pub(crate) struct Names<'n> {
    /// The name of a parameter.
    pub parameter: &'n dyn Fn(&mut dyn Write, u32) -> fmt::Result,
    /// The batch's frame, for the constants.
    pub frame: &'n [Real],
}

/// Writes the batch's instructions and those of its functions.
pub(crate) fn disassemble(
    program: &Program,
    names: &Names<'_>,
    out: &mut dyn Write,
) -> fmt::Result {
    let main = program.code.get(..program.main_length as usize).unwrap_or(&[]);
    let frame = Frame::Batch { layout: program.layout, names };
    for (at, instruction) in main.iter().enumerate() {
        line(out, at, instruction, &frame)?;
    }
    for (index, function) in program.functions().iter().enumerate() {
        writeln!(out, "function {index}:")?;
        let first = function.first_constant as usize;
        let end = first + function.constants as usize;
        let constants = program.function_constants().get(first..end).unwrap_or(&[]);
        let frame = Frame::Function { arguments: function.arguments, constants };
        for (at, instruction) in program.function_code(function).iter().enumerate() {
            line(out, at, instruction, &frame)?;
        }
    }
    Ok(())
}

/// What the slots of a frame are called.
enum Frame<'f> {
    Batch { layout: Layout, names: &'f Names<'f> },
    Function { arguments: u32, constants: &'f [Real] },
}

impl Frame<'_> {
    fn slot(&self, out: &mut dyn Write, slot: u32) -> fmt::Result {
        match self {
            Frame::Batch { layout, names } => {
                if slot < layout.first_result() {
                    (names.parameter)(out, slot)
                } else if slot < layout.first_constant() {
                    write!(out, "result[{}]", slot - layout.first_result())
                } else if slot < layout.first_temporary() {
                    let value = names.frame.get(slot as usize).copied().unwrap_or(0.0);
                    write!(out, "{value}")
                } else {
                    write!(out, "t{}", slot - layout.first_temporary())
                }
            }
            Frame::Function { arguments, constants } => {
                let first_temporary = arguments + constants.len() as u32;
                if slot < *arguments {
                    write!(out, "arg[{slot}]")
                } else if slot < first_temporary {
                    let value = constants.get((slot - arguments) as usize).copied();
                    write!(out, "{}", value.unwrap_or(0.0))
                } else {
                    write!(out, "t{}", slot - first_temporary)
                }
            }
        }
    }
}

fn line(out: &mut dyn Write, at: usize, instruction: &Instruction, frame: &Frame) -> fmt::Result {
    write!(out, "{at:4}  ")?;
    let Instruction { opcode, a, b, c, .. } = *instruction;
    let target = at + 1 + c as usize;
    match opcode {
        Opcode::Jump => write!(out, "jump {target}")?,
        Opcode::End => out.write_str("end")?,
        Opcode::Store | Opcode::Result => {
            frame.slot(out, c)?;
            out.write_str(" = acc")?;
        }
        Opcode::Begin => write!(out, "begin expression {a}, ends before {target}")?,
        Opcode::Check => write!(out, "check expression {a}")?,
        Opcode::Element => {
            write!(out, "acc = array {b}[")?;
            frame.slot(out, a)?;
            out.write_str("]")?;
        }
        Opcode::ElementAcc => write!(out, "acc = array {b}[acc]")?,
        Opcode::Native => {
            write!(out, "acc = native {c}(")?;
            run_of_slots(out, frame, a, b)?;
        }
        Opcode::Call => {
            write!(out, "acc = function {c}(")?;
            frame.slot(out, a)?;
            out.write_str(" ...)")?;
        }
        Opcode::Return => out.write_str("return acc")?,
        _ => match opcode.group() {
            super::opcode::Group::Branch(sense) => {
                out.write_str("acc = ")?;
                equation(out, instruction, frame)?;
                write!(out, "; jump {target} if {sense}")?;
            }
            _ => {
                out.write_str("acc = ")?;
                equation(out, instruction, frame)?;
            }
        },
    }
    out.write_str("\n")
}

fn run_of_slots(out: &mut dyn Write, frame: &Frame, first: u32, count: u32) -> fmt::Result {
    for slot in first..first + count {
        if slot > first {
            out.write_str(", ")?;
        }
        frame.slot(out, slot)?;
    }
    out.write_str(")")
}

/// The opcode's equation with the operands' names in place of `a`, `b`, `c`, `d` and `f`.
fn equation(out: &mut dyn Write, instruction: &Instruction, frame: &Frame) -> fmt::Result {
    let mut rest = instruction.opcode.equation();
    while !rest.is_empty() {
        let word = rest.find(|ch: char| !ch.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(word.max(1));
        match head {
            "a" => frame.slot(out, instruction.a)?,
            "b" => frame.slot(out, instruction.b)?,
            "c" => frame.slot(out, instruction.c)?,
            "d" => frame.slot(out, u32::from(instruction.k))?,
            "f" => out.write_str(function_name(instruction))?,
            _ => out.write_str(head)?,
        }
        rest = tail;
    }
    Ok(())
}

fn function_name(instruction: &Instruction) -> &'static str {
    let k = instruction.k;
    match instruction.opcode {
        Opcode::Call1 | Opcode::Call1Acc => Unary::name(k),
        Opcode::Call3 => Ternary::name(k),
        _ => Binary::name(k),
    }
}
