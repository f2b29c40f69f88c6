//! Regression from a CSV file: how far a patient's diabetes will have progressed in a year.
//!
//! `cargo run --release --example regression`
//!
//! The table has 442 rows and much noise. Least squares explains 47 % of the variance of test rows on average over random
//! splits, with a standard deviation of 7 % from split to split (mean absolute error 45), and there is little to gain over
//! it. So the code here is about not fooling oneself: the test rows are set aside first, the normalizers see the training
//! rows only, and training stops when held-out rows no longer improve.

use std::io::Write;
use std::process::ExitCode;

use nn_examples::Outcome;
use nn_runtime::data::csv::CsvReader;
use nn_runtime::metrics::{mean_absolute_error, r_squared};
use nn_runtime::prelude::*;

network! {
    /// Progression after a year, from ten measurements at the start; both normalized.
    #[loss(mse)]
    pub struct Progression: [10] -> [1] {
        hidden: dense(16, tanh),
        output: dense(1),
    }
}

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/diabetes/diabetes.csv");

fn main() -> ExitCode {
    nn_examples::run(program)
}

fn program(out: &mut impl Write) -> Outcome {
    let data = CsvReader::new().targets(["progression"]).read::<10, 1>(DATA)?.shuffled(42);
    let (train, test) = data.split(0.8)?;
    let (train, held_out) = train.split(0.8)?;
    writeln!(out, "{} rows to train on, {} to stop by, {} to test on", train.len(), held_out.len(), test.len())?;

    let measurements = Normalizer::fit(train.inputs())?;
    let progression = Normalizer::fit(train.targets())?;
    let normalized = |data| progression.transform_targets(measurements.transform(data));

    let mut net = Progression::init(42);
    let report = Trainer::new(Adam::new(0.0005))
        .batch_size(16)
        .epochs(300)
        .early_stopping(EarlyStopping::new(20))
        .validation(&normalized(held_out))
        .fit(&mut net, &normalized(train))?;
    writeln!(out, "{} epochs, the best was epoch {}", report.epochs.len(), report.best_epoch.unwrap_or_default())?;

    // The test rows keep their units: inputs are normalized on the way in, predictions are brought back on the way out.
    let predict = |input: &[f32; 10]| progression.invert(net.predict(&measurements.apply(*input)));
    let predictions: Vec<[f32; 1]> = test.inputs().iter().map(predict).collect();
    writeln!(out, "on the test rows:")?;
    writeln!(out, "  R^2                  {:6.3}", r_squared(&predictions, test.targets())?)?;
    writeln!(out, "  mean absolute error  {:6.1}", mean_absolute_error(&predictions, test.targets())?)?;
    writeln!(out, "  predicted   true")?;
    for (prediction, truth) in predictions.iter().zip(test.targets()).take(8) {
        writeln!(out, "  {:9.1} {:6.1}", prediction[0], truth[0])?;
    }
    Ok(())
}
