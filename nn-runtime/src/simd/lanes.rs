//! Vectors of 16 lanes: those of `fearless_simd`, wrapped for the sake of the compiler.
//!
//! There each operation is a chain of functions that must be inlined, with a copy of its operands in memory at each link, and the
//! compiler repeats all of that wherever the operation stands, before it simplifies any of it. The operations here may be inlined, and in
//! optimised code they are, being an instruction or a few: the compiler simplifies each once, and what it inlines is short then.
//!
//! Where the compiler does not optimise, or optimises for size, it would leave calls. There they must be inlined, too.

#![expect(non_camel_case_types, reason = "the names of fearless_simd")]

use core::ops::{Add, AddAssign, BitAnd, BitOr, BitXor, Div, Mul, Neg, Shl, Shr, Sub};

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f32x8};

/// Does nothing: it has calls that are never made, so that a function is too long for rustc's own inliner. That one inlines before anything
/// is simplified, and would bring the chain behind an operation to all places where it stands. LLVM, which comes later, sees no calls.
#[inline(always)]
fn apart<S>() {
    #[cold]
    #[inline(never)]
    fn impossible() {}
    if const { size_of::<S>() > 1 << 20 } {
        impossible();
        impossible();
        impossible();
    }
}

/// A vector, or a number for all lanes of one.
pub trait Operand<V>: Copy {
    /// The vector, of the instruction set of another.
    fn with(self, other: V) -> V;
}

/// A vector with bits that a `T` can have.
pub trait Bits<T> {
    /// The vector that has the same bits.
    fn cast(self) -> T;
}

/// A vector of 16 numbers, and what all of them can do.
macro_rules! vector {
    ($name:ident of $number:ident, $what:literal) => {
        #[doc = $what]
        #[derive(Clone, Copy, Debug)]
        #[must_use]
        #[repr(transparent)]
        pub struct $name<S: Simd>(fearless_simd::$name<S>);

        impl<S: Simd> $name<S> {
            /// The same number in all lanes.
            #[cfg_attr(inline_always, inline(always))]
            #[cfg_attr(not(inline_always), inline)]
            pub fn splat(simd: S, number: $number) -> Self {
                apart::<S>();
                Self(fearless_simd::$name::splat(simd, number))
            }

            /// Numbers in memory.
            #[cfg_attr(inline_always, inline(always))]
            #[cfg_attr(not(inline_always), inline)]
            pub fn load_array_ref(simd: S, numbers: &[$number; 16]) -> Self {
                apart::<S>();
                Self(fearless_simd::$name::load_array_ref(simd, numbers))
            }

            /// Some numbers.
            #[cfg_attr(inline_always, inline(always))]
            #[cfg_attr(not(inline_always), inline)]
            pub fn load_array(simd: S, numbers: [$number; 16]) -> Self {
                apart::<S>();
                Self(fearless_simd::$name::load_array(simd, numbers))
            }

            /// All lanes.
            #[cfg_attr(inline_always, inline(always))]
            #[cfg_attr(not(inline_always), inline)]
            pub fn to_array(self) -> [$number; 16] {
                apart::<S>();
                self.0.to_array()
            }

            /// Writes all lanes.
            #[cfg_attr(inline_always, inline(always))]
            #[cfg_attr(not(inline_always), inline)]
            pub fn store_array(self, numbers: &mut [$number; 16]) {
                apart::<S>();
                self.0.store_array(numbers);
            }

            /// The vector of another type that has the same bits.
            #[cfg_attr(inline_always, inline(always))]
            #[cfg_attr(not(inline_always), inline)]
            pub fn bitcast<T>(self) -> T
            where
                Self: Bits<T>,
            {
                apart::<S>();
                self.cast()
            }
        }

        impl<S: Simd> Operand<Self> for $name<S> {
            #[inline(always)]
            fn with(self, _: Self) -> Self {
                self
            }
        }

        impl<S: Simd> Operand<$name<S>> for $number {
            #[cfg_attr(inline_always, inline(always))]
            #[cfg_attr(not(inline_always), inline)]
            fn with(self, other: $name<S>) -> $name<S> {
                apart::<S>();
                $name(fearless_simd::$name::splat(other.0.simd, self))
            }
        }

        impl<S: Simd> Select<$name<S>> for mask32x16<S> {
            #[cfg_attr(inline_always, inline(always))]
            #[cfg_attr(not(inline_always), inline)]
            fn either(self, then: $name<S>, otherwise: $name<S>) -> $name<S> {
                apart::<S>();
                $name(fearless_simd::Select::select(self.0, then.0, otherwise.0))
            }
        }
    };
}

/// A choice between the lanes of two vectors.
pub trait Select<V> {
    /// Those of `then` where the mask is set, else of `otherwise`.
    fn either(self, then: V, otherwise: V) -> V;
}

vector!(f32x16 of f32, "16 floats.");
vector!(u32x16 of u32, "16 numbers without a sign.");
vector!(i32x16 of i32, "16 numbers with a sign.");

/// What a comparison tells of 16 lanes.
#[derive(Clone, Copy, Debug)]
#[must_use]
#[repr(transparent)]
pub struct mask32x16<S: Simd>(fearless_simd::mask32x16<S>);

impl<S: Simd> mask32x16<S> {
    /// The lanes of `then` where the mask is set, else of `otherwise`.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn select<V>(self, then: V, otherwise: V) -> V
    where
        Self: Select<V>,
    {
        apart::<S>();
        self.either(then, otherwise)
    }

    /// Whether it is set anywhere.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn any_true(self) -> bool {
        apart::<S>();
        self.0.any_true()
    }
}

impl<S: Simd> BitAnd for mask32x16<S> {
    type Output = Self;

    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    fn bitand(self, other: Self) -> Self {
        apart::<S>();
        Self(self.0 & other.0)
    }
}

impl<S: Simd> BitOr for mask32x16<S> {
    type Output = Self;

    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    fn bitor(self, other: Self) -> Self {
        apart::<S>();
        Self(self.0 | other.0)
    }
}

/// Operators with a vector, or a number, on the right.
macro_rules! operators {
    ($($operator:ident :: $method:ident of $name:ident, $number:ident);* $(;)?) => {
        $(
            impl<S: Simd> $operator for $name<S> {
                type Output = Self;

                #[cfg_attr(inline_always, inline(always))]
                #[cfg_attr(not(inline_always), inline)]
                fn $method(self, other: Self) -> Self {
                    apart::<S>();
                    Self(self.0.$method(other.0))
                }
            }

            impl<S: Simd> $operator<$number> for $name<S> {
                type Output = Self;

                #[cfg_attr(inline_always, inline(always))]
                #[cfg_attr(not(inline_always), inline)]
                fn $method(self, other: $number) -> Self {
                    apart::<S>();
                    Self(self.0.$method(other))
                }
            }
        )*
    };
}

operators! {
    Add::add of f32x16, f32;
    Sub::sub of f32x16, f32;
    Mul::mul of f32x16, f32;
    Div::div of f32x16, f32;
    Add::add of u32x16, u32;
    Sub::sub of u32x16, u32;
    Mul::mul of u32x16, u32;
    BitAnd::bitand of u32x16, u32;
    BitOr::bitor of u32x16, u32;
    BitXor::bitxor of u32x16, u32;
    Add::add of i32x16, i32;
    Sub::sub of i32x16, i32;
    BitAnd::bitand of i32x16, i32;
}

/// Shifts of all lanes alike.
macro_rules! shifts {
    ($($operator:ident :: $method:ident of $name:ident);* $(;)?) => {
        $(
            impl<S: Simd> $operator<u32> for $name<S> {
                type Output = Self;

                #[cfg_attr(inline_always, inline(always))]
                #[cfg_attr(not(inline_always), inline)]
                fn $method(self, bits: u32) -> Self {
                    apart::<S>();
                    Self(self.0.$method(bits))
                }
            }
        )*
    };
}

shifts! {
    Shl::shl of u32x16;
    Shr::shr of u32x16;
    Shl::shl of i32x16;
    Shr::shr of i32x16;
}

impl<S: Simd> Neg for f32x16<S> {
    type Output = Self;

    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    fn neg(self) -> Self {
        apart::<S>();
        Self(-self.0)
    }
}

impl<S: Simd> AddAssign for f32x16<S> {
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    fn add_assign(&mut self, other: Self) {
        apart::<S>();
        *self = *self + other;
    }
}

/// Comparisons with a vector or a number, and the like: `method of type gives type`.
macro_rules! methods {
    ($($(#[doc = $what:literal])* $method:ident of $name:ident gives $result:ident);* $(;)?) => {
        $(
            impl<S: Simd> $name<S> {
                $(#[doc = $what])*
                #[cfg_attr(inline_always, inline(always))]
                #[cfg_attr(not(inline_always), inline)]
                pub fn $method(self, other: impl Operand<Self>) -> $result<S> {
                    apart::<S>();
                    $result(self.0.$method(other.with(self).0))
                }
            }
        )*
    };
}

methods! {
    /// Whether a lane is greater than that of `other`.
    simd_gt of f32x16 gives mask32x16;
    /// Whether a lane is at least that of `other`.
    simd_ge of f32x16 gives mask32x16;
    /// Whether a lane is less than that of `other`.
    simd_lt of f32x16 gives mask32x16;
    /// Whether a lane is at most that of `other`.
    simd_le of f32x16 gives mask32x16;
    /// Whether a lane equals that of `other`.
    simd_eq of f32x16 gives mask32x16;
    /// The lesser; which, if a lane is NaN, is the machine's choice.
    min of f32x16 gives f32x16;
    /// The greater; which, if a lane is NaN, is the machine's choice.
    max of f32x16 gives f32x16;
    /// With the sign of `other`.
    copysign of f32x16 gives f32x16;
    /// Whether a lane equals that of `other`.
    simd_eq of u32x16 gives mask32x16;
    /// Whether a lane is at least that of `other`.
    simd_ge of u32x16 gives mask32x16;
    /// Whether a lane is greater than that of `other`.
    simd_gt of i32x16 gives mask32x16;
    /// Lanes of both in turns, from the lower half.
    zip_low of f32x16 gives f32x16;
    /// Lanes of both in turns, from the upper half.
    zip_high of f32x16 gives f32x16;
    /// Lanes with an even number, of both.
    unzip_low of f32x16 gives f32x16;
    /// Lanes with an odd number, of both.
    unzip_high of f32x16 gives f32x16;
}

impl<S: Simd> f32x16<S> {
    /// `self a + b`, rounded once where the instruction set can.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn mul_add(self, a: impl Operand<Self>, b: impl Operand<Self>) -> Self {
        apart::<S>();
        Self(self.0.mul_add(a.with(self).0, b.with(self).0))
    }

    /// The magnitude.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn abs(self) -> Self {
        apart::<S>();
        Self(self.0.abs())
    }

    /// Whether a lane is NaN.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn is_nan(self) -> mask32x16<S> {
        apart::<S>();
        mask32x16(self.0.is_nan())
    }

    /// The root.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn sqrt(self) -> Self {
        apart::<S>();
        Self(self.0.sqrt())
    }

    /// The lower half and the upper one.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub(crate) fn split(self) -> (f32x8<S>, f32x8<S>) {
        apart::<S>();
        self.0.split()
    }
}

/// The lower half of [`f32x16`]: what a pixel of up to eight channels needs, at half of the time of the whole.
#[derive(Clone, Copy, Debug)]
#[must_use]
#[repr(transparent)]
pub struct Half<S: Simd>(f32x8<S>);

impl<S: Simd> Half<S> {
    /// The same number in all lanes.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn splat(simd: S, number: f32) -> Self {
        apart::<S>();
        Self(f32x8::splat(simd, number))
    }

    /// The first numbers in memory.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn load(simd: S, numbers: &[f32; 16]) -> Self {
        apart::<S>();
        let [a, b, c, d, e, f, g, h, ..] = *numbers;
        Self(f32x8::load_array(simd, [a, b, c, d, e, f, g, h]))
    }

    /// `self a + b`, rounded once where the instruction set can.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn mul_add(self, a: Self, b: Self) -> Self {
        apart::<S>();
        Self(self.0.mul_add(a.0, b.0))
    }

    /// With zeros in the upper half.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn whole(self) -> f32x16<S> {
        apart::<S>();
        f32x16(self.0.combine(f32x8::splat(self.0.simd, 0.0)))
    }

    /// Of a whole vector.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn of(whole: f32x16<S>) -> Self {
        apart::<S>();
        Self(whole.0.split().0)
    }

    /// The larger of two lanes, as [`f32x16::max`].
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn max(self, other: Self) -> Self {
        apart::<S>();
        Self(self.0.max(other.0))
    }

    /// To memory, with zeros behind it.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn store(self, numbers: &mut [f32; 16]) {
        apart::<S>();
        if let ([lower, upper], []) = numbers.as_chunks_mut::<8>() {
            self.0.store_array(lower);
            *upper = [0.0; 8];
        }
    }
}

impl<S: Simd> i32x16<S> {
    /// The same numbers as floats, rounded.
    #[cfg_attr(inline_always, inline(always))]
    #[cfg_attr(not(inline_always), inline)]
    pub fn to_float(self) -> f32x16<S> {
        apart::<S>();
        f32x16(self.0.to_float())
    }
}

/// Types that have each other's bits.
macro_rules! bits {
    ($($from:ident as $to:ident);* $(;)?) => {
        $(
            impl<S: Simd> Bits<$to<S>> for $from<S> {
                #[cfg_attr(inline_always, inline(always))]
                #[cfg_attr(not(inline_always), inline)]
                fn cast(self) -> $to<S> {
                    apart::<S>();
                    $to(self.0.bitcast())
                }
            }
        )*
    };
}

bits! {
    f32x16 as u32x16;
    f32x16 as i32x16;
    u32x16 as f32x16;
    i32x16 as f32x16;
    u32x16 as i32x16;
    i32x16 as u32x16;
}
