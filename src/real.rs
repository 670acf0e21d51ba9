//! The one numeric type, and the only place that knows which of the two it is.

#[cfg(not(feature = "f32"))]
mod width {
    /// The number type of every value: IEEE 754 binary64.
    ///
    /// # Examples
    /// ```
    /// let half: exp_rs::Real = exp_rs::eval("1/2")?;
    /// assert_eq!(half, 0.5);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub type Real = f64;
    /// Its bits.
    pub(crate) type Bits = u64;
    pub(crate) use core::f64::consts;

    /// The nearest number.
    pub(crate) fn from_u64(x: u64) -> Real {
        super::u64_to_64(x)
    }

    /// The nearest number.
    pub(crate) fn from_i64(x: i64) -> Real {
        super::i64_to_64(x)
    }

    /// `x` as an integer; any one that is not equal to `x` where none is.
    #[inline]
    pub(crate) fn to_i64(x: Real) -> i64 {
        super::i64_of_64(x)
    }
}

#[cfg(feature = "f32")]
mod width {
    /// The number type of every value: IEEE 754 binary32.
    ///
    /// # Examples
    /// ```
    /// let half: exp_rs::Real = exp_rs::eval("1/2")?;
    /// assert_eq!(half, 0.5);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub type Real = f32;
    /// Its bits.
    pub(crate) type Bits = u32;
    pub(crate) use core::f32::consts;

    pub(crate) fn from_u64(x: u64) -> Real {
        x as Real
    }

    pub(crate) fn from_i64(x: i64) -> Real {
        x as Real
    }

    pub(crate) fn to_i64(x: Real) -> i64 {
        x as i64
    }
}

pub use width::Real;
pub(crate) use width::{Bits, consts, from_i64, from_u64, to_i64};

/// The one NaN that leaves the library: quiet, positive, no payload.
///
/// # Examples
/// ```
/// assert_eq!(exp_rs::eval("0/0")?.to_bits(), exp_rs::NAN.to_bits());
/// # Ok::<(), exp_rs::Error>(())
/// ```
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

/// NaN, from an `x` that a function is not defined for: where flash is short by an invalid operation, as the constant would take
/// eight bytes in each function.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
#[allow(clippy::eq_op, reason = "0/0, or what an infinity or NaN gives")]
pub(crate) fn undefined(x: f64) -> f64 {
    if cfg!(target_os = "none") { (x - x) / (x - x) } else { f64::NAN }
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

/// The square root, correctly rounded: the processor's instruction, in a form that the compiler can take side by side
/// for several numbers (libm's on x86 is an opaque one).
#[inline(always)]
pub(crate) fn sqrt64(x: f64) -> f64 {
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    {
        use core::arch::x86_64::{_mm_cvtsd_f64, _mm_set_sd, _mm_sqrt_sd};
        // SAFETY: each needs SSE2 alone, which the target has.
        unsafe {
            let x = _mm_set_sd(x);
            _mm_cvtsd_f64(_mm_sqrt_sd(x, x))
        }
    }
    #[cfg(fpv5)]
    {
        let root: f64;
        // SAFETY: build.rs saw that the FPU has the instruction; it touches nothing but its registers.
        unsafe {
            core::arch::asm!("vsqrt.f64 {}, {}", out(dreg_low16) root, in(dreg_low16) x,
                options(pure, nomem, nostack, preserves_flags));
        }
        root
    }
    #[cfg(not(any(fpv5, all(target_arch = "x86_64", target_feature = "sse2"))))]
    libm::sqrt(x)
}

/// Any number, for where none is read: what the register of a first argument has.
#[cfg(threaded)]
#[inline(always)]
pub(crate) fn any() -> Real {
    #[cfg(fpv5)]
    {
        let any: Real;
        // SAFETY: no instruction at all.
        unsafe {
            #[cfg(not(feature = "f32"))]
            core::arch::asm!("", out("d0") any, options(nomem, nostack, preserves_flags));
            #[cfg(feature = "f32")]
            core::arch::asm!("", out("s0") any, options(nomem, nostack, preserves_flags));
        }
        any
    }
    #[cfg(not(fpv5))]
    0.0
}

/// Any pointer, for where none is followed: what the register of a third argument has.
#[inline(always)]
pub(crate) fn any_pointer<T>() -> *mut T {
    #[cfg(fpv5)]
    {
        let any: *mut T;
        // SAFETY: as above.
        unsafe { core::arch::asm!("", out("r2") any, options(nomem, nostack, preserves_flags)) };
        any
    }
    #[cfg(not(fpv5))]
    core::ptr::NonNull::dangling().as_ptr()
}

/// [`sqrt64`] in binary32.
#[inline(always)]
pub(crate) fn sqrt32(x: f32) -> f32 {
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    {
        use core::arch::x86_64::{_mm_cvtss_f32, _mm_set_ss, _mm_sqrt_ss};
        // SAFETY: each needs SSE alone, which the target has.
        unsafe { _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))) }
    }
    #[cfg(fpv5)]
    {
        let root: f32;
        // SAFETY: as above.
        unsafe {
            core::arch::asm!("vsqrt.f32 {}, {}", out(sreg_low16) root, in(sreg_low16) x,
                options(pure, nomem, nostack, preserves_flags));
        }
        root
    }
    #[cfg(not(any(fpv5, all(target_arch = "x86_64", target_feature = "sse2"))))]
    libm::sqrtf(x)
}

const TWO_TO_32: f64 = 4_294_967_296.0;

/// The nearest number: of two halves where the processor converts 32 bits, which is shorter than the compiler's function.
/// Both are exact, so their sum is rounded once.
#[cfg_attr(fpv5, inline(never))]
#[cfg_attr(not(fpv5), inline(always))]
pub(crate) fn u64_to_64(x: u64) -> f64 {
    if cfg!(fpv5) {
        f64::from((x >> 32) as u32) * TWO_TO_32 + f64::from(x as u32)
    } else {
        x as f64
    }
}

/// [`u64_to_64`] of a number with a sign.
#[cfg(not(feature = "f32"))]
#[cfg_attr(fpv5, inline(never))]
#[cfg_attr(not(fpv5), inline(always))]
fn i64_to_64(x: i64) -> f64 {
    if cfg!(fpv5) {
        f64::from((x >> 32) as i32) * TWO_TO_32 + f64::from(x as u32)
    } else {
        x as f64
    }
}

/// `x` as an integer; any one that is not equal to `x` where none is.
#[cfg(not(feature = "f32"))]
#[inline(always)]
fn i64_of_64(x: f64) -> i64 {
    if cfg!(fpv5) {
        // Saturates; NaN gives 0.
        let high = floor64(x * (1.0 / TWO_TO_32));
        i64::from(high as i32) << 32 | i64::from((x - high * TWO_TO_32) as u32)
    } else {
        x as i64
    }
}

/// a*b + c, rounded once, by the processor's instruction; `None` where it has none.
#[inline(always)]
pub(crate) fn fma64(a: f64, b: f64, c: f64) -> Option<f64> {
    #[cfg(fpv5)]
    {
        let mut sum = c;
        // SAFETY: as above.
        unsafe {
            core::arch::asm!("vfma.f64 {}, {}, {}", inout(dreg_low16) sum, in(dreg_low16) a, in(dreg_low16) b,
                options(pure, nomem, nostack, preserves_flags));
        }
        Some(sum)
    }
    #[cfg(not(fpv5))]
    {
        let _ = (a, b, c);
        None
    }
}

/// Rounding to an integer, for one number at a time: the processor's instruction where libm does not know that there is one.
macro_rules! to_integer {
    ($($(#[$doc:meta])* $name:ident: $width:ty, $register:ident, $instruction:literal, $libm:path;)+) => {
        $($(#[$doc])*
        #[inline(always)]
        pub(crate) fn $name(x: $width) -> $width {
            #[cfg(fpv5)]
            {
                let integer: $width;
                // SAFETY: as above.
                unsafe {
                    core::arch::asm!(concat!($instruction, " {}, {}"), out($register) integer, in($register) x,
                        options(pure, nomem, nostack, preserves_flags));
                }
                integer
            }
            #[cfg(not(fpv5))]
            $libm(x)
        })+
    };
}

to_integer! {
    /// Down.
    floor64: f64, dreg_low16, "vrintm.f64", libm::floor;
    floor32: f32, sreg_low16, "vrintm.f32", libm::floorf;
    /// Up.
    ceil64: f64, dreg_low16, "vrintp.f64", libm::ceil;
    ceil32: f32, sreg_low16, "vrintp.f32", libm::ceilf;
    /// Toward zero.
    trunc64: f64, dreg_low16, "vrintz.f64", libm::trunc;
    trunc32: f32, sreg_low16, "vrintz.f32", libm::truncf;
    /// To the nearest, ties away from zero.
    round64: f64, dreg_low16, "vrinta.f64", libm::round;
    round32: f32, sreg_low16, "vrinta.f32", libm::roundf;
    /// To the nearest, ties to even.
    rint64: f64, dreg_low16, "vrintn.f64", libm::rint;
    rint32: f32, sreg_low16, "vrintn.f32", libm::rintf;
}
