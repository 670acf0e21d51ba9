//! Calls of functions that the host defined, array elements and results of other expressions: what
//! can fail or be seen from outside.

use super::super::ir::{Action, Operand, Operation};
use super::super::share::Shared;
use super::{Cursor, Lowering, Tree};
use crate::arena::ArenaVec;
use crate::context::Context;
use crate::error::{Span, Status};
use crate::program::Native;
use crate::real::{Real, canonical};
use crate::syntax::ast::{Node, NodeId};

impl Lowering<'_, '_, '_> {
    /// Notes what an expression is to others, if one uses another's result.
    pub(in super::super) fn note_result(
        &mut self,
        index: u32,
        value: Operand,
    ) -> Result<(), Status> {
        if !self.bodies.uses_results() {
            return Ok(());
        }
        let seen = if value.is_constant() {
            value
        } else {
            Operand::slot(self.program.layout.first_result() + index)
        };
        self.results.resize(self.batch.expressions.len(), (Operand::NONE, false))?;
        *self.results.at_mut(index as usize)? = (seen, self.fallible);
        Ok(())
    }

    /// The value of another expression of the batch.
    pub(in super::super) fn result_of(
        &mut self,
        index: u32,
        span: Span,
    ) -> Result<Operand, Status> {
        let unknown = (Operand::NONE, false);
        let (value, fallible) = self.results.get(index as usize).copied().unwrap_or(unknown);
        if let Some(beyond) = self.batch.beyond
            && fallible
        {
            (beyond.check)(self, index, span)?;
        }
        Ok(value)
    }

    /// Fails as expression `index` did.
    pub(in super::super) fn check(&mut self, index: u32, span: Span) -> Result<(), Status> {
        let site = self.site(span)?;
        self.push(Operation::numbered(Action::Check, index, site))?;
        Ok(())
    }

    /// Notes a place where the expression can fail. Inside an inlined function it is the place of
    /// the call in the expression.
    pub(super) fn site(&mut self, span: Span) -> Result<u32, Status> {
        self.fallible = true;
        let span = match self.callers.first() {
            Some(caller) => self.span_before(caller),
            None => span,
        };
        let sites = &mut self.program.tables()?.sites;
        sites.push(span)?;
        Ok(sites.len() as u32 - 1)
    }

    /// The name, or the operator, of the call that a caller's cursor stands behind.
    pub(super) fn span_before(&self, caller: &Cursor) -> Span {
        let Tree::Expression { first, .. } = caller.tree else {
            return Span::default();
        };
        let before = (first + caller.at).checked_sub(1);
        match before.and_then(|at| self.nodes.get(at as usize)) {
            Some(Node::FunctionOperator { span, .. }) => *span,
            Some(Node::Function { call, .. }) => match self.nodes.get((first + call.0) as usize) {
                Some(Node::Call { span, .. }) => *span,
                _ => Span::default(),
            },
            _ => Span::default(),
        }
    }

    /// The span that a node of the current tree carries.
    pub(super) fn span_at(&self, node: NodeId) -> Span {
        match self.node_at(node.0) {
            Some(Node::Call { span, .. } | Node::Index(span)) => span,
            _ => Span::default(),
        }
    }

    /// Expression `index` of the batch begins, which may fail.
    pub(in super::super) fn begin(&mut self, index: u32) -> Result<(), Status> {
        self.push(Operation::numbered(Action::Begin, index, 0))?;
        Ok(())
    }

    /// It is complete: whether it can fail is known.
    pub(in super::super) fn end(&mut self, begin: u32) -> Result<(), Status> {
        if self.fallible {
            // What comes after a failure is skipped: nobody else may rely on it.
            self.out.forget(begin)?;
            self.out.fallible = true;
        } else {
            self.out.cancel(begin);
        }
        Ok(())
    }

    /// An element of an array, or a call of what is not built in.
    pub(in super::super) fn lower_beyond(&mut self, node: Node) -> Result<(), Status> {
        let Node::Element { array, index } = node else {
            let context = self.batch.context.ok_or(Status::Internal)?;
            return context.passes.lower(self, node);
        };
        let position = self.pop();
        let site = self.site(self.span_at(index))?;
        let element = Operation::numbered(Action::Element, array, site);
        let value = Operand::of(self.push(Operation { a: position, ..element })?);
        self.operands.push(value)
    }

    /// A call of a function of the context's, or an operator that became one.
    pub(in super::super) fn call(&mut self, context: &Context, node: Node) -> Result<(), Status> {
        match node {
            Node::Native { function, call } => {
                self.native_call(context, function, self.arguments_of(call))
            }
            Node::NativeOperator { function, operands } => {
                self.native_call(context, function, u32::from(operands))
            }
            Node::Function { function, call } => {
                self.function_call(function, self.arguments_of(call), self.span_at(call))
            }
            Node::FunctionOperator { function, operands, span } => {
                self.function_call(function, u32::from(operands), span)
            }
            _ => Err(Status::Internal),
        }
    }

    fn arguments_of(&self, call: NodeId) -> u32 {
        match self.node_at(call.0) {
            Some(Node::Call { arguments, .. }) => arguments,
            _ => 0,
        }
    }

    /// A call of a function of the host with the last `count` operands.
    fn native_call(&mut self, context: &Context, function: u32, count: u32) -> Result<(), Status> {
        let Some(host) = context.native(function).copied() else {
            return self.operands.push(Operand::NONE);
        };
        let start = self.operands.len() - count as usize;
        if host.pure_function
            && self.batch.optimise
            && let Some(number) = self.call_now(host.native, start)?
        {
            self.operands.truncate(start);
            let value = self.constant(number)?;
            return self.operands.push(value);
        }
        let native = self.native_number(context, function, host.native)?;
        let list = self.move_to_list(start)?;
        let operation = Operation::call(Action::Native, native, list, 0);
        let value = if host.pure_function && self.batch.optimise {
            self.share_call(operation)?
        } else {
            Operand::of(self.push(operation)?)
        };
        self.operands.push(value)
    }

    /// The value of a pure function of constants, if all arguments are.
    fn call_now(&mut self, native: Native, start: usize) -> Result<Option<Real>, Status> {
        let mut values = ArenaVec::new(self.operands.arena());
        for operand in self.operands.iter().skip(start) {
            if !operand.is_constant() {
                return Ok(None);
            }
            values.push(self.out.number(*operand))?;
        }
        Ok(Some(canonical(native.call(&values))))
    }

    /// Finds an equal call of a pure function, or appends the call.
    fn share_call(&mut self, operation: Operation) -> Result<Operand, Status> {
        let out = &self.out;
        let arguments = out.arguments(&operation);
        let same = |o: &Operation| {
            o.action == Action::Native
                && o.number() == operation.number()
                && out.arguments(o) == arguments
        };
        // Hashed by the first two arguments.
        let argument = |i: usize| arguments.get(i).copied().unwrap_or(Operand::NONE);
        let hash = Shared::hash(u32::MAX, argument(0), operation.b, argument(1));
        match self.shared.find_or_note(hash, &out.operations, same)? {
            Some(known) => Ok(Operand::of(known)),
            None => Ok(Operand::of(self.push(operation)?)),
        }
    }

    /// The number of a function of the host in the program.
    fn native_number(
        &mut self,
        context: &Context,
        function: u32,
        native: Native,
    ) -> Result<u32, Status> {
        if self.natives.is_empty() {
            self.natives.resize(context.function_numbers().0, 0)?;
        }
        let Some(entry) = self.natives.get_mut(function as usize) else {
            return Ok(0);
        };
        if *entry == 0 {
            let natives = &mut self.program.tables()?.natives;
            natives.push(native)?;
            *entry = natives.len() as u32;
        }
        Ok(*entry - 1)
    }

    /// Moves the operands from `start` on to the lists.
    fn move_to_list(&mut self, start: usize) -> Result<u32, Status> {
        let list = self.out.add_list(self.operands.get(start..).unwrap_or(&[]))?;
        self.operands.truncate(start);
        Ok(list)
    }

    /// A call of an expression function with the last `count` operands.
    fn function_call(&mut self, place: u32, count: u32, span: Span) -> Result<(), Status> {
        let start = self.operands.len() - count as usize;
        if self.inlining {
            let arguments = self.locals.len() as u32;
            self.locals.extend(self.operands.get(start..).unwrap_or(&[]))?;
            self.operands.truncate(start);
            self.callers.push(self.cursor)?;
            self.enter(Tree::Body(place));
            self.cursor.arguments = arguments;
            return Ok(());
        }
        let site = self.site(span)?;
        let function = self.bodies.call(place)?;
        let list = self.move_to_list(start)?;
        let call = Operation::call(Action::Call, function, list, site);
        let value = Operand::of(self.push(call)?);
        self.operands.push(value)
    }
}
