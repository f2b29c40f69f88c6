//! The driver: reads the file, and hands the declaration on.

use std::collections::BTreeMap;

use nn_files::audio::{self, Declaration, Format, Mistake, Options};
use proc_macro2::Ident;

use crate::ast::{Attribute, AudioFormat, Imported};
use crate::check::files::Audio;
use crate::check::{attributes, check};
use crate::errors::{Collector, Diagnostic, Errors};
use crate::files;
use crate::lowered::Lowered;
use crate::model::{File, Model};
use crate::outline::Outline;

/// The model of the network in a file. `errors` are those of the attributes; `outline` learns the shapes, whatever else is wrong.
pub(super) fn read(
    imported: &Imported,
    audio: &Audio,
    mut errors: Collector,
    outline: &mut Outline,
) -> Result<Model, Errors> {
    let Audio { format, file, size, rate } = audio;
    let attributes: Vec<Attribute> =
        imported.attributes.iter().filter(|attribute| !matches!(attribute, Attribute::Audio(..))).cloned().collect();
    attributes::loss(&attributes, &mut errors);
    let options = Options { size: *size, rate: *rate };
    let declaration = files::read(file)
        .and_then(|content| declaration(&content, *format, options).map_err(|mistake| at(mistake, file)));
    if let Ok(declaration) = &declaration {
        outline.set_lengths(Some(&[declaration.input]), Some(&[declaration.output]));
        outline.stream = declaration.remembers();
        for line in declaration.lines.iter().filter(|line| line.kind == "dense") {
            outline.add_view(&Ident::new(&line.label, file.place.start), Some(line.inputs), Some(line.outputs));
        }
    }
    errors.finish()?;
    let network = lowered(declaration?).network(imported, attributes, file)?;
    check(&network).map_err(|failure| in_terms_of_the_file(failure.errors, file))
}

/// The network in the content of a file.
pub(super) fn declaration(content: &[u8], format: AudioFormat, options: Options) -> Result<Declaration, Mistake> {
    let format = match format {
        AudioFormat::Rtneural => Format::Rtneural,
        AudioFormat::Nam => Format::Nam,
    };
    audio::read(content, format, options)
}

/// The text of a declaration, and its parameters by their names.
pub(super) fn lowered(declaration: Declaration) -> Lowered {
    let body = declaration.to_string();
    let mut parameters = BTreeMap::new();
    for line in declaration.lines {
        parameters.extend(line.parameters.into_iter().map(|(role, values)| (format!("{}.{role}", line.label), values)));
    }
    Lowered { body, parameters, beside: Vec::new(), remarks: declaration.remarks }
}

/// The error at the path.
fn at(mistake: Mistake, file: &File) -> Diagnostic {
    let Mistake { text, note, help } = mistake;
    let error = Diagnostic::new(file.place, format!("`{}`: {text}", file.path));
    let error = note.into_iter().fold(error, Diagnostic::note);
    help.into_iter().fold(error, Diagnostic::help)
}

/// One error, for all have the same place, and no help, because nobody wrote the lines.
fn in_terms_of_the_file(errors: Errors, file: &File) -> Errors {
    let Some(first) = errors.into_list().into_iter().next() else { unreachable!("errors.rs makes no empty list") };
    let error: Diagnostic = first.without_help().prefixed(&format!("`{}`: ", file.path));
    error.into()
}
