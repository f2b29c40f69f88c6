//! The attributes that a network can have.

use crate::language::suggest::suggest_name;

/// Attributes that make sense on a generated struct.
pub(crate) const PASSED_ON: &[&str] =
    &["allow", "cfg", "cfg_attr", "deny", "deprecated", "doc", "expect", "forbid", "must_use", "warn"];

/// The attribute that the unknown `path` could mean.
pub(crate) fn suggestion(path: &str) -> Option<&'static str> {
    suggest_name(
        path,
        ["batch", "loss", "math", "nam", "onnx", "rtneural", "weights"].into_iter().chain(PASSED_ON.iter().copied()),
    )
}

/// Which of our attributes a misspelt one probably was.
pub(crate) fn meant(attribute: &syn::Attribute) -> Option<&'static str> {
    let path = attribute.path().get_ident()?.to_string();
    suggestion(&path).filter(|_| !PASSED_ON.contains(&path.as_str()))
}
