//! Tokens to tree: operator precedence with a stack of its own, so that depth costs entries of
//! that stack, up to the nesting limit, and never the machine's.

use crate::arena::ArenaVec;
use crate::error::{Detail, Fault, Span, Status};
use crate::language::operators::{BinaryOperator, Infix, InfixId, Level, PrefixOperator};
use crate::limits::Limits;
use crate::real;
use crate::syntax::ast::{Lazy, Node, NodeId};
use crate::syntax::lexer::{Lexer, Token, TokenKind};

/// What waits on the stack for its last operand.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Pending {
    Prefix(PrefixOperator),
    Infix(InfixId),
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

    /// What counts for the nesting limit.
    fn nests(self) -> bool {
        match self {
            Pending::Infix(id) => id.row().level == Level::Power,
            Pending::Comma | Pending::Semicolon => false,
            _ => true,
        }
    }

    /// How tightly it holds its left operand back; brackets never let go.
    fn level(self) -> Option<Level> {
        Some(match self {
            Pending::Prefix(_) => Level::Prefix,
            Pending::Infix(id) => id.row().level,
            Pending::Comma | Pending::Semicolon => Level::Sequence,
            Pending::Define(_) => Level::Definition,
            Pending::Else => Level::Conditional,
            _ => return None,
        })
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
        stack: ArenaVec::new(arena),
        nesting: 0,
        limit: limits.nesting,
    };
    let outcome = parser.expression();
    if outcome.is_err() {
        nodes.truncate(before);
    }
    outcome
}

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

/// What the parser looks for after a step.
enum Next {
    /// An operand, from this token on.
    Operand(Token),
    /// An operator, from this token on.
    Operator(Token),
    Done,
}

impl Parser<'_, '_, '_> {
    fn expression(&mut self) -> Result<(), Fault> {
        let first = self.lexer.next()?;
        if first.kind == TokenKind::End {
            let start = Span::default();
            let hint = Detail::Hint("write a number, a name or a formula");
            return Err(Fault::with(Status::EmptyExpression, start, hint));
        }
        let mut next = Next::Operand(first);
        loop {
            next = match next {
                Next::Operand(token) => self.operand(token)?,
                Next::Operator(token) => self.operator(token)?,
                Next::Done => return Ok(()),
            };
        }
    }

    fn node(&mut self, node: Node) -> Result<(), Fault> {
        Ok(self.nodes.push(node)?)
    }

    fn next_node(&self) -> NodeId {
        NodeId((self.nodes.len() - self.first) as u32)
    }

    fn push(&mut self, pending: Pending, span: Span) -> Result<(), Fault> {
        if pending.nests() {
            if self.nesting >= self.limit {
                let detail = Detail::Limit(self.limit);
                return Err(Fault::with(Status::NestingTooDeep, span, detail));
            }
            self.nesting += 1;
        }
        Ok(self.stack.push(Entry { pending, span, arguments: 0 })?)
    }

    fn pop(&mut self) {
        if self.stack.pop().is_some_and(|entry| entry.pending.nests()) {
            self.nesting -= 1;
        }
    }

    fn after_operand(&mut self) -> Result<Next, Fault> {
        Ok(Next::Operator(self.lexer.next()?))
    }

    fn before_operand(&mut self) -> Result<Next, Fault> {
        Ok(Next::Operand(self.lexer.next()?))
    }

    /// One step where an operand is due.
    fn operand(&mut self, token: Token) -> Result<Next, Fault> {
        match token.kind {
            TokenKind::Number(value) => {
                self.node(Node::Number(value))?;
                self.after_operand()
            }
            TokenKind::Name => self.name(token),
            TokenKind::OpenParenthesis => {
                self.push(Pending::Parenthesis, token.span)?;
                self.before_operand()
            }
            TokenKind::Not => self.prefix(PrefixOperator::Not, token),
            TokenKind::BitNot => self.prefix(PrefixOperator::BitNot, token),
            TokenKind::Infix(id) => match id.row().infix {
                Infix::Binary(BinaryOperator::Subtract) => {
                    self.prefix(PrefixOperator::Negate, token)
                }
                Infix::Binary(BinaryOperator::Add) => self.prefix(PrefixOperator::Plus, token),
                _ => Err(unexpected(token, "a number, a name or '(' is due here")),
            },
            TokenKind::End => self.end_before_operand(token),
            TokenKind::CloseParenthesis if self.empty_call() => self.close(token),
            TokenKind::Assign => Err(assign(token)),
            _ => Err(unexpected(token, "a number, a name or '(' is due here")),
        }
    }

    fn prefix(&mut self, operator: PrefixOperator, token: Token) -> Result<Next, Fault> {
        self.push(Pending::Prefix(operator), token.span)?;
        self.before_operand()
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
    fn end_before_operand(&mut self, token: Token) -> Result<Next, Fault> {
        if self.stack.len() == 1 && self.stack[0].pending == Pending::Semicolon {
            return Ok(Next::Done);
        }
        let hint = Detail::Hint("a number, a name or '(' is due at the end");
        Err(Fault::with(Status::UnexpectedEnd, token.span, hint))
    }

    fn name(&mut self, token: Token) -> Result<Next, Fault> {
        let text = token.span.of(self.source);
        let word = matches!(text, "and" | "or" | "not");
        if word && !self.lexer.parenthesis_follows() {
            return match text {
                "not" => self.prefix(PrefixOperator::Not, token),
                _ => Err(unexpected(token, "it needs a left operand")),
            };
        }
        let following = self.lexer.next()?;
        match following.kind {
            TokenKind::OpenParenthesis => self.call(token.span, text, following),
            TokenKind::OpenBracket => {
                self.push(Pending::Index(self.next_node()), following.span)?;
                self.node(Node::Index(token.span))?;
                self.before_operand()
            }
            TokenKind::Define => self.define(token.span, following),
            _ => {
                self.node(Node::Name(token.span))?;
                Ok(Next::Operator(following))
            }
        }
    }

    fn call(&mut self, span: Span, name: &str, open: Token) -> Result<Next, Fault> {
        let node = self.next_node();
        match Lazy::of_name(name) {
            None => {
                self.push(Pending::Call(node), open.span)?;
                self.node(Node::Call { span, arguments: 0 })?;
            }
            Some(lazy) => {
                self.push(Pending::LazyCall(node, lazy), open.span)?;
                self.node(Node::LazyCall { span, lazy, arguments: 0 })?;
            }
        }
        self.before_operand()
    }

    /// `name :=`, where a definition may stand: not as an operand of anything but `,` `;` and `:=`.
    fn define(&mut self, name: Span, token: Token) -> Result<Next, Fault> {
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
            return Err(unexpected(token, "a definition here needs brackets around it"));
        }
        self.push(Pending::Define(self.next_node()), token.span)?;
        self.node(Node::Define(name))?;
        self.before_operand()
    }

    /// One step where an operator, a closing bracket or the end is due.
    fn operator(&mut self, token: Token) -> Result<Next, Fault> {
        match token.kind {
            TokenKind::Infix(id) => self.infix(id, token),
            TokenKind::Name => match InfixId::of_word(token.span.of(self.source)) {
                Some(id) => self.infix(id, token),
                None => Err(unexpected(token, "an operator is missing before it")),
            },
            TokenKind::Question => {
                self.reduce(Level::Or)?;
                self.push(Pending::Then, token.span)?;
                self.node(Node::Then)?;
                self.before_operand()
            }
            TokenKind::Colon => self.colon(token),
            TokenKind::Comma => self.comma(token),
            TokenKind::Semicolon => self.sequence(Pending::Semicolon, token),
            TokenKind::CloseParenthesis | TokenKind::CloseBracket => self.close(token),
            TokenKind::End => self.end(token),
            TokenKind::Define => Err(unexpected(token, "only a name can be defined")),
            TokenKind::Assign => Err(assign(token)),
            _ => Err(unexpected(token, "an operator is missing before it")),
        }
    }

    fn infix(&mut self, id: InfixId, token: Token) -> Result<Next, Fault> {
        let row = id.row();
        // A power is right associative and binds tighter than a prefix operator before it.
        if row.level != Level::Power {
            self.reduce(row.level)?;
        }
        self.push(Pending::Infix(id), token.span)?;
        match row.infix {
            Infix::And => self.node(Node::And)?,
            Infix::Or => self.node(Node::Or)?,
            Infix::Binary(_) => {}
        }
        self.before_operand()
    }

    /// Ends everything on the stack that binds at least as tightly as `level`.
    fn reduce(&mut self, level: Level) -> Result<(), Fault> {
        while let Some(entry) = self.stack.last() {
            if entry.pending.level().is_none_or(|l| l < level) {
                break;
            }
            let Entry { pending, span, .. } = *entry;
            self.finish(pending, span)?;
            self.pop();
        }
        Ok(())
    }

    /// Appends the node that ends a pending operator.
    fn finish(&mut self, pending: Pending, span: Span) -> Result<(), Fault> {
        let node = match pending {
            Pending::Prefix(PrefixOperator::Plus) => return Ok(()),
            Pending::Prefix(operator) => Node::Prefix { operator, span },
            Pending::Infix(id) => match id.row().infix {
                Infix::Binary(operator) => Node::Binary { operator, span },
                Infix::And => Node::EndAnd,
                Infix::Or => Node::EndOr,
            },
            Pending::Comma => Node::Comma(span),
            Pending::Semicolon => Node::Semicolon,
            Pending::Define(begin) => Node::EndDefine(begin),
            Pending::Else => Node::EndIf,
            _ => return Ok(()),
        };
        self.node(node)
    }

    fn colon(&mut self, token: Token) -> Result<Next, Fault> {
        self.reduce(Level::Conditional)?;
        match self.stack.last_mut() {
            Some(entry) if entry.pending == Pending::Then => entry.pending = Pending::Else,
            _ => return Err(unexpected(token, "there is no '?' before it")),
        }
        self.node(Node::Else)?;
        self.before_operand()
    }

    fn comma(&mut self, token: Token) -> Result<Next, Fault> {
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
        self.before_operand()
    }

    /// `,` or `;` between two values of which the right one counts.
    fn sequence(&mut self, pending: Pending, token: Token) -> Result<Next, Fault> {
        self.reduce(Level::Sequence)?;
        let inner = self.stack.last().map(|entry| entry.pending);
        match inner {
            None | Some(Pending::Parenthesis | Pending::Index(_)) => {}
            Some(Pending::Then) => {
                return Err(unexpected(token, "':' is due, or brackets around the branch"));
            }
            _ => return Err(unexpected(token, "it needs brackets of its own here")),
        }
        self.push(pending, token.span)?;
        self.before_operand()
    }

    /// The nodes between argument number `read` of a lazy function and the next, or its end.
    fn lazy_boundary(&mut self, lazy: Lazy, read: u32, last: bool) -> Result<(), Fault> {
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

    /// `)` or `]` behind an operand, or `)` right behind a call's `(`.
    fn close(&mut self, token: Token) -> Result<Next, Fault> {
        let round = token.kind == TokenKind::CloseParenthesis;
        let opener = self.stack.iter().rev().find(|entry| entry.pending.is_bracket()).copied();
        let matching =
            opener.is_some_and(|entry| matches!(entry.pending, Pending::Index(_)) != round);
        if !matching {
            let hint = match opener {
                None => "no bracket is open here",
                Some(_) if round => "the innermost open bracket is '['",
                Some(_) => "the innermost open bracket is '('",
            };
            return Err(Fault::with(Status::UnmatchedBracket, token.span, Detail::Hint(hint)));
        }
        let empty = self.empty_call();
        self.reduce(Level::Sequence)?;
        let Some(entry) = self.stack.last().copied() else {
            return Ok(Next::Done);
        };
        let arguments = entry.arguments + u32::from(!empty);
        match entry.pending {
            Pending::Then => return Err(unexpected(token, "the ':' of a '?' is missing")),
            Pending::Call(begin) => {
                self.set_arguments(begin, arguments);
                self.node(Node::EndCall(begin))?;
            }
            Pending::LazyCall(begin, lazy) => {
                self.set_arguments(begin, arguments);
                self.lazy_boundary(lazy, arguments, true)?;
            }
            Pending::Index(begin) => self.node(Node::EndIndex(begin))?,
            _ => {}
        }
        self.pop();
        self.after_operand()
    }

    fn set_arguments(&mut self, begin: NodeId, count: u32) {
        if let Some(Node::Call { arguments, .. } | Node::LazyCall { arguments, .. }) =
            self.nodes.get_mut(self.first + begin.0 as usize)
        {
            *arguments = count;
        }
    }

    fn end(&mut self, token: Token) -> Result<Next, Fault> {
        self.reduce(Level::Sequence)?;
        if let Some(open) = self.stack.iter().rev().find(|entry| entry.pending.is_bracket()) {
            let hint = Detail::Hint("it is never closed");
            return Err(Fault::with(Status::UnmatchedBracket, open.span, hint));
        }
        if !self.stack.is_empty() {
            let hint = Detail::Hint("the ':' of a '?' is missing");
            return Err(Fault::with(Status::UnexpectedEnd, token.span, hint));
        }
        Ok(Next::Done)
    }
}

fn unexpected(token: Token, hint: &'static str) -> Fault {
    Fault::with(Status::Syntax, token.span, Detail::Hint(hint))
}

fn assign(token: Token) -> Fault {
    unexpected(token, "'==' compares, ':=' defines")
}
