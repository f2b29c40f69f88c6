//! `NumPy`'s npz: a zip archive of npy files, stored or deflated, of which only headers are read before all of them fit.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use nn_files::{Kind, Wanted, zip_of};
use zip::ZipArchive;
use zip::result::ZipError;

use super::archive::{Archive, Description};
use crate::error::Problem;

mod header;

/// What an array's file is called behind its name.
const SUFFIX: &str = ".npy";

/// An archive in memory.
pub(super) struct Npz<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Npz<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Problem> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            Problem::new("content", format!("cannot be read: {error}"), "a whole npz file, as `numpy.savez` writes it")
        })?;
        let npz = Self { archive };
        let names: Vec<_> = npz.files().collect();
        let kind = zip_of(names.iter().map(AsRef::as_ref));
        match kind {
            // An archive that holds nothing lacks every parameter by name.
            Kind::NumpyZip => Ok(npz),
            Kind::Zip if names.is_empty() => Ok(npz),
            _ => {
                let expected = "an npz archive, as `numpy.savez` writes it";
                let problem = Problem::new("content", format!("is {}", kind.name()), expected);
                Err(match kind.help(Wanted::SafetensorsOrNpz) {
                    Some(help) => problem.help(help),
                    None => problem,
                })
            }
        }
    }

    /// The names of all files. One that is no text is nobody's parameter, and so an array too many.
    fn files(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.archive.file_names().map(|name| name.unwrap_or(Cow::Borrowed("(a name that is no text)")))
    }

    /// The header of an array, and what follows it.
    fn open(&mut self, name: &str) -> Result<Option<(header::Header, impl Read + use<'_, 'a>)>, Problem> {
        let broken = |found: String| Problem::new(format!("array {name:?}"), found, "one that NumPy wrote");
        let mut file = match self.archive.by_name(&format!("{name}{SUFFIX}")) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(format!("cannot be read: {error}"))),
        };
        let header = header::read(&mut file).map_err(broken)?;
        Ok(Some((header, file)))
    }
}

impl Archive for Npz<'_> {
    fn item(&self) -> &'static str {
        "array"
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.files().map(|name| name.strip_suffix(SUFFIX).unwrap_or(&name).to_owned()).collect();
        names.sort();
        names
    }

    fn describe(&mut self, name: &str) -> Result<Option<Description>, Problem> {
        Ok(self.open(name)?.map(|(header, _)| header.description()))
    }

    fn data(&mut self, name: &str) -> Result<Cow<'_, [u8]>, Problem> {
        let broken = |found: String| Problem::new(format!("array {name:?}"), found, "the numbers that its shape tells");
        let Some((header, file)) = self.open(name)? else { return Ok(Cow::Borrowed(&[])) };
        let Some(n_bytes) = header.n_bytes() else { return Ok(Cow::Borrowed(&[])) };
        let mut data = Vec::new();
        // One byte more than there should be: whatever an archive inflates to, no more is kept, and at the end of the
        // file its checksum is compared.
        file.take(n_bytes as u64 + 1)
            .read_to_end(&mut data)
            .map_err(|error| broken(format!("cannot be read: {error}")))?;
        if data.len() > n_bytes {
            return Err(broken(format!("has more than {n_bytes} bytes")));
        }
        Ok(Cow::Owned(data))
    }

    fn topology(&self) -> Option<&str> {
        None
    }
}
