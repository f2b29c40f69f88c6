//! Streams: layers with a memory against the naive interpreter, the same bits step by step and in blocks, and values of other
//! frameworks.

mod golden;
mod layers;
mod states;
mod training;
