//! Mistakes in declarations: each file in `ui/` fails to compile with exactly the errors beside it.
//!
//! The compiler sees all of them at once, as modules of one crate (a crate for each takes minutes), and every error of it is
//! sorted to the file that it points at. What that could hide, such as a case that fails only in company, is seen in those
//! that trybuild compiles alone, in `alone`.
//!
//! `TRYBUILD=overwrite cargo test -p nn-builds-tests --test ui --test alone` writes the errors anew; read every difference.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use nn_builds_tests as nested;

/// The folders with messages of the macro.
const AREAS: [&str; 13] = [
    "argument",
    "attribute",
    "audio",
    "grammar",
    "label",
    "layer",
    "loss",
    "onnx",
    "several",
    "shape",
    "stream",
    "weights",
    "wiring",
];

/// Messages of the macro.
#[test]
fn mistakes_in_declarations() -> Result<(), Box<dyn Error>> {
    let cases = cases()?;
    let mut found = errors_of(&cases)?;
    let (mut wrong, mut report) = (0, String::new());
    for case in &cases {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(case).with_extension("stderr");
        let found = found.remove(case).unwrap_or_default().join("\n");
        if std::env::var_os("TRYBUILD").is_some_and(|value| value == "overwrite") {
            fs::write(&path, &found)?;
        }
        // A checkout on another system may have other ends of lines.
        let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        if found != expected {
            wrong += 1;
            writeln!(report, "== {case}\n-- expected\n{expected}\n-- found\n{found}")?;
        }
    }
    writeln!(report, "{}", found.into_values().flatten().collect::<String>())?;
    assert!(report.trim().is_empty(), "{wrong} of {} cases differ\n{report}", cases.len());
    Ok(())
}

/// All cases, as `tests/ui/area/case.rs`.
fn cases() -> Result<Vec<String>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for area in AREAS {
        for entry in fs::read_dir(Path::new("tests/ui").join(area))? {
            let name = entry?.file_name().into_string().map_err(|name| format!("{}", name.display()))?;
            if let Some(case) = name.strip_suffix(".rs") {
                cases.push(format!("tests/ui/{area}/{case}.rs"));
            }
        }
    }
    cases.sort();
    assert!(cases.len() >= 200, "found {} cases", cases.len());
    Ok(cases)
}

/// What the compiler says of the crate that has all cases as modules, by the case that it points at; by "" what points at none.
fn errors_of(cases: &[String]) -> Result<BTreeMap<String, Vec<String>>, Box<dyn Error>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = scratch.join("mistakes");
    nested::write_package(&folder, "mistakes")?;
    nested::provide_files(&folder)?;
    let module = |(index, case): (usize, &String)| {
        format!("#[path = {:?}]\nmod case_{index};\n", tests.join(case).to_string_lossy())
    };
    let modules: String = cases.iter().enumerate().map(module).collect();
    fs::write(folder.join("src/lib.rs"), modules)?;
    let output =
        nested::cargo(scratch, "build").args(["--quiet", "--message-format=json"]).current_dir(&folder).output()?;

    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let prefix = format!("{}/", tests.display());
    for line in String::from_utf8(output.stdout)?.lines() {
        let line: serde_json::Value = serde_json::from_str(line)?;
        let message = &line["message"];
        let text = message["rendered"].as_str().unwrap_or_default().replace(&prefix, "");
        if line["reason"] != "compiler-message" || message["level"] != "error" || text.contains("aborting due to ") {
            continue;
        }
        // What it points at first; the spans of an expansion also name the file of the macro.
        let place = text.split_once("--> ").map_or("", |(_, rest)| rest);
        let file = place.split_once(':').map_or("", |(file, _)| file).to_owned();
        errors.entry(file).or_default().push(format!("{}\n", text.trim_end()));
    }
    assert!(!errors.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(errors)
}
