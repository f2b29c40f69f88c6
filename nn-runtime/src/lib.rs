//! Neural networks declared in Rust source and compiled to straight-line vector code.
//!
//! [`network!`] reads a topology, checks it while compiling, and prints the exact forward and backward pass. This crate
//! is what that code runs on, and the process of learning around it.
//!
//! ```
//! use nn_runtime::prelude::*;
//!
//! network! {
//!     /// Whether exactly one of two inputs is 1.
//!     #[loss(binary_cross_entropy)]
//!     pub struct Xor: [2] -> [1] {
//!         hidden: dense(8, tanh),
//!         output: dense(1, sigmoid),
//!     }
//! }
//!
//! let table = Dataset::from([([0., 0.], [0.]), ([0., 1.], [1.]), ([1., 0.], [1.]), ([1., 1.], [0.])]);
//! let mut net = Xor::init(42);
//! Trainer::new(Adam::new(0.05)).batch_size(4).epochs(300).fit(&mut net, &table)?;
//! assert!(net.predict(&[1.0, 0.0])[0] > 0.9);
//! # Ok::<(), Error>(())
//! ```
//!
//! | module | role |
//! |---|---|
//! | [`network`](mod@network) | the traits that every declared network has |
//! | [`simd`], [`math`] | the choice of the instruction set; exp, tanh and their kin on 16 lanes |
//! | [`panel`], [`layout`], [`view`] | how parameters are stored, described and looked at |
//! | [`topology`] | what a network computes, as data |
//! | [`init`], [`loss`], [`optim`], [`schedule`], [`clip`] | initialisers, losses, optimizers over flat slices |
//! | `weights`, `onnx` | weights in files, with the feature `safetensors`; export, with `onnx-export` |
//! | `audio` | models of real-time audio in files, with the feature `audio-load` |
//! | [`train`], [`data`], [`metrics`] | training, data sets, how good a network is |
//! | [`history`] | the last observations in front of a policy |
//! | [`stream`] | networks with a memory, one input at a time |
//! | [`guide`] | pages: the language of `network!`, weights in files, streams, every formula |
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `std` | yes | detection of the instruction set, training, data sets |
//! | `alloc` | yes | boxed networks, metrics |
//! | `csv`, `idx` | yes | data sets from CSV and IDX files |
//! | `image` | no | data sets from folders of PNG pictures |
//! | `safetensors` | no | weights in files, checkpoints of training |
//! | `npz` | no | weights from `NumPy`'s npz files |
//! | `onnx-export` | no | export to ONNX |
//! | `progress` | no | a progress bar for training |
//! | `weights` | no | `#[weights("file.safetensors")]`: parameters that are read while compiling |
//! | `onnx` | no | `#[onnx("model.onnx")]`: networks that are read while compiling |
//! | `audio` | no | `#[rtneural("model.json")]`, `#[nam("model.nam")]`: the same for models of real-time audio |
//! | `audio-load` | no | such models in files that a program loads while it runs; `dispatch!` |
//! | `parallel` | no | large batches on several threads, in inference and in training |
//! | `swap` | no | [another network](swap) for a stream that plays, without a wait |
//! | `static` | no | the instruction set that the compiler is told of, without detection |
//! | `libm` | no | needed without `std` |
//!
//! Without `std` and `alloc` a network is a `static` or a local, and `predict`, `gradients` and the optimizers work.
//!
//! # Instruction sets
//!
//! On x86-64 every network is compiled for AVX-512, AVX2 and SSE2, and each call takes the best that the machine has; elsewhere there
//! is one set, that of the target. A program for one machine does without the choice: with `RUSTFLAGS="-C target-cpu=native"` nothing
//! is compiled that is below the set of this processor, and with the feature `static` nothing that is above, so that networks take
//! half the time to compile, and the program does not ask: [`simd::Level::detect`] is what the flags say, and `NN_LEVEL` is not read. Without such flags `static` means SSE2: it is for the
//! program to turn on, not for a library.
//!
//! # Threads
//!
//! With the feature `parallel`, whatever takes a batch (`predict_batch`, `gradients`, [`train::Trainer::fit`]) divides it
//! between the threads of rayon's current pool, if it is large enough: each thread gets 16 rows or more and about 15
//! microseconds of work or more. The number of threads changes no bit of any result. In a pool of one thread, as by
//! `ThreadPoolBuilder::new().num_threads(1)` and `install`, nothing is divided; calls from a thread of a pool hand work over
//! faster than calls from outside of it, so a training loop is best run inside `install`. `predict` of a network with more than 1
//! MiB of weights divides its large layers if it is called by a thread of a pool (784-512-512-10: 17 us instead of 28 on two
//! cores); otherwise `predict` and small batches never touch a pool. A workspace is up to four times as large with this feature. Work handed to a pool from outside of it locks, and
//! may allocate.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;

#[cfg(feature = "audio-load")]
pub mod audio;
pub mod clip;
#[cfg(feature = "std")]
pub mod data;
pub mod error;
#[cfg(any(feature = "audio-load", feature = "onnx-export", feature = "safetensors"))]
#[cfg_attr(
    not(any(feature = "onnx-export", feature = "safetensors")),
    allow(dead_code, reason = "models of audio are read, and none is written")
)]
mod file;
#[cfg(any(feature = "safetensors", feature = "onnx-export"))]
mod finite;
pub mod history;
pub mod init;
mod kernel;
pub mod layout;
pub mod loss;
pub mod math;
#[cfg(feature = "alloc")]
pub mod metrics;
mod names;
pub mod network;
#[cfg(feature = "onnx-export")]
pub mod onnx;
pub mod optim;
pub mod panel;
mod random;
pub mod schedule;
pub mod simd;
pub mod stream;
#[cfg(feature = "swap")]
pub mod swap;
mod threads;
pub mod topology;
#[cfg(feature = "std")]
pub mod train;
pub mod view;
#[cfg(feature = "safetensors")]
pub mod weights;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use error::Error;

/// Pages to read: the language, files of weights, the mathematics. They are here in the documentation alone.
#[cfg(doc)]
pub mod guide {
    // In a repository the links of a page are names of files, defined at its end. The first definition of a link counts.

    /// [weights]: crate::guide::weights
    /// [denominators]: crate::guide::math#weights
    /// [streams]: crate::guide::streams
    #[doc = include_str!("../docs/grammar.md")]
    pub mod grammar {}

    /// [options]: crate::guide::grammar#parameters-from-a-file-weights
    /// [operators]: crate::guide::grammar#a-network-from-a-file-onnx
    // Its programs read files, so they are tests of a package that has these files: `tests/weights`.
    #[cfg(not(doctest))]
    #[doc = include_str!("../docs/weights.md")]
    pub mod weights {}

    #[doc = include_str!("../docs/streams.md")]
    pub mod streams {}

    #[doc = include_str!("../docs/math.md")]
    pub mod math {}
}

/// What most programs use: `use nn_runtime::prelude::*;`.
pub mod prelude {
    #[cfg(feature = "std")]
    pub use crate::data::{Augment, ChannelNormalizer, Dataset, normalize::Normalizer};
    pub use crate::error::Error;
    pub use crate::loss::{Class, class_of, classes_of};
    #[cfg(feature = "alloc")]
    pub use crate::metrics::ConfusionMatrix;
    pub use crate::network;
    pub use crate::network::{Network, Parameters, Scratch, Train, Workspace};
    #[cfg(feature = "alloc")]
    pub use crate::optim::Optimization;
    pub use crate::optim::{Adam, AdamW, Optimizer, RmsProp, Sgd};
    pub use crate::schedule::{Constant, Cosine, OneCycle, Schedule, StepDecay, WarmUp};
    pub use crate::simd::Level;
    pub use crate::stream::{State, Stream, TrainStream, Window};
    #[cfg(feature = "std")]
    pub use crate::train::{EarlyStopping, Trainer, evaluate};
}

/// Declares a neural network: reads its layers, checks them, and prints the code that computes it.
///
/// ```
/// use nn_runtime::prelude::*;
///
/// network! {
///     /// Reads a 28 x 28 handwritten digit.
///     #[loss(cross_entropy)]
///     pub struct Digits: [784] -> [10] {
///         hidden: dense(128, relu),
///         output: dense(10, softmax),
///     }
/// }
///
/// const { assert!(Digits::PARAMETERS == 784 * 128 + 128 + 128 * 10 + 10) }
/// let net = Digits::init(42);
/// let probabilities: [f32; 10] = net.predict(&[0.0; 784]);
/// assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-6);
/// ```
///
/// The head gives the struct's name and the shapes of input and output; arrays are flat, `[f32; N]`. Each line is one
/// layer, `label: kind(arguments)`, and takes the line before it:
///
/// | line | does |
/// |---|---|
/// | `dense(n, activation)` | `y = f(W x + b)`; also `bias = false`, `init = he_normal`, `from = label` |
/// | `relu`, `leaky_relu(0.01)`, `elu(1.0)`, `selu`, `gelu`, `silu`, `softplus`, `sigmoid`, `tanh`, `hard_sigmoid`, `hard_swish`, `softsign`, `relu6`, `hard_tanh(-1.0, 1.0)`, `celu(1.0)`, `log_sigmoid`, `mish`, `gelu_tanh`, `exp`, `sin`, `hard_shrink(0.5)`, `soft_shrink(0.5)`, `threshold(0.1, 0.0)`, `square`, `cos`, `abs`, `sqrt`, `log`, `reciprocal`, `identity`, `softmax` | an activation, alone or as a dense layer's |
/// | `flatten`, `reshape([c, h, w])`, `permute([1, 2, 0])` | all axes into one, another shape, another order of axes |
/// | `dropout(p)` | drops each number with probability `p` while training |
/// | `add(label)`, `sub(label)`, `mul(label)`, `concat(label)` | joins the line before with other lines |
/// | `slice(start, end)` | some numbers of a vector, or channels of a map |
/// | `last`, `mean_over_time` | a vector of a window `[channels, time]` |
/// | `rnn(n)`, `lstm(n)`, `gru(n)` | layers with a memory: of a vector they make the network a [stream], and over a window `[channels, time]` they go through its steps |
///
/// | method | does |
/// |---|---|
/// | [`init(seed)`](network::Parameters::init), [`zeros()`](network::Parameters::zeros) | a new network in a box |
/// | `predict(&input)`, `predict_batch(&inputs, &mut outputs)` | inference |
/// | `predict_with(&input, &mut scratch)`, `predict_batch_with(..)`, [`scratch()`](network::Network::scratch) | the same, with the values of maps and windows in the caller's memory |
/// | `step(&mut state, &input)`, `process(&mut state, &inputs, &mut outputs)` | instead of these, of a [stream] |
/// | `initialize(seed)` | draws all parameters anew |
/// | [`save(path)`](network::Parameters::save), [`load(path)`](network::Parameters::load) | weights in files, feature `safetensors` |
/// | [`to_onnx(path)`](network::Parameters::to_onnx) | export, feature `onnx-export` |
/// | `loss(..)`, `gradients(..)`, `descend(..)`, [`workspace()`](network::Train::workspace) | training, with `#[loss(..)]`; by any [optimizer](optim) `Optimization::descend` and `learn` |
///
/// Those with a link are methods of the traits [`Network`](network::Network), [`Parameters`](network::Parameters) and
/// [`Train`](network::Train), which `use nn_runtime::prelude::*` brings into scope.
///
/// `#[loss(..)]` with one of the [losses](loss), such as `mse` or `huber(delta)`, adds the backward pass.
/// The labels name the parameters (`hidden.weight`) and the accessors (`net.hidden()`).
///
/// `#[weights("digits.safetensors")]` adds `pretrained()`, a `&'static` network with the parameters of that file, which is read
/// while compiling (feature `weights`); `#[onnx("model.onnx")] struct Model;` declares a whole network by a file (feature
/// `onnx`).
#[macro_export]
macro_rules! network {
    ($($declaration:tt)*) => {
        $crate::__private::network! { @crate($crate) $($declaration)* }
    };
}
