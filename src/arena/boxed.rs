//! A value that mostly is not there, in a block of its own: what is rare takes no memory where it is
//! not wanted.

use core::ptr::NonNull;

use super::{Arena, GRANULE, rounded};
use crate::error::Status;

/// One value in an arena, or none yet.
pub(crate) struct ArenaBox<'a, T> {
    arena: &'a Arena,
    place: Option<NonNull<Held<T>>>,
}

/// The value and what gives it back, which only who makes one names: a firmware that makes none does not link it.
struct Held<T> {
    give_back: unsafe fn(NonNull<Held<T>>, &Arena),
    value: T,
}

impl<'a, T> ArenaBox<'a, T> {
    /// No value, no memory.
    #[inline]
    pub(crate) fn empty(arena: &'a Arena) -> Self {
        const { assert!(align_of::<Held<T>>() <= GRANULE) };
        ArenaBox { arena, place: None }
    }

    /// The value, if there is one.
    #[inline]
    pub(crate) fn get(&self) -> Option<&T> {
        // SAFETY: `place` was written by `get_or_insert`, and `self` is borrowed.
        self.place.map(|place| unsafe { &place.as_ref().value })
    }

    /// The value, to be changed.
    #[inline]
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        // SAFETY: as in `get`, and `self` is borrowed mutably.
        self.place.map(|mut place| unsafe { &mut place.as_mut().value })
    }

    /// The value, which `make` gives where there is none yet.
    pub(crate) fn get_or_insert(
        &mut self,
        make: impl FnOnce(&'a Arena) -> T,
    ) -> Result<&mut T, Status> {
        let mut place = match self.place {
            Some(place) => place,
            None => {
                let place = self.arena.allocate(size_of::<Held<T>>())?.cast::<Held<T>>();
                // SAFETY: the block has the size, and a granule's alignment is enough.
                unsafe { place.write(Held { give_back: give_back::<T>, value: make(self.arena) }) };
                *self.place.insert(place)
            }
        };
        // SAFETY: as in `get_mut`.
        Ok(unsafe { &mut place.as_mut().value })
    }

    /// Bytes of the arena that the value's own block takes.
    pub(crate) fn bytes(&self) -> usize {
        if self.place.is_some() { rounded(size_of::<Held<T>>()) } else { 0 }
    }
}

impl<T> Drop for ArenaBox<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(place) = self.place {
            // SAFETY: the value was written by `get_or_insert` and is not used again; its block is
            // this box's.
            unsafe { (place.as_ref().give_back)(place, self.arena) };
        }
    }
}

/// # Safety
/// `place` was written by `get_or_insert` in this arena and is not used again.
unsafe fn give_back<T>(place: NonNull<Held<T>>, arena: &Arena) {
    // SAFETY: the caller's word.
    unsafe {
        place.drop_in_place();
        arena.release(place.cast(), size_of::<Held<T>>());
    }
}
