//! A network of another framework as a part of the program: `PyTorch` trained it, the ONNX file says all about it.
//!
//! `cargo run --release --example onnx`
//!
//! The file is read while this compiles: its layers become a declaration, which the documentation of the struct shows, and
//! its weights a `static`. The normalization of the inputs, a node of its own in the file, is folded into the first layer.
//! `data/diabetes/train.py` made it; the rows are described in `data/diabetes/README.md`.

use std::io::Write;
use std::process::ExitCode;

use nn_examples::Outcome;
use nn_runtime::data::csv::CsvReader;
use nn_runtime::metrics::{mean_absolute_error, r_squared};
use nn_runtime::prelude::*;

network! {
    /// Progression after a year, from ten measurements at the start, in their units.
    #[onnx("data/diabetes/diabetes.onnx")]
    pub struct Progression;
}

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/diabetes/diabetes.csv");

fn main() -> ExitCode {
    nn_examples::run(program)
}

fn program(out: &mut impl Write) -> Outcome {
    writeln!(out, "{} parameters:", Progression::PARAMETERS)?;
    for parameter in Progression::LAYOUT {
        writeln!(out, "  {:15} {:?}", parameter.name, parameter.shape)?;
    }

    // The rows that train.py has not seen.
    let (_, test) = CsvReader::new().targets(["progression"]).read::<10, 1>(DATA)?.split_at(353)?;
    let mut predictions = vec![[0.0]; test.len()];
    Progression::pretrained().predict_batch(test.inputs(), &mut predictions)?;
    writeln!(out, "on {} test rows:", test.len())?;
    writeln!(out, "  R^2                  {:6.3}", r_squared(&predictions, test.targets())?)?;
    writeln!(out, "  mean absolute error  {:6.1}", mean_absolute_error(&predictions, test.targets())?)?;
    writeln!(out, "  first prediction     {:8.3}", predictions[0][0])?;
    Ok(())
}
