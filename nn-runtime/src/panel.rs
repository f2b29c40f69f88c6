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

/// The bytes of `f32` numbers in the order of this target, from little endian.
#[must_use]
#[doc(hidden)]
pub const fn native<const BYTES: usize>(mut bytes: [u8; BYTES]) -> [u8; BYTES] {
    if cfg!(target_endian = "big") {
        let mut index = 0;
        while index + 4 <= BYTES {
            let number = u32::from_le_bytes([bytes[index], bytes[index + 1], bytes[index + 2], bytes[index + 3]]);
            [bytes[index], bytes[index + 1], bytes[index + 2], bytes[index + 3]] = number.to_ne_bytes();
            index += 4;
        }
    }
    bytes
}
