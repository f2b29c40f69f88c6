//! The fuzzer: libFuzzer over a target of the macro or of the runtime, which the variable `NN_TARGET` names.
//!
//! A crate of macros exports nothing else, so this program is made of the same modules.

#![cfg_attr(fuzzing, no_main)]
#![allow(dead_code, unused_imports, reason = "the modules are those of the macro, which uses more of them")]

#[path = "../../../nn-macros/src/ast.rs"]
mod ast;
#[path = "../../../nn-macros/src/audio/mod.rs"]
mod audio;
#[path = "../../../nn-macros/src/check/mod.rs"]
mod check;
#[path = "../../../nn-macros/src/elements.rs"]
mod elements;
#[path = "../../../nn-macros/src/emit/mod.rs"]
mod emit;
#[path = "../../../nn-macros/src/errors.rs"]
mod errors;
#[path = "../../../nn-macros/src/expand.rs"]
mod expand;
#[path = "../../../nn-macros/src/fallback.rs"]
mod fallback;
#[path = "../../../nn-macros/src/files.rs"]
mod files;
#[path = "../../../nn-macros/src/fuzz.rs"]
mod fuzz;
#[path = "../../../nn-macros/src/graph/mod.rs"]
mod graph;
#[path = "../../../nn-macros/src/ir/mod.rs"]
mod ir;
#[path = "../../../nn-macros/src/language/mod.rs"]
mod language;
#[path = "../../../nn-macros/src/layers/mod.rs"]
mod layers;
#[path = "../../../nn-macros/src/lowered.rs"]
mod lowered;
#[path = "../../../nn-macros/src/model.rs"]
mod model;
#[path = "../../../nn-macros/src/onnx/mod.rs"]
mod onnx;
#[path = "../../../nn-macros/src/outline.rs"]
mod outline;
#[path = "../../../nn-macros/src/parse/mod.rs"]
mod parse;
#[path = "../../../nn-macros/src/paths.rs"]
mod paths;
#[path = "../../../nn-macros/src/plan/mod.rs"]
mod plan;
#[path = "../../../nn-macros/src/surface/mod.rs"]
mod surface;
#[path = "../../../nn-macros/src/weights/mod.rs"]
mod weights;

use std::sync::LazyLock;

/// All targets.
fn targets() -> impl Iterator<Item = fuzz::Target> {
    fuzz::TARGETS.iter().chain(nn_weights_tests::fuzz::TARGETS).copied()
}

/// The one that is asked for.
static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let wanted = std::env::var("NN_TARGET").unwrap_or_default();
    let found = targets().find(|(name, _)| *name == wanted);
    let names: Vec<&str> = targets().map(|(name, _)| name).collect();
    found.unwrap_or_else(|| panic!("NN_TARGET is `{wanted}`, expected one of {}", names.join(", "))).1
});

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|input: &[u8]| TARGET(input));

/// Without libFuzzer it prints the names.
#[cfg(not(fuzzing))]
fn main() {
    targets().for_each(|(name, _)| println!("{name}"));
}
