//! Networks that are large enough for threads to divide their batches, against the naive interpreter, at every instruction set of
//! the machine.

mod not_finite;
mod sizes;
mod weights;
