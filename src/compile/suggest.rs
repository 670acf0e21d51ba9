//! What to say of a fault: for an unknown name the nearest known one, for a fault in the body of a
//! function that function's name.

use core::ffi::CStr;
use core::iter;

use super::{Batch, Host};
use crate::arena::utf8;
use crate::context::{FunctionMeaning, NameKind};
use crate::error::{Error, Fault, Note, Particulars, Status, Wanted};
use crate::language::builtins::{self, CONSTANTS, LAZY_FUNCTIONS};
use crate::limits::SUGGESTION_LENGTH;
use crate::names::{BatchName, NameTable, ValueMeaning};

/// The error of a fault. What is near an unknown name is looked for at once where there is a context,
/// which may be gone when somebody asks; otherwise [`complete`] does that.
/// The fault is in an expression or, with none, in the body of a function.
pub(super) fn explain(
    batch: &Batch,
    fault: &Fault,
    expression: Option<u32>,
    source: &str,
    function: &str,
) -> Error {
    let Fault { status, span, .. } = *fault;
    let mut particulars = Particulars::of_fault(fault, source, function);
    if let Some(wanted) = wanted(fault, source) {
        particulars.note = Note::Open(wanted);
        if let Some(context) = batch.context {
            context.passes.suggest(batch.names, expression.is_some(), &mut particulars);
        }
    }
    Error { status, expression, span, particulars }
}

/// What a name was to be, where the fault is that it is unknown. An error keeps no longer ones whole.
fn wanted(fault: &Fault, source: &str) -> Option<Wanted> {
    let behind = (fault.span.offset + fault.span.length) as usize;
    let mut rest = source.as_bytes().get(behind..).unwrap_or(&[]).iter();
    match fault.status {
        _ if fault.span.length as usize > SUGGESTION_LENGTH => None,
        Status::UnknownFunction => Some(Wanted::Function),
        Status::UnknownName => match rest.find(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n')) {
            Some(b'[') => Some(Wanted::Array),
            _ => Some(Wanted::Value),
        },
        _ => None,
    }
}

/// Looks for what is near the unknown name of an error of a batch, if that was left to be done.
pub(crate) fn complete(names: &NameTable<BatchName>, error: &mut Error) {
    suggest(&Known { names, in_batch: true, context: None }, &mut error.particulars);
}

/// What can be near an unknown name.
pub(super) struct Known<'n, 'a> {
    pub names: &'n NameTable<'a, BatchName>,
    /// Whether these can be meant; not in the body of a function.
    pub in_batch: bool,
    pub context: Option<Host<'n>>,
}

/// Looks for what is near the unknown name.
pub(super) fn suggest(known: &Known, particulars: &mut Particulars) {
    let Note::Open(wanted) = particulars.note else { return };
    particulars.note = Note::None;
    let unknown = particulars.clone();
    let name = unknown.at_fault();
    match wanted {
        Wanted::Function if is_value(known, name) => particulars.note = Note::IsValue,
        Wanted::Function => suggest_function(known.context, name, particulars),
        _ => suggest_value(known, name, wanted == Wanted::Array, particulars),
    }
}

/// The nearest of some names so far; of those equally near the one that begins alike the longest.
pub(super) struct Nearest<'n> {
    wanted: &'n str,
    best: Option<(&'n str, Rank)>,
}

/// How far a name is from the wanted one; how many bytes of the wanted one it does not begin with.
type Rank = (usize, usize);

impl<'n> Nearest<'n> {
    fn new(wanted: &'n str) -> Self {
        Nearest { wanted, best: None }
    }

    pub(super) fn look_at(&mut self, name: &'n str) {
        // Of a name of one letter only the other case is near.
        let tolerated = if self.wanted.len() <= 1 { 1 } else { 2 * self.wanted.len().div_ceil(3) };
        let Some(distance) = distance(self.wanted, name).filter(|d| *d <= tolerated) else {
            return;
        };
        let alike = name.bytes().zip(self.wanted.bytes()).take_while(|(a, b)| a == b).count();
        let rank = (distance, self.wanted.len() - alike);
        if self.best.is_none_or(|(_, best)| rank < best) {
            self.best = Some((name, rank));
        }
    }

    fn tell(&self, particulars: &mut Particulars) {
        if let Some((name, _)) = self.best {
            particulars.tell(Note::Nearest, name);
        }
    }
}

fn suggest_value(known: &Known, name: &str, array: bool, particulars: &mut Particulars) {
    if let (false, Some(note)) = (array, other_use(known, name)) {
        particulars.note = note;
        return;
    }
    let mut nearest = Nearest::new(name);
    if known.in_batch {
        for (_, text, meaning) in known.names.iter() {
            let fits = match array {
                true => meaning.array().is_some(),
                false => meaning.value != ValueMeaning::None,
            };
            if fits {
                nearest.look_at(text);
            }
        }
    }
    match (known.context, array) {
        (Some(context), true) => context.passes.look_at_names(NameKind::Array, &mut nearest),
        (Some(context), false) => {
            context.passes.look_at_names(NameKind::Value, &mut nearest);
            let builtin = CONSTANTS.iter().filter(|(n, _)| context.passes.constant(n).is_some());
            builtin.for_each(|(n, _)| nearest.look_at(n));
        }
        (None, false) => CONSTANTS.iter().for_each(|(n, _)| nearest.look_at(n)),
        (None, true) => {}
    }
    nearest.tell(particulars);
}

/// Whether a name means something as a value.
fn is_value(known: &Known, name: &str) -> bool {
    let of_batch =
        known.in_batch && known.names.meaning(name).is_some_and(|m| m.value != ValueMeaning::None);
    of_batch
        || match known.context {
            Some(context) => context.passes.constant(name).is_some(),
            None => builtins::constant(name).is_some(),
        }
}

/// A name that means something, though not as a value.
fn other_use(known: &Known, name: &str) -> Option<Note> {
    let is_array = known.names.meaning(name).is_some_and(|m| m.array().is_some())
        || known.context.is_some_and(|c| c.passes.array(name).is_some());
    if is_array {
        return Some(Note::IsArray);
    }
    let is_function = match known.context {
        Some(context) => context.passes.function(name).is_some(),
        None => builtins::find(name).is_some(),
    };
    is_function.then_some(Note::IsFunction)
}

fn suggest_function(context: Option<Host>, name: &str, particulars: &mut Particulars) {
    if let Some(group) = builtins::left_out(name) {
        return particulars.tell(Note::LeftOut, group);
    }
    let mut nearest = Nearest::new(name);
    let visible = |name: &str| {
        context.is_none_or(|c| matches!(c.passes.function(name), Some(FunctionMeaning::Builtin(_))))
    };
    if let Some(context) = context {
        context.passes.look_at_names(NameKind::Function, &mut nearest);
    }
    let text = |name: &'static CStr| utf8(name.to_bytes()).ok();
    let builtin = builtins::names().filter_map(text);
    builtin.filter(|n| visible(n)).for_each(|n| nearest.look_at(n));
    LAZY_FUNCTIONS.iter().copied().filter_map(text).for_each(|n| nearest.look_at(n));
    nearest.tell(particulars);
}

/// Twice the letters to insert, drop, change or swap with a neighbour to make `a` into `b` (optimal
/// string alignment); names that differ in case alone have a distance of 1. `None` for long names.
fn distance(a: &str, b: &str) -> Option<usize> {
    const ROW: usize = SUGGESTION_LENGTH + 1;
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() > SUGGESTION_LENGTH || b.len() > SUGGESTION_LENGTH || a == b {
        return None;
    }
    // Rows of the table of all beginnings: what the letters of `a` so far cost for each one of `b`.
    let mut earlier = [0_usize; ROW];
    let mut before: [usize; ROW] = core::array::from_fn(|j| j);
    for (i, x) in a.iter().enumerate() {
        let mut now = [i + 1; ROW];
        let (mut left, mut crossed) = (i + 1, None);
        let swapped = iter::once(&0).chain(&earlier);
        let above = before.windows(2).zip(swapped);
        for ((y, cell), (pair, swapped)) in b.iter().zip(now.iter_mut().skip(1)).zip(above) {
            let &[diagonal, up] = pair else { continue };
            left = (diagonal + usize::from(!x.eq_ignore_ascii_case(y))).min(up + 1).min(left + 1);
            if i > 0 && crossed == Some(x) && a.get(i - 1) == Some(y) {
                left = left.min(swapped + 1);
            }
            (*cell, crossed) = (left, Some(y));
        }
        (earlier, before) = (before, now);
    }
    before.get(b.len()).map(|distance| (2 * distance).max(1))
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances_count_typing_errors() {
        assert_eq!(distance("sin", "sinh"), Some(2));
        assert_eq!(distance("sni", "sin"), Some(2));
        assert_eq!(distance("velocty", "velocity"), Some(2));
        assert_eq!(distance("Speed", "speed"), Some(1));
        assert_eq!(distance("kitten", "sitting"), Some(6));
        assert_eq!(distance("x", "x"), None);
    }
}
