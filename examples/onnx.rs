//! A network of another framework as a part of the program: `PyTorch` trained it, the ONNX file says all about it.
//!
//! `cargo run --release --example onnx`
//!
//! The file is read while this compiles: its layers become a declaration, which the documentation of the struct shows, and
//! its weights a `static`. The normalization of the inputs, a node of its own in the file, is folded into the first layer.
//! `data/diabetes/train.py` made it; the rows are described in `data/diabetes/README.md`.

use nn_runtime::data::csv::CsvReader;
use nn_runtime::metrics::{mean_absolute_error, r_squared};
use nn_runtime::prelude::*;

network! {
    /// Progression after a year, from ten measurements at the start, in their units.
    #[onnx("data/diabetes/diabetes.onnx")]
    pub struct Progression;
}

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/diabetes/diabetes.csv");

fn main() -> Result<(), Error> {
    println!("{} parameters:", Progression::PARAMETERS);
    for parameter in Progression::LAYOUT {
        println!("  {:15} {:?}", parameter.name, parameter.shape);
    }

    // The rows that train.py has not seen.
    let (_, test) = CsvReader::new().targets(["progression"]).read::<10, 1>(DATA)?.split_at(353)?;
    let mut predictions = vec![[0.0]; test.len()];
    Progression::pretrained().predict_batch(test.inputs(), &mut predictions)?;
    println!("on {} test rows:", test.len());
    println!("  R^2                  {:6.3}", r_squared(&predictions, test.targets())?);
    println!("  mean absolute error  {:6.1}", mean_absolute_error(&predictions, test.targets())?);
    println!("  first prediction     {:8.3}", predictions[0][0]);
    Ok(())
}
