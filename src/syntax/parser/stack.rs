//! What waits for its last operand: operators by how tightly they bind, brackets, calls.

use super::{Parser, Stopped};
use crate::error::{Detail, Fault, Span, Status};
use crate::language::operators::Level;
use crate::syntax::ast::{Lazy, Node, NodeId};

/// What waits on the stack for its last operand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Pending {
    /// A prefix or an infix operator.
    Operator,
    Comma,
    Semicolon,
    Define,
    /// `?` read, `:` not yet.
    Then,
    /// `:` read.
    Else,
    Parenthesis,
    Index,
    Call,
    LazyCall(Lazy),
}

#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// The node that ends it behind its last operand.
    pub end: Node,
    /// The node that begins a call or an index.
    pub begin: NodeId,
    /// Arguments that were read, for a call.
    pub arguments: u32,
    /// Where the token stands: a bracket that is never closed is reported there.
    pub offset: u32,
    pub pending: Pending,
    /// How tightly it holds its left operand back.
    pub level: Level,
    /// Whether it counts for the nesting limit.
    pub nests: bool,
    /// Whether there is no such node.
    pub open_ended: bool,
}

const _: () = assert!(size_of::<Entry>() == 32);

impl Pending {
    pub(super) fn is_bracket(self) -> bool {
        matches!(self, Pending::Parenthesis | Pending::Index | Pending::Call | Pending::LazyCall(_))
    }
}

impl Parser<'_, '_, '_> {
    /// Pushes an operator that ends with a node, of no weight for the nesting limit.
    pub(super) fn push_flat(
        &mut self,
        pending: Pending,
        level: Level,
        end: Node,
    ) -> Result<(), Stopped> {
        let (begin, offset, nests, open_ended) = (NodeId(0), 0, false, false);
        self.push(Entry { end, begin, arguments: 0, offset, pending, level, nests, open_ended })
    }

    pub(super) fn push(&mut self, entry: Entry) -> Result<(), Stopped> {
        match self.stack.push(entry) {
            Ok(()) => Ok(()),
            Err(status) => self.stop(status.into()),
        }
    }

    /// Pushes what counts for the nesting limit and begins with the next node.
    pub(super) fn push_nested(
        &mut self,
        pending: Pending,
        level: Level,
        span: Span,
        end: Option<Node>,
    ) -> Result<(), Stopped> {
        if self.nesting >= self.limit {
            let detail = Detail::Limit(self.limit);
            return self.stop(Fault::with(Status::NestingTooDeep, span, detail));
        }
        self.nesting += 1;
        let (begin, offset, nests, open_ended) =
            (self.next_node(), span.offset, true, end.is_none());
        let end = end.unwrap_or(Node::Scope);
        self.push(Entry { end, begin, arguments: 0, offset, pending, level, nests, open_ended })
    }

    pub(super) fn pop(&mut self) {
        let nested = self.stack.pop().is_some_and(|entry| entry.nests);
        self.nesting -= u32::from(nested);
    }

    /// Ends everything on the stack that binds at least as tightly as `level`.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) fn reduce(&mut self, level: Level) -> Result<(), Stopped> {
        while let Some(entry) = self.stack.last()
            && entry.level >= level
        {
            if !entry.open_ended {
                let end = entry.end;
                self.node(end)?;
            }
            self.pop();
        }
        Ok(())
    }
}
