//! x^y: libm's takes four times as long as a modern C library's, so this one is ours: e^(y ln x) with ln x as a pair.
//!
//! Exact products are made by cutting bits off the operands, never by a fused operation, so all targets give the same bits. The
//! main path has no branches: only its two ends do, for arguments and results out of the ordinary. Error below 0.55 ULP,
//! rounding once more where the result is subnormal.

use super::double_double::split;
use super::exponential::{Exp, exp_pair};
use super::logarithm::{Ln, ln_parts, normalised};
use super::straight::Straight;

/// The one bit in which 3 differs from 2.
const THREE_LESS_TWO: u64 = 3f64.to_bits() - 2f64.to_bits();

/// x^y, with the special cases of C99. `pow(x,2)` is `x*x` and `pow(x,3)` is `x*x*x`.
#[inline]
pub(super) fn pow64(x: f64, y: f64) -> f64 {
    let y_bits = y.to_bits();
    if y_bits & !THREE_LESS_TWO == 2f64.to_bits() {
        return if y == 2.0 { x * x } else { x * x * x };
    }
    let exponent_x = x.to_bits() >> 52; // with the sign: negative numbers are not ordinary
    let exponent_y = (y_bits >> 52) & 0x7ff;
    // Ordinary: x positive and normal, 2^-65 <= |y| < 2^63.
    if exponent_x.wrapping_sub(1) >= 0x7fe || exponent_y.wrapping_sub(0x3be) >= 0x80 {
        return special(x, y, finite_power64);
    }
    positive_power(x.to_bits(), y)
}

/// x^y in binary32: through binary64, as libm's gives infinity for some bases near 1 and misses the bound.
pub(super) fn pow32(x: f32, y: f32) -> f32 {
    if y == 2.0 {
        return x * x;
    }
    if y == 3.0 {
        return x * x * x;
    }
    let ordinary = x > 0.0 && x < f32::INFINITY && y.abs() < f32::INFINITY;
    let (x, y) = (f64::from(x), f64::from(y));
    (if ordinary { finite_power32(x, y) } else { special(x, y, finite_power32) }) as f32
}

/// x^y for x given by the bits of a normal number, see [`ln_parts`].
#[inline]
fn positive_power(bits: u64, y: f64) -> f64 {
    let (ln_high, ln_low) = ln_parts(bits);
    let (y_high, y_low) = split(y);
    exp_pair(y_high * ln_high, y_low * ln_high + y * ln_low) // the first product is exact: 26 bits by 26
}

/// Everything that is not a positive normal number to a power of ordinary size; C99 F.9.4.4. `finite_power` serves finite
/// x > 0 and finite y.
#[cold]
#[inline(never)]
fn special(x: f64, y: f64, finite_power: fn(f64, f64) -> f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0; // even of NaN
    }
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    let magnitude = x.abs();
    let integer = libm::trunc(y) == y;
    let odd = integer && y.is_finite() && libm::trunc(y * 0.5) != y * 0.5;
    let value = if magnitude == 0.0 || magnitude == f64::INFINITY {
        if y < 0.0 { 1.0 / magnitude } else { magnitude }
    } else if x < 0.0 && !integer {
        return f64::NAN;
    } else if magnitude == 1.0 {
        1.0
    } else if y.is_infinite() {
        if (magnitude > 1.0) == (y > 0.0) { f64::INFINITY } else { 0.0 }
    } else {
        finite_power(magnitude, y)
    };
    if odd && x.is_sign_negative() { -value } else { value }
}

/// x^y for finite x > 0, not 1, and finite y of any size.
fn finite_power64(x: f64, y: f64) -> f64 {
    let exponent_y = (y.to_bits() >> 52) & 0x7ff;
    if exponent_y < 0x3be {
        return 1.0; // |y ln x| < 2^-55
    }
    if exponent_y >= 0x43e {
        return if (x > 1.0) == (y > 0.0) { f64::INFINITY } else { 0.0 };
    }
    positive_power(if x < f64::MIN_POSITIVE { normalised(x) } else { x.to_bits() }, y)
}

/// The same for values of binary32: once rounded, ln x has bits to spare.
fn finite_power32(x: f64, y: f64) -> f64 {
    Exp::one([y * Ln::one([x])])
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(pow32(1.1, 3.0).to_bits(), (1.1f32 * 1.1 * 1.1).to_bits());
    }
}
