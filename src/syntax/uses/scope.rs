//! Where in a text one name is a visible local.

use super::marks::{Mark, Marks};
use crate::error::Span;

/// What is noted of a bracket level: in which operand that may be skipped the text stands there
/// (the innermost: right of `&&`, right of `||`, a branch of `?:`, an argument of a lazy call
/// after the first), whether the bracket is that of a lazy call, and whether a definition of the
/// name waits for the end of its value.
type Level = u8;

const AND: Level = 1;
const OR: Level = 2;
const BRANCH: Level = 4;
const ARGUMENT: Level = 8;
const OPERANDS: Level = AND | OR | BRANCH | ARGUMENT;
const LAZY: Level = 16;
const DEFINING: Level = 32;

/// Levels that are noted, a byte of stack each: all that the default nesting limit admits. In
/// deeper texts they are the innermost, and where those have closed, the text is read again for
/// others.
const NOTED: usize = 256;

/// A definition whose value is complete.
struct Visible {
    /// The outermost bracket level that the text came to since.
    depth: usize,
    /// The operand at that level that it is in, at whose end it is not seen any more; 0: none.
    operand: Level,
    /// `?` at that level within the operand that wait for their `:`.
    conditionals: u32,
}

/// Follows a text from its start.
pub(super) struct Scope<'s> {
    source: &'s str,
    name: &'s str,
    depth: usize,
    /// That of `depth`.
    level: Level,
    /// Those around it, from that of `first` on.
    outer: [Level; NOTED],
    first: usize,
    /// The first of the visible definitions: no other is seen longer.
    visible: Option<Visible>,
}

impl<'s> Scope<'s> {
    pub(super) fn new(source: &'s str, name: &'s str) -> Self {
        Scope { source, name, depth: 0, level: 0, outer: [0; NOTED], first: 0, visible: None }
    }

    /// Whether the name is a visible local here.
    pub(super) fn is_visible(&self) -> bool {
        self.visible.is_some()
    }

    /// Whether it is one from here to the end of the text.
    pub(super) fn is_settled(&self) -> bool {
        self.visible.as_ref().is_some_and(|v| v.depth == 0 && v.operand == 0)
    }

    /// Goes on by one mark.
    pub(super) fn step(&mut self, mark: Mark, span: Span) {
        self.end_visible(mark);
        if matches!(mark, Mark::Separator | Mark::Close) && self.level & DEFINING != 0 {
            // Where it stands it is in a sequence, and so in no operand of this level.
            let new = Visible { depth: self.depth, operand: 0, conditionals: 0 };
            self.visible.get_or_insert(new);
        }
        match mark {
            Mark::Open { .. } => self.open(mark),
            Mark::Close => self.close(span),
            _ => self.level = self.after(self.level, mark, span),
        }
    }

    /// Forgets the visible definition where `mark` ends the operand that it is in.
    fn end_visible(&mut self, mark: Mark) {
        let Some(visible) = self.visible.as_mut().filter(|v| v.depth == self.depth) else {
            return;
        };
        match mark {
            Mark::Question if visible.operand == BRANCH => visible.conditionals += 1,
            Mark::Colon if visible.conditionals > 0 => visible.conditionals -= 1,
            _ if visible.operand & ended_by(mark) != 0 => self.visible = None,
            _ => {}
        }
    }

    fn open(&mut self, mark: Mark) {
        self.note(self.depth, self.level);
        self.depth += 1;
        self.level = opened_by(mark);
    }

    fn close(&mut self, span: Span) {
        self.depth = self.depth.saturating_sub(1);
        if self.noted(self.depth).is_none() {
            self.read_levels(span.offset);
        }
        self.level = self.noted(self.depth).unwrap_or(0);
        if let Some(visible) = self.visible.as_mut().filter(|v| v.depth > self.depth) {
            let operand = self.level & OPERANDS;
            *visible = Visible { depth: self.depth, operand, conditionals: 0 };
        }
    }

    fn noted(&self, depth: usize) -> Option<Level> {
        self.outer.get(depth.checked_sub(self.first)?).copied()
    }

    fn note(&mut self, depth: usize, level: Level) {
        let row = depth.checked_sub(self.first).and_then(|row| self.outer.get_mut(row));
        if let Some(row) = row {
            *row = level;
        }
    }

    /// Reads the text before `end` again and notes the levels around its end. Room is left on both
    /// sides, so that many brackets must open or close before it is read the next time.
    fn read_levels(&mut self, end: u32) {
        self.first = self.depth.saturating_sub(NOTED / 2);
        self.outer[0] = 0;
        let mut marks = Marks::new(self.source);
        let mut depth = 0_usize;
        loop {
            let (mark, span) = marks.next();
            match mark {
                Mark::End => return,
                _ if span.offset >= end => return,
                Mark::Open { .. } => {
                    depth += 1;
                    self.note(depth, opened_by(mark));
                }
                Mark::Close => depth = depth.saturating_sub(1),
                _ => {
                    let level = self.noted(depth).unwrap_or(0);
                    self.note(depth, self.after(level, mark, span));
                }
            }
        }
    }

    /// What a level is after a mark that is no bracket.
    fn after(&self, level: Level, mark: Mark, span: Span) -> Level {
        match mark {
            Mark::And => level & !OPERANDS | AND,
            Mark::Or => level & !OPERANDS | OR,
            Mark::Question | Mark::Colon => level & !OPERANDS | BRANCH,
            Mark::Separator if level & LAZY != 0 => LAZY | ARGUMENT,
            Mark::Separator => 0,
            Mark::Define if span.of(self.source) == self.name => level | DEFINING,
            _ => level,
        }
    }
}

fn opened_by(mark: Mark) -> Level {
    if mark == (Mark::Open { lazy: true }) { LAZY } else { 0 }
}

/// Which of the operands of its level a mark ends, a `:` that of the `?` it belongs to.
fn ended_by(mark: Mark) -> Level {
    match mark {
        Mark::And => AND,
        // `&&` binds tighter than `||`, and both tighter than `?`.
        Mark::Or | Mark::Question => AND | OR,
        Mark::Colon => AND | OR | BRANCH,
        Mark::Separator | Mark::Close => OPERANDS,
        _ => 0,
    }
}
