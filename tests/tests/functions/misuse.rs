//! Batches that do not fit: refused with a message, and nothing is written.

use nn_runtime::Error;
use nn_runtime::network::{Network, Train};
use nn_runtime::simd::Level;

use super::losses::Two;

#[test]
fn outputs_of_another_length_are_refused() {
    let net = Two::init(1);
    for level in Level::available() {
        for (inputs, outputs) in [(3, 2), (2, 3), (0, 1), (17, 0)] {
            let mut written = vec![[7.0_f32; 2]; outputs];
            let result = net.predict_batch_at(level, &vec![[1.0; 17]; inputs], &mut written);
            let Err(Error::BatchLength { what: "outputs", expected, found }) = result else {
                panic!("{inputs} inputs, {outputs} outputs: expected an error, found {result:?}");
            };
            assert_eq!((expected, found), (inputs, outputs));
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
