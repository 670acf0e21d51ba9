//! Named expressions before those that use them; a circle is an error that tells its path.

use super::Batch;
use super::ir::Operand;
use super::lower::Lowering;
use crate::arena::{Arena, ArenaVec};
use crate::error::{Detail, Error, Note, Particulars, Span, Status};
use crate::syntax::ast::Node;

/// How expressions are sorted, and one uses another's result. Who names [`Order::BY_USE`] links it: a firmware that adds
/// no named expression does not.
pub(crate) struct Order {
    pub(super) sort:
        for<'a> fn(&Batch, &ArenaVec<'a, Node>, &mut Sequence<'a>) -> Result<(), Error>,
    /// Notes the value of an expression.
    pub(super) note: fn(&mut Lowering, u32, Operand) -> Result<(), Status>,
    /// The value of an expression that is used there.
    pub(super) lower: fn(&mut Lowering, u32, Span) -> Result<Operand, Status>,
}

impl Order {
    pub(crate) const BY_USE: &'static Order = &Order {
        sort,
        note: |lowering, index, value| lowering.note_result(index, value),
        lower: |lowering, index, span| lowering.result_of(index, span),
    };
}

/// The expressions in an order in which they can be evaluated.
pub(super) struct Sequence<'a> {
    /// Empty where the order is that of the batch.
    sorted: ArenaVec<'a, u32>,
    count: u32,
}

impl<'a> Sequence<'a> {
    /// The order of the batch.
    pub(super) fn of_batch(arena: &'a Arena, batch: &Batch) -> Self {
        Sequence { sorted: ArenaVec::new(arena), count: batch.expressions.len() as u32 }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..self.count).map(|i| self.sorted.get(i as usize).copied().unwrap_or(i))
    }
}

/// Why there is no order.
enum Unordered<'a> {
    Status(Status),
    /// The expressions of the circle, each using the next and the last using the first, and where
    /// the last does so.
    Cycle {
        path: ArenaVec<'a, u32>,
        span: Span,
    },
}

impl From<Status> for Unordered<'_> {
    fn from(status: Status) -> Self {
        Unordered::Status(status)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// An expression being visited, and the next of its nodes to look at.
#[derive(Clone, Copy)]
struct Visit {
    expression: u32,
    node: u32,
}

/// Sorts the expressions of a batch whose names are resolved.
fn sort<'a>(
    batch: &Batch,
    nodes: &ArenaVec<'a, Node>,
    sequence: &mut Sequence<'a>,
) -> Result<(), Error> {
    by_use(batch, nodes, sequence).map_err(|cycle| cycle.explain(batch))
}

/// Depth first, with a stack of its own.
fn by_use<'a>(
    batch: &Batch,
    nodes: &ArenaVec<'a, Node>,
    Sequence { sorted, count }: &mut Sequence<'a>,
) -> Result<(), Unordered<'a>> {
    let arena = nodes.arena();
    let count = *count;
    let mut states = ArenaVec::filled(arena, State::New, count as usize)?;
    let mut stack: ArenaVec<Visit> = ArenaVec::new(arena);
    for root in 0..count {
        if *states.at(root as usize)? == State::New {
            *states.at_mut(root as usize)? = State::Open;
            stack.push(visit(batch, root)?)?;
        }
        while let Some(&Visit { expression, node }) = stack.last() {
            let record = batch.expressions.get(expression as usize).ok_or(Status::Internal)?;
            let used = (node..record.end_node).find_map(|at| match nodes.get(at as usize) {
                Some(Node::Expression { index, span }) => Some((at, *index, *span)),
                _ => None,
            });
            let Some((at, index, span)) = used else {
                *states.at_mut(expression as usize)? = State::Done;
                sorted.push(expression)?;
                stack.pop();
                continue;
            };
            if let Some(top) = stack.last_mut() {
                top.node = at + 1;
            }
            match *states.at(index as usize)? {
                State::Done => {}
                State::New => {
                    *states.at_mut(index as usize)? = State::Open;
                    stack.push(visit(batch, index)?)?;
                }
                State::Open => return Err(cycle(&stack, index, span)?),
            }
        }
    }
    Ok(())
}

fn visit(batch: &Batch, expression: u32) -> Result<Visit, Status> {
    let record = batch.expressions.get(expression as usize).ok_or(Status::Internal)?;
    Ok(Visit { expression, node: record.first_node })
}

fn cycle<'a>(stack: &ArenaVec<'a, Visit>, first: u32, span: Span) -> Result<Unordered<'a>, Status> {
    let mut path = ArenaVec::new(stack.arena());
    for visit in stack.iter().skip_while(|visit| visit.expression != first) {
        path.push(visit.expression)?;
    }
    Ok(Unordered::Cycle { path, span })
}

impl Unordered<'_> {
    /// The error: `a -> b -> a`, at the reference that closes the circle.
    fn explain(self, batch: &Batch) -> Error {
        let (path, span) = match self {
            Unordered::Status(status) => return Error::from(status),
            Unordered::Cycle { path, span } => (path, span),
        };
        let mut circle = Particulars::new(Detail::None, Note::Circle);
        for index in path.iter() {
            circle.write(batch.name(*index));
            circle.write(" -> ");
        }
        circle.write(path.first().map_or("", |first| batch.name(*first)));
        let last = path.last().copied().unwrap_or(0);
        Error { status: Status::Cycle, expression: Some(last), span, particulars: circle }
    }
}
