//! x^y: libm's takes four times as long as a modern C library's, so this one is ours: e^(y ln x) with ln x as a pair.
//!
//! Exact products are made by cutting bits off the operands, never by a fused operation, so all targets give the same bits. The
//! main path has no branches: only its two ends do, for arguments and results out of the ordinary. Error below 0.55 ULP,
//! rounding once more where the result is subnormal.

use super::double_double::{DoubleDouble, split};
use super::exponential::{Exp, ORDINARY, exp_pair, exp_pair_ordinary};
use super::integral::is_odd;
use super::logarithm::{Ln, is_normal, ln_parts, normalised};
use super::straight::{Straight, choose};
use crate::real::{trunc64, undefined};

/// The one bit in which 3 differs from 2.
const THREE_LESS_TWO: u64 = 3f64.to_bits() - 2f64.to_bits();

/// x^y, with the special cases of C99. `pow(x,2)` is `x*x` and `pow(x,3)` is `x*x*x`.
pub(super) struct Pow;

impl Straight<2> for Pow {
    #[inline(always)]
    fn straight([x, y]: [f64; 2]) -> (f64, bool) {
        let (high, low) = exponent(x.abs().to_bits(), y);
        let power = by_parity(x, y, exp_pair_ordinary(high, low));
        let ordinary = is_normal(x.abs()) & has_ordinary_size(y) & (high.abs() < ORDINARY);
        let square = x * x;
        let product = choose(y == 2.0, square, square * x);
        let is_product = (y == 2.0) | (y == 3.0);
        (choose(is_product, product, power), ordinary | is_product)
    }

    #[inline(always)]
    fn special([x, y]: [f64; 2]) -> f64 {
        special(x, y, finite_power64)
    }

    #[inline(always)]
    fn one([x, y]: [f64; 2]) -> f64 {
        let y_bits = y.to_bits();
        if y_bits & !THREE_LESS_TWO == 2f64.to_bits() {
            return if y == 2.0 { x * x } else { x * x * x };
        }
        // The special way gives ordinary arguments the same bits, and is enough where flash is short and the stack is not.
        if !cfg!(fpv5) && is_normal(x) && has_ordinary_size(y) {
            positive_power(x.to_bits(), y)
        } else {
            Self::special([x, y])
        }
    }
}

/// The same in binary32: through binary64, as libm's gives infinity for some bases near 1 and misses the bound.
pub(super) struct Pow32;

impl Straight<2> for Pow32 {
    #[inline(always)]
    fn straight([x, y]: [f64; 2]) -> (f64, bool) {
        let (logarithm, ordinary) = Ln::straight([x.abs()]);
        let (power, in_range) = Exp::straight([y * logarithm]);
        let square = x * x;
        let product = choose(y == 2.0, square, f64::from(square as f32) * x);
        let is_product = (y == 2.0) | (y == 3.0);
        let ordinary = ordinary & in_range & (y.abs() < f64::INFINITY);
        (choose(is_product, product, by_parity(x, y, power)), ordinary | is_product)
    }

    #[inline(always)]
    fn special([x, y]: [f64; 2]) -> f64 {
        special(x, y, finite_power32)
    }

    #[inline]
    fn one([x, y]: [f64; 2]) -> f64 {
        if y == 2.0 {
            x * x
        } else if y == 3.0 {
            f64::from((x * x) as f32) * x
        } else if x > 0.0 && x < f64::INFINITY && y.abs() < f64::INFINITY {
            finite_power32(x, y)
        } else {
            Self::special([x, y])
        }
    }
}

/// 2^-65 <= |y| < 2^63.
#[inline(always)]
fn has_ordinary_size(y: f64) -> bool {
    ((y.to_bits() >> 52) as usize & 0x7ff).wrapping_sub(0x3be) < 0x80
}

/// `power`, |x|^y, for an x of either sign: NaN for x < 0 unless y is an integer.
#[inline(always)]
fn by_parity(x: f64, y: f64, power: f64) -> f64 {
    const TWO_TO_52: f64 = 4_503_599_627_370_496.0;
    let magnitude = y.abs();
    let shifted = magnitude + TWO_TO_52;
    // From 2^52 on a number is its own last place, but for the sum's: 2^53 and above is even.
    let odd = choose(magnitude < TWO_TO_52, shifted.to_bits(), magnitude.to_bits());
    let odd = choose(magnitude < 2.0 * TWO_TO_52, odd & 1, 0);
    let integer = (magnitude >= TWO_TO_52) | (shifted - TWO_TO_52 == magnitude);
    let signed = f64::from_bits(power.to_bits() | odd << 63);
    choose(x < 0.0, choose(integer, signed, f64::NAN), power)
}

/// y ln x as a pair, for x given by the bits of a normal number, see [`ln_parts`].
#[inline(always)]
pub(super) fn exponent(bits: u64, y: f64) -> (f64, f64) {
    times_ln(bits, y).pair()
}

#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
extern "C" fn times_ln(bits: u64, y: f64) -> DoubleDouble {
    let (ln_high, ln_low) = ln_parts(bits);
    let (y_high, y_low) = split(y);
    // The first product is exact: 26 bits by 26.
    DoubleDouble { high: y_high * ln_high, low: y_low * ln_high + y * ln_low }
}

/// x^y for x given by the bits of a normal number. Never inlined: the ordinary way ends in a jump to it, the special
/// ones call it.
#[inline(never)]
fn positive_power(bits: u64, y: f64) -> f64 {
    let (high, low) = exponent(bits, y);
    exp_pair(high, low)
}

/// Everything that is not a positive normal number to a power of ordinary size; C99 F.9.4.4. `finite_power` serves finite
/// x > 0, not 1.
#[cold]
#[inline(never)]
fn special(x: f64, y: f64, finite_power: fn(f64, f64) -> f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0; // even of NaN
    }
    if x.is_nan() | y.is_nan() {
        return x + y;
    }
    let magnitude = x.abs();
    let value = if magnitude == 0.0 || magnitude == f64::INFINITY {
        if y < 0.0 { 1.0 / magnitude } else { magnitude }
    } else if x < 0.0 && trunc64(y) != y {
        return undefined(x);
    } else if magnitude == 1.0 {
        1.0
    } else {
        finite_power(magnitude, y)
    };
    if x.is_sign_negative() && is_odd(y) { -value } else { value }
}

/// x^y for finite x > 0, not 1, and y of any size.
fn finite_power64(x: f64, y: f64) -> f64 {
    let exponent_y = (y.to_bits() >> 52) & 0x7ff;
    if exponent_y < 0x3be {
        return 1.0; // |y ln x| < 2^-55
    }
    if exponent_y >= 0x43e {
        return if (x > 1.0) == (y > 0.0) { f64::INFINITY } else { 0.0 };
    }
    positive_power(normalised(x), y)
}

/// The same for values of binary32: once rounded, ln x has bits to spare.
fn finite_power32(x: f64, y: f64) -> f64 {
    Exp::one([y * Ln::one([x])])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pow64(x: f64, y: f64) -> f64 {
        Pow::one([x, y])
    }

    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;

    #[test]
    fn special_cases_of_c99() {
        let rows = [
            (1.0, NAN, 1.0),
            (NAN, 0.0, 1.0),
            (NAN, -0.0, 1.0),
            (-1.0, INF, 1.0),
            (-1.0, -INF, 1.0),
            (0.0, -3.0, INF),
            (-0.0, -3.0, -INF),
            (-0.0, -2.0, INF),
            (-0.0, -0.5, INF),
            (-0.0, -INF, INF),
            (-0.0, 5.0, -0.0),
            (-0.0, 4.0, 0.0),
            (-0.0, 0.5, 0.0),
            (0.5, INF, 0.0),
            (0.5, -INF, INF),
            (2.0, INF, INF),
            (2.0, -INF, 0.0),
            (-0.5, INF, 0.0),
            (-2.0, INF, INF),
            (INF, -1.0, 0.0),
            (INF, 0.5, INF),
            (-INF, -3.0, -0.0),
            (-INF, -2.0, 0.0),
            (-INF, 5.0, -INF),
            (-INF, 4.0, INF),
            (-INF, 0.5, INF),
            (-2.0, 5.0, -32.0),
            (-2.0, 4.0, 16.0),
            (-2.0, -1.0, -0.5),
            (-1.0, 9007199254740993.0, 1.0),
            (-1.0, 9007199254740991.0, -1.0),
            (2.0, 1e300, INF),
            (0.5, 1e300, 0.0),
            (3.0, 1e-300, 1.0),
            (2.0, 1023.0, f64::MAX / 2.0 + f64::MAX / 2.0 * f64::EPSILON / 2.0),
            (2.0, -1074.0, f64::from_bits(1)),
            (2.0, -1075.0, 0.0),
            (2.0, 1024.0, INF),
            (f64::from_bits(1), 0.5, 2.2227587494850775e-162),
            (f64::from_bits(1), 1.0, f64::from_bits(1)),
            (f64::MAX, 1.0, f64::MAX),
            (10.0, 22.0, 1e22),
        ];
        for (x, y, expected) in rows {
            assert_eq!(pow64(x, y).to_bits(), f64::to_bits(expected), "{x} ^ {y}");
        }
        for (x, y) in [(-8.0, 1.0 / 3.0), (-2.0, 0.5), (NAN, 1.0), (2.0, NAN), (-2.0, 1e-300)] {
            assert!(pow64(x, y).is_nan(), "{x} ^ {y}");
        }
    }

    #[test]
    fn squares_and_cubes_are_products() {
        let x = 1.1;
        assert_eq!(pow64(x, 2.0).to_bits(), (x * x).to_bits());
        assert_eq!(pow64(x, 3.0).to_bits(), (x * x * x).to_bits());
        assert_eq!(
            (Pow32::one([f64::from(1.1f32), 3.0]) as f32).to_bits(),
            (1.1f32 * 1.1 * 1.1).to_bits()
        );
    }
}
