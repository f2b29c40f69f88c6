//! Convolutional networks, ours and peers in turns; `--help` tells the options.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;
use std::{env, fs};

use lexopt::{Arg, Parser, ValueExt};
use nn_benches::compare::{Effort, Named, in_turns};
use nn_benches::contender::Contender;
use nn_benches::driven::Driven;
use nn_benches::machine::Machine;
use nn_benches::maps::table::{Row, render};
use nn_benches::maps::{Case, Net, files};
use nn_benches::provenance::Provenance;
use nn_benches::record::{machine_records, to_json_lines};
use nn_benches::stack::on_large_stack;
use nn_benches::stdout::print;

const HELP: &str = "\
Runs convolutional networks of nn-runtime and of other libraries in turns, on one thread, and prints microseconds of an image.

usage: maps [options]

  --peers a,b        only these beside ours: onnxruntime, openvino, litert, torch, jax, tract; `none` for ours alone (all)
  --nets a,b         only these networks: lenet, resnet8, ds_cnn, mobilenet, autoencoder, square, first, depthwise (all)
  --venv FOLDER      the virtualenv of peers in Python (target/peers-venv), which benches/peers/install makes
  --quick            few short rounds: rough figures
  --runs N           all of it N times, of which the median is printed (1)
  --record DIR       writes the table and lines of JSON to DIR/YYYY-MM-DD-machine-maps.md and .json, too
  --help             prints this

tract takes part with `--features tract-onnx` of cargo. A peer that is not installed is left out with a note.
NN_LEVEL=avx2 (or baseline) measures ours at that instruction set, and fractions of its peak.
";

/// Peers that are Python programs.
const PYTHON: [&str; 5] = ["onnxruntime", "openvino", "litert", "torch", "jax"];

struct Options {
    peers: Option<Vec<String>>,
    nets: Vec<Net>,
    venv: PathBuf,
    quick: bool,
    runs: usize,
    record: Option<PathBuf>,
}

fn main() -> ExitCode {
    match options() {
        Ok(Some(options)) => on_large_stack(move || run(&options)),
        Ok(None) => {
            let _ = print(HELP);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// What the command line asks for, or nothing for help.
fn options() -> Result<Option<Options>, String> {
    let venv = PathBuf::from("target/peers-venv");
    let mut options = Options { peers: None, nets: Vec::new(), venv, quick: false, runs: 1, record: None };
    let mut parser = Parser::from_env();
    let say = |error: lexopt::Error| error.to_string();
    while let Some(argument) = parser.next().map_err(say)? {
        match argument {
            Arg::Long("peers") => {
                let known = PYTHON.into_iter().chain(["tract", "none"]);
                let peers = chosen(&parser.value().and_then(ValueExt::string).map_err(say)?, known)?;
                options.peers = Some(peers);
            }
            Arg::Long("nets") => {
                let names = chosen(
                    &parser.value().and_then(ValueExt::string).map_err(say)?,
                    Net::ALL.into_iter().map(Net::name),
                )?;
                options.nets.extend(Net::ALL.into_iter().filter(|net| names.iter().any(|name| name == net.name())));
            }
            Arg::Long("venv") => options.venv = parser.value().map_err(say)?.into(),
            Arg::Long("quick") => options.quick = true,
            Arg::Long("runs") => {
                let runs: usize = parser.value().and_then(|value| value.parse()).map_err(say)?;
                options.runs = runs.max(1);
            }
            Arg::Long("record") => options.record = Some(parser.value().map_err(say)?.into()),
            Arg::Long("help") => return Ok(None),
            other => return Err(format!("{}, see --help", other.unexpected())),
        }
    }
    Ok(Some(options))
}

/// A list of names, all of which are known.
fn chosen<'a>(list: &str, known: impl Iterator<Item = &'a str>) -> Result<Vec<String>, String> {
    let known: Vec<&str> = known.collect();
    match list.split(',').find(|name| !known.contains(name)) {
        Some(name) => Err(format!("found `{name}`, expected one of {}", known.join(", "))),
        None => Ok(list.split(',').map(str::to_owned).collect()),
    }
}

fn run(options: &Options) -> Result<(), String> {
    let folder = env::temp_dir().join(format!("nn-maps-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let result = compare(options, &folder);
    // A folder of this process's own, in that of the system for such.
    let _ = fs::remove_dir_all(&folder);
    result
}

fn compare(options: &Options, folder: &Path) -> Result<(), String> {
    let nets = if options.nets.is_empty() { Net::ALL.to_vec() } else { options.nets.clone() };
    for net in &nets {
        files::write(folder, *net).map_err(|error| format!("{}: {error}", net.name()))?;
    }
    let (effort, machine_time) = if options.quick {
        (Effort::QUICK, Duration::from_millis(400))
    } else {
        (Effort::FULL, Duration::from_secs(4))
    };
    let effort = Effort { runs: options.runs, ..effort };
    let programs = programs(options, folder);
    let mut machine = Machine::measure(machine_time);
    let mut rows = Vec::new();
    for case in Case::all().into_iter().filter(|case| nets.contains(&case.net)) {
        eprint!("\r{:<40}", case.to_string());
        machine.refresh(machine_time / 100);
        let contenders = contenders(case, options, folder, &programs)?;
        let mut complain = |peer: &str, error: &str| eprintln!("\n{peer} is left out: {case}: {error}");
        let times = in_turns(contenders, effort, &mut complain);
        rows.push(Row { case, times: times.into_iter().map(|(name, ns)| (name.to_owned(), ns)).collect() });
    }
    eprintln!("\r{:60}\r", "");
    output(options, machine, &rows)
}

/// The peers in Python that are asked for and installed, each started once.
fn programs(options: &Options, folder: &Path) -> Vec<(&'static str, Driven)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/peer_maps.py");
    let wanted = PYTHON.into_iter().filter(|name| is_wanted(options, name));
    let started = wanted.filter_map(|name| {
        let mut command = Command::new(options.venv.join("bin/python"));
        match Driven::command(&script, command.arg(&script).args(["--turns", name]).arg(folder)) {
            Ok(program) => Some((name, program)),
            Err(error) => {
                eprintln!("{name} is left out: {error}");
                None
            }
        }
    });
    started.collect()
}

fn is_wanted(options: &Options, name: &str) -> bool {
    options.peers.as_ref().is_none_or(|peers| peers.iter().any(|peer| peer == name))
}

/// Ours, then every peer that has the case.
fn contenders<'a>(
    case: Case,
    options: &Options,
    folder: &Path,
    programs: &'a [(&'static str, Driven)],
) -> Result<Vec<Named<'a>>, String> {
    let mut contenders = vec![("ours", case.ours().map_err(|error| format!("ours: {case}: {error}"))?)];
    let mut enter = |name, contender: nn_benches::contender::PeerResult<Option<Box<dyn Contender>>>| match contender {
        Ok(found) => contenders.extend(found.map(|contender| (name, contender))),
        Err(error) => eprintln!("\n{name} is left out: {case}: {error}"),
    };
    for (name, program) in programs {
        enter(name, program.open(&case));
    }
    if is_wanted(options, "tract") {
        enter("tract", tract(folder, case));
    }
    Ok(contenders)
}

#[cfg(feature = "tract-onnx")]
fn tract(folder: &Path, case: Case) -> nn_benches::contender::PeerResult<Option<Box<dyn Contender>>> {
    nn_benches::maps::tract(folder, case)
}

#[cfg(not(feature = "tract-onnx"))]
#[expect(clippy::unnecessary_wraps, reason = "with the feature it may fail")]
fn tract(_folder: &Path, _case: Case) -> nn_benches::contender::PeerResult<Option<Box<dyn Contender>>> {
    Ok(None)
}

fn output(options: &Options, machine: Machine, rows: &[Row]) -> Result<(), String> {
    let peak = machine.peak();
    let mut names: Vec<String> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.times) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let table = render(rows, &names, peak);
    let provenance = Provenance::gather(machine);
    if let Some(folder) = &options.record {
        let records: Vec<_> = rows.iter().flat_map(|row| row.records(peak)).collect();
        let lines = to_json_lines(&machine_records(&provenance.machine)) + &to_json_lines(&records);
        let level = if provenance.level == provenance.machine.peaks.first().map_or("", |(name, _)| *name) {
            String::new()
        } else {
            format!("-{}", provenance.level)
        };
        let stem = folder.join(format!("{}-maps{level}", provenance.file_stem()));
        let head = provenance.to_text();
        let page = format!("# Convolutional networks\n\n```text\n{head}```\n\n{table}");
        for (ending, text) in [("md", page), ("json", lines)] {
            let file = stem.with_extension(ending);
            fs::write(&file, text).map_err(|error| format!("--record: {}: {error}", file.display()))?;
            eprintln!("--record: wrote {}", file.display());
        }
    }
    let _ = print(&format!("{}\n{table}", provenance.to_text()));
    Ok(())
}
