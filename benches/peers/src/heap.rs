//! The allocator of the C library, which all peers use.
//!
//! By default it returns memory to the system whenever enough of it is free at the end of the heap.
//! Whether a compilation that takes much memory for a moment (ExprTk's does) meets that border each
//! time depends on what other peers left in the heap: E4 was seen to take 5.4 µs and 19 µs. As in
//! a program that has run for a while, the heap here is large from the start and stays so.

use std::ffi::c_int;

// glibc's <malloc.h>.
const M_TRIM_THRESHOLD: c_int = -1;
const M_TOP_PAD: c_int = -2;
const M_MMAP_THRESHOLD: c_int = -3;

unsafe extern "C" {
    fn mallopt(parameter: c_int, value: c_int) -> c_int;
}

/// Bytes by which the heap grows at least.
const GROWTH: c_int = 64 << 20;
/// Larger blocks are mapped one by one: the columns, but no compilation.
const LARGEST_IN_HEAP: c_int = 4 << 20;

/// Keeps freed memory in this process. To be called before any measurement.
pub fn keep_freed_memory() {
    let options = [
        (M_TRIM_THRESHOLD, c_int::MAX),
        (M_TOP_PAD, GROWTH),
        (M_MMAP_THRESHOLD, LARGEST_IN_HEAP),
    ];
    for (parameter, value) in options {
        // SAFETY: a call without pointers, made while the process has one thread.
        let done = unsafe { mallopt(parameter, value) };
        assert_eq!(done, 1, "mallopt({parameter}, {value}) was refused");
    }
}
