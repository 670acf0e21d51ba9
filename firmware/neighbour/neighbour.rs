//! Another Rust library in the same image, as it comes from cargo: with a panic handler of its own, and with a
//! panic on purpose, so that the check for panics is seen to see one.

#![no_std]

/// The number at an index; an index past the end panics.
///
/// # Safety
/// `numbers` points to `length` numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn neighbour_at(numbers: *const u32, length: usize, index: usize) -> u32 {
    // SAFETY: the caller's word.
    let numbers = unsafe { core::slice::from_raw_parts(numbers, length) };
    numbers[index]
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
