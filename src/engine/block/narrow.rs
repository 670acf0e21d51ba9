//! The operations over columns as a plain loop, the accumulator in memory: for targets where
//! handlers do not jump to one another.

use super::functions::functions_of_level;
use super::{Code, Level};
use crate::math;
use crate::program::opcode::{apply, apply_quad, binary, opcodes, ternary, test, unary};
use crate::program::{Instruction, Opcode};
use crate::real::{NAN, Real, from_bool, truth};

functions_of_level!([inline(never)], None);

/// Rows below which a block is not worth while; blocks have a multiple of it.
const LEAST: usize = 4;

impl Level {
    /// The rows of the smallest block of a level.
    pub(super) const fn least_rows(self) -> usize {
        LEAST
    }

    /// The level that takes the most rows at once, up to `most` of them, and how many that are.
    pub(super) fn for_rows(self, most: usize) -> Option<(Level, usize)> {
        let rows = most / LEAST * LEAST;
        (rows > 0).then_some((self, rows))
    }

    /// Runs straight code up to its `End`.
    ///
    /// # Safety
    /// Each operand of the code numbers a column of at least so many rows in `code.columns`, and so
    /// does each result in the frame.
    pub(super) unsafe fn run(self, code: &Code, rows: usize) {
        // SAFETY: the caller's word.
        unsafe { run(code, rows) }
    }
}

/// Writes what `value` gives for each row; `out` may be one of the columns. [`LEAST`] rows at a time, read before any
/// is written: so an instruction moves all of them where the processor has such ones, as Arm's has.
///
/// # Safety
/// Each column has `rows` rows, a multiple of [`LEAST`].
#[inline(always)]
unsafe fn each_row(
    rows: usize,
    mut out: *mut Real,
    (mut p, mut q, mut r, mut s): (*const Real, *const Real, *const Real, *const Real),
    value: impl Fn(Real, Real, Real, Real) -> Real,
) {
    let mut left = rows;
    loop {
        // SAFETY: the caller's word.
        unsafe {
            let rows = |column: *const Real| column.cast::<[Real; LEAST]>().read();
            let ([p0, p1, p2, p3], [q0, q1, q2, q3]) = (rows(p), rows(q));
            let ([r0, r1, r2, r3], [s0, s1, s2, s3]) = (rows(r), rows(s));
            out.cast::<[Real; LEAST]>().write([
                value(p0, q0, r0, s0),
                value(p1, q1, r1, s1),
                value(p2, q2, r2, s2),
                value(p3, q3, r3, s3),
            ]);
            (out, p, q) = (out.add(LEAST), p.add(LEAST), q.add(LEAST));
            (r, s) = (r.add(LEAST), s.add(LEAST));
        }
        left -= LEAST;
        if left == 0 {
            return;
        }
    }
}

macro_rules! engine {
    (
        data { $($data:ident, $equation:literal, $value:expr;)* }
        quad { $($quad:ident, $combination:literal, $four:expr;)* }
        branch { $($branch:ident, $sense:literal, $condition:literal, $test:expr;)* }
        control { $($control:ident, $text:literal;)* }
    ) => {
        /// See [`Level::run`].
        ///
        /// # Safety
        /// See there.
        #[allow(unreachable_patterns, reason = "functions are not called row by row")]
        unsafe fn run(code: &Code, rows: usize) {
            let Code { columns, frame, spare, .. } = *code;
            let mut at = code.start;
            // Where the accumulator is: in its own column, or in that of a slot which it was stored to.
            let mut acc = code.acc;
            // SAFETY: the caller's word.
            unsafe {
                loop {
                    let Instruction { opcode, k, a, b, c, .. } = *at;
                    if opcode == Opcode::End {
                        if !code.next_block() {
                            return;
                        }
                        at = code.start;
                        continue;
                    }
                    let slot = |number: u32| (*columns.add(number as usize)).cast_const();
                    at = at.add(1);
                    let follows = (*at).opcode == Opcode::Store && opcode != Opcode::Store;
                    let out = if follows { *columns.add((*at).c as usize) } else { code.acc };
                    match opcode {
                        Opcode::Call1 | Opcode::Call1Acc | Opcode::Call2 | Opcode::Call2Acc
                        | Opcode::Call2FromSlot | Opcode::Call3 => {
                            let acc = acc.cast_const();
                            let (table, [x, y, z]) = match opcode {
                                Opcode::Call1 => (FUNCTIONS.unary, [slot(a), acc, acc]),
                                Opcode::Call1Acc => (FUNCTIONS.unary, [acc, acc, acc]),
                                Opcode::Call2 => (FUNCTIONS.binary, [slot(a), slot(b), acc]),
                                Opcode::Call2Acc => (FUNCTIONS.binary, [acc, slot(a), acc]),
                                Opcode::Call2FromSlot => (FUNCTIONS.binary, [slot(a), acc, acc]),
                                _ => (FUNCTIONS.ternary, [slot(a), slot(b), slot(c)]),
                            };
                            (table[k as usize])(x, y, z, spare, rows);
                            let x = spare.cast_const();
                            each_row(rows, out, (x, x, x, x), |x, _, _, _| x);
                        }
                        $(Opcode::$data => {
                            let columns = (acc.cast_const(), slot(a), slot(b), slot(c));
                            each_row(rows, out, columns, |acc, a, b, c| apply($value, k, acc, a, b, c));
                        })*
                        $(Opcode::$quad => {
                            let columns = (slot(a), slot(b), slot(c), slot(u32::from(k)));
                            each_row(rows, out, columns, |a, b, c, d| apply_quad($four, [a, b, c, d]));
                        })*
                        $(Opcode::$branch => {
                            let columns = (acc.cast_const(), slot(a), slot(b), slot(b));
                            each_row(rows, out, columns, |acc, a, b, _| from_bool(test($test, acc, a, b)));
                        })*
                        $(Opcode::$control => {
                            let canonical = opcode == Opcode::Result;
                            let into = *columns.add(c as usize);
                            let acc = acc.cast_const();
                            let copy = |x: Real| if canonical && x.is_nan() { NAN } else { x };
                            each_row(rows, into, (acc, acc, acc, acc), |x, _, _, _| copy(x));
                            if canonical {
                                *frame.add(c as usize) = *into.add(rows - 1);
                            }
                            continue;
                        })*
                    }
                    acc = out;
                    at = at.add(usize::from(follows));
                }
            }
        }
    };
}
opcodes!(engine);
