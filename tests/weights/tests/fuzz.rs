//! Inputs that fuzzing found are read, or are an error that changes nothing: in little time and memory, and without a panic.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nn_weights_tests::fuzz::TARGETS;

/// An input takes milliseconds. Machines that do other work too may stop for some of them.
const MOST_TIME: Duration = Duration::from_secs(10);

/// Most memory at a time: inputs are of some kilobytes.
const MOST_BYTES: u64 = 4 << 20;

#[test]
fn inputs_that_fuzzing_found_are_read_or_errors() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    for (name, target) in TARGETS {
        let entries = std::fs::read_dir(corpus.join(name)).expect("every target has inputs");
        let paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder can be listed").path()).collect();
        assert!(paths.len() > 9, "{name}: only {} inputs", paths.len());
        for path in paths {
            let content = std::fs::read(&path).expect("it was listed");
            println!("{}", path.display());
            let start = Instant::now();
            let used = allocation_counter::measure(|| target(&content));
            assert!(start.elapsed() < MOST_TIME, "{}: {:?}", path.display(), start.elapsed());
            assert!(used.bytes_max < MOST_BYTES, "{}: {} bytes", path.display(), used.bytes_max);
        }
    }
}
