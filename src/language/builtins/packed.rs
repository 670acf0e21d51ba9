//! The rows of the built-in functions as the library has them: four bytes each, their names one after the other.

use core::ffi::CStr;

use super::{Meaning, ROWS, Row, Step, VARIADIC};

/// One built-in function. Its name is the one of the same number in [`names`].
pub(crate) struct BuiltinRow {
    /// The smallest number of arguments and, above that, the largest one, in four bits each.
    arguments: u8,
    pub meaning: Meaning,
}

/// In [`Row::most`]: no upper limit.
pub(crate) const MANY: u8 = 15;

impl BuiltinRow {
    /// The smallest number of arguments.
    pub(crate) fn least_arguments(&self) -> u32 {
        u32::from(self.arguments & 15)
    }

    /// The largest number of arguments, [`VARIADIC`] for no limit.
    pub(crate) fn most_arguments(&self) -> u32 {
        match self.arguments >> 4 {
            MANY => VARIADIC,
            most => u32::from(most),
        }
    }
}

/// The names of the built-in functions but the lazy ones.
pub(crate) fn names() -> impl Iterator<Item = &'static CStr> {
    NAMES.split_inclusive(|byte| *byte == 0).filter_map(|name| CStr::from_bytes_with_nul(name).ok())
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
    const EMPTY: BuiltinRow = BuiltinRow { arguments: 0, meaning: Meaning::Average };
    let mut rows = [EMPTY; ROWS.len()];
    let (mut row, mut start) = (0, 0);
    while row < ROWS.len() {
        let Row { least, most, meaning, steps, .. } = ROWS[row];
        let formula = Formula { start: start as u8, length: steps.len() as u8 };
        let meaning = match meaning {
            Meaning::Formula(_) => Meaning::Formula(formula),
            Meaning::ByCount(_) => Meaning::ByCount(formula),
            other => other,
        };
        assert!(least <= most && most <= MANY);
        rows[row] = BuiltinRow { arguments: most << 4 | least, meaning };
        start += steps.len();
        row += 1;
    }
    assert!(start <= u8::MAX as usize && size_of::<BuiltinRow>() == 4);
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

/// Where each row's name begins in [`NAMES`].
static STARTS: [u16; ROWS.len()] = {
    let mut starts = [0; ROWS.len()];
    let mut row = 1;
    while row < ROWS.len() {
        starts[row] = starts[row - 1] + ROWS[row - 1].name.to_bytes_with_nul().len() as u16;
        row += 1;
    }
    starts
};

/// Whether this is the name of a row. A call, which few names need.
#[inline(never)]
fn is(row: usize, name: &[u8]) -> bool {
    let names = STARTS.get(row).and_then(|start| NAMES.get(usize::from(*start)..));
    names.is_some_and(|names| names.starts_with(name) && names.get(name.len()) == Some(&0))
}

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
        .is_some_and(|row| (row.least_arguments()..=row.most_arguments()).contains(&arguments))
}

/// The row of a name, looked for from the first one on.
fn search(name: &[u8]) -> Option<u16> {
    let (_, names) = NAMES.split_last()?;
    names.split(|byte| *byte == 0).position(|other| other == name).map(|row| row as u16)
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
    // Where flash is short there is no table: some instructions for each letter of all names in place of it.
    if cfg!(target_os = "none") {
        return search(name);
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
        if *WORDS.get(row)? == word && (length < WHOLE || is(row, name)) {
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
        assert_eq!(names().count(), BUILTINS.len());
        for (row, name) in names().enumerate() {
            assert_eq!(name, ROWS[row].name);
            let name = name.to_str().unwrap();
            assert_eq!(find(name), Some(row as u16));
            assert_eq!(search(name.as_bytes()), Some(row as u16));
            let text = std::format!("a+{name}(behind it");
            assert_eq!(row_at(text.as_bytes(), 2, name.len()), Some(row as u16));
        }
        for absent in [&b""[..], b"s", b"nosuch", &[b's'; 300]] {
            assert_eq!(row_at(absent, 0, absent.len()), None);
            assert_eq!(search(absent), None);
        }
    }
}
