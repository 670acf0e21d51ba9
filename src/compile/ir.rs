//! The operations of a batch on values, in the order of evaluation: what lowering produces and
//! emission reads. An operation's number is the number of its value.

use crate::arena::{Arena, ArenaVec};
use crate::error::Status;
use crate::program::Opcode;
use crate::real::Real;

/// Where the value of an operand is found: a [`Place`] in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Operand(u32);

/// What an [`Operand`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Of the operation with this number.
    Value(u32),
    /// In a slot that is filled before the code runs, or a result's.
    Slot(u32),
    /// Number of a constant.
    Constant(u32),
}

/// Numbers of values, slots and constants are below this.
pub(super) const MOST: u32 = 1 << 30;

impl Operand {
    /// Stands where there is no operand.
    pub(super) const NONE: Operand = Operand::slot(0);

    /// Like none that there is.
    pub(super) const NOWHERE: Operand = Operand(u32::MAX);

    pub(super) const fn slot(number: u32) -> Operand {
        Operand(number)
    }

    pub(super) const fn constant(number: u32) -> Operand {
        Operand(number | MOST)
    }

    pub(super) const fn of(number: u32) -> Operand {
        Operand(number | MOST << 1)
    }

    pub(super) const fn place(self) -> Place {
        let number = self.number();
        match self.0 / MOST {
            0 => Place::Slot(number),
            1 => Place::Constant(number),
            _ => Place::Value(number),
        }
    }

    /// The number of the value, slot or constant.
    #[inline]
    pub(super) const fn number(self) -> u32 {
        self.0 & (MOST - 1)
    }

    #[inline]
    pub(super) fn is_slot(self) -> bool {
        self.0 < MOST
    }

    /// The value's number.
    #[inline]
    pub(super) fn value(self) -> Option<u32> {
        (self.0 >= MOST << 1).then_some(self.0 & (MOST - 1))
    }

    /// Whether one of these is a constant.
    #[inline]
    pub(super) fn any_constant(a: Operand, b: Operand, c: Operand) -> bool {
        (a.0 | b.0 | c.0) & MOST != 0
    }

    /// For hashing.
    pub(super) fn key(self) -> u32 {
        self.0
    }
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Nothing any more.
    Nothing,
    /// A data operation in its form with slots, of as many operands as its equation reads.
    Data(Opcode),
    /// `a` decides whether the operations up to `EndAnd` are executed; that one's `a` is the right
    /// operand and its value that of the whole.
    And,
    EndAnd,
    Or,
    EndOr,
    /// `a` chooses between the operations up to `Else` and those up to `EndIf`; these two have the
    /// chosen values as their `a`.
    If,
    Else,
    EndIf,
    /// Expression `number` begins; executed only where it can fail.
    Begin,
    /// Fails as expression `number` failed.
    Check,
    /// Element `a` of array `number`.
    Element,
    /// Function `number` of the host, of the arguments that stand in a list.
    Native,
    /// Function `number` of the program, likewise.
    Call,
    /// `a` becomes the result of expression `number`.
    Result,
    /// `a` becomes the value of the function.
    Return,
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub action: Action,
    /// Number of the function of a [`Opcode::Call1`] and its kind.
    pub k: u16,
    /// Operands that are this value: none, one, two, or more.
    pub uses: u16,
    /// Nobody may rely on its having been executed.
    pub forgotten: bool,
    pub a: Operand,
    pub b: Operand,
    pub c: Operand,
    pub value: Value,
}

const _: () = assert!(size_of::<Operation>() == 32);

/// What emission needs to know about an operation and its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value {
    /// The last operation that uses it.
    pub last: u32,
    /// Its slot, or [`NOWHERE`].
    pub home: u32,
    /// The operation that is executed next; behind the last one there is none of that number.
    pub next: u32,
}

/// Whether uses are counted when operations are appended: longer in code. Else they are before code is emitted, as
/// they are then where some operation is not used after all.
pub(super) const COUNTED: bool = !cfg!(target_os = "none");

/// No slot, no operation: all of them have lower numbers.
pub(super) const NOWHERE: u32 = u32::MAX;

impl Value {
    const UNKNOWN: Value = Value { last: 0, home: NOWHERE, next: NOWHERE };
}

impl Operation {
    #[inline]
    pub(super) const fn new(action: Action) -> Operation {
        let none = Operand::NONE;
        Operation {
            action,
            k: 0,
            uses: 0,
            forgotten: false,
            a: none,
            b: none,
            c: none,
            value: Value::UNKNOWN,
        }
    }

    #[inline]
    pub(super) fn with(action: Action, a: Operand) -> Operation {
        Operation { a, ..Operation::new(action) }
    }

    /// Whether an operand, of those that are in no list, is a value.
    #[inline]
    pub(super) fn uses_values(&self) -> bool {
        (self.a.0 | self.b.0 | self.c.0) >= MOST << 1
    }

    /// Whether no operand, of those that are in no list, is a value or a constant.
    #[inline]
    fn uses_slots_only(&self) -> bool {
        (self.a.0 | self.b.0 | self.c.0) < MOST
    }

    /// An operation that is not on data: its number, and the site where it can fail.
    pub(super) fn numbered(action: Action, number: u32, site: u32) -> Operation {
        Operation { b: Operand(number), c: Operand(site), ..Operation::new(action) }
    }

    /// A call whose arguments are the list that begins at `list`.
    pub(super) fn call(action: Action, number: u32, list: u32, site: u32) -> Operation {
        Operation { a: Operand(list), ..Operation::numbered(action, number, site) }
    }

    /// See [`Action`].
    pub(super) fn number(&self) -> u32 {
        self.b.0
    }

    /// Number of the source place where the operation can fail.
    pub(super) fn site(&self) -> u32 {
        self.c.0
    }

    /// Where the list of a call's arguments begins.
    pub(super) fn list(&self) -> Option<u32> {
        matches!(self.action, Action::Native | Action::Call).then_some(self.a.0)
    }

    /// Whether an operation may be left out when nobody uses its value.
    pub(super) fn is_removable(&self) -> bool {
        matches!(self.action, Action::Nothing | Action::Data(_))
    }

    /// Whether others can use it.
    #[inline]
    fn has_value(&self) -> bool {
        use Action::{Call, Data, Element, EndAnd, EndIf, EndOr, Native};
        matches!(self.action, Data(_) | EndAnd | EndOr | EndIf | Element | Native | Call)
    }

    /// Whether the value is 1 or 0.
    pub(super) fn is_boolean(&self) -> bool {
        use Opcode::{And, Equal, Less, LessEq, Not, NotEqual, Or, Truth};
        match self.action {
            Action::Data(opcode) => {
                matches!(opcode, And | Or | Not | Truth | Less | LessEq | Equal | NotEqual)
            }
            Action::EndAnd | Action::EndOr => true,
            _ => false,
        }
    }

    /// The operands, without those in lists. What is none, a number or nothing, looks like a slot,
    /// for which nothing is counted or released.
    pub(super) fn operands(&self) -> [Operand; 3] {
        [self.a, self.b, self.c]
    }
}

/// A number that operations use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Constant {
    pub number: Real,
    /// Its slot, or [`NOWHERE`] where no operation that is executed uses it.
    pub slot: u32,
}

/// A batch or the body of a function, lowered.
pub(super) struct Lowered<'a> {
    pub operations: ArenaVec<'a, Operation>,
    /// Arguments of calls, each list behind its length.
    pub lists: ArenaVec<'a, Operand>,
    pub constants: ArenaVec<'a, Constant>,
    /// Where the operations that were forgotten begin and end: first to last, none inside of another.
    forgotten: ArenaVec<'a, (u32, u32)>,
    /// How many values nobody uses: none of most batches.
    pub unused: u32,
    /// Whether an expression can fail.
    pub fallible: bool,
}

impl<'a> Lowered<'a> {
    /// Nothing yet, with room for what `trees` trees of `nodes` nodes in all become.
    pub(super) fn new(arena: &'a Arena, trees: usize, nodes: usize) -> Result<Self, Status> {
        // About half of the nodes are operands; each tree begins and ends.
        let usual = nodes / 2 + nodes / 16 + 2 * trees;
        Ok(Lowered {
            operations: ArenaVec::with_capacity(arena, usual)?,
            lists: ArenaVec::new(arena),
            constants: ArenaVec::new(arena),
            forgotten: ArenaVec::new(arena),
            unused: 0,
            fallible: false,
        })
    }

    /// Appends an operation, and counts what it uses; its number.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(super) fn push(&mut self, operation: Operation) -> Result<u32, Status> {
        let at = self.operations.len() as u32;
        if COUNTED {
            self.count_uses(&operation, at)?;
            self.unused += u32::from(operation.has_value());
            let value = Value { next: at + 1, ..operation.value };
            self.operations.push(Operation { value, ..operation })?;
        } else {
            self.operations.push(operation)?;
        }
        Ok(at)
    }

    /// Counts what operation `at` uses.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn count_uses(&mut self, operation: &Operation, at: u32) -> Result<(), Status> {
        if operation.uses_slots_only() && operation.list().is_none() {
            return Ok(());
        }
        for operand in operation.operands() {
            self.count_use(operand, at)?;
        }
        match operation.list() {
            Some(list) => self.count_listed(list, at),
            None => Ok(()),
        }
    }

    #[inline]
    fn count_use(&mut self, operand: Operand, at: u32) -> Result<(), Status> {
        match operand.value() {
            Some(number) => {
                let used = self.operations.at_mut(number as usize)?;
                self.unused = self.unused.wrapping_sub(u32::from(used.uses == 0));
                used.uses = used.uses.saturating_add(1);
                used.value.last = used.value.last.max(at);
            }
            None if operand.is_slot() => {}
            None => self.constants.at_mut(operand.number() as usize)?.slot = 0,
        }
        Ok(())
    }

    #[inline(never)]
    fn count_listed(&mut self, list: u32, at: u32) -> Result<(), Status> {
        let start = list as usize + 1;
        let length = self.lists.at(list as usize)?.0 as usize;
        for place in start..start + length {
            self.count_use(*self.lists.at(place)?, at)?;
        }
        Ok(())
    }

    /// Makes an operation one that does nothing. What it used seems to be used until that is counted anew.
    #[inline(never)]
    pub(super) fn cancel(&mut self, at: u32) {
        if let Some(operation) = self.operations.get_mut(at as usize) {
            operation.action = Action::Nothing;
            self.unused += u32::from(COUNTED && !operation.uses_slots_only());
        }
    }

    /// Forgets the operations from `first` on: they may not be executed, so that what comes behind
    /// them cannot share them. Those that were forgotten before are not looked at again: else branches
    /// in branches would take quadratic time.
    pub(super) fn forget(&mut self, first: u32) -> Result<(), Status> {
        let all = self.operations.len() as u32;
        let mut end = all;
        while let Some(&(start, stop)) = self.forgotten.last().filter(|inner| inner.0 >= first) {
            self.mark_forgotten(stop, end);
            self.forgotten.pop();
            end = start;
        }
        self.mark_forgotten(first, end);
        self.forgotten.push((first, all))
    }

    fn mark_forgotten(&mut self, first: u32, end: u32) {
        let those = self.operations.get_mut(first as usize..end as usize).unwrap_or_default();
        those.iter_mut().for_each(|operation| operation.forgotten = true);
    }

    /// Counts all uses anew, from the end, so that what only unused operations use is unused too. The first
    /// operation that is executed.
    #[inline(never)]
    pub(super) fn count_anew(&mut self) -> Result<u32, Status> {
        if COUNTED {
            self.operations.iter_mut().for_each(|o| (o.uses, o.value.last) = (0, 0));
            self.constants.iter_mut().for_each(|c| c.slot = NOWHERE);
        }
        let mut next = NOWHERE;
        for at in (0..self.operations.len() as u32).rev() {
            let operation = self.operations.at_mut(at as usize)?;
            operation.value.next = next;
            if operation.uses > 0 || !operation.is_removable() {
                next = at;
                let operation = *operation;
                self.count_uses(&operation, at)?;
            }
        }
        Ok(next)
    }

    /// Fails where numbers would not fit into operands: nothing may be emitted then.
    pub(super) fn check_size(&self) -> Result<(), Status> {
        let most = self.operations.len().max(self.constants.len());
        if most < MOST as usize { Ok(()) } else { Err(Status::TooComplex) }
    }

    /// The arguments of a call; none of anything else.
    pub(super) fn arguments(&self, operation: &Operation) -> &[Operand] {
        operation.list().map_or(&[], |list| list_at(&self.lists, list))
    }

    /// The numbers of the constants that have slots, in the order of these.
    pub(super) fn numbers(&self) -> impl Iterator<Item = Real> {
        self.constants.iter().filter(|c| c.slot != NOWHERE).map(|c| c.number)
    }

    /// Appends a list; where it begins.
    pub(super) fn add_list(&mut self, operands: &[Operand]) -> Result<u32, Status> {
        let list = self.lists.len() as u32;
        self.lists.push(Operand(operands.len() as u32))?;
        self.lists.extend(operands)?;
        Ok(list)
    }
}

/// The list that begins at `list`.
pub(super) fn list_at(lists: &[Operand], list: u32) -> &[Operand] {
    let start = list as usize;
    let length = lists.get(start).map_or(0, |length| length.0 as usize);
    lists.get(start + 1..start + 1 + length).unwrap_or(&[])
}
