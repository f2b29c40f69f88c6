//! The program `compare` as its users run it.
#![forbid(unsafe_code)]

use std::fs;
use std::process::{Command, Output};

use nn_benches::record::{MACHINE, Record, from_json_lines};

fn compare(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_compare"));
    command.args(arguments).output().expect("compare starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is text")
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

const ONE_CASE: [&str; 9] = ["--quick", "--peers", "none", "--nets", "xor", "--measures", "predict", "--batches", "32"];

#[test]
fn json_has_the_machine_and_ours() {
    let output = stdout(&compare(&[&ONE_CASE[..], &["--json"]].concat()));
    let records = from_json_lines("stdout", &output).expect("lines are records");
    let (machine, results): (Vec<Record>, Vec<Record>) = records.into_iter().partition(|record| record.peer == MACHINE);
    assert!(machine.iter().any(|record| record.measure.starts_with("fma ") && record.gflops > 0.0));
    assert!(machine.iter().any(|record| record.measure == "load l1" && record.gbytes_per_s > Some(0.0)));
    assert_eq!(results.len(), 1);
    assert_eq!((results[0].peer.as_str(), results[0].batch, results[0].threads), ("ours", 32, 1));
    assert!(results[0].ns > 0.0 && results[0].peak_fraction > Some(0.0));
}

#[test]
fn external_results_stand_in_table_report_and_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let line = |peer: &str, batch: usize| {
        format!(
            "{{\"peer\": \"{peer}\", \"net\": \"xor\", \"measure\": \"predict\", \"batch\": {batch}, \"threads\": 1, \
             \"ns\": 0.001, \"gflops\": 1.0, \"peak_fraction\": null, \"machine_peak_gflops\": 99.0}}\n"
        )
    };
    fs::write(path("a.json"), line("torch", 32) + &line("torch", 256)).expect("a file");
    fs::write(path("b.json"), line("jax", 32)).expect("a file");
    let (report, kept) = (path("page.html"), path("record"));
    let arguments = ["--external", &path("a.json"), &path("b.json"), "--report", &report, "--record", &kept];
    let table = stdout(&compare(&[&ONE_CASE[..], &arguments].concat()));
    assert!(table.contains("torch") && table.contains("jax"), "{table}");
    assert!(table.lines().any(|line| line.starts_with("peak ")), "{table}");
    assert!(!table.contains("256"), "a batch that was not asked for:\n{table}");

    let page = fs::read_to_string(&report).expect("the page was written");
    assert!(page.starts_with("<!doctype html>") && page.contains(">torch</text>") && page.contains("<svg"));

    let mut names: Vec<String> = fs::read_dir(&kept)
        .expect("the folder was made")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name of ASCII"))
        .collect();
    names.sort();
    assert_eq!(names.len(), 2, "{names:?}");
    let stem = names[0].strip_suffix(".json").expect("lines of JSON").to_owned();
    assert_eq!(names[1], format!("{stem}.md"));
    let lines = fs::read_to_string(format!("{kept}/{}", names[0])).expect("the lines");
    let records = from_json_lines("record", &lines).expect("lines are records");
    assert_eq!(records.iter().filter(|record| record.peer == "jax").count(), 1);
    let markdown = fs::read_to_string(format!("{kept}/{}", names[1])).expect("the table");
    assert!(markdown.contains("rustc 1.") && markdown.contains("## xor: 2-8-1"), "{markdown}");
}

/// A program that takes turns, as `peers/README.md` says, and takes 500 ns for a call.
#[cfg(unix)]
fn program(folder: &std::path::Path, answer_to_run: &str) -> String {
    use std::os::unix::fs::PermissionsExt;

    let path = folder.join("turns");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --turns ] || exit 2\necho by-hand\nwhile read command first rest; do\ncase \"$command $first $rest\" in\n\
         open*predict\\ 32) echo ready;;\nopen*) echo none;;\nrun*) {answer_to_run};;\nesac\ndone\n"
    );
    fs::write(&path, script).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a script that is run");
    path.display().to_string()
}

#[cfg(unix)]
#[test]
fn a_program_takes_turns_with_ours() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = program(folder.path(), "echo $((500 * first))");
    let output = stdout(&compare(&[&ONE_CASE[..], &["--json", "--runs", "3", "--drive", &program]].concat()));
    let records = from_json_lines("stdout", &output).expect("lines are records");
    let results: Vec<&Record> = records.iter().filter(|record| record.peer != MACHINE).collect();
    let peers: Vec<&str> = results.iter().map(|record| record.peer.as_str()).collect();
    assert_eq!(peers, ["ours", "by-hand"]);
    assert_eq!(results[1].ns, 500.0);
}

#[cfg(unix)]
#[test]
fn a_program_that_fails_is_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    for (answer, message) in
        [("exit 1", "found its end, expected a line"), ("echo soon", "`run 1`: found `soon`, expected nanoseconds")]
    {
        let program = program(folder.path(), answer);
        let output = compare(&[&ONE_CASE[..], &["--drive", &program]].concat());
        assert!(!stdout(&output).contains("by-hand"));
        let errors = text(&output.stderr);
        assert!(
            errors.contains("by-hand is left out: xor predict at batch 32: ") && errors.contains(message),
            "{errors}"
        );
    }
}

#[test]
fn mistakes_end_the_program_before_anything_is_measured() {
    let cases = [
        (&["--nets", "mnits"][..], "error: --nets: found `mnits`, expected one of xor, control, field, mnist, wide\n"),
        (&["--slow"], "error: unknown option `--slow`, see --help\n"),
    ];
    for (arguments, message) in cases {
        let output = compare(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(text(&output.stderr), message);
        assert!(output.stdout.is_empty());
    }
    for option in ["--external", "--drive"] {
        let output = compare(&[option, "no/such/file"]);
        assert_eq!(output.status.code(), Some(1));
        let errors = text(&output.stderr);
        assert!(errors.starts_with(&format!("error: {option}: no/such/file: ")), "{errors}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn help_names_the_peers_that_are_compiled_in() {
    let help = stdout(&compare(&["--help"]));
    assert!(help.contains("--external FILE"));
    assert!(help.lines().last().is_some_and(|line| line.starts_with("peers compiled in: ")), "{help}");
}
