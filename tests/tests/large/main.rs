//! Networks that are large enough for threads to divide their batches, against the naive interpreter, at every instruction set of
//! the machine.
// To lint its networks takes half a minute, and tells what those of other binaries tell.
#![cfg(not(clippy))]

mod not_finite;
mod sizes;
mod weights;
