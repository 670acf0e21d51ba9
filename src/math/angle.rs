//! atan2, where libm's misses the bound: it rounds y/x first. Here the quotient is reduced before it is rounded.
//!
//! With u = min(|x|,|y|) / max(|x|,|y|) and c the 16th nearest to u, but not 1, atan u = atan c + atan q where
//! q = (min - c max) / (max + c min), |q| <= 1/31. Error below 0.53 ULP.

use super::double_double::{quick_two_sum, split, upper_half};
use super::straight::{Straight, choose, nearest};

/// atan(i/16) as pairs, computed with mpmath.
static ATAN_TABLE: [[f64; 2]; 16] = [
    [f64::from_bits(0x0000_0000_0000_0000), f64::from_bits(0x0000_0000_0000_0000)],
    [f64::from_bits(0x3faf_f55b_b72c_fdea), f64::from_bits(0xbc3c_934d_86d2_3f1d)],
    [f64::from_bits(0x3fbf_d5ba_9aac_2f6e), f64::from_bits(0xbc4c_d376_8676_0c17)],
    [f64::from_bits(0x3fc7_b97b_4bce_5b02), f64::from_bits(0x3c53_47b0_b4f8_81ca)],
    [f64::from_bits(0x3fcf_5b75_f92c_80dd), f64::from_bits(0x3c68_ab6e_3cf7_afbd)],
    [f64::from_bits(0x3fd3_6277_3707_ebcc), f64::from_bits(0xbc69_63a5_44b6_72d8)],
    [f64::from_bits(0x3fd6_f619_41e4_def1), f64::from_bits(0xbc7c_63aa_e6f6_e918)],
    [f64::from_bits(0x3fda_64ee_c3cc_23fd), f64::from_bits(0xbc72_4dec_1b50_b7ff)],
    [f64::from_bits(0x3fdd_ac67_0561_bb4f), f64::from_bits(0x3c7a_2b7f_222f_65e2)],
    [f64::from_bits(0x3fe0_657e_94db_30d0), f64::from_bits(0xbc7d_5b49_5f63_49e6)],
    [f64::from_bits(0x3fe1_e00b_abde_feb4), f64::from_bits(0xbc59_28df_287a_668f)],
    [f64::from_bits(0x3fe3_45f0_1cce_37bb), f64::from_bits(0x3c81_0211_37c7_1102)],
    [f64::from_bits(0x3fe4_978f_a326_9ee1), f64::from_bits(0x3c72_419a_87f2_a458)],
    [f64::from_bits(0x3fe5_d589_8716_9b18), f64::from_bits(0x3c60_028e_4bc5_e7ca)],
    [f64::from_bits(0x3fe7_00a7_c578_4634), f64::from_bits(0xbc78_c34d_25aa_def6)],
    [f64::from_bits(0x3fe8_19d0_b715_8a4d), f64::from_bits(0xbc7b_f762_29d3_b917)],
];

/// Coefficients of q^3 to q^11 in atan q: Chebyshev interpolation in q^2, relative error of atan q below 2^-63.
const ATAN_POLY: [f64; 5] = [
    f64::from_bits(0xbfd5_5555_5555_5555),
    f64::from_bits(0x3fc9_9999_9999_9841),
    f64::from_bits(0xbfc2_4924_9221_9281),
    f64::from_bits(0x3fbc_71c3_edc7_f788),
    f64::from_bits(0xbfb7_3871_b450_dbc5),
];

/// pi/2 as a pair.
const HALF_PI: [f64; 2] = [core::f64::consts::FRAC_PI_2, f64::from_bits(0x3c91_a626_3314_5c07)];

/// The angle of the point (x, y) in [-pi, pi].
pub(super) struct Atan2;

impl Straight<2> for Atan2 {
    #[inline(always)]
    fn straight([y, x]: [f64; 2]) -> (f64, bool) {
        let (ax, ay) = (x.abs(), y.abs());
        // Each a choice of its own: that is an instruction, where a choice of both would be a jump.
        let small = if ax < ay { ax } else { ay };
        let large = if ax > ay { ax } else { ay };
        let size = ax + ay;
        let angle = of_quotient(small, large, ay > ax, x < 0.0).copysign(y);
        // Not so for infinities and NaN.
        (angle, (small > size * TINY) & (size > DOWN) & (size < UP))
    }

    #[inline(always)]
    fn special([y, x]: [f64; 2]) -> f64 {
        atan2_anywhere(y, x)
    }

    const SERVES_ALL: bool = true;
}

/// For any arguments; of those that are not special the same bits.
#[cold]
#[inline(never)]
fn atan2_anywhere(y: f64, x: f64) -> f64 {
    if x.is_nan() | y.is_nan() {
        return x + y;
    }
    let (ax, ay) = (x.abs(), y.abs());
    let (small, large) = if ay > ax { (ax, ay) } else { (ay, ax) };
    let angle =
        if x.is_sign_positive() && small == ay && small <= large * TINY && large < f64::INFINITY {
            // In the first or last of the half quadrants an angle this small is its tangent; 0/0 is an angle of 0.
            if small == 0.0 { 0.0 } else { small / large }
        } else {
            let (small, large) = scaled(small, large);
            of_quotient(small, large, ay > ax, x.is_sign_negative())
        };
    angle.copysign(y)
}

/// 2^-30: atan u is u within 2^-61 u below it.
const TINY: f64 = 1.0 / 1_073_741_824.0;
const UP: f64 = f64::from_bits(0x6570_0000_0000_0000); // 2^600
const DOWN: f64 = f64::from_bits(0x1a70_0000_0000_0000); // 2^-600

/// The angle whose tangent is small/large, as [`tangent`] wants them; that of the other half quadrant if `steep`, or quadrant
/// if `left`.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn of_quotient(small: f64, large: f64, steep: bool, left: bool) -> f64 {
    combine(tangent(small, large), steep, left)
}

/// atan(small/large) as (atan c, q, rest of both).
struct Tangent {
    c: [f64; 2],
    q: f64,
    rest: f64,
}

/// The reduction, for 0 <= small <= large, neither so large nor so small that products overflow or vanish.
#[inline(always)]
fn tangent(small: f64, large: f64) -> Tangent {
    let sixteenths = small / large * 16.0;
    let (sixteenth, bits) = nearest(if sixteenths < 15.0 { sixteenths } else { 15.0 });
    let u = sixteenth * 0.0625;
    let c = ATAN_TABLE[bits as usize & 15];
    // u has 5 bits, so its products with the halves of a number are exact; the first difference cancels, so it is too.
    let (large_high, large_low) = split(large);
    let numerator = (small - u * large_high) - u * large_low;
    let product = u * small;
    let (denominator, denominator_rest) = quick_two_sum(large, product);
    let (denominator_high, denominator_low) = split(denominator);
    let inverse = 1.0 / denominator;
    let quotient = numerator * inverse;
    // Short enough for exact products.
    let q = upper_half(quotient);
    let remainder = (numerator - q * denominator_high) - q * denominator_low - q * denominator_rest;
    let q2 = quotient * quotient;
    let [a3, a5, a7, a9, a11] = ATAN_POLY;
    let series = quotient * q2 * ((a3 + q2 * a5) + (q2 * q2) * ((a7 + q2 * a9) + q2 * q2 * a11));
    Tangent { c, q, rest: remainder * inverse + series }
}

/// The same ratio with both numbers of a size whose products neither overflow nor vanish.
fn scaled(small: f64, large: f64) -> (f64, f64) {
    if large == f64::INFINITY {
        return (if small == large { 1.0 } else { 0.0 }, 1.0);
    }
    if large == 0.0 {
        return (0.0, 1.0);
    }
    let factor = if large > UP {
        DOWN
    } else if large < DOWN {
        UP
    } else {
        1.0
    };
    let (small, large) = (small * factor, large * factor);
    // A ratio below 2^-200 adds nothing to pi or pi/2; its products could vanish.
    (if small < large * f64::from_bits(0x3370_0000_0000_0000) { 0.0 } else { small }, large)
}

/// The angle from t, that of its half quadrant: t or pi - t; where |y| > |x| pi/2 - t or pi/2 + t.
#[inline(always)]
fn combine(t: Tangent, steep: bool, left: bool) -> f64 {
    // Choices in place of branches, which random points would mispredict.
    let halves = choose(steep, 1.0, choose(left, 2.0, 0.0));
    let (base, base_rest) = (HALF_PI[0] * halves, HALF_PI[1] * halves);
    let sign = u64::from(steep != left) << 63;
    let signed = |part: f64| f64::from_bits(part.to_bits() ^ sign);
    let (sum, error1) = quick_two_sum(base, signed(t.c[0]));
    let (sum, error2) = quick_two_sum(sum, signed(t.q));
    sum + (error2 + (error1 + base_rest + signed(t.c[1] + t.rest)))
}

/// atan2 in binary32, where libm's misses the bound.
pub(super) fn atan2_32(y: f32, x: f32) -> f32 {
    Atan2::one([f64::from(y), f64::from(x)]) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atan2_64(y: f64, x: f64) -> f64 {
        Atan2::one([y, x])
    }

    use core::f64::consts::{FRAC_PI_2, FRAC_PI_4};

    #[test]
    fn special_cases_of_c99() {
        let inf = f64::INFINITY;
        let pi = core::f64::consts::PI;
        let rows = [
            (0.0, 0.0, 0.0),
            (0.0, -0.0, pi),
            (0.0, 1.0, 0.0),
            (0.0, -1.0, pi),
            (1.0, 0.0, FRAC_PI_2),
            (1.0, -0.0, FRAC_PI_2),
            (1.0, -inf, pi),
            (1.0, inf, 0.0),
            (inf, 1.0, FRAC_PI_2),
            (inf, -1.0, FRAC_PI_2),
            (inf, inf, FRAC_PI_4),
            (inf, -inf, 3.0 * FRAC_PI_4),
            (0.0, inf, 0.0),
            (0.0, -inf, pi),
            (inf, 0.0, FRAC_PI_2),
            (1.0, 1.0, FRAC_PI_4),
            (f64::from_bits(1), f64::from_bits(1), FRAC_PI_4),
            (f64::MAX, f64::MAX, FRAC_PI_4),
            (f64::MAX, f64::from_bits(1), FRAC_PI_2),
            (f64::from_bits(1), f64::MAX, 0.0),
            (f64::from_bits(1), 1.0, f64::from_bits(1)),
            (f64::from_bits(1), -1.0, pi),
        ];
        for (y, x, angle) in rows {
            assert_eq!(atan2_64(y, x).to_bits(), f64::to_bits(angle), "{y} {x}");
            assert_eq!(atan2_64(-y, x).to_bits(), f64::to_bits(-angle), "-{y} {x}");
        }
        assert!(atan2_64(f64::NAN, 1.0).is_nan() && atan2_64(0.0, f64::NAN).is_nan());
    }
}
