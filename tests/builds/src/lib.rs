//! Builds inside of tests: packages that must fail, or that must be compiled twice, by cargo as a user calls it.
//!
//! All share the target folder of the workspace and one profile, so the library is compiled once for all of them and what others
//! wrote not at all; but for trybuild, which
//! has a folder of its own.
#![forbid(unsafe_code)]

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The fastest way to a program: nothing is optimised, nothing is kept for the next time, and of what others wrote all is found as
/// the tests of this workspace have it.
const PROFILE: [&str; 9] = [
    "profile.dev.opt-level=0",
    "profile.dev.debug=false",
    "profile.dev.incremental=false",
    "profile.dev.package.\"*\".opt-level=0",
    "profile.dev.package.bytemuck.opt-level=2",
    "profile.dev.package.fearless_simd.opt-level=2",
    "profile.dev.package.libm.opt-level=2",
    "profile.dev.package.rand_core.opt-level=2",
    "profile.dev.package.rand_pcg.opt-level=2",
];

/// What every package made here is declared with: files that are read while compiling, and nothing that takes longer.
const MANIFEST: &str = r#"
[package]
name = "NAME"
version = "0.0.0"
edition = "2024"

[dependencies]
nn-runtime = { path = "RUNTIME", default-features = false, features = ["std", "audio", "audio-load", "onnx", "weights"] }

[workspace]
"#;

/// The folder of the workspace.
fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package).to_path_buf()
}

/// The folder that nested builds write to, the workspace's own. `scratch` is a test's `CARGO_TARGET_TMPDIR`.
#[must_use]
pub fn target(scratch: &Path) -> PathBuf {
    scratch.parent().unwrap_or(scratch).to_path_buf()
}

/// `cargo SUBCOMMAND`, which writes to the shared folder and asks no registry.
#[must_use]
pub fn cargo(scratch: &Path, subcommand: &str) -> Command {
    let cargo = std::env::var_os("CARGO");
    let mut command = Command::new(cargo.as_deref().unwrap_or(OsStr::new("cargo")));
    command.arg(subcommand).arg("--offline").env("CARGO_TARGET_DIR", target(scratch));
    for setting in PROFILE {
        command.args(["--config", setting]);
    }
    command
}

/// Copies the files that cases of mistakes name to where they are looked for: below the manifest of the package that is compiled.
///
/// # Errors
/// If a file cannot be read or written.
pub fn provide_files(package: &Path) -> io::Result<()> {
    for area in ["audio", "onnx", "weights"] {
        let folder = PathBuf::from("tests/ui").join(area);
        let copies = package.join(&folder);
        fs::create_dir_all(&copies)?;
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension != "rs" && extension != "stderr") {
                fs::copy(&path, copies.join(path.file_name().unwrap_or_default()))?;
            }
        }
    }
    Ok(())
}

/// Writes a package that depends on nn-runtime to `folder`; its sources are the caller's.
///
/// # Errors
/// If a file cannot be written.
pub fn write_package(folder: &Path, name: &str) -> io::Result<()> {
    let workspace = workspace();
    // A path in TOML has no backslash of its own.
    let runtime = workspace.join("nn-runtime").to_string_lossy().replace('\\', "/");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), MANIFEST.replace("NAME", name).replace("RUNTIME", &runtime))?;
    // The versions that this workspace was built with are those that are here without a network.
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}
