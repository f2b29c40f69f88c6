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
}

impl Cell {
    /// The function of nn-runtime.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lstm => "lstm_cell",
            Self::LstmOutput => "lstm_output",
            Self::Gru => "gru_state",
        }
    }

    /// How many gates each of its inputs has.
    pub(crate) fn gates(self) -> &'static [usize] {
        match self {
            Self::Lstm | Self::LstmOutput => &[4, 1],
            Self::Gru => &[3, 3, 1],
        }
    }
}
