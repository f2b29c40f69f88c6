//! What a network computes, as plain constant data: its shapes, its loss, and for each line the layer and its operands.
//!
//! The macro prints one [`Topology`] for each network, `Network::TOPOLOGY`. It stands in weight files and checkpoints,
//! and the ONNX export is a walk over it. It needs no allocator.
//!
//! ```
//! use nn_runtime::prelude::*;
//!
//! network! {
//!     #[loss(mse)]
//!     struct Residual: [8] -> [1] {
//!         first: dense(16, relu),
//!         dense(16),
//!         add(first),
//!         output: dense(1),
//!     }
//! }
//!
//! assert_eq!(Residual::TOPOLOGY.lines.len(), 4);
//! assert_eq!(
//!     Residual::TOPOLOGY.to_string(),
//!     "#[loss(mse)]\nstruct Residual: [8] -> [1] {\n    first: dense(16, relu),\n    dense(16),\n    add(first),\n    \
//!      output: dense(1),\n}\n",
//! );
//! ```

#[cfg(any(feature = "audio-load", feature = "safetensors"))]
mod declared;

use core::fmt;

#[cfg(any(feature = "audio-load", feature = "safetensors"))]
pub(crate) use declared::compare_declarations;

/// A whole network. Its [`Display`](fmt::Display) is the declaration in the syntax of `network!`, without visibility,
/// documentation and initialisers, which are no part of what is computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Topology {
    /// Name of the declared struct.
    pub name: &'static str,
    /// Shape of one input: `[n]`, `[channels, time]` or `[channels, height, width]`.
    pub input: &'static [usize],
    /// Shape of one output.
    pub output: &'static [usize],
    /// The declared loss, if there is one.
    pub loss: Option<Call>,
    /// In the order of declaration, at least one; the last is the output.
    pub lines: &'static [Line],
}

/// One line of a declaration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The label, or the position of the line counted from 0: the prefix of its parameters' names.
    pub name: &'static str,
    /// What the line does, as a declaration names it: `dense`, `relu`, `add`. `docs/grammar.md` lists the kinds.
    pub kind: &'static str,
    /// In the order of their declaration: sizes and constants always, an activation and flags where they are not what they are by
    /// default.
    pub arguments: &'static [Argument],
    /// What it takes: one value, or for a join two and more.
    pub operands: &'static [Operand],
    /// Shape of the line's output.
    pub shape: &'static [usize],
}

/// An argument of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Argument {
    /// The parameter that it is for: `outputs`, `rate`.
    pub name: &'static str,
    /// What is given.
    pub value: Value,
}

/// The value of an argument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A number of elements.
    Count(usize),
    /// A constant.
    Number(f32),
    /// A choice; it is written with its parameter's name.
    Flag(bool),
    /// An activation.
    Call(Call),
    /// A constant that is written with its parameter's name.
    Named(f32),
    /// A number of elements along each axis; equal ones are written as one number. All but `kernel`, which others follow by position, are
    /// written with their parameter's name.
    Counts(&'static [usize]),
    /// Numbers of elements, or of axes, written as a list without the parameter's name.
    List(&'static [usize]),
    /// One of some names; it is written with its parameter's name.
    Word(&'static str),
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// The network's input.
    Input,
    /// The output of an earlier line, by its index in [`Topology::lines`].
    Line(usize),
}

/// An activation or a loss: its name and its constants. `docs/math.md` has the formulas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Call {
    /// As a declaration names it. A loss that is computed from logits has its flag here: `cross_entropy_from_logits` is declared
    /// `cross_entropy(from_logits = true)`.
    pub name: &'static str,
    /// In the order of their declaration: all of an activation; of a loss those that are not what they are by default.
    pub constants: &'static [f32],
}

impl Line {
    /// The value of an argument that is in [`Line::arguments`].
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<Value> {
        self.arguments.iter().find(|argument| argument.name == name).map(|argument| argument.value)
    }

    /// The label, if the line has one.
    #[must_use]
    pub fn label(&self) -> Option<&'static str> {
        // A label is an identifier, which no digit begins.
        (!self.name.starts_with(|first: char| first.is_ascii_digit())).then_some(self.name)
    }
}

impl Topology {
    /// The line at `index` as it is declared, without a comma; nothing beyond the last line.
    #[must_use]
    pub fn line(&self, index: usize) -> impl fmt::Display + use<> {
        Declared { topology: *self, index }
    }

    /// How an operand is named in a declaration.
    fn operand_name(&self, operand: Operand) -> &'static str {
        match operand {
            Operand::Input => "input",
            Operand::Line(index) => self.lines.get(index).map_or("", |line| line.name),
        }
    }
}

impl fmt::Display for Topology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(loss) = self.loss {
            writeln!(f, "#[loss({loss})]")?;
        }
        writeln!(f, "struct {}: {:?} -> {:?} {{", self.name, self.input, self.output)?;
        for index in 0..self.lines.len() {
            writeln!(f, "    {},", self.line(index))?;
        }
        writeln!(f, "}}")
    }
}

/// A line with what it needs to name its operands.
struct Declared {
    topology: Topology,
    index: usize,
}

impl fmt::Display for Declared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { topology, index } = self;
        let Some(line) = topology.lines.get(*index) else { return Ok(()) };
        if let Some(label) = line.label() {
            write!(f, "{label}: ")?;
        }
        f.write_str(line.kind)?;
        let mut arguments = Arguments::new(f);
        for argument in line.arguments {
            match argument.value {
                Value::Count(count) => arguments.next(format_args!("{count}"))?,
                // The form that reads back to the same bits.
                Value::Number(number) => arguments.next(format_args!("{number:?}"))?,
                Value::Flag(flag) => arguments.next(format_args!("{} = {flag}", argument.name))?,
                Value::Call(call) => arguments.next(format_args!("{call}"))?,
                Value::Named(number) => arguments.next(format_args!("{} = {number:?}", argument.name))?,
                Value::Word(word) => arguments.next(format_args!("{} = {word}", argument.name))?,
                Value::Counts(counts) if argument.name == "kernel" => {
                    arguments.next(format_args!("{}", OfAxes(counts)))?;
                }
                Value::List(list) => arguments.next(format_args!("{list:?}"))?,
                Value::Counts(counts) => arguments.next(format_args!("{} = {}", argument.name, OfAxes(counts)))?,
            }
        }
        let previous = index.checked_sub(1).map_or(Operand::Input, Operand::Line);
        if let Some((first, others)) = line.operands.split_first() {
            for other in others {
                arguments.next(format_args!("{}", topology.operand_name(*other)))?;
            }
            if *first != previous {
                arguments.next(format_args!("from = {}", topology.operand_name(*first)))?;
            }
        }
        arguments.finish()
    }
}

/// `[3, 5]`, or `3` where all are equal.
struct OfAxes(&'static [usize]);

impl fmt::Display for OfAxes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [first, others @ ..] if others.iter().all(|other| other == first) => write!(f, "{first}"),
            numbers => write!(f, "{numbers:?}"),
        }
    }
}

/// Prints `(a, b)`, and nothing where there are no arguments.
struct Arguments<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    any: bool,
}

impl<'a, 'f> Arguments<'a, 'f> {
    fn new(f: &'a mut fmt::Formatter<'f>) -> Self {
        Self { f, any: false }
    }

    fn next(&mut self, argument: fmt::Arguments<'_>) -> fmt::Result {
        self.f.write_str(if self.any { ", " } else { "(" })?;
        self.any = true;
        self.f.write_fmt(argument)
    }

    fn finish(self) -> fmt::Result {
        if self.any { self.f.write_str(")") } else { Ok(()) }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_logits = self.name.strip_suffix("_from_logits");
        f.write_str(of_logits.unwrap_or(self.name))?;
        let mut constants = Arguments::new(f);
        for constant in self.constants {
            // The form that reads back to the same bits.
            constants.next(format_args!("{constant:?}"))?;
        }
        if of_logits.is_some() {
            constants.next(format_args!("from_logits = true"))?;
        }
        constants.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString as _;

    #[test]
    fn losses_are_printed_as_they_are_declared() {
        assert_eq!(Call { name: "mse", constants: &[] }.to_string(), "mse");
        assert_eq!(Call { name: "huber", constants: &[0.1] }.to_string(), "huber(0.1)");
        let logits = |constants| Call { name: "cross_entropy_from_logits", constants }.to_string();
        assert_eq!(logits(&[]), "cross_entropy(from_logits = true)");
        assert_eq!(logits(&[0.1]), "cross_entropy(0.1, from_logits = true)");
        assert_eq!(Call { name: "hard_tanh", constants: &[-1.0, 2.5] }.to_string(), "hard_tanh(-1.0, 2.5)");
    }

    #[test]
    fn numbers_of_axes_are_printed_as_they_are_declared() {
        let counts = |name, counts| Argument { name, value: Value::Counts(counts) };
        let printed = |kind, arguments: std::vec::Vec<Argument>| {
            let line = Line { name: "0", kind, arguments: arguments.leak(), operands: &[Operand::Input], shape: &[1] };
            let lines = std::vec![line].leak();
            Topology { name: "Net", input: &[1], output: &[1], loss: None, lines }.line(0).to_string()
        };
        let relu = Argument { name: "activation", value: Value::Call(Call { name: "relu", constants: &[] }) };
        let channels = Argument { name: "channels", value: Value::Count(4) };
        let arguments = std::vec![
            channels,
            counts("kernel", &[3, 3]),
            relu,
            counts("stride", &[2, 1]),
            counts("padding", &[1, 1, 1, 1]),
            counts("groups", &[2]),
        ];
        assert_eq!(printed("conv2d", arguments), "conv2d(4, 3, relu, stride = [2, 1], padding = 1, groups = 2)");
        let arguments = std::vec![counts("kernel", &[3]), counts("padding", &[2, 0])];
        assert_eq!(printed("max_pool", arguments), "max_pool(3, padding = [2, 0])");
    }

    #[test]
    fn constants_read_back_to_the_same_bits() {
        for slope in [1.0, -0.0, 0.1, 1e-30, 16_777_216.0, f32::MAX] {
            let argument = Argument { name: "slope", value: Value::Number(slope) };
            let lines = &[Line {
                name: "0",
                kind: "leaky_relu",
                arguments: std::boxed::Box::leak(std::boxed::Box::new([argument])),
                operands: &[Operand::Input],
                shape: &[1],
            }];
            let topology = Topology {
                name: "Net",
                input: &[1],
                output: &[1],
                loss: None,
                lines: std::boxed::Box::leak(std::boxed::Box::new(*lines)),
            };
            let text = topology.line(0).to_string();
            let number = text.trim_start_matches("leaky_relu(").trim_end_matches(')');
            assert_eq!(number.parse::<f32>().map(f32::to_bits), Ok(slope.to_bits()), "{text}");
        }
    }
}
