//! The network of a file, as a `static`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::paths;
use crate::plan::Plan;
use crate::surface::Pretrained;

/// The `static`, and what makes a change of the file compile it anew.
pub(super) fn print(plan: &Plan<'_>) -> Option<TokenStream> {
    let pretrained = plan.pretrained.as_ref()?;
    let (name, constant) = (plan.local_name(), constant(plan));
    let bytes = Literal::byte_string(&pretrained.bytes);
    let files = [pretrained.path].into_iter().chain(pretrained.beside.iter().map(String::as_str)).map(|path| {
        let beside_manifest = || quote!(nn::core::concat!(nn::core::env!("CARGO_MANIFEST_DIR"), "/", #path));
        paths::absolute_for_include(path).map_or_else(beside_manifest, |absolute| quote!(#absolute))
    });
    Some(quote! {
        #(
            /// What this code was made from: when the file changes, it is compiled anew.
            const _: &[u8] = nn::core::include_bytes!(#files);
        )*

        #[allow(long_running_const_eval, reason = "on big-endian targets every number is turned round")]
        static #constant: #name = nn::bytemuck::must_cast(nn::native(*#bytes));
    })
}

/// For the method `pretrained`.
pub(super) fn terms(plan: &Plan<'_>) -> Option<Pretrained> {
    let pretrained = plan.pretrained.as_ref()?;
    let constant = constant(plan);
    Some(Pretrained { path: pretrained.path.to_string(), constant: quote!(#constant) })
}

fn constant(plan: &Plan<'_>) -> Ident {
    plan.private_name("PRETRAINED")
}
