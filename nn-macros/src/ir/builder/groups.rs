//! How a convolution with groups is stored: a panel of outputs is summed from the numbers of one group, and one of channels has the
//! derivatives of one, so each group begins in panels of its own.

use super::ConvolutionParts;
use crate::ir::{LANES, Moves, has_padding};

/// A convolution over whole panels of each group, and what is moved around it.
pub(super) struct Stored {
    /// As many as outputs where each has a channel alone: several of one channel are its copies, each with a kernel of its own.
    pub(super) groups: usize,
    /// Channels and outputs of a group.
    pub(super) of_group: [usize; 2],
    /// Outputs, padding of groups included.
    pub(super) outputs: usize,
    /// Whether weights are those of one group behind those of another, each in panels of its own.
    pub(super) is_apart: bool,
    /// Channels that are read, where they are not those of the operand, and how they come from these.
    pub(super) before: Option<(usize, Moves)>,
    /// From the outputs that are stored to those that there are.
    pub(super) behind: Option<Moves>,
}

impl ConvolutionParts {
    pub(super) fn stored(&self) -> Stored {
        let Self { channels, outputs, groups, is_transposed, window, .. } = *self;
        let (read, written) =
            if is_transposed { (window.outputs(), window.inputs()) } else { (window.inputs(), window.outputs()) };
        let [summed, of_channel] = [channels / groups, outputs / groups];
        if groups > 1 && summed == 1 {
            let copies = (of_channel > 1).then(|| (outputs, Moves::copies(channels, read, of_channel)));
            return Stored {
                groups: outputs,
                of_group: [1, 1],
                outputs,
                is_apart: false,
                before: copies,
                behind: None,
            };
        }
        let is_apart = |numbers: usize| groups > 1 && has_padding(numbers);
        let apart = |numbers: usize| groups * numbers.next_multiple_of(LANES);
        Stored {
            groups,
            of_group: [summed, of_channel],
            outputs: if is_apart(of_channel) { apart(of_channel) } else { outputs },
            is_apart: groups > 1,
            before: is_apart(summed).then(|| (apart(summed), Moves::apart([groups, summed], read))),
            behind: is_apart(of_channel).then(|| Moves::apart([groups, of_channel], written).back()),
        }
    }
}
