//! Which temporary slots are free while code is emitted.

use crate::arena::{Arena, ArenaVec};
use crate::error::Status;

/// A set of slot numbers from 0 on: one bit each, set while in use.
pub(super) struct Temporaries<'a> {
    /// The first slots: most programs need no more.
    low: Word,
    /// The others.
    words: ArenaVec<'a, Word>,
    /// No word before this one has a free bit.
    first_free: usize,
    /// Slots that were ever in use at once: one past the highest number.
    count: u32,
}

/// What the processor computes with.
type Word = usize;

const BITS: u32 = Word::BITS;

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

    /// Whether there may be slots in use.
    #[inline]
    pub(super) fn any(&self) -> bool {
        self.low != 0 || !self.words.is_empty()
    }

    /// A word; 0 past the end.
    #[inline]
    fn word(&self, number: usize) -> Word {
        match number.checked_sub(1) {
            None => self.low,
            Some(place) => self.words.get(place).copied().unwrap_or(0),
        }
    }

    fn word_mut(&mut self, number: usize) -> Option<&mut Word> {
        match number.checked_sub(1) {
            None => Some(&mut self.low),
            Some(place) => self.words.get_mut(place),
        }
    }

    /// Takes the lowest free slot.
    #[inline]
    pub(super) fn take(&mut self) -> Result<u32, Status> {
        if cfg!(target_os = "none") || self.low == Word::MAX {
            return self.take_of_words();
        }
        let slot = self.low.trailing_ones();
        self.low |= 1 << slot;
        self.count = self.count.max(slot + 1);
        Ok(slot)
    }

    #[cfg_attr(not(target_os = "none"), cold)]
    fn take_of_words(&mut self) -> Result<u32, Status> {
        while self.word(self.first_free) == Word::MAX {
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

    /// There is no gap before the first: it is at most one past the highest slot so far.
    fn mark(&mut self, first: u32, length: u32) -> Result<(), Status> {
        let end = first.checked_add(length).ok_or(Status::TooComplex)?;
        for slot in first..end {
            let number = (slot / BITS) as usize;
            if number > self.words.len() {
                self.words.push(0)?;
            }
            if let Some(word) = self.word_mut(number) {
                *word |= 1 << (slot % BITS);
            }
        }
        self.count = self.count.max(end);
        Ok(())
    }

    /// Gives a slot back.
    #[inline]
    pub(super) fn release(&mut self, slot: u32) {
        if !cfg!(target_os = "none") && slot < BITS {
            (self.low, self.first_free) = (self.low & !(1 << slot), 0);
            return;
        }
        self.release_of_words(slot);
    }

    #[cfg_attr(not(target_os = "none"), cold)]
    fn release_of_words(&mut self, slot: u32) {
        let number = (slot / BITS) as usize;
        if let Some(word) = self.word_mut(number) {
            *word &= !(1 << (slot % BITS));
            self.first_free = self.first_free.min(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    /// The first `count` slots in use, but for some.
    fn taken<'a>(arena: &'a Arena, count: u32, free: &[u32]) -> Temporaries<'a> {
        let mut slots = Temporaries::new(arena);
        for slot in 0..count {
            assert_eq!(slots.take(), Ok(slot));
            assert_eq!(slots.count(), slot + 1);
        }
        free.iter().for_each(|slot| slots.release(*slot));
        slots
    }

    #[test]
    fn the_lowest_free_slot_is_taken() {
        let arena = Arena::growable(0, usize::MAX).unwrap();
        for count in [1, 63, 64, 65, 127, 128, 129, 500] {
            let free = [count / 2, count - 1];
            let mut slots = taken(&arena, count, &free);
            assert_eq!(slots.take(), Ok(free[0]));
            let next = if free[0] == free[1] { count } else { free[1] };
            assert_eq!(slots.take(), Ok(next), "{count}");
        }
    }

    #[test]
    fn those_beyond_the_first_64_are_in_use_too() {
        let arena = Arena::growable(0, usize::MAX).unwrap();
        let first: Vec<u32> = (0..64).collect();
        assert!(!taken(&arena, 0, &[]).any());
        assert!(!taken(&arena, 64, &first).any());
        assert!(taken(&arena, 65, &first).any());
    }

    #[test]
    fn a_run_stands_in_the_first_gap_that_is_long_enough() {
        let arena = Arena::growable(0, usize::MAX).unwrap();
        let mut slots = taken(&arena, 300, &[10, 11, 20, 21, 22, 62, 63, 64, 65, 298, 299]);
        assert_eq!(slots.take_run(3), Ok(20));
        assert_eq!(slots.take_run(4), Ok(62));
        assert_eq!(slots.take_run(1), Ok(10));
        assert_eq!(slots.take_run(2), Ok(298));
        assert_eq!((slots.take_run(1), slots.count()), (Ok(11), 300));
        slots.release(299);
        assert_eq!((slots.take_run(3), slots.count()), (Ok(299), 302), "past what was in use");
        assert_eq!((slots.take(), slots.count()), (Ok(302), 303));
    }

    #[test]
    fn a_run_is_not_looked_for_without_end() {
        let arena = Arena::growable(0, usize::MAX).unwrap();
        let near = [0, LOOKED_AT - 2, LOOKED_AT - 1];
        assert_eq!(taken(&arena, 3000, &near).take_run(2), Ok(LOOKED_AT - 2));
        let far = [0, LOOKED_AT + 3, LOOKED_AT + 4];
        assert_eq!(taken(&arena, 3000, &far).take_run(2), Ok(3000));
        // Counted from where the first free one may be.
        assert_eq!(taken(&arena, 3000, &[1500, 1501]).take_run(2), Ok(1500));
    }

    #[test]
    fn more_slots_than_numbers_are_refused() {
        let arena = Arena::new(4032).unwrap();
        let mut slots = taken(&arena, 1, &[]);
        assert_eq!(slots.take_run(u32::MAX), Err(Status::TooComplex));
        assert_eq!(slots.take_run(1 << 30), Err(Status::OutOfMemory));
    }
}
