//! The rows of the built-in functions as the library has them: a byte where the written ones have a pointer.

use super::{Meaning, ROWS, Row, Step, VARIADIC};
use crate::arena::utf8;

/// One built-in function.
pub(crate) struct BuiltinRow {
    /// Where its name begins in [`NAMES`].
    name: u16,
    pub least: u8,
    /// [`MANY`] for no upper limit.
    pub most: u8,
    pub meaning: Meaning,
}

/// In [`BuiltinRow::most`]: no upper limit.
pub(crate) const MANY: u8 = u8::MAX;

impl BuiltinRow {
    /// The largest number of arguments, [`VARIADIC`] for no limit.
    pub(crate) fn most_arguments(&self) -> u32 {
        if self.most == MANY { VARIADIC } else { u32::from(self.most) }
    }

    /// The name, NUL-terminated, and those behind it.
    fn names(&self) -> &'static [u8] {
        NAMES.get(usize::from(self.name)..).unwrap_or(&[0])
    }

    pub(crate) fn c_name(&self) -> *const u8 {
        self.names().as_ptr()
    }

    pub(crate) fn name(&self) -> &'static str {
        let name = self.names().split(|byte| *byte == 0).next();
        name.and_then(|name| utf8(name).ok()).unwrap_or("")
    }

    #[cfg_attr(not(target_os = "none"), inline(never))]
    fn is(&self, name: &[u8]) -> bool {
        let names = self.names();
        names.first() == name.first()
            && names.starts_with(name)
            && names.get(name.len()) == Some(&0)
    }
}

/// The steps of a formula, as a part of [`STEPS`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Formula {
    start: u8,
    length: u8,
}

impl Formula {
    pub(super) const NONE: Formula = Formula { start: 0, length: 0 };

    pub(crate) fn steps(self) -> &'static [Step] {
        let start = usize::from(self.start);
        STEPS.get(start..start + usize::from(self.length)).unwrap_or(&[])
    }
}

/// Every built-in function but the lazy ones.
pub(crate) static BUILTINS: [BuiltinRow; ROWS.len()] = {
    const EMPTY: BuiltinRow = BuiltinRow { name: 0, least: 0, most: 0, meaning: Meaning::Average };
    let mut rows = [EMPTY; ROWS.len()];
    let (mut row, mut name, mut start) = (0, 0, 0);
    while row < ROWS.len() {
        let Row { least, most, meaning, steps, .. } = ROWS[row];
        let formula = Formula { start: start as u8, length: steps.len() as u8 };
        let meaning = match meaning {
            Meaning::Formula(_) => Meaning::Formula(formula),
            Meaning::ByCount(one, _) => Meaning::ByCount(one, formula),
            other => other,
        };
        rows[row] = BuiltinRow { name: name as u16, least, most, meaning };
        name += ROWS[row].name.to_bytes_with_nul().len();
        start += steps.len();
        row += 1;
    }
    assert!(name <= u16::MAX as usize && start <= u8::MAX as usize);
    rows
};

/// The steps of all formulas in a row.
static STEPS: [Step; count(Part::Steps)] = {
    let mut steps = [Step::Keep; count(Part::Steps)];
    let (mut row, mut at) = (0, 0);
    while row < ROWS.len() {
        let mut i = 0;
        while i < ROWS[row].steps.len() {
            steps[at] = ROWS[row].steps[i];
            (at, i) = (at + 1, i + 1);
        }
        row += 1;
    }
    steps
};

/// The names in a row, NUL-terminated for C.
static NAMES: [u8; count(Part::Names)] = {
    let mut names = [0; count(Part::Names)];
    let (mut row, mut at) = (0, 0);
    while row < ROWS.len() {
        let name = ROWS[row].name.to_bytes_with_nul();
        let mut i = 0;
        while i < name.len() {
            names[at] = name[i];
            (at, i) = (at + 1, i + 1);
        }
        row += 1;
    }
    names
};

enum Part {
    Steps,
    Names,
}

/// How many steps, or bytes of names, all rows have.
const fn count(part: Part) -> usize {
    let (mut row, mut sum) = (0, 0);
    while row < ROWS.len() {
        sum += match part {
            Part::Steps => ROWS[row].steps.len(),
            Part::Names => ROWS[row].name.to_bytes_with_nul().len(),
        };
        row += 1;
    }
    sum
}

/// Places of the look-up table: a power of two, so that it stays half empty.
const PLACES: usize = 256;
const EMPTY: u8 = u8::MAX;
const _: () = assert!(ROWS.len() < EMPTY as usize && ROWS.len() * 2 <= PLACES);

/// Row numbers by hash of the name's word, open addressing.
static INDEX: [u8; PLACES] = index();

/// The first bytes of a name as a number, the first one lowest: all of most names.
const fn word(name: &[u8]) -> u64 {
    let mut rest = if name.len() < WHOLE { name.len() } else { WHOLE };
    let mut word = 0;
    while rest > 0 {
        rest -= 1;
        word = word << 8 | name[rest] as u64;
    }
    word
}

/// So many bytes are in a word. Two names that are shorter are the same where their words are.
const WHOLE: usize = size_of::<u64>();

/// The word of each row.
static WORDS: [u64; ROWS.len()] = {
    let mut words = [0; ROWS.len()];
    let mut row = 0;
    while row < ROWS.len() {
        words[row] = word(ROWS[row].name.to_bytes());
        row += 1;
    }
    words
};

const fn place_of(word: u64) -> usize {
    (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize % PLACES
}

const fn index() -> [u8; PLACES] {
    let mut places = [EMPTY; PLACES];
    let mut row = 0;
    while row < ROWS.len() {
        let mut place = place_of(WORDS[row]);
        while places[place] != EMPTY {
            place = (place + 1) % PLACES;
        }
        places[place] = row as u8;
        row += 1;
    }
    places
}

/// Whether the built-in function of this row takes so many arguments; false where there is no row.
pub(crate) fn takes(row: u16, arguments: u32) -> bool {
    BUILTINS
        .get(row as usize)
        .is_some_and(|row| (u32::from(row.least)..=row.most_arguments()).contains(&arguments))
}

/// The row number of a built-in function.
#[inline]
pub(crate) fn find(name: &str) -> Option<u16> {
    row_at(name.as_bytes(), 0, name.len())
}

/// [`find`] of the name that is `length` bytes of a text from `start` on.
#[inline]
pub(crate) fn row_at(text: &[u8], start: usize, length: usize) -> Option<u16> {
    let name = text.get(start..start + length)?;
    // Where flash is short there is no table: a thousand instructions in place of it.
    if cfg!(target_os = "none") {
        return BUILTINS.iter().position(|row| row.is(name)).map(|row| row as u16);
    }
    // No name has a NUL, which a word has behind a shorter one.
    if matches!(name.last(), None | Some(0)) {
        return None;
    }
    // At once, where the text goes on so far.
    let word = match text.get(start..).and_then(<[u8]>::first_chunk) {
        Some(bytes) => {
            let behind = u64::BITS - 8 * length.min(WHOLE) as u32;
            u64::from_le_bytes(*bytes) << behind >> behind
        }
        None => word(name),
    };
    let mut place = place_of(word);
    loop {
        let row = usize::from(INDEX[place]);
        // There is none behind the last row: the place is empty.
        if *WORDS.get(row)? == word
            && (length < WHOLE || BUILTINS.get(row).is_some_and(|r| r.is(name)))
        {
            return Some(row as u16);
        }
        place = (place + 1) % PLACES;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_function_is_found_by_its_name() {
        for (row, builtin) in BUILTINS.iter().enumerate() {
            assert_eq!(find(builtin.name()), Some(row as u16));
            assert_eq!(builtin.name(), ROWS[row].name.to_str().unwrap());
            let text = std::format!("a+{}(behind it", builtin.name());
            assert_eq!(row_at(text.as_bytes(), 2, builtin.name().len()), Some(row as u16));
        }
        for absent in [&b""[..], b"s", b"nosuch", &[b's'; 300]] {
            assert_eq!(row_at(absent, 0, absent.len()), None);
        }
    }
}
