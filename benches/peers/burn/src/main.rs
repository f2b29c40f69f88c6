//! Times burn next to ours, in turns, and prints burn's results as lines of JSON for `compare --external`. It takes the options of
//! `compare` that choose what is measured, and how long.

mod burn;

use std::process::ExitCode;
use std::time::Duration;

use nn_benches::case::Case;
use nn_benches::compare::{Effort, time_case};
use nn_benches::contender::Peer;
use nn_benches::machine::Machine;
use nn_benches::options::{self, Options};
use nn_benches::ours::Ours;
use nn_benches::record::to_json_lines;
use nn_benches::stack::on_large_stack;

use crate::burn::Burn;

fn main() -> ExitCode {
    match options::parse(std::env::args_os().skip(1), &[Burn::Flex, Burn::Ndarray].map(|peer| peer.name())) {
        Ok(options) => on_large_stack(move || {
            run(&options);
            Ok(())
        }),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(options: &Options) {
    let mut contestants: Vec<Box<dyn Peer>> = vec![Box::new(Ours)];
    contestants.extend([Burn::Flex, Burn::Ndarray].into_iter().filter(|peer| options.has_peer(peer.name())).map(boxed));
    let effort = if options.quick { Effort::QUICK } else { Effort::FULL };
    let peak = Machine::measure(Duration::from_secs(1)).peak();
    for case in Case::all().into_iter().filter(|case| options.has_case(case)) {
        let mut complain = |peer: &str, error: &str| eprintln!("{peer} is left out: {error}");
        let records = time_case(case, &contestants, effort, peak, &mut complain);
        let others: Vec<_> = records.into_iter().filter(|record| record.peer != Ours.name()).collect();
        print!("{}", to_json_lines(&others));
    }
}

fn boxed(peer: Burn) -> Box<dyn Peer> {
    Box::new(peer)
}
