//! The names that generated code uses. No stability is promised: the macro and this crate are pinned to each other.

pub use bytemuck::{self, must_cast_mut as cast_mut, must_cast_ref as cast, must_cast_slice as cast_rows};
pub use core;
pub use core::ops::Range;
pub use core::option::Option::Some;

pub use crate::error::Error;
pub use crate::init::{Init, initialize};
pub use crate::kernel::*;
pub use crate::layout::{Order, Parameter};
pub use crate::loss::{
    BinaryCrossEntropy, CrossEntropy, Gaussian, Hinge, Huber, LogCosh, Mae, Mse, Poisson, Quantile, Target,
};
pub use crate::math;
pub use crate::network::{Network, Train, Workspace};
pub use crate::panel::{Panel, native};
pub use crate::simd::{Level, Simd, f32x16, load, splat, store};
#[cfg(feature = "parallel")]
pub use crate::threads::{
    Share, by_level, panels_of_first, row_in_parts, split_inputs, split_outputs, split_rows, split_rows_mut,
};
pub use crate::topology;
pub use crate::view::{Dense, DenseMut};
pub use crate::{
    __dispatch as dispatch, __dispatch_eight_lanes as dispatch_eight_lanes, __if_parallel as if_parallel,
    __if_single as if_single,
};
pub use nn_macros::network;

/// Its content, if there are threads.
#[cfg(feature = "parallel")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_parallel {
    ($($content:tt)*) => { $($content)* };
}

/// Nothing: there are no threads.
#[cfg(not(feature = "parallel"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_parallel {
    ($($content:tt)*) => {};
}

/// Nothing: there are threads.
#[cfg(feature = "parallel")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_single {
    ($($content:tt)*) => {};
}

/// Its content, if there are no threads.
#[cfg(not(feature = "parallel"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_single {
    ($($content:tt)*) => { $($content)* };
}

/// One of three expressions, each compiled for its instruction set, chosen by a [`Level`].
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    ($level:expr, $simd:ident => $wide:expr, $medium:expr, $narrow:expr) => {{
        let level: $crate::simd::Level = $level;
        $crate::__dispatch_x86!(level, $simd => $wide, $medium, {
            let $simd = $crate::simd::Level::baseline_simd();
            $crate::simd::Simd::vectorize($simd, #[inline(always)] || $narrow)
        })
    }};
}

/// As [`__dispatch`](crate::__dispatch), for work that is done sooner in vectors of 8 lanes: AVX2 serves AVX-512 too.
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_eight_lanes {
    ($level:expr, $simd:ident => $medium:expr, $narrow:expr) => {{
        let level: $crate::simd::Level = $level;
        $crate::__dispatch_avx2!(level, $simd => $medium, {
            let $simd = $crate::simd::Level::baseline_simd();
            $crate::simd::Simd::vectorize($simd, #[inline(always)] || $narrow)
        })
    }};
}

/// AVX2, then `$narrow`.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_avx2 {
    ($level:ident, $simd:ident => $medium:expr, $narrow:expr) => {
        if let $crate::__private::core::option::Option::Some($simd) = $level.avx2() {
            $crate::simd::Simd::vectorize(
                $simd,
                #[inline(always)]
                || $medium,
            )
        } else {
            $narrow
        }
    };
}

/// Only the baseline.
#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_avx2 {
    ($level:ident, $simd:ident => $medium:expr, $narrow:expr) => {{
        let _ = $level;
        $narrow
    }};
}

/// The two instruction sets above the baseline, then `$narrow`.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_x86 {
    ($level:ident, $simd:ident => $wide:expr, $medium:expr, $narrow:expr) => {
        if let $crate::__private::core::option::Option::Some($simd) = $level.avx512() {
            $crate::simd::Simd::vectorize(
                $simd,
                #[inline(always)]
                || $wide,
            )
        } else if let $crate::__private::core::option::Option::Some($simd) = $level.avx2() {
            $crate::simd::Simd::vectorize(
                $simd,
                #[inline(always)]
                || $medium,
            )
        } else {
            $narrow
        }
    };
}

/// Only the baseline.
#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_x86 {
    ($level:ident, $simd:ident => $wide:expr, $medium:expr, $narrow:expr) => {
        $narrow
    };
}
