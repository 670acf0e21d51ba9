//! Brackets: around operands, behind the names of functions and of arrays.

use super::stack::{Entry, Pending};
use super::{Due, Parser, Stopped};
use crate::error::{Detail, Fault, Hint, Span, Status};
use crate::language::builtins;
use crate::language::operators::Level;
use crate::real;
use crate::syntax::ast::{Lazy, NO_ROW, Node, NodeId};
use crate::syntax::lexer::{Token, TokenKind};

impl Parser<'_, '_, '_> {
    /// Whether the innermost thing is a call of which nothing was read but its bracket.
    pub(super) fn is_empty_call(&self) -> bool {
        let next = self.next_node().0;
        self.stack.last().is_some_and(|entry| {
            matches!(entry.pending, Pending::Call | Pending::LazyCall(_))
                && entry.arguments == 0
                && entry.begin.0 + 1 == next
        })
    }

    /// The begin of a call; an operand is due then.
    #[inline(never)]
    pub(super) fn call(&mut self, span: Span, open: Span) -> Result<(), Stopped> {
        let (start, length) = (span.offset as usize, span.length as usize);
        let row = builtins::row_at(self.source.as_bytes(), start, length);
        if row.is_none()
            && let Some(lazy) = Lazy::of_name(span.of_word(self.source))
        {
            self.all_known = false;
            self.push_nested(Pending::LazyCall(lazy), Level::Open, open, None)?;
            return self.node(Node::LazyCall { span, lazy, arguments: 0 });
        }
        let row = row.unwrap_or(NO_ROW);
        let end = Node::EndCall { call: self.next_node(), arguments: 0, row };
        self.push_nested(Pending::Call, Level::Open, open, Some(end))?;
        self.node(Node::Call { span, arguments: 0, row })
    }

    #[inline(never)]
    pub(super) fn index(&mut self, name: Span, open: Span) -> Result<Due, Stopped> {
        self.all_known = false;
        let end = Some(Node::EndIndex(self.next_node()));
        self.push_nested(Pending::Index, Level::Open, open, end)?;
        self.node(Node::Index(name))?;
        Ok(Due::Operand)
    }

    #[inline]
    pub(super) fn parenthesis(&mut self, span: Span) -> Result<Due, Stopped> {
        self.reduce(Level::Sequence)?;
        match self.stack.last() {
            Some(Entry { pending: Pending::Parenthesis, .. }) => {
                self.pop();
                Ok(Due::Operator)
            }
            Some(&Entry { pending: Pending::Call, arguments, end, .. }) => {
                self.end_call(end, arguments + 1)?;
                self.pop();
                Ok(Due::Operator)
            }
            _ => self.close(Token { kind: TokenKind::CloseParenthesis, span }, 1),
        }
    }

    pub(super) fn comma(&mut self, token: Token) -> Result<Due, Stopped> {
        self.reduce(Level::Sequence)?;
        match self.stack.last_mut() {
            Some(entry) if entry.pending == Pending::Call => entry.arguments += 1,
            Some(entry) => {
                if let Pending::LazyCall(lazy) = entry.pending {
                    entry.arguments += 1;
                    let read = entry.arguments;
                    self.lazy_boundary(lazy, read, false)?;
                } else {
                    return self.sequence(Pending::Comma, token);
                }
            }
            None => return self.sequence(Pending::Comma, token),
        }
        Ok(Due::Operand)
    }

    /// The nodes between argument number `read` of a lazy function and the next, or its end.
    pub(super) fn lazy_boundary(
        &mut self,
        lazy: Lazy,
        read: u32,
        last: bool,
    ) -> Result<(), Stopped> {
        let (node, next) = match (lazy, last) {
            (Lazy::If, true) => (Node::EndIf, None),
            (Lazy::If | Lazy::Ifs, false) if read == 1 => (Node::Then, None),
            (Lazy::If, false) => (Node::Else, None),
            (Lazy::And | Lazy::Or, _) => {
                let and = lazy == Lazy::And;
                let end = if and { Node::EndAnd } else { Node::EndOr };
                let begin = if and { Node::And } else { Node::Or };
                (if read == 1 { Node::Truth } else { end }, (!last).then_some(begin))
            }
            (Lazy::Ifs, false) if read % 2 == 1 => (Node::EndScope, Some(Node::Then)),
            (Lazy::Ifs, false) => (Node::Else, Some(Node::Scope)),
            (Lazy::Ifs, true) => (Node::Else, Some(Node::Number(real::NAN))),
        };
        self.node(node)?;
        if let Some(next) = next {
            self.node(next)?;
        }
        if lazy == Lazy::Ifs && last {
            for _ in 0..read / 2 {
                self.node(Node::EndIf)?;
            }
        }
        Ok(())
    }

    /// `)` or `]` behind an operand, or `)` right behind a call's `(`; `last` is 1 if there is an
    /// argument between it and what is before.
    #[inline(never)]
    pub(super) fn close(&mut self, token: Token, last: u32) -> Result<Due, Stopped> {
        let round = token.kind == TokenKind::CloseParenthesis;
        self.reduce(Level::Sequence)?;
        let Some(&Entry { pending, end, begin, arguments, open_ended, .. }) = self.stack.last()
        else {
            return self.unmatched(token);
        };
        if !pending.is_bracket() || round == (pending == Pending::Index) {
            return self.unmatched(token);
        }
        let arguments = arguments + last;
        if let Pending::LazyCall(lazy) = pending {
            if let Some(Node::LazyCall { arguments: read, .. }) = self.begin_of(begin) {
                *read = arguments;
            }
            self.lazy_boundary(lazy, arguments, true)?;
        }
        if !open_ended {
            self.end_call(end, arguments)?;
        }
        self.pop();
        Ok(Due::Operator)
    }

    /// A closing bracket whose partner is not the innermost thing that is open.
    #[cold]
    pub(super) fn unmatched(&mut self, token: Token) -> Result<Due, Stopped> {
        let round = token.kind == TokenKind::CloseParenthesis;
        let opener = self.stack.iter().rev().find(|entry| entry.pending.is_bracket());
        let hint = match opener.map(|entry| entry.pending == Pending::Index) {
            None => Hint::NothingOpen,
            Some(true) if round => Hint::IndexOpen,
            Some(false) if !round => Hint::BracketOpen,
            Some(_) => return self.unexpected(token, Hint::ColonMissing),
        };
        self.stop(Fault::with(Status::UnmatchedBracket, token.span, Detail::Hint(hint)))
    }

    /// The end of a call with so many arguments, or of what is none.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(super) fn end_call(&mut self, end: Node, count: u32) -> Result<(), Stopped> {
        let Node::EndCall { call, row, .. } = end else { return self.node(end) };
        self.all_known &= builtins::takes(row, count);
        if let Some(Node::Call { arguments, .. }) = self.begin_of(call) {
            *arguments = count;
        }
        self.node(Node::EndCall { call, arguments: count, row })
    }

    pub(super) fn begin_of(&mut self, call: NodeId) -> Option<&mut Node> {
        self.nodes.get_mut(self.first + call.0 as usize)
    }
}
