//! Lowers the model's layers to values and fuses activations.

use std::collections::BTreeSet;

use crate::model::{Activation, Init, Layer, Model, Source};
use crate::plan::storage::{Field, FieldKind, LaneAxis};
use crate::plan::{Accessor, Definition, Dense, FieldId, Operand, Value, ValueId};

/// What lowering yields.
pub(super) struct Graph {
    pub(super) fields: Vec<Field>,
    pub(super) accessors: Vec<Accessor>,
    pub(super) values: Vec<Value>,
    pub(super) head: Option<Activation>,
}

/// Lowers every node in order.
pub(super) fn lower(model: &Model) -> Graph {
    let mut lowering = Lowering {
        model,
        graph: Graph { fields: Vec::new(), accessors: Vec::new(), values: Vec::new(), head: None },
        operand_of_node: Vec::new(),
        names: model.nodes.iter().filter_map(|node| node.label.as_ref().map(ToString::to_string)).collect(),
        loaded: None,
    };
    for index in 0..model.nodes.len() {
        let operand = lowering.node(index);
        lowering.operand_of_node.push(operand);
    }
    lowering.finish()
}

struct Lowering<'a> {
    model: &'a Model,
    graph: Graph,
    operand_of_node: Vec<Operand>,
    /// Names taken.
    names: BTreeSet<String>,
    /// The input as panels, once something other than a dense layer reads it.
    loaded: Option<ValueId>,
}

impl Lowering<'_> {
    fn node(&mut self, index: usize) -> Operand {
        let node = &self.model.nodes[index];
        match &node.layer {
            Layer::Dense { input, inputs, outputs, bias, init, activation } => {
                self.dense(index, *input, (*inputs, *outputs), *bias, *init, *activation)
            }
            Layer::Activation { input, activation } => {
                let input = self.operand(*input);
                self.activation(index, input, *activation)
            }
            Layer::Flatten { input } => self.operand(*input),
            Layer::Dropout { input, rate } => {
                let input = self.panels(*input);
                let dropouts =
                    self.graph.values.iter().filter(|value| matches!(value.definition, Definition::Dropout { .. }));
                let definition = Definition::Dropout { input, rate: *rate, index: dropouts.count() };
                self.push(index, "", definition)
            }
            Layer::Add { inputs } => {
                let inputs = inputs.iter().map(|input| self.panels(*input)).collect();
                self.push(index, "", Definition::Add { inputs })
            }
            Layer::Concat { inputs } => {
                let inputs = inputs.iter().map(|input| self.panels(*input)).collect();
                self.push(index, "", Definition::Concat { inputs })
            }
        }
    }

    fn dense(
        &mut self,
        index: usize,
        input: Source,
        (inputs, outputs): (usize, usize),
        bias: bool,
        init: Init,
        activation: Activation,
    ) -> Operand {
        let node = &self.model.nodes[index];
        let stem = self.stem(index, "");
        let lanes = LaneAxis::of(inputs, outputs);
        let weight = self.field(&stem, "weight", index, FieldKind::Weight { inputs, outputs, lanes }, init);
        let bias = bias
            .then(|| self.field(&stem, "bias", index, FieldKind::Bias { len: outputs, fan_in: inputs }, Init::ZEROS));
        if let Some(label) = &node.label {
            self.graph.accessors.push(Accessor { label: label.clone(), inputs, outputs, weight, bias });
        }
        let fused = self.fusible(index, activation);
        let dense = Dense {
            input: match lanes {
                LaneAxis::Outputs => self.operand(input),
                LaneAxis::Sum => Operand::Value(self.panels(input)),
            },
            inputs,
            outputs,
            lanes,
            weight,
            bias,
            activation: if fused { activation } else { Activation::IDENTITY },
        };
        let sums = self.push_named(stem, outputs, Definition::Dense(dense));
        if fused { sums } else { self.activation(index, sums, activation) }
    }

    /// An activation by itself: part of the dense layer before it where nothing else reads that, or a pass of its own.
    fn activation(&mut self, index: usize, input: Operand, activation: Activation) -> Operand {
        if activation == Activation::IDENTITY {
            return input;
        }
        if self.is_head(index, activation) {
            self.graph.head = Some(activation);
            return input;
        }
        if let Operand::Value(id) = input
            && self.is_last_value_without_other_users(id, index)
            && self.fusible(index, activation)
            && let Definition::Dense(dense) = &mut self.graph.values[id.0].definition
            && dense.activation == Activation::IDENTITY
        {
            dense.activation = activation;
            return input;
        }
        let input = self.panels_of(input);
        let definition = if activation.is_over_row() {
            Definition::Softmax { input }
        } else {
            Definition::Map { input, activation }
        };
        self.push(index, "activated", definition)
    }

    /// Whether a dense layer may apply `activation` itself: training must be able to undo it from its output.
    fn fusible(&self, index: usize, activation: Activation) -> bool {
        !activation.is_over_row()
            && !self.is_head(index, activation)
            && (self.model.loss.is_none() || activation.derivative_follows_from_output())
    }

    /// Whether `activation` at node `index` belongs to the loss.
    fn is_head(&self, index: usize, activation: Activation) -> bool {
        index + 1 == self.model.nodes.len()
            && self.model.loss.and_then(|loss| loss.facts().head) == Some(activation.name())
    }

    /// Whether node `index` is the only one that reads `id`.
    fn is_last_value_without_other_users(&self, id: ValueId, index: usize) -> bool {
        let readers = self
            .model
            .nodes
            .iter()
            .enumerate()
            .flat_map(|(reader, node)| node.layer.sources().into_iter().map(move |source| (reader, source)));
        let others = readers.filter(|(reader, source)| {
            // A flatten before this line has been lowered to what it reads, and whoever reads it counts by that.
            let is_alias = *reader < index && matches!(self.model.nodes[*reader].layer, Layer::Flatten { .. });
            *reader != index
                && !is_alias
                && matches!(source, Source::Node(node)
                    if self.operand_of_node.get(*node) == Some(&Operand::Value(id)))
        });
        others.count() == 0
    }

    fn operand(&self, source: Source) -> Operand {
        match source {
            Source::Input => Operand::Input,
            Source::Node(index) => self.operand_of_node[index],
        }
    }

    fn panels(&mut self, source: Source) -> ValueId {
        let operand = self.operand(source);
        self.panels_of(operand)
    }

    fn panels_of(&mut self, operand: Operand) -> ValueId {
        match operand {
            Operand::Value(id) => id,
            Operand::Input => {
                if let Some(id) = self.loaded {
                    return id;
                }
                let name = self.unique("input");
                let len = self.model.input.len();
                self.graph.values.push(Value {
                    name,
                    len,
                    definition: Definition::Load,
                    n_users: 0,
                    is_trained: false,
                });
                let id = ValueId(self.graph.values.len() - 1);
                self.loaded = Some(id);
                id
            }
        }
    }

    fn push(&mut self, index: usize, suffix: &str, definition: Definition) -> Operand {
        let name = self.stem(index, suffix);
        let len = self.model.nodes[index].shape.len();
        self.push_named(name, len, definition)
    }

    fn push_named(&mut self, name: String, len: usize, definition: Definition) -> Operand {
        self.graph.values.push(Value { name, len, definition, n_users: 0, is_trained: false });
        Operand::Value(ValueId(self.graph.values.len() - 1))
    }

    fn field(&mut self, stem: &str, role: &str, index: usize, kind: FieldKind, init: Init) -> FieldId {
        let offset = self.graph.fields.last().map_or(0, |last| last.offset + last.stored_panels() * super::LANES);
        let path = format!("{}.{role}", self.model.nodes[index].name);
        self.graph.fields.push(Field { name: format!("{stem}_{role}"), path, kind, init, offset });
        FieldId(self.graph.fields.len() - 1)
    }

    /// The label, or `layer` and the line; made unique.
    fn stem(&mut self, index: usize, suffix: &str) -> String {
        let node = &self.model.nodes[index];
        match (&node.label, suffix) {
            (Some(label), "") => label.to_string(),
            (Some(label), suffix) => self.unique(&format!("{label}_{suffix}")),
            (None, "") => self.unique(&format!("layer{}", node.name)),
            (None, suffix) => self.unique(&format!("layer{}_{suffix}", node.name)),
        }
    }

    fn unique(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_string();
        while !self.names.insert(name.clone()) {
            name.push('_');
        }
        name
    }

    fn finish(mut self) -> Graph {
        let output = self.operand_of_node.last().copied().unwrap_or(Operand::Input);
        let output = self.panels_of(output);
        // The output is the last value: `check` refuses lines that do not reach it, and lines are in order.
        debug_assert_eq!(output.0 + 1, self.graph.values.len());
        let mut n_users = vec![0; self.graph.values.len()];
        n_users[output.0] += 1;
        for value in &self.graph.values {
            for input in reads(&value.definition) {
                n_users[input.0] += 1;
            }
        }
        for (index, n_users) in n_users.into_iter().enumerate() {
            let (before, rest) = self.graph.values.split_at_mut(index);
            if let [value, ..] = rest {
                value.n_users = n_users;
                value.is_trained = matches!(value.definition, Definition::Dense(_))
                    || reads(&value.definition).iter().any(|input| before[input.0].is_trained);
            }
        }
        self.graph
    }
}

/// The values that a definition reads.
pub(super) fn reads(definition: &Definition) -> Vec<ValueId> {
    match definition {
        Definition::Load => Vec::new(),
        Definition::Dense(dense) => match dense.input {
            Operand::Input => Vec::new(),
            Operand::Value(id) => vec![id],
        },
        Definition::Map { input, .. } | Definition::Softmax { input } | Definition::Dropout { input, .. } => {
            vec![*input]
        }
        Definition::Add { inputs } | Definition::Concat { inputs } => inputs.clone(),
    }
}
