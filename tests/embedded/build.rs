//! Finds the `MLPerf` Tiny reference models, which this repository does not contain, and writes the tests that need them.
//!
//! They are looked for in the folder that the variable `NN_MODELS` names, else in `../shared/models` beside the checkout.
//! Without them there is one test, which says so.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=NN_MODELS");
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let beside = manifest.join("../../../shared/models");
    let folder = env::var_os("NN_MODELS").map_or(beside, PathBuf::from);
    // Of a path that does not exist cargo thinks that it has changed, and would compile these tests again in every build.
    if folder.exists() {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    let output = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(output.join("autoencoder.rs"), tests(&folder, "autoencoder", &["autoencoder"])?)?;
    fs::write(
        output.join("reference_maps.rs"),
        tests(&folder, "reference_maps", &["resnet8", "mobilenet", "ds_cnn"])?,
    )?;
    Ok(())
}

/// The code of some models' tests: the template with the folder put in, or a test that prints why it tests nothing.
fn tests(folder: &Path, template: &str, models: &[&str]) -> Result<String, Box<dyn Error>> {
    let has = |model: &&str| {
        let files = ["onnx", "safetensors", "io.safetensors"];
        files.iter().all(|extension| folder.join(format!("{model}.{extension}")).is_file())
    };
    if models.iter().all(has) {
        let folder = folder.canonicalize()?;
        let folder = folder.to_str().ok_or("the path of the models is not Unicode")?.escape_default().to_string();
        return Ok(fs::read_to_string(format!("tests/{template}.in"))?.replace("MODELS", &folder));
    }
    println!(
        "cargo::warning=the MLPerf Tiny models are not in {}, their tests are left out; touch tests/embedded/build.rs when they are",
        folder.display()
    );
    let reason =
        format!("not tested: the MLPerf Tiny models are not in {}; NN_MODELS names their folder", folder.display());
    Ok(format!("#[test]\nfn the_models_are_absent() {{\n    println!({:?});\n}}\n", reason.replace(['{', '}'], "")))
}
