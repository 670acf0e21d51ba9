//! Which temporary slots are free while code is emitted.

use crate::arena::{Arena, ArenaVec};
use crate::error::Status;

/// A set of slot numbers from 0 on: one bit each, set while in use.
pub(super) struct Temporaries<'a> {
    words: ArenaVec<'a, u32>,
    /// No word before this one has a free bit.
    first_free: usize,
    /// Slots that were ever in use at once: one past the highest number.
    count: u32,
}

const BITS: u32 = u32::BITS;

impl<'a> Temporaries<'a> {
    pub(super) fn new(arena: &'a Arena) -> Self {
        Temporaries { words: ArenaVec::new(arena), first_free: 0, count: 0 }
    }

    /// How many slots are needed.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Takes the lowest free slot.
    pub(super) fn take(&mut self) -> Result<u32, Status> {
        while self.words.get(self.first_free).is_some_and(|word| *word == u32::MAX) {
            self.first_free += 1;
        }
        let word = self.words.get(self.first_free).copied().unwrap_or(0);
        let slot = self.first_free as u32 * BITS + word.trailing_ones();
        self.mark(slot, 1)?;
        Ok(slot)
    }

    /// Takes `length` slots in a row.
    pub(super) fn take_run(&mut self, length: u32) -> Result<u32, Status> {
        let mut start = self.first_free as u32 * BITS;
        let mut slot = start;
        while slot < start + length {
            if self.is_taken(slot) {
                start = slot + 1;
            }
            slot += 1;
        }
        self.mark(start, length)?;
        Ok(start)
    }

    fn is_taken(&self, slot: u32) -> bool {
        self.words.get((slot / BITS) as usize).is_some_and(|word| word >> (slot % BITS) & 1 == 1)
    }

    fn mark(&mut self, first: u32, length: u32) -> Result<(), Status> {
        let end = first + length;
        let words = end.div_ceil(BITS) as usize;
        if words > self.words.len() {
            self.words.resize(words, 0)?;
        }
        for slot in first..end {
            self.words[(slot / BITS) as usize] |= 1 << (slot % BITS);
        }
        self.count = self.count.max(end);
        Ok(())
    }

    /// Gives a slot back.
    pub(super) fn release(&mut self, slot: u32) {
        let word = (slot / BITS) as usize;
        if let Some(bits) = self.words.get_mut(word) {
            *bits &= !(1 << (slot % BITS));
            self.first_free = self.first_free.min(word);
        }
    }
}
