//! Tokens to a tree, one function a level of the operators. A token is read when it is needed: the
//! first error in reading order is the one that is met first.

use exp_rs::Status;

use super::tokens::{Kind, Token, next, skip_blanks};
use super::{Name, Parsed, Tree, refuse};

struct Parser<'t> {
    text: &'t str,
    /// The token that is looked at, and where it ends.
    token: Token,
    end: usize,
    /// Open brackets.
    open: Vec<(&'static str, usize)>,
}

/// The tree of a text.
pub fn parse(text: &str) -> Parsed<Tree> {
    let (token, end) = next(text, 0)?;
    if token.kind == Kind::End {
        return refuse(Status::EmptyExpression, 0);
    }
    let mut parser = Parser { text, token, end, open: Vec::new() };
    let tree = parser.sequence()?;
    match parser.token.kind {
        Kind::End => Ok(tree),
        _ => parser.cannot_follow(),
    }
}

/// Left associative levels from the loosest on, below the lazy ones.
const LEVELS: [&[&str]; 6] = [
    &["|"],
    &["&"],
    &["==", "!=", "<>", "<", "<=", ">", ">="],
    &["<<", ">>", "<<<", ">>>"],
    &["+", "-"],
    &["*", "/", "%"],
];

impl Parser<'_> {
    fn advance(&mut self) -> Parsed<()> {
        (self.token, self.end) = next(self.text, self.end)?;
        Ok(())
    }

    fn sign(&self) -> &'static str {
        match self.token.kind {
            Kind::Sign(sign) => sign,
            _ => "",
        }
    }

    fn word(&self) -> &str {
        match &self.token.kind {
            Kind::Name(name) => name,
            _ => "",
        }
    }

    fn syntax<T>(&self) -> Parsed<T> {
        refuse(Status::Syntax, self.token.offset)
    }

    /// The error of a token behind an operand that cannot go on there.
    fn cannot_follow<T>(&self) -> Parsed<T> {
        let closes = match self.sign() {
            ")" => Some("("),
            "]" => Some("["),
            _ => None,
        };
        match (&self.token.kind, self.open.last()) {
            (Kind::End, Some((_, offset))) => refuse(Status::UnmatchedBracket, *offset),
            (Kind::End, None) => refuse(Status::UnexpectedEnd, self.token.offset),
            (_, Some((open, _))) if closes.is_some_and(|closes| closes != *open) => {
                refuse(Status::UnmatchedBracket, self.token.offset)
            }
            (_, None) if closes.is_some() => refuse(Status::UnmatchedBracket, self.token.offset),
            _ => self.syntax(),
        }
    }

    fn sequence(&mut self) -> Parsed<Tree> {
        let mut left = self.definition()?;
        while matches!(self.sign(), "," | ";") {
            let semicolon = self.sign() == ";";
            self.advance()?;
            if semicolon && self.token.kind == Kind::End && self.open.is_empty() {
                return Ok(left);
            }
            left = Tree::Sequence(Box::new(left), Box::new(self.definition()?));
        }
        Ok(left)
    }

    fn definition(&mut self) -> Parsed<Tree> {
        let value = self.choice()?;
        if self.sign() != ":=" {
            return Ok(value);
        }
        let Tree::Value(name) = value else {
            return self.syntax();
        };
        self.advance()?;
        Ok(Tree::Define(name, Box::new(self.definition()?)))
    }

    fn choice(&mut self) -> Parsed<Tree> {
        let condition = self.or()?;
        if self.sign() != "?" {
            return Ok(condition);
        }
        self.advance()?;
        let first = self.choice()?;
        if self.sign() != ":" {
            return self.cannot_follow();
        }
        self.advance()?;
        let second = self.choice()?;
        Ok(Tree::Choice(Box::new([condition, first, second])))
    }

    fn or(&mut self) -> Parsed<Tree> {
        let mut left = self.and()?;
        while self.sign() == "||" || self.word() == "or" {
            self.advance()?;
            left = Tree::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Tree> {
        let mut left = self.binary(0)?;
        while self.sign() == "&&" || self.word() == "and" {
            self.advance()?;
            left = Tree::And(Box::new(left), Box::new(self.binary(0)?));
        }
        Ok(left)
    }

    fn binary(&mut self, level: usize) -> Parsed<Tree> {
        let Some(operators) = LEVELS.get(level) else {
            return self.prefix();
        };
        let mut left = self.binary(level + 1)?;
        while operators.contains(&self.sign()) {
            let operator = self.sign();
            self.advance()?;
            left = Tree::Binary(operator, Box::new(left), Box::new(self.binary(level + 1)?));
        }
        Ok(left)
    }

    fn prefix(&mut self) -> Parsed<Tree> {
        let word = self.word() == "not" && !self.bracket_follows();
        let operator = if word { "!" } else { self.sign() };
        if !matches!(operator, "-" | "+" | "!" | "~") {
            return self.power();
        }
        self.advance()?;
        Ok(Tree::Prefix(operator, Box::new(self.prefix()?)))
    }

    /// Right associative, the exponent with prefix operators of its own.
    fn power(&mut self) -> Parsed<Tree> {
        let base = self.operand()?;
        if !matches!(self.sign(), "^" | "**") {
            return Ok(base);
        }
        self.advance()?;
        Ok(Tree::Binary("^", Box::new(base), Box::new(self.prefix()?)))
    }

    fn bracket_follows(&self) -> bool {
        skip_blanks(self.text, self.end).is_ok_and(|at| self.text[at..].starts_with('('))
    }

    fn operand(&mut self) -> Parsed<Tree> {
        let offset = self.token.offset;
        match self.token.kind.clone() {
            Kind::Number(value) => {
                self.advance()?;
                Ok(Tree::Number(value))
            }
            Kind::Name(text) => self.name(Name { text, offset }),
            Kind::Sign("(") => {
                self.enter("(")?;
                let inner = self.sequence()?;
                self.leave(")")?;
                Ok(match inner {
                    // In brackets a name is no bare identifier.
                    Tree::Value(_) => Tree::Prefix("+", Box::new(inner)),
                    inner => inner,
                })
            }
            Kind::End => refuse(Status::UnexpectedEnd, offset),
            Kind::Sign(_) => self.syntax(),
        }
    }

    fn enter(&mut self, bracket: &'static str) -> Parsed<()> {
        self.open.push((bracket, self.token.offset));
        self.advance()
    }

    fn leave(&mut self, bracket: &str) -> Parsed<()> {
        if self.sign() != bracket {
            return self.cannot_follow();
        }
        self.open.pop();
        self.advance()
    }

    fn name(&mut self, name: Name) -> Parsed<Tree> {
        if matches!(name.text.as_str(), "and" | "or") && !self.bracket_follows() {
            return self.syntax();
        }
        self.advance()?;
        match self.sign() {
            "(" => {
                let arguments = self.arguments()?;
                Ok(Tree::Call(name, arguments))
            }
            "[" => {
                self.enter("[")?;
                let index = self.sequence()?;
                self.leave("]")?;
                Ok(Tree::Element(name, Box::new(index)))
            }
            _ => Ok(Tree::Value(name)),
        }
    }

    fn arguments(&mut self) -> Parsed<Vec<Tree>> {
        self.enter("(")?;
        let mut arguments = Vec::new();
        if self.sign() != ")" {
            arguments.push(self.choice()?);
            while self.sign() == "," {
                self.advance()?;
                arguments.push(self.choice()?);
            }
        }
        self.leave(")")?;
        Ok(arguments)
    }
}
