//! Checkpoints: a resumed training is the uninterrupted one, and what does not fit is refused.

use std::ops::ControlFlow;
use std::path::Path;

use nn_runtime::prelude::*;
use nn_runtime::train::{EpochReport, HeldOut, Report};
use nn_runtime::weights::Loader;
use nn_weights_tests::{Learner, Small, bits, rows};

const EPOCHS: usize = 7;

/// A report without the time that it took.
fn comparable(report: &Report) -> Vec<[u32; 3]> {
    let row = |epoch: &EpochReport| {
        let validation = epoch.validation.map_or(0, |validation| validation.loss.to_bits());
        [epoch.loss.to_bits(), epoch.learning_rate.to_bits(), validation]
    };
    report.epochs.iter().map(row).collect()
}

/// For every epoch: stopped there and resumed, network and report are those of the uninterrupted training.
fn check<V>(what: &str, trainer: &dyn Fn() -> Trainer<'static, Box<dyn Optimizer>, V>) -> Report
where
    V: nn_runtime::train::Validation<[f32; 4], [f32; 2]>,
{
    let folder = tempfile::tempdir().expect("a folder");
    let (data, file) = (rows(50), folder.path().join("net.ckpt"));
    let mut expected = Learner::init(1);
    let report = trainer().fit(&mut expected, &data).expect("settings in range");
    assert!(report.epochs.len() > 3, "{what}: too short to interrupt");
    for stop in 1..=report.epochs.len() {
        let until = move |epoch: &EpochReport| {
            if epoch.epoch == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let mut first = Learner::init(1);
        trainer().checkpoint(&file, EPOCHS).on_epoch(until).fit(&mut first, &data).expect("settings in range");
        let mut net = Learner::init(2);
        let resumed = trainer().resume(&file).fit(&mut net, &data).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(bits(&*net), bits(&*expected), "{what}, after epoch {stop}");
        assert_eq!(comparable(&resumed), comparable(&report), "{what}, after epoch {stop}");
        assert_eq!((resumed.best_epoch, resumed.stopped_early), (report.best_epoch, report.stopped_early), "{what}");
    }
    report
}

fn boxed(optimizer: impl Optimizer + 'static) -> Trainer<'static, Box<dyn Optimizer>> {
    Trainer::new(Box::new(optimizer) as Box<dyn Optimizer>).batch_size(8).epochs(EPOCHS).seed(3)
}

#[test]
fn a_resumed_training_is_the_uninterrupted_one() {
    check("sgd", &|| boxed(Sgd::new(0.05)));
    check("momentum", &|| boxed(Sgd::new(0.05).momentum(0.9).nesterov()).clip_norm(0.5));
    check("adam", &|| boxed(Adam::new(0.01)).schedule(Cosine::new()).validation_split(0.2));
    check("adamw", &|| boxed(AdamW::new(0.01)).schedule(WarmUp::new(9, OneCycle::new())).in_order());
    let augment = || Augment::new([1, 2, 2]).shift(1).rotate(40.0).horizontal_flip(0.5).erase(0.5, 0.2..=0.5, 0.5);
    check("augmented", &|| boxed(Adam::new(0.01)).augment(augment()).validation_split(0.2));
    check("rmsprop", &|| boxed(RmsProp::new(0.01).momentum(0.5)).clip_value(0.1).schedule(StepDecay::new(2, 0.5)));
}

#[test]
fn early_stopping_goes_on_from_where_it_was() {
    // A rate so large that the loss goes up and down.
    let restless = || boxed(Sgd::new(0.3).momentum(0.9)).validation_split(0.2);
    let report = check("all epochs", &|| restless().early_stopping(EarlyStopping::new(20)));
    assert!(report.best_epoch < Some(EPOCHS), "the best epoch is the last: nothing is restored");
    let report = check("patience ends it", &|| restless().epochs(40).early_stopping(EarlyStopping::new(3)));
    assert!(report.stopped_early && report.epochs.len() < 40, "patience did not end it");
}

/// A training of two epochs and its file.
fn trained(file: &Path) -> Box<Learner> {
    let mut net = Learner::init(1);
    usual().epochs(2).checkpoint(file, 1).fit(&mut net, &rows(50)).expect("settings in range");
    net
}

fn usual<'a>() -> Trainer<'a, Adam, HeldOut> {
    Trainer::new(Adam::new(0.01)).epochs(2).batch_size(8).seed(3).schedule(Cosine::new()).validation_split(0.2)
}

/// The message, and that nothing changed.
fn refused<O, V>(mut trainer: Trainer<'_, O, V>, file: &Path, n_rows: usize) -> String
where
    O: Optimizer,
    V: nn_runtime::train::Validation<[f32; 4], [f32; 2]>,
{
    let mut net = Learner::init(2);
    let error = trainer.fit(&mut net, &rows(n_rows)).expect_err("the checkpoint does not fit");
    assert_eq!(bits(&*net), bits(&*Learner::init(2)), "the network changed");
    let message = error.to_string();
    let start = format!("checkpoint: {}: ", file.display());
    message.strip_prefix(&start).unwrap_or_else(|| panic!("{message}")).to_owned()
}

#[test]
fn other_settings_are_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.ckpt");
    trained(&file);
    let with_optimizer = |optimizer: &dyn Fn() -> Box<dyn Optimizer>| {
        Trainer::new(optimizer()).batch_size(8).epochs(2).seed(3).schedule(Cosine::new()).validation_split(0.2)
    };
    let adam = "Adam { learning_rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.0 }";
    let sgd = "Sgd { learning_rate: 0.01, momentum: 0.0, nesterov: false, weight_decay: 0.0 }";
    assert_eq!(
        refused(with_optimizer(&|| Box::new(Sgd::new(0.01))).resume(&file), &file, 50),
        format!("optimizer is {adam}, expected {sgd}")
    );
    let message = refused(with_optimizer(&|| Box::new(Adam::new(0.02))).resume(&file), &file, 50);
    assert!(message.starts_with("optimizer is Adam { learning_rate: 0.01,"), "{message}");
    for (trainer, expected) in [
        (usual().batch_size(9), "batch size is 8, expected 9"),
        (usual().seed(4), "seed is 3, expected 4"),
        (usual().in_order(), "order of rows is Shuffled, expected AsGiven"),
        (
            usual().augment(Augment::new([2, 1, 2]).shift(0).fill_channels(&[0.5, -1.0])),
            "augmentation is None, expected Some(Augment { shape: [2, 1, 2], shift: 0, horizontal_flip: 0.0, \
             vertical_flip: 0.0, rotate: 0.0, erase: None, fill: [0.5, -1.0] })",
        ),
        (usual().clip_norm(1.0), "clipping is Nothing, expected Norm(1.0)"),
        (usual().schedule(Constant), "schedule is Cosine { minimum: 0.0 }, expected Constant"),
        (usual().schedule(|_| 1.0), "schedule is Cosine { minimum: 0.0 }, expected custom"),
        (
            usual().early_stopping(EarlyStopping::new(2)),
            "early stopping is None, expected Some(EarlyStopping { patience: 2, min_delta: 0.0 })",
        ),
        (usual().epochs(1), "epoch is 2, expected at most 1"),
        (
            usual().validation_split(0.4),
            "2 problems\n  rows to train on is 40, expected 30\n  rows to validate on is 10, expected 20",
        ),
    ] {
        assert_eq!(refused(trainer.resume(&file), &file, 50), expected);
    }
    let message = refused(usual().resume(&file), &file, 60);
    assert_eq!(message, "2 problems\n  rows to train on is 40, expected 48\n  rows to validate on is 10, expected 12");
}

#[test]
fn a_file_of_another_kind_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.ckpt");
    for (bytes, expected) in [
        (
            &b"version https://git-lfs.github.com/spec/v1\n"[..],
            "content is a pointer of Git LFS, expected a whole safetensors file (`git lfs pull` fetches the file that it \
             stands for)",
        ),
        (
            b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.",
            "content is a pickle of `torch.save`, expected a whole safetensors file (`Trainer::checkpoint` writes checkpoints)",
        ),
    ] {
        std::fs::write(&file, bytes).expect("a new file");
        assert_eq!(refused(usual().resume(&file), &file, 50), expected);
    }
}

#[test]
fn another_network_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.ckpt");
    trained(&file);
    let data: Dataset<[f32; 2], [f32; 1]> = [([0.0, 1.0], [0.5]), ([1.0, 0.0], [0.25])].into();
    let mut net = Small::init(2);
    let error =
        usual().batch_size(8).validation_split(0.5).resume(&file).fit(&mut net, &data).expect_err("other lines");
    assert!(error.to_string().contains("\n  signature is `[4] -> [2]`, expected `[2] -> [1]`\n"), "{error}");
    assert_eq!(*net, *Small::init(2));
}

#[test]
fn files_that_are_no_checkpoints_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.safetensors");
    Learner::init(1).save(&file).expect("a file of weights");
    assert_eq!(
        refused(usual().resume(&file), &file, 50),
        "header has no text `nn-runtime.checkpoint`, expected a checkpoint of a `Trainer` (`weights::load` reads files of \
         weights)"
    );
    let error = usual().resume("absent.ckpt").fit(&mut Learner::init(1), &rows(50)).expect_err("there is no file");
    assert!(error.to_string().starts_with("file: absent.ckpt: "), "{error}");
    let error = usual().checkpoint(&file, 0).fit(&mut Learner::init(1), &rows(50)).expect_err("no epochs").to_string();
    assert_eq!(error, "training: epochs from one checkpoint to the next is 0, expected 1 or more");
}

#[test]
fn flipped_bits_and_truncations_are_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.ckpt");
    trained(&file);
    let whole = std::fs::read(&file).expect("the file");
    let data = rows(50);
    let refuse = |bytes: &[u8], what: &str| {
        std::fs::write(&file, bytes).expect("the folder is writable");
        let mut net = Learner::init(2);
        let result = usual().resume(&file).fit(&mut net, &data);
        assert!(result.is_err(), "{what} of {}", whole.len());
        assert_eq!(bits(&*net), bits(&*Learner::init(2)), "{what}");
    };
    // Bits of every byte of the header, but for the blanks at its end, and some of the numbers behind it.
    let header = 8 + u64::from_le_bytes(*whole.first_chunk().expect("a length")) as usize;
    let blanks = whole[..header].iter().rev().take_while(|byte| **byte == b' ').count();
    for bit in (0..8 * (header - blanks)).step_by(3).chain((8 * header..8 * whole.len()).step_by(29)) {
        let mut damaged = whole.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        refuse(&damaged, &format!("bit {bit}"));
    }
    for len in (0..whole.len()).step_by(17) {
        refuse(&whole[..len], &format!("{len} bytes"));
    }
}

#[test]
fn a_version_from_the_future_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.ckpt");
    trained(&file);
    let mut bytes = std::fs::read(&file).expect("the file");
    let version = b"version: 3";
    let place = bytes.windows(version.len()).position(|window| window == version).expect("the version");
    bytes[place + version.len() - 1] = b'4';
    std::fs::write(&file, bytes).expect("the folder is writable");
    assert_eq!(refused(usual().resume(&file), &file, 50), "format is `version: 4`, expected `version: 3`");
}

#[test]
fn more_epochs_continue_the_training() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.ckpt");
    let trainer = || Trainer::new(Sgd::new(0.05)).batch_size(8);
    trainer().epochs(3).checkpoint(&file, 2).fit(&mut Learner::init(1), &rows(50)).expect("settings in range");
    let (mut resumed, mut expected) = (Learner::zeros(), Learner::init(1));
    trainer().epochs(5).resume(&file).fit(&mut resumed, &rows(50)).expect("the checkpoint of the last epoch");
    trainer().epochs(5).fit(&mut expected, &rows(50)).expect("settings in range");
    assert_eq!(bits(&*resumed), bits(&*expected));
}

network! {
    /// Of labels the rows that are right differ from the labels that are.
    #[loss(binary_cross_entropy)]
    struct Labels: [3] -> [4] { dense(4, sigmoid) }
}

#[test]
fn reports_on_labels_are_restored() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.ckpt");
    let label = |row: usize, label: usize| (row * (label + 3)).is_multiple_of(label + 2);
    let data: Dataset<[f32; 3], [bool; 4]> =
        (0..40).map(|row| ([row as f32 / 40.0, 0.5, 1.0], std::array::from_fn(|output| label(row, output)))).collect();
    let trainer = || Trainer::new(Sgd::new(0.05)).validation_split(0.5);
    let first = trainer().epochs(2).checkpoint(&file, 1).fit(&mut Labels::init(1), &data).expect("settings in range");
    let both = trainer().epochs(3).resume(&file).fit(&mut Labels::zeros(), &data).expect("the checkpoint of epoch 2");
    assert_eq!(both.epochs[..2], first.epochs[..]);
    let validation = both.epochs[1].validation.expect("rows are held out");
    assert!(validation.exact_match < validation.accuracy, "{validation:?}");
}

#[test]
fn a_checkpoint_is_a_file_of_weights_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.ckpt");
    let net = trained(&file);
    let mut loaded = Learner::zeros();
    Loader::new().allow_extra().load(&mut loaded, &file).expect("the network's tensors");
    assert_eq!(bits(&*loaded), bits(&*net));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
}

#[test]
fn the_best_weights_are_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.ckpt");
    let mut net = Learner::init(1);
    let mut trainer = Trainer::new(Sgd::new(0.3).momentum(0.9)).batch_size(8).epochs(EPOCHS).seed(3);
    trainer = trainer.early_stopping(EarlyStopping::new(20)).checkpoint(&file, EPOCHS);
    trainer.fit(&mut net, &rows(50)).expect("settings in range");
    let mut best = Learner::zeros();
    Loader::new().prefix("best.").load(&mut best, &file).expect("the tensors of the best epoch");
    assert_eq!(bits(&*best), bits(&*net), "early stopping gives the network these weights");
}
