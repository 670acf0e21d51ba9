//! A vector whose storage is a block of an [`Arena`]: pushing can fail, dropping gives back.
//! Elements may own vectors of the same arena.

use core::fmt;
use core::mem::needs_drop;
use core::ops::{Deref, DerefMut};
use core::ptr::{self, NonNull};
use core::slice;

use super::{Arena, GRANULE};
use crate::error::Status;

/// A growing array in an arena.
pub(crate) struct ArenaVec<'a, T> {
    arena: &'a Arena,
    start: NonNull<T>,
    length: u32,
    capacity: u32,
}

impl<'a, T> ArenaVec<'a, T> {
    /// Elements that the first push makes room for.
    const FIRST: usize = if size_of::<T>() >= 32 { 1 } else { 32 / size_of::<T>() };

    /// No elements, no memory.
    pub(crate) fn new(arena: &'a Arena) -> Self {
        const { assert!(align_of::<T>() <= GRANULE && size_of::<T>() > 0) };
        ArenaVec { arena, start: NonNull::dangling(), length: 0, capacity: 0 }
    }

    /// Room for `capacity` elements.
    #[inline]
    pub(crate) fn with_capacity(arena: &'a Arena, capacity: usize) -> Result<Self, Status> {
        let mut vector = ArenaVec::new(arena);
        if capacity > 0 {
            vector.start = arena.allocate(Self::size_of(capacity)?)?.cast();
            vector.capacity = capacity as u32;
        }
        Ok(vector)
    }

    /// Bytes of `capacity` elements, if so many can be counted.
    #[inline]
    fn size_of(capacity: usize) -> Result<usize, Status> {
        if capacity > u32::MAX as usize {
            return Err(Status::TooComplex);
        }
        capacity.checked_mul(size_of::<T>()).ok_or(Status::OutOfMemory)
    }

    pub(crate) fn arena(&self) -> &'a Arena {
        self.arena
    }

    /// Bytes of the arena that the vector holds.
    pub(crate) fn bytes(&self) -> usize {
        (self.capacity as usize * size_of::<T>()).next_multiple_of(GRANULE)
    }

    /// The first element's address, also where there is none.
    pub(crate) fn as_ptr(&self) -> *mut T {
        self.start.as_ptr()
    }

    /// Appends a value.
    #[inline]
    pub(crate) fn push(&mut self, value: T) -> Result<(), Status> {
        if self.length == self.capacity {
            self.grow_by_one()?;
        }
        // SAFETY: length < capacity now, so the place is inside the block.
        unsafe { self.start.add(self.length as usize).write(value) };
        self.length += 1;
        Ok(())
    }

    /// Puts a value before the one at `index`, or behind the last.
    pub(crate) fn insert(&mut self, index: usize, value: T) -> Result<(), Status> {
        if index >= self.length as usize {
            return self.push(value);
        }
        self.reserve(1)?;
        // SAFETY: `index` < length < capacity, so that all moves stay inside the block.
        unsafe {
            let place = self.start.add(index).as_ptr();
            ptr::copy(place, place.add(1), self.length as usize - index);
            place.write(value);
        }
        self.length += 1;
        Ok(())
    }

    /// An element that the caller knows to be there: an index that cannot be wrong is no reason
    /// for code that panics.
    #[inline]
    pub(crate) fn at(&self, index: usize) -> Result<&T, Status> {
        self.get(index).ok_or(Status::Internal)
    }

    /// [`ArenaVec::at`], to be changed.
    #[inline]
    pub(crate) fn at_mut(&mut self, index: usize) -> Result<&mut T, Status> {
        self.get_mut(index).ok_or(Status::Internal)
    }

    /// Removes the last value.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<T> {
        if self.length == 0 {
            return None;
        }
        self.length -= 1;
        // SAFETY: the place was written, and is no element any more.
        Some(unsafe { self.start.add(self.length as usize).read() })
    }

    /// Drops the elements from `length` on; nothing where there are fewer.
    pub(crate) fn truncate(&mut self, length: usize) {
        if !needs_drop::<T>() {
            self.length = self.length.min(length as u32);
        }
        while self.len() > length {
            drop(self.pop());
        }
    }

    /// Drops all elements and keeps the memory.
    pub(crate) fn clear(&mut self) {
        if needs_drop::<T>() {
            self.truncate(0);
        }
        self.length = 0;
    }

    #[cold]
    #[inline(never)]
    fn grow_by_one(&mut self) -> Result<(), Status> {
        self.reserve(1)
    }

    /// Makes room for `more` elements.
    #[inline]
    pub(crate) fn reserve(&mut self, more: usize) -> Result<(), Status> {
        let needed = (self.length as usize).checked_add(more).ok_or(Status::OutOfMemory)?;
        if needed <= self.capacity as usize {
            return Ok(());
        }
        self.grow_to(needed.max(Self::FIRST).max(self.capacity as usize * 2))
    }

    fn grow_to(&mut self, capacity: usize) -> Result<(), Status> {
        let size = Self::size_of(capacity)?;
        let block = if self.capacity == 0 {
            self.arena.allocate(size)?
        } else {
            let held = self.capacity as usize * size_of::<T>();
            let used = self.length as usize * size_of::<T>();
            // SAFETY: the block is this vector's, see `give_back`; it is not used again where
            // another takes its place.
            unsafe { self.arena.lengthen(self.start.cast(), held, used, size)? }
        };
        self.start = block.cast();
        self.capacity = capacity as u32;
        Ok(())
    }

    /// Gives the unused end of the block back; nothing moves.
    #[inline]
    pub(crate) fn shrink(&mut self) {
        if self.length < self.capacity {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.length == 0 {
            self.give_back();
            self.start = NonNull::dangling();
            self.capacity = 0;
            return;
        }
        let held = (self.capacity as usize * size_of::<T>()).next_multiple_of(GRANULE);
        let kept = (self.length as usize * size_of::<T>()).next_multiple_of(GRANULE);
        if kept < held {
            // SAFETY: the piece is the granule-aligned end of a block of this arena, and holds no
            // element.
            unsafe { self.arena.release(self.start.cast::<u8>().add(kept), held - kept) };
            self.capacity = (kept / size_of::<T>()) as u32;
        }
    }

    #[inline]
    fn give_back(&mut self) {
        if self.capacity > 0 {
            let size = self.capacity as usize * size_of::<T>();
            // SAFETY: the block was allocated with a size that rounds to the same: `shrink` keeps
            // a multiple of the granule of which the capacity is the whole elements.
            unsafe { self.arena.release(self.start.cast(), size) };
        }
    }
}

impl<'a, T: Copy> ArenaVec<'a, T> {
    /// `count` elements of `value`.
    #[inline]
    pub(crate) fn filled(arena: &'a Arena, value: T, count: usize) -> Result<Self, Status> {
        if count == 0 {
            return Ok(ArenaVec::new(arena));
        }
        let mut vector = ArenaVec::with_capacity(arena, count)?;
        vector.resize(count, value)?;
        Ok(vector)
    }

    /// A copy of `values`, in a block of just their size.
    pub(crate) fn copied(arena: &'a Arena, values: &[T]) -> Result<Self, Status> {
        let mut vector = ArenaVec::with_capacity(arena, values.len())?;
        vector.extend(values)?;
        Ok(vector)
    }

    /// Appends copies of `values`.
    pub(crate) fn extend(&mut self, values: &[T]) -> Result<(), Status> {
        if values.is_empty() {
            return Ok(());
        }
        self.reserve(values.len())?;
        // SAFETY: `reserve` made room for all of them, and `values` cannot overlap what is free.
        unsafe {
            let end = self.start.add(self.length as usize).as_ptr();
            ptr::copy_nonoverlapping(values.as_ptr(), end, values.len());
        }
        self.length += values.len() as u32;
        Ok(())
    }

    /// Makes the length `count`, new elements being `value`.
    pub(crate) fn resize(&mut self, count: usize, value: T) -> Result<(), Status> {
        let length = self.length as usize;
        if count > length {
            self.reserve(count - length)?;
            for i in length..count {
                // SAFETY: `reserve` made room up to `count`.
                unsafe { self.start.add(i).write(value) };
            }
        }
        self.length = count as u32;
        Ok(())
    }
}

impl<T> Drop for ArenaVec<'_, T> {
    fn drop(&mut self) {
        self.clear();
        self.give_back();
    }
}

impl<T> Deref for ArenaVec<'_, T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: the first `length` elements were written; dangling only where there are none.
        unsafe { slice::from_raw_parts(self.start.as_ptr(), self.length as usize) }
    }
}

impl<T> DerefMut for ArenaVec<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as in `deref`, and `self` is borrowed mutably.
        unsafe { slice::from_raw_parts_mut(self.start.as_ptr(), self.length as usize) }
    }
}

impl<T: fmt::Debug> fmt::Debug for ArenaVec<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A text in an arena, NUL-terminated for C.
pub(crate) struct ArenaText<'a> {
    bytes: ArenaVec<'a, u8>,
}

impl<'a> ArenaText<'a> {
    /// No text, no memory.
    pub(crate) fn new(arena: &'a Arena) -> Self {
        ArenaText { bytes: ArenaVec::new(arena) }
    }

    /// A copy of `text`.
    pub(crate) fn copied(arena: &'a Arena, text: &str) -> Result<Self, Status> {
        let mut bytes = ArenaVec::with_capacity(arena, text.len() + 1)?;
        bytes.extend(text.as_bytes())?;
        bytes.push(0)?;
        Ok(ArenaText { bytes })
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        let text = self.bytes.split_last().map_or(&[][..], |(_, text)| text);
        // SAFETY: `copied`, the only way to have bytes, took them from a `str` and added one.
        unsafe { core::str::from_utf8_unchecked(text) }
    }

    /// The text for C; null where there is none.
    pub(crate) fn as_c_str(&self) -> *const u8 {
        if self.bytes.is_empty() { ptr::null() } else { self.bytes.as_ptr() }
    }

    /// Bytes of the arena that the text holds.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_grows_shrinks_and_gives_back() {
        let arena = Arena::new(8128).unwrap();
        {
            let mut v = ArenaVec::new(&arena);
            for i in 0..100_u32 {
                v.push(i).unwrap();
            }
            assert_eq!(v.iter().sum::<u32>(), 4950);
            v.truncate(9);
            v.shrink();
            assert_eq!(arena.stats().used, 48);
            v.extend(&[7; 20]).unwrap();
            assert_eq!((v.len(), v.pop()), (29, Some(7)));
        }
        assert_eq!(arena.stats().used, 0);
    }

    #[test]
    fn a_vector_that_cannot_grow_stays_as_it_was() {
        let arena = Arena::new(128).unwrap();
        let mut v = ArenaVec::copied(&arena, &[1_u64, 2, 3]).unwrap();
        assert_eq!(v.reserve(1000), Err(Status::OutOfMemory));
        assert_eq!(&*v, &[1, 2, 3]);
    }
}
