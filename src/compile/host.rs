//! What the passes do only for batches that are prepared with a context. They reach it through the
//! table of a trait object, which only what makes a context names: a firmware that makes none does
//! not link it.

use super::bodies::Bodies;
use super::lower::Lowering;
use super::resolve::{self, Resolver};
use super::suggest::{self, Known, Nearest};
use super::{Batch, Beyond};
use crate::context::{Context, ContextKey, FunctionMeaning, NameKind};
use crate::error::{Error, Particulars, Span, Status};
use crate::names::{BatchName, NameId, NameTable};
use crate::program::{Array, Program};
use crate::real::Real;
use crate::syntax::ast::Node;

/// A context as compiling sees it.
#[derive(Clone, Copy)]
pub(crate) struct Host<'x> {
    pub(super) passes: &'x dyn Passes,
    pub(super) beyond: &'static Beyond,
}

impl Host<'_> {
    pub(crate) fn of(context: &Context) -> Host<'_> {
        Host { passes: context, beyond: Beyond::FRAME }
    }

    /// See [`Context::key`].
    pub(crate) fn key(self) -> ContextKey {
        self.passes.key()
    }
}

/// What a host defined beyond the built-ins, and what becomes of it in each pass.
pub(super) trait Passes {
    fn key(&self) -> ContextKey;
    fn replaces_operators(&self) -> bool;
    fn constant(&self, name: &str) -> Option<Real>;
    /// The number of a parameter of an expression function.
    fn parameter(&self, parameters: &NameTable, name: &str) -> Option<NameId>;

    /// A call with so many arguments begins: the row of the built-in function that it calls, or [`NO_ROW`](crate::syntax::ast::NO_ROW).
    fn resolve_call(&self, resolver: &mut Resolver, name: Span, given: u32) -> Result<u16, Status>;
    /// What an operator became that a function of the host may replace.
    fn resolve_operator(&self, resolver: &mut Resolver, node: Node) -> Result<Node, Status>;
    /// The number in the program of an array of the context's.
    fn resolve_array(&self, program: &mut Program, name: &str) -> Result<Option<u32>, Status>;
    fn resolve_bodies<'a>(
        &self,
        batch: &Batch,
        bodies: &mut Bodies<'a>,
        program: &mut Program<'a>,
    ) -> Result<(), Error>;

    fn plan_inlining(&self, bodies: &mut Bodies) -> Result<(), Status>;
    /// Whether the calls in an expression are inlined.
    fn inlines(&self, bodies: &Bodies, nodes: &[Node]) -> bool;
    /// A call of a function that the host defined.
    fn lower(&self, lowering: &mut Lowering, node: Node) -> Result<(), Status>;
    fn generate_functions<'a>(
        &self,
        batch: &Batch<'_, 'a>,
        bodies: &mut Bodies<'a>,
        program: &mut Program<'a>,
    ) -> Result<(), Status>;

    /// See [`suggest::explain`].
    fn suggest(&self, names: &NameTable<BatchName>, in_batch: bool, particulars: &mut Particulars);
    fn array(&self, name: &str) -> Option<Array>;
    fn function(&self, name: &str) -> Option<FunctionMeaning>;
    fn look_at_names<'n>(&'n self, kind: NameKind, nearest: &mut Nearest<'n>);
}

impl Passes for Context {
    fn key(&self) -> ContextKey {
        self.key()
    }

    fn replaces_operators(&self) -> bool {
        self.replaces_operators()
    }

    fn constant(&self, name: &str) -> Option<Real> {
        self.constant(name)
    }

    fn parameter(&self, parameters: &NameTable, name: &str) -> Option<NameId> {
        parameters.find(name)
    }

    fn resolve_call(&self, resolver: &mut Resolver, name: Span, given: u32) -> Result<u16, Status> {
        resolver.host_call(self, name, given)
    }

    fn resolve_operator(&self, resolver: &mut Resolver, node: Node) -> Result<Node, Status> {
        resolver.operator(self, node)
    }

    fn resolve_array(&self, program: &mut Program, name: &str) -> Result<Option<u32>, Status> {
        resolve::array_of(self, program, name)
    }

    fn resolve_bodies<'a>(
        &self,
        batch: &Batch,
        bodies: &mut Bodies<'a>,
        program: &mut Program<'a>,
    ) -> Result<(), Error> {
        bodies.resolve(self, batch, program)
    }

    fn plan_inlining(&self, bodies: &mut Bodies) -> Result<(), Status> {
        bodies.plan_inlining(self.limits())
    }

    fn inlines(&self, bodies: &Bodies, nodes: &[Node]) -> bool {
        bodies.inlines(nodes, self.limits())
    }

    fn lower(&self, lowering: &mut Lowering, node: Node) -> Result<(), Status> {
        lowering.call(self, node)
    }

    fn generate_functions<'a>(
        &self,
        batch: &Batch<'_, 'a>,
        bodies: &mut Bodies<'a>,
        program: &mut Program<'a>,
    ) -> Result<(), Status> {
        super::generate_functions(self, batch, bodies, program)?;
        program.bound(self.limits())
    }

    fn suggest(&self, names: &NameTable<BatchName>, in_batch: bool, particulars: &mut Particulars) {
        let context = Some(Host::of(self));
        suggest::suggest(&Known { names, in_batch, context }, particulars);
    }

    fn array(&self, name: &str) -> Option<Array> {
        self.array(name)
    }

    fn function(&self, name: &str) -> Option<FunctionMeaning> {
        self.function(name)
    }

    fn look_at_names<'n>(&'n self, kind: NameKind, nearest: &mut Nearest<'n>) {
        self.names_of(kind).for_each(|name| nearest.look_at(name));
    }
}
