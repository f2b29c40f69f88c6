//! Writes random declarations: the source of `tests/topologies_1` and `tests/topologies_2`. Thousands of others are
//! run in the tests of nn-macros without being compiled.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

pub use nn_twin::generate::{Network, draw_parameters, draw_rows};

use crate::random::Random;

/// Any number would do; change it for other networks.
const SEED: u64 = 20;

/// Where the networks of each of the files `tests/topologies_1/generated.rs` and `tests/topologies_2/generated.rs` begin, and
/// where the last ends.
const BORDERS: [usize; 3] = [0, 6, 12];

/// Asserts that the committed file of a part, from 1, is what the generator writes. With `NN_REGENERATE` set, it is written.
///
/// # Panics
/// If it is not, or cannot be written.
pub fn assert_up_to_date(part: usize, found: &str) {
    let expected = file(SEED, BORDERS[part - 1]..BORDERS[part]);
    if std::env::var_os("NN_REGENERATE").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/topologies_{part}/generated.rs"));
        std::fs::write(path, &expected).expect("the source folder can be written");
    }
    for (number, (expected, found)) in expected.lines().zip(found.lines()).enumerate() {
        assert_eq!(found, expected, "line {} of generated.rs", number + 1);
    }
    assert_eq!(found.len(), expected.len(), "length of generated.rs");
}

/// A whole file of those networks of a seed that have these numbers, and the tests for them.
#[must_use]
pub fn file(seed: u64, numbers: Range<usize>) -> String {
    let mut random = Random::new(seed);
    let mut networks: Vec<Network> = (0..numbers.end).map(|index| Network::new(index, &mut random)).collect();
    networks.drain(..numbers.start);
    let count = networks.len();
    let mut text = format!(
        "//! {count} random networks, from the seed {seed}.\n\
         //!\n\
         //! Written by `nn_tests::generate`, anew if the variable `NN_REGENERATE` is set while the tests beside it run.\n\n\
         nn_tests::pair! {{\n"
    );
    let declarations: Vec<String> = networks.iter().map(Network::declaration).collect();
    text += &declarations.join("\n");
    text += "}\n";
    for (has_dropout, test) in [(false, "agreement_tests"), (true, "dropout_tests")] {
        let of_kind = networks.iter().filter(|network| network.has_dropout == has_dropout);
        let rows: Vec<String> = of_kind.map(|network| format!("    net_{0:02}: Net{0:02};", network.index)).collect();
        // Writing to a string cannot fail.
        let _ = write!(text, "\nnn_tests::{test}! {{\n{}\n}}\n", rows.join("\n"));
    }
    text
}
