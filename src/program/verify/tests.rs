//! Each operand of each kind of instruction at the last value that is right, and one beyond. The compiler emits nothing
//! wrong, so that wrong programs are made by hand here.

use core::ffi::c_void;
use core::ptr;

use super::super::{Array, Function, Layout, Native};
use super::*;
use crate::arena::Arena;
use crate::error::Span;
use crate::real::Real;

fn verify(program: &Program) -> bool {
    super::verify(program, Some(machine_is_right)) && verify_functions(program)
}

unsafe extern "C" fn zero(_: *const Real, _: usize, _: *mut c_void) -> Real {
    0.0
}

fn i(opcode: Opcode, k: u16, operands: [u32; 3]) -> Instruction {
    Instruction::new(opcode, k, operands)
}

fn load() -> Instruction {
    i(Opcode::Load, 0, [0; 3])
}

/// Frames of 4 slots, one of them a result, for the batch and of 3 for its function, which takes 2 arguments and has a
/// constant; one array, one function of the host, one site.
fn program<'a>(arena: &'a Arena, main: &[Instruction], body: &[Instruction]) -> Program<'a> {
    let mut program = Program::empty(arena);
    program.code.extend(main).unwrap();
    program.code.extend(body).unwrap();
    program.main_length = main.len() as u32;
    program.branches = true;
    program.fallible = true;
    program.layout = Layout { parameters: 2, results: 1, constants: 0, temporaries: 1 };
    program.tables().unwrap().arrays.push(Array { data: ptr::null(), length: 0 }).unwrap();
    program
        .tables()
        .unwrap()
        .natives
        .push(Native { function: zero, user_data: ptr::null_mut() })
        .unwrap();
    program.tables().unwrap().sites.push(Span::default()).unwrap();
    program.tables().unwrap().function_constants.push(1.0).unwrap();
    let function = Function {
        entry: main.len() as u32,
        length: body.len() as u32,
        arguments: 2,
        first_constant: 0,
        constants: 1,
        slots: 3,
        steps: 1,
    };
    program.tables().unwrap().functions.push(function).unwrap();
    program
}

fn end() -> Instruction {
    i(Opcode::End, 0, [0; 3])
}

fn leave() -> Instruction {
    i(Opcode::Return, 0, [0; 3])
}

fn is_right_as_main(main: &[Instruction]) -> bool {
    verify(&program(&Arena::new(4032).unwrap(), main, &[leave()]))
}

fn is_right_as_body(body: &[Instruction]) -> bool {
    verify(&program(&Arena::new(4032).unwrap(), &[end()], body))
}

/// The largest operands `[k, a, b, c]` that are right two instructions before the last one, in the batch's frame of 4
/// slots; `None` where any number is.
const LARGEST: [(Opcode, [Option<u32>; 4]); 12] = [
    (Opcode::Add, [None, Some(3), Some(3), Some(3)]),
    (Opcode::Call3, [None, Some(3), Some(3), Some(3)]),
    (Opcode::MulAddMul, [Some(3), Some(3), Some(3), Some(3)]),
    (Opcode::JumpUnlessLess, [None, Some(3), Some(3), Some(1)]),
    (Opcode::Jump, [None, None, None, Some(1)]),
    (Opcode::Begin, [None, Some(0), None, Some(1)]),
    (Opcode::Check, [None, Some(0), None, Some(0)]),
    (Opcode::Store, [None, None, None, Some(3)]),
    (Opcode::Result, [None, None, None, Some(2)]),
    (Opcode::Element, [None, Some(3), Some(0), Some(0)]),
    (Opcode::ElementAcc, [None, None, Some(0), Some(0)]),
    // Two arguments at the last two slots.
    (Opcode::Call, [None, Some(2), Some(0), Some(0)]),
];

fn of([k, a, b, c]: [u32; 4], opcode: Opcode) -> Instruction {
    i(opcode, k as u16, [a, b, c])
}

#[test]
fn operands_end_where_their_tables_end() {
    for (opcode, largest) in LARGEST {
        let right = largest.map(|most| most.unwrap_or(1000));
        assert!(is_right_as_main(&[of(right, opcode), load(), end()]), "{opcode:?}");
        for operand in 0..4 {
            if let Some(most) = largest[operand] {
                for beyond in [most + 1, 40_000] {
                    let mut wrong = right;
                    wrong[operand] = beyond;
                    let code = [of(wrong, opcode), load(), end()];
                    assert!(!is_right_as_main(&code), "{opcode:?}: {operand}");
                }
            }
        }
    }
}

/// Columns of the host that are only read stand in parameters' slots.
#[test]
fn only_results_and_temporaries_are_written() {
    for (opcode, written) in [(Opcode::Store, 3), (Opcode::Result, 2)] {
        for slot in 0..5 {
            let code = [of([0, 0, 0, slot], opcode), end()];
            assert_eq!(is_right_as_main(&code), slot == written, "{opcode:?} {slot}");
        }
    }
}

/// The engine over columns must know of them.
#[test]
fn jumps_are_told() {
    for (opcode, largest) in LARGEST {
        let arena = Arena::new(4032).unwrap();
        let instruction = of(largest.map(|most| most.unwrap_or(0)), opcode);
        let mut program = program(&arena, &[instruction, load(), end()], &[leave()]);
        let jumps = matches!(opcode, Opcode::Jump | Opcode::JumpUnlessLess);
        program.branches = false;
        assert_eq!(verify(&program), !jumps, "{opcode:?}");
    }
}

/// There is memory for failures and for nested frames only then, and something that can fail only if there is a result.
#[test]
fn what_can_fail_is_told() {
    for (opcode, largest) in LARGEST {
        let arena = Arena::new(4032).unwrap();
        let instruction = of(largest.map(|most| most.unwrap_or(0)), opcode);
        let mut program = program(&arena, &[instruction, load(), end()], &[leave()]);
        program.fallible = false;
        assert_eq!(verify(&program), !opcode.uses_machine(), "{opcode:?}");
        program.fallible = true;
        program.layout = Layout { parameters: 2, results: 0, constants: 0, temporaries: 2 };
        assert_eq!(
            verify(&program),
            !opcode.uses_machine() && opcode != Opcode::Result,
            "{opcode:?}"
        );
    }
}

/// The function's frame has a slot less than the batch's.
#[test]
fn a_function_has_a_frame_of_its_own() {
    for (slot, right) in [(2, true), (3, false)] {
        for operands in [[slot, 0, 0], [0, slot, 0], [0, 0, slot]] {
            assert_eq!(is_right_as_body(&[i(Opcode::Add, 0, operands), leave()]), right);
        }
        assert_eq!(is_right_as_body(&[i(Opcode::Store, 0, [0, 0, slot]), leave()]), right);
    }
}

#[test]
fn a_call_of_the_host_has_its_arguments_in_the_frame() {
    for (first, count, native, right) in [
        (0, 4, 0, true),
        (4, 0, 0, true),
        (1, 4, 0, false),
        (2, u32::MAX, 0, false),
        (0, 0, 1, false),
    ] {
        let code = [i(Opcode::Native, 0, [first, count, native]), end()];
        assert_eq!(is_right_as_main(&code), right, "{first} {count} {native}");
    }
}

#[test]
fn jumps_stay_in_their_code() {
    for (at, skip, right) in
        [(0, 0, true), (0, 2, true), (0, 3, false), (2, 0, true), (2, 1, false)]
    {
        for (last, is_right) in
            [(end(), is_right_as_main as fn(&[_]) -> _), (leave(), is_right_as_body)]
        {
            let mut code = [load(), load(), load(), last];
            code[at] = i(Opcode::Jump, 0, [0, 0, skip]);
            assert_eq!(is_right(&code), right, "{skip} from {at}");
        }
    }
}

/// `End` or `Return` is the last instruction and no other; the batch's own are not in a function.
#[test]
fn code_ends_once() {
    for code in [&[][..], &[load()], &[end(), end()], &[leave()], &[leave(), end()]] {
        assert!(!is_right_as_main(code), "{code:?}");
    }
    let of_the_batch = [Opcode::Begin, Opcode::Check, Opcode::Result, Opcode::End];
    for code in [&[][..], &[load()], &[leave(), leave()], &[end()]] {
        assert!(!is_right_as_body(code), "{code:?}");
    }
    for opcode in of_the_batch {
        assert!(!is_right_as_body(&[i(opcode, 0, [0; 3]), load(), leave()]), "{opcode:?}");
    }
}

#[test]
fn a_function_is_where_its_row_says() {
    let check = |change: fn(&mut Function)| {
        let arena = Arena::new(4032).unwrap();
        let mut program = program(&arena, &[load(), end()], &[load(), leave()]);
        change(&mut program.tables().unwrap().functions[0]);
        verify(&program)
    };
    assert!(check(|_| ()));
    assert!(!check(|f| f.length = 1));
    assert!(!check(|f| f.length = 3));
    assert!(!check(|f| f.entry = 4));
    assert!(check(|f| (f.entry, f.length) = (3, 1)));
    assert!(!check(|f| f.first_constant = 1));
    assert!(!check(|f| f.constants = 2));
    assert!(!check(|f| f.constants = u32::MAX));
    assert!(check(|f| f.arguments = 0));
    assert!(!check(|f| f.arguments = 3));
    assert!(!check(|f| f.slots = 2));
}
