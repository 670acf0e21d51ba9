//! Runs a verified program over columns, block by block of a few rows: a slot is a short column, a
//! constant the same number in every row. The same equations as in the other engines, from the same
//! table, so the same bits.
//!
//! [`wide`] has the accumulator of a block in vector registers, [`narrow`] in memory; both run code
//! without jumps to its end. A program with branches runs instruction by instruction: rows that a
//! branch parts go on one after the other, each has the instruction at which it wakes, and what the
//! others compute meanwhile does not touch its numbers.
//!
//! Programs that call functions of the host or can fail are not for this engine: they are run row by
//! row, so that calls come in the order of the rows.

mod functions;
#[cfg(wide)]
mod fused;
mod level;
mod memory;
#[cfg(not(wide))]
mod narrow;
#[cfg(wide)]
mod operands;
#[cfg(wide)]
mod sequence;
#[cfg(wide)]
mod wide;

use core::cell::Cell;

use crate::program::opcode::Group;
use crate::program::{Instruction, Opcode, Program};
use crate::real::{Bits, Real, from_bool};

use functions::{read, write};
#[cfg(wide)]
use fused::Task;
pub(crate) use level::Level;
pub(crate) use memory::Blocks;
use memory::Plan;

/// The columns of a call.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'c> {
    pub rows: usize,
    /// Of each parameter; null: the frame's value in every row.
    pub inputs: &'c [*const Real],
    /// Of each expression; null: not wanted.
    pub outputs: &'c [*mut Real],
    /// Those that are not null.
    pub wanted: &'c [Wanted],
}

/// An expression whose column is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub expression: u32,
    /// Whether its column is an input column too, which later instructions may still read.
    pub shared: bool,
}

/// What the loop of [`narrow`] reads.
#[cfg(not(wide))]
type Task = Instruction;

/// What a run is given.
struct Code {
    start: *const Task,
    /// Of each slot; the first row's number.
    columns: *mut *mut Real,
    /// Blocks that are still to be run.
    blocks: Cell<usize>,
    /// What the first columns, `moving` of them in whole [`TOGETHER`], move on by from block to block.
    steps: *const usize,
    moving: usize,
    /// The slots of constants.
    #[cfg(wide)]
    first_constant: u32,
    #[cfg(wide)]
    constants: u32,
    /// Gets the last row's result of each expression.
    frame: *mut Real,
    /// The accumulator to begin with, and where it may stand in memory.
    acc: *mut Real,
    /// Where functions write.
    spare: *mut Real,
}

impl Blocks<'_> {
    /// Runs the first rows, as many as can be done in blocks, and tells how many; the rest is for
    /// another engine.
    ///
    /// # Safety
    /// These blocks were made for `program`, which was verified, and `frame` is its frame. Columns
    /// that are not null have their rows; outputs overlap nothing, but those that are shared are
    /// input columns exactly. The processor has the level.
    pub(crate) unsafe fn run(
        &self,
        program: &Program,
        frame: *mut Real,
        columns: &Columns,
        level: impl Fn() -> Level,
    ) -> usize {
        // SAFETY: the caller's word.
        let Some(plan) = (unsafe { self.plan(program, frame, columns) }) else {
            return 0;
        };
        let highest = level();
        let shared = columns.wanted.iter().any(|wanted| wanted.shared);
        let mut first = 0;
        while first < columns.rows {
            let left = columns.rows - first;
            // The last rows again, with some before them: unless an input was overwritten.
            let again = if shared { 0 } else { LEAST_ROWS.min(plan.rows).min(columns.rows) };
            let Some((level, rows)) = highest.for_rows(plan.rows.min(left.max(again))) else {
                break;
            };
            first = first.min(columns.rows - rows);
            // Where something is to be done between blocks, each is a run of its own.
            let at_once = if shared || self.has_branches { 1 } else { usize::MAX };
            // SAFETY: the caller's word; the plan has a column of so many rows for each slot.
            unsafe {
                while columns.rows - first >= rows {
                    let blocks = ((columns.rows - first) / rows).min(at_once);
                    plan.enter(columns, first, rows);
                    self.run_blocks(program, frame, &plan, level, (blocks, rows));
                    plan.leave(columns, first, rows);
                    first += blocks * rows;
                }
            }
        }
        first
    }

    /// Runs blocks whose columns are in their places.
    ///
    /// # Safety
    /// See [`Blocks::run`]: as there for so many blocks; for one where the program has branches.
    unsafe fn run_blocks(
        &self,
        program: &Program,
        frame: *mut Real,
        plan: &Plan,
        level: Level,
        (blocks, rows): (usize, usize),
    ) {
        let Plan { columns, steps, moving, acc, spare, .. } = *plan;
        let blocks = Cell::new(blocks);
        let code = Code {
            start: plan.tasks,
            columns,
            blocks,
            steps,
            moving,
            #[cfg(wide)]
            first_constant: program.layout.first_constant(),
            #[cfg(wide)]
            constants: program.layout.constants,
            frame,
            acc,
            spare,
        };
        // SAFETY: the caller's word. There are no instructions but those of straight code, or
        // branches too.
        unsafe {
            if self.has_branches {
                let start = program.code.as_ptr();
                Parting { start, code, plan, level, rows, wake_last: 0 }.run();
            } else {
                level.run(&code, rows);
            }
        }
    }
}

/// `a` if so, else `b`, by a mask: of a choice between two numbers the compiler may make a jump, and
/// rows differ without a pattern.
#[inline(always)]
fn choose(so: bool, a: Real, b: Real) -> Real {
    let mask = Bits::from(so).wrapping_neg();
    Real::from_bits(a.to_bits() & mask | b.to_bits() & !mask)
}

/// Columns that move on together: as many as are vectors of addresses where there are such.
const TOGETHER: usize = if cfg!(wide) { 8 } else { 1 };

impl Code {
    /// Whether there is another block; its columns are in their places then.
    ///
    /// # Safety
    /// There are so many columns and steps, and the columns have the rows of all blocks.
    #[inline(always)]
    unsafe fn next_block(&self) -> bool {
        let left = self.blocks.get() - 1;
        self.blocks.set(left);
        if left == 0 {
            return false;
        }
        let mut first = 0;
        while first < self.moving {
            // SAFETY: the caller's word.
            unsafe {
                let steps = self.steps.add(first).cast::<[usize; TOGETHER]>().read();
                let columns = self.columns.add(first).cast::<[*mut Real; TOGETHER]>();
                let mut moved = columns.read();
                let mut i = 0;
                while i < TOGETHER {
                    moved[i] = moved[i].wrapping_byte_add(steps[i]);
                    i += 1;
                }
                columns.write(moved);
            }
            first += TOGETHER;
        }
        true
    }

    /// The same for one block of other code.
    fn of(&self, start: *const Task) -> Code {
        Code { start, blocks: Cell::new(1), ..*self }
    }
}

/// The rows of the smallest block that is worth while for what is left over.
const LEAST_ROWS: usize = Level::Baseline.least_rows();

/// One block of rows on its way through a program with branches. The accumulator is in its column.
struct Parting<'p> {
    start: *const Instruction,
    /// What each instruction is run with.
    code: Code,
    plan: &'p Plan,
    level: Level,
    rows: usize,
    /// Before this instruction rows may be asleep.
    wake_last: usize,
}

impl Parting<'_> {
    /// Runs the program from its first instruction to its end.
    ///
    /// # Safety
    /// See [`Blocks::run`]; the plan is that of the program and has columns for branches.
    unsafe fn run(&mut self) {
        let mut at = 0;
        // SAFETY: verification showed that every slot and jump target is there and that every path
        // ends in `End`, `Blocks` that there are no instructions but these.
        unsafe {
            loop {
                let instruction = *self.start.add(at);
                at = match (instruction.opcode.group(), instruction.opcode) {
                    (Group::Branch(sense), _) => self.branch(at, instruction, sense),
                    (_, Opcode::Jump) => self.jump(at, instruction.c as usize),
                    (_, Opcode::End) => return,
                    (Group::Control, _) => {
                        self.keep(at, instruction);
                        at + 1
                    }
                    _ => {
                        self.compute(at, instruction);
                        at + 1
                    }
                };
            }
        }
    }

    fn all_awake(&self, at: usize) -> bool {
        at >= self.wake_last
    }

    /// The accumulator becomes an equation's value, in those rows that are awake.
    ///
    /// # Safety
    /// See [`Parting::run`].
    unsafe fn compute(&self, at: usize, instruction: Instruction) {
        let target = if self.all_awake(at) { self.plan.acc_slot } else { self.plan.new_slot };
        let store = Instruction::new(Opcode::Store, 0, [0, 0, target]);
        let end = Instruction { opcode: Opcode::End, ..store };
        let code = [instruction, store, end].map(Task::from);
        // SAFETY: the caller's word; there is a column for the target.
        unsafe {
            self.level.run(&self.code.of(code.as_ptr()), self.rows);
            if !self.all_awake(at) {
                self.blend(self.plan.acc, self.plan.new, at);
            }
        }
    }

    /// A slot becomes the accumulator's value, in those rows that are awake; all are for a result.
    ///
    /// # Safety
    /// See [`Parting::run`].
    unsafe fn keep(&self, at: usize, instruction: Instruction) {
        let end = Instruction { opcode: Opcode::End, ..instruction };
        let code = [instruction, end].map(Task::from);
        // SAFETY: the caller's word.
        unsafe {
            if self.all_awake(at) {
                self.level.run(&self.code.of(code.as_ptr()), self.rows);
            } else {
                let column = *self.plan.columns.add(instruction.c as usize);
                self.blend(column, self.plan.acc, at);
            }
        }
    }

    /// Where the rows go on behind a condition, which the accumulator becomes.
    ///
    /// # Safety
    /// See [`Parting::run`].
    unsafe fn branch(&mut self, at: usize, instruction: Instruction, sense: bool) -> usize {
        let target = at + 1 + instruction.c as usize;
        let sense = from_bool(sense);
        // SAFETY: the caller's word. What is no slot, an equation must not load.
        unsafe {
            self.compute(at, Instruction { c: 0, ..instruction });
            let condition = read(self.plan.acc, self.rows);
            if self.all_awake(at) {
                let taken = condition.iter().map(|x| from_bool(*x == sense)).sum::<Real>() as usize;
                if taken == 0 || taken == self.rows {
                    return if taken == 0 { at + 1 } else { target };
                }
                write(self.plan.wake, self.rows).fill(0.0);
            }
            self.send(at, target, |x| x == sense)
        }
    }

    /// Where the rows go on that jump over `skip` instructions.
    ///
    /// # Safety
    /// See [`Parting::run`].
    unsafe fn jump(&mut self, at: usize, skip: usize) -> usize {
        let target = at + 1 + skip;
        if self.all_awake(at) {
            return target;
        }
        // SAFETY: the caller's word.
        unsafe { self.send(at, target, |_| true) }
    }

    /// Rows that are awake and whose accumulator is such a one sleep until `target`: the next
    /// instruction after `at` for which a row is awake.
    ///
    /// # Safety
    /// See [`Parting::run`].
    #[inline(always)]
    unsafe fn send(&mut self, at: usize, target: usize, is_sent: impl Fn(Real) -> bool) -> usize {
        let (now, later) = (at as Real, target as Real);
        let mut first = later;
        // SAFETY: a program with branches has both columns, and they were written.
        let (wakes, accs) =
            unsafe { (write(self.plan.wake, self.rows), read(self.plan.acc, self.rows)) };
        for (wake, acc) in wakes.iter_mut().zip(accs) {
            // No jumps: rows differ without a pattern.
            let sent = (*wake <= now) & is_sent(*acc);
            *wake = choose(sent, later, *wake);
            first = choose(*wake < first, *wake, first);
        }
        self.wake_last = self.wake_last.max(target);
        (at + 1).max(first as usize)
    }

    /// Writes the numbers of `new` into a column in those rows that are awake.
    ///
    /// # Safety
    /// See [`Parting::run`]; rows are asleep.
    unsafe fn blend(&self, column: *mut Real, new: *const Real, at: usize) {
        // SAFETY: the caller's word; the three are different columns.
        let (column, new, wake) = unsafe {
            (write(column, self.rows), read(new, self.rows), read(self.plan.wake, self.rows))
        };
        for ((x, new), wake) in column.iter_mut().zip(new).zip(wake) {
            let (new, kept) = (*new, *x);
            *x = choose(*wake <= at as Real, new, kept);
        }
    }
}
