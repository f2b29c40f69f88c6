//! Trains with a checkpoint after every epoch, from the last one if there is one, then saves the network: a process to kill.
//!
//! Arguments: the checkpoint, and the file of weights to write at the end.

use std::path::PathBuf;

use nn_runtime::prelude::*;
use nn_weights_tests::{Learner, long_training, rows};

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(checkpoint), Some(weights)) = (arguments.next(), arguments.next()) else { return Ok(()) };
    let mut net = Learner::init(1);
    let mut trainer = long_training().checkpoint(&checkpoint, 1);
    if checkpoint.exists() {
        trainer = trainer.resume(&checkpoint);
    }
    trainer.fit(&mut net, &rows(100))?;
    net.save(weights)
}
