//! The names that an accepted text uses, found from its tokens and without memory: what a batch
//! tells about its texts may be asked by several threads that share an arena, so that no tree can
//! be built there.
//!
//! What there is no memory to note is looked up in the text again, from its start. A small table
//! of the last names keeps the usual text from that: only one with more names than it has rows, or
//! with locals that have few places to be seen in, costs more time than its length.

mod marks;
mod scope;
#[cfg(test)]
mod tests;

use crate::error::Span;
use marks::{Mark, Marks};
use scope::Scope;

/// Which of the three name spaces a name is used from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Value,
    Array,
    Function,
}

/// Calls `visit` with the first use of each name of `source` that is not a visible local, in each
/// name space, in reading order. Lazy functions are words of the language and not told.
pub(crate) fn for_each_use(source: &str, visit: &mut dyn FnMut(Span, Use)) {
    let mut marks = Marks::new(source);
    let mut known = Known::new(source);
    loop {
        let (mark, span) = marks.next();
        let first = match mark {
            Mark::End => return,
            Mark::Use(used) => known.first(span, used, false),
            Mark::Define => known.first(span, Use::Value, true),
            _ => continue,
        };
        if let (Mark::Use(used), true) = (mark, first == span.offset) {
            visit(span, used);
        }
    }
}

/// Whether `source` uses `name` in a way that is `wanted`, and not as a local only.
pub(crate) fn is_used(source: &str, name: &str, wanted: &dyn Fn(Use) -> bool) -> bool {
    find_use(source, name, wanted).is_some()
}

/// Whether `source` uses the name that stands at `name` before, in a way that is `wanted`.
pub(crate) fn is_used_before(source: &str, name: Span, wanted: &dyn Fn(Use) -> bool) -> bool {
    stands_before(source, name)
        && find_use(source, name.of(source), wanted).is_some_and(|at| at < name.offset)
}

/// Whether the text at `name` stands before it, too, be it as a part of something else.
fn stands_before(source: &str, name: Span) -> bool {
    source.get(..name.offset as usize).is_some_and(|before| before.contains(name.of(source)))
}

/// Where `source` uses `name` first, of the uses that are `wanted`.
fn find_use(source: &str, name: &str, wanted: &dyn Fn(Use) -> bool) -> Option<u32> {
    // Much faster than reading, and often the answer.
    if !source.contains(name) {
        return None;
    }
    let mut marks = Marks::new(source);
    let mut scope = Scope::new(source, name);
    loop {
        let (mark, span) = marks.next();
        match mark {
            Mark::End => return None,
            Mark::Use(used) if wanted(used) && span.of(source) == name => {
                if used != Use::Value || !scope.is_visible() {
                    return Some(span.offset);
                }
            }
            _ => scope.step(mark, span),
        }
        if scope.is_settled() && !wanted(Use::Array) && !wanted(Use::Function) {
            return None;
        }
    }
}

/// Where a name is first used.
#[derive(Clone, Copy)]
struct First {
    name: Span,
    used: Use,
    at: u32,
}

/// In [`First::at`]: nowhere, or as a local only. No text is so long.
const NOWHERE: u32 = u32::MAX;

/// Names whose first use is known: more than most texts have. 256 bytes of stack.
const ROWS: usize = 16;

struct Known<'s> {
    source: &'s str,
    /// Filled one after another; then the oldest gives way.
    rows: [First; ROWS],
    /// How many were ever filled.
    count: usize,
}

impl<'s> Known<'s> {
    fn new(source: &'s str) -> Self {
        let nothing = First { name: Span::default(), used: Use::Value, at: NOWHERE };
        Known { source, rows: [nothing; ROWS], count: 0 }
    }

    /// Where the name that stands at `name` is first used. To be called for each use and each
    /// definition in turn.
    fn first(&mut self, name: Span, used: Use, defined: bool) -> u32 {
        let text = name.of(self.source);
        let rows = &self.rows[..self.count.min(ROWS)];
        if let Some(row) = rows.iter().find(|r| r.used == used && r.name.of(self.source) == text) {
            return row.at;
        }
        // Where no row gave way yet, there would be one for a name that was there before.
        let new = !defined && (self.count <= ROWS || !stands_before(self.source, name));
        let at = match new {
            true => name.offset,
            false => find_use(self.source, text, &|u| u == used).unwrap_or(NOWHERE),
        };
        self.rows[self.count % ROWS] = First { name, used, at };
        self.count += 1;
        at
    }
}
