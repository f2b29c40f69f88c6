//! Streams: networks whose outputs depend on earlier inputs, which a state remembers.
//!
//! A declaration with a layer that remembers, such as `lstm`, has `step` and `process` instead of `predict`. The state is a value of
//! its own, plain data of a fixed size, so that one network serves many streams at a time:
//!
//! ```
//! use nn_runtime::prelude::*;
//!
//! network! {
//!     /// An amplifier, one sample at a time.
//!     pub struct Amp: [1] -> [1] {
//!         lstm(8),
//!         dense(1),
//!     }
//! }
//!
//! let net = Amp::init(1);
//! let (mut left, mut right) = (State::new(), State::new());
//! let [first] = net.step(&mut left, &[0.5]);
//!
//! // The same bits in blocks of any length.
//! let mut block = [[0.0]; 64];
//! net.process(&mut right, &[[0.5]; 64], &mut block)?;
//! assert_eq!(first, block[0][0]);
//! # Ok::<(), Error>(())
//! ```

use core::fmt;

use crate::error::Error;
use crate::loss::{Loss, Target};
use crate::network::{Allocated, Boxed, Network, Parameters};
use crate::panel::Panel;
use crate::simd::Level;

/// A network with a memory: generated when a layer of the declaration remembers what it has seen.
///
/// Users call the inherent methods without `_at`, which run at [`Level::detect`].
///
/// [`Network::predict_at`] of a stream is its first step, from a new state, and each row of a batch is a stream of its own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no stream",
    label = "no layer of it remembers earlier inputs",
    note = "a stream has an `rnn`, an `lstm`, a `gru`, a causal `conv1d`, `stack`, `delay` or `ema` of vectors"
)]
pub trait Stream: Network {
    /// What a state is made of, in whole panels.
    type Memory: bytemuck::Pod + Send + Sync;

    /// The places of its numbers, in the order of the declaration.
    const STATE_PARTS: &'static [StatePart];

    /// The output for the next input, computed with the instruction set `level`; `state` changes.
    fn step_at(&self, level: Level, state: &mut State<Self>, input: &Self::Input) -> Self::Output;

    /// The outputs for the next inputs; each has the bits that [`step_at`](Self::step_at) gives, whatever the lengths of blocks are.
    ///
    /// # Errors
    /// [`Error::BatchLength`] if `outputs` and `inputs` differ in length; `outputs` and `state` are then unchanged.
    fn process_at(
        &self,
        level: Level,
        state: &mut State<Self>,
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
    ) -> Result<(), Error>;

    /// The outputs of several streams, each for its next inputs; each output has the bits that [`step_at`](Self::step_at) gives.
    ///
    /// Those of a step lie side by side, one for each state in their order, and behind them those of the next step: input `t` of stream `s`
    /// is `inputs[t * states.len() + s]`, and so is its output. A step of all streams is a slice of one input for each. Narrow
    /// layers take less time for many of them together than one after the other; others go one after the other. Neither allocates nor locks
    /// nor panics.
    ///
    /// ```
    /// use nn_runtime::prelude::*;
    ///
    /// network! { struct Voice: [1] -> [1] { lstm(8), dense(1) } }
    ///
    /// let net = Voice::init(1);
    /// let (mut together, mut alone) = ([State::NEW; 3], State::NEW);
    /// // Two steps of three streams.
    /// let inputs = [[0.1], [0.2], [0.3], [0.4], [0.5], [0.6]];
    /// let mut outputs = [[0.0]; 6];
    /// net.process_many(&mut together, &inputs, &mut outputs)?;
    /// assert_eq!(outputs[1], net.step(&mut alone, &[0.2]));
    /// assert_eq!(outputs[4], net.step(&mut alone, &[0.5]));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::BatchLength`] if `outputs` and `inputs` differ in length, [`Error::StepsOfStreams`] if they are no whole number of steps;
    /// `outputs` and `states` are then unchanged.
    fn process_many_at(
        &self,
        level: Level,
        states: &mut [State<Self>],
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
    ) -> Result<(), Error>;

    /// The state of a new stream of this network: the parameters `h0` and `c0` of layers that have them (`initial = true`), zeros elsewhere.
    /// Neither allocates nor locks nor panics.
    #[must_use]
    fn new_state(&self) -> State<Self>
    where
        Self: Parameters,
    {
        let mut state = State::NEW;
        let numbers = self.as_flat();
        let flat = bytemuck::cast_slice_mut::<Self::Memory, f32>(core::slice::from_mut(&mut state.memory));
        for part in Self::STATE_PARTS {
            let Some(first) = part.initial else { continue };
            let places = flat.iter_mut().skip(part.offset).take(part.len);
            places.zip(numbers.iter().skip(first)).for_each(|(to, number)| *to = *number);
        }
        state
    }
}

/// A stream with a loss: generated when a declaration with a layer that remembers has `#[loss(..)]`.
///
/// It learns from sequences by truncated backpropagation through time: a long sequence is cut into windows, the state goes on from one
/// window to the next, and derivatives go back to the first step of their window.
///
/// ```
/// use nn_runtime::prelude::*;
///
/// network! {
///     /// The mean of its last inputs, more or less.
///     #[loss(mse)]
///     struct Smooth: [1] -> [1] { gru(4), dense(1) }
/// }
///
/// let (mut net, mut workspace, mut gradient) = (Smooth::init(1), Smooth::workspace(), Smooth::zeros());
/// let mut optimization = Optimization::<Smooth, _>::new(Adam::new(0.02))?;
/// let signal: Vec<[f32; 1]> = (0..256).map(|t| [(t as f32 * 0.7).sin() + (t as f32 * 0.05).cos()]).collect();
/// let slow: Vec<[f32; 1]> = (0..256).map(|t| [(t as f32 * 0.05).cos()]).collect();
/// let mut losses = Vec::new();
/// for epoch in 0..30 {
///     let mut state = [State::<Smooth>::new()];
///     for (inputs, targets) in signal.chunks(64).zip(slow.chunks(64)) {
///         losses.push(net.gradients(&mut state, &[Window::new(inputs, targets)], &mut workspace, &mut gradient)?);
///         optimization.step(&mut net, &gradient)?;
///     }
/// }
/// assert!(losses[losses.len() - 1] < 0.2 * losses[0]);
/// # Ok::<(), Error>(())
/// ```
pub trait TrainStream: Stream + Parameters {
    /// Memory for all values of a window and their derivatives; plain data of a fixed size.
    type Workspace: bytemuck::Pod + Send + Sync;
    /// The declared loss.
    type Loss: Loss;

    /// As of [`Train`](crate::network::Train::THRESHOLD).
    const THRESHOLD: f32 = <Self::Loss as Loss>::THRESHOLD;

    /// Memory for `gradients`, in a box, which the feature `alloc` has; without it, a workspace is a `static` or a local:
    /// `bytemuck::zeroed()`.
    #[must_use]
    fn workspace() -> Boxed<Self::Workspace>
    where
        Self::Workspace: Allocated,
    {
        Self::Workspace::boxed_zero()
    }

    /// Mean loss of some windows, without dropout. Each window is the next inputs of the stream whose state has the same place; the states
    /// go on. The mean is over all steps of all windows but those that [warm up](Window::warm_up).
    ///
    /// # Errors
    /// [`Error::WindowStates`] if states and windows differ in number, [`Error::BatchLength`] if the targets and inputs of a window do,
    /// [`Error::EmptyBatch`] if no step is in the loss, and as [`Train::loss_at`](crate::network::Train::loss_at) for targets. The states are then unchanged.
    fn loss_at<T: Target<Self::Loss, Self::Output>>(
        &self,
        level: Level,
        states: &mut [State<Self>],
        windows: &[Window<'_, Self::Input, T>],
    ) -> Result<f32, Error>;

    /// Mean loss of some windows, and its derivative with respect to every parameter, written to `gradient`; the states go on.
    ///
    /// What a stream remembers before a window is taken as it is: derivatives go back to the first step of a window, through all layers that
    /// remember. `seed` selects the units that dropout removes. Windows that follow each other and have as many steps go through the network
    /// side by side, a few at a time. The gradient is a sum over these: over the first step of each, then the second of each, and so on; and
    /// then over the next ones. It has the same bits for all levels and numbers of threads, and a stream its outputs, whichever stand beside
    /// it.
    ///
    /// # Errors
    /// As [`loss_at`](Self::loss_at), and [`Error::WindowSteps`] if a window is longer than a workspace has room for: 64 steps, or as many as
    /// `#[window(..)]` of the declaration says. States and `gradient` are then unchanged.
    fn gradients_at<T: Target<Self::Loss, Self::Output>>(
        &self,
        level: Level,
        states: &mut [State<Self>],
        windows: &[Window<'_, Self::Input, T>],
        seed: u64,
        workspace: &mut Self::Workspace,
        gradient: &mut Self,
    ) -> Result<f32, Error>;
}

/// The next inputs of a stream, and what its outputs should be.
#[derive(Debug)]
pub struct Window<'a, I, T> {
    /// The inputs, in order.
    pub inputs: &'a [I],
    /// What is true at each of them: as many. Those of steps that warm up are not looked at.
    pub targets: &'a [T],
    /// So many of the first steps are not in the loss. They are computed, so that the stream remembers them, and derivatives of later steps
    /// go through them.
    pub warm_up: usize,
}

impl<'a, I, T> Window<'a, I, T> {
    /// A window all of whose steps are in the loss.
    #[must_use]
    pub const fn new(inputs: &'a [I], targets: &'a [T]) -> Self {
        Self { inputs, targets, warm_up: 0 }
    }

    /// The same with so many steps at its beginning that are not in the loss.
    #[must_use]
    pub const fn warm_up(self, steps: usize) -> Self {
        Self { warm_up: steps, ..self }
    }

    /// The targets of the steps that are.
    pub(crate) fn in_the_loss(&self) -> &'a [T] {
        self.targets.get(self.warm_up..).unwrap_or_default()
    }
}

impl<I, T> Clone for Window<'_, I, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, T> Copy for Window<'_, I, T> {}

/// Some numbers of a state that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatePart {
    /// The label of the layer, or `layer` and its position, and what it remembers: `lstm_h`, `lstm_c`.
    pub name: &'static str,
    /// How many there are. Earlier inputs of a layer lie one behind the other, the oldest first.
    pub len: usize,
    /// Steps whose numbers they are: 1, or as many inputs as are remembered.
    pub steps: usize,
    /// Where the first row of them lies, counted in `f32`.
    #[doc(hidden)]
    pub offset: usize,
    /// Rows that there are for the steps, a power of two: the number of an input, counted round, is its row.
    #[doc(hidden)]
    pub rows: usize,
    /// From one row to the next, counted in `f32`. Where it is 1, the first 16 rows lie again behind the last.
    #[doc(hidden)]
    pub row: usize,
    /// From one number of a row to the next, counted in `f32`.
    #[doc(hidden)]
    pub number: usize,
    /// Where the first number of the parameter that it is in a new stream lies among the network's.
    #[doc(hidden)]
    pub initial: Option<usize>,
}

impl StatePart {
    /// Where its numbers lie after `now` inputs, in order.
    fn positions(&self, now: u32) -> impl Iterator<Item = usize> + Clone + use<> {
        let Self { len, steps, offset, rows, row, number: apart, .. } = *self;
        let of_step = len.checked_div(steps).unwrap_or(0);
        (0..steps).flat_map(move |step| {
            // The number of an input, as the low bits of it tell the row.
            let at = (now as usize).wrapping_add(step).wrapping_sub(steps) & (rows - 1);
            (0..of_step).map(move |number| offset + at * row + number * apart)
        })
    }

    /// Lays the first numbers of each ring behind its last ones.
    fn repeat_first(&self, flat: &mut [f32]) {
        let Self { offset, rows, row, number: apart, .. } = *self;
        if row == 1 && apart > rows {
            let rings = flat.get_mut(offset..).unwrap_or_default().chunks_exact_mut(apart);
            for ring in rings.take(self.len.checked_div(self.steps).unwrap_or(0)) {
                let (numbers, behind) = ring.split_at_mut_checked(rows).unwrap_or_default();
                behind.iter_mut().zip(numbers).for_each(|(to, number)| *to = *number);
            }
        }
    }
}

/// What a stream of the network `N` remembers.
///
/// It is plain data, without a pointer: it may be copied, kept, sent to another thread, and continued from there. A number that is
/// not finite, once it is in a state, stays there until [`reset`](Self::reset).
pub struct State<N: Stream> {
    memory: N::Memory,
}

impl<N: Stream> State<N> {
    /// Zeros: of a stream that has seen nothing, unless a layer of the network has an initial state of its own
    /// ([`Stream::new_state`]).
    pub const NEW: Self = Self { memory: bytemuck::zeroed() };

    /// How many numbers it has.
    pub const LEN: usize = {
        let (mut len, mut index) = (0, 0);
        while index < N::STATE_PARTS.len() {
            len += N::STATE_PARTS[index].len;
            index += 1;
        }
        len
    };

    /// [`NEW`](Self::NEW).
    #[must_use]
    pub const fn new() -> Self {
        Self::NEW
    }

    /// Forgets all inputs: zeros. The initial state of a network that has one is [`Stream::new_state`].
    pub fn reset(&mut self) {
        *self = Self::NEW;
    }

    /// Lets the stream see the same input so many times, and drops the outputs: what is remembered is then that of a signal which has been so
    /// for a while, such as silence, or the first observation of an episode.
    ///
    /// ```
    /// # use nn_runtime::prelude::*;
    /// # network! { struct Policy: [2] -> [1] { stack(4), dense(1) } }
    /// let policy = Policy::init(1);
    /// let (first, mut state) = ([0.3, -1.0], State::<Policy>::new());
    /// // The first observation stands for the three before it.
    /// state.prewarm(&policy, &first, 3);
    /// let action = policy.step(&mut state, &first);
    /// # assert!(action[0].is_finite());
    /// ```
    pub fn prewarm(&mut self, network: &N, input: &N::Input, steps: usize) {
        let level = Level::detect();
        for _ in 0..steps {
            let _ = network.step_at(level, self, input);
        }
    }

    /// Writes all numbers to a slice of [`LEN`](Self::LEN) of them, part by part, padding left out.
    ///
    /// ```
    /// # use nn_runtime::prelude::*;
    /// # network! { struct Counter: [1] -> [3] { gru(3) } }
    /// let net = Counter::init(1);
    /// let mut state = State::new();
    /// let first = net.step(&mut state, &[1.0]);
    ///
    /// let mut numbers = [0.0; State::<Counter>::LEN];
    /// state.save(&mut numbers)?;
    /// assert_eq!(numbers, first);
    ///
    /// let mut other = State::new();
    /// other.restore(&numbers)?;
    /// assert_eq!(net.step(&mut other, &[2.0]), net.step(&mut state, &[2.0]));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::StateLength`] if the slice has another length; it is then unchanged.
    pub fn save(&self, numbers: &mut [f32]) -> Result<(), Error> {
        check_length::<N>(numbers.len())?;
        numbers.iter_mut().zip(self.parts().flat_map(|(_, part)| part)).for_each(|(to, number)| *to = number);
        Ok(())
    }

    /// Reads all numbers from such a slice.
    ///
    /// # Errors
    /// [`Error::StateLength`] if the slice has another length; the state is then unchanged.
    pub fn restore(&mut self, numbers: &[f32]) -> Result<(), Error> {
        check_length::<N>(numbers.len())?;
        self.reset();
        let flat = bytemuck::cast_slice_mut::<N::Memory, f32>(core::slice::from_mut(&mut self.memory));
        let mut rest = numbers.iter();
        for part in N::STATE_PARTS {
            for position in part.positions(0) {
                if let (Some(to), Some(number)) = (flat.get_mut(position), rest.next()) {
                    *to = *number;
                }
            }
            part.repeat_first(flat);
        }
        Ok(())
    }

    /// The numbers of its parts with their names, in the order of the declaration.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, impl Iterator<Item = f32> + Clone)> {
        let flat = bytemuck::cast_slice::<N::Memory, f32>(core::slice::from_ref(&self.memory));
        let now = self.now();
        N::STATE_PARTS.iter().map(move |part| {
            (part.name, part.positions(now).map(|position| flat.get(position).copied().unwrap_or_default()))
        })
    }

    /// The number of the next input, counted round: the last panel, where a row depends on it.
    fn now(&self) -> u32 {
        let depends = N::STATE_PARTS.iter().any(|part| part.rows > 1);
        let numbers = bytemuck::cast_slice::<N::Memory, u32>(core::slice::from_ref(&self.memory));
        numbers
            .len()
            .checked_sub(Panel::LANES)
            .filter(|_| depends)
            .and_then(|last| numbers.get(last))
            .copied()
            .unwrap_or(0)
    }
}

fn check_length<N: Stream>(found: usize) -> Result<(), Error> {
    let expected = State::<N>::LEN;
    if found == expected { Ok(()) } else { Err(Error::StateLength { expected, found }) }
}

impl<N: Stream> Clone for State<N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N: Stream> Copy for State<N> {}

impl<N: Stream> Default for State<N> {
    fn default() -> Self {
        Self::NEW
    }
}

/// As numbers: a NaN is unlike itself.
impl<N: Stream> PartialEq for State<N> {
    fn eq(&self, other: &Self) -> bool {
        self.parts().zip(other.parts()).all(|((_, left), (_, right))| left.eq(right))
    }
}

impl<N: Stream> fmt::Debug for State<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State ")?;
        f.debug_map().entries(self.parts().map(|(name, part)| (name, Numbers(part)))).finish()
    }
}

/// Numbers that are shown as a list.
struct Numbers<I>(I);

impl<I: Iterator<Item = f32> + Clone> fmt::Debug for Numbers<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.clone()).finish()
    }
}

/// What generated code changes.
#[doc(hidden)]
#[inline]
pub fn memory<N: Stream>(state: &mut State<N>) -> &mut N::Memory {
    &mut state.memory
}

/// See [`memory`].
#[doc(hidden)]
#[inline]
pub fn remembered<N: Stream>(state: &State<N>) -> &N::Memory {
    &state.memory
}

/// The first output of a new stream.
#[doc(hidden)]
#[inline]
pub fn first_step<N: Stream + Parameters>(network: &N, level: Level, input: &N::Input) -> N::Output {
    network.step_at(level, &mut network.new_state(), input)
}

/// The first outputs of as many streams.
///
/// # Errors
/// As [`Network::predict_batch_at`].
#[doc(hidden)]
#[inline]
pub fn first_steps<N: Stream + Parameters>(
    network: &N,
    level: Level,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
) -> Result<(), Error> {
    crate::kernel::check_rows("outputs", inputs.len(), outputs.len())?;
    for (input, output) in inputs.iter().zip(outputs) {
        *output = first_step(network, level, input);
    }
    Ok(())
}
