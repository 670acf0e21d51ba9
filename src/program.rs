//! The portable program: what preparing a batch produces and what every engine runs. Opcodes and
//! slot numbers only; the addresses that a host lent stand in tables beside it.
//!
//! The frame of slots: parameters, results, constants, temporaries. The frame of a function:
//! arguments, constants, temporaries.

pub(crate) mod disassemble;
pub(crate) mod opcode;
pub(crate) mod verify;

use core::ffi::c_void;

use crate::arena::ArenaVec;
use crate::error::{Span, Status};
use crate::real::Real;

pub(crate) use opcode::Opcode;

/// One instruction. What `a`, `b`, `c` and `k` mean, the opcode's equation says; unused ones are 0,
/// which is a slot of every frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instruction {
    /// Where the threaded engine goes for it; null until the whole program is there.
    #[cfg(threaded)]
    pub handler: *const (),
    pub opcode: Opcode,
    pub k: u16,
    pub a: u32,
    pub b: u32,
    pub c: u32,
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
    pub functions: ArenaVec<'a, Function>,
    pub function_constants: ArenaVec<'a, Real>,
    pub natives: ArenaVec<'a, Native>,
    pub arrays: ArenaVec<'a, Array>,
    /// Source places that instructions name.
    pub sites: ArenaVec<'a, Span>,
    /// Whether an expression can fail.
    pub fallible: bool,
    /// Limit of nested calls.
    pub call_depth: u32,
    /// How deep calls can nest in this program.
    pub levels: u32,
    /// Limit of steps for each expression.
    pub steps: u64,
    /// An upper bound on the instructions of one evaluation; `u64::MAX` where functions recurse.
    pub max_steps: u64,
}

impl<'a> Program<'a> {
    /// A program without instructions.
    pub(crate) fn empty(arena: &'a crate::arena::Arena) -> Self {
        Program {
            code: ArenaVec::new(arena),
            main_length: 0,
            layout: Layout::default(),
            functions: ArenaVec::new(arena),
            function_constants: ArenaVec::new(arena),
            natives: ArenaVec::new(arena),
            arrays: ArenaVec::new(arena),
            sites: ArenaVec::new(arena),
            fallible: false,
            call_depth: 0,
            levels: 0,
            steps: 0,
            max_steps: 0,
        }
    }

    /// Gives back what the tables reserved and do not need.
    pub(crate) fn shrink(&mut self) {
        self.code.shrink();
        self.functions.shrink();
        self.function_constants.shrink();
        self.natives.shrink();
        self.arrays.shrink();
        self.sites.shrink();
    }

    /// Bytes of the arena that the program holds.
    pub(crate) fn bytes(&self) -> usize {
        self.code.bytes()
            + self.functions.bytes()
            + self.function_constants.bytes()
            + self.natives.bytes()
            + self.arrays.bytes()
            + self.sites.bytes()
    }

    /// The instructions of a function.
    pub(crate) fn function_code(&self, function: &Function) -> &[Instruction] {
        let start = function.entry as usize;
        self.code.get(start..start + function.length as usize).unwrap_or(&[])
    }

    /// Whether an instruction uses more than the frame.
    #[inline]
    pub(crate) fn needs_machine(&self) -> bool {
        self.fallible || !self.natives.is_empty()
    }

    /// Slots that the nested frames of functions can take together.
    pub(crate) fn function_slots(&self) -> usize {
        let largest = self.functions.iter().map(|f| f.slots as usize).max().unwrap_or(0);
        largest.saturating_mul(self.levels as usize)
    }

    /// Finds out how deep calls can nest and how many instructions an evaluation can execute.
    /// Jumps go forward and calls nest to the depth limit; without recursion no deeper than there
    /// are functions.
    pub(crate) fn bound(&mut self) -> Result<(), Status> {
        let main = self.code.get(..self.main_length as usize).unwrap_or(&[]);
        if self.functions.is_empty() {
            self.max_steps = main.len() as u64;
            return Ok(());
        }
        let bound = self.bounded_steps(main)?;
        self.max_steps = bound.unwrap_or(u64::MAX);
        let deepest = if bound.is_some() { self.functions.len() as u32 } else { u32::MAX };
        self.levels = self.call_depth.min(deepest);
        Ok(())
    }

    /// The most instructions that `main` executes with all its calls, `None` where functions call
    /// one another in a circle. In each round the functions whose callees are known become known;
    /// one that never does is part of a circle.
    fn bounded_steps(&self, main: &[Instruction]) -> Result<Option<u64>, Status> {
        let mut known = ArenaVec::filled(self.code.arena(), None, self.functions.len())?;
        loop {
            let mut progress = false;
            for (index, function) in self.functions.iter().enumerate() {
                if known.at(index)?.is_none() {
                    let steps = steps_of(self.function_code(function), &known);
                    progress |= steps.is_some();
                    *known.at_mut(index)? = steps;
                }
            }
            if !progress {
                return Ok(steps_of(main, &known));
            }
        }
    }
}

/// Instructions of `code` and of all that it calls, `None` where one of these is not known.
fn steps_of(code: &[Instruction], known: &[Option<u64>]) -> Option<u64> {
    code.iter().try_fold(code.len() as u64, |steps, instruction| {
        if instruction.opcode != Opcode::Call {
            return Some(steps);
        }
        let callee = known.get(instruction.c as usize).copied().flatten()?;
        Some(steps.saturating_add(callee))
    })
}
