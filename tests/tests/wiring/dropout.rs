//! Dropout: absent in `predict` and `loss`, and in `gradients` a mask that follows from the seed.

use bytemuck::allocation::zeroed_box;
use nn_runtime::network::{Parameters, Train};
use nn_runtime::simd::Level;
use nn_tests::agreement::{Rows, check_outputs};
use nn_tests::bits::check_levels;
use nn_tests::compare::{Place, assert_close, assert_same_bits};
use nn_tests::pair::{Pair, assert_padding_is_zero, parameters_of};
use nn_tests::random::Random;

nn_tests::pair! {
    #[loss(mse)]
    struct OnInput: [53] -> [1] { dropout(0.25), dense(1), }

    #[loss(mse)]
    struct Hidden: [16] -> [15] { a: dense(53, tanh), dropout(0.4), b: dense(15), }

    #[loss(cross_entropy)]
    struct Twice: [17] -> [5] { dense(33, relu), dropout(0.5), dense(17, silu), dropout(0.2), dense(5, softmax), }

    #[loss(mse)]
    struct Linear: [15] -> [2] { dense(17), dropout(0.5), dense(2), }
}

#[test]
fn outputs_ignore_it() {
    check_outputs::<OnInput>();
    check_outputs::<Hidden>();
    check_outputs::<Twice>();
}

#[test]
fn the_loss_ignores_it() {
    let mut random = Random::new(21);
    let Pair { net, topology } = Pair::<Twice>::new(&mut random);
    let rows = Rows::<Twice>::new(&topology, 33, &mut random);
    for level in Level::available() {
        for batch in [1, 16, 33] {
            let place = Place { network: "Twice", level: level.name(), batch };
            let expected = topology.mean_loss(&rows.inputs[..batch], &rows.targets[..batch]);
            let found = net.loss_at(level, &rows.input_rows[..batch], &rows.target_rows[..batch]).expect("a batch");
            assert_close(&place, "loss", &[expected], &[found]);
        }
    }
}

#[test]
fn the_mask_is_the_same_at_every_level() {
    check_levels::<OnInput>();
    check_levels::<Hidden>();
    check_levels::<Twice>();
}

/// Gradients of one row with one seed.
fn gradients_of_row<N: Train>(net: &N, rows: &Rows<N>, row: usize, seed: u64) -> (f32, Box<N>)
where
    N::Output: nn_runtime::loss::Target<N::Loss, N::Output>,
{
    let (mut workspace, mut gradient) = (zeroed_box::<N::Workspace>(), zeroed_box::<N>());
    let (inputs, targets) = (&rows.input_rows[row..=row], &rows.target_rows[row..=row]);
    let loss =
        net.gradients_at(Level::detect(), inputs, targets, seed, &mut workspace, &mut gradient).expect("a batch");
    (loss, gradient)
}

/// The gradient of the second layer's weights shows which hidden units were dropped; with that mask the interpreter
/// must find the same loss and the same gradients.
#[test]
fn gradients_are_those_of_the_thinned_network() {
    let mut random = Random::new(22);
    let Pair { net, topology } = Pair::<Hidden>::new(&mut random);
    let rows = Rows::<Hidden>::new(&topology, 8, &mut random);
    let mut kept_units = 0;
    for row in 0..8 {
        for seed in 0..8 {
            let (loss, gradient) = gradients_of_row(&*net, &rows, row, seed);
            let found = parameters_of(&*gradient);
            let second = &found[2].1;
            let kept: Vec<bool> = (0..53).map(|unit| (0..15).any(|o| second[o * 53 + unit] != 0.0)).collect();
            kept_units += kept.iter().filter(|kept| **kept).count();
            let masks = [vec![vec![], kept, vec![]]];
            let expected = topology.gradients(&rows.inputs[row..=row], &rows.targets[row..=row], Some(&masks));
            let place = Place { network: "Hidden", level: Level::detect().name(), batch: 1 };
            assert_close(&place, &format!("loss of row {row}, seed {seed}"), &[expected.loss], &[loss]);
            for (tensor, (name, found)) in expected.parameters.iter().zip(&found) {
                let what = format!("gradient of {name}, row {row}, seed {seed}");
                assert_close(&place, &what, &tensor.values, found);
            }
            assert_padding_is_zero(&*gradient, &place);
        }
    }
    // 64 x 53 draws of probability 0.6: mean 2035, standard deviation 28.5; five of them.
    assert!((1892..=2178).contains(&kept_units), "expected about 2035 kept units of 3392, found {kept_units}");
}

/// Every unit of the input is dropped by itself: seen in the gradient of a single layer, `x` or `x / 0.75` or nothing.
#[test]
fn units_rows_and_seeds_are_drawn_apart() {
    let mut random = Random::new(23);
    let Pair { net, topology } = Pair::<OnInput>::new(&mut random);
    let rows = Rows::<OnInput>::new(&topology, 4, &mut random);
    let mask = |net: &OnInput, row: usize, seed: u64| -> Vec<bool> {
        let (_, gradient) = gradients_of_row(net, &rows, row, seed);
        parameters_of(&*gradient)[0].1.iter().map(|element| *element != 0.0).collect()
    };
    let mut kept_by_unit = [0; 53];
    let mut masks = Vec::new();
    for seed in 0..400 {
        let mask = mask(&net, 0, seed);
        for (count, kept) in kept_by_unit.iter_mut().zip(&mask) {
            *count += usize::from(*kept);
        }
        masks.push(mask);
    }
    for (unit, count) in kept_by_unit.iter().enumerate() {
        // 400 draws of probability 0.75: mean 300, standard deviation 8.7; five and a half of them.
        assert!((252..=348).contains(count), "unit {unit}: expected about 300 of 400 kept, found {count}");
    }
    masks.sort();
    masks.dedup();
    // Two of 53 draws are equal with probability 0.625^53, 1e-11.
    assert_eq!(masks.len(), 400, "different seeds give different masks");
}

/// Rows of one batch have different masks, and a batch of one row is its first row.
#[test]
fn rows_of_a_batch_have_masks_of_their_own() {
    let net = OnInput::init(3);
    let inputs = [[1.0; 53]; 64];
    // Targets far away make every row's derivative about the same, so that the gradient counts the rows that kept a
    // unit: with one mask for all rows it would have two values, with 64 masks it has many.
    let targets = [[1e6]; 64];
    let (mut workspace, mut gradient) = (OnInput::workspace(), OnInput::zeros());
    net.gradients_at(Level::detect(), &inputs, &targets, 5, &mut workspace, &mut gradient).expect("a batch");
    let weights = &parameters_of(&*gradient)[0].1;
    // dL/dw = mean over rows of 2 (p - 1e6) kept / 0.75.
    let kept: Vec<f64> = weights.iter().map(|g| f64::from(*g) / (-2e6 / 0.75) * 64.0).collect();
    let mut distinct: Vec<i64> = kept.iter().map(|count| count.round() as i64).collect();
    for (unit, count) in kept.iter().enumerate() {
        assert!((count - count.round()).abs() < 0.01, "unit {unit}: expected a whole number of rows, found {count}");
        // 64 draws of probability 0.75: mean 48, standard deviation 3.5; seven of them.
        assert!((24.0..=64.5).contains(count), "unit {unit}: expected about 48 of 64 rows, found {count}");
    }
    distinct.sort_unstable();
    distinct.dedup();
    assert!(distinct.len() >= 5, "expected binomial counts, found {distinct:?}");
}

#[test]
fn a_seed_gives_the_same_gradients_again() {
    let mut random = Random::new(24);
    let Pair { net, topology } = Pair::<Twice>::new(&mut random);
    let rows = Rows::<Twice>::new(&topology, 70, &mut random);
    let (mut workspace, mut first, mut second) = (Twice::workspace(), Twice::zeros(), Twice::zeros());
    for level in Level::available() {
        for batch in [1, 17, 70] {
            let (inputs, targets) = (&rows.input_rows[..batch], &rows.target_rows[..batch]);
            let place = Place { network: "Twice", level: level.name(), batch };
            let mut run = |seed: u64, gradient: &mut Twice| {
                net.gradients_at(level, inputs, targets, seed, &mut workspace, gradient).expect("a batch")
            };
            let losses = [run(9, &mut first), run(9, &mut second)];
            assert_same_bits(&place, "loss", &losses[..1], &losses[1..]);
            assert_same_bits(&place, "gradients", first.as_flat(), second.as_flat());
            run(10, &mut second);
            assert!(first != second, "{place}: seeds 9 and 10 give equal gradients");
        }
    }
}

/// Of a linear network the mean over all masks is the gradient without dropout, except for the squares that the loss
/// brings in: so the targets are far away, where the loss is linear too.
#[test]
fn the_mean_over_seeds_is_the_gradient_without_dropout() {
    const SEEDS: u64 = 4000;
    let mut random = Random::new(25);
    let Pair { net, topology } = Pair::<Linear>::new(&mut random);
    let rows = Rows::<Linear>::new(&topology, 4, &mut random);
    let far = 1e4;
    let targets = vec![vec![far; 2]; 4];
    let target_rows = [[far as f32; 2]; 4];
    let expected = topology.gradients(&rows.inputs, &targets, None);
    let mut sums: Vec<Vec<f64>> = expected.parameters.iter().map(|tensor| vec![0.0; tensor.values.len()]).collect();
    let (mut workspace, mut gradient) = (Linear::workspace(), Linear::zeros());
    for seed in 0..SEEDS {
        net.gradients_at(Level::detect(), &rows.input_rows, &target_rows, seed, &mut workspace, &mut gradient)
            .expect("a batch");
        for (sum, (_, values)) in sums.iter_mut().zip(parameters_of(&*gradient)) {
            for (sum, value) in sum.iter_mut().zip(values) {
                *sum += f64::from(value) / SEEDS as f64;
            }
        }
    }
    for (tensor, sum) in expected.parameters.iter().zip(&sums) {
        let largest = tensor.values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        for (index, (expected, found)) in tensor.values.iter().zip(sum).enumerate() {
            // A term is kept twofold or dropped, a standard deviation as large as itself; four rows of them, over
            // sqrt(4000) seeds, and five standard deviations: 8% of a term, and a term is at most about `largest`.
            let error = (expected - found).abs();
            assert!(
                error < 0.08 * largest,
                "gradient of {}[{index}]: expected {expected}, found a mean of {found}, largest {largest}",
                tensor.name,
            );
        }
    }
}
