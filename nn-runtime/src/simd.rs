//! Vectors of 16 `f32` and the choice of the instruction set, made once at run time.
//!
//! Kernels are written once, generic over `S: Simd`, with vectors of 16 lanes on every instruction set. [`Level`] is a
//! proof that the running machine has an instruction set; [`dispatch`] runs a [`Kernel`] with it.

#[cfg(not(machines = "scalar"))]
mod lanes;
#[cfg(machines = "scalar")]
mod numbers;

#[cfg(not(machines = "scalar"))]
pub use fearless_simd::Simd;
#[cfg(not(machines = "scalar"))]
pub(crate) use fearless_simd::{f32x4, f32x8, prelude};
#[cfg(not(machines = "scalar"))]
pub use lanes::{Half, f32x16, i32x16, mask32x16, u32x16};
#[cfg(machines = "scalar")]
pub use numbers::{Half, Simd, Single, Sixteen, f32x16, i32x16, mask32x16, u32x16};

use crate::panel::Panel;
#[cfg(not(machines = "scalar"))]
use prelude::*;

#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
compile_error!(
    "the target feature `relaxed-simd` gives other bits on other machines, which nn-runtime promises not to: compile with \
     `-C target-feature=+simd128` alone"
);

/// An instruction set that this machine has: the proof that kernels of that set may run.
///
/// Three are distinguished: AVX-512 (Ice Lake and later), AVX2 with FMA, and the baseline of the compilation target
/// (SSE2 on x86-64, NEON on ARM64, SIMD128 on WebAssembly, code number by number elsewhere). Results are identical to the bit on
/// all sets with fused multiply-add, AVX-512, AVX2 and NEON. The others round each product and each sum, so there results differ by
/// rounding, and are identical among themselves.
///
/// ```
/// use nn_runtime::simd::Level;
/// assert!(Level::available().any(|level| level == Level::detect()));
/// ```
#[derive(Clone, Copy)]
pub struct Level(Proof);

#[cfg(not(machines = "scalar"))]
type Proof = fearless_simd::Level;
/// There is nothing to choose.
#[cfg(machines = "scalar")]
type Proof = ();

impl Level {
    /// The best instruction set of this machine.
    ///
    /// With the feature `std` the environment variable `NN_LEVEL` (`avx512`, `avx2` or `baseline`) lowers the choice;
    /// it is read once, and a value that names no available set is ignored. Without `std` nothing can be detected, and with the
    /// feature `static` nothing is: this is [`Level::baseline`] then, which follows the compiler's flags.
    #[must_use]
    #[inline]
    pub fn detect() -> Self {
        #[cfg(all(feature = "std", not(feature = "static")))]
        {
            static DETECTED: std::sync::OnceLock<Level> = std::sync::OnceLock::new();
            *DETECTED.get_or_init(|| {
                let wanted = std::env::var("NN_LEVEL").ok();
                let named = Self::available().find(|level| wanted.as_deref() == Some(level.name()));
                named.unwrap_or(Self::best())
            })
        }
        #[cfg(any(not(feature = "std"), feature = "static"))]
        Self::baseline()
    }

    /// The instruction set that the compilation target guarantees.
    #[must_use]
    #[inline]
    pub const fn baseline() -> Self {
        #[cfg(not(machines = "scalar"))]
        let proof = fearless_simd::Level::baseline();
        #[cfg(machines = "scalar")]
        let proof = ();
        Self(proof)
    }

    /// The best that this machine has, as far as can be known.
    fn best() -> Self {
        #[cfg(all(feature = "std", not(feature = "static"), not(machines = "scalar")))]
        let best = Self(fearless_simd::Level::new());
        #[cfg(any(not(feature = "std"), feature = "static", machines = "scalar"))]
        let best = Self::baseline();
        best
    }

    /// All instruction sets of this machine that code is compiled for, best first, the baseline last.
    ///
    /// None is below the baseline: a program for a target with AVX2 has no code for SSE2.
    pub fn available() -> impl Iterator<Item = Self> {
        let Self(best) = Self::best();
        let baseline = Self::baseline();
        #[cfg(machines = "x86")]
        let candidates = [
            best.as_avx512().map(|simd| Self(fearless_simd::Level::Avx512(simd))),
            best.as_avx2().filter(|_| Self::RUNS_MEDIUM).map(|simd| Self(fearless_simd::Level::Avx2(simd))),
        ];
        #[cfg(not(machines = "x86"))]
        let candidates = [Some(Self(best))];
        candidates.into_iter().flatten().filter(move |level| level.name() != baseline.name()).chain([baseline])
    }

    /// `"avx512"`, `"avx2"` or `"baseline"` on x86, the names that `NN_LEVEL` takes; `"neon"` on ARM64, `"simd128"` on WebAssembly with
    /// vectors, and `"scalar"` on all other machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        #[cfg(machines = "x86")]
        {
            if self.0.as_avx512().is_some() {
                return "avx512";
            }
            if self.0.as_avx2().is_some() {
                return "avx2";
            }
        }
        Self::NAME_OF_BASELINE
    }

    /// The name of the instruction set that the target guarantees.
    const NAME_OF_BASELINE: &'static str = if cfg!(machines = "arm") {
        "neon"
    } else if cfg!(machines = "wasm") {
        "simd128"
    } else if cfg!(machines = "scalar") {
        "scalar"
    } else {
        "baseline"
    };

    /// Whether the target guarantees AVX-512.
    #[cfg(machines = "x86")]
    const GUARANTEES_AVX512: bool = matches!(fearless_simd::Level::baseline(), fearless_simd::Level::Avx512(_));

    /// Whether the target guarantees AVX2.
    #[cfg(machines = "x86")]
    const GUARANTEES_AVX2: bool =
        Self::GUARANTEES_AVX512 || matches!(fearless_simd::Level::baseline(), fearless_simd::Level::Avx2(_));

    /// Whether code for AVX-512 can run. Code that cannot is not compiled.
    #[doc(hidden)]
    #[cfg(machines = "x86")]
    pub const RUNS_WIDE: bool = !cfg!(feature = "static") || Self::GUARANTEES_AVX512;

    /// Whether code for AVX2 can run where there is other code for AVX-512.
    #[doc(hidden)]
    #[cfg(machines = "x86")]
    pub const RUNS_MEDIUM: bool = !Self::GUARANTEES_AVX512 && Self::RUNS_EIGHT_LANES;

    /// Whether code for AVX2 can run where it serves AVX-512, too.
    #[doc(hidden)]
    #[cfg(machines = "x86")]
    pub const RUNS_EIGHT_LANES: bool = !cfg!(feature = "static") || Self::GUARANTEES_AVX2;

    /// Whether code for less than AVX2 can run.
    #[doc(hidden)]
    #[cfg(machines = "x86")]
    pub const RUNS_NARROW: bool = !Self::GUARANTEES_AVX2;

    /// The proof of AVX-512, if this level has it.
    #[doc(hidden)]
    #[cfg(machines = "x86")]
    #[must_use]
    #[inline]
    pub fn avx512(self) -> Option<fearless_simd::x86::Avx512> {
        if Self::GUARANTEES_AVX512 { fearless_simd::Level::baseline().as_avx512() } else { self.0.as_avx512() }
    }

    /// The proof of AVX2, if this level has it.
    #[doc(hidden)]
    #[cfg(machines = "x86")]
    #[must_use]
    #[inline]
    pub fn avx2(self) -> Option<fearless_simd::x86::Avx2> {
        if Self::GUARANTEES_AVX2 { fearless_simd::Level::baseline().as_avx2() } else { self.0.as_avx2() }
    }

    /// What is behind the choice between all sets that code can run on: nothing.
    #[doc(hidden)]
    #[cfg(machines = "x86")]
    #[cold]
    pub fn none_runs() -> ! {
        unreachable!("a level is at least what the target guarantees")
    }

    /// The proof of the target's own instruction set.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn baseline_simd() -> Baseline {
        #[cfg(machines = "x86")]
        match fearless_simd::Level::baseline().as_sse2() {
            Some(simd) => simd,
            None => unreachable!("the target guarantees SSE2"),
        }
        #[cfg(machines = "arm")]
        match fearless_simd::Level::baseline().as_neon() {
            Some(simd) => simd,
            None => unreachable!("the target guarantees NEON"),
        }
        #[cfg(machines = "wasm")]
        {
            fearless_simd::wasm32::WasmSimd128::assume_supported()
        }
        #[cfg(machines = "scalar")]
        {
            Sixteen
        }
    }

    /// Whether multiply-add rounds once. Levels for which this holds give identical bits.
    #[must_use]
    pub fn has_fused_multiply_add(self) -> bool {
        cfg!(machines = "arm") || (cfg!(machines = "x86") && self.name() != Self::NAME_OF_BASELINE)
    }
}

impl PartialEq for Level {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Level {}

impl core::fmt::Debug for Level {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// The proof of the instruction set that the compilation target guarantees.
#[doc(hidden)]
#[cfg(machines = "x86")]
pub type Baseline = fearless_simd::x86::Sse2;
/// The proof of the instruction set that the compilation target guarantees.
#[doc(hidden)]
#[cfg(machines = "arm")]
pub type Baseline = fearless_simd::aarch64::Neon;
/// The proof of the instruction set that the compilation target guarantees.
#[doc(hidden)]
#[cfg(machines = "wasm")]
pub type Baseline = fearless_simd::wasm32::WasmSimd128;
/// The proof of the instruction set that the compilation target guarantees: none, scalar code.
#[doc(hidden)]
#[cfg(machines = "scalar")]
pub type Baseline = Sixteen;

/// Work written once for all instruction sets, with a body for each register budget.
///
/// `wide` is compiled for AVX-512 (32 registers of 16 lanes), `medium` for AVX2 (16 registers of 8 lanes), `narrow` for
/// the baseline. Bodies must be `#[inline(always)]`, or they are compiled without the instruction set.
pub trait Kernel: Sized {
    /// What the work returns.
    type Output;
    /// The body for AVX-512.
    fn wide<S: Simd>(self, simd: S) -> Self::Output;
    /// The body for AVX2; the wide one unless overridden.
    #[inline(always)]
    fn medium<S: Simd>(self, simd: S) -> Self::Output {
        self.wide(simd)
    }
    /// The body for the baseline; the medium one unless overridden.
    #[inline(always)]
    fn narrow<S: Simd>(self, simd: S) -> Self::Output {
        self.medium(simd)
    }
}

/// Runs a kernel compiled for `level`.
#[inline]
pub fn dispatch<K: Kernel>(level: Level, kernel: K) -> K::Output {
    #[cfg(machines = "x86")]
    {
        if Level::RUNS_WIDE
            && let Some(simd) = level.avx512()
        {
            return simd.vectorize(
                #[inline(always)]
                || kernel.wide(simd),
            );
        }
        if Level::RUNS_MEDIUM
            && let Some(simd) = level.avx2()
        {
            return simd.vectorize(
                #[inline(always)]
                || kernel.medium(simd),
            );
        }
        if !Level::RUNS_NARROW {
            Level::none_runs();
        }
    }
    #[cfg(not(machines = "x86"))]
    let _ = level;
    let simd = Level::baseline_simd();
    simd.vectorize(
        #[inline(always)]
        || kernel.narrow(simd),
    )
}

/// Whether this is the baseline of x86, whose registers hold 4 lanes.
///
/// A function of the baseline needs not be inlined, as those of other instruction sets must where they are used.
#[inline(always)]
#[cfg(machines = "x86")]
pub(crate) const fn is_baseline_of_x86<S: Simd>() -> bool {
    S::f32s::LEN == 4
}

/// Not here.
#[inline(always)]
#[cfg(not(machines = "x86"))]
#[expect(clippy::extra_unused_type_parameters, reason = "on x86 it looks at it")]
pub(crate) const fn is_baseline_of_x86<S: Simd>() -> bool {
    false
}

/// The 16 lanes of a panel.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn load<S: Simd>(simd: S, panel: &Panel) -> f32x16<S> {
    f32x16::load_array_ref(simd, &panel.0)
}

/// Writes 16 lanes to a panel.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn store<S: Simd>(value: f32x16<S>, panel: &mut Panel) {
    value.store_array(&mut panel.0);
}

/// Writes the first eight lanes to a panel, whose others stay as they are.
#[inline(always)]
pub(crate) fn store_eight_lanes<S: Simd>(value: f32x16<S>, panel: &mut Panel) {
    #[cfg(not(machines = "scalar"))]
    if let Some(numbers) = panel.0.first_chunk_mut() {
        value.split().0.store_array(numbers);
    }
    #[cfg(machines = "scalar")]
    for (number, to) in value.as_slice().iter().zip(panel.0.iter_mut().take(8)) {
        *to = *number;
    }
}

/// A scalar in all 16 lanes.
#[cfg_attr(inline_always, inline(always))]
#[cfg_attr(not(inline_always), inline)]
pub fn splat<S: Simd>(simd: S, value: f32) -> f32x16<S> {
    f32x16::splat(simd, value)
}

/// The vectors `f(0), f(1), ..`.
///
/// Not `core::array::from_fn`: it calls through functions that are not always inlined, and what is not inlined is compiled
/// without the instruction set (the gradient of 32 rows of 2-8-1: 363 ns with it, 270 ns without).
#[inline(always)]
pub(crate) fn vectors<S: Simd, const N: usize>(simd: S, mut f: impl FnMut(usize) -> f32x16<S>) -> [f32x16<S>; N] {
    let mut vectors = [splat(simd, 0.0); N];
    for (index, vector) in vectors.iter_mut().enumerate() {
        *vector = f(index);
    }
    vectors
}

#[cfg(test)]
mod tests {
    use super::{Kernel, Level, Simd, dispatch};

    /// Tells which body ran.
    struct Body;

    impl Kernel for Body {
        type Output = &'static str;

        fn wide<S: Simd>(self, _: S) -> &'static str {
            "wide"
        }

        fn medium<S: Simd>(self, _: S) -> &'static str {
            "medium"
        }

        fn narrow<S: Simd>(self, _: S) -> &'static str {
            "narrow"
        }
    }

    #[test]
    fn each_level_runs_its_own_code() {
        for level in Level::available() {
            // As printed code chooses, for three tiers and where AVX2 serves AVX-512; and as kernels do.
            #[cfg(machines = "x86")]
            {
                let (body, row) = match level.name() {
                    "avx512" => ("wide", "eight"),
                    "avx2" => ("medium", "eight"),
                    _ => ("narrow", "four"),
                };
                assert_eq!(dispatch(level, Body), body, "{level:?}");
                assert_eq!(crate::__dispatch!(level, _simd => "wide", "medium", "narrow"), body, "{level:?}");
                assert_eq!(crate::__dispatch_eight_lanes!(level, _simd => "eight", "four"), row, "{level:?}");
            }
            #[cfg(not(machines = "x86"))]
            assert_eq!(dispatch(level, Body), "narrow", "{level:?}");
        }
        assert_eq!(Level::available().last(), Some(Level::baseline()));
    }
}
