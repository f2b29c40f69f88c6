//! A training that is killed again and again ends with the bits of one that never was.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::Duration;

use nn_runtime::network::Parameters as _;
use nn_weights_tests::{Learner, Numbers, bits, long_training, rows};

fn start(checkpoint: &Path, weights: &Path) -> Child {
    let program = env!("CARGO_BIN_EXE_killed_trainer");
    Command::new(program).args([checkpoint, weights]).spawn().expect("the program of this package runs")
}

/// The files that processes were killed while writing.
fn temporaries(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "tmp")).collect()
}

/// The epochs in a checkpoint, which has to be whole.
fn epochs_in(checkpoint: &Path) -> usize {
    let mut net = Learner::zeros();
    let mut trainer = long_training().resume(checkpoint).on_batch(|_| ControlFlow::Break(()));
    let report = trainer.fit(&mut net, &rows(100)).expect("the last good checkpoint is there at every moment");
    // One was begun and broken off, unless all were done.
    report.epochs.len() - usize::from(report.stopped_early)
}

#[test]
fn a_training_killed_at_random_moments_ends_with_the_same_bits() {
    let folder = tempfile::tempdir().expect("a folder");
    let (checkpoint, weights) = (folder.path().join("net.ckpt"), folder.path().join("net.safetensors"));
    let mut numbers = Numbers::new(9);
    let (mut n_kills, mut n_writing, mut epochs) = (0_u32, 0_u32, 0);
    let mut of_weights = BTreeSet::new();
    loop {
        let mut child = start(&checkpoint, &weights);
        // Longer from time to time, so that a slow machine gets on too.
        let patience = 2_000 + numbers.below(6_000 + 200 * n_kills as usize);
        sleep(Duration::from_micros(patience as u64));
        if let Some(status) = child.try_wait().expect("the child of this test") {
            assert!(status.success(), "{status}");
            break;
        }
        child.kill().expect("the child runs or has just ended");
        child.wait().expect("a killed child ends");
        n_kills += 1;
        let left = temporaries(folder.path());
        n_writing += u32::from(!left.is_empty());
        of_weights = left.into_iter().filter(|name| name.starts_with(".net.safetensors.")).collect();
        if checkpoint.exists() {
            let found = epochs_in(&checkpoint);
            assert!(found >= epochs, "{found} epochs after {epochs}");
            epochs = found;
        }
    }
    assert!(n_kills >= 10, "only {n_kills} kills");
    println!("{n_kills} kills, {n_writing} of them in the middle of writing");

    let mut expected = Learner::init(1);
    long_training().fit(&mut expected, &rows(100)).expect("settings in range");
    let mut found = Learner::zeros();
    found.load(&weights).expect("the file that the last child wrote");
    assert_eq!(bits(&*found), bits(&*expected));
    // Those of the checkpoint are removed by the next training. Nobody goes on with weights: theirs are what the kills left.
    assert_eq!(temporaries(folder.path()), of_weights, "temporaries are removed");
    let n_files = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(n_files, 2 + of_weights.len());
}
