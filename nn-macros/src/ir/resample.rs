//! Maps whose pixels are those of another map in other places: repeated, between two of them, or with others around them.

/// How the positions along an axis follow from those of another map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Along {
    /// Positions of the other map.
    pub(crate) len: usize,
    /// Positions.
    pub(crate) count: usize,
    pub(crate) rule: Rule,
}

/// What a position is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// One position, which stands for so many.
    Repeat(usize),
    /// Two neighbours by the distances of their middles, where each takes up so many positions. The first and the last stand for what
    /// would lie beyond them.
    Interpolate(usize),
    /// The position so many before it, if the map has it.
    Zeros(usize),
    /// The same, counted back from the first and the last.
    Reflect(usize),
    /// The same, or else the first or the last.
    Replicate(usize),
}

impl Rule {
    /// As plans and printed code name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Repeat(_) => "Repeat",
            Self::Interpolate(_) => "Interpolate",
            Self::Zeros(_) => "Zeros",
            Self::Reflect(_) => "Reflect",
            Self::Replicate(_) => "Replicate",
        }
    }

    /// Its number.
    pub(crate) fn number(self) -> usize {
        match self {
            Self::Repeat(number)
            | Self::Interpolate(number)
            | Self::Zeros(number)
            | Self::Reflect(number)
            | Self::Replicate(number) => number,
        }
    }
}

/// The rows and the columns of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Resample {
    pub(crate) height: Along,
    pub(crate) width: Along,
}

impl Resample {
    /// Pixels of the other map.
    pub(crate) fn inputs(&self) -> usize {
        self.height.len * self.width.len
    }

    pub(crate) fn outputs(&self) -> usize {
        self.height.count * self.width.count
    }
}
