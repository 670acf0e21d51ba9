//! The natural logarithm from a table of 64 entries and a polynomial: once rounded for `ln`, as a pair for `pow`.
//!
//! The published method of recent C libraries (Arm's optimized routines, after Tang). What must be exact is made so by cutting
//! bits off the operands, never by a fused operation. The main path is free of branches.

use super::double_double::{quick_two_sum, two_sum, upper_half};
use super::straight::Straight;
use super::tables::{LN_POLY, LN2_HI, LN2_LO, LOG_POLY, OFFSET, TO_INTEGER, log_row};
use crate::real::undefined;

/// `x` = 2^k z with z in [0.7057, 1.4114), and z = (1 + r) / inverse; c = -ln(inverse).
#[repr(C)]
struct Reduced {
    /// k ln 2 + c + r but for the low parts: exact, all of it being multiples of 2^-42.
    exact: f64,
    /// The low part of k ln 2 + c.
    c_low: f64,
    /// Two exact parts of r; the upper one, a multiple of 2^-30, is kept negated: written `z * inverse - 1` it would be
    /// a twin of `k ln 2 + c`, and compilers that pair such twins in vector registers lose more by it than they gain.
    minus_high: f64,
    r_low: f64,
}

/// For the bits of a positive normal number; the exponent may be negative, for subnormals that were normalised.
/// A function where its numbers are returned in registers.
#[cfg_attr(fpv5, inline(never))]
#[cfg_attr(not(fpv5), inline(always))]
extern "C" fn reduce(bits: u64) -> Reduced {
    let above = bits.wrapping_sub(OFFSET);
    let k = (above as i64) >> 52;
    // k as a number: added to the bits of 1.5 * 2^52, whose last place is 1. On x86 a conversion instruction would wait for
    // the register of the call before, and has no vector form there.
    let k = if cfg!(fpv5) {
        f64::from(k as i32)
    } else {
        f64::from_bits(TO_INTEGER.to_bits().wrapping_add(k as u64)) - TO_INTEGER
    };
    let z_bits = bits.wrapping_sub(above & (0xfff << 52));
    let [inverse, c_high, c_low] = log_row((above >> 46) as usize);
    let z = f64::from_bits(z_bits);
    // The upper 21 bits of z times the 10 of the inverse.
    let z_high = f64::from_bits(z_bits.wrapping_add(1 << 31) & (u64::MAX << 32));
    let minus_high = 1.0 - z_high * inverse;
    Reduced {
        exact: k * LN2_HI + c_high - minus_high,
        c_low: k * LN2_LO + c_low,
        minus_high,
        r_low: (z - z_high) * inverse,
    }
}

/// ln x in three parts, the first two those of [`Reduced`].
#[repr(C)]
struct Parts {
    exact: f64,
    r_low: f64,
    rest: f64,
}

/// For a positive normal number, see [`reduce`].
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
extern "C" fn parts(bits: u64) -> Parts {
    let Reduced { exact, c_low, minus_high, r_low } = reduce(bits);
    let r = r_low - minus_high;
    let r2 = r * r;
    let [p3, p4, p5, p6, p7, p8] = LN_POLY;
    let r3 = r * r2;
    let first = (c_low - 0.5 * r2) + r3 * (p3 + r * p4);
    let rest = first + (r3 * r2) * ((p5 + r * p6) + r2 * (p7 + r * p8));
    Parts { exact, r_low, rest }
}

/// (ln(1+r) - r + r^2/2) / r^3, relative error of ln(1+r) below 2^-69.
#[inline(always)]
fn polynomial(r: f64, r2: f64) -> f64 {
    let [p3, p4, p5, p6, p7, p8, p9] = LOG_POLY;
    (p3 + r * p4) + r2 * ((p5 + r * p6) + r2 * ((p7 + r * p8) + r2 * p9))
}

/// ln x for a positive normal number in two parts, relative error near 2^-67. The high one has 26 bits, for exact
/// products; the low one is below 2^-24 of it.
#[inline(always)]
pub(super) fn ln_parts(bits: u64) -> (f64, f64) {
    let Reduced { exact, c_low, minus_high, r_low } = reduce(bits);
    let r = r_low - minus_high;
    let (sum, error1) = quick_two_sum(exact, r_low);
    let (sum, error2) = quick_two_sum(sum, -0.5 * minus_high * minus_high);
    let error3 = r_low * (-0.5 * (r - minus_high));
    let r2 = r * r;
    let r3 = r * r2;
    // Two terms of the series are enough to settle the high part, so what follows need not wait for the others.
    let [p3, p4, ..] = LOG_POLY;
    let high = upper_half(sum + r3 * (p3 + r * p4));
    let low = c_low + error1 + error2 + error3 + (sum - high) + r3 * polynomial(r, r2);
    (high, low)
}

/// Positive and normal, in one comparison of the processor's words.
#[inline(always)]
pub(super) fn is_normal(x: f64) -> bool {
    ((x.to_bits() >> 52) as usize).wrapping_sub(1) < 0x7fe
}

/// The natural logarithm: -inf at 0, NaN below. Error below 0.52 ULP, near 1 below 0.77.
pub(super) struct Ln;

impl Straight<1> for Ln {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        (ln_normal(x.to_bits()), is_normal(x))
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        ln_anywhere(x)
    }

    const SERVES_ALL: bool = true;
}

/// The factor from ln to log2: 26 bits of it, the rest.
const PER_LN_2: [f64; 2] =
    [f64::from_bits(0x3ff7_1547_6000_0000), f64::from_bits(0x3e54_ae0b_f85d_df44)];

/// The factor from ln to log10: 26 bits of it, the rest.
const PER_LN_10: [f64; 2] =
    [f64::from_bits(0x3fdb_cb7b_1000_0000), f64::from_bits(0x3e34_9b94_38ca_9aae)];

/// The logarithm to base 2, or 10; exact for powers of the base. Error below 0.55 ULP.
pub(super) struct Log<const BASE: u32>;

impl<const BASE: u32> Log<BASE> {
    const FACTOR: [f64; 2] = if BASE == 2 { PER_LN_2 } else { PER_LN_10 };
}

impl<const BASE: u32> Straight<1> for Log<BASE> {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        (log_normal(x.to_bits(), Self::FACTOR), is_normal(x))
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        let [factor_high, factor_low] = Self::FACTOR;
        log_anywhere(x, factor_high, factor_low)
    }

    const SERVES_ALL: bool = true;
}

#[inline(always)]
fn log_normal(bits: u64, [factor_high, factor_low]: [f64; 2]) -> f64 {
    let Parts { exact, r_low, rest } = parts(bits);
    let high = upper_half(exact + r_low);
    let low = ((exact - high) + r_low) + rest;
    high * factor_high + (high * factor_low + low * (factor_high + factor_low)) // the first product is exact
}

#[cold]
#[inline(never)]
fn log_anywhere(x: f64, factor_high: f64, factor_low: f64) -> f64 {
    if is_logarithmic(x) {
        log_normal(normalised(x), [factor_high, factor_low])
    } else {
        beyond_logarithms(x)
    }
}

#[inline(always)]
fn ln_normal(bits: u64) -> f64 {
    let Parts { exact, r_low, rest } = parts(bits);
    exact + (r_low + rest)
}

#[cold]
#[inline(never)]
fn ln_anywhere(x: f64) -> f64 {
    if is_logarithmic(x) { ln_normal(normalised(x)) } else { beyond_logarithms(x) }
}

/// Positive and finite, in one comparison.
#[inline(always)]
fn is_logarithmic(x: f64) -> bool {
    x.to_bits().wrapping_sub(1) < f64::INFINITY.to_bits() - 1
}

/// The logarithm of what is not positive and finite.
#[cold]
#[inline(never)]
fn beyond_logarithms(x: f64) -> f64 {
    if x == 0.0 {
        f64::NEG_INFINITY
    } else if x < 0.0 {
        undefined(x)
    } else {
        x // infinity or NaN
    }
}

/// ln(high + low), where high is positive and normal and low at most half a unit of its last place.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
pub(super) fn ln_of_pair(high: f64, low: f64) -> f64 {
    let Parts { exact, r_low, rest } = parts(high.to_bits());
    exact + (r_low + (rest + low / high))
}

/// ln(1+x), accurate near 0: -inf at -1, NaN below. Error below 0.8 ULP.
pub(super) struct Log1p;

impl Straight<1> for Log1p {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let (sum, error) = two_sum(1.0, x);
        (ln_of_pair(sum, error).copysign(x), (x > -1.0) & (x < f64::INFINITY))
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        beyond_logarithms(x + 1.0)
    }

    #[inline(always)]
    fn one([x]: [f64; 1]) -> f64 {
        log1p(x)
    }
}

#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn log1p(x: f64) -> f64 {
    let (value, holds) = Log1p::straight([x]);
    if holds { value } else { Log1p::special([x]) }
}

/// The bits of a positive finite number as if the exponent had no lower end.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
pub(super) fn normalised(x: f64) -> u64 {
    const TWO_TO_52: f64 = 4_503_599_627_370_496.0;
    if x < f64::MIN_POSITIVE {
        (x * TWO_TO_52).to_bits().wrapping_sub(52 << 52)
    } else {
        x.to_bits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ln64(x: f64) -> f64 {
        Ln::one([x])
    }

    fn log2_64(x: f64) -> f64 {
        Log::<2>::one([x])
    }

    fn log10_64(x: f64) -> f64 {
        Log::<10>::one([x])
    }

    #[test]
    fn special_values() {
        assert_eq!(ln64(1.0).to_bits(), 0);
        assert_eq!(ln64(-0.0), f64::NEG_INFINITY);
        assert_eq!(ln64(f64::INFINITY), f64::INFINITY);
        assert!(ln64(-1.0).is_nan() && ln64(f64::NAN).is_nan() && ln64(f64::NEG_INFINITY).is_nan());
        assert_eq!(ln64(f64::from_bits(1)).to_bits(), 0xc087_4385_446d_71c3);
        assert_eq!(ln64(core::f64::consts::E), 1.0);
        assert!(log2_64(-1.0).is_nan() && log10_64(f64::NAN).is_nan());
        assert_eq!((log2_64(0.0), log10_64(f64::INFINITY)), (f64::NEG_INFINITY, f64::INFINITY));
        assert_eq!((log2_64(1.0).to_bits(), log10_64(1.0).to_bits()), (0, 0));
    }

    #[test]
    fn powers_of_the_base_are_exact() {
        for k in 0..2098 {
            let x = f64::from_bits(if k < 52 { 1 << k } else { (k - 51) << 52 });
            assert_eq!(log2_64(x), k as f64 - 1074.0);
        }
        let mut x = 1.0;
        for k in 0..23 {
            assert_eq!(log10_64(x), f64::from(k));
            x *= 10.0;
        }
    }
}
