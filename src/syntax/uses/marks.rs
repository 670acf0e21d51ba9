//! The tokens of an accepted text, as what they mean for names and for where locals are seen.

use super::Use;
use crate::error::Span;
use crate::language::operators::{Infix, InfixId};
use crate::syntax::ast::Lazy;
use crate::syntax::lexer::{Lexer, Token, TokenKind};

/// What a token means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Use(Use),
    /// The name before a `:=`.
    Define,
    Number,
    /// An opening bracket, that of a lazy call or another.
    Open {
        lazy: bool,
    },
    Close,
    /// `,` or `;`
    Separator,
    And,
    Or,
    Question,
    Colon,
    /// Of no importance here; an operand follows, sooner or later.
    Other,
    End,
}

/// Reads a text mark by mark.
pub(super) struct Marks<'s> {
    source: &'s str,
    lexer: Lexer<'s>,
    /// The token after the last mark: it decides what a name is.
    ahead: Token,
    /// Whether an operand is due: it decides whether `and` and `or` are operators.
    operand_due: bool,
    /// Whether the last mark was the name of a lazy call.
    lazy: bool,
}

impl<'s> Marks<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        let mut lexer = Lexer::new(source);
        let ahead = lexer.next();
        Marks { source, lexer, ahead, operand_due: true, lazy: false }
    }

    /// The next mark and where it stands; `End`, again and again, after the last.
    pub(super) fn next(&mut self) -> (Mark, Span) {
        let token = self.ahead;
        self.ahead = self.lexer.next();
        let lazy = core::mem::take(&mut self.lazy);
        let mark = match token.kind {
            TokenKind::Number => Mark::Number,
            TokenKind::Name => self.name(token.span.of(self.source)),
            TokenKind::Infix(id) => infix(id),
            TokenKind::Comma | TokenKind::Semicolon => Mark::Separator,
            TokenKind::Question => Mark::Question,
            TokenKind::Colon => Mark::Colon,
            TokenKind::OpenParenthesis | TokenKind::OpenBracket => Mark::Open { lazy },
            TokenKind::CloseParenthesis | TokenKind::CloseBracket => Mark::Close,
            TokenKind::Not | TokenKind::BitNot | TokenKind::Define | TokenKind::Assign => {
                Mark::Other
            }
            // An accepted text has no faults; any other ends at its first.
            TokenKind::End | TokenKind::Bad => Mark::End,
        };
        self.operand_due = !matches!(mark, Mark::Number | Mark::Use(Use::Value) | Mark::Close);
        (mark, token.span)
    }

    fn name(&mut self, name: &str) -> Mark {
        if !self.operand_due {
            return InfixId::of_word(name).map_or(Mark::Other, infix);
        }
        match self.ahead.kind {
            TokenKind::OpenParenthesis => {
                self.lazy = Lazy::of_name(name).is_some();
                if self.lazy { Mark::Other } else { Mark::Use(Use::Function) }
            }
            TokenKind::OpenBracket => Mark::Use(Use::Array),
            TokenKind::Define => Mark::Define,
            // The operator: no value has this name.
            _ if name == "not" => Mark::Other,
            _ => Mark::Use(Use::Value),
        }
    }
}

fn infix(id: InfixId) -> Mark {
    match id.row().infix {
        Infix::And => Mark::And,
        Infix::Or => Mark::Or,
        Infix::Binary(_) => Mark::Other,
    }
}
