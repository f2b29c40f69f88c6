//! The loss of one row as a printed expression.

use proc_macro2::TokenStream;
use quote::quote;

use super::activation::float;
use crate::model::Loss;
use crate::plan::Plan;

/// The call that returns a row's loss and writes its derivative to `d`; `row` is the pair of prediction and target.
/// Without a loss, nothing calls it.
pub(super) fn print(plan: &Plan<'_>, row: &TokenStream, d: &TokenStream) -> TokenStream {
    let output = plan.value(plan.output());
    let (n, n_panels) = (output.len, output.panels());
    match plan.loss() {
        Some(Loss::Mse) => quote!(nn::mse::<_, #n, #n_panels>(simd, #row, scale, #d)),
        Some(Loss::Mae) => quote!(nn::mae::<_, #n, #n_panels>(simd, #row, scale, #d)),
        Some(Loss::Huber { delta }) => {
            let delta = float(delta);
            quote!(nn::huber::<_, #n, #n_panels>(simd, #row, scale, #d, #delta))
        }
        Some(Loss::BinaryCrossEntropy) => {
            quote!(nn::binary_cross_entropy::<_, #n, #n_panels>(simd, #row, scale, #d))
        }
        Some(Loss::CrossEntropy) => quote!(nn::cross_entropy::<_, #n, #n_panels>(simd, #row, scale, #d)),
        None => TokenStream::new(),
    }
}

/// The marker type of the loss.
pub(super) fn marker(loss: Loss) -> TokenStream {
    match loss {
        Loss::Mse => quote!(nn::Mse),
        Loss::Mae => quote!(nn::Mae),
        Loss::Huber { .. } => quote!(nn::Huber),
        Loss::BinaryCrossEntropy => quote!(nn::BinaryCrossEntropy),
        Loss::CrossEntropy => quote!(nn::CrossEntropy),
    }
}
