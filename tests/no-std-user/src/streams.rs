//! Networks with a memory, whose states are plain data.

use nn_runtime::stream::State;

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
