//! How accurate the functions are that a network computes with.

use crate::language::suggest::suggest_name;

/// The choice of `#[math(..)]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Math {
    /// To a few ulp.
    #[default]
    Exact,
    /// To a relative error of 1e-4, in fewer operations.
    Fast,
}

impl Math {
    const ALL: [Self; 2] = [Self::Exact, Self::Fast];

    /// As a declaration names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Fast => "fast",
        }
    }

    /// The choice of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|math| math.name() == name)
    }

    /// The name that an unknown one may be meant for.
    pub(crate) fn suggestion(name: &str) -> Option<&'static str> {
        suggest_name(name, Self::ALL.map(Self::name))
    }
}
