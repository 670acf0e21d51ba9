//! Which temporary slots are free while code is emitted.

use crate::arena::{Arena, ArenaVec};
use crate::error::Status;

/// A set of slot numbers from 0 on: one bit each, set while in use.
pub(super) struct Temporaries<'a> {
    /// The first slots: most programs need no more.
    low: u64,
    /// The others.
    words: ArenaVec<'a, u64>,
    /// No word before this one has a free bit.
    first_free: usize,
    /// Slots that were ever in use at once: one past the highest number.
    count: u32,
}

const BITS: u32 = u64::BITS;

/// Slots that are looked at for a row of free ones before unused slots are taken.
const LOOKED_AT: u32 = 1024;

impl<'a> Temporaries<'a> {
    pub(super) fn new(arena: &'a Arena) -> Self {
        Temporaries { low: 0, words: ArenaVec::new(arena), first_free: 0, count: 0 }
    }

    /// How many slots are needed.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// A word; 0 past the end.
    #[inline]
    fn word(&self, number: usize) -> u64 {
        match number.checked_sub(1) {
            None => self.low,
            Some(place) => self.words.get(place).copied().unwrap_or(0),
        }
    }

    fn word_mut(&mut self, number: usize) -> Option<&mut u64> {
        match number.checked_sub(1) {
            None => Some(&mut self.low),
            Some(place) => self.words.get_mut(place),
        }
    }

    /// Takes the lowest free slot.
    pub(super) fn take(&mut self) -> Result<u32, Status> {
        while self.word(self.first_free) == u64::MAX {
            self.first_free += 1;
        }
        let slot = self.first_free as u32 * BITS + self.word(self.first_free).trailing_ones();
        self.mark(slot, 1)?;
        Ok(slot)
    }

    /// Takes `length` slots in a row.
    pub(super) fn take_run(&mut self, length: u32) -> Result<u32, Status> {
        let lowest = self.first_free as u32 * BITS;
        let mut start = lowest;
        let mut slot = start;
        while slot < start.saturating_add(length) && slot < self.count {
            if self.is_taken(slot) {
                start = slot + 1;
            }
            if slot - lowest > LOOKED_AT {
                start = self.count;
                break;
            }
            slot += 1;
        }
        self.mark(start, length)?;
        Ok(start)
    }

    fn is_taken(&self, slot: u32) -> bool {
        self.word((slot / BITS) as usize) >> (slot % BITS) & 1 == 1
    }

    fn mark(&mut self, first: u32, length: u32) -> Result<(), Status> {
        let end = first.checked_add(length).ok_or(Status::TooComplex)?;
        let beyond = end.saturating_sub(BITS).div_ceil(BITS) as usize;
        if beyond > self.words.len() {
            self.words.resize(beyond, 0)?;
        }
        for slot in first..end {
            if let Some(word) = self.word_mut((slot / BITS) as usize) {
                *word |= 1 << (slot % BITS);
            }
        }
        self.count = self.count.max(end);
        Ok(())
    }

    /// Gives a slot back.
    pub(super) fn release(&mut self, slot: u32) {
        let number = (slot / BITS) as usize;
        if let Some(word) = self.word_mut(number) {
            *word &= !(1 << (slot % BITS));
            self.first_free = self.first_free.min(number);
        }
    }
}
