//! Convolutions, pools, and layers with a memory over windows as `PyTorch` computes them: values and gradients of its version 2.15 in `f64`, in
//! `pytorch.txt`; windows are `[batch, time, channels]` there, with `batch_first = True`. Layers with a memory of streams too, in `pytorch_streams.txt`: a declaration, and a line of the outputs for a sequence, step by step. `PyTorch` has no GRU
//! that resets first: those of streams are of the reference of ONNX 1.23, in `f64`, with `linear_before_reset = 0`, and those of windows of the
//! equation, written with tensors of `PyTorch`, whose automatic differentiation gives the gradients.
//!
//! A case there is a declaration, a line of its outputs, one of the derivative of the mean squared error with respect to the input, and
//! one for each parameter. Inputs, parameters and targets follow from the formula of [`sequence`].

use crate::description::read;
use crate::topology::LossKind;

const CASES: &str = include_str!("pytorch.txt");
const STREAMS: &str = include_str!("pytorch_streams.txt");

/// The numbers have ten digits.
const TOLERANCE: f64 = 1e-9;

/// Numbers that are exact in binary.
fn sequence(len: usize, factor: usize, offset: usize, modulus: usize, scale: f64) -> Vec<f64> {
    (0..len).map(|i| (((i * factor + offset) % modulus) as f64 - (modulus / 2) as f64) / scale).collect()
}

fn assert_near(what: &str, expected: &str, found: &[f64]) {
    let expected: Vec<f64> = expected.split(' ').map(|number| number.parse().expect("a number")).collect();
    assert_eq!(expected.len(), found.len(), "{what}");
    for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
        assert!(
            (expected - found).abs() <= TOLERANCE * expected.abs().max(1.0),
            "{what}[{index}]: {expected}, {found}"
        );
    }
}

#[test]
fn windows_compute_what_pytorch_computes() {
    let mut n_cases = 0;
    for case in CASES.split("\n\n") {
        let mut lines = case.lines();
        let title = lines.next().expect("a declaration");
        let (declaration, has_ties) = title.strip_suffix(" of ties").map_or((title, false), |text| (text, true));
        let (_, mut topology) = read(declaration);
        topology.loss = Some(LossKind::Mse);
        let (modulus, scale) = if has_ties { (5, 4.0) } else { (101, 32.0) };
        let input = sequence(topology.input, 37, 11, modulus, scale);
        let n_parameters = topology.parameters().iter().map(|tensor| tensor.values.len()).sum();
        topology.set_parameters(sequence(n_parameters, 53, 7, 97, 64.0));
        let target = sequence(topology.output(), 29, 3, 31, 16.0);
        let mut next = || lines.next().expect("a line of numbers");
        assert_near(&format!("output of {title}"), next(), &topology.predict(&input));
        let gradients = topology.gradients(&[input], &[target], None);
        assert_near(&format!("d input of {title}"), next(), &gradients.inputs[0]);
        for tensor in &gradients.parameters {
            assert_near(&format!("d {} of {title}", tensor.name), next(), &tensor.values);
        }
        assert_eq!(lines.next(), None, "{title}");
        n_cases += 1;
    }
    assert_eq!(n_cases, 53);
}

#[test]
fn streams_compute_what_pytorch_computes() {
    const STEPS: usize = 7;
    let mut n_cases = 0;
    for case in STREAMS.split("\n\n") {
        let (declaration, outputs) = case.trim_end().split_once('\n').expect("a declaration and its outputs");
        let (_, mut topology) = read(declaration);
        let n_parameters = topology.parameters().iter().map(|tensor| tensor.values.len()).sum();
        topology.set_parameters(sequence(n_parameters, 53, 7, 97, 64.0));
        let inputs = sequence(STEPS * topology.input, 37, 11, 101, 32.0);
        let inputs: Vec<Vec<f64>> = inputs.chunks(topology.input).map(<[f64]>::to_vec).collect();
        assert_near(&format!("outputs of {declaration}"), outputs, &topology.stream(&inputs).concat());
        n_cases += 1;
    }
    assert_eq!(n_cases, 15);
}
