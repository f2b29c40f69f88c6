//! Times burn next to ours, in turns, and prints burn's results as lines of JSON for `compare --external`; `--help` of `compare`
//! tells the options, of which those that choose what is measured count.

mod burn;

use std::process::ExitCode;
use std::time::Duration;

use nn_benches::case::Case;
use nn_benches::compare::{Effort, time_case};
use nn_benches::contender::Peer;
use nn_benches::machine::Machine;
use nn_benches::options;
use nn_benches::ours::Ours;
use nn_benches::record::to_json_lines;

use crate::burn::Burn;

/// As `compare` has it: the compiler may put copies of weights on the stack.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let run = std::thread::Builder::new().stack_size(STACK).spawn(run);
    match run.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        Ok(Ok(Err(error))) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
        // The panic has been reported already.
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: a thread to measure on: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let ours: Box<dyn Peer> = Box::new(Ours);
    let contestants = [ours, Box::new(Burn::Flex), Box::new(Burn::Ndarray)];
    let names: Vec<&str> = contestants.iter().map(|peer| peer.name()).collect();
    let options = options::parse(std::env::args_os().skip(1), &names)?;
    let effort = if options.quick { Effort::QUICK } else { Effort::FULL };
    let peak = Machine::measure(Duration::from_secs(1)).peak();
    for case in Case::all() {
        let is_wanted = (options.nets.is_empty() || options.nets.contains(&case.net))
            && (options.measures.is_empty() || options.measures.contains(&case.measure))
            && (options.batches.is_empty() || options.batches.contains(&case.batch));
        if is_wanted {
            let mut complain = |peer: &str, error: &str| eprintln!("{peer} is left out: {error}");
            let records = time_case(case, &contestants, effort, peak, &mut complain);
            let others: Vec<_> = records.into_iter().filter(|record| record.peer != "ours").collect();
            print!("{}", to_json_lines(&others));
        }
    }
    Ok(())
}
