//! Arrays of a workspace that hold values and derivatives in turn: in a network with maps, most are needed for a short time.

use std::collections::BTreeMap;

use super::Plan;
use super::contract::Start;
use super::step::{Operation, PassKind, Place, Step};

/// The array that a value or a derivative is in: that of another, where it is not its own.
pub(super) type Arrays = BTreeMap<Place, Place>;

/// From the step that first writes a place to the last that needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    first: usize,
    last: usize,
}

/// A pass, or two that follow each other.
struct Sequence {
    spans: BTreeMap<Place, Span>,
    /// What is copied whole to another place.
    copies: BTreeMap<usize, (Place, Place)>,
}

/// Gives each value and derivative the array of one that is no longer needed, in every pass that trains.
pub(super) fn share(plan: &Plan<'_>) -> Arrays {
    let mut arrays = Arrays::new();
    // Derivatives of a stream are needed from one step to the next.
    if !plan.has_maps() || plan.loss().is_none() || plan.model.is_stream() {
        return arrays;
    }
    let sequences = sequences(plan);
    let mut places = plan.places_of_rows();
    places.retain(|(place, _)| *place != Place::Targets);
    places.sort_by_key(|(place, _)| sequences[0].spans.get(place).map_or(usize::MAX, |span| span.first));
    // Every array, with what is in it.
    let mut all: Vec<(usize, Vec<Place>)> = Vec::new();
    for (place, n_panels) in places {
        let fits = |(size, held): &(usize, Vec<Place>)| {
            *size == n_panels && held.iter().all(|other| sequences.iter().all(|of| of.are_apart(*other, place)))
        };
        let copied = all.iter().position(|array| {
            fits(array) && array.1.iter().any(|other| sequences.iter().any(|of| of.is_copied(*other, place)))
        });
        match copied.or_else(|| all.iter().position(fits)) {
            Some(index) => {
                arrays.insert(place, all[index].1[0]);
                all[index].1.push(place);
            }
            None => all.push((n_panels, vec![place])),
        }
    }
    arrays
}

/// Of the first tier, as every tier has the same steps.
fn sequences(plan: &Plan<'_>) -> Vec<Sequence> {
    let steps = |wanted: fn(PassKind) -> bool| {
        let mut found: Vec<(PassKind, &[Step])> = Vec::new();
        for pass in plan.passes.iter().filter(|pass| wanted(pass.kind)) {
            if found.iter().all(|(kind, _)| *kind != pass.kind) {
                found.push((pass.kind, &pass.steps));
            }
        }
        found
    };
    let of_rows = steps(|kind| matches!(kind, PassKind::TrainRows | PassKind::TrainParameters));
    let singles = steps(|kind| matches!(kind, PassKind::SingleRow(_)));
    [of_rows]
        .into_iter()
        .chain(singles.into_iter().map(|single| vec![single]))
        .map(|passes| sequence(&passes))
        .collect()
}

fn sequence(passes: &[(PassKind, &[Step])]) -> Sequence {
    let mut sequence = Sequence { spans: BTreeMap::new(), copies: BTreeMap::new() };
    let steps: Vec<(PassKind, &Step)> =
        passes.iter().flat_map(|(kind, steps)| steps.iter().map(move |step| (*kind, step))).collect();
    // What is needed in a loop is needed until it ends.
    let is_in = |index: usize, step: &Step| step.walk.is_some() && steps[index].1.walk == step.walk;
    for (index, (kind, step)) in steps.iter().enumerate() {
        let first = (0..index).rev().take_while(|earlier| is_in(*earlier, step)).last().unwrap_or(index);
        let last = (index..steps.len()).take_while(|later| is_in(*later, step)).last().unwrap_or(index);
        for place in step.reads.iter().chain([&step.writes]) {
            let span = sequence.spans.entry(*place).or_insert(Span { first, last });
            // Parameters are computed part by part, in any order.
            span.last = if *kind == PassKind::TrainParameters { usize::MAX } else { span.last.max(last) };
        }
        if step.operation == Operation::Copy && step.start == Start::Overwrite && step.walk.is_none() {
            sequence.copies.insert(index, (step.reads[0], step.writes));
        }
    }
    sequence
}

impl Sequence {
    /// Whether two places are never needed at the same time, but for the step that copies one to the other.
    fn are_apart(&self, one: Place, other: Place) -> bool {
        let (Some(first), Some(second)) = (self.spans.get(&one), self.spans.get(&other)) else { return true };
        first.last < second.first
            || second.last < first.first
            || self.is_copied(one, other)
            || self.is_copied(other, one)
    }

    /// Whether the last that `from` is needed for is to become `to`.
    fn is_copied(&self, from: Place, to: Place) -> bool {
        let (Some(first), Some(second)) = (self.spans.get(&from), self.spans.get(&to)) else { return false };
        first.last == second.first && self.copies.get(&first.last) == Some(&(from, to))
    }
}

#[cfg(test)]
mod tests {
    use crate::plan::machine::Family;
    use crate::plan::tests::{declared_in_examples, planned};

    /// Bytes of a workspace for one thread, as `emit/storage.rs` declares it.
    fn workspace_bytes(declaration: &str) -> usize {
        planned(declaration, Family::X86, |plan| {
            let of_row: usize = plan.row_arrays().into_iter().map(|(_, panels)| panels).sum();
            let once: usize =
                plan.transposed().iter().map(|transposed| transposed.extents().0 * transposed.extents().1).sum();
            let sums: usize = plan.kernels().iter().map(|field| plan.field(*field).stored_panels()).sum();
            (of_row * plan.block_rows + once + sums) * crate::plan::PANEL_BYTES
        })
    }

    #[test]
    fn training_a_small_residual_network_takes_few_megabytes() {
        let resnet8 = declared_in_examples("mlperf.rs", "Resnet8");
        let bytes = workspace_bytes(&format!("#[loss(cross_entropy)] {resnet8}"));
        assert!(bytes < 2 << 20, "{bytes}");
        // Batch normalisation needs all rows of a batch: of each convolution its argument and its output, 28 MiB together, which
        // arrays of their own would make 67.
        let normalised = workspace_bytes(NORMALISED);
        assert!(normalised < 32 << 20, "{normalised}");
    }

    /// The example's network with batch normalisation behind each convolution.
    const NORMALISED: &str = "
        #[batch(32)]
        #[loss(cross_entropy)]
        pub struct Net: [3, 32, 32] -> [10] {
            conv2d(16, 3, padding = same, bias = false), batch_norm, stem: relu,
            conv2d(16, 3, padding = same, bias = false), batch_norm, relu,
            conv2d(16, 3, padding = same, bias = false), batch_norm, add(stem), first: relu,
            conv2d(32, 3, stride = 2, padding = 1, bias = false), batch_norm, relu,
            conv2d(32, 3, padding = same, bias = false), a: batch_norm,
            conv2d(32, 1, stride = 2, bias = false, from = first), batch_norm, add(a), second: relu,
            conv2d(64, 3, stride = 2, padding = 1, bias = false), batch_norm, relu,
            conv2d(64, 3, padding = same, bias = false), b: batch_norm,
            conv2d(64, 1, stride = 2, bias = false, from = second), batch_norm, add(b), relu,
            global_avg_pool,
            dense(10, softmax),
        }
    ";

    #[test]
    fn arrays_hold_one_place_after_the_other() {
        planned(NORMALISED, Family::X86, |plan| {
            let all: usize = plan.places_of_rows().into_iter().map(|(_, panels)| panels).sum();
            let held: usize = plan.row_arrays().into_iter().map(|(_, panels)| panels).sum();
            assert!(held * 2 < all, "{held} of {all} panels");
            for (place, array) in &plan.arrays {
                assert_ne!(place, array);
                assert_eq!(plan.array_of(*array), *array, "the array of {place:?}");
            }
        });
        // Of dense networks all values and derivatives are needed for gradients.
        planned("#[loss(mse)] struct Net: [4] -> [3] { dense(9, tanh), dense(3) }", Family::X86, |plan| {
            assert_eq!(plan.arrays, super::Arrays::new());
        });
    }
}
