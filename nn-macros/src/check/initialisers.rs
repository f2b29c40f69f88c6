//! The table of initialisers that `init = ..` can name.

use crate::check::choice::{Choice, Constant};
use crate::check::values::Range;
use crate::model::Init;

/// Every initialiser.
pub(crate) static INITIALISERS: &[Choice<Init>] = &[
    Choice {
        name: "he_normal",
        usage: "he_normal",
        aliases: &["he", "kaiming", "kaiming_normal"],
        constant: None,
        build: |_| Init::HeNormal,
    },
    Choice {
        name: "he_uniform",
        usage: "he_uniform",
        aliases: &["kaiming_uniform"],
        constant: None,
        build: |_| Init::HeUniform,
    },
    Choice {
        name: "glorot_normal",
        usage: "glorot_normal",
        aliases: &["xavier_normal"],
        constant: None,
        build: |_| Init::GlorotNormal,
    },
    Choice {
        name: "glorot_uniform",
        usage: "glorot_uniform",
        aliases: &["glorot", "xavier", "xavier_uniform"],
        constant: None,
        build: |_| Init::GlorotUniform,
    },
    Choice {
        name: "lecun_normal",
        usage: "lecun_normal",
        aliases: &["lecun"],
        constant: None,
        build: |_| Init::LecunNormal,
    },
    Choice {
        name: "lecun_uniform",
        usage: "lecun_uniform",
        aliases: &[],
        constant: None,
        build: |_| Init::LecunUniform,
    },
    Choice { name: "zeros", usage: "zeros", aliases: &["zero"], constant: None, build: |_| Init::Zeros },
    Choice {
        name: "normal",
        usage: "normal(std)",
        aliases: &["gaussian", "randn"],
        constant: Some(Constant { name: "std", default: None, range: Range::Positive }),
        build: Init::Normal,
    },
    Choice {
        name: "uniform",
        usage: "uniform(bound)",
        aliases: &["rand"],
        constant: Some(Constant { name: "bound", default: None, range: Range::Positive }),
        build: Init::Uniform,
    },
    Choice {
        name: "constant",
        usage: "constant(value)",
        aliases: &["fill", "ones"],
        constant: Some(Constant { name: "value", default: None, range: Range::Finite }),
        build: Init::Constant,
    },
];
