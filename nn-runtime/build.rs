//! Tells the crate which machines it is compiled for, and how operations on vectors are to be inlined (`simd/lanes.rs`).

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(inline_always)");
    println!("cargo::rustc-check-cfg=cfg(machines, values(\"x86\", \"arm\", \"wasm\", \"scalar\"))");
    let is = |name: &str, expected: &[&str]| {
        let value = env::var(name).unwrap_or_default();
        value.split(',').any(|value| expected.contains(&value))
    };
    let has = |architectures: &[&str], features: &[&str]| {
        is("CARGO_CFG_TARGET_ARCH", architectures)
            && features.iter().all(|name| is("CARGO_CFG_TARGET_FEATURE", &[name]))
    };
    // `--cfg nn_scalar` is for tests: the code of machines without vectors, on any machine.
    let machines = if env::var_os("CARGO_CFG_NN_SCALAR").is_some() {
        "scalar"
    } else if has(&["x86", "x86_64"], &["sse2", "fxsr"]) {
        "x86"
    } else if has(&["aarch64"], &["neon"]) && is("CARGO_CFG_TARGET_ENDIAN", &["little"]) {
        "arm"
    } else if has(&["wasm32"], &["simd128"]) {
        "wasm"
    } else {
        "scalar"
    };
    println!("cargo::rustc-cfg=machines=\"{machines}\"");
    // Where the compiler does not optimise for speed, it would leave calls.
    if machines != "scalar" && !is("OPT_LEVEL", &["1", "2", "3"]) {
        println!("cargo::rustc-cfg=inline_always");
    }
}
