//! Lets layers write values, one line after the other, and fuses activations into what they follow.

mod groups;
mod maps;
mod memory;
mod operands;

use std::collections::BTreeSet;

use proc_macro2::Ident;

use super::field::{Field, FieldKind, LaneAxis};
use super::{
    Accessor, Convolution, Definition, Dense, FieldId, InputOrder, LANES, Norm, Operand, Scan, Source, Value, ValueId,
    View, Window, has_padding,
};
use crate::language::activations::Activation;
use crate::language::initialisers::Init;

/// What lowering yields.
pub(crate) struct Graph {
    pub(crate) fields: Vec<Field>,
    pub(crate) accessors: Vec<Accessor>,
    pub(crate) values: Vec<Value>,
    /// Carries, and the parameters that they are before the first step.
    pub(crate) initial: Vec<(ValueId, FieldId)>,
    /// In order.
    pub(crate) scans: Vec<Scan>,
    pub(crate) head: Option<Activation>,
}

/// What the builder needs to know of a network.
pub(crate) struct Outline {
    /// Numbers of the input.
    pub(crate) input: usize,
    pub(crate) lines: Vec<Line>,
    /// Whether it is trained.
    pub(crate) is_trained: bool,
    /// The last activation that the loss contains.
    pub(crate) head: Option<&'static str>,
}

/// A line of a network.
pub(crate) struct Line {
    pub(crate) label: Option<Ident>,
    /// The label, or the position.
    pub(crate) name: String,
    /// Numbers of its output.
    pub(crate) len: usize,
    /// Pixels that they are channels of; 1 for a vector.
    pub(crate) pixels: usize,
    pub(crate) operands: Vec<Source>,
    /// Whether it is another name for its operand.
    pub(crate) only_renames: bool,
}

/// Where a layer writes its values.
pub(crate) struct Builder {
    outline: Outline,
    /// The line at hand.
    index: usize,
    /// Its part of names, once it has one.
    stem_of_line: Option<String>,
    graph: Graph,
    operand_of_line: Vec<Operand>,
    /// The numbers of the operand that a line is, where it is not all of them in order.
    view_of_line: Vec<Option<View>>,
    /// That of the line at hand.
    view: Option<View>,
    /// Steps of the window that the line at hand has pixels for; none where it has vectors, as in a stream.
    steps_of_line: Option<usize>,
    /// Names taken.
    names: BTreeSet<String>,
    /// The input as panels, once something other than a dense layer reads it.
    loaded: Option<ValueId>,
    /// What is there in another layout: what it is of, the pixels of the layout, and the value.
    arranged: Vec<(Seen, usize, ValueId)>,
    n_dropouts: usize,
}

/// An operand, or some of its numbers in another order.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    operand: Operand,
    view: Option<View>,
}

impl From<Operand> for Seen {
    fn from(operand: Operand) -> Self {
        Self { operand, view: None }
    }
}

/// What a vector of parameters is made of.
pub(crate) struct VectorParts {
    /// The end of its name: `weight`, `bias`.
    pub(crate) role: &'static str,
    /// As files have it.
    pub(crate) shape: Vec<usize>,
    pub(crate) init: Init,
    pub(crate) is_trained: bool,
}

/// What a dense layer is made of: `f(W x + b)`.
pub(crate) struct DenseParts {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    /// The end of the weights' name. A layer with several has `weight` for none of them, and no accessors.
    pub(crate) weight: &'static str,
    /// The end of the bias's name, if there is one.
    pub(crate) bias: Option<&'static str>,
    pub(crate) init: Init,
    pub(crate) activation: Activation,
}

/// What the sums of gates are made of: `W x + b`, for each gate as many units.
pub(crate) struct GateParts {
    pub(crate) inputs: usize,
    pub(crate) gates: usize,
    pub(crate) units: usize,
    pub(crate) weight: FieldId,
    pub(crate) bias: Option<FieldId>,
    /// What the sums begin with, where that is not the bias.
    pub(crate) start: Option<ValueId>,
    pub(crate) activation: Activation,
}

/// What a convolution is made of.
pub(crate) struct ConvolutionParts {
    /// Of the operand.
    pub(crate) channels: usize,
    pub(crate) outputs: usize,
    pub(crate) groups: usize,
    pub(crate) is_transposed: bool,
    /// Of the operand; of the result if it is transposed.
    pub(crate) window: Window,
    /// Of the weights, as files have it.
    pub(crate) shape: Vec<usize>,
    pub(crate) has_bias: bool,
    pub(crate) init: Init,
    pub(crate) activation: Activation,
}

/// Channels up to which a convolution reads the caller's rows as they are: it goes from channel to channel for each pixel.
const MOST_PLAIN_CHANNELS: usize = 4;

impl Builder {
    pub(crate) fn new(outline: Outline) -> Self {
        let labels = outline.lines.iter().filter_map(|line| line.label.as_ref().map(ToString::to_string)).collect();
        Self {
            outline,
            index: 0,
            stem_of_line: None,
            graph: Graph {
                fields: Vec::new(),
                accessors: Vec::new(),
                values: Vec::new(),
                initial: Vec::new(),
                scans: Vec::new(),
                head: None,
            },
            operand_of_line: Vec::new(),
            view_of_line: Vec::new(),
            view: None,
            steps_of_line: None,
            names: labels,
            loaded: None,
            arranged: Vec::new(),
            n_dropouts: 0,
        }
    }

    /// Writes the next line.
    pub(crate) fn line(&mut self, lower: impl FnOnce(&mut Self) -> Operand) {
        self.index = self.operand_of_line.len();
        self.stem_of_line = None;
        self.steps_of_line = None;
        let operand = lower(self);
        self.operand_of_line.push(operand);
        let view = self.view.take();
        self.view_of_line.push(view);
    }

    /// The value that the line is.
    pub(crate) fn push(&mut self, definition: Definition) -> Operand {
        let (name, len) = (self.stem(""), self.at().len);
        self.push_named(name, len, definition)
    }

    /// The value that the line is, in the layout of another of as many numbers.
    pub(crate) fn push_like(&mut self, other: ValueId, definition: Definition) -> Operand {
        let pixels = self.graph.values[other.0].pixels;
        self.push_map(pixels, definition)
    }

    /// Numbers of the line.
    pub(crate) fn len(&self) -> usize {
        self.at().len
    }

    /// A value within the line, of its length.
    pub(crate) fn part(&mut self, suffix: &str, definition: Definition) -> ValueId {
        let (name, len) = (self.stem(suffix), self.at().len);
        let id = ValueId(self.graph.values.len());
        self.push_named(name, len, definition);
        id
    }

    /// A value within the line, of the length and in the layout of another.
    pub(crate) fn part_like(&mut self, suffix: &str, other: ValueId, definition: Definition) -> ValueId {
        let Value { len, pixels, .. } = self.graph.values[other.0];
        let name = self.stem(suffix);
        let id = ValueId(self.graph.values.len());
        self.push_value(name, (len, pixels), definition);
        id
    }

    /// A dropout, which has a number of its own.
    pub(crate) fn dropout(&mut self, rate: f32) -> Operand {
        let (input, index) = (self.as_it_is(), self.n_dropouts);
        self.n_dropouts += 1;
        self.push_like(input, Definition::Dropout { input, rate, index })
    }

    /// A vector of parameters of the line.
    pub(crate) fn vector(&mut self, parts: VectorParts) -> FieldId {
        let len = parts.shape.iter().product();
        // One number of a row goes into one number.
        self.field(FieldKind::Vector { len, fan_in: 1 }, parts)
    }

    /// The same with a number for each of a value, where those lie.
    pub(crate) fn vector_like(&mut self, value: ValueId, parts: VectorParts) -> FieldId {
        let (len, pixels) = (parts.shape.iter().product(), self.graph.values[value.0].pixels);
        let order = if pixels > 1 { InputOrder::Pixels(pixels) } else { InputOrder::AsFiles };
        self.field_in(order, FieldKind::Vector { len, fan_in: 1 }, parts)
    }

    /// The numbers of each of so many groups of a value's channels over what a norm divides them by.
    pub(crate) fn normalised(&self, input: ValueId, norm: Norm, groups: usize) -> Definition {
        if groups == 1 && self.graph.values[input.0].pixels == 1 {
            Definition::Normalise { input, norm }
        } else {
            Definition::NormaliseGroups { input, norm, groups }
        }
    }

    /// A table of the line: `rows` vectors of `len` numbers.
    pub(crate) fn table(&mut self, role: &'static str, (rows, len): (usize, usize), init: Init) -> FieldId {
        self.field(FieldKind::Table { rows, len }, VectorParts { role, shape: vec![rows, len], init, is_trained: true })
    }

    /// The line as a dense layer.
    pub(crate) fn dense(&mut self, parts: &DenseParts) -> Operand {
        let (input, name) = (self.operand(), self.stem(""));
        self.dense_named(input, name, parts)
    }

    /// A dense layer within the line.
    pub(crate) fn dense_part(&mut self, suffix: &str, input: Operand, parts: &DenseParts) -> Operand {
        let name = self.stem(suffix);
        self.dense_named(input, name, parts)
    }

    fn dense_named(&mut self, input: Operand, name: String, parts: &DenseParts) -> Operand {
        let DenseParts { inputs, outputs, weight: role, bias, init, activation } = *parts;
        let lanes = LaneAxis::of(inputs, outputs);
        let (matrix, vector) =
            (FieldKind::Weight { inputs, outputs, lanes }, FieldKind::Vector { len: outputs, fan_in: inputs });
        let parts = |role, shape, init| VectorParts { role, shape, init, is_trained: true };
        let (input, order) = self.numbers_of(input);
        let weight = self.field_in(order, matrix, parts(role, vec![outputs, inputs], init));
        let bias = bias.map(|bias| self.field(vector, parts(bias, vec![outputs], Init::ZEROS)));
        if let Some(label) = self.at().label.clone().filter(|_| role == "weight") {
            self.graph.accessors.push(Accessor { label, inputs, outputs, weight, bias });
        }
        let fused = self.fusible(activation, outputs);
        let input = match lanes {
            LaneAxis::Outputs => input,
            // Numbers in panels, whatever their order.
            LaneAxis::Sum => Operand::Value(self.panels_of(input)),
        };
        let dense = Dense {
            input,
            inputs,
            outputs,
            lanes,
            weight,
            bias,
            start: None,
            activation: if fused { activation } else { Activation::IDENTITY },
        };
        let sums = self.push_named(name, outputs, Definition::Dense(dense));
        if fused { sums } else { self.activate(sums, activation) }
    }

    /// An activation by itself: part of the dense layer before it where nothing else reads that, or a pass of its own.
    pub(crate) fn activate(&mut self, input: Operand, activation: Activation) -> Operand {
        if activation.is_identity() {
            return input;
        }
        if self.is_head(activation) {
            self.graph.head = Some(activation);
            return input;
        }
        if let Operand::Value(id) = input
            && self.is_last_value_without_other_users(id)
            && self.fusible(activation, self.graph.values[id.0].channels())
            && let Definition::Dense(Dense { activation: fused, .. })
            | Definition::Convolve(Convolution { activation: fused, .. }) = &mut self.graph.values[id.0].definition
            && fused.is_identity()
        {
            *fused = activation;
            return input;
        }
        let (input, definition): (_, fn(_, _) -> _) = if activation.is_over_row() {
            let pixels = self.at().pixels;
            (self.map_of(input.into(), pixels), |input, activation| Definition::OverRow { input, activation })
        } else {
            (self.panels_of(input), |input, activation| Definition::Map { input, activation })
        };
        let (name, len, pixels) = (self.stem("activated"), self.at().len, self.graph.values[input.0].pixels);
        self.push_value(name, (len, pixels), definition(input, activation))
    }

    /// The line at hand.
    fn at(&self) -> &Line {
        &self.outline.lines[self.index]
    }

    /// Whether a dense layer of so many outputs may apply `activation` itself: training must be able to undo it from its output, and
    /// its padding must stay finite.
    fn fusible(&self, activation: Activation, outputs: usize) -> bool {
        let keeps_padding_finite = !activation.is_singular() || !has_padding(outputs);
        !activation.is_over_row()
            && !self.is_head(activation)
            && keeps_padding_finite
            && (!self.outline.is_trained || activation.derivative_follows_from_output())
    }

    /// Whether `activation` on this line belongs to the loss.
    fn is_head(&self, activation: Activation) -> bool {
        self.index + 1 == self.outline.lines.len() && self.outline.head == Some(activation.name())
    }

    /// Whether this line is the only one that reads `id`.
    fn is_last_value_without_other_users(&self, id: ValueId) -> bool {
        let lines = self.outline.lines.iter().enumerate();
        let readers = lines.flat_map(|(reader, line)| line.operands.iter().map(move |source| (reader, source)));
        let others = readers.filter(|(reader, source)| {
            // A line before this one that is another name for what it reads: whoever reads it counts by that.
            let is_alias = *reader < self.index && self.outline.lines[*reader].only_renames;
            *reader != self.index
                && !is_alias
                && matches!(source, Source::Node(line)
                    if self.operand_of_line.get(*line) == Some(&Operand::Value(id)))
        });
        others.count() == 0
    }

    fn push_named(&mut self, name: String, len: usize, definition: Definition) -> Operand {
        self.push_value(name, (len, 1), definition)
    }

    fn push_value(&mut self, name: String, (len, pixels): (usize, usize), definition: Definition) -> Operand {
        self.graph.values.push(Value { name, len, pixels, definition, n_users: 0, is_trained: false });
        Operand::Value(ValueId(self.graph.values.len() - 1))
    }

    fn field(&mut self, kind: FieldKind, parts: VectorParts) -> FieldId {
        self.field_in(InputOrder::AsFiles, kind, parts)
    }

    fn field_in(&mut self, order: InputOrder, kind: FieldKind, parts: VectorParts) -> FieldId {
        let VectorParts { role, shape, init, is_trained } = parts;
        let (name, path) = (format!("{}_{role}", self.stem("")), format!("{}.{role}", self.at().name));
        // The offset is known once all fields are.
        self.graph.fields.push(Field {
            name,
            path,
            kind,
            order,
            init,
            is_trained,
            momentum: None,
            gates: 1,
            part: None,
            shape,
            offset: 0,
        });
        FieldId(self.graph.fields.len() - 1)
    }

    /// The label, or `layer` and the line; made unique, and the same for all that has no suffix.
    fn stem(&mut self, suffix: &str) -> String {
        let line = self.at();
        let wanted = match (&line.label, suffix) {
            (Some(label), "") => return label.to_string(),
            (Some(label), suffix) => format!("{label}_{suffix}"),
            (None, "") => format!("layer{}", line.name),
            (None, suffix) => format!("layer{}_{suffix}", line.name),
        };
        if !suffix.is_empty() {
            return self.unique(&wanted);
        }
        if self.stem_of_line.is_none() {
            self.stem_of_line = Some(self.unique(&wanted));
        }
        self.stem_of_line.clone().unwrap_or(wanted)
    }

    fn unique(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_string();
        while !self.names.insert(name.clone()) {
            name.push('_');
        }
        name
    }

    /// All lines are written.
    pub(crate) fn finish(mut self) -> Graph {
        let last = self.operand_of_line.len().checked_sub(1).map_or(Source::Input, Source::Node);
        let output = self.vector_of(self.seen_at(last));
        // The output is the last value: `check` refuses lines that do not reach it, and lines are in order.
        debug_assert_eq!(output.0 + 1, self.graph.values.len());
        let mut n_users = vec![0; self.graph.values.len()];
        n_users[output.0] += 1;
        for value in &self.graph.values {
            for input in value.definition.reads() {
                n_users[input.0] += 1;
            }
            // The next step reads it.
            if let Definition::Carry { of: Some(of) } = value.definition {
                n_users[of.0] += 1;
            }
        }
        for (index, n_users) in n_users.into_iter().enumerate() {
            let (before, rest) = self.graph.values.split_at_mut(index);
            if let [value, ..] = rest {
                value.n_users = n_users;
                let fields = &self.graph.fields;
                value.is_trained = value.definition.parameters().iter().any(|field| fields[field.0].is_trained)
                    || value.definition.reads().iter().any(|input| before[input.0].is_trained)
                    // What it was in the step before depends on parameters.
                    || matches!(value.definition, Definition::Carry { .. });
            }
        }
        self.graph.place_fields();
        self.graph
    }
}

impl Graph {
    /// Gives fields their places in the flat slice, those that training changes first.
    fn place_fields(&mut self) {
        let mut order: Vec<usize> = (0..self.fields.len()).collect();
        order.sort_by_key(|index| !self.fields[*index].is_trained);
        let mut offset = 0;
        self.fields = order.iter().map(|index| self.fields[*index].clone()).collect();
        for field in &mut self.fields {
            field.offset = offset;
            offset += field.stored_panels() * LANES;
        }
        let to = |field: FieldId| FieldId(order.iter().position(|index| *index == field.0).unwrap_or(field.0));
        self.values.iter_mut().for_each(|value| value.definition.move_parameters(to));
        for accessor in &mut self.accessors {
            accessor.weight = to(accessor.weight);
            accessor.bias = accessor.bias.map(to);
        }
        self.initial.iter_mut().for_each(|(_, field)| *field = to(*field));
    }
}
