//! The files of a folder of classes, in an order that depends on their names alone.

use std::fs::read_dir;
use std::path::{Path, PathBuf};

use super::image_error;
use crate::error::Error;

/// What file managers leave in folders of pictures, besides names that begin with a dot.
const LEFT_OVER: [&str; 2] = ["Thumbs.db", "desktop.ini"];

/// The names of classes, and all files with the class of each.
type Listing = (Vec<String>, Vec<(PathBuf, usize)>);

/// What is in a folder of `n_classes` classes.
pub(super) fn list(folder: &Path, n_classes: usize) -> Result<Listing, Error> {
    let mut classes = entries(folder)?;
    classes.retain(|(path, _)| path.is_dir());
    if classes.len() != n_classes {
        let names: Vec<&str> = classes.iter().take(8).map(|(_, name)| name.as_str()).collect();
        let more = if classes.len() > names.len() { ", .." } else { "" };
        let found = match names.as_slice() {
            [] => "has no folders in it".to_owned(),
            names => format!("has {} folders in it ({}{more})", classes.len(), names.join(", ")),
        };
        return Err(image_error(&folder.display().to_string(), found, format!("one for each of {n_classes} classes")));
    }
    let (mut names, mut files) = (Vec::new(), Vec::new());
    for (class, (folder, name)) in classes.into_iter().enumerate() {
        let pictures = entries(&folder)?;
        if pictures.is_empty() {
            return Err(image_error(&folder.display().to_string(), "has no pictures in it", "at least 1"));
        }
        files.extend(pictures.into_iter().map(|(path, _)| (path, class)));
        names.push(name);
    }
    Ok((names, files))
}

/// Paths and names of what is in a folder, by name, without what is hidden.
fn entries(folder: &Path) -> Result<Vec<(PathBuf, String)>, Error> {
    let file_error = |cause| Error::File { path: folder.display().to_string().into(), cause };
    let mut entries = Vec::new();
    for entry in read_dir(folder).map_err(file_error)? {
        let path = entry.map_err(file_error)?.path();
        let name = path.file_name().unwrap_or_default();
        let Some(name) = name.to_str().map(str::to_owned) else {
            return Err(image_error(&path.display().to_string(), "has a name that is not UTF-8", "one that is"));
        };
        if !name.starts_with('.') && !LEFT_OVER.contains(&name.as_str()) {
            entries.push((path, name));
        }
    }
    entries.sort_by(|(_, a), (_, b)| a.cmp(b));
    Ok(entries)
}
