//! Layers of few outputs, and networks so narrow that a batch has a row in each lane, against the naive interpreter, at every
//! instruction set of the machine.

mod few;
mod narrow;
