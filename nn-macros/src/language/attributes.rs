//! The attributes that a network can have.

use crate::language::suggest::suggest_name;

/// Those that say something about a network.
pub(crate) const OWN: &[&str] = &["batch", "loss", "math", "nam", "onnx", "rtneural", "weights", "window"];

/// Attributes that make sense on a generated struct.
pub(crate) const PASSED_ON: &[&str] =
    &["allow", "cfg", "cfg_attr", "deny", "deprecated", "doc", "expect", "forbid", "must_use", "warn"];

/// The attribute that the unknown `path` could mean.
pub(crate) fn suggestion(path: &str) -> Option<&'static str> {
    match path {
        "batch_size" | "rows" => Some("batch"),
        "criterion" | "objective" => Some("loss"),
        "bptt" | "sequence" | "steps" => Some("window"),
        _ => suggest_name(path, OWN.iter().chain(PASSED_ON).copied()),
    }
}

/// Which of our attributes a misspelt one probably was.
pub(crate) fn meant(attribute: &syn::Attribute) -> Option<&'static str> {
    let path = attribute.path().get_ident()?.to_string();
    suggestion(&path).filter(|_| !PASSED_ON.contains(&path.as_str()))
}
