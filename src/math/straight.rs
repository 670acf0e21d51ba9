//! One algorithm, two widths: functions as they are for one number, and over columns with the very same bits.
//!
//! What such a function does for ordinary arguments has neither jumps nor calls, so a loop of it becomes vector code;
//! the few other arguments are done afterwards, one by one. The loops are inlined into their callers, so that they are
//! compiled for those ones' target features.

use super::tables::TO_INTEGER;
use crate::real::rint64;
use core::marker::PhantomData;

/// A function of N numbers that needs no jumps for ordinary arguments.
pub(super) trait Straight<const N: usize> {
    /// The value and whether it holds: for ordinary arguments. Shifts, masks and choices, but neither jumps nor calls.
    fn straight(x: [f64; N]) -> (f64, bool);

    /// The value for all others.
    fn special(x: [f64; N]) -> f64;

    /// Whether `special` gives ordinary arguments the same bits: where flash is short it then serves all.
    const SERVES_ALL: bool = false;

    /// The value, for one number at a time.
    #[inline(always)]
    fn one(x: [f64; N]) -> f64 {
        if Self::SERVES_ALL && cfg!(target_os = "none") {
            return Self::special(x);
        }
        let (value, holds) = Self::straight(x);
        if holds { value } else { Self::special(x) }
    }
}

/// Without a jump: an `if` may become one once the compiler sees that one side alone needs a long computation.
pub(super) use core::hint::select_unpredictable as choose;

/// |x| < limit, on large processors by bits, which are no constants to load.
#[inline(always)]
pub(super) fn is_below(x: f64, limit: f64) -> bool {
    if cfg!(target_os = "none") { x.abs() < limit } else { x.abs().to_bits() < limit.to_bits() }
}

/// The nearest integer to `x`, of two the even one, and a word that has it in its low bits; for |x| < 2^31.
#[inline(always)]
pub(super) fn nearest(x: f64) -> (f64, u64) {
    if cfg!(fpv5) {
        let n = rint64(x) as i32;
        (f64::from(n), n as u64)
    } else {
        let shifted = x + TO_INTEGER;
        (shifted - TO_INTEGER, shifted.to_bits())
    }
}

/// Both widths of numbers, for functions computed in binary64.
pub(super) trait Width: Copy {
    /// Exact.
    fn wide(self) -> f64;
    /// Rounded.
    fn narrow(x: f64) -> Self;
}

impl Width for f64 {
    #[inline(always)]
    fn wide(self) -> f64 {
        self
    }

    #[inline(always)]
    fn narrow(x: f64) -> Self {
        x
    }
}

impl Width for f32 {
    #[inline(always)]
    fn wide(self) -> f64 {
        f64::from(self)
    }

    #[inline(always)]
    fn narrow(x: f64) -> Self {
        x as f32
    }
}

/// Exact. A plain loop: the array's own `map` is a function that need not be inlined, and would then be compiled without
/// the caller's target features.
#[inline(always)]
fn widened<T: Width, const N: usize>(x: [T; N]) -> [f64; N] {
    let mut wide = [0.0; N];
    let mut i = 0;
    while i < N {
        wide[i] = x[i].wide();
        i += 1;
    }
    wide
}

/// Columns side by side.
pub(super) trait Rows<T, const N: usize>: Copy {
    /// Does `act` for each place of `out` and the numbers beside it, as far as the shortest column reaches.
    fn each<A: Act<T, N>>(self, out: &mut [T], act: A) -> A;
}

/// What is done for each row: a closure, but for its being inlined at any size.
pub(super) trait Act<T, const N: usize> {
    fn act(&mut self, out: &mut T, x: [T; N]);
}

impl<T: Copy> Rows<T, 1> for [&[T]; 1] {
    #[inline(always)]
    fn each<A: Act<T, 1>>(self, out: &mut [T], mut act: A) -> A {
        let [x] = self;
        for (out, x) in out.iter_mut().zip(x) {
            act.act(out, [*x]);
        }
        act
    }
}

impl<T: Copy> Rows<T, 2> for [&[T]; 2] {
    #[inline(always)]
    fn each<A: Act<T, 2>>(self, out: &mut [T], mut act: A) -> A {
        let [x, y] = self;
        for ((out, x), y) in out.iter_mut().zip(x).zip(y) {
            act.act(out, [*x, *y]);
        }
        act
    }
}

impl<T: Copy> Rows<T, 3> for [&[T]; 3] {
    #[inline(always)]
    fn each<A: Act<T, 3>>(self, out: &mut [T], mut act: A) -> A {
        let [x, y, z] = self;
        for (((out, x), y), z) in out.iter_mut().zip(x).zip(y).zip(z) {
            act.act(out, [*x, *y, *z]);
        }
        act
    }
}

/// A plain function for each row.
pub(super) struct Plain<F>(pub(super) F);

impl<T, const N: usize, F: Fn([T; N]) -> T> Act<T, N> for Plain<F> {
    #[inline(always)]
    fn act(&mut self, out: &mut T, x: [T; N]) {
        *out = self.0(x);
    }
}

/// The straight values, and whether all of them hold.
struct Values<S> {
    all_hold: bool,
    function: PhantomData<S>,
}

impl<S: Straight<N>, T: Width, const N: usize> Act<T, N> for Values<S> {
    #[inline(always)]
    fn act(&mut self, out: &mut T, x: [T; N]) {
        let (value, holds) = S::straight(widened(x));
        *out = T::narrow(value);
        self.all_hold &= holds;
    }
}

/// The others in place of those that do not hold.
struct Corrections<S>(PhantomData<S>);

impl<S: Straight<N>, T: Width, const N: usize> Act<T, N> for Corrections<S> {
    #[inline(always)]
    fn act(&mut self, out: &mut T, x: [T; N]) {
        let x = widened(x);
        if !S::straight(x).1 {
            *out = T::narrow(S::special(x));
        }
    }
}

/// `S` for each row.
#[inline(always)]
pub(super) fn straight<S: Straight<N>, T: Width, const N: usize>(
    x: impl Rows<T, N>,
    out: &mut [T],
) {
    let values = x.each(out, Values::<S> { all_hold: true, function: PhantomData });
    if !values.all_hold {
        x.each(out, Corrections::<S>(PhantomData));
    }
}
