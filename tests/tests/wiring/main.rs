//! Lines that join others or change them while training, against the naive interpreter, at every instruction set of the machine.

mod dropout;
mod joins;
