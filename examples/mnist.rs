//! Handwritten digits: trains 784-128-10 on 8,000 of them in seconds, and reads 2,000 it has never seen.
//!
//! `cargo run --release --example mnist` uses the 10,000 digits beside this file. `-- --data DIR` takes MNIST's original
//! files instead (`train-images-idx3-ubyte` and so on, `.gz` or not), `-- --epochs N` another number of epochs.

use std::error::Error;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use nn_examples::Outcome;
use nn_runtime::data::idx;
use nn_runtime::prelude::*;

network! {
    /// Reads a 28 x 28 handwritten digit.
    #[loss(cross_entropy)]
    pub struct Digits: [784] -> [10] {
        hidden: dense(128, relu),
        output: dense(10, softmax),
    }
}

type Images = Dataset<[f32; 784], Class<10>>;

fn main() -> ExitCode {
    nn_examples::run(program)
}

fn program(out: &mut impl Write) -> Outcome {
    let options = Options::parse(std::env::args().skip(1))?;
    let (train, test) = load(options.data.as_deref())?;
    writeln!(out, "{} digits to train on, {} to test on", train.len(), test.len())?;
    writeln!(out, "{} parameters, {:?} instructions\n", Digits::PARAMETERS, Level::detect())?;

    let mut net = Digits::init(42);
    writeln!(out, "epoch      loss  test loss  test accuracy  seconds")?;
    let mut printed = Ok(());
    let report = Trainer::new(Sgd::new(0.1).momentum(0.9))
        .schedule(Cosine::default())
        .batch_size(32)
        .epochs(options.epochs)
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
    writeln!(out, "\n{:.2} % of {} test digits are read correctly\n", 100.0 * result.accuracy, test.len())?;
    if let Some(confusion) = result.confusion {
        writeln!(out, "{confusion}")?;
    }
    draw_some(&net, &test, out)?;
    report_times(
        &net,
        &test,
        report.epochs.iter().map(|epoch| epoch.seconds).sum::<f64>() / options.epochs as f64,
        out,
    )?;
    Ok(())
}

/// What the command line asks for.
struct Options {
    data: Option<PathBuf>,
    epochs: usize,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { data: None, epochs: 10 };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument}: a value must follow"));
            match argument.as_str() {
                "--data" => options.data = Some(value()?.into()),
                "--epochs" => {
                    let text = value()?;
                    let epochs = text.parse().ok().filter(|epochs| *epochs > 0);
                    options.epochs = epochs.ok_or(format!("--epochs: found {text}, expected a positive number"))?;
                }
                _ => return Err(format!("unknown argument {argument}, expected --data DIR or --epochs N")),
            }
        }
        Ok(options)
    }
}

/// The digits beside this file, 8,000 and 2,000, or MNIST's 60,000 and 10,000 from a folder.
fn load(folder: Option<&Path>) -> Result<(Images, Images), Box<dyn Error>> {
    if let Some(folder) = folder {
        let train = idx::load(find(folder, "train-images-idx3-ubyte")?, find(folder, "train-labels-idx1-ubyte")?)?;
        let test = idx::load(find(folder, "t10k-images-idx3-ubyte")?, find(folder, "t10k-labels-idx1-ubyte")?)?;
        return Ok((train, test));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/mnist");
    let all: Images =
        idx::load(folder.join("mnist10k-images-idx3-ubyte.gz"), folder.join("mnist10k-labels-idx1-ubyte.gz"))?;
    Ok(all.split_at(8_000)?)
}

/// The file of that name in the folder, plain or gzip.
fn find(folder: &Path, name: &str) -> Result<PathBuf, String> {
    [folder.join(name), folder.join(format!("{name}.gz"))]
        .into_iter()
        .find(|path| path.is_file())
        .ok_or_else(|| format!("{} holds neither {name} nor {name}.gz", folder.display()))
}

/// Four digits side by side, two rows of pixels in each line of text, with truth and prediction above; among them the
/// first that is read wrongly.
fn draw_some(net: &Digits, test: &Images, out: &mut impl Write) -> io::Result<()> {
    let read = |image: &[f32; 784]| class_of(&net.predict(image));
    let wrong = test.iter().find(|(image, label)| read(image) != label.index());
    let shown: Vec<_> = test.iter().take(3).chain(wrong).collect();
    for (image, label) in &shown {
        let (predicted, truth) = (read(image), label.index());
        let verdict = if predicted == truth { String::new() } else { format!(", it is {truth}") };
        write!(out, "{:<30}", format!("read as {predicted}{verdict}"))?;
    }
    writeln!(out)?;
    for row in (0..28).step_by(2) {
        for (image, _) in &shown {
            let ink = |row: usize, column: usize| image[28 * row + column] > 0.5;
            let line: String = (0..28)
                .map(|column| match (ink(row, column), ink(row + 1, column)) {
                    (true, true) => '\u{2588}',
                    (true, false) => '\u{2580}',
                    (false, true) => '\u{2584}',
                    (false, false) => ' ',
                })
                .collect();
            write!(out, "{line}  ")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// How long training and reading take.
fn report_times(net: &Digits, test: &Images, seconds_per_epoch: f64, out: &mut impl Write) -> io::Result<()> {
    let start = Instant::now();
    let mut sum = 0;
    for image in test.inputs() {
        sum += class_of(&std::hint::black_box(net.predict(image)));
    }
    std::hint::black_box(sum);
    let per_prediction = start.elapsed().as_secs_f64() / test.len() as f64;
    writeln!(out, "\n{seconds_per_epoch:.3} s per epoch, {:.2} us per prediction", 1e6 * per_prediction)
}
