//! Which attributes the operators have. A node with another one, of a newer standard say, may compute what nobody here has looked at, so
//! it is refused, as ONNX's own checker refuses it.
//!
//! Who reads an operator looks at the values. Some attributes change nothing of what a trained network computes from `f32`: those of
//! training (`momentum`, `seed`), of half precision or of floats of 8 bits (`saturate`, `round_mode`), and of axes that vectors do not have
//! (`spatial`). Nobody reads these, and they stand here all the same.

use nn_onnx::{Attribute, AttributeType, Node};

use super::{activations, is_standard};
use crate::graph::{Mistake, title, visible};

/// An attribute of an operator.
#[derive(Clone, Copy, Debug)]
pub(in crate::onnx) struct Known {
    pub(in crate::onnx) name: &'static str,
    kind: AttributeType,
    /// The position of the operand that it became in a later operator set. It is read in either form.
    operand: Option<usize>,
}

const fn known(name: &'static str, kind: AttributeType) -> Known {
    Known { name, kind, operand: None }
}

const fn float(name: &'static str) -> Known {
    known(name, AttributeType::Float)
}

const fn floats(name: &'static str) -> Known {
    known(name, AttributeType::Floats)
}

const fn int(name: &'static str) -> Known {
    known(name, AttributeType::Int)
}

const fn ints(name: &'static str) -> Known {
    known(name, AttributeType::Ints)
}

const fn text(name: &'static str) -> Known {
    known(name, AttributeType::String)
}

const fn texts(name: &'static str) -> Known {
    known(name, AttributeType::Strings)
}

const fn tensor(name: &'static str) -> Known {
    known(name, AttributeType::Tensor)
}

impl Known {
    const fn or_operand(self, position: usize) -> Self {
        Self { operand: Some(position), ..self }
    }
}

const GEMM: &[Known] = &[float("alpha"), float("beta"), int("transA"), int("transB")];
const NORM: &[Known] = &[int("axis"), float("epsilon"), int("stash_type")];
const REDUCTION: &[Known] = &[ints("axes").or_operand(1), int("keepdims"), int("noop_with_empty_axes")];

/// Set, operator, and its attributes in all versions of the set. Operators without attributes are left out, and activations, which have
/// theirs in their row.
static ATTRIBUTES: &[(&str, &str, &[Known])] = &[
    (
        "",
        "AveragePool",
        &[
            text("auto_pad"),
            int("ceil_mode"),
            int("count_include_pad"),
            ints("dilations"),
            ints("kernel_shape"),
            ints("pads"),
            ints("strides"),
        ],
    ),
    ("", "BatchNormalization", &[float("epsilon"), float("momentum"), int("spatial"), int("training_mode")]),
    ("", "Cast", &[text("round_mode"), int("saturate"), int("to")]),
    ("", "Clip", &[float("min").or_operand(1), float("max").or_operand(2)]),
    ("", "Concat", &[int("axis")]),
    (
        "",
        "Constant",
        &[tensor("value"), float("value_float"), floats("value_floats"), int("value_int"), ints("value_ints")],
    ),
    (
        "",
        "Conv",
        &[text("auto_pad"), ints("dilations"), int("group"), ints("kernel_shape"), ints("pads"), ints("strides")],
    ),
    (
        "",
        "ConvTranspose",
        &[
            text("auto_pad"),
            ints("dilations"),
            int("group"),
            ints("kernel_shape"),
            ints("output_padding"),
            ints("output_shape"),
            ints("pads"),
            ints("strides"),
        ],
    ),
    ("", "ConstantOfShape", &[tensor("value")]),
    ("", "DepthToSpace", &[int("blocksize"), text("mode")]),
    ("", "Dropout", &[float("ratio").or_operand(1), int("seed")]),
    ("", "Einsum", &[text("equation")]),
    ("", "Flatten", &[int("axis")]),
    (
        "",
        "GRU",
        &[
            floats("activation_alpha"),
            floats("activation_beta"),
            texts("activations"),
            float("clip"),
            text("direction"),
            int("hidden_size"),
            int("layout"),
            int("linear_before_reset"),
        ],
    ),
    ("", "Gather", &[int("axis")]),
    ("", "GatherND", &[int("batch_dims")]),
    ("", "Gelu", &[text("approximate")]),
    ("", "Gemm", GEMM),
    ("", "GroupNormalization", &[float("epsilon"), int("num_groups"), int("stash_type")]),
    ("", "InstanceNormalization", &[float("epsilon")]),
    (
        "",
        "LSTM",
        &[
            floats("activation_alpha"),
            floats("activation_beta"),
            texts("activations"),
            float("clip"),
            text("direction"),
            int("hidden_size"),
            int("input_forget"),
            int("layout"),
        ],
    ),
    ("", "LayerNormalization", NORM),
    ("", "LogSoftmax", &[int("axis")]),
    ("", "LpNormalization", &[int("axis"), int("p")]),
    (
        "",
        "MaxPool",
        &[
            text("auto_pad"),
            int("ceil_mode"),
            ints("dilations"),
            ints("kernel_shape"),
            ints("pads"),
            int("storage_order"),
            ints("strides"),
        ],
    ),
    ("", "Mod", &[int("fmod")]),
    ("", "Pad", &[text("mode"), ints("pads").or_operand(1), float("value").or_operand(2)]),
    ("", "RMSNormalization", NORM),
    (
        "",
        "RNN",
        &[
            floats("activation_alpha"),
            floats("activation_beta"),
            texts("activations"),
            float("clip"),
            text("direction"),
            int("hidden_size"),
            int("layout"),
        ],
    ),
    ("", "ReduceL1", REDUCTION),
    ("", "ReduceL2", REDUCTION),
    ("", "ReduceMax", REDUCTION),
    ("", "ReduceMean", REDUCTION),
    ("", "ReduceSum", REDUCTION),
    ("", "ReduceSumSquare", REDUCTION),
    ("", "Reshape", &[int("allowzero")]),
    (
        "",
        "Resize",
        &[
            int("antialias"),
            ints("axes"),
            text("coordinate_transformation_mode"),
            float("cubic_coeff_a"),
            int("exclude_outside"),
            float("extrapolation_value"),
            text("keep_aspect_ratio_policy"),
            text("mode"),
            text("nearest_mode"),
        ],
    ),
    ("", "Shape", &[int("end"), int("start")]),
    ("", "Shrink", &[float("bias"), float("lambd")]),
    ("", "SimplifiedLayerNormalization", NORM),
    ("", "Slice", &[ints("axes").or_operand(3), ints("ends").or_operand(2), ints("starts").or_operand(1)]),
    ("", "Softmax", &[int("axis")]),
    ("", "SpaceToDepth", &[int("blocksize"), text("mode")]),
    ("", "Split", &[int("axis"), int("num_outputs"), ints("split").or_operand(1)]),
    ("", "Squeeze", &[ints("axes").or_operand(1)]),
    ("", "ThresholdedRelu", &[float("alpha")]),
    ("", "Transpose", &[ints("perm")]),
    ("", "Unsqueeze", &[ints("axes").or_operand(1)]),
    ("", "Upsample", &[text("mode"), floats("scales").or_operand(1)]),
    (
        "ai.onnx.ml",
        "LinearClassifier",
        &[
            ints("classlabels_ints"),
            texts("classlabels_strings"),
            floats("coefficients"),
            floats("intercepts"),
            int("multi_class"),
            text("post_transform"),
        ],
    ),
    (
        "ai.onnx.ml",
        "LinearRegressor",
        &[floats("coefficients"), floats("intercepts"), text("post_transform"), int("targets")],
    ),
    ("ai.onnx.ml", "Normalizer", &[text("norm")]),
    ("ai.onnx.ml", "Scaler", &[floats("offset"), floats("scale")]),
    (
        "com.microsoft",
        "FusedGemm",
        &[
            text("activation"),
            float("activation_alpha"),
            float("activation_beta"),
            float("activation_gamma"),
            float("alpha"),
            float("beta"),
            int("transA"),
            int("transB"),
        ],
    ),
    (
        "com.microsoft",
        "FusedMatMul",
        &[float("alpha"), int("transA"), int("transB"), int("transBatchA"), int("transBatchB")],
    ),
    ("com.microsoft", "QuickGelu", &[float("alpha")]),
    ("com.microsoft", "SkipLayerNormalization", &[float("epsilon")]),
    ("com.microsoft", "SkipSimplifiedLayerNormalization", &[float("epsilon")]),
];

/// The attributes of an operator.
pub(in crate::onnx) fn known_of(domain: &str, operator: &str) -> Vec<Known> {
    let set = if is_standard(domain) { "" } else { domain };
    if let Some((.., known)) = ATTRIBUTES.iter().find(|(of, name, _)| *of == set && *name == operator) {
        return known.to_vec();
    }
    let row = activations().find(|(_, found)| set.is_empty() && found.name == operator);
    row.map_or_else(Vec::new, |(_, found)| found.attributes.iter().map(|attribute| float(attribute.name)).collect())
}

/// Refuses a node with an attribute that its operator has not, with one of another type, or with one that is an operand or an attribute
/// of it already.
pub(in crate::onnx) fn check(node: &Node) -> Result<(), Mistake> {
    // Two underscores are what programs write for themselves; the checker passes over them too.
    let given: Vec<&Attribute> = node.attribute.iter().filter(|attribute| !attribute.name.starts_with("__")).collect();
    if given.is_empty() {
        return Ok(());
    }
    let known = known_of(&node.domain, &node.op_type);
    let unknown: Vec<String> = given
        .iter()
        .filter(|attribute| known.iter().all(|known| known.name != attribute.name))
        .map(|attribute| format!("`{}`", visible(&attribute.name)))
        .collect();
    if !unknown.is_empty() {
        let noun = if unknown.len() == 1 { "attribute" } else { "attributes" };
        let mistake = Mistake::new(format!("{} has the {noun} {}", title(node), unknown.join(", ")));
        let names: Vec<String> = known.iter().map(|known| format!("`{}`", known.name)).collect();
        return Err(mistake.note(match &names[..] {
            [] => "the operator is supported without attributes".to_owned(),
            names => format!("of this operator are supported {}", names.join(", ")),
        }));
    }
    for known in known {
        let mut of_name = given.iter().filter(|attribute| attribute.name == known.name);
        let Some(attribute) = of_name.next() else { continue };
        if of_name.next().is_some() {
            return Err(Mistake::new(format!("{} has the attribute `{}` twice", title(node), known.name)));
        }
        if !is_of_kind(attribute, known.kind) {
            let (name, kind) = (known.name, known.kind);
            return Err(Mistake::new(format!("{} has an attribute `{name}` that is no {kind:?}", title(node))));
        }
        if let Some(position) =
            known.operand.filter(|position| node.input.get(*position).is_some_and(|name| !name.is_empty()))
        {
            let name = known.name;
            return Err(Mistake::new(format!(
                "{} has `{name}` twice, as an attribute and as operand {position}",
                title(node)
            )));
        }
    }
    Ok(())
}

/// Whether the attribute is of this type. Where the file does not say, the number that is there tells.
fn is_of_kind(attribute: &Attribute, kind: AttributeType) -> bool {
    if attribute.kind != i32::from(AttributeType::Undefined) {
        return attribute.kind == i32::from(kind);
    }
    match kind {
        AttributeType::Float => attribute.f.is_some(),
        AttributeType::Int => attribute.i.is_some(),
        AttributeType::String => attribute.s.is_some(),
        AttributeType::Tensor => attribute.t.is_some(),
        AttributeType::Graph => attribute.g.is_some(),
        AttributeType::Floats | AttributeType::Ints | AttributeType::Strings | AttributeType::Undefined => true,
    }
}
