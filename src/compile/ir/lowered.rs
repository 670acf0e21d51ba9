//! The operations of a batch as they are appended, with the uses of their values.

use super::{Action, COUNTED, Constant, MOST, NOWHERE, Operand, Operation, Value};
use crate::arena::{Arena, ArenaVec};
use crate::error::Status;
use crate::real::Real;

type CountListed<'a> = fn(&mut Lowered<'a>, u32, u32) -> Result<(), Status>;

/// A batch or the body of a function, lowered.
pub(in super::super) struct Lowered<'a> {
    pub operations: ArenaVec<'a, Operation>,
    /// Arguments of calls, each list behind its length.
    pub lists: ArenaVec<'a, Operand>,
    pub constants: ArenaVec<'a, Constant>,
    /// Counts the uses in a list of these: there once there is one, for what calls nothing does not link it.
    count_listed: Option<CountListed<'a>>,
    /// Where the operations that were forgotten begin and end: first to last, none inside of another.
    forgotten: ArenaVec<'a, (u32, u32)>,
    /// How many values nobody uses: none of most batches.
    pub unused: u32,
    /// Whether an expression can fail.
    pub fallible: bool,
}

impl<'a> Lowered<'a> {
    /// Nothing yet.
    pub(in super::super) fn new(arena: &'a Arena) -> Self {
        Lowered {
            operations: ArenaVec::new(arena),
            lists: ArenaVec::new(arena),
            count_listed: None,
            constants: ArenaVec::new(arena),
            forgotten: ArenaVec::new(arena),
            unused: 0,
            fallible: false,
        }
    }

    /// Makes room for what `trees` trees of `nodes` nodes in all become.
    pub(in super::super) fn make_room(&mut self, trees: usize, nodes: usize) -> Result<(), Status> {
        // About half of the nodes are operands; each tree begins and ends.
        self.operations.reserve(nodes / 2 + nodes / 16 + 2 * trees)
    }

    /// Appends an operation, and counts what it uses; its number.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(in super::super) fn push(&mut self, operation: Operation) -> Result<u32, Status> {
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
        // What is no operand, a number or nothing, looks like a slot, for which nothing is counted.
        let Operation { a, b, c, .. } = *operation;
        self.count_use(a, at)?;
        self.count_use(b, at)?;
        // Few have a third one.
        if !c.is_slot() {
            self.count_use(c, at)?;
        }
        match operation.list() {
            Some(list) => (self.count_listed.ok_or(Status::Internal)?)(self, list, at),
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
    pub(in super::super) fn cancel(&mut self, at: u32) {
        if let Some(operation) = self.operations.get_mut(at as usize) {
            operation.action = Action::Nothing;
            self.unused += u32::from(COUNTED && !operation.uses_slots_only());
        }
    }

    /// Forgets the operations from `first` on: they may not be executed, so that what comes behind
    /// them cannot share them. Those that were forgotten before are not looked at again: else branches
    /// in branches would take quadratic time.
    pub(in super::super) fn forget(&mut self, first: u32) -> Result<(), Status> {
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

    /// The first operation that is executed; all uses are counted then.
    #[inline]
    pub(in super::super) fn first(&mut self) -> Result<u32, Status> {
        if !COUNTED || self.unused > 0 { self.count_anew() } else { Ok(0) }
    }

    /// Counts all uses anew, from the end, so that what only unused operations use is unused too. The first
    /// operation that is executed.
    #[inline(never)]
    fn count_anew(&mut self) -> Result<u32, Status> {
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
    pub(in super::super) fn check_size(&self) -> Result<(), Status> {
        let most = self.operations.len().max(self.constants.len());
        if most < MOST as usize { Ok(()) } else { Err(Status::TooComplex) }
    }

    /// The arguments of a call; none of anything else.
    pub(in super::super) fn arguments(&self, operation: &Operation) -> &[Operand] {
        operation.list().map_or(&[], |list| list_at(&self.lists, list))
    }

    /// The numbers of the constants that have slots, in the order of these.
    pub(in super::super) fn numbers(&self) -> impl Iterator<Item = Real> {
        self.constants.iter().filter(|c| c.slot != NOWHERE).map(|c| c.number)
    }

    /// Appends a list; where it begins.
    pub(in super::super) fn add_list(&mut self, operands: &[Operand]) -> Result<u32, Status> {
        self.count_listed = Some(Self::count_listed);
        let list = self.lists.len() as u32;
        self.lists.push(Operand(operands.len() as u32))?;
        self.lists.extend(operands)?;
        Ok(list)
    }
}

/// The list that begins at `list`.
pub(in super::super) fn list_at(lists: &[Operand], list: u32) -> &[Operand] {
    let start = list as usize;
    let length = lists.get(start).map_or(0, |length| length.0 as usize);
    lists.get(start + 1..start + 1 + length).unwrap_or(&[])
}
