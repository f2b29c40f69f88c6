//! Losses against the naive interpreter, at every instruction set of the machine: where they are smooth, at their kinks, and
//! far out.

mod extremes;
mod misuse;
mod places;
mod twin;
mod weighted;
