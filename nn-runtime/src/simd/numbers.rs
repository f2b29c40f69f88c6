//! What stands for vectors on a machine that has none: 16 numbers, over which each operation is a loop, or a single one.
//!
//! The names are those of `lanes.rs`, so that kernels are written once. Functions that work lane by lane are compiled for
//! [`Single`] numbers alone, and walk over the 16 of [`Sixteen`]: that is a sixteenth of the code.

#![expect(non_camel_case_types, reason = "the names of vectors")]

use core::ops::{Add, AddAssign, BitAnd, BitOr, BitXor, Div, Mul, Neg, Shl, Shr, Sub};

/// How many numbers are one: 16 or 1.
pub trait Simd: Copy + Send + Sync + 'static {
    /// So many of a kind.
    type Numbers<T: Copy>: Copy + AsRef<[T]> + AsMut<[T]>;

    /// The same number, so many times.
    fn repeat<T: Copy>(number: T) -> Self::Numbers<T>;

    /// The first of a panel's.
    fn first<T: Copy>(numbers: &[T; 16]) -> Self::Numbers<T>;

    /// `f()`, as everywhere: there is no other instruction set to compile it for.
    #[inline(always)]
    fn vectorize<R>(self, f: impl FnOnce() -> R) -> R {
        f()
    }
}

/// 16 numbers, those of a panel.
#[derive(Clone, Copy, Debug)]
pub struct Sixteen;

/// A number.
#[derive(Clone, Copy, Debug)]
pub struct Single;

impl Simd for Sixteen {
    type Numbers<T: Copy> = [T; 16];

    #[inline(always)]
    fn repeat<T: Copy>(number: T) -> [T; 16] {
        [number; 16]
    }

    #[inline(always)]
    fn first<T: Copy>(numbers: &[T; 16]) -> [T; 16] {
        *numbers
    }
}

impl Simd for Single {
    type Numbers<T: Copy> = [T; 1];

    #[inline(always)]
    fn repeat<T: Copy>(number: T) -> [T; 1] {
        [number]
    }

    #[inline(always)]
    fn first<T: Copy>(numbers: &[T; 16]) -> [T; 1] {
        [numbers[0]]
    }
}

/// `f` of each number.
#[inline(always)]
fn each<S: Simd, T: Copy, R: Copy>(a: S::Numbers<T>, zero: R, f: impl Fn(T) -> R) -> S::Numbers<R> {
    let mut result = S::repeat(zero);
    for (a, to) in a.as_ref().iter().zip(result.as_mut()) {
        *to = f(*a);
    }
    result
}

/// `f` of each pair of numbers.
#[inline(always)]
fn pairs<S: Simd, T: Copy, R: Copy>(
    a: S::Numbers<T>,
    b: S::Numbers<T>,
    zero: R,
    f: impl Fn(T, T) -> R,
) -> S::Numbers<R> {
    let mut result = S::repeat(zero);
    for ((a, b), to) in a.as_ref().iter().zip(b.as_ref()).zip(result.as_mut()) {
        *to = f(*a, *b);
    }
    result
}

/// `f` of each number, of the same kind: in its place, so that no second vector is in memory.
#[inline(always)]
fn each_in_place<S: Simd, T: Copy>(mut a: S::Numbers<T>, f: impl Fn(T) -> T) -> S::Numbers<T> {
    for a in a.as_mut() {
        *a = f(*a);
    }
    a
}

/// `f` of each pair of numbers, in the place of the first.
#[inline(always)]
fn pairs_in_place<S: Simd, T: Copy>(mut a: S::Numbers<T>, b: S::Numbers<T>, f: impl Fn(T, T) -> T) -> S::Numbers<T> {
    for (a, b) in a.as_mut().iter_mut().zip(b.as_ref()) {
        *a = f(*a, *b);
    }
    a
}

/// Numbers, or one for all of them.
pub trait Operand<V>: Copy {
    /// As many as `other` has.
    fn with(self, other: V) -> V;
}

/// Numbers with bits that a `T` can have.
pub trait Bits<T> {
    /// The numbers that have the same bits.
    fn cast(self) -> T;
}

/// Numbers of a kind, and what all of them can do.
macro_rules! numbers {
    ($name:ident of $number:ident, $zero:literal, $what:literal) => {
        #[doc = $what]
        #[derive(Clone, Copy)]
        #[must_use]
        pub struct $name<S: Simd>(S::Numbers<$number>);

        impl<S: Simd> core::fmt::Debug for $name<S> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.as_ref().fmt(f)
            }
        }

        impl<S: Simd> $name<S> {
            /// The same number everywhere.
            #[inline(always)]
            pub fn splat(_: S, number: $number) -> Self {
                Self(S::repeat(number))
            }

            /// Numbers in memory.
            #[inline(always)]
            pub fn load_array_ref(_: S, numbers: &[$number; 16]) -> Self {
                Self(S::first(numbers))
            }

            /// Some numbers.
            #[inline(always)]
            pub fn load_array(simd: S, numbers: [$number; 16]) -> Self {
                Self::load_array_ref(simd, &numbers)
            }

            /// All numbers.
            #[inline(always)]
            pub fn to_array(self) -> [$number; 16] {
                let mut numbers = [$zero; 16];
                self.store_array(&mut numbers);
                numbers
            }

            /// Writes all numbers.
            #[inline(always)]
            pub fn store_array(self, numbers: &mut [$number; 16]) {
                for (from, to) in self.0.as_ref().iter().zip(numbers) {
                    *to = *from;
                }
            }

            /// Numbers of another type that have the same bits.
            #[inline(always)]
            pub fn bitcast<T>(self) -> T
            where
                Self: Bits<T>,
            {
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
            #[inline(always)]
            fn with(self, _: $name<S>) -> $name<S> {
                $name(S::repeat(self))
            }
        }

        impl<S: Simd> Select<$name<S>> for mask32x16<S> {
            #[inline(always)]
            fn either(self, then: $name<S>, otherwise: $name<S>) -> $name<S> {
                let mut result = otherwise.0;
                for ((mask, then), to) in self.0.as_ref().iter().zip(then.0.as_ref()).zip(result.as_mut()) {
                    *to = if *mask { *then } else { *to };
                }
                $name(result)
            }
        }
    };
}

/// A choice between numbers.
pub trait Select<V> {
    /// Those of `then` where the mask is set, else of `otherwise`.
    fn either(self, then: V, otherwise: V) -> V;
}

numbers!(f32x16 of f32, 0.0, "Floats.");
numbers!(u32x16 of u32, 0, "Numbers without a sign.");
numbers!(i32x16 of i32, 0, "Numbers with a sign.");

/// What a comparison tells of each number.
#[derive(Clone, Copy)]
#[must_use]
pub struct mask32x16<S: Simd>(S::Numbers<bool>);

impl<S: Simd> mask32x16<S> {
    /// The numbers of `then` where the mask is set, else of `otherwise`.
    #[inline(always)]
    pub fn select<V>(self, then: V, otherwise: V) -> V
    where
        Self: Select<V>,
    {
        self.either(then, otherwise)
    }

    /// Whether it is set anywhere.
    #[inline(always)]
    pub fn any_true(self) -> bool {
        self.0.as_ref().iter().any(|mask| *mask)
    }
}

impl<S: Simd> BitAnd for mask32x16<S> {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(pairs_in_place::<S, _>(self.0, other.0, |a, b| a & b))
    }
}

impl<S: Simd> BitOr for mask32x16<S> {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(pairs_in_place::<S, _>(self.0, other.0, |a, b| a | b))
    }
}

/// Operators with numbers, or one, on the right: `f` of each pair.
macro_rules! operators {
    ($($operator:ident :: $method:ident of $name:ident, $number:ident, $f:expr);* $(;)?) => {
        $(
            impl<S: Simd> $operator for $name<S> {
                type Output = Self;

                #[inline(always)]
                fn $method(self, other: Self) -> Self {
                    Self(pairs_in_place::<S, _>(self.0, other.0, $f))
                }
            }

            impl<S: Simd> $operator<$number> for $name<S> {
                type Output = Self;

                #[inline(always)]
                fn $method(self, other: $number) -> Self {
                    let f = $f;
                    Self(each_in_place::<S, _>(self.0, |number: $number| f(number, other)))
                }
            }
        )*
    };
}

operators! {
    Add::add of f32x16, f32, |a: f32, b: f32| a + b;
    Sub::sub of f32x16, f32, |a: f32, b: f32| a - b;
    Mul::mul of f32x16, f32, |a: f32, b: f32| a * b;
    Div::div of f32x16, f32, |a: f32, b: f32| a / b;
    Add::add of u32x16, u32, u32::wrapping_add;
    Sub::sub of u32x16, u32, u32::wrapping_sub;
    Mul::mul of u32x16, u32, u32::wrapping_mul;
    BitAnd::bitand of u32x16, u32, |a: u32, b: u32| a & b;
    BitOr::bitor of u32x16, u32, |a: u32, b: u32| a | b;
    BitXor::bitxor of u32x16, u32, |a: u32, b: u32| a ^ b;
    Add::add of i32x16, i32, i32::wrapping_add;
    Sub::sub of i32x16, i32, i32::wrapping_sub;
    BitAnd::bitand of i32x16, i32, |a: i32, b: i32| a & b;
}

/// Shifts of all numbers alike.
macro_rules! shifts {
    ($($operator:ident :: $method:ident of $name:ident, $f:expr);* $(;)?) => {
        $(
            impl<S: Simd> $operator<u32> for $name<S> {
                type Output = Self;

                #[inline(always)]
                fn $method(self, bits: u32) -> Self {
                    Self(each_in_place::<S, _>(self.0, |number| $f(number, bits)))
                }
            }
        )*
    };
}

shifts! {
    Shl::shl of u32x16, u32::wrapping_shl;
    Shr::shr of u32x16, u32::wrapping_shr;
    Shl::shl of i32x16, i32::wrapping_shl;
    Shr::shr of i32x16, i32::wrapping_shr;
}

impl<S: Simd> Neg for f32x16<S> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self(each_in_place::<S, _>(self.0, |number: f32| -number))
    }
}

impl<S: Simd> AddAssign for f32x16<S> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Comparisons with numbers or one, and the like: `method of type gives type`.
macro_rules! methods {
    ($($(#[doc = $what:literal])* $method:ident of $name:ident gives $result:ident, $zero:literal, $f:expr);* $(;)?) => {
        $(
            impl<S: Simd> $name<S> {
                $(#[doc = $what])*
                #[inline(always)]
                pub fn $method(self, other: impl Operand<Self>) -> $result<S> {
                    $result(pairs::<S, _, _>(self.0, other.with(self).0, $zero, $f))
                }
            }
        )*
    };
}

methods! {
    /// Whether a number is greater than that of `other`.
    simd_gt of f32x16 gives mask32x16, false, |a, b| a > b;
    /// Whether a number is at least that of `other`.
    simd_ge of f32x16 gives mask32x16, false, |a, b| a >= b;
    /// Whether a number is less than that of `other`.
    simd_lt of f32x16 gives mask32x16, false, |a, b| a < b;
    /// Whether a number is at most that of `other`.
    simd_le of f32x16 gives mask32x16, false, |a, b| a <= b;
    /// Whether a number equals that of `other`.
    simd_eq of f32x16 gives mask32x16, false, |a, b| a == b;
    /// The lesser; that of `other` if one is NaN or both are zeros, as x86 has it.
    min of f32x16 gives f32x16, 0.0, |a, b| if a < b { a } else { b };
    /// The greater; that of `other` if one is NaN or both are zeros, as x86 has it.
    max of f32x16 gives f32x16, 0.0, |a, b| if a > b { a } else { b };
    /// With the sign of `other`.
    copysign of f32x16 gives f32x16, 0.0, |a, b| with_sign_of(b, a);
    /// Whether a number equals that of `other`.
    simd_eq of u32x16 gives mask32x16, false, |a, b| a == b;
    /// Whether a number is at least that of `other`.
    simd_ge of u32x16 gives mask32x16, false, |a, b| a >= b;
    /// Whether a number is greater than that of `other`.
    simd_gt of i32x16 gives mask32x16, false, |a, b| a > b;
}

/// The magnitude of the second with the sign of the first.
#[inline(always)]
fn with_sign_of(sign: f32, magnitude: f32) -> f32 {
    const SIGN: u32 = 1 << 31;
    f32::from_bits((sign.to_bits() & SIGN) | (magnitude.to_bits() & !SIGN))
}

/// The root, rounded correctly.
#[inline(always)]
fn root(x: f32) -> f32 {
    #[cfg(feature = "std")]
    let root = x.sqrt();
    #[cfg(not(feature = "std"))]
    let root = libm::sqrtf(x);
    root
}

impl<S: Simd> f32x16<S> {
    /// `self a + b`, rounded twice.
    #[inline(always)]
    pub fn mul_add(self, a: impl Operand<Self>, b: impl Operand<Self>) -> Self {
        let (a, mut result) = (a.with(self).0, b.with(self).0);
        for ((x, a), to) in self.0.as_ref().iter().zip(a.as_ref()).zip(result.as_mut()) {
            *to += *x * *a;
        }
        Self(result)
    }

    /// The magnitude.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(each_in_place::<S, _>(self.0, |number| with_sign_of(0.0, number)))
    }

    /// Whether a number is NaN.
    #[inline(always)]
    pub fn is_nan(self) -> mask32x16<S> {
        mask32x16(each::<S, _, _>(self.0, false, f32::is_nan))
    }

    /// The root.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(each_in_place::<S, _>(self.0, root))
    }

    /// `f` of each number.
    #[inline(always)]
    pub fn map(self, f: impl Fn(f32) -> f32) -> Self {
        Self(each_in_place::<S, _>(self.0, f))
    }

    /// All numbers.
    #[inline(always)]
    pub(crate) fn as_slice(&self) -> &[f32] {
        self.0.as_ref()
    }
}

impl f32x16<Single> {
    /// A number.
    #[inline(always)]
    pub const fn of(number: f32) -> Self {
        Self([number])
    }

    /// The number.
    #[inline(always)]
    #[must_use]
    pub const fn number(self) -> f32 {
        self.0[0]
    }
}

/// The places of two vectors whose numbers, in turns or each second one, are a vector.
macro_rules! permutations {
    ($($(#[doc = $what:literal])* $method:ident, $place:expr);* $(;)?) => {
        impl<S: Simd> f32x16<S> {
            $(
                $(#[doc = $what])*
                #[inline(always)]
                pub fn $method(self, other: Self) -> Self {
                    let (a, b) = (self.to_array(), other.to_array());
                    let mut result = self.0;
                    for (index, to) in result.as_mut().iter_mut().enumerate() {
                        let (second, place): (bool, usize) = $place(index);
                        *to = if second { b[place & 15] } else { a[place & 15] };
                    }
                    Self(result)
                }
            )*
        }
    };
}

permutations! {
    /// Numbers of both in turns, from the lower half.
    zip_low, |index: usize| (index % 2 == 1, index / 2);
    /// Numbers of both in turns, from the upper half.
    zip_high, |index: usize| (index % 2 == 1, 8 + index / 2);
    /// Numbers with an even place, of both.
    unzip_low, |index: usize| (index >= 8, 2 * (index % 8));
    /// Numbers with an odd place, of both.
    unzip_high, |index: usize| (index >= 8, 2 * (index % 8) + 1);
}

impl<S: Simd> i32x16<S> {
    /// The same numbers as floats, rounded.
    #[inline(always)]
    pub fn to_float(self) -> f32x16<S> {
        f32x16(each::<S, _, _>(self.0, 0.0, |number| number as f32))
    }
}

/// The lower half of [`f32x16`]; here all of it.
pub type Half<S> = f32x16<S>;

impl<S: Simd> f32x16<S> {
    /// The first numbers in memory, zeros in the upper half.
    #[inline(always)]
    pub fn load(simd: S, numbers: &[f32; 16]) -> Self {
        let mut result = Self::splat(simd, 0.0);
        for (from, to) in numbers.iter().take(8).zip(result.0.as_mut()) {
            *to = *from;
        }
        result
    }

    /// With zeros in the upper half.
    #[inline(always)]
    pub fn whole(mut self) -> Self {
        for number in self.0.as_mut().iter_mut().skip(8) {
            *number = 0.0;
        }
        self
    }

    /// To memory, with zeros behind it.
    #[inline(always)]
    pub fn store(self, numbers: &mut [f32; 16]) {
        self.whole().store_array(numbers);
    }
}

/// Types that have each other's bits.
macro_rules! bits {
    ($($from:ident as $to:ident, $zero:literal, $f:expr);* $(;)?) => {
        $(
            impl<S: Simd> Bits<$to<S>> for $from<S> {
                #[inline(always)]
                fn cast(self) -> $to<S> {
                    $to(each::<S, _, _>(self.0, $zero, $f))
                }
            }
        )*
    };
}

bits! {
    f32x16 as u32x16, 0, f32::to_bits;
    f32x16 as i32x16, 0, |number: f32| number.to_bits().cast_signed();
    u32x16 as f32x16, 0.0, f32::from_bits;
    i32x16 as f32x16, 0.0, |number: i32| f32::from_bits(number.cast_unsigned());
    u32x16 as i32x16, 0, u32::cast_signed;
    i32x16 as u32x16, 0, i32::cast_unsigned;
}
