//! No stage uses a later one: the modules are in one order, which the `crate::` paths of every file follow.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every module, each after those that it may use.
const ORDER: &[&str] = &[
    "ast", "errors", "language", "ir", "model", "elements", "graph", "layers", "surface", "outline", "parse", "check",
    "paths", "files", "weights", "lowered", "onnx", "audio", "report", "plan", "emit", "fallback", "expand", "fuzz",
];

/// All source files below a folder, those of tests left out.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the sources are beside the manifest")
        .map(|entry| entry.expect("a folder can be listed").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && name != "interpret" {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !matches!(name, "tests.rs" | "lib.rs" | "show.rs" | "order.rs")
        {
            found.push(path);
        }
    }
}

/// The modules of this crate that a text names, comments and unit tests left out.
fn used(text: &str) -> BTreeSet<String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let names = code.split("crate::").skip(1).flat_map(|rest| {
        let group = rest.strip_prefix('{').and_then(|group| group.split('}').next());
        let list = group.map_or_else(|| vec![rest], |group| group.split(',').collect());
        list.into_iter().map(|name| {
            let name = name.trim();
            name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
        })
    });
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn no_module_uses_a_later_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 60, "{} files", files.len());
    let place = |module: &str| ORDER.iter().position(|other| *other == module);
    for file in files {
        let inside = file.strip_prefix(&root).expect("the file is below the folder");
        let first = inside.iter().next().and_then(|name| name.to_str()).unwrap_or_default();
        let module = first.trim_end_matches(".rs");
        let own = place(module).unwrap_or_else(|| panic!("`{module}` has no place in the order"));
        for other in used(&std::fs::read_to_string(&file).expect("a source is text")) {
            let Some(of_other) = place(&other) else {
                panic!("{}: `{other}` has no place in the order", inside.display())
            };
            assert!(of_other <= own, "{}: `{module}` uses `{other}`, which comes later", inside.display());
        }
    }
}

#[test]
fn paths_are_found_in_lists_and_in_code_and_not_in_comments() {
    let text = "use crate::{plan, emit::steps};\n// crate::onnx\nfn f() -> crate::ir::Value { crate::model::g() }";
    let found: Vec<String> = used(text).into_iter().collect();
    assert_eq!(found, ["emit", "ir", "model", "plan"]);
}
