//! Parameters that training does not change: numbers that normalise observations.

use nn_runtime::data::Dataset;
use nn_runtime::layout::Parameter;
use nn_runtime::network::{Parameters, Train};
use nn_runtime::optim::{Adam, AdamW, Optimizer, RmsProp, Sgd};
use nn_runtime::train::Trainer;
use nn_tests::random::Random;

nn_runtime::network! {
    #[loss(mse)]
    struct Observing: [19] -> [3] { observed: affine(trained = false), dense(21, tanh), dense(3), }
}

nn_runtime::network! {
    #[loss(mse)]
    struct Plain: [19] -> [3] { dense(21, tanh), dense(3), }
}

const MEAN: f32 = 250.0;
const DEVIATION: f32 = 40.0;

/// Observations of a mean far from 0.
fn observations() -> Dataset<[f32; 19], [f32; 3]> {
    let mut random = Random::new(7);
    let mut row = || {
        let x: [f32; 19] = std::array::from_fn(|_| MEAN + DEVIATION * random.symmetric(2.0) as f32);
        (x, [(x[0] - x[1]) / DEVIATION, (x[2] - MEAN).abs() / DEVIATION, 0.5])
    };
    (0..150).map(|_| row()).collect()
}

/// The factor and the summand of each observation.
const NORMALISER: (f32, f32) = (1.0 / DEVIATION, -MEAN / DEVIATION);

/// The elements of a parameter in the flat slice.
fn positions(parameter: &Parameter) -> impl Iterator<Item = usize> + use<> {
    parameter.positions()
}

fn observing() -> Box<Observing> {
    let mut net = Observing::init(3);
    for parameter in Observing::LAYOUT.iter().filter(|parameter| !parameter.is_trained) {
        let number = if parameter.name == "observed.weight" { NORMALISER.0 } else { NORMALISER.1 };
        positions(parameter).for_each(|position| net.as_flat_mut()[position] = number);
    }
    net
}

#[test]
fn statistics_lie_behind_what_is_trained() {
    let names: Vec<&str> = Observing::LAYOUT.iter().map(|parameter| parameter.name).collect();
    assert_eq!(names, ["1.weight", "1.bias", "2.weight", "2.bias", "observed.weight", "observed.bias"]);
    let behind = size_of::<Observing>() / size_of::<f32>() - Observing::TRAINED_LEN;
    assert_eq!(behind, 2 * 32);
    assert_eq!(Plain::TRAINED_LEN, size_of::<Plain>() / size_of::<f32>());
    assert_eq!(Observing::PARAMETERS, Plain::PARAMETERS + 2 * 19);
}

/// A normaliser in the network learns, to the bit, what a network learns from normalised data, whatever the optimizer.
fn check<O: Optimizer + Copy>(name: &str, optimizer: O) {
    let data = observations();
    let (factor, summand) = NORMALISER;
    let normalised = data.inputs().iter().zip(data.targets());
    let normalised: Dataset<[f32; 19], [f32; 3]> =
        normalised.map(|(x, y)| (x.map(|x| x.mul_add(factor, summand)), *y)).collect();
    let mut plain = Plain::zeros();
    let mut net = observing();
    plain.as_flat_mut().copy_from_slice(&net.as_flat()[..Plain::TRAINED_LEN]);
    let before = net.clone();
    let trainer = || Trainer::new(optimizer).batch_size(32).epochs(3).seed(1).clip_norm(1.0);
    trainer().fit(&mut plain, &normalised).expect("settings in range");
    trainer().fit(&mut net, &data).expect("settings in range");
    let (trained, statistics) = net.as_flat().split_at(Observing::TRAINED_LEN);
    assert_eq!(statistics, before.as_flat().split_at(Observing::TRAINED_LEN).1, "{name}");
    assert_ne!(trained, before.as_flat().split_at(Observing::TRAINED_LEN).0, "{name}");
    let has_fused = nn_runtime::simd::Level::detect().has_fused_multiply_add();
    for (trained, expected) in trained.iter().zip(plain.as_flat()) {
        let is_same = trained.to_bits() == expected.to_bits();
        assert!(is_same || !has_fused && (trained - expected).abs() < 1e-3, "{name}: {trained}, expected {expected}");
    }
}

#[test]
fn no_optimizer_moves_statistics() {
    check("Sgd", Sgd::new(0.05));
    check("Sgd with everything", Sgd::new(0.02).momentum(0.9).weight_decay(0.01));
    check("Adam", Adam::new(0.003));
    check("AdamW", AdamW::new(0.003).weight_decay(0.1));
    check("RmsProp", RmsProp::new(0.002).momentum(0.5).weight_decay(0.01));
}

/// A gradient holds zeros for them, whatever it held before, and an optimizer's moments too.
#[test]
fn statistics_have_no_gradient_and_no_moments() {
    let (net, data) = (observing(), observations());
    let mut workspace = Observing::workspace();
    for rows in [1, 2, 40] {
        let mut gradient = Observing::init(9);
        gradient.as_flat_mut().fill(7.0);
        net.gradients(&data.inputs()[..rows], &data.targets()[..rows], &mut workspace, &mut gradient).expect("a batch");
        assert!(gradient.as_flat()[Observing::TRAINED_LEN..].iter().all(|number| *number == 0.0), "{rows} rows");
        let mut optimization = Adam::new(0.01).start().expect("settings in range");
        let mut moved = net.clone();
        for _ in 0..2 {
            optimization.step(&mut *moved, &*gradient).expect("equal layouts");
        }
        for moments in optimization.moments() {
            let (trained, statistics) = moments.as_flat().split_at(Observing::TRAINED_LEN);
            assert!(statistics.iter().all(|number| *number == 0.0), "{rows} rows");
            assert!(trained.iter().any(|number| *number != 0.0), "{rows} rows");
        }
    }
}

/// A step on a single row leaves them too.
#[test]
fn descent_leaves_statistics() {
    let (mut net, data) = (observing(), observations());
    let before = net.clone();
    let mut workspace = Observing::workspace();
    for (input, target) in data.inputs().iter().zip(data.targets()) {
        net.descend(input, target, 0.01, &mut workspace);
    }
    assert_eq!(net.as_flat()[Observing::TRAINED_LEN..], before.as_flat()[Observing::TRAINED_LEN..]);
    assert_ne!(net, before);
}
