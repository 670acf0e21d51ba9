//! Bytes to texts. Core's check is made for long texts, and takes six hundred bytes of flash.

use core::ops::Range;

/// The bytes as a text; otherwise the first of them that are none.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Range<usize>> {
    if cfg!(target_os = "none") {
        // SAFETY: every character was looked at.
        return check(bytes).map(|()| unsafe { core::str::from_utf8_unchecked(bytes) });
    }
    core::str::from_utf8(bytes).map_err(|error| {
        let start = error.valid_up_to();
        start..error.error_len().map_or(bytes.len(), |length| start + length)
    })
}

/// Finds what core's check finds.
fn check(bytes: &[u8]) -> Result<(), Range<usize>> {
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        let more = match first {
            0..0x80 => 0,
            0xc2..0xe0 => 1,
            0xe0..0xf0 => 2,
            0xf0..0xf5 => 3,
            _ => return Err(at..at + 1),
        };
        // What the first of those that follow can be: no longer form than is needed, no half of a pair of UTF-16,
        // nothing beyond Unicode.
        let (mut least, mut most) = match first {
            0xe0 => (0xa0, 0xbf),
            0xed => (0x80, 0x9f),
            0xf0 => (0x90, 0xbf),
            0xf4 => (0x80, 0x8f),
            _ => (0x80, 0xbf),
        };
        for i in at + 1..=at + more {
            match bytes.get(i) {
                None => return Err(at..i),
                Some(byte) if *byte < least || *byte > most => return Err(at..i),
                Some(_) => (least, most) = (0x80, 0xbf),
            }
        }
        at += more + 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_core(bytes: &[u8]) -> Result<(), Range<usize>> {
        utf8(bytes).map(|_| ())
    }

    #[test]
    fn all_short_texts_are_as_core_says() {
        const BYTES: [u8; 22] = [
            0x00, 0x61, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0,
            0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff,
        ];
        for number in 0..BYTES.len().pow(4) {
            let byte = |i: u32| BYTES[number / BYTES.len().pow(i) % BYTES.len()];
            let bytes = [byte(0), byte(1), byte(2), byte(3)];
            for length in 0..=4 {
                let text = &bytes[..length];
                assert_eq!(check(text), of_core(text), "{text:x?}");
            }
        }
        assert_eq!(check("µ Δt €\u{10ffff}".as_bytes()), Ok(()));
    }
}
