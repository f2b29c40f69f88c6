//! Mistakes that the compiler sees alone, and what it says itself about code that uses a network, which changes with its version.

use std::error::Error;
use std::path::Path;

use nn_builds_tests::provide_files;

/// Of the mistakes that `ui` compiles together: of every area, and above all those with several errors or a file.
const ALONE: [&str; 17] = [
    "argument/number-as-bool",
    "attribute/derive",
    "grammar/arithmetic-in-size",
    "grammar/empty-invocation",
    "label/keyword",
    "layer/misspelt-layer",
    "loss/misspelt-loss-and-trainer",
    "onnx/dynamic-axis",
    "onnx/unsupported-operators",
    "several/inside-functions",
    "several/layer-and-activation-misspelt",
    "several/loss-and-label",
    "several/shape-and-line-grammar",
    "shape/last-layer-does-not-match-output",
    "weights/mistake-in-a-layer-too",
    "weights/no-such-file",
    "wiring/unused-chain",
];

#[test]
fn mistakes_alone_and_in_uses() -> Result<(), Box<dyn Error>> {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let target = scratch.parent().ok_or("there is no target folder")?;
    provide_files(&target.join("tests/trybuild").join(env!("CARGO_PKG_NAME")))?;
    let cases = trybuild::TestCases::new();
    for case in ALONE {
        cases.compile_fail(format!("tests/ui/{case}.rs"));
    }
    cases.compile_fail("tests/ui/rustc/*.rs");
    Ok(())
}
