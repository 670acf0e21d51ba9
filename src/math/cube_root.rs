//! cbrt, by a polynomial and one step of Newton's (fdlibm's): libm's, correctly rounded, needs fused operations, which are long
//! calls where the processor has none. Exact for cubes. Error below 0.67 ULP.

use super::logarithm::is_normal;
use super::straight::Straight;

/// Coefficients of 1/cbrt(r), relative error below 2^-23.5 for r near 1.
const POLY: [f64; 5] = [
    f64::from_bits(0x3ffe_03e6_0f61_e692),
    f64::from_bits(0xbffe_28e0_92f0_2420),
    f64::from_bits(0x3ff9_f160_4a49_d6c2),
    f64::from_bits(0xbfe8_44cb_bee7_51d9),
    f64::from_bits(0x3fc2_b000_d4e4_edd7),
];

/// 682 = 1023 - 1023/3 and a fraction that makes a third of the exponent's and significand's bits the nearest to the root's.
const MIDDLE: u64 = 0x2a9f_7893;

/// 2^54, whose cube root is 2^18.
const TWO_TO_54: f64 = 18_014_398_509_481_984.0;

/// The cube root.
pub(super) struct Cbrt;

impl Straight<1> for Cbrt {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let magnitude = x.abs();
        (normal_root(magnitude).copysign(x), is_normal(magnitude))
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        root_anywhere(x)
    }

    const SERVES_ALL: bool = true;
}

/// For any number.
#[cold]
#[inline(never)]
fn root_anywhere(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let magnitude = x.abs();
    let (scale, back) =
        if magnitude < f64::MIN_POSITIVE { (TWO_TO_54, 1.0 / 262_144.0) } else { (1.0, 1.0) };
    (normal_root(magnitude * scale) * back).copysign(x)
}

/// For positive normal numbers.
#[inline(always)]
fn normal_root(x: f64) -> f64 {
    // A third by a product of 32 bits: a division has no vector form.
    let third = ((x.to_bits() >> 32) * 0x5555_5556) >> 32;
    let t = f64::from_bits((third + MIDDLE) << 32);
    let r = (t * t) * (t / x);
    let [a, b, c, d, e] = POLY;
    let t = t * ((a + r * (b + r * c)) + ((r * r) * r) * (d + r * e));
    // Rounded to 23 bits, so that its square is exact.
    let t = f64::from_bits(t.to_bits().wrapping_add(0x8000_0000) & 0xffff_ffff_c000_0000);
    let quotient = x / (t * t);
    t + t * ((quotient - t) / (t + t + quotient))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cubes_and_ends() {
        for n in 1..100_000u32 {
            let n = f64::from(n);
            assert_eq!(Cbrt::one([-n * n * n]), -n);
        }
        for x in [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Cbrt::one([x]).to_bits(), x.to_bits());
        }
        assert!(Cbrt::one([f64::NAN]).is_nan());
        let tiny = f64::from_bits(1); // 2^-1074
        assert_eq!(Cbrt::one([-tiny]).to_bits(), 0xa990_0000_0000_0000);
        assert_eq!(Cbrt::one([f64::MAX]).to_bits(), 0x5544_28a2_f98d_728b);
    }
}
