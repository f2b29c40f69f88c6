//! Passes the compiler's version and flags on, so that a record can name them.

use std::env;
use std::process::Command;

fn main() {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler).arg("--version").output();
    let version = version.map_or_else(
        |_| "rustc unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    );
    // The flags are separated by the ASCII unit separator.
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default().replace('\u{1f}', " ");
    println!("cargo::rustc-env=BENCH_RUSTC_VERSION={version}");
    println!("cargo::rustc-env=BENCH_RUSTFLAGS={flags} ");
    println!("cargo::rerun-if-changed=build.rs");
}
