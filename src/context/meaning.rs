//! What names mean: looking them up.

use core::ptr;

use super::{
    Context, ContextKey, Entry, ExpressionFunction, FunctionMeaning, HostFunction, Kind, NameKind,
    REPLACEABLE,
};
use crate::arena::utf8;
use crate::language::builtins::{self, LAZY_FUNCTIONS};
use crate::names::NameId;
use crate::program::Array;
use crate::real::Real;

impl Context {
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
        let builtin = builtins::names().filter(|name| {
            let name = utf8(name.to_bytes()).unwrap_or("");
            name == "not" || matches!(self.function(name), Some(FunctionMeaning::Builtin(_)))
        });
        let host = self.names.iter().filter(|(_, _, entry)| entry.function != Kind::None);
        let own = LAZY_FUNCTIONS.into_iter().chain(builtin);
        own.map(|name| name.as_ptr().cast()).chain(host.map(|(id, ..)| self.names.c_text(id)))
    }

    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
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

    /// The names that the host defined, for suggestions.
    pub(crate) fn names_of(&self, kind: NameKind) -> impl Iterator<Item = &str> {
        let is = move |entry: &Entry| match kind {
            NameKind::Value => entry.constant.is_some(),
            NameKind::Array => entry.array.is_some(),
            NameKind::Function => entry.function != Kind::None,
        };
        self.names.iter().filter_map(move |(_, text, entry)| is(entry).then_some(text))
    }
}
