//! Tokens to tree: operator precedence with a stack of its own, so that depth costs entries of
//! that stack, up to the nesting limit, and never the machine's.

mod brackets;
mod stack;

use crate::arena::ArenaVec;
use crate::error::{Detail, Fault, Hint, Span, Status};
use crate::language::operators::{
    BinaryOperator, Infix, InfixId, Level, OperatorRow, PrefixOperator,
};
use crate::limits::TextLimits;
use crate::names::{BatchName, NameTable};
use crate::syntax::ast::{Node, NodeId};
use crate::syntax::lexer::{Class, Lexer, Operator, SHORT_CUTS, Token, TokenKind};

use stack::{Entry, Pending};

/// A longer text than [`TextLimits::source_length`] is refused at that byte.
pub(crate) fn check_length(source: &str, limits: &TextLimits) -> Result<(), Fault> {
    let most = limits.source_length;
    if source.len() > most as usize {
        let span = Span { offset: most, length: 0 };
        return Err(Fault::with(Status::SourceTooLong, span, Detail::Limit(most)));
    }
    Ok(())
}

/// The names of the batch that a text is for, among them those of its parameters; `None` where it is for none.
pub(crate) type Known<'k> = Option<&'k NameTable<'k, BatchName>>;

/// Parses `source`, which is not too long, see [`check_length`], and appends its nodes to `nodes`, which a failure leaves as
/// they were. Whether all names in it are known: parameters, and built-in functions with as many arguments as they take.
pub(crate) fn parse(
    source: &str,
    limits: &TextLimits,
    nodes: &mut ArenaVec<Node>,
    known: Known,
) -> Result<bool, Fault> {
    // About five nodes for eight bytes: most texts need no second block.
    nodes.reserve(source.len() / 2 + source.len() / 8 + 4)?;
    let before = nodes.len();
    let mut stack = ArenaVec::new(nodes.arena());
    stack.reserve(USUAL_DEPTH)?;
    let mut parser = Parser {
        lexer: Lexer::new(source),
        source,
        nodes,
        first: before,
        stack,
        nesting: 0,
        limit: limits.nesting,
        known,
        all_known: true,
        defines: false,
    };
    let Err(Stopped) = parser.expression() else {
        return Ok(parser.all_known);
    };
    let fault = parser.lexer.fault;
    nodes.truncate(before);
    Err(fault)
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
    known: Known<'n>,
    all_known: bool,
    /// Whether there may be locals, which are found before parameters.
    defines: bool,
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
        loop {
            match self.operand()? {
                Due::Operand => continue,
                Due::Operator => {}
                Due::Nothing => return Ok(()),
            }
            loop {
                match self.operator()? {
                    Due::Operand => break,
                    Due::Operator => {}
                    Due::Nothing => return Ok(()),
                }
            }
        }
    }

    #[cold]
    fn stop<T>(&mut self, fault: Fault) -> Result<T, Stopped> {
        self.lexer.fault = fault;
        Err(Stopped)
    }

    /// A token that cannot stand where it does, or none at all.
    #[cold]
    fn unexpected<T>(&mut self, token: Token, hint: Hint) -> Result<T, Stopped> {
        let hint = match token.kind {
            TokenKind::Bad => return Err(Stopped),
            TokenKind::Assign => Hint::AssignOrDefine,
            _ => hint,
        };
        self.stop(Fault::with(Status::Syntax, token.span, Detail::Hint(hint)))
    }

    fn node(&mut self, node: Node) -> Result<(), Stopped> {
        match self.nodes.push(node) {
            Ok(()) => Ok(()),
            Err(status) => self.stop(status.into()),
        }
    }

    fn next_node(&self) -> NodeId {
        NodeId((self.nodes.len() - self.first) as u32)
    }

    /// One step where an operand is due.
    #[inline]
    fn operand(&mut self) -> Result<Due, Stopped> {
        if !SHORT_CUTS {
            return self.other_operand();
        }
        match self.lexer.begin() {
            Class::Letter => {
                let (span, behind) = self.lexer.name();
                self.name(span, behind)
            }
            Class::Digit if self.lexer.digits() => {
                self.node(Node::Number(self.lexer.number))?;
                Ok(Due::Operator)
            }
            Class::Parenthesis => {
                let span = self.lexer.take(1);
                self.open(span)
            }
            _ => self.other_operand(),
        }
    }

    /// The same, whatever it is.
    #[inline(never)]
    fn other_operand(&mut self) -> Result<Due, Stopped> {
        let token = self.lexer.next();
        match token.kind {
            TokenKind::Number => {
                self.node(Node::Number(self.lexer.number))?;
                Ok(Due::Operator)
            }
            TokenKind::Name => self.name(token.span, self.lexer.class()),
            TokenKind::OpenParenthesis => self.open(token.span),
            TokenKind::Not => self.prefix(PrefixOperator::Not, token.span),
            TokenKind::BitNot => self.prefix(PrefixOperator::BitNot, token.span),
            TokenKind::Infix(id) => match id.row().infix {
                Infix::Binary(BinaryOperator::Subtract) => {
                    self.prefix(PrefixOperator::Negate, token.span)
                }
                Infix::Binary(BinaryOperator::Add) => self.prefix(PrefixOperator::Plus, token.span),
                _ => self.unexpected(token, Hint::OperandDue),
            },
            TokenKind::End => self.end_before_operand(token),
            TokenKind::CloseParenthesis if self.is_empty_call() => self.close(token, 0),
            _ => self.unexpected(token, Hint::OperandDue),
        }
    }

    fn open(&mut self, span: Span) -> Result<Due, Stopped> {
        self.push_nested(Pending::Parenthesis, Level::Open, span, None)?;
        Ok(Due::Operand)
    }

    #[inline(never)]
    fn prefix(&mut self, operator: PrefixOperator, span: Span) -> Result<Due, Stopped> {
        let end = match operator {
            PrefixOperator::Plus => None,
            operator => Some(Node::Prefix { operator, span }),
        };
        self.push_nested(Pending::Operator, Level::Prefix, span, end)?;
        Ok(Due::Operand)
    }

    /// The end of the text where an operand is due: fine behind one `;` outside brackets.
    fn end_before_operand(&mut self, token: Token) -> Result<Due, Stopped> {
        if matches!(*self.stack, [Entry { pending: Pending::Semicolon, .. }]) {
            return Ok(Due::Nothing);
        }
        let fault = match self.stack.is_empty() && self.nodes.len() == self.first {
            true => {
                let hint = Detail::Hint(Hint::WriteSomething);
                Fault::with(Status::EmptyExpression, Span::default(), hint)
            }
            false => {
                let hint = Detail::Hint(Hint::OperandAtEnd);
                Fault::with(Status::UnexpectedEnd, token.span, hint)
            }
        };
        self.stop(fault)
    }

    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn name(&mut self, span: Span, behind: Class) -> Result<Due, Stopped> {
        let follower = self.lexer.follower(behind);
        if follower == b'(' {
            let open = self.lexer.take(1);
            self.call(span, open)?;
            return Ok(Due::Operand);
        }
        match span.of_word(self.source) {
            "not" => return self.prefix(PrefixOperator::Not, span),
            word if InfixId::of_word(word).is_some() => {
                let token = Token { kind: TokenKind::Name, span };
                return self.unexpected(token, Hint::LeftOperand);
            }
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
        self.value(span)?;
        Ok(Due::Operator)
    }

    /// A value by its name.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn value(&mut self, span: Span) -> Result<(), Stopped> {
        let name = span.bytes_of(self.source);
        let known = self.known.and_then(|names| names.meaning(name)).filter(|_| !self.defines);
        let node = match known.and_then(|meaning| meaning.value.parameter()) {
            Some(index) => Node::Parameter(index),
            None => {
                self.all_known = false;
                Node::Name(span)
            }
        };
        self.node(node)
    }

    /// `name :=`, where a definition may stand: not as an operand of anything but `,` `;` and `:=`.
    #[inline(never)]
    fn define(&mut self, name: Span, sign: Span) -> Result<Due, Stopped> {
        let allowed = self.stack.last().is_none_or(|entry| {
            matches!(
                entry.pending,
                Pending::Parenthesis
                    | Pending::Index
                    | Pending::Comma
                    | Pending::Semicolon
                    | Pending::Define
            )
        });
        if !allowed {
            let token = Token { kind: TokenKind::Define, span: sign };
            return self.unexpected(token, Hint::DefineInBrackets);
        }
        (self.all_known, self.defines) = (false, true);
        let end = Some(Node::EndDefine(self.next_node()));
        self.push_nested(Pending::Define, Level::Definition, sign, end)?;
        self.node(Node::Define(name))?;
        Ok(Due::Operand)
    }

    /// One step where an operator, a closing bracket or the end is due.
    #[inline]
    fn operator(&mut self) -> Result<Due, Stopped> {
        if !SHORT_CUTS {
            let token = self.lexer.next();
            return self.other_operator(token);
        }
        match self.lexer.operator() {
            Operator::Plain(operator, level, span) => {
                self.reduce(level)?;
                self.push_flat(Pending::Operator, level, Node::Binary { operator, span })?;
                Ok(Due::Operand)
            }
            Operator::Infix(id, span) => self.infix(id, span),
            Operator::Parenthesis(span) => self.parenthesis(span),
            Operator::End => self.end(),
            Operator::Other(token) => self.other_operator(token),
        }
    }

    /// The same, whatever it is.
    #[inline(never)]
    fn other_operator(&mut self, token: Token) -> Result<Due, Stopped> {
        match token.kind {
            TokenKind::Infix(id) => self.infix(id, token.span),
            TokenKind::CloseParenthesis | TokenKind::CloseBracket => self.close(token, 1),
            TokenKind::Comma => self.comma(token),
            TokenKind::End => self.end(),
            TokenKind::Question => self.question(token.span),
            TokenKind::Colon => self.colon(token),
            TokenKind::Semicolon => self.sequence(Pending::Semicolon, token),
            TokenKind::Name => match InfixId::of_word(token.span.of(self.source)) {
                Some(id) => self.logic(id.row()),
                None => self.unexpected(token, Hint::OperatorDue),
            },
            TokenKind::Define => self.unexpected(token, Hint::DefineName),
            _ => self.unexpected(token, Hint::OperatorDue),
        }
    }

    #[cfg_attr(target_os = "none", inline(always))]
    #[cfg_attr(not(target_os = "none"), inline(never))]
    fn infix(&mut self, id: InfixId, span: Span) -> Result<Due, Stopped> {
        let row = id.row();
        let Infix::Binary(operator) = row.infix else { return self.logic(row) };
        let end = Node::Binary { operator, span };
        // A power is right associative and binds tighter than a prefix operator before it.
        if row.level == Level::Power {
            self.push_nested(Pending::Operator, row.level, span, Some(end))?;
        } else {
            self.reduce(row.level)?;
            self.push_flat(Pending::Operator, row.level, end)?;
        }
        Ok(Due::Operand)
    }

    /// `&&` or `||`.
    #[inline(never)]
    fn logic(&mut self, row: &OperatorRow) -> Result<Due, Stopped> {
        self.reduce(row.level)?;
        let (begin, end) = match row.infix {
            Infix::And => (Node::And, Node::EndAnd),
            _ => (Node::Or, Node::EndOr),
        };
        self.push_flat(Pending::Operator, row.level, end)?;
        self.node(begin)?;
        Ok(Due::Operand)
    }

    fn question(&mut self, span: Span) -> Result<Due, Stopped> {
        self.reduce(Level::Or)?;
        self.push_nested(Pending::Then, Level::Open, span, None)?;
        self.node(Node::Then)?;
        Ok(Due::Operand)
    }

    fn colon(&mut self, token: Token) -> Result<Due, Stopped> {
        self.reduce(Level::Conditional)?;
        match self.stack.last_mut() {
            Some(entry) if entry.pending == Pending::Then => {
                (entry.pending, entry.level) = (Pending::Else, Level::Conditional);
                (entry.end, entry.open_ended) = (Node::EndIf, false);
            }
            _ => return self.unexpected(token, Hint::NoQuestion),
        }
        self.node(Node::Else)?;
        Ok(Due::Operand)
    }

    /// `,` or `;` between two values of which the right one counts.
    fn sequence(&mut self, pending: Pending, token: Token) -> Result<Due, Stopped> {
        self.reduce(Level::Sequence)?;
        let inner = self.stack.last().map(|entry| entry.pending);
        match inner {
            None | Some(Pending::Parenthesis | Pending::Index) => {}
            Some(Pending::Then) => {
                return self.unexpected(token, Hint::ColonDue);
            }
            _ => return self.unexpected(token, Hint::OwnBrackets),
        }
        let end = match pending {
            Pending::Comma => Node::Comma(token.span),
            _ => Node::Semicolon,
        };
        self.push_flat(pending, Level::Sequence, end)?;
        Ok(Due::Operand)
    }

    /// The end of the text where an operator is due.
    #[inline]
    fn end(&mut self) -> Result<Due, Stopped> {
        self.reduce(Level::Sequence)?;
        if self.stack.is_empty() { Ok(Due::Nothing) } else { self.open_at_end() }
    }

    /// The same where something is open.
    #[cold]
    fn open_at_end(&mut self) -> Result<Due, Stopped> {
        let fault = match self.stack.iter().rev().find(|entry| entry.pending.is_bracket()) {
            Some(open) => {
                let hint = Detail::Hint(Hint::NeverClosed);
                let span = Span { offset: open.offset, length: 1 };
                Fault::with(Status::UnmatchedBracket, span, hint)
            }
            None => {
                let hint = Detail::Hint(Hint::ColonMissing);
                Fault::with(Status::UnexpectedEnd, self.lexer.take(0), hint)
            }
        };
        self.stop(fault)
    }
}
