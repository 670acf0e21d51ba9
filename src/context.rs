//! What names mean beyond the batch: built-ins, and the constants, arrays and functions of a host.

use core::ffi::c_void;
use core::ops::RangeInclusive;
use core::ptr;
use core::sync::atomic::{AtomicU32, Ordering};

use crate::arena::{Arena, ArenaText, ArenaVec, OwnedArena};
use crate::error::{Detail, Error, Fault, Span, Status};
use crate::language::builtins::{self, BUILTINS, LAZY_FUNCTIONS};
use crate::limits::{DEFAULT_LIMITS, Limits};
use crate::names::{NameId, NameTable};
use crate::program::{Array, Native, NativeFunction};
use crate::real::Real;
use crate::syntax::ast::Node;
use crate::syntax::lexer::is_name;
use crate::syntax::parser;

/// Which state of which context a batch was prepared with. Two are equal only when four thousand
/// million changes lie between them.
pub(crate) type ContextKey = u32;

/// The key that stands for no context: built-ins only.
pub(crate) const NO_CONTEXT: ContextKey = 0;

/// The only state outside of objects: the last key that was given out. A key is taken by a load
/// and a store where the target has no atomic addition; contexts are made by one thread there.
static LAST_KEY: AtomicU32 = AtomicU32::new(NO_CONTEXT);

fn fresh_key() -> ContextKey {
    #[cfg(target_has_atomic = "32")]
    let last = LAST_KEY.fetch_add(1, Ordering::Relaxed);
    #[cfg(not(target_has_atomic = "32"))]
    let last = {
        let last = LAST_KEY.load(Ordering::Relaxed);
        LAST_KEY.store(last.wrapping_add(1), Ordering::Relaxed);
        last
    };
    // Two keys meet again after four thousand million changes.
    match last.wrapping_add(1) {
        NO_CONTEXT => fresh_key(),
        key => key,
    }
}

/// A function of the host and how it may be called.
#[derive(Clone, Copy)]
pub(crate) struct HostFunction {
    pub native: Native,
    pub least: u32,
    pub most: u32,
    pub pure_function: bool,
}

/// A function defined by an expression: its parameters' names, its body as text and as a tree
/// with unresolved names.
pub(crate) struct ExpressionFunction {
    pub name: NameId,
    pub parameters: NameTable<'static>,
    pub body: ArenaText<'static>,
    pub nodes: ArenaVec<'static, Node>,
}

/// Which of the two kinds of functions a name stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    None,
    Native,
    Expression,
}

/// What one name means.
#[derive(Clone, Copy)]
struct Entry {
    constant: Option<Real>,
    array: Option<Array>,
    function: Kind,
    /// Places that this name has in the tables of functions, kept when the function is removed.
    native: Option<u32>,
    expression: Option<u32>,
    /// Hides the built-in constant and the built-in function of this name.
    hides_constant: bool,
    hides_function: bool,
}

const NOTHING: Entry = Entry {
    constant: None,
    array: None,
    function: Kind::None,
    native: None,
    expression: None,
    hides_constant: false,
    hides_function: false,
};

impl Entry {
    /// Whether the name means something or hides something: a removed one does not count.
    fn is_something(&self) -> bool {
        self.constant.is_some()
            || self.array.is_some()
            || self.function != Kind::None
            || self.hides_constant
            || self.hides_function
    }
}

/// What a name followed by `(` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FunctionMeaning {
    /// Row of the built-in functions.
    Builtin(u16),
    /// Number of a function of the host.
    Native(u32),
    /// Number of an expression function.
    Expression(u32),
}

/// What names mean: the built-ins, unless they were removed, and what a host defined.
///
/// A context owns its memory, which comes from the global allocator in the C libraries
/// `exp_rs_malloc`, and takes none until something is defined. Arrays and `user_data` stay the
/// host's and must outlive every evaluation that reads them.
///
/// # Examples
/// ```
/// use exp_rs::{Context, Expression};
///
/// let mut context = Context::new()?;
/// context.set_constant("gravity", 9.75)?;
/// let mut weight = Expression::with_context("mass * gravity", &["mass"], &context)?;
/// assert_eq!(weight.eval(&[4.0])?, 39.0);
/// # Ok::<(), exp_rs::Error>(())
/// ```
pub struct Context {
    names: NameTable<'static, Entry>,
    natives: ArenaVec<'static, HostFunction>,
    expressions: ArenaVec<'static, ExpressionFunction>,
    with_builtins: bool,
    limits: Limits,
    key: ContextKey,
    /// Dropped last: all of the above lives in it.
    arena: OwnedArena,
}

impl Context {
    /// A context with all built-ins.
    ///
    /// # Errors
    /// [`Status::OutOfMemory`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context};
    ///
    /// assert!(Context::new()?.has("sin"));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn new() -> Result<Context, Status> {
        Context::with_builtins(true)
    }

    /// A context with operators only; `if`, `ifs`, `and`, `or` and `not` stay.
    ///
    /// # Errors
    /// [`Status::OutOfMemory`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context};
    ///
    /// let context = Context::empty()?;
    /// assert!(!context.has("sin") && !context.has("pi"));
    /// assert!(context.has("if"));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn empty() -> Result<Context, Status> {
        Context::with_builtins(false)
    }

    fn with_builtins(with_builtins: bool) -> Result<Context, Status> {
        let arena = OwnedArena::new()?;
        // SAFETY: the arena is dropped after everything that borrows it, being the last field,
        // and nothing that borrows it leaves the context.
        let borrowed = unsafe { arena.borrow() };
        Ok(Context {
            names: NameTable::new(borrowed),
            natives: ArenaVec::new(borrowed),
            expressions: ArenaVec::new(borrowed),
            with_builtins,
            limits: DEFAULT_LIMITS,
            key: fresh_key(),
            arena,
        })
    }

    /// A change that succeeded gives the context a new key.
    fn changed<T>(&mut self, name: &str, outcome: Result<T, Status>) -> Result<T, Error> {
        let whole = Span::between(0, name.len());
        let value = outcome.map_err(|status| {
            let fault = match status {
                Status::InvalidArgument => {
                    let hint = "an operator's function takes its operands; min is at most max";
                    Fault::with(status, whole, Detail::Hint(hint))
                }
                _ => Fault::new(status, whole),
            };
            Error::of_fault(&fault, None, name)
        })?;
        self.key = fresh_key();
        Ok(value)
    }

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
        parser::parse(body, &self.limits, &mut nodes).map_err(|fault| (fault, body))?;
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
        Ok(())
    }

    /// Whether `name` means something as a constant, an array or a function.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context};
    ///
    /// let context = Context::new()?;
    /// assert!(context.has("pi") && context.has("sin") && !context.has("x"));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        builtins::is_fixed_function(name)
            || self.constant(name).is_some()
            || self.array(name).is_some()
            || self.function(name).is_some()
    }

    /// Sets the limits for function bodies, names, call depth and steps; 0 in a field: its
    /// default.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context, Expression, Limits, Status};
    ///
    /// let mut context = Context::new()?;
    /// context.add_expression_function("down", "n", "n > 0 ? down(n - 1) : 0")?;
    /// context.set_limits(Limits { call_depth: 8, ..Limits::default() });
    /// let mut call = Expression::with_context("down(n)", &["n"], &context)?;
    /// assert_eq!(call.eval(&[3.0])?, 0.0);
    /// assert_eq!(call.eval(&[100.0]).unwrap_err().status, Status::CallDepth);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits.resolved();
        self.key = fresh_key();
    }

    /// The limits in force.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context, DEFAULT_LIMITS};
    ///
    /// assert_eq!(*Context::new()?.limits(), DEFAULT_LIMITS);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How many functions can be called.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Context};
    ///
    /// let mut context = Context::empty()?;
    /// let before = context.function_count();
    /// context.add_expression_function("twice", "x", "2*x")?;
    /// assert_eq!(context.function_count(), before + 1);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn function_count(&self) -> usize {
        self.function_names().count()
    }

    /// The name of function `index` of [`Context::function_count`], NUL-terminated; null where
    /// there is none. Valid until the context is changed.
    pub(crate) fn function_c_name(&self, index: usize) -> *const u8 {
        self.function_names().nth(index).unwrap_or(ptr::null())
    }

    fn function_names(&self) -> impl Iterator<Item = *const u8> {
        let builtin = BUILTINS.iter().filter(|row| {
            let name = row.name.to_str().unwrap_or("");
            name == "not" || matches!(self.function(name), Some(FunctionMeaning::Builtin(_)))
        });
        let host = self.names.iter().filter(|(_, _, entry)| entry.function != Kind::None);
        LAZY_FUNCTIONS
            .iter()
            .map(|(name, ..)| name.as_ptr().cast())
            .chain(builtin.map(|row| row.name.as_ptr().cast()))
            .chain(host.map(|(id, ..)| self.names.c_text(id)))
    }

    /// The entry of `name`, made where there is none. A failure changes nothing.
    fn entry(&mut self, name: &str) -> Result<&mut Entry, Status> {
        let id = self.intern(name, true)?;
        self.names.get_mut(id).ok_or(Status::OutOfMemory)
    }

    /// The number of `name`, new ones within the limit of names if `limited`.
    fn intern(&mut self, name: &str, limited: bool) -> Result<NameId, Status> {
        if !is_name(name) || builtins::is_fixed_function(name) {
            return Err(Status::InvalidName);
        }
        let known = self.names.find(name);
        let in_use = |id: NameId| self.names.get(id).is_some_and(Entry::is_something);
        if let Some(known) = known.filter(|id| in_use(*id)) {
            return Ok(known);
        }
        let most = self.limits.names as usize;
        let in_use_now = || self.names.iter().filter(|(.., e)| e.is_something()).count();
        if limited && self.names.len() >= most && in_use_now() >= most {
            return Err(Status::TooComplex);
        }
        self.names.intern(name, NOTHING)
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.names.meaning(name)
    }

    /// Changes whenever the meaning of a name does.
    pub(crate) fn key(&self) -> ContextKey {
        self.key
    }

    /// The value of a constant, of the host or built in.
    pub(crate) fn constant(&self, name: &str) -> Option<Real> {
        let entry = self.find(name);
        if let Some(value) = entry.and_then(|e| e.constant) {
            return Some(value);
        }
        if !self.with_builtins || entry.is_some_and(|e| e.hides_constant) {
            return None;
        }
        builtins::constant(name)
    }

    pub(crate) fn array(&self, name: &str) -> Option<Array> {
        self.find(name)?.array
    }

    /// What `name(` means.
    pub(crate) fn function(&self, name: &str) -> Option<FunctionMeaning> {
        if let Some(entry) = self.find(name) {
            match entry.function {
                Kind::Native => return entry.native.map(FunctionMeaning::Native),
                Kind::Expression => return entry.expression.map(FunctionMeaning::Expression),
                Kind::None if entry.hides_function => return None,
                Kind::None => {}
            }
        }
        if !self.with_builtins && name != "not" {
            return None;
        }
        builtins::find(name).map(FunctionMeaning::Builtin)
    }

    /// Whether a function of the host replaces an operator.
    pub(crate) fn replaces_operators(&self) -> bool {
        REPLACEABLE
            .iter()
            .any(|(name, _)| self.find(name).is_some_and(|entry| entry.function != Kind::None))
    }

    pub(crate) fn native(&self, index: u32) -> Option<&HostFunction> {
        self.natives.get(index as usize)
    }

    pub(crate) fn expression_function(&self, index: u32) -> Option<&ExpressionFunction> {
        self.expressions.get(index as usize)
    }

    /// How many functions of the host and expression functions have a number.
    pub(crate) fn function_numbers(&self) -> (usize, usize) {
        (self.natives.len(), self.expressions.len())
    }

    /// The text of a name of this context.
    pub(crate) fn text(&self, name: NameId) -> &str {
        self.names.text(name)
    }

    /// The names that the host defined a value for, for suggestions.
    pub(crate) fn value_names(&self) -> impl Iterator<Item = &str> {
        self.named(|entry| entry.constant.is_some())
    }

    /// The names of the host's arrays.
    pub(crate) fn array_names(&self) -> impl Iterator<Item = &str> {
        self.named(|entry| entry.array.is_some())
    }

    /// The names of the host's functions.
    pub(crate) fn host_function_names(&self) -> impl Iterator<Item = &str> {
        self.named(|entry| entry.function != Kind::None)
    }

    fn named(&self, has: impl Fn(&Entry) -> bool) -> impl Iterator<Item = &str> {
        self.names.iter().filter_map(move |(_, text, entry)| has(entry).then_some(text))
    }
}

/// An array that may be bound.
pub(crate) fn checked_array(data: *const Real, length: usize) -> Result<Array, Status> {
    if data.is_null() && length > 0 {
        return Err(Status::NullPointer);
    }
    if !data.is_aligned() || length > isize::MAX as usize / size_of::<Real>() {
        return Err(Status::InvalidArgument);
    }
    Ok(Array { data, length })
}

/// The operators that a function of the host replaces by its name, with their operands.
const REPLACEABLE: [(&str, u32); 6] =
    [("add", 2), ("sub", 2), ("mul", 2), ("div", 2), ("neg", 1), ("comma", 2)];

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
            let hint = Detail::Hint("names between commas are due");
            return Err(Fault::with(Status::InvalidName, span, hint));
        }
        if names.find(name).is_some() {
            return Err(Fault::new(Status::DuplicateName, span));
        }
        names.intern(name, ()).map_err(|status| Fault::new(status, span))?;
    }
    Ok(names)
}
