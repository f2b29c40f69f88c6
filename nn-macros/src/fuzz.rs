//! What a fuzzer calls: declarations and files from somewhere become code or an error, and never a panic. `tests/fuzz` looks for inputs
//! that reach more of the code; those that it found are tried again here.

use std::path::PathBuf;

use crate::expand::{expand, model};
use crate::plan::Family;

/// A target: its name, which is that of its folder of inputs, and what is done with an input.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// What the macro reads.
pub(crate) const TARGETS: &[Target] = &[
    ("declaration", declaration),
    ("macro_nam", |content| file("nam", content)),
    ("macro_onnx", |content| file("onnx", content)),
    ("macro_rtneural", |content| file("rtneural", content)),
    ("macro_weights", |content| file("weights", content)),
];

/// Multiply-adds of the largest network that is planned and printed: printing takes milliseconds for it.
const MOST_OPERATIONS: usize = 1 << 16;

/// Bytes of the longest message.
const MOST_TEXT: usize = 1 << 16;

/// The text of a declaration.
fn declaration(text: &[u8]) {
    if let Ok(text) = str::from_utf8(text) {
        expand_all(text);
    }
}

/// The content of a file that a declaration names.
fn file(format: &str, content: &[u8]) {
    let folder = Folder::new();
    let path = folder.0.join("input");
    std::fs::write(&path, content).expect("the temporary folder can be written to");
    let body =
        if format == "weights" { ": [3] -> [2] { hidden: dense(4), output: dense(2, bias = false) }" } else { ";" };
    expand_all(&format!("#[{format}({:?})] struct Net{body}", path.display().to_string()));
}

/// Everything that the macro does with a declaration.
fn expand_all(text: &str) {
    let Ok(declaration) = format!("@crate(::nn_runtime) {text}").parse::<proc_macro2::TokenStream>() else { return };
    match model(declaration.clone()) {
        Ok(model) => {
            let operations = model.nodes.iter().map(|node| node.layer.multiply_adds());
            if operations.fold(0, usize::saturating_add) > MOST_OPERATIONS {
                return;
            }
        }
        Err(failure) => {
            let longest = failure.errors.into_list().iter().map(|error| error.text().len()).max();
            assert!(longest.is_some_and(|longest| longest <= MOST_TEXT), "messages of {longest:?} bytes at most");
        }
    }
    let code = expand(declaration, Family::X86);
    if let Err(error) = syn::parse2::<syn::File>(code.clone()) {
        panic!("what is printed is no Rust, {error}: {code}");
    }
}

/// A folder that is there for a moment, of this thread alone: an input may name other files beside it.
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::*;

    /// An input takes milliseconds. Machines that do other work too may stop for some of them.
    const MOST_TIME: Duration = Duration::from_secs(10);

    /// Most memory at a time: inputs are of some kilobytes; syntax trees take most of it.
    const MOST_BYTES: u64 = 64 << 20;

    #[test]
    fn inputs_that_fuzzing_found_are_code_or_errors() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/corpus");
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
}
