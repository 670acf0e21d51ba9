//! A table of names: text to a dense number and a meaning, in time linear in the name's length for
//! any set of names, so that no text can be written that makes look-ups slow.
//!
//! A crit-bit tree: an inner node tells the first bit in which its two halves differ, a leaf is a
//! name. Before it a few hints tell at once where the newest names are. The texts are NUL-terminated, one after another, so that C can read them in place.

use crate::arena::{Arena, ArenaVec, utf8};
use crate::error::Status;

/// Number of a name in its table: 0, 1, 2 ... in the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameId(pub u32);

/// An inner node, or with the highest bit set a leaf: the number of a name.
#[derive(Clone, Copy)]
struct Node(u32);

const LEAF: u32 = 1 << 31;

#[derive(Clone, Copy)]
struct Branch {
    /// Bit number from the text's start, each byte's highest bit first.
    bit: u32,
    halves: [Node; 2],
}

#[derive(Clone, Copy)]
struct Entry<M> {
    offset: u32,
    length: u32,
    /// The inner node that came with the name, and has its number; the first name needs none.
    branch: Branch,
    meaning: M,
}

/// Where a text is in a table, or would be.
#[derive(Clone, Copy)]
pub(crate) enum Located {
    Known(NameId),
    New(Gap),
}

/// Where a new text belongs: the first bit in which it differs from the name nearest to it.
#[derive(Clone, Copy)]
pub(crate) struct Gap(u32);

/// The names of one builder or context, and what each means.
pub(crate) struct NameTable<'a, M: Copy = ()> {
    texts: ArenaVec<'a, u8>,
    entries: ArenaVec<'a, Entry<M>>,
    root: Node,
    /// By [`hint`]: the number of a name, plus 1; 0 where there is none that fits.
    hints: [u8; HINTS],
}

const HINTS: usize = 32;

/// Where among the hints a text is.
#[inline]
fn hint(text: &[u8]) -> usize {
    let first = text.first().copied().unwrap_or(0);
    let last = text.last().copied().unwrap_or(0);
    usize::from(first ^ last.wrapping_mul(4)) ^ text.len().wrapping_mul(8)
}

/// The bit of `text`, 0 past its end: names contain no NUL, so no name is another with zeros.
#[inline]
fn bit_of(text: &[u8], bit: u32) -> usize {
    let byte = text.get((bit >> 3) as usize).copied().unwrap_or(0);
    usize::from(byte >> (7 - (bit & 7)) & 1)
}

/// The first bit in which two texts differ.
fn first_difference(a: &[u8], b: &[u8]) -> Option<u32> {
    let common = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let byte = |text: &[u8]| text.get(common).copied().unwrap_or(0);
    let difference = byte(a) ^ byte(b);
    (difference != 0).then(|| common as u32 * 8 + difference.leading_zeros())
}

impl<'a, M: Copy> NameTable<'a, M> {
    pub(crate) fn new(arena: &'a Arena) -> Self {
        NameTable {
            texts: ArenaVec::new(arena),
            entries: ArenaVec::new(arena),
            root: Node(LEAF),
            hints: [0; HINTS],
        }
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The name's text.
    pub(crate) fn text(&self, name: NameId) -> &str {
        utf8(self.text_bytes(name.0)).unwrap_or("")
    }

    /// The name's text, NUL-terminated; valid until a name is added.
    pub(crate) fn c_text(&self, name: NameId) -> *const u8 {
        let offset = self.entries.get(name.0 as usize).map_or(0, |e| e.offset);
        self.texts.as_ptr().wrapping_add(offset as usize)
    }

    #[inline]
    fn text_bytes(&self, name: u32) -> &[u8] {
        let Some(entry) = self.entries.get(name as usize) else {
            return b"";
        };
        let start = entry.offset as usize;
        self.texts.get(start..start + entry.length as usize).unwrap_or(b"")
    }

    /// What a name means.
    pub(crate) fn get(&self, name: NameId) -> Option<&M> {
        self.entries.get(name.0 as usize).map(|entry| &entry.meaning)
    }

    /// What a name means, to change it.
    pub(crate) fn get_mut(&mut self, name: NameId) -> Option<&mut M> {
        self.entries.get_mut(name.0 as usize).map(|entry| &mut entry.meaning)
    }

    /// What `text` means, if it is in the table.
    #[inline]
    pub(crate) fn meaning(&self, text: &str) -> Option<&M> {
        self.get(self.find(text)?)
    }

    /// The number of `text`, if it is in the table.
    #[inline]
    pub(crate) fn find(&self, text: &str) -> Option<NameId> {
        let text = text.as_bytes();
        let hinted = u32::from(self.hints[hint(text) % HINTS]).wrapping_sub(1);
        if self.is(hinted, text) {
            return Some(NameId(hinted));
        }
        let nearest = self.nearest(text)?;
        self.is(nearest, text).then_some(NameId(nearest))
    }

    /// Whether `text` is that of a name; not of a number that is no name's.
    #[inline]
    fn is(&self, name: u32, text: &[u8]) -> bool {
        let Some(entry) = self.entries.get(name as usize) else {
            return false;
        };
        let start = entry.offset as usize;
        // Names are short: a call to compare them would cost more.
        entry.length as usize == text.len()
            && self.texts.get(start..).is_some_and(|t| t.iter().zip(text).all(|(a, b)| a == b))
    }

    /// Where `text` is, or would be.
    pub(crate) fn locate(&self, text: &str) -> Located {
        let Some(nearest) = self.nearest(text.as_bytes()) else {
            return Located::New(Gap(0));
        };
        match first_difference(self.text_bytes(nearest), text.as_bytes()) {
            Some(bit) => Located::New(Gap(bit)),
            None => Located::Known(NameId(nearest)),
        }
    }

    /// The one name that can be equal to `text`.
    #[inline]
    fn nearest(&self, text: &[u8]) -> Option<u32> {
        if self.entries.is_empty() {
            return None;
        }
        let mut node = self.root;
        while let Some(branch) = self.branch(node) {
            node = branch.halves[bit_of(text, branch.bit)];
        }
        Some(node.0 & !LEAF)
    }

    #[inline]
    fn branch(&self, node: Node) -> Option<&Branch> {
        if node.0 & LEAF != 0 {
            return None;
        }
        self.entries.get(node.0 as usize).map(|entry| &entry.branch)
    }

    /// Adds a text that [`NameTable::locate`] found to be new, the last time that it was asked. A
    /// failure changes nothing.
    pub(crate) fn add(&mut self, text: &str, gap: Gap, meaning: M) -> Result<NameId, Status> {
        // A number with a bit to spare.
        let most = LEAF as usize;
        if self.entries.len() >= most || text.len() >= most {
            return Err(Status::TooComplex);
        }
        // Few tables have a single name.
        self.entries.reserve(if self.entries.is_empty() { 2 } else { 1 })?;
        self.texts.reserve(text.len() + 1)?;
        let id = self.entries.len() as u32;
        let (offset, length) = (self.texts.len() as u32, text.len() as u32);
        let branch = self.insert(gap.0, text.as_bytes(), id);
        self.texts.extend(text.as_bytes())?;
        self.texts.push(0)?;
        self.entries.push(Entry { offset, length, branch, meaning })?;
        if let Ok(hinted) = u8::try_from(id + 1) {
            self.hints[hint(text.as_bytes()) % HINTS] = hinted;
        }
        Ok(NameId(id))
    }

    /// The number of `text`, which is added with a meaning where it is new. A failure changes
    /// nothing.
    pub(crate) fn intern(&mut self, text: &str, meaning: M) -> Result<NameId, Status> {
        match self.locate(text) {
            Located::Known(id) => Ok(id),
            Located::New(gap) => self.add(text, gap, meaning),
        }
    }

    /// Gives back what is reserved and not used.
    pub(crate) fn shrink(&mut self) {
        self.texts.shrink();
        self.entries.shrink();
    }

    /// Bytes of the arena that the table holds.
    pub(crate) fn bytes(&self) -> usize {
        self.texts.bytes() + self.entries.bytes()
    }

    /// Hangs the branch of name `new` into the tree, above the first that looks at a later bit; the
    /// branch.
    fn insert(&mut self, bit: u32, text: &[u8], new: u32) -> Branch {
        let leaf = Node(new | LEAF);
        if new == 0 {
            self.root = leaf;
            return Branch { bit, halves: [leaf; 2] };
        }
        let mut parent: Option<(u32, usize)> = None;
        let mut node = self.root;
        while let Some(branch) = self.branch(node).filter(|b| b.bit < bit) {
            let half = bit_of(text, branch.bit);
            parent = Some((node.0, half));
            node = branch.halves[half];
        }
        match parent.and_then(|(above, half)| Some((self.entries.get_mut(above as usize)?, half))) {
            Some((above, half)) => above.branch.halves[half] = Node(new),
            None => self.root = Node(new),
        }
        let halves = if bit_of(text, bit) == 0 { [leaf, node] } else { [node, leaf] };
        Branch { bit, halves }
    }

    /// All names in the order of arrival.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (NameId, &str, &M)> {
        self.entries.iter().enumerate().map(|(i, entry)| {
            let id = NameId(i as u32);
            (id, self.text(id), &entry.meaning)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        let arena = Arena::growable(0, usize::MAX).unwrap();
        let mut table: NameTable = NameTable::new(&arena);
        let names =
            ["x", "xx", "x1", "y", "imu.x", "imu.accel.x", "µ", "Δt", "X", "a", "ab", "abc"];
        for (i, name) in names.iter().enumerate() {
            assert_eq!(table.find(name), None);
            assert_eq!(table.intern(name, ()), Ok(NameId(i as u32)));
            assert_eq!(table.intern(name, ()), Ok(NameId(i as u32)));
        }
        for (i, name) in names.iter().enumerate() {
            assert_eq!(table.find(name), Some(NameId(i as u32)));
            assert_eq!(table.text(NameId(i as u32)), *name);
        }
        for absent in ["", "xxx", "imu", "imu.", "Δ", "abcd", "z"] {
            assert_eq!(table.find(absent), None, "{absent}");
        }
    }

    #[test]
    fn a_full_arena_leaves_the_table_as_it_was() {
        for capacity in 0..600 {
            let arena = Arena::new(capacity).unwrap();
            let mut table: NameTable = NameTable::new(&arena);
            let mut known = 0;
            for i in 0..40 {
                match table.intern(&std::format!("name{i}"), ()) {
                    Ok(_) => known += 1,
                    Err(status) => assert_eq!(status, Status::OutOfMemory),
                }
            }
            assert_eq!(table.len(), known);
            assert_eq!(
                table.iter().filter(|(id, n, ())| table.find(n) == Some(*id)).count(),
                known
            );
        }
    }
}
