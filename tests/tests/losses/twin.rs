//! Every loss, with one output, with several, and with more than a panel of them.

use bytemuck::allocation::zeroed_box;
use nn_runtime::loss::Class;
use nn_runtime::network::{Parameters, Train};
use nn_runtime::simd::Level;
use nn_tests::agreement::{BATCHES, Rows};
use nn_tests::bits::Results;
use nn_tests::compare::Place;
use nn_tests::description::read;
use nn_tests::pair::{Declared, Pair};
use nn_tests::random::Random;

nn_tests::pair! {
    #[loss(mae)]
    struct Absolute: [16] -> [15] { dense(17, tanh), dense(15), }

    #[loss(mae)]
    struct AbsoluteSigmoid: [15] -> [1] { dense(16, gelu), dense(1, sigmoid), }

    #[loss(huber(1.0))]
    struct Huber: [16] -> [1] { dense(16, tanh), dense(1), }

    #[loss(huber(0.5))]
    struct HuberHalf: [1] -> [17] { dense(17, silu), dense(17), }

    #[loss(huber(delta = 2.5))]
    struct HuberWide: [15] -> [16] { dense(16), }

    #[loss(log_cosh)]
    struct LogCosh: [16] -> [1] { dense(16, tanh), dense(1), }

    #[loss(log_cosh)]
    struct LogCoshMany: [15] -> [53] { dense(53), }

    #[loss(quantile(0.9))]
    struct Quantile: [16] -> [1] { dense(16, tanh), dense(1), }

    #[loss(quantile(q = 0.3))]
    struct QuantileMany: [15] -> [17] { dense(17), }

    #[loss(poisson)]
    struct Poisson: [16] -> [1] { dense(16, tanh), dense(1), }

    #[loss(poisson)]
    struct PoissonMany: [15] -> [17] { dense(17, softplus), }

    #[loss(gaussian)]
    struct Gaussian: [5] -> [2] { dense(7, tanh), dense(2), }

    #[loss(gaussian)]
    struct GaussianColumns: [3] -> [10] { dense(10, tanh), }

    #[loss(gaussian)]
    struct GaussianMany: [16] -> [34] { dense(16, tanh), dense(34), }

    #[loss(gaussian)]
    struct GaussianPanels: [16] -> [106] { dense(106, tanh), }

    #[loss(hinge)]
    struct Hinge: [17] -> [1] { dense(16, silu), dense(1), }

    #[loss(hinge)]
    struct HingeMany: [15] -> [17] { dense(17), }

    #[loss(binary_cross_entropy)]
    struct Binary: [17] -> [1] { dense(16, silu), dense(1, sigmoid), }

    #[loss(binary_cross_entropy)]
    struct BinaryMany: [15] -> [17] { dense(17, sigmoid), }

    #[loss(binary_cross_entropy)]
    struct BinaryLine: [16] -> [53] { dense(53), sigmoid, }

    #[loss(binary_cross_entropy(positive_weight = 2.5))]
    struct Weighted: [17] -> [1] { dense(16, silu), dense(1, sigmoid), }

    #[loss(binary_cross_entropy(0.3))]
    struct WeightedMany: [15] -> [17] { dense(17, sigmoid), }

    #[loss(cross_entropy)]
    struct Two: [17] -> [2] { dense(16, relu), dense(2, softmax), }

    #[loss(cross_entropy)]
    struct Sixteen: [1] -> [16] { dense(16, softmax), }

    #[loss(cross_entropy)]
    struct Seventeen: [16] -> [17] { dense(15, tanh), dense(17, softmax), }

    #[loss(cross_entropy(label_smoothing = 0.1))]
    struct Smoothed: [3] -> [5] { dense(5, softmax), }

    #[loss(cross_entropy(0.3))]
    struct SmoothMany: [16] -> [53] { dense(16, tanh), dense(53, softmax), }

    #[loss(cross_entropy(label_smoothing = 0.1, from_logits = true))]
    struct SmoothLogits: [3] -> [5] { dense(5), }

    #[loss(cross_entropy(from_logits = true))]
    struct Logits: [3] -> [5] { dense(5), }

    #[loss(cross_entropy(0.2, from_logits = true))]
    struct LogitsMany: [16] -> [53] { dense(16, tanh), dense(53), tanh, }

    #[loss(binary_cross_entropy(from_logits = true))]
    struct BinaryLogit: [17] -> [1] { dense(16, silu), dense(1), }

    #[loss(binary_cross_entropy(positive_weight = 0.3, from_logits = true))]
    struct BinaryLogits: [7] -> [7] { dense(7), add(input), }

    #[loss(cross_entropy)]
    struct Line: [53] -> [53] { dense(53, bias = false), softmax, }
}

nn_tests::agreement_tests! {
    absolute: Absolute;
    absolute_sigmoid: AbsoluteSigmoid;
    huber: Huber;
    huber_half: HuberHalf;
    huber_wide: HuberWide;
    log_cosh: LogCosh;
    log_cosh_many: LogCoshMany;
    quantile: Quantile;
    quantile_many: QuantileMany;
    poisson: Poisson;
    poisson_many: PoissonMany;
    hinge: Hinge;
    hinge_many: HingeMany;
    binary: Binary;
    binary_many: BinaryMany;
    binary_line: BinaryLine;
    weighted: Weighted;
    weighted_many: WeightedMany;
    two: Two;
    sixteen: Sixteen;
    seventeen: Seventeen;
    smoothed: Smoothed;
    smooth_many: SmoothMany;
    logits: Logits;
    logits_many: LogitsMany;
    binary_logit: BinaryLogit;
    binary_logits: BinaryLogits;
    line: Line;
}

/// Half of the outputs have targets.
#[test]
fn gaussian_agrees() {
    nn_tests::agreement::check_outputs::<Gaussian>();
    nn_tests::agreement::check_gradients_with::<Gaussian, [f32; 1]>(&BATCHES);
    nn_tests::agreement::check_outputs::<GaussianColumns>();
    nn_tests::agreement::check_gradients_with::<GaussianColumns, [f32; 5]>(&BATCHES);
    nn_tests::agreement::check_gradients_with::<GaussianMany, [f32; 17]>(&BATCHES);
    nn_tests::agreement::check_gradients_with::<GaussianPanels, [f32; 53]>(&BATCHES);
}

/// A variance that is 0 in `f32` does not turn an exact prediction into NaN.
#[test]
fn an_exact_mean_needs_no_variance() {
    let mut net = Gaussian::zeros();
    net.as_flat_mut()[Gaussian::LAYOUT[3].position(1)] = -200.0;
    let (mut workspace, mut gradient) = (Gaussian::workspace(), Gaussian::zeros());
    for level in Level::available() {
        for batch in [1, 2, 17] {
            let (inputs, targets) = (vec![[1.0; 5]; batch], vec![[0.0]; batch]);
            let loss = net.gradients_at(level, &inputs, &targets, 0, &mut workspace, &mut gradient).expect("a batch");
            assert_eq!(loss.to_bits(), (-100.0_f32).to_bits(), "{level:?}, {batch} rows");
            let found = gradient.as_flat()[Gaussian::LAYOUT[3].position(1)];
            assert_eq!(found.to_bits(), 0.5_f32.to_bits(), "{level:?}, {batch} rows");
            assert_eq!(net.loss_at(level, &inputs, &targets).expect("a batch").to_bits(), loss.to_bits());
        }
    }
}

/// A class is the same target as the distribution that is 1 there and 0 elsewhere.
#[test]
fn a_class_is_a_one_hot_row() {
    let mut random = Random::new(1);
    let Pair { net, topology } = Pair::<Seventeen>::new(&mut random);
    let rows = Rows::<Seventeen>::new(&topology, 33, &mut random);
    let indices: Vec<usize> = (0..33).map(|row| row % 17).collect();
    let classes: Vec<Class<17>> = indices.iter().map(|i| Class::new(*i).expect("below 17")).collect();
    let one_hot: Vec<[f32; 17]> = indices.iter().map(|i| std::array::from_fn(|o| f32::from(o == *i))).collect();
    for level in Level::available() {
        let place = Place { network: "Seventeen", level: level.name(), batch: 33 };
        let by_class = Results::new(&*net, level, &rows.input_rows, &classes);
        let by_row = Results::new(&*net, level, &rows.input_rows, &one_hot);
        by_class.assert_same(&by_row, &place);
    }
}

/// `true` is the target 1 of one sigmoid output.
#[test]
fn a_bool_is_a_row_of_one() {
    let mut random = Random::new(2);
    let Pair { net, topology } = Pair::<Binary>::new(&mut random);
    let rows = Rows::<Binary>::new(&topology, 18, &mut random);
    let bools: Vec<bool> = (0..18).map(|row| row % 3 == 0).collect();
    let numbers: Vec<[f32; 1]> = bools.iter().map(|truth| [f32::from(*truth)]).collect();
    for level in Level::available() {
        let place = Place { network: "Binary", level: level.name(), batch: 18 };
        let by_bool = Results::new(&*net, level, &rows.input_rows, &bools);
        by_bool.assert_same(&Results::new(&*net, level, &rows.input_rows, &numbers), &place);
    }
}

/// The loss stands in files, from which declarations are read again.
#[test]
fn topologies_name_what_was_declared() {
    let first_lines = [
        (Huber::TOPOLOGY, "#[loss(huber(1.0))]"),
        (Quantile::TOPOLOGY, "#[loss(quantile(0.9))]"),
        (Gaussian::TOPOLOGY, "#[loss(gaussian)]"),
        (Two::TOPOLOGY, "#[loss(cross_entropy)]"),
        (Smoothed::TOPOLOGY, "#[loss(cross_entropy(0.1))]"),
        (Logits::TOPOLOGY, "#[loss(cross_entropy(from_logits = true))]"),
        (LogitsMany::TOPOLOGY, "#[loss(cross_entropy(0.2, from_logits = true))]"),
        (Weighted::TOPOLOGY, "#[loss(binary_cross_entropy(2.5))]"),
        (BinaryLogits::TOPOLOGY, "#[loss(binary_cross_entropy(0.3, from_logits = true))]"),
    ];
    for (topology, expected) in first_lines {
        assert_eq!(topology.to_string().lines().next(), Some(expected));
    }
    // What is printed is a declaration of the same loss.
    let losses = [Huber::TOPOLOGY, Smoothed::TOPOLOGY, LogitsMany::TOPOLOGY, BinaryLogits::TOPOLOGY];
    let declared = [Huber::SOURCE, Smoothed::SOURCE, LogitsMany::SOURCE, BinaryLogits::SOURCE];
    for (topology, declared) in losses.iter().zip(declared) {
        assert_eq!(read(&topology.to_string()).1.loss, read(declared).1.loss);
    }
}

/// The same network with and without its last activation has the same loss and gradient, to the bit.
#[test]
fn logits_have_the_loss_of_their_probabilities() {
    let mut random = Random::new(5);
    let Pair { net, topology } = Pair::<Smoothed>::new(&mut random);
    let rows = Rows::<Smoothed>::new(&topology, 33, &mut random);
    let mut logits = SmoothLogits::zeros();
    logits.as_flat_mut().copy_from_slice(net.as_flat());
    let (mut workspace, mut gradient) = (Smoothed::workspace(), Smoothed::zeros());
    let (mut logits_workspace, mut logits_gradient) = (SmoothLogits::workspace(), SmoothLogits::zeros());
    for level in Level::available() {
        for n in [1, 2, 33] {
            let (inputs, targets) = (&rows.input_rows[..n], &rows.target_rows[..n]);
            let losses = [net.loss_at(level, inputs, targets), logits.loss_at(level, inputs, targets)];
            let [loss, of_logits] = losses.map(|loss| loss.expect("a batch").to_bits());
            assert_eq!(loss, of_logits);
            let loss = net.gradients_at(level, inputs, targets, 0, &mut workspace, &mut gradient);
            let of_logits = logits.gradients_at(level, inputs, targets, 0, &mut logits_workspace, &mut logits_gradient);
            assert_eq!(loss.expect("a batch").to_bits(), of_logits.expect("a batch").to_bits());
            assert_eq!(gradient.as_flat(), logits_gradient.as_flat());
        }
    }
}

/// The outputs of softmax are a distribution.
#[test]
fn softmax_sums_to_one() {
    let mut random = Random::new(3);
    let Pair { net, topology } = Pair::<Line>::new(&mut random);
    let rows = Rows::<Line>::new(&topology, 20, &mut random);
    for input in &rows.input_rows {
        let output = net.predict(input);
        let sum: f64 = output.iter().map(|p| f64::from(*p)).sum();
        // 53 outputs, each within a few roundings.
        assert!((sum - 1.0).abs() < 1e-6, "expected 1, found {sum}");
        assert!(output.iter().all(|p| *p > 0.0 && *p < 1.0), "found {output:?}");
    }
}

/// The loss of a batch is the mean of the losses of its rows.
#[test]
fn the_loss_is_a_mean_over_the_rows() {
    let mut random = Random::new(4);
    let Pair { net, topology } = Pair::<Two>::new(&mut random);
    let rows = Rows::<Two>::new(&topology, 70, &mut random);
    for level in Level::available() {
        let one = |row: usize| net.loss_at(level, &rows.input_rows[row..=row], &rows.target_rows[row..=row]);
        let mean = (0..70).map(|row| f64::from(one(row).expect("a batch"))).sum::<f64>() / 70.0;
        let all = f64::from(net.loss_at(level, &rows.input_rows, &rows.target_rows).expect("a batch"));
        assert!((mean - all).abs() < 1e-6 * mean, "{level:?}: expected {mean}, found {all}");
    }
}

/// The absolute error has the derivative 0 where it is 0.
#[test]
fn absolute_error_at_zero() {
    let net = zeroed_box::<Absolute>();
    let mut workspace = Absolute::workspace();
    let mut gradient = Absolute::zeros();
    for level in Level::available() {
        let zeros = [[0.0; 15]; 3];
        let loss = net.gradients_at(level, &[[1.0; 16]; 3], &zeros, 0, &mut workspace, &mut gradient).expect("a batch");
        assert_eq!(loss.to_bits(), 0, "{level:?}");
        assert!(gradient.as_flat().iter().all(|element| *element == 0.0), "{level:?}: {gradient:?}");
    }
}

mod bits {
    use super::{Absolute, Binary, BinaryLine, HuberHalf, Seventeen, Two};

    nn_tests::bit_identity_tests! {
        absolute: Absolute;
        binary: Binary;
        binary_line: BinaryLine;
        huber_half: HuberHalf;
        seventeen: Seventeen;
        two: Two;
    }
}
