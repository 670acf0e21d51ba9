//! The global allocator over the host's two hooks, `exp_rs_malloc` and `exp_rs_free`.
//!
//! The hooks promise blocks aligned to 4 and no more (newlib's malloc has returned 8 mod 16, a pool may
//! return 4 mod 8), while the arena asks for 16. Where more than 4 is wanted, `align` bytes more are asked
//! for; the address handed out is the next aligned one strictly after the block's start, and the four bytes
//! before it hold the distance back:
//!
//! ```text
//! block          returned
//! v              v
//! | 0..align-4 | distance: u32 | size bytes ... |
//! ```
//!
//! The distance is a multiple of 4 from 4 to `align`, so there is always room for it, and no byte that
//! was asked for can go unused in the worst case. Where 4 or less is wanted the block is returned as it is.

use core::alloc::{GlobalAlloc, Layout};
use core::ffi::c_void;
use core::ptr;

/// What every block of `exp_rs_malloc` is aligned to, at least.
const HOOK_ALIGN: usize = 4;

unsafe extern "C" {
    fn exp_rs_malloc(size: usize) -> *mut c_void;
    fn exp_rs_free(block: *mut c_void);
}

#[global_allocator]
static ALLOCATOR: Hooks = Hooks;

struct Hooks;

/// The bytes that `exp_rs_malloc` is asked for when the library allocates `size` bytes aligned to `align`.
///
/// Cannot overflow for the parts of a [`Layout`]: rounded up to `align`, its size is at most `isize::MAX`.
pub(crate) const fn request_size(size: usize, align: usize) -> usize {
    if align <= HOOK_ALIGN { size } else { size + align }
}

/// From a block's start to the address handed out, for an `align` above [`HOOK_ALIGN`].
///
/// `None` for what the four bytes cannot hold (alignments of 4 GiB and more).
fn distance(block: *mut u8, align: usize) -> Option<u32> {
    u32::try_from(align - block.addr() % align).ok()
}

// SAFETY: `alloc` returns NULL or `layout.size()` bytes inside one live block of `exp_rs_malloc`, aligned as
// asked, and `dealloc` finds that block again; neither panics.
unsafe impl GlobalAlloc for Hooks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the host defines the hook as the header declares it.
        let block =
            unsafe { exp_rs_malloc(request_size(layout.size(), layout.align())) }.cast::<u8>();
        if block.is_null() {
            return block;
        }
        // A block from a `char` array that nobody aligned breaks the contract: out of memory, not a crash.
        if block.addr().is_multiple_of(HOOK_ALIGN) {
            if layout.align() <= HOOK_ALIGN {
                return block;
            }
            if let Some(distance) = distance(block, layout.align()) {
                // SAFETY: 4 <= distance <= align, and the block has size + align bytes. Its start and the
                // distance are multiples of 4, hence so is the address of the u32.
                unsafe {
                    let start = block.add(distance as usize);
                    start.cast::<u32>().sub(1).write(distance);
                    return start;
                }
            }
        }
        // SAFETY: the block came from `exp_rs_malloc` just now and is not handed out.
        unsafe { exp_rs_free(block.cast()) };
        ptr::null_mut()
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        let mut block = start;
        if layout.align() > HOOK_ALIGN {
            // SAFETY: `alloc` with the same layout wrote the distance there, inside the same block.
            unsafe { block = start.sub(start.cast::<u32>().sub(1).read() as usize) };
        }
        // SAFETY: the address that `exp_rs_malloc` returned for this block, freed once as the caller promises.
        unsafe { exp_rs_free(block.cast()) };
    }
}

#[cfg(test)]
mod tests {
    use super::{HOOK_ALIGN, Hooks, distance, request_size};
    use core::alloc::{GlobalAlloc, Layout};

    #[repr(align(64))]
    struct Memory([u8; 256]);

    #[test]
    fn every_block_aligned_to_four_has_room_for_distance_and_payload() {
        let mut memory = Memory([0; 256]);
        for align in [8, 16, 32, 64] {
            for offset in (0..64).step_by(HOOK_ALIGN) {
                let block = memory.0.as_mut_ptr().wrapping_add(offset);
                let distance = distance(block, align).unwrap() as usize;
                assert_eq!((block.addr() + distance) % align, 0);
                assert!(distance >= size_of::<u32>() && 40 + distance <= request_size(40, align));
            }
        }
    }

    #[test]
    fn blocks_keep_their_bytes_and_go_back() {
        for (size, align) in [(1, 1), (7, 4), (24, 8), (100, 16), (4096, 64), (1, 4096)] {
            let layout = Layout::from_size_align(size, align).unwrap();
            // SAFETY: the size is not zero, the block is written within it and freed with its layout.
            unsafe {
                let block = Hooks.alloc(layout);
                assert!(!block.is_null() && block.addr() % align == 0);
                block.write_bytes(0xA5, size);
                let block = Hooks.realloc(block, layout, 2 * size);
                assert_eq!(*block.add(size - 1), 0xA5);
                Hooks.dealloc(block, Layout::from_size_align(2 * size, align).unwrap());
            }
        }
    }

    #[test]
    fn the_largest_layout_does_not_overflow() {
        let align = 1 << (usize::BITS - 2);
        assert!(request_size(isize::MAX as usize - (align - 1), align) > align);
    }
}
