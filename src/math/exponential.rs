//! e^x, 2^x, 10^x from a table of 2^(i/64) and a polynomial of degree 5; e^ of a pair for `pow` and others.
//!
//! The published method of recent C libraries (Arm's optimized routines, after Tang), without fused operations. The main path
//! is free of branches; only results near and past the ends of the range leave it. Error below 0.55 ULP.

use super::straight::Straight;
use super::tables::{
    DIGITS_HI, DIGITS_LO, EXP_POLY, EXP_TABLE, PER_DIGIT, PER_LN2, STEP_HI, STEP_LO, TO_INTEGER,
};
use core::f64::consts::{LN_2, LN_10};

/// [`TO_INTEGER`] for multiples of 1/64.
const TO_64TH: f64 = TO_INTEGER / 64.0;

/// Below this magnitude of the exponent (1000 for base 2, 290 for base 10) the result is finite and so far from the
/// subnormal numbers that its rest keeps its precision.
pub(super) const ORDINARY: f64 = 690.0;

/// 2^(n/64) * (1 + rest).
struct Power {
    /// The low bits hold n; the upper ones those of the constant it was added to.
    n: u64,
    rest: f64,
}

impl Power {
    /// 2^(n/64) * e^r.
    #[inline(always)]
    fn new(n: u64, r: f64) -> Self {
        let tail = f64::from_bits(EXP_TABLE[n as usize & 63][0]);
        let r2 = r * r;
        let [p2, p3, p4, p5] = EXP_POLY;
        Self { n, rest: tail + r + r2 * ((p2 + r * p3) + r2 * (p4 + r * p5)) }
    }

    /// 2^(n/64) as far as the table has it, where that is a normal number.
    #[inline(always)]
    fn scale(&self) -> f64 {
        f64::from_bits(EXP_TABLE[self.n as usize & 63][1].wrapping_add(self.n << 46))
    }

    /// The value, where its rest is a normal number too.
    #[inline(always)]
    fn ordinary(&self) -> f64 {
        let scale = self.scale();
        scale + scale * self.rest
    }

    /// The value near and past the ends of the range: the power of two comes in two factors, so that a subnormal
    /// result rounds just once more.
    #[inline]
    fn extreme(&self) -> f64 {
        let k = (((self.n << 13) as i64) >> 19).clamp(-1100, 1100); // less the bits of the constant
        let within = Self { n: self.n & 63, rest: self.rest };
        let half = k >> 1;
        within.ordinary() * two_to(half) * two_to(k - half)
    }
}

/// 2^k for |k| < 1023.
#[inline]
fn two_to(k: i64) -> f64 {
    f64::from_bits(((1023 + k) as u64) << 52)
}

/// `x` as (n/64) ln 2 and the rest, n as in [`Power`]; for |x| <= 2000.
#[inline(always)]
fn steps(x: f64) -> (u64, f64) {
    let shifted = x * PER_LN2 + TO_INTEGER;
    let n = shifted - TO_INTEGER;
    (shifted.to_bits(), x - n * STEP_HI - n * STEP_LO)
}

/// e^(high+low) for |high| <= 2000 and |low| < 2^-10.
#[inline(always)]
fn exp_parts(high: f64, low: f64) -> Power {
    let (n, rest) = steps(high);
    Power::new(n, rest + low)
}

/// Far enough for every base to overflow or vanish, near enough for the reductions; NaN stays.
#[inline]
fn limited(x: f64) -> f64 {
    x.clamp(-2000.0, 2000.0)
}

/// e^(high+low) for |high| < [`ORDINARY`].
#[inline(always)]
pub(super) fn exp_pair_ordinary(high: f64, low: f64) -> f64 {
    exp_parts(high, low).ordinary()
}

/// e^(high+low) for any high and for |low| < |high| * 2^-20.
#[inline]
pub(super) fn exp_pair(high: f64, low: f64) -> f64 {
    if high.abs() < ORDINARY { exp_pair_ordinary(high, low) } else { exp_pair_extreme(high, low) }
}

#[cold]
#[inline(never)]
fn exp_pair_extreme(high: f64, low: f64) -> f64 {
    let low = if high.abs() < 2000.0 { low } else { 0.0 };
    exp_parts(limited(high), low).extreme()
}

/// e^(high+low) as a pair, to about 2^-62; for |high| < 708.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
pub(super) fn exp_to_pair(high: f64, low: f64) -> (f64, f64) {
    let power = exp_parts(high, low);
    let scale = power.scale();
    super::double_double::quick_two_sum(scale, scale * power.rest)
}

/// e^x.
pub(super) struct Exp;
/// 2^x.
pub(super) struct Exp2;
/// 10^x; exact for the integers 0 to 22.
pub(super) struct Exp10;

/// Ordinary below a magnitude of x: the rows below.
macro_rules! straight {
    ($kind:ident, $ordinary:expr, $base:ident, $extreme:ident) => {
        impl Straight<1> for $kind {
            #[inline(always)]
            fn straight([x]: [f64; 1]) -> (f64, bool) {
                ($base(x).ordinary(), x.abs() < $ordinary)
            }

            #[inline(always)]
            fn special([x]: [f64; 1]) -> f64 {
                $extreme(x)
            }
        }
    };
}

straight!(Exp, ORDINARY, base_e, exp_extreme);
straight!(Exp2, 1000.0, base_2, exp2_extreme);
straight!(Exp10, 290.0, base_10, exp10_extreme);

#[inline(always)]
fn base_e(x: f64) -> Power {
    let (n, rest) = steps(x);
    Power::new(n, rest)
}

#[inline(always)]
fn base_2(x: f64) -> Power {
    let shifted = x + TO_64TH;
    Power::new(shifted.to_bits(), (x - (shifted - TO_64TH)) * LN_2)
}

#[inline(always)]
fn base_10(x: f64) -> Power {
    let shifted = x * PER_DIGIT + TO_INTEGER;
    let n = shifted - TO_INTEGER;
    Power::new(shifted.to_bits(), (x - n * DIGITS_HI - n * DIGITS_LO) * LN_10)
}

#[cold]
#[inline(never)]
fn exp_extreme(x: f64) -> f64 {
    base_e(limited(x)).extreme()
}

#[cold]
#[inline(never)]
fn exp2_extreme(x: f64) -> f64 {
    base_2(limited(x)).extreme()
}

#[cold]
#[inline(never)]
fn exp10_extreme(x: f64) -> f64 {
    base_10(limited(x)).extreme()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exp64(x: f64) -> f64 {
        Exp::one([x])
    }

    fn exp2_64(x: f64) -> f64 {
        Exp2::one([x])
    }

    fn exp10_64(x: f64) -> f64 {
        Exp10::one([x])
    }

    #[test]
    fn ends_of_the_range() {
        for f in [exp64, exp2_64, exp10_64] {
            assert_eq!((f(0.0), f(-0.0)), (1.0, 1.0));
            assert_eq!((f(f64::INFINITY), f(f64::NEG_INFINITY)), (f64::INFINITY, 0.0));
            assert_eq!(
                (f(1e300), f(-1e300), f(1500.0), f(-1500.0)),
                (f64::INFINITY, 0.0, f64::INFINITY, 0.0)
            );
            assert!(f(f64::NAN).is_nan());
            assert_eq!(f(1e-300), 1.0);
        }
        assert_eq!(exp2_64(1023.0).to_bits(), 0x7fe0_0000_0000_0000);
        assert_eq!(
            (exp2_64(-1074.0).to_bits(), exp2_64(-1075.0).to_bits(), exp2_64(1024.0)),
            (1, 0, f64::INFINITY)
        );
        assert_eq!((exp64(709.8), exp64(-745.2)), (f64::INFINITY, 0.0));
        assert_eq!(exp64(-745.1).to_bits(), 1);
        assert_eq!((exp10_64(308.0), exp10_64(309.0)), (1e308, f64::INFINITY));
        assert_eq!((exp10_64(22.0), exp10_64(1.0), exp10_64(-323.0)), (1e22, 10.0, 1e-323));
    }
}
