//! What a fuzzer calls: files of weights, checkpoints and data from somewhere are read, or are an error that changes nothing, and never
//! a panic. `tests/fuzz` looks for inputs that reach more of the code; `tests/fuzz.rs` tries again those that it found.

use std::path::PathBuf;

use nn_runtime::data::csv::CsvReader;
use nn_runtime::data::idx;
use nn_runtime::prelude::*;
use nn_runtime::weights::Loader;

use crate::{Small, bits};

/// A target: its name, which is that of its folder of inputs, and what is done with an input.
pub type Target = (&'static str, fn(&[u8]));

/// What the runtime reads.
pub const TARGETS: &[Target] =
    &[("checkpoint", checkpoint), ("csv", table), ("idx", images), ("npz", weights), ("safetensors", weights)];

/// Bytes of the longest message.
const MOST_TEXT: usize = 1 << 16;

/// Whether it is a result. A message is short.
fn is_read<T>(result: Result<T, Error>) -> bool {
    result.map_err(|error| assert!(error.to_string().len() <= MOST_TEXT, "a message of {MOST_TEXT} bytes")).is_ok()
}

/// A file of weights, which leaves the network as it was if it is wrong.
fn weights(content: &[u8]) {
    for loader in [Loader::new(), Loader::new().allow_extra().any_topology().allow_non_finite().all_transposed()] {
        let mut net = Small::init(3);
        let before = bits(&*net);
        if !is_read(loader.from_bytes(&mut net, content)) {
            assert_eq!(bits(&*net), before, "an error, and the network changed");
        }
    }
}

/// A checkpoint, from which a training goes on. Its checksum is made right, as whoever means harm would.
fn checkpoint(content: &[u8]) {
    let folder = Folder::new();
    let path = folder.0.join("input.ckpt");
    let resume = |content: &[u8]| {
        std::fs::write(&path, content).expect("the temporary folder can be written to");
        let mut net = Small::init(2);
        let before = bits(&*net);
        let result = training().resume(&path).fit(&mut net, &rows());
        // A file may be whole and its numbers absurd: then it is the training that fails.
        let error = result.err()?;
        if matches!(error, Error::Checkpoint(_)) {
            assert_eq!(bits(&*net), before, "an error of the file, and the network changed");
        }
        Some(error.to_string())
    };
    let message = resume(content).unwrap_or_default();
    let right = message.split_once("has checksum ").and_then(|(_, rest)| rest.get(..16));
    let place = content.windows(10).position(|window| window == b"checksum: ").map(|start| start + 10);
    if let (Some(right), Some(place)) = (right, place) {
        let mut content = content.to_vec();
        if let Some(bytes) = content.get_mut(place..place + 16) {
            bytes.copy_from_slice(right.as_bytes());
            resume(&content);
        }
    }
}

/// The training that checkpoints are of.
#[must_use]
pub fn training<'a>() -> Trainer<'a, Adam> {
    Trainer::new(Adam::new(0.01)).epochs(2).batch_size(4).seed(3)
}

/// Its rows.
#[must_use]
pub fn rows() -> Dataset<[f32; 2], [f32; 1]> {
    [[0.5, -1.0], [0.25, 1.0], [-0.5, 0.125]].into_iter().map(|x| (x, [x[0] - x[1]])).collect()
}

/// A table, in several ways to read it.
fn table(content: &[u8]) {
    let readers = [
        CsvReader::new(),
        CsvReader::new().with_header().delimiter(b';').decimal_comma(),
        CsvReader::new().without_header().comment(b'#').targets([0]).ignore([2]).subtract(1, 0.5),
        CsvReader::new().targets(["y"]).class_names(["a", "b"]),
    ];
    for reader in readers {
        is_read(reader.read_from::<2, 1>(content));
        is_read(reader.read_classes_from::<2, 2>(content));
    }
}

/// A file of images or labels, plain or compressed.
fn images(content: &[u8]) {
    is_read(idx::read_images_from::<6>(content));
    is_read(idx::read_labels_from::<10>(content));
    is_read(idx::load_from::<6, 10>(content, content));
}

/// A folder that is there for a moment, of this thread alone.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("nn-fuzz-{}-{:?}", std::process::id(), std::thread::current().id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("there is a temporary folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left over harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
