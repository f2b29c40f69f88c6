//! Ours on one thread and on several, in turns, with the time that a cache line takes between two cores: what the gain from
//! threads depends on.
//!
//!     cargo run --release -p nn-benches --features parallel --bin threads [threads]
#![forbid(unsafe_code)]

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use nn_benches::case::{Case, Measure, Net};
use nn_benches::contender::{Peer, PeerResult, Task};
use nn_benches::ours::Ours;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Turns of each number of threads, and how long one is.
const ROUNDS: usize = 8;
const TURN: Duration = Duration::from_millis(120);

fn main() -> ExitCode {
    let n_threads = match std::env::args().nth(1).map(|argument| argument.parse()) {
        None => thread::available_parallelism().map_or(2, usize::from),
        Some(Ok(n)) if n > 1 => n,
        Some(_) => {
            eprintln!("error: expected a number of threads from 2, or nothing");
            return ExitCode::from(2);
        }
    };
    match run(n_threads) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(n_threads: usize) -> PeerResult<()> {
    let mut cases = vec![Case { net: Net::Wide, measure: Measure::Predict, batch: 1 }];
    for net in [Net::Field, Net::Mnist, Net::Wide] {
        for (measure, batches) in
            [(Measure::Predict, [256, 4096].as_slice()), (Measure::Sgd, &[256]), (Measure::Adam, &[256])]
        {
            cases.extend(batches.iter().map(|batch| Case { net, measure, batch: *batch }));
        }
    }
    let pools = [1, n_threads].map(|n| ThreadPoolBuilder::new().num_threads(n).build());
    let [one, several] = pools;
    let (one, several) = (one?, several?);
    println!("| network, measure, batch | 1 thread, us | {n_threads} threads, us | gain | core to core, ns |");
    println!("|---|---|---|---|---|");
    for case in cases {
        // A virtual machine may move between cores: a round counts for what it saw.
        let mut best: Option<(f64, f64, f64)> = None;
        for _ in 0..ROUNDS {
            let handover = handover().min(f64::from(u16::MAX));
            let round = (time(&one, case)?, time(&several, case)?, handover);
            if best.is_none_or(|(_, several, _)| round.1 < several) {
                best = Some(round);
            }
        }
        let Some((one, several, handover)) = best else { continue };
        println!(
            "| {} {} {} | {:.1} | {:.1} | {:.2} | {handover:.0} |",
            case.net,
            case.measure,
            case.batch,
            one / 1e3,
            several / 1e3,
            one / several
        );
    }
    Ok(())
}

/// Nanoseconds of a call within a pool: the median of some samples, because the best one may be a call that no other thread
/// took part in.
fn time(pool: &ThreadPool, case: Case) -> PeerResult<f64> {
    pool.install(|| {
        let task = Task::timed(case);
        let contender = Ours.contender(&task).map_err(|error| error.to_string())?;
        let Some(mut contender) = contender else { return Err(format!("{case}: ours does not have it")) };
        let (start, mut samples) = (Instant::now(), Vec::new());
        let mut calls = 1;
        while start.elapsed() < TURN {
            let sample = Instant::now();
            contender.run(calls);
            let elapsed = sample.elapsed();
            // Samples of a millisecond or more.
            if elapsed < Duration::from_millis(1) {
                calls *= 2;
                samples.clear();
            }
            samples.push(elapsed.as_nanos() as f64 / calls as f64);
        }
        samples.sort_by(f64::total_cmp);
        Ok(samples[samples.len() / 2])
    })
    .map_err(Into::into)
}

/// Nanoseconds that it takes until another core sees what one has written: the best of some series.
fn handover() -> f64 {
    const TURNS: usize = 20_000;
    let series = || {
        let ball = AtomicUsize::new(0);
        // Each waits for the numbers of one parity and answers with the next.
        let play = |first: usize| {
            for number in (first..2 * TURNS).step_by(2) {
                while ball.load(Ordering::Acquire) != number {}
                ball.store(number + 1, Ordering::Release);
            }
        };
        let start = Instant::now();
        thread::scope(|scope| {
            scope.spawn(|| play(1));
            play(0);
        });
        start.elapsed().as_nanos() as f64 / (2 * TURNS) as f64
    };
    (0..3).map(|_| series()).fold(f64::INFINITY, f64::min)
}
