//! Values of lines with a memory: what is carried from one step to the next, and gates.

use super::{Builder, GateParts, VectorParts};
use crate::ir::field::{FieldKind, LaneAxis, stored_outputs};
use crate::ir::{Cell, Definition, Dense, FieldId, Operand, Part, Scan, ValueId};
use crate::language::initialisers::Init;

impl Builder {
    /// What the only operand of the line, a vector, was at these ages; the line itself where the suffix is empty.
    pub(crate) fn history(&mut self, suffix: &str, ages: Vec<usize>) -> ValueId {
        let input = self.value();
        let (name, len, pixels) = (self.stem(suffix), self.graph.values[input.0].len * ages.len(), ages.len());
        let id = ValueId(self.graph.values.len());
        self.push_value(name, (len, pixels), Definition::History { input, ages });
        id
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
    pub(super) fn push_step(&mut self, suffix: &str, len: usize, definition: Definition) -> ValueId {
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
}
