//! What names mean beyond the batch: built-ins, and the constants, arrays and functions of a host.

use core::sync::atomic::{AtomicU32, Ordering};

use crate::arena::{ArenaText, ArenaVec, Beside, OwnedArena};
use crate::error::{Detail, Error, Fault, Hint, Span, Status};
use crate::language::builtins;
use crate::limits::{DEFAULT_LIMITS, Limits};
use crate::names::{NameId, NameTable};
use crate::program::{Array, Native};
use crate::real::Real;
use crate::syntax::ast::Node;
use crate::syntax::lexer::is_name;

mod compact;
mod define;
mod meaning;

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

/// The operators that a function of the host replaces by its name, with their operands.
const REPLACEABLE: [(&str, u32); 6] =
    [("add", 2), ("sub", 2), ("mul", 2), ("div", 2), ("neg", 1), ("comma", 2)];

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

/// As what a name means something.
#[derive(Clone, Copy)]
pub(crate) enum NameKind {
    Value,
    Array,
    Function,
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
    names: Beside<NameTable<'static, Entry>>,
    natives: Beside<ArenaVec<'static, HostFunction>>,
    expressions: Beside<ArenaVec<'static, ExpressionFunction>>,
    with_builtins: bool,
    limits: Limits,
    key: ContextKey,
    /// Names that were removed since the tables were last copied without such.
    removals: u32,
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
            names: Beside::new(NameTable::new(borrowed)),
            natives: Beside::new(ArenaVec::new(borrowed)),
            expressions: Beside::new(ArenaVec::new(borrowed)),
            with_builtins,
            limits: DEFAULT_LIMITS,
            key: fresh_key(),
            removals: 0,
            arena,
        })
    }

    /// A change that succeeded gives the context a new key.
    fn changed<T>(&mut self, name: &str, outcome: Result<T, Status>) -> Result<T, Error> {
        let whole = Span::between(0, name.len());
        let value = outcome.map_err(|status| {
            let fault = match status {
                Status::InvalidArgument => {
                    let hint = Hint::OperatorFunction;
                    Fault::with(status, whole, Detail::Hint(hint))
                }
                _ => Fault::new(status, whole),
            };
            Error::of_fault(&fault, None, name)
        })?;
        self.key = fresh_key();
        Ok(value)
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
