//! Maps whose numbers are joined, multiplied, normalised, or go to other places, against the naive interpreter, at every instruction set of the machine.

mod layers;
mod norms;
