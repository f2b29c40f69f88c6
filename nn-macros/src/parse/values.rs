//! Values, calls and argument lists: the grammar inside parentheses and brackets.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

use super::Parser;
use super::cursor::Cursor;
use crate::ast::{Argument, Arguments, Call, Place, Value};
use crate::errors::Diagnostic;

impl Parser {
    /// Items between commas, the last comma optional. An item that fails is left out; the next one is read.
    pub(super) fn separated<T>(
        &mut self,
        tokens: &mut Cursor,
        item: fn(&mut Self, &mut Cursor) -> Option<T>,
    ) -> Vec<T> {
        let mut list = Vec::new();
        while !tokens.is_end() {
            match item(self, tokens) {
                Some(item) => list.push(item),
                None => tokens.skip_to_comma(),
            }
            if !tokens.is_end() && !tokens.take_comma() {
                let error = after_value(tokens);
                self.error(error);
                tokens.skip_to_comma();
                tokens.take_comma();
            }
        }
        list
    }

    /// The inside of `(..)`.
    pub(super) fn arguments(&mut self, group: &Group) -> Arguments {
        let list = self.separated(&mut Cursor::inside(group), Self::argument);
        Arguments { list, place: group.span().into() }
    }

    /// `value` or `name = value`.
    fn argument(&mut self, tokens: &mut Cursor) -> Option<Argument> {
        let name = self.argument_name(tokens);
        self.value(tokens).map(|value| Argument { name, value })
    }

    /// `name =` if that is next; `name:` and `name ==` are errors that read the same.
    fn argument_name(&mut self, tokens: &mut Cursor) -> Option<Ident> {
        let Some(TokenTree::Ident(name)) = tokens.peek() else { return None };
        let name = name.clone();
        let is_path = matches!((tokens.peek_at(1), tokens.peek_at(2)), (Some(TokenTree::Punct(one)), Some(TokenTree::Punct(two)))
            if one.as_char() == ':' && two.as_char() == ':');
        match tokens.peek_at(1) {
            Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '=' | ':') && !is_path => {}
            _ => return None,
        }
        tokens.take_ident();
        if tokens.take_punctuation("=") {
            return Some(name);
        }
        let error = tokens.expected(&format!("`=` after `{name}`"));
        self.error(error.help(format_args!("arguments are written `{name} = value`")));
        tokens.take_any_punctuation();
        Some(name)
    }

    /// A literal, perhaps with a sign, a name, perhaps with arguments, or a list of values in brackets.
    pub(super) fn value(&mut self, tokens: &mut Cursor) -> Option<Value> {
        match tokens.peek() {
            Some(TokenTree::Literal(literal)) => {
                let literal = literal.clone();
                tokens.next();
                Some(Value::Literal { minus: None, literal })
            }
            Some(TokenTree::Punct(punct)) if punct.as_char() == '-' => {
                let minus = Some(punct.span());
                if let Some(TokenTree::Literal(literal)) = tokens.peek_at(1) {
                    let literal = literal.clone();
                    tokens.next();
                    tokens.next();
                    return Some(Value::Literal { minus, literal });
                }
                tokens.next();
                let error = tokens.expected("a number after `-`");
                self.error(error);
                None
            }
            Some(TokenTree::Ident(_)) => {
                let name = tokens.take_ident()?;
                let call = self.call(name, tokens)?;
                Some(if call.arguments.is_none() { Value::Name(call.name) } else { Value::Call(call) })
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
                let place = Place::from(group.span());
                let list = self.separated(&mut Cursor::inside(group), Self::value);
                tokens.next();
                Some(Value::List { list, place })
            }
            _ => {
                let mut error = tokens.expected("a value");
                if let Some(TokenTree::Group(group)) = tokens.peek()
                    && group.delimiter() == Delimiter::Parenthesis
                {
                    error = error.help(format_args!(
                        "a list stands in brackets: `[{}]`",
                        group.stream().to_string().replace(" ,", ",")
                    ));
                }
                if tokens.is_punctuation(".")
                    && let Some(TokenTree::Literal(literal)) = tokens.peek_at(1)
                {
                    error = error.help(format_args!("write `0.{literal}`"));
                }
                self.error(error);
                None
            }
        }
    }

    /// The parentheses after `name`, if there are any.
    pub(super) fn call(&mut self, name: Ident, tokens: &mut Cursor) -> Option<Call> {
        if tokens.is_punctuation("::") {
            let error = Diagnostic::new(Place::from(&name), "expected a plain name, found a path")
                .help("write the last part of the path alone");
            self.error(error);
            return None;
        }
        if let Some(group) = tokens.take_group(Delimiter::Parenthesis) {
            let arguments = Some(self.arguments(&group));
            return Some(Call { name, arguments });
        }
        if let Some(TokenTree::Group(_)) = tokens.peek() {
            let error = tokens.expected(&format!("the arguments of `{name}` in parentheses"));
            self.error(error);
            tokens.next();
            return None;
        }
        Some(Call { name, arguments: None })
    }
}

/// What is wrong with a token after a complete value.
fn after_value(tokens: &Cursor) -> Diagnostic {
    let error = tokens.expected("`,`");
    if ["+", "-", "*", "/", "%", "<<"].iter().any(|operator| tokens.is_punctuation(operator)) {
        return error.note("the macro sees the tokens, it does not compute").help("write the result as one literal");
    }
    error
}
