//! Finds a name by looking through all of them: the least code, where memory holds few.

use super::{Entry, Located, NameTable};

/// What a row has for it: nothing.
pub(super) type Link = ();

/// Where a new text belongs: behind the others.
#[derive(Clone, Copy)]
pub(crate) struct Gap;

/// What a table has.
pub(super) struct Root;

impl Root {
    pub(super) const EMPTY: Root = Root;
}

impl<M: Copy> NameTable<'_, M> {
    #[inline(never)]
    pub(super) fn look_up(&self, text: &[u8]) -> Option<(usize, &Entry<M>)> {
        self.entries.iter().enumerate().find(|(_, entry)| entry.row.of(&self.texts) == text)
    }

    /// Where `text` is, or would be.
    pub(crate) fn locate(&self, text: &str) -> Located {
        self.find(text).map_or(Located::New(Gap), Located::Known)
    }

    pub(super) fn link(&mut self, _text: &[u8], _: Gap, _id: u32) -> Link {}
}
