//! The bodies of the expression functions that a batch uses, and which calls are inlined.
//!
//! Inlining is decided for whole expressions: either every call in one, with all that is called
//! from there, is inlined, or none is. So a status that depends on depth or steps is the same
//! either way, and the sum that is compared with the limit bounds the growth.

use super::resolve::{self, Scope};
use super::suggest;
use super::{Batch, Host};
use crate::arena::{Arena, ArenaVec};
use crate::context::{Context, ExpressionFunction};
use crate::error::{Error, Fault, Status};
use crate::language::builtins::{BUILTINS, Meaning};
use crate::limits::{INLINE_DEPTH, INLINE_NODES, Limits};
use crate::program::Program;
use crate::syntax::ast::Node;

/// What inlining a function costs with all that it calls.
#[derive(Clone, Copy, Debug, Default)]
struct Expansion {
    nodes: u32,
    depth: u32,
    steps: u64,
}

/// A function that the batch uses.
struct Body<'a> {
    /// Its number in the context.
    function: u32,
    /// Its tree, names resolved.
    nodes: ArenaVec<'a, Node>,
    /// `None`: it recurses or calls too deep to be inlined.
    expansion: Option<Expansion>,
    /// Its number in the program, once it is called there.
    number: Option<u32>,
}

/// The functions that a batch uses.
pub(super) struct Bodies<'a> {
    /// By number in the context: place in `list`, plus 1.
    places: ArenaVec<'a, u32>,
    list: ArenaVec<'a, Body<'a>>,
    /// Places in `list` of the functions that the program calls, by their number there.
    called: ArenaVec<'a, u32>,
    /// Whether the host replaces an operator.
    replaces_operators: bool,
    /// Whether an expression uses another's result.
    uses_results: bool,
}

/// Arguments and steps of a function, for the program's table.
#[derive(Clone, Copy)]
pub(super) struct Signature {
    pub arguments: u32,
    pub steps: u32,
}

impl<'a> Bodies<'a> {
    pub(super) fn new(arena: &'a Arena, context: Option<Host>) -> Self {
        Bodies {
            replaces_operators: context.is_some_and(|context| context.passes.replaces_operators()),
            uses_results: false,
            places: ArenaVec::new(arena),
            list: ArenaVec::new(arena),
            called: ArenaVec::new(arena),
        }
    }

    pub(super) fn replaces_operators(&self) -> bool {
        self.replaces_operators
    }

    /// Notes that an expression uses another's result.
    pub(super) fn note_result(&mut self) {
        self.uses_results = true;
    }

    pub(super) fn uses_results(&self) -> bool {
        self.uses_results
    }

    /// The place of a function of the context, which is added where it is new.
    pub(super) fn number_of(&mut self, function: u32, context: &Context) -> Result<u32, Status> {
        if self.places.is_empty() {
            self.places.resize(context.function_numbers().1, 0)?;
        }
        let known = self.places.get(function as usize).copied().unwrap_or(0);
        if known > 0 {
            return Ok(known - 1);
        }
        let Some(definition) = context.expression_function(function) else {
            return Err(Status::UnknownFunction);
        };
        let nodes = ArenaVec::copied(self.list.arena(), &definition.nodes)?;
        self.list.push(Body { function, nodes, expansion: None, number: None })?;
        let place = self.list.len() as u32;
        if let Some(entry) = self.places.get_mut(function as usize) {
            *entry = place;
        }
        Ok(place - 1)
    }

    /// Resolves all bodies, also those that turn up on the way.
    pub(super) fn resolve(
        &mut self,
        context: &Context,
        batch: &Batch,
        program: &mut Program<'a>,
    ) -> Result<(), Error> {
        let mut place = 0;
        while let Some(function) = self.list.get(place).map(|body| body.function) {
            if let Some(definition) = context.expression_function(function) {
                self.resolve_body(context, definition, program, place).map_err(|fault| {
                    let (name, source) = (context.text(definition.name), definition.body.as_str());
                    suggest::explain(batch, &fault, None, source, name)
                })?;
            }
            place += 1;
        }
        Ok(())
    }

    fn resolve_body(
        &mut self,
        context: &Context,
        definition: &ExpressionFunction,
        program: &mut Program<'a>,
        place: usize,
    ) -> Result<(), Fault> {
        // Taken out while `self` notes what it uses.
        let empty = ArenaVec::new(self.list.arena());
        let mut nodes = core::mem::replace(&mut self.list.at_mut(place)?.nodes, empty);
        let scope = Scope::Body(&definition.parameters, Host::of(context));
        resolve::resolve(&mut nodes, definition.body.as_str(), &scope, program, self)?;
        self.list.at_mut(place)?.nodes = nodes;
        Ok(())
    }

    /// Finds out which functions can be inlined: those whose callees all can, in a few rounds.
    pub(super) fn plan_inlining(&mut self, limits: &Limits) -> Result<(), Status> {
        for _ in 0..INLINE_DEPTH.min(limits.call_depth) {
            let mut progress = false;
            for place in 0..self.list.len() {
                let body = self.list.at(place)?;
                if body.expansion.is_none() {
                    let expansion = self.expansion(&body.nodes).map(|sum| Expansion {
                        nodes: sum.nodes.saturating_add(body.nodes.len() as u32),
                        depth: sum.depth + 1,
                        steps: sum.steps.saturating_add(u64::from(self.steps(place as u32))),
                    });
                    self.list.at_mut(place)?.expansion = expansion;
                    progress |= expansion.is_some();
                }
            }
            if !progress {
                break;
            }
        }
        Ok(())
    }

    /// What all calls in a tree expand to, `None` where one cannot be expanded.
    fn expansion(&self, nodes: &[Node]) -> Option<Expansion> {
        let mut sum = Expansion::default();
        for node in nodes {
            if let Node::Function { function, .. } | Node::FunctionOperator { function, .. } = node
            {
                let callee = self.list.get(*function as usize)?.expansion?;
                sum.nodes = sum.nodes.saturating_add(callee.nodes);
                sum.depth = sum.depth.max(callee.depth);
                sum.steps = sum.steps.saturating_add(callee.steps);
            }
        }
        Some(sum)
    }

    /// Whether the calls in an expression are inlined.
    pub(super) fn inlines(&self, nodes: &[Node], limits: &Limits) -> bool {
        !self.list.is_empty()
            && self.expansion(nodes).is_some_and(|sum| {
                sum.nodes <= INLINE_NODES
                    && sum.depth <= limits.call_depth
                    && sum.steps <= limits.steps
            })
    }

    /// The tree of a function.
    pub(super) fn nodes(&self, place: u32) -> &[Node] {
        self.list.get(place as usize).map_or(&[], |body| &body.nodes)
    }

    /// The number that the function has in the program, given when it is first called there.
    pub(super) fn call(&mut self, place: u32) -> Result<u32, Status> {
        let next = self.called.len() as u32;
        let Some(body) = self.list.get_mut(place as usize) else {
            return Err(Status::UnknownFunction);
        };
        if let Some(number) = body.number {
            return Ok(number);
        }
        self.called.push(place)?;
        body.number = Some(next);
        Ok(next)
    }

    /// The place of function `number` of the program.
    pub(super) fn called(&self, number: u32) -> Option<u32> {
        self.called.get(number as usize).copied()
    }

    pub(super) fn signature(&self, context: &Context, place: u32) -> Signature {
        let function = self.list.get(place as usize).map_or(u32::MAX, |body| body.function);
        let definition = context.expression_function(function);
        let arguments = definition.map_or(0, |f| f.parameters.len() as u32);
        Signature { arguments, steps: self.steps(place) }
    }

    /// What a call takes off the budget: the operations of the body, and one for the call.
    fn steps(&self, place: u32) -> u32 {
        let nodes = self.nodes(place);
        let operations = nodes.iter().map(|node| operations_of(node, nodes));
        operations.fold(1, u32::saturating_add)
    }
}

/// How many operations a node stands for. One that takes any number of arguments does something
/// with each of them.
fn operations_of(node: &Node, nodes: &[Node]) -> u32 {
    match node {
        Node::Prefix { .. }
        | Node::Binary { .. }
        | Node::Truth
        | Node::EndAnd
        | Node::EndOr
        | Node::EndIf
        | Node::NativeOperator { .. }
        | Node::FunctionOperator { .. }
        | Node::Element { .. } => 1,
        Node::EndCall { row, arguments, .. } => {
            match BUILTINS.get(*row as usize).map(|r| r.meaning) {
                Some(Meaning::Formula(formula)) => formula.steps().len() as u32,
                _ => (*arguments).max(1),
            }
        }
        Node::Native { call, .. } | Node::Function { call, .. } => {
            match nodes.get(call.0 as usize) {
                Some(Node::Call { arguments, .. }) => (*arguments).max(1),
                _ => 1,
            }
        }
        _ => 0,
    }
}
