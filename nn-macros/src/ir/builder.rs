//! Lets layers write values, one line after the other, and fuses activations into what they follow.

use std::collections::BTreeSet;

use super::field::{Field, FieldKind, LaneAxis, stored_outputs};
use proc_macro2::Ident;

use super::{
    Accessor, BatchNorm, Cell, Convolution, Definition, Dense, FieldId, InputOrder, LANES, Layout, Norm, Operand, Part,
    Pool, Resample, Scan, Source, Value, ValueId, View, Window, has_padding,
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

    /// The only operand of the line.
    pub(crate) fn operand(&mut self) -> Operand {
        let Seen { operand, view } = self.seen();
        if view.is_none() {
            return operand;
        }
        let pixels = self.pixels_of_shape();
        Operand::Value(self.map_of(Seen { operand, view }, pixels))
    }

    /// The line as another name for its operand.
    pub(crate) fn renamed(&mut self) -> Operand {
        let Seen { operand, view } = self.seen();
        self.view = view;
        operand
    }

    /// The line as its operand with axes in another order: axis `i` is axis `order[i]` of `shape`, which has as many numbers.
    pub(crate) fn permuted(&mut self, shape: &[usize], order: &[usize]) -> Operand {
        self.viewed(|view| view.permuted(shape, order))
    }

    /// The line as a part of its operand: of each axis of `shape` so many positions, from a first one on.
    pub(crate) fn cut(&mut self, shape: &[usize], parts: &[(usize, usize)]) -> Operand {
        self.viewed(|view| view.cut(shape, parts))
    }

    /// Nothing is moved yet: whoever takes the line says in which layout, and a line behind it may move the numbers back.
    fn viewed(&mut self, view: impl Fn(&View) -> Option<View>) -> Operand {
        let seen = self.seen();
        let len = self.len_of(seen.operand);
        let before = seen.view.clone().unwrap_or_else(|| View::whole(len));
        let (operand, len, found) = if let Some(found) = view(&before) {
            (seen.operand, len, found)
        } else {
            // Its axes are not those of the view before it.
            let (vector, len) = (self.vector_of(seen), before.len());
            let Some(found) = view(&View::whole(len)) else {
                unreachable!("a vector has the axes of every shape of as many numbers")
            };
            (Operand::Value(vector), len, found)
        };
        self.view = (!found.is_whole(len)).then_some(found);
        operand
    }

    /// The only operand of the line, as a vector in panels.
    pub(crate) fn value(&mut self) -> ValueId {
        let seen = self.seen();
        self.vector_of(seen)
    }

    /// The only operand of the line, in the layout that it has.
    pub(crate) fn as_it_is(&mut self) -> ValueId {
        let operand = self.operand();
        self.panels_of(operand)
    }

    /// The only operand of the line, a map of so many pixels.
    pub(crate) fn map(&mut self, pixels: usize) -> ValueId {
        let seen = self.seen();
        self.map_of(seen, pixels)
    }

    /// All operands of the line, as vectors in panels.
    pub(crate) fn values(&mut self) -> Vec<ValueId> {
        let operands = self.operands();
        operands.into_iter().map(|operand| self.vector_of(operand)).collect()
    }

    /// All operands of the line, maps of so many pixels.
    pub(crate) fn maps(&mut self, pixels: usize) -> Vec<ValueId> {
        let operands = self.operands();
        operands.into_iter().map(|operand| self.map_of(operand, pixels)).collect()
    }

    /// All operands of the line, which have one shape, in one layout: pixels, if any is there so.
    pub(crate) fn alike(&mut self) -> Vec<ValueId> {
        let operands = self.operands();
        let of_shape = self.pixels_of_shape();
        let pixels = |seen: &Seen| if seen.view.is_some() { of_shape } else { self.pixels_of(seen.operand) };
        let pixels = operands.iter().map(pixels).max().unwrap_or(1);
        operands.into_iter().map(|operand| self.map_of(operand, pixels)).collect()
    }

    /// All operands of the line: maps of so many pixels, or where all are, in one layout; and vectors, where `of_map` is false.
    pub(crate) fn maps_and_vectors(&mut self, of_map: &[bool], pixels: usize) -> Vec<ValueId> {
        if of_map.iter().all(|of_map| *of_map) {
            return self.alike();
        }
        let operands = self.operands().into_iter().zip(of_map);
        operands
            .map(|(operand, of_map)| if *of_map { self.map_of(operand, pixels) } else { self.vector_of(operand) })
            .collect()
    }

    /// The channels of maps of so many pixels, one map's behind those of another.
    pub(crate) fn concat_channels(&mut self, pixels: usize) -> Operand {
        let inputs = self.maps(pixels);
        self.push_map(pixels, Definition::ConcatChannels { inputs })
    }

    /// The only operand of the line, of which nothing is moved.
    fn seen(&self) -> Seen {
        self.at().operands.first().map_or(Operand::Input.into(), |source| self.seen_at(*source))
    }

    fn operands(&self) -> Vec<Seen> {
        self.at().operands.iter().map(|source| self.seen_at(*source)).collect()
    }

    /// Pixels that the first operand has by its shape.
    fn pixels_of_shape(&self) -> usize {
        match self.at().operands.first() {
            Some(Source::Node(line)) => self.outline.lines[*line].pixels,
            Some(Source::Input) | None => 1,
        }
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

    /// The value that the line is, a map.
    fn push_map(&mut self, pixels: usize, definition: Definition) -> Operand {
        let (name, len) = (self.stem(""), self.at().len);
        self.push_value(name, (len, pixels), definition)
    }

    /// The line as batch normalisation of a map of so many pixels, or of a vector.
    pub(crate) fn batch_norm(&mut self, pixels: usize, norm: &BatchNorm) -> Operand {
        let input = self.map(pixels);
        let len = norm.channels;
        let kind = FieldKind::Vector { len, fan_in: 1 };
        let mut field =
            |role, init, is_trained| self.field(kind, VectorParts { role, shape: vec![len], init, is_trained });
        let affine =
            norm.is_affine.then(|| [field("weight", Init::constant(1.0), true), field("bias", Init::ZEROS, true)]);
        let running = [field("running_mean", Init::ZEROS, false), field("running_var", Init::constant(1.0), false)];
        for field in running {
            self.graph.fields[field.0].momentum = Some(norm.momentum);
        }
        self.push_map(pixels, Definition::BatchNorm { input, norm: *norm, affine, running })
    }

    /// A pool of maps.
    pub(crate) fn pool(&mut self, pool: Pool, window: Window) -> Operand {
        let input = self.map(window.inputs());
        self.push_map(window.outputs(), Definition::Pool { input, pool, window })
    }

    /// The pixels of a map in other places.
    pub(crate) fn resample(&mut self, resample: Resample) -> Operand {
        let input = self.map(resample.inputs());
        self.push_map(resample.outputs(), Definition::Resample { input, resample })
    }

    /// Numbers of the line.
    pub(crate) fn len(&self) -> usize {
        self.at().len
    }

    /// What the only operand of the line, a vector, was at these ages; the line itself where the suffix is empty.
    pub(crate) fn history(&mut self, suffix: &str, ages: Vec<usize>) -> ValueId {
        let input = self.value();
        let (name, len, pixels) = (self.stem(suffix), self.graph.values[input.0].len * ages.len(), ages.len());
        let id = ValueId(self.graph.values.len());
        self.push_value(name, (len, pixels), Definition::History { input, ages });
        id
    }

    /// The line as the pixels of a map, one behind the other.
    pub(crate) fn pixels_in_order(&mut self, map: ValueId) -> Operand {
        let Value { len, pixels, .. } = self.graph.values[map.0];
        let view = View::whole(len).permuted(&[len / pixels, pixels], &[1, 0]);
        self.view = view.filter(|view| !view.is_whole(len));
        Operand::Value(map)
    }

    /// The line as a convolution.
    pub(crate) fn convolution(&mut self, parts: ConvolutionParts) -> Operand {
        let operand = self.seen();
        self.convolution_over(operand, parts)
    }

    /// The line as a convolution over a value of its own.
    pub(crate) fn convolution_of(&mut self, map: ValueId, parts: ConvolutionParts) -> Operand {
        self.convolution_over(Operand::Value(map).into(), parts)
    }

    fn convolution_over(&mut self, operand: Seen, parts: ConvolutionParts) -> Operand {
        let ConvolutionParts { channels, outputs, groups, is_transposed, window, shape, has_bias, init, activation } =
            parts;
        let (inputs, taps) = (channels / groups * window.taps(), window.taps());
        let lanes = LaneAxis::Outputs;
        let (matrix, vector) =
            (FieldKind::Weight { inputs, outputs, lanes }, FieldKind::Vector { len: outputs, fan_in: inputs });
        let parts = |role, shape, init| VectorParts { role, shape, init, is_trained: true };
        let order = if is_transposed {
            InputOrder::TransposedTaps { taps, apart: window.height.taps_apart() * window.width.taps_apart() }
        } else {
            InputOrder::Taps(taps)
        };
        let weight = self.field_in(order, matrix, parts("weight", shape, init));
        let bias = has_bias.then(|| self.field(vector, parts("bias", vec![outputs], Init::ZEROS)));
        let is_plain =
            operand == Operand::Input.into() && groups == 1 && channels <= MOST_PLAIN_CHANNELS && !is_transposed;
        let (read, written) =
            if is_transposed { (window.outputs(), window.inputs()) } else { (window.inputs(), window.outputs()) };
        let input = if is_plain { Operand::Input } else { Operand::Value(self.map_of(operand, read)) };
        let fused = self.fusible(activation, outputs);
        let convolution = Convolution {
            is_transposed,
            input,
            channels,
            outputs,
            groups,
            window,
            weight,
            bias,
            activation: if fused { activation } else { Activation::IDENTITY },
        };
        let sums = self.push_map(written, Definition::Convolve(convolution));
        if fused { sums } else { self.activate(sums, activation) }
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

    /// From here on gates, carries and cells of the line are maps, whose pixels are the steps of a window.
    pub(crate) fn over_window(&mut self, steps: usize) {
        self.steps_of_line = Some(steps);
    }

    /// Writes values that are computed step by step: those of a window, or of a stream, where every step is a pass.
    pub(crate) fn scan(&mut self, is_reversed: bool, write: impl FnOnce(&mut Self) -> ValueId) -> ValueId {
        let first = ValueId(self.graph.values.len());
        let result = write(self);
        if let Some(steps) = self.steps_of_line {
            let last = ValueId(self.graph.values.len() - 1);
            self.graph.scans.push(Scan { first, last, steps, is_reversed });
        }
        result
    }

    /// What a value of so many numbers, which is yet to be written, was in the step before.
    pub(crate) fn carry(&mut self, suffix: &str, len: usize) -> ValueId {
        self.push_step(suffix, len, Definition::Carry { of: None })
    }

    /// A value of so many numbers for each step; the line itself where the suffix is empty.
    fn push_step(&mut self, suffix: &str, len: usize, definition: Definition) -> ValueId {
        let (name, steps) = (self.stem(suffix), self.steps_of_line.unwrap_or(1));
        let id = ValueId(self.graph.values.len());
        self.push_value(name, (len * steps, steps), definition);
        id
    }

    /// Says what a carry will be in the next step.
    pub(crate) fn carried(&mut self, carry: ValueId, value: ValueId) {
        if let Definition::Carry { of } = &mut self.graph.values[carry.0].definition {
            *of = Some(value);
        }
    }

    /// Says that a carry is a parameter of the line before the first step. Training does not change it: it belongs to the weights
    /// that a file has beside it, as a norm's mean and variance do.
    pub(crate) fn begins_with(&mut self, carry: ValueId, role: &'static str) {
        let shape = vec![self.graph.values[carry.0].channels()];
        let field = self.vector(VectorParts { role, shape, init: Init::ZEROS, is_trained: false });
        self.graph.initial.push((carry, field));
    }

    /// The weights of gates, `[gates units, inputs]`, or a bias of theirs, `[gates units]`: all of a tensor, or from the gate `first` on so many of
    /// `all`. Those of one tensor follow each other.
    pub(crate) fn of_gates(
        &mut self,
        role: &'static str,
        (gates, part): (usize, Part),
        units: usize,
        inputs: Option<usize>,
        init: Init,
    ) -> FieldId {
        let outputs = stored_outputs(gates, units);
        let kind = match inputs {
            Some(inputs) => FieldKind::Weight { inputs, outputs, lanes: LaneAxis::Outputs },
            None => FieldKind::Vector { len: outputs, fan_in: units },
        };
        let shape = [gates * units].into_iter().chain(inputs).collect();
        let field = self.field(kind, VectorParts { role, shape, init, is_trained: true });
        let of_gates = &mut self.graph.fields[field.0];
        of_gates.gates = gates;
        if gates < part.all {
            of_gates.part = Some(part);
            // A tensor has one name, of which each part has an end.
            of_gates.name = format!("{}_{}", of_gates.name, part.first);
        }
        field
    }

    /// Sums of gates, each in panels of its own; the line itself where the suffix is empty.
    pub(crate) fn gates(&mut self, suffix: &str, input: Operand, parts: &GateParts) -> ValueId {
        let GateParts { inputs, gates, units, weight, bias, start, activation } = *parts;
        let input = match self.steps_of_line {
            Some(steps) => Operand::Value(self.map_of(input.into(), steps)),
            // Gates have an order of their own, and the pixels of a map one more.
            None if self.pixels_of(input) > 1 => Operand::Value(self.vector_of(input.into())),
            None => input,
        };
        let (outputs, lanes) = (stored_outputs(gates, units), LaneAxis::Outputs);
        let dense = Dense { input, inputs, outputs, lanes, weight, bias, start, activation };
        self.push_step(suffix, outputs, Definition::Dense(dense))
    }

    /// A function of the sums of gates, and of what is remembered, which are its last inputs and as long; the line itself where the suffix
    /// is empty.
    pub(crate) fn cell(&mut self, suffix: &str, cell: Cell, inputs: Vec<ValueId>) -> ValueId {
        let len = inputs.last().map_or(0, |input| self.graph.values[input.0].channels());
        self.push_step(suffix, len, Definition::Cell { cell, inputs })
    }

    /// What some values of the line have for each step of a window, one behind the other; the line itself where the suffix is empty.
    pub(crate) fn join_steps(&mut self, suffix: &str, inputs: Vec<ValueId>) -> ValueId {
        let len = inputs.iter().map(|input| self.graph.values[input.0].channels()).sum();
        self.push_step(suffix, len, Definition::ConcatChannels { inputs })
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
            (self.vector_of(input.into()), |input, activation| Definition::OverRow { input, activation })
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

    fn seen_at(&self, source: Source) -> Seen {
        match source {
            Source::Input => Operand::Input.into(),
            Source::Node(index) => {
                Seen { operand: self.operand_of_line[index], view: self.view_of_line[index].clone() }
            }
        }
    }

    fn panels_of(&mut self, operand: Operand) -> ValueId {
        match operand {
            Operand::Value(id) => id,
            Operand::Input => {
                if let Some(id) = self.loaded {
                    return id;
                }
                let name = self.unique("input");
                let len = self.outline.input;
                let id = ValueId(self.graph.values.len());
                self.push_named(name, len, Definition::Load);
                self.loaded = Some(id);
                id
            }
        }
    }

    /// Pixels of the layout that an operand has; 1 for a vector, and for the caller's rows.
    fn pixels_of(&self, operand: Operand) -> usize {
        match operand {
            Operand::Input => 1,
            Operand::Value(id) => self.graph.values[id.0].pixels,
        }
    }

    fn len_of(&self, operand: Operand) -> usize {
        match operand {
            Operand::Input => self.outline.input,
            Operand::Value(id) => self.graph.values[id.0].len,
        }
    }

    /// An operand as a vector in panels: its numbers in the order that its shape says.
    fn vector_of(&mut self, seen: Seen) -> ValueId {
        self.map_of(seen, 1)
    }

    /// An operand as a map of so many pixels.
    fn map_of(&mut self, seen: Seen, pixels: usize) -> ValueId {
        match seen {
            Seen { operand: Operand::Value(id), view: None } if self.graph.values[id.0].pixels == pixels => id,
            Seen { operand: Operand::Input, view: None } if pixels == 1 => self.panels_of(Operand::Input),
            _ => self.arrange(seen, pixels),
        }
    }

    /// The numbers of an operand as a dense layer reads them, and their order: those of a map stay where they are, if there is no padding
    /// among them.
    fn numbers_of(&mut self, operand: Operand) -> (Operand, InputOrder) {
        let (pixels, len) = (self.pixels_of(operand), self.len_of(operand));
        match operand {
            Operand::Value(_) if pixels > 1 && (len / pixels).is_multiple_of(LANES) => {
                (operand, InputOrder::Pixels(pixels))
            }
            Operand::Value(_) if pixels > 1 => (Operand::Value(self.arrange(operand.into(), 1)), InputOrder::AsFiles),
            _ => (operand, InputOrder::AsFiles),
        }
    }

    fn arrange(&mut self, seen: Seen, pixels: usize) -> ValueId {
        let known = self.arranged.iter().find(|(of, to, _)| *of == seen && *to == pixels);
        if let Some((_, _, value)) = known {
            return *value;
        }
        let input = seen.operand;
        let (of_operand, is_map) = (self.len_of(input), self.pixels_of(input) > 1);
        let view = seen.view.clone().or_else(|| (is_map && pixels > 1).then(|| View::whole(of_operand)));
        let len = view.as_ref().map_or(of_operand, View::len);
        let definition = match view {
            None => Definition::Arrange { input },
            Some(view) => match view.moves(self.layout_of(input), Layout::of(len, pixels)) {
                Some(moves) => Definition::Rearrange { input, moves },
                // Pixels on one side do not fit those on the other: through a vector, whose numbers lie in order.
                None if is_map => {
                    let vector = Operand::Value(self.arrange(input.into(), 1));
                    return self.map_of(Seen { operand: vector, view: seen.view }, pixels);
                }
                None => {
                    let vector = Operand::Value(self.arrange(seen, 1));
                    return self.map_of(vector.into(), pixels);
                }
            },
        };
        let name = self.stem(if pixels == 1 { "vector" } else { "map" });
        let id = ValueId(self.graph.values.len());
        self.push_value(name, (len, pixels), definition);
        self.arranged.push((seen, pixels, id));
        id
    }

    fn layout_of(&self, operand: Operand) -> Layout {
        match operand {
            Operand::Input => Layout::Plain { len: self.outline.input },
            Operand::Value(id) => self.graph.values[id.0].layout(),
        }
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
