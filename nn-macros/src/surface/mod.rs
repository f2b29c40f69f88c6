//! The public surface of a declared network: every constant, method and trait's item that users may name, each written once.
//!
//! An entry is the Rust that a network without mistakes gets, documentation and body included. `emit` prints it as it is,
//! `fallback` prints it without documentation and with bodies that never run, `check` forbids its name to labels. So a public
//! method is added in one place, `inherent.rs`, and its body calls a function or a trait's method of nn-runtime.
//!
//! Which entries a network has is decided by which [`Terms`] there are: what needs a loss is written with [`Training`], what
//! needs a file of parameters with [`Pretrained`], what a labelled layer has with a [`View`].

mod inherent;
mod item;
#[cfg(test)]
mod tests;
mod traits;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::model::{Classes, Names};

pub(crate) use inherent::inherent;
pub(crate) use item::Implementation;
pub(crate) use traits::{network, parameters, stream, train, train_stream, values};

/// What the entries are written with. Fields called `bodies` are for bodies alone: without a plan they are left empty.
pub(crate) struct Terms {
    /// The path of `nn_runtime::__private`.
    pub(crate) nn: TokenStream,
    /// The struct, as it is called where the entries are printed.
    pub(crate) name: Ident,
    /// Numbers of an input.
    pub(crate) inputs: Length,
    /// Numbers of an output.
    pub(crate) outputs: Length,
    /// In order of declaration.
    pub(crate) views: Vec<View>,
    /// For a network with a loss.
    pub(crate) training: Option<Training>,
    /// For a network whose outputs depend on earlier calls.
    pub(crate) stream: Option<Stream>,
    /// For a network with a file of parameters.
    pub(crate) pretrained: Option<Pretrained>,
    pub(crate) names: Names,
    pub(crate) bodies: Bodies,
}

/// The length of an array.
pub(crate) enum Length {
    Known(usize),
    /// A constant that failed to compile: the compiler takes it for any length without another word.
    Unknown(Ident),
}

/// Bodies of every network.
#[derive(Default)]
pub(crate) struct Bodies {
    pub(crate) declared_name: String,
    pub(crate) n_parameters: usize,
    pub(crate) n_flops: usize,
    pub(crate) inference_bytes: usize,
    /// Panels of the values of maps and windows.
    pub(crate) scratch: usize,
    pub(crate) layout: TokenStream,
    pub(crate) topology: TokenStream,
    /// The output for `input` at `level`, by `scratch`.
    pub(crate) predict: TokenStream,
    /// The `outputs` for `inputs` at `level`, or an error.
    pub(crate) predict_batch: TokenStream,
    /// The same by `scratch`.
    pub(crate) predict_batch_with: TokenStream,
}

/// What a stream has instead of methods that predict.
#[derive(Default)]
pub(crate) struct Stream {
    /// The type of what it remembers.
    pub(crate) memory: TokenStream,
    /// Where its numbers lie there.
    pub(crate) parts: TokenStream,
    /// The output for `input` at `level`, from `state`.
    pub(crate) step: TokenStream,
    /// The `outputs` for `inputs` at `level`, from `state`, or an error.
    pub(crate) process: TokenStream,
    /// The `outputs` for `inputs` at `level`, those of each step side by side, from `states`, or an error.
    pub(crate) process_many: TokenStream,
}

/// The label of a dense layer, whose weights and biases it names.
pub(crate) struct View {
    pub(crate) label: Ident,
    pub(crate) inputs: Length,
    pub(crate) outputs: Length,
    pub(crate) bodies: ViewBodies,
}

/// Bodies of the methods called like a label.
#[derive(Default)]
pub(crate) struct ViewBodies {
    pub(crate) read: TokenStream,
    pub(crate) write: TokenStream,
}

/// What a network with a loss has more.
pub(crate) struct Training {
    /// The path of the loss's marker.
    pub(crate) marker: TokenStream,
    pub(crate) targets: Targets,
    /// The type of a workspace.
    pub(crate) workspace: TokenStream,
    pub(crate) bodies: TrainingBodies,
}

/// What the inherent methods take as targets.
pub(crate) enum Targets {
    /// Those of the loss.
    OfTheLoss,
    /// Values of any type, because the loss may be the mistake.
    OfAnyType,
}

/// Bodies of a network with a loss.
#[derive(Default)]
pub(crate) struct TrainingBodies {
    /// The seed of the next dropout masks, from `workspace`.
    pub(crate) seed: TokenStream,
    /// The gradient of `inputs` and `targets`, into `gradient`.
    pub(crate) gradients: TokenStream,
    /// A step on a batch.
    pub(crate) learn: TokenStream,
    /// Above what an output is true, where it is not above what a target is.
    pub(crate) threshold: Option<TokenStream>,
}

/// What a network with a file of parameters has more. For bodies and documentation alone, so without a plan both are empty.
#[derive(Default)]
pub(crate) struct Pretrained {
    /// The file, as declared.
    pub(crate) path: String,
    /// The `static` of the trained network.
    pub(crate) constant: TokenStream,
}

/// All entries, in the order in which they are printed.
pub(crate) fn implementations(terms: &Terms) -> Vec<Implementation> {
    let mut all = vec![inherent(terms)];
    all.extend(values(terms));
    all.push(network(terms));
    all.push(parameters(terms));
    all.extend(terms.stream.as_ref().map(|of_stream| stream(terms, of_stream)));
    let train = if terms.stream.is_some() { train_stream } else { train };
    all.extend(terms.training.as_ref().map(|training| train(terms, training)));
    all
}

/// The names of all constants and methods, whether a network has them or not; without those of labels.
pub(crate) fn names() -> &'static BTreeSet<String> {
    /// The same for every declaration.
    static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let stream = Terms { stream: Some(Stream::default()), ..Terms::with_everything() };
        let all = [Terms::with_everything(), stream];
        all.iter().flat_map(implementations).flat_map(|implementation| implementation.names()).collect()
    });
    &NAMES
}

impl Terms {
    /// Terms of a network that has every entry but those of streams, for what does not depend on them.
    fn with_everything() -> Self {
        Self {
            nn: quote!(nn),
            name: Ident::new("Network", Span::call_site()),
            inputs: Length::Known(1),
            outputs: Length::Known(1),
            views: Vec::new(),
            training: Some(Training {
                marker: quote!(nn::Mse),
                targets: Targets::OfTheLoss,
                workspace: quote!(Workspace),
                bodies: TrainingBodies { threshold: Some(quote!(0.0)), ..TrainingBodies::default() },
            }),
            stream: None,
            pretrained: Some(Pretrained::default()),
            names: Names {
                classes: Some(Classes::Texts(Vec::new())),
                inputs: Some(Vec::new()),
                outputs: Some(Vec::new()),
            },
            bodies: Bodies::default(),
        }
    }
}

impl ToTokens for Length {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Known(length) => length.to_tokens(tokens),
            Self::Unknown(poison) => poison.to_tokens(tokens),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(length) => length.fmt(f),
            Self::Unknown(poison) => poison.fmt(f),
        }
    }
}
