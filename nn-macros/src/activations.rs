//! The table of activations, and the initialiser that goes with each.

use crate::check::choice::{Choice, Constant};
use crate::check::values::Range;
use crate::model::{Activation, Init};

/// Every activation.
pub(crate) static ACTIVATIONS: &[Choice<Activation>] = &[
    Choice { name: "identity", usage: "identity", constant: None, build: |_| Activation::Identity },
    Choice { name: "relu", usage: "relu", constant: None, build: |_| Activation::Relu },
    Choice {
        name: "leaky_relu",
        usage: "leaky_relu(slope = 0.01)",
        constant: Some(Constant { name: "slope", default: Some(0.01), range: Range::Finite }),
        build: |slope| Activation::LeakyRelu { slope },
    },
    Choice {
        name: "elu",
        usage: "elu(alpha = 1.0)",
        constant: Some(Constant { name: "alpha", default: Some(1.0), range: Range::Positive }),
        build: |alpha| Activation::Elu { alpha },
    },
    Choice { name: "selu", usage: "selu", constant: None, build: |_| Activation::Selu },
    Choice { name: "gelu", usage: "gelu", constant: None, build: |_| Activation::Gelu },
    Choice { name: "silu", usage: "silu", constant: None, build: |_| Activation::Silu },
    Choice { name: "softplus", usage: "softplus", constant: None, build: |_| Activation::Softplus },
    Choice { name: "sigmoid", usage: "sigmoid", constant: None, build: |_| Activation::Sigmoid },
    Choice { name: "tanh", usage: "tanh", constant: None, build: |_| Activation::Tanh },
    Choice { name: "hard_sigmoid", usage: "hard_sigmoid", constant: None, build: |_| Activation::HardSigmoid },
    Choice { name: "hard_swish", usage: "hard_swish", constant: None, build: |_| Activation::HardSwish },
    Choice { name: "softmax", usage: "softmax", constant: None, build: |_| Activation::Softmax },
];

/// The initialiser of a dense layer that names none, by the activation of its output. Sources: He et al. 2015 for the
/// rectifiers, Klambauer et al. 2017 for SELU, Glorot and Bengio 2010 for those that are linear around 0.
pub(crate) fn default_init(activation: Activation) -> Init {
    match activation {
        Activation::Relu
        | Activation::LeakyRelu { .. }
        | Activation::Elu { .. }
        | Activation::Gelu
        | Activation::Silu
        | Activation::Softplus
        | Activation::HardSwish => Init::HeNormal,
        Activation::Selu => Init::LecunNormal,
        Activation::Identity
        | Activation::Sigmoid
        | Activation::Tanh
        | Activation::HardSigmoid
        | Activation::Softmax => Init::GlorotUniform,
    }
}

/// An activation as one would write it: `leaky_relu(0.01)`.
pub(crate) fn written(activation: Activation) -> String {
    match activation {
        Activation::LeakyRelu { slope } => format!("leaky_relu({slope})"),
        Activation::Elu { alpha } => format!("elu({alpha})"),
        other => name_of(other).to_owned(),
    }
}

/// The name of an activation in declarations and in messages.
pub(crate) fn name_of(activation: Activation) -> &'static str {
    ACTIVATIONS
        .iter()
        .find(|row| std::mem::discriminant(&(row.build)(1.0)) == std::mem::discriminant(&activation))
        .map_or("identity", |row| row.name)
}

/// The part of a function's name that tells the activation: `leaky_relu_0p01`.
pub(crate) fn identifier(activation: Activation) -> String {
    let constant = |name: &str, value: f32| {
        // 0.01 and -0.01 in an identifier: 0p01, m0p01.
        let digits = value.to_string().replace('-', "m").replace('.', "p");
        format!("{name}_{digits}")
    };
    match activation {
        Activation::LeakyRelu { slope } => constant("leaky_relu", slope),
        Activation::Elu { alpha } => constant("elu", alpha),
        other => name_of(other).to_string(),
    }
}
