//! The autoencoder of the `MLPerf` Tiny reference models, from its ONNX file and from its weights.
//!
//! `autoencoder.in` is the code; `build.rs` puts the folder of the models into it.

include!(concat!(env!("OUT_DIR"), "/autoencoder.rs"));
