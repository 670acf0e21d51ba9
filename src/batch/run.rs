//! Runs of a prepared program, and what the calls that must be short know of it.

use core::ptr;

use super::{BatchBuilder, Prepared};
use crate::context::{Context, ContextKey};
use crate::engine;
use crate::engine::machine::Machine;
#[cfg(not(threaded))]
use crate::error::Status;
use crate::program::{Instruction, Opcode};
#[cfg(joined)]
use crate::real::canonical;
use crate::real::{Real, any_pointer};

/// A prepared program over its frame. Valid until the builder is changed.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Run {
    code: ptr::NonNull<Instruction>,
    frame: *mut Real,
}

impl Run {
    /// Runs a program that uses nothing but its frame: no function of the host, no failure, no bound
    /// parameter. 0, the code of success.
    ///
    /// # Safety
    /// The program is such a one, and the builder has not been changed since.
    #[inline(always)]
    pub(super) unsafe fn run_plain(&self) -> i32 {
        // SAFETY: the caller's word; a plain program uses no machine.
        unsafe { self.run_with(any_pointer()) }
    }

    /// # Safety
    /// As [`Run::run_plain`]; `machine` was made for the program and the frame, or is not used.
    #[inline(always)]
    unsafe fn run_with(&self, machine: *mut Machine) -> i32 {
        // SAFETY: the program was verified, and the frame was made for it.
        #[cfg(threaded)]
        unsafe {
            engine::threaded::run(self.code.as_ptr(), self.frame, machine)
        }
        // SAFETY: as above.
        #[cfg(not(threaded))]
        unsafe {
            engine::scalar::run(self.code.as_ptr(), self.frame, machine);
            Status::Ok.code()
        }
    }
}

/// The value of an operation on numbers, for those that are constants.
#[cfg(joined)]
pub(super) fn value(opcode: Opcode, k: u16, [a, b, c]: [Real; 3]) -> Real {
    canonical(opcode.evaluate(k, a, b, c))
}

/// The same by a program of its own, where flash is short: there is no code but the engine's that knows the operations.
#[cfg(not(joined))]
#[inline(never)]
pub(super) fn value(opcode: Opcode, k: u16, [a, b, c]: [Real; 3]) -> Real {
    let mut code = [
        Instruction::new(opcode, k, [0, 1, 2]),
        Instruction::new(Opcode::Result, 0, [0, 0, 3]),
        Instruction::new(Opcode::End, 0, [0; 3]),
    ];
    engine::make_ready(&mut code);
    let mut frame = [a, b, c, 0.0];
    let run = Run { code: ptr::NonNull::from(&code).cast(), frame: frame.as_mut_ptr() };
    // SAFETY: an operation on data reads these three slots at most, and the result is the fourth.
    unsafe { run.run_plain() };
    let [.., result] = frame;
    result
}

/// A batch that is no more than a prepared program over its frame, for calls that must be short. Valid
/// until the builder is changed.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Plain {
    /// Its frame is null where the batch is more, or not prepared.
    run: Run,
    /// The first result; null where there is none.
    results: *const Real,
    /// The parameters, where they are two, as mostly; otherwise null.
    pair: *mut Real,
    parameter_count: usize,
    result_count: usize,
    key: ContextKey,
}

impl Plain {
    /// Of a batch that is more, or not prepared: it answers nothing.
    pub(crate) const NONE: Plain = Plain {
        run: Run { code: ptr::NonNull::dangling(), frame: ptr::null_mut() },
        results: ptr::null(),
        pair: ptr::null_mut(),
        parameter_count: 0,
        result_count: 0,
        key: 0,
    };

    /// Whether it is of a prepared batch.
    pub(crate) fn answers(&self) -> bool {
        !self.run.frame.is_null()
    }

    /// Evaluates as prepared; `None`: it answers nothing.
    ///
    /// # Safety
    /// The builder has not been changed since.
    #[inline(always)]
    pub(crate) unsafe fn evaluate(&self) -> Option<i32> {
        if self.run.frame.is_null() {
            return None;
        }
        // SAFETY: the caller's word, and `plain_run` found such a program.
        Some(unsafe { self.run.run_plain() })
    }

    /// Whether it was prepared with this context, so that [`Plain::evaluate`] is with it.
    #[inline]
    pub(crate) fn is_of(&self, context: &Context) -> bool {
        context.key() == self.key
    }

    /// Sets the parameters where they are two; false, and nothing done, where not.
    ///
    /// # Safety
    /// As [`Plain::evaluate`]; `values` are two numbers.
    #[inline(always)]
    pub(crate) unsafe fn set_pair(&self, values: *const Real) -> bool {
        let pair = self.pair;
        if pair.is_null() {
            return false;
        }
        // SAFETY: the caller's word, and they are two.
        unsafe { (*pair, *pair.add(1)) = (*values, *values.add(1)) };
        true
    }

    /// Sets all parameters; false, and nothing done, where they are not `count`.
    ///
    /// # Safety
    /// As [`Plain::evaluate`]; `values` are `count` numbers.
    #[inline(always)]
    pub(crate) unsafe fn set_params(&self, values: *const Real, count: usize) -> bool {
        let (mut from, mut to, mut left) = (values, self.run.frame, count);
        if count != self.parameter_count || to.is_null() {
            return false;
        }
        // SAFETY: the caller's word, and the frame begins with the parameters. Volatile, so that it stays a loop: a call
        // of memcpy costs more than the few numbers that there are.
        unsafe {
            while left > 0 {
                to.write_volatile(*from);
                (from, to, left) = (from.add(1), to.add(1), left - 1);
            }
        }
        true
    }

    /// The result of the first expression, if there is one.
    ///
    /// # Safety
    /// As [`Plain::evaluate`].
    #[inline(always)]
    pub(crate) unsafe fn first_result(&self) -> Option<Real> {
        // SAFETY: null where there is none.
        unsafe { self.results.as_ref().copied() }
    }

    /// The result of an expression, if there is one of that number.
    ///
    /// # Safety
    /// As [`Plain::evaluate`].
    #[inline(always)]
    pub(crate) unsafe fn result(&self, index: u32) -> Option<Real> {
        let index = index as usize;
        // SAFETY: they are that many.
        (index < self.result_count).then(|| unsafe { *self.results.add(index) })
    }
}

impl BatchBuilder<'_> {
    /// The batch as a program and a frame, where it needs no more than these.
    pub(crate) fn plain(&self) -> Option<Plain> {
        let (run, key) = self.plain_run()?;
        let (parameter_count, result_count) = (self.parameters as usize, self.records.len());
        // The results follow the parameters in the frame.
        let results = if result_count == 0 { ptr::null() } else { self.results_ptr().cast_const() };
        let pair = if parameter_count == 2 { run.frame } else { ptr::null_mut() };
        Some(Plain { run, results, pair, parameter_count, result_count, key })
    }

    /// The fastest way to evaluate the batch as it is prepared, where there is one.
    #[inline]
    pub(super) fn plain_run(&self) -> Option<(Run, ContextKey)> {
        let prepared = self.prepared.as_ref()?;
        let plain = !prepared.program.needs_machine
            && self.bindings().is_empty()
            && self.unprepared.get().is_none();
        plain.then(|| (prepared.over(self.frame.as_ptr()), prepared.key))
    }
}

impl Prepared<'_> {
    /// The program over a frame.
    #[inline(always)]
    pub(super) fn over(&self, frame: *mut Real) -> Run {
        Run { code: ptr::NonNull::from(&*self.program.code).cast(), frame }
    }

    /// Runs the program once.
    ///
    /// # Safety
    /// `frame` has the slots of the program's layout.
    #[inline]
    pub(super) unsafe fn run(&self, frame: *mut Real) {
        let run = self.over(frame);
        // SAFETY: the program was verified; frame and scratch were made for it.
        unsafe {
            if self.program.needs_machine {
                self.scratch.forget_failures();
                let mut machine = Machine::new(&self.program, frame, &self.scratch);
                run.run_with(&raw mut machine);
            } else {
                run.run_plain();
            }
        }
    }
}
