//! `#[rtneural(..)]` and `#[nam(..)]`: a file of a program for real-time audio becomes the declaration that a person would have written, and
//! goes the same way.
//!
//! ```text
//! bytes --nn_files::audio--> Declaration --lowered--> ast::Network --check--> model::Model
//! ```

#[cfg(feature = "audio")]
mod import;
#[cfg(all(test, feature = "audio"))]
mod tests;

use crate::ast::{Attribute, Imported};
use crate::check::{attributes, files, refuse_reserved_name};
use crate::errors::Collector;
use crate::model::Model;
use crate::outline::{Failure, Outline};

#[cfg(feature = "audio")]
use self::import::read;

/// Whether one of these attributes declares the network.
pub(crate) fn is_of(imported: &Imported) -> bool {
    imported.attributes.iter().any(|attribute| matches!(attribute, Attribute::Audio(..)))
}

/// The model of the network in the file.
pub(crate) fn import(imported: &Imported) -> Result<Model, Box<Failure>> {
    let mut errors = Collector::new();
    attributes::passed_on(&imported.attributes, &mut errors);
    refuse_reserved_name(&imported.name, &mut errors);
    let audio = files::audio(&imported.attributes, &mut errors);
    let mut outline = Outline::imported(imported);
    let model = match audio {
        Some(audio) => read(imported, &audio, errors, &mut outline),
        None => errors.finish().map(|()| unreachable!("check/files.rs reports what is wrong with the attribute")),
    };
    model.map_err(|errors| Box::new(Failure { errors, outline }))
}

#[cfg(not(feature = "audio"))]
fn read(
    _: &Imported,
    audio: &files::Audio,
    mut errors: Collector,
    _: &mut Outline,
) -> Result<Model, crate::errors::Errors> {
    let name = audio.format.name();
    let message = format!("`#[{name}(..)]` needs the feature `audio` of nn-runtime");
    errors.push(
        crate::errors::Diagnostic::new(audio.file.place, message)
            .help("write `features = [\"audio\"]` at nn-runtime in `Cargo.toml`"),
    );
    errors.finish().map(|()| unreachable!("there is an error"))
}
