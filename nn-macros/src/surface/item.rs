//! An impl as tokens, and its items taken apart: what they are called, and what is left of them without values.
//!
//! syn reads items too, but with a feature that every build of a user's crate would wait for.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};

/// `impl of { items }`.
pub(crate) struct Implementation {
    /// The type, or a trait `for` it.
    pub(super) of: TokenStream,
    pub(super) items: TokenStream,
}

impl Implementation {
    /// The same signatures without documentation and attributes, and `value` for the values of all constants and the bodies of
    /// all methods, whose arguments have no names because nothing uses them.
    pub(crate) fn with_values(&self, value: &TokenStream) -> TokenStream {
        let of = &self.of;
        let items = self.items().into_iter().map(|item| item.with_value(value));
        quote!(impl #of { #(#items)* })
    }

    /// The names of the constants and methods. Types have none: they are no values, so no method clashes with them.
    pub(crate) fn names(&self) -> Vec<String> {
        self.items().iter().filter_map(Item::name).collect()
    }

    /// The items, in order.
    fn items(&self) -> Vec<Item> {
        let (mut items, mut head) = (Vec::new(), Vec::new());
        let mut tokens = self.items.clone().into_iter();
        while let Some(token) = tokens.next() {
            let kind = match &token {
                // What follows is the rest of an attribute, in brackets.
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    tokens.next();
                    continue;
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Kind::Method,
                TokenTree::Punct(punct) if punct.as_char() == ';' => Kind::Type,
                TokenTree::Punct(punct) if punct.as_char() == '=' && !starts_with_type(&head) => {
                    tokens.by_ref().find(|token| is_punct(token, ';'));
                    Kind::Constant
                }
                _ => {
                    head.push(token);
                    continue;
                }
            };
            items.push(Item { kind, head: std::mem::take(&mut head) });
        }
        items
    }
}

impl ToTokens for Implementation {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { of, items } = self;
        tokens.extend(quote!(impl #of { #items }));
    }
}

/// An item without attributes and value.
struct Item {
    kind: Kind,
    /// `pub const FLOPS: usize`, `type Loss = Mse` or `pub fn predict(..) -> [f32; 2]`.
    head: Vec<TokenTree>,
}

enum Kind {
    Constant,
    Type,
    Method,
}

impl Item {
    /// What it is called; none for a type.
    fn name(&self) -> Option<String> {
        // A method may be `const` too.
        let keyword = match self.kind {
            Kind::Constant => "const",
            Kind::Method => "fn",
            Kind::Type => return None,
        };
        let mut rest = self.head.iter().skip_while(|token| !is_ident(token, keyword));
        rest.nth(1).map(TokenTree::to_string)
    }

    fn with_value(self, value: &TokenStream) -> TokenStream {
        let head = &self.head;
        match self.kind {
            Kind::Constant => quote!(#(#head)* = #value;),
            Kind::Type => quote!(#(#head)*;),
            Kind::Method => {
                let head = without_argument_names(self.head);
                quote!(#(#head)* { #value })
            }
        }
    }
}

/// `fn predict(&self, _: &[f32; 4]) -> [f32; 2]`: bounds have no parentheses, so the first ones are the arguments'.
fn without_argument_names(mut head: Vec<TokenTree>) -> Vec<TokenTree> {
    let arguments = head.iter_mut().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group),
        _ => None,
    });
    if let Some(arguments) = arguments {
        let mut tokens: Vec<TokenTree> = arguments.stream().into_iter().collect();
        let names = (1..tokens.len()).filter(|&index| ends_pattern(&tokens, index)).map(|index| index - 1);
        for name in names.collect::<Vec<_>>() {
            tokens[name] = format_ident!("_").into();
        }
        *arguments = Group::new(Delimiter::Parenthesis, tokens.into_iter().collect());
    }
    head
}

/// Whether the token at `index` is the colon between an argument's name and its type. The first colon of a path's two is joint,
/// and no name stands before the second.
fn ends_pattern(tokens: &[TokenTree], index: usize) -> bool {
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Alone);
    is_colon(&tokens[index]) && matches!(tokens[index - 1], TokenTree::Ident(_))
}

fn starts_with_type(head: &[TokenTree]) -> bool {
    head.first().is_some_and(|token| is_ident(token, "type"))
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_ident(token: &TokenTree, text: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == text)
}
