//! Ours and the peers in turns, as a table, as lines of JSON, and as a page of charts; `--help` tells the options.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;
use std::{env, fs};

use nn_benches::case::Case;
use nn_benches::compare::{Effort, time_case};
use nn_benches::contender::Peer;
use nn_benches::driven::Driven;
use nn_benches::machine::Machine;
use nn_benches::options::{self, HELP, Options};
use nn_benches::ours::Ours;
use nn_benches::peers;
use nn_benches::provenance::Provenance;
use nn_benches::record::{Record, from_json_lines, machine_records, to_json_lines};
use nn_benches::stack::on_large_stack;
use nn_benches::stdout::print;
use nn_benches::{report, table};

/// Set to 1 for peers that would use threads otherwise; they read it once, so it has to be there from the start.
const THREADS: &str = "RAYON_NUM_THREADS";

fn main() -> ExitCode {
    let available = peers::names();
    let options = match options::parse(env::args_os().skip(1), &available) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    if options.help {
        let compiled_in = if available.is_empty() { "none".into() } else { available.join(", ") };
        let _ = print(&format!("{HELP}peers compiled in: {compiled_in}\n"));
        return ExitCode::SUCCESS;
    }
    if env::var_os(THREADS).is_none() {
        return again_with_one_thread();
    }
    on_large_stack(move || run(&options))
}

/// Starts this program again, as variables of a running one cannot be set without `unsafe`.
fn again_with_one_thread() -> ExitCode {
    let program = env::current_exe();
    let status =
        program.and_then(|program| Command::new(program).args(env::args_os().skip(1)).env(THREADS, "1").status());
    match status {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("error: starting compare again with {THREADS}=1: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    // Before anything is measured, so that a mistake does not cost minutes.
    let external = read_external(&options.external)?;
    let (effort, machine_time) = if options.quick {
        (Effort::QUICK, Duration::from_millis(400))
    } else {
        (Effort::FULL, Duration::from_secs(4))
    };
    let effort = Effort { runs: options.runs.unwrap_or(effort.runs), ..effort };
    let peers = contestants(options)?;
    let mut machine = Machine::measure(machine_time);
    let mut records = Vec::new();
    let cases: Vec<Case> = Case::all().into_iter().filter(|case| options.has_case(case)).collect();
    for (index, case) in cases.iter().enumerate() {
        eprint!("\r{:>3} of {}: {case:<40}", index + 1, cases.len());
        machine.refresh(machine_time / 100);
        let mut complain = |peer: &str, error: &str| eprintln!("\n{peer} is left out: {error}");
        records.extend(time_case(*case, &peers, effort, machine.peak(), &mut complain));
    }
    eprintln!("\r{:60}\r", "");
    // The peak may have been found only later, and scripts may count otherwise.
    let external = external.into_iter().filter(|record| record.case().is_some_and(|case| options.has_case(&case)));
    let records: Vec<Record> =
        records.into_iter().chain(external).map(|record| record.recounted(machine.peak())).collect();
    output(options, &Provenance::gather(machine), &records)
}

fn contestants(options: &Options) -> Result<Vec<Box<dyn Peer>>, String> {
    let mut contestants: Vec<Box<dyn Peer>> = vec![Box::new(Ours)];
    contestants.extend(peers::all().into_iter().filter(|peer| options.has_peer(peer.name())));
    for program in &options.driven {
        let driven = Driven::start(program).map_err(|error| format!("--drive: {error}"))?;
        contestants.push(Box::new(driven));
    }
    Ok(contestants)
}

fn read_external(files: &[PathBuf]) -> Result<Vec<Record>, String> {
    let mut records = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).map_err(|error| format!("--external: {}: {error}", file.display()))?;
        records.extend(from_json_lines(&file.display().to_string(), &text)?);
    }
    Ok(records)
}

fn output(options: &Options, provenance: &Provenance, records: &[Record]) -> Result<(), String> {
    let lines = to_json_lines(&machine_records(&provenance.machine)) + &to_json_lines(records);
    let tables = table::render(records);
    if let Some(file) = &options.report {
        write("--report", file, &report::render(provenance, records))?;
    }
    if let Some(folder) = &options.record {
        fs::create_dir_all(folder).map_err(|error| format!("--record: {}: {error}", folder.display()))?;
        let stem = folder.join(provenance.file_stem());
        let head = provenance.to_text();
        write("--record", &stem.with_extension("md"), &format!("# Comparison\n\n```text\n{head}```\n{tables}"))?;
        write("--record", &stem.with_extension("json"), &lines)?;
    }
    // Last, because a reader that has seen enough must not cost the files.
    let _ = print(&if options.json { lines } else { provenance.to_text() + &tables });
    Ok(())
}

fn write(option: &str, file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{option}: {}: {error}", file.display()))?;
    eprintln!("{option}: wrote {}", file.display());
    Ok(())
}
