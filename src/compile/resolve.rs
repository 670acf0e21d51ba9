//! First pass: what each name means. Names become numbers in place, in reading order, so that the
//! first error of a text is the one reported. After it nothing in a tree can be wrong.

use super::bodies::Bodies;
use super::{Batch, Beyond, Host};
use crate::arena::{Arena, ArenaVec};
use crate::context::{Context, FunctionMeaning};
use crate::error::{Detail, Fault, Hint, Span, Status};
use crate::language::builtins::{self, BUILTINS, VARIADIC};
use crate::language::operators::{BinaryOperator, PrefixOperator};
use crate::names::{BatchName, NameId, NameTable, ValueMeaning};
use crate::program::Program;
use crate::real::Real;
use crate::syntax::ast::{Lazy, NO_ROW, Node, NodeId};

/// Where the names of a tree are looked up.
pub(crate) enum Scope<'x, 'a> {
    /// An expression of a batch.
    Batch(&'x Batch<'x, 'a>),
    /// The body of an expression function, which sees its parameters and the context.
    Body(&'x NameTable<'static>, Host<'x>),
}

impl<'x> Scope<'x, '_> {
    fn context(&self) -> Option<Host<'x>> {
        match self {
            Scope::Batch(batch) => batch.context,
            Scope::Body(_, context) => Some(*context),
        }
    }

    fn beyond(&self) -> Option<&'static Beyond> {
        match self {
            Scope::Batch(batch) => batch.beyond,
            Scope::Body(_, context) => Some(context.beyond),
        }
    }

    /// The node that a name of a value becomes.
    fn value(&self, name: &str, span: Span) -> Option<Node> {
        match self {
            Scope::Batch(batch) => match batch.names.meaning(name).map(|m| m.value) {
                Some(ValueMeaning::Parameter(index)) => return Some(Node::Parameter(index)),
                Some(ValueMeaning::Expression(index)) => {
                    return Some(Node::Expression { index, span });
                }
                _ => {}
            },
            Scope::Body(parameters, context) => {
                if let Some(id) = context.passes.parameter(parameters, name) {
                    return Some(Node::Argument(id.0));
                }
            }
        }
        self.constant(name).map(Node::Number)
    }

    fn constant(&self, name: &str) -> Option<Real> {
        match self.context() {
            Some(context) => context.passes.constant(name),
            None => builtins::constant(name),
        }
    }

    /// The number of an array that is bound to the batch: the program has it under the same.
    fn bound_array(&self, name: &str) -> Option<u32> {
        match self {
            Scope::Batch(batch) => batch.names.meaning(name)?.array(),
            Scope::Body(..) => None,
        }
    }
}

/// Resolves one tree. What it uses is noted in `program` (arrays) and `bodies` (functions).
pub(super) fn resolve<'a>(
    nodes: &mut [Node],
    source: &str,
    scope: &Scope,
    program: &mut Program<'a>,
    bodies: &mut Bodies<'a>,
) -> Result<(), Fault> {
    let arena = program.code.arena();
    let mut resolver = Resolver {
        source,
        scope,
        context: scope.context(),
        beyond: scope.beyond(),
        program,
        bodies,
        waiting: ArenaVec::new(arena),
        locals: Locals::new(arena),
        span: Span::default(),
        detail: Detail::None,
    };
    let resolved = resolver.tree(nodes);
    resolved.map_err(|status| Fault::with(status, resolver.span, resolver.detail))
}

/// What a call or index that has begun will become when it ends.
#[derive(Clone, Copy)]
enum Waiting {
    Native(u32),
    Function(u32),
    Array(u32),
}

pub(super) struct Resolver<'x, 's, 'b, 'a> {
    source: &'x str,
    scope: &'x Scope<'s, 'b>,
    context: Option<Host<'s>>,
    beyond: Option<&'static Beyond>,
    program: &'x mut Program<'a>,
    bodies: &'x mut Bodies<'a>,
    waiting: ArenaVec<'a, Waiting>,
    locals: Locals<'a>,
    /// Where the text is wrong, if it is, and what more there is to say.
    span: Span,
    detail: Detail,
}

impl Resolver<'_, '_, '_, '_> {
    fn tree(&mut self, nodes: &mut [Node]) -> Result<(), Status> {
        let replaces_operators = self.bodies.replaces_operators();
        for at in 0..nodes.len() {
            match nodes.get(at) {
                Some(Node::Number(_) | Node::Parameter(_)) => {}
                Some(Node::Binary { .. }) if !replaces_operators => {}
                _ => self.node(nodes, at)?,
            }
        }
        Ok(())
    }

    /// Notes where the text is wrong.
    fn wrong(&mut self, status: Status, span: Span, detail: Detail) -> Status {
        (self.span, self.detail) = (span, detail);
        status
    }

    #[cfg_attr(target_os = "none", inline(never))]
    fn node(&mut self, nodes: &mut [Node], at: usize) -> Result<(), Status> {
        let begin_of = |begin: NodeId| nodes.get(begin.0 as usize).copied();
        let resolved = match nodes.get(at).copied() {
            Some(Node::Name(span)) => self.value(span)?,
            Some(Node::Call { span, arguments, row }) => {
                Node::Call { span, arguments, row: self.call(span, arguments, row)? }
            }
            Some(Node::LazyCall { span, lazy, arguments }) => {
                return self.lazy_arity(span, lazy, arguments);
            }
            // The parser gave it the row, too.
            Some(Node::EndCall { call, .. }) if matches!(begin_of(call), Some(Node::Call { row, .. }) if row != NO_ROW) =>
            {
                return Ok(());
            }
            Some(node @ (Node::Index(_) | Node::EndIndex(_) | Node::EndCall { .. })) => {
                return match (self.beyond, node) {
                    (Some(beyond), _) => (beyond.resolve)(self, nodes, at),
                    (None, Node::Index(span)) => {
                        Err(self.wrong(Status::UnknownName, span, Detail::None))
                    }
                    (None, _) => Ok(()),
                };
            }
            Some(Node::EndDefine(begin)) => match begin_of(begin) {
                Some(Node::Define(span)) => Node::EndDefineLocal(self.define(span)?),
                _ => return Ok(()),
            },
            Some(
                node @ (Node::Prefix { operator: PrefixOperator::Negate, .. }
                | Node::Binary { .. }
                | Node::Comma(_)),
            ) if self.bodies.replaces_operators() => match self.context {
                Some(context) => context.passes.resolve_operator(self, node)?,
                None => node,
            },
            Some(Node::And | Node::Or | Node::Then | Node::Scope) => return self.locals.open(),
            Some(Node::Else) => {
                self.locals.close();
                return self.locals.open();
            }
            Some(Node::EndAnd | Node::EndOr | Node::EndIf | Node::EndScope) => {
                self.locals.close();
                return Ok(());
            }
            _ => return Ok(()),
        };
        if let Some(place) = nodes.get_mut(at) {
            *place = resolved;
        }
        Ok(())
    }

    fn value(&mut self, span: Span) -> Result<Node, Status> {
        let name = span.of(self.source);
        if let Some(local) = self.locals.find(name) {
            return Ok(Node::Local(local));
        }
        let Some(node) = self.scope.value(name, span) else {
            return Err(self.wrong(Status::UnknownName, span, Detail::None));
        };
        if let Node::Expression { .. } = node {
            self.bodies.note_result();
        }
        Ok(node)
    }

    fn define(&mut self, span: Span) -> Result<u32, Status> {
        let name = span.of(self.source);
        if self.locals.find(name).is_some() {
            let hint = Detail::Hint(Hint::DefinedOnce);
            return Err(self.wrong(Status::DuplicateName, span, hint));
        }
        self.locals.define(name)
    }

    /// The row of the built-in function that a call calls, which the parser found where nobody else has a function of this
    /// name; where it is another's, that waits for the end of the call.
    fn call(&mut self, span: Span, given: u32, row: u16) -> Result<u16, Status> {
        match self.context {
            Some(context) => context.passes.resolve_call(self, span, given),
            None => self.builtin_call(span, given, row),
        }
    }

    fn builtin_call(&mut self, span: Span, given: u32, row: u16) -> Result<u16, Status> {
        let Some(builtin) = BUILTINS.get(row as usize) else {
            return Err(self.wrong(Status::UnknownFunction, span, Detail::None));
        };
        self.check_arity(span, builtin.least_arguments(), builtin.most_arguments(), given)?;
        Ok(row)
    }

    #[inline(never)]
    fn check_arity(&mut self, span: Span, least: u32, most: u32, given: u32) -> Result<(), Status> {
        if (least..=most).contains(&given) {
            return Ok(());
        }
        let detail = Detail::Arity { least, most, given };
        Err(self.wrong(Status::WrongArgumentCount, span, detail))
    }

    fn lazy_arity(&mut self, span: Span, lazy: Lazy, given: u32) -> Result<(), Status> {
        match lazy {
            Lazy::If => self.check_arity(span, 3, 3, given),
            Lazy::And | Lazy::Or => self.check_arity(span, 1, VARIADIC, given),
            Lazy::Ifs if given >= 2 && given.is_multiple_of(2) => Ok(()),
            Lazy::Ifs => {
                let hint = Detail::Hint(Hint::Pairs);
                Err(self.wrong(Status::WrongArgumentCount, span, hint))
            }
        }
    }

    /// An element, or the end of a call of what is not built in.
    pub(super) fn resolve_beyond(&mut self, nodes: &mut [Node], at: usize) -> Result<(), Status> {
        let Some(place) = nodes.get_mut(at) else { return Ok(()) };
        *place = match *place {
            Node::Index(span) => {
                let array = self.array(span)?;
                return self.waiting.push(Waiting::Array(array));
            }
            Node::EndCall { call: begin, .. } | Node::EndIndex(begin) => match self.waiting.pop() {
                Some(Waiting::Native(function)) => Node::Native { function, call: begin },
                Some(Waiting::Function(function)) => Node::Function { function, call: begin },
                Some(Waiting::Array(array)) => Node::Element { array, index: begin },
                None => return Ok(()),
            },
            _ => return Ok(()),
        };
        Ok(())
    }

    /// A call with a context begins; what that of another's function becomes waits for its end.
    pub(super) fn host_call(
        &mut self,
        context: &Context,
        span: Span,
        given: u32,
    ) -> Result<u16, Status> {
        let (least, most, waiting) = match context.function(span.of(self.source)) {
            None => return self.builtin_call(span, given, NO_ROW),
            Some(FunctionMeaning::Builtin(row)) => return self.builtin_call(span, given, row),
            Some(FunctionMeaning::Native(function)) => {
                let native = context.native(function).ok_or(Status::Internal)?;
                (native.least, native.most, Waiting::Native(function))
            }
            Some(FunctionMeaning::Expression(function)) => {
                let definition = context.expression_function(function).ok_or(Status::Internal)?;
                let count = definition.parameters.len() as u32;
                (count, count, Waiting::Function(self.bodies.number_of(function, context)?))
            }
        };
        self.check_arity(span, least, most, given)?;
        self.waiting.push(waiting)?;
        Ok(NO_ROW)
    }

    /// What an operator became that a function of the host may replace.
    pub(super) fn operator(&mut self, context: &Context, node: Node) -> Result<Node, Status> {
        let (name, operands, span) = match node {
            Node::Prefix { span, .. } => ("neg", 1, span),
            Node::Comma(span) => ("comma", 2, span),
            Node::Binary { operator, span } => match operator {
                BinaryOperator::Add => ("add", 2, span),
                BinaryOperator::Subtract => ("sub", 2, span),
                BinaryOperator::Multiply => ("mul", 2, span),
                BinaryOperator::Divide => ("div", 2, span),
                _ => return Ok(node),
            },
            other => return Ok(other),
        };
        Ok(match context.function(name) {
            Some(FunctionMeaning::Native(function)) => Node::NativeOperator { function, operands },
            Some(FunctionMeaning::Expression(function)) => {
                let function = self.bodies.number_of(function, context)?;
                Node::FunctionOperator { function, operands, span }
            }
            _ => node,
        })
    }

    /// The number of an array in the program.
    fn array(&mut self, span: Span) -> Result<u32, Status> {
        let name = span.of(self.source);
        if let Some(bound) = self.scope.bound_array(name) {
            return Ok(bound);
        }
        let array = match self.context {
            Some(context) => context.passes.resolve_array(self.program, name)?,
            None => None,
        };
        array.ok_or_else(|| self.wrong(Status::UnknownName, span, Detail::None))
    }
}

/// The number in the program of an array of the context's. Only the last few are looked at for it: a
/// second row for it costs less than to look at all.
pub(super) fn array_of(
    context: &Context,
    program: &mut Program,
    name: &str,
) -> Result<Option<u32>, Status> {
    const LOOKED_AT: usize = 32;
    let Some(array) = context.array(name) else { return Ok(None) };
    let arrays = &mut program.tables()?.arrays;
    let start = arrays.len().saturating_sub(LOOKED_AT);
    let known = arrays.iter().skip(start).position(|a| *a == array);
    if known.is_none() {
        arrays.push(array)?;
    }
    Ok(Some(known.map_or(arrays.len() - 1, |place| start + place) as u32))
}

/// The locals that are visible, scope by scope.
struct Locals<'a> {
    /// Each with its visible definition. The same table as the batch's, of which there is one copy of code then.
    names: NameTable<'a, BatchName>,
    /// The visible names in the order of definition.
    trail: ArenaVec<'a, NameId>,
    /// Length of the trail at the start of each open scope.
    scopes: ArenaVec<'a, u32>,
    count: u32,
}

impl<'a> Locals<'a> {
    fn new(arena: &'a Arena) -> Self {
        Locals {
            names: NameTable::new(arena),
            trail: ArenaVec::new(arena),
            scopes: ArenaVec::new(arena),
            count: 0,
        }
    }

    fn find(&self, name: &str) -> Option<u32> {
        if self.trail.is_empty() {
            return None;
        }
        match self.names.meaning(name)?.value {
            ValueMeaning::Local(definition) => Some(definition),
            _ => None,
        }
    }

    fn define(&mut self, name: &str) -> Result<u32, Status> {
        let id = self.names.intern(name, BatchName::NOTHING)?;
        self.trail.push(id)?;
        self.set(id, ValueMeaning::Local(self.count));
        self.count += 1;
        Ok(self.count - 1)
    }

    fn set(&mut self, name: NameId, value: ValueMeaning) {
        if let Some(meaning) = self.names.get_mut(name) {
            meaning.value = value;
        }
    }

    fn open(&mut self) -> Result<(), Status> {
        self.scopes.push(self.trail.len() as u32)
    }

    fn close(&mut self) {
        let start = self.scopes.pop().unwrap_or(0) as usize;
        while self.trail.len() > start {
            if let Some(id) = self.trail.pop() {
                self.set(id, ValueMeaning::None);
            }
        }
    }
}
