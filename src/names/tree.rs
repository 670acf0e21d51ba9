//! The crit-bit tree over the names of a table, whatever they mean.

use super::{Entry, FEW, Row};
use crate::arena::ArenaVec;

/// An inner node, or with the highest bit set a leaf: the number of a name.
#[derive(Clone, Copy)]
pub(super) struct Node(pub u32);

pub(super) const LEAF: u32 = 1 << 31;

#[derive(Clone, Copy)]
pub(super) struct Branch {
    /// Bit number from the text's start, each byte's highest bit first.
    bit: u32,
    pub halves: [Node; 2],
}

impl Branch {
    /// Stands where there is none: of the first name, and while there are few.
    pub(super) const NONE: Branch = Branch { bit: 0, halves: [Node(LEAF); 2] };
}

/// The bit of `text`, 0 past its end: names contain no NUL, so no name is another with zeros.
#[inline]
fn bit_of(text: &[u8], bit: u32) -> usize {
    let byte = text.get((bit >> 3) as usize).copied().unwrap_or(0);
    usize::from(byte >> (7 - (bit & 7)) & 1)
}

/// The first bit in which two texts differ.
pub(super) fn first_difference(a: &[u8], b: &[u8]) -> Option<u32> {
    let common = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let byte = |text: &[u8]| text.get(common).copied().unwrap_or(0);
    let difference = byte(a) ^ byte(b);
    (difference != 0).then(|| common as u32 * 8 + difference.leading_zeros())
}

/// The rows of a table, whatever stands beside them: so that there is one tree's code for all.
pub(super) trait Rows {
    fn row(&self, name: u32) -> Option<&Row>;
}

impl<M> Rows for ArenaVec<'_, Entry<M>> {
    fn row(&self, name: u32) -> Option<&Row> {
        self.get(name as usize).map(|entry| &entry.row)
    }
}

/// The rows and texts of a table, to look names up.
#[derive(Clone, Copy)]
pub(super) struct Tree<'t> {
    pub rows: &'t dyn Rows,
    pub texts: &'t [u8],
    pub root: Node,
}

/// Where a new branch hangs: below which other one, in which half, or at the root; and the branch.
pub(super) struct Place {
    pub parent: Option<(u32, usize)>,
    pub branch: Branch,
}

impl<'t> Tree<'t> {
    /// The text of a name.
    pub(super) fn text(&self, name: u32) -> &'t [u8] {
        let Some(row) = self.rows.row(name) else { return b"" };
        let start = row.offset as usize;
        self.texts.get(start..start + row.length as usize).unwrap_or(b"")
    }

    fn branch(&self, node: Node) -> Option<&'t Branch> {
        if node.0 & LEAF != 0 {
            return None;
        }
        self.rows.row(node.0).map(|row| &row.branch)
    }

    /// The one name that can be equal to `text`, if there are names.
    pub(super) fn nearest(&self, text: &[u8]) -> u32 {
        let mut node = self.root;
        while let Some(branch) = self.branch(node) {
            node = branch.halves[bit_of(text, branch.bit)];
        }
        node.0 & !LEAF
    }

    /// The number of a text, if it is one of so many names.
    #[inline(never)]
    pub(super) fn find(self, text: &[u8], count: usize) -> Option<u32> {
        if count > FEW {
            let nearest = self.nearest(text);
            return (self.text(nearest) == text).then_some(nearest);
        }
        (0..count as u32).find(|name| self.text(*name) == text)
    }

    /// Where the branch of name `new` hangs, which is not in the tree yet.
    pub(super) fn place_of(self, text: &[u8], new: u32) -> Place {
        let nearest = self.text(self.nearest(text));
        self.place_at(first_difference(nearest, text).unwrap_or(0), text, new)
    }

    /// The same where the first bit is known in which it differs: above the first branch that looks at a later
    /// one.
    #[inline(never)]
    pub(super) fn place_at(self, bit: u32, text: &[u8], new: u32) -> Place {
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
