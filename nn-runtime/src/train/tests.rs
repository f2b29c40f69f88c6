//! Tests of the training loop, on linear networks written by hand with naive loops.

mod linear;

use core::cell::RefCell;
use core::ops::ControlFlow;
use std::{vec, vec::Vec};

use self::linear::{Large, Linear, Noisy, rows};
use super::*;
use crate::layout::Parameter;
use crate::network::{Network, Parameters, Train};
use crate::optim::{Adam, AdamW, Optimization, Sgd};
use crate::schedule::{Position, StepDecay};

const GO_ON: ControlFlow<()> = ControlFlow::Continue(());

fn bits(net: &impl Parameters) -> Vec<u32> {
    net.as_flat().iter().map(|value| value.to_bits()).collect()
}

#[test]
fn training_is_reproducible_to_the_bit_and_depends_on_the_seed() {
    let data = rows(53, 1);
    let train = |seed| {
        let mut net = Noisy::ZERO;
        let report = Trainer::new(Adam::new(0.01))
            .batch_size(8)
            .epochs(3)
            .seed(seed)
            .validation_split(0.2)
            .fit(&mut net, &data)
            .expect("training works");
        let losses: Vec<u32> = report.epochs.iter().map(|epoch| epoch.loss.to_bits()).collect();
        (bits(&net), losses)
    };
    assert_eq!(train(1), train(1));
    assert_ne!(train(1), train(2));
}

#[test]
fn dropout_gets_another_seed_in_every_step() {
    // All rows are equal and no step changes the weights, so the gradients differ by the noise alone, which is a function
    // of the dropout seed.
    let mut data = rows(4, 1);
    let (input, target) = (data.inputs()[0], data.targets()[0]);
    data.inputs_mut().fill(input);
    data.targets_mut().fill(target);
    let mut net = Noisy::ZERO;
    let norms = RefCell::new(Vec::new());
    for seed in [1, 2] {
        Trainer::new(Sgd::new(0.0))
            .batch_size(1)
            .epochs(2)
            .seed(seed)
            .clip_norm(1e9)
            .on_batch(|batch| {
                norms.borrow_mut().push(batch.gradient_norm.map(f64::to_bits));
                GO_ON
            })
            .fit(&mut net, &data)
            .expect("training works");
    }
    let mut norms = norms.into_inner();
    norms.sort_unstable();
    norms.dedup();
    assert_eq!(norms.len(), 16, "each step of each epoch of each seed has a mask of its own");
}

#[test]
fn training_does_not_depend_on_the_instruction_set() {
    let data = rows(53, 1);
    let train = |level| {
        let mut net = Linear::ZERO;
        let mut trainer = Trainer::new(AdamW::new(0.01)).batch_size(8).epochs(3).clip_norm(0.1).level(level);
        trainer.fit(&mut net, &data).expect("training works");
        bits(&net)
    };
    let mut fused = Level::available().filter(|level| level.has_fused_multiply_add());
    let Some(best) = fused.next() else { return };
    for level in fused {
        assert_eq!(train(level), train(best), "{level:?}");
    }
}

#[test]
fn a_linear_law_is_learned() {
    let (train, test) = (rows(200, 1), rows(50, 2));
    let mut net = Linear::ZERO;
    let report = Trainer::new(Sgd::new(0.5).momentum(0.5))
        .batch_size(16)
        .epochs(60)
        .validation(&test)
        .fit(&mut net, &train)
        .expect("training works");
    assert_eq!(report.epochs.len(), 60);
    assert!(report.epochs[0].loss > 0.01);
    let last = report.epochs[59];
    let validation = last.validation.expect("there is validation data");
    assert!(last.loss < 1e-8 && validation.loss < 1e-8, "{last:?}");
    let accuracy = validation.accuracy;
    assert!(accuracy > 0.99, "{accuracy}");
    assert!(!report.stopped_early);
    // Padding is as it was.
    let mut logical = vec![false; net.as_flat().len()];
    Linear::LAYOUT.iter().flat_map(Parameter::positions).for_each(|position| logical[position] = true);
    for (value, is_logical) in net.as_flat().iter().zip(logical) {
        assert!(is_logical || value.to_bits() == 0);
    }
}

/// Trains in order, and by hand: batches of 16, 16, 16 and 5, as many times as there are epochs.
#[test]
fn batches_in_order_are_those_of_a_loop_by_hand() {
    let data = rows(53, 1);
    let mut net = Linear::ZERO;
    let sgd = Sgd::new(0.1).momentum(0.9);
    let schedule = StepDecay::new(1, 0.5);
    let seen = RefCell::new(Vec::new());
    let report = Trainer::new(sgd)
        .batch_size(16)
        .epochs(2)
        .in_order()
        .schedule(schedule)
        .on_batch(|batch| {
            seen.borrow_mut().push(*batch);
            GO_ON
        })
        .fit(&mut net, &data)
        .expect("training works");

    let mut twin = Linear::ZERO;
    let mut optimization: Optimization<Linear, Sgd> = Optimization::new(sgd).expect("settings are in range");
    let (mut gradient, mut workspace) = (Linear::ZERO, [0.0]);
    for epoch in 0..2 {
        let learning_rate: f32 = if epoch == 0 { 0.1 } else { 0.05 };
        let mut sum = 0.0;
        for batch in 0..4 {
            let range = batch * 16..(batch * 16 + 16).min(53);
            let (inputs, targets) = (&data.inputs()[range.clone()], &data.targets()[range.clone()]);
            let loss = twin.gradients_at(Level::detect(), inputs, targets, 0, &mut workspace, &mut gradient);
            let loss = loss.expect("lengths agree");
            let told = seen.borrow()[epoch * 4 + batch];
            assert_eq!((told.epoch, told.batch, told.batches), (epoch + 1, batch + 1, 4));
            assert_eq!((told.step, told.loss, told.gradient_norm), ((epoch * 4 + batch + 1) as u64, loss, None));
            assert_eq!(told.learning_rate.to_bits(), learning_rate.to_bits());
            optimization.step_at(Level::detect(), learning_rate, &mut twin, &gradient).expect("lengths agree");
            sum += f64::from(loss) * range.len() as f64;
        }
        let epoch_report = report.epochs[epoch];
        assert_eq!(epoch_report.loss.to_bits(), ((sum / 53.0) as f32).to_bits(), "the mean is over rows");
        assert_eq!(epoch_report.learning_rate.to_bits(), learning_rate.to_bits());
        assert_eq!((epoch_report.epoch, epoch_report.validation), (epoch + 1, None));
    }
    assert_eq!(bits(&net), bits(&twin));
    assert_eq!(seen.borrow().len(), 8);
}

/// The pictures of each epoch are those of `Augment::apply_to`, in any order and in any batch; those to validate on are the data's.
#[test]
fn changed_pictures_are_those_of_seed_epoch_and_row() {
    let (data, test) = (rows(53, 1), rows(9, 2));
    let augment = || Augment::new([1, 1, 17]).rotate(30.0).horizontal_flip(0.5).fill(0.25).erase(0.5, 0.1..=0.3, 2.0);
    for (batch_size, is_shuffled) in [(1, true), (16, false), (53, true)] {
        // A step of rate 0 leaves the weights alone, so the loss of an epoch is that of its pictures.
        let mut net = Linear::ZERO;
        net.initialize(1);
        let expected = |epoch| {
            let mut data = data.clone();
            augment().apply_to(data.inputs_mut(), 5, epoch).expect("settings in range");
            f64::from(net.loss_at(Level::detect(), data.inputs(), data.targets()).expect("lengths agree"))
        };
        let expected = [expected(1), expected(2)];
        assert!((expected[0] - expected[1]).abs() > 1e-3, "no two epochs have the same pictures");
        let of_test = f64::from(net.loss_at(Level::detect(), test.inputs(), test.targets()).expect("lengths agree"));
        let mut trainer =
            Trainer::new(Sgd::new(0.0)).batch_size(batch_size).epochs(2).seed(5).augment(augment()).validation(&test);
        if !is_shuffled {
            trainer = trainer.in_order();
        }
        let report = trainer.fit(&mut net, &data).expect("training works");
        for (epoch, expected) in report.epochs.iter().zip(expected) {
            assert!((f64::from(epoch.loss) - expected).abs() < 1e-5 * expected, "{}, expected {expected}", epoch.loss);
            let validation = epoch.validation.expect("there is validation data").loss;
            assert!((f64::from(validation) - of_test).abs() < 1e-5 * of_test, "{validation}, expected {of_test}");
        }
    }
}

#[test]
fn rows_that_are_no_pictures_of_the_shape_are_refused() {
    let mut net = Linear::ZERO;
    let error = Trainer::new(Sgd::new(0.1)).augment(Augment::new([3, 2, 3])).fit(&mut net, &rows(4, 1));
    let expected = "augment: rows have 17 numbers, expected 18, those of shape [3, 2, 3]";
    assert_eq!(error.expect_err("17 numbers").to_string(), expected);
    let trainer = || Trainer::new(Sgd::new(0.1));
    let error = trainer().augment(Augment::new([1, 1, 17]).rotate(200.0)).fit(&mut net, &rows(4, 1));
    let expected = "augment: angle to rotate by is 200, expected 0 to 180 degrees";
    assert_eq!(error.expect_err("too far").to_string(), expected);
    assert_eq!(net, Linear::ZERO);
}

#[test]
fn each_epoch_visits_every_row_once_in_a_new_order() {
    // A step of rate 0 leaves the weights alone, so the loss of a batch of one row tells which row it was.
    let data = rows(23, 1);
    let mut net = Linear::ZERO;
    let seen = RefCell::new(Vec::new());
    Trainer::new(Sgd::new(0.0))
        .batch_size(1)
        .epochs(3)
        .seed(5)
        .on_batch(|batch| {
            seen.borrow_mut().push(batch.loss.to_bits());
            GO_ON
        })
        .fit(&mut net, &data)
        .expect("training works");
    let seen = seen.into_inner();
    let sorted = |losses: &[u32]| {
        let mut losses = losses.to_vec();
        losses.sort_unstable();
        losses
    };
    let mut expected = Vec::new();
    for row in 0..23 {
        let (inputs, targets) = (&data.inputs()[row..=row], &data.targets()[row..=row]);
        expected.push(Linear::ZERO.loss_at(Level::detect(), inputs, targets).expect("lengths agree").to_bits());
    }
    assert_eq!(seen.len(), 69);
    let epochs: Vec<&[u32]> = seen.chunks(23).collect();
    for epoch in &epochs {
        assert_eq!(sorted(epoch), sorted(&expected));
        assert_ne!(*epoch, &expected[..]);
    }
    assert!(epochs[0] != epochs[1] && epochs[1] != epochs[2] && epochs[0] != epochs[2]);
}

#[test]
fn held_out_rows_are_not_trained_on() {
    let data = rows(20, 1);
    let train = |trainer: Trainer<'_, Sgd>| {
        let mut net = Linear::ZERO;
        let n_steps = RefCell::new(0);
        let report = trainer
            .batch_size(1)
            .on_batch(|_| {
                *n_steps.borrow_mut() += 1;
                GO_ON
            })
            .validation_split(0.25)
            .fit(&mut net, &data)
            .expect("training works");
        let epoch = report.epochs[0];
        (n_steps.into_inner(), epoch.loss, epoch.validation.expect("rows are held out").loss)
    };
    let loss_of = |range: core::ops::Range<usize>| {
        let (inputs, targets) = (&data.inputs()[range.clone()], &data.targets()[range]);
        f64::from(Linear::ZERO.loss_at(Level::detect(), inputs, targets).expect("lengths agree"))
    };
    // In order, the last quarter is held out.
    let (n_steps, training, validation) = train(Trainer::new(Sgd::new(0.0)).in_order());
    assert_eq!(n_steps, 15);
    assert!((f64::from(training) - loss_of(0..15)).abs() < 1e-6);
    assert!((f64::from(validation) - loss_of(15..20)).abs() < 1e-6);
    // Shuffled, another quarter is, and together they are all rows again.
    let (n_steps, training, validation) = train(Trainer::new(Sgd::new(0.0)).seed(3));
    assert_eq!(n_steps, 15);
    assert!((f64::from(validation) - loss_of(15..20)).abs() > 1e-6);
    assert!((f64::from(training) * 0.75 + f64::from(validation) * 0.25 - loss_of(0..20)).abs() < 1e-6);
}

#[test]
fn early_stopping_restores_the_best_weights() {
    let (train, test) = (rows(40, 1), rows(40, 2));
    // A rate that learns, then from epoch 4 on one that diverges slowly.
    let schedule = |at: Position| if at.epoch < 3 { 0.5 } else { 6.0 };
    let after = RefCell::new(Vec::new());
    let mut net = Linear::ZERO;
    let report = Trainer::new(Sgd::new(1.0))
        .batch_size(40)
        .epochs(20)
        .schedule(schedule)
        .validation(&test)
        .early_stopping(EarlyStopping::new(2))
        .on_epoch(|epoch| {
            after.borrow_mut().push(epoch.validation.expect("there is validation data").loss);
            GO_ON
        })
        .fit(&mut net, &train)
        .expect("training works");
    let losses = after.into_inner();
    let best = report.best_epoch.expect("there were epochs");
    assert!(report.stopped_early && report.epochs.len() == best + 2, "{losses:?}");
    assert!(losses.iter().all(|loss| *loss >= losses[best - 1]));
    let now = evaluate(&net, &test).expect("there are rows");
    assert!((now.loss - losses[best - 1]).abs() < 1e-6 * now.loss, "{} but {losses:?}", now.loss);
    // The last epoch was another one.
    assert!(losses[losses.len() - 1] > 1.01 * losses[best - 1], "{losses:?}");
}

#[test]
fn callbacks_can_end_the_training() {
    let data = rows(40, 1);
    let mut net = Linear::ZERO;
    let report = Trainer::new(Sgd::new(0.1))
        .epochs(9)
        .on_epoch(|epoch| if epoch.epoch == 2 { ControlFlow::Break(()) } else { GO_ON })
        .fit(&mut net, &data)
        .expect("training works");
    assert!(report.stopped_early);
    assert_eq!(report.epochs.len(), 2);
    let report = Trainer::new(Sgd::new(0.1))
        .epochs(9)
        .batch_size(10)
        .on_batch(|batch| if batch.step == 6 { ControlFlow::Break(()) } else { GO_ON })
        .fit(&mut net, &data)
        .expect("training works");
    assert!(report.stopped_early);
    assert_eq!(report.epochs.len(), 2);
    assert!(report.epochs[1].loss.is_finite());
}

#[test]
fn clipping_bounds_each_step() {
    let data = rows(40, 1);
    let norms = RefCell::new(Vec::new());
    let mut net = Linear::ZERO;
    Trainer::new(Sgd::new(1.0))
        .batch_size(40)
        .clip_norm(1e-3)
        .on_batch(|batch| {
            norms.borrow_mut().push(batch.gradient_norm);
            GO_ON
        })
        .fit(&mut net, &data)
        .expect("training works");
    assert!((crate::clip::norm(net.as_flat()) / 1e-3 - 1.0).abs() < 1e-5);
    assert!(norms.borrow()[0].is_some_and(|norm| norm > 0.01), "the norm told is that before clipping");
    let mut net = Linear::ZERO;
    Trainer::new(Sgd::new(1.0)).batch_size(40).clip_value(1e-3).fit(&mut net, &data).expect("training works");
    let largest = net.as_flat().iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    assert_eq!(largest.to_bits(), 1e-3_f32.to_bits());
}

/// Data whose row `bad` is replaced, a training in order on it in batches of 4, and one on the rows before that batch.
fn diverge(bad: usize, input: f32, target: f32, clip: bool) -> (Error, Vec<u32>, Vec<u32>) {
    let mut data = rows(32, 1);
    data.inputs_mut()[bad][0] = input;
    data.targets_mut()[bad][0] = target;
    let trainer = || {
        let trainer = Trainer::new(Adam::new(1e-6)).batch_size(4).in_order();
        if clip { trainer.clip_value(0.5) } else { trainer }
    };
    let mut net = Linear::ZERO;
    let error = trainer().fit(&mut net, &data).expect_err("one row is bad");
    let (before, _) = data.split_at(bad / 4 * 4).expect("the row exists");
    let mut twin = Linear::ZERO;
    trainer().fit(&mut twin, &before).expect("the rows before are good");
    (error, bits(&net), bits(&twin))
}

#[test]
fn a_loss_that_is_not_finite_keeps_the_weights_before_it() {
    let (error, net, twin) = diverge(21, f32::NAN, 0.0, false);
    let message = "training: loss is NaN in epoch 1, batch 6 (both from 1); weights are those of before that batch";
    assert_eq!(error.to_string(), message);
    assert_eq!(net, twin);
    let (error, net, twin) = diverge(9, 1.0, f32::MIN, false);
    assert!(error.to_string().starts_with("training: loss is inf in epoch 1, batch 3"), "{error}");
    assert_eq!(net, twin);
}

#[test]
fn a_gradient_that_is_not_finite_keeps_the_weights_before_it() {
    // The weights are below 1e-5 after five steps, so the error is about 1e18 and its square is finite, but its product
    // with the input overflows. Clipping by value must not hide that.
    for clip in [false, true] {
        let (error, net, twin) = diverge(21, 1e22, 1e18, clip);
        let message =
            "training: gradient is -inf in epoch 1, batch 6 (both from 1); weights are those of before that batch";
        assert_eq!(error.to_string(), message);
        assert_eq!(net, twin);
    }
}

#[test]
fn weights_that_overflow_go_back_to_the_start_of_the_epoch() {
    let data = rows(8, 1);
    // Epoch 1 learns nothing, epoch 2 multiplies the gradient by more than `f32` holds, in its first or last batch.
    for (batch_size, message) in [(4, "loss is"), (8, "weight is")] {
        let mut net = Linear::ZERO;
        net.initialize(1);
        let before = bits(&net);
        let error = Trainer::new(Sgd::new(1e38))
            .batch_size(batch_size)
            .epochs(3)
            .schedule(|at: Position| if at.epoch == 0 { 0.0 } else { 1.0 })
            .validation_split(0.0)
            .fit(&mut net, &dataset_scaled(&data, 1e3))
            .expect_err("the step is too long");
        let error = error.to_string();
        assert!(error.starts_with("training: ") && error.contains(message), "{error}");
        assert!(
            error.contains("in epoch 2") && error.ends_with("weights are those of the start of that epoch"),
            "{error}"
        );
        assert_eq!(bits(&net), before);
    }
}

fn dataset_scaled(data: &Dataset<[f32; 17], [f32; 3]>, factor: f32) -> Dataset<[f32; 17], [f32; 3]> {
    data.clone().map_targets(|row| row.map(|value| value * factor))
}

#[test]
fn zero_epochs_change_nothing() {
    let mut net = Linear::ZERO;
    let report = Trainer::new(Sgd::new(0.1)).epochs(0).early_stopping(EarlyStopping::new(1)).fit(&mut net, &rows(4, 1));
    assert_eq!(report.expect("nothing goes wrong"), Report { epochs: vec![], best_epoch: None, stopped_early: false });
    assert_eq!(net, Linear::ZERO);
}

#[test]
fn a_batch_may_be_larger_than_the_data() {
    let (mut net, mut twin) = (Linear::ZERO, Linear::ZERO);
    let data = rows(5, 1);
    Trainer::new(Sgd::new(0.1)).batch_size(usize::MAX).fit(&mut net, &data).expect("training works");
    Trainer::new(Sgd::new(0.1)).batch_size(5).fit(&mut twin, &data).expect("training works");
    assert_eq!(bits(&net), bits(&twin));
    assert_ne!(net, Linear::ZERO);
}

#[test]
fn what_cannot_work_is_refused_before_the_first_step() {
    let (data, none) = (rows(10, 1), rows(0, 1));
    let mut net = Linear::ZERO;
    let mut refused = |result: &dyn Fn(&mut Linear) -> Result<Report, Error>, message: &str| {
        assert_eq!(result(&mut net).expect_err(message).to_string(), message);
        assert_eq!(net, Linear::ZERO);
    };
    let sgd = || Trainer::new(Sgd::new(0.1));
    refused(&|net| sgd().fit(net, &none), "dataset: found 0 rows, expected at least 1");
    refused(&|net| sgd().validation(&none).fit(net, &data), "dataset: found 0 rows, expected at least 1");
    refused(&|net| sgd().batch_size(0).fit(net, &data), "training: batch size is 0, expected 1 or more");
    refused(
        &|net| sgd().validation_split(0.01).fit(net, &data),
        "validation split: 0.01 leaves 10 rows for training and 0 for validation, expected at least 1 each",
    );
    refused(
        &|net| sgd().validation_split(0.99).fit(net, &data),
        "validation split: 0.99 leaves 0 rows for training and 10 for validation, expected at least 1 each",
    );
    for fraction in [1.0, 1.5, -0.1, f64::NAN] {
        let expected = format!("validation split: fraction is {fraction}, expected 0 or more and less than 1");
        refused(&|net| sgd().validation_split(fraction).fit(net, &data), &expected);
    }
    refused(
        &|net| sgd().clip_norm(0.0).fit(net, &data),
        "training: the norm to clip at is 0, expected a finite number greater than 0",
    );
    refused(
        &|net| sgd().clip_value(f32::NAN).fit(net, &data),
        "training: the value to clip at is NaN, expected a finite number greater than 0",
    );
    refused(
        &|net| sgd().early_stopping(EarlyStopping::new(1).min_delta(-1.0)).fit(net, &data),
        "training: early stopping's min_delta is -1, expected a finite number, 0 or more",
    );
    refused(
        &|net| Trainer::new(Adam::new(0.1).beta1(1.5)).fit(net, &data),
        "optimizer: beta1 is 1.5, expected 0 or more and less than 1",
    );
    refused(
        &|net| sgd().schedule(StepDecay::new(1, -1.0)).fit(net, &data),
        "schedule: step decay's gamma is -1, expected a number from 0 to 1",
    );
    refused(
        &|net| sgd().schedule(|_: Position| f32::NAN).fit(net, &data),
        "schedule: the learning rate's factor is NaN, expected a finite number, 0 or more",
    );
}

#[test]
fn evaluation_counts_rows_and_confusions() {
    let data = rows(600, 3);
    let mut net = Linear::ZERO;
    net.initialize(9);
    let found = evaluate(&net, &data).expect("there are rows");
    let loss = net.loss_at(Level::detect(), data.inputs(), data.targets()).expect("there are rows");
    assert!((found.loss - loss).abs() < 1e-5 * loss);
    let mut hits = 0;
    for (input, target) in data.iter() {
        let output = net.predict_at(Level::detect(), input);
        hits += usize::from(crate::loss::class_of(&output) == crate::loss::class_of(target));
    }
    assert!(hits > 0 && hits < 600);
    assert!((found.accuracy - hits as f64 / 600.0).abs() < 1e-12);
    let confusion = found.confusion.expect("there are few classes");
    assert_eq!((confusion.classes(), confusion.total()), (3, 600));
    assert!((0..3).map(|class| confusion.count(class, class)).sum::<u64>() == hits as u64);
    assert!(matches!(evaluate(&net, &rows(0, 1)), Err(Error::EmptyDataset)));
}

#[test]
fn large_networks_train_on_a_small_stack() {
    assert!(size_of::<Large>() > 4 << 20);
    let train = || {
        let mut net: Box<Large> = bytemuck::zeroed_box();
        let data: Dataset<[f32; 70_000], [f32; 3]> =
            Dataset::new(bytemuck::zeroed_vec(6), vec![[1.0; 3]; 6]).expect("as many inputs as targets");
        let mut trainer =
            Trainer::new(Adam::new(0.1)).batch_size(2).epochs(2).early_stopping(EarlyStopping::new(3)).clip_norm(1.0);
        trainer.fit(&mut *net, &data).expect("training works");
        evaluate(&*net, &data).expect("there are rows").loss
    };
    let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(train).expect("a thread starts");
    let loss = thread.join().expect("the stack suffices");
    assert!(loss < 0.5, "{loss}");
}

#[test]
fn optimizations_go_on_from_a_saved_state() {
    let data = rows(16, 1);
    let step = |optimization: &mut Optimization<Linear, Adam>, net: &mut Linear| {
        let (mut gradient, mut workspace) = (Linear::ZERO, [0.0]);
        let gradients =
            net.gradients_at(Level::detect(), data.inputs(), data.targets(), 0, &mut workspace, &mut gradient);
        gradients.expect("lengths agree");
        optimization.step(net, &gradient).expect("lengths agree");
    };
    let start = || Optimization::new(Adam::new(0.1)).expect("settings are in range");
    let (mut whole, mut net) = (start(), Linear::ZERO);
    (0..5).for_each(|_| step(&mut whole, &mut net));
    let (mut first, mut half) = (start(), Linear::ZERO);
    (0..2).for_each(|_| step(&mut first, &mut half));
    let mut second = start();
    second.resume(first.steps(), first.moments()).expect("the same optimizer");
    (0..3).for_each(|_| step(&mut second, &mut half));
    assert_eq!((second.steps(), bits(&half)), (5, bits(&net)));
    let error = second.resume(1, &[]).expect_err("Adam has two moments");
    assert_eq!(error.to_string(), "optimizer: the list of saved moments has length 0, expected 2");
    assert!(Optimization::<Linear, Adam>::new(Adam::new(-1.0)).is_err());
}
