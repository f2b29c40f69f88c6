//! Layers with a memory over whole windows, `[channels, time]`: against the naive interpreter, and against the stream that has their parameters.

mod layers;
mod streams;
