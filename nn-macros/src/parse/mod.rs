//! Tokens to `ast::Network`: the grammar, and recovery from errors in it. Knows no layer by name.
//!
//! ```text
//! network   = "@crate" "(" path ")" attribute* visibility "struct" name (":" shape "->" shape "{" lines "}" | ";")
//! shape     = "[" value ("," value)* ","? "]"
//! lines     = (line ("," line)* ","?)?
//! line      = (label ":")? call
//! call      = name ("(" (argument ("," argument)* ","?)? ")")?
//! argument  = (name "=")? value
//! value     = "-"? literal | call
//! attribute = "#" "[" own ("(" arguments ")")? "]" | any other outer attribute
//! own       = "batch" | "loss" | "math" | "nam" | "onnx" | "rtneural" | "weights" | "window"
//! ```

mod cursor;
mod lines;
mod values;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::Visibility;
use syn::parse::Parser as _;

use self::cursor::Cursor;
use crate::ast::{Attribute, AudioFormat, Call, Declaration, Imported, Line, Network, Place, Shape};
use crate::errors::{Collector, Diagnostic};
use crate::outline::{Failure, Outline};

/// Reads a declaration. After an error it goes on where the next part must begin, so that independent mistakes are all
/// found, and so that the failure knows as much as possible of the declared struct.
pub(crate) fn parse(input: TokenStream) -> Result<Declaration, Box<Failure>> {
    let mut parser = Parser { errors: Collector::new(), outline: Outline::default() };
    let declaration = parser.declaration(input);
    let Parser { errors, outline } = parser;
    match (errors.finish(), declaration) {
        (Ok(()), Some(declaration)) => Ok(declaration),
        (Ok(()), None) => unreachable!("what `Parser::declaration` gives up on has an error"),
        (Err(errors), _) => Err(Box::new(Failure { errors, outline })),
    }
}

/// [`parse`] for the tests of later stages, whose declarations name no ONNX file.
#[cfg(test)]
pub(crate) fn parse_written(input: TokenStream) -> Result<Network, Box<Failure>> {
    parse(input).map(|declaration| match declaration {
        Declaration::Written(network) => network,
        Declaration::Imported(imported) => panic!("`{}` has no layers of its own", imported.name),
    })
}

/// The help where the head is broken.
const EXAMPLE: &str = "a network is declared `struct Name: [2] -> [1] { dense(1) }`";

/// What the grammar's functions share.
struct Parser {
    errors: Collector,
    /// What has been understood so far, for the fallback.
    outline: Outline,
}

impl Parser {
    fn error(&mut self, error: Diagnostic) {
        self.errors.push(error);
    }

    fn declaration(&mut self, input: TokenStream) -> Option<Declaration> {
        let mut tokens = Cursor::new(input, None);
        let crate_path = take_crate_path(&mut tokens);
        self.outline.crate_path = crate_path.clone();
        if tokens.is_end() {
            self.error(Diagnostic::new(tokens.place(), "expected a network, found nothing").help(EXAMPLE));
            return None;
        }
        let attributes = self.attributes(&mut tokens);
        self.outline.set_attributes(&attributes);
        let visibility = self.visibility(&mut tokens);
        self.outline.visibility = Some(visibility.clone());
        let name = self.name(&mut tokens);
        self.outline.name.clone_from(&name);
        let of_file = attributes.iter().find_map(|attribute| match attribute {
            Attribute::Onnx(_) => Some("onnx"),
            Attribute::Audio(format, _) => Some(format.name()),
            _ => None,
        });
        if let Some(attribute) = of_file {
            self.end_of_imported(&mut tokens, attribute);
            return Some(Declaration::Imported(Imported { crate_path, attributes, visibility, name: name? }));
        }
        let (input, output) = self.signature(&mut tokens);
        self.outline.set_shapes(input.as_ref(), output.as_ref());
        if input.is_none() || output.is_none() {
            // The signature has been blamed already; a missing body would be the same mistake.
            tokens.skip_until(|tokens| is_group(tokens, Delimiter::Brace));
            if tokens.is_end() {
                return None;
            }
        }
        let (lines, body) = self.body(&mut tokens)?;
        self.outline.set_lines(&lines);
        let (name, input, output) = (name?, input?, output?);
        let parameters = None;
        let network = Network { crate_path, attributes, visibility, name, input, output, lines, body, parameters };
        Some(Declaration::Written(network))
    }

    /// `;`, and nothing after it.
    fn end_of_imported(&mut self, tokens: &mut Cursor, attribute: &str) {
        if !tokens.take_punctuation(";") {
            let error = tokens.expected("`;` after the name");
            let note = format!("`#[{attribute}(..)]` takes shapes and layers from the file");
            self.error(error.note(note).help("write `struct Model;`"));
        } else if !tokens.is_end() {
            let error = tokens.expected("nothing after `;`");
            self.error(error.help("declare each network in a `network!` of its own"));
        }
    }

    fn attributes(&mut self, tokens: &mut Cursor) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        while tokens.is_punctuation("#") || tokens.is_punctuation("#!") {
            let place = tokens.place();
            let inner = tokens.take_punctuation("#!");
            if inner
                || !matches!(tokens.peek_at(1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket)
            {
                self.error(Diagnostic::new(place, "expected an attribute, `#[..]`, before the struct"));
                if !inner {
                    tokens.take_punctuation("#");
                }
                tokens.take_group(Delimiter::Bracket);
                continue;
            }
            attributes.extend(self.attribute(tokens));
        }
        attributes
    }

    /// `#[..]`, known to be that.
    fn attribute(&mut self, tokens: &mut Cursor) -> Option<Attribute> {
        let place = tokens.place();
        let written = tokens.take_count(2);
        let Some(TokenTree::Group(group)) = written.clone().into_iter().last() else { return None };
        let mut inside = Cursor::inside(&group);
        if inside.is_ident("loss") {
            return self.loss(&mut inside).map(Attribute::Loss);
        }
        if inside.is_ident("batch") {
            return self.batch(&mut inside).map(Attribute::Batch);
        }
        if inside.is_ident("window") {
            return self.window(&mut inside).map(Attribute::Window);
        }
        if inside.is_ident("math") {
            return self.math(&mut inside).map(Attribute::Math);
        }
        if inside.is_ident("weights") {
            return self.file(&mut inside, "`#[weights(\"digits.safetensors\")]`").map(Attribute::Weights);
        }
        if inside.is_ident("onnx") {
            return self.file(&mut inside, "`#[onnx(\"model.onnx\")]`").map(Attribute::Onnx);
        }
        if let Some(format) = AudioFormat::ALL.into_iter().find(|format| inside.is_ident(format.name())) {
            let example = format!("`{}`", format.example());
            return self.file(&mut inside, &example).map(|call| Attribute::Audio(format, call));
        }
        match syn::Attribute::parse_outer.parse2(written) {
            Ok(mut attributes) => attributes.pop().map(Attribute::Other),
            Err(error) => {
                self.error(Diagnostic::new(Place::from_to(place, error.span().into()), error.to_string()));
                None
            }
        }
    }

    /// The inside of `#[loss(..)]`.
    fn loss(&mut self, tokens: &mut Cursor) -> Option<Call> {
        let name = tokens.take_ident()?;
        let arguments = tokens.take_group(Delimiter::Parenthesis).map(|group| self.arguments(&group));
        if !tokens.is_end() {
            self.error(tokens.expected("the loss in parentheses").help("write `#[loss(mse)]`"));
            self.outline.expect_loss();
            return None;
        }
        Some(Call { name, arguments })
    }

    /// The inside of `#[batch(..)]`.
    fn batch(&mut self, tokens: &mut Cursor) -> Option<Call> {
        self.parenthesised(tokens, "a number of rows in parentheses", "write `#[batch(64)]`")
    }

    /// The inside of `#[window(..)]`.
    fn window(&mut self, tokens: &mut Cursor) -> Option<Call> {
        self.parenthesised(tokens, "a number of steps in parentheses", "write `#[window(256)]`")
    }

    /// The inside of `#[math(..)]`.
    fn math(&mut self, tokens: &mut Cursor) -> Option<Call> {
        self.parenthesised(tokens, "`fast` or `exact` in parentheses", "write `#[math(fast)]`")
    }

    /// A name with something in parentheses.
    fn parenthesised(&mut self, tokens: &mut Cursor, expected: &str, help: &str) -> Option<Call> {
        let name = tokens.take_ident()?;
        let arguments = tokens.take_group(Delimiter::Parenthesis).map(|group| self.arguments(&group));
        if !tokens.is_end() {
            self.error(tokens.expected(expected).help(help));
            return None;
        }
        Some(Call { name, arguments })
    }

    /// The inside of `#[weights(..)]`, `#[onnx(..)]` and their like.
    fn file(&mut self, tokens: &mut Cursor, example: &str) -> Option<Call> {
        let name = tokens.take_ident()?;
        self.outline.expect_parameters();
        let group = tokens.take_group(Delimiter::Parenthesis);
        let help = format!("write {example}");
        let arguments = match &group {
            Some(group) if is_bare_path(&Cursor::inside(group)) => {
                self.error(Cursor::inside(group).expected("a path in quotes").help(help));
                None
            }
            Some(group) if tokens.is_end() => Some(self.arguments(group)),
            _ => {
                self.error(tokens.expected("the path of a file in parentheses").help(help));
                None
            }
        };
        // Without arguments it is kept all the same: `onnx` decides what follows the name.
        Some(Call { name, arguments })
    }

    fn visibility(&mut self, tokens: &mut Cursor) -> Visibility {
        if !tokens.is_ident("pub") {
            return Visibility::Inherited;
        }
        let restricted =
            matches!(tokens.peek_at(1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
        let written = tokens.take_count(if restricted { 2 } else { 1 });
        let place = written.clone().into_iter().last().as_ref().map(Place::from);
        match (syn::parse2(written), place) {
            (Err(_), Some(place)) => {
                self.error(Diagnostic::new(place, "expected `pub`, `pub(crate)`, `pub(super)` or `pub(in path)`"));
                Visibility::Inherited
            }
            (visibility, _) => visibility.unwrap_or(Visibility::Inherited),
        }
    }

    /// `struct Name`, and an error for generics.
    fn name(&mut self, tokens: &mut Cursor) -> Option<Ident> {
        if tokens.is_ident("struct") {
            tokens.take_ident();
        } else {
            self.error(tokens.expected("`struct`").help(EXAMPLE));
            // `enum Name` and `strct Name` are slips of the keyword; `Name: ..` lacks it.
            if matches!((tokens.peek(), tokens.peek_at(1)), (Some(TokenTree::Ident(_)), Some(TokenTree::Ident(_)))) {
                tokens.take_ident();
            }
        }
        if !matches!(tokens.peek(), Some(TokenTree::Ident(_))) {
            let error = tokens.expected("the name of the network").help(EXAMPLE);
            self.error(error);
            return None;
        }
        let place = tokens.place();
        let name: Option<Ident> = syn::parse2(tokens.take_count(1)).ok();
        if name.is_none() {
            self.error(Diagnostic::new(place, "expected the name of the network, found a keyword"));
        }
        if let Some(place) = tokens.take_angle_brackets() {
            self.error(
                Diagnostic::new(place, "a network has no generic parameters")
                    .note("its sizes are literals, so that its code can be written out in full"),
            );
        }
        name
    }

    /// `: [..] -> [..]`. After an error, goes on at the shapes that are there.
    fn signature(&mut self, tokens: &mut Cursor) -> (Option<Shape>, Option<Shape>) {
        let errors = self.errors.len();
        if !tokens.take_punctuation(":") {
            let error = tokens.expected("`:` and the input's shape").help(EXAMPLE);
            self.error(if tokens.is_punctuation(";") {
                error.help("or by a file: `#[onnx(\"model.onnx\")] struct Name;`")
            } else {
                error
            });
            tokens.skip_until(|tokens| is_group(tokens, Delimiter::Bracket) || is_group(tokens, Delimiter::Brace));
            if !is_group(tokens, Delimiter::Bracket) {
                return (None, None);
            }
        }
        let input = self.shape(tokens, "the input's shape");
        if !tokens.take_punctuation("->") {
            if self.errors.len() > errors && input.is_none() {
                // What stands for the shape may be long: the arrow shows where it ends.
                tokens.skip_until(|tokens| tokens.is_punctuation("->") || is_group(tokens, Delimiter::Brace));
                tokens.take_punctuation("->");
            } else {
                let error = tokens.expected("`->` and the output's shape").help(EXAMPLE);
                self.error(error);
                // Only another operator is passed over: what stands in for the arrow.
                tokens.take_any_punctuation();
                if !is_group(tokens, Delimiter::Bracket) {
                    return (input, None);
                }
            }
        }
        if input.is_none() && is_group(tokens, Delimiter::Brace) {
            return (None, None);
        }
        let output = self.shape(tokens, "the output's shape");
        (input, output)
    }

    /// `[784]`.
    fn shape(&mut self, tokens: &mut Cursor, what: &str) -> Option<Shape> {
        let Some(group) = tokens.take_group(Delimiter::Bracket) else {
            let mut error = tokens.expected(&format!("{what} in brackets"));
            if let Some(TokenTree::Literal(literal)) = tokens.peek() {
                error = error.help(format_args!("write `[{literal}]`"));
                tokens.next();
            } else if is_group(tokens, Delimiter::Parenthesis) {
                error = error.help("write `[784]` or `[1, 28, 28]`");
                tokens.next();
            }
            self.error(error);
            return None;
        };
        let mut inside = Cursor::inside(&group);
        let errors = self.errors.len();
        let extents = self.separated(&mut inside, Self::value);
        (self.errors.len() == errors).then(|| Shape { extents, place: group.span().into() })
    }

    /// `{ lines }`, and nothing after it.
    fn body(&mut self, tokens: &mut Cursor) -> Option<(Vec<Line>, Place)> {
        let Some(group) = tokens.take_group(Delimiter::Brace) else {
            self.error(tokens.expected("`{` and the layers").help("write `{ dense(1) }`"));
            return None;
        };
        let lines = self.lines(&group);
        if !tokens.is_end() {
            let place = tokens.place();
            let another = ["struct", "pub"].iter().any(|word| tokens.is_ident(word)) || tokens.is_punctuation("#");
            let error = if another {
                Diagnostic::new(place, "expected one network, found another one")
                    .help("declare each network in a `network!` of its own")
            } else {
                tokens.expected("nothing after the layers")
            };
            self.error(error);
        }
        Some((lines, group.span().into()))
    }
}

/// `model.onnx`, `./model.onnx`, `/model`.
fn is_bare_path(tokens: &Cursor) -> bool {
    let separates = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '.' | '/'));
    separates(tokens.peek()) || matches!(tokens.peek(), Some(TokenTree::Ident(_))) && separates(tokens.peek_at(1))
}

fn is_group(tokens: &Cursor, delimiter: Delimiter) -> bool {
    matches!(tokens.peek(), Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
}

/// `@crate($crate)`, which the front macro puts before the user's tokens.
fn take_crate_path(tokens: &mut Cursor) -> TokenStream {
    let marked = tokens.take_punctuation("@") && tokens.is_ident("crate");
    debug_assert!(marked, "the front macro begins with `@crate(..)`");
    tokens.take_ident();
    tokens.take_group(Delimiter::Parenthesis).map_or_else(TokenStream::new, |group| group.stream())
}
