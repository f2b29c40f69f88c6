//! Activations and losses against the naive interpreter, at every instruction set of the machine: where they are smooth, at
//! their kinks, and far out.

mod activations;
mod extremes;
mod kinks;
mod losses;
mod misuse;
mod torch;
mod weighted;
