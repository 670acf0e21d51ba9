//! What a batch tells about itself: counts, names, texts, statistics, the program.

use core::fmt;

use super::BatchBuilder;
use crate::context::Context;
use crate::language::builtins;
use crate::names::{NameId, ValueMeaning};
use crate::program::disassemble::{Names, disassemble};
use crate::syntax::uses::{Use, for_each_use, is_used, is_used_before};

/// Figures of a batch.
///
/// # Examples
/// ```
/// use exp_rs::{Arena, BatchBuilder};
///
/// let arena = Arena::new(4032)?;
/// let mut batch = BatchBuilder::new(&arena);
/// batch.add_parameter("x", 0.0)?;
/// batch.add_expression("x + 1")?;
/// batch.prepare(None)?;
/// let stats = batch.stats();
/// assert_eq!((stats.expressions, stats.parameters), (1, 1));
/// assert!(stats.frame_bytes < stats.arena_bytes && stats.arena_bytes <= 4032);
/// # Ok::<(), exp_rs::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchStats {
    /// Expressions that were added.
    pub expressions: u32,
    /// Parameters that were added.
    pub parameters: u32,
    /// Instructions of the program; 0 before it is prepared, as the next two.
    pub instructions: u32,
    /// Slots of its frame.
    pub slots: u32,
    /// An upper bound on the instructions of one evaluation, known before it runs; `u64::MAX`
    /// where functions recurse.
    pub max_steps: u64,
    /// Bytes of the arena that the batch holds, without `columns_bytes`.
    pub arena_bytes: usize,
    /// Bytes of them that an evaluation writes to: the frame and the frames of functions.
    pub frame_bytes: usize,
    /// Bytes of the arena that [`BatchBuilder::eval_block`] uses as scratch, beside `arena_bytes`; see
    /// [`BatchBuilder::set_block_rows`].
    pub columns_bytes: usize,
}

impl BatchBuilder<'_> {
    /// How many parameters there are.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_parameter("x", 0.0)?;
    /// assert_eq!(batch.param_count(), 1);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn param_count(&self) -> usize {
        self.parameters as usize
    }

    /// How many expressions there are.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("1")?;
    /// assert_eq!(batch.expression_count(), 1);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn expression_count(&self) -> usize {
        self.records.len()
    }

    /// The name of a parameter.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let x = batch.add_parameter("x", 0.0)?;
    /// assert_eq!(batch.param_name(x), Some("x"));
    /// assert_eq!(batch.param_name(9), None);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn param_name(&self, index: u32) -> Option<&str> {
        self.name_of_param(index).map(|name| self.names.text(name))
    }

    /// The name of a parameter for C, valid until the batch is changed; null where there is none.
    pub(crate) fn param_c_name(&self, index: u32) -> *const u8 {
        self.name_of_param(index).map_or(core::ptr::null(), |name| self.names.c_text(name))
    }

    fn name_of_param(&self, index: u32) -> Option<NameId> {
        let row = self.names.get(NameId(index)).filter(|_| index < self.parameters)?;
        Some(row.parameter)
    }

    /// The index of the parameter of this name.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let x = batch.add_parameter("x", 0.0)?;
    /// assert_eq!(batch.find_param("x"), Some(x));
    /// assert_eq!(batch.find_param("y"), None);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn find_param(&self, name: &str) -> Option<u32> {
        self.value_meaning(name)?.parameter()
    }

    /// The index of the expression of this name.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let sum = batch.add_named_expression("sum", "1 + 2")?;
    /// assert_eq!(batch.find_expression("sum"), Some(sum));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn find_expression(&self, name: &str) -> Option<u32> {
        match self.value_meaning(name)? {
            ValueMeaning::Expression(index) => Some(index),
            _ => None,
        }
    }

    fn value_meaning(&self, name: &str) -> Option<ValueMeaning> {
        self.names.meaning(name).map(|meaning| meaning.value)
    }

    /// The text of an expression.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("1 + 2")?;
    /// assert_eq!(batch.expression_source(0), Some("1 + 2"));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn expression_source(&self, index: u32) -> Option<&str> {
        self.records.get(index as usize).map(|record| record.source.as_str())
    }

    /// The text of an expression for C, valid until the batch is changed; null where there is
    /// none.
    pub(crate) fn expression_c_source(&self, index: u32) -> *const u8 {
        let record = self.records.get(index as usize);
        record.map_or(core::ptr::null(), |record| record.source.as_c_str())
    }

    /// The figures of this batch.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("1 + 2")?;
    /// assert_eq!(batch.stats().instructions, 0);
    /// batch.prepare(None)?;
    /// assert!(batch.stats().instructions > 0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn stats(&self) -> BatchStats {
        let prepared = self.prepared.as_ref();
        BatchStats {
            expressions: self.records.len() as u32,
            parameters: self.parameters,
            instructions: prepared.map_or(0, |p| p.program.code.len() as u32),
            slots: prepared.map_or(0, |p| p.program.layout.slots()),
            max_steps: prepared.map_or(0, |p| p.program.max_steps()),
            arena_bytes: self.arena_bytes(),
            frame_bytes: self.frame.bytes() + prepared.map_or(0, |p| p.scratch.frame_bytes()),
            columns_bytes: prepared.map_or(0, |p| p.blocks.bytes()),
        }
    }

    fn arena_bytes(&self) -> usize {
        let texts: usize = self.records.iter().map(|record| record.source.bytes()).sum();
        let tables = self.names.bytes()
            + self.lent.bytes()
            + self.lent.get().map_or(0, |lent| lent.arrays.bytes() + lent.bindings.bytes())
            + self.records.bytes()
            + self.nodes.bytes()
            + self.frame.bytes();
        let prepared = self.prepared.as_ref();
        let prepared = prepared.map_or(0, |p| p.program.bytes() + p.scratch.bytes());
        texts + tables + prepared
    }

    /// Writes the prepared program as text, one instruction a line; nothing before it is prepared.
    ///
    /// # Errors
    /// Those of `out`.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_parameter("x", 0.0)?;
    /// batch.add_expression("x + 1")?;
    /// batch.prepare(None)?;
    /// let mut program = String::new();
    /// batch.disassemble(&mut program).expect("a String takes all");
    /// assert!(program.contains("x + 1"));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn disassemble(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let Some(prepared) = &self.prepared else {
            return Ok(());
        };
        let parameter = |out: &mut dyn fmt::Write, index: u32| {
            out.write_str(self.param_name(index).unwrap_or("?"))
        };
        disassemble(&prepared.program, &Names { parameter: &parameter, frame: &self.frame }, out)
    }

    /// Writes the names of values and arrays that an expression uses, in the order of their first
    /// use, one a line, the last without a line end. Locals and built-in constants are not told,
    /// unless the batch gives the constant's name a meaning of its own.
    ///
    /// # Errors
    /// Those of `out`.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let index = batch.add_expression("r := x*x; r + table[y] + pi")?;
    /// let mut names = String::new();
    /// batch.variables(index, &mut names).expect("a String takes all");
    /// assert_eq!(names, "x\ntable\ny");
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn variables(&self, index: u32, out: &mut dyn fmt::Write) -> fmt::Result {
        let source = self.expression_source(index).unwrap_or("");
        let mut lines = Lines::new(out);
        for_each_use(source, &mut |span, used| {
            let name = span.of(source);
            let told = |used| match used {
                Use::Function => false,
                Use::Array => true,
                Use::Value => {
                    let own = self.value_meaning(name).is_some_and(|m| m != ValueMeaning::None);
                    own || builtins::constant(name).is_none()
                }
            };
            if told(used) && !is_used_before(source, span, &told) {
                lines.add(name);
            }
        });
        lines.outcome
    }

    /// Writes the names of values, arrays and functions in all expressions that nothing gives a
    /// meaning yet, in the order of their first use, one a line, the last without a line end.
    ///
    /// # Errors
    /// Those of `out`.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_parameter("x", 0.0)?;
    /// batch.add_expression("x + y + sin(x) + f(x)")?;
    /// let mut names = String::new();
    /// batch.unresolved(None, &mut names).expect("a String takes all");
    /// assert_eq!(names, "y\nf");
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn unresolved(&self, context: Option<&Context>, out: &mut dyn fmt::Write) -> fmt::Result {
        let mut lines = Lines::new(out);
        for (index, record) in self.records.iter().enumerate() {
            let source = record.source.as_str();
            for_each_use(source, &mut |span, used| {
                let name = span.of(source);
                let told = |used| !self.is_known(name, used, context);
                let before = || {
                    is_used_before(source, span, &told)
                        || self.records[..index]
                            .iter()
                            .any(|earlier| is_used(earlier.source.as_str(), name, &told))
                };
                if told(used) && !before() {
                    lines.add(name);
                }
            });
        }
        lines.outcome
    }

    fn is_known(&self, name: &str, used: Use, context: Option<&Context>) -> bool {
        let meaning = self.names.meaning(name);
        match used {
            Use::Value => {
                meaning.is_some_and(|m| m.value != ValueMeaning::None)
                    || match context {
                        Some(context) => context.constant(name).is_some(),
                        None => builtins::constant(name).is_some(),
                    }
            }
            Use::Array => {
                meaning.is_some_and(|m| m.array().is_some())
                    || context.is_some_and(|context| context.array(name).is_some())
            }
            Use::Function => match context {
                Some(context) => context.function(name).is_some(),
                None => builtins::find(name).is_some(),
            },
        }
    }
}

/// Lines between which there are line ends, up to the first that fails.
struct Lines<'o> {
    out: &'o mut dyn fmt::Write,
    separator: &'static str,
    outcome: fmt::Result,
}

impl<'o> Lines<'o> {
    fn new(out: &'o mut dyn fmt::Write) -> Self {
        Lines { out, separator: "", outcome: Ok(()) }
    }

    fn add(&mut self, line: &str) {
        if self.outcome.is_ok() {
            self.outcome =
                self.out.write_str(self.separator).and_then(|()| self.out.write_str(line));
            self.separator = "\n";
        }
    }
}

/// A capacity that is enough for a batch, preparing included; never exact.
pub(crate) const fn estimate_arena_size(
    expressions: usize,
    total_source_length: usize,
    parameters: usize,
) -> usize {
    // The most that was measured, by a test, with room to spare: what is parsed and compiled
    // stands beside the old program, and a table that grows stands twice for a moment.
    expressions
        .saturating_mul(384)
        .saturating_add(total_source_length.saturating_mul(160))
        .saturating_add(parameters.saturating_mul(320))
        .saturating_add(2048)
}
