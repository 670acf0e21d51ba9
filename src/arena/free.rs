//! The blocks that were given back and do not end at the frontier, highest address first; neighbours
//! are joined.

use core::cell::Cell;
use core::ptr::{self, NonNull};

/// Header of a released block, at its start.
pub(super) struct FreeBlock {
    /// The next lower free block, or null.
    next: *mut FreeBlock,
    size: usize,
}

/// A list of such blocks.
pub(super) struct FreeList {
    head: Cell<*mut FreeBlock>,
}

impl FreeList {
    pub(super) const fn new() -> FreeList {
        FreeList { head: Cell::new(ptr::null_mut()) }
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.head.get().is_null()
    }

    /// Forgets the blocks.
    pub(super) fn clear(&self) {
        self.head.set(ptr::null_mut());
    }

    /// Bytes of all blocks.
    pub(super) fn bytes(&self) -> usize {
        let mut bytes = 0;
        let mut block = self.head.get();
        // SAFETY: see `take`.
        while let Some(free) = unsafe { block.as_ref() } {
            bytes += free.size;
            block = free.next;
        }
        bytes
    }

    /// Takes the lower end of the lowest free block that is large enough: what is left of it stays
    /// near the frontier.
    pub(super) fn take(&self, size: usize) -> Option<NonNull<u8>> {
        let mut previous: *mut FreeBlock = ptr::null_mut();
        let mut block = self.head.get();
        let mut best = None;
        while let Some(found) = NonNull::new(block) {
            // SAFETY: blocks on the list were put there by `insert`, which wrote a header into
            // them, and are not in use by anybody else.
            let FreeBlock { next, size: have } = unsafe { found.read() };
            if have >= size {
                best = Some((previous, found));
            }
            previous = block;
            block = next;
        }
        best.map(|(previous, found)| self.cut(previous, found, size))
    }

    /// Takes `size` bytes of the free block behind `previous`.
    fn cut(&self, previous: *mut FreeBlock, found: NonNull<FreeBlock>, size: usize) -> NonNull<u8> {
        // SAFETY: see `take`.
        let FreeBlock { next, size: have } = unsafe { found.read() };
        if have == size {
            self.unlink(previous, next);
        } else {
            // SAFETY: the rest lies inside the block, a granule long at least, as sizes are
            // multiples of it.
            unsafe {
                let rest = found.byte_add(size);
                rest.write(FreeBlock { next, size: have - size });
                self.unlink(previous, rest.as_ptr());
            }
        }
        found.cast()
    }

    /// Takes the block that ends at `end`, if there is one; where it begins.
    pub(super) fn take_ending_at(&self, end: *mut u8) -> Option<*mut u8> {
        let mut previous: *mut FreeBlock = ptr::null_mut();
        let mut block = self.head.get();
        // Blocks of other regions may lie above.
        while block.cast::<u8>() > end {
            previous = block;
            // SAFETY: see `take`.
            block = unsafe { (*block).next };
        }
        // SAFETY: see `take`.
        let free = unsafe { block.as_ref() }?;
        if block.cast::<u8>().wrapping_add(free.size) != end {
            return None;
        }
        self.unlink(previous, free.next);
        Some(block.cast())
    }

    /// Makes `next` follow `previous` (null: the list's head).
    #[inline]
    fn unlink(&self, previous: *mut FreeBlock, next: *mut FreeBlock) {
        if previous.is_null() {
            self.head.set(next);
        } else {
            // SAFETY: `previous` is a block of the list, see `take`.
            unsafe { (*previous).next = next };
        }
    }

    /// Puts a block on the list and joins it with the neighbours that it touches.
    pub(super) fn insert(&self, block: NonNull<u8>, size: usize) {
        let block = block.as_ptr().cast::<FreeBlock>();
        let mut previous: *mut FreeBlock = ptr::null_mut();
        let mut next = self.head.get();
        while next > block {
            previous = next;
            // SAFETY: see `take`.
            next = unsafe { (*next).next };
        }
        // SAFETY: `block` has room for a header (a size is at least a granule) and belongs to
        // nobody; `previous` and `next` are blocks of the list. Joined blocks are adjacent pieces
        // of one chunk: between two chunks lies a footer of bumpalo's.
        unsafe {
            block.write(FreeBlock { next, size });
            if !next.is_null() && next.byte_add((*next).size) == block {
                (*next).size += size;
                self.join(previous, next);
            } else {
                self.unlink(previous, block);
                self.join(previous, block);
            }
        }
    }

    /// Joins `lower` to the block above it where they touch.
    ///
    /// # Safety
    /// Both are blocks of the list or null, `lower` following `upper`.
    unsafe fn join(&self, upper: *mut FreeBlock, lower: *mut FreeBlock) {
        if upper.is_null() {
            return;
        }
        // SAFETY: both are valid by the caller's word.
        unsafe {
            if lower.byte_add((*lower).size) == upper {
                (*lower).size += (*upper).size;
                let mut before: *mut FreeBlock = ptr::null_mut();
                let mut walk = self.head.get();
                while walk != upper {
                    before = walk;
                    walk = (*walk).next;
                }
                self.unlink(before, lower);
            }
        }
    }
}
