//! Files of programs for real-time audio, `RTNeural`'s JSON and Neural Amp Modeler's `.nam`, as the declaration that a person would have written,
//! with the values of its parameters.
//!
//! ```text
//! bytes --json--> items --rtneural, nam--> lines --rate--> Declaration
//! ```
//!
//! | module | knows |
//! |---|---|
//! | `json` | how a file is read item by item, and what is wrong with an item |
//! | `lines` | how layers are written, and the order of their parameters' elements |
//! | `rtneural`, `nam` | what a file of that program may contain, and what it computes |
//! | `rate` | another rate of samples than a network was trained at |
//!
//! nn-macros reads a file while a program is compiled, nn-runtime while it runs.

mod json;
mod lines;
mod nam;
mod rate;
mod rtneural;
#[cfg(test)]
mod tests;

use core::fmt::{self, Write as _};

pub use json::Mistake;

use json::Item;

/// The program that wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `RTNeural`'s JSON.
    Rtneural,
    /// What Neural Amp Modeler writes.
    Nam,
}

/// What is chosen of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Options {
    /// Of a file with several models the first whose `max_value` is above this, without it the last one. Of an array with `n` widths number
    /// `floor(size n)`, counted from 0 and at most the last, without it all channels.
    pub size: Option<f64>,
    /// Samples a second that the network is to be for. It is as the file has it without.
    pub rate: Option<f64>,
}

/// A network that was in a file.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// Numbers of an input.
    pub input: usize,
    /// Numbers of an output.
    pub output: usize,
    /// In order, at least one; the last is the output.
    pub lines: Vec<Line>,
    /// What it is: `a WaveNet of Neural Amp Modeler`.
    pub title: String,
    /// Sentences for a documentation.
    pub remarks: Vec<String>,
    /// Samples a second that it is for, if the file says it.
    pub sample_rate: Option<f64>,
}

/// A line of a declaration.
#[derive(Clone, Debug)]
pub struct Line {
    /// Empty where it has none; then only the next line takes it.
    pub label: String,
    /// `dense`, `tanh`.
    pub kind: &'static str,
    /// As they are written, without taps and operands: sizes and constants always, flags where they are not what they are by default.
    arguments: Vec<String>,
    /// Of a convolution over time.
    taps: Option<Taps>,
    /// What it takes, at least one.
    operands: Vec<Operand>,
    /// Numbers of the first operand.
    pub inputs: usize,
    /// Its numbers.
    pub outputs: usize,
    /// By their roles, `weight`; finite numbers in row-major order.
    pub parameters: Vec<(&'static str, Vec<f32>)>,
}

/// Which inputs a convolution looks at: this one and those before it.
#[derive(Clone, Copy, Debug)]
struct Taps {
    /// How many, 2 or more.
    kernel: usize,
    /// From one to the next.
    dilation: usize,
}

/// What a line takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// The input of the network.
    Input,
    /// An earlier line, by its position.
    Line(usize),
}

/// The network in the content of a file.
///
/// # Errors
/// What is wrong with the file, or with what is chosen of it.
pub fn read(content: &[u8], format: Format, options: Options) -> Result<Declaration, Mistake> {
    lower(&Item::root(&json::parse(content)?), format, options)
}

/// The network in the content of a file of either program, as its keys tell.
///
/// # Errors
/// What is wrong with the file, or with what is chosen of it.
pub fn read_any(content: &[u8], options: Options) -> Result<Declaration, Mistake> {
    let value = json::parse(content)?;
    let root = Item::root(&value);
    let format = if root.find("architecture").is_some() { Format::Nam } else { Format::Rtneural };
    lower(&root, format, options)
}

fn lower(root: &Item<'_>, format: Format, options: Options) -> Result<Declaration, Mistake> {
    match format {
        Format::Rtneural => rtneural::lower(root, options),
        Format::Nam => nam::lower(root, options),
    }
}

impl Line {
    fn is_recurrent(&self) -> bool {
        matches!(self.kind, "gru" | "lstm")
    }
}

impl Declaration {
    /// Whether it is a stream.
    #[must_use]
    pub fn remembers(&self) -> bool {
        self.lines.iter().any(|line| line.taps.is_some() || line.is_recurrent())
    }

    /// The line at `index` as it is declared, without a comma, where lines are called as `label` says; nothing beyond the last line.
    pub fn line<'n>(&self, index: usize, label: impl Fn(usize) -> &'n str) -> String {
        let Some(line) = self.lines.get(index) else { return String::new() };
        let name = |operand: &Operand| match operand {
            Operand::Input => "input",
            Operand::Line(index) => label(*index),
        };
        let mut arguments = line.arguments.clone();
        if let Some(Taps { kernel, dilation }) = line.taps {
            let dilation = (dilation > 1).then(|| format!("dilation = {dilation}"));
            let of_time = [kernel.to_string()].into_iter().chain(dilation).chain(["causal = true".to_owned()]);
            let behind_outputs = arguments.len().min(1);
            arguments.splice(behind_outputs..behind_outputs, of_time);
        }
        let before = index.checked_sub(1).map_or(Operand::Input, Operand::Line);
        if let Some((first, others)) = line.operands.split_first() {
            arguments.extend(others.iter().map(|operand| name(operand).to_owned()));
            if *first != before {
                arguments.push(format!("from = {}", name(first)));
            }
        }
        let label = label(index);
        let label = if label.is_empty() { String::new() } else { format!("{label}: ") };
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        format!("{label}{}{arguments}", line.kind)
    }
}

/// What follows the name of the struct: `: [1] -> [1] { .. }`.
impl fmt::Display for Declaration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, ": [{}] -> [{}] {{", self.input, self.output)?;
        let label = |index: usize| self.lines.get(index).map_or("", |line| line.label.as_str());
        for index in 0..self.lines.len() {
            writeln!(f, "    {},", self.line(index, label))?;
        }
        f.write_char('}')
    }
}
