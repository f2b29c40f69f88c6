//! What the tests share: the comparison of generated networks with their naive twins.

pub mod agreement;
pub mod bits;
pub mod generate;
pub mod pair;
pub mod streams;
pub mod windows;

pub use nn_twin::{activation, compare, description, gradients, interpreter, random, topology};

/// The program that the repository's first page shows runs as a test. It is one of this package, because the archive of
/// nn-runtime has that page elsewhere.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct FirstPage;
