//! The loss of one row as a printed expression.

use proc_macro2::TokenStream;
use quote::quote;

use super::activation::float;
use crate::model::Loss;
use crate::plan::Plan;

/// `fn row_loss(simd, p, y, scale, d) -> f32`: a row's loss, and its derivative in `d`.
pub(super) fn print(plan: &Plan<'_>, loss: Loss) -> TokenStream {
    let output = plan.value(plan.output());
    let (n, n_panels) = (output.len, output.panels());
    let call = match loss {
        Loss::Mse => quote!(nn::mse::<_, #n, #n_panels>(simd, (p, y), scale, d)),
        Loss::Mae => quote!(nn::mae::<_, #n, #n_panels>(simd, (p, y), scale, d)),
        Loss::Huber { delta } => {
            let delta = float(delta);
            quote!(nn::huber::<_, #n, #n_panels>(simd, (p, y), scale, d, #delta))
        }
        Loss::BinaryCrossEntropy => quote!(nn::binary_cross_entropy::<_, #n, #n_panels>(simd, (p, y), scale, d)),
        Loss::CrossEntropy => quote!(nn::cross_entropy::<_, #n, #n_panels>(simd, (p, y), scale, d)),
    };
    quote! {
        /// The loss of a row before scaling, and its derivative after scaling.
        fn row_loss<S: nn::Simd>(
            simd: S, p: &[nn::Panel; #n_panels], y: &[nn::Panel; #n_panels], scale: f32, d: &mut [nn::Panel; #n_panels],
        ) -> f32 {
            nn::Simd::vectorize(simd, #[inline(always)] || #call)
        }
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
