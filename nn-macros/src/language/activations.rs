//! The table of activations: one row has all that any stage needs to know.
//!
//! To add one, write its functions in `nn_runtime::math`, add a row here, and one in `nn_runtime::onnx::activations`.

use proc_macro2::Ident;

use crate::ast::{Argument, Arguments, Call, Value};
use crate::language::initialisers::Init;
use crate::language::table::{Chosen, Constant, Row};
use crate::language::values::Range;

/// An activation function with its constants.
pub(crate) type Activation = Chosen<Facts>;

/// What the compiler needs to know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) kind: Kind,
    /// The initialiser of a dense layer that names none. Sources: He et al. 2015 for the rectifiers, Klambauer et al. 2017 for
    /// SELU, Glorot and Bengio 2010 for those that are linear around 0.
    pub(crate) init: Init,
    /// The ONNX operator that computes it, unless that takes several or looks at more than numbers.
    #[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "the importer alone looks at it"))]
    pub(crate) operator: Option<Operator>,
}

/// An ONNX operator.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "as for `Facts::operator`"))]
pub(crate) struct Operator {
    pub(crate) name: &'static str,
    pub(crate) attributes: &'static [Attribute],
}

/// A number that a node of the operator may have.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "as for `Facts::operator`"))]
pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    /// What it is for a node that does not say: ONNX's default, which is not always that of the constant here.
    pub(crate) default: f32,
    /// `None`: it is a constant of the activation, in the order of the row.
    pub(crate) only: Option<f32>,
}

/// How an activation is computed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Nothing is.
    Identity,
    /// Elementwise, by `nn::math::NAME` and `nn::math::NAME_derivative`, with the constants behind the argument.
    Map {
        from_output: FromOutput,
        /// Whether it takes so many operations that sums which wait for it leave the registers where these are few.
        is_long: bool,
        outside: Outside,
    },
    /// Over all numbers of a row, by `nn::NAME`, `nn::NAME_columns` and `nn::NAME_backward`.
    OverRow,
}

/// What an activation makes of numbers that are none of the user's: of padding, and of rows that are not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    /// Numbers about as large as its arguments, or as 1.
    Small,
    /// Several in a row make infinity of 0, or of what others make of 0, while the user's numbers may stay small.
    Growing,
    /// It or its derivative is infinite, or no number, at 0 or below.
    Singular,
}

/// Whether `f'(z)` is a function of `f(z)`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FromOutput {
    No,
    /// `nn::math::NAME_derivative_from_output`.
    Yes,
    /// `f(z)` has the sign of `z`, which is all that `nn::math::NAME_derivative` looks at, if the first constant is positive.
    SameSignIfPositive,
}

const fn row(
    name: &'static str,
    constants: &'static [Constant],
    kind: Kind,
    init: Init,
    operator: Option<Operator>,
) -> Row<Facts> {
    Row::new(name, constants, Facts { kind, init, operator })
}

const fn operator(name: &'static str, attributes: &'static [Attribute]) -> Operator {
    Operator { name, attributes }
}

const fn constant(name: &'static str, default: f32) -> Attribute {
    Attribute { name, default, only: None }
}

const fn fixed(name: &'static str, default: f32, only: f32) -> Attribute {
    Attribute { name, default, only: Some(only) }
}

const fn short(from_output: FromOutput) -> Kind {
    Kind::Map { from_output, is_long: false, outside: Outside::Small }
}

const fn long(from_output: FromOutput) -> Kind {
    Kind::Map { from_output, is_long: true, outside: Outside::Small }
}

const fn outside(kind: Kind, outside: Outside) -> Kind {
    match kind {
        Kind::Map { from_output, is_long, .. } => Kind::Map { from_output, is_long, outside },
        other => other,
    }
}

const fn singular(kind: Kind) -> Kind {
    outside(kind, Outside::Singular)
}

const fn growing(kind: Kind) -> Kind {
    outside(kind, Outside::Growing)
}

const SLOPE: Constant = Constant { name: "slope", default: Some(0.01), range: Range::Finite };
const ALPHA: Constant = Constant { name: "alpha", default: Some(1.0), range: Range::Positive };

const CELU_ALPHA: Constant = Constant { range: Range::Divisor, ..ALPHA };
/// The limits of `hard_tanh`; the defaults are `PyTorch`'s.
const LIMITS: &[Constant] = &[
    Constant { name: "min", default: Some(-1.0), range: Range::Finite },
    Constant { name: "max", default: Some(1.0), range: Range::AbovePrevious },
];

/// Half of the width that a shrinkage takes away; the default is `PyTorch`'s.
const LAMBDA: Constant = Constant { name: "lambda", default: Some(0.5), range: Range::NonNegative };
/// The constants of `threshold`, which have no defaults in `PyTorch` either.
const THRESHOLD: &[Constant] = &[
    Constant { name: "theta", default: None, range: Range::Finite },
    Constant { name: "value", default: None, range: Range::Finite },
];

/// Constants of Klambauer et al. 2017, which are ONNX's defaults.
const SELU: &[Attribute] = &[fixed("alpha", 1.673_263_2, 1.673_263_2), fixed("gamma", 1.050_701, 1.050_701)];
/// ONNX has other defaults than `PyTorch`'s function, which this is.
const HARD_SIGMOID: &[Attribute] = &[fixed("alpha", 0.2, 1.0 / 6.0), fixed("beta", 0.5, 0.5)];

/// Every activation.
pub(crate) static ACTIVATIONS: &[Row<Facts>] = &[
    row("identity", &[], Kind::Identity, Init::GLOROT_UNIFORM, None).doc("`x`").aliases(&["linear", "none"]),
    row("relu", &[], short(FromOutput::Yes), Init::HE_NORMAL, Some(operator("Relu", &[])))
        .doc("`max(x, 0)`")
        .aliases(&["rectifier"]),
    row(
        "leaky_relu",
        &[SLOPE],
        short(FromOutput::SameSignIfPositive),
        Init::HE_NORMAL,
        Some(operator("LeakyRelu", &[constant("alpha", 0.01)])),
    )
    .doc("`x` where positive, else `slope x`")
    .aliases(&["lrelu", "leakyrelu"]),
    row("elu", &[ALPHA], long(FromOutput::Yes), Init::HE_NORMAL, Some(operator("Elu", &[constant("alpha", 1.0)])))
        .doc("`x` where positive, else `alpha (e^x - 1)`"),
    row("selu", &[], long(FromOutput::Yes), Init::LECUN_NORMAL, Some(operator("Selu", SELU)))
        .doc("`1.0507.. x` where positive, else `1.0507.. * 1.6732.. (e^x - 1)`"),
    row("gelu", &[], long(FromOutput::No), Init::HE_NORMAL, None).doc("`x/2 (1 + erf(x / sqrt 2))`"),
    row("silu", &[], long(FromOutput::No), Init::HE_NORMAL, None).doc("`x sigmoid(x)`").aliases(&["swish"]),
    row("softplus", &[], long(FromOutput::Yes), Init::HE_NORMAL, Some(operator("Softplus", &[]))).doc("`ln(1 + e^x)`"),
    row("sigmoid", &[], long(FromOutput::Yes), Init::GLOROT_UNIFORM, Some(operator("Sigmoid", &[])))
        .doc("`1 / (1 + e^-x)`")
        .aliases(&["logistic", "expit"]),
    row("tanh", &[], long(FromOutput::Yes), Init::GLOROT_UNIFORM, Some(operator("Tanh", &[])))
        .doc("`tanh x`")
        .aliases(&["hyperbolictangent"]),
    row("hard_sigmoid", &[], short(FromOutput::Yes), Init::GLOROT_UNIFORM, Some(operator("HardSigmoid", HARD_SIGMOID)))
        .doc("`clamp(x/6 + 1/2, 0, 1)`")
        .aliases(&["hardsigmoid"]),
    row("hard_swish", &[], short(FromOutput::No), Init::HE_NORMAL, Some(operator("HardSwish", &[])))
        .doc("`x hard_sigmoid(x)`")
        .aliases(&["hardswish", "hardsilu"]),
    row("softmax", &[], Kind::OverRow, Init::GLOROT_UNIFORM, None).doc("`e^x` over the sum of all `e^x`"),
    row("log_softmax", &[], Kind::OverRow, Init::GLOROT_UNIFORM, None)
        .doc("`x` minus the logarithm of the sum of all `e^x`")
        .aliases(&["logsoftmax"]),
    row("softsign", &[], short(FromOutput::Yes), Init::GLOROT_UNIFORM, Some(operator("Softsign", &[])))
        .doc("`x / (1 + abs(x))`"),
    row("relu6", &[], short(FromOutput::Yes), Init::HE_NORMAL, None).doc("`clamp(x, 0, 6)`"),
    row("hard_tanh", LIMITS, short(FromOutput::Yes), Init::GLOROT_UNIFORM, None)
        .doc("`clamp(x, min, max)`")
        .aliases(&["hardtanh"]),
    row(
        "celu",
        &[CELU_ALPHA],
        long(FromOutput::Yes),
        Init::HE_NORMAL,
        Some(operator("Celu", &[constant("alpha", 1.0)])),
    )
    .doc("`x` where positive, else `alpha (e^(x / alpha) - 1)`"),
    row("log_sigmoid", &[], long(FromOutput::Yes), Init::HE_NORMAL, None)
        .doc("`-ln(1 + e^-x)`")
        .aliases(&["logsigmoid"]),
    row("mish", &[], long(FromOutput::No), Init::HE_NORMAL, Some(operator("Mish", &[]))).doc("`x tanh(softplus(x))`"),
    row("gelu_tanh", &[], long(FromOutput::No), Init::HE_NORMAL, None)
        .doc("`x/2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))`")
        .aliases(&["gelutanh", "gelunew", "gelufast", "geluapproximate", "gelupytorchtanh"]),
    row("exp", &[], growing(long(FromOutput::Yes)), Init::GLOROT_UNIFORM, Some(operator("Exp", &[])))
        .doc("`e^x`")
        .aliases(&["exponential"]),
    row("sin", &[], long(FromOutput::No), Init::GLOROT_UNIFORM, Some(operator("Sin", &[])))
        .doc("`sin x`, of radians")
        .aliases(&["sine"]),
    row("hard_shrink", &[LAMBDA], short(FromOutput::Yes), Init::GLOROT_UNIFORM, None)
        .doc("`x` where `abs(x) > lambda`, else 0")
        .aliases(&["hardshrink"]),
    row("soft_shrink", &[LAMBDA], short(FromOutput::Yes), Init::GLOROT_UNIFORM, None)
        .doc("`x - clamp(x, -lambda, lambda)`")
        .aliases(&["softshrink"]),
    row("threshold", THRESHOLD, short(FromOutput::No), Init::HE_NORMAL, None)
        .doc("`x` where `x > theta`, else `value`"),
    row("square", &[], growing(short(FromOutput::No)), Init::GLOROT_UNIFORM, None).doc("`x^2`").aliases(&["squared"]),
    row("cos", &[], long(FromOutput::No), Init::GLOROT_UNIFORM, Some(operator("Cos", &[])))
        .doc("`cos x`, of radians")
        .aliases(&["cosine"]),
    row("abs", &[], short(FromOutput::No), Init::GLOROT_UNIFORM, None)
        .doc("`abs(x)`, the magnitude")
        .aliases(&["absolute"]),
    row("sqrt", &[], singular(short(FromOutput::Yes)), Init::GLOROT_UNIFORM, None)
        .doc("`sqrt x`; NaN below 0")
        .aliases(&["squareroot"]),
    row("log", &[], singular(long(FromOutput::No)), Init::GLOROT_UNIFORM, None)
        .doc("`ln x`, the natural logarithm; NaN below 0")
        .aliases(&["logarithm"]),
    row("reciprocal", &[], singular(short(FromOutput::Yes)), Init::GLOROT_UNIFORM, None)
        .doc("`1 / x`")
        .aliases(&["recip"]),
];

/// Arguments that choose another row: `gelu(tanh)` is `gelu_tanh`, as `PyTorch` has `approximate="tanh"`.
static VARIANTS: &[Variant] = &[Variant { of: "gelu", parameter: "approximate", word: "tanh", name: "gelu_tanh" }];

/// `of(word, ..)` or `of(parameter = word, ..)` is `name(..)`.
struct Variant {
    of: &'static str,
    parameter: &'static str,
    word: &'static str,
    name: &'static str,
}

/// The call by the name of its row, if it is written by another.
pub(crate) fn respelled(call: &Call) -> Option<Call> {
    let arguments = call.arguments.as_ref()?;
    let (Argument { name, value: Value::Name(word) }, others) = arguments.list.split_first()? else { return None };
    let variant = VARIANTS.iter().find(|variant| call.name == variant.of && word == variant.word)?;
    if name.as_ref().is_some_and(|name| name != variant.parameter) {
        return None;
    }
    let arguments = Arguments { list: others.to_vec(), place: arguments.place };
    Some(Call { name: Ident::new(variant.name, call.name.span()), arguments: Some(arguments) })
}

impl Activation {
    pub(crate) const IDENTITY: Self = Self::plain(&ACTIVATIONS[0]);

    /// The activation of this name with these constants.
    #[cfg(feature = "onnx")]
    pub(crate) fn of(name: &str, constants: &[f32]) -> Self {
        let row = ACTIVATIONS.iter().find(|row| row.name == name);
        Self::new(row.unwrap_or_else(|| unreachable!("activations.rs has no `{name}`")), constants)
    }

    pub(crate) fn is_identity(self) -> bool {
        matches!(self.facts().kind, Kind::Identity)
    }

    /// Whether it is over all numbers of a row.
    pub(crate) fn is_over_row(self) -> bool {
        matches!(self.facts().kind, Kind::OverRow)
    }

    /// Whether sums that wait for it leave the registers where these are few.
    pub(crate) fn is_long(self) -> bool {
        matches!(self.facts().kind, Kind::Map { is_long: true, .. })
    }

    /// Whether it or its derivative is infinite, or no number, at 0 or below.
    pub(crate) fn is_singular(self) -> bool {
        matches!(self.facts().kind, Kind::Map { outside: Outside::Singular, .. })
    }

    /// Whether what it makes of padding, and of rows that are not there, must not reach what comes behind it.
    pub(crate) fn clears_padding(self) -> bool {
        matches!(self.facts().kind, Kind::Map { outside: Outside::Singular | Outside::Growing, .. })
    }

    /// Whether `f'(z)` is a function of `f(z)`.
    pub(crate) fn derivative_follows_from_output(self) -> bool {
        match &self.facts().kind {
            Kind::Identity | Kind::Map { from_output: FromOutput::Yes, .. } => true,
            Kind::OverRow | Kind::Map { from_output: FromOutput::No, .. } => false,
            Kind::Map { from_output: FromOutput::SameSignIfPositive, .. } => self.constants()[0] > 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_is_the_identity_and_only_it() {
        assert_eq!(Activation::IDENTITY.name(), "identity");
        let identities = ACTIVATIONS.iter().filter(|row| matches!(row.facts.kind, Kind::Identity));
        assert_eq!(identities.count(), 1);
    }

    #[test]
    fn variants_are_rows() {
        for variant in VARIANTS {
            for name in [variant.of, variant.name] {
                assert!(ACTIVATIONS.iter().any(|row| row.name == name), "{name}");
            }
        }
    }

    #[test]
    fn each_constant_is_an_attribute_of_the_operator() {
        for row in ACTIVATIONS {
            let Some(operator) = &row.facts.operator else { continue };
            let n_constants = operator.attributes.iter().filter(|attribute| attribute.only.is_none()).count();
            assert_eq!(n_constants, row.constants.len(), "{}", row.name);
        }
    }

    #[test]
    fn signs_follow_a_constant_that_is_there() {
        for row in ACTIVATIONS {
            if matches!(row.facts.kind, Kind::Map { from_output: FromOutput::SameSignIfPositive, .. }) {
                assert!(!row.constants.is_empty(), "{}", row.name);
            }
        }
    }
}
