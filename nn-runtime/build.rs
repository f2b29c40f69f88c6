//! Tells the crate how operations on vectors are to be inlined (`simd/lanes.rs`).

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(inline_always)");
    let is = |name: &str, expected: &[&str]| {
        let value = env::var(name).unwrap_or_default();
        value.split(',').any(|value| expected.contains(&value))
    };
    // Where there are no vectors an operation is long, and the compiler would leave a call.
    let has_vectors = is("CARGO_CFG_TARGET_FEATURE", &["sse2", "neon", "simd128"]);
    if !(has_vectors && is("OPT_LEVEL", &["1", "2", "3"])) {
        println!("cargo::rustc-cfg=inline_always");
    }
}
