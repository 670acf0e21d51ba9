//! A table of names: text to a dense number and a meaning, in time linear in the name's length for
//! any set of names, so that no text can be written that makes look-ups slow.
//!
//! The first few names are looked through one after the other, by a word that tells most of them
//! apart. With more there is a crit-bit tree: an inner node tells the first bit in which its two halves
//! differ, a leaf is a name. The texts are NUL-terminated, one after another, so that C can read them in place.

mod meaning;
mod tree;

use crate::arena::{Arena, ArenaVec, utf8};
use crate::error::Status;
pub(crate) use meaning::{BatchName, ValueMeaning};
use tree::{Branch, LEAF, Node, Tree, first_difference};

/// Number of a name in its table: 0, 1, 2 ... in the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameId(pub u32);

/// What is known of a name beside its meaning.
#[derive(Clone, Copy)]
struct Row {
    offset: u32,
    length: u32,
    key: u32,
    /// The inner node that came with the name, and has its number.
    branch: Branch,
}

#[derive(Clone, Copy)]
struct Entry<M> {
    row: Row,
    meaning: M,
}

/// Where a text is in a table, or would be.
#[derive(Clone, Copy)]
pub(crate) enum Located {
    Known(NameId),
    New(Gap),
}

/// Where a new text belongs: the first bit in which it differs from the name nearest to it, if there is a tree.
#[derive(Clone, Copy)]
pub(crate) struct Gap(u32);

/// The names of one builder or context, and what each means.
pub(crate) struct NameTable<'a, M: Copy = ()> {
    texts: ArenaVec<'a, u8>,
    entries: ArenaVec<'a, Entry<M>>,
    root: Node,
}

/// So many names need no tree. Where code is short, it is there from the first name on.
const FEW: usize = if cfg!(target_os = "none") { 0 } else { 8 };

/// Texts that are no longer than this have a key of their own.
const WHOLE: usize = 3;

/// The first three bytes of a text and its length, as far as there is room.
#[inline]
fn key(text: &[u8]) -> u32 {
    let of = |a: u8, b: u8, c: u8, length| u32::from_le_bytes([a, b, c, length]);
    match *text {
        [a] => of(a, 0, 0, 1),
        [a, b] => of(a, b, 0, 2),
        [a, b, c, ..] => of(a, b, c, text.len().min(255) as u8),
        [] => 0,
    }
}

impl<'a, M: Copy> NameTable<'a, M> {
    pub(crate) fn new(arena: &'a Arena) -> Self {
        NameTable { texts: ArenaVec::new(arena), entries: ArenaVec::new(arena), root: Node(LEAF) }
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    #[inline]
    fn tree(&self) -> Tree<'_> {
        Tree { rows: &self.entries, texts: &self.texts, root: self.root }
    }

    /// The name's text.
    pub(crate) fn text(&self, name: NameId) -> &str {
        utf8(self.tree().text(name.0)).unwrap_or("")
    }

    /// The name's text, NUL-terminated; valid until a name is added.
    pub(crate) fn c_text(&self, name: NameId) -> *const u8 {
        let offset = self.entries.get(name.0 as usize).map_or(0, |e| e.row.offset);
        self.texts.as_ptr().wrapping_add(offset as usize)
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
    pub(crate) fn meaning(&self, text: impl AsRef<[u8]>) -> Option<&M> {
        self.look_up(text.as_ref()).map(|(_, entry)| &entry.meaning)
    }

    /// The number of `text`, if it is in the table.
    #[inline]
    pub(crate) fn find(&self, text: &str) -> Option<NameId> {
        self.look_up(text.as_bytes()).map(|(name, _)| NameId(name as u32))
    }

    #[inline]
    fn look_up(&self, text: &[u8]) -> Option<(usize, &Entry<M>)> {
        if (1..=FEW).contains(&self.entries.len()) {
            // As most names of parameters are.
            if let [letter] = *text {
                return self.look_up_key(key(&[letter]));
            }
            if text.len() <= WHOLE {
                return self.look_up_key(key(text));
            }
        }
        self.look_up_text(text)
    }

    /// Among few names.
    #[inline]
    fn look_up_key(&self, key: u32) -> Option<(usize, &Entry<M>)> {
        let mut name = 0;
        loop {
            let entry = self.entries.get(name)?;
            if entry.row.key == key {
                return Some((name, entry));
            }
            name += 1;
        }
    }

    #[cfg_attr(not(target_os = "none"), inline(never))]
    fn look_up_text(&self, text: &[u8]) -> Option<(usize, &Entry<M>)> {
        let name = self.tree().find(text, self.entries.len())?;
        Some((name as usize, self.entries.get(name as usize)?))
    }

    /// Where `text` is, or would be.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn locate(&self, text: &str) -> Located {
        if self.entries.len() <= FEW {
            if self.entries.is_empty() {
                return Located::New(Gap(0));
            }
            return match self.find(text) {
                Some(name) => Located::Known(name),
                None => Located::New(Gap(0)),
            };
        }
        let nearest = self.tree().nearest(text.as_bytes());
        match first_difference(self.tree().text(nearest), text.as_bytes()) {
            Some(bit) => Located::New(Gap(bit)),
            None => Located::Known(NameId(nearest)),
        }
    }

    /// Adds a text that [`NameTable::locate`] found to be new, the last time that it was asked. A
    /// failure changes nothing.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn add(&mut self, text: &str, gap: Gap, meaning: M) -> Result<NameId, Status> {
        let text = text.as_bytes();
        // A number with a bit to spare.
        let most = LEAF as usize;
        if self.entries.len() >= most || text.len() >= most {
            return Err(Status::TooComplex);
        }
        // Few tables have a single name.
        self.entries.reserve(if self.entries.is_empty() { 2 } else { 1 })?;
        let (offset, length) = (self.texts.len() as u32, text.len() as u32);
        self.texts.extend_with_nul(text)?;
        let id = self.entries.len() as u32;
        let branch = match id as usize {
            names if names > FEW => self.hang_at(self.tree().place_at(gap.0, text, id), id),
            FEW if FEW > 0 => self.plant(text, id),
            _ => Branch::NONE,
        };
        let row = Row { offset, length, key: if FEW > 0 { key(text) } else { 0 }, branch };
        self.entries.push(Entry { row, meaning })?;
        Ok(NameId(id))
    }

    /// The number of `text`, which is added with a meaning where it is new. A failure changes
    /// nothing.
    #[cfg_attr(not(target_os = "none"), inline(never))]
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

    /// Makes the tree of the few names that there are and of `text`, whose number is `new`; its branch.
    #[inline(never)]
    fn plant(&mut self, text: &[u8], new: u32) -> Branch {
        for name in 1..new {
            let place = self.tree().place_of(self.tree().text(name), name);
            let branch = self.hang_at(place, name);
            if let Some(entry) = self.entries.get_mut(name as usize) {
                entry.row.branch = branch;
            }
        }
        self.hang_at(self.tree().place_of(text, new), new)
    }

    /// Hangs the branch of name `new` into the tree; the branch.
    fn hang_at(&mut self, place: tree::Place, new: u32) -> Branch {
        let above = place.parent.and_then(|(above, half)| {
            self.entries.get_mut(above as usize)?.row.branch.halves.get_mut(half)
        });
        *above.unwrap_or(&mut self.root) = Node(new);
        place.branch
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
        let names = [
            "x",
            "xx",
            "x1",
            "y",
            "imu.x",
            "imu.accel.x",
            "imu.accel.y",
            "µ",
            "Δt",
            "X",
            "a",
            "ab",
            "abc",
        ];
        for (i, name) in names.iter().enumerate() {
            assert_eq!(table.find(name), None);
            assert_eq!(table.intern(name, ()), Ok(NameId(i as u32)));
            assert_eq!(table.intern(name, ()), Ok(NameId(i as u32)));
            assert!(names[..=i].iter().zip(0..).all(|(n, id)| table.find(n) == Some(NameId(id))));
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
