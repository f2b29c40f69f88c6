//! `rnn`, `lstm` and `gru`: layers with a memory, which make a network a stream, or go through the steps of a window (Elman 1990, Hochreiter and Schmidhuber 1997, Cho et al.
//! 2014). Equations, the order of gates and the names of parameters are `PyTorch`'s.

use super::window::{self, Axes};
use super::{Checked, Kind, Operands, Site, Width, dense, layer};
use crate::ast;
use crate::errors::Diagnostic;
use crate::ir::{Builder, Cell, FieldId, GateParts, Operand, Part, ValueId};
use crate::language::activations::ACTIVATIONS;
use crate::language::arguments::Parameter;
use crate::language::table::Chosen;
use crate::language::values::{size, subject};
use crate::model::{Activation, Argument, Init, Layer, Parameter as Weights, Shape, Value};

pub(super) const RNN: Kind = Kind {
    name: "rnn",
    aliases: &["simplernn", "rnncell", "elman"],
    usage: "rnn(outputs, activation = tanh, bias = true, layers = 1, bidirectional = false, reverse = false, initial = false, from = label)",
    parameters: &[
        Parameter::required("outputs"),
        Parameter::optional("activation"),
        Parameter::named("bias"),
        Parameter::named("layers"),
        Parameter::named("bidirectional"),
        Parameter::named("reverse"),
        Parameter::named("initial"),
    ],
    operands: Operands::One,
    roles: ROLES_OF_ONE,
    width: Width::Given,
    operators: operators![],
    check: |site| check(site, Gates::One),
};

pub(super) const LSTM: Kind = Kind {
    name: "lstm",
    aliases: &["lstmcell"],
    usage: "lstm(outputs, bias = true, layers = 1, bidirectional = false, reverse = false, initial = false, from = label)",
    parameters: &[
        Parameter::required("outputs"),
        Parameter::named("bias"),
        Parameter::named("layers"),
        Parameter::named("bidirectional"),
        Parameter::named("reverse"),
        Parameter::named("initial"),
    ],
    operands: Operands::One,
    roles: ROLES,
    width: Width::Given,
    operators: operators![],
    check: |site| check(site, Gates::Lstm),
};

pub(super) const GRU: Kind = Kind {
    name: "gru",
    aliases: &["grucell"],
    usage: "gru(outputs, bias = true, reset = after, layers = 1, bidirectional = false, reverse = false, initial = false, from = label)",
    parameters: &[
        Parameter::required("outputs"),
        Parameter::named("bias"),
        Parameter::named("layers"),
        Parameter::named("bidirectional"),
        Parameter::named("reverse"),
        Parameter::named("reset"),
        Parameter::named("initial"),
    ],
    operands: Operands::One,
    roles: ROLES_OF_ONE,
    width: Width::Given,
    operators: operators![],
    check: |site| match window::word(site, "reset", RESETS) {
        Some(resets_first) => check(site, Gates::Gru { resets_first }),
        None => Checked::default(),
    },
};

/// Whether a GRU resets before the product with the weights: `PyTorch` does so after it, ONNX and Keras have both.
const RESETS: &[(&str, bool)] = &[("after", false), ("before", true)];

/// As `PyTorch` names the parameters of the first layer of a stack; behind them what a new stream remembers, which `PyTorch`'s modules take
/// as arguments, by the names that these have.
const ROLES: &[&str] = &["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "h0", "c0"];

/// The end of the names of a layer of a stack, forward or back in time, and its weights and biases.
struct Names {
    end: &'static str,
    weights: [&'static str; 2],
    biases: [&'static str; 2],
}

macro_rules! names {
    ($($layer:literal),*) => {
        [$([names!(of $layer, ""), names!(of $layer, "_reverse")]),*]
    };
    (of $layer:literal, $direction:literal) => {
        Names {
            end: concat!($layer, $direction),
            weights: [concat!("weight_ih_", $layer, $direction), concat!("weight_hh_", $layer, $direction)],
            biases: [concat!("bias_ih_", $layer, $direction), concat!("bias_hh_", $layer, $direction)],
        }
    };
}

/// Of each layer that a stack may have, in both directions.
static NAMES: [[Names; 2]; 8] = names!("l0", "l1", "l2", "l3", "l4", "l5", "l6", "l7");

/// Those of a layer that has no cell.
const ROLES_OF_ONE: &[&str] = ROLES.first_chunk::<5>().expect("there are six").as_slice();

/// What the sums of a layer are for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gates {
    /// There are none: the sums go through an activation.
    One,
    /// `i f g o`.
    Lstm,
    /// `r z n`. Where it resets first, the reset is multiplied with what is remembered, and not with a sum over that.
    Gru { resets_first: bool },
}

fn check(site: &mut Site<'_>, gates: Gates) -> Checked {
    let outputs = dense::outputs(site);
    let activation = activation(site);
    let bias = site.flag("bias", true);
    let initial = site.flag("initial", false);
    let (layers, direction) = (layers(site), direction(site));
    let operand = operand(site);
    let is_one = layers.zip(direction).is_none_or(|(layers, direction)| layers == 1 && direction != Time::Both);
    let is_refused = initial == Some(true) && !is_one && refuse_initial(site).is_some();
    let goes_back = direction.filter(|direction| *direction != Time::Forward);
    let is_refused = is_refused || goes_back.is_some_and(|direction| refuse_stream(site, direction).is_some());
    let recurrent = || {
        let ((inputs, steps), outputs, layers, direction) = (operand?, outputs?, layers?, direction?);
        let (bias, initial, activation) = (bias?, initial?, activation?);
        Some(layer(Recurrent { gates, inputs, steps, outputs, layers, direction, bias, initial, activation }))
    };
    let shape = operand.zip(outputs).and_then(|((_, steps), outputs)| match (steps, direction?) {
        (Some(steps), direction) => window::shape(site, Axes::Time, direction.count() * outputs, [1, steps]),
        (None, Time::Forward) => Some(Shape(vec![outputs])),
        (None, Time::Back | Time::Both) => None,
    });
    Checked {
        layer: recurrent().filter(|_| shape.is_some() && !is_refused),
        shape,
        size: site.argument("outputs").map(ast::Value::place),
        activation: None,
    }
}

/// Where the layers of a line go in time.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Time {
    Forward,
    /// From the last step of a window to the first.
    Back,
    /// Each layer goes in both directions, and gives both.
    Both,
}

impl Time {
    /// How many directions.
    fn count(self) -> usize {
        if self == Self::Both { 2 } else { 1 }
    }

    /// The argument that says so, and how messages call such a layer.
    fn written(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Forward => None,
            Self::Back => Some(("reverse", "goes back in time")),
            Self::Both => Some(("bidirectional", "is bidirectional")),
        }
    }
}

/// Where the layers go in time; `None` where that is a mistake.
fn direction(site: &mut Site<'_>) -> Option<Time> {
    match (site.flag("bidirectional", false)?, site.flag("reverse", false)?) {
        (false, false) => Some(Time::Forward),
        (false, true) => Some(Time::Back),
        (true, false) => Some(Time::Both),
        (true, true) => {
            let message = format!("`{}` is bidirectional, and is to go back in time", site.title);
            let error = Diagnostic::new(window::place(site, "reverse"), message)
                .note("a bidirectional layer goes in both directions")
                .help("remove `reverse`, or `bidirectional` for the steps from the last to the first alone");
            site.errors.push(error);
            None
        }
    }
}

/// How many layers are stacked.
fn layers(site: &mut Site<'_>) -> Option<usize> {
    let Some(value) = site.arguments.get("layers") else { return Some(1) };
    let layers = size(value, &subject("layers", site.title), site.errors)?;
    if layers <= NAMES.len() {
        return Some(layers);
    }
    let message = format!("`{}` stacks {layers} layers, at most {} are allowed", site.title, NAMES.len());
    site.errors.push(Diagnostic::new(value.place(), message).help("write a second line behind it"));
    None
}

/// An error for a stack that is to begin with parameters.
fn refuse_initial(site: &mut Site<'_>) -> Option<()> {
    let place = site.argument("initial")?.place();
    let message = format!("`{}` begins with parameters, and is several layers", site.title);
    let error = Diagnostic::new(place, message)
        .note("`h0` and `c0` are what one layer remembers at first, in one direction of time")
        .help("write a line for each layer, or remove `initial`");
    site.errors.push(error);
    Some(())
}

/// An error for a stream that is to go back in time.
fn refuse_stream(site: &mut Site<'_>, direction: Time) -> Option<()> {
    let operand = site.operand()?;
    let [len] = operand.shape.as_ref()?.0[..] else { return None };
    let (argument, what) = direction.written()?;
    let (place, title) = (window::place(site, argument), operand.title.clone());
    let error = Diagnostic::new(place, format!("`{}` {what}, and takes one step at a time", site.title))
        .note(format_args!("{title} has shape [{len}]: a stream does not know what comes"))
        .help(format_args!("declare the input as a window, [{len}, steps], or remove `{argument}`"));
    site.errors.push(error);
    Some(())
}

/// The numbers of a step, and the steps of a window if the operand is one.
fn operand(site: &mut Site<'_>) -> Option<(usize, Option<usize>)> {
    let operand = site.operand()?;
    let shape = operand.shape.clone()?;
    match shape.0[..] {
        [inputs] => return Some((inputs, None)),
        [channels, steps] => return Some((channels, Some(steps))),
        _ => {}
    }
    let title = &site.title;
    let message = format!("`{title}` expects a vector, [n], or a window, [channels, time], found {shape}");
    let error = Diagnostic::new(operand.place, message)
        .note(format_args!("{} has shape {shape}", operand.title))
        .help(format_args!("write a line `flatten` or `reshape([channels, time])` before `{title}`"));
    site.errors.push(error);
    None
}

/// `tanh` or `relu`; `tanh` too for layers that have no choice.
fn activation(site: &mut Site<'_>) -> Option<Activation> {
    let named = |name: &str| ACTIVATIONS.iter().find(|row| row.name == name).map(Chosen::plain);
    let Some(value) = site.arguments.get("activation") else { return named("tanh") };
    match value {
        ast::Value::Name(name) if name == "tanh" || name == "relu" => named(&name.to_string()),
        _ => {
            let message =
                format!("{} must be `tanh` or `relu`, found {}", subject("activation", site.title), value.describe());
            let error = Diagnostic::new(value.place(), message)
                .note("an `rnn` multiplies what it remembers in each step: other libraries have these two as well")
                .help("put another activation on the line behind it");
            site.errors.push(error);
            None
        }
    }
}

/// `h' = f(W_ih x + b_ih + W_hh h + b_hh)`, or with gates.
#[derive(Debug)]
struct Recurrent {
    gates: Gates,
    inputs: usize,
    /// Of the window that it goes through; none in a stream.
    steps: Option<usize>,
    outputs: usize,
    /// Of which each takes what the one before gives.
    layers: usize,
    direction: Time,
    bias: bool,
    /// Whether what a new stream remembers is a parameter, and not zeros.
    initial: bool,
    /// Of a layer without gates.
    activation: Activation,
}

impl Recurrent {
    fn kind_of(&self) -> &'static Kind {
        match self.gates {
            Gates::One => &RNN,
            Gates::Lstm => &LSTM,
            Gates::Gru { .. } => &GRU,
        }
    }

    fn n_gates(&self) -> usize {
        match self.gates {
            Gates::One => 1,
            Gates::Lstm => 4,
            Gates::Gru { .. } => 3,
        }
    }

    /// The parameters that a new stream remembers.
    fn initial(&self) -> impl Iterator<Item = &'static str> {
        let n_carries = if self.gates == Gates::Lstm { 2 } else { 1 };
        ROLES.iter().skip(4).take(if self.initial { n_carries } else { 0 }).copied()
    }

    /// What it was in the step before, and at first, if that is a parameter.
    fn carry(&self, builder: &mut Builder, (suffix, which): (&str, &str)) -> ValueId {
        let carry = builder.carry(suffix, self.outputs);
        if let Some(role) = self.initial().find(|role| role.starts_with(which)) {
            builder.begins_with(carry, role);
        }
        carry
    }

    /// Uniform up to 1 over the root of the outputs, for all parameters, as `PyTorch` has it.
    fn init(&self) -> Init {
        Init::uniform((1.0 / (self.outputs as f64).sqrt()) as f32)
    }

    /// The layers, one after the other, each in one direction or in both; with the numbers that it takes.
    fn stack(&self) -> impl Iterator<Item = (&'static [Names], usize)> {
        let n_directions = self.direction.count();
        let (first, others) = (self.inputs, n_directions * self.outputs);
        let layers = NAMES.iter().take(self.layers).map(move |names| names.get(..n_directions).unwrap_or_default());
        layers.enumerate().map(move |(index, names)| (names, if index == 0 { first } else { others }))
    }

    /// The gates whose sums are computed together: the first of them, and how many. Where a GRU resets first, the new numbers take what the others
    /// gave.
    fn groups(&self) -> &'static [(usize, usize)] {
        match self.gates {
            Gates::One => &[(0, 1)],
            Gates::Lstm => &[(0, 4)],
            Gates::Gru { resets_first: false } => &[(0, 3)],
            Gates::Gru { resets_first: true } => &[(0, 2), (2, 1)],
        }
    }

    /// For each group of gates the sums over so many inputs, and those over what is remembered. Their parameters come in the order in which files
    /// have them.
    fn sums(&self, builder: &mut Builder, names: &Names, inputs: usize) -> Vec<[GateParts; 2]> {
        let (all, units, groups) = (self.n_gates(), self.outputs, self.groups());
        let mut fields = |role, inputs| -> Vec<FieldId> {
            let field = |(first, gates): &(usize, usize)| {
                builder.of_gates(role, (*gates, Part { first: *first, all }), units, inputs, self.init())
            };
            groups.iter().map(field).collect()
        };
        let [of_inputs, of_outputs] = names.weights;
        let weights = [fields(of_inputs, Some(inputs)), fields(of_outputs, Some(units))];
        let biases = names.biases.map(|role| self.bias.then(|| fields(role, None)));
        let parts = |(group, (_, gates)): (usize, &(usize, usize))| {
            [0, 1].map(|which| GateParts {
                inputs: [inputs, units][which],
                gates: *gates,
                units,
                weight: weights[which][group],
                bias: biases[which].as_ref().map(|bias| bias[group]),
                start: None,
                activation: Activation::IDENTITY,
            })
        };
        groups.iter().enumerate().map(parts).collect()
    }
}

/// A layer of a stack in one direction of time, as its values are called.
#[derive(Clone, Copy)]
struct Direction {
    /// Of the parameters, where there are several such.
    end: Option<&'static str>,
    /// Whether it gives what the line gives.
    is_result: bool,
    is_reversed: bool,
}

impl Direction {
    /// The end of the name of a value.
    fn named(self, suffix: &str) -> String {
        match self.end {
            None => suffix.to_owned(),
            Some(_) if suffix.is_empty() && self.is_result => String::new(),
            Some(end) if suffix.is_empty() => end.to_owned(),
            Some(end) => format!("{end}_{suffix}"),
        }
    }
}

impl Layer for Recurrent {
    fn kind(&self) -> &'static str {
        self.kind_of().name
    }

    fn arguments(&self) -> Vec<Argument> {
        let mut arguments = vec![Argument::new("outputs", Value::Count(self.outputs))];
        if self.activation.name() != "tanh" {
            arguments.push(Argument::new("activation", Value::Activation(self.activation)));
        }
        if !self.bias {
            arguments.push(Argument::new("bias", Value::Flag(false)));
        }
        if self.gates == (Gates::Gru { resets_first: true }) {
            arguments.push(Argument::new("reset", Value::Word("before")));
        }
        if self.layers > 1 {
            arguments.push(Argument::new("layers", Value::Count(self.layers)));
        }
        arguments.extend(self.direction.written().map(|(argument, _)| Argument::new(argument, Value::Flag(true))));
        if self.initial {
            arguments.push(Argument::new("initial", Value::Flag(true)));
        }
        arguments
    }

    fn parameters(&self) -> Vec<Weights> {
        let sums = self.n_gates() * self.outputs;
        // No file has these transposed and is like these otherwise: other libraries have other orders of gates.
        let matrix = |role, inputs| Weights::vector(role, &[sums, inputs]);
        let mut parameters = Vec::new();
        for (names, inputs) in self.stack() {
            for Names { weights: [of_inputs, of_outputs], biases, .. } in names {
                parameters.extend([matrix(of_inputs, inputs), matrix(of_outputs, self.outputs)]);
                parameters.extend(biases.iter().filter(|_| self.bias).map(|role| Weights::vector(role, &[sums])));
            }
        }
        parameters.extend(self.initial().map(|role| Weights::vector(role, &[self.outputs])));
        parameters
    }

    fn multiply_adds(&self) -> usize {
        let of_layer = |(names, inputs): (&[Names], usize)| names.len() * (inputs + self.outputs);
        self.stack().map(of_layer).sum::<usize>() * self.n_gates() * self.outputs * self.steps.unwrap_or(1)
    }

    fn remembers(&self) -> bool {
        self.steps.is_none()
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let input = match self.steps {
            Some(steps) => {
                builder.over_window(steps);
                Operand::Value(builder.map(steps))
            }
            None => builder.operand(),
        };
        let mut input = input;
        for (index, (names, inputs)) in self.stack().enumerate() {
            let is_last = index + 1 == self.layers;
            let parts: Vec<_> = names.iter().map(|names| self.sums(builder, names, inputs)).collect();
            let given = names.iter().zip(parts).enumerate().map(|(direction, (names, parts))| {
                let is_both = self.direction == Time::Both;
                let end = (self.layers > 1 || is_both).then_some(names.end);
                let is_reversed = self.direction == Time::Back || direction > 0;
                let direction = Direction { end, is_result: is_last && !is_both, is_reversed };
                self.cells(builder, input, parts, direction)
            });
            let given: Vec<ValueId> = given.collect();
            input = Operand::Value(match given[..] {
                [only] => only,
                _ if is_last => builder.join_steps("", given),
                _ => builder.join_steps(&format!("{}_both", names[0].end), given),
            });
        }
        input
    }
}

impl Recurrent {
    /// What a layer gives, from its input. Sums over the input need nothing of the step before: those of a window come before its scan.
    fn cells(
        &self,
        builder: &mut Builder,
        input: Operand,
        parts: Vec<[GateParts; 2]>,
        direction: Direction,
    ) -> ValueId {
        let named = |suffix: &str| direction.named(suffix);
        let suffixes = ["sums", "new_sums"];
        let groups = parts.into_iter().zip(suffixes).map(|([of_input, of_state], suffix)| {
            let sums = builder.gates(&named(suffix), input, &of_input);
            (sums, of_state)
        });
        let groups: Vec<(ValueId, GateParts)> = groups.collect();
        let (sums, of_state) = &groups[0];
        let from_sums = || GateParts { start: Some(*sums), ..*of_state };
        builder.scan(direction.is_reversed, |builder| {
            let before = self.carry(builder, (&named("h"), "h"));
            let of_before = Operand::Value(before);
            let next = match self.gates {
                Gates::One => {
                    let of_state = GateParts { activation: self.activation, ..from_sums() };
                    builder.gates(&named(""), of_before, &of_state)
                }
                Gates::Lstm => {
                    let cell_before = self.carry(builder, (&named("c"), "c"));
                    let gates = builder.gates(&named("gates"), of_before, &from_sums());
                    let cell = builder.cell(&named("cell"), Cell::Lstm, vec![gates, cell_before]);
                    builder.carried(cell_before, cell);
                    builder.cell(&named(""), Cell::LstmOutput, vec![gates, cell])
                }
                Gates::Gru { resets_first: true } => {
                    let gates = builder.gates(&named("gates"), of_before, &from_sums());
                    let reset = builder.cell(&named("reset"), Cell::GruReset, vec![gates, before]);
                    let (new_sums, of_new) = &groups[1];
                    let of_new = GateParts { start: Some(*new_sums), activation: self.activation, ..*of_new };
                    let new = builder.gates(&named("new"), Operand::Value(reset), &of_new);
                    builder.cell(&named(""), Cell::GruBlend, vec![gates, new, before])
                }
                Gates::Gru { resets_first: false } => {
                    let gates = builder.gates(&named("gates"), of_before, of_state);
                    builder.cell(&named(""), Cell::Gru, vec![*sums, gates, before])
                }
            };
            builder.carried(before, next);
            next
        })
    }
}
