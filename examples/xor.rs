//! The smallest network that needs a hidden layer: exclusive or, learnt from its truth table.
//!
//! `cargo run --release --example xor`

use std::io::Write;
use std::process::ExitCode;

use nn_examples::Outcome;
use nn_runtime::prelude::*;

network! {
    /// Whether exactly one of two inputs is 1.
    #[loss(binary_cross_entropy)]
    pub struct Xor: [2] -> [1] {
        hidden: dense(8, tanh),
        output: dense(1, sigmoid),
    }
}

fn main() -> ExitCode {
    nn_examples::run(program)
}

fn program(out: &mut impl Write) -> Outcome {
    let table = Dataset::from([([0.0, 0.0], [0.0]), ([0.0, 1.0], [1.0]), ([1.0, 0.0], [1.0]), ([1.0, 1.0], [0.0])]);

    let mut net = Xor::init(1);
    let before = net.loss(table.inputs(), table.targets())?;
    Trainer::new(Adam::new(0.05)).batch_size(4).epochs(500).fit(&mut net, &table)?;
    let after = net.loss(table.inputs(), table.targets())?;
    writeln!(out, "{} parameters, loss {before:.4} before and {after:.4} after training", Xor::PARAMETERS)?;

    for (input, target) in table.iter() {
        let [probability] = net.predict(input);
        writeln!(out, "{} xor {} = {}, predicted {probability:.3}", input[0], input[1], target[0])?;
    }
    Ok(())
}
