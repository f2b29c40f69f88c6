//! Faults in a series of sensor readings: a network learns what comes next of a pump that runs well, and is surprised when it does not.
//!
//! `cargo run --release --example anomaly`
//!
//! Nothing is labelled for training. The network is a stream, which sees one reading at a time and predicts the next; how far off it is
//! is compared with how far off it was on readings that were set aside. So the program could run beside the pump as it is.

use std::f32::consts::TAU;
use std::io::Write;
use std::process::ExitCode;

use nn_examples::Outcome;
use nn_runtime::prelude::*;

/// Pressure, current and temperature, each around 0 and about 1 large.
type Reading = [f32; 3];

network! {
    /// The next reading.
    #[loss(mse)]
    pub struct Pump: [3] -> [3] {
        gru(24),
        dense(3),
        add(input),
    }
}

const STEPS: usize = 12_000;

fn main() -> ExitCode {
    nn_examples::run(program)
}

/// Numbers between -1 and 1 that follow from a seed.
struct Noise(u32);

impl Noise {
    fn next(&mut self) -> f32 {
        // A linear congruence, of which the upper bits are good enough for noise.
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// A pump whose load follows the hours, whose pulse follows the load, and which warms up with both; with a fault in some steps.
fn series(seed: u32, fault: impl Fn(usize, &mut Reading)) -> Vec<Reading> {
    let (mut noise, mut pulse, mut warmth) = (Noise(seed), 0.0_f32, 0.0_f32);
    let mut step = |step: usize| {
        let load = (TAU * step as f32 / 1_440.0).sin();
        pulse = (pulse + 0.31 + 0.05 * load) % TAU;
        let pressure = 0.8 * pulse.sin() + 0.2 * load;
        let current = 0.6 * load + 0.4 * (pulse - 0.9).sin();
        warmth += 0.01 * (current + 0.5 * load - warmth);
        let mut reading = [pressure, current, warmth].map(|value| value + 0.02 * noise.next());
        fault(step, &mut reading);
        reading
    };
    (0..STEPS).map(&mut step).collect()
}

/// How far each reading is from what was predicted of it, smoothed over a few steps.
fn surprise(net: &Pump, readings: &[Reading]) -> Vec<f32> {
    let (mut state, mut predicted, mut smoothed) = (net.new_state(), Reading::default(), 0.0);
    let mut next = |reading: &Reading| {
        let squares = reading.iter().zip(&predicted).map(|(found, expected)| (found - expected).powi(2));
        smoothed += 0.25 * (squares.sum::<f32>() - smoothed);
        predicted = net.step(&mut state, reading);
        smoothed
    };
    readings.iter().map(&mut next).collect()
}

fn program(out: &mut impl Write) -> Outcome {
    // Ten days of a pump that runs well to learn from, another ten to know what is usual.
    let [train, usual] = [1, 2].map(|seed| series(seed, |_, _| {}));
    let (inputs, targets) = (&train[..STEPS - 1], &train[1..]);
    let sequences: Vec<_> =
        inputs.chunks(1_000).zip(targets.chunks(1_000)).map(|(x, t)| Window::new(x, t).warm_up(50)).collect();
    let mut net = Pump::init(42);
    let report = Trainer::new(Adam::new(0.003))
        .batch_size(4)
        .epochs(12)
        .schedule(Cosine::new())
        .clip_norm(1.0)
        .fit_sequences(&mut net, &sequences, 50)?;
    let [first, last] = [report.epochs.first(), report.epochs.last()].map(|epoch| epoch.map_or(f32::NAN, |e| e.loss));
    writeln!(out, "squared error of the next reading: {first:.4} in the first epoch, {last:.5} in the last")?;

    // The first readings of a stream surprise it.
    let most = surprise(&net, &usual).into_iter().skip(100).fold(0.0, f32::max);
    let limit = 1.5 * most;
    writeln!(out, "an alarm is above {limit:.4}, one and a half times what a pump that runs well reaches")?;

    // A valve that sticks, a current that is too high by a little, and a bearing that knocks.
    let faults = [(3_000..3_200, "a valve sticks"), (6_000..6_300, "current is up by 0.3"), (9_000..9_400, "a knock")];
    let faulty = series(3, |step, reading| match step {
        3_000..3_200 => reading[0] = 0.1,
        6_000..6_300 => reading[1] += 0.3,
        9_000..9_400 if step % 7 == 0 => reading[0] += 0.35,
        _ => {}
    });
    let alarms: Vec<usize> = surprise(&net, &faulty)
        .iter()
        .enumerate()
        .skip(100)
        .filter(|(_, s)| **s > limit)
        .map(|(step, _)| step)
        .collect();
    for (steps, what) in faults {
        match alarms.iter().find(|alarm| steps.contains(*alarm)) {
            Some(alarm) => {
                writeln!(out, "{what:22} from step {}: noticed after {} steps", steps.start, alarm - steps.start)?;
            }
            None => writeln!(out, "{what:22} from step {}: not noticed", steps.start)?,
        }
    }
    // A fault is still felt for some steps after its end.
    let near = |alarm: &&usize| [3_000..3_260, 6_000..6_360, 9_000..9_460].iter().any(|steps| steps.contains(*alarm));
    let false_alarms = alarms.iter().filter(|alarm| !near(alarm)).count();
    writeln!(out, "alarms elsewhere       {false_alarms} of {STEPS} steps")?;
    Ok(())
}
