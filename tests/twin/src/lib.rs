//! The twin of generated networks: a naive interpreter in `f64` of the text of a declaration, and what compares numbers with it.
//!
//! It is a package of its own so that it is optimised while the networks of the tests, whose code takes long to compile, are not.
#![forbid(unsafe_code)]

pub mod activation;
pub mod compare;
pub mod description;
mod digits;
pub mod generate;
pub mod gradients;
pub mod interpreter;
pub mod loss;
pub mod maps;
mod moves;
#[cfg(test)]
mod pytorch;
pub mod random;
mod recurrent;
pub mod streams;
pub mod topology;
mod window;
pub mod windows;
