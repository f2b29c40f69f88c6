//! Mistakes in declarations: each file in `ui/` fails to compile with exactly the errors beside it.
//!
//! The compiler sees all of them at once, as modules of one crate (a crate for each takes minutes), and every error of it is
//! sorted to the file that it points at. What that could hide, such as a case that fails only in company, is seen in those
//! that are crates of their own.
//!
//! `NN_BLESS=1 cargo test -p nn-tests --test ui` writes the errors anew; read every difference.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use nn_tests::nested;

/// The folders with messages of the macro.
const AREAS: [&str; 11] =
    ["argument", "attribute", "grammar", "label", "layer", "loss", "onnx", "several", "shape", "weights", "wiring"];

/// Cases that are also compiled alone: of every area, and above all those with several errors or a file.
const ALONE: [&str; 17] = [
    "argument/number-as-bool",
    "attribute/derive",
    "grammar/arithmetic-in-size",
    "grammar/empty-invocation",
    "label/keyword",
    "layer/misspelt-layer",
    "loss/misspelt-loss-and-trainer",
    "onnx/dynamic-axis",
    "onnx/unsupported-operators",
    "several/inside-functions",
    "several/layer-and-activation-misspelt",
    "several/loss-and-label",
    "several/shape-and-line-grammar",
    "shape/last-layer-does-not-match-output",
    "weights/mistake-in-a-layer-too",
    "weights/no-such-file",
    "wiring/unused-chain",
];

/// Errors of the compiler, by the case that they belong to; by "" those of no case.
type Errors = BTreeMap<String, Vec<String>>;

/// Messages of the macro.
#[test]
fn mistakes_in_declarations() -> Result<(), Box<dyn Error>> {
    let cases = cases_in(&AREAS)?;
    assert!(cases.len() >= 200, "found {} cases", cases.len());
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let module = |(index, case): (usize, &String)| {
        format!("#[path = {:?}]\nmod case_{index};\n", tests.join(case).to_string_lossy())
    };
    let modules: String = cases.iter().enumerate().map(module).collect();
    let mut errors = Errors::new();
    for message in compile("mistakes", "", &[("src/lib.rs", modules)])? {
        // What it points at first; the spans of an expansion also name the file of the macro.
        let place = message.text.split_once("--> ").map_or("", |(_, rest)| rest);
        let file = place.split_once(':').map_or("", |(file, _)| file).to_owned();
        errors.entry(file).or_default().push(message.text);
    }
    assert_expected(&cases, errors)
}

/// Cases that the compiler sees alone, and its own messages about code that uses a network, which change with its version.
#[test]
fn mistakes_alone_and_in_uses() -> Result<(), Box<dyn Error>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cases: Vec<String> = ALONE.iter().map(|case| format!("tests/ui/{case}.rs")).collect();
    cases.extend(cases_in(&["rustc"])?);
    let program = |(index, case): (usize, &String)| {
        format!("[[bin]]\nname = \"case_{index}\"\npath = {:?}\n", tests.join(case).to_string_lossy())
    };
    let programs: String = cases.iter().enumerate().map(program).collect();
    let mut errors = Errors::new();
    for message in compile("alone", &programs, &[])? {
        errors.entry(message.source).or_default().push(message.text);
    }
    assert_expected(&cases, errors)
}

/// All cases of some folders, as `tests/ui/area/case.rs`.
fn cases_in(areas: &[&str]) -> Result<Vec<String>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for area in areas {
        for entry in fs::read_dir(Path::new("tests/ui").join(area))? {
            let name = entry?.file_name().into_string().map_err(|name| format!("{}", name.display()))?;
            if let Some(case) = name.strip_suffix(".rs") {
                cases.push(format!("tests/ui/{area}/{case}.rs"));
            }
        }
    }
    cases.sort();
    Ok(cases)
}

/// Asserts that each case has the errors that stand beside it, and that there are no others. With `NN_BLESS`, they are written.
fn assert_expected(cases: &[String], mut found: Errors) -> Result<(), Box<dyn Error>> {
    let (mut wrong, mut report) = (0, String::new());
    for case in cases {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(case).with_extension("stderr");
        let found = found.remove(case).unwrap_or_default().join("\n");
        if std::env::var_os("NN_BLESS").is_some() {
            fs::write(&path, &found)?;
        }
        // A checkout on another system may have other ends of lines.
        let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        if found.is_empty() || found != expected {
            wrong += 1;
            writeln!(report, "== {case}\n-- expected\n{expected}\n-- found\n{found}")?;
        }
    }
    writeln!(report, "{}", found.into_values().flatten().collect::<String>())?;
    assert!(report.trim().is_empty(), "{wrong} of {} cases differ\n{report}", cases.len());
    Ok(())
}

/// An error of the compiler.
struct Message {
    /// The file of the crate in which it was found.
    source: String,
    /// Without the folders of this workspace.
    text: String,
}

/// What the compiler says of a package with these targets in its manifest and these files.
fn compile(name: &str, targets: &str, files: &[(&str, String)]) -> Result<Vec<Message>, Box<dyn Error>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = scratch.join(name);
    nested::write_package(&folder, name)?;
    let manifest = folder.join("Cargo.toml");
    fs::write(&manifest, fs::read_to_string(&manifest)? + targets)?;
    for (path, text) in files {
        fs::write(folder.join(path), text)?;
    }
    provide_files(&folder)?;
    let mut command = nested::cargo(scratch, "build");
    command.args(["--quiet", "--keep-going", "--message-format=json"]).current_dir(&folder);
    let output = command.output()?;

    let prefix = format!("{}/", tests.display());
    let mut messages = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let line: serde_json::Value = serde_json::from_str(line)?;
        let message = &line["message"];
        let text = message["rendered"].as_str().unwrap_or_default().replace(&prefix, "");
        if line["reason"] != "compiler-message" || message["level"] != "error" || text.contains("aborting due to ") {
            continue;
        }
        let source = line["target"]["src_path"].as_str().unwrap_or_default().replace(&prefix, "");
        messages.push(Message { source, text: format!("{}\n", without_library(text.trim_end())) });
    }
    assert!(!messages.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(messages)
}

/// Names a file of the library without the position in it and the lines there, which are not what a case is about.
fn without_library(text: &str) -> String {
    let root = format!("{}/", Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("")).display());
    let (mut kept, mut is_inside) = (Vec::new(), false);
    for line in text.lines() {
        if let Some((arrow, path)) = line.split_once(&root).filter(|(arrow, _)| arrow.ends_with("--> ")) {
            is_inside = true;
            kept.push(format!("{arrow}$WORKSPACE/{}", path.split_once(':').map_or(path, |(file, _)| file)));
        } else {
            // The lines of a file stand behind a bar; what comes next does not.
            is_inside &= line.starts_with("...") || line.split_once('|').is_some_and(|(number, _)| is_number(number));
            if !is_inside {
                kept.push(line.to_owned());
            }
        }
    }
    kept.join("\n")
}

/// Whether nothing, or the number of a line, stands between spaces.
fn is_number(text: &str) -> bool {
    text.trim().bytes().all(|byte| byte.is_ascii_digit())
}

/// Copies the files that cases name to where they are looked for: below the manifest of the package that is compiled.
fn provide_files(package: &Path) -> Result<(), Box<dyn Error>> {
    for area in ["weights", "onnx"] {
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
