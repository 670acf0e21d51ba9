//! A table of names: text to a dense number and a meaning. How a text is found is a matter of [`search`]: on microcontrollers
//! names are looked through, elsewhere no text can be written that makes look-ups slow.
//!
//! The texts are NUL-terminated, one after another, so that C can read them in place.

mod meaning;
#[cfg_attr(target_os = "none", path = "names/list.rs")]
#[cfg_attr(not(target_os = "none"), path = "names/tree.rs")]
mod search;

use crate::arena::{Arena, ArenaVec, utf8};
use crate::error::Status;
pub(crate) use meaning::{BatchName, ValueMeaning};
pub(crate) use search::Gap;
use search::{Link, Root};

/// Number of a name in its table: 0, 1, 2 ... in the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameId(pub u32);

/// What is known of a name beside its meaning.
#[derive(Clone, Copy)]
struct Row {
    offset: u32,
    length: u32,
    #[cfg_attr(target_os = "none", expect(dead_code, reason = "a list has none"))]
    link: Link,
}

impl Row {
    /// The name among the texts.
    fn of<'t>(&self, texts: &'t [u8]) -> &'t [u8] {
        let start = self.offset as usize;
        texts.get(start..start + self.length as usize).unwrap_or(b"")
    }
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

/// The names of one builder or context, and what each means.
pub(crate) struct NameTable<'a, M: Copy = ()> {
    texts: ArenaVec<'a, u8>,
    entries: ArenaVec<'a, Entry<M>>,
    #[cfg_attr(target_os = "none", expect(dead_code, reason = "a list has none"))]
    root: Root,
}

/// There are fewer names than this, and fewer bytes in each: a number with a bit to spare.
const MOST: usize = 1 << 31;

impl<'a, M: Copy> NameTable<'a, M> {
    pub(crate) fn new(arena: &'a Arena) -> Self {
        NameTable { texts: ArenaVec::new(arena), entries: ArenaVec::new(arena), root: Root::EMPTY }
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The name's text.
    pub(crate) fn text(&self, name: NameId) -> &str {
        let entry = self.entries.get(name.0 as usize);
        entry.and_then(|entry| utf8(entry.row.of(&self.texts)).ok()).unwrap_or("")
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

    /// Adds a text that [`NameTable::locate`] found to be new, the last time that it was asked. A
    /// failure changes nothing.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn add(&mut self, text: &str, gap: Gap, meaning: M) -> Result<NameId, Status> {
        let text = text.as_bytes();
        if self.entries.len() >= MOST || text.len() >= MOST {
            return Err(Status::TooComplex);
        }
        // Few tables have a single name.
        self.entries.reserve(if self.entries.is_empty() { 2 } else { 1 })?;
        let (offset, length) = (self.texts.len() as u32, text.len() as u32);
        self.texts.extend_with_nul(text)?;
        let id = self.entries.len() as u32;
        let link = self.link(text, gap, id);
        let row = Row { offset, length, link };
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
