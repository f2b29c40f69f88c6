//! Finds models that this repository does not contain, and writes the tests that need them: the `MLPerf` Tiny reference models, and published models
//! of audio programs.
//!
//! They are looked for in the folders that the variables `NN_MODELS` and `NN_CASES` name, else in `../shared/models` and `../shared/cases` beside the
//! checkout. Without them there is one test, which says so.

use std::env;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let models = Models::found("the MLPerf Tiny models", "NN_MODELS", "models")?;
    models.write("autoencoder", "MODELS", &of_tiny(&["autoencoder"]))?;
    models.write("reference_maps", "MODELS", &of_tiny(&["resnet8", "mobilenet", "ds_cnn"]))?;
    let cases = Models::found("published models of audio programs", "NN_CASES", "cases")?;
    let of_nam = [
        "lstm",
        "wavenet",
        "wavenet_a1_standard",
        "reference_standard",
        "reference_lstm",
        "reference_lstm_standard",
        "a2_gated",
        "a2_film",
        "a2_grouped",
        "A2",
        "slimmable_container",
    ];
    let of_nam = of_nam.iter().map(|name| format!("nam/{name}.nam"));
    let of_rtneural = ["gru", "lstm", "conv"].map(|name| format!("rtneural/{name}.json"));
    cases.write("published", "CASES", &of_nam.chain(of_rtneural).collect::<Vec<_>>())
}

/// The files of reference models.
fn of_tiny(models: &[&str]) -> Vec<String> {
    let files =
        |model: &&str| ["onnx", "safetensors", "io.safetensors"].map(|extension| format!("{model}.{extension}"));
    models.iter().flat_map(files).collect()
}

/// Where some models are.
struct Models {
    title: &'static str,
    variable: &'static str,
    folder: PathBuf,
}

impl Models {
    /// In the folder that the variable names, or in that of this name.
    fn found(title: &'static str, variable: &'static str, name: &str) -> Result<Self, Box<dyn Error>> {
        println!("cargo::rerun-if-env-changed={variable}");
        let beside = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../../shared").join(name);
        let folder = env::var_os(variable).map_or(beside, PathBuf::from);
        // Of a path that does not exist cargo thinks that it has changed, and would compile these tests again in every build.
        if folder.exists() {
            println!("cargo::rerun-if-changed={}", folder.display());
        }
        Ok(Self { title, variable, folder })
    }

    /// Writes the tests of a template.
    fn write(&self, template: &str, word: &str, files: &[String]) -> Result<(), Box<dyn Error>> {
        println!("cargo::rerun-if-changed=tests/{template}.in");
        let output = PathBuf::from(env::var("OUT_DIR")?).join(format!("{template}.rs"));
        Ok(fs::write(output, self.tests(template, word, files)?)?)
    }

    /// The template with the folder put in for a word, or a test that prints why it tests nothing.
    fn tests(&self, template: &str, word: &str, files: &[String]) -> Result<String, Box<dyn Error>> {
        let Self { title, variable, folder } = self;
        if files.iter().all(|file| folder.join(file).is_file()) {
            let folder = folder.canonicalize()?;
            let folder = folder.to_str().ok_or("the path of the models is not Unicode")?.escape_default().to_string();
            return Ok(fs::read_to_string(format!("tests/{template}.in"))?.replace(word, &folder));
        }
        let folder = folder.display();
        println!(
            "cargo::warning={title} are not in {folder}, their tests are left out; touch tests/embedded/build.rs when they are"
        );
        let reason = format!("not tested: {title} are not in {folder}; {variable} names their folder");
        let reason = reason.replace(['{', '}'], "");
        Ok(format!("#[test]\nfn the_models_are_absent() {{\n    println!({reason:?});\n}}\n"))
    }
}
