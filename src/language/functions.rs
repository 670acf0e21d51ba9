//! The functions of numbers that a program can call, numbered by how many arguments they take: one at a time and,
//! for those marked so, over columns.

use crate::math;
use crate::real::Real;

macro_rules! functions {
    ($(#[$doc:meta])* $kind:ident, $table:ident, $count:literal: fn($($argument:ty),*),
     $($name:ident = $function:ident $(of $columns:ident)?;)*) => {
        $(#[$doc])*
        #[repr(u16)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $kind { $($name,)* }

        /// The functions in the order of their numbers.
        pub(crate) static $table: &[(fn($($argument),*) -> Real, &str)] =
            &[$((math::$function, stringify!($name)),)*];

        impl $kind {
            /// The number that an instruction carries.
            pub(crate) const fn number(self) -> u16 {
                self as u16
            }

            /// The function of that number over columns: `out[i]` becomes what it gives for the `x[..][i]`, with
            /// the same bits, as far as the shortest slice reaches. False, and nothing done, where it has no form for
            /// columns. Inlined, so that the caller's target features count.
            #[inline(always)]
            #[expect(dead_code, reason = "for the engine over columns, which is not here yet")]
            pub(crate) fn column(number: u16, x: [&[Real]; $count], out: &mut [Real]) -> bool {
                $($(if number == Self::$name.number() {
                    math::$columns::$function(x, out);
                    return true;
                })?)*
                false
            }
        }
    };
}

functions! {
    /// A function of one number.
    Unary, UNARY, 1: fn(Real),
    Abs = abs; Sign = sign; Sqrt = sqrt of columns; Cbrt = cbrt of columns;
    Exp = exp of columns; Exp2 = exp2 of columns; Exp10 = exp10 of columns;
    Expm1 = expm1 of columns;
    Ln = ln of columns; Log2 = log2 of columns; Log10 = log10 of columns; Log1p = log1p of columns;
    Sin = sin of columns; Cos = cos of columns; Tan = tan of columns;
    Asin = asin of columns; Acos = acos of columns; Atan = atan of columns;
    Sinh = sinh of columns; Cosh = cosh of columns; Tanh = tanh of columns;
    Asinh = asinh of columns; Acosh = acosh of columns; Atanh = atanh of columns;
    Sinc = sinc;
    Floor = floor of columns; Ceil = ceil of columns; Trunc = trunc of columns;
    Round = round of columns; Rint = rint of columns;
    IsNan = isnan; IsInf = isinf; IsFinite = isfinite;
    IsEven = iseven; IsOdd = isodd;
    Fac = fac; Tgamma = tgamma of columns; Lgamma = lgamma of columns;
    Erf = erf of columns; Erfc = erfc of columns;
    BitNot = bit_not;
}

functions! {
    /// A function of two numbers.
    Binary, BINARY, 2: fn(Real, Real),
    Pow = pow of columns; Hypot = hypot of columns; Atan2 = atan2 of columns; Root = root;
    RoundTo = round_to;
    Fmod = fmod; FloorMod = floormod; Remainder = remainder;
    CopySign = copysign; Min = min; Max = max;
    Ncr = ncr; Npr = npr;
    BitAnd = bit_and; BitOr = bit_or; BitXor = bit_xor;
    ShiftLeft = shift_left; ShiftRight = shift_right;
    RotateLeft = rotate_left; RotateRight = rotate_right;
}

functions! {
    /// A function of three numbers.
    Ternary, TERNARY, 3: fn(Real, Real, Real),
    Clamp = clamp; Fma = fma of columns;
}
