//! Operations to instructions: values get slots only where the accumulator does not reach, two
//! operations become one instruction where there is one, and what nobody uses is left out.

mod calls;
mod data;

use super::bodies::Signature;
use super::forms;
use super::ir::{Action, Lowered, Operand, Operation, Place};
use super::temporaries::Temporaries;
use crate::arena::ArenaVec;
use crate::error::Status;
use crate::program::{Function, Instruction, Opcode, Program};
use crate::real::Real;

/// Emits the code of a batch; hands out the constants in the order of their slots.
pub(super) fn emit_batch<'a>(
    lowered: &Lowered<'a>,
    program: &mut Program<'a>,
) -> Result<ArenaVec<'a, Real>, Status> {
    let layout = program.layout;
    let mut emitter = Emitter::new(lowered, &mut program.code)?;
    emitter.first_result = layout.first_result();
    emitter.first_constant = layout.first_constant();
    let constants = emitter.number_constants()?;
    emitter.operations()?;
    emitter.emit(Opcode::End, [0; 3])?;
    program.layout.constants = constants.len() as u32;
    program.layout.temporaries = emitter.temporaries.count();
    program.main_length = program.code.len() as u32;
    Ok(constants)
}

/// Emits the code of a function behind what is there, and its row in the table.
pub(super) fn emit_function<'a>(
    lowered: &Lowered<'a>,
    signature: Signature,
    program: &mut Program<'a>,
) -> Result<(), Status> {
    let entry = program.code.len() as u32;
    let mut emitter = Emitter::new(lowered, &mut program.code)?;
    emitter.first_constant = signature.arguments;
    let constants = emitter.number_constants()?;
    emitter.operations()?;
    let slots = emitter.first_temporary + emitter.temporaries.count();
    let first_constant = program.function_constants.len() as u32;
    program.function_constants.extend(&constants)?;
    program.functions.push(Function {
        entry,
        length: program.code.len() as u32 - entry,
        arguments: signature.arguments,
        first_constant,
        constants: constants.len() as u32,
        slots: slots.max(1),
        steps: signature.steps,
    })
}

/// What is known of the value of an operation.
#[derive(Clone, Copy)]
struct Value {
    /// Operands that are this value.
    uses: u32,
    /// The last operation that uses it.
    last: u32,
    /// Its slot, if it has one.
    home: Option<u32>,
}

struct Emitter<'x, 'a> {
    lowered: &'x Lowered<'a>,
    code: &'x mut ArenaVec<'a, Instruction>,
    values: ArenaVec<'a, Value>,
    /// The slots of the constants; `u32::MAX` where one is not used.
    constant_slots: ArenaVec<'a, u32>,
    first_result: u32,
    first_constant: u32,
    first_temporary: u32,
    temporaries: Temporaries<'a>,
    /// The value in the accumulator.
    acc: Option<u32>,
    /// An operation that is done together with the next one.
    pending: Option<u32>,
    /// Two operations, or twice the same, that are done together with the one that uses both.
    pending_pair: Option<(u32, u32)>,
    /// Jumps whose target is still to come, innermost last.
    jumps: ArenaVec<'a, u32>,
    /// The `Begin` of the expression, if it can fail.
    begin: Option<u32>,
}

const UNUSED: u32 = u32::MAX;

impl<'x, 'a> Emitter<'x, 'a> {
    fn new(
        lowered: &'x Lowered<'a>,
        code: &'x mut ArenaVec<'a, Instruction>,
    ) -> Result<Self, Status> {
        let arena = code.arena();
        let value = Value { uses: 0, last: 0, home: None };
        let mut emitter = Emitter {
            lowered,
            code,
            values: ArenaVec::filled(arena, value, lowered.operations.len())?,
            constant_slots: ArenaVec::filled(arena, UNUSED, lowered.constants.len())?,
            first_result: 0,
            first_constant: 0,
            first_temporary: 0,
            temporaries: Temporaries::new(arena),
            acc: None,
            pending: None,
            pending_pair: None,
            jumps: ArenaVec::new(arena),
            begin: None,
        };
        emitter.count_uses();
        Ok(emitter)
    }

    /// Counts from the end, so that what only unused operations use is unused too.
    fn count_uses(&mut self) {
        for at in (0..self.lowered.operations.len() as u32).rev() {
            if !self.is_live(at) {
                continue;
            }
            let operation = self.operation(at);
            for operand in operation.operands() {
                self.count_use(operand, at);
            }
            for operand in self.arguments(&operation) {
                self.count_use(*operand, at);
            }
        }
    }

    fn count_use(&mut self, operand: Operand, at: u32) {
        match operand.place() {
            Place::Value(number) => {
                let value = &mut self.values[number as usize];
                if value.uses == 0 {
                    value.last = at;
                }
                value.uses += 1;
            }
            Place::Constant(number) => self.constant_slots[number as usize] = 0,
            Place::Slot(_) => {}
        }
    }

    fn operation(&self, at: u32) -> Operation {
        self.lowered.operations[at as usize]
    }

    fn arguments(&self, operation: &Operation) -> &'x [Operand] {
        self.lowered.arguments(operation)
    }

    fn is_live(&self, at: u32) -> bool {
        self.values[at as usize].uses > 0 || !self.operation(at).is_removable()
    }

    /// Gives slots to the constants that are used; the temporaries come behind them.
    fn number_constants(&mut self) -> Result<ArenaVec<'a, Real>, Status> {
        let mut used = ArenaVec::new(self.code.arena());
        for (number, slot) in self.constant_slots.iter_mut().enumerate() {
            if *slot != UNUSED {
                *slot = self.first_constant + used.len() as u32;
                used.push(self.lowered.constants[number])?;
            }
        }
        self.first_temporary = self.first_constant + used.len() as u32;
        Ok(used)
    }

    fn operations(&mut self) -> Result<(), Status> {
        for at in 0..self.lowered.operations.len() as u32 {
            if self.is_live(at) {
                let operation = self.operation(at);
                self.one(at, &operation)?;
            }
        }
        Ok(())
    }

    fn emit(&mut self, opcode: Opcode, [a, b, c]: [u32; 3]) -> Result<(), Status> {
        self.code.push(Instruction { opcode, k: 0, a, b, c })
    }

    fn one(&mut self, at: u32, operation: &Operation) -> Result<(), Status> {
        match operation.action {
            Action::Nothing => return Ok(()),
            Action::Data(opcode) => {
                if self.pending_pair.is_some_and(|(_, second)| second == at) {
                    return Ok(());
                }
                if let Some(second) = self.joins_two(at, opcode) {
                    self.pending_pair = Some((at, second));
                    return Ok(());
                }
                if self.joins_next(at, opcode) {
                    self.pending = Some(at);
                    return Ok(());
                }
                self.data(at, opcode, operation)?;
                self.acc = Some(at);
            }
            Action::And | Action::Or | Action::If => self.branch(at, operation)?,
            Action::Else => {
                self.load(operation.a, at)?;
                let branch = self.jumps.pop();
                self.jumps.push(self.code.len() as u32)?;
                self.emit(Opcode::Jump, [0; 3])?;
                self.land(branch);
                self.acc = None;
            }
            Action::EndAnd | Action::EndOr | Action::EndIf => {
                self.load(operation.a, at)?;
                if operation.action != Action::EndIf && !self.lowered.is_boolean(operation.a) {
                    self.emit(Opcode::TruthAcc, [0; 3])?;
                }
                let jump = self.jumps.pop();
                self.land(jump);
                self.acc = Some(at);
            }
            Action::Begin => {
                self.begin = Some(self.code.len() as u32);
                self.emit(Opcode::Begin, [operation.number(), 0, 0])?;
            }
            Action::Check => {
                self.emit(Opcode::Check, [operation.number(), 0, operation.site()])?;
            }
            Action::Element => {
                let (array, site) = (operation.number(), operation.site());
                self.protect(at)?;
                if self.is_in_acc(operation.a) {
                    self.emit(Opcode::ElementAcc, [0, array, site])?;
                } else {
                    let a = self.slot(operation.a)?;
                    self.emit(Opcode::Element, [a, array, site])?;
                }
                self.acc = Some(at);
            }
            Action::Native | Action::Call => self.call(at, operation)?,
            Action::Result => self.result(at, operation.number(), operation.a)?,
            Action::Return => {
                self.load(operation.a, at)?;
                self.emit(Opcode::Return, [0; 3])?;
            }
        }
        self.release_operands(at, operation);
        Ok(())
    }

    /// The jump that was left open at `jump` lands here.
    fn land(&mut self, jump: Option<u32>) {
        let here = self.code.len() as u32;
        if let Some(instruction) = jump.and_then(|at| self.code.get_mut(at as usize)) {
            instruction.c = here - jump.unwrap_or(here) - 1;
        }
    }

    fn is_in_acc(&self, operand: Operand) -> bool {
        operand.value().is_some_and(|value| self.acc == Some(value))
    }

    /// Whether an operand has a slot already.
    fn is_resident(&self, operand: Operand) -> bool {
        self.place(operand).is_some()
    }

    /// The slot of an operand; one that is only in the accumulator is stored first.
    fn slot(&mut self, operand: Operand) -> Result<u32, Status> {
        if let Some(slot) = self.place(operand) {
            return Ok(slot);
        }
        // Only a value can be without a slot.
        let Some(number) = operand.value() else { return Err(Status::TooComplex) };
        debug_assert_eq!(self.acc, Some(number), "a value without a home is in the accumulator");
        let home = self.first_temporary + self.temporaries.take()?;
        self.values[number as usize].home = Some(home);
        self.emit(Opcode::Store, [0, 0, home])?;
        Ok(home)
    }

    /// Stores the accumulator where operations after `at` need its value and it has no slot.
    fn protect(&mut self, at: u32) -> Result<(), Status> {
        if let Some(value) = self.acc
            && self.values[value as usize].uses > 0
            && self.values[value as usize].last > at
        {
            self.slot(Operand::of(value))?;
        }
        Ok(())
    }

    /// Brings an operand into the accumulator, which may be changed then.
    fn load(&mut self, operand: Operand, at: u32) -> Result<(), Status> {
        self.protect(at)?;
        if !self.is_in_acc(operand) {
            let slot = self.slot(operand)?;
            self.emit(Opcode::Load, [slot, 0, 0])?;
            self.acc = operand.value();
        }
        Ok(())
    }

    fn release_operands(&mut self, at: u32, operation: &Operation) {
        for operand in operation.operands() {
            self.release(operand, at);
        }
        for operand in self.arguments(operation) {
            self.release(*operand, at);
        }
    }

    /// Frees the slot of a value whose last use is over.
    fn release(&mut self, operand: Operand, at: u32) {
        let Some(value) = operand.value().map(|number| self.values[number as usize]) else {
            return;
        };
        if let Some(home) = value.home.filter(|home| *home >= self.first_temporary)
            && value.last == at
        {
            self.temporaries.release(home - self.first_temporary);
        }
    }

    /// The operation that comes next.
    fn next_live(&self, at: u32) -> Option<u32> {
        (at + 1..self.lowered.operations.len() as u32).find(|next| self.is_live(*next))
    }

    /// The slot that an operand has already.
    fn place(&self, operand: Operand) -> Option<u32> {
        match operand.place() {
            Place::Slot(slot) => Some(slot),
            Place::Constant(number) => Some(self.constant_slots[number as usize]),
            Place::Value(number) => self.values[number as usize].home,
        }
    }

    /// A jump over what a condition decides, as one instruction with a comparison if possible.
    fn branch(&mut self, at: u32, operation: &Operation) -> Result<(), Status> {
        let sense = operation.action == Action::Or;
        if let Some(inner) = self.pending.take() {
            let first = self.operation(inner);
            let Action::Data(comparison) = first.action else {
                return Err(Status::TooComplex);
            };
            let Some(jump) = forms::jump(comparison, sense) else {
                return Err(Status::TooComplex);
            };
            let jump_forms = forms::jump_forms(jump);
            let (jump, slots) = self.two(at, jump, jump_forms, first.a, first.b)?;
            self.jumps.push(self.code.len() as u32)?;
            self.emit(jump, slots)?;
            self.release_operands(inner, &first);
        } else {
            self.load(operation.a, at)?;
            if operation.action != Action::If && !self.lowered.is_boolean(operation.a) {
                self.emit(Opcode::TruthAcc, [0; 3])?;
            }
            self.jumps.push(self.code.len() as u32)?;
            self.emit(if sense { Opcode::JumpIf } else { Opcode::JumpUnless }, [0; 3])?;
        }
        self.acc = None;
        Ok(())
    }

    fn result(&mut self, at: u32, index: u32, operand: Operand) -> Result<(), Status> {
        let slot = self.first_result + index;
        if !self.is_in_acc(operand) {
            self.load(operand, at)?;
        }
        self.emit(Opcode::Result, [0, 0, slot])?;
        if let Some(number) = operand.value() {
            let value = &mut self.values[number as usize];
            // Later expressions find it there.
            if value.last > at && value.home.is_none() {
                value.home = Some(slot);
            }
        }
        if let Some(begin) = self.begin.take() {
            self.land(Some(begin));
            self.acc = None;
        }
        Ok(())
    }
}
