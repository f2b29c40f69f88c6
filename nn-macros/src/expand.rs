//! The whole pipeline, from the tokens of a declaration to those of its code.

use proc_macro2::TokenStream;

use crate::ast::Declaration;
use crate::model::Model;
use crate::outline::{Failure, Outline};
use crate::plan::Family;
use crate::{audio, check, emit, fallback, onnx, parse, plan, weights};

/// What stands in the place of a declaration, for the machines of a family of targets.
pub(crate) fn expand(declaration: TokenStream, family: Family) -> TokenStream {
    match model(declaration) {
        Ok(model) => emit::emit(&plan::plan(&model, family)),
        Err(failure) => fallback::fallback(&failure),
    }
}

/// The stages that can fail.
pub(crate) fn model(declaration: TokenStream) -> Result<Model, Box<Failure>> {
    let network = match parse::parse(declaration)? {
        Declaration::Written(network) => network,
        Declaration::Imported(imported) => {
            return if audio::is_of(&imported) { audio::import(&imported) } else { onnx::import(&imported) };
        }
    };
    let mut model = check::check(&network)?;
    match weights::attach(&mut model) {
        Ok(()) => Ok(model),
        Err(errors) => Err(Box::new(Failure { errors, outline: Outline::checked(&network, &model) })),
    }
}
