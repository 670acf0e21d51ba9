//! The functions of numbers that a program can call, numbered by how many arguments they take.

use crate::math;
use crate::real::{NAN, Real};

/// A function, its name, and in brackets the group with which it is left out: its number stays.
macro_rules! functions {
    ($(#[$doc:meta])* $kind:ident, $table:ident, fn($($argument:ty),*),
        $($name:ident = $path:path $([$group:literal])?;)*) => {
        $(#[$doc])*
        #[repr(u16)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $kind { $($name,)* }

        /// The functions in the order of their numbers. No instruction has the number of one that
        /// is left out.
        pub(crate) static $table: &[fn($($argument),*) -> Real] = {
            const LEFT_OUT: fn($($argument),*) -> Real = |$(_: $argument),*| NAN;
            &[$(if true $(&& cfg!(feature = $group))? { $path } else { LEFT_OUT },)*]
        };

        impl $kind {
            /// The number that an instruction carries.
            pub(crate) const fn number(self) -> u16 {
                self as u16
            }

            /// The name of function `number`, for people.
            pub(crate) fn name(number: u16) -> &'static str {
                const NAMES: &[&str] = &[$(stringify!($name)),*];
                NAMES.get(usize::from(number)).copied().unwrap_or("?")
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
    Sin = math::sin ["trigonometric"]; Cos = math::cos ["trigonometric"];
    Tan = math::tan ["trigonometric"]; Asin = math::asin ["trigonometric"];
    Acos = math::acos ["trigonometric"]; Atan = math::atan ["trigonometric"];
    Sinh = math::sinh ["trigonometric"]; Cosh = math::cosh ["trigonometric"];
    Tanh = math::tanh ["trigonometric"]; Asinh = math::asinh ["trigonometric"];
    Acosh = math::acosh ["trigonometric"]; Atanh = math::atanh ["trigonometric"];
    Sinc = math::sinc ["trigonometric"];
    Floor = math::floor; Ceil = math::ceil; Trunc = math::trunc;
    Round = math::round; Rint = math::rint;
    IsNan = math::isnan; IsInf = math::isinf; IsFinite = math::isfinite;
    IsEven = math::iseven; IsOdd = math::isodd;
    Fac = math::fac ["special"]; Tgamma = math::tgamma ["special"];
    Lgamma = math::lgamma ["special"]; Erf = math::erf ["special"]; Erfc = math::erfc ["special"];
    BitNot = math::bit_not;
}

functions! {
    /// A function of two numbers.
    Binary, BINARY, fn(Real, Real),
    Pow = math::pow; Hypot = math::hypot; Atan2 = math::atan2 ["trigonometric"];
    Root = math::root;
    RoundTo = math::round_to;
    Fmod = math::fmod; FloorMod = math::floormod; Remainder = math::remainder;
    CopySign = math::copysign; Min = math::min; Max = math::max;
    Ncr = math::ncr ["statistics"]; Npr = math::npr ["statistics"];
    BitAnd = math::bit_and; BitOr = math::bit_or; BitXor = math::bit_xor ["bits"];
    ShiftLeft = math::shift_left; ShiftRight = math::shift_right;
    RotateLeft = math::rotate_left; RotateRight = math::rotate_right;
}

functions! {
    /// A function of three numbers.
    Ternary, TERNARY, fn(Real, Real, Real),
    Clamp = math::clamp; Fma = math::fma;
}
