//! What a name is.

use super::tables::{Class, class_of};
use crate::language::operators;

/// Bytes of the letter or `_` at `position`: a fixed list of code points, so that what is a name
/// never changes with a table of Unicode's. The first two bytes of a character tell.
pub(super) fn letter_length(source: &str, position: usize) -> usize {
    let byte = |at: usize| source.as_bytes().get(at).copied().unwrap_or(0);
    match (byte(position), byte(position + 1)) {
        (b'a'..=b'z' | b'A'..=b'Z' | b'_', _) => 1,
        // U+B5, and from U+C0 on all but U+D7 and U+F7.
        (0xc2, 0xb5) => 2,
        (0xc3, 0x97 | 0xb7) => 0,
        (0xc3..=0xdf, _) => 2,
        // Up to U+1FFF, U+2C00 to U+2DFF, U+3040 to U+D7FF.
        (0xe0 | 0xe1 | 0xe4..=0xed, _) | (0xe2, 0xb0..=0xb7) | (0xe3, 0x81..) => 3,
        _ => 0,
    }
}

/// Where the letters and digits from `position` on end.
pub(super) fn name_part_end(source: &str, mut position: usize) -> usize {
    loop {
        position += match source.as_bytes().get(position) {
            Some(b'0'..=b'9') => 1,
            _ => match letter_length(source, position) {
                0 => return position,
                length => length,
            },
        };
    }
}

/// Whether `text` is one name that a host may give to a value, an array or a function.
#[cfg_attr(not(target_os = "none"), inline)]
pub(crate) fn is_name(text: &str) -> bool {
    // The number of a bit of a name must fit into 32 bits.
    const LONGEST: usize = 1 << 28;
    if text.len() > LONGEST || matches!(text.len(), 2 | 3) && operators::WORDS.contains(&text) {
        return false;
    }
    // Longer in code, shorter in time.
    let class = |byte: &u8| class_of(*byte);
    if !cfg!(target_os = "none")
        && let [letter] = text.as_bytes()
    {
        return class(letter) == Class::Letter;
    }
    !cfg!(target_os = "none")
        && text.as_bytes().first().is_some_and(|first| class(first) == Class::Letter)
        && text.as_bytes().iter().all(|byte| class(byte) >= Class::Letter)
        || is_long_name(text)
}

/// The same of any name, also one with dots or letters beyond ASCII.
#[inline(never)]
fn is_long_name(text: &str) -> bool {
    let part = |position| match letter_length(text, position) {
        0 => position,
        _ => name_part_end(text, position),
    };
    let mut position = 0;
    loop {
        let end = part(position);
        if end == position {
            return false;
        }
        if end == text.len() {
            return true;
        }
        if text.as_bytes().get(end) != Some(&b'.') {
            return false;
        }
        position = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_a_list_of_code_points() {
        for character in '\0'..=char::MAX {
            let letter = matches!(character,
                'a'..='z' | 'A'..='Z' | '_' | '\u{b5}' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
                | '\u{f8}'..='\u{1fff}' | '\u{2c00}'..='\u{2dff}' | '\u{3040}'..='\u{d7ff}');
            let length = if letter { character.len_utf8() } else { 0 };
            assert_eq!(
                letter_length(character.encode_utf8(&mut [0; 4]), 0),
                length,
                "{character:?}"
            );
        }
    }
}
