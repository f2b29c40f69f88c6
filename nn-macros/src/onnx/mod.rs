//! `#[onnx(..)]`: a file becomes the declaration that a person would have written, and goes the same way.
//!
//! ```text
//! bytes --stream, graph--> nodes, constants --lower--> lines --lines--> text --parse--> ast::Network --check--> model::Model
//! ```
//!
//! | module | knows |
//! |---|---|
//! | `external` | tensors that are in files beside the model |
//! | `graph`, `input` | what a file may contain: versions, inputs, outputs, shapes |
//! | `jax` | pools and repeated pixels as JAX writes them |
//! | `stream` | the step of a graph that remembers |
//! | `needed` | which output is the network's, and the nodes that it depends on |
//! | `names` | what the file calls outputs |
//! | `lower` | the order of nodes, and who reads each |
//! | the layers, by `layers::onnx` | the operators that are a layer's alone |
//! | `operators/*` | all others: what they are depends on their operands, or on the nodes around them |
//! | `lines` | labels, and how lines are written |
//! | `unrolled` | recurrent layers whose steps are nodes |
//! | `refused` | which of all that is in the way is named first |

#[cfg(feature = "onnx")]
mod external;
#[cfg(feature = "onnx")]
mod graph;
#[cfg(feature = "onnx")]
pub(crate) mod import;
#[cfg(feature = "onnx")]
mod input;
#[cfg(feature = "onnx")]
mod jax;
#[cfg(feature = "onnx")]
mod label;
#[cfg(feature = "onnx")]
pub(crate) mod lines;
#[cfg(feature = "onnx")]
mod lower;
#[cfg(feature = "onnx")]
mod names;
#[cfg(feature = "onnx")]
mod needed;
#[cfg(feature = "onnx")]
mod operators;
#[cfg(feature = "onnx")]
pub(crate) mod refused;
#[cfg(feature = "onnx")]
mod stream;
#[cfg(all(test, feature = "onnx"))]
mod tests;
#[cfg(feature = "onnx")]
mod unrolled;

use crate::ast::Imported;
use crate::check::{attributes, files, refuse_reserved_name};
use crate::errors::Collector;
use crate::model::Model;
use crate::outline::{Failure, Outline};

#[cfg(feature = "onnx")]
use self::import::read;

/// The model of the network in the file.
pub(crate) fn import(imported: &Imported) -> Result<Model, Box<Failure>> {
    let mut errors = Collector::new();
    attributes::passed_on(&imported.attributes, &mut errors);
    refuse_reserved_name(&imported.name, &mut errors);
    let onnx = files::onnx(&imported.attributes, &mut errors);
    let mut outline = Outline::imported(imported);
    let model = match onnx {
        Some(onnx) => read(imported, onnx, errors, &mut outline),
        None => errors.finish().map(|()| unreachable!("check/files.rs reports what is wrong with the attribute")),
    };
    model.map_err(|errors| Box::new(Failure { errors, outline }))
}

#[cfg(not(feature = "onnx"))]
#[expect(clippy::needless_pass_by_value, reason = "as the one that reads files")]
fn read(
    _: &Imported,
    onnx: files::Onnx,
    mut errors: Collector,
    _: &mut Outline,
) -> Result<Model, crate::errors::Errors> {
    errors.push(
        crate::errors::Diagnostic::new(onnx.file.place, "`#[onnx(..)]` needs the feature `onnx` of nn-runtime")
            .help("write `features = [\"onnx\"]` at nn-runtime in `Cargo.toml`"),
    );
    errors.finish().map(|()| unreachable!("there is an error"))
}
