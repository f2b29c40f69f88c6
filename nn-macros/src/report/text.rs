//! What is printed of a network, and of what is in the way of one.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use crate::graph::one_line;
use crate::language::limits::grouped;
use crate::model::{Model, Node};
use crate::onnx::lines::Lines;
use crate::onnx::refused::{Refusals, Text};

/// The declaration, its sizes, and what of the file at `path` is not in it.
pub(super) fn network(lines: &Lines, model: &Model, path: &Path) -> String {
    let declaration = format!("struct {}", lines.declaration("Net"));
    let mut text = String::from("network! {\n");
    declaration.lines().for_each(|line| write_line(&mut text, &format!("    {line}")));
    text.push_str("}\n\n");
    text.push_str(&table(model));
    let n_parameters: usize = model.nodes.iter().map(n_parameters).sum();
    let bytes = grouped(n_parameters * size_of::<f32>());
    write_line(&mut text, &format!("\nThe parameters take {bytes} bytes, as `f32` without padding."));
    for remark in lines.remarks() {
        write_line(&mut text, &one_line(remark));
        if remark.contains("Double") {
            write_line(&mut text, "Export after `model.float()` for a file that computes in `f32`, too.");
        }
    }
    for beside in lines.beside() {
        let beside = Path::new(beside);
        let below = path.parent().and_then(|folder| beside.strip_prefix(folder).ok()).unwrap_or(beside);
        write_line(&mut text, &format!("Read beside it: `{}`.", one_line(&below.to_string_lossy())));
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
    let [titles, shapes, numbers, operations] = [0, 1, 2, 3].map(width);
    let mut text = String::new();
    for [title, shape, number, operation] in &rows {
        let row = format!("{title:titles$}  {shape:shapes$}  {number:>numbers$}  {operation:>operations$}");
        write_line(&mut text, row.trim_end());
    }
    text
}

/// How many numbers the parameters of a line are.
fn n_parameters(node: &Node) -> usize {
    let parameters = node.layer.parameters();
    parameters.iter().map(|parameter| parameter.shape.iter().product::<usize>()).sum()
}

/// What is in the way of the file at `path`, numbered.
pub(super) fn refused(path: &str, texts: impl IntoIterator<Item = String>) -> String {
    let mut text = format!("`{}` is refused:\n", one_line(path));
    for (number, refusal) in (1_usize..).zip(texts) {
        for (index, line) in refusal.lines().enumerate() {
            let start = if index == 0 { format!("{number}. ") } else { "   ".to_owned() };
            write_line(&mut text, &format!("{start}{line}"));
        }
    }
    text
}

/// Each refusal with its notes and its help. What several have in common, as the list of supported operators is, stands at the first.
pub(super) fn refusals(refusals: &Refusals) -> impl Iterator<Item = String> {
    let mut seen = HashSet::new();
    refusals.texts().map(move |Text { message, notes, help }| {
        let mut text = message;
        let notes = notes.into_iter().map(|note| format!("\nnote: {note}"));
        for line in notes.chain(help.map(|help| format!("\nhelp: {help}"))) {
            if seen.insert(line.clone()) {
                text.push_str(&line);
            }
        }
        text
    })
}

fn write_line(text: &mut String, line: &str) {
    let written = writeln!(text, "{line}");
    debug_assert!(written.is_ok(), "writing to a string does not fail");
}
