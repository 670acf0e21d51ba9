//! Finds the value that was computed before: equal operations on equal operands, as long as the
//! earlier one is certain to have been executed.

use super::ir::{Action, Operation};
use crate::arena::{Arena, ArenaVec};
use crate::error::Status;
use crate::limits::SHARE_PROBES;

/// A table of the operations that may be shared, by their hash. It forgets rather than grows: what
/// is not found is computed once more.
pub(super) struct Shared<'a> {
    /// Numbers of operations, plus 1; 0 is free. Behind them the places that were filled since the
    /// expression began: a scope that ends frees its own.
    places: ArenaVec<'a, u32>,
    /// How many places there are, less 1.
    mask: usize,
}

/// The most places: more distinct values than that share less.
const MOST_PLACES: usize = 4096;

impl<'a> Shared<'a> {
    /// A table for about `operations` operations.
    pub(super) fn new(arena: &'a Arena, operations: usize) -> Result<Self, Status> {
        let places = operations.next_power_of_two().clamp(16, MOST_PLACES);
        let mut table = ArenaVec::with_capacity(arena, places + places / 2)?;
        table.resize(places, 0)?;
        Ok(Shared { places: table, mask: places - 1 })
    }

    fn hash(operation: &Operation) -> u64 {
        let kind = match operation.action {
            Action::Data(opcode) => u64::from(opcode as u16) << 16 | u64::from(operation.k),
            _ => u64::MAX,
        };
        let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let hash = mix(mix(kind, operation.a.key()).rotate_left(23), operation.b.key());
        mix(hash.rotate_left(23), operation.c.key())
    }

    /// Looks for an operation for which `same` holds; notes `next` as the number of this one where
    /// there is none.
    pub(super) fn find_or_note(
        &mut self,
        operation: &Operation,
        next: u32,
        same: impl Fn(u32) -> bool,
    ) -> Result<Option<u32>, Status> {
        let mask = self.mask;
        let start = (Shared::hash(operation) >> 40) as usize & mask;
        let mut free = start;
        for probe in 0..SHARE_PROBES {
            let place = (start + probe) & mask;
            match *self.places.at(place)? {
                0 => {
                    free = place;
                    break;
                }
                number if same(number - 1) => return Ok(Some(number - 1)),
                _ => {}
            }
        }
        *self.places.at_mut(free)? = next + 1;
        self.places.push(free as u32)?;
        Ok(None)
    }

    /// A scope begins whose operations may be skipped.
    pub(super) fn enter(&self) -> u32 {
        self.places.len() as u32
    }

    /// The scope ends: what was noted in it is forgotten.
    pub(super) fn leave(&mut self, entered: u32) {
        while self.places.len() > (entered as usize).max(self.mask + 1) {
            let place = self.places.pop();
            if let Some(entry) = place.and_then(|place| self.places.get_mut(place as usize)) {
                *entry = 0;
            }
        }
    }

    /// An expression ends whose operations are certain to have been executed.
    pub(super) fn keep(&mut self) {
        self.places.truncate(self.mask + 1);
    }
}
