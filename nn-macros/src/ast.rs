//! The declaration as written: names not yet resolved, literals not yet read.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use syn::Visibility;

/// The tokens from `start` to `end`, for an error to point at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) start: Span,
    pub(crate) end: Span,
}

impl Place {
    pub(crate) fn from_to(start: Place, end: Place) -> Self {
        Self { start: start.start, end: end.end }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self { start: span, end: span }
    }
}

impl From<&Ident> for Place {
    fn from(ident: &Ident) -> Self {
        ident.span().into()
    }
}

impl From<&TokenTree> for Place {
    fn from(token: &TokenTree) -> Self {
        token.span().into()
    }
}

/// A whole declaration.
#[derive(Clone)]
pub(crate) struct Network {
    /// Path to nn-runtime as the calling crate sees it; not parsed, because `$crate` is no `syn` identifier.
    pub(crate) crate_path: TokenStream,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) input: Shape,
    pub(crate) output: Shape,
    pub(crate) lines: Vec<Line>,
    /// The braces.
    pub(crate) body: Place,
    /// The values of the parameters, where the declaration was made from a file that has them.
    pub(crate) parameters: Option<Parameters>,
}

/// `#[onnx("model.onnx")] pub struct Name;`, or with another attribute of such a file: shapes, layers and parameters are in the file.
#[derive(Clone)]
pub(crate) struct Imported {
    /// As in [`Network`].
    pub(crate) crate_path: TokenStream,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
}

/// What `network!` can contain.
#[derive(Clone)]
pub(crate) enum Declaration {
    /// Layer by layer.
    Written(Network),
    /// By a file.
    Imported(Imported),
}

/// The values of all parameters of a network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameters {
    /// The path of the file that they are from, as written: when the file changes, the network is compiled again.
    pub(crate) path: String,
    /// Those of the files beside it that hold some of them.
    pub(crate) beside: Vec<String>,
    /// Finite numbers in row-major order: `hidden.weight` of shape `[outputs, inputs]`, `hidden.bias` of `[outputs]`.
    pub(crate) values: BTreeMap<String, Vec<f32>>,
}

/// A format of files of real-time audio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AudioFormat {
    /// `RTNeural`'s JSON.
    Rtneural,
    /// What Neural Amp Modeler writes.
    Nam,
}

impl AudioFormat {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::Rtneural, Self::Nam];

    /// The name of the attribute.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rtneural => "rtneural",
            Self::Nam => "nam",
        }
    }

    /// How it is written at its shortest.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Self::Rtneural => r#"#[rtneural("model.json")]"#,
            Self::Nam => r#"#[nam("model.nam")]"#,
        }
    }

    /// How it is written with all arguments.
    pub(crate) fn usage(self) -> &'static str {
        match self {
            Self::Rtneural => r#"rtneural("model.json")"#,
            Self::Nam => r#"nam("model.nam", size = 0.5, rate = 96000)"#,
        }
    }
}

/// An attribute of the struct.
#[derive(Clone)]
pub(crate) enum Attribute {
    /// `#[loss(mse)]`: a call whose name is `loss`.
    Loss(Call),
    /// `#[batch(64)]`.
    Batch(Call),
    /// `#[window(256)]`.
    Window(Call),
    /// `#[math(fast)]`.
    Math(Call),
    /// `#[weights("digits.safetensors")]`.
    Weights(Call),
    /// `#[onnx("model.onnx")]`.
    Onnx(Call),
    /// `#[rtneural("model.json")]` and `#[nam("model.nam")]`.
    Audio(AudioFormat, Call),
    /// Any other.
    Other(syn::Attribute),
}

/// `[784]`.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) extents: Vec<Value>,
    /// The brackets.
    pub(crate) place: Place,
}

/// `label: kind(arguments)`; the label and the arguments are optional.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) label: Option<Ident>,
    pub(crate) call: Call,
}

impl Line {
    /// How errors name the line: by its label, else by its kind.
    pub(crate) fn title(&self) -> String {
        self.label.as_ref().unwrap_or(&self.call.name).to_string()
    }
}

/// `name` or `name(arguments)`.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: Ident,
    pub(crate) arguments: Option<Arguments>,
}

impl Call {
    /// The name and the arguments.
    pub(crate) fn place(&self) -> Place {
        let name = Place::from(&self.name);
        self.arguments.as_ref().map_or(name, |arguments| Place::from_to(name, arguments.place))
    }
}

/// `(a, b = c)`.
#[derive(Clone, Debug)]
pub(crate) struct Arguments {
    pub(crate) list: Vec<Argument>,
    /// The parentheses.
    pub(crate) place: Place,
}

/// `value` or `name = value`.
#[derive(Clone, Debug)]
pub(crate) struct Argument {
    pub(crate) name: Option<Ident>,
    pub(crate) value: Value,
}

impl Argument {
    /// The name and the value.
    pub(crate) fn place(&self) -> Place {
        let value = self.value.place();
        self.name.as_ref().map_or(value, |name| Place::from_to(name.into(), value))
    }
}

/// What an argument or an extent can be.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A literal of any type, perhaps after `-`.
    Literal { minus: Option<Span>, literal: Literal },
    /// `relu`, `true`.
    Name(Ident),
    /// `leaky_relu(0.1)`.
    Call(Call),
    /// `[3, 5]`.
    List { list: Vec<Value>, place: Place },
}

impl Value {
    pub(crate) fn place(&self) -> Place {
        match self {
            Self::Literal { minus, literal } => {
                Place { start: minus.unwrap_or_else(|| literal.span()), end: literal.span() }
            }
            Self::Name(name) => name.into(),
            Self::Call(call) => call.place(),
            Self::List { place, .. } => *place,
        }
    }

    /// The value as one would write it.
    #[cfg(any(feature = "audio", feature = "onnx"))]
    pub(crate) fn source(&self) -> String {
        let call = match self {
            Self::Call(call) => call,
            Self::List { list, .. } => {
                let list: Vec<String> = list.iter().map(Self::source).collect();
                return format!("[{}]", list.join(", "));
            }
            Self::Literal { .. } | Self::Name(_) => return self.describe().trim_matches('`').to_owned(),
        };
        let arguments = call.arguments.iter().flat_map(|arguments| &arguments.list).map(|argument| {
            let name = argument.name.as_ref().map_or(String::new(), |name| format!("{name} = "));
            format!("{name}{}", argument.value.source())
        });
        format!("{}({})", call.name, arguments.collect::<Vec<_>>().join(", "))
    }

    /// The value as written, for messages; the arguments of a call are left out.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Literal { minus: Some(_), literal } => format!("-{literal}"),
            Self::Literal { minus: None, literal } => literal.to_string(),
            Self::Name(name) => format!("`{name}`"),
            Self::Call(call) => format!("`{}(..)`", call.name),
            Self::List { list, .. } => {
                let list: Vec<String> = list.iter().map(Self::describe).collect();
                format!("[{}]", list.join(", "))
            }
        }
    }
}
