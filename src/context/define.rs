//! Giving names a meaning, and taking it away.

use core::ffi::c_void;
use core::ops::RangeInclusive;
use core::ptr;

use super::{
    Context, Entry, ExpressionFunction, HostFunction, Kind, NOTHING, REPLACEABLE, checked_array,
    fresh_key,
};
use crate::arena::{Arena, ArenaText, ArenaVec};
use crate::error::{Detail, Error, Fault, Hint, Span, Status};
use crate::language::builtins;
use crate::names::NameTable;
use crate::program::{Native, NativeFunction};
use crate::real::Real;
use crate::syntax::ast::Node;
use crate::syntax::lexer::is_name;
use crate::syntax::parser;

impl Context {
    /// Gives `name` a value in expressions, in place of what it had.
    ///
    /// # Errors
    /// [`Status::InvalidName`], [`Status::OutOfMemory`], [`Status::TooComplex`] past the limit of
    /// names.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context, Status};
    ///
    /// let mut context = Context::new()?;
    /// context.set_constant("answer", 42.0)?;
    /// assert!(context.has("answer"));
    /// assert_eq!(context.set_constant("2x", 0.0).unwrap_err().status, Status::InvalidName);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn set_constant(&mut self, name: &str, value: Real) -> Result<(), Error> {
        let outcome = self.entry(name).map(|entry| entry.constant = Some(value));
        self.changed(name, outcome)
    }

    /// Lets expressions read `length` numbers at `data` as `name[i]`, in place.
    ///
    /// # Errors
    /// As [`Context::set_constant`]; [`Status::NullPointer`] for a null `data` of some length,
    /// [`Status::InvalidArgument`] for one that is not aligned.
    ///
    /// # Safety
    /// `data` must be valid for reading `length` numbers whenever, and on whichever thread, a batch
    /// that was prepared with this array is evaluated.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context, Expression, Real};
    ///
    /// static TABLE: [Real; 2] = [10.0, 20.0];
    /// let mut context = Context::new()?;
    /// // SAFETY: the table lives for ever.
    /// unsafe { context.set_array("table", TABLE.as_ptr(), TABLE.len()) }?;
    /// let mut sum = Expression::with_context("table[0] + table[1]", &[], &context)?;
    /// assert_eq!(sum.eval(&[])?, 30.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub unsafe fn set_array(
        &mut self,
        name: &str,
        data: *const Real,
        length: usize,
    ) -> Result<(), Error> {
        let outcome = checked_array(data, length).and_then(|array| {
            self.entry(name)?.array = Some(array);
            Ok(())
        });
        self.changed(name, outcome)
    }

    /// Lets expressions call a function of the host, with `least` to `most` arguments
    /// ([`VARIADIC`](crate::VARIADIC): no upper end). A pure one depends on nothing but its
    /// arguments: calls with constants may be made when a batch is prepared, equal calls once.
    /// One named `add`, `sub`, `mul`, `div`, `neg` or `comma` also replaces the operator.
    ///
    /// # Errors
    /// As [`Context::set_constant`]; [`Status::InvalidName`] for `if`, `ifs`, `and`, `or`, `not`;
    /// [`Status::InvalidArgument`] where `least` is above `most`, or a function that replaces an
    /// operator does not accept the operator's operands.
    ///
    /// # Safety
    /// `function` must be safe to call with any numbers and `user_data` whenever, and on whichever
    /// thread, a batch that was prepared with it is evaluated or prepared: an
    /// [`Expression`](crate::Expression) moves between threads.
    ///
    /// # Examples
    /// ```
    /// use core::ffi::c_void;
    /// use exp_rs::{Context, Expression, Real};
    ///
    /// unsafe extern "C" fn scaled(args: *const Real, _: usize, factor: *mut c_void) -> Real {
    ///     // SAFETY: called with one argument, and with what was given below.
    ///     unsafe { *args * *factor.cast::<Real>() }
    /// }
    ///
    /// static FACTOR: Real = 10.0;
    /// let mut context = Context::new()?;
    /// let factor = (&raw const FACTOR).cast_mut().cast();
    /// // SAFETY: the function only reads, and the factor lives for ever.
    /// unsafe { context.add_function("scaled", (1, 1), scaled, factor, false) }?;
    /// let mut call = Expression::with_context("scaled(x)", &["x"], &context)?;
    /// assert_eq!(call.eval(&[4.0])?, 40.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub unsafe fn add_function(
        &mut self,
        name: &str,
        (least, most): (u32, u32),
        function: NativeFunction,
        user_data: *mut c_void,
        pure_function: bool,
    ) -> Result<(), Error> {
        let native = Native { function, user_data };
        let function = HostFunction { native, least, most, pure_function };
        let outcome = self.add_native(name, function);
        self.changed(name, outcome)
    }

    /// [`Context::add_function`] for a Rust function that keeps no state.
    ///
    /// # Errors
    /// As [`Context::add_function`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context, Expression};
    ///
    /// let mut context = Context::new()?;
    /// context.add_pure_function("largest", 1..=3, |args| args.iter().fold(0.0, |a, b| b.max(a)))?;
    /// let mut call = Expression::with_context("largest(1, x, 3)", &["x"], &context)?;
    /// assert_eq!(call.eval(&[2.0])?, 3.0);
    /// assert_eq!(call.eval(&[4.0])?, 4.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn add_pure_function(
        &mut self,
        name: &str,
        arguments: RangeInclusive<u32>,
        function: fn(&[Real]) -> Real,
    ) -> Result<(), Error> {
        unsafe extern "C" fn trampoline(
            args: *const Real,
            n_args: usize,
            function: *mut c_void,
        ) -> Real {
            // SAFETY: `function` is the pointer that was passed below, and the engine passes
            // `n_args` numbers.
            unsafe {
                let function = core::mem::transmute::<*mut c_void, fn(&[Real]) -> Real>(function);
                let args = if n_args == 0 { ptr::NonNull::dangling().as_ptr() } else { args };
                function(core::slice::from_raw_parts(args, n_args))
            }
        }
        let range = (*arguments.start(), *arguments.end());
        // SAFETY: a safe function may be called with any arguments at any time.
        unsafe { self.add_function(name, range, trampoline, function as *mut c_void, true) }
    }

    fn add_native(&mut self, name: &str, function: HostFunction) -> Result<(), Status> {
        let HostFunction { least, most, .. } = function;
        if builtins::is_fixed_function(name) {
            return Err(Status::InvalidName);
        }
        if least > most || !suits_operator(name, least, most) {
            return Err(Status::InvalidArgument);
        }
        self.natives.reserve(1)?;
        let next = self.natives.len() as u32;
        let entry = self.entry(name)?;
        entry.function = Kind::Native;
        let place = *entry.native.get_or_insert(next);
        match self.natives.get_mut(place as usize) {
            Some(old) => *old = function,
            None => self.natives.push(function)?,
        }
        self.release_expression(name);
        Ok(())
    }

    /// Defines `name(parameters) = body`. Syntax and parameters are checked now, what the body's
    /// names mean when a batch that uses it is prepared, so that functions may call each other.
    /// `parameters` are names between commas; there may be none.
    ///
    /// # Errors
    /// As [`Context::add_function`]; [`Status::InvalidName`] and [`Status::DuplicateName`] for
    /// the parameters, with the offset within `parameters`; every status of the parser, with the
    /// offset within `body`.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context, Expression};
    ///
    /// let mut context = Context::new()?;
    /// context.add_expression_function("mean", "a, b", "(a + b) / 2")?;
    /// context.add_expression_function("sums", "n", "n < 1 ? 0 : n + sums(n - 1)")?;
    /// let mut call = Expression::with_context("mean(sums(4), 20)", &[], &context)?;
    /// assert_eq!(call.eval(&[])?, 15.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn add_expression_function(
        &mut self,
        name: &str,
        parameters: &str,
        body: &str,
    ) -> Result<(), Error> {
        let defined = self.define(name, parameters, body);
        defined.map_err(|(fault, source)| Error::of_fault(&fault, None, source))?;
        self.key = fresh_key();
        Ok(())
    }

    fn define<'s>(
        &mut self,
        name: &'s str,
        parameters: &'s str,
        body: &'s str,
    ) -> Result<(), (Fault, &'s str)> {
        let whole = Span::between(0, name.len());
        let of_name = |status| (Fault::new(status, whole), name);
        if builtins::is_fixed_function(name) || !is_name(name) {
            return Err(of_name(Status::InvalidName));
        }
        // SAFETY: see `with_builtins`.
        let arena = unsafe { self.arena.borrow() };
        let names = parameter_names(arena, parameters).map_err(|fault| (fault, parameters))?;
        let count = names.len() as u32;
        if !suits_operator(name, count, count) {
            return Err(of_name(Status::InvalidArgument));
        }
        let mut nodes = ArenaVec::new(arena);
        let limits = self.limits.of_texts();
        parser::check_length(body, &limits)
            .and_then(|()| parser::parse(body, &limits, &mut nodes, None))
            .map_err(|fault| (fault, body))?;
        nodes.shrink();
        self.store(name, names, body, nodes).map_err(of_name)
    }

    fn store(
        &mut self,
        name: &str,
        parameters: NameTable<'static>,
        body: &str,
        nodes: ArenaVec<'static, Node>,
    ) -> Result<(), Status> {
        let body = ArenaText::copied(nodes.arena(), body)?;
        self.expressions.reserve(1)?;
        let next = self.expressions.len() as u32;
        let id = self.intern(name, true)?;
        let entry = self.entry(name)?;
        entry.function = Kind::Expression;
        let place = *entry.expression.get_or_insert(next);
        let function = ExpressionFunction { name: id, parameters, body, nodes };
        match self.expressions.get_mut(place as usize) {
            Some(old) => *old = function,
            None => self.expressions.push(function)?,
        }
        Ok(())
    }

    /// Gives the memory of a function's body back when the name means something else now.
    fn release_expression(&mut self, name: &str) {
        let place = self.find(name).and_then(|entry| entry.expression);
        let function = place.and_then(|place| self.expressions.get_mut(place as usize));
        if let Some(function) = function {
            // SAFETY: see `with_builtins`.
            let arena = unsafe { self.arena.borrow() };
            function.parameters = NameTable::new(arena);
            function.body = ArenaText::new(arena);
            function.nodes = ArenaVec::new(arena);
        }
    }

    /// Takes all meanings from `name`: constant, array and function, the built-in ones too.
    ///
    /// # Errors
    /// [`Status::UnknownName`] where it has none, [`Status::InvalidName`] for `if`, `ifs`, `and`,
    /// `or`, `not`, [`Status::OutOfMemory`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context, Status};
    ///
    /// let mut context = Context::new()?;
    /// context.remove("tgamma")?;
    /// assert!(!context.has("tgamma"));
    /// assert_eq!(context.remove("tgamma").unwrap_err().status, Status::UnknownName);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn remove(&mut self, name: &str) -> Result<(), Error> {
        let outcome = self.remove_name(name);
        self.changed(name, outcome)
    }

    fn remove_name(&mut self, name: &str) -> Result<(), Status> {
        if builtins::is_fixed_function(name) {
            return Err(Status::InvalidName);
        }
        if !self.has(name) {
            return Err(Status::UnknownName);
        }
        // To hide a built-in name needs an entry, but no name more than there are.
        let id = self.intern(name, false)?;
        let Some(kept) = self.names.get_mut(id) else {
            return Err(Status::OutOfMemory);
        };
        let Entry { native, expression, .. } = *kept;
        let hides_constant = builtins::constant(name).is_some();
        let hides_function = builtins::find(name).is_some();
        *kept = Entry { hides_constant, hides_function, native, expression, ..NOTHING };
        self.release_expression(name);
        self.count_removal();
        Ok(())
    }
}

/// Whether a function with this name, if it is an operator's, accepts the operands.
fn suits_operator(name: &str, least: u32, most: u32) -> bool {
    REPLACEABLE
        .iter()
        .all(|&(operator, operands)| operator != name || (least..=most).contains(&operands))
}

/// The names in `a, b, c`.
fn parameter_names(arena: &'static Arena, parameters: &str) -> Result<NameTable<'static>, Fault> {
    let mut names = NameTable::new(arena);
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    if parameters.trim_matches(blank).is_empty() {
        return Ok(names);
    }
    let mut start = 0;
    for part in parameters.split(',') {
        let name = part.trim_matches(blank);
        let offset = start + part.find(|c| !blank(c)).unwrap_or(0);
        let span = Span::between(offset, offset + name.len());
        start += part.len() + 1;
        if !is_name(name) {
            let hint = Detail::Hint(Hint::ParameterNames);
            return Err(Fault::with(Status::InvalidName, span, hint));
        }
        if names.find(name).is_some() {
            return Err(Fault::new(Status::DuplicateName, span));
        }
        names.intern(name, ()).map_err(|status| Fault::new(status, span))?;
    }
    Ok(names)
}
