//! Factorial, combinations, permutations: products in double-double, so the result is the correctly rounded one but
//! for cases closer than 2^-90 to a tie. The number of steps is bounded by where results pass the range.

use super::double_double::DoubleDouble;
use super::integral::is_integer;
use super::kernel::wide;
use crate::real::{Real, trunc64, undefined};

/// `n!`: NaN for a negative number, a fraction or NaN; infinity past the range.
pub(crate) fn fac(n: Real) -> Real {
    let n = wide(n);
    let n_factorial = if is_count(n) { falling_product(n, n) } else { undefined(n) };
    n_factorial as Real
}

/// The number of ways to choose `k` of `n`: NaN unless both are integers and 0 <= k <= n; infinity past the range, which C(2k,k)
/// is from k = 515 on.
pub(crate) fn ncr(n: Real, k: Real) -> Real {
    let (n, k) = (wide(n), wide(k));
    if !is_selection(n, k) {
        return undefined(n) as Real;
    }
    // C(n,k) = C(n,n-k). The difference is exact where it is taken: k is within a factor of 2 of n.
    let chosen = if k > n * 0.5 { n - k } else { k };
    // C(n-c+i, i) for i = 1..=c; dividing first, no intermediate value passes the result.
    DoubleDouble::factors(n, 1.0 - chosen, 1.0, chosen, true).high as Real
}

/// The number of ordered selections of `k` of `n`, n!/(n-k)!: NaN unless both are integers and 0 <= k <= n; infinity
/// past the range.
pub(crate) fn npr(n: Real, k: Real) -> Real {
    let (n, k) = (wide(n), wide(k));
    let selections = if is_selection(n, k) { falling_product(n, k) } else { undefined(n) };
    selections as Real
}

/// `n * (n-1) * ...`, `count` factors: no more than 171, as from there on every product is past the range.
pub(super) fn falling_product(n: f64, count: f64) -> f64 {
    DoubleDouble::factors(n, 0.0, -1.0, count, false).high
}

/// Both integers, 0 <= k <= n, n finite.
fn is_selection(n: f64, k: f64) -> bool {
    0.0 <= k && k <= n && is_integer(k) && is_integer(n)
}

/// An integer, 0 or more, or infinity.
fn is_count(n: f64) -> bool {
    n >= 0.0 && trunc64(n) == n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::real::NAN;

    #[test]
    fn exact_values() {
        assert_eq!(fac(0.0), 1.0);
        assert_eq!(fac(-0.0), 1.0);
        assert_eq!(fac(10.0), 3_628_800.0);
        assert_eq!(ncr(10.0, 3.0), 120.0);
        assert_eq!(ncr(34.0, 17.0), 2_333_606_220.0);
        assert_eq!(npr(10.0, 3.0), 720.0);
        assert_eq!(ncr(0.0, 0.0), 1.0);
    }

    #[test]
    fn bounded_and_infinite_past_the_range() {
        let huge = Real::MAX;
        assert_eq!(fac(huge), Real::INFINITY);
        assert_eq!(fac(Real::INFINITY), Real::INFINITY);
        assert_eq!(ncr(huge, huge / 4.0), Real::INFINITY);
        assert_eq!(npr(huge, huge), Real::INFINITY);
        assert_eq!(ncr(huge, huge), 1.0);
        assert_eq!(ncr(huge, 1.0), huge);
        assert_eq!(npr(huge, 1.0), huge);
    }

    #[test]
    fn not_a_selection() {
        for (n, k) in [
            (3.0, 4.0),
            (3.5, 1.0),
            (3.0, 0.5),
            (-1.0, 0.0),
            (3.0, -1.0),
            (Real::INFINITY, 1.0),
            (NAN, 1.0),
            (3.0, NAN),
        ] {
            assert!(ncr(n, k).is_nan() && npr(n, k).is_nan());
        }
        assert!(
            fac(-1.0).is_nan()
                && fac(0.5).is_nan()
                && fac(NAN).is_nan()
                && fac(-Real::INFINITY).is_nan()
        );
    }
}
