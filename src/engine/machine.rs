//! What the engines share beyond the frame: failures, arrays, functions of the host, and the
//! frames of expression functions.

#[cfg(test)]
mod tests;

use core::cell::Cell;
use core::{mem, ptr};

use crate::arena::{Arena, ArenaBox, ArenaVec};
use crate::error::{Span, Status};
use crate::program::{Array, Failure, Function, Instruction, Native, Program};
use crate::real::{NAN, Real, canonical};

/// Where to go on when a function returns.
#[derive(Clone, Copy)]
pub(crate) struct Return {
    instruction: *const Instruction,
    frame: *mut Real,
}

/// The mutable memory of one batch beside its frame, allocated when it is prepared.
pub(crate) struct Scratch<'a> {
    /// None where expressions cannot fail, which those that call functions can.
    buffers: ArenaBox<'a, Buffers<'a>>,
    /// Whether a failure stands among the failures.
    pub failed: Cell<bool>,
}

struct Buffers<'a> {
    /// One for each expression, where expressions can fail: of the last run, or the
    /// first of all rows of a block.
    failures: ArenaVec<'a, Failure>,
    /// The first of each expression, while rows are run.
    first_failures: ArenaVec<'a, Failure>,
    /// Nested frames of functions, and where each returns to.
    frames: ArenaVec<'a, Real>,
    returns: ArenaVec<'a, Return>,
}

impl<'a> Scratch<'a> {
    /// What a program needs that uses nothing but its frame.
    pub(crate) fn none(arena: &'a Arena) -> Self {
        Scratch { buffers: ArenaBox::empty(arena), failed: Cell::new(false) }
    }

    /// All that `program` can need.
    pub(crate) fn for_program(arena: &'a Arena, program: &Program) -> Result<Self, Status> {
        let mut scratch = Scratch::none(arena);
        if program.fallible {
            scratch.take_buffers(program)?;
        }
        Ok(scratch)
    }

    #[inline(never)]
    fn take_buffers(&mut self, program: &Program) -> Result<(), Status> {
        let expressions = program.layout.results as usize;
        let back = Return { instruction: ptr::null(), frame: ptr::null_mut() };
        let buffers = self.buffers.get_or_insert(Buffers::empty)?;
        buffers.failures.resize(expressions, Failure::NONE)?;
        buffers.first_failures.resize(expressions, Failure::NONE)?;
        buffers.frames.resize(program.function_slots(), NAN)?;
        buffers.returns.resize(program.levels() as usize, back)
    }

    /// The failures of the last run, one of each expression; none where they cannot fail.
    pub(crate) fn failures(&self) -> &[Failure] {
        self.buffers.get().map_or(&[], |buffers| &buffers.failures)
    }

    /// Bytes of the nested frames.
    pub(crate) fn frame_bytes(&self) -> usize {
        self.buffers.get().map_or(0, |b| b.frames.bytes() + b.returns.bytes())
    }

    /// Bytes of the arena in all.
    pub(crate) fn bytes(&self) -> usize {
        let failures = |b: &Buffers| b.failures.bytes() + b.first_failures.bytes();
        self.buffers.bytes() + self.frame_bytes() + self.buffers.get().map_or(0, failures)
    }

    /// Rows are going to be run.
    pub(crate) fn begin_rows(&self) {
        if let Some(buffers) = self.buffers.get() {
            overwrite(&buffers.first_failures, |_| Failure::NONE);
        }
    }

    /// A row was run: its failures are noted where they are the first.
    pub(crate) fn note_row(&self) {
        if self.failed.get()
            && let Some(Buffers { failures, first_failures, .. }) = self.buffers.get()
        {
            overwrite(first_failures, |i| {
                let first = of(first_failures, i);
                if first.status == Status::Ok { of(failures, i) } else { first }
            });
        }
    }

    /// All rows were run: the failures are the first ones of each expression.
    pub(crate) fn end_rows(&self) {
        let mut any = false;
        if let Some(Buffers { failures, first_failures, .. }) = self.buffers.get() {
            any = first_failures.iter().any(|failure| failure.status != Status::Ok);
            if any {
                overwrite(failures, |i| of(first_failures, i));
            }
        }
        self.failed.set(any);
    }

    /// Forgets the failures of the last run.
    #[inline]
    pub(crate) fn forget_failures(&self) {
        if self.failed.replace(false)
            && let Some(buffers) = self.buffers.get()
        {
            overwrite(&buffers.failures, |_| Failure::NONE);
        }
    }
}

impl<'a> Buffers<'a> {
    fn empty(arena: &'a Arena) -> Self {
        Buffers {
            failures: ArenaVec::new(arena),
            first_failures: ArenaVec::new(arena),
            frames: ArenaVec::new(arena),
            returns: ArenaVec::new(arena),
        }
    }
}

/// Sets the elements of one of the vectors of failures.
fn overwrite(failures: &ArenaVec<Failure>, value: impl Fn(usize) -> Failure) {
    for i in 0..failures.len() {
        let value = value(i);
        // SAFETY: an element of the vector; references to elements end before.
        unsafe { failures.as_ptr().add(i).write(value) };
    }
}

/// One of the failures; none where expressions cannot fail.
fn of(failures: &[Failure], expression: usize) -> Failure {
    failures.get(expression).copied().unwrap_or(Failure::NONE)
}

/// The state of one run. Pointers, because a function of the host that is being called may ask for
/// what the engine is changing.
pub(crate) struct Machine {
    natives: *const Native,
    arrays: *const Array,
    functions: *const Function,
    function_constants: *const Real,
    sites: *const Span,
    code: *const Instruction,
    failures: *mut Failure,
    failed: *const Cell<bool>,
    /// The batch's frame.
    frame: *mut Real,
    first_result: u32,
    frames: *mut Real,
    returns: *mut Return,
    levels: u32,
    steps_limit: u64,
    /// Of the expression that is being evaluated.
    expression: u32,
    exit: *const Instruction,
    /// The `End` of the batch, where another failure behind the same `Begin` leads.
    end: *const Instruction,
    depth: u32,
    next_frame: *mut Real,
    steps: u64,
    /// The call in the expression inside which the run is.
    outer_site: u32,
}

/// Where the run goes on: instruction and frame.
pub(crate) type Position = (*const Instruction, *mut Real);

impl Machine {
    /// For one run of `program` over `frame`.
    pub(crate) fn new(program: &Program, frame: *mut Real, scratch: &Scratch) -> Machine {
        let end =
            program.code.as_ptr().wrapping_add(program.main_length.saturating_sub(1) as usize);
        let mut machine = Machine {
            natives: ptr::null(),
            arrays: ptr::null(),
            functions: ptr::null(),
            function_constants: ptr::null(),
            sites: ptr::null(),
            code: program.code.as_ptr(),
            failures: ptr::null_mut(),
            failed: &raw const scratch.failed,
            frame,
            first_result: program.layout.first_result(),
            frames: ptr::null_mut(),
            returns: ptr::null_mut(),
            levels: 0,
            steps_limit: 0,
            expression: 0,
            exit: end,
            end,
            depth: 0,
            next_frame: ptr::null_mut(),
            steps: 0,
            outer_site: 0,
        };
        if let Some(tables) = program.tables_there() {
            machine.natives = tables.natives.as_ptr();
            machine.arrays = tables.arrays.as_ptr();
            machine.functions = tables.functions.as_ptr();
            machine.function_constants = tables.function_constants.as_ptr();
            machine.sites = tables.sites.as_ptr();
            (machine.levels, machine.steps_limit) = (tables.levels, tables.steps);
        }
        if let Some(buffers) = scratch.buffers.get() {
            machine.failures = buffers.failures.as_ptr();
            machine.frames = buffers.frames.as_ptr();
            machine.next_frame = machine.frames;
            machine.returns = buffers.returns.as_ptr();
        }
        machine
    }

    /// `Begin`: the steps and the depth start anew, and a failure leads behind the expression.
    ///
    /// # Safety
    /// `at` is a `Begin` instruction of a verified program that this machine was made for.
    #[inline]
    pub(crate) unsafe fn begin(&mut self, at: *const Instruction) {
        // SAFETY: `at` is valid, and the jump target was verified.
        unsafe {
            self.expression = (*at).a;
            self.exit = at.add(1 + (*at).c as usize);
        }
        self.depth = 0;
        self.next_frame = self.frames;
        self.steps = self.steps_limit;
    }

    /// The expression fails; `site` is where in its text, unless a function is running.
    ///
    /// # Safety
    /// `site` was verified.
    #[cold]
    unsafe fn fail(&mut self, status: Status, site: u32) -> Position {
        let site = if self.depth > 0 { self.outer_site } else { site };
        // SAFETY: sites, results and failures were verified to reach that far.
        unsafe {
            let span = *self.sites.add(site as usize);
            *self.failures.add(self.expression as usize) = Failure { status, span };
            (*self.failed).set(true);
            *self.frame.add((self.first_result + self.expression) as usize) = NAN;
        }
        // Once, so that a run ends wherever the exit is.
        (mem::replace(&mut self.exit, self.end), self.frame)
    }

    /// `Check`: fails as another expression did. `None`: that one did not.
    ///
    /// # Safety
    /// `at` is a `Check` of a verified program that this machine was made for.
    #[inline]
    pub(crate) unsafe fn check(&mut self, at: *const Instruction) -> Option<Position> {
        // SAFETY: expression and site were verified.
        unsafe {
            let status = (*self.failures.add((*at).a as usize)).status;
            (status != Status::Ok).then(|| self.fail(status, (*at).c))
        }
    }

    /// Element `index` of array `b`, or where the failure leads.
    ///
    /// # Safety
    /// As for [`Machine::check`], of an `Element`.
    #[inline]
    pub(crate) unsafe fn element(
        &mut self,
        at: *const Instruction,
        index: Real,
    ) -> Result<Real, Position> {
        // SAFETY: the array's number was verified; its memory is the host's word.
        unsafe {
            let array = &*self.arrays.add((*at).b as usize);
            // Truncated toward zero: what is above -1 is at least 0; NaN is neither.
            if index > -1.0 && index < array.length as Real {
                let place = index as usize;
                if place < array.length {
                    return Ok(*array.data.add(place));
                }
            }
            Err(self.fail(Status::ArrayIndex, (*at).c))
        }
    }

    /// Calls a function of the host with slots of `frame`.
    ///
    /// # Safety
    /// `at` is a `Native` of a verified program and `frame` the frame of its code.
    #[inline]
    pub(crate) unsafe fn native(&mut self, at: *const Instruction, frame: *mut Real) -> Real {
        // SAFETY: the slots and the function's number were verified.
        unsafe {
            let arguments = frame.add((*at).a as usize);
            let count = (*at).b as usize;
            // Which NaN an operation gives differs between machines.
            for i in 0..count {
                *arguments.add(i) = canonical(*arguments.add(i));
            }
            let native = *self.natives.add((*at).c as usize);
            (native.function)(arguments, count, native.user_data)
        }
    }

    /// Calls an expression function: where its code begins, with its frame, or where the failure
    /// leads.
    ///
    /// # Safety
    /// `at` is a `Call` of a verified program and `frame` the frame of its code.
    pub(crate) unsafe fn call(&mut self, at: *const Instruction, frame: *mut Real) -> Position {
        // SAFETY: function, arguments and site were verified; there is a frame of the largest
        // size, and a place to return to, for each of the levels.
        unsafe {
            let function = &*self.functions.add((*at).c as usize);
            if self.depth == 0 {
                self.outer_site = (*at).b;
            }
            if self.depth >= self.levels {
                return self.fail(Status::CallDepth, (*at).b);
            }
            let steps = u64::from(function.steps);
            if steps > self.steps {
                return self.fail(Status::StepBudget, (*at).b);
            }
            self.steps -= steps;
            let callee = self.next_frame;
            let arguments = frame.add((*at).a as usize);
            ptr::copy_nonoverlapping(arguments, callee, function.arguments as usize);
            let constants = self.function_constants.add(function.first_constant as usize);
            let place = callee.add(function.arguments as usize);
            ptr::copy_nonoverlapping(constants, place, function.constants as usize);
            let back = Return { instruction: at.add(1), frame };
            *self.returns.add(self.depth as usize) = back;
            self.depth += 1;
            self.next_frame = callee.add(function.slots as usize);
            (self.code.add(function.entry as usize), callee)
        }
    }

    /// `Return`: where the caller goes on.
    ///
    /// # Safety
    /// A `Call` was executed that has not returned; `frame` is the frame of its function.
    pub(crate) unsafe fn come_back(&mut self, frame: *mut Real) -> Position {
        self.depth -= 1;
        self.next_frame = frame;
        // SAFETY: `call` wrote the place when it raised the depth.
        let back = unsafe { *self.returns.add(self.depth as usize) };
        (back.instruction, back.frame)
    }
}
