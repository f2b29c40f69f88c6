//! The `MLPerf` Tiny reference models of images and of words, from their ONNX files and from their weights.
//!
//! `reference_maps.in` is the code; `build.rs` puts the folder of the models into it.

include!(concat!(env!("OUT_DIR"), "/reference_maps.rs"));
