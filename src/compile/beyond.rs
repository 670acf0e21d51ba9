//! What the passes do only in batches whose programs may use more than their frame: array elements, functions, and all that
//! can fail. They reach it through a table of functions, which only what makes a context or binds an array names: a
//! firmware that does neither does not link it.

use super::emit::Emitter;
use super::ir::{Action, Operation};
use super::lower::Lowering;
use super::resolve::Resolver;
use crate::error::{Span, Status};
use crate::program::verify::{IsRight, machine_is_right};
use crate::program::{Array, Program};
use crate::syntax::ast::Node;

/// What becomes of these in each pass.
pub(crate) struct Beyond {
    /// The arrays of the batch become the program's.
    pub(super) arrays: fn(&[Array], &mut Program) -> Result<(), Status>,
    /// An element, or the end of a call of what is not built in.
    pub(super) resolve: fn(&mut Resolver, &mut [Node], usize) -> Result<(), Status>,
    /// Expression `index` begins; and its operations from that on were lowered.
    pub(super) begin: fn(&mut Lowering, u32) -> Result<(), Status>,
    pub(super) end: fn(&mut Lowering, u32) -> Result<(), Status>,
    /// Fails as expression `index` did, which is used at `span`.
    pub(super) check: fn(&mut Lowering, u32, Span) -> Result<(), Status>,
    /// A resolved element or call.
    pub(super) lower: fn(&mut Lowering, Node) -> Result<(), Status>,
    pub(super) emit: fn(&mut Emitter, u32, &Operation) -> Result<(), Status>,
    pub(super) verify: IsRight,
    /// The program is complete.
    pub(super) complete: fn(&mut Program),
}

impl Beyond {
    pub(crate) const FRAME: &'static Beyond = &Beyond {
        arrays: |arrays, program| program.tables()?.arrays.extend(arrays),
        resolve: |resolver, nodes, at| resolver.resolve_beyond(nodes, at),
        begin: |lowering, index| lowering.begin(index),
        end: |lowering, begin| lowering.end(begin),
        check: |lowering, index, span| lowering.check(index, span),
        lower: |lowering, node| lowering.lower_beyond(node),
        emit: |emitter, at, operation| match operation.action {
            Action::Native | Action::Call => emitter.call(at, operation),
            _ => emitter.failing(at, operation),
        },
        verify: machine_is_right,
        complete: |program| program.complete_tables(),
    };
}
