//! Dense layers of every size against the naive interpreter, at every instruction set of the machine; and what a generated struct
//! offers beside its arithmetic.
//!
//! The networks are what takes long to compile and much memory, so they are in four test binaries by their subject: `layers`,
//! `heads`, `functions`, `wiring`.

mod blocks;
mod large;
mod not_finite;
mod sizes;
mod statistics;
mod surface;
