//! The functions of numbers that a program can call, numbered by how many arguments they take.

use crate::math;
use crate::real::Real;

macro_rules! functions {
    ($(#[$doc:meta])* $kind:ident, $table:ident, fn($($argument:ty),*), $($name:ident = $path:path;)*) => {
        $(#[$doc])*
        #[repr(u16)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $kind { $($name,)* }

        /// The functions in the order of their numbers.
        pub(crate) static $table: &[(fn($($argument),*) -> Real, &str)] =
            &[$(($path, stringify!($name)),)*];

        impl $kind {
            /// The number that an instruction carries.
            pub(crate) const fn number(self) -> u16 {
                self as u16
            }
        }
    };
}

functions! {
    /// A function of one number.
    Unary, UNARY, fn(Real),
    Abs = math::abs; Sign = math::sign; Sqrt = math::sqrt; Cbrt = math::cbrt;
    Exp = math::exp; Exp2 = math::exp2; Exp10 = math::exp10; Expm1 = math::expm1;
    Ln = math::ln; Log2 = math::log2; Log10 = math::log10; Log1p = math::log1p;
    Sin = math::sin; Cos = math::cos; Tan = math::tan;
    Asin = math::asin; Acos = math::acos; Atan = math::atan;
    Sinh = math::sinh; Cosh = math::cosh; Tanh = math::tanh;
    Asinh = math::asinh; Acosh = math::acosh; Atanh = math::atanh;
    Sinc = math::sinc;
    Floor = math::floor; Ceil = math::ceil; Trunc = math::trunc;
    Round = math::round; Rint = math::rint;
    IsNan = math::isnan; IsInf = math::isinf; IsFinite = math::isfinite;
    IsEven = math::iseven; IsOdd = math::isodd;
    Fac = math::fac; Tgamma = math::tgamma; Lgamma = math::lgamma;
    Erf = math::erf; Erfc = math::erfc;
    BitNot = math::bit_not;
}

functions! {
    /// A function of two numbers.
    Binary, BINARY, fn(Real, Real),
    Pow = math::pow; Hypot = math::hypot; Atan2 = math::atan2; Root = math::root;
    RoundTo = math::round_to;
    Fmod = math::fmod; FloorMod = math::floormod; Remainder = math::remainder;
    CopySign = math::copysign; Min = math::min; Max = math::max;
    Ncr = math::ncr; Npr = math::npr;
    BitAnd = math::bit_and; BitOr = math::bit_or; BitXor = math::bit_xor;
    ShiftLeft = math::shift_left; ShiftRight = math::shift_right;
    RotateLeft = math::rotate_left; RotateRight = math::rotate_right;
}

functions! {
    /// A function of three numbers.
    Ternary, TERNARY, fn(Real, Real, Real),
    Clamp = math::clamp; Fma = math::fma;
}
