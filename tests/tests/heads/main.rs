//! Layers of few outputs, and networks so narrow that a batch has a row in each lane, against the naive interpreter, at every
//! instruction set of the machine.
// To lint its networks takes half a minute, and tells what those of other binaries tell.
#![cfg(not(clippy))]

mod few;
mod narrow;
