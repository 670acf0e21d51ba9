//! Evaluating a prepared batch once; setting parameters and reading results.

use super::{BatchBuilder, Host, Prepared};
use crate::context::Context;
use crate::error::{Error, Fault, Status};
use crate::program::Failure;
use crate::real::{NAN, Real};

/// Makes the error of a run that failed.
pub(crate) type ErrorOf = fn(&BatchBuilder) -> Error;

impl BatchBuilder<'_> {
    /// Evaluates every expression once. Prepares first where that is needed (see
    /// [`BatchBuilder::needs_prepare`]); otherwise allocates nothing.
    ///
    /// # Errors
    /// Those of [`BatchBuilder::prepare`], all results being NaN then; else the first status of an
    /// expression that failed ([`Status::ArrayIndex`], [`Status::CallDepth`],
    /// [`Status::StepBudget`]), whose result is NaN.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let x = batch.add_parameter("x", 2.0)?;
    /// batch.add_expression("1 / x")?;
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 0.5);
    /// batch.set_param(x, 4.0)?;
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 0.25);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn eval(&mut self, context: Option<&Context>) -> Result<(), Error> {
        if let Some((plain, key)) = self.plain_run()
            && context.is_none_or(|context| context.key() == key)
        {
            // SAFETY: nothing changes the builder in between.
            unsafe { plain.run_plain() };
            return Ok(());
        }
        if self.needs_prepare(context) {
            self.prepare_for_eval(context.map(Host::of)).map_err(|error| self.told(error))?;
        }
        self.run().map_err(|error_of| error_of(self))
    }

    /// The part of an evaluation that may change the builder: a failure makes all results NaN.
    #[cold]
    pub(crate) fn prepare_for_eval(&mut self, context: Option<Host>) -> Result<(), Error> {
        self.prepare_in(context).inspect_err(|error| {
            let failure = Failure { status: error.status, span: error.span };
            self.unprepared.set(Some((error.expression, failure)));
            let first = self.parameters as usize;
            let count = self.records.len();
            self.frame.iter_mut().skip(first).take(count).for_each(|result| *result = NAN);
        })
    }

    /// The part of an evaluation that leaves the builder as it is but for numbers in its frame:
    /// functions of the host that are called may look at the builder meanwhile.
    #[inline]
    pub(crate) fn run(&self) -> Result<(), ErrorOf> {
        let Some(prepared) = &self.prepared else {
            return Err(|_| Status::Internal.into());
        };
        self.unprepared.set(None);
        for binding in self.bindings() {
            // SAFETY: the address is the host's word; the parameter has a slot.
            unsafe {
                *self.frame.as_ptr().add(binding.parameter as usize) = *binding.address;
            }
        }
        if prepared.program.needs_machine {
            return match self.beyond {
                Some(beyond) => (beyond.run)(self, prepared),
                None => Err(|_| Status::Internal.into()),
            };
        }
        // SAFETY: the frame was made for this program, which uses nothing else.
        unsafe { prepared.over(self.frame.as_ptr()).run_plain() };
        Ok(())
    }

    /// The same of a program that uses more than its frame.
    pub(super) fn run_beyond(&self, prepared: &Prepared) -> Result<(), ErrorOf> {
        // SAFETY: frame and scratch were made for this program.
        unsafe { prepared.run(self.frame.as_ptr()) };
        if prepared.scratch.failed.get() { Err(|batch| batch.first_error()) } else { Ok(()) }
    }

    /// What went wrong in the first expression that failed in the last evaluation.
    #[cold]
    pub(super) fn first_error(&self) -> Error {
        let failures = self.prepared.as_ref().map_or(&[][..], |p| p.scratch.failures());
        let failed = failures.iter().position(|failure| failure.status != Status::Ok);
        self.expression_error(failed.unwrap_or(0) as u32)
    }

    /// Sets a parameter.
    ///
    /// # Errors
    /// [`Status::IndexOutOfRange`]; [`Status::InvalidArgument`] for a bound parameter.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder, Status};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let x = batch.add_parameter("x", 1.0)?;
    /// batch.set_param(x, 7.0)?;
    /// assert_eq!(batch.param(x), 7.0);
    /// assert_eq!(batch.set_param(9, 0.0).unwrap_err().status, Status::IndexOutOfRange);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn set_param(&mut self, index: u32, value: Real) -> Result<(), Error> {
        let status = if index >= self.parameters {
            Status::IndexOutOfRange
        } else if self.bindings().binary_search_by_key(&index, |binding| binding.parameter).is_ok()
        {
            Status::InvalidArgument
        } else {
            *self.frame.at_mut(index as usize)? = value;
            return Ok(());
        };
        Err(Error::from(status))
    }

    /// Sets all parameters.
    ///
    /// # Errors
    /// [`Status::InvalidArgument`] for another number of values than of parameters, or where one
    /// is bound.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder, Status};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_parameter("x", 1.0)?;
    /// batch.add_parameter("y", 2.0)?;
    /// batch.set_params(&[3.0, 4.0])?;
    /// assert_eq!(batch.params(), [3.0, 4.0]);
    /// assert_eq!(batch.set_params(&[3.0]).unwrap_err().status, Status::InvalidArgument);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn set_params(&mut self, values: &[Real]) -> Result<(), Error> {
        if values.len() != self.parameters as usize || !self.bindings().is_empty() {
            return Err(Error::from(Status::InvalidArgument));
        }
        self.params_mut().iter_mut().zip(values).for_each(|(to, from)| *to = *from);
        Ok(())
    }

    /// The values of the parameters, in order.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_parameter("x", 1.0)?;
    /// batch.add_parameter("y", 2.0)?;
    /// assert_eq!(batch.params(), [1.0, 2.0]);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn params(&self) -> &[Real] {
        self.frame.get(..self.parameters as usize).unwrap_or(&[])
    }

    /// The values of the parameters, to be set in place.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_parameter("x", 1.0)?;
    /// batch.params_mut()[0] += 1.0;
    /// assert_eq!(batch.params(), [2.0]);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn params_mut(&mut self) -> &mut [Real] {
        self.frame.get_mut(..self.parameters as usize).unwrap_or(&mut [])
    }

    /// The first parameter's place, behind which the others and the results stand; writing there
    /// is like [`BatchBuilder::params_mut`].
    pub(crate) fn params_ptr(&self) -> *mut Real {
        self.frame.as_ptr()
    }

    /// The first result's place; see [`BatchBuilder::results`].
    pub(crate) fn results_ptr(&self) -> *mut Real {
        self.frame.as_ptr().wrapping_add(self.parameters as usize)
    }

    /// The value of a parameter; NaN where there is none.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let x = batch.add_parameter("x", 1.0)?;
    /// assert_eq!(batch.param(x), 1.0);
    /// assert!(batch.param(9).is_nan());
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn param(&self, index: u32) -> Real {
        self.params().get(index as usize).copied().unwrap_or(NAN)
    }

    /// The results of the last evaluation, in order; NaN before the first.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("1 + 1")?;
    /// batch.add_expression("2 + 2")?;
    /// assert!(batch.results().iter().all(|result| result.is_nan()));
    /// batch.eval(None)?;
    /// assert_eq!(batch.results(), [2.0, 4.0]);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn results(&self) -> &[Real] {
        let first = self.parameters as usize;
        self.frame.get(first..first + self.records.len()).unwrap_or(&[])
    }

    /// The result of an expression in the last evaluation; NaN where there is none.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("6 * 7")?;
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 42.0);
    /// assert!(batch.result(1).is_nan());
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn result(&self, index: u32) -> Real {
        self.results().get(index as usize).copied().unwrap_or(NAN)
    }

    /// How an expression fared in the last evaluation.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder, Status};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let table = [1.0];
    /// // SAFETY: the table outlives the last evaluation.
    /// unsafe { batch.bind_array("table", table.as_ptr(), table.len()) }?;
    /// batch.add_expression("table[5]")?;
    /// batch.add_expression("1")?;
    /// assert!(batch.eval(None).is_err());
    /// assert_eq!(batch.status(0), Status::ArrayIndex);
    /// assert_eq!(batch.status(1), Status::Ok);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn status(&self, index: u32) -> Status {
        self.failure(index).status
    }

    fn failure(&self, index: u32) -> Failure {
        if index as usize >= self.records.len() {
            return Failure { status: Status::IndexOutOfRange, ..Failure::NONE };
        }
        if let Some((_, failure)) = self.unprepared.get() {
            return failure;
        }
        let failures = self.prepared.as_ref().map_or(&[][..], |p| p.scratch.failures());
        failures.get(index as usize).copied().unwrap_or(Failure::NONE)
    }

    /// What went wrong in an expression in the last evaluation, with its place in the source.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let table = [1.0];
    /// // SAFETY: the table outlives the last evaluation.
    /// unsafe { batch.bind_array("table", table.as_ptr(), table.len()) }?;
    /// batch.add_expression("1 + table[5]")?;
    /// assert!(batch.eval(None).is_err());
    /// let error = batch.expression_error(0);
    /// assert_eq!((error.expression, error.span.offset), (Some(0), 4));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn expression_error(&self, index: u32) -> Error {
        let Failure { status, span } = self.failure(index);
        if status == Status::IndexOutOfRange {
            return Error::from(status);
        }
        // Where the batch could not be prepared, all expressions have the error of the one at fault.
        let at_fault = match self.unprepared.get() {
            Some((expression, _)) => expression,
            None => Some(index),
        };
        let source = at_fault.and_then(|at| self.expression_source(at)).unwrap_or("");
        Error::of_fault(&Fault::new(status, span), at_fault, source)
    }
}
