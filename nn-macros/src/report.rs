//! What the program `nn-onnx` prints: the network that `#[onnx(..)]` makes of a file, or all that is in the way.

use std::fmt::Write as _;
use std::path::{Path, absolute};

use proc_macro2::Span;

use crate::check::check;
use crate::errors::Diagnostic;
use crate::files;
use crate::graph::one_line;
use crate::model::{File, Model, Node};
use crate::onnx::import::{decode, lines_of, parsed, with_nodes};
use crate::onnx::lines::Lines;
use crate::onnx::refused::{Refusals, Text};

/// Why there is no network.
#[derive(Debug, PartialEq)]
pub(crate) enum Failure {
    /// The file cannot be read, or is no ONNX model.
    Unreadable(String),
    /// The file is refused.
    Refused(String),
}

/// The network of the file at `path`, of which `output` chooses an output.
pub(crate) fn report(path: &str, output: Option<&str>) -> Result<String, Failure> {
    let file = File { path: path_of(path)?, place: Span::call_site().into() };
    let name = |error: &Diagnostic| Failure::Unreadable(lines_without_controls(error.text()));
    let content = files::read(&file).map_err(|error| name(&error))?;
    let mut model = decode(&content, &file).map_err(|error| name(&error))?;
    let lines = lines_of(&mut model, content.len(), (&file, output));
    let lines = lines.map_err(|refusals| Failure::Refused(written(path, &refusals)))?;
    let model = parsed(&lines, Span::call_site())
        .and_then(|network| check(&network).map_err(|failure| failure.errors))
        .map_err(|errors| {
            let errors = errors.into_list();
            let texts = errors.iter().map(|error| with_nodes(error, &lines).text().to_owned());
            Failure::Refused(listed(path, &texts.collect::<Vec<_>>()))
        })?;
    Ok(network(&lines, &model))
}

/// The whole path. The macro takes others from the folder of a `Cargo.toml` on; here they are from the current one on.
fn path_of(path: &str) -> Result<String, Failure> {
    let cannot = |error: &str| Failure::Unreadable(format!("cannot read `{}`: {}", one_line(path), one_line(error)));
    let whole = absolute(path).map_err(|error| cannot(&error.to_string()))?;
    let metadata = std::fs::metadata(&whole).map_err(|error| cannot(&error.to_string()))?;
    // Neither a folder, nor a device that has no end.
    if !metadata.is_file() {
        return Err(cannot("it is no file"));
    }
    let whole = Path::to_str(&whole).ok_or_else(|| cannot("the path of the current folder is no UTF-8"))?;
    Ok(whole.to_owned())
}

/// The declaration, its sizes, and what of the file is not in it.
fn network(lines: &Lines, model: &Model) -> String {
    let mut text = String::from("network! {\n");
    for line in format!("struct {}", lines.declaration("Net")).lines() {
        text.push_str("    ");
        text.push_str(line);
        text.push('\n');
    }
    text.push_str("}\n\n");
    text.push_str(&table(model));
    let n_parameters: usize = model.nodes.iter().map(n_parameters).sum();
    let bytes = grouped(n_parameters * size_of::<f32>());
    let _ = writeln!(text, "\nparameters take {bytes} bytes, as `f32` without padding");
    for remark in lines.remarks() {
        let _ = writeln!(text, "{}", one_line(remark));
        if remark.contains("Double") {
            text.push_str("Export after `model.float()` to have the exporter round them.\n");
        }
    }
    for path in lines.beside() {
        let _ = writeln!(text, "Read too: `{}`.", one_line(path));
    }
    text
}

/// A row for each line of the declaration, and their sum.
fn table(model: &Model) -> String {
    let mut rows = vec![["line", "shape", "parameters", "multiply-adds"].map(str::to_owned)];
    rows.push(["input".to_owned(), format!("{:?}", model.input.0), String::new(), String::new()]);
    let (mut all_parameters, mut all_operations) = (0, 0);
    for node in &model.nodes {
        let (parameters, operations) = (n_parameters(node), node.layer.multiply_adds());
        all_parameters += parameters;
        all_operations += operations;
        let title = node.label.as_ref().map_or_else(|| node.layer.kind().to_owned(), ToString::to_string);
        rows.push([title, format!("{:?}", node.shape.0), grouped(parameters), grouped(operations)]);
    }
    rows.push(["all".to_owned(), String::new(), grouped(all_parameters), grouped(all_operations)]);
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let [title, shape, parameters, operations] = [width(0), width(1), width(2), width(3)];
    let mut text = String::new();
    for [of_title, of_shape, of_parameters, of_operations] in &rows {
        let row =
            format!("{of_title:title$}  {of_shape:shape$}  {of_parameters:>parameters$}  {of_operations:>operations$}");
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

/// How many numbers the parameters of a line are.
fn n_parameters(node: &Node) -> usize {
    let parameters = node.layer.parameters();
    parameters.iter().map(|parameter| parameter.shape.iter().product::<usize>()).sum()
}

/// All refusals, each with its notes and its help. Operators have one list of those that are supported: it is printed once.
fn written(path: &str, refusals: &Refusals) -> String {
    let mut seen: Vec<String> = Vec::new();
    let texts = refusals.texts().map(|Text { message, notes, help }| {
        let notes = notes.into_iter().map(|note| format!("note: {note}"));
        let rest = notes.chain(help.map(|help| format!("help: {help}")));
        let new = rest.filter(|line| {
            let is_new = !seen.contains(line);
            seen.push(line.clone());
            is_new
        });
        std::iter::once(message).chain(new.collect::<Vec<_>>()).collect::<Vec<_>>().join("\n")
    });
    let texts: Vec<String> = texts.collect();
    listed(path, &texts)
}

/// What is in the way, numbered.
fn listed(path: &str, texts: &[String]) -> String {
    let mut text = format!("`{}` is refused:\n", one_line(path));
    for (number, refusal) in (1..).zip(texts) {
        for (index, line) in refusal.lines().enumerate() {
            let start = if index == 0 { format!("{number}. ") } else { "   ".to_owned() };
            let _ = writeln!(text, "{start}{}", one_line(line));
        }
    }
    text
}

/// The lines of a message, each without characters that cannot be seen.
fn lines_without_controls(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n")
}

/// `1_234`, as the language writes numbers.
fn grouped(number: usize) -> String {
    crate::language::limits::grouped(number)
}
