//! What the tests share: the comparison of generated networks with their naive twins, and builds inside of tests.

pub mod agreement;
pub mod bits;
pub mod generate;
pub mod nested;
pub mod pair;

pub use nn_twin::{activation, compare, description, interpreter, random, topology};
