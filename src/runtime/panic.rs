//! The panic handler of builds without `std`: hands the host one line of text.
//!
//! No call of the library panics; should one do so all the same, this names the place. The panic's own
//! message is left out: writing it would link the whole of `core::fmt` into every firmware.

use core::ffi::c_char;
use core::panic::{Location, PanicInfo};

unsafe extern "C" {
    /// The host's; must not return.
    fn exp_rs_panic(message: *const c_char, length: usize);
}

/// Enough for the longest path of this crate and of its dependencies; a longer one is cut.
const LINE_SIZE: usize = 128;

#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    let mut line = Line { text: [0; LINE_SIZE], length: 0 };
    line.push(b"exp_rs: panic");
    if let Some(place) = info.location() {
        line.push_location(place);
    }
    // SAFETY: `length` bytes of `text` are written and a NUL follows them (`push` leaves the last byte alone).
    unsafe { exp_rs_panic(line.text.as_ptr().cast(), line.length) };
    loop {
        core::hint::spin_loop();
    }
}

/// A text that is cut where the room ends. Nothing in here can panic: no index, no slice bound.
struct Line {
    text: [u8; LINE_SIZE],
    length: usize,
}

impl Line {
    fn push(&mut self, text: &[u8]) {
        let free = self.text.iter_mut().take(LINE_SIZE - 1).skip(self.length);
        for (to, from) in free.zip(text) {
            *to = *from;
            self.length += 1;
        }
    }

    fn push_location(&mut self, place: &Location) {
        self.push(b" at ");
        self.push(place.file().as_bytes());
        self.push(b":");
        // No power of ten by which to divide: the compiler would test it for zero, with a panic.
        let mut digits = [0; 10];
        let mut rest = place.line();
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let zeros = digits.iter().take(9).take_while(|digit| **digit == b'0').count();
        self.push(digits.get(zeros..).unwrap_or(&digits));
    }
}

// The precompiled `core` and `alloc` of a hosted target refer to the personality routine of unwinding, though
// a library built with panic=abort never calls it, and without `std` nobody defines it. Weak: beside
// a real one this gives way. An illegal instruction, should an exception come by against the contract.
// Bare-metal targets do not refer to it.
#[cfg(all(unix, not(target_vendor = "apple")))]
core::arch::global_asm!(
    ".weak rust_eh_personality",
    "rust_eh_personality:",
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    "ud2",
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    ".long 0",
);
