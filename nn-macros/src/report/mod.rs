//! The program `nn-onnx`: the network that `#[onnx(..)]` makes of a file, or all that is in the way.

#[cfg(test)]
mod tests;
mod text;

use std::ffi::OsString;
use std::path::{Path, absolute};

use proc_macro2::Span;

use crate::check::check;
use crate::files;
use crate::graph::one_line;
use crate::lowered;
use crate::model::{Choice, File};
use crate::onnx::import::{decode, in_terms_of_nodes, lines_of};

const USAGE: &str = "usage: nn-onnx [--input NAME] [--output NAME] MODEL.onnx

Prints the network that `#[onnx(\"MODEL.onnx\", inputs(NAME), output = \"NAME\")]` declares, its shapes and sizes, and what
of the file it leaves out; or all that is in the way, and what to do.
";

/// The text of a file that is no network, or cannot be read.
const NO_NETWORK: u8 = 1;

/// The arguments are wrong.
const NO_REQUEST: u8 = 2;

/// What is asked for.
enum Request {
    Help,
    Report { path: String, choice: Choice },
}

/// What the program prints for these arguments; or what it prints as an error, and its exit code.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> Result<String, (String, u8)> {
    match request(arguments) {
        Ok(Request::Help) => Ok(USAGE.to_owned()),
        Ok(Request::Report { path, choice }) => {
            report(&path, &choice).map_err(|text| (format!("{}\n", text.trim_end()), NO_NETWORK))
        }
        Err(message) => Err((format!("{message}\n\n{USAGE}"), NO_REQUEST)),
    }
}

/// Reads the arguments.
fn request(arguments: impl Iterator<Item = OsString>) -> Result<Request, String> {
    let mut arguments = arguments.map(|argument| {
        let refused = |argument: OsString| format!("the argument {:?} is no UTF-8", argument.to_string_lossy());
        argument.into_string().map_err(refused)
    });
    let (mut path, mut choice) = (None, Choice::default());
    while let Some(argument) = arguments.next().transpose()? {
        match argument.as_str() {
            "--help" | "-h" => return Ok(Request::Help),
            "--input" | "--output" => {
                let chosen = if argument == "--input" { &mut choice.input } else { &mut choice.output };
                let name = arguments.next().transpose()?.ok_or(format!("`{argument}` is not followed by a name"))?;
                if chosen.replace((name, Span::call_site().into())).is_some() {
                    return Err(format!("`{argument}` is given twice"));
                }
            }
            option if option.starts_with("--") => return Err(format!("unknown option {option:?}")),
            _ => {
                if path.replace(argument).is_some() {
                    return Err("more than one file is named".to_owned());
                }
            }
        }
    }
    let path = path.ok_or("no file is named")?;
    Ok(Request::Report { path, choice })
}

/// The network of the file at `path`, of which an input and an output may be chosen.
fn report(path: &str, choice: &Choice) -> Result<String, String> {
    let file = File { path: whole_path(path)?, place: Span::call_site().into() };
    // As it was asked for.
    let named = |text: &str| text.replace(&file.path, &one_line(path));
    let unreadable = |text: &str| named(text).lines().map(one_line).collect::<Vec<_>>().join("\n");
    let content = files::read(&file).map_err(|error| unreadable(error.text()))?;
    let mut model = decode(&content, &file).map_err(|error| unreadable(error.text()))?;
    let lines = lines_of(&mut model, content.len(), (&file, choice))
        .map_err(|refusals| named(&text::refused(path, text::refusals(&refusals))))?;
    let model = lowered::parsed(&lines.declaration(""), Span::call_site())
        .and_then(|network| check(&network).map_err(|failure| failure.errors))
        .map_err(|errors| {
            let errors = in_terms_of_nodes(errors, &lines).into_iter();
            text::refused(path, errors.map(|error| error.text().to_owned()))
        })?;
    Ok(text::network(&lines, &model, Path::new(&file.path)))
}

/// The whole path. The macro takes others from the folder of a `Cargo.toml` on; here they are from the current one on.
fn whole_path(path: &str) -> Result<String, String> {
    let cannot = |error: &str| format!("cannot read `{}`: {}", one_line(path), one_line(error));
    let whole = absolute(path).map_err(|error| cannot(&error.to_string()))?;
    let metadata = std::fs::metadata(&whole).map_err(|error| cannot(&error.to_string()))?;
    // Neither a folder, nor a device that has no end.
    if !metadata.is_file() {
        return Err(cannot("it is no file"));
    }
    whole.into_os_string().into_string().map_err(|_| cannot("the path of the current folder is no UTF-8"))
}
