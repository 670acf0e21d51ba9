//! fma, from an exact product and a sum that is rounded to odd before it is rounded once (Boldo and Melquiond): no number
//! has more than 64 bits, so that it is small where there is an FPU.

use super::double_double::two_sum;
use super::exponential::{scaled, two_to};
use crate::real::fma64;

/// a*b + c, rounded once.
pub(super) fn fma(a: f64, b: f64, c: f64) -> f64 {
    fma64(a, b, c).unwrap_or_else(|| by_steps(a, b, c))
}

fn by_steps(a: f64, b: f64, c: f64) -> f64 {
    if a == 0.0 || b == 0.0 || !a.is_finite() || !b.is_finite() {
        return a * b + c;
    }
    if !c.is_finite() {
        return c;
    }
    if c == 0.0 {
        return a * b;
    }
    let ((a, a_exponent), (b, b_exponent), (c, c_exponent)) = (parts(a), parts(b), parts(c));
    let exponent = a_exponent + b_exponent;
    let (product, rest) = exact_product(a, b);
    let above = c_exponent - exponent;
    if above > 60 {
        // The product counts for no more than being there.
        rounded(TINY.copysign(product), 0.0, c, c_exponent)
    } else if above < -120 {
        rounded(product, rest, TINY.copysign(c), exponent)
    } else {
        rounded(product, rest, c * two_to(above), exponent)
    }
}

/// 2^-120.
const TINY: f64 = f64::from_bits((1023 - 120) << 52);

/// A finite number that is not 0 as one of magnitude 1 to 2 and the power of two that it is multiplied by.
#[inline(never)]
fn parts(x: f64) -> (f64, i32) {
    const TWO_TO_52: f64 = 4_503_599_627_370_496.0;
    let (normal, less) = if x.abs() < f64::MIN_POSITIVE { (x * TWO_TO_52, 52) } else { (x, 0) };
    let bits = normal.to_bits();
    let exponent = (bits >> 52) as i32 & 0x7ff;
    (f64::from_bits(bits & !(0x7ff << 52) | 1023 << 52), exponent - 1023 - less)
}

/// a*b and its rounding error, without one of its own; for magnitudes from 1 to 2.
fn exact_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let ((ah, al), (bh, bl)) = (halves(a), halves(b));
    (product, ((ah * bh - product) + ah * bl + al * bh) + al * bl)
}

/// Two of 26 bits each, the lower one with a sign of its own (Veltkamp).
fn halves(x: f64) -> (f64, f64) {
    let scaled = x * 134_217_729.0;
    let high = scaled - (scaled - x);
    (high, x - high)
}

/// a + b, where it is no number the one of both neighbours whose last bit is 1.
#[inline(never)]
fn sum_to_odd(a: f64, b: f64) -> f64 {
    let (sum, error) = two_sum(a, b);
    let bits = sum.to_bits();
    if error == 0.0 || bits & 1 != 0 {
        return sum;
    }
    f64::from_bits(if (error > 0.0) == (sum > 0.0) { bits + 1 } else { bits - 1 })
}

/// (product + rest + c) 2^exponent, rounded once.
fn rounded(product: f64, rest: f64, c: f64, exponent: i32) -> f64 {
    let (high, low) = two_sum(c, rest);
    let (high, middle) = two_sum(product, high);
    let rest = sum_to_odd(low, middle);
    let mut sum = high + rest;
    // A subnormal result has a last place of its own, that of a number added for a while.
    let smallest = two_to((-1022 - exponent).clamp(-1022, 1022));
    if sum.abs() < smallest {
        let waiting = smallest.copysign(sum);
        let (high, low) = two_sum(waiting, high);
        sum = ((high + sum_to_odd(low, rest)) - waiting).copysign(sum);
    }
    scaled(sum, exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers whose products and sums cancel, overflow, vanish, or stand between two others.
    #[test]
    fn libms_bits() {
        let tiny = f64::from_bits(1);
        let some = [
            0.0,
            -0.0,
            1.0,
            -1.5,
            1.0 + f64::EPSILON,
            -1.0 + f64::EPSILON / 2.0,
            1.1,
            -3.3e-5,
            7e15,
            1e-161,
            -3e-162,
            1e154,
            -1e155,
            5e-324,
            -1e-323,
            1e-310,
            -2.3e-308,
            f64::MIN_POSITIVE,
            -f64::MIN_POSITIVE + tiny,
            f64::MAX,
            f64::MIN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
        ];
        for (a, b) in some.into_iter().flat_map(|a| some.map(|b| (a, b))) {
            for c in some.into_iter().chain([
                a * b,
                -a * b,
                -a * b * (1.0 + f64::EPSILON),
                a * b * 1e16,
                a * b * 1e-16,
            ]) {
                let (ours, theirs) = (fma(a, b, c), libm::fma(a, b, c));
                assert!(
                    ours.to_bits() == theirs.to_bits() || ours.is_nan() && theirs.is_nan(),
                    "{a} {b} {c}: {ours} {theirs}"
                );
            }
        }
    }
}
