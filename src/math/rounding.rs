//! What needs no series: signs, choices, roundings to decimal places, tests of a value.

use super::double_double::DoubleDouble;
use super::integral::{is_integer, is_odd};
use super::kernel::{cbrt, pow, round, sin, sqrt, trunc, wide};
use crate::real::{Real, from_bool, trunc64, undefined};

/// |x|.
pub(crate) fn abs(x: Real) -> Real {
    x.abs()
}

/// -1, 1, the zero itself for a zero, NaN for NaN.
pub(crate) fn sign(x: Real) -> Real {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        x
    }
}

/// The magnitude of `x` with the sign of `y`; a NaN `y` counts as positive, whatever its bits.
pub(crate) fn copysign(x: Real, y: Real) -> Real {
    if y.is_nan() { x.abs() } else { x.copysign(y) }
}

/// The smaller one; NaN only if both are; of equals (zeros of either sign too) the first.
pub(crate) fn min(x: Real, y: Real) -> Real {
    if y < x || x.is_nan() { y } else { x }
}

/// The larger one; NaN only if both are; of equals (zeros of either sign too) the first.
pub(crate) fn max(x: Real, y: Real) -> Real {
    if y > x || x.is_nan() { y } else { x }
}

/// `x` limited to [lo, hi], swapped if lo > hi; NaN if any is NaN.
pub(crate) fn clamp(x: Real, lo: Real, hi: Real) -> Real {
    if x.is_nan() || lo.is_nan() || hi.is_nan() {
        return x + lo + hi;
    }
    let (lo, hi) = if lo > hi { (hi, lo) } else { (lo, hi) };
    if x < lo {
        lo
    } else if x > hi {
        hi
    } else {
        x
    }
}

/// sin(x)/x: 1 at 0, 0 at infinities.
pub(crate) fn sinc(x: Real) -> Real {
    if x == 0.0 {
        1.0
    } else if x.is_infinite() {
        0.0
    } else {
        sin(x) / x
    }
}

/// The n-th root: NaN at n = 0; n = 2 and 3 exactly as sqrt and cbrt; x < 0 with an odd integer n is -root(-x, n);
/// else pow(x, 1/n), where 1/n is rounded.
pub(crate) fn root(x: Real, n: Real) -> Real {
    if n == 0.0 {
        undefined(wide(n)) as Real
    } else if n == 2.0 {
        sqrt(x)
    } else if n == 3.0 {
        cbrt(x)
    } else if x < 0.0 && is_odd(wide(n)) {
        -pow(-x, 1.0 / n)
    } else {
        pow(x, 1.0 / n)
    }
}

/// `x` rounded half away from zero to `d` decimal places (d truncated; negative: to tens, hundreds ...):
/// round(x*10^d)/10^d or round(x/10^-d)*10^-d; `x` itself where 10^|d| or x*10^d overflows; NaN for NaN `d`.
pub(crate) fn round_to(x: Real, d: Real) -> Real {
    if d.is_nan() {
        return d;
    }
    let d = trunc(d);
    let power = power_of_ten(d.abs());
    if power == Real::INFINITY {
        return x;
    }
    if d < 0.0 {
        return round(x / power) * power;
    }
    let scaled = x * power;
    if scaled.is_infinite() { x } else { round(scaled) / power }
}

/// 10^d correctly rounded, for an integer d >= 0; infinite past the range.
///
/// A product in double-double costs no table; its relative error near 2^-100 would matter only for a power that
/// close to a tie, and there is none (the tests check each one).
fn power_of_ten(d: Real) -> Real {
    let d = wide(d);
    if d > 308.0 {
        return Real::INFINITY;
    }
    // 10^22 is the largest power that is a number of binary64.
    let many = trunc64(d / 22.0);
    let (mut rest, mut power) = (d - many * 22.0, 1.0);
    while rest > 0.0 {
        power *= 10.0;
        rest -= 1.0;
    }
    let large = DoubleDouble::factors(1e22, 0.0, 0.0, many, false);
    large.times(DoubleDouble { high: power, low: 0.0 }).high as Real
}

/// 1 or 0, by one function where flash is short: 0 is eight bytes in each that loads it.
#[cfg_attr(target_os = "none", inline(never))]
fn number(truth: bool) -> Real {
    from_bool(truth)
}

/// 1 for NaN, else 0.
pub(crate) fn isnan(x: Real) -> Real {
    number(x.is_nan())
}

/// 1 for an infinity, else 0.
pub(crate) fn isinf(x: Real) -> Real {
    number(x.is_infinite())
}

/// 1 for a finite number, else 0.
pub(crate) fn isfinite(x: Real) -> Real {
    number(x.is_finite())
}

/// 1 for an even integer (every large number is one), 0 for anything else.
pub(crate) fn iseven(x: Real) -> Real {
    number(is_integer(wide(x)) && is_integer(wide(x) * 0.5))
}

/// 1 for an odd integer, 0 for anything else.
pub(crate) fn isodd(x: Real) -> Real {
    number(is_odd(wide(x)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::real::NAN;

    fn bits_eq(a: Real, b: Real) -> bool {
        a.to_bits() == b.to_bits()
    }

    #[test]
    fn every_power_of_ten_is_the_literal() {
        let mut buffer = *b"1e000";
        for d in 0..400u16 {
            for (place, unit) in [(2, 100), (3, 10), (4, 1)] {
                buffer[place] = b'0' + (d / unit % 10) as u8;
            }
            let literal: Real = core::str::from_utf8(&buffer).unwrap().parse().unwrap();
            assert!(bits_eq(power_of_ten(Real::from(d as f32)), literal), "1e{d}");
        }
    }

    #[test]
    fn rounding_to_places() {
        assert_eq!(round_to(2.5, 0.5), 3.0);
        assert_eq!(round_to(1234.5, -2.0), 1200.0);
        assert_eq!(round_to(1.0, 400.0), 1.0);
        assert_eq!(round_to(1.0, -400.0), 1.0);
        assert_eq!(round_to(Real::MAX, 5.0), Real::MAX);
        assert!(bits_eq(round_to(-0.0, 2.0), -0.0) && bits_eq(round_to(-3.0, -2.0), -0.0));
        assert!(round_to(1.0, NAN).is_nan() && round_to(NAN, 400.0).is_nan());
        assert_eq!(round_to(Real::INFINITY, 2.0), Real::INFINITY);
    }

    #[test]
    fn zeros_keep_their_sign_and_place() {
        assert!(bits_eq(min(-0.0, 0.0), -0.0) && bits_eq(min(0.0, -0.0), 0.0));
        assert!(bits_eq(max(-0.0, 0.0), -0.0) && bits_eq(max(0.0, -0.0), 0.0));
        assert!(bits_eq(sign(-0.0), -0.0) && bits_eq(clamp(-0.0, 0.0, 1.0), -0.0));
        assert_eq!(min(NAN, 1.0), 1.0);
        assert_eq!(max(1.0, NAN), 1.0);
        assert!(min(NAN, NAN).is_nan() && sign(NAN).is_nan() && clamp(2.0, NAN, 3.0).is_nan());
        assert_eq!(clamp(2.0, 3.0, 1.0), 2.0);
        assert_eq!(copysign(-2.0, -NAN), 2.0);
    }

    #[test]
    fn parity_and_roots() {
        assert_eq!(
            (iseven(-4.0), isodd(-3.0), iseven(2.5), isodd(Real::INFINITY)),
            (1.0, 1.0, 0.0, 0.0)
        );
        assert_eq!(
            (iseven(Real::MAX), isodd(Real::MAX), iseven(Real::from_bits(1)), iseven(NAN)),
            (1.0, 0.0, 0.0, 0.0)
        );
        assert_eq!(root(-1.0, 5.0), -1.0);
        assert_eq!(root(-32.0, -5.0), -0.5);
        assert!(root(4.0, 0.0).is_nan() && root(-4.0, 4.0).is_nan());
        assert_eq!((sinc(0.0), sinc(-Real::INFINITY)), (1.0, 0.0));
    }
}
