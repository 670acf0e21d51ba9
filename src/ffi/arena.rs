//! Arenas.

use super::error::exp_rs_status;
use super::handle::ArenaHandle;
use super::{convert, reach};
use crate::arena::Arena;

/// Memory for builders, opaque.
pub struct exp_rs_arena(pub(super) ArenaHandle);

/// What an arena holds and held.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct exp_rs_arena_stats {
    /// Bytes that can be used without asking exp_rs_malloc for more.
    pub capacity: usize,
    /// Bytes in use now.
    pub used: usize,
    /// The capacity that the same calls need: the most bytes ever taken, gaps included.
    pub high_water: usize,
    /// Blocks taken from exp_rs_malloc, beside the handle.
    pub blocks: u32,
    /// How often the arena was reset.
    pub resets: u32,
    /// Builders that live in the arena.
    pub builders: u32,
}

/// A new arena of one block of at least capacity bytes, which never grows: full is
/// EXP_RS_OUT_OF_MEMORY. NULL when memory cannot be had. To be freed with exp_rs_arena_free.
#[unsafe(no_mangle)]
pub extern "C" fn exp_rs_arena_new(capacity: usize) -> *mut exp_rs_arena {
    ArenaHandle::create(Arena::new(capacity))
}

/// A new arena that starts with initial bytes (0: none yet) and takes more blocks when needed, up
/// to limit bytes in all (SIZE_MAX: no limit). NULL when memory cannot be had or initial is above
/// limit.
#[unsafe(no_mangle)]
pub extern "C" fn exp_rs_arena_new_growable(initial: usize, limit: usize) -> *mut exp_rs_arena {
    ArenaHandle::create(Arena::growable(initial, limit))
}

/// The bytes that exp_rs_malloc will be asked for in all by exp_rs_arena_new(capacity): the handle
/// and the block. Blocks come in steps: where pointers have 64 bits, capacities of 448, 960, 1984,
/// 4032, 8128 bytes and from there on 64 less than a multiple of 4096 waste nothing; where they
/// have 32, 16 bytes more.
#[unsafe(no_mangle)]
pub extern "C" fn exp_rs_arena_block_size(capacity: usize) -> usize {
    convert::requested(size_of::<exp_rs_arena>(), align_of::<exp_rs_arena>())
        .saturating_add(convert::requested(Arena::block_size(capacity), 16))
}

/// Forgets all that the arena holds; its builders become stale. A fixed arena calls neither hook.
/// EXP_RS_BUSY while one of its builders is being evaluated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_arena_reset(arena: *mut exp_rs_arena) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    convert::status(unsafe { reach::arena(arena) }.and_then(ArenaHandle::reset))
}

/// Gives the memory back at once; its builders become stale and must still be freed. While one of
/// them is being evaluated, this is carried out when that call returns. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_arena_free(arena: *mut exp_rs_arena) {
    if !arena.is_null() {
        // SAFETY: the caller's word, as the header says.
        unsafe { ArenaHandle::free(arena) };
    }
}

/// Tells what the arena holds; zeros on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_arena_get_stats(
    arena: *const exp_rs_arena,
    out: *mut exp_rs_arena_stats,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        let stats = reach::arena(arena).map(|handle| handle.look().stats());
        convert::write(out, stats.map(convert::arena_stats), convert::NO_ARENA_STATS)
    }
}
