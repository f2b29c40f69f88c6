//! The network of a page: strokes in, ten probabilities out, and further training on one's own digits.

pub mod drawing;
pub mod reader;

// Elsewhere a function of such a name would stand in the place of another one: `read` is the system's.
#[cfg(target_family = "wasm")]
mod exports;
