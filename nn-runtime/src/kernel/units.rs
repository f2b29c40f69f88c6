//! What elementwise kernels walk over: panels where there are vectors, and numbers where there are none, so that no vector is in memory.

use crate::panel::Panel;
use crate::simd::Simd;
#[cfg(machines = "scalar")]
use crate::simd::f32x16;

/// What is loaded at once.
#[cfg(not(machines = "scalar"))]
pub(super) type Unit = Panel;
/// What is loaded at once.
#[cfg(machines = "scalar")]
pub(super) type Unit = f32;

#[cfg(not(machines = "scalar"))]
pub(super) use crate::simd::{load, store};

/// For how many numbers a unit is computed.
#[cfg(not(machines = "scalar"))]
#[inline(always)]
pub(super) fn by_unit<S: Simd>(simd: S) -> S {
    simd
}

/// For how many numbers a unit is computed.
#[cfg(machines = "scalar")]
#[inline(always)]
pub(super) fn by_unit<S: Simd>(_: S) -> crate::simd::Single {
    crate::simd::Single
}

/// A number.
#[cfg(machines = "scalar")]
#[inline(always)]
pub(super) fn load(_: crate::simd::Single, number: &f32) -> f32x16<crate::simd::Single> {
    f32x16::of(*number)
}

/// Writes a number.
#[cfg(machines = "scalar")]
#[inline(always)]
pub(super) fn store(value: f32x16<crate::simd::Single>, number: &mut f32) {
    *number = value.number();
}

/// The units of some panels.
#[inline(always)]
pub(super) fn units(panels: &[Panel]) -> &[Unit] {
    bytemuck::must_cast_slice(panels)
}

/// The units of some panels.
#[inline(always)]
pub(super) fn units_mut(panels: &mut [Panel]) -> &mut [Unit] {
    bytemuck::must_cast_slice_mut(panels)
}
