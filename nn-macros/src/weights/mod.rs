//! `#[weights(..)]`: a file's tensors become the parameters of a checked network.

#[cfg(feature = "weights")]
mod declared;
#[cfg(feature = "weights")]
mod safetensors;

use crate::errors::{Collector, Errors};
use crate::model::Model;

/// Reads the file that the declaration names, if it names one.
pub(crate) fn attach(model: &mut Model) -> Result<(), Errors> {
    let Some(weights) = model.weights.take() else { return Ok(()) };
    let mut errors = Collector::new();
    model.parameters = read(&weights, model, &mut errors);
    errors.finish()
}

#[cfg(feature = "weights")]
use self::safetensors::read;

#[cfg(not(feature = "weights"))]
fn read(weights: &crate::model::WeightsFile, _: &Model, errors: &mut Collector) -> Option<crate::model::Parameters> {
    errors.push(
        crate::errors::Diagnostic::new(
            weights.file.place,
            "`#[weights(..)]` needs the feature `weights` of nn-runtime",
        )
        .help("write `features = [\"weights\"]` at nn-runtime in `Cargo.toml`"),
    );
    None
}
