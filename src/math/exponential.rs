//! e^x, 2^x, 10^x from a table of 2^(i/64) and a polynomial of degree 5; e^ of a pair for `pow` and others.
//!
//! The published method of recent C libraries (Arm's optimized routines, after Tang), without fused operations. The main path
//! is free of branches; only results near and past the ends of the range leave it. Error below 0.55 ULP.

use super::double_double::{DoubleDouble, quick_two_sum, two_sum};
use super::polynomial::polynomial;
use super::straight::{Straight, choose, is_below, nearest};
use super::tables::{
    DIGITS_HI, DIGITS_LO, EXP_POLY, EXP_TABLE, PER_DIGIT, PER_LN2, STEP_HI, STEP_LO, TO_INTEGER,
};
use core::f64::consts::{LN_2, LN_10};

/// [`TO_INTEGER`] for multiples of 1/64.
const TO_64TH: f64 = TO_INTEGER / 64.0;

/// Below this magnitude of the exponent (1000 for base 2, 290 for base 10) the result is finite and so far from the
/// subnormal numbers that its rest keeps its precision.
pub(super) const ORDINARY: f64 = 690.0;

/// n, whose low bits count 64ths of an octave (the upper ones are those of the constant it was added to), and r: the value is
/// 2^(n/64) e^r.
type Steps = (u64, f64);

/// 2^(n/64) as far as the table has it, where that is a normal number, and what the value has beyond it, relative to it.
#[inline(always)]
fn power((n, r): Steps) -> (f64, f64) {
    scale_and_rest(n, r).pair()
}

#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
extern "C" fn scale_and_rest(n: u64, r: f64) -> DoubleDouble {
    let [tail, scale] = EXP_TABLE[n as usize & 63];
    let r2 = r * r;
    let [p2, p3, p4, p5] = EXP_POLY;
    let rest = ((f64::from_bits(tail) + r) + r2 * (p2 + r * p3)) + (r2 * r2) * (p4 + r * p5);
    DoubleDouble { high: f64::from_bits(scale.wrapping_add(n << 46)), low: rest }
}

/// The value, where its rest is a normal number too.
#[inline(always)]
fn ordinary(steps: Steps) -> f64 {
    let (scale, rest) = power(steps);
    scale + scale * rest
}

/// The value near and past the ends of the range: the power of two comes in two factors, so that a subnormal result
/// rounds just once more.
#[cold]
#[inline(never)]
fn extreme((n, r): Steps) -> f64 {
    // What the constant has is above the low 32 bits, and no limited exponent is.
    let k = (n as i32 >> 6).clamp(-1100, 1100);
    scaled(ordinary((n & 63, r)), k)
}

/// x 2^k for |k| < 2045, in two steps, so that a subnormal result is rounded by the second alone.
#[inline]
pub(super) fn scaled(x: f64, k: i32) -> f64 {
    let half = k >> 1;
    x * two_to(half) * two_to(k - half)
}

/// 2^k for |k| < 1023.
#[inline]
pub(super) fn two_to(k: i32) -> f64 {
    f64::from_bits(((1023 + k) as u64) << 52)
}

/// For e^x, |x| <= 2000.
#[inline(always)]
fn steps(x: f64) -> Steps {
    let shifted = x * PER_LN2 + TO_INTEGER;
    // -n, and so one constant less to load than for n.
    let back = TO_INTEGER - shifted;
    (shifted.to_bits(), x + back * STEP_HI + back * STEP_LO)
}

/// For e^(high+low), |high| <= 2000 and |low| < 2^-10.
#[inline(always)]
fn steps_of_pair(high: f64, low: f64) -> Steps {
    let (n, r) = numbers_of_steps(high, low).pair();
    (n.to_bits(), r)
}

/// n in the bits of a number, so that an FPU has both in registers.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
extern "C" fn numbers_of_steps(high: f64, low: f64) -> DoubleDouble {
    let (n, rest) = steps(high);
    DoubleDouble { high: f64::from_bits(n), low: rest + low }
}

/// For 2^x.
#[inline(always)]
fn steps_2(x: f64) -> Steps {
    let shifted = x + TO_64TH;
    (shifted.to_bits(), (x - (shifted - TO_64TH)) * LN_2)
}

/// For 10^x.
#[inline(always)]
fn steps_10(x: f64) -> Steps {
    let (n, bits) = nearest(x * PER_DIGIT);
    (bits, (x - n * DIGITS_HI - n * DIGITS_LO) * LN_10)
}

/// Far enough for every base to overflow or vanish, near enough for the reductions; NaN stays.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
fn limited(x: f64) -> f64 {
    x.clamp(-2000.0, 2000.0)
}

/// e^(high+low) for |high| < [`ORDINARY`].
#[inline(always)]
pub(super) fn exp_pair_ordinary(high: f64, low: f64) -> f64 {
    ordinary(steps_of_pair(high, low))
}

/// e^(high+low) for any high and for |low| < |high| * 2^-20.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
pub(super) fn exp_pair(high: f64, low: f64) -> f64 {
    let is_ordinary = high.abs() < ORDINARY;
    if cfg!(target_os = "none") {
        return by_jumps(limited_steps_of_pair(high, low), is_ordinary); // less code
    }
    if is_ordinary { exp_pair_ordinary(high, low) } else { exp_pair_extreme(high, low) }
}

#[cold]
#[inline(never)]
fn exp_pair_extreme(high: f64, low: f64) -> f64 {
    extreme(limited_steps_of_pair(high, low))
}

#[inline(always)]
fn limited_steps_of_pair(high: f64, low: f64) -> Steps {
    let low = if high.abs() < 2000.0 { low } else { 0.0 };
    steps_of_pair(limited(high), low)
}

/// e^(high+low) as a number and what it has beyond that, relative to it; for |high| < 708.
#[inline(always)]
pub(super) fn exp_and_rest(high: f64, low: f64) -> (f64, f64) {
    power_and_rest(high, low).pair()
}

#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
extern "C" fn power_and_rest(high: f64, low: f64) -> DoubleDouble {
    let (high, low) = power(steps_of_pair(high, low));
    DoubleDouble { high, low }
}

/// e^(high+low) as a pair, to about 2^-62; for |high| < 708.
#[inline(always)]
pub(super) fn exp_to_pair(high: f64, low: f64) -> (f64, f64) {
    as_pair(high, low).pair()
}

#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
extern "C" fn as_pair(high: f64, low: f64) -> DoubleDouble {
    let (scale, rest) = exp_and_rest(high, low);
    let (high, low) = quick_two_sum(scale, scale * rest);
    DoubleDouble { high, low }
}

/// e^x.
pub(super) struct Exp;
/// 2^x.
pub(super) struct Exp2;
/// 10^x; exact for the integers 0 to 22.
pub(super) struct Exp10;

/// The value, from steps that were limited.
#[cfg_attr(target_os = "none", inline(never))]
fn by_jumps(steps: Steps, is_ordinary: bool) -> f64 {
    if is_ordinary { ordinary(steps) } else { extreme(steps) }
}

/// Ordinary below a magnitude of x, and last what takes less code, told whether x is: the rows below.
macro_rules! straight {
    ($kind:ident, $ordinary:expr, $steps:ident, $extreme:ident, $brief:expr) => {
        impl Straight<1> for $kind {
            #[inline(always)]
            fn straight([x]: [f64; 1]) -> (f64, bool) {
                (ordinary($steps(x)), x.abs() < $ordinary)
            }

            #[inline(always)]
            fn special([x]: [f64; 1]) -> f64 {
                $extreme(x)
            }

            #[inline(always)]
            fn one([x]: [f64; 1]) -> f64 {
                if cfg!(target_os = "none") {
                    return ($brief)(x, x.abs() < $ordinary);
                }
                if is_below(x, $ordinary) { ordinary($steps(x)) } else { $extreme(x) }
            }
        }
    };
}

straight!(Exp, ORDINARY, steps, exp_extreme, |x, _| exp_extreme(x));
straight!(Exp2, 1000.0, steps_2, exp2_extreme, |x, is| by_jumps(steps_2(limited(x)), is));
straight!(Exp10, 290.0, steps_10, exp10_extreme, |x, is| by_jumps(steps_10(limited(x)), is));

#[cold]
#[inline(never)]
fn exp_extreme(x: f64) -> f64 {
    if cfg!(target_os = "none") { exp_pair(x, 0.0) } else { exp_pair_extreme(x, 0.0) }
}

#[cold]
#[inline(never)]
fn exp2_extreme(x: f64) -> f64 {
    extreme(steps_2(limited(x)))
}

#[cold]
#[inline(never)]
fn exp10_extreme(x: f64) -> f64 {
    extreme(steps_10(limited(x)))
}

/// e^x - 1, accurate near 0. Error below 0.8 ULP.
pub(super) struct Expm1;

/// Below this magnitude e^x - 1 is a polynomial: what the table's way loses is too much there.
const NEAR: f64 = 0.25;

/// Coefficients of x^3, and of x^4 to x^11 in e^x for |x| <= 0.25: Chebyshev interpolation with mpmath, error below 2^-60 of
/// e^x - 1.
const EXPM1_3: f64 = f64::from_bits(0x3fc5_5555_5555_5555);
static EXPM1_POLY: [[f64; 4]; 2] = [
    [
        f64::from_bits(0x3fa5_5555_5555_54b4),
        f64::from_bits(0x3f81_1111_1111_10df),
        f64::from_bits(0x3f56_c16c_16d2_3f39),
        f64::from_bits(0x3f2a_01a0_1a0b_fa62),
    ],
    [
        f64::from_bits(0x3efa_019f_27bf_31e8),
        f64::from_bits(0x3ec7_1de3_1045_0957),
        f64::from_bits(0x3e92_835b_8ece_4a58),
        f64::from_bits(0x3e5a_ec7b_4155_fbf9),
    ],
];

impl Straight<1> for Expm1 {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let magnitude = x.abs();
        (choose(magnitude < NEAR, expm1_near(x), expm1_far(x)), magnitude < ORDINARY)
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        exp_extreme(x) - 1.0
    }

    #[inline(always)]
    fn one([x]: [f64; 1]) -> f64 {
        expm1_by_jumps(x)
    }
}

/// The same bits by jumps.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn expm1_by_jumps(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude < NEAR {
        expm1_near(x)
    } else if magnitude < ORDINARY {
        expm1_far(x)
    } else {
        exp_extreme(x) - 1.0
    }
}

#[inline(always)]
fn expm1_near(x: f64) -> f64 {
    let x2 = x * x;
    let cubic = EXPM1_3 + x * polynomial(&EXPM1_POLY, x);
    (x + (0.5 * x2 + x * x2 * cubic)).copysign(x)
}

#[inline(always)]
fn expm1_far(x: f64) -> f64 {
    let (scale, rest) = exp_and_rest(x, 0.0);
    let (sum, error) = two_sum(scale, -1.0);
    sum + (error + scale * rest)
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
