//! Preparing: from texts and names to a program and the memory that it runs in.

use super::{BatchBuilder, Host, Prepared, columns, run};
use crate::arena::{ArenaText, ArenaVec};
use crate::compile::{self, Expression, compile};
use crate::context::{Context, ContextKey, NO_CONTEXT};
use crate::engine;
use crate::engine::block::Blocks;
use crate::engine::machine::Scratch;
use crate::error::{Error, Status};
use crate::limits::TextLimits;
use crate::program::Program;
use crate::real::{NAN, Real};
use crate::syntax::parser::{check_length, parse};

impl<'a> BatchBuilder<'a> {
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
        self.replace_in(context.map(Host::of), index, source).map_err(|error| self.told(error))
    }

    /// The same with the context as compiling sees it, here and below.
    pub(crate) fn replace_in(
        &mut self,
        context: Option<Host>,
        index: u32,
        source: &str,
    ) -> Result<(), Error> {
        self.without_spare_blocks(|batch| batch.try_replace(index, source, context))
    }

    fn try_replace(
        &mut self,
        index: u32,
        source: &str,
        context: Option<Host>,
    ) -> Result<(), Error> {
        let place = index as usize;
        let name = self.records.get(place).ok_or(Status::IndexOutOfRange)?.name;
        let first_node = self.nodes.len() as u32;
        let parsed = check_length(source, &self.limits)
            .and_then(|()| parse(source, &self.limits, &mut self.nodes, Some(&self.names)));
        let text = parsed.and_then(|all_known| {
            self.all_known &= all_known;
            Ok(ArenaText::copied(self.arena, source)?)
        });
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
        self.prepare_in(context.map(Host::of)).map_err(|error| self.told(error))
    }

    /// An error with what is near an unknown name, if nobody has looked for that yet. Apart from what
    /// fails, so that a firmware that asks for no messages does not link it.
    pub(crate) fn told(&self, mut error: Error) -> Error {
        compile::complete(&self.names, &mut error);
        error
    }

    pub(crate) fn prepare_in(&mut self, context: Option<Host>) -> Result<(), Error> {
        self.without_spare_blocks(|batch| batch.prepare_in_place(context))
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn prepare_in_place(&mut self, context: Option<Host>) -> Result<(), Error> {
        let trees_were_there = !self.nodes.is_empty();
        let mut outcome = self.try_prepare(context);
        self.drop_trees();
        if trees_were_there && let Err(Error { status: Status::OutOfMemory, .. }) = outcome {
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
        self.all_known = true;
        for record in self.records.iter_mut() {
            (record.first_node, record.end_node) = (0, 0);
        }
    }

    fn try_prepare(&mut self, context: Option<Host>) -> Result<(), Error> {
        if let Some(context) = context {
            self.beyond = Some(context.beyond);
        }
        self.parse_missing()?;
        self.shrink();
        let batch = compile::Batch {
            names: &self.names,
            arrays: self.lent.get().map_or(&[], |lent| &lent.arrays),
            parameters: self.parameters,
            spare: columns::numbers_for_rows(self.parameters as usize, self.records.len()),
            expressions: &self.records,
            context: context.map(|context| context.compiling),
            beyond: self.beyond.map(|beyond| beyond.compiling),
            order: self.order,
            all_known: self.all_known,
            optimise: self.optimise,
            value: run::value,
        };
        let mut program = Program::empty(self.arena);
        // What runs so far keeps its frame, and the host may hold pointers into it, so that one that must not
        // move if this fails keeps it, too. Elsewhere nothing fails once the frame has grown: there is no need
        // of another.
        let blocks_can_fail = self.block_rows > 1;
        let moves = self.prepared.is_none() && self.beyond.is_none() && !blocks_can_fail;
        let mut other = ArenaVec::new(self.arena);
        let frame = if moves { &mut self.frame } else { &mut other };
        compile(&batch, &mut self.nodes, &mut program, frame)?;
        let key = context.map_or(NO_CONTEXT, |context| context.key());
        Ok(self.take_over(program, (!moves).then_some(other), key)?)
    }

    /// Makes a program ready and the batch's own, in its frame or in another. Not inlined: its stack, half a
    /// kilobyte, is not below that of compiling.
    #[inline(never)]
    fn take_over(
        &mut self,
        mut program: Program<'a>,
        other: Option<ArenaVec<'a, Real>>,
        key: ContextKey,
    ) -> Result<(), Status> {
        engine::make_ready(&mut program.code);
        let scratch = if program.needs_machine {
            (self.beyond.ok_or(Status::Internal)?.make_ready)(self.arena, &mut program)?
        } else {
            Scratch::none(self.arena)
        };
        let blocks = Blocks::for_program(self.arena, &program, self.block_rows)?;
        // From here on nothing can fail.
        if let Some(other) = other {
            self.move_into(other);
        }
        let results = self.frame.iter_mut().skip(self.parameters as usize);
        results.take(self.records.len()).for_each(|result| *result = NAN);
        self.prepared = Some(Prepared { blocks, scratch, program, key });
        self.unprepared.set(None);
        Ok(())
    }

    /// Goes on in another frame, with the parameters as they are.
    #[cold]
    fn move_into(&mut self, mut frame: ArenaVec<'a, Real>) {
        frame.iter_mut().zip(self.params()).for_each(|(to, from)| *to = *from);
        self.frame = frame;
    }

    /// Gives back what the tables reserved and do not need.
    fn shrink(&mut self) {
        self.nodes.shrink();
        self.names.shrink();
        if let Some(lent) = self.lent.get_mut() {
            lent.arrays.shrink();
            lent.bindings.shrink();
        }
        self.records.shrink();
    }

    /// Parses the expressions again whose trees were given back: they were accepted before.
    fn parse_missing(&mut self) -> Result<(), Error> {
        for record in self.records.iter_mut().filter(|record| record.end_node == 0) {
            let first = self.nodes.len() as u32;
            let source = record.source.as_str();
            let again = parse(source, &TextLimits::NONE, &mut self.nodes, Some(&self.names));
            self.all_known &= again.map_err(|fault| Error::from(fault.status))?;
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
        self.needs_prepare_for(context.map(Context::key))
    }

    pub(crate) fn needs_prepare_for(&self, key: Option<ContextKey>) -> bool {
        match (&self.prepared, key) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(prepared), Some(key)) => prepared.key != key,
        }
    }
}
