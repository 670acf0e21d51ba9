//! Which vector instructions the processor has: asked when a batch is first evaluated over columns,
//! since an archive for all machines cannot know, and told by no library where there is no std. No
//! result depends on the answer.

/// A set of kernels, compiled for more of the processor's instructions the higher it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// What every processor of the target has.
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// All of this target, ascending.
    pub(crate) const ALL: &[Level] = &[
        Level::Baseline,
        #[cfg(target_arch = "x86_64")]
        Level::Avx2,
        #[cfg(target_arch = "x86_64")]
        Level::Avx512,
    ];

    /// The highest of this target.
    pub(super) const HIGHEST: Level = Level::ALL[Level::ALL.len() - 1];

    /// The highest that this processor has. In a virtual machine the question takes microseconds.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn of_this_processor() -> Level {
        use core::arch::x86_64::{__cpuid, __cpuid_count};
        const OSXSAVE_AND_AVX: u32 = 1 << 27 | 1 << 28;
        const AVX2: u32 = 1 << 5;
        // F, DQ, BW and VL.
        const AVX512: u32 = 1 << 16 | 1 << 17 | 1 << 30 | 1 << 31;
        if __cpuid(0).eax < 7 || __cpuid(1).ecx & OSXSAVE_AND_AVX != OSXSAVE_AND_AVX {
            return Level::Baseline;
        }
        // SAFETY: the processor and the system have XSAVE.
        let saved = unsafe { saved_registers() };
        let has = __cpuid_count(7, 0).ebx;
        if has & AVX512 == AVX512 && saved & 0xe6 == 0xe6 {
            Level::Avx512
        } else if has & AVX2 != 0 && saved & 0x6 == 0x6 {
            Level::Avx2
        } else {
            Level::Baseline
        }
    }

    /// The highest that this processor has.
    #[cfg(not(target_arch = "x86_64"))]
    pub(crate) fn of_this_processor() -> Level {
        Level::Baseline
    }
}

/// The registers that the system keeps for each thread, a bit for each kind.
///
/// # Safety
/// The processor and the system must have XSAVE.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "xsave")]
unsafe fn saved_registers() -> u64 {
    // SAFETY: the caller's word.
    unsafe { core::arch::x86_64::_xgetbv(0) }
}
