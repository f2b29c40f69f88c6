//! The traits between generated code and everything that works with any network.

use crate::error::Error;
use crate::layout::Parameter;
use crate::loss::{Loss, Target};
use crate::simd::Level;
use crate::topology::Topology;

/// A network declared with [`network!`](macro@crate::network): plain data and a forward pass.
///
/// Users call the inherent methods of the same names, which run at [`Level::detect`]; this trait is for code that
/// works with any network. A network is also the type of its gradient and of an optimizer's moments.
///
/// `AsRef<Self>` and `AsMut<Self>` let a function take a network or a box of one alike.
pub trait Network: bytemuck::Pod + Send + Sync + AsRef<Self> + AsMut<Self> {
    /// `[f32; I]`.
    type Input: bytemuck::Pod + Send + Sync;
    /// `[f32; O]`.
    type Output: bytemuck::Pod + Send + Sync + AsRef<[f32]> + AsMut<[f32]>;

    /// Name of the declared struct.
    const NAME: &'static str;
    /// All parameters, in the order of declaration.
    const LAYOUT: &'static [Parameter];
    /// Shapes, loss and layers, as they were declared.
    const TOPOLOGY: &'static Topology;
    /// Logical parameters, without padding.
    const PARAMETERS: usize;

    /// The output for one input, computed with the instruction set `level`.
    fn predict_at(&self, level: Level, input: &Self::Input) -> Self::Output;

    /// The outputs for a batch of inputs; each has the bits that [`predict_at`](Self::predict_at) gives.
    ///
    /// With the feature `parallel` a large batch is divided between the threads of rayon's current pool; see
    /// [the crate's documentation](crate#threads).
    ///
    /// # Errors
    /// [`Error::BatchLength`] if `outputs` and `inputs` differ in length; `outputs` is then unchanged.
    fn predict_batch_at(&self, level: Level, inputs: &[Self::Input], outputs: &mut [Self::Output])
    -> Result<(), Error>;

    /// All parameters as one slice, padding included; [`Self::LAYOUT`] describes it.
    #[inline]
    fn as_flat(&self) -> &[f32] {
        bytemuck::cast_slice(core::slice::from_ref(self))
    }

    /// All parameters as one mutable slice. Padding must stay zero.
    #[inline]
    fn as_flat_mut(&mut self) -> &mut [f32] {
        bytemuck::cast_slice_mut(core::slice::from_mut(self))
    }
}

/// A network with a loss: generated when the declaration has `#[loss(..)]`.
pub trait Train: Network {
    /// Memory for the activations and their derivatives of a block of rows; plain data of a fixed size.
    type Workspace: bytemuck::Pod + Send + Sync;
    /// The declared loss.
    type Loss: Loss;

    /// Mean loss of a batch, without dropout.
    ///
    /// # Errors
    /// [`Error::BatchLength`] if `targets` and `inputs` differ in length, [`Error::EmptyBatch`] if both are empty.
    fn loss_at<T: Target<Self::Loss, Self::Output>>(
        &self,
        level: Level,
        inputs: &[Self::Input],
        targets: &[T],
    ) -> Result<f32, Error>;

    /// Mean loss of a batch, and its derivative with respect to every parameter, written to `gradient`.
    ///
    /// `seed` selects the units that dropout removes: equal seeds give equal masks. Networks without dropout ignore it.
    /// With the feature `parallel` a large batch is divided between threads; see [the crate's
    /// documentation](crate#threads).
    ///
    /// # Errors
    /// As [`loss_at`](Self::loss_at); `gradient` is then unchanged.
    fn gradients_at<T: Target<Self::Loss, Self::Output>>(
        &self,
        level: Level,
        inputs: &[Self::Input],
        targets: &[T],
        seed: u64,
        workspace: &mut Self::Workspace,
        gradient: &mut Self,
    ) -> Result<f32, Error>;

    /// Learns from one row: a step of plain gradient descent, `w <- w - rate dL/dw`, without a gradient in memory.
    ///
    /// The same bits as [`gradients_at`](Self::gradients_at) for a batch of one and a step of
    /// [`Sgd`](crate::optim::Sgd) without momentum and weight decay. `rate` is finite and 0 or more; `seed` selects the units
    /// that dropout removes. Returns the loss before the step; if it is not finite, nothing is changed. A finite loss does not
    /// exclude a derivative that overflows, which an input near the largest float may cause: look at such inputs before.
    ///
    /// The inherent method `descend` does it at [`Level::detect`]:
    ///
    /// ```
    /// use nn_runtime::prelude::*;
    ///
    /// network! {
    ///     #[loss(mse)]
    ///     struct Line: [1] -> [1] { dense(1) }
    /// }
    ///
    /// let (mut net, mut workspace) = (Line::init(1), Line::workspace());
    /// for step in 0..500 {
    ///     let x = (step % 10) as f32 / 10.0;
    ///     net.descend(&[x], &[2.0 * x - 1.0], 0.2, &mut workspace);
    /// }
    /// assert!(net.predict(&[0.5])[0].abs() < 1e-3);
    /// ```
    fn descend_at<T: Target<Self::Loss, Self::Output>>(
        &mut self,
        level: Level,
        input: &Self::Input,
        target: &T,
        seed: u64,
        rate: f32,
        workspace: &mut Self::Workspace,
    ) -> f32;
}

/// The workspace of a network `N`: what its `workspace()` returns, boxed.
pub type Workspace<N> = <N as Train>::Workspace;
