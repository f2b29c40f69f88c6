//! Reading the files that a declaration names, while compiling.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::errors::Diagnostic;
use crate::language::suggest::suggest_name;
use crate::model::File;
use crate::paths;

/// The largest file that is read: twice what the parameters of the largest network take as `f64`.
pub(crate) const MAX_BYTES: u64 = 1 << 32;

/// The content of `file`.
pub(crate) fn read(file: &File) -> Result<Vec<u8>, Diagnostic> {
    let path = resolve(file)?;
    let found = std::fs::metadata(&path).and_then(|metadata| {
        if metadata.is_file() && metadata.len() > MAX_BYTES {
            return Err(std::io::Error::new(ErrorKind::FileTooLarge, format!("it has {} bytes", metadata.len())));
        }
        std::fs::read(&path)
    });
    found.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Diagnostic::new(file.place, format!("there is no file `{}`", file.path))
            .note("the path is relative to the folder of the crate's `Cargo.toml`")
            .did_you_mean(neighbour(file, &path)),
        _ => Diagnostic::new(file.place, format!("cannot read `{}`: {error}", file.path)),
    })
}

/// The whole path.
pub(crate) fn resolve(file: &File) -> Result<PathBuf, Diagnostic> {
    paths::resolve(&file.path).ok_or_else(|| {
        let message = format!("`{}` is relative to `CARGO_MANIFEST_DIR`, which is not set", file.path);
        Diagnostic::new(file.place, message).help("compile with cargo, or write an absolute path")
    })
}

/// The file in the same folder whose name is nearest, as one would write it.
fn neighbour(file: &File, path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let entries = std::fs::read_dir(path.parent()?).ok()?.filter_map(Result::ok);
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let name = suggest_name(wanted, names.iter().map(String::as_str))?;
    Some(format!("{}{name}", file.path.strip_suffix(wanted)?))
}
