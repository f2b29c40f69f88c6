//! Losses against the naive interpreter, at every instruction set of the machine: where they are smooth, at their kinks, and
//! far out.

mod extremes;
mod misuse;
mod twin;
mod weighted;
