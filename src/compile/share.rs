//! Finds the value that was computed before: equal operations on equal operands, as long as the
//! earlier one is certain to have been executed.

use core::hint::cold_path;

use super::ir::{Operand, Operation};
use crate::arena::{Arena, ArenaVec};
use crate::error::Status;
use crate::limits::SHARE_PROBES;

/// A table of the operations that may be shared, by their hash. It forgets rather than grows: what
/// is not found is computed once more.
pub(super) struct Shared<'a> {
    /// Numbers of operations, plus 1; 0 is free, and so is one that was forgotten, see
    /// [`Lowered::forget`](super::ir::Lowered::forget).
    places: ArenaVec<'a, u32>,
    /// Bits of a hash that are no part of a place's number.
    shift: u32,
}

/// The most places: more distinct values than that share less.
const MOST_PLACES: usize = 4096;

impl<'a> Shared<'a> {
    /// Without places.
    pub(super) fn new(arena: &'a Arena) -> Self {
        Shared { places: ArenaVec::new(arena), shift: 0 }
    }

    /// Makes places for about `operations` operations.
    pub(super) fn make_room(&mut self, operations: usize) -> Result<(), Status> {
        let places = operations.next_power_of_two().clamp(16, MOST_PLACES);
        self.shift = places.leading_zeros() + 1 + u32::BITS - usize::BITS;
        self.places.resize(places, 0)
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
        let mask = self.places.len().wrapping_sub(1);
        let start = (hash >> self.shift) as usize;
        let mut free = start;
        for probe in 0..SHARE_PROBES {
            let place = (start + probe) & mask;
            let number = (*self.places.at(place)?).wrapping_sub(1);
            match operations.get(number as usize).filter(|operation| !operation.forgotten) {
                // Both are rare: the compiler puts them out of the way.
                Some(operation) if same(operation) => {
                    cold_path();
                    return Ok(Some(number));
                }
                Some(_) => cold_path(),
                // Those that were noted later in this row of places were forgotten, too.
                None => {
                    free = place;
                    break;
                }
            }
        }
        *self.places.at_mut(free)? = operations.len() as u32 + 1;
        Ok(None)
    }
}
