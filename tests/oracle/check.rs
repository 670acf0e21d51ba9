//! What is found when a batch is prepared: names, arity and locals, in reading order, first in the
//! expressions, then in the bodies of the functions that they use.

use exp_rs::Status;

use super::functions::{MANY, arity, constant};
use super::{Batch, Name, Parsed, Tree, World, refuse};

/// The first error, and the expression that it is in, `None` for a body.
pub fn check(world: &World, batch: &Batch) -> Result<(), (Option<usize>, super::Refusal)> {
    let mut used = Vec::new();
    for (index, (_, tree)) in batch.expressions.iter().enumerate() {
        let mut checker = Checker::new(world, Some(batch), &[], &mut used);
        checker.tree(tree).map_err(|refusal| (Some(index), refusal))?;
    }
    let mut next = 0;
    while next < used.len() {
        let function = &world.functions[&used[next]];
        let mut checker = Checker::new(world, None, &function.parameters, &mut used);
        checker.tree(&function.body).map_err(|refusal| (None, refusal))?;
        next += 1;
    }
    Ok(())
}

struct Checker<'w> {
    world: &'w World,
    /// `None` in a body.
    batch: Option<&'w Batch>,
    parameters: &'w [String],
    locals: Vec<String>,
    used: &'w mut Vec<String>,
}

impl<'w> Checker<'w> {
    fn new(
        world: &'w World,
        batch: Option<&'w Batch>,
        parameters: &'w [String],
        used: &'w mut Vec<String>,
    ) -> Self {
        Checker { world, batch, parameters, locals: Vec::new(), used }
    }

    fn has_value(&self, name: &str) -> bool {
        let in_batch = self.batch.is_some_and(|batch| {
            batch.parameters.iter().any(|(n, _)| n == name)
                || batch.expressions.iter().any(|(n, _)| n.as_deref() == Some(name))
        });
        in_batch
            || self.locals.iter().chain(self.parameters).any(|n| n == name)
            || self.world.constants.contains_key(name)
            || constant(name).is_some()
    }

    fn has_array(&self, name: &str) -> bool {
        self.world.arrays.contains_key(name)
            || self.batch.is_some_and(|batch| batch.arrays.contains_key(name))
    }

    fn tree(&mut self, tree: &Tree) -> Parsed<()> {
        match tree {
            Tree::Number(_) => Ok(()),
            Tree::Value(name) if self.has_value(&name.text) => Ok(()),
            Tree::Value(name) => refuse(Status::UnknownName, name.offset),
            Tree::Element(name, index) => {
                if !self.has_array(&name.text) {
                    return refuse(Status::UnknownName, name.offset);
                }
                self.tree(index)
            }
            Tree::Call(name, arguments) => self.call(name, arguments),
            Tree::Prefix(_, operand) => self.tree(operand),
            Tree::Binary(_, left, right) | Tree::Sequence(left, right) => {
                self.tree(left)?;
                self.tree(right)
            }
            Tree::And(left, right) | Tree::Or(left, right) => {
                self.tree(left)?;
                self.scoped(right)
            }
            Tree::Choice(parts) => {
                self.tree(&parts[0])?;
                self.scoped(&parts[1])?;
                self.scoped(&parts[2])
            }
            Tree::Define(name, value) => self.define(name, value),
        }
    }

    fn scoped(&mut self, tree: &Tree) -> Parsed<()> {
        let visible = self.locals.len();
        self.tree(tree)?;
        self.locals.truncate(visible);
        Ok(())
    }

    fn define(&mut self, name: &Name, value: &Tree) -> Parsed<()> {
        self.tree(value)?;
        if self.locals.contains(&name.text) {
            return refuse(Status::DuplicateName, name.offset);
        }
        self.locals.push(name.text.clone());
        Ok(())
    }

    fn call(&mut self, name: &Name, arguments: &[Tree]) -> Parsed<()> {
        let text = name.text.as_str();
        let Some((least, most)) = self.arity(text) else {
            return refuse(Status::UnknownFunction, name.offset);
        };
        let odd = text == "ifs" && arguments.len() % 2 == 1;
        if odd || !(least..=most).contains(&arguments.len()) {
            return refuse(Status::WrongArgumentCount, name.offset);
        }
        if self.world.functions.contains_key(text) && !self.used.iter().any(|n| n == text) {
            self.used.push(text.to_owned());
        }
        let lazy = matches!(text, "if" | "ifs" | "and" | "or");
        for (index, argument) in arguments.iter().enumerate() {
            if lazy && index > 0 { self.scoped(argument)? } else { self.tree(argument)? }
        }
        Ok(())
    }

    fn arity(&self, name: &str) -> Option<(usize, usize)> {
        match name {
            "if" => return Some((3, 3)),
            "ifs" => return Some((2, MANY)),
            "and" | "or" => return Some((1, MANY)),
            _ => {}
        }
        if let Some(native) = self.world.natives.get(name) {
            return Some((native.least, native.most));
        }
        match self.world.functions.get(name) {
            Some(function) => Some((function.parameters.len(), function.parameters.len())),
            None => arity(name),
        }
    }
}
