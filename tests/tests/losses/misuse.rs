//! Batches that do not fit: refused with a message, and nothing is written.

use nn_runtime::Error;
use nn_runtime::network::{Network, Parameters, Train};
use nn_runtime::simd::Level;

use super::twin::{BinaryMany, Two};

#[test]
fn outputs_of_another_length_are_refused() {
    let net = Two::init(1);
    for level in Level::available() {
        for (inputs, outputs) in [(3, 2), (2, 3), (0, 1), (17, 0)] {
            let mut written = vec![[7.0_f32; 2]; outputs];
            let (inputs_given, mut scratch) = (vec![[1.0; 17]; inputs], Two::scratch());
            let results = [
                net.predict_batch_at(level, &inputs_given, &mut written),
                net.predict_batch_with_at(level, &inputs_given, &mut written, &mut scratch),
            ];
            for result in results {
                let Err(Error::BatchLength { what: "outputs", expected, found }) = result else {
                    panic!("{inputs} inputs, {outputs} outputs: expected an error, found {result:?}");
                };
                assert_eq!((expected, found), (inputs, outputs));
            }
            assert_eq!(written, vec![[7.0; 2]; outputs]);
        }
    }
}

#[test]
fn targets_of_another_length_are_refused() {
    let net = Two::init(1);
    let (mut workspace, mut gradient) = (Two::workspace(), Two::init(2));
    let before = gradient.clone();
    for level in Level::available() {
        for (inputs, targets) in [(3, 2), (2, 3), (0, 1), (17, 0)] {
            let (inputs_given, targets_given) = (vec![[1.0; 17]; inputs], vec![[1.0, 0.0]; targets]);
            let results = [
                net.loss_at(level, &inputs_given, &targets_given),
                net.gradients_at(level, &inputs_given, &targets_given, 0, &mut workspace, &mut gradient),
            ];
            for result in results {
                let Err(Error::BatchLength { what: "targets", expected, found }) = result else {
                    panic!("{inputs} inputs, {targets} targets: expected an error, found {result:?}");
                };
                assert_eq!((expected, found), (inputs, targets));
            }
            assert_eq!(gradient, before);
        }
    }
}

#[test]
fn targets_outside_of_the_domain_are_refused() {
    let mut net = Two::init(1);
    let (mut workspace, mut gradient) = (Two::workspace(), Two::init(2));
    let (net_before, gradient_before) = (net.clone(), gradient.clone());
    let inputs = [[0.5; 17]; 40];
    let mut targets = [[0.25, 0.75]; 40];
    targets[37] = [1.0, 1.0];
    let expected = "cross_entropy: target of row 37 sums to 2, expected 1 (within 0.001)";
    for level in Level::available() {
        for result in [
            net.loss_at(level, &inputs, &targets),
            net.gradients_at(level, &inputs, &targets, 0, &mut workspace, &mut gradient),
        ] {
            assert_eq!(result.expect_err("row 37").to_string(), expected);
        }
        assert!(net.descend_at(level, &inputs[37], &targets[37], 0, 0.1, &mut workspace).is_nan());
    }
    assert_eq!((net, gradient), (net_before, gradient_before));

    let net = BinaryMany::init(1);
    let mut labels = vec![[0.0; 17]; 9];
    labels[8][16] = 2.0;
    let error = net.loss(&[[0.5; 15]; 9], &labels).expect_err("row 8").to_string();
    assert_eq!(error, "binary_cross_entropy: target of row 8, output 16 is 2, expected 0 to 1");
    assert!(net.loss(&[[0.5; 15]; 9], &[[true; 17]; 9]).expect("labels").is_finite());
}

#[test]
fn an_empty_batch_has_no_loss() {
    let net = Two::init(1);
    let (mut workspace, mut gradient) = (Two::workspace(), Two::init(2));
    let before = gradient.clone();
    let none: &[[f32; 2]] = &[];
    assert!(matches!(net.loss(&[], none), Err(Error::EmptyBatch)));
    let result = net.gradients(&[], none, &mut workspace, &mut gradient);
    assert!(matches!(result, Err(Error::EmptyBatch)), "found {result:?}");
    assert_eq!(gradient, before);
}

#[test]
fn an_empty_batch_has_no_outputs() {
    let net = Two::init(1);
    for level in Level::available() {
        net.predict_batch_at(level, &[], &mut []).expect("no rows fit no rows");
    }
}
