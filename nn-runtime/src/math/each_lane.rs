//! Functions that work lane by lane: as they are where there are vectors, and elsewhere compiled once, for a single number.

/// Names of modules, each with functions of a vector and, in parentheses, their further arguments.
#[cfg(not(machines = "scalar"))]
macro_rules! lane_by_lane {
    ($($module:ident: $($name:ident $(($($parameter:ident),+))?),+;)+) => {
        $(pub use $module::{$($name),+};)+
    };
}

/// See above.
#[cfg(machines = "scalar")]
macro_rules! lane_by_lane {
    ($($module:ident: $($name:ident $(($($parameter:ident),+))?),+;)+) => {
        $($(
            #[doc = concat!("`", stringify!($name), "` of each lane.")]
            #[inline(always)]
            pub fn $name<S: Simd>(_: S, x: f32x16<S> $($(, $parameter: f32)+)?) -> f32x16<S> {
                #[inline]
                fn of_number(x: f32 $($(, $parameter: f32)+)?) -> f32 {
                    $module::$name(crate::simd::Single, f32x16::of(x) $($(, $parameter)+)?).number()
                }
                x.map(
                    #[inline(always)]
                    |x| of_number(x $($(, $parameter)+)?),
                )
            }
        )+)+
    };
}
