//! A trained network as a part of the program: nothing to load, nothing to unpack, not even an allocator needed.
//!
//! `cargo run --release --example pretrained`
//!
//! The file is read while this compiles, and checked against the layers below: another shape, a missing tensor or a NaN in
//! it is a compile error. When the file changes, cargo compiles this again.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use nn_examples::Outcome;
use nn_runtime::data::idx;
use nn_runtime::prelude::*;

network! {
    /// Reads a 28 x 28 handwritten digit.
    #[weights("data/digits/digits.safetensors")]
    pub struct Digits: [784] -> [10] {
        hidden: dense(128, relu),
        output: dense(10, softmax),
    }
}

/// A two, drawn by hand.
const DRAWING: [&str; 14] = [
    "              ",
    "              ",
    "     ####     ",
    "    ######    ",
    "    ##  ##    ",
    "        ##    ",
    "        ##    ",
    "       ##     ",
    "      ##      ",
    "     ##       ",
    "    ########  ",
    "    ########  ",
    "              ",
    "              ",
];

fn main() -> ExitCode {
    nn_examples::run(program)
}

fn program(out: &mut impl Write) -> Outcome {
    let start = Instant::now();
    let digit = class_of(&Digits::pretrained().predict(&image(DRAWING)));
    writeln!(out, "{}", DRAWING.join("\n"))?;
    writeln!(out, "read as {digit}, {:.1} us after the program began\n", start.elapsed().as_secs_f64() * 1e6)?;

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/mnist");
    let all: Dataset<[f32; 784], Class<10>> =
        idx::load(folder.join("mnist10k-images-idx3-ubyte.gz"), folder.join("mnist10k-labels-idx1-ubyte.gz"))?;
    let (_, test) = all.split_at(8_000)?;
    let read = test.iter().filter(|(image, label)| class_of(&Digits::pretrained().predict(image)) == label.index());
    writeln!(out, "{} of {} test digits are read correctly", read.count(), test.len())?;
    writeln!(out, "{} parameters in {} bytes of the program", Digits::PARAMETERS, size_of::<Digits>())?;
    Ok(())
}

/// Each character is a square of 2 x 2 pixels.
fn image(drawing: [&str; 14]) -> [f32; 784] {
    let mut image = [0.0; 784];
    let rows = drawing.iter().flat_map(|row| [row, row]);
    for (pixels, row) in image.chunks_exact_mut(28).zip(rows) {
        for (pair, character) in pixels.chunks_exact_mut(2).zip(row.bytes()) {
            pair.fill(if character == b'#' { 1.0 } else { 0.0 });
        }
    }
    image
}
