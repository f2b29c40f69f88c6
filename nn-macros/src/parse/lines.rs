//! The lines of the body: `label: kind(arguments)`.

use proc_macro2::{Group, Ident, TokenTree};

use super::Parser;
use super::cursor::Cursor;
use crate::ast::{Line, Place};
use crate::errors::Diagnostic;
use crate::language::losses;

impl Parser {
    /// The inside of the braces. A line that fails is left out; the next one is read.
    pub(super) fn lines(&mut self, group: &Group) -> Vec<Line> {
        let tokens = &mut Cursor::inside(group);
        let mut lines = Vec::new();
        while !tokens.is_end() {
            self.refuse_attributes(tokens);
            if let Some(line) = self.line(tokens) {
                lines.push(line);
                self.separator(tokens);
            } else {
                tokens.skip_until(|tokens| tokens.is_comma() || tokens.is_punctuation(";"));
                if !tokens.take_comma() {
                    tokens.take_any_punctuation();
                }
            }
        }
        lines
    }

    fn refuse_attributes(&mut self, tokens: &mut Cursor) {
        while tokens.is_punctuation("#") || tokens.is_punctuation("#!") {
            let start = tokens.place();
            tokens.take_any_punctuation();
            let place = Place::from_to(start, tokens.place());
            let is_doc = matches!(tokens.peek(), Some(TokenTree::Group(group))
                if matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(ident)) if ident == "doc"));
            self.error(if is_doc {
                Diagnostic::new(place, "a layer has no documentation of its own")
                    .help("write a comment with `//`, or document the struct")
            } else {
                Diagnostic::new(place, "a layer has no attributes")
                    .note("`#[loss(..)]` and other attributes stand before the struct")
            });
            tokens.next();
        }
    }

    /// One line, without its comma.
    fn line(&mut self, tokens: &mut Cursor) -> Option<Line> {
        let Some(first) = tokens.take_ident() else {
            let error = tokens.expected("a layer");
            self.error(Self::help_for_no_layer(error, tokens));
            return None;
        };
        self.refuse_loss(&first, tokens)?;
        let (label, name) = if tokens.take_punctuation(":") {
            self.outline.add_label(&first);
            let Some(name) = tokens.take_ident() else {
                let error = tokens.expected(&format!("a layer after `{first}:`"));
                self.error(error);
                return None;
            };
            (Some(first), name)
        } else {
            self.refuse_missing_colon(&first, tokens)?;
            (None, first)
        };
        let call = self.call(name, tokens)?;
        Some(Line { label, call })
    }

    /// `loss: mse`, `loss = mse`, `loss(mse)`; a layer may not have that label, so it is never one.
    fn refuse_loss(&mut self, first: &Ident, tokens: &Cursor) -> Option<()> {
        if first != "loss" {
            return Some(());
        }
        let named = match (tokens.peek(), tokens.peek_at(1)) {
            (Some(TokenTree::Group(group)), _) => group.stream().into_iter().next(),
            (Some(TokenTree::Punct(punct)), Some(value)) if matches!(punct.as_char(), ':' | '=') => Some(value.clone()),
            _ => return Some(()),
        };
        let loss = named.and_then(|name| losses::find(&name.to_string()));
        if loss.is_none() && tokens.is_punctuation(":") {
            return Some(());
        }
        self.outline.expect_loss();
        self.error(losses::refuse_among_layers(first, loss.map_or("mse", |loss| loss.name)));
        None
    }

    fn help_for_no_layer(error: Diagnostic, tokens: &Cursor) -> Diagnostic {
        match (tokens.peek(), tokens.peek_at(1)) {
            (Some(TokenTree::Literal(_)), Some(TokenTree::Punct(punct))) if punct.as_char() == ':' => {
                error.help("a label is a plain name: `hidden: dense(3)`")
            }
            _ if tokens.is_comma() => error.help("remove the comma"),
            _ => error,
        }
    }

    /// `hidden = dense(3)`, `hidden dense(3)`.
    fn refuse_missing_colon(&mut self, first: &Ident, tokens: &Cursor) -> Option<()> {
        if tokens.is_punctuation("=") {
            let error = tokens.expected(&format!("`:` after the label `{first}`"));
            self.error(error);
            return None;
        }
        if let Some(TokenTree::Ident(second)) = tokens.peek() {
            let error =
                Diagnostic::new(tokens.place(), format!("expected `,` or `:` between `{first}` and `{second}`"))
                    .note("`,` separates two layers, `:` stands after a label");
            self.error(error);
            return None;
        }
        Some(())
    }

    fn help_for_no_comma(error: Diagnostic, tokens: &Cursor) -> Diagnostic {
        let layer = [("+", "add"), ("-", "sub"), ("*", "mul")].iter().find(|(sign, _)| tokens.is_punctuation(sign));
        if let Some((_, layer)) = layer {
            return error.help(format_args!("write a line `{layer}(a, b)` with the labels of the two lines"));
        }
        if [".", "->", "=>", ">>", "|", "|>"].iter().any(|sign| tokens.is_punctuation(sign)) {
            return error.note("a line takes what the line before it yields").help("write a comma");
        }
        error
    }

    /// The comma after a line; only the last may lack it.
    fn separator(&mut self, tokens: &mut Cursor) {
        if tokens.is_end() || tokens.take_comma() {
            return;
        }
        let error = tokens.expected("`,` between layers");
        self.error(Self::help_for_no_comma(error, tokens));
        // A name begins the next line: only the comma was forgotten. Anything else is passed over.
        if !matches!(tokens.peek(), Some(TokenTree::Ident(_))) {
            if tokens.is_punctuation(";") {
                tokens.take_any_punctuation();
            } else {
                tokens.skip_to_comma();
                tokens.take_comma();
            }
        }
    }
}
