//! Files that are read whole, and replaced whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The content of a file.
#[cfg(any(feature = "audio-load", feature = "safetensors"))]
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|cause| error(path, cause))
}

/// Puts `content` in the place of `path`, which holds the old content or the new one at every moment.
///
/// A symbolic link stays, and what it points at is replaced. After an error the old file is there and no temporary.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), Error> {
    replace_with(path, |file| file.write_all(content)).map_err(|cause| error(path, cause))
}

/// Removes the temporaries that writers of `path` left when they were killed. Nobody may be writing it.
#[cfg(feature = "safetensors")]
pub(crate) fn remove_leftovers(path: &Path) {
    let Ok(target) = Target::of(path) else { return };
    let Ok(entries) = fs::read_dir(&target.folder) else { return };
    let stem = target.temporary_stem();
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.as_encoded_bytes().strip_prefix(stem.as_encoded_bytes()).is_some_and(is_temporary) {
            // What cannot be removed does no harm: it is never read.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether this follows the stem in the name of a temporary, `17.tmp`; those of a file called `net.ckpt.old` have more.
#[cfg(feature = "safetensors")]
fn is_temporary(rest: &[u8]) -> bool {
    rest.strip_suffix(SUFFIX.as_bytes()).is_some_and(|number| number.iter().all(u8::is_ascii_digit))
}

/// The path as it is named in errors.
pub(crate) fn name(path: &Path) -> Box<str> {
    path.display().to_string().into()
}

fn error(path: &Path, cause: io::Error) -> Error {
    Error::File { path: name(path), cause }
}

/// How the names of temporaries end.
const SUFFIX: &str = ".tmp";

/// Where the content goes: a name in a folder, links resolved.
struct Target {
    folder: PathBuf,
    name: OsString,
}

impl Target {
    fn of(path: &Path) -> io::Result<Self> {
        // A file that is not there yet has no canonical path.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let invalid = |what| io::Error::new(io::ErrorKind::InvalidInput, what);
        let name = path.file_name().ok_or_else(|| invalid("the path names no file"))?.to_os_string();
        // A rename would put a plain file where a device or a pipe was.
        if path.exists() && !path.is_file() {
            return Err(invalid("there is something else than a regular file"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Self { folder: folder.to_path_buf(), name })
    }

    fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// `.digits.ckpt.`: how the names of temporaries begin.
    fn temporary_stem(&self) -> OsString {
        let mut stem = OsString::from(".");
        stem.push(&self.name);
        stem.push(".");
        stem
    }

    /// A new file in the same folder, so that a rename stays within one file system.
    fn temporary(&self) -> io::Result<(Temporary, File)> {
        // A number that no other writer has, on platforms without processes too.
        let number = RandomState::new().build_hasher().finish();
        let mut name = self.temporary_stem();
        name.push(format!("{number}{SUFFIX}"));
        let path = self.folder.join(name);
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok((Temporary { path, is_kept: false }, file))
    }
}

/// A file that is removed unless it was renamed.
struct Temporary {
    path: PathBuf,
    is_kept: bool,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.is_kept {
            // The error that led here is the one to report.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn replace_with(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let target = Target::of(path)?;
    let (mut temporary, mut file) = target.temporary()?;
    write(&mut file)?;
    if let Ok(old) = fs::metadata(target.path()) {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()?;
    // Windows renames no open file.
    drop(file);
    fs::rename(&temporary.path, target.path())?;
    temporary.is_kept = true;
    sync_folder(&target.folder);
    Ok(())
}

/// Makes the rename outlive a loss of power. Some file systems cannot; the file is whole under its old or its new name
/// all the same, so that is no error.
#[cfg(unix)]
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Folders cannot be opened here.
#[cfg(not(unix))]
fn sync_folder(_: &Path) {}

#[cfg(all(test, feature = "safetensors"))]
mod tests {
    use super::*;

    /// The names of the files in a folder.
    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_the_content_and_leaves_no_temporary() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("weights");
        replace(&path, b"first").expect("a new file");
        replace(&path, b"second").expect("an old file");
        assert_eq!(read(&path).expect("the file"), b"second");
        assert_eq!(names(folder.path()), ["weights"]);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_temporary() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("weights");
        replace(&path, b"old").expect("a new file");
        let failed = replace_with(&path, |file| {
            file.write_all(b"ne")?;
            Err(io::Error::other("the disk is full"))
        });
        assert_eq!(failed.expect_err("the write failed").to_string(), "the disk is full");
        assert_eq!(read(&path).expect("the file"), b"old");
        assert_eq!(names(folder.path()), ["weights"]);
    }

    #[test]
    fn folders_and_paths_without_a_name_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = replace(folder.path(), b"").expect_err("a folder is there");
        assert!(error.to_string().ends_with("there is something else than a regular file"), "{error}");
        assert!(replace(&folder.path().join("absent/weights"), b"").is_err());
        assert!(replace(Path::new(""), b"").expect_err("no name").to_string().ends_with("the path names no file"));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        replace(&target, b"old").expect("a new file");
        fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).expect("permissions");
        std::os::unix::fs::symlink(&target, &link).expect("a link");
        replace(&link, b"new").expect("the target");
        assert!(link.is_symlink());
        assert_eq!(read(&target).expect("the file"), b"new");
        assert_eq!(fs::metadata(&target).expect("the file").permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn leftovers_of_the_same_file_are_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.ckpt");
        for name in ["a.ckpt", ".a.ckpt.17.tmp", ".a.ckpt.b.17.tmp", ".b.ckpt.17.tmp", "a.ckpt.tmp"] {
            fs::write(folder.path().join(name), b"x").expect("a file");
        }
        remove_leftovers(&path);
        assert_eq!(names(folder.path()), [".a.ckpt.b.17.tmp", ".b.ckpt.17.tmp", "a.ckpt", "a.ckpt.tmp"]);
    }
}
