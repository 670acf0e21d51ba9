//! The functions of numbers over columns, compiled once for each level of vector instructions.

use crate::real::Real;

/// Computes a function for `rows` rows: of `x`, and if it takes them `y` and `z`. Each pointer on its own: a
/// caller that lent an array of them could not end by jumping, for that would take its stack away.
///
/// # Safety
/// These columns have so many rows, `out` has room for them and is none of them; the processor has
/// the level that the function was compiled for, and where that has a number of rows, it is `rows`.
pub(super) type Function =
    unsafe fn(x: *const Real, y: *const Real, z: *const Real, out: *mut Real, rows: usize);

/// The functions of a level by their numbers.
pub(super) struct Functions {
    pub unary: &'static [Function],
    pub binary: &'static [Function],
    pub ternary: &'static [Function],
}

/// A column as a slice.
///
/// # Safety
/// It has so many rows, and is not written while the slice is used.
#[inline(always)]
pub(super) unsafe fn read<'c, T>(column: *const T, rows: usize) -> &'c [T] {
    // SAFETY: the caller's word.
    unsafe { core::slice::from_raw_parts(column, rows) }
}

/// A column as a slice to be written.
///
/// # Safety
/// It has so many rows, and nobody else uses it meanwhile.
#[inline(always)]
pub(super) unsafe fn write<'c, T>(column: *mut T, rows: usize) -> &'c mut [T] {
    // SAFETY: the caller's word.
    unsafe { core::slice::from_raw_parts_mut(column, rows) }
}

/// The functions with the numbers from 0 on: as many as the longest of the tables has.
macro_rules! numbered {
    ($function:ident of $table:ident) => {
        numbered!(@ $function of $table: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24
            25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47)
    };
    (@ $function:ident of $table:ident: $($number:literal)*) => {{
        const { assert!($table.len() <= [$($number),*].len()) };
        &[$($function::<$number>),*]
    }};
}
pub(super) use numbered;

/// Defines `FUNCTIONS` with this attribute on each, for a fixed number of rows if there is one.
macro_rules! functions_of_level {
    ($attribute:tt, $fixed:expr) => {
        mod functions {
            use crate::engine::block::functions::{Function, Functions, numbered, read, write};
            use crate::language::functions::{BINARY, Binary, TERNARY, Ternary, UNARY, Unary};
            use crate::program::opcode::{binary, ternary, unary};
            use crate::real::Real;

            pub(in crate::engine::block) static FUNCTIONS: Functions = Functions {
                unary: { const TABLE: &[Function] = numbered!(of_one of UNARY); TABLE },
                binary: { const TABLE: &[Function] = numbered!(of_two of BINARY); TABLE },
                ternary: { const TABLE: &[Function] = numbered!(of_three of TERNARY); TABLE },
            };

            const FIXED: Option<usize> = $fixed;

            # $attribute
            unsafe fn of_one<const NUMBER: u16>(
                x: *const Real,
                _y: *const Real,
                _z: *const Real,
                out: *mut Real,
                rows: usize,
            ) {
                let rows = if let Some(rows) = FIXED { rows } else { rows };
                // SAFETY: see `Function`.
                let (x, out) = unsafe { (read(x, rows), write(out, rows)) };
                if !Unary::column(NUMBER, [x], out) {
                    for (out, x) in out.iter_mut().zip(x) {
                        *out = unary(NUMBER, *x);
                    }
                }
            }

            # $attribute
            unsafe fn of_two<const NUMBER: u16>(
                x: *const Real,
                y: *const Real,
                _z: *const Real,
                out: *mut Real,
                rows: usize,
            ) {
                let rows = if let Some(rows) = FIXED { rows } else { rows };
                // SAFETY: see `Function`.
                let (x, y) = unsafe { (read(x, rows), read(y, rows)) };
                // SAFETY: as above.
                let out = unsafe { write(out, rows) };
                if !Binary::column(NUMBER, [x, y], out) {
                    for ((out, x), y) in out.iter_mut().zip(x).zip(y) {
                        *out = binary(NUMBER, *x, *y);
                    }
                }
            }

            # $attribute
            unsafe fn of_three<const NUMBER: u16>(
                x: *const Real,
                y: *const Real,
                z: *const Real,
                out: *mut Real,
                rows: usize,
            ) {
                let rows = if let Some(rows) = FIXED { rows } else { rows };
                // SAFETY: see `Function`.
                let (x, y, z, out) = unsafe {
                    (read(x, rows), read(y, rows), read(z, rows), write(out, rows))
                };
                if !Ternary::column(NUMBER, [x, y, z], out) {
                    for (((out, x), y), z) in out.iter_mut().zip(x).zip(y).zip(z) {
                        *out = ternary(NUMBER, *x, *y, *z);
                    }
                }
            }
        }
        use functions::FUNCTIONS;
    };
}
pub(super) use functions_of_level;
