//! Operators of other sets: those into which ONNX Runtime's optimiser joins standard ones, and those of classical models.

use nn_onnx::Node;

use crate::graph::lowering::{
    Line, Lowering, Pending, Row, Step, Value, float, given, int, settled, text, unsupported,
};
use crate::graph::operation::{Affine, Dense, Grouping, Norm, Operation};
use crate::graph::{Mistake, title};
use crate::layers::onnx::{Read, l2_norm, with_constants};
use crate::model::Activation;

use super::{activations, affine, alone, columns, join, read_as};

/// Set, name, and who reads it.
static OPERATORS: &[(&str, &str, Read)] = &[
    ("ai.onnx.ml", "ArrayFeatureExtractor", columns::array_feature_extractor),
    ("ai.onnx.ml", "LinearClassifier", linear_classifier),
    ("ai.onnx.ml", "LinearRegressor", linear_regressor),
    ("ai.onnx.ml", "Normalizer", normalizer),
    ("ai.onnx.ml", "Scaler", scaler),
    ("com.microsoft", "BiasGelu", bias_gelu),
    ("com.microsoft", "FastGelu", fast_gelu),
    ("com.microsoft", "FusedGemm", fused_gemm),
    ("com.microsoft", "FusedMatMul", fused_matmul),
    ("com.microsoft", "Gelu", gelu),
    ("com.microsoft", "QuickGelu", quick_gelu),
    ("com.microsoft", "SkipLayerNormalization", |lowering, node| skip_norm(lowering, node, true)),
    ("com.microsoft", "SkipSimplifiedLayerNormalization", |lowering, node| skip_norm(lowering, node, false)),
];

/// Who reads an operator of another set.
pub(super) fn find(domain: &str, operator: &str) -> Option<Read> {
    OPERATORS.iter().find(|(set, name, _)| *set == domain && *name == operator).map(|(.., read)| *read)
}

/// Set and name of each.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    OPERATORS.iter().map(|(set, name, _)| (*set, *name))
}

/// Whether any operator of a set is read.
pub(super) fn names_of(domain: &str) -> Vec<&'static str> {
    OPERATORS.iter().filter(|(set, ..)| *set == domain).map(|(_, name, _)| *name).collect()
}

/// `Gemm` and an activation.
fn fused_gemm<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let name = text(node, "activation", "");
    let (row, operator) = activations()
        .find(|(_, operator)| operator.name == name)
        .ok_or_else(|| unsupported(node, "activation", &name, "an operator that is an activation"))?;
    let activation = with_constants(node, row, operator, "activation_")?;
    if let Some(attribute) = node.attribute.iter().find(|attribute| {
        let constant = attribute.name.strip_prefix("activation_");
        constant.is_some_and(|constant| operator.attributes.iter().all(|attribute| attribute.name != constant))
    }) {
        let found = attribute.f.unwrap_or(0.0);
        return Err(unsupported(node, &attribute.name, found, format!("none, for {name} has no such number")));
    }
    let Value::Row(row) = read_as("Gemm", lowering, node)? else {
        return Err(Mistake::new(format!("{} has no operand that depends on the input", title(node))));
    };
    Ok(Value::Row(lowering.activate(node, row, activation)))
}

/// `alpha A B`, where `B` may be transposed: `Gemm` without a bias.
fn fused_matmul<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    for name in ["transBatchA", "transBatchB"] {
        let found = int(node, name, 0);
        if found != 0 {
            return Err(unsupported(node, name, found, 0));
        }
    }
    read_as("Gemm", lowering, node)
}

/// The norm of a sum of two values, and maybe of a constant; the fourth output is the sum itself.
fn skip_norm<'a>(lowering: &mut Lowering<'a>, node: &'a Node, is_centred: bool) -> Result<Value<'a>, Mistake> {
    // That of ONNX Runtime's kernels.
    let epsilon = float(node, "epsilon", 1e-12)?;
    if epsilon <= 0.0 {
        return Err(unsupported(node, "epsilon", epsilon, "a number above 0"));
    }
    let (x, skip) = (lowering.plain_row(node, 0)?, lowering.plain_row(node, 1)?);
    let Value::Row(mut sum) = join::elementwise(lowering, node, Operation::Add, (x, skip))? else {
        unreachable!("a line is no constant")
    };
    // The one without a mean has no bias of the norm.
    let (beta, bias) = if is_centred { (Some(3), 4) } else { (None, 3) };
    match lowering.optional(node, bias)? {
        None => {}
        Some(Value::Row(_)) => return Err(Mistake::new(format!("operand {bias} of {} is no constant", title(node)))),
        Some(Value::Constant(bias_of_sum)) => {
            let added = affine::add(lowering, node, sum, (&bias_of_sum, bias), affine::Shift::Plus)?;
            let Value::Row(row) = added else { unreachable!("a line is no constant") };
            sum = row;
        }
    }
    let vector = |lowering: &Lowering<'a>, index: usize| {
        match lowering.optional(node, index)? {
            None => Ok(None),
            Some(Value::Constant(constant)) => match constant.broadcast(&sum.shape) {
                Some(numbers) => Ok(Some(numbers)),
                None => Err(()),
            },
            Some(Value::Row(_)) => Err(()),
        }
        .map_err(|()| {
            Mistake::new(format!("operand {index} of {} is no constant of shape {:?}", title(node), sum.shape))
        })
    };
    let weight = vector(lowering, 2)?;
    let bias = beta.map_or(Ok(None), |beta| vector(lowering, beta))?;
    let parameters = [Some(2), beta].into_iter().flatten().filter_map(|index| lowering.initializer(node, index));
    let grouping = Grouping::All;
    let norm = Norm { epsilon, is_centred, grouping, weight, bias, parameters: parameters.collect() };
    lowering.spend(node, [&norm.weight, &norm.bias].into_iter().flatten().map(Vec::len).sum())?;
    let normalised = lowering.push(node, Operation::Norm(norm), vec![sum.source], sum.shape.clone());
    if let Some(output) = node.output.get(3).filter(|output| !output.is_empty()) {
        lowering.define(node, output, Value::Row(Row { is_exclusive: false, ..sum }))?;
    }
    Ok(Value::Row(normalised))
}

/// `x sigmoid(alpha x)`.
fn quick_gelu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let alpha = float(node, "alpha", 1.702)?;
    let row = lowering.plain_row(node, 0)?;
    if alpha == 0.0 || !alpha.recip().is_finite() {
        return Err(unsupported(node, "alpha", alpha, "a number whose reciprocal is finite, but not 0"));
    }
    let row = lowering.scaled(node, row, alpha);
    let row = lowering.activate(node, row, Activation::of("silu", &[]));
    Ok(Value::Row(lowering.scaled(node, row, alpha.recip())))
}

fn gelu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    Ok(Value::Row(lowering.activate(node, row, Activation::of("gelu", &[]))))
}

/// `gelu(x + bias)`.
fn bias_gelu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    with_bias(lowering, node, "gelu")
}

/// The approximation by `tanh`, of `x` or of `x + bias`.
fn fast_gelu<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    with_bias(lowering, node, "gelu_tanh")
}

fn with_bias<'a>(lowering: &mut Lowering<'a>, node: &'a Node, activation: &str) -> Result<Value<'a>, Mistake> {
    let sum = if lowering.optional(node, 1)?.is_some() {
        read_as("Add", lowering, node)?
    } else {
        lowering.operand(node, 0)?
    };
    let Value::Row(row) = sum else {
        return Err(Mistake::new(format!("{} has no operand that depends on the input", title(node))));
    };
    let row = settled(row)?;
    Ok(Value::Row(lowering.activate(node, row, Activation::of(activation, &[]))))
}

/// `(x - offset) scale`.
fn scaler<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let length: usize = row.shape.iter().product();
    let numbers = |name: &str, default: f64| {
        let numbers = given(node, name).map_or(&[][..], |attribute| &attribute.floats[..]);
        match numbers {
            [] => Ok(vec![default; length]),
            [only] => Ok(vec![f64::from(*only); length]),
            all if all.len() == length => Ok(all.iter().map(|number| f64::from(*number)).collect()),
            all => Err(unsupported(node, name, format!("{} numbers", all.len()), format!("{length}"))),
        }
    };
    let (offset, scale) = (numbers("offset", 0.0)?, numbers("scale", 1.0)?);
    let bias = offset.iter().zip(&scale).map(|(offset, scale)| -offset * scale).collect();
    let parameters = Vec::new();
    affine::affine(lowering, node, row, Affine { weight: scale, bias: Some(bias), is_foldable: false, parameters })
}

/// `W x + b`, with all numbers in attributes.
fn linear_regressor<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let transform = text(node, "post_transform", "NONE");
    if transform != "NONE" {
        return Err(unsupported(node, "post_transform", transform, "NONE"));
    }
    let targets = int(node, "targets", 1);
    let Some(outputs) = usize::try_from(targets).ok().filter(|targets| *targets > 0) else {
        return Err(unsupported(node, "targets", targets, "a number above 0"));
    };
    linear(lowering, node, outputs).map(Value::Row)
}

/// The scores of classes, the second output, and a label, the first.
fn linear_classifier<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let transform = text(node, "post_transform", "NONE");
    let activation = match transform.as_str() {
        "NONE" => None,
        "LOGISTIC" => Some("sigmoid"),
        "SOFTMAX" => Some("softmax"),
        // The softmax of scores that are not 0 is none of the language's activations.
        _ => return Err(unsupported(node, "post_transform", transform, "NONE, LOGISTIC or SOFTMAX")),
    };
    let strings = given(node, "classlabels_strings").map_or(0, |attribute| attribute.strings.len());
    let ints = given(node, "classlabels_ints").map_or(0, |attribute| attribute.ints.len());
    let mut row = linear(lowering, node, strings.max(ints))?;
    if let Some(activation) = activation {
        row = lowering.activate(node, row, Activation::of(activation, &[]));
    }
    let label = Pending { step: Step::Label, node: title(node), value: None };
    let label = Row { pending: Some(label), is_exclusive: false, ..row.clone() };
    if let Some(scores) = node.output.get(1) {
        lowering.define(node, scores, Value::Row(row))?;
    }
    Ok(Value::Row(label))
}

/// A dense layer of the attributes.
fn linear(lowering: &mut Lowering<'_>, node: &Node, outputs: usize) -> Result<Row, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let floats = |name: &str| given(node, name).map_or(Vec::new(), |attribute| attribute.floats.clone());
    let (weight, bias) = (floats("coefficients"), floats("intercepts"));
    let [inputs] = row.shape[..] else {
        return Err(Mistake::new(format!(
            "{} takes rows of shape {:?}, supported are vectors",
            title(node),
            row.shape
        )));
    };
    if inputs.checked_mul(outputs) != Some(weight.len()) || !matches!(bias.len(), 0) && bias.len() != outputs {
        let found = format!("{} coefficients and {} intercepts", weight.len(), bias.len());
        return Err(Mistake::new(format!("{} has {found} for {inputs} inputs and {outputs} outputs", title(node))));
    }
    if weight.iter().chain(&bias).any(|number| !number.is_finite()) {
        return Err(Mistake::new(format!("{} has a coefficient that is not finite", title(node))));
    }
    lowering.spend(node, weight.len())?;
    let bias = (!bias.is_empty()).then_some(bias);
    let dense = Dense { inputs, outputs, weight, bias, activation: None, parameters: Vec::new() };
    Ok(lowering.push(node, Operation::Dense(dense), vec![row.source], vec![outputs]))
}

/// A row over the root of the sum of its squares, or over the sum of its magnitudes: unchanged behind a softmax, whose sum is 1.
fn normalizer<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
    let row = lowering.plain_row(node, 0)?;
    let norm = text(node, "norm", "MAX");
    let is_behind_softmax =
        lowering.line(row.source).and_then(Line::activation).is_some_and(|activation| activation.name() == "softmax");
    match norm.as_str() {
        "L1" if is_behind_softmax => Ok(Value::Row(row)),
        "L1" if lowering.shape(row.source).len() == 1 => alone::over_magnitudes(lowering, node, row),
        "L2" => Ok(Value::Row(l2_norm(lowering, node, row, 0.0))),
        _ => Err(unsupported(node, "norm", norm, "L1 of vectors, and L2")),
    }
}
