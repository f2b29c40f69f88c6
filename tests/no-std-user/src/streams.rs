//! Networks with a memory, whose states are plain data.

use nn_runtime::stream::{State, TrainStream, Window};

nn_runtime::network! {
    /// An amplifier: gates of several panels.
    pub struct Amp: [1] -> [1] {
        lstm(40),
        dense(1),
    }
}

nn_runtime::network! {
    /// Every layer with a memory, one behind the other and joined.
    pub struct Mixed: [3] -> [4] {
        first: gru(17),
        second: rnn(17, relu, bias = false),
        add(first),
        lstm(5, bias = false),
        concat(input),
        dense(4, tanh),
    }
}

nn_runtime::network! {
    /// Layers that look at earlier inputs.
    pub struct Windows: [2] -> [3] {
        first: conv1d(8, 3, tanh, causal = true),
        conv1d(8, 3, dilation = 4, causal = true),
        add(first),
        conv1d(8, 2, groups = 8, causal = true),
        ema(0.25),
        stack(3, order = newest_first),
        delay(2),
        dense(3),
    }
}

nn_runtime::network! {
    /// Layers that look at earlier inputs alone, so that inputs that follow each other are in the lanes.
    pub struct Causal: [2] -> [3] {
        first: conv1d(3, 3, leaky_relu, causal = true),
        conv1d(3, 5, tanh, dilation = 4, causal = true),
        add(first),
        conv1d(3, 2, groups = 3, causal = true),
        dense(32),
        conv1d(32, 3, relu, groups = 2, bias = false, causal = true),
        stack(2),
        dense(3, softmax),
    }
}

/// Blocks of a stream, then of several streams side by side.
///
/// # Errors
/// If lengths differ.
#[inline(never)]
pub fn look_back_together(
    net: &Causal,
    states: &mut [State<Causal>],
    inputs: &[[f32; 2]],
    outputs: &mut [[f32; 3]],
) -> Result<(), nn_runtime::Error> {
    let mut state = State::NEW;
    net.process(&mut state, inputs, outputs)?;
    net.process_many(states, inputs, outputs)
}

/// Steps of several streams side by side.
///
/// # Errors
/// If lengths differ.
#[inline(never)]
pub fn play_together(
    net: &Mixed,
    states: &mut [State<Mixed>],
    inputs: &[[f32; 3]],
    outputs: &mut [[f32; 4]],
) -> Result<(), nn_runtime::Error> {
    net.process_many(states, inputs, outputs)
}

/// A block, and a state that was kept.
///
/// # Errors
/// If lengths differ.
#[inline(never)]
pub fn look_back(
    net: &Windows,
    kept: &mut [f32; State::<Windows>::LEN],
    inputs: &[[f32; 2]],
    outputs: &mut [[f32; 3]],
) -> Result<(), nn_runtime::Error> {
    let mut state = State::NEW;
    state.restore(kept)?;
    state.prewarm(net, &[0.0; 2], 3);
    net.process(&mut state, inputs, outputs)?;
    state.save(kept)
}

/// A sample.
#[must_use]
#[inline(never)]
pub fn play(net: &Amp, state: &mut State<Amp>, sample: f32) -> f32 {
    let [played] = net.step(state, &[sample]);
    played
}

/// Blocks of two streams, with a state that was kept.
///
/// # Errors
/// If lengths differ.
#[inline(never)]
pub fn play_blocks(
    net: &Mixed,
    kept: &mut [f32; State::<Mixed>::LEN],
    inputs: &[[f32; 3]],
    outputs: &mut [[f32; 4]],
) -> Result<(), nn_runtime::Error> {
    let mut state = State::NEW;
    state.restore(kept)?;
    net.process(&mut state, inputs, outputs)?;
    let other = state;
    state.reset();
    net.process(&mut state, inputs, outputs)?;
    other.save(kept)
}

nn_runtime::network! {
    /// A stream that learns where it runs, through every layer with a memory, two windows at a time.
    #[loss(mse)]
    #[window(16)]
    #[batch(2)]
    pub struct Learning: [2] -> [2] {
        first: lstm(5),
        conv1d(5, 3, tanh, dilation = 2, causal = true),
        add(first),
        gru(17),
        gru(5, reset = before),
        rnn(4),
        ema(0.5),
        stack(2),
        dense(2),
    }
}

/// A window of inputs, and their targets.
pub type Recorded<'a> = Window<'a, [f32; 2], [f32; 2]>;

/// The loss of windows, and a step of plain descent against the derivatives of others.
///
/// # Errors
/// If a window does not fit.
#[inline(never)]
pub fn learn_windows(
    net: &mut Learning,
    states: &mut [State<Learning>; 2],
    windows: &[Recorded<'_>; 2],
    workspace: &mut <Learning as TrainStream>::Workspace,
    gradient: &mut Learning,
) -> Result<[f32; 2], nn_runtime::Error> {
    use nn_runtime::network::Parameters;

    let mut same = *states;
    let before = net.loss(&mut same, windows)?;
    let loss = net.gradients(states, windows, workspace, gradient)?;
    let derivatives = gradient.as_flat().iter();
    net.as_flat_mut().iter_mut().zip(derivatives).for_each(|(parameter, d)| *parameter -= 0.05 * d);
    Ok([before, loss])
}

/// A block of a network that another may be swapped into.
///
/// # Errors
/// If lengths differ.
#[cfg(feature = "swap")]
#[inline(never)]
pub fn play_swapped(
    receiver: &mut nn_runtime::swap::Receiver<Amp>,
    inputs: &[[f32; 1]],
    outputs: &mut [[f32; 1]],
) -> Result<(), nn_runtime::Error> {
    receiver.process(inputs, outputs)
}

nn_runtime::network! {
    /// With the cheaper functions.
    #[math(fast)]
    pub struct FastAmp: [1] -> [2] {
        lstm(17),
        gru(5),
        dense(9, gelu),
        dense(2, softmax),
    }
}

/// A block of it.
///
/// # Errors
/// If lengths differ.
#[inline(never)]
pub fn play_fast(
    net: &FastAmp,
    state: &mut State<FastAmp>,
    inputs: &[[f32; 1]],
    outputs: &mut [[f32; 2]],
) -> Result<(), nn_runtime::Error> {
    net.process(state, inputs, outputs)
}
