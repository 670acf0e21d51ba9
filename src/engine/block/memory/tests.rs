//! Where the columns of a call stand, and that its rows are run at once: on programs made by hand, for nothing else shows
//! either.

use std::vec::Vec;

use super::super::Wanted;
use super::*;
use crate::program::Opcode;
use crate::program::verify::verify;

fn i(opcode: Opcode, a: u32, c: u32) -> Instruction {
    Instruction::new(opcode, 0, [a, 0, c])
}

/// Each result is the first parameter, made greater by all constants and by the result before it; temporaries are written.
fn program<'a>(arena: &'a Arena, layout: Layout, branches: bool) -> Program<'a> {
    let mut program = Program::empty(arena);
    for result in layout.first_result()..layout.first_constant() {
        if branches {
            program.code.extend(&[i(Opcode::Load, 0, 0), i(Opcode::JumpUnless, 0, 1)]).unwrap();
        }
        program.code.push(i(Opcode::Load, 0, 0)).unwrap();
        for slot in layout.first_constant()..layout.first_temporary() {
            program.code.push(i(Opcode::AddAcc, slot, 0)).unwrap();
        }
        for slot in layout.first_temporary()..layout.slots() {
            program.code.push(i(Opcode::Store, 0, slot)).unwrap();
        }
        if result > layout.first_result() {
            program.code.push(i(Opcode::AddAcc, result - 1, 0)).unwrap();
        }
        program.code.push(i(Opcode::Result, 0, result)).unwrap();
    }
    program.code.push(i(Opcode::End, 0, 0)).unwrap();
    program.main_length = program.code.len() as u32;
    program.layout = layout;
    program.branches = branches;
    assert!(verify(&program, None));
    program
}

/// The columns that a call was dealt: where each begins.
fn dealt(blocks: &Blocks, plan: &Plan, layout: &Layout, inputs: &[*const Real]) -> Vec<usize> {
    // SAFETY: there is one of each slot.
    let table = unsafe { slice::from_raw_parts(plan.columns, layout.slots() as usize) };
    let mut columns = Vec::from([plan.acc, plan.spare]);
    if blocks.has_branches {
        columns.extend([plan.new, plan.wake]);
    }
    columns.extend(table.iter().zip(inputs).filter(|(_, input)| input.is_null()).map(|(c, _)| *c));
    let results = layout.first_result() as usize..layout.first_constant() as usize;
    columns.extend(table[results].iter().filter(|column| **column != plan.spare));
    columns.extend(&table[layout.first_constant() as usize..]);
    let mut columns: Vec<usize> = columns.iter().map(|column| column.addr()).collect();
    columns.sort_unstable();
    columns
}

/// Whatever a program has, is given and is asked for.
#[test]
fn columns_stand_side_by_side_in_the_memory_taken() {
    let number = &raw const ARRAY[0];
    for choice in 0..2 * 3 * 3 * 3 * 2 * 4 * 8 * 2 {
        let mut rest = choice;
        let mut digit = |most: u32| (rest % most, rest /= most).0;
        let [more, results, constants, temporaries, branches] = [2, 3, 3, 3, 2].map(&mut digit);
        let (set, unwanted, shared) = (digit(4), digit(8), digit(2) == 1);
        let (parameters, results) = (1 + more, 1 + results);
        let layout = Layout { parameters, results, constants, temporaries };
        let arena = Arena::growable(0, usize::MAX).unwrap();
        let program = program(&arena, layout, branches == 1);
        let given = |p| if set >> p & 1 == 1 { ptr::null() } else { number };
        let inputs: Vec<_> = (0..parameters).map(given).collect();
        let wanted: Vec<_> = (0..results)
            .filter(|e| unwanted >> e & 1 == 0)
            .map(|expression| Wanted { expression, shared: shared && set & 1 == 0 })
            .collect();
        let columns = Columns {
            rows: 64,
            inputs: &inputs,
            outputs: &[number.cast_mut(); 3],
            wanted: &wanted,
        };
        let frame = Vec::from([1.5; 16]);
        let blocks = Blocks::for_program(&arena, &program, 64).unwrap();
        // SAFETY: made for this program; the frame is long enough.
        let plan = unsafe { blocks.plan(&program, frame.as_ptr(), &columns) }.expect("memory");
        let all = dealt(&blocks, &plan, &layout, &inputs);
        let start = blocks.memory.as_ptr().addr();
        let end = start + blocks.memory.bytes();
        let bytes = bytes_of(plan.rows);
        assert!(all[0] >= start && all[all.len() - 1] + bytes <= end, "{choice}: {layout:?}");
        assert!(all.windows(2).all(|pair| pair[1] - pair[0] >= bytes), "{choice}: {layout:?}");
        assert_eq!(all[0] % ALIGNMENT, 0, "{choice}: {layout:?}");
        let own = if blocks.has_branches { 4 } else { 2 };
        if all.len() <= (own + constants + temporaries + 2) as usize {
            assert_eq!(plan.rows, 64, "{choice}: {layout:?}");
        }
    }
}

static ARRAY: [Real; 1] = [1.0];

#[test]
fn rows_are_run_in_blocks() {
    for (branches, asked) in [(false, 64), (true, 64), (false, 128), (true, 0), (false, 0)] {
        let arena = Arena::growable(0, usize::MAX).unwrap();
        let layout = Layout { parameters: 1, results: 2, constants: 1, temporaries: 1 };
        let program = program(&arena, layout, branches);
        let mut blocks = Blocks::for_program(&arena, &program, asked).unwrap();
        if asked == 0 {
            assert_eq!(blocks.bytes(), 0, "not before all else has its place");
            blocks.take_to_spare(&program);
        }
        for rows in [64, 65, 1000] {
            let x: Vec<Real> = (0..rows).map(|row| row as Real).collect();
            let mut out = [x.clone(), x.clone()];
            let mut frame = [0.0, 0.0, 0.0, 0.25, 0.0];
            let [first, second] = &mut out;
            let columns = Columns {
                rows,
                inputs: &[x.as_ptr()],
                outputs: &[first.as_mut_ptr(), second.as_mut_ptr()],
                wanted: &[0, 1].map(|expression| Wanted { expression, shared: false }),
            };
            // SAFETY: made for this program, whose frame it is; the columns have so many rows.
            let done =
                unsafe { blocks.run(&program, frame.as_mut_ptr(), &columns, || Level::Baseline) };
            assert_eq!(done, rows);
            assert!((0..rows).all(|row| out[1][row] == 2.0 * (x[row] + 0.25)), "{out:?}");
        }
        blocks.give_back();
        assert_eq!(blocks.bytes(), 0);
    }
}
