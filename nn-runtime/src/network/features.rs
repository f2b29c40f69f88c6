//! What some methods of networks ask of a feature of this crate: traits that hold only where the feature is on.
//!
//! The methods themselves exist with every set of features. Features are unified over a whole program, so a method that
//! came with one could clash with a user's method of the same name as soon as another crate turns the feature on.

use crate::error::Error;
use crate::network::Parameters;

/// Values that can be in a box: with the feature `alloc` all plain data, without it nothing.
#[diagnostic::on_unimplemented(
    message = "`init`, `zeros`, `workspace` and `scratch` need the feature `alloc` of nn-runtime",
    label = "there is no allocator to put it into a box",
    note = "without it, a network is a `static` or a local: `{Self}::ZERO`, then `initialize`"
)]
pub trait Allocated: sealed::Allocated {
    /// `Box<Self>`.
    type Boxed: core::ops::DerefMut<Target = Self>;

    /// A box of zeros, which were never on the stack.
    #[doc(hidden)]
    fn boxed_zero() -> Self::Boxed;
}

/// `Box<T>`: what `init`, `zeros`, `workspace` and `scratch` return. The feature `alloc` has it.
pub type Boxed<T> = <T as Allocated>::Boxed;

#[cfg(feature = "alloc")]
impl<T: bytemuck::Zeroable> Allocated for T {
    type Boxed = alloc::boxed::Box<T>;

    #[inline]
    fn boxed_zero() -> Self::Boxed {
        bytemuck::zeroed_box()
    }
}

/// Paths of weight files: with the feature `safetensors` whatever is `AsRef<Path>`, without it nothing.
#[diagnostic::on_unimplemented(
    message = "`save` and `load` need the feature `safetensors` of nn-runtime",
    label = "no format of weight files is compiled in",
    note = "in Cargo.toml: nn-runtime = {{ .., features = [\"safetensors\"] }}"
)]
pub trait SafetensorsPath: sealed::SafetensorsPath {
    /// [`Parameters::save`].
    #[doc(hidden)]
    fn write_weights<N: Parameters>(self, network: &N) -> Result<(), Error>;

    /// [`Parameters::load`].
    #[doc(hidden)]
    fn read_weights<N: Parameters>(self, network: &mut N) -> Result<(), Error>;
}

#[cfg(feature = "safetensors")]
impl<P: AsRef<std::path::Path>> SafetensorsPath for P {
    fn write_weights<N: Parameters>(self, network: &N) -> Result<(), Error> {
        crate::weights::save(network, self)
    }

    fn read_weights<N: Parameters>(self, network: &mut N) -> Result<(), Error> {
        crate::weights::load(network, self)
    }
}

/// Paths of ONNX files: with the feature `onnx-export` whatever is `AsRef<Path>`, without it nothing.
#[diagnostic::on_unimplemented(
    message = "`to_onnx` needs the feature `onnx-export` of nn-runtime",
    label = "the export is not compiled in",
    note = "in Cargo.toml: nn-runtime = {{ .., features = [\"onnx-export\"] }}"
)]
pub trait OnnxPath: sealed::OnnxPath {
    /// [`Parameters::to_onnx`].
    #[doc(hidden)]
    fn write_onnx<N: Parameters>(self, network: &N) -> Result<(), Error>;
}

#[cfg(feature = "onnx-export")]
impl<P: AsRef<std::path::Path>> OnnxPath for P {
    fn write_onnx<N: Parameters>(self, network: &N) -> Result<(), Error> {
        crate::onnx::save(network, self)
    }
}

/// Nobody else implements the traits above: a type that did would clash with the features' own implementations.
mod sealed {
    pub trait Allocated: Sized {}
    #[cfg(feature = "alloc")]
    impl<T: bytemuck::Zeroable> Allocated for T {}

    pub trait SafetensorsPath: Sized {}
    #[cfg(feature = "safetensors")]
    impl<P: AsRef<std::path::Path>> SafetensorsPath for P {}

    pub trait OnnxPath: Sized {}
    #[cfg(feature = "onnx-export")]
    impl<P: AsRef<std::path::Path>> OnnxPath for P {}
}
