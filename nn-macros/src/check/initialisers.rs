//! The table of initialisers that `init = ..` can name.

use crate::check::choice::{Choice, Constant};
use crate::check::values::Range;
use crate::model::Init;

/// Every initialiser.
pub(crate) static INITIALISERS: &[Choice<Init>] = &[
    Choice { name: "he_normal", usage: "he_normal", constant: None, build: |_| Init::HeNormal },
    Choice { name: "he_uniform", usage: "he_uniform", constant: None, build: |_| Init::HeUniform },
    Choice { name: "glorot_normal", usage: "glorot_normal", constant: None, build: |_| Init::GlorotNormal },
    Choice { name: "glorot_uniform", usage: "glorot_uniform", constant: None, build: |_| Init::GlorotUniform },
    Choice { name: "lecun_normal", usage: "lecun_normal", constant: None, build: |_| Init::LecunNormal },
    Choice { name: "lecun_uniform", usage: "lecun_uniform", constant: None, build: |_| Init::LecunUniform },
    Choice { name: "zeros", usage: "zeros", constant: None, build: |_| Init::Zeros },
    Choice {
        name: "normal",
        usage: "normal(std)",
        constant: Some(Constant { name: "std", default: None, range: Range::Positive }),
        build: Init::Normal,
    },
    Choice {
        name: "uniform",
        usage: "uniform(bound)",
        constant: Some(Constant { name: "bound", default: None, range: Range::Positive }),
        build: Init::Uniform,
    },
    Choice {
        name: "constant",
        usage: "constant(value)",
        constant: Some(Constant { name: "value", default: None, range: Range::Finite }),
        build: Init::Constant,
    },
];
