//! Lines that join others or change them while training, against the naive interpreter, at every instruction set of the machine.
// To lint its networks takes half a minute, and tells what those of other binaries tell.
#![cfg(not(clippy))]

mod dropout;
mod joins;
