//! The arithmetic of generated networks against the naive interpreter, at every instruction set of the machine.
//!
//! One test binary, because the networks are what takes long to compile.

mod activations;
mod bit_identity;
mod blocks;
mod dropout;
mod extremes;
mod few;
mod joins;
mod kinks;
mod large;
mod losses;
mod misuse;
mod narrow;
mod sizes;
mod surface;
