//! What the readers of files make of one: the text of a declaration and the values of its parameters, which go the way of what a person
//! writes. Every token of the text stands at the path's place.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use syn::parse_quote;

use crate::ast::{Attribute, Declaration, Imported, Network};
use crate::errors::Errors;
use crate::model::{File, Math, Parameters};
use crate::parse::parse;

/// A network that was in a file.
pub(crate) struct Lowered {
    /// What follows the name of the struct: `: [784] -> [10] { .. }`.
    pub(crate) body: String,
    /// By their names in the declaration, `fc1.weight`.
    pub(crate) parameters: BTreeMap<String, Vec<f32>>,
    /// Paths of files beside the one that is named.
    pub(crate) beside: Vec<String>,
    /// Sentences for the documentation.
    pub(crate) remarks: Vec<String>,
}

impl Lowered {
    /// The declaration as if it had been written.
    pub(crate) fn network(
        self,
        imported: &Imported,
        mut attributes: Vec<Attribute>,
        file: &File,
    ) -> Result<Network, Errors> {
        let Imported { crate_path, visibility, name, .. } = imported;
        let network = parsed(&self.body, file.place.start)?;
        for line in self.documentation(imported, &attributes, file) {
            attributes.push(Attribute::Other(parse_quote!(#[doc = #line])));
        }
        let parameters = Parameters { path: file.path.clone(), beside: self.beside, values: self.parameters };
        Ok(Network {
            crate_path: crate_path.clone(),
            attributes,
            visibility: visibility.clone(),
            name: name.clone(),
            parameters: Some(parameters),
            ..network
        })
    }

    /// Where the network is from, and its declaration, to copy and to edit.
    fn documentation(&self, imported: &Imported, attributes: &[Attribute], file: &File) -> Vec<String> {
        let mut text = Vec::new();
        if attributes.iter().any(|attribute| matches!(attribute, Attribute::Other(_))) {
            text.push(String::new());
        }
        text.push(format!(" The network of `{}`.", file.path));
        text.extend(self.remarks.iter().map(|remark| format!(" {remark}")));
        text.push(" Written out, to copy and to edit:".to_owned());
        text.push(String::new());
        text.push(" ```text".to_owned());
        text.extend(self.declaration(imported, attributes).lines().map(|line| format!(" {line}")));
        text.push(" ```".to_owned());
        text
    }

    /// The whole declaration.
    fn declaration(&self, imported: &Imported, attributes: &[Attribute]) -> String {
        let loss = attributes.iter().find_map(|attribute| match attribute {
            Attribute::Loss(call) => call.arguments.as_ref()?.list.first().map(|argument| argument.value.source()),
            _ => None,
        });
        let loss = loss.map_or(String::new(), |loss| format!("#[loss({loss})]\n"));
        let is_fast = |attribute: &Attribute| {
            matches!(attribute, Attribute::Math(call) if call.arguments.iter().flat_map(|arguments| &arguments.list)
                .any(|argument| argument.value.source() == Math::Fast.name()))
        };
        let math = if attributes.iter().any(is_fast) { "#[math(fast)]\n" } else { "" };
        let visibility = &imported.visibility;
        let visibility =
            quote::quote!(#visibility).to_string().replace(" (", "(").replace("( ", "(").replace(" )", ")");
        let visibility = if visibility.is_empty() { visibility } else { format!("{visibility} ") };
        let inner = format!("{loss}{math}{visibility}struct {}{}", imported.name, self.body);
        let indented: Vec<String> = inner.lines().map(|line| format!("    {line}")).collect();
        format!("network! {{\n{}\n}}", indented.join("\n"))
    }
}

/// What follows the name of a struct, as a declaration that had been written at `span`.
pub(crate) fn parsed(body: &str, span: Span) -> Result<Network, Errors> {
    let Ok(tokens) = TokenStream::from_str(&format!("@crate() struct Net{body}")) else {
        unreachable!("what lowers a file prints tokens")
    };
    match parse(respanned(tokens, span)) {
        Ok(Declaration::Written(network)) => Ok(network),
        Ok(Declaration::Imported(_)) => unreachable!("what lowers a file prints no attribute"),
        Err(failure) => Err(failure.errors),
    }
}

fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => {
                let mut group = Group::new(group.delimiter(), respanned(group.stream(), span));
                group.set_span(span);
                TokenTree::Group(group)
            }
            mut token => {
                token.set_span(span);
                token
            }
        })
        .collect()
}
