//! One expression as a value: compiled once, called with a slice of numbers, owner of its memory.
//! For programs that need no batch; all of it is done by a [`BatchBuilder`].

use crate::arena::{Arena, ArenaVec, Beside, OwnedArena};
use crate::batch::{BatchBuilder, BatchStats};
use crate::context::Context;
use crate::error::{Error, Status};
use crate::real::Real;

/// Evaluates one expression of numbers and built-ins. Takes memory and gives it back; what is
/// evaluated more than once is better an [`Expression`].
///
/// # Errors
/// Those of [`BatchBuilder::add_expression`], [`BatchBuilder::prepare`] and
/// [`BatchBuilder::eval`].
///
/// # Examples
/// ```
/// assert_eq!(exp_rs::eval("2+2")?, 4.0);
/// assert_eq!(exp_rs::eval("max(1, 2^10) + 0x10")?, 1040.0);
///
/// let wrong = "2 * (3 + 4";
/// let error = exp_rs::eval(wrong).unwrap_err();
/// assert_eq!(error.status, exp_rs::Status::UnmatchedBracket);
/// assert!(error.in_source(wrong).to_string().ends_with("  2 * (3 + 4\n      ^"));
/// # Ok::<(), exp_rs::Error>(())
/// ```
pub fn eval(source: &str) -> Result<Real, Error> {
    let arena = Arena::growable(0, usize::MAX)?;
    let mut batch = BatchBuilder::new(&arena);
    batch.add_expression(source)?;
    batch.eval(None)?;
    Ok(batch.result(0))
}

/// An expression that was compiled once and is called with the values of its parameters.
///
/// It owns all its memory, which comes from the global allocator when it is made; evaluating
/// allocates nothing. It may be moved to another thread; threads that evaluate at the same time
/// need one each.
///
/// # Examples
/// ```
/// use exp_rs::Expression;
///
/// let mut area = Expression::new("pi * (outer^2 - inner^2)", &["outer", "inner"])?;
/// assert_eq!(area.eval(&[1.0, 1.0])?, 0.0);
///
/// let worker = std::thread::spawn(move || area.eval(&[2.0, 0.0]));
/// assert_eq!(worker.join().unwrap()?, exp_rs::eval("4*pi")?);
/// # Ok::<(), exp_rs::Error>(())
/// ```
pub struct Expression {
    batch: Beside<BatchBuilder<'static>>,
    /// The columns of [`Expression::eval_columns`] as the batch wants them, kept so that it need
    /// not allocate; empty between calls.
    columns: Beside<ArenaVec<'static, *const Real>>,
    /// Dropped last: all of the above lives in it.
    _arena: OwnedArena,
}

// SAFETY: the arena and all that lives in it belong to this value alone. What a context lent it,
// functions of the host, their `user_data` and arrays, may be used on any thread: those who gave
// them said so (`Context::add_function`, `Context::set_array`).
unsafe impl Send for Expression {}

impl Expression {
    /// Compiles `source`, which may use `parameters` and the built-ins.
    ///
    /// # Errors
    /// Those of [`BatchBuilder::add_parameter`], [`BatchBuilder::add_expression`] and
    /// [`BatchBuilder::prepare`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Expression, Status};
    ///
    /// let mut line = Expression::new("a*x + b", &["a", "b", "x"])?;
    /// assert_eq!(line.eval(&[2.0, 1.0, 10.0])?, 21.0);
    ///
    /// let error = Expression::new("a*y", &["a"]).err().unwrap();
    /// assert_eq!(error.status, Status::UnknownName);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn new(source: &str, parameters: &[&str]) -> Result<Expression, Error> {
        Expression::compile(source, parameters, None)
    }

    /// Compiles `source`, whose other names mean what `context` says. Later changes of the context
    /// have no effect.
    ///
    /// # Errors
    /// As [`Expression::new`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context, Expression};
    ///
    /// let mut context = Context::new()?;
    /// context.set_constant("gravity", 9.75)?;
    /// context.add_expression_function("square", "x", "x*x")?;
    /// let mut fall = Expression::with_context("gravity/2 * square(t)", &["t"], &context)?;
    /// assert_eq!(fall.eval(&[2.0])?, 19.5);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn with_context(
        source: &str,
        parameters: &[&str],
        context: &Context,
    ) -> Result<Expression, Error> {
        Expression::compile(source, parameters, Some(context))
    }

    fn compile(
        source: &str,
        parameters: &[&str],
        context: Option<&Context>,
    ) -> Result<Expression, Error> {
        let owned = OwnedArena::new()?;
        // SAFETY: the arena is dropped after everything that borrows it, being the last field,
        // and nothing that borrows it leaves the expression.
        let arena = unsafe { owned.borrow() };
        let mut batch = BatchBuilder::new(arena);
        for name in parameters {
            batch.add_parameter(name, 0.0)?;
        }
        batch.add_expression(source)?;
        batch.prepare(context)?;
        let columns = ArenaVec::with_capacity(arena, parameters.len())?;
        Ok(Expression { batch: Beside::new(batch), columns: Beside::new(columns), _arena: owned })
    }

    /// The value of the expression with these values of its parameters, in the order in which they
    /// were named. Allocates nothing.
    ///
    /// # Errors
    /// [`Status::InvalidArgument`] for another number of values than of parameters;
    /// [`Status::ArrayIndex`], [`Status::CallDepth`] and [`Status::StepBudget`] of the evaluation.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Expression, Status};
    ///
    /// let mut product = Expression::new("x * y", &["x", "y"])?;
    /// assert_eq!(product.eval(&[6.0, 7.0])?, 42.0);
    /// assert_eq!(product.eval(&[6.0]).unwrap_err().status, Status::InvalidArgument);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn eval(&mut self, values: &[Real]) -> Result<Real, Error> {
        self.batch.set_params(values)?;
        self.batch.eval(None)?;
        Ok(self.batch.result(0))
    }

    /// Evaluates row by row: `columns[p]` are the values of parameter p, `results` takes one value
    /// for each row. The same bits as so many calls of [`Expression::eval`], at less cost.
    /// Allocates nothing.
    ///
    /// # Errors
    /// [`Status::InvalidArgument`] where there is not one column for each parameter, each as long
    /// as `results`; otherwise the first failure of the rows, whose result is NaN, after all rows
    /// were evaluated.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::Expression;
    ///
    /// let mut product = Expression::new("x * y", &["x", "y"])?;
    /// let mut results = [0.0; 3];
    /// product.eval_columns(&[&[1.0, 2.0, 3.0], &[10.0, 10.0, 0.5]], &mut results)?;
    /// assert_eq!(results, [10.0, 20.0, 1.5]);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn eval_columns(&mut self, columns: &[&[Real]], results: &mut [Real]) -> Result<(), Error> {
        let rows = results.len();
        if columns.len() != self.batch.param_count() || columns.iter().any(|c| c.len() != rows) {
            return Err(Error::from(Status::InvalidArgument));
        }
        self.columns.truncate(0);
        for column in columns {
            // There is room for one of each parameter.
            self.columns.push(column.as_ptr())?;
        }
        // SAFETY: the columns were just found to have that many rows.
        unsafe { self.batch.eval_block(None, rows, &self.columns, &[results.as_mut_ptr()]) }
    }

    /// The text that was compiled.
    ///
    /// # Examples
    /// ```
    /// let expression = exp_rs::Expression::new("1 + x", &["x"])?;
    /// assert_eq!(expression.source(), "1 + x");
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn source(&self) -> &str {
        self.batch.expression_source(0).unwrap_or("")
    }

    /// The names of the parameters, in order.
    ///
    /// # Examples
    /// ```
    /// let expression = exp_rs::Expression::new("x + y", &["x", "y"])?;
    /// assert!(expression.parameters().eq(["x", "y"]));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        (0..self.batch.param_count() as u32).filter_map(|index| self.batch.param_name(index))
    }

    /// The figures of the program: instructions, steps, bytes.
    ///
    /// # Examples
    /// ```
    /// let folded = exp_rs::Expression::new("2 + 3*4", &[])?;
    /// assert!(folded.stats().max_steps <= 3);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn stats(&self) -> BatchStats {
        self.batch.stats()
    }
}
