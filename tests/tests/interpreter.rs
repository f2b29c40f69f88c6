//! The interpreter checks itself: its gradients against central differences of its own loss, all in f64.

use nn_tests::description::read;
use nn_tests::random::Random;
use nn_tests::topology::{LossKind, Topology};

const HIDDEN: [&str; 14] = [
    "identity",
    "relu",
    "leaky_relu",
    "leaky_relu(0.3)",
    "elu",
    "elu(0.7)",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "sigmoid",
    "tanh",
    "hard_sigmoid",
    "hard_swish",
];

/// `F` is the activation under test, `LAST` the last one.
const BODIES: [&str; 5] = [
    "dense(4, F), dense(OUTPUTS, LAST),",
    "dense(4), F, dense(OUTPUTS, bias = false), LAST,",
    "a: dense(4, F), b: dense(4, tanh), add(a), F, dense(OUTPUTS, LAST),",
    "a: dense(2, F), b: dense(3, F, from = input), concat(a, b, a), flatten, dense(OUTPUTS, LAST),",
    "a: dense(4, F), dropout(0.4), b: dense(4, silu), c: dense(4, F, from = a), add(b, a), dense(OUTPUTS, LAST),",
];

const LOSSES_OF_ANY_OUTPUTS: [&str; 7] = [
    "hinge",
    "quantile(0.9)",
    "log_cosh",
    "binary_cross_entropy(from_logits = true)",
    "binary_cross_entropy(0.3, from_logits = true)",
    "cross_entropy(from_logits = true)",
    "cross_entropy(0.2, from_logits = true)",
];

/// Step of the differences: the cube root of f64's precision balances truncation and rounding.
const STEP: f64 = 6e-6;

/// Truncation is `STEP^2 / 6` times a third derivative of at most 100 or so, 6e-10; rounding is the loss, at most 10,
/// times a hundred operations' 1.1e-16, over `STEP`: 1.8e-8 at the worst, and usually a hundredth of that.
const TOLERANCE: f64 = 5e-9;

fn check(body: &str, loss: &str) {
    // Half of the outputs of `gaussian` are means.
    let outputs = if loss == "gaussian" { "4" } else { "3" };
    let body = body.replace("OUTPUTS", outputs);
    let text = format!("#[loss({loss})] struct Net: [5] -> [{outputs}] {{ {body} }}");
    let (_, topology) = read(&text);
    let mut random = Random::named(&text);
    // Units that are dead for all rows would make the test vacuous: the parameters are drawn again.
    while !has_checked_gradients(&text, topology.clone(), &mut random) {}
}

/// Whether the gradients were large enough to tell anything. If so, they have been checked.
fn has_checked_gradients(text: &str, mut topology: Topology, random: &mut Random) -> bool {
    let count = topology.parameters().iter().map(|tensor| tensor.values.len()).sum::<usize>();
    let values: Vec<f64> = (0..count).map(|_| random.symmetric(1.2)).collect();
    topology.set_parameters(values.iter().copied());
    let row = |random: &mut Random, n: usize| (0..n).map(|_| random.symmetric(1.5)).collect::<Vec<f64>>();
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    while inputs.len() < 8 {
        let (input, mut target) = (row(random, 5), row(random, topology.output()));
        for y in &mut target {
            match topology.loss {
                Some(LossKind::CrossEntropy { .. } | LossKind::BinaryCrossEntropy { .. }) => *y = y.abs() / 1.5,
                Some(LossKind::Hinge) => *y = y.signum(),
                Some(LossKind::Poisson) => *y = y.abs(),
                _ => {}
            }
        }
        target.truncate(topology.loss.map_or(0, |loss| loss.targets(topology.output())));
        if topology.distance_from_kinks(&input, Some(&target), None) > 1e-3 {
            inputs.push(input);
            targets.push(target);
        }
    }
    let gradients = topology.gradients(&inputs, &targets, None);
    let largest = gradients.parameters.iter().flat_map(|tensor| &tensor.values).fold(0.0, |m: f64, g| m.max(g.abs()));
    if largest < 1e-3 {
        return false;
    }
    let loss_now = topology.mean_loss(&inputs, &targets);
    assert!((gradients.loss - loss_now).abs() < 1e-13 * loss_now.abs().max(1.0), "{text}: loss");

    let mut element = 0;
    for tensor in &gradients.parameters {
        for (index, found) in tensor.values.iter().enumerate() {
            let at = |offset: f64| {
                let mut moved = values.clone();
                moved[element] += offset;
                let mut topology: Topology = topology.clone();
                topology.set_parameters(moved);
                topology.mean_loss(&inputs, &targets)
            };
            let expected = (at(STEP) - at(-STEP)) / (2.0 * STEP);
            let error = (expected - found).abs();
            assert!(error <= TOLERANCE, "{text}: {}[{index}]: expected {expected}, found {found}", tensor.name);
            element += 1;
        }
    }
    for (row, found) in gradients.inputs.iter().enumerate() {
        for (index, found) in found.iter().enumerate() {
            let at = |offset: f64| {
                let mut moved = inputs.clone();
                moved[row][index] += offset;
                topology.mean_loss(&moved, &targets)
            };
            let expected = (at(STEP) - at(-STEP)) / (2.0 * STEP);
            let error = (expected - found).abs();
            assert!(error <= TOLERANCE, "{text}: input {row}[{index}]: expected {expected}, found {found}");
        }
    }
    true
}

#[test]
fn gradients_match_central_differences_for_every_activation_and_loss() {
    let losses = ["mse", "mae", "huber(1.0)", "huber(0.4)"];
    for (hidden_index, hidden) in HIDDEN.into_iter().enumerate() {
        for (body_index, body) in BODIES.into_iter().enumerate() {
            let body = body.replace('F', hidden);
            for (last_index, last) in HIDDEN.into_iter().enumerate() {
                // The five bodies take turns with the four losses, so every pair of activations meets every loss.
                let loss = losses[(hidden_index + body_index + last_index) % losses.len()];
                check(&body.replace("LAST", last), loss);
            }
            check(&body.replace("LAST", "sigmoid"), "binary_cross_entropy");
            check(&body.replace("LAST", "sigmoid"), "binary_cross_entropy(positive_weight = 2.5)");
            for loss in ["cross_entropy", "cross_entropy(label_smoothing = 0.2)", "mse"] {
                check(&body.replace("LAST", "softmax"), loss);
            }
            // The exponential of an output that is not bounded would be too large for the tolerance.
            for loss in ["poisson", "gaussian"] {
                check(&body.replace("LAST", "tanh"), loss);
            }
            for loss in LOSSES_OF_ANY_OUTPUTS {
                check(&body.replace("LAST", "identity"), loss);
            }
        }
    }
}

#[test]
fn known_values_come_out() {
    use nn_tests::activation::{log_sum_exp, sigmoid, softmax, softplus};
    use nn_tests::topology::Activation;
    let near =
        |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "found {found}, expected {expected}");
    near(sigmoid(0.0), 0.5);
    near(softplus(0.0), std::f64::consts::LN_2);
    near(softplus(800.0), 800.0);
    near(Activation::Gelu.value(1.0), 0.841_344_746_068_542_9);
    near(Activation::Selu.value(-1.0), -1.111_330_737_812_562_6);
    near(Activation::HardSwish.value(1.0), 2.0 / 3.0);
    near(log_sum_exp(&[1000.0, 1000.0]), 1000.0 + std::f64::consts::LN_2);
    near(softmax(&[0.0, 3.0_f64.ln()])[1], 0.75);
}

#[test]
fn a_dropout_mask_removes_and_rescales() {
    let (_, mut topology) = read("#[loss(mse)] struct Net: [4] -> [1] { dropout(0.5), dense(1, bias = false), }");
    topology.set_parameters([1.0, 2.0, 3.0, 4.0]);
    let (input, target) = (vec![1.0, 1.0, 1.0, 1.0], vec![0.0]);
    let masks = [vec![vec![true, false, false, true], vec![true]]];
    let gradients = topology.gradients(&[input], &[target], Some(&masks));
    // The output is 2 (1 + 4) = 10; dL/dp = 20, times the rescaled input 2 where it is kept.
    assert!((gradients.loss - 100.0).abs() < 1e-12);
    assert_eq!(gradients.parameters[0].values, [40.0, 0.0, 0.0, 40.0]);
    assert_eq!(gradients.inputs[0], [40.0, 0.0, 0.0, 80.0 * 2.0]);
}
