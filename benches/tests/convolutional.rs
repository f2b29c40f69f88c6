//! The program `maps` as its users run it, and what it compares.
#![forbid(unsafe_code)]

use std::process::Command;

use nn_benches::contender::agree;
use nn_benches::maps::{Case, MOST_ROWS, Net, files};

#[test]
fn ours_takes_part_in_every_case_and_writes_what_peers_read() {
    let folder = tempfile::tempdir().expect("a folder");
    files::write(folder.path(), Net::LeNet).expect("files");
    let size = |name: &str| std::fs::metadata(folder.path().join(name)).expect(name).len();
    assert_eq!(size("lenet.input"), (MOST_ROWS * 784 * 4) as u64);
    assert_eq!((size("lenet.predict"), size("lenet.sgd")), ((MOST_ROWS * 10 * 4) as u64, (MOST_ROWS * 10 * 4) as u64));
    assert!(size("lenet.onnx") > 4 * 60_000);
    // Alone as in a batch, from the inputs of the first row.
    for net in [Net::LeNet, Net::Autoencoder] {
        let of = |batch| {
            let case = Case { net, measure: nn_benches::maps::Measure::Predict, batch };
            case.expected().expect("ours has every case")
        };
        let (alone, batch) = (of(1), of(MOST_ROWS));
        agree(&net.name(), &alone, &batch[..net.sizes().1]).expect("the same outputs");
        assert!(alone.iter().any(|x| *x != 0.0));
    }
}

#[test]
fn the_program_prints_a_table() {
    let mut maps = Command::new(env!("CARGO_BIN_EXE_maps"));
    let output = maps.args(["--quick", "--peers", "none", "--nets", "lenet"]).output().expect("maps starts");
    let text = String::from_utf8(output.stdout).expect("output is text");
    assert!(output.status.success(), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("| lenet")).count(), 3, "{text}");
    let wrong = maps.args(["--nets", "lenet5"]).output().expect("maps starts");
    let message = String::from_utf8(wrong.stderr).expect("errors are text");
    assert!(message.contains("found `lenet5`, expected one of lenet, resnet8, ds_cnn"), "{message}");
}
