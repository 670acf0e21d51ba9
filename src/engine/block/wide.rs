//! The operations over columns as handlers of which each ends by calling the next, as in
//! [`threaded`](crate::engine::threaded), with the accumulator of a whole block in the vector
//! registers that a call passes: eight of them, so that a block has eight times the rows of one.
//! Compiled once for each level of vector instructions.

use super::functions::functions_of_level;
use super::fused::{LAST_RESULT, Task, sequences};
use super::operands::{Operand, is_sum_or_product};
use super::sequence::{equation, equations, handlers_of_sequences, name_slots};
use super::{Code, Level};
use crate::math;
use crate::program::Opcode;
use crate::program::opcode::{
    Reads, apply, apply_quad, binary, opcodes, reads, ternary, test, unary,
};
use crate::real::{NAN, Real, from_bool, truth};

#[cfg(target_arch = "aarch64")]
use core::arch::aarch64 as arch;
#[cfg(target_arch = "x86_64")]
use core::arch::x86_64 as arch;

/// The vector types of a number.
trait Vectors {
    type V128;
    #[cfg(target_arch = "x86_64")]
    type V256;
    #[cfg(target_arch = "x86_64")]
    type V512;
}

#[cfg(target_arch = "x86_64")]
impl Vectors for f64 {
    type V128 = arch::__m128d;
    type V256 = arch::__m256d;
    type V512 = arch::__m512d;
}

#[cfg(target_arch = "x86_64")]
impl Vectors for f32 {
    type V128 = arch::__m128;
    type V256 = arch::__m256;
    type V512 = arch::__m512;
}

#[cfg(target_arch = "aarch64")]
impl Vectors for f64 {
    type V128 = arch::float64x2_t;
}

#[cfg(target_arch = "aarch64")]
impl Vectors for f32 {
    type V128 = arch::float32x4_t;
}

impl Level {
    /// Rows of a block.
    const fn rows(self) -> usize {
        match self {
            Level::Baseline => baseline::ROWS,
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => avx2::ROWS,
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => avx512::ROWS,
        }
    }

    /// See the one of the other form.
    pub(super) const fn least_rows(self) -> usize {
        self.rows()
    }

    /// The level that takes the most rows at once, up to `most` of them, and how many that are.
    pub(super) fn for_rows(self, most: usize) -> Option<(Level, usize)> {
        let levels = Level::ALL.iter().rev().filter(|level| **level <= self);
        levels.map(|level| (*level, level.rows())).find(|(_, rows)| *rows <= most)
    }

    /// Runs straight code up to its `End`.
    ///
    /// # Safety
    /// The processor has the level. Each operand of the code numbers a column of at least
    /// [`Level::rows`] rows in `code.columns`, and so does each result in the frame.
    pub(super) unsafe fn run(self, code: &Code, _rows: usize) {
        // SAFETY: the caller's word.
        unsafe {
            match self {
                Level::Baseline => baseline::run(code),
                #[cfg(target_arch = "x86_64")]
                Level::Avx2 => avx2::run(code),
                #[cfg(target_arch = "x86_64")]
                Level::Avx512 => avx512::run(code),
            }
        }
    }
}

/// What a call of a function is of.
const ONE: u8 = 1;
const ONE_ACC: u8 = 2;
const TWO: u8 = 3;
const TWO_ACC: u8 = 4;
const TWO_FROM_SLOT: u8 = 5;
const THREE: u8 = 6;

/// A handler of so many tasks, unless it is one, that sets the accumulator's vectors `v`; `column`
/// is that of a slot.
macro_rules! handler {
    (
        $attribute:tt $name:ident
        |$at:ident, $columns:ident, $column:ident, $code:ident, $v:ident| $body:block
    ) => {
        handler!($attribute $name of 1, |$at, $columns, $column, $code, $v| $body);
    };
    (
        $attribute:tt $name:ident of $length:expr,
        |$at:ident, $columns:ident, $column:ident, $code:ident, $v:ident| $body:block
    ) => {
        /// # Safety
        /// See [`Level::run`].
        # $attribute
        unsafe extern "C" fn $name(
            $at: *const Task, $columns: *const *mut Real, $code: *const Code,
            v0: V, v1: V, v2: V, v3: V, v4: V, v5: V, v6: V, v7: V,
        ) {
            // SAFETY: slots of the code have columns of all rows.
            unsafe {
                let $column = |slot: u32| (*$columns.add(slot as usize)).cast_const();
                let $v = [v0, v1, v2, v3, v4, v5, v6, v7];
                let [v0, v1, v2, v3, v4, v5, v6, v7] = $body;
                let at = $at.add($length);
                let next = handler_of(at);
                next(at, $columns, $code, v0, v1, v2, v3, v4, v5, v6, v7)
            }
        }
    };
}

/// A level: its name, the attribute of its functions, its vectors; then the table of opcodes.
macro_rules! level {
    (
        $level:ident $attribute:tt $vector:ident
        data { $($data:ident, $equation:literal, $value:expr;)* }
        quad { $($quad:ident, $combination:literal, $four:expr;)* }
        branch { $($branch:ident, $sense:literal, $condition:literal, $test:expr;)* }
        control { $($control:ident, $text:literal;)* }
    ) => {
        #[allow(non_snake_case, improper_ctypes_definitions)]
        mod $level {
            use super::*;

            type V = <Real as Vectors>::$vector;
            const LANES: usize = size_of::<V>() / size_of::<Real>();
            pub(super) const ROWS: usize = 8 * LANES;

            functions_of_level!($attribute, Some(super::ROWS));

            /// Gets the instruction, the columns of the slots, what the run needs beside them, and the
            /// accumulator of all rows.
            type Handler = unsafe extern "C" fn(
                *const Task, *const *mut Real, *const Code, V, V, V, V, V, V, V, V,
            );

            static HANDLERS: [Handler; LAST_RESULT + 1] = {
                let mut handlers: [Handler; LAST_RESULT + 1] = [end; LAST_RESULT + 1];
                $(handlers[Opcode::$data as usize] = $data;)*
                $(handlers[Opcode::$quad as usize] = $quad;)*
                $(handlers[Opcode::$branch as usize] = $branch;)*
                handlers[Opcode::Store as usize] = store;
                handlers[Opcode::Result as usize] = result;
                handlers[Opcode::Call1 as usize] = call::<ONE>;
                handlers[Opcode::Call1Acc as usize] = call::<ONE_ACC>;
                handlers[Opcode::Call2 as usize] = call::<TWO>;
                handlers[Opcode::Call2Acc as usize] = call::<TWO_ACC>;
                handlers[Opcode::Call2FromSlot as usize] = call::<TWO_FROM_SLOT>;
                handlers[Opcode::Call3 as usize] = call::<THREE>;
                let mut number = 0;
                while number < SEQUENCES.len() {
                    handlers[Opcode::COUNT + number] = SEQUENCES[number];
                    number += 1;
                }
                handlers[LAST_RESULT] = last_result;
                handlers
            };

            sequences!(handlers_of_sequences $attribute);

            /// # Safety
            /// The task is there.
            #[inline(always)]
            unsafe fn handler_of(at: *const Task) -> Handler {
                // SAFETY: the caller's word; a task has no number above the last handler's.
                unsafe { *HANDLERS.as_ptr().add((*at).handler as usize) }
            }

            /// # Safety
            /// See [`Level::run`].
            # $attribute
            pub(super) unsafe fn run(code: &Code) {
                // SAFETY: the caller's word.
                unsafe {
                    let first = handler_of(code.start);
                    let [v0, v1, v2, v3, v4, v5, v6, v7] = code.acc.cast::<[V; 8]>().read_unaligned();
                    first(code.start, code.columns, code, v0, v1, v2, v3, v4, v5, v6, v7);
                }
            }

            #[inline(always)]
            fn numbers(vector: V) -> [Real; LANES] {
                // SAFETY: a vector is so many numbers.
                unsafe { core::mem::transmute::<V, [Real; LANES]>(vector) }
            }

            #[inline(always)]
            fn vector(numbers: [Real; LANES]) -> V {
                // SAFETY: as above.
                unsafe { core::mem::transmute::<[Real; LANES], V>(numbers) }
            }

            /// What `value` gives for each lane: a plain loop, of which the compiler makes vector code.
            #[inline(always)]
            fn each_lane(x: [[Real; LANES]; 5], value: impl Fn([Real; 5]) -> Real) -> V {
                let [acc, p, q, r, s] = x;
                let mut values = [0.0; LANES];
                let mut lane = 0;
                while lane < LANES {
                    values[lane] = value([acc[lane], p[lane], q[lane], r[lane], s[lane]]);
                    lane += 1;
                }
                vector(values)
            }

            /// The same for vector `n` of the accumulator and four operands.
            ///
            /// # Safety
            /// Those that are columns have so many vectors.
            #[inline(always)]
            unsafe fn of(
                n: usize,
                v: [V; 8],
                (p, q, r, s): (impl Operand, impl Operand, impl Operand, impl Operand),
                value: &impl Fn([Real; 5]) -> Real,
            ) -> V {
                // SAFETY: the caller's word.
                let x = unsafe { [p.vector(n), q.vector(n), r.vector(n), s.vector(n)] };
                each_lane([numbers(v[n]), x[0], x[1], x[2], x[3]], value)
            }

            /// The same for all vectors.
            ///
            /// # Safety
            /// As above.
            #[inline(always)]
            unsafe fn each(
                v: [V; 8],
                x: (impl Operand, impl Operand, impl Operand, impl Operand),
                value: impl Fn([Real; 5]) -> Real,
            ) -> [V; 8] {
                let f = &value;
                // SAFETY: the caller's word.
                unsafe {
                    [
                        of(0, v, x, f), of(1, v, x, f), of(2, v, x, f), of(3, v, x, f),
                        of(4, v, x, f), of(5, v, x, f), of(6, v, x, f), of(7, v, x, f),
                    ]
                }
            }

            /// # Safety
            /// See [`Level::run`].
            # $attribute
            unsafe extern "C" fn end(
                _at: *const Task, columns: *const *mut Real, code: *const Code,
                v0: V, v1: V, v2: V, v3: V, v4: V, v5: V, v6: V, v7: V,
            ) {
                // SAFETY: the caller's word.
                unsafe {
                    if !(*code).next_block() {
                        return;
                    }
                    let at = (*code).start;
                    let next = handler_of(at);
                    next(at, columns, code, v0, v1, v2, v3, v4, v5, v6, v7)
                }
            }

            $(handler!($attribute $data |at, columns, column, code, v| {
                const READS: Reads = reads($equation.as_bytes());
                const FORMS: bool = READS.a && is_sum_or_product($equation);
                let Task { k, a, b, c, .. } = *at;
                let value = |[acc, a, b, c, _]: [Real; 5]| apply($value, k, acc, a, b, c);
                let (x, y, z) = (column(a), column(b), column(c));
                match (READS.b, READS.c) {
                    _ if !FORMS => each(v, (x, y, z, x), value),
                    (false, _) if (*code).is_constant(a) => each(v, (*x, y, z, x), value),
                    (true, false) if (*code).is_constant(b) => each(v, (x, *y, z, x), value),
                    (true, true) if (*code).is_constant(c) => {
                        if a == b { each(v, (x, x, *z, x), value) } else { each(v, (x, y, *z, x), value) }
                    }
                    (true, true) if a == c && (*code).is_constant(b) => each(v, (x, *y, x, x), value),
                    (true, _) if a == b => each(v, (x, x, z, x), value),
                    _ => each(v, (x, y, z, x), value),
                }
            });)*

            $(handler!($attribute $quad |at, columns, column, code, v| {
                let Task { k, a, b, c, .. } = *at;
                let d = u32::from(k);
                let value = |[_, a, b, c, d]: [Real; 5]| apply_quad($four, [a, b, c, d]);
                let (x, y, z, u) = (column(a), column(b), column(c), column(d));
                let constant = |slot: u32| (*code).is_constant(slot);
                match (a == c, a == b && c == d) {
                    _ if !const { is_sum_or_product($combination) } => each(v, (x, y, z, u), value),
                    (true, _) if b == d => each(v, (x, y, x, y), value),
                    (true, _) if constant(b) && constant(d) => each(v, (x, *y, x, *u), value),
                    (_, true) => each(v, (x, x, z, z), value),
                    _ => each(v, (x, y, z, u), value),
                }
            });)*

            $(handler!($attribute $branch |at, columns, column, code, v| {
                let Task { a, b, .. } = *at;
                let (x, y) = (column(a), column(b));
                each(v, (x, y, x, x), |[acc, a, b, ..]| from_bool(test($test, acc, a, b)))
            });)*

            /// # Safety
            /// See [`Level::run`].
            # $attribute
            unsafe extern "C" fn store(
                at: *const Task, columns: *const *mut Real, code: *const Code,
                v0: V, v1: V, v2: V, v3: V, v4: V, v5: V, v6: V, v7: V,
            ) {
                // SAFETY: the slot has a column.
                unsafe {
                    let column = (*columns.add((*at).c as usize)).cast::<[V; 8]>();
                    column.write_unaligned([v0, v1, v2, v3, v4, v5, v6, v7]);
                    let at = at.add(1);
                    let next = handler_of(at);
                    next(at, columns, code, v0, v1, v2, v3, v4, v5, v6, v7)
                }
            }

            /// Writes the result that a task names.
            ///
            /// # Safety
            /// See [`Level::run`].
            #[inline(always)]
            unsafe fn write_result(at: *const Task, columns: *const *mut Real, code: *const Code, v: [V; 8]) {
                // SAFETY: the slot has a column, and the frame the slot.
                unsafe {
                    let slot = (*at).c as usize;
                    let x = *columns.add(slot);
                    let of_acc = (x.cast_const(), x.cast_const(), x.cast_const(), x.cast_const());
                    let v = each(v, of_acc, |[acc, ..]| if acc.is_nan() { NAN } else { acc });
                    x.cast::<[V; 8]>().write_unaligned(v);
                    *(*code).frame.add(slot) = numbers(v[7])[LANES - 1];
                }
            }

            handler!($attribute result |at, columns, _column, code, v| {
                write_result(at, columns, code, v);
                v
            });

            /// # Safety
            /// See [`Level::run`].
            # $attribute
            unsafe extern "C" fn last_result(
                at: *const Task, columns: *const *mut Real, code: *const Code,
                v0: V, v1: V, v2: V, v3: V, v4: V, v5: V, v6: V, v7: V,
            ) {
                // SAFETY: the caller's word.
                unsafe {
                    write_result(at, columns, code, [v0, v1, v2, v3, v4, v5, v6, v7]);
                    end(at.add(1), columns, code, v0, v1, v2, v3, v4, v5, v6, v7)
                }
            }

            /// Calls a function of numbers: `FORM` says of what.
            ///
            /// # Safety
            /// See [`Level::run`].
            # $attribute
            unsafe extern "C" fn call<const FORM: u8>(
                at: *const Task, columns: *const *mut Real, code: *const Code,
                v0: V, v1: V, v2: V, v3: V, v4: V, v5: V, v6: V, v7: V,
            ) {
                // SAFETY: the columns of the code are there, and those of the run are none of them.
                unsafe {
                    let Task { k, a, b, c, .. } = *at;
                    let column = |slot: u32| (*columns.add(slot as usize)).cast_const();
                    let Code { acc, spare, .. } = *code;
                    if matches!(FORM, ONE_ACC | TWO_ACC | TWO_FROM_SLOT) {
                        acc.cast::<[V; 8]>().write_unaligned([v0, v1, v2, v3, v4, v5, v6, v7]);
                    }
                    let acc = acc.cast_const();
                    let (table, number, [x, y, z]) = match FORM {
                        ONE => (FUNCTIONS.unary, k, [column(a); 3]),
                        ONE_ACC => (FUNCTIONS.unary, k, [acc; 3]),
                        TWO => (FUNCTIONS.binary, k, [column(a), column(b), acc]),
                        TWO_ACC => (FUNCTIONS.binary, k, [acc, column(a), acc]),
                        TWO_FROM_SLOT => (FUNCTIONS.binary, k, [column(a), acc, acc]),
                        _ => (FUNCTIONS.ternary, k, [column(a), column(b), column(c)]),
                    };
                    (table[number as usize])(x, y, z, spare, ROWS);
                    let [v0, v1, v2, v3, v4, v5, v6, v7] = spare.cast::<[V; 8]>().read_unaligned();
                    let at = at.add(1);
                    let next = handler_of(at);
                    next(at, columns, code, v0, v1, v2, v3, v4, v5, v6, v7)
                }
            }
        }
    };
}

opcodes!(level baseline [inline] V128);
#[cfg(target_arch = "x86_64")]
opcodes!(level avx2 [target_feature(enable = "avx2")] V256);
#[cfg(target_arch = "x86_64")]
opcodes!(level avx512 [target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")] V512);
