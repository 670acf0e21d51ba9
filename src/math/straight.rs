//! One algorithm, two widths: functions as they are for one number, and over columns with the very same bits.
//!
//! What such a function does for ordinary arguments has neither jumps nor calls, so a loop of it becomes vector code;
//! the few other arguments are done afterwards, one by one. The loops are inlined into their callers, so that they are
//! compiled for those ones' target features.

/// A function of N numbers that needs no jumps for ordinary arguments.
pub(super) trait Straight<const N: usize> {
    /// Whether [`straight`](Self::straight) serves these; no jumps either.
    fn is_ordinary(x: [f64; N]) -> bool;

    /// The value for ordinary arguments, anything for others. Shifts, masks and choices, but neither jumps nor calls.
    fn straight(x: [f64; N]) -> f64;

    /// The value for all others.
    fn special(x: [f64; N]) -> f64;

    /// The value, for one number at a time.
    #[inline(always)]
    fn one(x: [f64; N]) -> f64 {
        if Self::is_ordinary(x) { Self::straight(x) } else { Self::special(x) }
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

/// Columns side by side.
pub(super) trait Rows<T, const N: usize>: Copy {
    /// Calls `act` with each place of `out` and the numbers beside it, as far as the shortest column reaches.
    fn each(self, out: &mut [T], act: impl FnMut(&mut T, [T; N]));
}

impl<T: Copy> Rows<T, 1> for [&[T]; 1] {
    #[inline(always)]
    fn each(self, out: &mut [T], mut act: impl FnMut(&mut T, [T; 1])) {
        let [x] = self;
        for (out, x) in out.iter_mut().zip(x) {
            act(out, [*x]);
        }
    }
}

impl<T: Copy> Rows<T, 2> for [&[T]; 2] {
    #[inline(always)]
    fn each(self, out: &mut [T], mut act: impl FnMut(&mut T, [T; 2])) {
        let [x, y] = self;
        for ((out, x), y) in out.iter_mut().zip(x).zip(y) {
            act(out, [*x, *y]);
        }
    }
}

impl<T: Copy> Rows<T, 3> for [&[T]; 3] {
    #[inline(always)]
    fn each(self, out: &mut [T], mut act: impl FnMut(&mut T, [T; 3])) {
        let [x, y, z] = self;
        for (((out, x), y), z) in out.iter_mut().zip(x).zip(y).zip(z) {
            act(out, [*x, *y, *z]);
        }
    }
}

/// `S` for each row.
#[inline(always)]
pub(super) fn straight<S: Straight<N>, T: Width, const N: usize>(
    x: impl Rows<T, N>,
    out: &mut [T],
) {
    let mut ordinary = true;
    x.each(out, |out, x| {
        let x = x.map(T::wide);
        ordinary &= S::is_ordinary(x);
        *out = T::narrow(S::straight(x));
    });
    if !ordinary {
        x.each(out, |out, x| {
            let x = x.map(T::wide);
            if !S::is_ordinary(x) {
                *out = T::narrow(S::special(x));
            }
        });
    }
}
