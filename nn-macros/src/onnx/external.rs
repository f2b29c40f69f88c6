//! Tensors that an exporter put into files beside the model. They are brought in, so that nothing behind this knows of them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom};

use nn_files::{Wanted, recognise};
use nn_onnx::{Model, Tensor};

use crate::files::{self, MAX_BYTES};
use crate::graph::Mistake;
use crate::language::limits::grouped;
use crate::model::File;

/// `TensorProto.EXTERNAL`.
const EXTERNAL: i32 = 1;

/// What was beside the model.
#[derive(Debug, Default, PartialEq)]
pub(super) struct External {
    /// Paths as the declaration would name them.
    pub(super) paths: Vec<String>,
    /// How long the files are together.
    pub(super) bytes: usize,
}

/// Brings in the elements of all tensors of `model` that are in other files, which must be in the folder of `file` or below it.
pub(super) fn bring_in(model: &mut Model, file: &File) -> Result<External, Mistake> {
    let mut opened = Opened { file, files: BTreeMap::new(), bytes: 0, taken: 0 };
    let Some(graph) = &mut model.graph else { return Ok(External::default()) };
    for tensor in &mut graph.initializer {
        let name = format!("initializer `{}`", tensor.name);
        opened.bring_in(tensor, &name)?;
    }
    for node in &mut graph.node {
        let title = crate::graph::title(node);
        for tensor in node.attribute.iter_mut().filter_map(|attribute| attribute.t.as_deref_mut()) {
            opened.bring_in(tensor, &format!("the tensor of {title}"))?;
        }
    }
    Ok(External {
        paths: opened.files.into_keys().collect(),
        bytes: usize::try_from(opened.bytes).unwrap_or(usize::MAX),
    })
}

/// Where a tensor is.
struct Place {
    /// As the declaration would name it.
    path: String,
    offset: u64,
    /// To the end of the file where it is not given.
    length: Option<u64>,
}

/// The files so far, by their paths.
struct Opened<'a> {
    /// The model.
    file: &'a File,
    files: BTreeMap<String, (fs::File, u64)>,
    /// How long they are together.
    bytes: u64,
    /// How much has been read from them.
    taken: u64,
}

impl Opened<'_> {
    fn bring_in(&mut self, tensor: &mut Tensor, name: &str) -> Result<(), Mistake> {
        if tensor.data_location != EXTERNAL && tensor.external_data.is_empty() {
            return Ok(());
        }
        let place = self.place(tensor, name)?;
        tensor.raw_data = self.read(&place, name)?;
        (tensor.data_location, tensor.external_data) = (0, Vec::new());
        Ok(())
    }

    fn place(&self, tensor: &Tensor, name: &str) -> Result<Place, Mistake> {
        let entry = |key: &str| tensor.external_data.iter().find(|entry| entry.key == key).map(|entry| &entry.value);
        let number = |key: &str| match entry(key) {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| {
                Mistake::new(format!("{name} is in another file at the {key} `{text}`, expected a number of bytes"))
            }),
        };
        let location =
            entry("location").ok_or_else(|| Mistake::new(format!("{name} is in another file, and none is named")))?;
        // The specification wants a path with slashes, whatever the system is.
        let is_below = |part: &str| !matches!(part, "" | "..") && !part.contains(['\\', ':', '\0']);
        if !location.split('/').all(is_below) {
            return Err(Mistake::new(format!("{name} is in `{location}`, expected a file in the folder of the model"))
                .help("save the model anew, so that its data stand beside it"));
        }
        let path = match self.file.path.rfind(['/', std::path::MAIN_SEPARATOR]) {
            Some(end) => format!("{}{location}", &self.file.path[..=end]),
            None => location.clone(),
        };
        Ok(Place { path, offset: number("offset")?.unwrap_or(0), length: number("length")? })
    }

    fn read(&mut self, place: &Place, name: &str) -> Result<Vec<u8>, Mistake> {
        let path = &place.path;
        let cannot =
            |error: &std::io::Error| Mistake::new(format!("cannot read `{path}`, which holds {name}: {error}"));
        if !self.files.contains_key(path) {
            let (file, length) = open(path, self.file).map_err(|error| match error.kind() {
                ErrorKind::NotFound => Mistake::new(format!("there is no file `{path}`, which holds {name}"))
                    .note("the exporter wrote two files, which belong together")
                    .help("copy it from where the model was exported, or export with `external_data=False`"),
                _ => cannot(&error),
            })?;
            self.bytes += length;
            self.files.insert(path.clone(), (file, length));
        }
        let Some((file, length)) = self.files.get_mut(path) else { unreachable!("it was opened above") };
        let end = place.length.map_or(Some(*length), |length| place.offset.checked_add(length));
        let Some(end) = end.filter(|end| end <= length && place.offset <= *end) else {
            let (from, to) = (
                place.offset,
                place.length.map_or("the end".to_owned(), |length| place.offset.saturating_add(length).to_string()),
            );
            let found = grouped(usize::try_from(*length).unwrap_or(usize::MAX));
            let mistake = Mistake::new(format!("{name} takes the bytes {from} to {to} of `{path}`, which has {found}"));
            return Err(match kind_of(file) {
                Some(help) => mistake.help(help),
                None => mistake.note("the file is of another model, or not all of it is there"),
            });
        };
        // Tensors may share bytes. A small file could stand for any number of them otherwise.
        self.taken = self.taken.saturating_add(end - place.offset);
        if self.taken > 4 * self.bytes {
            return Err(Mistake::new(format!("up to {name} tensors take four times the bytes of `{path}`")));
        }
        let mut data = Vec::new();
        file.seek(SeekFrom::Start(place.offset)).map_err(|error| cannot(&error))?;
        file.take(end - place.offset).read_to_end(&mut data).map_err(|error| cannot(&error))?;
        Ok(data)
    }
}

/// The file at a path beside `model`, and its length.
fn open(path: &str, model: &File) -> std::io::Result<(fs::File, u64)> {
    let file = File { path: path.to_owned(), place: model.place };
    let path = files::resolve(&file).map_err(|error| std::io::Error::other(error.text().to_owned()))?;
    let opened = fs::File::open(path)?;
    let metadata = opened.metadata()?;
    if !metadata.is_file() {
        return Err(std::io::Error::other("it is no file"));
    }
    if metadata.len() > MAX_BYTES {
        return Err(std::io::Error::new(ErrorKind::FileTooLarge, format!("it has {} bytes", metadata.len())));
    }
    Ok((opened, metadata.len()))
}

/// What helps against a file that is something else, such as a pointer of Git LFS.
fn kind_of(file: &mut fs::File) -> Option<&'static str> {
    let mut beginning = Vec::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(1024).read_to_end(&mut beginning).ok()?;
    recognise(&beginning)?.help(Wanted::Onnx)
}
