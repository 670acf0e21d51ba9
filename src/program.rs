//! The portable program: what preparing a batch produces and what every engine runs. Opcodes and
//! slot numbers only; the addresses that a host lent stand in tables beside it.
//!
//! The frame of slots: parameters, results, constants, temporaries. The frame of a function:
//! arguments, constants, temporaries.

pub(crate) mod disassemble;
pub(crate) mod opcode;
pub(crate) mod verify;

use core::ffi::c_void;

use crate::arena::{Arena, ArenaBox, ArenaVec};
use crate::error::{Span, Status};
use crate::limits::Limits;
use crate::real::Real;

pub(crate) use opcode::Opcode;

/// One instruction. What `a`, `b`, `c` and `k` mean, the opcode's equation says; unused ones are 0,
/// which is a slot of every frame. In this order two operands can be read at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct Instruction {
    /// Where the threaded engine goes for it; null until the whole program is there.
    #[cfg(threaded)]
    pub handler: *const (),
    pub a: u32,
    pub b: u32,
    pub c: u32,
    pub k: u16,
    pub opcode: Opcode,
}

#[cfg(not(threaded))]
const _: () = assert!(size_of::<Instruction>() == 16);
#[cfg(threaded)]
const _: () = assert!(size_of::<Instruction>() == 16 + size_of::<usize>());

impl Instruction {
    pub(crate) fn new(opcode: Opcode, k: u16, [a, b, c]: [u32; 3]) -> Self {
        Instruction {
            #[cfg(threaded)]
            handler: core::ptr::null(),
            opcode,
            k,
            a,
            b,
            c,
        }
    }
}

/// A function of the host: `n_args` numbers at `args`, valid during the call, and the pointer
/// that was given with it.
///
/// # Examples
/// ```
/// use core::ffi::c_void;
/// use exp_rs::{NativeFunction, Real};
///
/// unsafe extern "C" fn count(_: *const Real, n_args: usize, _: *mut c_void) -> Real {
///     n_args as Real
/// }
/// let function: NativeFunction = count;
/// ```
pub type NativeFunction =
    unsafe extern "C" fn(args: *const Real, n_args: usize, user_data: *mut c_void) -> Real;

/// A function of the host, as the program calls it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Native {
    pub function: NativeFunction,
    pub user_data: *mut c_void,
}

impl Native {
    /// Calls the function.
    #[inline]
    pub(crate) fn call(&self, arguments: &[Real]) -> Real {
        // SAFETY: whoever added the function promised that it may be called with any numbers.
        unsafe { (self.function)(arguments.as_ptr(), arguments.len(), self.user_data) }
    }
}

/// An array of the host, read in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Array {
    pub data: *const Real,
    pub length: usize,
}

/// A parameter whose value is read from the host's memory at the start of each evaluation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding {
    pub parameter: u32,
    pub address: *const Real,
}

/// A function defined by an expression and called with a frame of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function {
    /// Number of the first instruction, and how many there are.
    pub entry: u32,
    pub length: u32,
    pub arguments: u32,
    /// Where its constants stand in [`Program::function_constants`].
    pub first_constant: u32,
    pub constants: u32,
    /// Slots of a frame.
    pub slots: u32,
    /// What a call takes off the step budget.
    pub steps: u32,
}

/// Why and where an expression failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub status: Status,
    pub span: Span,
}

impl Failure {
    pub(crate) const NONE: Failure =
        Failure { status: Status::Ok, span: Span { offset: 0, length: 0 } };
}

/// How many slots of each kind a frame has, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    pub parameters: u32,
    pub results: u32,
    pub constants: u32,
    pub temporaries: u32,
}

impl Layout {
    /// The first result's slot.
    pub(crate) fn first_result(&self) -> u32 {
        self.parameters
    }

    pub(crate) fn first_constant(&self) -> u32 {
        self.parameters + self.results
    }

    pub(crate) fn first_temporary(&self) -> u32 {
        self.first_constant() + self.constants
    }

    /// Whether a slot is a result's.
    pub(crate) fn is_result(&self, slot: u32) -> bool {
        slot.wrapping_sub(self.parameters) < self.results
    }

    /// Slots in all: at least one, so that slot 0 always is.
    pub(crate) fn slots(&self) -> u32 {
        (self.first_temporary() + self.temporaries).max(1)
    }
}

/// A whole batch, ready to run: immutable but for being replaced.
pub(crate) struct Program<'a> {
    /// The batch's instructions up to `End`, then those of the functions.
    pub code: ArenaVec<'a, Instruction>,
    /// How many belong to the batch itself.
    pub main_length: u32,
    pub layout: Layout,
    tables: ArenaBox<'a, Tables<'a>>,
    /// Whether an expression can fail.
    pub fallible: bool,
    /// Whether an instruction uses more than the frame.
    pub needs_machine: bool,
    /// Whether an instruction can skip others.
    pub branches: bool,
    /// Whether an expression may use another's result.
    pub reads_results: bool,
}

/// What instructions name beside slots: most programs need none of it.
pub(crate) struct Tables<'a> {
    pub functions: ArenaVec<'a, Function>,
    pub function_constants: ArenaVec<'a, Real>,
    pub natives: ArenaVec<'a, Native>,
    pub arrays: ArenaVec<'a, Array>,
    /// Source places that instructions name.
    pub sites: ArenaVec<'a, Span>,
    /// How deep calls can nest in this program.
    pub levels: u32,
    /// Limit of steps for each expression.
    pub steps: u64,
    /// An upper bound on the instructions of one evaluation; `u64::MAX` where functions recurse.
    max_steps: u64,
}

impl<'a> Tables<'a> {
    fn empty(arena: &'a Arena) -> Self {
        Tables {
            functions: ArenaVec::new(arena),
            function_constants: ArenaVec::new(arena),
            natives: ArenaVec::new(arena),
            arrays: ArenaVec::new(arena),
            sites: ArenaVec::new(arena),
            levels: 0,
            steps: 0,
            max_steps: 0,
        }
    }

    fn shrink(&mut self) {
        self.functions.shrink();
        self.function_constants.shrink();
        self.natives.shrink();
        self.arrays.shrink();
        self.sites.shrink();
    }
}

impl<'a> Program<'a> {
    /// A program without instructions.
    pub(crate) fn empty(arena: &'a Arena) -> Self {
        Program {
            code: ArenaVec::new(arena),
            main_length: 0,
            layout: Layout::default(),
            tables: ArenaBox::empty(arena),
            fallible: false,
            needs_machine: false,
            branches: false,
            reads_results: false,
        }
    }

    /// The tables are complete: gives back what they reserved and do not need.
    pub(crate) fn complete_tables(&mut self) {
        self.needs_machine = self.fallible || !self.natives().is_empty();
        if let Some(tables) = self.tables.get_mut() {
            tables.shrink();
        }
    }

    pub(crate) fn functions(&self) -> &[Function] {
        self.tables.get().map_or(&[], |tables| &tables.functions)
    }

    pub(crate) fn function_constants(&self) -> &[Real] {
        self.tables.get().map_or(&[], |tables| &tables.function_constants)
    }

    pub(crate) fn natives(&self) -> &[Native] {
        self.tables.get().map_or(&[], |tables| &tables.natives)
    }

    pub(crate) fn arrays(&self) -> &[Array] {
        self.tables.get().map_or(&[], |tables| &tables.arrays)
    }

    pub(crate) fn sites(&self) -> &[Span] {
        self.tables.get().map_or(&[], |tables| &tables.sites)
    }

    /// How deep calls can nest.
    pub(crate) fn levels(&self) -> u32 {
        self.tables.get().map_or(0, |tables| tables.levels)
    }

    /// An upper bound on the instructions of one evaluation; `u64::MAX` where functions recurse.
    pub(crate) fn max_steps(&self) -> u64 {
        match self.tables.get() {
            Some(tables) if !tables.functions.is_empty() => tables.max_steps,
            _ => u64::from(self.main_length),
        }
    }

    /// The tables, if there is anything in them.
    pub(crate) fn tables_there(&self) -> Option<&Tables<'a>> {
        self.tables.get()
    }

    /// The tables, to add to them.
    pub(crate) fn tables(&mut self) -> Result<&mut Tables<'a>, Status> {
        self.tables.get_or_insert(Tables::empty)
    }

    /// Bytes of the arena that the program holds.
    pub(crate) fn bytes(&self) -> usize {
        let of_tables = self.tables.get().map_or(0, |tables| {
            tables.functions.bytes()
                + tables.function_constants.bytes()
                + tables.natives.bytes()
                + tables.arrays.bytes()
                + tables.sites.bytes()
        });
        self.code.bytes() + self.tables.bytes() + of_tables
    }

    /// The instructions of a function.
    pub(crate) fn function_code(&self, function: &Function) -> &[Instruction] {
        let start = function.entry as usize;
        self.code.get(start..start + function.length as usize).unwrap_or(&[])
    }

    /// Slots that the nested frames of functions can take together.
    pub(crate) fn function_slots(&self) -> usize {
        let largest = self.functions().iter().map(|f| f.slots as usize).max().unwrap_or(0);
        largest.saturating_mul(self.levels() as usize)
    }

    /// Finds out how deep calls can nest and how many instructions an evaluation can execute.
    /// Jumps go forward and calls nest to the depth limit; without recursion no deeper than there
    /// are functions.
    pub(crate) fn bound(&mut self, limits: &Limits) -> Result<(), Status> {
        if self.functions().is_empty() {
            return Ok(());
        }
        let main = self.code.get(..self.main_length as usize).unwrap_or(&[]);
        let bound = self.bounded_steps(main)?;
        let deepest = if bound.is_some() { self.functions().len() as u32 } else { u32::MAX };
        let tables = self.tables()?;
        tables.max_steps = bound.unwrap_or(u64::MAX);
        tables.levels = limits.call_depth.min(deepest);
        tables.steps = limits.steps;
        Ok(())
    }

    /// The most instructions that `main` executes with all its calls, `None` where functions call
    /// one another in a circle. Depth first, with a stack of its own: each instruction is looked at once.
    fn bounded_steps(&self, main: &[Instruction]) -> Result<Option<u64>, Status> {
        let arena = self.code.arena();
        let mut bounds = ArenaVec::filled(arena, Bound::New, self.functions().len())?;
        let mut stack = ArenaVec::new(arena);
        stack.push(Visit::of(None, main))?;
        while let Some(visit) = stack.last_mut() {
            let Some(callee) = visit.next_call(&bounds) else {
                let Visit { function, steps, .. } = *visit;
                stack.pop();
                match function {
                    Some(function) => *bounds.at_mut(function as usize)? = Bound::Known(steps),
                    None => return Ok(Some(steps)),
                }
                continue;
            };
            if *bounds.at(callee as usize)? == Bound::Open {
                return Ok(None);
            }
            *bounds.at_mut(callee as usize)? = Bound::Open;
            let function = self.functions().get(callee as usize).ok_or(Status::Internal)?;
            let code = self.function_code(function);
            stack.push(Visit::of(Some(callee), code))?;
        }
        Err(Status::Internal)
    }
}

/// What is known of the most instructions that a function executes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    New,
    /// A visit of it has not ended.
    Open,
    Known(u64),
}

/// The look at some code, `None` for the batch's, and at what it calls.
struct Visit<'p> {
    function: Option<u32>,
    /// What is still to be looked at.
    rest: &'p [Instruction],
    /// Instructions of the code and of the calls so far.
    steps: u64,
}

impl<'p> Visit<'p> {
    fn of(function: Option<u32>, code: &'p [Instruction]) -> Self {
        Visit { function, rest: code, steps: code.len() as u64 }
    }

    /// Goes on to the next call of a function whose bound is not known, and stays there.
    fn next_call(&mut self, bounds: &[Bound]) -> Option<u32> {
        while let [next, rest @ ..] = self.rest {
            if next.opcode == Opcode::Call {
                match bounds.get(next.c as usize) {
                    Some(Bound::Known(steps)) => self.steps = self.steps.saturating_add(*steps),
                    _ => return Some(next.c),
                }
            }
            self.rest = rest;
        }
        None
    }
}
