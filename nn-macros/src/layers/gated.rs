//! `glu` and `swiglu`: one half of a vector times an activation of the other (Dauphin et al. 2017, Shazeer 2020).

use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Definition, Operand};
use crate::language::activations::ACTIVATIONS;
use crate::language::table::Chosen;
use crate::model::{Activation, Layer, Shape};

pub(super) const GLU: Kind = Kind {
    name: "glu",
    aliases: &["gatedlinearunit"],
    usage: "glu(from = label)",
    parameters: &[],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators![],
    check: |site| check(site, Gate::Second),
};

pub(super) const SWIGLU: Kind = Kind {
    name: "swiglu",
    aliases: &[],
    usage: "swiglu(from = label)",
    parameters: &[],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators![],
    check: |site| check(site, Gate::First),
};

/// The half that goes through an activation.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gate {
    /// `silu(a) b`, as the gate of a language model stands before what it gates.
    First,
    /// `a sigmoid(b)`.
    Second,
}

fn check(site: &mut Site<'_>, gate: Gate) -> Checked {
    let half = half(site);
    Checked {
        layer: half.map(|half| layer(Gated { half, gate })),
        shape: half.map(|half| Shape(vec![half])),
        ..Checked::default()
    }
}

/// Half of the numbers of the operand, which must be an even number of them.
fn half(site: &mut Site<'_>) -> Option<usize> {
    let shape = site.shape()?;
    let operand = site.operand()?;
    let error = match shape.0[..] {
        [len] if len.is_multiple_of(2) => return Some(len / 2),
        [len] => {
            Diagnostic::new(operand.place, format!("`{}` halves the numbers that it takes, found {len}", site.title))
                .note(format_args!("{} has an odd number of them", operand.title))
        }
        _ => Diagnostic::new(operand.place, format!("`{}` expects a vector, [n], found {shape}", site.title))
            .note(format_args!("{} has shape {shape}", operand.title))
            .help(format_args!("write a line `flatten` before `{}`", site.title)),
    };
    site.errors.push(error);
    None
}

/// `f(gate) other`, of the halves of a vector.
#[derive(Debug)]
struct Gated {
    half: usize,
    gate: Gate,
}

impl Layer for Gated {
    fn kind(&self) -> &'static str {
        match self.gate {
            Gate::First => SWIGLU.name,
            Gate::Second => GLU.name,
        }
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let input = builder.value();
        let first = builder.part("first", Definition::Slice { input, start: 0 });
        let second = builder.part("second", Definition::Slice { input, start: self.half });
        let named = |name: &str| {
            let row = ACTIVATIONS.iter().find(|row| row.name == name);
            row.map_or(Activation::IDENTITY, Chosen::plain)
        };
        let (gate, other, activation) = match self.gate {
            Gate::First => (first, second, named("silu")),
            Gate::Second => (second, first, named("sigmoid")),
        };
        let open = builder.part("gate", Definition::Map { input: gate, activation });
        // In the order of the halves.
        let (left, right) = if self.gate == Gate::First { (open, other) } else { (other, open) };
        builder.push(Definition::Multiply { left, right })
    }
}

/// How they are recognised in an ONNX file.
#[cfg(feature = "onnx")]
pub(super) mod onnx {
    /// The layer that multiplies an activation of one half of a vector by the other half. `of_first` tells whether the first is
    /// activated.
    pub(crate) fn gate_of_halves(activation: &str, of_first: bool) -> Option<&'static str> {
        match (activation, of_first) {
            ("sigmoid", false) => Some(super::GLU.name),
            ("silu", true) => Some(super::SWIGLU.name),
            _ => None,
        }
    }
}
