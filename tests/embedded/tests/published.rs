//! Models of audio programs that others published, loaded while the program runs.
//!
//! `published.in` is the code; `build.rs` puts the folder of the models into it.

include!(concat!(env!("OUT_DIR"), "/published.rs"));
