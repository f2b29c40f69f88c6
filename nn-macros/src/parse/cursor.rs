//! A position in a list of tokens, with the look-ahead that the grammar needs.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

use crate::ast::Place;
use crate::errors::Diagnostic;

/// The tokens of one group, and how far they have been read.
pub(super) struct Cursor {
    tokens: Vec<TokenTree>,
    position: usize,
    /// Where the tokens end: what an error about a missing token points at.
    end: Place,
}

impl Cursor {
    /// Reads `tokens`; `end` is the closing delimiter, or `None` at the outermost level, where the last token serves.
    pub(super) fn new(tokens: TokenStream, end: Option<Span>) -> Self {
        let mut list = Vec::new();
        flatten(tokens, &mut list);
        let last = list.last().map_or_else(Span::call_site, TokenTree::span);
        Self { tokens: list, position: 0, end: end.unwrap_or(last).into() }
    }

    /// Reads the inside of `group`.
    pub(super) fn inside(group: &Group) -> Self {
        Self::new(group.stream(), Some(group.span_close()))
    }

    pub(super) fn peek(&self) -> Option<&TokenTree> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<&TokenTree> {
        self.tokens.get(self.position + ahead)
    }

    pub(super) fn next(&mut self) -> Option<TokenTree> {
        let token = self.tokens.get(self.position).cloned();
        self.position += usize::from(token.is_some());
        token
    }

    pub(super) fn is_end(&self) -> bool {
        self.peek().is_none()
    }

    /// Where the next token is, or the end.
    pub(super) fn place(&self) -> Place {
        match self.peek() {
            None => self.end,
            // A body can be long: its brace stands for it.
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => group.span_open().into(),
            Some(token @ TokenTree::Punct(_)) => {
                let last = self.tokens.get(self.position + self.punctuation().len().saturating_sub(1));
                Place::from_to(token.into(), last.map_or(self.end, Place::from))
            }
            Some(token) => token.into(),
        }
    }

    /// The next token in words, for "expected .., found ..".
    fn found(&self) -> String {
        match self.peek() {
            None => "the end".to_owned(),
            Some(TokenTree::Group(group)) => match group.delimiter() {
                Delimiter::Parenthesis => "`(`".to_owned(),
                Delimiter::Brace => "`{`".to_owned(),
                Delimiter::Bracket => "`[`".to_owned(),
                Delimiter::None => "a macro's fragment".to_owned(),
            },
            Some(TokenTree::Punct(_)) => format!("`{}`", self.punctuation()),
            Some(token) => format!("`{token}`"),
        }
    }

    /// `expected .., found ..` at the next token.
    pub(super) fn expected(&self, expected: &str) -> Diagnostic {
        Diagnostic::new(self.place(), format!("expected {expected}, found {}", self.found()))
    }

    /// The punctuation characters that stand together from here on: `=>` in `=> [10]`.
    fn punctuation(&self) -> String {
        let mut text = String::new();
        for token in self.tokens.iter().skip(self.position) {
            let TokenTree::Punct(punct) = token else { break };
            text.push(punct.as_char());
            if punct.spacing() == Spacing::Alone {
                break;
            }
        }
        text
    }

    /// Whether the operator `text` is next, and not a longer one: `=` in `= 1` and `=-1`, but not in `==` or `=>`.
    pub(super) fn is_punctuation(&self, text: &str) -> bool {
        let found = self.punctuation();
        found.strip_prefix(text).is_some_and(|rest| !rest.starts_with(['=', '>', ':']))
    }

    /// Takes the punctuation `text` if it is next.
    pub(super) fn take_punctuation(&mut self, text: &str) -> bool {
        let found = self.is_punctuation(text);
        if found {
            self.position += text.len();
        }
        found
    }

    /// Takes the punctuation that is next, whatever it is.
    pub(super) fn take_any_punctuation(&mut self) {
        self.position += self.punctuation().len();
    }

    /// Takes everything from `<` to the `>` that matches it, or to the end, if `<` is next.
    pub(super) fn take_angle_brackets(&mut self) -> Option<Place> {
        if !matches!(self.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '<') {
            return None;
        }
        let start = self.place();
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            let TokenTree::Punct(punct) = &token else { continue };
            match punct.as_char() {
                '<' => depth += 1,
                '>' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(Place::from_to(start, Place::from(&token)));
            }
        }
        Some(Place::from_to(start, self.end))
    }

    /// Takes an identifier, keywords included, if one is next.
    pub(super) fn take_ident(&mut self) -> Option<Ident> {
        let Some(TokenTree::Ident(ident)) = self.peek() else { return None };
        let ident = ident.clone();
        self.position += 1;
        Some(ident)
    }

    /// Whether the identifier `text` is next.
    pub(super) fn is_ident(&self, text: &str) -> bool {
        matches!(self.peek(), Some(TokenTree::Ident(ident)) if ident == text)
    }

    /// Takes a group if one with this delimiter is next.
    pub(super) fn take_group(&mut self, delimiter: Delimiter) -> Option<Group> {
        let Some(TokenTree::Group(group)) = self.peek() else { return None };
        if group.delimiter() != delimiter {
            return None;
        }
        let group = group.clone();
        self.position += 1;
        Some(group)
    }

    /// Recovery: goes to the next comma, or to the end, without taking the comma.
    pub(super) fn skip_to_comma(&mut self) {
        while !self.is_end() && !self.is_comma() {
            self.position += 1;
        }
    }

    /// Recovery: goes to the next token that `stop` accepts, or to the end.
    pub(super) fn skip_until(&mut self, stop: impl Fn(&Self) -> bool) {
        while !self.is_end() && !stop(self) {
            self.position += 1;
        }
    }

    pub(super) fn is_comma(&self) -> bool {
        matches!(self.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ',')
    }

    /// Takes a comma if one is next.
    pub(super) fn take_comma(&mut self) -> bool {
        let found = self.is_comma();
        self.position += usize::from(found);
        found
    }

    /// Takes everything up to and including the token before position `end`.
    pub(super) fn take_count(&mut self, count: usize) -> TokenStream {
        let end = (self.position + count).min(self.tokens.len());
        let taken = self.tokens.get(self.position..end).unwrap_or_default().iter().cloned().collect();
        self.position = end;
        taken
    }
}

/// Removes the invisible groups in which `macro_rules!` wraps its fragments, so that a caller's macro can insert
/// sizes and names.
fn flatten(tokens: TokenStream, list: &mut Vec<TokenTree>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => flatten(group.stream(), list),
            token => list.push(token),
        }
    }
}
