//! tan, by a polynomial (fdlibm's) within pi/4 of 0, of pi/4 - x in the upper part of that; near other quarters -1/tan.
//! Error below 1 ULP.

use super::polynomial::polynomial;
use super::straight::{Straight, choose};
use super::trigonometric::{BOUND, far_or_nan, reduced, reduced_anywhere};

/// Coefficients of x^3, and of x^5 to x^27.
const TAN_3: f64 = f64::from_bits(0x3fd5_5555_5555_5563);
static TAN_POLY: [[f64; 4]; 3] = [
    [
        f64::from_bits(0x3fc1_1111_1110_fe7a),
        f64::from_bits(0x3fab_a1ba_1bb3_41fe),
        f64::from_bits(0x3f96_64f4_8406_d637),
        f64::from_bits(0x3f82_26e3_e96e_8493),
    ],
    [
        f64::from_bits(0x3f6d_6d22_c956_0328),
        f64::from_bits(0x3f57_dbc8_fee0_8315),
        f64::from_bits(0x3f43_44d8_f2f2_6501),
        f64::from_bits(0x3f30_26f7_1a8d_1068),
    ],
    [
        f64::from_bits(0x3f14_7e88_a037_92a6),
        f64::from_bits(0x3f12_b80f_32f0_a7e9),
        f64::from_bits(0xbef3_75cb_db60_5373),
        f64::from_bits(0x3efb_2a70_74bf_7ad4),
    ],
];

/// pi/4 as a pair.
const QUARTER_PI: [f64; 2] = [core::f64::consts::FRAC_PI_4, f64::from_bits(0x3c81_a626_3314_5c07)];

/// From here on it is the tangent of pi/4 - x that is taken from the polynomial.
const STEEP: f64 = f64::from_bits(0x3fe5_9428_0000_0000);

/// The tangent of an angle in radians.
pub(super) struct Tan;

impl Straight<1> for Tan {
    #[inline(always)]
    fn straight([x]: [f64; 1]) -> (f64, bool) {
        let (high, low, quadrant) = reduced(x);
        let odd = quadrant & 1 != 0;
        let steep = high.abs() >= STEEP;
        let t = Tangent::new(high, low, |is, not| choose(steep, is, not));
        let one = choose(odd, -1.0, 1.0);
        let quotient = choose(steep, t.sum * t.sum, -1.0) / choose(steep, t.sum + one, t.sum);
        let near = choose(odd, t.inverse(quotient), t.sum);
        (
            choose(steep, t.complement(one, quotient), near).copysign(choose(odd, -high, high)),
            x.abs() < BOUND,
        )
    }

    #[inline(always)]
    fn special([x]: [f64; 1]) -> f64 {
        far(x)
    }

    /// The same bits by jumps.
    #[inline(always)]
    fn one([x]: [f64; 1]) -> f64 {
        if cfg!(target_os = "none") {
            return by_jumps(reduced_anywhere(x));
        }
        let near = x.abs() < BOUND;
        by_jumps(if near { reduced(x) } else { far_or_nan(x) })
    }
}

#[cold]
#[inline(never)]
fn far(x: f64) -> f64 {
    Tan::one([x])
}

#[inline(always)]
fn by_jumps((high, low, quadrant): (f64, f64, u64)) -> f64 {
    let odd = quadrant & 1 != 0;
    let steep = high.abs() >= STEEP;
    let t = Tangent::new(high, low, |is, not| if steep { is } else { not });
    let magnitude = if steep {
        let one = choose(odd, -1.0, 1.0);
        t.complement(one, t.sum * t.sum / (t.sum + one))
    } else if odd {
        t.inverse(-1.0 / t.sum)
    } else {
        t.sum
    };
    magnitude.copysign(choose(odd, -high, high))
}

/// tan of x as the sum of x and the rest, and that sum rounded.
struct Tangent {
    x: f64,
    rest: f64,
    sum: f64,
}

impl Tangent {
    /// For |high + low|, or pi/4 less that, as `if_steep` says of two numbers.
    #[inline(always)]
    fn new(high: f64, low: f64, if_steep: impl Fn(f64, f64) -> f64) -> Self {
        let x = high.abs();
        let y = f64::from_bits(low.to_bits() ^ (high.to_bits() ^ x.to_bits()));
        let [quarter, quarter_rest] = QUARTER_PI;
        let (x, y) = (if_steep((quarter - x) + (quarter_rest - y), x), if_steep(0.0, y));
        let z = x * x;
        let cube = z * x;
        let rest = (y + (z * y + cube * TAN_3)) + (z * cube) * polynomial(&TAN_POLY, z);
        Self { x, rest, sum: x + rest }
    }

    /// tan of pi/4 - x for one = 1, its negative inverse for -1, from t^2/(t + one).
    #[inline(always)]
    fn complement(&self, one: f64, quotient: f64) -> f64 {
        one - 2.0 * (self.x + (self.rest - quotient))
    }

    /// -1/tan, from that rounded twice.
    #[inline(always)]
    fn inverse(&self, inverse: f64) -> f64 {
        let upper = |x: f64| f64::from_bits(x.to_bits() & (u64::MAX << 32));
        let (high, start) = (upper(self.sum), upper(inverse));
        let low = self.rest - (high - self.x);
        start + inverse * (1.0 + start * high + start * low)
    }
}
