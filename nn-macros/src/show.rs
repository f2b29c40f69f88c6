//! The program `nn-onnx`: prints the network that `#[onnx(..)]` makes of a file, or all that is in the way.
//!
//! A crate of macros exports nothing else, so this program is made of the same modules, without those that print code.

#![allow(dead_code, unused_imports, reason = "the modules are those of the macro, which uses more of them")]

mod ast;
mod check;
mod elements;
mod errors;
mod files;
mod graph;
mod ir;
mod language;
mod layers;
mod model;
mod onnx;
mod outline;
mod parse;
mod paths;
mod report;
mod surface;

use std::io::Write as _;
use std::process::ExitCode;

use crate::report::{Failure, report};

const USAGE: &str = "usage: nn-onnx [--output NAME] MODEL.onnx

Prints the network that `#[onnx(\"MODEL.onnx\", output = \"NAME\")]` declares, its shapes and sizes, and what of the file
it leaves out; or all that is in the way, and what to do.
";

/// What is asked for.
enum Request {
    Help,
    Report { path: String, output: Option<String> },
}

fn main() -> ExitCode {
    let (printed, code) = match request(std::env::args_os().skip(1)) {
        Ok(Request::Help) => (Ok(USAGE.to_owned()), 0),
        Ok(Request::Report { path, output }) => match report(&path, output.as_deref()) {
            Ok(text) => (Ok(text), 0),
            Err(Failure::Unreadable(text)) => (Err(format!("{text}\n")), 1),
            Err(Failure::Refused(text)) => (Err(text), 1),
        },
        Err(message) => (Err(format!("{message}\n\n{USAGE}")), 2),
    };
    // Whoever reads may have seen enough.
    let _ = match printed {
        Ok(text) => std::io::stdout().write_all(text.as_bytes()),
        Err(text) => std::io::stderr().write_all(text.as_bytes()),
    };
    ExitCode::from(code)
}

/// Reads the arguments of the program.
fn request(arguments: impl Iterator<Item = std::ffi::OsString>) -> Result<Request, String> {
    let mut arguments = arguments
        .map(|argument| argument.into_string().map_err(|argument| format!("the argument {argument:?} is no UTF-8")));
    let (mut path, mut output) = (None, None);
    while let Some(argument) = arguments.next().transpose()? {
        let place = match argument.as_str() {
            "--help" | "-h" => return Ok(Request::Help),
            "--output" => {
                let name = arguments.next().transpose()?.ok_or("`--output` is not followed by a name")?;
                output.replace(name).map_or(Ok(()), |_| Err("`--output` is given twice"))?;
                continue;
            }
            other if other.starts_with("--") => return Err(format!("unknown option {other:?}")),
            _ => &mut path,
        };
        if place.replace(argument).is_some() {
            return Err("more than one file is named".to_owned());
        }
    }
    let path = path.ok_or("no file is named")?;
    Ok(Request::Report { path, output })
}
