//! Objects at addresses of their own: an arena beside what lives in it, and what C holds a handle of.

use alloc::boxed::Box;
use core::alloc::Layout;
use core::mem::MaybeUninit;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

use super::Arena;
use crate::error::Status;

/// A growable arena at a fixed address of its own, for an object that keeps it beside what lives
/// in it.
pub(crate) struct OwnedArena {
    arena: NonNull<Arena>,
}

impl OwnedArena {
    /// An arena that has no block yet.
    pub(crate) fn new() -> Result<OwnedArena, Status> {
        let arena = Arena::growable(0, usize::MAX)?;
        try_box(arena).map(|arena| OwnedArena { arena })
    }

    /// The arena.
    ///
    /// # Safety
    /// The reference, and all that borrows through it, must not be used after this object drops.
    pub(crate) unsafe fn borrow(&self) -> &'static Arena {
        // SAFETY: the allocation lives as long as `self`, which the caller respects.
        unsafe { self.arena.as_ref() }
    }
}

impl Drop for OwnedArena {
    fn drop(&mut self) {
        // SAFETY: the pointer came from `try_box` and nothing uses it after.
        drop(unsafe { Box::from_raw(self.arena.as_ptr()) });
    }
}

/// What borrows from an arena that its owner holds too. A function that takes the owner by value may drop it, and the arena
/// with it, before it returns; until then references in plain fields would claim to be valid.
pub(crate) struct Beside<T>(MaybeUninit<T>);

impl<T> Beside<T> {
    pub(crate) fn new(value: T) -> Self {
        Beside(MaybeUninit::new(value))
    }
}

impl<T> Deref for Beside<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: there is a value until this is dropped.
        unsafe { self.0.assume_init_ref() }
    }
}

impl<T> DerefMut for Beside<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above.
        unsafe { self.0.assume_init_mut() }
    }
}

impl<T> Drop for Beside<T> {
    fn drop(&mut self) {
        // SAFETY: as above; it is dropped once.
        unsafe { self.0.assume_init_drop() }
    }
}

/// `value` in an allocation of its own; to be taken back by [`Box::from_raw`].
pub(crate) fn try_box<T>(value: T) -> Result<NonNull<T>, Status> {
    let block = room_for()?;
    // SAFETY: the block was allocated for a T.
    unsafe { block.write(value) };
    Ok(block)
}

/// An allocation for a value, which is still to be written; to be taken back with it by [`Box::from_raw`].
pub(crate) fn room_for<T>() -> Result<NonNull<T>, Status> {
    const { assert!(size_of::<T>() > 0) };
    // SAFETY: the layout's size is not 0.
    let block = unsafe { alloc::alloc::alloc(Layout::new::<T>()) };
    NonNull::new(block.cast()).ok_or(Status::OutOfMemory)
}
