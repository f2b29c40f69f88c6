//! The `network!` macro: reads a topology, checks it, and prints the Rust code of its forward and backward passes.
//!
//! Use it through nn-runtime, which passes its own path in front of the declaration.
//!
//! ```text
//! tokens --parse--> ast::Network --check--> model::Model --weights--> model::Model --plan--> plan::Plan --emit--> tokens
//!        onnx, audio --^                              | errors stop here; plan and emit cannot fail
//! ```

mod ast;
mod audio;
mod check;
#[cfg(any(feature = "onnx", feature = "weights"))]
mod elements;
mod emit;
mod errors;
mod expand;
mod fallback;
#[cfg(any(feature = "audio", feature = "onnx", feature = "weights"))]
mod files;
#[cfg(all(test, feature = "audio", feature = "onnx", feature = "weights"))]
mod fuzz;
#[cfg(feature = "onnx")]
mod graph;
mod ir;
mod language;
mod layers;
#[cfg(any(feature = "audio", feature = "onnx"))]
mod lowered;
mod model;
mod onnx;
#[cfg(test)]
mod order;
mod outline;
mod parse;
mod paths;
mod plan;
#[cfg(all(test, feature = "onnx"))]
mod report;
mod surface;
#[cfg(test)]
mod tests;
mod weights;

use crate::expand::expand;
#[cfg(test)]
use crate::expand::model;
use crate::plan::Family;

/// Declares a network, for x86 and x86-64; see `nn_runtime::network!`, which names the macro for the target at hand.
#[proc_macro]
pub fn network(declaration: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(declaration.into(), Family::X86).into()
}

/// As `network!`, for ARM64.
#[proc_macro]
pub fn network_for_arm(declaration: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(declaration.into(), Family::Arm).into()
}

/// As `network!`, for WebAssembly with vectors.
#[proc_macro]
pub fn network_for_wasm(declaration: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(declaration.into(), Family::Wasm).into()
}

/// As `network!`, for targets whose vectors nn-runtime does not know.
#[proc_macro]
pub fn network_for_scalars(declaration: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(declaration.into(), Family::Scalar).into()
}
