//! Does a generated network compute what the interpreter computes?

use bytemuck::allocation::zeroed_box;
use nn_runtime::loss::{Target, Weighted};
use nn_runtime::network::{Network, Parameters, Train};
use nn_runtime::simd::Level;

use crate::compare::{Place, TOLERANCE, assert_close, assert_same_bits, assert_within};
use crate::generate::draw_rows;
use crate::gradients::Gradients;
use crate::pair::{Declared, Pair, assert_padding_is_zero, fill, parameters_of};
use crate::random::Random;
use crate::topology::{LossKind, Topology};

/// Batch sizes around every boundary of a tile of rows.
pub const BATCHES: [usize; 24] =
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 31, 32, 33, 63, 64, 65, 70];

/// Rows of inputs and targets, the same numbers for both twins.
pub struct Rows<N: Parameters, T = <N as Network>::Output> {
    /// For the interpreter.
    pub inputs: Vec<Vec<f64>>,
    /// For the interpreter; empty without a loss.
    pub targets: Vec<Vec<f64>>,
    /// For the generated network.
    pub input_rows: Vec<N::Input>,
    /// For the generated network.
    pub target_rows: Vec<T>,
}

impl<N: Parameters> Rows<N> {
    /// `count` rows that suit the loss and keep clear of kinks.
    #[must_use]
    pub fn new(topology: &Topology, count: usize, random: &mut Random) -> Self {
        Self::with_targets(topology, count, random)
    }
}

impl<N: Parameters, T: bytemuck::Pod> Rows<N, T> {
    /// As [`Rows::new`], with targets that are not like the outputs.
    #[must_use]
    pub fn with_targets(topology: &Topology, count: usize, random: &mut Random) -> Self {
        assert_run_with_threads_if_divided::<N>(count);
        let (inputs, targets) = draw_rows(topology, count, random);
        let (input_rows, target_rows) = (rows_of::<N::Input>(&inputs), rows_of::<T>(&targets));
        Self { inputs, targets, input_rows, target_rows }
    }
}

/// Floating-point operations of a pass from which on threads divide it: `MIN_FLOPS` of `nn-runtime/src/threads/pool.rs` for each of
/// two parts.
const DIVIDED_FLOPS: usize = 2 << 21;

/// The test binaries with these rows that the gate runs with threads, too.
const WITH_THREADS: [&str; 6] = ["layers", "large", "maps", "moved", "windows", "topologies_2"];

/// A network whose batches threads would divide is in a binary that is run with threads.
fn assert_run_with_threads_if_divided<N: Parameters>(rows: usize) {
    // A row multiplies and adds each parameter once, and training computes three times what inference does.
    if 3 * rows * 2 * N::PARAMETERS >= DIVIDED_FLOPS {
        let program = std::env::current_exe().expect("a test is a file");
        let name = program.file_name().and_then(std::ffi::OsStr::to_str).expect("cargo names it");
        let binary = name.rsplit_once('-').map_or(name, |(binary, _)| binary);
        assert!(
            WITH_THREADS.contains(&binary),
            "{}: threads divide {rows} rows: it is to be in one of the binaries {WITH_THREADS:?}, found in {binary}",
            N::NAME
        );
    }
}

fn rows_of<R: bytemuck::Pod>(rows: &[Vec<f64>]) -> Vec<R> {
    let flat: Vec<f32> = rows.iter().flatten().map(|value| *value as f32).collect();
    bytemuck::cast_slice(&flat).to_vec()
}

/// The elements of a row.
pub fn elements<R: bytemuck::Pod>(row: &R) -> &[f32] {
    bytemuck::cast_slice(std::slice::from_ref(row))
}

/// Outputs, alone and in batches of every size, at every level.
///
/// # Panics
/// If they are not the interpreter's.
pub fn check_outputs<N: Declared>() {
    check_outputs_of::<N>(&BATCHES);
}

/// As [`check_outputs`], in batches of the sizes given: as many rows as the largest has.
///
/// # Panics
/// If they are not the interpreter's.
pub fn check_outputs_of<N: Declared>(batches: &[usize]) {
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let rows = Rows::<N>::new(&topology, batches.iter().copied().fold(0, usize::max), &mut random);
    let expected: Vec<Vec<f64>> = rows.inputs.iter().map(|input| topology.predict(input)).collect();
    // A single output that happens to be near 0 is what is left of terms that cancel: the scale of the tensor is that of
    // all rows.
    let floor = TOLERANCE * expected.iter().flatten().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let zero: N::Output = bytemuck::Zeroable::zeroed();
    for level in Level::available() {
        let mut place = Place { network: N::NAME, level: level.name(), batch: 1 };
        for (row, (input, expected)) in rows.input_rows.iter().zip(&expected).enumerate() {
            let found = net.predict_at(level, input);
            assert_within(&place, &format!("output of row {row} alone"), expected, found.as_ref(), floor);
        }
        for batch in batches.iter().copied() {
            place.batch = batch;
            // One output too many, to see that nothing is written behind the batch.
            let mut outputs = vec![zero; batch + 1];
            outputs[batch].as_mut().fill(7.0);
            net.predict_batch_at(level, &rows.input_rows[..batch], &mut outputs[..batch]).expect("equal lengths");
            for (row, (found, expected)) in outputs[..batch].iter().zip(&expected).enumerate() {
                assert_within(&place, &format!("output of row {row}"), expected, found.as_ref(), floor);
            }
            let behind = outputs[batch].as_ref();
            assert!(behind.iter().all(|value| value.to_bits() == 7.0_f32.to_bits()), "{place}: wrote behind the batch");
        }
    }
}

/// Loss and all gradients, in batches of every size, at every level.
///
/// # Panics
/// If they are not the interpreter's.
pub fn check_gradients<N: Declared + Train>()
where
    N::Output: Target<N::Loss, N::Output>,
{
    check_gradients_of::<N>(&BATCHES);
}

/// As [`check_gradients`], in batches of more than a block.
///
/// # Panics
/// If they are not the interpreter's.
pub fn check_gradients_of_blocks<N: Declared + Train>()
where
    N::Output: Target<N::Loss, N::Output>,
{
    check_gradients_of::<N>(&[255, 256, 257, 600]);
}

/// As [`check_gradients`], in batches of the sizes given, in ascending order.
///
/// # Panics
/// If they are not the interpreter's.
pub fn check_gradients_of<N: Declared + Train>(batches: &[usize])
where
    N::Output: Target<N::Loss, N::Output>,
{
    check_gradients_with::<N, N::Output>(batches);
}

/// As [`check_gradients_of`], with targets that are not like the outputs.
///
/// # Panics
/// If they are not the interpreter's.
pub fn check_gradients_with<N, T>(batches: &[usize])
where
    N: Declared + Train,
    T: Target<N::Loss, N::Output> + bytemuck::Pod,
{
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let rows = Rows::<N, T>::with_targets(&topology, batches.iter().copied().fold(0, usize::max), &mut random);
    let mut workspace = zeroed_box::<N::Workspace>();
    let mut gradient = zeroed_box::<N>();
    // From the largest batch down, so that the workspace holds stale rows.
    for batch in batches.iter().copied().rev() {
        let expected = topology.gradients(&rows.inputs[..batch], &rows.targets[..batch], None);
        for level in Level::available() {
            let place = Place { network: N::NAME, level: level.name(), batch };
            let (inputs, targets) = (&rows.input_rows[..batch], &rows.target_rows[..batch]);
            let loss = net.loss_at(level, inputs, targets).expect("a batch");
            assert_close(&place, "loss", &[expected.loss], &[loss]);

            fill(&mut *gradient, 7.0);
            let loss = net.gradients_at(level, inputs, targets, 1, &mut workspace, &mut gradient).expect("a batch");
            assert_close(&place, "loss of gradients", &[expected.loss], &[loss]);
            let found = parameters_of(&*gradient);
            for ((tensor, magnitudes), (name, found)) in
                expected.parameters.iter().zip(&expected.magnitudes).zip(&found)
            {
                // Where the terms of a sum cancel, its error is not in proportion to the sum but to the terms, each
                // of which has gone through two passes: ten roundings.
                let floor =
                    magnitudes.iter().fold(0.0, |largest: f64, m| largest.max(*m)) * 10.0 * f64::from(f32::EPSILON);
                assert_within(&place, &format!("gradient of {name}"), &tensor.values, found, floor);
            }
            assert_padding_is_zero(&*gradient, &place);
        }
    }
}

/// Loss and all gradients where rows have weights, and where all of these are 0: what the interpreter says of each row alone,
/// summed.
///
/// # Panics
/// If they are not the sums.
pub fn check_weights<N, T>(batches: &[usize])
where
    N: Declared + Train,
    T: Target<N::Loss, N::Output> + bytemuck::Pod,
{
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let rows = Rows::<N, T>::with_targets(&topology, batches.iter().copied().fold(0, usize::max), &mut random);
    let of_row = |row: usize| topology.gradients(&rows.inputs[row..=row], &rows.targets[row..=row], None);
    let alone: Vec<_> = (0..rows.inputs.len()).map(of_row).collect();
    // From masked to dominant.
    let weights = alone.iter().enumerate().map(|(row, _)| match row % 5 {
        3 => 0.0,
        4 => 40.0,
        _ => random.symmetric(1.0).abs() as f32,
    });
    let weights: Vec<f32> = weights.collect();
    let pairs = rows.target_rows.iter().zip(&weights);
    let targets: Vec<Weighted<T>> = pairs.map(|(target, weight)| Weighted::new(*target, *weight)).collect();
    let mut workspace = zeroed_box::<N::Workspace>();
    let mut gradient = zeroed_box::<N>();
    for batch in batches.iter().copied().rev() {
        let sum = || weights[..batch].iter().map(|weight| f64::from(*weight)).sum::<f64>();
        let divides = topology.loss.is_some_and(LossKind::divides_by_weights);
        let divisor = if divides { sum() } else { batch as f64 };
        let shares: Vec<f64> = weights[..batch].iter().map(|weight| f64::from(*weight) / divisor).collect();
        let expected_loss: f64 = alone.iter().zip(&shares).map(|(row, share)| row.loss * share).sum();
        for level in Level::available() {
            let place = Place { network: N::NAME, level: level.name(), batch };
            let (inputs, targets) = (&rows.input_rows[..batch], &targets[..batch]);
            let loss = net.loss_at(level, inputs, targets).expect("a batch");
            assert_close(&place, "weighted loss", &[expected_loss], &[loss]);

            fill(&mut *gradient, 7.0);
            let loss = net.gradients_at(level, inputs, targets, 1, &mut workspace, &mut gradient).expect("a batch");
            assert_close(&place, "weighted loss of gradients", &[expected_loss], &[loss]);
            for (tensor, (name, found)) in parameters_of(&*gradient).iter().enumerate() {
                let over_rows = |of: &dyn Fn(&Gradients) -> f64| -> f64 {
                    alone.iter().zip(&shares).map(|(row, share)| of(row) * share).sum()
                };
                let expected: Vec<f64> = (0..found.len())
                    .map(|element| over_rows(&|row: &Gradients| row.parameters[tensor].values[element]))
                    .collect();
                let magnitude = |element: usize| over_rows(&|row: &Gradients| row.magnitudes[tensor][element]);
                let floor = (0..found.len()).map(magnitude).fold(0.0, f64::max) * 10.0 * f64::from(f32::EPSILON);
                assert_within(&place, &format!("weighted gradient of {name}"), &expected, found, floor);
            }
            assert_padding_is_zero(&*gradient, &place);

            let masked: Vec<_> = targets.iter().map(|row| Weighted::new(row.target, 0.0)).collect();
            let loss = net.gradients_at(level, inputs, &masked, 1, &mut workspace, &mut gradient).expect("a batch");
            let is_zero = loss == 0.0 && gradient.as_flat().iter().all(|element| *element == 0.0);
            assert!(is_zero, "{place}: rows of no weight have a loss of {loss}, or a gradient");
        }
    }
}

/// What can be said of a network with dropout without knowing its masks: `loss` does nothing of the kind, and the
/// gradients depend on the seed and on nothing else.
///
/// # Panics
/// If it is not so.
pub fn check_dropout<N: Declared + Train>()
where
    N::Output: Target<N::Loss, N::Output>,
{
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let rows = Rows::<N>::new(&topology, 17, &mut random);
    let expected = topology.mean_loss(&rows.inputs, &rows.targets);
    let mut workspace = zeroed_box::<N::Workspace>();
    for level in Level::available() {
        let place = Place { network: N::NAME, level: level.name(), batch: 17 };
        let loss = net.loss_at(level, &rows.input_rows, &rows.target_rows).expect("a batch");
        assert_close(&place, "loss", &[expected], &[loss]);
        let mut gradients_of = |seed: u64| {
            let mut gradient = zeroed_box::<N>();
            net.gradients_at(level, &rows.input_rows, &rows.target_rows, seed, &mut workspace, &mut gradient)
                .expect("a batch");
            assert_padding_is_zero(&*gradient, &place);
            gradient
        };
        let first = gradients_of(0);
        assert!(first.as_flat().iter().any(|element| *element != 0.0), "{place}: the gradient is zero");
        assert_same_bits(&place, "gradients", first.as_flat(), gradients_of(0).as_flat());
        let differ = (1..8).any(|seed| gradients_of(seed).as_flat() != first.as_flat());
        assert!(differ, "{place}: seeds 0 to 7 give equal gradients");
    }
}

/// Expands to a module of tests for each network with a loss and dropout.
#[macro_export]
macro_rules! dropout_tests {
    ($($test:ident: $network:ident;)*) => {$(
        mod $test {
            #[test]
            fn outputs() {
                $crate::agreement::check_outputs::<super::$network>();
            }

            #[test]
            fn dropout() {
                $crate::agreement::check_dropout::<super::$network>();
            }

            #[test]
            fn levels_agree() {
                $crate::bits::check_levels::<super::$network>();
            }
        }
    )*};
}

/// Expands to a module of tests for each network with a loss.
#[macro_export]
macro_rules! agreement_tests {
    ($($test:ident: $network:ident;)*) => {$(
        mod $test {
            #[test]
            fn outputs() {
                $crate::agreement::check_outputs::<super::$network>();
            }

            #[test]
            fn gradients() {
                $crate::agreement::check_gradients::<super::$network>();
            }
        }
    )*};
}

/// The same in small batches of several sizes, for networks whose rows go through alone.
#[macro_export]
macro_rules! agreement_tests_of_few_rows {
    ($($test:ident: $network:ident;)*) => {$(
        mod $test {
            #[test]
            fn outputs() {
                $crate::agreement::check_outputs_of::<super::$network>(&[1, 3, 9]);
            }

            #[test]
            fn gradients() {
                $crate::agreement::check_gradients_of::<super::$network>(&[1, 2, 9]);
            }
        }
    )*};
}
