//! The page: the library as WebAssembly, in text, inside of `page.html`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The target of the library.
const TARGET: &str = "wasm32-unknown-unknown";

/// Compiles the library, and reads what became of it.
pub(crate) fn module() -> Result<Vec<u8>, String> {
    let rustc = output(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if !Path::new(rustc.trim()).exists() {
        return Err(format!("the standard library for {TARGET} is missing: `rustup target add {TARGET}`"));
    }
    let folder = target_folder()?;
    output(
        Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(["build", "--quiet", "--lib", "--profile", "web", "--target", TARGET])
            .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
            .arg("--target-dir")
            .arg(&folder)
            // Without vectors it is scalar code, with other bits.
            .env("RUSTFLAGS", "-C target-feature=+simd128")
            .env_remove("CARGO_ENCODED_RUSTFLAGS"),
    )?;
    let path = folder.join(TARGET).join("web/nn_web.wasm");
    std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Cargo's folder, in which this program is: `target/release/nn-web`.
fn target_folder() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| format!("this program's path: {error}"))?;
    program.ancestors().nth(2).map(Path::to_path_buf).ok_or_else(|| format!("{} has no folder", program.display()))
}

/// What a program prints, or how it failed.
fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().display().to_string();
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(format!("{name}: {}", text(&output.stderr))) }
}

/// The page with this module.
pub(crate) fn with(module: &[u8]) -> String {
    include_str!("../page.html").replacen("@MODULE@", &base64(module), 1)
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| chunk.get(index).copied().map_or(0, u32::from);
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let digit = (bits >> (18 - 6 * index) & 63) as usize;
            text.push(if index <= chunk.len() { char::from(DIGITS[digit]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_bytes_is_that_of_the_standard() {
        let expected = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (length, expected) in expected.into_iter().enumerate() {
            assert_eq!(base64(&b"foobar"[..length]), expected);
        }
    }

    #[test]
    fn the_page_has_one_place_for_the_module() {
        assert_eq!(include_str!("../page.html").matches("@MODULE@").count(), 1);
        assert!(with(b"foo").contains("Zm9v"));
    }
}
