//! Dense layers of every size against the naive interpreter, at every instruction set of the machine; and what a generated struct
//! offers beside its arithmetic.
//!
//! The networks are what takes long to compile and much memory, so they are in six test binaries by their subject: `layers`,
//! `large`, `heads`, `functions`, `losses`, `wiring`.

mod blocks;
mod sizes;
mod statistics;
mod surface;
