//! Operations to instructions: values get slots only where the accumulator does not reach, two
//! operations become one instruction where there is one, and what nobody uses is left out.

mod calls;
mod data;
mod failing;

use core::cell::Cell;
use core::hint::cold_path;

use super::Beyond;
use super::bodies::Signature;
use super::fold::is_boolean;
use super::ir::{Action, Constant, Lowered, NOWHERE, Operand, Operation, Place, Value};
use super::temporaries::Temporaries;
use crate::arena::ArenaVec;
use crate::error::Status;
use crate::program::{Function, Instruction, Opcode, Program};

/// Emits the code of a batch; the constants that are used get their slots. Not inlined: its stack is
/// not below that of lowering.
#[inline(never)]
pub(super) fn emit_batch<'a>(
    beyond: Option<&'static Beyond>,
    lowered: &mut Lowered<'a>,
    program: &mut Program<'a>,
) -> Result<(), Status> {
    let layout = program.layout;
    // Mostly enough: where there are stores there are pairs, too, unless few are made.
    let operations = lowered.operations.len();
    let stores = operations / if cfg!(joined) { 8 } else { 4 };
    program.code.reserve(operations + stores + 1)?;
    let first = lowered.first()?;
    let (code, first_constant) = (&mut program.code, layout.first_constant());
    let mut emitter = Emitter::new(beyond, lowered, first, code, first_constant);
    emitter.first_result = layout.first_result();
    emitter.operations()?;
    emitter.emit_plain(Opcode::End)?;
    program.layout.constants = emitter.first_temporary - emitter.first_constant;
    program.layout.temporaries = emitter.temporaries.count();
    program.branches = emitter.branches;
    program.reads_results |= emitter.reads_results;
    program.main_length = program.code.len() as u32;
    Ok(())
}

/// Emits the code of a function behind what is there, and its row in the table.
pub(super) fn emit_function<'a>(
    lowered: &mut Lowered<'a>,
    signature: Signature,
    program: &mut Program<'a>,
) -> Result<(), Status> {
    let entry = program.code.len() as u32;
    let beyond = Some(Beyond::FRAME);
    let first = lowered.first()?;
    let (code, first_constant) = (&mut program.code, signature.arguments);
    let mut emitter = Emitter::new(beyond, lowered, first, code, first_constant);
    emitter.operations()?;
    let slots = emitter.first_temporary + emitter.temporaries.count();
    program.branches |= emitter.branches;
    let length = program.code.len() as u32 - entry;
    let tables = program.tables()?;
    let first_constant = tables.function_constants.len() as u32;
    for number in lowered.numbers() {
        tables.function_constants.push(number)?;
    }
    tables.functions.push(Function {
        entry,
        length,
        arguments: signature.arguments,
        first_constant,
        constants: tables.function_constants.len() as u32 - first_constant,
        slots: slots.max(1),
        steps: signature.steps,
    })
}

pub(super) struct Emitter<'x, 'a> {
    beyond: Option<&'static Beyond>,
    operations: &'x mut [Operation],
    constants: &'x mut [Constant],
    lists: &'x [Operand],
    code: &'x mut ArenaVec<'a, Instruction>,
    /// The first operation that is executed.
    first: u32,
    first_result: u32,
    first_constant: u32,
    first_temporary: u32,
    temporaries: Temporaries<'a>,
    /// No value in a temporary is used for the last time before this operation.
    first_release: u32,
    /// The value in the accumulator, or [`Operand::NOWHERE`].
    acc: Operand,
    /// Jumps whose target is still to come, innermost last, and before them the `Begin` of an expression that can fail.
    jumps: ArenaVec<'a, u32>,
    /// Whether there was a jump.
    branches: bool,
    /// Whether an expression uses what another computed.
    reads_results: bool,
    /// Whether an operation or a constant was asked for that is not there, which cannot be.
    lost: Cell<bool>,
}

impl<'x, 'a> Emitter<'x, 'a> {
    /// To begin with operation `first`.
    #[inline]
    fn new(
        beyond: Option<&'static Beyond>,
        lowered: &'x mut Lowered<'a>,
        first: u32,
        code: &'x mut ArenaVec<'a, Instruction>,
        first_constant: u32,
    ) -> Self {
        let arena = code.arena();
        let Lowered { operations, lists, constants, .. } = lowered;
        let mut emitter = Emitter {
            beyond,
            operations,
            constants,
            lists,
            code,
            first,
            first_result: 0,
            first_constant,
            first_temporary: 0,
            temporaries: Temporaries::new(arena),
            first_release: u32::MAX,
            acc: Operand::NOWHERE,
            jumps: ArenaVec::new(arena),
            branches: false,
            reads_results: false,
            lost: Cell::new(false),
        };
        emitter.number_constants();
        emitter
    }

    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline)]
    fn operation(&self, at: u32) -> &Operation {
        self.operations.get(at as usize).unwrap_or_else(|| {
            cold_path();
            self.lost.set(true);
            const { &Operation::new(Action::Nothing) }
        })
    }

    /// What is known of an operand that is a value.
    #[inline]
    fn value_of(&self, operand: Operand) -> Value {
        self.operation(operand.number()).value
    }

    fn set_home(&mut self, at: u32, home: u32) {
        if let Some(operation) = self.operations.get_mut(at as usize) {
            operation.value.home = home;
        }
    }

    /// Gives slots to the constants that are used; the temporaries come behind them.
    fn number_constants(&mut self) {
        let mut next = self.first_constant;
        for constant in self.constants.iter_mut().filter(|c| c.slot != NOWHERE) {
            constant.slot = next;
            next += 1;
        }
        self.first_temporary = next;
    }

    fn operations(&mut self) -> Result<(), Status> {
        let mut at = self.first;
        while (at as usize) < self.operations.len() {
            let operation = self.operation(at);
            at = match operation.action {
                Action::Data(opcode) => self.data(at, opcode)?,
                _ => {
                    let operation = *operation;
                    self.control(at, &operation)?;
                    operation.value.next
                }
            };
        }
        if self.lost.get() { Err(Status::Internal) } else { Ok(()) }
    }

    fn emit(&mut self, opcode: Opcode, slots: [u32; 3]) -> Result<(), Status> {
        self.code.push(Instruction::new(opcode, 0, slots))
    }

    /// An instruction that names no slot, or none yet.
    fn emit_plain(&mut self, opcode: Opcode) -> Result<(), Status> {
        self.emit(opcode, [0; 3])
    }

    fn control(&mut self, at: u32, operation: &Operation) -> Result<(), Status> {
        match operation.action {
            Action::Nothing | Action::Data(_) => return Ok(()),
            Action::And | Action::Or | Action::If => self.branch(at, operation)?,
            Action::Else => {
                self.load(operation.a, at)?;
                let branch = self.jumps.pop();
                self.jumps.push(self.code.len() as u32)?;
                self.emit_plain(Opcode::Jump)?;
                self.land(branch);
                self.acc = Operand::NOWHERE;
            }
            Action::EndAnd | Action::EndOr | Action::EndIf => {
                self.load(operation.a, at)?;
                if operation.action != Action::EndIf && !self.is_boolean(operation.a) {
                    self.emit_plain(Opcode::TruthAcc)?;
                }
                let jump = self.jumps.pop();
                self.land(jump);
                self.acc = Operand::of(at);
            }
            Action::Result => self.result(at, operation.number(), operation.a)?,
            Action::Begin
            | Action::Check
            | Action::Element
            | Action::Native
            | Action::Call
            | Action::Return => {
                let beyond = self.beyond.ok_or(Status::Internal)?;
                return (beyond.emit)(self, at, operation);
            }
        }
        self.release_operands(at, operation);
        Ok(())
    }

    fn is_boolean(&self, operand: Operand) -> bool {
        is_boolean(self.operations, self.constants, operand)
    }

    /// The jump that was left open at `jump` lands here.
    #[cfg_attr(target_os = "none", inline(never))]
    fn land(&mut self, jump: Option<u32>) {
        let here = self.code.len() as u32;
        if let Some(instruction) = jump.and_then(|at| self.code.get_mut(at as usize)) {
            instruction.c = here - jump.unwrap_or(here) - 1;
        }
    }

    #[inline]
    fn is_in_acc(&self, operand: Operand) -> bool {
        operand == self.acc
    }

    /// The slot of an operand; one that is only in the accumulator is stored first.
    fn slot(&mut self, operand: Operand) -> Result<u32, Status> {
        match self.place(operand) {
            NOWHERE => self.store(operand),
            slot => Ok(slot),
        }
    }

    fn store(&mut self, operand: Operand) -> Result<u32, Status> {
        // Only a value can be without a slot.
        let Some(number) = operand.value() else { return Err(Status::TooComplex) };
        debug_assert_eq!(self.acc, operand, "a value without a home is in the accumulator");
        let home = self.first_temporary + self.temporaries.take()?;
        self.set_home(number, home);
        self.first_release = self.first_release.min(self.value_of(operand).last);
        self.emit(Opcode::Store, [0, 0, home])?;
        Ok(home)
    }

    /// Stores the accumulator where operations after `at` need its value and it has no slot.
    fn protect(&mut self, at: u32) -> Result<(), Status> {
        if self.acc != Operand::NOWHERE {
            let value = self.value_of(self.acc);
            // One that nobody uses has no last use.
            if value.last > at && value.home == NOWHERE {
                self.store(self.acc)?;
            }
        }
        Ok(())
    }

    /// Brings an operand into the accumulator, which may be changed then.
    fn load(&mut self, operand: Operand, at: u32) -> Result<(), Status> {
        self.protect(at)?;
        if !self.is_in_acc(operand) {
            let slot = self.slot(operand)?;
            self.emit(Opcode::Load, [slot, 0, 0])?;
            self.acc = if operand.value().is_some() { operand } else { Operand::NOWHERE };
        }
        Ok(())
    }

    /// Frees the slots of the operands that are used for the last time, but for those in a list.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn release_operands(&mut self, at: u32, operation: &Operation) {
        if at >= self.first_release && operation.uses_values() {
            self.release_values(at, operation.a, operation.b, operation.c);
        }
    }

    #[inline(never)]
    fn release_values(&mut self, at: u32, a: Operand, b: Operand, c: Operand) {
        for operand in [a, b, c] {
            self.release(operand, at);
        }
        if !self.temporaries.any() {
            self.first_release = u32::MAX;
        }
    }

    /// Frees the slot of a value whose last use is over.
    #[inline]
    fn release(&mut self, operand: Operand, at: u32) {
        let Some(number) = operand.value() else { return };
        if let Some(used) = self.operations.get(number as usize)
            && used.value.last == at
        {
            // Not one that stands in no slot or in a result's.
            let temporary = used.value.home.wrapping_sub(self.first_temporary);
            if temporary < self.temporaries.count() {
                self.temporaries.release(temporary);
            }
        }
    }

    /// The slot that an operand has already, or [`NOWHERE`].
    fn place(&self, operand: Operand) -> u32 {
        match operand.place() {
            Place::Slot(slot) => slot,
            Place::Constant(number) => {
                self.constants.get(number as usize).map_or(NOWHERE, |c| c.slot)
            }
            Place::Value(number) => self.operation(number).value.home,
        }
    }

    /// A jump over what a condition decides, which it leaves as 1 or 0.
    fn branch(&mut self, at: u32, operation: &Operation) -> Result<(), Status> {
        self.load(operation.a, at)?;
        let sense = operation.action == Action::Or;
        self.leave(if sense { Opcode::JumpIf } else { Opcode::JumpUnless }, [0; 3])
    }

    /// A jump whose target is still to come.
    fn leave(&mut self, jump: Opcode, slots: [u32; 3]) -> Result<(), Status> {
        self.jumps.push(self.code.len() as u32)?;
        self.branches = true;
        self.acc = Operand::NOWHERE;
        self.emit(jump, slots)
    }

    fn result(&mut self, at: u32, index: u32, operand: Operand) -> Result<(), Status> {
        let slot = self.first_result + index;
        if !self.is_in_acc(operand) {
            self.load(operand, at)?;
        }
        self.emit(Opcode::Result, [0, 0, slot])?;
        if let Some(number) = operand.value() {
            let value = self.value_of(operand);
            // Later expressions find it there.
            if value.last > at && value.home == NOWHERE {
                self.set_home(number, slot);
                self.reads_results = true;
            }
        }
        // Only a `Begin` is left open here.
        if let Some(begin) = self.jumps.pop() {
            self.land(Some(begin));
            self.acc = Operand::NOWHERE;
        }
        Ok(())
    }
}
