//! Convolutions and pools of maps against the naive interpreter, at every instruction set of the machine.

mod golden;
mod layers;
