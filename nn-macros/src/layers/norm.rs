//! `layer_norm` and `rms_norm`: the numbers of a row with mean 0 and variance 1 (Ba et al. 2016), or with mean square 1 (Zhang and
//! Sennrich 2019), then each times a weight of its own, plus a bias of its own. `l2_norm`: the numbers over the root of the sum of their
//! squares.

use super::{Checked, Kind, Operands, Site, Width, affine, layer};
use crate::ir::{self, Builder, Definition, Operand, VectorParts};
use crate::language::arguments::Parameter;
use crate::language::values::{Range, number, subject};
use crate::model::{Argument, Init, Layer, Parameter as Weights, Shape, Value};

pub(super) const LAYER_NORM: Kind = Kind {
    name: "layer_norm",
    aliases: &["layernorm", "layernormalization", "ln"],
    usage: "layer_norm(eps = 1e-5, affine = true, bias = true, from = label)",
    parameters: &[Parameter::optional("eps"), Parameter::named("affine"), Parameter::named("bias")],
    operands: Operands::One,
    roles: &["weight", "bias"],
    width: Width::OfOperand,
    operators: operators!["LayerNormalization": onnx::layer_normalization],
    check: |site| check(site, true),
};

pub(super) const RMS_NORM: Kind = Kind {
    name: "rms_norm",
    aliases: &["rmsnorm", "rmsnormalization"],
    usage: "rms_norm(eps = 1.1920929e-7, affine = true, from = label)",
    parameters: &[Parameter::optional("eps"), Parameter::named("affine")],
    operands: Operands::One,
    roles: &["weight"],
    width: Width::OfOperand,
    operators: operators!["RMSNormalization": onnx::rms_normalization],
    check: |site| check(site, false),
};

pub(super) const L2_NORM: Kind = Kind {
    name: "l2_norm",
    aliases: &["l2norm", "l2normalize", "normalize", "lpnormalization", "unitnorm", "unitnormalization"],
    usage: "l2_norm(eps = 1e-12, from = label)",
    parameters: &[Parameter::optional("eps")],
    operands: Operands::One,
    roles: &[],
    width: Width::OfOperand,
    operators: &[],
    check: |site| {
        let (epsilon, shape) = (epsilon(site, 1e-12), site.shape());
        Checked { layer: epsilon.map(|epsilon| layer(L2Norm { epsilon })), shape, ..Checked::default() }
    },
};

/// As `PyTorch` has its defaults.
pub(super) fn epsilon(site: &mut Site<'_>, default: f32) -> Option<f32> {
    match site.arguments.get("eps") {
        Some(value) => number(value, Range::Positive, &subject("eps", site.title), site.errors),
        None => Some(default),
    }
}

fn check(site: &mut Site<'_>, is_centred: bool) -> Checked {
    let epsilon = epsilon(site, if is_centred { 1e-5 } else { f32::EPSILON });
    let (affine, bias) = (site.flag("affine", true), site.flag("bias", is_centred));
    let shape = site.shape();
    let norm = || {
        let (shape, epsilon, affine, bias) = (shape.clone()?, epsilon?, affine?, bias?);
        Some(layer(Norm { shape, epsilon, is_centred, affine, bias: bias && affine }))
    };
    Checked { layer: norm(), shape, ..Checked::default() }
}

/// `weight (x - mean) / sqrt(variance + epsilon) + bias` over all numbers of a row.
#[derive(Debug)]
struct Norm {
    shape: Shape,
    epsilon: f32,
    /// Whether the mean is taken away.
    is_centred: bool,
    /// Whether there are parameters.
    affine: bool,
    bias: bool,
}

impl Layer for Norm {
    fn kind(&self) -> &'static str {
        if self.is_centred { LAYER_NORM.name } else { RMS_NORM.name }
    }

    fn arguments(&self) -> Vec<Argument> {
        let mut arguments = vec![Argument::new("eps", Value::Number(self.epsilon))];
        if !self.affine {
            arguments.push(Argument::new("affine", Value::Flag(false)));
        } else if self.is_centred && !self.bias {
            arguments.push(Argument::new("bias", Value::Flag(false)));
        }
        arguments
    }

    fn parameters(&self) -> Vec<Weights> {
        if self.affine { affine::parameters(&self.shape, self.bias) } else { Vec::new() }
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let norm = if self.is_centred { ir::Norm::Deviation(self.epsilon) } else { ir::Norm::MeanSquare(self.epsilon) };
        let input = builder.as_it_is();
        let normalise = builder.normalised(input, norm, 1);
        if !self.affine {
            return builder.push_like(input, normalise);
        }
        let input = builder.part_like("normalised", input, normalise);
        let parts = |role, init| VectorParts { role, shape: self.shape.0.clone(), init, is_trained: true };
        let weight = builder.vector_like(input, parts("weight", Init::constant(1.0)));
        let bias = self.bias.then(|| builder.vector_like(input, parts("bias", Init::ZEROS)));
        builder.push_like(input, Definition::Affine { input, weight, bias })
    }
}

/// `x / max(length of x, epsilon)` over all numbers of a row.
#[derive(Debug)]
struct L2Norm {
    epsilon: f32,
}

impl Layer for L2Norm {
    fn kind(&self) -> &'static str {
        L2_NORM.name
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::new("eps", Value::Number(self.epsilon))]
    }

    fn keeps_shape(&self) -> bool {
        true
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let input = builder.as_it_is();
        let normalise = builder.normalised(input, ir::Norm::Length(self.epsilon), 1);
        builder.push_like(input, normalise)
    }
}

/// How it is read from an ONNX file.
#[cfg(feature = "onnx")]
pub(super) mod onnx {
    use crate::graph::lowering::{Lowering, Row, Value, float, int, settled, unsupported};
    use crate::graph::operation::{Affine, Grouping, Norm, Operation, Written};
    use crate::graph::{Mistake, title};
    use crate::layers::onnx::layer_of_parameter;
    use nn_onnx::{DataType, Node};

    pub(super) fn layer_normalization<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        one_operator(lowering, node, row, true)
    }

    pub(super) fn rms_normalization<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.row(node, 0)?;
        // Exporters find the operator in the second half of a layer norm too.
        if let Some(is_centred) = row.centred() {
            return one_operator(lowering, node, Row { pending: None, ..row }, is_centred);
        }
        let row = settled(row)?;
        one_operator(lowering, node, row, false)
    }

    /// The line `l2_norm`. A file that has no epsilon divides by the length, and zeros by 0; the least number there is makes them 0.
    pub(crate) fn l2_norm(lowering: &mut Lowering<'_>, node: &Node, row: Row, epsilon: f32) -> Row {
        let arguments = vec![format!("eps = {:?}", epsilon.max(f32::MIN_POSITIVE))];
        let layer = Written { arguments, ..Written::plain(super::L2_NORM.name) };
        lowering.push(node, Operation::Layer(layer), vec![row.source], row.shape)
    }

    fn one_operator<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
        row: Row,
        is_centred: bool,
    ) -> Result<Value<'a>, Mistake> {
        let axis = int(node, "axis", -1);
        let first = if axis < 0 { axis.saturating_add(row.rank() + 1) } else { axis };
        let is_layer_norm = node.op_type == "LayerNormalization";
        if first != 1 && !(is_layer_norm && (2..=row.rank()).contains(&first)) {
            return Err(refuse_axis(node, &row, (axis, first)));
        }
        refuse_stash_type(node)?;
        let epsilon = float(node, "epsilon", 1e-5)?;
        if epsilon <= 0.0 {
            return Err(unsupported(node, "epsilon", epsilon, "a number above 0"));
        }
        if first != 1 {
            return of_last_axes(lowering, node, row, (first, epsilon));
        }
        let weight = effective(lowering, node, 1, &row, 1.0)?;
        // The other operator has none.
        let bias = if is_layer_norm && has_bias(node) { effective(lowering, node, 2, &row, 0.0)? } else { None };
        let (weight, bias) = match (weight, bias) {
            (None, Some(bias)) => (Some(vec![1.0; bias.len()]), Some(bias)),
            others => others,
        };
        let parameters = (1..=2).filter_map(|index| lowering.initializer(node, index)).collect();
        let grouping = Grouping::All;
        push(lowering, node, row, Norm { epsilon, is_centred, grouping, weight, bias, parameters })
    }

    /// A norm over the axes from `first` on, for each place of those before by itself: an `instance_norm` of a map whose channels are the places. Its
    /// weights differ within such a channel, so they are a line of their own.
    fn of_last_axes<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
        row: Row,
        (first, epsilon): (i64, f32),
    ) -> Result<Value<'a>, Mistake> {
        let (shape, rank) = (row.shape.clone(), row.shape.len());
        let (before, normalised) = shape.split_at(usize::try_from(first - 1).unwrap_or(0).min(rank));
        let (places, numbers) = (before.iter().product::<usize>(), normalised.iter().product::<usize>());
        if numbers == 1 {
            return Err(Mistake::new(format!("{} takes one number by itself", title(node)))
                .note("a number less the mean of itself is 0, whatever it is"));
        }
        lowering.spend(node, 2 * places * numbers)?;
        let weight = effective(lowering, node, 1, &row, 1.0)?;
        let bias = if has_bias(node) { effective(lowering, node, 2, &row, 0.0)? } else { None };
        let map = if first == 2 { shape.clone() } else { vec![places, numbers] };
        let row = lowering.as_declared(node, Row { shape: map, ..row })?;
        let grouping = Grouping::Instances;
        let norm = Norm { epsilon, is_centred: true, grouping, weight: None, bias: None, parameters: Vec::new() };
        let row = lowering.push(node, Operation::Norm(norm), vec![row.source], row.shape);
        let row = lowering.as_declared(node, Row { shape, ..row })?;
        if weight.is_none() && bias.is_none() {
            return Ok(Value::Row(row));
        }
        let wide = |numbers: Vec<f32>| numbers.into_iter().map(f64::from).collect::<Vec<_>>();
        let weight = weight.map_or_else(|| vec![1.0; places * numbers], wide);
        let parameters = (1..=2).filter_map(|index| lowering.initializer(node, index)).collect();
        let affine = Affine { weight, bias: bias.map(wide), is_foldable: false, parameters };
        Ok(Value::Row(lowering.push(node, Operation::Affine(affine), vec![row.source], row.shape)))
    }

    fn has_bias(node: &Node) -> bool {
        node.input.get(2).is_some_and(|name| !name.is_empty())
    }

    fn refuse_axis(node: &Node, row: &Row, (axis, first): (i64, i64)) -> Mistake {
        let mistake = unsupported(node, "axis", axis, row.all_axes());
        let is_part = (2..=row.rank()).contains(&first);
        if is_part {
            mistake.note("over some axes of a map there is LayerNormalization, whose mean is taken away")
        } else {
            mistake
        }
    }

    /// All numbers are `f32` here, those of half precision in a file too.
    pub(in super::super) fn refuse_stash_type(node: &Node) -> Result<(), Mistake> {
        let stash = int(node, "stash_type", i64::from(i32::from(DataType::Float)));
        let stash_type = i32::try_from(stash).ok().and_then(|kind| DataType::try_from(kind).ok());
        let is_real =
            matches!(stash_type, Some(DataType::Float | DataType::Double | DataType::Float16 | DataType::Bfloat16));
        if is_real { Ok(()) } else { Err(unsupported(node, "stash_type", stash, "1, Float")) }
    }

    /// Whether the constant operand `index` has a layer's name.
    pub(in super::super) fn is_named(lowering: &Lowering<'_>, node: &Node, index: usize) -> bool {
        lowering.initializer(node, index).is_some_and(|name| layer_of_parameter(&name).is_some())
    }

    /// The constant operand `index`, a number for each of the row; `None` if it changes nothing, because all are `neutral`, and has no
    /// layer's name: neither operator has a form without weights, so exporters make up ones and zeros.
    fn effective<'a>(
        lowering: &Lowering<'a>,
        node: &'a Node,
        index: usize,
        row: &Row,
        neutral: f32,
    ) -> Result<Option<Vec<f32>>, Mistake> {
        let vector = vector(lowering, node, index, row)?;
        let is_neutral = vector.iter().all(|number| number.to_bits() == neutral.to_bits());
        Ok((is_named(lowering, node, index) || !is_neutral).then_some(vector))
    }

    /// The constant operand `index`, a number for each of the row.
    fn vector<'a>(lowering: &Lowering<'a>, node: &'a Node, index: usize, row: &Row) -> Result<Vec<f32>, Mistake> {
        let vector = match lowering.operand(node, index)? {
            Value::Constant(constant) => constant.broadcast(&row.shape),
            Value::Row(_) => None,
        };
        let expected = &row.shape;
        vector.ok_or_else(|| {
            Mistake::new(format!("operand {index} of {} is no constant of shape {expected:?}", title(node)))
        })
    }

    fn push<'a>(lowering: &mut Lowering<'a>, node: &'a Node, row: Row, norm: Norm) -> Result<Value<'a>, Mistake> {
        lowering.spend(node, [&norm.weight, &norm.bias].into_iter().flatten().map(Vec::len).sum())?;
        Ok(Value::Row(lowering.push(node, Operation::Norm(norm), vec![row.source], row.shape)))
    }
}
