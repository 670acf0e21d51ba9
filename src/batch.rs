//! A batch of expressions that are prepared and evaluated together: its expressions and what is
//! reserved for them. [`parameters`] adds these and names, [`prepare`] makes a program, which [`run`]
//! runs: [`evaluate`] lets it do so once, [`columns`] over rows. [`inspect`] tells about it.

mod columns;
mod evaluate;
mod inspect;
mod parameters;
mod prepare;
mod run;

use core::cell::Cell;

use crate::arena::{Arena, ArenaBox, ArenaText, ArenaVec};
use crate::compile::{self, Expression, Order};
use crate::context::{Context, ContextKey};
use crate::engine;
use crate::engine::block::{Blocks, Level};
use crate::engine::machine::Scratch;
use crate::error::{Error, Fault, Status};
use crate::limits::{DEFAULT_LIMITS, Limits, TextLimits};
use crate::names::{BatchName, NameId, NameTable, ValueMeaning};
use crate::program::{Array, Binding, Failure, Program};
use crate::real::{NAN, Real};
use crate::syntax::ast::Node;
use crate::syntax::parser::{check_length, parse};

pub(crate) use columns::{Given, fill_with_nan};
pub(crate) use evaluate::ErrorOf;
pub use inspect::BatchStats;
pub(crate) use inspect::estimate_arena_size;
use parameters::name_error;
pub(crate) use run::Plain;

/// Numbers of a frame that are there from the start. Microcontrollers have less memory than time.
const FIRST_NUMBERS: usize = if cfg!(target_os = "none") { 4 } else { 8 };

/// A context as preparing sees it.
#[derive(Clone, Copy)]
pub(crate) struct Host<'x> {
    compiling: compile::Host<'x>,
    beyond: &'static Beyond,
}

impl Host<'_> {
    /// Who names this function links all that only contexts need.
    pub(crate) fn of(context: &Context) -> Host<'_> {
        Host { compiling: compile::Host::of(context), beyond: Beyond::FRAME }
    }

    /// See [`Context::key`].
    pub(crate) fn key(self) -> ContextKey {
        self.compiling.key()
    }
}

/// What only batches need whose programs may use more than their frame: they call functions or can fail.
struct Beyond {
    compiling: &'static compile::Beyond,
    make_ready: for<'a> fn(&'a Arena, &mut Program<'a>) -> Result<Scratch<'a>, Status>,
    run: fn(&BatchBuilder, &Prepared) -> Result<(), ErrorOf>,
}

impl Beyond {
    /// Only what can make a program such a one names it: where a firmware has neither a context nor
    /// arrays, it is not linked.
    const FRAME: &'static Beyond = &Beyond {
        compiling: compile::Beyond::FRAME,
        make_ready: engine::make_machine_ready,
        run: |batch, prepared| batch.run_beyond(prepared),
    };
}

/// A prepared program with the memory that it runs in.
struct Prepared<'a> {
    blocks: Blocks<'a>,
    scratch: Scratch<'a>,
    program: Program<'a>,
    key: ContextKey,
}

/// Memory of the host that the expressions read.
struct Lent<'a> {
    bindings: ArenaVec<'a, Binding>,
    arrays: ArenaVec<'a, Array>,
}

/// Expressions that are evaluated together, their parameters and results.
///
/// All of it but this struct lives in the arena: texts, names, the program, the numbers. Adding
/// needs memory and can fail, which changes nothing; evaluating a prepared batch needs none.
///
/// # Examples
/// ```
/// use exp_rs::{Arena, BatchBuilder};
///
/// let arena = Arena::new(4032)?;
/// let mut batch = BatchBuilder::new(&arena);
/// let x = batch.add_parameter("x", 0.0)?;
/// batch.add_named_expression("square", "x^2")?;
/// batch.add_expression("square + 1")?;
/// batch.prepare(None)?;
/// batch.set_param(x, 3.0)?;
/// batch.eval(None)?; // from here on nothing allocates
/// assert_eq!(batch.results(), [9.0, 10.0]);
/// # Ok::<(), exp_rs::Error>(())
/// ```
pub struct BatchBuilder<'a> {
    arena: &'a Arena,
    limits: TextLimits,
    // What is taken last goes back first: so it only moves the arena's frontier.
    prepared: Option<Prepared<'a>>,
    /// Parameters, results, and where the batch is prepared, the program's other slots; and behind
    /// its elements then what [`columns`] needs.
    frame: ArenaVec<'a, Real>,
    /// Trees of the expressions that were added since the batch was prepared.
    nodes: ArenaVec<'a, Node>,
    /// Whether without a context all names in these are known.
    all_known: bool,
    records: ArenaVec<'a, Expression<'a>>,
    lent: ArenaBox<'a, Lent<'a>>,
    parameters: u32,
    names: NameTable<'a, BatchName>,
    /// Why the last evaluation could not begin: the expression at fault, if it is one, and where.
    unprepared: Cell<Option<(Option<u32>, Failure)>>,
    /// There once an expression got a name.
    order: Option<&'static Order>,
    /// There once a program could use more than its frame.
    beyond: Option<&'static Beyond>,
    optimise: bool,
    /// See [`BatchBuilder::set_block_rows`].
    block_rows: u32,
    /// What the processor has, once that was asked.
    level: Cell<Option<Level>>,
}

/// Gives a name to the expression of an index.
type Naming<'a> = fn(&mut BatchBuilder<'a>, &str, u32) -> Result<NameId, Status>;

impl<'a> BatchBuilder<'a> {
    /// A batch without expressions.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("1 + 1")?;
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 2.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn new(arena: &'a Arena) -> Self {
        arena.count_builder(1);
        BatchBuilder {
            arena,
            limits: DEFAULT_LIMITS.of_texts(),
            names: NameTable::new(arena),
            parameters: 0,
            lent: ArenaBox::empty(arena),
            records: ArenaVec::new(arena),
            nodes: ArenaVec::new(arena),
            all_known: true,
            frame: ArenaVec::new(arena),
            prepared: None,
            unprepared: Cell::new(None),
            order: None,
            beyond: None,
            optimise: true,
            block_rows: 0,
            level: Cell::new(None),
        }
    }

    /// Drops expressions, parameters and bindings; indexes start at 0 again, limits stay. The
    /// memory goes back to the arena.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("1")?;
    /// batch.clear();
    /// assert_eq!(batch.expression_count(), 0);
    /// assert_eq!(batch.add_expression("2")?, 0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn clear(&mut self) {
        let arena = self.arena;
        self.prepared = None;
        self.names = NameTable::new(arena);
        self.parameters = 0;
        self.lent = ArenaBox::empty(arena);
        self.records = ArenaVec::new(arena);
        self.nodes = ArenaVec::new(arena);
        self.all_known = true;
        self.frame = ArenaVec::new(arena);
        self.unprepared.set(None);
    }

    /// Sets the limits for texts and names of this batch; 0 in a field: its default.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder, Limits, Status};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.set_limits(Limits { nesting: 3, ..Limits::default() });
    /// assert!(batch.add_expression("((1))").is_ok());
    /// let error = batch.add_expression("((((1))))").unwrap_err();
    /// assert_eq!(error.status, Status::NestingTooDeep);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits.resolved().of_texts();
    }

    /// Turns folding, sharing, inlining and the leaving out of branches off or on, from the next
    /// preparation on: no result depends on it, which tests compare.
    #[doc(hidden)]
    pub fn set_optimise(&mut self, on: bool) {
        self.optimise = on;
        self.cut_frame();
    }

    /// Adds an expression; its index. Its syntax is checked now, its names when the batch is
    /// prepared, so that they may be added later.
    ///
    /// # Errors
    /// Every status of the parser, with the place in `source`; [`Status::OutOfMemory`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder, Status};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// assert_eq!(batch.add_expression("1 + 2")?, 0);
    /// let error = batch.add_expression("1 +* 2").unwrap_err();
    /// assert_eq!((error.status, error.span.offset), (Status::Syntax, 3));
    /// assert_eq!(batch.expression_count(), 1);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn add_expression(&mut self, source: &str) -> Result<u32, Error> {
        // A text that is refused would have had the next index.
        let index = self.records.len() as u32;
        self.try_add_expression(source, None)
            .map_err(|fault| Error::of_fault(&fault, Some(index), source))
    }

    /// Adds an expression whose result the others can use under `name`, in any order.
    ///
    /// # Errors
    /// As [`BatchBuilder::add_expression`] and, for the name, [`BatchBuilder::add_parameter`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("half + 1")?;
    /// batch.add_named_expression("half", "10 / 2")?;
    /// batch.eval(None)?;
    /// assert_eq!(batch.results(), [6.0, 5.0]);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn add_named_expression(&mut self, name: &str, source: &str) -> Result<u32, Error> {
        self.locate_value(name).map_err(|status| name_error(status, name))?;
        self.order = Some(Order::BY_USE);
        let index = self.records.len() as u32;
        self.try_add_expression(source, Some((name, Self::name_expression)))
            .map_err(|fault| Error::of_fault(&fault, Some(index), source))
    }

    fn name_expression(&mut self, name: &str, index: u32) -> Result<NameId, Status> {
        let located = self.locate_value(name)?;
        self.give_value(name, located, ValueMeaning::Expression(index))
    }

    /// Adds an expression, with a name and what enters that: a firmware that names none does not link it.
    fn try_add_expression(
        &mut self,
        source: &str,
        name: Option<(&str, Naming<'a>)>,
    ) -> Result<u32, Fault> {
        check_length(source, &self.limits)?;
        let index = u32::try_from(self.records.len()).map_err(|_| Status::TooComplex)?;
        // The tree comes last: what it does not need is given back at the frontier.
        self.records.reserve(1)?;
        let mut larger = ArenaVec::new(self.arena);
        self.larger_frame(&mut larger)?;
        let text = ArenaText::copied(self.arena, source)?;
        let first_node = self.nodes.len() as u32;
        self.all_known &= parse(source, &self.limits, &mut self.nodes, Some(&self.names))?;
        let name = name.map(|(name, enter)| enter(self, name, index));
        let name = name.transpose().inspect_err(|_| self.nodes.truncate(first_node as usize))?;
        // From here on nothing can fail.
        let end_node = self.nodes.len() as u32;
        self.cut_frame();
        self.take_frame(larger);
        self.records.push(Expression { source: text, name, first_node, end_node })?;
        self.frame.push(NAN)?;
        Ok(index)
    }

    fn bindings(&self) -> &[Binding] {
        self.lent.get().map_or(&[], |lent| &lent.bindings)
    }

    fn arrays(&self) -> &[Array] {
        self.lent.get().map_or(&[], |lent| &lent.arrays)
    }

    /// What the host lent, to add to it.
    fn lent(&mut self) -> Result<&mut Lent<'a>, Status> {
        let make = |arena| Lent { bindings: ArenaVec::new(arena), arrays: ArenaVec::new(arena) };
        self.lent.get_or_insert(make)
    }

    /// Makes room for one more number in the frame's first part, or in `larger`, a copy of it for
    /// [`BatchBuilder::take_frame`]: the host may hold pointers into the frame, so that it stays where it is until
    /// nothing can fail any more. Few frames need more than the first numbers.
    #[inline]
    fn larger_frame(&mut self, larger: &mut ArenaVec<'a, Real>) -> Result<(), Status> {
        let numbers = self.frame.len();
        if numbers > self.kept() || numbers < self.frame.capacity() {
            return Ok(());
        }
        self.lengthen_frame(larger)
    }

    #[cold]
    #[inline(never)]
    fn lengthen_frame(&mut self, larger: &mut ArenaVec<'a, Real>) -> Result<(), Status> {
        if self.frame.is_empty() {
            return self.frame.reserve(FIRST_NUMBERS);
        }
        larger.fit(self.frame.len() * 2)?;
        larger.extend(&self.frame)
    }

    /// Puts a larger frame in the place of the frame, if there is one.
    #[inline]
    fn take_frame(&mut self, larger: ArenaVec<'a, Real>) {
        if !larger.is_empty() {
            self.frame = larger;
        }
    }

    /// The batch is about to change: its program is dropped, and the frame is cut to parameters
    /// and results.
    #[inline]
    fn cut_frame(&mut self) {
        if self.prepared.is_some() {
            self.prepared = None;
        }
        self.frame.truncate(self.kept());
    }

    /// Parameters and results: so many numbers of the frame stay when the batch is changed.
    fn kept(&self) -> usize {
        self.parameters as usize + self.records.len()
    }
}

impl Drop for BatchBuilder<'_> {
    fn drop(&mut self) {
        self.arena.count_builder(-1);
    }
}
