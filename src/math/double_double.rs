//! Pairs of binary64 whose unevaluated sum carries about 106 bits: long products that must end within an ULP or two.
//!
//! The methods are Dekker's and Knuth's. Operands are split by masking bits, not by a multiplication, so that a
//! product that is finite has a finite error term, up to the largest number. For both widths of [`Real`]: binary32
//! gets its results by one more rounding.
//!
//! [`Real`]: crate::real::Real

/// `high + low`, where `high` is the sum rounded to binary64.
///
/// Functions that are called, not inlined, where flash is short return it as those of C do: in two registers of the FPU,
/// where a Rust function would write it to memory.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct DoubleDouble {
    pub(super) high: f64,
    pub(super) low: f64,
}

/// The upper 26 bits of the significand.
#[inline(always)]
pub(super) fn upper_half(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & !0x07ff_ffff)
}

/// The upper 26 bits of the significand and the remaining 27, exactly.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64) {
    let high = upper_half(x);
    (high, x - high)
}

/// `a + b` and its rounding error, for any two finite numbers (Knuth).
#[inline(always)]
pub(super) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    DoubleDouble::sum(a, b).pair()
}

/// `a + b` and its rounding error, where |a| >= |b| or a is 0 (Dekker).
#[inline(always)]
pub(super) fn quick_two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, (a - sum) + b)
}

/// `a * b` and its rounding error (Dekker); the low parts have 27 bits, so the last product may round at 2^-106.
#[inline(always)]
pub(super) fn two_product(a: f64, b: f64) -> (f64, f64) {
    DoubleDouble::product(a, b).pair()
}

/// `a * a` and its rounding error.
#[inline(always)]
pub(super) fn two_square(a: f64) -> (f64, f64) {
    DoubleDouble::square(a).pair()
}

/// (high + low) / (divisor + rest), rounded nearly once; `inverse` is 1/divisor to a few ULP.
#[inline(always)]
pub(super) fn divided(high: f64, low: f64, divisor: f64, rest: f64, inverse: f64) -> f64 {
    // Short enough for exact products; the first difference cancels, so it is exact too.
    let quotient = upper_half(high * inverse);
    let (divisor_high, divisor_low) = split(divisor);
    let remainder =
        ((high - quotient * divisor_high) - quotient * divisor_low) + (low - quotient * rest);
    quotient + remainder * inverse
}

impl DoubleDouble {
    pub(super) const ONE: Self = Self { high: 1.0, low: 0.0 };

    /// As two numbers.
    #[inline(always)]
    pub(super) fn pair(self) -> (f64, f64) {
        (self.high, self.low)
    }

    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    extern "C" fn product(a: f64, b: f64) -> Self {
        let high = a * b;
        let ((ah, al), (bh, bl)) = (split(a), split(b));
        Self { high, low: ((ah * bh - high) + ah * bl + al * bh) + al * bl }
    }

    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    extern "C" fn square(a: f64) -> Self {
        let square = a * a;
        let (high, low) = split(a);
        Self { high: square, low: ((high * high - square) + 2.0 * (high * low)) + low * low }
    }

    /// `a + b` without error.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(super) extern "C" fn sum(a: f64, b: f64) -> Self {
        let sum = a + b;
        let b_part = sum - a;
        Self { high: sum, low: (a - (sum - b_part)) + (b - b_part) }
    }

    /// `self + other`, relative error about 2^-102 unless they cancel.
    pub(super) fn plus(self, other: Self) -> Self {
        let (high, error) = two_sum(self.high, other.high);
        let (high, low) = quick_two_sum(high, error + (self.low + other.low));
        Self { high, low }
    }

    /// `self * other`, relative error about 2^-102. Infinite once the high part is (then the low part is NaN or infinite).
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) extern "C" fn times(self, other: Self) -> Self {
        let (high, error) = two_product(self.high, other.high);
        let (high, low) =
            quick_two_sum(high, error + (self.high * other.low + self.low * other.high));
        Self { high, low }
    }

    /// The product of `count` factors a+b, a+b+step, a+b+2 step and on, if so told each divided by how many there are up to
    /// it: infinite from where it passes the range, which all do that are asked for with more than 514 factors. A function of
    /// its own where that takes little stack.
    #[cfg_attr(fpv5, inline(never))]
    #[cfg_attr(not(fpv5), inline(always))]
    pub(super) extern "C" fn factors(
        a: f64,
        mut b: f64,
        step: f64,
        count: f64,
        divided: bool,
    ) -> Self {
        const PAST_THE_RANGE: DoubleDouble = DoubleDouble { high: f64::INFINITY, low: 0.0 };
        if count > 514.0 {
            return PAST_THE_RANGE;
        }
        let mut product = Self::ONE;
        let mut done = 0.0;
        while done < count {
            done += 1.0;
            let factor = Self::sum(a, b);
            product = product.times(if divided { factor.over(done) } else { factor });
            if !product.high.is_finite() {
                return PAST_THE_RANGE;
            }
            b += step;
        }
        product
    }

    /// `self / divisor`, relative error about 2^-102.
    pub(super) fn over(self, divisor: f64) -> Self {
        let quotient = self.high / divisor;
        let (product, error) = two_product(quotient, divisor);
        let rest = (self.high - product) - error + self.low;
        let (high, low) = quick_two_sum(quotient, rest / divisor);
        Self { high, low }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_near_the_largest_number_stay_finite() {
        let (p, e) = two_product(f64::MAX / 4.0, 3.0);
        assert!(p.is_finite() && e.is_finite());
    }

    #[test]
    fn a_third_three_times() {
        let third = DoubleDouble::ONE.over(3.0);
        let one = third.times(DoubleDouble { high: 3.0, low: 0.0 });
        assert!(one.high == 1.0 && one.low.abs() < 1e-31);
    }
}
