//! The names that generated code uses. No stability is promised: the macro and this crate are pinned to each other.

#[cfg(feature = "alloc")]
pub use alloc::boxed::Box;
pub use bytemuck::{
    self, must_cast_mut as cast_mut, must_cast_ref as cast, must_cast_slice as cast_rows,
    must_cast_slice_mut as cast_rows_mut,
};
pub use core;
pub use core::ops::Range;
pub use core::option::Option::Some;
#[cfg(feature = "audio-load")]
pub use std::path::Path;

#[cfg(machines = "x86")]
pub use crate::__dispatch_eight_lanes as dispatch_eight_lanes;
pub use crate::error::Error;
pub use crate::init::{Init, initialize};
pub use crate::kernel::*;
pub use crate::layout::{Order, Parameter};
pub use crate::loss::{
    BinaryCrossEntropy, CrossEntropy, Gaussian, Hinge, Huber, LogCosh, Mae, Mse, Poisson, Quantile, Target,
};
pub use crate::math;
pub use crate::math::Exact as Math;
pub use crate::names::column;
pub use crate::network::{Network, Parameters, Scratch, Train, Workspace};
pub use crate::optim::change::Panels;
pub use crate::optim::rule::{Rule, eight_lanes};
pub use crate::optim::{Fused, Step as OptimizerStep};
pub use crate::panel::{Panel, native};
pub use crate::simd::{Level, Simd, f32x16, load, splat, store};
pub use crate::stream::{
    State, StatePart, Stream, TrainStream, Window as StreamWindow, first_step, first_steps, memory, remembered,
};
#[cfg(feature = "parallel")]
pub use crate::threads::{
    Share, by_level, panels_of_first, row_in_parts, split_inputs, split_outputs, split_rows, split_rows_mut,
};
pub use crate::topology;
pub use crate::view::{Dense, DenseMut};
pub use crate::{
    __dispatch as dispatch, __dispatch_calls as dispatch_calls, __if_parallel as if_parallel, __if_single as if_single,
};
#[cfg(machines = "x86")]
pub use nn_macros::network;
#[cfg(machines = "arm")]
pub use nn_macros::network_for_arm as network;
#[cfg(machines = "scalar")]
pub use nn_macros::network_for_scalars as network;
#[cfg(machines = "wasm")]
pub use nn_macros::network_for_wasm as network;

/// The same names, with the functions of `#[math(fast)]`.
pub mod fast {
    pub use super::*;
    pub use crate::math::fast::Fast as Math;

    /// The elementwise functions.
    pub mod math {
        pub use crate::math::fast::{
            celu, elu, exp, gelu, gelu_tanh, log_sigmoid, mish, selu, sigmoid, silu, softplus, tanh,
        };
        pub use crate::math::*;
    }
}

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

/// One of three expressions, for AVX-512, AVX2 and the baseline, each compiled for its instruction set, chosen by a [`Level`].
///
/// What the target's own instruction set rules out is not compiled.
#[cfg(machines = "x86")]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    ($level:expr, $simd:ident => $wide:expr, $medium:expr, $narrow:expr) => {
        $crate::__choose!(
            $level, $simd => RUNS_WIDE avx512 $crate::__vectorize!($simd, $wide), RUNS_MEDIUM avx2 $crate::__vectorize!($simd, $medium);
            $crate::__vectorize!($simd, $narrow)
        )
    };
}

/// As [`__dispatch`](crate::__dispatch), for calls of functions that are compiled for their instruction set by themselves.
#[cfg(machines = "x86")]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_calls {
    ($level:expr, $simd:ident => $wide:expr, $medium:expr, $narrow:expr) => {
        $crate::__choose!($level, $simd => RUNS_WIDE avx512 $wide, RUNS_MEDIUM avx2 $medium; $narrow)
    };
    ($level:expr, $simd:ident => $medium:expr, $narrow:expr) => {
        $crate::__choose!($level, $simd => RUNS_EIGHT_LANES avx2 $medium; $narrow)
    };
}

/// As [`__dispatch`](crate::__dispatch), for work that is done sooner in vectors of 8 lanes: AVX2 serves AVX-512 too.
#[cfg(machines = "x86")]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_eight_lanes {
    ($level:expr, $simd:ident => $medium:expr, $narrow:expr) => {
        $crate::__choose!(
            $level, $simd => RUNS_EIGHT_LANES avx2 $crate::__vectorize!($simd, $medium); $crate::__vectorize!($simd, $narrow)
        )
    };
}

/// An expression, compiled for an instruction set.
#[doc(hidden)]
#[macro_export]
macro_rules! __vectorize {
    ($simd:ident, $expression:expr) => {
        $crate::simd::Simd::vectorize(
            $simd,
            #[inline(always)]
            || $expression,
        )
    };
}

/// The first expression whose instruction set can run and is there, or the last, for the baseline.
#[cfg(machines = "x86")]
#[doc(hidden)]
#[macro_export]
macro_rules! __choose {
    ($level:expr, $simd:ident => $($runs:ident $proof:ident $expression:expr),*; $baseline:expr) => {{
        let level: $crate::simd::Level = $level;
        'chosen: {
            $(
                if $crate::simd::Level::$runs {
                    if let $crate::__private::core::option::Option::Some($simd) = level.$proof() {
                        break 'chosen $expression;
                    }
                }
            )*
            if $crate::simd::Level::RUNS_NARROW {
                let $simd = $crate::simd::Level::baseline_simd();
                break 'chosen $baseline;
            }
            $crate::simd::Level::none_runs()
        }
    }};
}

/// The expression for the only instruction set of the target.
#[cfg(not(machines = "x86"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    ($level:expr, $simd:ident => $only:expr) => {{
        let _: $crate::simd::Level = $level;
        let $simd = $crate::simd::Level::baseline_simd();
        $crate::__vectorize!($simd, $only)
    }};
}

/// The call for the only instruction set of the target.
#[cfg(not(machines = "x86"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_calls {
    ($level:expr, $simd:ident => $only:expr) => {{
        let _: $crate::simd::Level = $level;
        let $simd = $crate::simd::Level::baseline_simd();
        $only
    }};
}
