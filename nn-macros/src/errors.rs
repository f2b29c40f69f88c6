//! Errors of the user's declaration: collected within a phase, printed as `compile_error!`.

use std::fmt::{Display, Write as _};

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::ast::Place;

/// One mistake: what is wrong, then notes (the rule, or where another number comes from), then help (the edit).
#[derive(Clone, Debug)]
pub(crate) struct Diagnostic {
    place: Place,
    text: String,
}

impl Diagnostic {
    /// An error at `place`, which should be the smallest tokens to edit.
    pub(crate) fn new(place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self { place: place.into(), text: message.into() }
    }

    /// Adds the rule, or where another number comes from.
    pub(crate) fn note(self, note: impl Display) -> Self {
        self.line("note", note)
    }

    /// Adds an edit that fixes the mistake.
    pub(crate) fn help(self, help: impl Display) -> Self {
        self.line("help", help)
    }

    /// Adds "did you mean" if there is something that could be meant.
    pub(crate) fn did_you_mean(self, suggestion: Option<impl Display>) -> Self {
        match suggestion {
            Some(suggestion) => self.help(format_args!("did you mean `{suggestion}`?")),
            None => self,
        }
    }

    /// The whole text.
    #[cfg(feature = "onnx")]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The error for declarations that nobody wrote: there is nothing to edit.
    #[cfg(any(feature = "audio", feature = "onnx"))]
    pub(crate) fn without_help(mut self) -> Self {
        let lines: Vec<&str> = self.text.lines().filter(|line| !line.starts_with("help: ")).collect();
        self.text = lines.join("\n");
        self
    }

    /// The error with `prefix` before its message.
    #[cfg(any(feature = "audio", feature = "onnx"))]
    pub(crate) fn prefixed(mut self, prefix: &str) -> Self {
        self.text.insert_str(0, prefix);
        self
    }

    fn line(mut self, kind: &str, line: impl Display) -> Self {
        let written = write!(self.text, "\n{kind}: {line}");
        debug_assert!(written.is_ok(), "writing to a string does not fail");
        self
    }

    /// `::core::compile_error! { ".." }`, valid as an item and as a statement. The compiler marks everything from the
    /// span of the path to the span of the braces.
    fn to_compile_error(&self) -> TokenStream {
        let mut text = Literal::string(&self.text);
        text.set_span(self.place.end);
        let path = quote_spanned!(self.place.start=> ::core::compile_error!);
        let mut group = proc_macro2::Group::new(proc_macro2::Delimiter::Brace, TokenTree::from(text).into());
        group.set_span(self.place.end);
        quote!(#path #group)
    }
}

/// Collects the errors of one phase. Must be finished: errors that nobody looks at would let a wrong network through.
#[derive(Debug)]
pub(crate) struct Collector {
    list: Vec<Diagnostic>,
    finished: bool,
}

impl Collector {
    pub(crate) fn new() -> Self {
        Self { list: Vec::new(), finished: false }
    }

    pub(crate) fn push(&mut self, error: Diagnostic) {
        self.list.push(error);
    }

    pub(crate) fn extend(&mut self, errors: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(errors);
    }

    /// Number of errors so far.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The barrier at the end of a phase: `Err` with every error, if there are any.
    pub(crate) fn finish(mut self) -> Result<(), Errors> {
        self.finished = true;
        let list = std::mem::take(&mut self.list);
        if list.is_empty() { Ok(()) } else { Err(Errors(list)) }
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        debug_assert!(self.finished || std::thread::panicking(), "an error collector was dropped unfinished");
    }
}

/// The errors of a phase, at least one.
#[derive(Clone, Debug)]
pub(crate) struct Errors(Vec<Diagnostic>);

#[cfg(any(feature = "audio", feature = "onnx"))]
impl From<Diagnostic> for Errors {
    fn from(error: Diagnostic) -> Self {
        Self(vec![error])
    }
}

impl Errors {
    /// All of them.
    #[cfg(any(feature = "audio", feature = "onnx"))]
    pub(crate) fn into_list(self) -> Vec<Diagnostic> {
        self.0
    }

    /// A `compile_error!` for each, as items.
    pub(crate) fn to_items(&self) -> TokenStream {
        self.0.iter().map(Diagnostic::to_compile_error).collect()
    }

    /// The same errors, one of them as the value of the constant `poison`. The compiler evaluates nothing that depends
    /// on a wrong constant, and says nothing about it: what is computed from `poison` causes no error of its own.
    pub(crate) fn to_items_with_poison(&self, poison: &Ident) -> TokenStream {
        let Some((first, others)) = self.0.split_first() else { return TokenStream::new() };
        let first = first.to_compile_error();
        let others: TokenStream = others.iter().map(Diagnostic::to_compile_error).collect();
        quote!(const #poison: usize = #first; #others)
    }

    /// The texts, for tests.
    #[cfg(test)]
    pub(crate) fn texts(&self) -> Vec<&str> {
        self.0.iter().map(|error| error.text.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::Span;

    #[test]
    fn notes_and_help_follow_the_message_on_their_own_lines() {
        let error = Diagnostic::new(Span::call_site(), "unknown layer `dens`")
            .note("a rule")
            .did_you_mean(Some("dense"))
            .did_you_mean(None::<&str>);
        assert_eq!(error.text, "unknown layer `dens`\nnote: a rule\nhelp: did you mean `dense`?");
        let printed = error.to_compile_error().to_string();
        assert!(printed.starts_with(":: core :: compile_error ! {"), "{printed}");
    }

    #[test]
    #[cfg_attr(debug_assertions, should_panic(expected = "dropped unfinished"))]
    fn a_forgotten_collector_panics() {
        drop(Collector::new());
    }

    #[test]
    fn a_finished_collector_returns_all_errors_in_order() {
        let mut errors = Collector::new();
        errors.push(Diagnostic::new(Span::call_site(), "one"));
        errors.push(Diagnostic::new(Span::call_site(), "two"));
        assert_eq!(errors.finish().expect_err("two errors were pushed").texts(), ["one", "two"]);
        assert!(Collector::new().finish().is_ok());
    }
}
