//! What an error knows beyond status and place, in pieces: [`Message`] makes a sentence of them where one is wanted. A
//! program that asks for none has neither its words nor what writes them.
//!
//! [`Message`]: super::Message

use super::{Detail, Fault};
use crate::limits::{MESSAGE_SIZE, SUGGESTION_LENGTH};

/// What an unknown name was to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Value,
    Array,
    Function,
}

/// What else there is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    None,
    /// Of a circle of named expressions these.
    Circle,
    /// The name that is nearest to an unknown one.
    Nearest,
    /// An unknown value's name is that of an array, or a function.
    IsArray,
    IsFunction,
    /// An unknown function's name is that of a value.
    IsValue,
    /// The group of functions that this build has not.
    LeftOut,
    /// Nobody has looked yet for what is near an unknown name, nor whether it is something else.
    Open(Wanted),
}

/// As many bytes of texts as a message can show: it has 28 of its own where there are so many.
const ROOM: usize = MESSAGE_SIZE - 28;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Particulars {
    pub detail: Detail,
    pub note: Note,
    /// Where the first and the second text end.
    ends: [u8; 2],
    /// The function in whose body the fault is, what is at fault, and what belongs to the note.
    texts: heapless::String<ROOM, u8>,
}

impl Particulars {
    /// Without a text. No constant: that would be copied from flash, all the room for texts with it.
    #[inline]
    pub(crate) fn new(detail: Detail, note: Note) -> Particulars {
        Particulars { detail, note, ends: [0; 2], texts: heapless::String::new() }
    }

    /// Those of a fault in `source`, the body of `function` or, where that is empty, an expression.
    pub(crate) fn of_fault(fault: &Fault, source: &str, function: &str) -> Particulars {
        let mut particulars = Particulars::new(fault.detail, Note::None);
        particulars.quote(function);
        particulars.ends[0] = particulars.texts.len() as u8;
        particulars.quote(fault.span.of(source));
        particulars.ends[1] = particulars.texts.len() as u8;
        particulars
    }

    /// The piece of a text that is at fault; a long one is cut.
    pub(crate) fn at_fault(&self) -> &str {
        self.texts()[1]
    }

    /// Adds a note and its text.
    pub(crate) fn tell(&mut self, note: Note, text: &str) {
        self.note = note;
        self.quote(text);
    }

    /// Adds to the last text what a message has room for.
    pub(crate) fn write(&mut self, text: &str) {
        let room = self.texts.capacity() - self.texts.len();
        let _ = self.texts.push_str(prefix(text, room));
    }

    /// Adds a text, a long one cut so that what follows still has room.
    fn quote(&mut self, text: &str) {
        const LONGEST: usize = SUGGESTION_LENGTH;
        if text.len() <= LONGEST {
            return self.write(text);
        }
        self.write(prefix(text, LONGEST - 3));
        self.write("...");
    }

    /// The function, what is at fault, what belongs to the note.
    pub(super) fn texts(&self) -> [&str; 3] {
        let [first, second] = self.ends.map(usize::from);
        let piece = |start: usize, end: usize| self.texts.get(start..end).unwrap_or("");
        [piece(0, first), piece(first, second), piece(second, self.texts.len())]
    }
}

/// The longest start of `text` that ends between characters and has at most `length` bytes.
pub(super) fn prefix(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}
