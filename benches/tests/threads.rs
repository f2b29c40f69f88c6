//! The program `threads` as its users run it.
#![forbid(unsafe_code)]

use std::process::{Command, Output};

fn threads(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_threads")).args(arguments).output().expect("threads starts")
}

#[test]
fn each_case_has_a_gain() {
    let output = threads(&["--quick", "--threads", "2"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("output is text");
    let rows: Vec<Vec<&str>> = text.lines().skip(2).map(|line| line.trim_matches('|').split('|').collect()).collect();
    assert_eq!(rows.len(), 13, "{text}");
    for row in rows {
        let numbers: Vec<f64> = row[1..].iter().map(|cell| cell.trim().parse().expect("a number")).collect();
        assert!(numbers.len() == 4 && numbers.iter().all(|number| *number > 0.0), "{row:?}");
    }
}

#[test]
fn mistakes_are_told() {
    for arguments in [&["--threads", "1"][..], &["--threads", "many"], &["--threads"], &["--fast"], &["2"]] {
        let output = threads(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stderr.starts_with(b"error: "), "{arguments:?}");
    }
}
