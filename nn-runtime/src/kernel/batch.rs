//! The printed forward pass over a batch.

use super::check_rows;
use crate::error::Error;
use crate::network::Network;
use crate::simd::Level;
use crate::threads;

/// The printed passes of inference.
pub trait Forward: Network {
    /// Floating-point operations of one row.
    const FLOPS: usize;

    /// The outputs of as many rows as both slices have, on this thread.
    fn predict_rows(&self, level: Level, inputs: &[Self::Input], outputs: &mut [Self::Output]);

    /// The same, by `scratch`.
    fn predict_rows_with(
        &self,
        level: Level,
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
        scratch: &mut Self::Scratch,
    );
}

/// [`Network::predict_batch_with_at`] for generated networks.
///
/// # Errors
/// As [`Network::predict_batch_with_at`].
#[inline]
pub fn predict_batch_with<N: Forward>(
    network: &N,
    level: Level,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
    scratch: &mut N::Scratch,
) -> Result<(), Error> {
    check_rows("outputs", inputs.len(), outputs.len())?;
    network.predict_rows_with(level, inputs, outputs, scratch);
    Ok(())
}

/// [`Network::predict_batch_at`] for generated networks.
///
/// # Errors
/// As [`Network::predict_batch_at`].
#[inline]
pub fn predict_batch<N: Forward>(
    network: &N,
    level: Level,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
) -> Result<(), Error> {
    check_rows("outputs", inputs.len(), outputs.len())?;
    let parts = threads::parts(inputs.len(), N::FLOPS);
    if parts.is_one() {
        if size_of::<N::Scratch>() == 0 {
            network.predict_rows(level, inputs, outputs);
        } else {
            on_stack(network, level, inputs, outputs);
        }
    } else {
        threads::enter(parts, || threads::predict_rows(network, level, inputs, outputs, parts));
    }
    Ok(())
}

/// The outputs of a batch by values on the stack: a function by itself, so that they are there only if it is called.
#[inline(never)]
fn on_stack<N: Forward>(network: &N, level: Level, inputs: &[N::Input], outputs: &mut [N::Output]) {
    network.predict_rows(level, inputs, outputs);
}
