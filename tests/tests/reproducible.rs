//! Training twice from one seed gives the same bits; another seed gives others; instruction sets agree.

use nn_runtime::data::Dataset;
use nn_runtime::network::{Parameters, Train};
use nn_runtime::optim::{Adam, AdamW, Optimizer, RmsProp, Sgd};
use nn_runtime::simd::Level;
use nn_runtime::train::Trainer;
use nn_tests::compare::{Place, assert_same_bits};
use nn_tests::random::Random;

nn_runtime::network! {
    #[loss(mse)]
    pub(crate) struct Net: [9] -> [3] {
        a: dense(33, gelu),
        dropout(0.2),
        dense(33, tanh),
        add(a),
        dense(3),
    }
}

fn data() -> Dataset<[f32; 9], [f32; 3]> {
    let mut random = Random::new(5);
    let mut row = || {
        let input: [f32; 9] = std::array::from_fn(|_| random.symmetric(1.0) as f32);
        (input, [input[0] * input[1], input[2] - input[3], input[4].abs()])
    };
    (0..101).map(|_| row()).collect()
}

/// A net trained by the trainer.
fn trained<O: Optimizer>(optimizer: O, init_seed: u64, shuffle_seed: u64) -> Box<Net> {
    let mut net = Net::init(init_seed);
    let mut trainer = Trainer::new(optimizer).batch_size(16).epochs(4).seed(shuffle_seed);
    trainer.fit(&mut net, &data()).expect("settings in range");
    net
}

/// Equal seeds, equal bits; for this optimizer.
fn check<O: Optimizer + Copy>(name: &'static str, optimizer: O) {
    let place = Place { network: name, level: Level::detect().name(), batch: 16 };
    let first = trained(optimizer, 1, 2);
    assert_same_bits(&place, "parameters", first.as_flat(), trained(optimizer, 1, 2).as_flat());
    assert!(first != Net::init(1), "{place}: nothing was learned");
    assert!(first.as_flat().iter().all(|value| value.is_finite()), "{place}: not finite");
    assert!(first != trained(optimizer, 1, 3), "{place}: the trainer's seed does nothing");
    assert!(first != trained(optimizer, 2, 2), "{place}: the seed of the parameters does nothing");
}

#[test]
fn equal_seeds_give_equal_networks() {
    check("Sgd", Sgd::new(0.05));
    check("Sgd with momentum", Sgd::new(0.02).momentum(0.9));
    check("Adam", Adam::new(0.003));
    check("AdamW", AdamW::new(0.003));
    check("RmsProp", RmsProp::new(0.002));
}

/// Training by hand, at a given instruction set.
fn trained_at<O: Optimizer>(level: Level, optimizer: O) -> Box<Net> {
    let data = data();
    let rate = optimizer.learning_rate();
    let mut optimization = optimizer.start::<Net>().expect("settings in range");
    let (mut net, mut workspace, mut gradient) = (Net::init(1), Net::workspace(), Net::zeros());
    for seed in 0..30 {
        net.gradients_at(level, data.inputs(), data.targets(), seed, &mut workspace, &mut gradient).expect("a batch");
        optimization.step_at(level, rate, &mut net, &gradient).expect("equal layouts");
    }
    net
}

fn check_levels<O: Optimizer + Copy>(name: &'static str, optimizer: O) {
    let fused: Vec<Level> = Level::available().filter(|level| level.has_fused_multiply_add()).collect();
    let Some(first) = fused.first() else { return };
    let expected = trained_at(*first, optimizer);
    for level in fused {
        let place = Place { network: name, level: level.name(), batch: 101 };
        assert_same_bits(&place, "parameters", expected.as_flat(), trained_at(level, optimizer).as_flat());
    }
}

#[test]
fn instruction_sets_train_alike() {
    check_levels("Sgd", Sgd::new(0.05).momentum(0.9).weight_decay(0.01));
    check_levels("Adam", Adam::new(0.003));
    check_levels("AdamW", AdamW::new(0.003));
    check_levels("RmsProp", RmsProp::new(0.002));
}

/// Without fused multiply-add the bits differ, but not what is learned.
#[test]
fn the_baseline_learns_the_same() {
    let data = data();
    let losses: Vec<f32> = Level::available()
        .map(|level| {
            let net = trained_at(level, Adam::new(0.003));
            net.loss_at(level, data.inputs(), data.targets()).expect("a batch")
        })
        .collect();
    for loss in &losses {
        // 30 steps magnify a rounding error of 1e-7 by far less than a thousand.
        assert!((loss - losses[0]).abs() < 1e-4 * losses[0], "expected equal losses, found {losses:?}");
    }
}
