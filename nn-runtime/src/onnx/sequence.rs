//! Streams over a sequence: values are rows, one for each step of each stream, and layers that remember take them apart into steps.
//!
//! ```text
//! input [N, T, ..] -> steps [T, N, ..] -> rows [T N, ..] -> lines -> rows -> steps -> output [N, T, ..]
//! ```

use nn_onnx::Dimension;

use super::graph::{Exported, INPUT};
use super::layers::Site;
use super::messages::{fixed, int, ints, signed, symbolic};

/// How many steps a model of a sequence takes, for all streams of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// Any number: the axis is called `T`.
    Any,
    /// So many, at least one.
    Fixed(usize),
}

impl Steps {
    fn axis(self) -> Dimension {
        match self {
            Self::Any => symbolic("T"),
            Self::Fixed(steps) => fixed(steps),
        }
    }

    /// What the caller gives or gets: the batch, the steps, and the axes of a step.
    pub(super) fn axes(self, shape: &[usize]) -> impl Iterator<Item = Dimension> {
        core::iter::once(self.axis()).chain(shape.iter().map(|extent| fixed(*extent)))
    }
}

/// The input as steps. No label is `input`, so its parts are free names.
const INPUT_STEPS: &str = "input.steps";

/// The numbers of steps and of streams, if only a call fixes that of steps.
const EXTENTS: &str = "input.extents";

/// The rows of the input; their name.
pub(super) fn rows_of_input(graph: &mut Exported, steps: Steps, shape: &[usize]) -> String {
    let rows = "input.rows";
    graph.push("Transpose", &[INPUT], INPUT_STEPS, vec![ints("perm", steps_first(shape.len()))]);
    if steps == Steps::Any {
        graph.push("Shape", &[INPUT_STEPS], EXTENTS, vec![int("start", 0), int("end", 2)]);
    }
    to_rows(graph, (INPUT_STEPS, "input.row"), shape, rows);
    rows.to_owned()
}

/// The output of the model, from the rows of the last line.
pub(super) fn output_of_rows(graph: &mut Exported, steps: Steps, (rows, shape): (&str, &[usize]), result: &str) {
    let ordered = format!("{result}.steps");
    to_steps(graph, (rows, &format!("{result}.shape")), steps, shape, &ordered);
    graph.push("Transpose", &[&ordered], result, vec![ints("perm", steps_first(shape.len()))]);
}

/// The first two axes change places; the same leads back.
pub(super) fn steps_first(axes: usize) -> Vec<i64> {
    [1, 0].into_iter().chain((2..).take(axes)).collect()
}

/// What a line takes, as steps `[T, N, ..]`; their name.
pub(super) fn steps_of(graph: &mut Exported, site: &Site, steps: Steps, shape: &[usize]) -> String {
    let [of_steps, ordered] = ["of_steps", "steps"].map(|name| site.part(name));
    to_steps(graph, (site.x(), &of_steps), steps, shape, &ordered);
    ordered
}

/// What a line gives, from its steps.
pub(super) fn rows_of(graph: &mut Exported, site: &Site, (steps, result): (&str, &str), shape: &[usize]) {
    to_rows(graph, (steps, &site.part("of_rows")), shape, result);
}

fn to_rows(graph: &mut Exported, (steps, constant): (&str, &str), shape: &[usize], result: &str) {
    let extents = shape.iter().map(|extent| signed(*extent));
    graph.numbers(constant, &[-1].into_iter().chain(extents).collect::<Vec<i64>>());
    graph.push("Reshape", &[steps, constant], result, Vec::new());
}

/// `of_steps` is the name of the shape, a constant or a value, which it makes.
fn to_steps(graph: &mut Exported, (rows, of_steps): (&str, &str), steps: Steps, shape: &[usize], result: &str) {
    let extents = shape.iter().map(|extent| signed(*extent));
    match steps {
        Steps::Fixed(steps) => {
            graph.numbers(of_steps, &[signed(steps), -1].into_iter().chain(extents).collect::<Vec<i64>>());
        }
        Steps::Any => {
            let of_step = format!("{of_steps}.step");
            graph.numbers(&of_step, &extents.collect::<Vec<i64>>());
            graph.push("Concat", &[EXTENTS, &of_step], of_steps, vec![int("axis", 0)]);
        }
    }
    graph.push("Reshape", &[rows, of_steps], result, Vec::new());
}
