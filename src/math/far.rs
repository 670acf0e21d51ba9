//! Angles of a million and more, reduced with as many bits of 2/pi as their exponents call for (Payne and Hanek).

use super::double_double::{quick_two_sum, two_product};
use crate::real::u64_to_64;

/// pi/2 as a pair.
const HALF_PI: [f64; 2] = [core::f64::consts::FRAC_PI_2, f64::from_bits(0x3c91_a626_3314_5c07)];

/// How many limbs of 2/pi are multiplied: what is left out is below 2^-136 quarter turns, and no number is nearer to a
/// multiple of a quarter turn than 2^-62 of it.
const LIMBS: usize = 7;

/// 2/pi in limbs of 32 bits, the third is the first behind the point; computed with MPFR.
static TWO_BY_PI: [u32; 39] = [
    0,
    0,
    0xa2f9_836e,
    0x4e44_1529,
    0xfc27_57d1,
    0xf534_ddc0,
    0xdb62_9599,
    0x3c43_9041,
    0xfe51_63ab,
    0xdebb_c561,
    0xb724_6e3a,
    0x424d_d2e0,
    0x0649_2eea,
    0x09d1_921c,
    0xfe1d_eb1c,
    0xb129_a73e,
    0xe882_35f5,
    0x2ebb_4484,
    0xe99c_7026,
    0xb45f_7e41,
    0x3991_d639,
    0x8353_39f4,
    0x9c84_5f8b,
    0xbdf9_283b,
    0x1ff8_97ff,
    0xde05_980f,
    0xef2f_118b,
    0x5a0a_6d1f,
    0x6d36_7ecf,
    0x27cb_09b7,
    0x4f46_3f66,
    0x9e5f_ea2d,
    0x7527_bac7,
    0xebe5_f17b,
    0x3d07_39f7,
    0x8a52_92ea,
    0x6bfb_5fb1,
    0x1f8d_5d08,
    0x5603_3046,
];

/// `x` - n pi/2 as a pair, relative error near 2^-62, and n but for multiples of 4; for 2^20 <= |x| < infinity.
pub(super) fn reduced(x: f64) -> (f64, f64, u64) {
    let bits = x.to_bits();
    let significand = bits & (u64::MAX >> 12) | 1 << 52;
    // The exponent of the significand's last place, made positive.
    let exponent = ((bits >> 52) as u32 & 0x7ff) + 62 - 1075;
    // The limbs before this one give multiples of 4.
    let first = exponent / 32;
    let sign = bits & (1 << 63);
    let (high, low, quarters) = angle(&product(significand, first as usize), exponent & 31, sign);
    (high, low, if x < 0.0 { quarters.wrapping_neg() } else { quarters })
}

/// The significand times limbs of 2/pi from `first` on, without what overflows; the lowest limb first.
fn product(significand: u64, first: usize) -> [u32; LIMBS] {
    const LOW: u64 = 0xffff_ffff;
    let (mut carry, mut previous) = (0, 0);
    let mut limbs = [0; LIMBS];
    for (place, limb) in limbs.iter_mut().rev().enumerate().rev() {
        let factor = TWO_BY_PI.get(first + place).copied().map_or(0, u64::from);
        // No overflow: (2^32-1)^2 leaves room for a carry of 33 bits.
        let sum = factor * (significand & LOW) + carry;
        let next = (sum & LOW) + previous * (significand >> 32);
        *limb = next as u32;
        carry = (sum >> 32) + (next >> 32);
        previous = factor;
    }
    limbs
}

/// The upper two of three words, shifted left by less than 64.
fn shifted(upper: u64, middle: u64, lower: u64, shift: u32) -> (u64, u64) {
    // In two steps, so that a shift by 0 is no shift by 64.
    let back = 63 - (shift & 63);
    let left = |word: u64, next: u64| word << (shift & 63) | (next >> 1) >> back;
    (left(upper, middle), left(middle, lower))
}

/// From turns, the point before the first bit but two once they are shifted left: the angle within pi/4 of 0,
/// negated by the bit of a `sign`, and the number of quarters.
fn angle([_, c, d, e, f, g, h]: &[u32; LIMBS], shift: u32, sign: u64) -> (f64, f64, u64) {
    let word = |high: &u32, low: &u32| u64::from(*high) << 32 | u64::from(*low);
    let upper = word(h, g);
    let quarters = (upper >> (62 - shift)) & 3;
    let (upper, lower) = shifted(upper, word(f, e), word(d, c), shift + 2);
    let lower = lower & !3; // of the product 128 bits count
    // A fraction of a half and above is one below 0 of the next quarter.
    let below = upper >> 63;
    let mask = below.wrapping_neg();
    let lower = lower ^ mask;
    let upper = upper ^ mask;
    let zeros = upper.leading_zeros() & 63;
    let (upper, lower) = shifted(upper, lower, 0, zeros);
    let scale = f64::from_bits((u64::from(1023 - 53 - zeros) << 52 | below << 63) ^ sign);
    let high = u64_to_64(upper >> 11) * scale;
    let low =
        u64_to_64(upper << 53 | lower >> 11) * (scale * f64::from_bits(0x3bf0_0000_0000_0000)); // 2^-64
    let (product, rest) = two_product(high, HALF_PI[0]);
    let (high, low) = quick_two_sum(product, rest + (high * HALF_PI[1] + low * HALF_PI[0]));
    (high, low, quarters + below)
}

#[cfg(test)]
mod tests {
    use super::super::straight::Straight;
    use super::super::tangent::Tan;
    use super::super::trigonometric::{Cos, Sin};

    #[test]
    fn the_nearest_number_to_a_multiple_and_the_largest() {
        // 6381956970095103 * 2^797
        let x = f64::from_bits(0x7506_ac5b_262c_a1ff);
        assert_eq!(Cos::one([x]).to_bits(), 0xbc21_4ae7_2e6b_a22f);
        assert_eq!(Sin::one([-x]).to_bits(), 0xbff0_0000_0000_0000);
        assert_eq!(Tan::one([-x]).to_bits(), 0x43bd_9ba9_a797_5636);
        assert_eq!(Sin::one([f64::MAX]).to_bits(), 0x3f74_52fc_98b3_4e97);
        assert_eq!(Sin::one([1e22]).to_bits(), 0xbfeb_453a_b76b_f397);
        assert!(Tan::one([1e22]).to_bits().abs_diff(0xbffa_0f79_c1b6_b257) <= 1);
    }
}
