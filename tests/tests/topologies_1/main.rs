//! Random topologies, the first part: every one agrees with the interpreter.
// To lint its networks takes half a minute, and tells what those of other binaries tell.
#![cfg(not(clippy))]

mod generated;

/// The committed file is what the generator writes. With `NN_REGENERATE` set, it is written.
#[test]
fn the_generated_file_is_up_to_date() {
    nn_tests::generate::assert_up_to_date(1, include_str!("generated.rs"));
}
