//! The walk over a tree: from left to right, operands that are skipped are not visited.

use exp_rs::{Real, Status};

use super::functions::{binary, call, constant, prefix};
use super::{Batch, Name, Tree, World, canonical, number, truth};

/// A value, or why there is none.
pub type Value = Result<Real, Status>;

/// The values of a batch's expressions: each is evaluated once, in order, those that it names
/// before it.
pub fn evaluate(world: &World, batch: &Batch) -> Vec<Value> {
    let mut run = Run { world, batch, results: vec![None; batch.expressions.len()] };
    for index in 0..batch.expressions.len() {
        run.expression(index);
    }
    run.results.into_iter().map(|result| result.unwrap_or(Ok(Real::NAN))).collect()
}

struct Run<'w> {
    world: &'w World,
    batch: &'w Batch,
    results: Vec<Option<Value>>,
}

/// What is visible in an expression or in a body, and how many calls are around it.
struct Frame {
    locals: Vec<(String, Real)>,
    arguments: Option<Vec<(String, Real)>>,
    depth: u32,
}

impl<'w> Run<'w> {
    fn expression(&mut self, index: usize) {
        if self.results[index].is_some() {
            return;
        }
        let tree = &self.batch.expressions[index].1;
        let mut needed = Vec::new();
        self.named_expressions(tree, &mut needed);
        for other in needed {
            self.expression(other);
        }
        let mut frame = Frame { locals: Vec::new(), arguments: None, depth: 0 };
        let value = self.tree(tree, &mut frame).map(canonical);
        self.results[index] = Some(value);
    }

    fn find_expression(&self, name: &str) -> Option<usize> {
        self.batch.expressions.iter().position(|(n, _)| n.as_deref() == Some(name))
    }

    fn named_expressions(&self, tree: &Tree, found: &mut Vec<usize>) {
        match tree {
            Tree::Number(_) => {}
            Tree::Value(name) => found.extend(self.find_expression(&name.text)),
            Tree::Element(_, inner) | Tree::Prefix(_, inner) | Tree::Define(_, inner) => {
                self.named_expressions(inner, found);
            }
            Tree::Call(_, parts) => parts.iter().for_each(|t| self.named_expressions(t, found)),
            Tree::Choice(parts) => parts.iter().for_each(|t| self.named_expressions(t, found)),
            Tree::Binary(_, left, right)
            | Tree::Sequence(left, right)
            | Tree::And(left, right)
            | Tree::Or(left, right) => {
                self.named_expressions(left, found);
                self.named_expressions(right, found);
            }
        }
    }

    fn tree(&self, tree: &Tree, frame: &mut Frame) -> Value {
        match tree {
            Tree::Number(value) => Ok(*value),
            Tree::Value(name) => self.value(&name.text, frame),
            Tree::Element(name, index) => {
                let index = self.tree(index, frame)?;
                self.element(name, index, frame)
            }
            Tree::Call(name, arguments) => self.call(&name.text, arguments, frame),
            Tree::Prefix(operator, operand) => Ok(prefix(operator, self.tree(operand, frame)?)),
            Tree::Binary(operator, left, right) => {
                let left = self.tree(left, frame)?;
                Ok(binary(operator, left, self.tree(right, frame)?))
            }
            Tree::Sequence(left, right) => {
                self.tree(left, frame)?;
                self.tree(right, frame)
            }
            Tree::And(left, right) => {
                let holds = truth(self.tree(left, frame)?);
                Ok(number(holds && truth(self.scoped(right, frame)?)))
            }
            Tree::Or(left, right) => {
                let holds = truth(self.tree(left, frame)?);
                Ok(number(holds || truth(self.scoped(right, frame)?)))
            }
            Tree::Choice(parts) => {
                let chosen = if truth(self.tree(&parts[0], frame)?) { 1 } else { 2 };
                self.scoped(&parts[chosen], frame)
            }
            Tree::Define(name, value) => {
                let value = self.tree(value, frame)?;
                frame.locals.push((name.text.clone(), value));
                Ok(value)
            }
        }
    }

    fn scoped(&self, tree: &Tree, frame: &mut Frame) -> Value {
        let visible = frame.locals.len();
        let value = self.tree(tree, frame);
        frame.locals.truncate(visible);
        value
    }

    fn value(&self, name: &str, frame: &Frame) -> Value {
        let of = |table: &[(String, Real)]| table.iter().find(|(n, _)| n == name).map(|(_, v)| *v);
        let found = of(&frame.locals).or_else(|| match &frame.arguments {
            Some(arguments) => of(arguments),
            None => of(&self.batch.parameters),
        });
        if let Some(value) = found {
            return Ok(value);
        }
        if frame.arguments.is_none()
            && let Some(index) = self.find_expression(name)
        {
            return self.results[index].expect("those that are named come before");
        }
        let known = self.world.constants.get(name).copied().or_else(|| constant(name));
        Ok(known.expect("names were checked"))
    }

    fn element(&self, name: &Name, index: Real, frame: &Frame) -> Value {
        let of_batch = self.batch.arrays.get(&name.text).filter(|_| frame.arguments.is_none());
        let array = of_batch.unwrap_or_else(|| &self.world.arrays[&name.text]);
        let place = index.trunc();
        let inside = place >= 0.0 && place < array.len() as Real;
        if inside { Ok(array[place as usize]) } else { Err(Status::ArrayIndex) }
    }

    fn call(&self, name: &str, arguments: &[Tree], frame: &mut Frame) -> Value {
        match name {
            "if" => {
                let chosen = if truth(self.tree(&arguments[0], frame)?) { 1 } else { 2 };
                self.scoped(&arguments[chosen], frame)
            }
            "ifs" => self.first_that_holds(arguments, frame),
            "and" => Ok(number(!self.any(arguments, false, frame)?)),
            "or" => Ok(number(self.any(arguments, true, frame)?)),
            _ => {
                let mut values = Vec::new();
                for argument in arguments {
                    values.push(self.tree(argument, frame)?);
                }
                self.apply(name, &values, frame.depth)
            }
        }
    }

    fn first_that_holds(&self, arguments: &[Tree], frame: &mut Frame) -> Value {
        for (index, pair) in arguments.chunks(2).enumerate() {
            let condition = match index {
                0 => self.tree(&pair[0], frame)?,
                _ => self.scoped(&pair[0], frame)?,
            };
            if truth(condition) {
                return self.scoped(&pair[1], frame);
            }
        }
        Ok(Real::NAN)
    }

    /// Whether one of the arguments has this truth; those behind it are skipped.
    fn any(&self, arguments: &[Tree], wanted: bool, frame: &mut Frame) -> Result<bool, Status> {
        if truth(self.tree(&arguments[0], frame)?) == wanted {
            return Ok(true);
        }
        for argument in &arguments[1..] {
            if truth(self.scoped(argument, frame)?) == wanted {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn apply(&self, name: &str, values: &[Real], depth: u32) -> Value {
        if let Some(native) = self.world.natives.get(name) {
            let values: Vec<Real> = values.iter().copied().map(canonical).collect();
            return Ok((native.call)(&values));
        }
        let Some(function) = self.world.functions.get(name) else {
            return Ok(call(name, values));
        };
        if depth >= self.world.call_depth {
            return Err(Status::CallDepth);
        }
        let arguments = function.parameters.iter().cloned().zip(values.iter().copied()).collect();
        let locals = Vec::new();
        let mut frame = Frame { locals, arguments: Some(arguments), depth: depth + 1 };
        self.tree(&function.body, &mut frame)
    }
}
