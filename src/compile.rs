//! Trees to a program. The passes, in order:
//!
//! 1. [`resolve`]: names become parameters, constants, locals and functions; all errors arise here. Left
//!    out where the parser knew them all
//! 2. [`bodies`]: which expression functions are used, and which of them are small
//! 3. [`order`]: named expressions before those that use them
//! 4. [`lower`]: one list of operations on values for the whole batch, with [`fold`]ed constants
//!    and [`share`]d subexpressions
//! 5. [`emit`]: instructions with slots and the accumulator
//! 6. verification, and the bounds that the statistics tell
//!
//! What the passes need in between is given back when they end.

mod beyond;
mod bodies;
mod emit;
mod fold;
mod forms;
mod host;
mod ir;
mod lower;
mod order;
mod resolve;
mod share;
mod suggest;
mod temporaries;

use crate::arena::{ArenaText, ArenaVec};
use crate::context::Context;
use crate::error::{Error, Status};
use crate::names::{BatchName, NameId, NameTable};
use crate::program::verify::{verify, verify_functions};
use crate::program::{Array, Opcode, Program};
use crate::real::{NAN, Real};
use crate::syntax::ast::Node;

pub(crate) use beyond::Beyond;
use bodies::Bodies;
pub(crate) use host::Host;
use lower::Lowering;
pub(crate) use order::Order;
use share::Shared;
pub(crate) use suggest::complete;

/// One expression of a batch.
pub(crate) struct Expression<'a> {
    pub source: ArenaText<'a>,
    pub name: Option<NameId>,
    /// Its tree among the nodes of the batch; none (0, 0) once the batch was prepared.
    pub first_node: u32,
    pub end_node: u32,
}

/// What is compiled.
pub(crate) struct Batch<'x, 'a> {
    pub names: &'x NameTable<'a, BatchName>,
    pub arrays: &'x [Array],
    pub parameters: u32,
    /// Numbers that the frame has room for behind its slots.
    pub spare: usize,
    pub expressions: &'x [Expression<'a>],
    pub context: Option<Host<'x>>,
    /// There where a program may use more than its frame.
    pub beyond: Option<&'static Beyond>,
    /// There where an expression has a name.
    pub order: Option<&'static Order>,
    /// Whether without a context all names in the trees are known.
    pub all_known: bool,
    /// Off, every operation of the text is executed: for tests that compare.
    pub optimise: bool,
    /// What the engine makes of an operation on numbers, NaN canonical: constants are folded by it.
    pub value: fn(Opcode, u16, [Real; 3]) -> Real,
}

/// Compiles a batch into a program that is empty before, and makes `frame` one for it, whose parameters stay.
/// `nodes` are the trees of the expressions; their names are resolved in place, and what is left of
/// them is of no use.
pub(crate) fn compile<'a>(
    batch: &Batch<'_, 'a>,
    nodes: &mut ArenaVec<'a, Node>,
    program: &mut Program<'a>,
    frame: &mut ArenaVec<'a, Real>,
) -> Result<(), Error> {
    if let Some(beyond) = batch.beyond
        && !batch.arrays.is_empty()
    {
        (beyond.arrays)(batch.arrays, program)?;
    }
    let mut bodies = Bodies::new(nodes.arena(), batch.context);
    if !batch.is_known() {
        resolve_all(batch, nodes, program, &mut bodies)?;
    }
    let mut sequence = order::Sequence::of_batch(nodes.arena(), batch);
    if let Some(order) = batch.order
        && bodies.uses_results()
    {
        (order.sort)(batch, nodes, &mut sequence)?;
    }
    Ok(generate(batch, nodes, &mut bodies, (program, frame), &sequence)?)
}

/// Resolves the expressions in their order, then the bodies that they need. Not inlined: its stack is free again when
/// they are lowered.
#[inline(never)]
fn resolve_all<'a>(
    batch: &Batch<'_, 'a>,
    nodes: &mut ArenaVec<'a, Node>,
    program: &mut Program<'a>,
    bodies: &mut Bodies<'a>,
) -> Result<(), Error> {
    for (index, expression) in batch.expressions.iter().enumerate() {
        let range = expression.first_node as usize..expression.end_node as usize;
        let tree = nodes.get_mut(range).unwrap_or_default();
        let scope = resolve::Scope::Batch(batch);
        let source = expression.source.as_str();
        resolve::resolve(tree, source, &scope, program, bodies)
            .map_err(|fault| suggest::explain(batch, &fault, Some(index as u32), source, ""))?;
    }
    match batch.context {
        Some(context) => context.passes.resolve_bodies(batch, bodies, program),
        None => Ok(()),
    }
}

/// From resolved trees to a verified program, shrunk to its size, and its frame.
fn generate<'a>(
    batch: &Batch<'_, 'a>,
    nodes: &mut ArenaVec<'a, Node>,
    bodies: &mut Bodies<'a>,
    (program, frame): (&mut Program<'a>, &mut ArenaVec<'a, Real>),
    sequence: &order::Sequence<'a>,
) -> Result<(), Status> {
    if let Some(context) = batch.context {
        context.passes.plan_inlining(bodies)?;
    }
    program.layout.parameters = batch.parameters;
    program.layout.results = batch.expressions.len() as u32;
    program.reads_results = bodies.uses_results();
    if u64::from(batch.parameters) + batch.expressions.len() as u64 >= u64::from(ir::MOST) {
        return Err(Status::TooComplex);
    }
    {
        let trees = batch.expressions.len();
        let mut lowered = ir::Lowered::new(program.code.arena());
        lowered.make_room(trees, nodes.len())?;
        lower_batch(batch, nodes, bodies, program, sequence, &mut lowered)?;
        // The code may stand where the trees were.
        *nodes = ArenaVec::new(program.code.arena());
        lowered.check_size()?;
        emit::emit_batch(batch.beyond, &mut lowered, program)?;
        program.fallible = lowered.fallible;
        build_frame(program, &lowered, batch.spare, frame)?;
    }
    if let Some(context) = batch.context {
        context.passes.generate_functions(batch, bodies, program)?;
    }
    check(verify(program, batch.beyond.map(|beyond| beyond.verify)))?;
    program.code.shrink();
    if let Some(beyond) = batch.beyond {
        (beyond.complete)(program);
    }
    Ok(())
}

/// The expressions in their sequence as operations. Not inlined: its stack is free again when code
/// is emitted.
#[inline(never)]
fn lower_batch<'a>(
    batch: &Batch<'_, 'a>,
    nodes: &[Node],
    bodies: &mut Bodies<'a>,
    program: &mut Program<'a>,
    sequence: &order::Sequence<'a>,
    lowered: &mut ir::Lowered<'a>,
) -> Result<(), Status> {
    let mut shared = Shared::new(program.code.arena());
    shared.make_room(batch.sharing(nodes.len()))?;
    let mut lowering = Lowering::new(batch, nodes, bodies, program, lowered, shared);
    lowering.make_room()?;
    for index in sequence.iter() {
        lowering.expression(index)?;
    }
    Ok(())
}

/// The functions that are really called, and those that they call.
fn generate_functions<'a>(
    context: &Context,
    batch: &Batch<'_, 'a>,
    bodies: &mut Bodies<'a>,
    program: &mut Program<'a>,
) -> Result<(), Status> {
    let mut next = 0;
    while let Some(body) = bodies.called(next) {
        let count = bodies.nodes(body).len();
        let mut lowered = ir::Lowered::new(program.code.arena());
        lowered.make_room(1, count)?;
        lower_body(batch, bodies, program, &mut lowered, body)?;
        lowered.check_size()?;
        let signature = bodies.signature(context, body);
        emit::emit_function(&mut lowered, signature, program)?;
        next += 1;
    }
    check(verify_functions(program))
}

/// Fails where a program that was emitted is not right.
fn check(verified: bool) -> Result<(), Status> {
    debug_assert!(verified, "the compiler emitted a program that is not right");
    if verified { Ok(()) } else { Err(Status::TooComplex) }
}

/// The body of a function as operations.
#[inline(never)]
fn lower_body<'a>(
    batch: &Batch<'_, 'a>,
    bodies: &mut Bodies<'a>,
    program: &mut Program<'a>,
    lowered: &mut ir::Lowered<'a>,
    body: u32,
) -> Result<(), Status> {
    let mut shared = Shared::new(program.code.arena());
    shared.make_room(batch.sharing(bodies.nodes(body).len()))?;
    Lowering::new(batch, &[], bodies, program, lowered, shared).body(body)
}

/// Makes a frame of one that has no more than parameters and results: with constants, temporaries, and room
/// for what the batch wants behind.
fn build_frame<'a>(
    program: &Program<'a>,
    lowered: &ir::Lowered<'a>,
    spare: usize,
    frame: &mut ArenaVec<'a, Real>,
) -> Result<(), Status> {
    let layout = &program.layout;
    let slots = layout.slots() as usize;
    frame.fit(slots.checked_add(spare).ok_or(Status::OutOfMemory)?)?;
    frame.resize(layout.first_constant() as usize, NAN)?;
    for number in lowered.numbers() {
        frame.push(number)?;
    }
    frame.resize(slots, NAN)
}

impl Batch<'_, '_> {
    /// Whether all names were known when the texts were read: there is nothing to resolve, and nothing that
    /// can fail, for parameters, operators and built-in functions cannot.
    #[inline]
    fn is_known(&self) -> bool {
        self.all_known && self.context.is_none()
    }

    /// Among about how many operations equal ones are looked for: half of the nodes are operands.
    fn sharing(&self, nodes: usize) -> usize {
        if self.optimise { nodes / 2 + nodes / 8 } else { 0 }
    }

    /// The name of an expression, empty where it has none.
    fn name(&self, index: u32) -> &str {
        let name = self.expressions.get(index as usize).and_then(|e| e.name);
        name.map_or("", |name| self.names.text(name))
    }
}
