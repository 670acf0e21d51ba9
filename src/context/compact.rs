//! Forgetting the rows of names that were removed, so that a host may define and remove for ever.

use core::mem;

use super::{Context, Entry, ExpressionFunction, HostFunction, Kind};
use crate::arena::{ArenaText, ArenaVec};
use crate::error::Status;
use crate::names::{NameId, NameTable};

/// Removals that are always waited for: tables as small as this are not worth the copying.
const LEAST: usize = 64;

/// The tables of a context without what nothing refers to any more.
struct Kept {
    names: NameTable<'static, Entry>,
    natives: ArenaVec<'static, HostFunction>,
    expressions: ArenaVec<'static, ExpressionFunction>,
}

impl Context {
    /// Counts a removal, and copies what is left once removals are many: a constant number of rows
    /// for each removal. Without memory for the copy, all stays until as many were removed again.
    pub(super) fn count_removal(&mut self) {
        self.removals += 1;
        if self.removals as usize <= LEAST + self.names.len() / 2 {
            return;
        }
        self.removals = 0;
        if let Ok(kept) = self.kept() {
            (*self.names, *self.natives, *self.expressions) =
                (kept.names, kept.natives, kept.expressions);
        }
    }

    /// Copies of the tables. A failure changes nothing: what can fail is done first.
    fn kept(&mut self) -> Result<Kept, Status> {
        let arena = self.natives.arena();
        let mut kept = Kept {
            names: NameTable::new(arena),
            natives: ArenaVec::new(arena),
            expressions: ArenaVec::new(arena),
        };
        kept.natives.reserve(self.count(Kind::Native))?;
        kept.expressions.reserve(self.count(Kind::Expression))?;
        for (_, text, entry) in self.names.iter().filter(|(.., entry)| entry.is_something()) {
            kept.names.intern(text, *entry)?;
        }
        for number in 0..kept.names.len() {
            if let Some(entry) = kept.names.get_mut(NameId(number as u32)) {
                self.move_function(entry, &mut kept.natives, &mut kept.expressions, number)?;
            }
        }
        Ok(kept)
    }

    fn count(&self, kind: Kind) -> usize {
        self.names.iter().filter(|(.., entry)| entry.function == kind).count()
    }

    /// Moves the function of an entry, for which there is room, and gives it its new places.
    fn move_function(
        &mut self,
        entry: &mut Entry,
        natives: &mut ArenaVec<'static, HostFunction>,
        expressions: &mut ArenaVec<'static, ExpressionFunction>,
        name: usize,
    ) -> Result<(), Status> {
        let Entry { native, expression, .. } = *entry;
        (entry.native, entry.expression) = (None, None);
        match entry.function {
            Kind::None => {}
            Kind::Native => {
                entry.native = Some(natives.len() as u32);
                natives.push(*self.natives.at(native.unwrap_or(u32::MAX) as usize)?)?;
            }
            Kind::Expression => {
                entry.expression = Some(expressions.len() as u32);
                let old = self.expressions.at_mut(expression.unwrap_or(u32::MAX) as usize)?;
                let arena = old.nodes.arena();
                let none = ExpressionFunction {
                    name: NameId(name as u32),
                    parameters: NameTable::new(arena),
                    body: ArenaText::new(arena),
                    nodes: ArenaVec::new(arena),
                };
                let moved = mem::replace(old, none);
                expressions.push(ExpressionFunction { name: NameId(name as u32), ..moved })?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use core::ptr;

    use super::*;
    use crate::real::Real;

    unsafe extern "C" fn seven(_: *const Real, _: usize, _: *mut core::ffi::c_void) -> Real {
        7.0
    }

    #[test]
    fn defining_and_removing_for_ever_needs_no_more() {
        let mut context = Context::new().unwrap();
        let mut most = 0;
        for turn in 0..20_000 {
            let name = format!("name{turn}");
            context.set_constant(&name, 1.0).unwrap();
            // SAFETY: the function reads nothing.
            unsafe { context.add_function(&name, (0, 0), seven, ptr::null_mut(), true) }.unwrap();
            context.remove(&name).unwrap();
            context.add_expression_function(&name, "a, b", "a + b").unwrap();
            context.remove(&name).unwrap();
            // SAFETY: as in `with_builtins`.
            let used = unsafe { context.arena.borrow() }.stats().used;
            if turn < 2_000 {
                most = used.max(most);
            }
            assert!(used <= most, "{used} bytes in turn {turn}, {most} before");
        }
    }

    #[test]
    fn what_was_not_removed_stays() {
        let mut context = Context::new().unwrap();
        context.set_constant("ten", 10.0).unwrap();
        context.remove("sin").unwrap();
        // SAFETY: the function reads nothing.
        unsafe { context.add_function("seven", (0, 0), seven, ptr::null_mut(), true) }.unwrap();
        context.add_expression_function("gone", "a", "a").unwrap();
        context.remove("gone").unwrap();
        context.add_expression_function("twice", "a", "2*a").unwrap();
        context.add_expression_function("sums", "n", "n < 1 ? 0 : n + sums(n - 1)").unwrap();
        let functions = context.function_count();
        for turn in 0..1_000 {
            let name = format!("name{turn}");
            context.add_expression_function(&name, "a", "a").unwrap();
            context.remove(&name).unwrap();
        }
        assert_eq!(context.function_count(), functions);
        assert!(context.names.len() < 500, "{} rows", context.names.len());
        assert!(!context.has("sin") && !context.has("gone") && !context.has("name0"));
        let kinds = ["seven", "twice", "sums"].map(|name| context.function(name).is_some());
        assert_eq!((kinds, context.constant("ten")), ([true; 3], Some(10.0)));
    }
}
