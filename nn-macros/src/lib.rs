//! The `network!` macro: reads a topology, checks it, and prints the Rust code of its forward and backward passes.
//!
//! Use it through nn-runtime, which passes its own path in front of the declaration.
//!
//! ```text
//! tokens --parse--> ast::Network --check--> model::Model --plan--> plan::Plan --emit--> tokens
//!                              | errors stop here; plan and emit cannot fail
//! ```

mod activations;
mod ast;
mod check;
mod emit;
mod errors;
mod fallback;
mod layers;
mod losses;
mod model;
mod parse;
mod plan;
#[cfg(test)]
mod tests;

/// Declares a network; see `nn_runtime::network!`.
#[proc_macro]
pub fn network(declaration: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(declaration.into()).into()
}

/// The whole pipeline.
fn expand(declaration: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let model = parse::parse(declaration).and_then(|network| check::check(&network));
    match model {
        Ok(model) => emit::emit(&plan::plan(&model)),
        Err(failure) => fallback::fallback(&failure),
    }
}
