//! What the tests of embedded networks share: recorded inputs and outputs, and the plainest way to load parameters.
#![forbid(unsafe_code)]

use std::path::Path;

use nn_runtime::network::Parameters;
use nn_runtime::simd::Level;
use safetensors::SafeTensors;

/// A tensor's elements, which must be `f32`.
///
/// # Panics
/// If the file cannot be read, or has no such tensor.
#[must_use]
pub fn tensor(path: &Path, name: &str) -> Vec<f32> {
    let content = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let tensors = SafeTensors::deserialize(&content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let tensor = tensors.tensor(name).unwrap_or_else(|error| panic!("{}: {name}: {error}", path.display()));
    assert_eq!(tensor.dtype(), safetensors::Dtype::F32, "{name}");
    tensor.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// A tensor of the folder `models`.
#[must_use]
pub fn recorded(name: &str) -> Vec<f32> {
    tensor(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models/io.safetensors"), name)
}

/// Copies row-major values into a network; `values` gives them for each parameter's name.
///
/// # Panics
/// If their number is not that of the parameter's elements.
pub fn fill<N: Parameters>(network: &mut N, mut values: impl FnMut(&str) -> Vec<f32>) {
    for parameter in N::LAYOUT {
        let values = values(parameter.name);
        assert_eq!(values.len(), parameter.len(), "{}", parameter.name);
        for (position, value) in parameter.positions().zip(values) {
            network.as_flat_mut()[position] = value;
        }
    }
}

/// Asserts that a network computes the recorded outputs of the recorded inputs, to `tolerance` of the largest output.
///
/// # Panics
/// If it does not, or if `x` and `y` are no rows of its inputs and outputs.
pub fn assert_computes<N, const I: usize, const O: usize>(network: &N, x: &[f32], y: &[f32], tolerance: f32)
where
    N: Parameters<Input = [f32; I], Output = [f32; O]>,
{
    let ((inputs, rest), (outputs, none)) = (x.as_chunks::<I>(), y.as_chunks::<O>());
    assert!(rest.is_empty() && none.is_empty() && inputs.len() == outputs.len() && !inputs.is_empty());
    let largest = y.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let mut error = 0.0_f32;
    for (input, expected) in inputs.iter().zip(outputs) {
        let found = network.predict_at(Level::detect(), input);
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.is_finite(), "{}: {found}", N::NAME);
            error = error.max((found - expected).abs());
        }
    }
    println!("{}: error {:.1e} of the largest output", N::NAME, error / largest);
    assert!(error <= tolerance * largest, "{}: error {error} where outputs reach {largest}", N::NAME);
}
