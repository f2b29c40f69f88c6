//! Random topologies: every one agrees with the interpreter.

mod generated;

use std::path::Path;

/// Any number would do; change it for other networks.
const SEED: u64 = 20;
const NETWORKS: usize = 56;

/// The committed file is what the generator writes. With `NN_REGENERATE` set, it is written.
#[test]
fn the_generated_file_is_up_to_date() {
    let expected = nn_tests::generate::file(SEED, NETWORKS);
    if std::env::var_os("NN_REGENERATE").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/topologies/generated.rs");
        std::fs::write(path, &expected).expect("the source folder can be written");
    }
    let found = include_str!("generated.rs");
    for (number, (expected, found)) in expected.lines().zip(found.lines()).enumerate() {
        assert_eq!(found, expected, "line {} of generated.rs", number + 1);
    }
    assert_eq!(found.len(), expected.len(), "length of generated.rs");
}
