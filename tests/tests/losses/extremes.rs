//! Huge logits.

use nn_runtime::network::{Network, Parameters, Train};
use nn_runtime::simd::Level;
use nn_tests::agreement::Rows;
use nn_tests::compare::{Place, assert_close};
use nn_tests::pair::{Declared, Pair, parameters_of, set_parameters};
use nn_tests::random::Random;

use super::twin::{Binary, BinaryMany, Line, Sixteen, Smoothed, Two, WeightedMany};

/// Loss and gradients stay finite and right with every parameter this much larger.
macro_rules! scaled {
    ($network:ident, $scale:expr) => {{
        let mut random = Random::named($network::SOURCE);
        let Pair { mut net, mut topology } = Pair::<$network>::new(&mut random);
        let scaled: Vec<f64> = topology
            .parameters()
            .iter()
            .flat_map(|t| t.values.clone())
            .map(|v| f64::from((v * $scale) as f32))
            .collect();
        topology.set_parameters(scaled);
        set_parameters(&mut *net, &topology.parameters());
        let rows = Rows::<$network>::new(&topology, 19, &mut random);
        let expected = topology.gradients(&rows.inputs, &rows.targets, None);
        let (mut workspace, mut gradient) = ($network::workspace(), $network::zeros());
        for level in Level::available() {
            let place = Place { network: $network::NAME, level: level.name(), batch: 19 };
            for (row, input) in rows.input_rows.iter().enumerate() {
                let output = net.predict_at(level, input);
                let what = format!("output of row {row}, parameters times {}", $scale);
                assert_close(&place, &what, &topology.predict(&rows.inputs[row]), &output);
            }
            let loss = net
                .gradients_at(level, &rows.input_rows, &rows.target_rows, 0, &mut workspace, &mut gradient)
                .expect("a batch");
            assert_close(&place, &format!("loss, parameters times {}", $scale), &[expected.loss], &[loss]);
            for (tensor, (name, found)) in expected.parameters.iter().zip(parameters_of(&*gradient)) {
                let what = format!("gradient of {name}, parameters times {}", $scale);
                assert_close(&place, &what, &tensor.values, &found);
            }
        }
    }};
}

/// One layer, so that the logits carry no error of a layer before: their error would be magnified with them.
#[test]
fn losses_of_huge_logits_come_from_the_logits() {
    for scale in [30.0, 1000.0, 1e6] {
        scaled!(BinaryMany, scale);
        scaled!(WeightedMany, scale);
        scaled!(Smoothed, scale);
        scaled!(Sixteen, scale);
        scaled!(Line, scale);
    }
}

/// Softmax of logits beyond the range of e^x.
#[test]
fn softmax_of_huge_logits_is_finite() {
    let mut net = Two::zeros();
    for level in Level::available() {
        // The difference of the largest pair is just representable.
        for far in [100.0, 1e4, 1.5e38] {
            let flat = net.as_flat_mut();
            let bias = Two::LAYOUT[3];
            flat[bias.position(0)] = far;
            flat[bias.position(1)] = -far;
            let found = net.predict_at(level, &[0.0; 17]);
            assert!((found[0] - 1.0).abs() < 1e-6 && found[1].abs() < 1e-6, "{level:?}, {far}: found {found:?}");
            let loss = net.loss_at(level, &[[0.0; 17]], &[[1.0, 0.0]]).expect("a batch");
            assert!(loss.abs() < 1e-6, "{level:?}, {far}: found a loss of {loss}");
        }
    }
}

/// A certain and wrong prediction costs as much as its logit, not infinity.
#[test]
fn binary_loss_of_a_wrong_logit_is_the_logit() {
    let mut net = Binary::zeros();
    let bias = Binary::LAYOUT[3];
    for level in Level::available() {
        for far in [50.0_f32, 1e3, 1e6] {
            net.as_flat_mut()[bias.position(0)] = -far;
            let loss = net.loss_at(level, &[[0.0; 17]], &[[1.0]]).expect("a batch");
            assert!((loss - far).abs() <= 1e-5 * far, "{level:?}: expected {far}, found {loss}");
        }
    }
}
