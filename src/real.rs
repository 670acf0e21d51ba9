//! The one numeric type, and the only place that knows which of the two it is.

#[cfg(not(feature = "f32"))]
mod width {
    /// The number type of every value: IEEE 754 binary64.
    pub type Real = f64;
    /// Its bits.
    pub(crate) type Bits = u64;
    pub(crate) use core::f64::consts;
}

#[cfg(feature = "f32")]
mod width {
    /// The number type of every value: IEEE 754 binary32.
    pub type Real = f32;
    /// Its bits.
    pub(crate) type Bits = u32;
    pub(crate) use core::f32::consts;
}

pub use width::Real;
pub(crate) use width::{Bits, consts};

/// The one NaN that leaves the library: quiet, positive, no payload.
pub const NAN: Real = Real::NAN;

/// `x`, or the canonical NaN for any NaN.
#[inline(always)]
#[must_use]
pub fn canonical(x: Real) -> Real {
    if x.is_nan() { canonical_nan() } else { x }
}

/// Out of line, so that the test above is a jump that is hardly ever taken.
#[cold]
#[inline(never)]
fn canonical_nan() -> Real {
    NAN
}

/// Truth of a value: false when it compares equal to zero, true otherwise (NaN is true, as in C).
#[inline(always)]
#[must_use]
pub fn truth(x: Real) -> bool {
    x != 0.0
}

/// 1 for true, 0 for false.
#[inline(always)]
#[must_use]
pub fn from_bool(b: bool) -> Real {
    if b { 1.0 } else { 0.0 }
}
