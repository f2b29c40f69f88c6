//! Handwritten digits by a convolutional network: trains LeNet-5 on 8,000 of them, shifted and rotated a little, anew in every epoch, and
//! reads 2,000 it has never seen.
//!
//! `cargo run --release --example lenet` uses the 10,000 digits beside this file; `-- --epochs N` another number of epochs.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use nn_examples::Outcome;
use nn_runtime::data::idx;
use nn_runtime::prelude::*;

network! {
    /// LeNet-5 with rectifiers and the largest numbers of windows, for 28 x 28 pixels.
    #[loss(cross_entropy)]
    pub struct LeNet: [1, 28, 28] -> [10] {
        conv1: conv2d(6, 5, relu, padding = 2),
        max_pool(2),
        conv2: conv2d(16, 5, relu),
        max_pool(2),
        flatten,
        fc1: dense(120, relu),
        fc2: dense(84, relu),
        fc3: dense(10, softmax),
    }
}

type Images = Dataset<[f32; 784], Class<10>>;

fn main() -> std::process::ExitCode {
    nn_examples::run(program)
}

fn program(out: &mut impl Write) -> Outcome {
    let epochs = epochs(std::env::args().skip(1))?;
    let (train, test) = load()?;
    writeln!(out, "{} digits to train on, {} to test on", train.len(), test.len())?;
    writeln!(out, "{} parameters, {:?} instructions\n", LeNet::PARAMETERS, Level::detect())?;
    let mut net = LeNet::init(42);
    writeln!(out, "epoch      loss  test loss  test accuracy  seconds")?;
    let mut printed = Ok(());
    // 98.90 % in 25 epochs, and 98.50 % without.
    let augment = Augment::new([1, 28, 28]).shift(1).rotate(10.0);
    Trainer::new(Adam::new(2e-3))
        .schedule(Cosine::default())
        .batch_size(32)
        .epochs(epochs)
        .augment(augment)
        .validation(&test)
        .progress()
        .on_epoch(|epoch| {
            let (test_loss, accuracy) =
                epoch.validation.map_or((f32::NAN, f64::NAN), |test| (test.loss, test.accuracy));
            printed = writeln!(
                out,
                "{:>5}  {:>8.5}  {test_loss:>9.5}  {:>12.2} %  {:>7.3}",
                epoch.epoch,
                epoch.loss,
                100.0 * accuracy,
                epoch.seconds
            );
            if printed.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
        .fit(&mut net, &train)?;
    printed?;
    let result = evaluate(&net, &test)?;
    writeln!(out, "\n{:.2} % of {} test digits are read correctly", 100.0 * result.accuracy, test.len())?;
    let start = Instant::now();
    let mut sum = 0;
    for image in test.inputs() {
        sum += class_of(&std::hint::black_box(net.predict(image)));
    }
    std::hint::black_box(sum);
    writeln!(out, "{:.2} us per prediction", 1e6 * start.elapsed().as_secs_f64() / test.len() as f64)?;
    Ok(())
}

/// What the command line asks for.
fn epochs(mut arguments: impl Iterator<Item = String>) -> Result<usize, String> {
    match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Ok(25),
        (Some("--epochs"), Some(text)) => {
            let epochs = text.parse().ok().filter(|epochs| *epochs > 0);
            epochs.ok_or(format!("--epochs: found {text}, expected a positive number"))
        }
        (Some(other), _) => Err(format!("unknown argument {other}, expected --epochs N")),
    }
}

/// The digits beside this file.
fn load() -> Result<(Images, Images), nn_runtime::Error> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/mnist");
    let all: Images =
        idx::load(folder.join("mnist10k-images-idx3-ubyte.gz"), folder.join("mnist10k-labels-idx1-ubyte.gz"))?;
    all.split_at(8_000)
}
