//! Layers with a memory over whole windows, `[channels, time]`: against the naive interpreter, and against the stream that has their parameters.
// To lint its networks takes half a minute, and tells what those of other binaries tell.
#![cfg(not(clippy))]

mod layers;
mod streams;
