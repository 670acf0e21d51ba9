//! The memory of the block engine: taken when a batch is prepared, dealt out at each call by what
//! that one's columns leave to be held.

#[cfg(wide)]
use core::cell::Cell;
use core::{ptr, slice};

#[cfg(wide)]
use super::fused::write_tasks;
use super::level::Level;
use super::{Columns, TOGETHER, Task};
use crate::arena::{Arena, ArenaVec};
use crate::error::Status;
use crate::limits::{BLOCK_BYTES, BLOCK_ROWS, BLOCK_SHARE, LARGE_BLOCK_ROWS};
use crate::program::opcode::Group;
use crate::program::{Instruction, Layout, Program};
use crate::real::Real;

#[cfg(test)]
mod tests;

/// Where columns begin: with a line of the cache.
const ALIGNMENT: usize = 64;

/// The scratch of one batch for evaluating columns.
pub(crate) struct Blocks<'a> {
    /// None where the program is not for blocks, or nothing was to be had.
    memory: ArenaVec<'a, u64>,
    most_rows: usize,
    /// Whether the program has nothing but what this engine knows.
    is_for_blocks: bool,
    pub(super) has_branches: bool,
    /// Whether the memory has the tasks of the program.
    #[cfg(wide)]
    has_tasks: Cell<bool>,
}

/// What a usual call takes.
#[derive(Clone, Copy)]
struct Needs {
    /// Bytes beside columns.
    fixed: usize,
    columns: usize,
}

impl Needs {
    /// Bytes in all.
    fn bytes(self, rows: usize) -> usize {
        self.fixed.saturating_add(self.columns.saturating_mul(bytes_of(rows)))
    }
}

/// Where a call has its columns.
pub(super) struct Plan {
    /// Straight code as it is run.
    pub tasks: *const Task,
    /// Rows that there is room for.
    pub rows: usize,
    /// Of each slot of the frame, and of the two that follow.
    pub columns: *mut *mut Real,
    /// What the first of them, `moving` in all, move on by: parameters and results.
    pub steps: *mut usize,
    pub moving: usize,
    pub acc_slot: u32,
    pub new_slot: u32,
    /// The accumulator's column.
    pub acc: *mut Real,
    /// What nobody reads, and what functions write.
    pub spare: *mut Real,
    /// In programs with branches: what is computed while rows are asleep, and the instruction at
    /// which each row wakes.
    pub new: *mut Real,
    pub wake: *mut Real,
    first_result: usize,
}

impl<'a> Blocks<'a> {
    /// What `program` needs for blocks of at most `rows` rows; it is an error where there is no memory.
    /// 0: none yet, see [`Blocks::take_to_spare`].
    pub(crate) fn for_program(
        arena: &'a Arena,
        program: &Program,
        rows: u32,
    ) -> Result<Self, Status> {
        let most_rows = if rows == 0 { BLOCK_ROWS } else { rows as usize };
        let mut blocks = Blocks::without(arena, program, most_rows);
        if rows > 0 && blocks.is_for_blocks {
            if cfg!(target_os = "none") {
                blocks.take(blocks.needs(program), usize::MAX)?;
            } else {
                blocks.memory = Blocks::memory_for(arena, program, most_rows)?;
            }
        }
        Ok(blocks)
    }

    /// Memory for so many rows. Apart, so that blocks that have none stay in registers.
    #[inline(never)]
    fn memory_for(
        arena: &'a Arena,
        program: &Program,
        most_rows: usize,
    ) -> Result<ArenaVec<'a, u64>, Status> {
        let mut blocks = Blocks::without(arena, program, most_rows);
        blocks.take(blocks.needs(program), usize::MAX)?;
        Ok(blocks.memory)
    }

    /// Without memory.
    #[inline(always)]
    fn without(arena: &'a Arena, program: &Program, most_rows: usize) -> Self {
        Blocks {
            memory: ArenaVec::new(arena),
            most_rows,
            // No more instructions than a number of any width can count: `Plan::wake`.
            is_for_blocks: !program.needs_machine && program.code.len() < 1 << 24,
            has_branches: program.branches,
            #[cfg(wide)]
            has_tasks: Cell::new(false),
        }
    }

    /// Takes as many rows as are worth while and the arena can spare, if any.
    pub(crate) fn take_to_spare(&mut self, program: &Program) {
        if self.is_for_blocks {
            let needs = self.needs(program);
            let share = self.memory.arena().spare() / BLOCK_SHARE;
            // Without it all goes on, row by row.
            let _ = self.take(needs, share.min(BLOCK_BYTES.max(needs.bytes(LARGE_BLOCK_ROWS))));
        }
    }

    fn needs(&self, program: &Program) -> Needs {
        let layout = &program.layout;
        // A parameter without a column, and a result that is held, are more.
        let more = (layout.parameters + layout.results).min(2) as usize;
        Needs {
            fixed: self.task_bytes(program) + table_bytes_of(layout),
            columns: self.columns_of(layout, more),
        }
    }

    /// Takes memory, of which there is none yet, for the largest blocks that do with `most` bytes, if any.
    fn take(&mut self, needs: Needs, most: usize) -> Result<(), Status> {
        let mut rows = self.most_rows;
        while let Some((_, block)) = Level::HIGHEST.for_rows(rows) {
            let bytes = needs.bytes(block);
            if bytes <= most {
                self.memory.fit(bytes / size_of::<u64>())?;
                #[cfg(wide)]
                self.has_tasks.set(false);
                break;
            }
            rows = block - 1;
        }
        Ok(())
    }

    /// Gives the memory of columns back.
    pub(crate) fn give_back(&mut self) {
        self.memory = ArenaVec::new(self.memory.arena());
    }

    /// Bytes of the arena.
    pub(crate) fn bytes(&self) -> usize {
        self.memory.bytes()
    }

    /// How many columns a call has in this memory, `more` of them for parameters and results.
    fn columns_of(&self, layout: &Layout, more: usize) -> usize {
        let own = if self.has_branches { 4 } else { 2 };
        own + (layout.constants + layout.temporaries) as usize + more
    }

    /// Deals the memory out for a call. `None`: there is not enough of it.
    ///
    /// # Safety
    /// These blocks were made for `program`, `frame` is its frame, and the columns are as many as
    /// its parameters and results.
    pub(super) unsafe fn plan(
        &self,
        program: &Program,
        frame: *const Real,
        columns: &Columns,
    ) -> Option<Plan> {
        let layout = &program.layout;
        let mut dealer = Dealer::of(&self.memory);
        let tasks = self.tasks(program, &mut dealer)?;
        let slots = layout.slots() as usize;
        let moving = layout.first_constant() as usize;
        let steps = dealer.table::<usize>(moving)?.as_mut_ptr();
        let table = dealer.table(slots + 2)?;
        let set = (0..layout.parameters).filter(|p| columns.inputs[*p as usize].is_null());
        let held = self.hold(program, table, columns);
        let more = set.clone().count() + held;
        let rows = dealer.rows_for(self.columns_of(layout, more), self.most_rows)?;
        if self.has_branches {
            // SAFETY: there is so much. What a branch leaves unwritten is read in vain.
            unsafe {
                ptr::write_bytes(dealer.start, 0, bytes_of(rows) * self.columns_of(layout, more))
            };
        }
        let mut deal = || dealer.column(rows);
        let (acc, spare) = (deal(), deal());
        let (new, wake) = if self.has_branches { (deal(), deal()) } else { (acc, acc) };
        for slot in set.chain(layout.first_constant()..layout.first_temporary()) {
            let column = deal();
            // SAFETY: the frame has the slot, and the column its rows.
            unsafe { slice::from_raw_parts_mut(column, rows).fill(*frame.add(slot as usize)) };
            table[slot as usize] = column;
        }
        for temporary in &mut table[layout.first_temporary() as usize..slots] {
            *temporary = deal();
        }
        let first_result = layout.first_result() as usize;
        for result in &mut table[first_result..layout.first_constant() as usize] {
            *result = if *result == HELD { deal() } else { spare };
        }
        (table[slots], table[slots + 1]) = (acc, new);
        Some(Plan {
            tasks,
            rows,
            columns: table.as_mut_ptr(),
            steps,
            moving,
            acc_slot: slots as u32,
            new_slot: slots as u32 + 1,
            acc,
            spare,
            new,
            wake,
            first_result,
        })
    }

    /// Bytes of the tasks of straight code.
    #[cfg(wide)]
    fn task_bytes(&self, program: &Program) -> usize {
        let tasks = if self.has_branches { 0 } else { program.code.len() };
        (tasks * size_of::<Task>()).next_multiple_of(size_of::<u64>())
    }

    /// The program itself is what is run.
    #[cfg(not(wide))]
    fn task_bytes(&self, _program: &Program) -> usize {
        0
    }

    /// Straight code as it is run, written when it is first asked for: most batches never are.
    #[cfg(wide)]
    fn tasks(&self, program: &Program, dealer: &mut Dealer) -> Option<*const Task> {
        let tasks = dealer.start.cast::<Task>();
        let bytes = self.task_bytes(program);
        if bytes > dealer.rest() {
            return None;
        }
        dealer.start = dealer.start.wrapping_add(bytes);
        if bytes > 0 && !self.has_tasks.replace(true) {
            // SAFETY: there is room, and nobody reads it meanwhile.
            unsafe { write_tasks(&program.code, &program.layout, tasks) };
        }
        Some(tasks)
    }

    #[cfg(not(wide))]
    fn tasks(&self, program: &Program, _dealer: &mut Dealer) -> Option<*const Task> {
        Some(program.code.as_ptr())
    }

    /// Marks the results that need columns of their own, and tells how many they are: those whose
    /// columns are input columns too, and those that are used and not wanted.
    fn hold(&self, program: &Program, table: &mut [*mut Real], columns: &Columns) -> usize {
        let layout = &program.layout;
        if program.reads_results && columns.wanted.len() < layout.results as usize {
            let main = program.code.iter().take(program.main_length as usize);
            main.flat_map(slots_read)
                .filter(|slot| layout.is_result(*slot))
                .for_each(|slot| table[slot as usize] = HELD);
        }
        let results = layout.first_result() as usize..layout.first_constant() as usize;
        for wanted in columns.wanted {
            let slot = results.start + wanted.expression as usize;
            table[slot] = if wanted.shared { HELD } else { ptr::null_mut() };
        }
        table[results].iter().filter(|result| **result == HELD).count()
    }
}

/// Stands for a column that is still to be dealt.
const HELD: *mut Real = ptr::dangling_mut();

impl Plan {
    /// The columns of the host stand in their slots from row `first` on, to move on by `rows` rows.
    ///
    /// # Safety
    /// The plan was made for these columns, which have such a row.
    pub(super) unsafe fn enter(&self, columns: &Columns, first: usize, rows: usize) {
        // SAFETY: there is an entry for each slot.
        unsafe {
            for (p, column) in columns.inputs.iter().enumerate().filter(|(_, c)| !c.is_null()) {
                *self.columns.add(p) = column.add(first).cast_mut();
                *self.steps.add(p) = bytes_of(rows);
            }
            for wanted in columns.wanted.iter().filter(|wanted| !wanted.shared) {
                let e = wanted.expression as usize;
                *self.columns.add(self.first_result + e) = columns.outputs[e].add(first);
                *self.steps.add(self.first_result + e) = bytes_of(rows);
            }
        }
    }

    /// Results that were held back go to the columns of the host, from row `first` on.
    ///
    /// # Safety
    /// As for [`Plan::enter`], of `rows` rows.
    pub(super) unsafe fn leave(&self, columns: &Columns, first: usize, rows: usize) {
        for wanted in columns.wanted.iter().filter(|wanted| wanted.shared) {
            let e = wanted.expression as usize;
            // SAFETY: the caller's word; the plan dealt a column to the slot.
            unsafe {
                let held = *self.columns.add(self.first_result + e);
                ptr::copy_nonoverlapping(held, columns.outputs[e].add(first), rows);
            }
        }
    }
}

/// Deals memory out from its start.
struct Dealer<'m> {
    start: *mut u8,
    end: *mut u8,
    memory: core::marker::PhantomData<&'m u64>,
}

impl<'m> Dealer<'m> {
    fn of(memory: &'m ArenaVec<u64>) -> Dealer<'m> {
        let start = memory.as_ptr().cast::<u8>();
        let end = start.wrapping_add(memory.bytes());
        Dealer { start, end, memory: core::marker::PhantomData }
    }

    fn rest(&self) -> usize {
        self.end.addr().saturating_sub(self.start.addr())
    }

    /// Pointers or numbers, all bits 0, and as many more as make them whole [`TOGETHER`].
    fn table<T: Copy>(&mut self, length: usize) -> Option<&'m mut [T]> {
        let bytes = table_bytes::<T>(length);
        if bytes > self.rest() {
            return None;
        }
        let table = self.start.cast::<T>();
        self.start = self.start.wrapping_add(bytes);
        // SAFETY: so much memory was left, aligned as a granule of the arena, and is dealt once; such
        // bits are a pointer or a number.
        unsafe {
            ptr::write_bytes(table.cast::<u8>(), 0, bytes);
            Some(slice::from_raw_parts_mut(table, length))
        }
    }

    /// The rows of the largest block that there is room for in so many columns. From here on only
    /// columns are dealt.
    fn rows_for(&mut self, columns: usize, most: usize) -> Option<usize> {
        let address = self.start.addr();
        self.start = self.start.wrapping_add(address.next_multiple_of(ALIGNMENT) - address);
        let mut rows = most;
        loop {
            let (_, block) = Level::HIGHEST.for_rows(rows)?;
            let bytes = columns.checked_mul(bytes_of(block))?;
            if bytes <= self.rest() {
                return Some(block);
            }
            rows = block - 1;
        }
    }

    /// A column, one of those that there is room for.
    fn column(&mut self, rows: usize) -> *mut Real {
        let column = self.start.cast::<Real>();
        self.start = self.start.wrapping_add(bytes_of(rows));
        column
    }
}

/// Bytes of a column.
fn bytes_of(rows: usize) -> usize {
    rows * size_of::<Real>()
}

/// What a call takes beside tasks and columns.
fn table_bytes_of(layout: &Layout) -> usize {
    ALIGNMENT
        + table_bytes::<usize>(layout.first_constant() as usize)
        + table_bytes::<*mut Real>(layout.slots() as usize + 2)
}

fn table_bytes<T>(length: usize) -> usize {
    length.next_multiple_of(TOGETHER) * size_of::<T>()
}

/// The slots that an instruction reads; `u32::MAX` for those that it does not.
pub(super) fn slots_read(instruction: &Instruction) -> [u32; 4] {
    let Instruction { opcode, a, b, c, .. } = *instruction;
    let reads = opcode.reads();
    let if_read = |read: bool, slot: u32| if read { slot } else { u32::MAX };
    match opcode.group() {
        Group::Quad => [a, b, c, u32::from(instruction.k)],
        Group::Control => [u32::MAX; 4],
        _ => [if_read(reads.a, a), if_read(reads.b, b), if_read(reads.c, c), u32::MAX],
    }
}
