//! Tokens to tree: operator precedence with a stack of its own, so that depth costs entries of
//! that stack, up to the nesting limit, and never the machine's.

use crate::arena::ArenaVec;
use crate::error::{Detail, Fault, Span, Status};
use crate::language::operators::{
    BinaryOperator, Infix, InfixId, Level, OperatorRow, PrefixOperator,
};
use crate::limits::Limits;
use crate::real;
use crate::syntax::ast::{Lazy, Node, NodeId};
use crate::syntax::lexer::{Lexer, Token, TokenKind};

/// What waits on the stack for its last operand.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Pending {
    Prefix(PrefixOperator),
    Infix(Infix),
    Comma,
    Semicolon,
    Define(NodeId),
    /// `?` read, `:` not yet.
    Then,
    /// `:` read.
    Else,
    Parenthesis,
    Index(NodeId),
    Call(NodeId),
    LazyCall(NodeId, Lazy),
}

#[derive(Clone, Copy)]
struct Entry {
    pending: Pending,
    /// The node that ends an operator behind its last operand, if there is one.
    end: Option<Node>,
    /// How tightly it holds its left operand back.
    level: Level,
    /// Whether it counts for the nesting limit.
    nests: bool,
    /// Where the token stands: a bracket that is never closed is reported there.
    span: Span,
    /// Arguments that were read, for a call.
    arguments: u32,
}

impl Pending {
    fn is_bracket(self) -> bool {
        matches!(
            self,
            Pending::Parenthesis | Pending::Index(_) | Pending::Call(_) | Pending::LazyCall(..)
        )
    }
}

/// Parses `source` and appends its nodes to `nodes`, which a failure leaves as they were.
/// A longer text than [`Limits::source_length`] is refused at that byte.
pub(crate) fn parse(
    source: &str,
    limits: &Limits,
    nodes: &mut ArenaVec<Node>,
) -> Result<(), Fault> {
    let most = limits.source_length;
    if source.len() > most as usize {
        let span = Span { offset: most, length: 0 };
        return Err(Fault::with(Status::SourceTooLong, span, Detail::Limit(most)));
    }
    // About five nodes for eight bytes: most texts need no second block.
    nodes.reserve(source.len() / 2 + source.len() / 8 + 4)?;
    let before = nodes.len();
    let arena = nodes.arena();
    let mut parser = Parser {
        lexer: Lexer::new(source),
        source,
        nodes,
        first: before,
        stack: ArenaVec::with_capacity(arena, USUAL_DEPTH)?,
        nesting: 0,
        limit: limits.nesting,
    };
    let Err(Stopped) = parser.expression() else {
        return Ok(());
    };
    let fault = parser.lexer.fault;
    nodes.truncate(before);
    Err(fault.unwrap_or(Fault::from(Status::Syntax)))
}

/// Entries of the stack that are there from the start.
const USUAL_DEPTH: usize = 8;

/// The text is wrong: [`Lexer::fault`] says how.
struct Stopped;

struct Parser<'s, 'a, 'n> {
    lexer: Lexer<'s>,
    source: &'s str,
    nodes: &'n mut ArenaVec<'a, Node>,
    /// Where the tree begins in `nodes`.
    first: usize,
    stack: ArenaVec<'a, Entry>,
    nesting: u32,
    limit: u32,
}

/// What is due after a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Operand,
    Operator,
    Nothing,
}

impl Parser<'_, '_, '_> {
    fn expression(&mut self) -> Result<(), Stopped> {
        let mut due = Due::Operand;
        loop {
            let token = self.lexer.next();
            due = match due {
                Due::Operand => self.operand(token)?,
                Due::Operator => self.operator(token)?,
                Due::Nothing => return Ok(()),
            };
        }
    }

    #[cold]
    fn stop<T>(&mut self, fault: Fault) -> Result<T, Stopped> {
        self.lexer.fault = Some(fault);
        Err(Stopped)
    }

    /// A token that cannot stand where it does, or none at all.
    #[cold]
    fn unexpected<T>(&mut self, token: Token, hint: &'static str) -> Result<T, Stopped> {
        let hint = match token.kind {
            TokenKind::Bad => return Err(Stopped),
            TokenKind::Assign => "'==' compares, ':=' defines",
            _ => hint,
        };
        self.stop(Fault::with(Status::Syntax, token.span, Detail::Hint(hint)))
    }

    #[inline]
    fn node(&mut self, node: Node) -> Result<(), Stopped> {
        match self.nodes.push(node) {
            Ok(()) => Ok(()),
            Err(status) => self.stop(status.into()),
        }
    }

    fn next_node(&self) -> NodeId {
        NodeId((self.nodes.len() - self.first) as u32)
    }

    #[inline]
    fn push(&mut self, entry: Entry) -> Result<(), Stopped> {
        match self.stack.push(entry) {
            Ok(()) => Ok(()),
            Err(status) => self.stop(status.into()),
        }
    }

    /// Pushes what counts for the nesting limit.
    #[inline]
    fn push_nested(&mut self, pending: Pending, level: Level, span: Span) -> Result<(), Stopped> {
        if self.nesting >= self.limit {
            let detail = Detail::Limit(self.limit);
            return self.stop(Fault::with(Status::NestingTooDeep, span, detail));
        }
        self.nesting += 1;
        let end = end_of(pending, span);
        self.push(Entry { pending, end, level, nests: true, span, arguments: 0 })
    }

    #[inline]
    fn pop(&mut self) {
        let nested = self.stack.pop().is_some_and(|entry| entry.nests);
        self.nesting -= u32::from(nested);
    }

    /// One step where an operand is due.
    #[inline]
    fn operand(&mut self, token: Token) -> Result<Due, Stopped> {
        match token.kind {
            TokenKind::Number => {
                self.node(Node::Number(self.lexer.number))?;
                Ok(Due::Operator)
            }
            TokenKind::Name => self.name(token),
            TokenKind::OpenParenthesis => {
                self.push_nested(Pending::Parenthesis, Level::Open, token.span)?;
                Ok(Due::Operand)
            }
            TokenKind::Not => self.prefix(PrefixOperator::Not, token),
            TokenKind::BitNot => self.prefix(PrefixOperator::BitNot, token),
            TokenKind::Infix(id) => match id.row().infix {
                Infix::Binary(BinaryOperator::Subtract) => {
                    self.prefix(PrefixOperator::Negate, token)
                }
                Infix::Binary(BinaryOperator::Add) => self.prefix(PrefixOperator::Plus, token),
                _ => self.unexpected(token, OPERAND_DUE),
            },
            TokenKind::End => self.end_before_operand(token),
            TokenKind::CloseParenthesis if self.empty_call() => self.close(token, 0),
            _ => self.unexpected(token, OPERAND_DUE),
        }
    }

    fn prefix(&mut self, operator: PrefixOperator, token: Token) -> Result<Due, Stopped> {
        self.push_nested(Pending::Prefix(operator), Level::Prefix, token.span)?;
        Ok(Due::Operand)
    }

    /// Whether the innermost thing is a call of which nothing was read but its bracket.
    fn empty_call(&self) -> bool {
        let next = self.next_node().0;
        self.stack.last().is_some_and(|entry| match entry.pending {
            Pending::Call(node) | Pending::LazyCall(node, _) => {
                entry.arguments == 0 && node.0 + 1 == next
            }
            _ => false,
        })
    }

    /// The end of the text where an operand is due: fine behind one `;` outside brackets.
    fn end_before_operand(&mut self, token: Token) -> Result<Due, Stopped> {
        if matches!(*self.stack, [Entry { pending: Pending::Semicolon, .. }]) {
            return Ok(Due::Nothing);
        }
        let fault = match self.stack.is_empty() && self.nodes.len() == self.first {
            true => {
                let hint = Detail::Hint("write a number, a name or a formula");
                Fault::with(Status::EmptyExpression, Span::default(), hint)
            }
            false => {
                let hint = Detail::Hint("a number, a name or '(' is due at the end");
                Fault::with(Status::UnexpectedEnd, token.span, hint)
            }
        };
        self.stop(fault)
    }

    #[inline]
    fn name(&mut self, token: Token) -> Result<Due, Stopped> {
        let span = token.span;
        let follower = self.lexer.follower();
        if follower == b'(' {
            let open = self.lexer.take(1);
            return self.call(span, open);
        }
        match span.of_word(self.source) {
            "not" => return self.prefix(PrefixOperator::Not, token),
            "and" | "or" => return self.unexpected(token, "it needs a left operand"),
            _ => {}
        }
        if follower == b'[' {
            let open = self.lexer.take(1);
            return self.index(span, open);
        }
        if follower == b':' && self.lexer.defines() {
            let sign = self.lexer.take(2);
            return self.define(span, sign);
        }
        self.node(Node::Name(span))?;
        Ok(Due::Operator)
    }

    #[inline]
    fn call(&mut self, span: Span, open: Span) -> Result<Due, Stopped> {
        let node = self.next_node();
        match Lazy::of_name(span.of_word(self.source)) {
            None => {
                self.push_nested(Pending::Call(node), Level::Open, open)?;
                self.node(Node::Call { span, arguments: 0 })?;
            }
            Some(lazy) => {
                self.push_nested(Pending::LazyCall(node, lazy), Level::Open, open)?;
                self.node(Node::LazyCall { span, lazy, arguments: 0 })?;
            }
        }
        Ok(Due::Operand)
    }

    fn index(&mut self, name: Span, open: Span) -> Result<Due, Stopped> {
        self.push_nested(Pending::Index(self.next_node()), Level::Open, open)?;
        self.node(Node::Index(name))?;
        Ok(Due::Operand)
    }

    /// `name :=`, where a definition may stand: not as an operand of anything but `,` `;` and `:=`.
    fn define(&mut self, name: Span, sign: Span) -> Result<Due, Stopped> {
        let allowed = self.stack.last().is_none_or(|entry| {
            matches!(
                entry.pending,
                Pending::Parenthesis
                    | Pending::Index(_)
                    | Pending::Comma
                    | Pending::Semicolon
                    | Pending::Define(_)
            )
        });
        if !allowed {
            let token = Token { kind: TokenKind::Define, span: sign };
            return self.unexpected(token, "a definition here needs brackets around it");
        }
        self.push_nested(Pending::Define(self.next_node()), Level::Definition, sign)?;
        self.node(Node::Define(name))?;
        Ok(Due::Operand)
    }

    /// One step where an operator, a closing bracket or the end is due.
    #[inline]
    fn operator(&mut self, token: Token) -> Result<Due, Stopped> {
        match token.kind {
            TokenKind::Infix(id) => self.infix(id, token.span),
            TokenKind::CloseParenthesis | TokenKind::CloseBracket => self.close(token, 1),
            TokenKind::Comma => self.comma(token),
            TokenKind::End => self.end(token),
            TokenKind::Question => self.question(token.span),
            TokenKind::Colon => self.colon(token),
            TokenKind::Semicolon => self.sequence(Pending::Semicolon, token),
            TokenKind::Name => match InfixId::of_word(token.span.of(self.source)) {
                Some(id) => self.infix(id, token.span),
                None => self.unexpected(token, OPERATOR_DUE),
            },
            TokenKind::Define => self.unexpected(token, "only a name can be defined"),
            _ => self.unexpected(token, OPERATOR_DUE),
        }
    }

    #[inline(always)]
    fn infix(&mut self, id: InfixId, span: Span) -> Result<Due, Stopped> {
        let OperatorRow { level, infix, .. } = *id.row();
        // A power is right associative and binds tighter than a prefix operator before it.
        if level == Level::Power {
            self.push_nested(Pending::Infix(infix), level, span)?;
            return Ok(Due::Operand);
        }
        self.reduce(level)?;
        let end = match infix {
            Infix::Binary(operator) => Node::Binary { operator, span },
            Infix::And => Node::EndAnd,
            Infix::Or => Node::EndOr,
        };
        let pending = Pending::Infix(infix);
        self.push(Entry { pending, end: Some(end), level, nests: false, span, arguments: 0 })?;
        match infix {
            Infix::Binary(_) => Ok(Due::Operand),
            Infix::And => self.node(Node::And).map(|()| Due::Operand),
            Infix::Or => self.node(Node::Or).map(|()| Due::Operand),
        }
    }

    /// Ends everything on the stack that binds at least as tightly as `level`.
    #[inline]
    fn reduce(&mut self, level: Level) -> Result<(), Stopped> {
        while let Some(&Entry { end, level: held, .. }) = self.stack.last()
            && held >= level
        {
            if let Some(end) = end {
                self.node(end)?;
            }
            self.pop();
        }
        Ok(())
    }

    fn question(&mut self, span: Span) -> Result<Due, Stopped> {
        self.reduce(Level::Or)?;
        self.push_nested(Pending::Then, Level::Open, span)?;
        self.node(Node::Then)?;
        Ok(Due::Operand)
    }

    fn colon(&mut self, token: Token) -> Result<Due, Stopped> {
        self.reduce(Level::Conditional)?;
        match self.stack.last_mut() {
            Some(entry) if entry.pending == Pending::Then => {
                (entry.pending, entry.level) = (Pending::Else, Level::Conditional);
                entry.end = Some(Node::EndIf);
            }
            _ => return self.unexpected(token, "there is no '?' before it"),
        }
        self.node(Node::Else)?;
        Ok(Due::Operand)
    }

    fn comma(&mut self, token: Token) -> Result<Due, Stopped> {
        self.reduce(Level::Sequence)?;
        match self.stack.last_mut() {
            Some(entry) if matches!(entry.pending, Pending::Call(_)) => entry.arguments += 1,
            Some(entry) => {
                if let Pending::LazyCall(_, lazy) = entry.pending {
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

    /// `,` or `;` between two values of which the right one counts.
    fn sequence(&mut self, pending: Pending, token: Token) -> Result<Due, Stopped> {
        self.reduce(Level::Sequence)?;
        let inner = self.stack.last().map(|entry| entry.pending);
        match inner {
            None | Some(Pending::Parenthesis | Pending::Index(_)) => {}
            Some(Pending::Then) => {
                return self.unexpected(token, "':' is due, or brackets around the branch");
            }
            _ => return self.unexpected(token, "it needs brackets of its own here"),
        }
        let (level, span, end) = (Level::Sequence, token.span, end_of(pending, token.span));
        self.push(Entry { pending, end, level, nests: false, span, arguments: 0 })?;
        Ok(Due::Operand)
    }

    /// The nodes between argument number `read` of a lazy function and the next, or its end.
    fn lazy_boundary(&mut self, lazy: Lazy, read: u32, last: bool) -> Result<(), Stopped> {
        match (lazy, last) {
            (Lazy::If, false) if read == 1 => self.node(Node::Then),
            (Lazy::If, false) => self.node(Node::Else),
            (Lazy::If, true) => self.node(Node::EndIf),
            (Lazy::And, _) => {
                self.node(if read == 1 { Node::Truth } else { Node::EndAnd })?;
                if last { Ok(()) } else { self.node(Node::And) }
            }
            (Lazy::Or, _) => {
                self.node(if read == 1 { Node::Truth } else { Node::EndOr })?;
                if last { Ok(()) } else { self.node(Node::Or) }
            }
            (Lazy::Ifs, false) if read % 2 == 1 => {
                if read > 1 {
                    self.node(Node::EndScope)?;
                }
                self.node(Node::Then)
            }
            (Lazy::Ifs, false) => {
                self.node(Node::Else)?;
                self.node(Node::Scope)
            }
            (Lazy::Ifs, true) => {
                self.node(Node::Else)?;
                self.node(Node::Number(real::NAN))?;
                for _ in 0..read / 2 {
                    self.node(Node::EndIf)?;
                }
                Ok(())
            }
        }
    }

    /// `)` or `]` behind an operand, or `)` right behind a call's `(`; `last` is 1 if there is an
    /// argument between it and what is before.
    #[inline(always)]
    fn close(&mut self, token: Token, last: u32) -> Result<Due, Stopped> {
        let round = token.kind == TokenKind::CloseParenthesis;
        self.reduce(Level::Sequence)?;
        let Some(&Entry { pending, arguments, .. }) = self.stack.last() else {
            return self.unmatched(token);
        };
        let arguments = arguments + last;
        match pending {
            Pending::Parenthesis if round => {}
            Pending::Call(begin) if round => {
                self.set_arguments(begin, arguments);
                self.node(Node::EndCall(begin))?;
            }
            Pending::LazyCall(begin, lazy) if round => {
                self.set_arguments(begin, arguments);
                self.lazy_boundary(lazy, arguments, true)?;
            }
            Pending::Index(begin) if !round => self.node(Node::EndIndex(begin))?,
            _ => return self.unmatched(token),
        }
        self.pop();
        Ok(Due::Operator)
    }

    /// A closing bracket whose partner is not the innermost thing that is open.
    #[cold]
    fn unmatched(&mut self, token: Token) -> Result<Due, Stopped> {
        let round = token.kind == TokenKind::CloseParenthesis;
        let opener = self.stack.iter().rev().find(|entry| entry.pending.is_bracket());
        let hint = match opener.map(|entry| matches!(entry.pending, Pending::Index(_))) {
            None => "no bracket is open here",
            Some(true) if round => "the innermost open bracket is '['",
            Some(false) if !round => "the innermost open bracket is '('",
            Some(_) => return self.unexpected(token, "the ':' of a '?' is missing"),
        };
        self.stop(Fault::with(Status::UnmatchedBracket, token.span, Detail::Hint(hint)))
    }

    #[inline]
    fn set_arguments(&mut self, begin: NodeId, count: u32) {
        if let Some(Node::Call { arguments, .. } | Node::LazyCall { arguments, .. }) =
            self.nodes.get_mut(self.first + begin.0 as usize)
        {
            *arguments = count;
        }
    }

    fn end(&mut self, token: Token) -> Result<Due, Stopped> {
        self.reduce(Level::Sequence)?;
        if self.stack.is_empty() {
            return Ok(Due::Nothing);
        }
        let fault = match self.stack.iter().rev().find(|entry| entry.pending.is_bracket()) {
            Some(open) => {
                let hint = Detail::Hint("it is never closed");
                Fault::with(Status::UnmatchedBracket, open.span, hint)
            }
            None => {
                let hint = Detail::Hint("the ':' of a '?' is missing");
                Fault::with(Status::UnexpectedEnd, token.span, hint)
            }
        };
        self.stop(fault)
    }
}

/// The node that ends what is pending, if it is an operator that has one.
#[inline]
fn end_of(pending: Pending, span: Span) -> Option<Node> {
    Some(match pending {
        Pending::Infix(Infix::Binary(operator)) => Node::Binary { operator, span },
        Pending::Prefix(PrefixOperator::Plus) => return None,
        Pending::Prefix(operator) => Node::Prefix { operator, span },
        Pending::Comma => Node::Comma(span),
        Pending::Semicolon => Node::Semicolon,
        Pending::Define(begin) => Node::EndDefine(begin),
        _ => return None,
    })
}

const OPERAND_DUE: &str = "a number, a name or '(' is due here";
const OPERATOR_DUE: &str = "an operator is missing before it";
