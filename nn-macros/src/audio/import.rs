//! The driver: reads the file, lowers it, and hands the declaration on.

use proc_macro2::Ident;

use super::json::{self, Item, Mistake};
use super::lines::Lines;
use super::{nam, rtneural};
use crate::ast::{Attribute, AudioFormat, Imported};
use crate::check::files::Audio;
use crate::check::{attributes, check};
use crate::errors::{Collector, Diagnostic, Errors};
use crate::files;
use crate::model::{File, Model};
use crate::outline::Outline;

/// The model of the network in a file. `errors` are those of the attributes; `outline` learns the shapes, whatever else is wrong.
pub(super) fn read(
    imported: &Imported,
    audio: &Audio,
    mut errors: Collector,
    outline: &mut Outline,
) -> Result<Model, Errors> {
    let Audio { format, file, size } = audio;
    let attributes: Vec<Attribute> =
        imported.attributes.iter().filter(|attribute| !matches!(attribute, Attribute::Audio(..))).cloned().collect();
    attributes::loss(&attributes, &mut errors);
    let lines =
        files::read(file).and_then(|content| lines(&content, *format, *size).map_err(|mistake| mistake.at(file)));
    if let Ok(lines) = &lines {
        outline.set_lengths(Some(&[lines.input()]), Some(&[lines.output()]));
        outline.stream = lines.have_memory();
        for (label, inputs, outputs) in lines.views() {
            outline.add_view(&Ident::new(label, file.place.start), Some(*inputs), Some(*outputs));
        }
    }
    errors.finish()?;
    let network = lines?.finish().network(imported, attributes, file)?;
    check(&network).map_err(|failure| in_terms_of_the_file(failure.errors, file))
}

/// The lines of the network in the content of a file, of which `size` may choose one.
pub(super) fn lines(content: &[u8], format: AudioFormat, size: Option<f64>) -> Result<Lines, Mistake> {
    let value = json::parse(content)?;
    let root = Item::root(&value);
    match format {
        AudioFormat::Rtneural => rtneural::lower(&root),
        AudioFormat::Nam => nam::lower(&root, size),
    }
}

/// One error, for all have the same place, and no help, because nobody wrote the lines.
fn in_terms_of_the_file(errors: Errors, file: &File) -> Errors {
    let Some(first) = errors.into_list().into_iter().next() else { unreachable!("errors.rs makes no empty list") };
    let error: Diagnostic = first.without_help().prefixed(&format!("`{}`: ", file.path));
    error.into()
}
