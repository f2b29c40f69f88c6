//! Where the files that a declaration names are: beside the calling crate's `Cargo.toml`, unless their paths are absolute.
//!
//! Cargo sets `CARGO_MANIFEST_DIR` to an absolute path. Other build tools give one that is relative to the folder in which
//! they run the compiler.

use std::ffi::OsStr;
use std::path::Path;
#[cfg(any(feature = "audio", feature = "onnx", feature = "weights", test))]
use std::path::PathBuf;

/// The whole path of `file`; `None` if it is relative and nobody says to what.
#[cfg(any(feature = "audio", feature = "onnx", feature = "weights"))]
pub(crate) fn resolve(file: &str) -> Option<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR");
    resolve_from(file, manifest.as_deref(), std::env::current_dir().ok().as_deref())
}

/// The path for `include_bytes!`, where it cannot be written as `CARGO_MANIFEST_DIR` and `file`: `include_bytes!` takes a
/// relative path from the source file on.
pub(crate) fn absolute_for_include(file: &str) -> Option<String> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR");
    absolute_from(file, manifest.as_deref(), std::env::current_dir().ok().as_deref())
}

#[cfg(any(feature = "audio", feature = "onnx", feature = "weights", test))]
fn resolve_from(file: &str, manifest: Option<&OsStr>, current: Option<&Path>) -> Option<PathBuf> {
    if Path::new(file).is_absolute() {
        return Some(PathBuf::from(file));
    }
    // What is absolute replaces all before it.
    let folder = current.unwrap_or(Path::new("")).join(manifest?);
    Some(folder.join(file))
}

fn absolute_from(file: &str, manifest: Option<&OsStr>, current: Option<&Path>) -> Option<String> {
    if Path::new(file).is_absolute() {
        return Some(file.to_owned());
    }
    let manifest = manifest.filter(|manifest| Path::new(manifest).is_relative())?;
    current?.join(manifest).join(file).into_os_string().into_string().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The folder of this crate, which is the current one in tests, from the folder above it.
    fn relative() -> (&'static Path, &'static OsStr) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        (folder.parent().expect("a workspace"), folder.file_name().expect("a name"))
    }

    #[test]
    fn a_relative_folder_of_the_manifest_is_relative_to_the_current_one() {
        let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/sum.safetensors");
        let (current, manifest) = relative();
        for (manifest, current) in [
            (manifest, Some(current)),
            (OsStr::new("."), Some(Path::new(env!("CARGO_MANIFEST_DIR")))),
            (OsStr::new(""), Some(Path::new(env!("CARGO_MANIFEST_DIR")))),
            (OsStr::new(env!("CARGO_MANIFEST_DIR")), Some(Path::new("/elsewhere"))),
            (OsStr::new(env!("CARGO_MANIFEST_DIR")), None),
        ] {
            let found = resolve_from("golden/sum.safetensors", Some(manifest), current).expect("a folder is given");
            assert!(found.is_file(), "{manifest:?} in {current:?}: {found:?}");
            assert_eq!(found.canonicalize().ok(), expected.canonicalize().ok());
        }
        let absolute = expected.to_str().expect("a path in UTF-8");
        assert_eq!(resolve_from(absolute, None, None).as_deref(), Some(&*expected));
        assert_eq!(resolve_from("golden/sum.safetensors", None, None), None);
    }

    #[test]
    fn the_path_for_include_bytes_is_absolute_where_the_manifest_is_not() {
        let (current, manifest) = relative();
        let found = absolute_from("golden/sum.safetensors", Some(manifest), Some(current)).expect("a path in UTF-8");
        assert!(Path::new(&found).is_absolute() && Path::new(&found).is_file(), "{found}");
        assert_eq!(absolute_from("/a/b", Some(manifest), Some(current)).as_deref(), Some("/a/b"));
        // As cargo has it, the expansion does not depend on the folder.
        let folder = OsStr::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(absolute_from("golden/sum.safetensors", Some(folder), Some(current)), None);
        assert_eq!(absolute_from("golden/sum.safetensors", None, Some(current)), None);
    }
}
