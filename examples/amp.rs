//! A guitar amplifier, learned from its sound: a small stream is trained on two recordings, and then plays in blocks.
//!
//! `cargo run --release --example amp`
//!
//! The recordings are WAV files that this program makes first: a plucked string, and what an amplifier makes of it, which is two filters
//! with a curve between them. Recordings of an amplifier of your own, with one sample of the second for each of the first, take their place.

use std::f32::consts::TAU;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use nn_examples::Outcome;
use nn_runtime::prelude::*;

network! {
    /// One sample at a time.
    #[loss(mse)]
    pub struct Amp: [1] -> [1] {
        gru(12),
        dense(1),
        add(input),
    }
}

const RATE: u32 = 48_000;
/// Samples to train on, and to test on behind them.
const TRAIN: usize = 2 * RATE as usize;
const TEST: usize = RATE as usize;
/// Samples that a driver hands over together.
const BLOCK: usize = 64;

fn main() -> ExitCode {
    nn_examples::run(program)
}

/// Strings that are plucked three times a second, each a little higher and a little softer.
fn string(index: usize) -> f32 {
    let period = RATE as usize / 3;
    let (pluck, since) = ((index / period) as f32, (index % period) as f32 / RATE as f32);
    let partial = |number: f32| {
        let frequency = (98.0 + 17.0 * pluck) * number;
        (TAU * frequency * since).sin() * (-(3.0 + number) * since).exp() / number
    };
    (0.55 - 0.03 * pluck) * (partial(1.0) + partial(2.0) + partial(3.0))
}

/// What the amplifier makes of a signal: less bass, a curve that is not the same on both sides, less treble.
fn amplified(signal: &[f32]) -> Vec<f32> {
    let (mut bass, mut treble) = (0.0, 0.0);
    let mut next = |x: &f32| {
        bass += 0.01 * (x - bass);
        let driven = 4.0 * (x - bass);
        let curved = if driven > 0.0 { driven.tanh() } else { 0.8 * (1.1 * driven).tanh() };
        treble += 0.35 * (curved - treble);
        0.6 * treble
    };
    signal.iter().map(&mut next).collect()
}

fn write(path: &Path, samples: &[f32]) -> Result<(), hound::Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut file = hound::WavWriter::create(path, spec)?;
    samples.iter().try_for_each(|sample| file.write_sample(*sample))?;
    file.finalize()
}

fn read(path: &Path) -> Result<Vec<[f32; 1]>, hound::Error> {
    hound::WavReader::open(path)?.samples::<f32>().map(|sample| Ok([sample?])).collect()
}

/// The part of a signal's energy that the error has.
fn error_to_signal(found: &[[f32; 1]], expected: &[[f32; 1]]) -> f64 {
    let energy = |samples: &mut dyn Iterator<Item = f32>| samples.map(|x| f64::from(x).powi(2)).sum::<f64>();
    let errors = found.iter().zip(expected).map(|([found], [expected])| found - expected);
    energy(&mut errors.into_iter()) / energy(&mut expected.iter().map(|[sample]| *sample))
}

fn program(out: &mut impl Write) -> Outcome {
    let folder = std::env::temp_dir().join(format!("nn-amp-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let result = learn_and_play(out, &folder);
    std::fs::remove_dir_all(&folder)?;
    result
}

fn learn_and_play(out: &mut impl Write, folder: &Path) -> Outcome {
    let clean: Vec<f32> = (0..TRAIN + TEST).map(string).collect();
    let [input, output, played] = ["clean.wav", "amplified.wav", "played.wav"].map(|name| folder.join(name));
    write(&input, &clean)?;
    write(&output, &amplified(&clean))?;

    let (inputs, targets) = (read(&input)?, read(&output)?);
    let parts = inputs[..TRAIN].chunks(TRAIN / 24).zip(targets[..TRAIN].chunks(TRAIN / 24));
    let sequences: Vec<_> = parts.map(|(x, t)| Window::new(x, t).warm_up(128)).collect();
    let mut net = Amp::init(7);
    let start = Instant::now();
    Trainer::new(Adam::new(0.005))
        .batch_size(8)
        .epochs(20)
        .schedule(Cosine::new())
        .clip_norm(1.0)
        .on_epoch(|epoch| {
            // A terminal that is closed is no reason to stop learning.
            let _ = (epoch.epoch % 5 == 0).then(|| writeln!(out, "epoch {:2}: loss {:.6}", epoch.epoch, epoch.loss));
            std::ops::ControlFlow::Continue(())
        })
        .fit_sequences(&mut net, &sequences, 64)?;
    writeln!(out, "trained on {} s of sound in {:.1} s", TRAIN / RATE as usize, start.elapsed().as_secs_f64())?;

    // As an audio driver would do: block after block, from a new state.
    let mut state = net.new_state();
    let (mut total, mut worst) = (Duration::ZERO, Duration::ZERO);
    let mut sound = vec![[0.0]; inputs.len()];
    for (block, sound) in inputs.chunks(BLOCK).zip(sound.chunks_mut(BLOCK)) {
        let start = Instant::now();
        net.process(&mut state, block, sound)?;
        let time = start.elapsed();
        (total, worst) = (total + time, worst.max(time));
    }
    let error = error_to_signal(&sound[TRAIN..], &targets[TRAIN..]);
    let without = error_to_signal(&inputs[TRAIN..], &targets[TRAIN..]);
    writeln!(out, "error to signal on a second that it never heard: {error:.4} ({without:.2} of the clean sound)")?;
    write(&played, sound.as_flattened())?;
    let seconds = inputs.len() as f64 / f64::from(RATE);
    writeln!(
        out,
        "real-time factor {:.4}, worst block of {BLOCK} {:.1} us of {:.0}",
        total.as_secs_f64() / seconds,
        1e6 * worst.as_secs_f64(),
        1e6 * BLOCK as f64 / f64::from(RATE)
    )?;
    Ok(())
}
