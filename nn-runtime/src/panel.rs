//! The unit of storage: 16 `f32` in one cache line.

/// 16 consecutive `f32`, aligned to 64 bytes: one cache line, one AVX-512 register.
///
/// Weights, biases and activations are arrays of panels. Lanes beyond a layer's logical width are padding; in weights
/// and biases they hold zero and stay zero under every optimizer.
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
pub struct Panel(pub [f32; 16]);

impl Panel {
    /// Lanes of a panel.
    pub const LANES: usize = 16;
    /// All lanes zero.
    pub const ZERO: Self = Self([0.0; 16]);
}
