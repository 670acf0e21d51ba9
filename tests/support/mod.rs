//! What the tests share.

#![allow(dead_code)]

pub mod damage;
pub mod generate;
pub mod host;
pub mod vectors;

use exp_rs::Real;

/// Whether two numbers are at most `ulp` representable numbers apart; NaN equals NaN, and with 0
/// the bits must agree.
pub fn within(got: Real, expected: Real, ulp: u64) -> bool {
    if got.is_nan() || expected.is_nan() {
        // The library's NaN is canonical.
        return expected.is_nan() && got.to_bits() == Real::NAN.to_bits();
    }
    if ulp == 0 {
        return got.to_bits() == expected.to_bits();
    }
    place(got).abs_diff(place(expected)) <= ulp
}

/// The number of a representable number, counted from 0.
fn place(x: Real) -> i64 {
    let magnitude = x.abs().to_bits() as i64;
    if x.is_sign_negative() { -magnitude } else { magnitude }
}
