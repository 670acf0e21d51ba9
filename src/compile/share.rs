//! Finds the value that was computed before: equal operations on equal operands, as long as the
//! earlier one is certain to have been executed.

use super::ir::{Operand, Operation};
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
    /// Bits of a hash that are no part of a place's number.
    shift: u32,
}

/// The most places: more distinct values than that share less.
const MOST_PLACES: usize = 4096;

impl<'a> Shared<'a> {
    /// A table for about `operations` operations.
    pub(super) fn new(arena: &'a Arena, operations: usize) -> Result<Self, Status> {
        let places = operations.next_power_of_two().clamp(16, MOST_PLACES);
        let mut table = ArenaVec::with_capacity(arena, places + places / 2)?;
        table.resize(places, 0)?;
        Ok(Shared {
            places: table,
            mask: places - 1,
            shift: places.leading_zeros() + 1 + u32::BITS - usize::BITS,
        })
    }

    /// Of what an operation does, and of its operands.
    #[inline]
    pub(super) fn hash(kind: u32, a: Operand, b: Operand, c: Operand) -> u32 {
        let part = |operand: Operand, factor: u32| operand.key().wrapping_mul(factor);
        let sum = part(a, 0x9e37_79b1) ^ part(b, 0x85eb_ca77) ^ part(c, 0xc2b2_ae3d);
        (sum ^ kind).wrapping_mul(0x27d4_eb2f)
    }

    /// Looks for an operation for which `same` holds; notes the number of the next operation where
    /// there is none.
    pub(super) fn find_or_note(
        &mut self,
        hash: u32,
        operations: &[Operation],
        same: impl Fn(&Operation) -> bool,
    ) -> Result<Option<u32>, Status> {
        let start = (hash >> self.shift) as usize;
        let mut free = start;
        for probe in 0..SHARE_PROBES {
            let place = (start + probe) & self.mask;
            let number = *self.places.at(place)?;
            if number == 0 {
                free = place;
                break;
            }
            if operations.get(number as usize - 1).is_some_and(&same) {
                return Ok(Some(number - 1));
            }
        }
        *self.places.at_mut(free)? = operations.len() as u32 + 1;
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
