//! The functions of numbers that a program can call, numbered by how many arguments they take: one by
//! one, and some over columns.

use crate::math::{self, columns};
use crate::real::{NAN, Real};

/// A function, its form over columns if it has one, and in brackets the group with which it is left
/// out: its number stays.
macro_rules! functions {
    ($(#[$doc:meta])* $kind:ident, $table:ident, fn($($argument:ty),*),
        $($name:ident = $path:path $(, $columns:path)? $([$group:literal])?;)*) => {
        $(#[$doc])*
        #[repr(u8)]
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

            /// Function `number` over columns: `out[i]` becomes what it gives for the `x[..][i]`, with
            /// the same bits. False, and nothing done, where it has no form for columns. Inlined, so
            /// that the caller's target features count.
            #[inline(always)]
            pub(crate) fn column(number: u16, x: [&[Real]; [$(stringify!($argument)),*].len()], out: &mut [Real]) -> bool {
                $(if number == Self::$name.number() $(&& cfg!(feature = $group))? {
                    $($columns(x, out); return true;)?
                })*
                false
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
    Abs = math::abs; Sign = math::sign; Sqrt = math::sqrt, columns::sqrt; Cbrt = math::cbrt, columns::cbrt;
    Exp = math::exp, columns::exp; Exp2 = math::exp2, columns::exp2; Exp10 = math::exp10, columns::exp10; Expm1 = math::expm1, columns::expm1;
    Ln = math::ln, columns::ln; Log2 = math::log2, columns::log2; Log10 = math::log10, columns::log10; Log1p = math::log1p, columns::log1p;
    Sin = math::sin, columns::sin ["trigonometric"]; Cos = math::cos, columns::cos ["trigonometric"];
    Tan = math::tan, columns::tan ["trigonometric"]; Asin = math::asin, columns::asin ["trigonometric"];
    Acos = math::acos, columns::acos ["trigonometric"]; Atan = math::atan, columns::atan ["trigonometric"];
    Sinh = math::sinh, columns::sinh ["trigonometric"]; Cosh = math::cosh, columns::cosh ["trigonometric"];
    Tanh = math::tanh, columns::tanh ["trigonometric"]; Asinh = math::asinh, columns::asinh ["trigonometric"];
    Acosh = math::acosh, columns::acosh ["trigonometric"]; Atanh = math::atanh, columns::atanh ["trigonometric"];
    Sinc = math::sinc ["trigonometric"];
    Floor = math::floor, columns::floor; Ceil = math::ceil, columns::ceil; Trunc = math::trunc, columns::trunc;
    Round = math::round, columns::round; Rint = math::rint, columns::rint;
    IsNan = math::isnan; IsInf = math::isinf; IsFinite = math::isfinite;
    IsEven = math::iseven; IsOdd = math::isodd;
    Fac = math::fac ["special"]; Tgamma = math::tgamma, columns::tgamma ["special"];
    Lgamma = math::lgamma, columns::lgamma ["special"]; Erf = math::erf, columns::erf ["special"]; Erfc = math::erfc, columns::erfc ["special"];
    BitNot = math::bit_not;
}

functions! {
    /// A function of two numbers.
    Binary, BINARY, fn(Real, Real),
    Pow = math::pow, columns::pow; Hypot = math::hypot, columns::hypot; Atan2 = math::atan2, columns::atan2 ["trigonometric"];
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
    Clamp = math::clamp; Fma = math::fma, columns::fma;
}
