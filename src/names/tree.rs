//! Finds a name in time linear in its length for any set of names, so that no text can be written that makes look-ups
//! slow.
//!
//! The first few names are looked through one after the other, by a word that tells most of them
//! apart. With more there is a crit-bit tree: an inner node tells the first bit in which its two halves
//! differ, a leaf is a name.

use super::{Entry, Located, MOST, NameId, NameTable, Row};
use crate::arena::ArenaVec;

/// What a row has for it.
#[derive(Clone, Copy)]
pub(super) struct Link {
    key: u32,
    /// The inner node that came with the name, and has its number.
    branch: Branch,
}

/// Where a new text belongs: the first bit in which it differs from the name nearest to it, if there is a tree.
#[derive(Clone, Copy)]
pub(crate) struct Gap(u32);

/// So many names need no tree.
const FEW: usize = 8;

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

/// An inner node, or with the highest bit set a leaf: the number of a name.
#[derive(Clone, Copy)]
pub(super) struct Node(u32);

/// What a table has: where the tree begins.
pub(super) type Root = Node;

impl Root {
    pub(super) const EMPTY: Root = Node(LEAF);
}

const LEAF: u32 = MOST as u32;

#[derive(Clone, Copy)]
struct Branch {
    /// Bit number from the text's start, each byte's highest bit first.
    bit: u32,
    halves: [Node; 2],
}

impl Branch {
    /// Stands where there is none: of the first name, and while there are few.
    const NONE: Branch = Branch { bit: 0, halves: [Node(LEAF); 2] };
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

/// The rows of a table, whatever stands beside them: so that there is one tree's code for all.
trait Rows {
    fn row(&self, name: u32) -> Option<&Row>;
}

impl<M> Rows for ArenaVec<'_, Entry<M>> {
    fn row(&self, name: u32) -> Option<&Row> {
        self.get(name as usize).map(|entry| &entry.row)
    }
}

/// The rows and texts of a table, to look names up.
#[derive(Clone, Copy)]
struct Tree<'t> {
    rows: &'t dyn Rows,
    texts: &'t [u8],
    root: Node,
}

/// Where a new branch hangs: below which other one, in which half, or at the root; and the branch.
struct Place {
    parent: Option<(u32, usize)>,
    branch: Branch,
}

impl<'t> Tree<'t> {
    /// The text of a name.
    fn text(&self, name: u32) -> &'t [u8] {
        self.rows.row(name).map_or(b"", |row| row.of(self.texts))
    }

    fn branch(&self, node: Node) -> Option<&'t Branch> {
        if node.0 & LEAF != 0 {
            return None;
        }
        self.rows.row(node.0).map(|row| &row.link.branch)
    }

    /// The one name that can be equal to `text`, if there are names.
    fn nearest(&self, text: &[u8]) -> u32 {
        let mut node = self.root;
        while let Some(branch) = self.branch(node) {
            node = branch.halves[bit_of(text, branch.bit)];
        }
        node.0 & !LEAF
    }

    /// The number of a text, if it is one of so many names.
    #[inline(never)]
    fn find(self, text: &[u8], count: usize) -> Option<u32> {
        if count > FEW {
            let nearest = self.nearest(text);
            return (self.text(nearest) == text).then_some(nearest);
        }
        (0..count as u32).find(|name| self.text(*name) == text)
    }

    /// Where the branch of name `new` hangs, which is not in the tree yet.
    fn place_of(self, text: &[u8], new: u32) -> Place {
        let nearest = self.text(self.nearest(text));
        self.place_at(first_difference(nearest, text).unwrap_or(0), text, new)
    }

    /// The same where the first bit is known in which it differs: above the first branch that looks at a later
    /// one.
    #[inline(never)]
    fn place_at(self, bit: u32, text: &[u8], new: u32) -> Place {
        let mut parent = None;
        let mut node = self.root;
        while let Some(branch) = self.branch(node).filter(|b| b.bit < bit) {
            let half = bit_of(text, branch.bit);
            parent = Some((node.0, half));
            node = branch.halves[half];
        }
        let leaf = Node(new | LEAF);
        let halves = if bit_of(text, bit) == 0 { [leaf, node] } else { [node, leaf] };
        Place { parent, branch: Branch { bit, halves } }
    }
}

impl<M: Copy> NameTable<'_, M> {
    #[inline]
    fn tree(&self) -> Tree<'_> {
        Tree { rows: &self.entries, texts: &self.texts, root: self.root }
    }

    #[inline]
    pub(super) fn look_up(&self, text: &[u8]) -> Option<(usize, &Entry<M>)> {
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
            if entry.row.link.key == key {
                return Some((name, entry));
            }
            name += 1;
        }
    }

    #[inline(never)]
    fn look_up_text(&self, text: &[u8]) -> Option<(usize, &Entry<M>)> {
        let name = self.tree().find(text, self.entries.len())?;
        Some((name as usize, self.entries.get(name as usize)?))
    }

    /// Where `text` is, or would be.
    #[inline(always)]
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

    /// Makes a new text, whose number is to be `id`, one that can be found; what its row has for that.
    #[inline(always)]
    pub(super) fn link(&mut self, text: &[u8], gap: Gap, id: u32) -> Link {
        let branch = match id as usize {
            names if names > FEW => self.hang_at(self.tree().place_at(gap.0, text, id), id),
            FEW => self.plant(text, id),
            _ => Branch::NONE,
        };
        Link { key: key(text), branch }
    }

    /// Makes the tree of the few names that there are and of `text`, whose number is `new`; its branch.
    #[inline(never)]
    fn plant(&mut self, text: &[u8], new: u32) -> Branch {
        for name in 1..new {
            let place = self.tree().place_of(self.tree().text(name), name);
            let branch = self.hang_at(place, name);
            if let Some(entry) = self.entries.get_mut(name as usize) {
                entry.row.link.branch = branch;
            }
        }
        self.hang_at(self.tree().place_of(text, new), new)
    }

    /// Hangs the branch of name `new` into the tree; the branch.
    fn hang_at(&mut self, place: Place, new: u32) -> Branch {
        let above = place.parent.and_then(|(above, half)| {
            self.entries.get_mut(above as usize)?.row.link.branch.halves.get_mut(half)
        });
        *above.unwrap_or(&mut self.root) = Node(new);
        place.branch
    }
}
