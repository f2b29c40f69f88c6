//! Tests that all optimizers share: against naive twins in f64, `PyTorch`'s values, other lengths and instruction sets.

use super::*;
use std::{vec, vec::Vec};

/// One update of one parameter in f64, written as in the paper: number of the step from 1, parameter, gradient, moments.
type Twin = fn(i32, f64, f64, &mut [f64; 2]) -> f64;

fn sgd_twin(_: i32, w: f64, g: f64, _: &mut [f64; 2]) -> f64 {
    w - 0.1 * (g + 0.03 * w)
}

fn momentum_twin(_: i32, w: f64, g: f64, m: &mut [f64; 2]) -> f64 {
    m[0] = 0.9 * m[0] + g;
    w - 0.1 * m[0]
}

fn nesterov_twin(_: i32, w: f64, g: f64, m: &mut [f64; 2]) -> f64 {
    let g = g + 0.01 * w;
    m[0] = 0.9 * m[0] + g;
    w - 0.1 * (g + 0.9 * m[0])
}

fn adam_twin(t: i32, w: f64, g: f64, m: &mut [f64; 2]) -> f64 {
    let g = g + 0.1 * w;
    m[0] = 0.8 * m[0] + 0.2 * g;
    m[1] = 0.95 * m[1] + 0.05 * g * g;
    let (mean, square) = (m[0] / (1.0 - 0.8_f64.powi(t)), m[1] / (1.0 - 0.95_f64.powi(t)));
    w - 0.05 * mean / (square.sqrt() + 1e-3)
}

fn adamw_twin(t: i32, w: f64, g: f64, m: &mut [f64; 2]) -> f64 {
    m[0] = 0.8 * m[0] + 0.2 * g;
    m[1] = 0.95 * m[1] + 0.05 * g * g;
    let (mean, square) = (m[0] / (1.0 - 0.8_f64.powi(t)), m[1] / (1.0 - 0.95_f64.powi(t)));
    w * (1.0 - 0.05 * 0.2) - 0.05 * mean / (square.sqrt() + 1e-3)
}

fn rmsprop_twin(_: i32, w: f64, g: f64, m: &mut [f64; 2]) -> f64 {
    m[0] = 0.99 * m[0] + 0.01 * g * g;
    w - 0.01 * g / (m[0].sqrt() + 1e-8)
}

fn rmsprop_momentum_twin(_: i32, w: f64, g: f64, m: &mut [f64; 2]) -> f64 {
    let g = g + 0.1 * w;
    m[0] = 0.9 * m[0] + 0.1 * g * g;
    m[1] = 0.5 * m[1] + g / (m[0].sqrt() + 1e-3);
    w - 0.01 * m[1]
}

/// Every optimizer, with weight decay and momentum where it has them, and its twin.
fn all() -> [(&'static str, Box<dyn Optimizer>, Twin); 7] {
    let adam = Adam::new(0.05).beta1(0.8).beta2(0.95).epsilon(1e-3).weight_decay(0.1);
    let adamw = AdamW::new(0.05).beta1(0.8).beta2(0.95).epsilon(1e-3).weight_decay(0.2);
    let rmsprop = RmsProp::new(0.01).alpha(0.9).epsilon(1e-3).momentum(0.5).weight_decay(0.1);
    [
        ("sgd", Box::new(Sgd::new(0.1).weight_decay(0.03)), sgd_twin),
        ("sgd with momentum", Box::new(Sgd::new(0.1).momentum(0.9)), momentum_twin),
        ("sgd nesterov", Box::new(Sgd::new(0.1).momentum(0.9).nesterov().weight_decay(0.01)), nesterov_twin),
        ("adam", Box::new(adam), adam_twin),
        ("adamw", Box::new(adamw), adamw_twin),
        ("rmsprop", Box::new(RmsProp::new(0.01)), rmsprop_twin),
        ("rmsprop with momentum", Box::new(rmsprop), rmsprop_momentum_twin),
    ]
}

/// Numbers in (-1, 1) without a pattern.
fn numbers(n: usize, seed: u64) -> Vec<f32> {
    let mut stream = crate::random::Stream::new(seed, crate::random::Purpose::RowOrder, 0);
    (0..n).map(|_| stream.signed_unit()).collect()
}

/// Gradient of step `t` at the parameters `w`: it changes sign, and depends on both.
fn gradient_at(w: &[f32], t: u64) -> Vec<f32> {
    w.iter().zip(numbers(w.len(), 100 + t)).map(|(w, noise)| 0.5 * w + noise).collect()
}

/// Parameters and moments after `steps` steps from `start`.
fn run(optimizer: &dyn Optimizer, level: Level, steps: u64, start: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let mut parameters = start.to_vec();
    let mut moments = vec![0.0; optimizer.n_moments() * start.len()];
    for number in 1..=steps {
        let step = Step { number, learning_rate: optimizer.learning_rate(), level };
        let gradient = gradient_at(&parameters, number);
        optimizer.update(&step, &mut parameters, &gradient, &mut moments).expect("lengths fit");
    }
    (parameters, moments)
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn each_optimizer_matches_its_naive_twin() {
    for (name, optimizer, twin) in all() {
        for n in [1, 15, 16, 17, 53] {
            let start = numbers(n, n as u64);
            let mut parameters = start.clone();
            let mut moments = vec![0.0; optimizer.n_moments() * n];
            let mut exact: Vec<(f64, [f64; 2])> = start.iter().map(|&w| (f64::from(w), [0.0; 2])).collect();
            for t in 1..=9_i32 {
                let gradient = gradient_at(&parameters, u64::from(t.unsigned_abs()));
                let step = Step {
                    number: u64::from(t.unsigned_abs()),
                    learning_rate: optimizer.learning_rate(),
                    level: Level::detect(),
                };
                optimizer.update(&step, &mut parameters, &gradient, &mut moments).expect("lengths fit");
                for (index, (w, m)) in exact.iter_mut().enumerate() {
                    *w = twin(t, *w, f64::from(gradient[index]), m);
                    // A step moves by less than 1 and rounds about ten times; 1e-6 is eight units of the last place.
                    let error = (f64::from(parameters[index]) - *w).abs();
                    assert!(error < 1e-6, "{name}, {n} parameters, step {t}, element {index}: off by {error}");
                }
            }
            assert!(
                parameters.iter().zip(&start).all(|(new, old)| new.to_bits() != old.to_bits()),
                "{name}: a parameter did not move"
            );
        }
    }
}

#[test]
fn each_optimizer_follows_pytorch() {
    // torch 2.15.0 in float64: seven steps with gradient a w + b at odd steps, a w - b at even ones.
    let start = [1.0, -2.0, 0.5, 3.0, -0.25];
    let (a, b) = ([0.5, 1.0, -1.5, 2.0, 0.1], [0.1, -0.2, 0.3, 0.0, 1.0]);
    let adam = Adam::new(0.05).beta1(0.8).beta2(0.95).epsilon(1e-3).weight_decay(0.1);
    let adamw = AdamW::new(0.05).beta1(0.8).beta2(0.95).epsilon(1e-3).weight_decay(0.2);
    let rmsprop = RmsProp::new(0.01).alpha(0.9).epsilon(1e-3).momentum(0.5).weight_decay(0.1);
    let cases: [(&dyn Optimizer, [f64; 5]); 9] = [
        (&Sgd::new(0.1), [0.689_627_874, -0.941_032_78, 1.278_939_9, 0.629_145_6, -0.330_105_048]),
        (&Sgd::new(0.1).momentum(0.9), [0.065_771_341_6, 0.891_771_68, 3.464_509_03, -2.048_633_4, -0.469_440_525]),
        (
            &Sgd::new(0.1).momentum(0.9).nesterov().weight_decay(0.01),
            [-0.005_171_123_97, 0.731_848_916, 5.512_267_71, -0.909_031_637, -0.505_348_068],
        ),
        (&Adam::new(0.1), [0.343_249_209, -1.313_719_91, 1.176_576_85, 2.304_853_79, -0.383_617_965]),
        (&adam, [0.663_311_972, -1.655_139_62, 0.837_474_972, 2.651_731_31, -0.303_047_333]),
        (&AdamW::new(0.1), [0.338_681_05, -1.302_063_78, 1.171_037_68, 2.286_177_05, -0.381_228_725]),
        (&adamw, [0.609_513_628, -1.531_156_87, 0.795_074_458, 2.459_318_76, -0.291_519_991]),
        (&RmsProp::new(0.01), [0.646_508_807, -1.619_020_13, 0.949_515_398, 2.606_426_75, -0.320_721_743]),
        (&rmsprop, [0.778_023_306, -1.768_383_91, 0.751_428_417, 2.762_720_66, -0.283_553_316]),
    ];
    for (case, (optimizer, expected)) in cases.into_iter().enumerate() {
        let mut parameters = start;
        let mut moments = vec![0.0; optimizer.n_moments() * 5];
        for number in 1..=7 {
            let sign = if number % 2 == 1 { 1.0 } else { -1.0 };
            let gradient: [f32; 5] = core::array::from_fn(|i| a[i] * parameters[i] + b[i] * sign);
            let step = Step { number, learning_rate: optimizer.learning_rate(), level: Level::detect() };
            optimizer.update(&step, &mut parameters, &gradient, &mut moments).expect("lengths fit");
        }
        // Seven roundings of values up to 5.5, carried on by factors up to 1.3 a step.
        for (found, expected) in parameters.iter().zip(expected) {
            let error = (f64::from(*found) - expected).abs();
            assert!(error < 3e-6, "case {case}: {found}, expected {expected}");
        }
    }
}

#[test]
fn two_steps_of_momentum_by_hand() {
    let sgd = Sgd::new(0.5).momentum(0.5);
    let (mut w, mut m) = ([1.0], [0.0]);
    let step = |number| Step { number, learning_rate: 0.5, level: Level::baseline() };
    // b = 1, w = 1 - 0.5 = 0.5; then b = 0.5 + 1 = 1.5, w = 0.5 - 0.75.
    sgd.update(&step(1), &mut w, &[1.0], &mut m).expect("lengths fit");
    assert_eq!((w, m), ([0.5], [1.0]));
    sgd.update(&step(2), &mut w, &[1.0], &mut m).expect("lengths fit");
    assert_eq!((w, m), ([-0.25], [1.5]));
}

#[test]
fn levels_with_fused_multiply_add_give_equal_bits() {
    let start = numbers(53, 1);
    for (name, optimizer, _) in all() {
        let expected = run(optimizer.as_ref(), Level::detect(), 9, &start);
        for level in Level::available() {
            let found = run(optimizer.as_ref(), level, 9, &start);
            if level.has_fused_multiply_add() == Level::detect().has_fused_multiply_add() {
                assert_eq!(bits(&found.0), bits(&expected.0), "{name} at {level:?}");
                assert_eq!(bits(&found.1), bits(&expected.1), "{name} at {level:?}");
            } else {
                let close = found.0.iter().zip(&expected.0).all(|(a, b)| (a - b).abs() < 1e-5);
                assert!(close, "{name} at {level:?}");
            }
        }
    }
}

#[test]
fn bits_do_not_depend_on_an_elements_place() {
    let start = numbers(53, 4);
    let gradient = numbers(53, 5);
    for (name, optimizer, _) in all() {
        let update = |w: &[f32], g: &[f32]| {
            let mut w = w.to_vec();
            let mut moments = vec![0.25; optimizer.n_moments() * w.len()];
            let step = Step { number: 3, learning_rate: 0.1, level: Level::detect() };
            optimizer.update(&step, &mut w, g, &mut moments).expect("lengths fit");
            w
        };
        let whole = update(&start, &gradient);
        let parts = [update(&start[..7], &gradient[..7]), update(&start[7..], &gradient[7..])].concat();
        assert_eq!(bits(&whole), bits(&parts), "{name}");
    }
}

#[test]
fn padding_stays_zero() {
    for (name, optimizer, _) in all() {
        for level in Level::available() {
            let mut parameters: Vec<f32> = numbers(48, 2);
            let mut moments = vec![0.0; optimizer.n_moments() * 48];
            for number in 1..=5 {
                let mut gradient = numbers(48, 10 + number);
                for padding in (0..48).filter(|lane| lane % 16 >= 11) {
                    parameters[padding] = if number == 1 { 0.0 } else { parameters[padding] };
                    gradient[padding] = 0.0;
                }
                // A learning rate so large that one minus its product with the weight decay is negative.
                let step = Step { number, learning_rate: 50.0, level };
                optimizer.update(&step, &mut parameters, &gradient, &mut moments).expect("lengths fit");
            }
            for (place, value) in parameters.iter().chain(&moments).enumerate() {
                assert_eq!(value.to_bits() == 0, place % 16 >= 11, "{name} at {level:?}: element {place} is {value}");
            }
        }
    }
}

#[test]
fn no_parameters_are_no_error() {
    let step = Step { number: 1, learning_rate: 0.1, level: Level::detect() };
    for (_, optimizer, _) in all() {
        assert!(optimizer.update(&step, &mut [], &[], &mut []).is_ok());
    }
}

#[test]
fn wrong_lengths_are_refused_and_change_nothing() {
    let step = Step { number: 1, learning_rate: 0.1, level: Level::detect() };
    for (_, optimizer, _) in all() {
        let (mut parameters, mut moments) = ([1.0; 17], vec![0.0; 17 * optimizer.n_moments()]);
        let error = optimizer.update(&step, &mut parameters, &[1.0; 16], &mut moments).expect_err("gradient too short");
        assert_eq!(error.to_string(), "optimizer: gradient has length 16, expected 17");
        moments.push(0.0);
        let error = optimizer.update(&step, &mut parameters, &[1.0; 17], &mut moments).expect_err("moments too long");
        assert!(error.to_string().starts_with("optimizer: moments has length"), "{error}");
        assert_eq!(bits(&parameters), bits(&[1.0; 17]));
    }
}

#[test]
fn moments_decay_to_zero_and_never_through_subnormal_numbers() {
    for level in Level::available() {
        for optimizer in [&Sgd::new(0.1).momentum(0.9) as &dyn Optimizer, &Adam::new(0.1).beta2(0.9)] {
            let (mut parameters, mut moments) = ([1.0; 17], vec![1e-30; 17 * optimizer.n_moments()]);
            for number in 1..=300 {
                let step = Step { number, learning_rate: 0.1, level };
                optimizer.update(&step, &mut parameters, &[0.0; 17], &mut moments).expect("the lengths agree");
                assert!(!moments.iter().any(|moment| moment.is_subnormal()), "{level:?}, step {number}");
            }
            assert!(moments.iter().all(|moment| *moment == 0.0), "{level:?}");
        }
    }
}

/// Optimizers whose steps make parameters smaller, how many steps take them to 0, and what a step multiplies parameters by.
fn decaying() -> [(&'static str, Box<dyn Optimizer>, u64, f32); 8] {
    [
        ("sgd", Box::new(Sgd::new(0.1).weight_decay(0.5)), 2_500, 0.5),
        ("sgd with momentum", Box::new(Sgd::new(0.1).momentum(0.9).weight_decay(0.5)), 2_500, 0.5),
        ("sgd nesterov", Box::new(Sgd::new(0.1).momentum(0.9).nesterov().weight_decay(0.5)), 2_500, 0.5),
        ("adam", Box::new(Adam::new(1e-3).weight_decay(1e-4)), 6_000, 1e-5),
        ("adamw", Box::new(AdamW::new(0.1).weight_decay(0.2)), 6_000, 1.0),
        ("rmsprop", Box::new(RmsProp::new(1e-3).weight_decay(1e-4)), 6_000, 1e-4),
        ("rmsprop with momentum", Box::new(RmsProp::new(1e-3).momentum(0.5).weight_decay(1e-4)), 6_000, 1e-4),
        ("adam with a small epsilon", Box::new(Adam::new(1e-3).epsilon(1e-6).weight_decay(1e-2)), 6_000, 1e-3),
    ]
}

#[test]
fn parameters_decay_to_zero_and_never_through_subnormal_numbers() {
    let start: Vec<f32> = numbers(53, 6).iter().map(|w| 0.1 * w).collect();
    for (name, optimizer, steps, factor) in decaying() {
        let mut expected: Option<Vec<u32>> = None;
        for level in Level::available() {
            let mut parameters = start.clone();
            let mut moments = vec![0.0; optimizer.n_moments() * start.len()];
            for number in 1..=steps {
                let step = Step { number, learning_rate: optimizer.learning_rate(), level };
                optimizer.update(&step, &mut parameters, &[0.0; 53], &mut moments).expect("the lengths agree");
                let is_subnormal = parameters.iter().chain(&moments).any(|value| value.is_subnormal());
                assert!(!is_subnormal, "{name} at {level:?}, step {number}");
                let is_product = parameters.iter().any(|w| (w * factor).is_subnormal());
                assert!(!is_product, "{name} at {level:?}, step {number}: a decay that is subnormal");
            }
            let n_zeros = parameters.iter().filter(|w| **w == 0.0).count();
            assert!(n_zeros > 26, "{name} at {level:?}: {n_zeros} of 53 decayed, the test shows nothing");
            if level.has_fused_multiply_add() == Level::detect().has_fused_multiply_add() {
                assert_eq!(bits(&parameters), *expected.get_or_insert(bits(&parameters)), "{name} at {level:?}");
            }
        }
    }
}

#[test]
fn the_first_step_flushes_a_subnormal_parameter_but_for_plain_descent() {
    for level in Level::available() {
        for (name, optimizer, _) in
            all().into_iter().chain([("plain sgd", Box::new(Sgd::new(0.1)) as Box<dyn Optimizer>, sgd_twin as Twin)])
        {
            let (mut parameters, mut moments) = ([1e-40, -1e-40, 0.5], vec![0.0; 3 * optimizer.n_moments()]);
            let step = Step { number: 1, learning_rate: 0.0, level };
            optimizer.update(&step, &mut parameters, &[0.0; 3], &mut moments).expect("the lengths agree");
            let expected = if name == "plain sgd" { [1e-40, -1e-40, 0.5] } else { [0.0, 0.0, 0.5] };
            assert_eq!(bits(&parameters), bits(&expected), "{name} at {level:?}");
        }
    }
}

#[test]
fn a_learning_rate_that_decayed_below_the_normal_numbers_is_zero() {
    for (name, optimizer, _) in all() {
        let (mut parameters, mut moments) = ([1.0, -2.0], vec![0.0; 2 * optimizer.n_moments()]);
        let step = Step { number: 1, learning_rate: 1e-40, level: Level::detect() };
        optimizer.update(&step, &mut parameters, &[1e38, 1e38], &mut moments).expect("the lengths agree");
        assert_eq!(bits(&parameters), bits(&[1.0, -2.0]), "{name}");
    }
}

#[test]
fn what_is_squared_has_a_normal_square() {
    for beta in [0.0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.999_999] {
        let least = least_squared(beta);
        let one_minus_beta = (1.0 - f64::from(beta)) as f32;
        assert!((least * least * one_minus_beta).is_normal(), "beta {beta}");
        // Not much more than needed.
        let less = f64::from(least) / 4.0;
        assert!(less * less * (1.0 - f64::from(beta)) < f64::from(f32::MIN_POSITIVE), "beta {beta}");
    }
}

#[test]
fn settings_out_of_range_are_named() {
    let cases: [(&dyn Optimizer, &str); 11] = [
        (&Sgd::new(-0.1), "optimizer: learning rate is -0.1, expected a finite number, 0 or more"),
        (&Sgd::new(f32::NAN), "optimizer: learning rate is NaN, expected a finite number, 0 or more"),
        (&Sgd::new(0.1).momentum(1.0), "optimizer: momentum is 1, expected 0 or more and less than 1"),
        (
            &Sgd::new(0.1).weight_decay(f32::INFINITY),
            "optimizer: weight decay is inf, expected a finite number, 0 or more",
        ),
        (&Adam::new(0.1).beta1(1.5), "optimizer: beta1 is 1.5, expected 0 or more and less than 1"),
        (&Adam::new(0.1).beta2(-0.5), "optimizer: beta2 is -0.5, expected 0 or more and less than 1"),
        (&Adam::new(0.1).epsilon(0.0), "optimizer: epsilon is 0, expected a finite number greater than 0"),
        (&AdamW::new(0.1).beta2(1.0), "optimizer: beta2 is 1, expected 0 or more and less than 1"),
        (&AdamW::new(0.1).weight_decay(-1.0), "optimizer: weight decay is -1, expected a finite number, 0 or more"),
        (&RmsProp::new(0.1).alpha(1.0), "optimizer: alpha is 1, expected 0 or more and less than 1"),
        (&RmsProp::new(0.1).momentum(f32::NAN), "optimizer: momentum is NaN, expected 0 or more and less than 1"),
    ];
    for (optimizer, message) in cases {
        assert_eq!(optimizer.check().expect_err(message).to_string(), message);
    }
    for (name, optimizer, _) in all() {
        assert!(optimizer.check().is_ok(), "{name}");
    }
}

#[test]
fn powers_are_those_of_repeated_multiplication() {
    assert_eq!(power(0.9, 0).to_bits(), 1.0_f64.to_bits());
    assert_eq!(power(0.5, 10).to_bits(), (1.0_f64 / 1024.0).to_bits());
    for exponent in [1, 2, 3, 7, 100, 1001] {
        let repeated = (0..exponent).fold(1.0, |product: f64, _| product * 0.999);
        assert!((power(0.999, exponent) / repeated - 1.0).abs() < 1e-12, "{exponent}");
    }
    assert_eq!(power(0.999, u64::MAX).to_bits(), 0);
    assert_eq!(power(0.0, 1).to_bits(), 0);
    for exponent in [400, 500, 1_000, 100_000] {
        let repeated = (0..exponent).fold(1.0, |product: f64, _| product * 0.9);
        assert_eq!((1.0 - power(0.9, exponent)).to_bits(), (1.0 - repeated).to_bits(), "{exponent}");
    }
}

#[test]
fn optimizers_say_what_they_are_also_through_pointers() {
    struct Described<'a>(&'a dyn Optimizer);
    impl fmt::Display for Described<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.describe(f)
        }
    }
    let expected = "Sgd { learning_rate: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.0 }";
    let sgd = Sgd::new(0.1).momentum(0.9).nesterov();
    let boxed: Box<dyn Optimizer> = Box::new(sgd);
    for optimizer in [&sgd as &dyn Optimizer, &&sgd, &boxed] {
        assert_eq!(Described(optimizer).to_string(), expected);
    }
    let mut texts: Vec<_> = all().iter().map(|(_, optimizer, _)| Described(optimizer.as_ref()).to_string()).collect();
    texts.dedup();
    assert_eq!(texts.len(), all().len(), "two of them say the same: {texts:?}");
}

#[test]
fn what_is_decayed_has_a_normal_product() {
    for decay in [1e-7_f32, 1e-4, 0.01, 0.25, 0.3, 0.5, 1.0, 3.0, 1e6] {
        let least = least_decayed(decay);
        assert!((least * decay).is_normal() && least >= f32::MIN_POSITIVE, "{decay}: {least}");
        assert!(least <= 4.0 * (f32::MIN_POSITIVE / decay).max(f32::MIN_POSITIVE), "{decay}: {least} is too much");
    }
    assert_eq!(least_decayed(0.0).to_bits(), f32::MIN_POSITIVE.to_bits());
    assert!(least_decayed(1e-30) < 1e-30);
}
