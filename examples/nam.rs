//! An amplifier that Neural Amp Modeler's format describes, as a part of the program: what an audio callback would do, and how long it takes.
//!
//! `cargo run --release --example nam`
//!
//! The file is read while this compiles. `data/amp/train.py` made it, of an amplifier that is a formula; a model of your own has the same form.
//! `-- other.nam` plays a file that is loaded as the program starts, if it has the same layers.

use std::f32::consts::TAU;
use std::io::Write;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use nn_examples::Outcome;
use nn_runtime::{audio, prelude::*};

network! {
    /// One sample at a time.
    #[nam("data/amp/amp.nam")]
    pub struct Amp;
}

const RATE: usize = 48_000;
/// Samples that a driver hands over together.
const BLOCK: usize = 64;
const SECONDS: usize = 10;

fn main() -> ExitCode {
    nn_examples::run(program)
}

/// Two strings that are plucked twice a second, of which the second is a little higher each time.
fn sample(index: usize) -> f32 {
    let (pluck, since) = (index / (RATE / 2), (index % (RATE / 2)) as f32 / RATE as f32);
    let string = |frequency: f32| (TAU * frequency * since).sin() * (-4.0 * since).exp();
    0.3 * (string(110.0) + string(165.0 + pluck as f32))
}

fn program(out: &mut impl Write) -> Outcome {
    let mut amp = Box::new(*Amp::pretrained());
    if let Some(path) = std::env::args_os().nth(1) {
        audio::load(&mut amp, path)?;
    }
    writeln!(out, "{} parameters, {} numbers in a state", Amp::PARAMETERS, State::<Amp>::LEN)?;

    // What the file says the amplifier remembers of silence.
    let mut state = amp.new_state();
    let (mut inputs, mut outputs) = ([[0.0]; BLOCK], [[0.0]; BLOCK]);
    let (mut total, mut worst) = (Duration::ZERO, Duration::ZERO);
    let (mut loudest_input, mut loudest) = (0.0_f32, 0.0_f32);
    let n_blocks = SECONDS * RATE / BLOCK;
    for block in 0..n_blocks {
        for (index, input) in inputs.iter_mut().enumerate() {
            *input = [sample(block * BLOCK + index)];
            loudest_input = loudest_input.max(input[0].abs());
        }
        let start = Instant::now();
        amp.process(&mut state, &inputs, &mut outputs)?;
        let time = start.elapsed();
        total += time;
        worst = worst.max(time);
        loudest = outputs.iter().fold(loudest, |loudest, [output]| loudest.max(output.abs()));
    }
    let played = (n_blocks * BLOCK) as f64 / RATE as f64;
    writeln!(out, "loudest sample      {loudest_input:8.3} in, {loudest:.3} out")?;
    writeln!(
        out,
        "blocks of {BLOCK}        {n_blocks:8}, {:.0} us each at {RATE} Hz",
        1e6 * BLOCK as f64 / RATE as f64
    )?;
    writeln!(out, "mean of a block     {:8.1} us", 1e6 * total.as_secs_f64() / n_blocks as f64)?;
    writeln!(out, "worst block         {:8.1} us", 1e6 * worst.as_secs_f64())?;
    writeln!(out, "faster than played  {:8.0} times", played / total.as_secs_f64())?;
    Ok(())
}
