//! `rnn`, `lstm` and `gru`: layers with a memory, which make a network a stream (Elman 1990, Hochreiter and Schmidhuber 1997, Cho et al.
//! 2014). Equations, the order of gates and the names of parameters are `PyTorch`'s.

use super::{Checked, Kind, Operands, Site, Width, dense, layer, window};
use crate::ast;
use crate::errors::Diagnostic;
use crate::ir::{Builder, Cell, GateParts, Operand, ValueId};
use crate::language::activations::ACTIVATIONS;
use crate::language::arguments::Parameter;
use crate::language::table::Chosen;
use crate::language::values::subject;
use crate::model::{Activation, Argument, Init, Layer, Parameter as Weights, Shape, Untrained, Value};

pub(super) const RNN: Kind = Kind {
    name: "rnn",
    aliases: &["simplernn", "rnncell", "elman"],
    usage: "rnn(outputs, activation = tanh, bias = true, initial = false, from = label)",
    parameters: &[
        Parameter::required("outputs"),
        Parameter::optional("activation"),
        Parameter::named("bias"),
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
    usage: "lstm(outputs, bias = true, initial = false, from = label)",
    parameters: &[Parameter::required("outputs"), Parameter::named("bias"), Parameter::named("initial")],
    operands: Operands::One,
    roles: ROLES,
    width: Width::Given,
    operators: operators![],
    check: |site| check(site, Gates::Lstm),
};

pub(super) const GRU: Kind = Kind {
    name: "gru",
    aliases: &["grucell"],
    usage: "gru(outputs, bias = true, reset = after, initial = false, from = label)",
    parameters: &[
        Parameter::required("outputs"),
        Parameter::named("bias"),
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
    let inputs = dense::inputs(site);
    let recurrent = || {
        let (inputs, outputs, bias, initial, activation) = (inputs?, outputs?, bias?, initial?, activation?);
        Some(layer(Recurrent { gates, inputs, outputs, bias, initial, activation }))
    };
    Checked {
        layer: recurrent(),
        shape: outputs.map(|outputs| Shape(vec![outputs])),
        size: site.argument("outputs").map(ast::Value::place),
        activation: None,
    }
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
    outputs: usize,
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
    fn carry(&self, builder: &mut Builder, suffix: &str) -> ValueId {
        let carry = builder.carry(suffix, self.outputs);
        if let Some(role) = self.initial().find(|role| role.starts_with(suffix)) {
            builder.begins_with(carry, role);
        }
        carry
    }

    /// Uniform up to 1 over the root of the outputs, for all parameters, as `PyTorch` has it.
    fn init(&self) -> Init {
        Init::uniform((1.0 / (self.outputs as f64).sqrt()) as f32)
    }

    /// The sums over the inputs, and those over what is remembered. Their parameters come in the order in which files have them.
    fn sums(&self, builder: &mut Builder) -> [GateParts; 2] {
        let (gates, units) = (self.n_gates(), self.outputs);
        let mut field = |role, inputs| builder.of_gates(role, (gates, units), inputs, self.init());
        let weights = [field(ROLES[0], Some(self.inputs)), field(ROLES[1], Some(units))];
        let biases = [ROLES[2], ROLES[3]].map(|role| self.bias.then(|| field(role, None)));
        [0, 1].map(|which| GateParts {
            inputs: [self.inputs, units][which],
            all_gates: gates,
            gates: (0, gates),
            units,
            weight: weights[which],
            bias: biases[which],
            start: None,
            activation: Activation::IDENTITY,
        })
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
        if self.initial {
            arguments.push(Argument::new("initial", Value::Flag(true)));
        }
        arguments
    }

    fn parameters(&self) -> Vec<Weights> {
        let sums = self.n_gates() * self.outputs;
        // No file has these transposed and is like these otherwise: other libraries have other orders of gates.
        let matrix = |role, inputs| Weights::vector(role, &[sums, inputs]);
        let mut parameters = vec![matrix(ROLES[0], self.inputs), matrix(ROLES[1], self.outputs)];
        if self.bias {
            parameters.extend([ROLES[2], ROLES[3]].map(|role| Weights::vector(role, &[sums])));
        }
        parameters.extend(self.initial().map(|role| Weights::vector(role, &[self.outputs])));
        parameters
    }

    fn multiply_adds(&self) -> usize {
        self.n_gates() * self.outputs * (self.inputs + self.outputs)
    }

    fn remembers(&self) -> bool {
        true
    }

    fn untrained_in_streams(&self) -> Option<Untrained> {
        let resets_first = self.gates == (Gates::Gru { resets_first: true });
        resets_first.then_some(Untrained {
            why: "a reset before the product is computed, and its derivative is not",
            help: "write `reset = after`",
        })
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let input = builder.operand();
        let [of_input, of_state] = self.sums(builder);
        let state = self.carry(builder, "h");
        let before = Operand::Value(state);
        match self.gates {
            Gates::One => {
                let sums = builder.gates("sums", input, &of_input);
                let of_state = GateParts { start: Some(sums), activation: self.activation, ..of_state };
                let next = builder.gates("", before, &of_state);
                builder.carried(state, next);
                Operand::Value(next)
            }
            Gates::Lstm => {
                let cell_before = self.carry(builder, "c");
                let sums = builder.gates("sums", input, &of_input);
                let gates = builder.gates("gates", before, &GateParts { start: Some(sums), ..of_state });
                let cell = builder.cell("cell", Cell::Lstm, vec![gates, cell_before]);
                let next = builder.cell("", Cell::LstmOutput, vec![gates, cell]);
                builder.carried(state, next);
                builder.carried(cell_before, cell);
                Operand::Value(next)
            }
            Gates::Gru { resets_first: true } => {
                let of_gates = |parts: &GateParts, first, n| GateParts { gates: (first, n), ..*parts };
                let sums = builder.gates("sums", input, &of_gates(&of_input, 0, 2));
                let of_gate = GateParts { start: Some(sums), ..of_gates(&of_state, 0, 2) };
                let gates = builder.gates("gates", before, &of_gate);
                let reset = Operand::Value(builder.cell("reset", Cell::GruReset, vec![gates, state]));
                let new_sums = builder.gates("new_sums", input, &of_gates(&of_input, 2, 1));
                let of_new =
                    GateParts { start: Some(new_sums), activation: self.activation, ..of_gates(&of_state, 2, 1) };
                let new = builder.gates("new", reset, &of_new);
                let next = builder.cell("", Cell::GruBlend, vec![gates, new, state]);
                builder.carried(state, next);
                Operand::Value(next)
            }
            Gates::Gru { resets_first: false } => {
                let sums = builder.gates("sums", input, &of_input);
                let gates = builder.gates("gates", before, &of_state);
                let next = builder.cell("", Cell::Gru, vec![sums, gates, state]);
                builder.carried(state, next);
                Operand::Value(next)
            }
        }
    }
}
