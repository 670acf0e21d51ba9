//! What the fuzz targets share: an allocator that can be told to fail, and that counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

static CALLS_LEFT: AtomicUsize = AtomicUsize::new(usize::MAX);
static FOR_EVER: AtomicBool = AtomicBool::new(false);
static REFUSED: AtomicBool = AtomicBool::new(false);
static LIVE: AtomicUsize = AtomicUsize::new(0);

struct Failing;

#[global_allocator]
static ALLOCATOR: Failing = Failing;

/// Whether this call of the allocator is the one to fail, or one behind it.
fn refuse() -> bool {
    let left = CALLS_LEFT.load(Relaxed);
    if left == usize::MAX {
        return false;
    }
    if left > 0 {
        CALLS_LEFT.store(left - 1, Relaxed);
        return false;
    }
    REFUSED.store(true, Relaxed);
    if !FOR_EVER.load(Relaxed) {
        CALLS_LEFT.store(usize::MAX, Relaxed);
    }
    true
}

// SAFETY: the system's allocator; null is always allowed.
unsafe impl GlobalAlloc for Failing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if refuse() {
            return ptr::null_mut();
        }
        LIVE.fetch_add(1, Relaxed);
        // SAFETY: the caller's word.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        LIVE.fetch_sub(1, Relaxed);
        // SAFETY: the caller's word.
        unsafe { System.dealloc(block, layout) }
    }
}

/// How memory fails: at one call, or at it and all later ones.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub at: usize,
    pub for_ever: bool,
}

impl Fault {
    pub const NEVER: Fault = Fault { at: usize::MAX, for_ever: false };

    /// Half of all bytes stand for no fault.
    pub fn of_byte(byte: u8) -> Fault {
        if byte < 128 {
            return Fault::NEVER;
        }
        Fault { at: usize::from(byte & 31), for_ever: byte & 32 != 0 }
    }
}

/// Calls the library while memory fails; whether it was refused. `body` must not allocate itself.
pub fn with_fault<T>(fault: Fault, body: impl FnOnce() -> T) -> (T, bool) {
    REFUSED.store(false, Relaxed);
    FOR_EVER.store(fault.for_ever, Relaxed);
    CALLS_LEFT.store(fault.at, Relaxed);
    let out = body();
    CALLS_LEFT.store(usize::MAX, Relaxed);
    (out, REFUSED.load(Relaxed))
}

/// Blocks that were allocated and not given back.
pub fn live_blocks() -> usize {
    LIVE.load(Relaxed)
}
