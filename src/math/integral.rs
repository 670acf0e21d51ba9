//! floor, ceil, trunc, round and rint over columns, and what integers are. One number at a time those of [`real`] serve,
//! which know the processor's instructions; being exact, all give the same bits.
//!
//! Adding and subtracting 2^52 rounds a smaller magnitude to an integer, ties to even; a comparison mends the direction.

use super::straight::Straight;
use crate::real;

const TWO_TO_52: f64 = 4_503_599_627_370_496.0;

/// The nearest integer to `x` for 0 <= x < 2^52, of two the even one.
#[inline(always)]
fn nearest(x: f64) -> f64 {
    (x + TWO_TO_52) - TWO_TO_52
}

/// 1 or 0.
#[inline(always)]
fn number(truth: bool) -> f64 {
    if truth { 1.0 } else { 0.0 }
}

/// The integer that `rounded` gives for the magnitude, with the sign of `x`; `x` itself where that is an integer anyway, infinite or NaN.
#[inline(always)]
fn by_magnitude(x: f64, rounded: impl Fn(f64) -> f64) -> f64 {
    let magnitude = x.abs();
    if magnitude < TWO_TO_52 { rounded(magnitude).copysign(x) } else { x }
}

macro_rules! integral {
    ($($(#[$doc:meta])* $kind:ident = $one:path, |$x:ident| $value:expr;)+) => {
        $($(#[$doc])*
        pub(super) struct $kind;

        impl Straight<1> for $kind {
            #[inline(always)]
            fn straight([$x]: [f64; 1]) -> (f64, bool) {
                ($value, true)
            }

            #[inline(always)]
            fn special([x]: [f64; 1]) -> f64 {
                $one(x)
            }

            #[inline(always)]
            fn one(x: [f64; 1]) -> f64 {
                Self::special(x)
            }
        })+
    };
}

integral! {
    /// Down.
    Floor = real::floor64, |x| by_magnitude(x, |m| {
        let n = nearest(m);
        if x < 0.0 { n + number(n < m) } else { n - number(n > m) }
    });
    /// Up.
    Ceil = real::ceil64, |x| by_magnitude(x, |m| {
        let n = nearest(m);
        if x > 0.0 { n + number(n < m) } else { n - number(n > m) }
    });
    /// Toward zero.
    Trunc = real::trunc64, |x| by_magnitude(x, |m| {
        let n = nearest(m);
        n - number(n > m)
    });
    /// To the nearest, ties away from zero.
    Round = real::round64, |x| by_magnitude(x, |m| {
        let n = nearest(m);
        n + number(m - n == 0.5)
    });
    /// To the nearest, ties to even.
    Rint = real::rint64, |x| by_magnitude(x, nearest);
}

/// Neither with a fraction nor infinite nor NaN.
#[inline]
pub(super) fn is_integer(x: f64) -> bool {
    x - real::trunc64(x) == 0.0
}

/// Not so for large numbers, which all are even.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn is_odd(x: f64) -> bool {
    is_integer(x) && !is_integer(x * 0.5)
}
