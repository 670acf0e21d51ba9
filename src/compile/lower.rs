//! Trees to operations on values: one walk forward over the nodes with a stack of operands. Small
//! functions are inlined, branches with a constant condition are left out, and branches that cost
//! less than a jump become a choice between two values.

use super::Batch;
mod calls;
mod lazy;
mod values;

use super::bodies::Bodies;
use super::ir::{Action, Lowered, Operand, Operation};
use super::share::Shared;
use crate::arena::{Arena, ArenaVec};
use crate::error::Status;
use crate::language::builtins::Step;
use crate::program::Program;
use crate::syntax::ast::Node;
use values::Usual;

/// Which tree a cursor walks over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tree {
    Expression { first: u32, end: u32 },
    Body(u32),
}

/// A place in a tree, and where its locals and arguments stand in [`Lowering::locals`].
#[derive(Clone, Copy)]
struct Cursor {
    tree: Tree,
    at: u32,
    arguments: u32,
    locals: u32,
}

/// A lazy operator that has begun.
#[derive(Clone, Copy)]
enum Control {
    /// The operation that decides, and its condition.
    Open { at: u32, condition: Operand },
    /// The same behind `Else`, with that operation and the value of the first branch.
    Else { at: u32, condition: Operand, middle: u32, first: Operand },
    /// The condition was a constant, and the operands are evaluated as if there were no operator.
    Decided,
    /// The same, of a right operand of which the truth counts.
    DecidedTruth,
}

/// The state of lowering one batch, or the body of one function.
pub(super) struct Lowering<'x, 'b, 'a> {
    batch: &'x Batch<'b, 'a>,
    nodes: &'x [Node],
    bodies: &'x mut Bodies<'a>,
    program: &'x mut Program<'a>,
    /// By number of a function of the host: its number in the program, plus 1.
    natives: ArenaVec<'a, u32>,
    out: &'x mut Lowered<'a>,
    operands: ArenaVec<'a, Operand>,
    control: ArenaVec<'a, Control>,
    /// Arguments and locals of the expression and of the functions being inlined.
    locals: ArenaVec<'a, Operand>,
    callers: ArenaVec<'a, Cursor>,
    cursor: Cursor,
    /// What each expression of the batch is to others, and whether it can fail.
    results: ArenaVec<'a, (Operand, bool)>,
    inlining: bool,
    fallible: bool,
    /// Whether the operations are those of a function's own code.
    in_body: bool,
    /// The first to be taken, and so the last to go back.
    shared: Shared<'a>,
}

impl<'x, 'b, 'a> Lowering<'x, 'b, 'a> {
    /// For the expressions of a batch with these trees, or the body of a function, which is among
    /// `bodies`.
    #[inline]
    pub(super) fn new(
        batch: &'x Batch<'b, 'a>,
        nodes: &'x [Node],
        bodies: &'x mut Bodies<'a>,
        program: &'x mut Program<'a>,
        out: &'x mut Lowered<'a>,
        shared: Shared<'a>,
    ) -> Self {
        let arena: &'a Arena = program.code.arena();
        Lowering {
            batch,
            nodes,
            bodies,
            program,
            natives: ArenaVec::new(arena),
            out,
            shared,
            operands: ArenaVec::new(arena),
            control: ArenaVec::new(arena),
            locals: ArenaVec::new(arena),
            callers: ArenaVec::new(arena),
            cursor: Cursor { tree: Tree::Body(0), at: 0, arguments: 0, locals: 0 },
            results: ArenaVec::new(arena),
            inlining: false,
            fallible: false,
            in_body: false,
        }
    }

    /// Takes the first block for operands, which is done here in a few instructions; else the first of them takes it.
    #[inline(always)]
    pub(super) fn make_room(&mut self) -> Result<(), Status> {
        if cfg!(target_os = "none") { Ok(()) } else { self.operands.reserve(1) }
    }

    /// Lowers expression `index` of the batch; those that it uses come before.
    pub(super) fn expression(&mut self, index: u32) -> Result<(), Status> {
        let Some(expression) = self.batch.expressions.get(index as usize) else {
            return Ok(());
        };
        let (first, end) = (expression.first_node, expression.end_node);
        let tree = self.nodes.get(first as usize..end as usize).unwrap_or(&[]);
        self.inlining = self.batch.optimise
            && self.batch.context.is_some_and(|context| context.passes.inlines(self.bodies, tree));
        self.fallible = false;
        let begin = self.out.operations.len() as u32;
        let beyond = self.batch.beyond.filter(|_| !self.batch.is_known());
        if let Some(beyond) = beyond {
            (beyond.begin)(self, index)?;
        }
        self.start(Tree::Expression { first, end });
        self.walk()?;
        let value = self.pop();
        self.out.push(Operation { a: value, ..Operation::numbered(Action::Result, index, 0) })?;
        if let Some(beyond) = beyond {
            (beyond.end)(self, begin)?;
        }
        match self.batch.order {
            Some(order) => (order.note)(self, index, value),
            None => Ok(()),
        }
    }

    /// Lowers the body of a function as its own code.
    pub(super) fn body(&mut self, body: u32) -> Result<(), Status> {
        self.in_body = true;
        self.start(Tree::Body(body));
        self.walk()?;
        let value = self.pop();
        self.append(Action::Return, value)?;
        Ok(())
    }

    #[inline(never)]
    fn push(&mut self, operation: Operation) -> Result<u32, Status> {
        self.out.push(operation)
    }

    /// Appends an operation of one operand that is not on data.
    #[cfg_attr(target_os = "none", inline(never))]
    fn append(&mut self, action: Action, a: Operand) -> Result<u32, Status> {
        self.push(Operation::with(action, a))
    }

    #[inline]
    fn pop(&mut self) -> Operand {
        self.operands.pop().unwrap_or(Operand::NONE)
    }

    #[inline]
    fn top(&self) -> Operand {
        self.operands.last().copied().unwrap_or(Operand::NONE)
    }

    #[inline]
    fn top_mut(&mut self) -> Result<&mut Operand, Status> {
        self.operands.last_mut().ok_or(Status::Internal)
    }

    /// Sets the cursor on a tree that is not inlined into another.
    fn start(&mut self, tree: Tree) {
        self.locals.clear();
        self.enter(tree);
    }

    /// Walks over the tree that was started with; its value is on top of the operands then.
    fn walk(&mut self) -> Result<(), Status> {
        loop {
            // Longer in code, shorter in time.
            if !cfg!(target_os = "none")
                && let Tree::Expression { first, end } = self.cursor.tree
            {
                self.common_nodes(self.nodes.get(first as usize..end as usize).unwrap_or(&[]))?;
            }
            while let Some(node) = self.node_at(self.cursor.at) {
                self.cursor.at += 1;
                self.node(node)?;
            }
            match self.callers.pop() {
                Some(caller) => {
                    self.locals.truncate(self.cursor.arguments as usize);
                    self.cursor = caller;
                }
                None => return Ok(()),
            }
        }
    }

    /// Sets the cursor on a tree whose arguments are the end of `locals`.
    fn enter(&mut self, tree: Tree) {
        let locals = self.locals.len() as u32;
        self.cursor = Cursor { tree, at: 0, arguments: locals, locals };
    }

    /// Gives local `index` of the current tree the value on top of the operands.
    fn define(&mut self, index: u32) -> Result<(), Status> {
        let value = self.top();
        let place = (self.cursor.locals + index) as usize;
        while place >= self.locals.len() {
            self.locals.push(Operand::NONE)?;
        }
        *self.locals.at_mut(place)? = value;
        Ok(())
    }

    fn node_at(&self, at: u32) -> Option<Node> {
        match self.cursor.tree {
            Tree::Expression { first, end } if first + at < end => {
                self.nodes.get((first + at) as usize).copied()
            }
            Tree::Expression { .. } => None,
            Tree::Body(place) => self.bodies.nodes(place).get(at as usize).copied(),
        }
    }

    /// Walks over an expression, as far as no body is entered: what most trees are made of without a
    /// call.
    #[inline]
    fn common_nodes(&mut self, nodes: &[Node]) -> Result<(), Status> {
        let mut at = self.cursor.at as usize;
        while let Some(node) = nodes.get(at) {
            at += 1;
            if let Some(usual) = Usual::of(node) {
                let b = if usual.has_two { self.pop() } else { Operand::NONE };
                *self.top_mut()? = self.usual(usual, self.top(), b)?;
                continue;
            }
            match *node {
                Node::Parameter(index) => self.operands.push(Operand::slot(index))?,
                Node::Call { .. } => {}
                node => {
                    self.cursor.at = at as u32;
                    self.node(node)?;
                    if !self.callers.is_empty() {
                        return Ok(());
                    }
                    at = self.cursor.at as usize;
                }
            }
        }
        self.cursor.at = at as u32;
        Ok(())
    }

    #[inline(never)]
    fn node(&mut self, node: Node) -> Result<(), Status> {
        let value = match node {
            Node::Number(number) => return self.number(number),
            Node::Parameter(index) => Operand::slot(index),
            Node::Argument(index) => self.argument(index),
            Node::Local(index) => self.local(index),
            Node::Expression { index, span } => {
                let order = self.batch.order.ok_or(Status::Internal)?;
                (order.lower)(self, index, span)?
            }
            Node::EndDefineLocal(index) => return self.define(index),
            Node::Prefix { operator, .. } => return self.step(Step::Prefix(operator), 0),
            Node::Binary { operator, .. } => return self.step(Step::Binary(operator), 0),
            Node::Truth => return self.step(Step::Truth, 0),
            Node::Comma(_) | Node::Semicolon => {
                let b = self.pop();
                self.pop();
                b
            }
            Node::And | Node::Or | Node::Then => return self.open(node),
            Node::Else => return self.middle(),
            Node::EndAnd | Node::EndOr => return self.close_logic(node),
            Node::EndIf => return self.close_choice(),
            Node::EndCall { row, arguments, .. } => return self.builtin(row, arguments),
            Node::Element { .. }
            | Node::Native { .. }
            | Node::Function { .. }
            | Node::NativeOperator { .. }
            | Node::FunctionOperator { .. } => {
                let beyond = self.batch.beyond.ok_or(Status::Internal)?;
                return (beyond.lower)(self, node);
            }
            _ => return Ok(()),
        };
        self.operands.push(value)
    }

    fn argument(&self, index: u32) -> Operand {
        if self.in_body {
            return Operand::slot(index);
        }
        let place = self.cursor.arguments + index;
        self.locals.get(place as usize).copied().unwrap_or(Operand::NONE)
    }

    fn local(&self, index: u32) -> Operand {
        let place = self.cursor.locals + index;
        self.locals.get(place as usize).copied().unwrap_or(Operand::NONE)
    }
}
