//! A batch of expressions that are prepared and evaluated together: parameters, expressions,
//! preparing. [`evaluate`] runs it once, [`columns`] over rows, [`inspect`] tells about it.

mod columns;
mod evaluate;
mod inspect;

use core::cell::Cell;

use crate::arena::{Arena, ArenaText, ArenaVec};
use crate::compile::{self, BatchName, Expression, ValueMeaning, compile};
use crate::context::{Context, ContextKey, NO_CONTEXT, checked_array};
use crate::engine::block::{Blocks, Level};
use crate::engine::{self, machine::Scratch};
use crate::error::{Error, Fault, Span, Status};
use crate::limits::{DEFAULT_LIMITS, Limits};
use crate::names::{Located, NameId, NameTable};
use crate::program::{Array, Binding, Failure, Program};
use crate::real::{NAN, Real};
use crate::syntax::ast::Node;
use crate::syntax::lexer::is_name;
use crate::syntax::parser::parse;

pub(crate) use columns::{Given, fill_with_nan};
pub(crate) use evaluate::Plain;
pub use inspect::BatchStats;
pub(crate) use inspect::estimate_arena_size;

/// A prepared program with the memory that it runs in.
struct Prepared<'a> {
    blocks: Blocks<'a>,
    scratch: Scratch<'a>,
    program: Program<'a>,
    key: ContextKey,
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
    limits: Limits,
    // What is taken last goes back first: so it only moves the arena's frontier.
    prepared: Option<Prepared<'a>>,
    /// Parameters, results, and where the batch is prepared, the program's other slots; and behind
    /// its elements then what [`columns`] needs.
    frame: ArenaVec<'a, Real>,
    /// Trees of the expressions that were added since the batch was prepared.
    nodes: ArenaVec<'a, Node>,
    records: ArenaVec<'a, Expression<'a>>,
    bindings: ArenaVec<'a, Binding>,
    parameters: u32,
    arrays: ArenaVec<'a, Array>,
    names: NameTable<'a, BatchName>,
    /// Why the last evaluation could not begin: the expression at fault, if it is one, and where.
    unprepared: Cell<Option<(Option<u32>, Failure)>>,
    optimise: bool,
    /// See [`BatchBuilder::set_block_rows`].
    block_rows: u32,
    /// What the processor has, once that was asked.
    level: Cell<Option<Level>>,
}

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
            limits: DEFAULT_LIMITS,
            names: NameTable::new(arena),
            arrays: ArenaVec::new(arena),
            parameters: 0,
            bindings: ArenaVec::new(arena),
            records: ArenaVec::new(arena),
            nodes: ArenaVec::new(arena),
            frame: ArenaVec::new(arena),
            prepared: None,
            unprepared: Cell::new(None),
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
        self.arrays = ArenaVec::new(arena);
        self.parameters = 0;
        self.bindings = ArenaVec::new(arena);
        self.records = ArenaVec::new(arena);
        self.nodes = ArenaVec::new(arena);
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
        self.limits = limits.resolved();
    }

    /// Turns folding, sharing, inlining and the leaving out of branches off or on, from the next
    /// preparation on: no result depends on it, which tests compare.
    #[doc(hidden)]
    pub fn set_optimise(&mut self, on: bool) {
        self.optimise = on;
        self.prepared = None;
        self.cut_frame();
    }

    /// Adds a parameter with a value; its index.
    ///
    /// # Errors
    /// [`Status::InvalidName`], [`Status::DuplicateName`], [`Status::OutOfMemory`],
    /// [`Status::TooComplex`] past the limit of names.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder, Status};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// assert_eq!(batch.add_parameter("x", 1.0)?, 0);
    /// assert_eq!(batch.add_parameter("imu.accel.y", 2.0)?, 1);
    /// assert_eq!(batch.add_parameter("x", 3.0).unwrap_err().status, Status::DuplicateName);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn add_parameter(&mut self, name: &str, value: Real) -> Result<u32, Error> {
        self.try_add_parameter(name, value).map_err(|status| name_error(status, name))
    }

    fn try_add_parameter(&mut self, name: &str, value: Real) -> Result<u32, Status> {
        let located = self.locate_value(name)?;
        self.reserve_frame()?;
        let index = self.parameters;
        let id = self.give_value(name, located, ValueMeaning::Parameter(index))?;
        // From here on nothing can fail.
        self.cut_frame();
        if let Some(row) = self.names.get_mut(NameId(index)) {
            row.parameter = id;
        }
        self.frame.insert(index as usize, value)?;
        self.parameters += 1;
        Ok(index)
    }

    /// Adds a parameter whose value each evaluation reads once from `address`; NaN before.
    ///
    /// # Errors
    /// As [`BatchBuilder::add_parameter`]; [`Status::NullPointer`], and
    /// [`Status::InvalidArgument`] for an address that is not aligned.
    ///
    /// # Safety
    /// `address` must be valid for reading whenever the batch is evaluated.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let sensor = std::cell::Cell::new(1.0);
    /// // SAFETY: the number outlives the last evaluation.
    /// unsafe { batch.bind_parameter("sensor", sensor.as_ptr()) }?;
    /// batch.add_expression("sensor * 10")?;
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 10.0);
    /// sensor.set(2.0);
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 20.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub unsafe fn bind_parameter(
        &mut self,
        name: &str,
        address: *const Real,
    ) -> Result<u32, Error> {
        let added = checked_array(address, 1)
            .and_then(|_| self.bindings.reserve(1))
            .and_then(|()| self.try_add_parameter(name, NAN))
            .and_then(|parameter| {
                self.bindings.push(Binding { parameter, address })?;
                Ok(parameter)
            });
        added.map_err(|status| name_error(status, name))
    }

    /// Lets the expressions of this batch read `length` numbers at `data` as `name[i]`, in place.
    ///
    /// # Errors
    /// As [`BatchBuilder::bind_parameter`], except that a parameter may have the same name.
    ///
    /// # Safety
    /// `data` must be valid for reading `length` numbers whenever the batch is evaluated.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let table = [10.0, 20.0, 30.0];
    /// // SAFETY: the table outlives the last evaluation.
    /// unsafe { batch.bind_array("table", table.as_ptr(), table.len()) }?;
    /// batch.add_expression("table[2] - table[0]")?;
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 20.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub unsafe fn bind_array(
        &mut self,
        name: &str,
        data: *const Real,
        length: usize,
    ) -> Result<(), Error> {
        let bound = checked_array(data, length).and_then(|array| self.add_array(name, array));
        bound.map_err(|status| name_error(status, name))
    }

    fn add_array(&mut self, name: &str, array: Array) -> Result<(), Status> {
        if !is_name(name) {
            return Err(Status::InvalidName);
        }
        let located = self.names.locate(name);
        if self.meaning_of(located).is_some_and(|meaning| meaning.array().is_some()) {
            return Err(Status::DuplicateName);
        }
        self.arrays.reserve(1)?;
        let id = self.enter(name, located)?;
        self.cut_frame();
        if let Some(meaning) = self.names.get_mut(id) {
            meaning.bind_array(self.arrays.len() as u32);
        }
        self.arrays.push(array)
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
        self.try_add_expression(None, source)
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
        let index = self.records.len() as u32;
        self.try_add_expression(Some(name), source)
            .map_err(|fault| Error::of_fault(&fault, Some(index), source))
    }

    fn try_add_expression(&mut self, name: Option<&str>, source: &str) -> Result<u32, Fault> {
        let first_node = self.nodes.len() as u32;
        parse(source, &self.limits, &mut self.nodes)?;
        let added = self.append_record(name, source, first_node);
        if added.is_err() {
            self.nodes.truncate(first_node as usize);
        }
        Ok(added?)
    }

    fn append_record(
        &mut self,
        name: Option<&str>,
        source: &str,
        first_node: u32,
    ) -> Result<u32, Status> {
        let index = u32::try_from(self.records.len()).map_err(|_| Status::TooComplex)?;
        let source = ArenaText::copied(self.arena, source)?;
        self.records.reserve(1)?;
        self.reserve_frame()?;
        let name = match name {
            Some(name) => {
                let located = self.locate_value(name)?;
                Some(self.give_value(name, located, ValueMeaning::Expression(index))?)
            }
            None => None,
        };
        // From here on nothing can fail.
        let end_node = self.nodes.len() as u32;
        self.cut_frame();
        self.records.push(Expression { source, name, first_node, end_node })?;
        self.frame.push(NAN)?;
        Ok(index)
    }

    /// Puts another text in the place of expression `index` and prepares the batch. On failure all
    /// goes on as before.
    ///
    /// # Errors
    /// [`Status::IndexOutOfRange`]; as [`BatchBuilder::add_expression`] and
    /// [`BatchBuilder::prepare`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("1")?;
    /// batch.replace_expression(0, "2", None)?;
    /// assert!(batch.replace_expression(0, "3 +", None).is_err());
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 2.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn replace_expression(
        &mut self,
        index: u32,
        source: &str,
        context: Option<&Context>,
    ) -> Result<(), Error> {
        self.without_spare_blocks(|batch| batch.try_replace(index, source, context))
    }

    fn try_replace(
        &mut self,
        index: u32,
        source: &str,
        context: Option<&Context>,
    ) -> Result<(), Error> {
        let place = index as usize;
        let name = self.records.get(place).ok_or(Status::IndexOutOfRange)?.name;
        let first_node = self.nodes.len() as u32;
        let parsed = parse(source, &self.limits, &mut self.nodes);
        let text = parsed.and_then(|()| Ok(ArenaText::copied(self.arena, source)?));
        let text = text.map_err(|fault| {
            self.nodes.truncate(first_node as usize);
            Error::of_fault(&fault, Some(index), source)
        })?;
        let end_node = self.nodes.len() as u32;
        let new = Expression { source: text, name, first_node, end_node };
        let old = core::mem::replace(self.records.at_mut(place)?, new);
        self.prepare_in_place(context).inspect_err(|_| {
            if let Some(record) = self.records.get_mut(place) {
                // The trees were given back by the attempt.
                *record = Expression { first_node: 0, end_node: 0, ..old };
            }
        })
    }

    /// Resolves names, optimises and lays out, with what `context` says names mean (`None`: the
    /// built-ins). Does all the work that needs memory; on failure the batch stays as it was.
    ///
    /// # Errors
    /// [`Status::UnknownName`], [`Status::UnknownFunction`], [`Status::WrongArgumentCount`],
    /// [`Status::DuplicateName`] of a local, [`Status::Cycle`], [`Status::TooComplex`],
    /// [`Status::OutOfMemory`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder, Status};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("2 * y")?;
    /// assert_eq!(batch.prepare(None).unwrap_err().status, Status::UnknownName);
    /// batch.add_parameter("y", 21.0)?;
    /// batch.prepare(None)?;
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 42.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn prepare(&mut self, context: Option<&Context>) -> Result<(), Error> {
        self.without_spare_blocks(|batch| batch.prepare_in_place(context))
    }

    fn prepare_in_place(&mut self, context: Option<&Context>) -> Result<(), Error> {
        let trees_were_there = !self.nodes.is_empty();
        let mut outcome = self.try_prepare(context);
        self.drop_trees();
        let full = |error: &Error| error.status == Status::OutOfMemory;
        if trees_were_there && outcome.as_ref().is_err_and(full) {
            // With the memory of the trees that were kept there may be room.
            outcome = self.try_prepare(context);
            self.drop_trees();
        }
        outcome
    }

    /// Performs a change with what makes columns fast and was not asked for given back: a program comes
    /// first. Afterwards it is taken again, of what is left once all else is in its place.
    fn without_spare_blocks(
        &mut self,
        change: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sparing = self.block_rows == 0;
        if let (true, Some(prepared)) = (sparing, &mut self.prepared) {
            prepared.blocks.give_back();
        }
        let outcome = change(self);
        if let (true, Some(prepared)) = (sparing, &mut self.prepared) {
            prepared.blocks.take_to_spare(&prepared.program);
        }
        outcome
    }

    /// Gives the trees back: resolved ones are of no use with other names.
    fn drop_trees(&mut self) {
        self.nodes = ArenaVec::new(self.arena);
        for record in self.records.iter_mut() {
            (record.first_node, record.end_node) = (0, 0);
        }
    }

    fn try_prepare(&mut self, context: Option<&Context>) -> Result<(), Error> {
        self.parse_missing()?;
        self.shrink();
        let batch = compile::Batch {
            names: &self.names,
            arrays: &self.arrays,
            parameters: self.parameters,
            spare: columns::numbers_for_rows(self.parameters as usize, self.records.len()),
            expressions: &self.records,
            context,
            optimise: self.optimise,
        };
        let mut program = Program::empty(self.arena);
        let mut frame = compile(&batch, &mut self.nodes, &mut program)?;
        engine::make_ready(&mut program.code);
        let scratch = Scratch::for_program(self.arena, &program)?;
        let blocks = Blocks::for_program(self.arena, &program, self.block_rows)?;
        // From here on nothing can fail.
        frame.iter_mut().zip(self.params()).for_each(|(to, from)| *to = *from);
        self.frame = frame;
        let key = context.map_or(NO_CONTEXT, Context::key);
        self.prepared = Some(Prepared { blocks, scratch, program, key });
        self.unprepared.set(None);
        Ok(())
    }

    /// Gives back what the tables reserved and do not need.
    fn shrink(&mut self) {
        self.nodes.shrink();
        self.names.shrink();
        self.arrays.shrink();
        self.bindings.shrink();
        self.records.shrink();
    }

    /// Parses the expressions again whose trees were given back: they were accepted before.
    fn parse_missing(&mut self) -> Result<(), Error> {
        for record in self.records.iter_mut().filter(|record| record.end_node == 0) {
            let first = self.nodes.len() as u32;
            let again = parse(record.source.as_str(), &Limits::NONE, &mut self.nodes);
            again.map_err(|fault| Error::from(fault.status))?;
            (record.first_node, record.end_node) = (first, self.nodes.len() as u32);
        }
        Ok(())
    }

    /// Whether [`BatchBuilder::eval`] would prepare first: never prepared, changed since, or given
    /// a context that is another or was changed (`None`: as prepared).
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_expression("1")?;
    /// assert!(batch.needs_prepare(None));
    /// batch.prepare(None)?;
    /// assert!(!batch.needs_prepare(None));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    #[must_use]
    pub fn needs_prepare(&self, context: Option<&Context>) -> bool {
        match (&self.prepared, context) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(prepared), Some(context)) => prepared.key != context.key(),
        }
    }

    /// Where a name is, or would be, that may be given to a value.
    fn locate_value(&self, name: &str) -> Result<Located, Status> {
        if !is_name(name) {
            return Err(Status::InvalidName);
        }
        let located = self.names.locate(name);
        match self.meaning_of(located) {
            Some(meaning) if meaning.value != ValueMeaning::None => Err(Status::DuplicateName),
            _ => Ok(located),
        }
    }

    fn meaning_of(&self, located: Located) -> Option<&BatchName> {
        match located {
            Located::Known(id) => self.names.get(id),
            Located::New(_) => None,
        }
    }

    /// The number of a name, which is added where it is new. A failure changes nothing.
    fn enter(&mut self, name: &str, located: Located) -> Result<NameId, Status> {
        match located {
            Located::Known(id) => Ok(id),
            Located::New(_) if self.names.len() >= self.limits.names as usize => {
                Err(Status::TooComplex)
            }
            Located::New(gap) => self.names.add(name, gap, BatchName::NOTHING),
        }
    }

    /// Gives a name a value, the same way.
    fn give_value(
        &mut self,
        name: &str,
        located: Located,
        value: ValueMeaning,
    ) -> Result<NameId, Status> {
        let id = self.enter(name, located)?;
        if let Some(meaning) = self.names.get_mut(id) {
            meaning.value = value;
        }
        Ok(id)
    }

    /// Makes room for one more number in the frame's first part.
    fn reserve_frame(&mut self) -> Result<(), Status> {
        if self.frame.len() > self.kept() { Ok(()) } else { self.frame.reserve(1) }
    }

    /// The batch is about to change: its program is dropped, and the frame is cut to parameters
    /// and results.
    fn cut_frame(&mut self) {
        self.prepared = None;
        self.frame.truncate(self.kept());
    }

    /// Parameters and results: so many numbers of the frame stay when the batch is changed.
    fn kept(&self) -> usize {
        self.parameters as usize + self.records.len()
    }
}

/// The error of a name that was refused.
fn name_error(status: Status, name: &str) -> Error {
    Error::of_fault(&Fault::new(status, Span::between(0, name.len())), None, name)
}

impl Drop for BatchBuilder<'_> {
    fn drop(&mut self) {
        self.arena.count_builder(-1);
    }
}
