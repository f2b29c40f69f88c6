//! The traits between generated code and everything that works with any network.

mod features;

pub use features::{Allocated, Boxed, OnnxPath, SafetensorsPath};

use crate::error::Error;
use crate::init::initialize;
use crate::layout::{Parameter, trained_len};
use crate::loss::{Loss, Target};
use crate::optim::{self, Fused};
use crate::simd::Level;
use crate::topology::Topology;

/// A network declared with [`network!`](macro@crate::network): what predicts.
///
/// Users call the inherent methods without `_at`, which run at [`Level::detect`].
///
/// `AsRef<Self>` and `AsMut<Self>` let a function take a network or a box of one alike.
pub trait Network: Sized + Send + Sync + AsRef<Self> + AsMut<Self> {
    /// `[f32; I]`.
    type Input: bytemuck::Pod + Send + Sync;
    /// `[f32; O]`.
    type Output: bytemuck::Pod + Send + Sync + AsRef<[f32]> + AsMut<[f32]>;
    /// Memory for the values of maps and windows between input and output; plain data of a fixed size, and empty for other networks.
    type Scratch: bytemuck::Pod + Send + Sync;

    /// Name of the declared struct.
    const NAME: &'static str;
    /// Shapes, loss and layers, as they were declared.
    const TOPOLOGY: &'static Topology;

    /// The output for one input, computed with the instruction set `level`. Of a [stream](crate::stream), the output of its first step.
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

    /// As [`predict_at`](Self::predict_at), with the values of maps and windows in `scratch` and not on the stack: what a thread's stack
    /// does not hold. It is also faster where values are many and layers light, because those on the stack are zeros first. Whatever was there before, the
    /// bits are the same.
    fn predict_with_at(&self, level: Level, input: &Self::Input, scratch: &mut Self::Scratch) -> Self::Output;

    /// As [`predict_batch_at`](Self::predict_batch_at), with the values of maps and windows in `scratch`, and on this thread alone.
    ///
    /// # Errors
    /// As [`predict_batch_at`](Self::predict_batch_at).
    fn predict_batch_with_at(
        &self,
        level: Level,
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
        scratch: &mut Self::Scratch,
    ) -> Result<(), Error>;

    /// Zeroed memory for [`predict_with_at`](Self::predict_with_at), boxed without passing through the stack. It is in a box, which the feature
    /// `alloc` has; without it, it is a `static` or a local: `bytemuck::zeroed()`.
    #[must_use]
    fn scratch() -> Boxed<Self::Scratch>
    where
        Self::Scratch: Allocated,
    {
        Self::Scratch::boxed_zero()
    }
}

/// The memory of a network `N` for inference: what its `scratch()` returns, boxed.
pub type Scratch<N> = <N as Network>::Scratch;

/// Bytes of a network's values up to which they are on the stack where nobody was asked for memory: a thread of a pool has 2 MiB, and may
/// have several such parts of work on it.
#[cfg(feature = "alloc")]
const MOST_ON_STACK: usize = 256 << 10;

/// What `f` makes of memory for a network's values, whatever is in it: on the stack, or where it is large and there is an allocator, in a box.
#[inline]
pub(crate) fn with_scratch<N: Network, R>(f: impl FnOnce(&mut N::Scratch) -> R) -> R {
    // A function by itself, whose frame is there only where it is called, also without optimisation.
    #[inline(never)]
    fn on_stack<N: Network, R>(f: impl FnOnce(&mut N::Scratch) -> R) -> R {
        f(&mut bytemuck::Zeroable::zeroed())
    }
    #[cfg(feature = "alloc")]
    if size_of::<N::Scratch>() > MOST_ON_STACK {
        return f(&mut <N::Scratch as Allocated>::boxed_zero());
    }
    on_stack::<N, R>(f)
}

/// Keeps what a batch had, which its `gradient` holds where training changes nothing, in running means: those of `batch_norm`.
pub(crate) fn keep_statistics<N: Parameters>(net: &mut N, gradient: &N) {
    if N::TRAINED_LEN == net.as_flat().len() {
        return;
    }
    for parameter in N::LAYOUT {
        let Some(momentum) = parameter.momentum else { continue };
        let numbers = parameter.offset..parameter.offset + parameter.stored_len;
        let of_batch = gradient.as_flat().get(numbers.clone()).unwrap_or_default();
        let running = net.as_flat_mut().get_mut(numbers).unwrap_or_default();
        for (running, of_batch) in running.iter_mut().zip(of_batch) {
            *running = momentum * *of_batch + *running * (1.0 - momentum);
        }
    }
}

/// A network that is plain data: its parameters are one slice of `f32`.
///
/// [`init`](Self::init), [`zeros`](Self::zeros), [`save`](Self::save), [`load`](Self::load) and [`to_onnx`](Self::to_onnx)
/// are called as they are; `use nn_runtime::prelude::*` brings the trait into scope. Such a network is also the type of its
/// gradient and of an optimizer's moments.
///
/// Every method exists with every set of features, and a method of your own, in an `impl` of the network, wins over one
/// here that has the same name and takes `self` alike. So no feature that another crate turns on changes what compiles.
pub trait Parameters: Network + bytemuck::Pod {
    /// All parameters, in the order in which they are stored: that of declaration, those that are not trained behind the others.
    const LAYOUT: &'static [Parameter];
    /// Logical parameters, without padding.
    const PARAMETERS: usize;
    /// How many of the first numbers of [`as_flat`](Self::as_flat) training changes: all, unless there are parameters that
    /// [are not trained](Parameter::is_trained). What is behind them is 0 in gradients and moments.
    const TRAINED_LEN: usize = trained_len(Self::LAYOUT);

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

    /// A network with random parameters; equal seeds give equal bits on every machine.
    ///
    /// It is in a box, which the feature `alloc` has: large networks need it, small ones keep the same API.
    ///
    /// ```
    /// use nn_runtime::prelude::*;
    ///
    /// network! {
    ///     struct Line: [3] -> [2] { dense(2) }
    /// }
    ///
    /// let net: Box<Line> = Line::init(42);
    /// assert_eq!(net, Line::init(42));
    /// assert_ne!(net, Line::zeros());
    /// ```
    #[must_use]
    fn init(seed: u64) -> Boxed<Self>
    where
        Self: Allocated,
    {
        let mut network = Self::zeros();
        initialize(network.as_flat_mut(), Self::LAYOUT, seed);
        network
    }

    /// A network whose parameters are all zero, in a box as of [`init`](Self::init).
    #[must_use]
    fn zeros() -> Boxed<Self>
    where
        Self: Allocated,
    {
        Self::boxed_zero()
    }

    /// Writes all parameters to a safetensors file, which is replaced as a whole. The path is `AsRef<Path>`; the module
    /// `weights` has more.
    ///
    /// Needs the feature `safetensors`.
    ///
    /// # Errors
    /// As the function `weights::save`: the old file is then as it was.
    fn save<P: SafetensorsPath>(&self, path: P) -> Result<(), Error> {
        path.write_weights(self)
    }

    /// Reads all parameters from a file of safetensors, such as a `state_dict` of `PyTorch`. The path is `AsRef<Path>`;
    /// `weights::Loader` has options.
    ///
    /// Needs the feature `safetensors`.
    ///
    /// # Errors
    /// If the file cannot be read or does not fit; the network is then as it was.
    fn load<P: SafetensorsPath>(&mut self, path: P) -> Result<(), Error> {
        path.read_weights(self)
    }

    /// Writes the network to an ONNX file, which is replaced as a whole. The path is `AsRef<Path>`.
    ///
    /// Needs the feature `onnx-export`.
    ///
    /// # Errors
    /// As the function `onnx::save`: the old file is then as it was.
    fn to_onnx<P: OnnxPath>(&self, path: P) -> Result<(), Error> {
        path.write_onnx(self)
    }
}

/// A network with a loss: generated when the declaration has `#[loss(..)]`.
pub trait Train: Parameters {
    /// Memory for the activations and their derivatives of a block of rows; plain data of a fixed size.
    type Workspace: bytemuck::Pod + Send + Sync;
    /// The declared loss.
    type Loss: Loss;

    /// Above this one output, or a label, is true: what [the loss](Loss::THRESHOLD) says of its targets, but 0 of logits.
    const THRESHOLD: f32 = <Self::Loss as Loss>::THRESHOLD;

    /// Memory for `gradients` and `descend`; its size does not depend on the batch. It is in a box, which the feature
    /// `alloc` has; without it, a workspace is a `static` or a local: `bytemuck::zeroed()`.
    #[must_use]
    fn workspace() -> Boxed<Self::Workspace>
    where
        Self::Workspace: Allocated,
    {
        Self::Workspace::boxed_zero()
    }

    /// Mean loss of a batch, without dropout. With the feature `alloc`, values of maps and windows that take more than 256 KiB are in memory that
    /// it allocates, and not on the stack.
    ///
    /// # Errors
    /// [`Error::BatchLength`] if `targets` and `inputs` differ in length, [`Error::EmptyBatch`] if both are empty,
    /// [`Error::Target`] or [`Error::TargetSum`] for a target outside of [the loss's domain](crate::loss), [`Error::Weight`]
    /// for a [weight](crate::loss::Weighted) that is not finite, or below 0.
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
    /// that dropout removes. Returns the loss before the step; if it is not finite, nothing is changed. For a target outside of
    /// [the loss's domain](crate::loss) it is NaN: [`loss_at`](Self::loss_at) says what is wrong with it. A finite loss does not
    /// exclude a derivative that overflows, which an input near the largest float may cause: look at such inputs before. The
    /// weight of a [weighted](crate::loss::Weighted) target multiplies the loss and the step, whatever the loss: there are no
    /// other rows that would share in it.
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

    /// Learns from one row, as [`descend_at`](Self::descend_at), by any [optimizer](crate::optim::Fused) of this crate.
    ///
    /// The same bits as [`gradients_at`](Self::gradients_at) for a batch of one and [`Optimizer::update`](crate::optim::Optimizer::update),
    /// in one pass through the parameters; only the weight of a [weighted](crate::loss::Weighted) target counts as in
    /// [`descend_at`](Self::descend_at). With the optimizer, which has passed its
    /// [`check`](crate::optim::Optimizer::check), goes the number of the step, its learning rate and the instruction set. `moments` are
    /// [`Optimizer::n_moments`](crate::optim::Optimizer::n_moments) whole networks, all zero before step 1. Returns the loss before
    /// the step, NaN for a target outside of [the loss's domain](crate::loss). If it is not finite, parameters and moments are as they
    /// were; a finite loss does not exclude a derivative that overflows.
    ///
    /// With the feature `alloc`, [`Optimization::descend`](crate::optim::Optimization::descend) keeps moments and counts steps.
    ///
    /// # Errors
    /// [`Error::OptimizerLength`] if there are more or fewer moments than the optimizer has; nothing is changed then.
    fn descend_with<T: Target<Self::Loss, Self::Output>, O: Fused>(
        &mut self,
        input: &Self::Input,
        target: &T,
        seed: u64,
        optimizer: (&O, &optim::Step),
        moments: &mut [Self],
        workspace: &mut Self::Workspace,
    ) -> Result<f32, Error>;

    /// Learns from a batch by any [optimizer](crate::optim::Fused) of this crate: the same bits as
    /// [`gradients_at`](Self::gradients_at) and [`Optimizer::update`](crate::optim::Optimizer::update).
    ///
    /// Parameters change some panels of outputs at a time, as soon as their gradient is complete, while a cache holds it; by plain descent on a
    /// batch of few rows they change straight from the registers that the gradient is summed in. That saves a pass over the gradient. `memory` is a workspace and a gradient: any batch may write to both, and what they hold afterwards is not
    /// specified. `optimizer` and `moments` are as for [`descend_with`](Self::descend_with). Returns the loss before the step; if that
    /// is not finite, parameters and moments are as they were. A finite loss does not exclude a gradient that overflows, which is not
    /// looked at.
    ///
    /// With the feature `alloc`, [`Optimization::learn`](crate::optim::Optimization::learn) keeps moments and counts steps.
    ///
    /// # Errors
    /// As [`gradients_at`](Self::gradients_at), and [`Error::OptimizerLength`] if there are more or fewer moments than the optimizer
    /// has; nothing is changed then.
    fn learn_with<T: Target<Self::Loss, Self::Output>, O: Fused>(
        &mut self,
        batch: (&[Self::Input], &[T]),
        seed: u64,
        optimizer: (&O, &optim::Step),
        moments: &mut [Self],
        memory: (&mut Self::Workspace, &mut Self),
    ) -> Result<f32, Error>;
}

/// The workspace of a network `N`: what its `workspace()` returns, boxed.
pub type Workspace<N> = <N as Train>::Workspace;
