//! The table of initialisers that `init = ..` can name.

use crate::language::table::{Chosen, Constant, Row};
use crate::language::values::Range;

/// The distribution of a layer's initial weights.
pub(crate) type Init = Chosen<Facts>;

/// What the compiler needs to know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// The variant of `nn_runtime::init::Init`, which takes the constants.
    pub(crate) variant: &'static str,
}

const fn row(name: &'static str, constants: &'static [Constant], variant: &'static str) -> Row<Facts> {
    Row::new(name, constants, Facts { variant })
}

const fn constant(name: &'static str, range: Range) -> Constant {
    Constant { name, default: None, range }
}

/// Every initialiser.
pub(crate) static INITIALISERS: &[Row<Facts>] = &[
    row("he_normal", &[], "HeNormal").doc("variance `2 / inputs`").aliases(&["he", "kaiming", "kaimingnormal"]),
    row("he_uniform", &[], "HeUniform").doc("variance `2 / inputs`").aliases(&["kaiminguniform"]),
    row("glorot_normal", &[], "GlorotNormal").doc("variance `2 / (inputs + outputs)`").aliases(&["xaviernormal"]),
    row("glorot_uniform", &[], "GlorotUniform").doc("variance `2 / (inputs + outputs)`").aliases(&[
        "glorot",
        "xavier",
        "xavieruniform",
    ]),
    row("lecun_normal", &[], "LecunNormal").doc("variance `1 / inputs`").aliases(&["lecun"]),
    row("lecun_uniform", &[], "LecunUniform").doc("variance `1 / inputs`"),
    row("zeros", &[], "Zeros").doc("0").aliases(&["zero"]),
    row("normal", &[constant("std", Range::Positive)], "Normal").doc("normal with mean 0").aliases(&[
        "gaussian",
        "randn",
        "randomnormal",
    ]),
    row("uniform", &[constant("bound", Range::Positive)], "Uniform")
        .doc("uniform from `-bound` to `bound`")
        .aliases(&["rand", "randomuniform"]),
    row("constant", &[constant("value", Range::Finite)], "Constant").doc("`value`").aliases(&["fill"]),
    row("siren", &[Constant { name: "omega", default: Some(30.0), range: Range::Divisor }], "Siren")
        .doc("uniform from `-bound` to `bound = sqrt(6 / inputs) / omega`"),
];

impl Init {
    pub(crate) const HE_NORMAL: Self = Self::plain(&INITIALISERS[0]);
    pub(crate) const GLOROT_UNIFORM: Self = Self::plain(&INITIALISERS[3]);
    pub(crate) const LECUN_NORMAL: Self = Self::plain(&INITIALISERS[4]);
    pub(crate) const ZEROS: Self = Self::plain(&INITIALISERS[6]);

    /// Normal with mean 0.
    pub(crate) fn normal(deviation: f32) -> Self {
        Self::new(&INITIALISERS[7], &[deviation])
    }

    /// Uniform from `-bound` to `bound`.
    pub(crate) fn uniform(bound: f32) -> Self {
        Self::new(&INITIALISERS[8], &[bound])
    }

    /// The same number everywhere.
    pub(crate) fn constant(value: f32) -> Self {
        Self::new(&INITIALISERS[9], &[value])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_the_rows_of_their_names() {
        let constants = [Init::HE_NORMAL, Init::GLOROT_UNIFORM, Init::LECUN_NORMAL, Init::ZEROS];
        assert_eq!(constants.map(Init::name), ["he_normal", "glorot_uniform", "lecun_normal", "zeros"]);
        assert_eq!(Init::constant(0.5).written(), "constant(0.5)");
        assert_eq!(Init::normal(0.5).written(), "normal(0.5)");
        assert_eq!(Init::uniform(0.5).written(), "uniform(0.5)");
    }
}
