//! What layers with memory compute number by number.

/// A function of the sums of gates and of what is remembered.
///
/// A value of gates has them one behind the other, each in whole panels, so that the numbers of a unit lie in equal lanes. In the padding
/// of what is remembered are zeros, and all of these functions keep them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// `sigmoid(f) c + sigmoid(i) tanh(g)` of the gates `i f g o` and the cell `c` of the step before.
    Lstm,
    /// `sigmoid(o) tanh(c)` of the gates `i f g o` and the cell `c` of this step.
    LstmOutput,
    /// `(1 - z) n + z h` with `r = sigmoid(a_r + b_r)`, `z = sigmoid(a_z + b_z)` and `n = tanh(a_n + r b_n)`, of the gates `a`, which the input
    /// has, the gates `b` of the state, and the state `h` of the step before.
    Gru,
    /// `sigmoid(r) h` of the gates `r z` and the state `h` of the step before.
    GruReset,
    /// `(1 - sigmoid(z)) n + sigmoid(z) h` of the gates `r z`, the new numbers `n` and the state `h` of the step before.
    GruBlend,
}

impl Cell {
    /// The function of nn-runtime.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lstm => "lstm_cell",
            Self::LstmOutput => "lstm_output",
            Self::Gru => "gru_state",
            Self::GruReset => "gru_reset",
            Self::GruBlend => "gru_blend",
        }
    }

    /// How many gates each of its inputs has.
    pub(crate) fn gates(self) -> &'static [usize] {
        match self {
            Self::Lstm | Self::LstmOutput => &[4, 1],
            Self::Gru => &[3, 3, 1],
            Self::GruReset => &[2, 1],
            Self::GruBlend => &[2, 1, 1],
        }
    }
}
