//! Where failures lead in programs that are verified but that the compiler does not make.

use super::super::make_machine_ready;
use super::*;
use crate::program::Layout;
use crate::program::opcode::Opcode;

/// Where one failure after the other in the instruction `failing` leads, behind a `Begin` if the code has one.
fn exits(code: &[Instruction], failing: usize) -> [usize; 3] {
    let arena = Arena::new(4032).unwrap();
    let mut program = Program::empty(&arena);
    program.code.extend(code).unwrap();
    program.main_length = code.len() as u32;
    program.fallible = true;
    program.layout = Layout { parameters: 1, results: 1, constants: 0, temporaries: 0 };
    let tables = program.tables().unwrap();
    tables.arrays.push(Array { data: ptr::null(), length: 0 }).unwrap();
    tables.sites.push(Span::default()).unwrap();
    let scratch = make_machine_ready(&arena, &mut program).unwrap();
    let mut frame = [0.0; 2];
    let mut machine = Machine::new(&program, frame.as_mut_ptr(), &scratch);
    let first = program.code.as_ptr();
    // SAFETY: instructions of this program, which is right as far as they go.
    unsafe {
        if program.code[0].opcode == Opcode::Begin {
            machine.begin(first);
        }
        [(); 3].map(|()| {
            let (exit, _) = machine.element(first.add(failing), 0.0).unwrap_err();
            exit.offset_from(first) as usize
        })
    }
}

#[test]
fn without_a_begin_failures_lead_to_the_end() {
    let element = Instruction::new(Opcode::Element, 0, [0; 3]);
    let result = Instruction::new(Opcode::Result, 0, [0, 0, 1]);
    let end = Instruction::new(Opcode::End, 0, [0; 3]);
    assert_eq!(exits(&[element, result, end], 0), [2; 3]);
}

#[test]
fn a_failure_behind_its_exit_leads_there_once() {
    let begin = Instruction::new(Opcode::Begin, 0, [0; 3]);
    let element = Instruction::new(Opcode::Element, 0, [0; 3]);
    let end = Instruction::new(Opcode::End, 0, [0; 3]);
    assert_eq!(exits(&[begin, element, end], 1), [1, 2, 2]);
}
