//! Ours on one thread and on several, in turns, with the time that a cache line takes between two cores: what the gain from
//! threads depends on.
#![forbid(unsafe_code)]

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use lexopt::{Arg, Parser, ValueExt};
use nn_benches::case::{Case, Measure, Net};
use nn_benches::contender::{Peer, PeerResult, Task};
use nn_benches::ours::Ours;
use nn_benches::stdout::print;
use rayon::{ThreadPool, ThreadPoolBuilder};

const HELP: &str = "\
Runs nn-runtime on one thread and on several, in turns, and prints the gain beside the way from core to core.

usage: threads [options]

  --threads N   how many are several, 2 or more (as many as there are processors)
  --quick       a short round of each: seconds, rough figures
  --help        prints this
";

struct Options {
    n_threads: usize,
    /// Turns of each number of threads, and how long one is.
    rounds: usize,
    turn: Duration,
}

fn main() -> ExitCode {
    match parse() {
        Ok(None) => {
            let _ = print(HELP);
            ExitCode::SUCCESS
        }
        Ok(Some(options)) => match run(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Nothing if help is all that is wanted.
fn parse() -> Result<Option<Options>, lexopt::Error> {
    let n_threads = thread::available_parallelism().map_or(2, usize::from).max(2);
    let mut options = Options { n_threads, rounds: 8, turn: Duration::from_millis(120) };
    let mut parser = Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("threads") => options.n_threads = parser.value()?.parse_with(at_least_two)?,
            Arg::Long("quick") => (options.rounds, options.turn) = (1, Duration::from_millis(4)),
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(options))
}

fn at_least_two(text: &str) -> Result<usize, &'static str> {
    text.parse().ok().filter(|n| *n > 1).ok_or("expected a number from 2")
}

fn run(options: &Options) -> PeerResult<()> {
    let n_threads = options.n_threads;
    let mut cases = vec![Case { net: Net::Wide, measure: Measure::Predict, batch: 1 }];
    for net in [Net::Field, Net::Mnist, Net::Wide] {
        for (measure, batches) in
            [(Measure::Predict, [256, 4096].as_slice()), (Measure::Sgd, &[256]), (Measure::Adam, &[256])]
        {
            cases.extend(batches.iter().map(|batch| Case { net, measure, batch: *batch }));
        }
    }
    let pool = |n| ThreadPoolBuilder::new().num_threads(n).build();
    let (one, several) = (pool(1)?, pool(n_threads)?);
    let head =
        format!("| network, measure, batch | 1 thread, us | {n_threads} threads, us | gain | core to core, ns |");
    let mut is_read = print(&format!("{head}\n|---|---|---|---|---|\n"));
    for case in cases {
        if !is_read {
            break;
        }
        // A virtual machine may move between cores: a round counts for what it saw.
        let mut best: Option<(f64, f64, f64)> = None;
        for _ in 0..options.rounds {
            let handover = handover();
            let round = (time(&one, case, options.turn)?, time(&several, case, options.turn)?, handover);
            if best.is_none_or(|(_, several, _)| round.1 < several) {
                best = Some(round);
            }
        }
        let Some((one, several, handover)) = best else { continue };
        is_read = print(&format!(
            "| {} {} {} | {:.1} | {:.1} | {:.2} | {handover:.0} |\n",
            case.net,
            case.measure,
            case.batch,
            one / 1e3,
            several / 1e3,
            one / several
        ));
    }
    Ok(())
}

/// Nanoseconds of a call within a pool: the median of some samples, because the best one may be a call that no other thread
/// took part in.
fn time(pool: &ThreadPool, case: Case, turn: Duration) -> PeerResult<f64> {
    pool.install(|| {
        let task = Task::timed(case);
        let mut contender = match Ours.contender(&task) {
            Ok(Some(contender)) => contender,
            Ok(None) => return Err(format!("{case}: ours does not have it")),
            Err(error) => return Err(error.to_string()),
        };
        let (start, mut samples) = (Instant::now(), Vec::new());
        let mut calls = 1;
        while samples.is_empty() || start.elapsed() < turn {
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
