//! The command line of `compare`.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};

use crate::case::{Case, Measure, Net};

/// What `--help` prints.
pub const HELP: &str = "\
Runs nn-runtime and other ways to compute the same networks in turns, and prints how long each takes.

usage: compare [options]

  --peers a,b        only these beside ours; `none` for ours alone (all that are compiled in)
  --nets a,b         only these networks: xor, control, field, mnist, wide (all)
  --measures a,b     only these measures: predict, predict_dependent, sgd, adam (all)
  --batches a,b      only these batches (all: 1, 32, 256, 4096; training without 4096)
  --quick            few short rounds: seconds instead of minutes, rough figures
  --runs N           all of it N times, of which the median is printed (1)
  --drive PROGRAM    also a program in another language, in turns with ours; may be given again
  --external FILE..  also results of scripts in other languages, as lines of JSON
  --json             lines of JSON instead of tables
  --report FILE      writes a page of charts, too
  --record DIR       writes the table and the lines to DIR/YYYY-MM-DD-machine.md and .json, too
  --help             prints this

Lists may be given at once or one by one: `--nets xor,mnist` is `--nets xor --nets mnist`.
NN_LEVEL=avx2 (or baseline) measures ours at that instruction set, and fractions of its peak.
";

/// What `compare` is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Only these peers; all if `None`.
    pub peers: Option<Vec<String>>,
    /// Only these networks; all if empty.
    pub nets: Vec<Net>,
    /// Only these measures; all if empty.
    pub measures: Vec<Measure>,
    /// Only these batches; all if empty.
    pub batches: Vec<usize>,
    /// Whether rough figures are enough.
    pub quick: bool,
    /// Whether lines of JSON are printed instead of tables.
    pub json: bool,
    /// How often all is measured, if not once.
    pub runs: Option<usize>,
    /// Programs in other languages that take turns.
    pub driven: Vec<PathBuf>,
    /// Files with results of scripts in other languages.
    pub external: Vec<PathBuf>,
    /// Where a page of charts goes.
    pub report: Option<PathBuf>,
    /// The folder where table and lines are kept.
    pub record: Option<PathBuf>,
    /// Whether help is all that is wanted.
    pub help: bool,
}

impl Options {
    /// Whether a peer is to be timed.
    #[must_use]
    pub fn has_peer(&self, name: &str) -> bool {
        self.peers.as_ref().is_none_or(|chosen| chosen.iter().any(|peer| peer == name))
    }

    /// Whether a case is to be timed.
    #[must_use]
    pub fn has_case(&self, case: &Case) -> bool {
        (self.nets.is_empty() || self.nets.contains(&case.net))
            && (self.measures.is_empty() || self.measures.contains(&case.measure))
            && (self.batches.is_empty() || self.batches.contains(&case.batch))
    }
}

/// Reads the arguments behind the program's name. `available` are the names of the peers that are compiled in.
///
/// # Errors
/// The first option that is wrong: its name, what was found, what was expected.
pub fn parse<I>(arguments: I, available: &[&str]) -> Result<Options, String>
where
    I: IntoIterator,
    I::Item: Into<OsString>,
{
    let mut options = Options::default();
    let mut parser = Parser::from_args(arguments);
    let mut last_was_external = false;
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        let is_external = matches!(argument, Arg::Long("external") | Arg::Value(_));
        match argument {
            Arg::Long("peers") => {
                let peers = list(&mut parser, "--peers", |name| peer(name, available))?;
                options.peers.get_or_insert_default().extend(peers.into_iter().flatten());
            }
            Arg::Long("nets") => {
                let names = Net::ALL.map(|net| (net.name(), net));
                options.nets.extend(list(&mut parser, "--nets", |name| choice(name, &names))?);
            }
            Arg::Long("measures") => {
                let names = Measure::ALL.map(|measure| (measure.name(), measure));
                options.measures.extend(list(&mut parser, "--measures", |name| choice(name, &names))?);
            }
            Arg::Long("batches") => options.batches.extend(list(&mut parser, "--batches", positive)?),
            Arg::Long("quick") => options.quick = true,
            Arg::Long("runs") => {
                let text = value(&mut parser, "--runs", "a number from 1")?.to_string_lossy().into_owned();
                options.runs = Some(positive(&text).map_err(|error| format!("--runs: {error}"))?);
            }
            Arg::Long("drive") => options.driven.push(value(&mut parser, "--drive", "a program")?.into()),
            Arg::Long("json") => options.json = true,
            Arg::Long("external") => options.external.push(value(&mut parser, "--external", "a file")?.into()),
            // `--external *.json`: the shell has made several arguments of it.
            Arg::Value(path) if last_was_external => options.external.push(path.into()),
            Arg::Long("report") => options.report = Some(value(&mut parser, "--report", "a file")?.into()),
            Arg::Long("record") => options.record = Some(value(&mut parser, "--record", "a folder")?.into()),
            Arg::Long("help") | Arg::Short('h') => options.help = true,
            Arg::Long(name) => return Err(format!("unknown option `--{name}`, see --help")),
            Arg::Short(name) => return Err(format!("unknown option `-{name}`, see --help")),
            Arg::Value(found) => return Err(format!("found `{}`, expected an option, see --help", found.display())),
        }
        last_was_external = is_external;
    }
    Ok(options)
}

fn value(parser: &mut Parser, option: &str, expected: &str) -> Result<OsString, String> {
    parser.value().map_err(|_| format!("{option}: found nothing, expected {expected}"))
}

/// The parts of a list behind `option`, each read by `read`, whose errors start with what was found.
fn list<T>(parser: &mut Parser, option: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    let text = value(parser, option, "a list such as a,b")?.string().map_err(|error| format!("{option}: {error}"))?;
    text.split(',').map(|part| read(part.trim()).map_err(|error| format!("{option}: {error}"))).collect()
}

fn choice<T: Copy>(name: &str, names: &[(&str, T)]) -> Result<T, String> {
    let found = names.iter().find(|(candidate, _)| *candidate == name);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let expected: Vec<&str> = names.iter().map(|(candidate, _)| *candidate).collect();
        format!("found `{name}`, expected one of {}", expected.join(", "))
    })
}

/// A peer's name, or nothing for `none`.
fn peer(name: &str, available: &[&str]) -> Result<Option<String>, String> {
    if name == "none" {
        return Ok(None);
    }
    if available.contains(&name) {
        return Ok(Some(name.to_owned()));
    }
    let known = crate::peers::KNOWN.iter().find(|known| known.peer == name);
    Err(match known {
        Some(known) => format!("`{name}` is not compiled in, add `--features {}` to cargo's options", known.feature),
        None => format!("found `{name}`, expected one of {}", [available, &["none"]].concat().join(", ")),
    })
}

fn positive(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| format!("found `{text}`, expected a number from 1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(line: &str) -> Result<Options, String> {
        parse(line.split_whitespace(), &["arrays", "candle"])
    }

    #[test]
    fn no_options_mean_everything() {
        assert_eq!(options(""), Ok(Options::default()));
    }

    #[test]
    fn every_option_is_read() {
        let found = options(
            "--peers arrays,candle --nets xor --nets wide --measures sgd,adam --batches 1,4096 --quick --runs 5 --json --drive a --drive b \
             --external a.json b.json --external c.json --report page.html --record=kept",
        );
        let expected = Options {
            peers: Some(vec!["arrays".to_owned(), "candle".to_owned()]),
            nets: vec![Net::Xor, Net::Wide],
            measures: vec![Measure::Sgd, Measure::Adam],
            batches: vec![1, 4096],
            quick: true,
            runs: Some(5),
            json: true,
            driven: ["a", "b"].map(PathBuf::from).to_vec(),
            external: ["a.json", "b.json", "c.json"].map(PathBuf::from).to_vec(),
            report: Some("page.html".into()),
            record: Some("kept".into()),
            help: false,
        };
        assert_eq!(found, Ok(expected));
    }

    #[test]
    fn none_is_ours_alone() {
        assert_eq!(options("--peers none").map(|options| options.peers), Ok(Some(Vec::new())));
    }

    #[test]
    fn mistakes_name_option_found_and_expected() {
        let cases = [
            ("--nets mnits", "--nets: found `mnits`, expected one of xor, control, field, mnist, wide"),
            ("--measures all", "--measures: found `all`, expected one of predict, predict_dependent, sgd, adam"),
            ("--batches 1,x", "--batches: found `x`, expected a number from 1"),
            ("--batches 0", "--batches: found `0`, expected a number from 1"),
            ("--peers torch", "--peers: found `torch`, expected one of arrays, candle, none"),
            ("--peers tract", "--peers: `tract` is not compiled in, add `--features tract` to cargo's options"),
            ("--runs 0", "--runs: found `0`, expected a number from 1"),
            ("--drive", "--drive: found nothing, expected a program"),
            ("--report", "--report: found nothing, expected a file"),
            ("--nets", "--nets: found nothing, expected a list such as a,b"),
            ("--fast", "unknown option `--fast`, see --help"),
            ("-q", "unknown option `-q`, see --help"),
            ("mnist", "found `mnist`, expected an option, see --help"),
            ("--report a b", "found `b`, expected an option, see --help"),
        ];
        for (line, message) in cases {
            assert_eq!(options(line), Err(message.to_owned()), "{line}");
        }
        assert!(options("--quick=yes").is_err());
    }
}
