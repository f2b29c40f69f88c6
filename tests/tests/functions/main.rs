//! Activations against the naive interpreter, where they are smooth, at their kinks, and far out; losses against values of
//! `PyTorch`. At every instruction set of the machine.

mod activations;
mod extremes;
mod kinks;
mod torch;
