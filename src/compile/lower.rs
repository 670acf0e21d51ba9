//! Trees to operations on values: one walk forward over the nodes with a stack of operands. Small
//! functions are inlined, branches with a constant condition are left out, and branches that cost
//! less than a jump become a choice between two values.

use super::Batch;
use super::bodies::Bodies;
use super::fold::Folded;
use super::ir::{Action, Lowered, Operand, Operation};
use super::share::Shared;
use crate::arena::{Arena, ArenaVec};
use crate::error::{Span, Status};
use crate::language::builtins::{BUILTINS, Meaning, Step};
use crate::language::functions::{Binary, Ternary, Unary};
use crate::language::operators::{BinaryOperator, PrefixOperator};
use crate::limits::EAGER_COST;
use crate::program::{Native, Opcode, Program};
use crate::real::{Real, truth};
use crate::syntax::ast::{Node, NodeId};

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
    /// The operation that decides, its condition, and where sharing stood.
    Open { at: u32, condition: Operand, entered: u32 },
    /// The same behind `Else`, with that operation and the value of the first branch.
    Else { at: u32, condition: Operand, entered: u32, middle: u32, first: Operand },
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
    out: Lowered<'a>,
    shared: Shared<'a>,
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
}

impl<'x, 'b, 'a> Lowering<'x, 'b, 'a> {
    /// For the expressions of a batch.
    pub(super) fn of_batch(
        batch: &'x Batch<'b, 'a>,
        nodes: &'x [Node],
        bodies: &'x mut Bodies<'a>,
        program: &'x mut Program<'a>,
    ) -> Result<Self, Status> {
        let mut lowering = Lowering::new(batch, nodes, bodies, program, nodes.len())?;
        let unknown = (Operand::NONE, false);
        lowering.results.resize(batch.expressions.len(), unknown)?;
        Ok(lowering)
    }

    /// For the body of a function.
    pub(super) fn of_body(
        batch: &'x Batch<'b, 'a>,
        bodies: &'x mut Bodies<'a>,
        program: &'x mut Program<'a>,
        body: u32,
    ) -> Result<Self, Status> {
        let count = bodies.nodes(body).len();
        let mut lowering = Lowering::new(batch, &[], bodies, program, count)?;
        lowering.in_body = true;
        Ok(lowering)
    }

    fn new(
        batch: &'x Batch<'b, 'a>,
        nodes: &'x [Node],
        bodies: &'x mut Bodies<'a>,
        program: &'x mut Program<'a>,
        count: usize,
    ) -> Result<Self, Status> {
        let arena: &'a Arena = program.code.arena();
        Ok(Lowering {
            batch,
            nodes,
            bodies,
            program,
            natives: ArenaVec::new(arena),
            // About half of the nodes are operands.
            out: Lowered::new(ArenaVec::with_capacity(arena, count / 2 + 4)?),
            shared: Shared::new(arena, if batch.optimise { count } else { 0 })?,
            operands: ArenaVec::new(arena),
            control: ArenaVec::new(arena),
            locals: ArenaVec::new(arena),
            callers: ArenaVec::new(arena),
            cursor: Cursor { tree: Tree::Body(0), at: 0, arguments: 0, locals: 0 },
            results: ArenaVec::new(arena),
            inlining: false,
            fallible: false,
            in_body: false,
        })
    }

    /// What was lowered.
    pub(super) fn finish(self) -> Lowered<'a> {
        self.out
    }

    /// Lowers expression `index` of the batch; those that it uses come before.
    pub(super) fn expression(&mut self, index: u32) -> Result<(), Status> {
        let Some(expression) = self.batch.expressions.get(index as usize) else {
            return Ok(());
        };
        let (first, end) = (expression.first_node, expression.end_node);
        let tree = self.nodes.get(first as usize..end as usize).unwrap_or(&[]);
        self.inlining =
            self.batch.optimise && self.bodies.inlines(tree, &self.batch.limits_of_context());
        self.fallible = false;
        let begin = self.push(Operation::numbered(Action::Begin, index, 0))?;
        self.walk(Tree::Expression { first, end })?;
        let value = self.pop();
        self.push(Operation { a: value, ..Operation::numbered(Action::Result, index, 0) })?;
        if self.fallible {
            // What comes after a failure is skipped: nobody else may rely on it.
            self.shared.leave(0);
            self.out.fallible = true;
        } else {
            self.shared.keep();
            self.cancel(begin);
        }
        let seen = match self.out.number(value) {
            Some(_) if !self.fallible => value,
            _ => Operand::slot(self.program.layout.first_result() + index),
        };
        self.results[index as usize] = (seen, self.fallible);
        Ok(())
    }

    /// Lowers the body of a function as its own code.
    pub(super) fn body(&mut self, body: u32) -> Result<(), Status> {
        self.walk(Tree::Body(body))?;
        let value = self.pop();
        self.push(Operation::with(Action::Return, value))?;
        Ok(())
    }

    fn push(&mut self, operation: Operation) -> Result<u32, Status> {
        self.out.operations.push(operation)?;
        Ok(self.out.operations.len() as u32 - 1)
    }

    fn cancel(&mut self, at: u32) {
        if let Some(operation) = self.out.operations.get_mut(at as usize) {
            *operation = Operation::new(Action::Nothing);
        }
    }

    fn pop(&mut self) -> Operand {
        self.operands.pop().unwrap_or(Operand::NONE)
    }

    /// Walks over a tree; its value is on top of the operands then.
    fn walk(&mut self, tree: Tree) -> Result<(), Status> {
        self.locals.clear();
        self.enter(tree)?;
        loop {
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
    fn enter(&mut self, tree: Tree) -> Result<(), Status> {
        let locals = self.locals.len() as u32;
        let defined = match tree {
            Tree::Body(place) => self.bodies.locals(place),
            Tree::Expression { first, end } => self.definitions(first, end),
        };
        self.locals.resize((locals + defined) as usize, Operand::NONE)?;
        self.cursor = Cursor { tree, at: 0, arguments: locals, locals };
        Ok(())
    }

    fn definitions(&self, first: u32, end: u32) -> u32 {
        let tree = self.nodes.get(first as usize..end as usize).unwrap_or(&[]);
        tree.iter().filter(|node| matches!(node, Node::EndDefineLocal(_))).count() as u32
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

    fn node(&mut self, node: Node) -> Result<(), Status> {
        let value = match node {
            Node::Number(number) => self.constant(number)?,
            Node::Parameter(index) => Operand::slot(index),
            Node::Argument(index) => self.argument(index),
            Node::Local(index) => self.local(index),
            Node::Expression { index, span } => self.result_of(index, span)?,
            Node::EndDefineLocal(index) => {
                let value = self.operands.last().copied().unwrap_or(Operand::NONE);
                if let Some(local) = self.locals.get_mut((self.cursor.locals + index) as usize) {
                    *local = value;
                }
                return Ok(());
            }
            Node::Prefix(operator) => {
                let a = self.pop();
                self.prefix(operator, a)?
            }
            Node::Binary(operator) => {
                let (b, a) = (self.pop(), self.pop());
                self.binary(operator, a, b)?
            }
            Node::Truth => {
                let a = self.pop();
                self.data1(Opcode::Truth, a)?
            }
            Node::Comma | Node::Semicolon => {
                let b = self.pop();
                self.pop();
                b
            }
            Node::And | Node::Or | Node::Then => return self.open(node),
            Node::Else => return self.middle(),
            Node::EndAnd | Node::EndOr => return self.close_logic(node),
            Node::EndIf => return self.close_choice(),
            Node::Builtin { row, arguments } => self.builtin(row, arguments)?,
            Node::Native { function, call } => return self.native(function, call),
            Node::Function { function, call } => return self.function(function, call),
            Node::NativeOperator { function, operands } => {
                return self.native_call(function, operands);
            }
            Node::FunctionOperator { function, operands } => {
                return self.function_call(function, operands, Span::default());
            }
            Node::Element { array, index } => self.element(array, index)?,
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

    /// The number as an operand. Only the last few constants are looked at for an equal one.
    fn constant(&mut self, number: Real) -> Result<Operand, Status> {
        const LOOKED_AT: usize = 16;
        let constants = &mut self.out.constants;
        let start = constants.len().saturating_sub(LOOKED_AT);
        let recent = constants.iter().skip(start);
        let known = recent.clone().position(|c| c.to_bits() == number.to_bits());
        let index = match known {
            Some(place) => start + place,
            None => {
                constants.push(number)?;
                constants.len() - 1
            }
        };
        Ok(Operand::constant(index as u32))
    }

    /// A data operation: folded, found, or appended.
    fn data(&mut self, mut operation: Operation) -> Result<Operand, Status> {
        if !self.batch.optimise {
            return Ok(Operand::of(self.push(operation)?));
        }
        match self.out.fold(&operation) {
            Folded::Number(number) => return self.constant(number),
            Folded::Operand(operand) => return Ok(operand),
            Folded::Power { a, cube } => {
                let square = self.data2(Opcode::Mul, a, a)?;
                return if cube { self.data2(Opcode::Mul, square, a) } else { Ok(square) };
            }
            Folded::Product { a, factor } => {
                let factor = self.constant(factor)?;
                return self.data2(Opcode::Mul, a, factor);
            }
            Folded::Rewritten(better) => return self.data(better),
            Folded::Kept => {}
        }
        if is_commutative(operation.action) && operation.a.key() > operation.b.key() {
            (operation.a, operation.b) = (operation.b, operation.a);
        }
        let next = self.out.operations.len() as u32;
        let operations = &self.out.operations;
        let same = |number: u32| {
            operations.get(number as usize).is_some_and(|o| {
                (o.action, o.k, o.a, o.b, o.c)
                    == (operation.action, operation.k, operation.a, operation.b, operation.c)
            })
        };
        if let Some(known) = self.shared.find_or_note(&operation, next, same)? {
            return Ok(Operand::of(known));
        }
        Ok(Operand::of(self.push(operation)?))
    }

    fn data1(&mut self, opcode: Opcode, a: Operand) -> Result<Operand, Status> {
        self.data(Operation::with(Action::Data(opcode), a))
    }

    fn data2(&mut self, opcode: Opcode, a: Operand, b: Operand) -> Result<Operand, Status> {
        self.data(Operation { a, b, ..Operation::new(Action::Data(opcode)) })
    }

    fn unary(&mut self, function: Unary, a: Operand) -> Result<Operand, Status> {
        match function {
            Unary::Sqrt => self.data1(Opcode::Sqrt, a),
            Unary::Abs => self.data1(Opcode::Abs, a),
            _ => self.data(Operation {
                k: function.number(),
                ..Operation::with(Action::Data(Opcode::Call1), a)
            }),
        }
    }

    fn call2(&mut self, function: Binary, a: Operand, b: Operand) -> Result<Operand, Status> {
        let call = Operation::new(Action::Data(Opcode::Call2));
        self.data(Operation { k: function.number(), a, b, ..call })
    }

    fn call3(&mut self, function: Ternary, [a, b, c]: [Operand; 3]) -> Result<Operand, Status> {
        let action = Action::Data(Opcode::Call3);
        self.data(Operation { action, k: function.number(), a, b, c })
    }

    fn prefix(&mut self, operator: PrefixOperator, a: Operand) -> Result<Operand, Status> {
        match operator {
            PrefixOperator::Plus => Ok(a),
            PrefixOperator::Negate => self.data1(Opcode::Neg, a),
            PrefixOperator::Not => self.data1(Opcode::Not, a),
            PrefixOperator::BitNot => self.unary(Unary::BitNot, a),
        }
    }

    fn binary(
        &mut self,
        operator: BinaryOperator,
        a: Operand,
        b: Operand,
    ) -> Result<Operand, Status> {
        use BinaryOperator as B;
        match operator {
            B::Add => self.data2(Opcode::Add, a, b),
            B::Subtract => self.data2(Opcode::Sub, a, b),
            B::Multiply => self.data2(Opcode::Mul, a, b),
            B::Divide => self.data2(Opcode::Div, a, b),
            B::Less => self.data2(Opcode::Less, a, b),
            B::LessOrEqual => self.data2(Opcode::LessEq, a, b),
            B::Greater => self.data2(Opcode::Less, b, a),
            B::GreaterOrEqual => self.data2(Opcode::LessEq, b, a),
            B::Equal => self.data2(Opcode::Equal, a, b),
            B::NotEqual => self.data2(Opcode::NotEqual, a, b),
            B::Remainder => self.call2(Binary::Fmod, a, b),
            B::Power => self.call2(Binary::Pow, a, b),
            B::BitAnd => self.call2(Binary::BitAnd, a, b),
            B::BitOr => self.call2(Binary::BitOr, a, b),
            B::ShiftLeft => self.call2(Binary::ShiftLeft, a, b),
            B::ShiftRight => self.call2(Binary::ShiftRight, a, b),
            B::RotateLeft => self.call2(Binary::RotateLeft, a, b),
            B::RotateRight => self.call2(Binary::RotateRight, a, b),
        }
    }

    /// The value of another expression of the batch.
    fn result_of(&mut self, index: u32, span: Span) -> Result<Operand, Status> {
        let unknown = (Operand::NONE, false);
        let (value, fallible) = self.results.get(index as usize).copied().unwrap_or(unknown);
        if fallible {
            let site = self.site(span)?;
            self.push(Operation::numbered(Action::Check, index, site))?;
        }
        Ok(value)
    }

    /// Notes a place where the expression can fail. Inside an inlined function it is the place of
    /// the call in the expression.
    fn site(&mut self, span: Span) -> Result<u32, Status> {
        self.fallible = true;
        let span = match self.callers.first() {
            Some(caller) => self.span_before(caller),
            None => span,
        };
        self.program.sites.push(span)?;
        Ok(self.program.sites.len() as u32 - 1)
    }

    /// The name of the call that a caller's cursor stands behind.
    fn span_before(&self, caller: &Cursor) -> Span {
        let Tree::Expression { first, .. } = caller.tree else {
            return Span::default();
        };
        let call = (first + caller.at).checked_sub(1).and_then(|i| self.nodes.get(i as usize));
        match call {
            Some(Node::Function { call, .. }) => match self.nodes.get((first + call.0) as usize) {
                Some(Node::Call { span, .. }) => *span,
                _ => Span::default(),
            },
            _ => Span::default(),
        }
    }

    /// The span that a node of the current tree carries.
    fn span_at(&self, node: NodeId) -> Span {
        match self.node_at(node.0) {
            Some(Node::Call { span, .. } | Node::Index(span)) => span,
            _ => Span::default(),
        }
    }

    fn element(&mut self, array: u32, index: NodeId) -> Result<Operand, Status> {
        let position = self.pop();
        let site = self.site(self.span_at(index))?;
        let element = Operation::numbered(Action::Element, array, site);
        Ok(Operand::of(self.push(Operation { a: position, ..element })?))
    }

    fn builtin(&mut self, row: u16, count: u32) -> Result<Operand, Status> {
        let Some(row) = BUILTINS.get(row as usize) else {
            return Ok(Operand::NONE);
        };
        let first = self.operands.len() - count as usize;
        let value = match row.meaning {
            Meaning::ByCount(fewest, _) if count == u32::from(row.least) => {
                self.meaning(*fewest, first)?
            }
            Meaning::ByCount(_, more) => self.meaning(*more, first)?,
            meaning => self.meaning(meaning, first)?,
        };
        self.operands.truncate(first);
        Ok(value)
    }

    /// A built-in function of the operands from `first` on.
    fn meaning(&mut self, meaning: Meaning, first: usize) -> Result<Operand, Status> {
        let argument =
            |this: &Self, i: usize| this.operands.get(first + i).copied().unwrap_or(Operand::NONE);
        let (a, b) = (argument(self, 0), argument(self, 1));
        match meaning {
            Meaning::Unary(function) => self.unary(function, a),
            Meaning::Binary(function) => self.call2(function, a, b),
            Meaning::Ternary(function) => self.call3(function, [a, b, argument(self, 2)]),
            Meaning::Operator(operator) => self.binary(operator, a, b),
            Meaning::Prefix(operator) => self.prefix(operator, a),
            Meaning::Second => Ok(b),
            Meaning::ChainOperator(operator) => {
                self.chain(first, |this, a, b| this.binary(operator, a, b))
            }
            Meaning::ChainFunction(function) => {
                self.chain(first, |this, a, b| this.call2(function, a, b))
            }
            Meaning::Average => {
                let sum = self.chain(first, |this, a, b| this.data2(Opcode::Add, a, b))?;
                let count = self.constant((self.operands.len() - first) as Real)?;
                self.data2(Opcode::Div, sum, count)
            }
            Meaning::Formula(steps) => self.formula(steps, first),
            // The table nests no deeper.
            Meaning::ByCount(..) => Ok(Operand::NONE),
        }
    }

    fn chain(
        &mut self,
        first: usize,
        join: impl Fn(&mut Self, Operand, Operand) -> Result<Operand, Status>,
    ) -> Result<Operand, Status> {
        let mut value = self.operands.get(first).copied().unwrap_or(Operand::NONE);
        for i in first + 1..self.operands.len() {
            value = join(self, value, self.operands[i])?;
        }
        Ok(value)
    }

    /// Evaluates a formula on the operands from `first` on, behind which its own stand.
    fn formula(&mut self, steps: &[Step], first: usize) -> Result<Operand, Status> {
        // Kept values follow the arguments; what is computed stands behind them.
        let mut kept = self.operands.len();
        for step in steps {
            let value = match *step {
                Step::Argument(i) => self.operands[first + i as usize],
                Step::Number(number) => self.constant(number)?,
                Step::Binary(operator) => {
                    let (b, a) = (self.pop(), self.pop());
                    self.binary(operator, a, b)?
                }
                Step::Unary(function) => {
                    let a = self.pop();
                    self.unary(function, a)?
                }
                Step::Ternary(function) => {
                    let (c, b, a) = (self.pop(), self.pop(), self.pop());
                    self.call3(function, [a, b, c])?
                }
                Step::Truth => {
                    let a = self.pop();
                    self.data1(Opcode::Truth, a)?
                }
                Step::Not => {
                    let a = self.pop();
                    self.data1(Opcode::Not, a)?
                }
                Step::Negate => {
                    let a = self.pop();
                    self.data1(Opcode::Neg, a)?
                }
                Step::And => {
                    let (b, a) = (self.pop(), self.pop());
                    self.data2(Opcode::And, a, b)?
                }
                Step::Keep => {
                    debug_assert_eq!(self.operands.len(), kept + 1);
                    kept += 1;
                    continue;
                }
            };
            self.operands.push(value)?;
        }
        Ok(self.pop())
    }

    fn native(&mut self, function: u32, call: NodeId) -> Result<(), Status> {
        let count = self.arguments_of(call);
        self.native_call(function, count)
    }

    fn arguments_of(&self, call: NodeId) -> u32 {
        match self.node_at(call.0) {
            Some(Node::Call { arguments, .. }) => arguments,
            _ => 0,
        }
    }

    /// A call of a function of the host with the last `count` operands.
    fn native_call(&mut self, function: u32, count: u32) -> Result<(), Status> {
        let Some(host) = self.batch.context.and_then(|c| c.native(function)).copied() else {
            return self.operands.push(Operand::NONE);
        };
        let start = self.operands.len() - count as usize;
        if host.pure_function
            && self.batch.optimise
            && let Some(number) = self.call_now(host.native, start)?
        {
            self.operands.truncate(start);
            let value = self.constant(number)?;
            return self.operands.push(value);
        }
        let native = self.native_number(function, host.native)?;
        let list = self.move_to_list(start)?;
        let operation = Operation::call(Action::Native, native, list, 0);
        let value = if host.pure_function && self.batch.optimise {
            self.share_call(operation)?
        } else {
            Operand::of(self.push(operation)?)
        };
        self.operands.push(value)
    }

    /// The value of a pure function of constants, if all arguments are.
    fn call_now(&mut self, native: Native, start: usize) -> Result<Option<Real>, Status> {
        let mut values = ArenaVec::new(self.operands.arena());
        for operand in self.operands.iter().skip(start) {
            let Some(number) = self.out.number(*operand) else {
                return Ok(None);
            };
            values.push(number)?;
        }
        Ok(Some(crate::real::canonical(native.call(&values))))
    }

    /// Finds an equal call of a pure function, or appends the call.
    fn share_call(&mut self, operation: Operation) -> Result<Operand, Status> {
        let next = self.out.operations.len() as u32;
        let out = &self.out;
        let arguments = out.arguments(&operation);
        let same = |number: u32| {
            out.operations.get(number as usize).is_some_and(|o| {
                o.action == Action::Native
                    && o.number() == operation.number()
                    && out.arguments(o) == arguments
            })
        };
        // Hashed by the first two arguments.
        let argument = |i: usize| arguments.get(i).copied().unwrap_or(Operand::NONE);
        let hashed = Operation { a: argument(0), c: argument(1), ..operation };
        match self.shared.find_or_note(&hashed, next, same)? {
            Some(known) => Ok(Operand::of(known)),
            None => Ok(Operand::of(self.push(operation)?)),
        }
    }

    /// The number of a function of the host in the program.
    fn native_number(&mut self, function: u32, native: Native) -> Result<u32, Status> {
        if self.natives.is_empty() {
            let count = self.batch.context.map_or(0, |c| c.function_numbers().0);
            self.natives.resize(count, 0)?;
        }
        let Some(entry) = self.natives.get_mut(function as usize) else {
            return Ok(0);
        };
        if *entry == 0 {
            self.program.natives.push(native)?;
            *entry = self.program.natives.len() as u32;
        }
        Ok(*entry - 1)
    }

    /// Moves the operands from `start` on to the lists.
    fn move_to_list(&mut self, start: usize) -> Result<u32, Status> {
        let list = self.out.add_list(self.operands.get(start..).unwrap_or(&[]))?;
        self.operands.truncate(start);
        Ok(list)
    }

    fn function(&mut self, place: u32, call: NodeId) -> Result<(), Status> {
        let count = self.arguments_of(call);
        let span = self.span_at(call);
        self.function_call(place, count, span)
    }

    /// A call of an expression function with the last `count` operands.
    fn function_call(&mut self, place: u32, count: u32, span: Span) -> Result<(), Status> {
        let start = self.operands.len() - count as usize;
        if self.inlining {
            let arguments = self.locals.len() as u32;
            self.locals.extend(self.operands.get(start..).unwrap_or(&[]))?;
            self.operands.truncate(start);
            self.callers.push(self.cursor)?;
            self.enter(Tree::Body(place))?;
            self.cursor.arguments = arguments;
            return Ok(());
        }
        let site = self.site(span)?;
        let function = self.bodies.call(place)?;
        let list = self.move_to_list(start)?;
        let call = Operation::call(Action::Call, function, list, site);
        let value = Operand::of(self.push(call)?);
        self.operands.push(value)
    }

    /// `&&`, `||` or `?` behind its condition.
    fn open(&mut self, node: Node) -> Result<(), Status> {
        let condition = self.pop();
        if let (true, Some(number)) = (self.batch.optimise, self.out.number(condition)) {
            return self.open_decided(node, truth(number));
        }
        let action = match node {
            Node::And => Action::And,
            Node::Or => Action::Or,
            _ => Action::If,
        };
        let at = self.push(Operation::with(action, condition))?;
        self.control.push(Control::Open { at, condition, entered: self.shared.enter() })
    }

    /// The same where the condition is a constant: only what is evaluated is lowered.
    fn open_decided(&mut self, node: Node, condition: bool) -> Result<(), Status> {
        match (node, condition) {
            (Node::Then, true) => self.control.push(Control::Decided),
            (Node::Then, false) => {
                self.skip_branch(true);
                self.control.push(Control::Decided)
            }
            (Node::And, true) | (Node::Or, false) => self.control.push(Control::DecidedTruth),
            _ => {
                let value = self.constant(if condition { 1.0 } else { 0.0 })?;
                self.operands.push(value)?;
                self.skip_operand(node);
                Ok(())
            }
        }
    }

    /// Moves the cursor behind the `Else` (`to_else`) or `EndIf` that belongs to the branch.
    fn skip_branch(&mut self, to_else: bool) {
        let mut depth = 0;
        while let Some(node) = self.node_at(self.cursor.at) {
            self.cursor.at += 1;
            match node {
                Node::Else if depth == 0 && to_else => return,
                Node::EndIf if depth == 0 => return,
                Node::Then => depth += 1,
                Node::EndIf => depth -= 1,
                _ => {}
            }
        }
    }

    /// Moves the cursor behind the end of the right operand of `&&` or `||`.
    fn skip_operand(&mut self, node: Node) {
        let is = |a: &Node, b: &Node| core::mem::discriminant(a) == core::mem::discriminant(b);
        let end = if is(&node, &Node::And) { Node::EndAnd } else { Node::EndOr };
        let mut depth = 0;
        while let Some(next) = self.node_at(self.cursor.at) {
            self.cursor.at += 1;
            if is(&next, &node) {
                depth += 1;
            } else if is(&next, &end) {
                if depth == 0 {
                    return;
                }
                depth -= 1;
            }
        }
    }

    /// Between the branches of a choice.
    fn middle(&mut self) -> Result<(), Status> {
        match self.control.pop() {
            Some(Control::Open { at, condition, entered }) => {
                let first = self.pop();
                self.shared.leave(entered);
                let middle = self.push(Operation::with(Action::Else, first))?;
                let entered = self.shared.enter();
                self.control.push(Control::Else { at, condition, entered, middle, first })
            }
            // The first branch was evaluated: the second one is left out.
            Some(Control::Decided) => {
                self.skip_branch(false);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn close_logic(&mut self, node: Node) -> Result<(), Status> {
        let right = self.pop();
        let value = match self.control.pop() {
            Some(Control::Open { at, condition, entered }) => {
                self.shared.leave(entered);
                let and = matches!(node, Node::EndAnd);
                if self.is_cheap(at) {
                    self.cancel(at);
                    self.data2(if and { Opcode::And } else { Opcode::Or }, condition, right)?
                } else {
                    let action = if and { Action::EndAnd } else { Action::EndOr };
                    Operand::of(self.push(Operation::with(action, right))?)
                }
            }
            _ => self.data1(Opcode::Truth, right)?,
        };
        self.operands.push(value)
    }

    fn close_choice(&mut self) -> Result<(), Status> {
        let Some(Control::Else { at, condition, entered, middle, first }) = self.control.pop()
        else {
            return Ok(());
        };
        let second = self.pop();
        self.shared.leave(entered);
        let value = if self.is_cheap(at) {
            self.cancel(at);
            self.cancel(middle);
            let select = Operation::new(Action::Data(Opcode::Select));
            self.data(Operation { a: first, b: second, c: condition, ..select })?
        } else {
            Operand::of(self.push(Operation::with(Action::EndIf, second))?)
        };
        self.operands.push(value)
    }

    /// Whether the operations after `at` cost less than skipping them, and may be executed where
    /// the language would skip them: they cannot fail and nobody sees them.
    fn is_cheap(&self, at: u32) -> bool {
        const LOOKED_AT: usize = 16;
        if !self.batch.optimise {
            return false;
        }
        let start = at as usize + 1;
        let operations = self.out.operations.get(start..).unwrap_or(&[]);
        let cost = operations.iter().take(LOOKED_AT).map(cost).fold(0, u32::saturating_add);
        operations.len() <= LOOKED_AT && cost <= EAGER_COST
    }
}

fn is_commutative(action: Action) -> bool {
    use Opcode::{Add, And, Equal, Mul, NotEqual, Or};
    matches!(action, Action::Data(Add | Mul | Equal | NotEqual | And | Or))
}

/// What an operation costs in additions, about; far too much where it may not be executed in vain.
fn cost(operation: &Operation) -> u32 {
    match operation.action {
        Action::Nothing | Action::Else => 0,
        Action::Data(Opcode::Div | Opcode::Sqrt) => 4,
        Action::Data(Opcode::Call1 | Opcode::Call2 | Opcode::Call3) => 100,
        Action::Data(_) => 1,
        _ => u32::MAX,
    }
}
