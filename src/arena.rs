//! The fallible, limited, counted face of bumpalo: every byte that lives longer than a call is
//! taken here, and nobody else names bumpalo.
//!
//! bumpalo gives nothing back piecemeal, so it is asked for whole regions only. Blocks are cut from
//! the lower end of a region; the frontier is where the next one begins. A block that ends at the
//! frontier is given back, and grows, by moving the frontier. Other released blocks go to a list
//! that is sorted by address and joins neighbours; a request is served from the list first. A
//! sequence of requests and releases that is repeated therefore needs no more memory the second
//! time.

mod boxed;
mod free;
mod owned;
mod utf8;
mod vector;

use core::alloc::Layout;
use core::cell::Cell;
use core::hint::cold_path;
use core::ptr::{self, NonNull};

use bumpalo::Bump;

use crate::error::Status;
use free::{FreeBlock, FreeList};

pub(crate) use boxed::ArenaBox;
pub(crate) use owned::{Beside, OwnedArena, room_for, try_box};
pub(crate) use utf8::utf8;
pub(crate) use vector::{ArenaText, ArenaVec};

/// Sizes and addresses of blocks are multiples of this: a free block's header fits, and a number.
pub(crate) const GRANULE: usize =
    if size_of::<FreeBlock>() < 8 { 8 } else { size_of::<FreeBlock>() };

/// Whether what is done mostly at the frontier is done where it is asked for: shorter in time, longer in code.
const SHORT_CUTS: bool = !cfg!(target_os = "none");

/// bumpalo panics where rounding up overflows: far above what any machine has.
const LARGEST: usize = isize::MAX as usize / 2;

/// `size` bytes, no more than [`LARGEST`], rounded up to what a block of that size takes.
#[inline]
const fn rounded(size: usize) -> usize {
    const { assert!(GRANULE.is_power_of_two()) };
    size.wrapping_add(GRANULE - 1) & !(GRANULE - 1)
}

/// What an arena holds and held.
///
/// # Examples
/// ```
/// let arena = exp_rs::Arena::new(4032)?;
/// let stats = arena.stats();
/// assert_eq!((stats.used, stats.blocks), (0, 1));
/// assert!(stats.capacity >= 4032);
/// # Ok::<(), exp_rs::Status>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArenaStats {
    /// Bytes that can be used without asking the host for more.
    pub capacity: usize,
    /// Bytes in use now.
    pub used: usize,
    /// The capacity that the same calls need: the most bytes ever taken, gaps included.
    pub high_water: usize,
    /// Blocks taken from the host's allocator.
    pub blocks: u32,
    /// How often the arena was reset.
    pub resets: u32,
    /// Builders that live in the arena.
    pub builders: u32,
}

/// Memory for builders: one block that never grows, or blocks that are added up to a limit.
///
/// The arena itself is a value of the host; its blocks come from the global allocator, which in
/// the C libraries is `exp_rs_malloc`.
///
/// # Examples
/// ```
/// use exp_rs::{Arena, BatchBuilder};
///
/// let arena = Arena::new(4032)?;
/// let mut batch = BatchBuilder::new(&arena);
/// batch.add_expression("1 + 1")?;
/// batch.prepare(None)?;
/// let needed = arena.stats().high_water; // what `Arena::new` must be given to do just this
/// assert!(needed < 4032);
/// # Ok::<(), exp_rs::Error>(())
/// ```
pub struct Arena {
    bump: Bump,
    /// Bytes that regions may take together.
    limit: usize,
    region: Region,
    /// Bytes of the regions before this one.
    before: Cell<usize>,
    /// The most bytes ever taken before the last reset.
    high_water: Cell<usize>,
    free: FreeList,
    resets: Cell<u32>,
    builders: Cell<u32>,
}

/// The memory that blocks are cut from; all null before the first.
struct Region {
    start: Cell<*mut u8>,
    /// What lies below is in blocks or on the list.
    frontier: Cell<*mut u8>,
    /// The highest place that the frontier ever came down from.
    peak: Cell<*mut u8>,
    end: Cell<*mut u8>,
}

impl Region {
    const fn none() -> Region {
        let null = ptr::null_mut();
        Region {
            start: Cell::new(null),
            frontier: Cell::new(null),
            peak: Cell::new(null),
            end: Cell::new(null),
        }
    }

    /// Makes `size` bytes at `start` the region.
    fn set(&self, start: *mut u8, size: usize) {
        self.start.set(start);
        self.frontier.set(start);
        self.peak.set(start);
        self.end.set(start.wrapping_add(size));
    }

    /// Bytes above the frontier.
    fn room(&self) -> usize {
        self.end.get().addr() - self.frontier.get().addr()
    }

    /// Moves the frontier `size` bytes up, if there are so many; where it was.
    #[inline]
    fn take(&self, size: usize) -> Option<NonNull<u8>> {
        if size > self.room() {
            return None;
        }
        // Null before the first region, where there is no room.
        NonNull::new(self.frontier.replace(self.frontier.get().wrapping_add(size)))
    }

    /// Moves the frontier down to `to`.
    #[inline]
    fn lower(&self, to: *mut u8) {
        let from = self.frontier.replace(to);
        if from > self.peak.get() {
            self.peak.set(from);
        }
    }

    /// The most bytes ever taken of the region.
    fn most_taken(&self) -> usize {
        self.peak.get().max(self.frontier.get()).addr() - self.start.get().addr()
    }
}

impl Arena {
    /// An arena of one block of at least `capacity` bytes, taken at once; it never grows.
    ///
    /// # Errors
    /// [`Status::OutOfMemory`] when the block cannot be had.
    ///
    /// # Examples
    /// ```
    /// let arena = exp_rs::Arena::new(4032)?;
    /// assert_eq!(arena.stats().blocks, 1);
    /// # Ok::<(), exp_rs::Status>(())
    /// ```
    pub fn new(capacity: usize) -> Result<Arena, Status> {
        let arena = Arena::with_block(capacity, capacity)?;
        arena.bump.set_allocation_limit(Some(arena.bump.allocated_bytes()));
        Ok(arena)
    }

    /// An arena that starts with a block of `initial` bytes (0: none yet) and takes more blocks
    /// when needed, at most `limit` bytes in all (`usize::MAX`: no limit).
    ///
    /// # Errors
    /// [`Status::OutOfMemory`] when the first block cannot be had, [`Status::InvalidArgument`]
    /// when `initial` is above `limit`.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, Status};
    ///
    /// let arena = Arena::growable(0, 65536)?;
    /// assert_eq!(arena.stats().capacity, 0);
    /// assert_eq!(Arena::growable(2, 1).err(), Some(Status::InvalidArgument));
    /// # Ok::<(), exp_rs::Status>(())
    /// ```
    pub fn growable(initial: usize, limit: usize) -> Result<Arena, Status> {
        if initial > limit {
            return Err(Status::InvalidArgument);
        }
        let arena = Arena::with_block(initial, limit)?;
        if limit != usize::MAX {
            let block = arena.bump.allocated_bytes();
            arena.bump.set_allocation_limit(Some(limit.max(block)));
        }
        Ok(arena)
    }

    fn with_block(capacity: usize, limit: usize) -> Result<Arena, Status> {
        if capacity > LARGEST {
            return Err(Status::OutOfMemory);
        }
        let bump = Bump::try_with_capacity(capacity).map_err(|_| Status::OutOfMemory)?;
        Ok(Arena {
            bump,
            limit,
            region: Region::none(),
            before: Cell::new(0),
            high_water: Cell::new(0),
            free: FreeList::new(),
            resets: Cell::new(0),
            builders: Cell::new(0),
        })
    }

    /// The bytes of the block that [`Arena::new`] takes for `capacity`, bumpalo's footer included.
    /// Capacities just below such a block waste nothing: 448, 960, 1984, 4032 and 8128 bytes where
    /// pointers have 64 bits, 16 more where they have 32.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::Arena;
    ///
    /// // A block that a program sets aside for an arena of 4032 bytes.
    /// const BLOCK: usize = Arena::block_size(4032);
    /// assert!(BLOCK >= 4032 && BLOCK <= 4096);
    /// ```
    #[must_use]
    pub const fn block_size(capacity: usize) -> usize {
        // bumpalo's rounding (checked by a test against what it takes): footer and 16 bytes for
        // malloc's own header below a power of two, then below a multiple of a page.
        const FOOTER: usize = (6 * size_of::<usize>()).next_multiple_of(16);
        const OVERHEAD: usize = FOOTER + 16;
        const PAGE: usize = 4096;
        if capacity == 0 {
            return 0;
        }
        if capacity > LARGEST {
            return usize::MAX;
        }
        let wanted = if capacity < 512 - OVERHEAD { 512 - OVERHEAD } else { capacity };
        let wanted = wanted.next_multiple_of(16);
        let rounded = if wanted < PAGE {
            (wanted + OVERHEAD).next_power_of_two()
        } else {
            (wanted + OVERHEAD).next_multiple_of(PAGE)
        };
        rounded - OVERHEAD + FOOTER
    }

    /// Forgets all that was allocated. The first or largest block is kept, others go back.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let mut arena = Arena::new(4032)?;
    /// BatchBuilder::new(&arena).add_expression("1 + 1")?;
    /// arena.reset();
    /// assert_eq!((arena.stats().used, arena.stats().resets), (0, 1));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn reset(&mut self) {
        self.high_water.set(self.most_taken());
        if self.before.get() == 0 {
            self.region.frontier.set(self.region.start.get());
            self.region.peak.set(self.region.start.get());
        } else {
            self.bump.reset();
            self.region.set(ptr::null_mut(), 0);
            self.before.set(0);
        }
        self.free.clear();
        self.resets.set(self.resets.get().wrapping_add(1));
        self.builders.set(0);
    }

    fn most_taken(&self) -> usize {
        self.high_water.get().max(self.before.get() + self.region.most_taken())
    }

    /// What the arena holds and held.
    ///
    /// # Examples
    /// ```
    /// let arena = exp_rs::Arena::new(960)?;
    /// assert_eq!(arena.stats().used, 0);
    /// # Ok::<(), exp_rs::Status>(())
    /// ```
    #[must_use]
    pub fn stats(&self) -> ArenaStats {
        let held = self.bump.allocated_bytes();
        ArenaStats {
            capacity: held.min(self.limit),
            used: self.used(),
            high_water: self.most_taken(),
            blocks: self.blocks(),
            resets: self.resets.get(),
            builders: self.builders.get(),
        }
    }

    /// What was taken and is not on the list.
    fn used(&self) -> usize {
        let region = &self.region;
        let taken = self.before.get() + (region.frontier.get().addr() - region.start.get().addr());
        taken - self.free.bytes()
    }

    fn blocks(&self) -> u32 {
        // SAFETY: the iterator only follows bumpalo's own footers, and the chunks' contents are
        // not touched; nothing allocates while it runs.
        unsafe { self.bump.iter_allocated_chunks_raw() }.fold(0, |n, _| n + 1)
    }

    /// Counts a builder that came (`1`) or went (`-1`).
    pub(crate) fn count_builder(&self, change: i32) {
        self.builders.set(self.builders.get().saturating_add_signed(change));
    }

    /// Takes everything back at once where the builder that goes is the last, for nothing else is
    /// here then; false, and nothing done, where it is not, or blocks lie in several regions.
    pub(crate) fn take_all_back(&self) -> bool {
        if self.builders.get() != 1 || self.before.get() != 0 {
            return false;
        }
        self.region.lower(self.region.start.get());
        self.free.clear();
        self.builders.set(0);
        true
    }

    /// Bytes that can be taken before the arena comes to its limit, where nothing is fragmented.
    pub(crate) fn spare(&self) -> usize {
        self.limit.saturating_sub(self.used())
    }

    /// A block of at least `size` bytes, aligned to [`GRANULE`], its contents undefined.
    #[inline]
    fn allocate(&self, size: usize) -> Result<NonNull<u8>, Status> {
        let block = self.allocate_at_once(size).or_else(|| self.allocate_anywhere(size));
        block.ok_or_else(|| {
            cold_path();
            Status::OutOfMemory
        })
    }

    /// The same, where that is no more than to move the frontier and may be done in a few lines.
    #[inline(always)]
    fn allocate_at_once(&self, size: usize) -> Option<NonNull<u8>> {
        if SHORT_CUTS && self.free.is_empty() && size <= LARGEST {
            return self.region.take(rounded(size));
        }
        None
    }

    #[cfg_attr(not(target_os = "none"), cold)]
    #[inline(never)]
    fn allocate_anywhere(&self, size: usize) -> Option<NonNull<u8>> {
        if size > LARGEST {
            return None;
        }
        let size = rounded(size);
        if !self.free.is_empty()
            && let Some(block) = self.free.take(size)
        {
            return Some(block);
        }
        self.region.take(size).or_else(|| self.take_from_new_region(size))
    }

    /// Takes a region from bumpalo: all that is left of its block, or of a new one.
    #[cold]
    fn take_from_new_region(&self, size: usize) -> Option<NonNull<u8>> {
        let region = &self.region;
        let taken = self.before.get() + (region.end.get().addr() - region.start.get().addr());
        let left = self.limit.saturating_sub(taken);
        if size > left {
            return None;
        }
        let top = self.take_from_bump(size)?;
        let more = self.bump.chunk_capacity().min(left - size) / GRANULE * GRANULE;
        // bumpalo hands out descending addresses: what is left lies below.
        let start = self.take_from_bump(more).unwrap_or(top);
        let adjacent = start.as_ptr().wrapping_add(more) == top.as_ptr();
        debug_assert!(adjacent || more == 0);
        let (frontier, rest) = (region.frontier.get(), region.room());
        let size_of_region = if adjacent { more + size } else { size };
        self.high_water.set(self.most_taken());
        self.before.set(taken);
        region.set(if adjacent { start } else { top }.as_ptr(), size_of_region);
        if let Some(frontier) = NonNull::new(frontier).filter(|_| rest > 0) {
            self.free.insert(frontier, rest);
        }
        region.take(size)
    }

    fn take_from_bump(&self, size: usize) -> Option<NonNull<u8>> {
        if size > LARGEST {
            return None;
        }
        // SAFETY: not above `LARGEST`, which is also how the compiler sees that bumpalo's rounding
        // cannot overflow and leaves its panic out; the granule is a power of two.
        let layout = unsafe { Layout::from_size_align_unchecked(size, GRANULE) };
        self.bump.try_alloc_layout(layout).ok()
    }

    /// Makes a block of `size` bytes one of `wanted` bytes, which are more: where it stands if it
    /// ends at the frontier and there is room, elsewhere with its first `used` bytes if not. A
    /// failure changes nothing.
    ///
    /// # Safety
    /// As for [`Arena::release`], unless it is the block that is returned; `used` <= `size`.
    #[cfg_attr(not(target_os = "none"), cold)]
    #[inline(never)]
    unsafe fn lengthen(
        &self,
        block: NonNull<u8>,
        size: usize,
        used: usize,
        wanted: usize,
    ) -> Result<NonNull<u8>, Status> {
        let held = rounded(size);
        if block.as_ptr().wrapping_add(held) == self.region.frontier.get()
            && wanted <= LARGEST
            && self.region.take(rounded(wanted) - held).is_some()
        {
            return Ok(block);
        }
        let longer = self.allocate(wanted)?;
        // SAFETY: both blocks hold at least `used` bytes and are distinct; the rest is the caller's word.
        unsafe {
            ptr::copy_nonoverlapping(block.as_ptr(), longer.as_ptr(), used);
            self.release(block, size);
        }
        Ok(longer)
    }

    /// Gives a block back.
    ///
    /// # Safety
    /// `block` came from [`Arena::allocate`] of this arena with a size that rounds to the same
    /// (or is a granule-aligned end of such a block), after the last reset, and is not used again.
    #[inline]
    unsafe fn release(&self, block: NonNull<u8>, size: usize) {
        if SHORT_CUTS && self.free.is_empty() {
            let end = block.as_ptr().wrapping_add(rounded(size));
            if end == self.region.frontier.get() {
                return self.region.lower(block.as_ptr());
            }
        }
        // SAFETY: the caller's word.
        unsafe { self.release_anywhere(block, size) };
    }

    /// # Safety
    /// As for [`Arena::release`].
    #[cfg_attr(not(target_os = "none"), cold)]
    #[inline(never)]
    unsafe fn release_anywhere(&self, block: NonNull<u8>, size: usize) {
        let size = rounded(size);
        if block.as_ptr().wrapping_add(size) != self.region.frontier.get() {
            return self.free.insert(block, size);
        }
        self.region.lower(block.as_ptr());
        if !self.free.is_empty()
            && let Some(lower) = self.free.take_ending_at(block.as_ptr())
        {
            self.region.frontier.set(lower);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_size_is_what_bumpalo_takes() {
        for capacity in (0..20_000).step_by(7) {
            let arena = Arena::new(capacity).unwrap();
            let taken = arena.bump.allocated_bytes_including_metadata();
            assert_eq!(Arena::block_size(capacity), taken, "capacity {capacity}");
        }
    }

    #[test]
    fn released_neighbours_join_and_are_used_again() {
        let arena = Arena::new(4032).unwrap();
        let sizes = [64, 32, 160, 16];
        let blocks = sizes.map(|s| arena.allocate(s).unwrap());
        let peak = arena.stats().high_water;
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
            let fresh = if arena.stats().used == 0 {
                sizes.map(|s| arena.allocate(s).unwrap())
            } else {
                blocks
            };
            for i in order {
                // SAFETY: allocated above with this size.
                unsafe { arena.release(fresh[i], sizes[i]) };
            }
            assert_eq!(arena.stats().used, 0);
            let whole = arena.allocate(272).unwrap();
            assert_eq!(arena.stats().high_water, peak);
            // SAFETY: as above.
            unsafe { arena.release(whole, 272) };
        }
    }

    #[test]
    fn a_block_at_the_frontier_grows_and_goes_back() {
        let arena = Arena::new(4032).unwrap();
        let [low, high] = [32, 32].map(|size| arena.allocate(size).unwrap());
        // SAFETY: allocated above with these sizes; both blocks have a byte.
        unsafe {
            assert_eq!(arena.lengthen(high, 32, 1, 96), Ok(high));
            assert_eq!(arena.lengthen(high, 96, 1, 8000), Err(Status::OutOfMemory));
            low.write(7);
            let moved = arena.lengthen(low, 32, 1, 48).unwrap();
            assert_eq!((moved > high, moved.read(), arena.stats().used), (true, 7, 144));
            arena.release(moved, 48);
            assert_eq!(arena.stats().used, 96);
            arena.release(high, 96);
        }
        assert_eq!((arena.stats().used, arena.stats().high_water), (0, 176));
        assert_eq!(arena.allocate(128).unwrap(), low);
    }

    #[test]
    fn what_an_outgrown_region_has_left_is_used() {
        let arena = Arena::growable(448, usize::MAX).unwrap();
        arena.allocate(400).unwrap();
        arena.allocate(4000).unwrap();
        let before = arena.stats();
        arena.allocate(48).unwrap();
        assert_eq!(arena.stats().high_water, before.high_water);
        assert_eq!(arena.stats().used, 4448);
    }

    #[test]
    fn a_fixed_arena_is_full_at_its_capacity() {
        let arena = Arena::new(100).unwrap();
        assert!(arena.allocate(96).is_ok());
        assert_eq!(arena.allocate(16), Err(Status::OutOfMemory));
        assert_eq!(arena.stats().blocks, 1);
    }

    #[test]
    fn a_growable_arena_keeps_to_its_limit() {
        let arena = Arena::growable(0, 10_000).unwrap();
        let got = (0..).take_while(|_| arena.allocate(160).is_ok()).count();
        assert!(got * 160 <= 10_000 && got * 160 > 4_000, "{got}");
        assert!(Arena::growable(2, 1).is_err());
    }
}
