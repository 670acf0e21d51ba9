//! The numerics room: every function of [`Real`] that an expression can call and that is more than plain arithmetic.
//!
//! All are plain functions, so that they serve as function pointers; none panics, allocates or keeps state; each takes
//! bounded time for any argument. Arithmetic is IEEE in source order without fused operations, so the same arguments
//! give the same bits on every target. NaN results are not canonical here; the caller makes them so.
//!
//! - one argument: abs sign sqrt cbrt exp exp2 exp10 expm1 ln log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh
//!   asinh acosh atanh sinc floor ceil trunc round rint isnan isinf isfinite iseven isodd fac tgamma lgamma erf erfc bit_not
//! - two: pow hypot atan2 root round_to fmod floormod remainder copysign min max ncr npr bit_and bit_or bit_xor
//!   shift_left shift_right rotate_left rotate_right
//! - three: clamp fma
//!
//! [`Real`]: crate::real::Real

mod angle;
mod arcsine;
mod arctangent;
mod bits;
mod combinatorics;
mod cube_root;
mod double_double;
mod error_function;
mod exponential;
mod far;
mod fused;
mod gamma;
mod hyperbolic;
mod hypotenuse;
mod integral;
mod kernel;
mod logarithm;
mod polynomial;
mod power;
mod remainders;
mod rounding;
mod straight;
mod tables;
mod tangent;
mod trigonometric;

pub(crate) use bits::{
    bit_and, bit_not, bit_or, bit_xor, rotate_left, rotate_right, shift_left, shift_right,
};
pub(crate) use combinatorics::{fac, ncr, npr};
pub(crate) use kernel::{
    acos, acosh, asin, asinh, atan, atan2, atanh, cbrt, ceil, columns, cos, cosh, erf, erfc, exp,
    exp2, exp10, expm1, floor, fma, hypot, lgamma, ln, log1p, log2, log10, pow, rint, round, sin,
    sinh, sqrt, tan, tanh, tgamma, trunc,
};
pub(crate) use remainders::{floormod, fmod, remainder};
pub(crate) use rounding::{
    abs, clamp, copysign, iseven, isfinite, isinf, isnan, isodd, max, min, root, round_to, sign,
    sinc,
};
