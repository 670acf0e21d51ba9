//! Operations to instructions: values get slots only where the accumulator does not reach, two
//! operations become one instruction where there is one, and what nobody uses is left out.

mod calls;
mod data;

use core::cell::Cell;

use super::bodies::Signature;
use super::forms;
use super::ir::{Action, Lowered, NOWHERE, Operand, Operation, Place, Value};
use super::temporaries::Temporaries;
use crate::arena::ArenaVec;
use crate::error::Status;
use crate::program::{Function, Instruction, Opcode, Program};

/// Emits the code of a batch; the constants that are used get their slots.
pub(super) fn emit_batch<'a>(
    lowered: &mut Lowered<'a>,
    program: &mut Program<'a>,
) -> Result<(), Status> {
    let layout = program.layout;
    // Mostly enough: where there are stores there are pairs, too.
    program.code.reserve(lowered.operations.len() + 1)?;
    let mut emitter = Emitter::new(lowered, &mut program.code, layout.first_constant());
    emitter.first_result = layout.first_result();
    emitter.operations()?;
    emitter.emit(Opcode::End, [0; 3])?;
    program.layout.constants = emitter.first_temporary - emitter.first_constant;
    program.layout.temporaries = emitter.temporaries.count();
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
    let mut emitter = Emitter::new(lowered, &mut program.code, signature.arguments);
    emitter.operations()?;
    let slots = emitter.first_temporary + emitter.temporaries.count();
    let first_constant = program.function_constants.len() as u32;
    for number in lowered.numbers() {
        program.function_constants.push(number)?;
    }
    program.functions.push(Function {
        entry,
        length: program.code.len() as u32 - entry,
        arguments: signature.arguments,
        first_constant,
        constants: program.function_constants.len() as u32 - first_constant,
        slots: slots.max(1),
        steps: signature.steps,
    })
}

struct Emitter<'x, 'a> {
    lowered: &'x mut Lowered<'a>,
    code: &'x mut ArenaVec<'a, Instruction>,
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
    /// Whether an operation or a constant was asked for that is not there, which cannot be.
    lost: Cell<bool>,
}

impl<'x, 'a> Emitter<'x, 'a> {
    #[inline]
    fn new(
        lowered: &'x mut Lowered<'a>,
        code: &'x mut ArenaVec<'a, Instruction>,
        first_constant: u32,
    ) -> Self {
        let arena = code.arena();
        let mut emitter = Emitter {
            lowered,
            code,
            first_result: 0,
            first_constant,
            first_temporary: 0,
            temporaries: Temporaries::new(arena),
            acc: None,
            pending: None,
            pending_pair: None,
            jumps: ArenaVec::new(arena),
            begin: None,
            lost: Cell::new(false),
        };
        emitter.count_uses();
        emitter.number_constants();
        emitter
    }

    /// Counts from the end, so that what only unused operations use is unused too.
    fn count_uses(&mut self) {
        let mut next = NOWHERE;
        for at in (0..self.lowered.operations.len() as u32).rev() {
            let Some(operation) = self.lowered.operations.get_mut(at as usize) else {
                continue;
            };
            operation.value.next = next;
            if operation.uses == 0 && operation.is_removable() {
                continue;
            }
            next = at;
            let operation = *operation;
            for operand in operation.operands() {
                self.count_use(operand, at);
            }
            if let Some(list) = operation.list() {
                for i in 0..self.lowered.list(list).len() {
                    self.count_use(self.listed(list, i), at);
                }
            }
        }
    }

    #[inline]
    fn count_use(&mut self, operand: Operand, at: u32) {
        match operand.place() {
            Place::Value(number) => {
                let Some(used) = self.lowered.operations.get_mut(number as usize) else {
                    return self.lost.set(true);
                };
                if used.uses == 0 {
                    used.value.last = at;
                }
                used.uses = used.uses.saturating_add(1);
            }
            Place::Constant(number) => match self.lowered.constants.get_mut(number as usize) {
                Some(constant) => constant.slot = 0,
                None => self.lost.set(true),
            },
            Place::Slot(_) => {}
        }
    }

    #[inline]
    fn operation(&self, at: u32) -> &Operation {
        self.lowered.operations.get(at as usize).unwrap_or_else(|| {
            self.lost.set(true);
            const { &Operation::new(Action::Nothing) }
        })
    }

    /// Operand `i` of a list.
    fn listed(&self, list: u32, i: usize) -> Operand {
        self.lowered.list(list).get(i).copied().unwrap_or(Operand::NONE)
    }

    #[inline]
    fn value(&self, at: u32) -> Value {
        self.operation(at).value
    }

    fn set_home(&mut self, at: u32, home: u32) {
        if let Some(operation) = self.lowered.operations.get_mut(at as usize) {
            operation.value.home = home;
        }
    }

    /// Gives slots to the constants that are used; the temporaries come behind them.
    fn number_constants(&mut self) {
        let mut next = self.first_constant;
        for constant in self.lowered.constants.iter_mut().filter(|c| c.slot != NOWHERE) {
            constant.slot = next;
            next += 1;
        }
        self.first_temporary = next;
    }

    fn operations(&mut self) -> Result<(), Status> {
        let first = |o: &Operation| o.uses > 0 || !o.is_removable();
        let mut at = self.lowered.operations.iter().position(first).map(|at| at as u32);
        while let Some(now) = at {
            let operation = *self.operation(now);
            self.one(now, &operation)?;
            at = self.next_live(now);
        }
        if self.lost.get() { Err(Status::Internal) } else { Ok(()) }
    }

    #[inline]
    fn emit(&mut self, opcode: Opcode, slots: [u32; 3]) -> Result<(), Status> {
        self.code.push(Instruction::new(opcode, 0, slots))
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
    #[inline]
    fn slot(&mut self, operand: Operand) -> Result<u32, Status> {
        match self.place(operand) {
            Some(slot) => Ok(slot),
            None => self.store(operand),
        }
    }

    fn store(&mut self, operand: Operand) -> Result<u32, Status> {
        // Only a value can be without a slot.
        let Some(number) = operand.value() else { return Err(Status::TooComplex) };
        debug_assert_eq!(self.acc, Some(number), "a value without a home is in the accumulator");
        let home = self.first_temporary + self.temporaries.take()?;
        self.set_home(number, home);
        self.emit(Opcode::Store, [0, 0, home])?;
        Ok(home)
    }

    /// Stores the accumulator where operations after `at` need its value and it has no slot.
    #[inline]
    fn protect(&mut self, at: u32) -> Result<(), Status> {
        if let Some(number) = self.acc {
            let value = self.value(number);
            // One that nobody uses has no last use.
            if value.last > at && value.home == NOWHERE {
                self.store(Operand::of(number))?;
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
            self.acc = operand.value();
        }
        Ok(())
    }

    #[inline]
    fn release_operands(&mut self, at: u32, operation: &Operation) {
        if operation.uses_values() {
            for operand in operation.operands() {
                self.release(operand, at);
            }
        }
        if let Some(list) = operation.list() {
            for i in 0..self.lowered.list(list).len() {
                self.release(self.listed(list, i), at);
            }
        }
    }

    /// Frees the slot of a value whose last use is over.
    #[inline]
    fn release(&mut self, operand: Operand, at: u32) {
        let Some(value) = operand.value().map(|number| self.value(number)) else {
            return;
        };
        if value.last == at && value.home >= self.first_temporary && value.home != NOWHERE {
            self.temporaries.release(value.home - self.first_temporary);
        }
    }

    /// The operation that comes next.
    #[inline]
    fn next_live(&self, at: u32) -> Option<u32> {
        let next = self.value(at).next;
        (next != NOWHERE).then_some(next)
    }

    /// The slot that an operand has already.
    #[inline]
    fn place(&self, operand: Operand) -> Option<u32> {
        match operand.place() {
            Place::Slot(slot) => Some(slot),
            Place::Constant(number) => {
                self.lowered.constants.get(number as usize).map(|constant| constant.slot)
            }
            Place::Value(number) => self.value(number).slot(),
        }
    }

    /// A jump over what a condition decides, as one instruction with a comparison if possible.
    fn branch(&mut self, at: u32, operation: &Operation) -> Result<(), Status> {
        let sense = operation.action == Action::Or;
        if let Some(inner) = self.pending.take() {
            let first = *self.operation(inner);
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
            let value = self.value(number);
            // Later expressions find it there.
            if value.last > at && value.home == NOWHERE {
                self.set_home(number, slot);
            }
        }
        if let Some(begin) = self.begin.take() {
            self.land(Some(begin));
            self.acc = None;
        }
        Ok(())
    }
}
