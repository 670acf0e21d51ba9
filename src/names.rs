//! A table of names: text to a dense number, in time linear in the name's length for any set of
//! names, so that no text can be written that makes look-ups slow.
//!
//! A crit-bit tree: an inner node tells the first bit in which its two halves differ, a leaf is a
//! name. The texts are NUL-terminated, one after another, so that C can read them in place.

use crate::arena::{Arena, ArenaVec};
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
struct Place {
    offset: u32,
    length: u32,
}

/// The names of one builder or context.
pub(crate) struct NameTable<'a> {
    texts: ArenaVec<'a, u8>,
    places: ArenaVec<'a, Place>,
    branches: ArenaVec<'a, Branch>,
    root: Node,
}

/// The bit of `text`, 0 past its end: names contain no NUL, so no name is another with zeros.
fn bit_of(text: &[u8], bit: u32) -> usize {
    let byte = text.get((bit >> 3) as usize).copied().unwrap_or(0);
    usize::from(byte >> (7 - (bit & 7)) & 1)
}

/// The first bit in which two different texts differ.
fn first_difference(a: &[u8], b: &[u8]) -> Option<u32> {
    let common = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let byte = |text: &[u8]| text.get(common).copied().unwrap_or(0);
    let difference = byte(a) ^ byte(b);
    (difference != 0).then(|| common as u32 * 8 + difference.leading_zeros())
}

impl<'a> NameTable<'a> {
    pub(crate) fn new(arena: &'a Arena) -> Self {
        NameTable {
            texts: ArenaVec::new(arena),
            places: ArenaVec::new(arena),
            branches: ArenaVec::new(arena),
            root: Node(LEAF),
        }
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The name's text.
    pub(crate) fn text(&self, name: NameId) -> &str {
        core::str::from_utf8(self.text_bytes(name.0)).unwrap_or("")
    }

    /// The name's text, NUL-terminated; valid until a name is added.
    pub(crate) fn c_text(&self, name: NameId) -> *const u8 {
        let offset = self.places.get(name.0 as usize).map_or(0, |p| p.offset);
        self.texts.as_ptr().wrapping_add(offset as usize)
    }

    fn text_bytes(&self, name: u32) -> &[u8] {
        let Some(place) = self.places.get(name as usize) else {
            return b"";
        };
        let start = place.offset as usize;
        self.texts.get(start..start + place.length as usize).unwrap_or(b"")
    }

    /// The number of `text`, if it is in the table.
    pub(crate) fn find(&self, text: &str) -> Option<NameId> {
        let nearest = self.nearest(text.as_bytes())?;
        (self.text_bytes(nearest) == text.as_bytes()).then_some(NameId(nearest))
    }

    /// The one name that can be equal to `text`.
    fn nearest(&self, text: &[u8]) -> Option<u32> {
        if self.places.is_empty() {
            return None;
        }
        let mut node = self.root;
        while let Some(branch) = self.branch(node) {
            node = branch.halves[bit_of(text, branch.bit)];
        }
        Some(node.0 & !LEAF)
    }

    fn branch(&self, node: Node) -> Option<&Branch> {
        if node.0 & LEAF != 0 { None } else { self.branches.get(node.0 as usize) }
    }

    /// The number of `text`, which is added where it is new. A failure changes nothing.
    pub(crate) fn intern(&mut self, text: &str) -> Result<NameId, Status> {
        let bytes = text.as_bytes();
        let Some(nearest) = self.nearest(bytes) else {
            return self.append(text);
        };
        let Some(bit) = first_difference(self.text_bytes(nearest), bytes) else {
            return Ok(NameId(nearest));
        };
        self.branches.reserve(1)?;
        let name = self.append(text)?;
        self.insert(bit, bit_of(bytes, bit), bytes, name)?;
        Ok(name)
    }

    /// Makes room for one more name, so that [`NameTable::intern`] cannot fail.
    pub(crate) fn reserve(&mut self, text: &str) -> Result<(), Status> {
        self.branches.reserve(1)?;
        self.places.reserve(1)?;
        self.texts.reserve(text.len() + 1)
    }

    /// Gives back what is reserved and not used.
    pub(crate) fn shrink(&mut self) {
        self.texts.shrink();
        self.places.shrink();
        self.branches.shrink();
    }

    /// Bytes of the arena that the table holds.
    pub(crate) fn bytes(&self) -> usize {
        self.texts.bytes() + self.places.bytes() + self.branches.bytes()
    }

    fn append(&mut self, text: &str) -> Result<NameId, Status> {
        let id = u32::try_from(self.places.len()).map_err(|_| Status::TooComplex)?;
        let place = Place {
            offset: self.texts.len() as u32,
            length: u32::try_from(text.len()).map_err(|_| Status::TooComplex)?,
        };
        self.places.reserve(1)?;
        self.texts.reserve(text.len() + 1)?;
        self.texts.extend(text.as_bytes())?;
        self.texts.push(0)?;
        self.places.push(place)?;
        Ok(NameId(id))
    }

    /// Hangs the leaf `name` into the tree, above the first branch that looks at a later bit.
    fn insert(&mut self, bit: u32, side: usize, text: &[u8], name: NameId) -> Result<(), Status> {
        let new = Node(self.branches.len() as u32);
        let mut parent: Option<(u32, usize)> = None;
        let mut node = self.root;
        while let Some(branch) = self.branch(node).filter(|b| b.bit < bit) {
            let half = bit_of(text, branch.bit);
            parent = Some((node.0, half));
            node = branch.halves[half];
        }
        let mut halves = [node; 2];
        halves[side] = Node(name.0 | LEAF);
        self.branches.push(Branch { bit, halves })?;
        match parent {
            None => self.root = new,
            Some((above, half)) => {
                if let Some(branch) = self.branches.get_mut(above as usize) {
                    branch.halves[half] = new;
                }
            }
        }
        Ok(())
    }

    /// All names in the order of arrival.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (NameId, &str)> {
        (0..self.places.len() as u32).map(|i| (NameId(i), self.text(NameId(i))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        let arena = Arena::growable(0, usize::MAX).unwrap();
        let mut table = NameTable::new(&arena);
        let names =
            ["x", "xx", "x1", "y", "imu.x", "imu.accel.x", "µ", "Δt", "X", "a", "ab", "abc"];
        for (i, name) in names.iter().enumerate() {
            assert_eq!(table.find(name), None);
            assert_eq!(table.intern(name), Ok(NameId(i as u32)));
            assert_eq!(table.intern(name), Ok(NameId(i as u32)));
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
            let mut table = NameTable::new(&arena);
            let mut known = 0;
            for i in 0..40 {
                match table.intern(&std::format!("name{i}")) {
                    Ok(_) => known += 1,
                    Err(status) => assert_eq!(status, Status::OutOfMemory),
                }
            }
            assert_eq!(table.len(), known);
            assert_eq!(table.iter().filter(|(id, n)| table.find(n) == Some(*id)).count(), known);
        }
    }
}
