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

use core::fmt;

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
    pub loss: Option<Loss>,
    /// In the order of declaration, at least one; the last is the output.
    pub lines: &'static [Line],
}

/// One line of a declaration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The label, or the position of the line counted from 0: the prefix of its parameters' names.
    pub name: &'static str,
    /// What the line does.
    pub layer: Layer,
    /// What it takes: one value, or two and more for [`Layer::Add`] and [`Layer::Concat`].
    pub operands: &'static [Operand],
    /// Shape of the line's output.
    pub shape: &'static [usize],
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// The network's input.
    Input,
    /// The output of an earlier line, by its index in [`Topology::lines`].
    Line(usize),
}

/// What a line does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layer {
    /// `y = f(W x + b)`; `W [outputs, inputs]`, `b [outputs]`.
    Dense {
        /// Length of the operand.
        inputs: usize,
        /// Length of the output.
        outputs: usize,
        /// Whether there is a `b`.
        bias: bool,
        /// `f`.
        activation: Activation,
    },
    /// `y = f(x)`.
    Activation(Activation),
    /// All axes into one; the last axis runs fastest.
    Flatten,
    /// While training, removes elements at random; else nothing.
    Dropout {
        /// Probability of an element to be removed, in (0, 1).
        rate: f32,
    },
    /// Elementwise sum of all operands.
    Add,
    /// All operands one behind the other.
    Concat,
}

/// An activation function with its constants; `docs/math.md` has the formulas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// `x`.
    Identity,
    /// `max(x, 0)`.
    Relu,
    /// `x` where positive, else `slope x`.
    LeakyRelu {
        /// Factor below 0.
        slope: f32,
    },
    /// `x` where positive, else `alpha (e^x - 1)`.
    Elu {
        /// Minus the limit at minus infinity.
        alpha: f32,
    },
    /// ELU with the constants of Klambauer et al. 2017.
    Selu,
    /// `x / 2 (1 + erf(x / sqrt 2))`.
    Gelu,
    /// `x sigmoid(x)`.
    Silu,
    /// `ln(1 + e^x)`.
    Softplus,
    /// `1 / (1 + e^-x)`.
    Sigmoid,
    /// `tanh x`.
    Tanh,
    /// `clamp(x / 6 + 1/2, 0, 1)`.
    HardSigmoid,
    /// `x hard_sigmoid(x)`.
    HardSwish,
    /// `e^x` over the sum of all `e^x`.
    Softmax,
}

/// A loss with its constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loss {
    /// Mean squared error.
    Mse,
    /// Mean absolute error.
    Mae,
    /// Squared up to `delta`, absolute beyond.
    Huber {
        /// Where the two meet, above 0.
        delta: f32,
    },
    /// Of probabilities that are independent.
    BinaryCrossEntropy,
    /// Of the probabilities of classes.
    CrossEntropy,
}

impl Line {
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
        let (name, constant) = line.layer.name_and_constant();
        f.write_str(name)?;
        let mut arguments = Arguments::new(f);
        if let Layer::Dense { outputs, bias, activation, .. } = line.layer {
            arguments.next(format_args!("{outputs}"))?;
            if activation != Activation::Identity {
                arguments.next(format_args!("{activation}"))?;
            }
            if !bias {
                arguments.next(format_args!("bias = false"))?;
            }
        } else if let Some(constant) = constant {
            arguments.next(format_args!("{constant:?}"))?;
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

impl Layer {
    fn name_and_constant(self) -> (&'static str, Option<f32>) {
        match self {
            Self::Dense { .. } => ("dense", None),
            Self::Activation(activation) => activation.name_and_constant(),
            Self::Flatten => ("flatten", None),
            Self::Dropout { rate } => ("dropout", Some(rate)),
            Self::Add => ("add", None),
            Self::Concat => ("concat", None),
        }
    }
}

impl Activation {
    fn name_and_constant(self) -> (&'static str, Option<f32>) {
        match self {
            Self::Identity => ("identity", None),
            Self::Relu => ("relu", None),
            Self::LeakyRelu { slope } => ("leaky_relu", Some(slope)),
            Self::Elu { alpha } => ("elu", Some(alpha)),
            Self::Selu => ("selu", None),
            Self::Gelu => ("gelu", None),
            Self::Silu => ("silu", None),
            Self::Softplus => ("softplus", None),
            Self::Sigmoid => ("sigmoid", None),
            Self::Tanh => ("tanh", None),
            Self::HardSigmoid => ("hard_sigmoid", None),
            Self::HardSwish => ("hard_swish", None),
            Self::Softmax => ("softmax", None),
        }
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_call(f, self.name_and_constant())
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_call(
            f,
            match *self {
                Self::Mse => ("mse", None),
                Self::Mae => ("mae", None),
                Self::Huber { delta } => ("huber", Some(delta)),
                Self::BinaryCrossEntropy => ("binary_cross_entropy", None),
                Self::CrossEntropy => ("cross_entropy", None),
            },
        )
    }
}

/// `relu` or `leaky_relu(0.1)`; the constant in the form that reads back to the same bits.
fn write_call(f: &mut fmt::Formatter<'_>, (name, constant): (&str, Option<f32>)) -> fmt::Result {
    match constant {
        Some(constant) => write!(f, "{name}({constant:?})"),
        None => f.write_str(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString as _;

    #[test]
    fn losses_are_printed_as_they_are_declared() {
        for (loss, expected) in [
            (Loss::Mse, "mse"),
            (Loss::Mae, "mae"),
            (Loss::Huber { delta: 0.1 }, "huber(0.1)"),
            (Loss::BinaryCrossEntropy, "binary_cross_entropy"),
            (Loss::CrossEntropy, "cross_entropy"),
        ] {
            assert_eq!(loss.to_string(), expected);
        }
    }

    #[test]
    fn constants_read_back_to_the_same_bits() {
        for slope in [1.0, -0.0, 0.1, 1e-30, 16_777_216.0, f32::MAX] {
            let text = Activation::LeakyRelu { slope }.to_string();
            let number = text.trim_start_matches("leaky_relu(").trim_end_matches(')');
            assert_eq!(number.parse::<f32>().map(f32::to_bits), Ok(slope.to_bits()), "{text}");
        }
    }
}
