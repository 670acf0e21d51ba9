//! A vector whose storage is a block of an [`Arena`]: pushing can fail, dropping gives back.
//! Elements may own vectors of the same arena.

use core::fmt;
use core::hint::cold_path;
use core::marker::PhantomData;
use core::mem::needs_drop;
use core::ops::{Deref, DerefMut};
use core::ptr::{self, NonNull};
use core::slice;

use super::{Arena, GRANULE, SHORT_CUTS, rounded};
use crate::error::Status;

/// The status of what cannot be.
#[inline]
fn internal() -> Status {
    cold_path();
    Status::Internal
}

/// A growing array in an arena.
pub(crate) struct ArenaVec<'a, T> {
    raw: Raw<'a>,
    elements: PhantomData<T>,
}

impl<'a, T> ArenaVec<'a, T> {
    /// Elements that the first push makes room for.
    const FIRST: usize = match size_of::<T>() {
        1 => 16,
        size @ ..32 => 32 / size,
        _ => 1,
    };

    /// No elements, no memory.
    pub(crate) fn new(arena: &'a Arena) -> Self {
        const { assert!(align_of::<T>() <= GRANULE && size_of::<T>() > 0) };
        let start = NonNull::<T>::dangling().cast();
        ArenaVec { raw: Raw { arena, start, length: 0, capacity: 0 }, elements: PhantomData }
    }

    /// Room for `capacity` elements.
    #[inline]
    pub(crate) fn with_capacity(arena: &'a Arena, capacity: usize) -> Result<Self, Status> {
        let mut vector = ArenaVec::new(arena);
        if capacity > 0 {
            vector.raw.grow_to(capacity, size_of::<T>())?;
        }
        Ok(vector)
    }

    pub(crate) fn arena(&self) -> &'a Arena {
        self.raw.arena
    }

    /// Bytes of the arena that the vector holds.
    pub(crate) fn bytes(&self) -> usize {
        rounded(self.raw.capacity as usize * size_of::<T>())
    }

    /// The first element's address, also where there is none.
    pub(crate) fn as_ptr(&self) -> *mut T {
        self.raw.start.as_ptr().cast()
    }

    /// Appends a value.
    #[cfg_attr(target_os = "none", inline)]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn push(&mut self, value: T) -> Result<(), Status> {
        if self.raw.length == self.raw.capacity {
            if SHORT_CUTS && size_of::<T>() <= size_of::<usize>() {
                return self.push_longer(value);
            }
            self.raw.grow(1, size_of::<T>(), Self::FIRST)?;
        }
        // SAFETY: length < capacity now.
        unsafe { self.append(value) };
        Ok(())
    }

    /// [`ArenaVec::push`] where there is no room: apart, so that nothing has to be kept around a call where there is. What is
    /// longer than a register would be in memory for its sake.
    #[cold]
    #[inline(never)]
    fn push_longer(&mut self, value: T) -> Result<(), Status> {
        self.raw.grow(1, size_of::<T>(), Self::FIRST)?;
        // SAFETY: as above.
        unsafe { self.append(value) };
        Ok(())
    }

    /// # Safety
    /// There is room for one more.
    #[inline(always)]
    unsafe fn append(&mut self, value: T) {
        // SAFETY: the caller's word: the place is inside the block.
        unsafe { self.as_ptr().add(self.raw.length as usize).write(value) };
        self.raw.length += 1;
    }

    /// Puts a value before the one at `index`, or behind the last.
    pub(crate) fn insert(&mut self, index: usize, value: T) -> Result<(), Status> {
        if index >= self.raw.length as usize {
            return self.push(value);
        }
        self.reserve(1)?;
        // SAFETY: `index` < length < capacity, so that all moves stay inside the block.
        unsafe {
            let place = self.as_ptr().add(index);
            ptr::copy(place, place.add(1), self.raw.length as usize - index);
            place.write(value);
        }
        self.raw.length += 1;
        Ok(())
    }

    /// An element that the caller knows to be there: an index that cannot be wrong is no reason
    /// for code that panics.
    #[inline]
    pub(crate) fn at(&self, index: usize) -> Result<&T, Status> {
        self.get(index).ok_or_else(internal)
    }

    /// [`ArenaVec::at`], to be changed.
    #[inline]
    pub(crate) fn at_mut(&mut self, index: usize) -> Result<&mut T, Status> {
        self.get_mut(index).ok_or_else(internal)
    }

    /// Removes the last value.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<T> {
        if self.raw.length == 0 {
            return None;
        }
        self.raw.length -= 1;
        // SAFETY: the place was written, and is no element any more.
        Some(unsafe { self.as_ptr().add(self.raw.length as usize).read() })
    }

    /// Drops the elements from `length` on; nothing where there are fewer.
    pub(crate) fn truncate(&mut self, length: usize) {
        if !needs_drop::<T>() {
            self.raw.length = self.raw.length.min(length as u32);
            // The compiler does not see that nothing is left to do.
            if SHORT_CUTS {
                return;
            }
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
        self.raw.length = 0;
    }

    /// Elements that there is room for.
    #[inline]
    pub(crate) fn capacity(&self) -> usize {
        self.raw.capacity as usize
    }

    /// Makes room for `more` elements.
    #[inline]
    pub(crate) fn reserve(&mut self, more: usize) -> Result<(), Status> {
        if more <= (self.raw.capacity - self.raw.length) as usize {
            return Ok(());
        }
        if SHORT_CUTS && self.raw.begin(more.max(Self::FIRST), size_of::<T>()) {
            return Ok(());
        }
        self.raw.grow(more, size_of::<T>(), Self::FIRST)
    }

    /// Gives the unused end of the block back; nothing moves.
    #[inline]
    pub(crate) fn shrink(&mut self) {
        if !SHORT_CUTS || self.raw.length < self.raw.capacity {
            self.raw.cut(self.raw.length, size_of::<T>());
        }
    }

    /// Makes the block one of `capacity` elements, of which there are no more, neither longer nor shorter.
    #[inline]
    pub(crate) fn fit(&mut self, capacity: usize) -> Result<(), Status> {
        if capacity > self.raw.capacity as usize {
            return self.raw.grow_to(capacity, size_of::<T>());
        }
        self.raw.cut(capacity as u32, size_of::<T>());
        Ok(())
    }
}

/// A vector but for the type of its elements, so that what is done seldom is there once for all types; `size`
/// is an element's.
struct Raw<'a> {
    arena: &'a Arena,
    start: NonNull<u8>,
    length: u32,
    capacity: u32,
}

impl Raw<'_> {
    /// Makes room for `more` elements, and for `first` at least.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize, size: usize, first: usize) -> Result<(), Status> {
        if self.begin(more.max(first), size) {
            return Ok(());
        }
        self.grow_anywhere(more, size, first)
    }

    /// Takes the first block, of `count` elements, where that is done in a few instructions; whether it is.
    #[inline(always)]
    fn begin(&mut self, count: usize, size: usize) -> bool {
        // A product that cannot overflow.
        if self.capacity == 0
            && count <= u16::MAX as usize
            && let Some(block) = self.arena.allocate_at_once(count * size)
        {
            (self.start, self.capacity) = (block, count as u32);
            return true;
        }
        false
    }

    #[cfg_attr(not(target_os = "none"), cold)]
    fn grow_anywhere(&mut self, more: usize, size: usize, first: usize) -> Result<(), Status> {
        let needed = (self.length as usize).checked_add(more).ok_or(Status::OutOfMemory)?;
        self.grow_to(needed.max(first).max(self.capacity as usize * 2), size)
    }

    fn grow_to(&mut self, capacity: usize, size: usize) -> Result<(), Status> {
        if capacity > u32::MAX as usize {
            return Err(Status::TooComplex);
        }
        let bytes = capacity.checked_mul(size).ok_or(Status::OutOfMemory)?;
        self.start = if self.capacity == 0 {
            self.arena.allocate(bytes)?
        } else {
            let (held, used) = (self.capacity as usize * size, self.length as usize * size);
            // SAFETY: the block is this vector's, see `give_back`; it is not used again where
            // another takes its place.
            unsafe { self.arena.lengthen(self.start, held, used, bytes)? }
        };
        self.capacity = capacity as u32;
        Ok(())
    }

    /// Gives the block's end back, what is behind the first `kept` elements.
    fn cut(&mut self, kept: u32, size: usize) {
        let held = rounded(self.capacity as usize * size);
        let kept = rounded(kept as usize * size);
        if kept < held {
            // SAFETY: the piece is the granule-aligned end of a block of this arena, and holds no
            // element.
            unsafe { self.arena.release(self.start.add(kept), held - kept) };
            self.capacity = kept.checked_div(size).unwrap_or(0) as u32;
        }
    }

    /// Gives the block back.
    #[inline(never)]
    fn give_back(&mut self, size: usize) {
        // SAFETY: the block was allocated with a size that rounds to the same: `cut` keeps
        // a multiple of the granule of which the capacity is the whole elements.
        unsafe { self.arena.release(self.start, self.capacity as usize * size) };
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
            let end = self.as_ptr().add(self.raw.length as usize);
            ptr::copy_nonoverlapping(values.as_ptr(), end, values.len());
        }
        self.raw.length += values.len() as u32;
        Ok(())
    }

    /// Makes the length `count`, new elements being `value`.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(crate) fn resize(&mut self, count: usize, value: T) -> Result<(), Status> {
        let length = self.raw.length as usize;
        if count > length {
            self.reserve(count - length)?;
            for i in length..count {
                // SAFETY: `reserve` made room up to `count`.
                unsafe { self.as_ptr().add(i).write(value) };
            }
        }
        self.raw.length = count as u32;
        Ok(())
    }
}

impl ArenaVec<'_, u8> {
    /// Appends a text and a NUL.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn extend_with_nul(&mut self, text: &[u8]) -> Result<(), Status> {
        self.reserve(text.len() + 1)?;
        // SAFETY: `reserve` made room for both, and `text` cannot overlap what is free.
        unsafe {
            let end = self.as_ptr().add(self.raw.length as usize);
            match *text {
                // As most names of parameters are: no call.
                [letter] if SHORT_CUTS => end.write(letter),
                _ => ptr::copy_nonoverlapping(text.as_ptr(), end, text.len()),
            }
            end.add(text.len()).write(0);
        }
        self.raw.length += text.len() as u32 + 1;
        Ok(())
    }
}

impl<T> Drop for ArenaVec<'_, T> {
    fn drop(&mut self) {
        if needs_drop::<T>() {
            self.truncate(0);
        }
        if self.raw.capacity > 0 {
            self.raw.give_back(size_of::<T>());
        }
    }
}

impl<T> Deref for ArenaVec<'_, T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: the first `length` elements were written; dangling only where there are none.
        unsafe { slice::from_raw_parts(self.as_ptr(), self.raw.length as usize) }
    }
}

impl<T> DerefMut for ArenaVec<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as in `deref`, and `self` is borrowed mutably.
        unsafe { slice::from_raw_parts_mut(self.as_ptr(), self.raw.length as usize) }
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
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn copied(arena: &'a Arena, text: &str) -> Result<Self, Status> {
        let room = if SHORT_CUTS { text.len() + 1 } else { 0 };
        let mut bytes = ArenaVec::with_capacity(arena, room)?;
        bytes.extend_with_nul(text.as_bytes())?;
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
