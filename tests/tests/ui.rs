//! Mistakes in declarations: each file in `ui/` fails to compile with exactly the errors beside it.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes them anew; read every difference.

use std::error::Error;
use std::fs;
use std::path::Path;

/// Messages of the macro.
#[test]
fn mistakes_in_declarations() {
    let cases = trybuild::TestCases::new();
    for area in ["weights", "onnx"] {
        provide_files(area).unwrap_or_else(|error| panic!("the files of tests/ui/{area}: {error}"));
        cases.compile_fail(format!("tests/ui/{area}/*.rs"));
    }
    for area in ["grammar", "layer", "argument", "shape", "wiring", "label", "loss", "attribute", "several"] {
        cases.compile_fail(format!("tests/ui/{area}/*.rs"));
    }
}

/// Copies the files that the cases of an area name to where they are looked for: trybuild compiles the cases in a crate
/// of its own, whose manifest is elsewhere.
fn provide_files(area: &str) -> Result<(), Box<dyn Error>> {
    let folder = Path::new("tests/ui").join(area);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("there is no target folder")?;
    let copies = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME")).join(&folder);
    fs::create_dir_all(&copies)?;
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "safetensors" || extension == "onnx") {
            fs::copy(&path, copies.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}

/// Messages of the compiler about code that uses a network; they change with its version.
#[test]
fn mistakes_in_uses() {
    trybuild::TestCases::new().compile_fail("tests/ui/rustc/*.rs");
}
