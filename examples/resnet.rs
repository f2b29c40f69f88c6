//! Handwritten digits by a residual network with batch normalisation: the blocks that deeper networks are made of.
//!
//! `cargo run --release --example resnet` uses the 10,000 digits beside this file, 8,000 of them to train on; `-- --epochs N` another
//! number of epochs.

use std::io::Write;
use std::path::Path;

use nn_examples::Outcome;
use nn_runtime::data::idx;
use nn_runtime::prelude::*;

network! {
    /// Two stages of residual blocks. While it trains, `batch_norm` takes mean and deviation of the whole batch, of up to 32 rows.
    #[batch(32)]
    #[loss(cross_entropy)]
    pub struct Resnet: [1, 28, 28] -> [10] {
        stem: conv2d(16, 3, stride = 2, padding = 1, bias = false),
        batch_norm,
        first: relu,

        conv2d(16, 3, padding = 1, bias = false),
        batch_norm,
        relu,
        conv2d(16, 3, padding = 1, bias = false),
        batch_norm,
        add(first),
        second: relu,

        conv2d(32, 3, stride = 2, padding = 1, bias = false),
        batch_norm,
        relu,
        conv2d(32, 3, padding = 1, bias = false),
        inner: batch_norm,
        conv2d(32, 1, stride = 2, bias = false, from = second),
        batch_norm,
        add(inner),
        relu,

        global_avg_pool,
        output: dense(10, softmax),
    }
}

type Images = Dataset<[f32; 784], Class<10>>;

fn main() -> std::process::ExitCode {
    nn_examples::run(program)
}

fn program(out: &mut impl Write) -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let epochs: usize = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => 5,
        (Some("--epochs"), Some(text)) => {
            text.parse().map_err(|_| format!("--epochs: found {text}, expected a positive number"))?
        }
        (Some(other), _) => return Err(format!("unknown argument {other}, expected --epochs N").into()),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/mnist");
    let all: Images =
        idx::load(folder.join("mnist10k-images-idx3-ubyte.gz"), folder.join("mnist10k-labels-idx1-ubyte.gz"))?;
    let (train, test) = all.split_at(8_000)?;
    writeln!(out, "{} parameters, {:?} instructions\n", Resnet::PARAMETERS, Level::detect())?;
    let mut net = Resnet::init(7);
    let report = Trainer::new(AdamW::new(4e-3))
        .schedule(Cosine::default())
        .batch_size(32)
        .epochs(epochs)
        .validation(&test)
        .progress()
        .fit(&mut net, &train)?;
    writeln!(out, "epoch      loss  test accuracy  seconds")?;
    for epoch in &report.epochs {
        let accuracy = epoch.validation.map_or(f64::NAN, |test| test.accuracy);
        writeln!(out, "{:>5}  {:>8.5}  {:>12.2} %  {:>7.2}", epoch.epoch, epoch.loss, 100.0 * accuracy, epoch.seconds)?;
    }
    let result = evaluate(&net, &test)?;
    writeln!(out, "\n{:.2} % of {} test digits are read correctly", 100.0 * result.accuracy, test.len())?;
    Ok(())
}
