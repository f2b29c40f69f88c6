//! JSON, item by item: each knows where it stands, and says what was expected there.

use serde_json::Value;

use crate::limits::Grouped;
use crate::{Kind, START, Wanted, recognise};

/// The largest file that is read. A value in memory may take 20 times what it takes in the file, and models of amplifiers have less than a
/// megabyte.
const MAX_BYTES: usize = 64 << 20;

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong and where, as a sentence without a full stop.
    pub text: String,
    /// The rule, or where a number comes from.
    pub note: Option<String>,
    /// What may help.
    pub help: Option<String>,
}

impl Mistake {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), note: None, help: None }
    }

    pub(super) fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// The value in a file.
pub(super) fn parse(content: &[u8]) -> Result<Value, Mistake> {
    if content.len() > MAX_BYTES {
        let (found, most) = (Grouped(content.len()), Grouped(MAX_BYTES));
        return Err(Mistake::new(format!("the file has {found} bytes, at most {most} are read")));
    }
    // Programs for Windows put a mark before UTF-8.
    let text = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    serde_json::from_slice(text).map_err(|error| {
        let start = content.get(..START).unwrap_or(content);
        if let Some(kind) = recognise(start).filter(|kind| *kind != Kind::Json) {
            let mistake = Mistake::new(format!("the file is {}, expected JSON", kind.name()));
            return match kind.help(Wanted::Audio) {
                Some(help) => mistake.help(help),
                None => mistake,
            };
        }
        let mistake = Mistake::new(format!("the file is not JSON: {error}"));
        match word_at(text, error.line(), error.column()) {
            Some(b"NaN" | b"Infinity") => {
                mistake.note("JSON has no NaN and no infinity, which Python writes all the same")
            }
            _ => mistake,
        }
    })
}

/// The letters at a place in a text, or just before it.
fn word_at(text: &[u8], line: usize, column: usize) -> Option<&[u8]> {
    let line = text.split(|byte| *byte == b'\n').nth(line.checked_sub(1)?)?;
    let is_letter = |position: &usize| line.get(*position).is_some_and(u8::is_ascii_alphabetic);
    let at = column.min(line.len());
    let start = (0..at).rev().take_while(is_letter).last().unwrap_or(at);
    let end = (start..line.len()).find(|position| !is_letter(position)).unwrap_or(line.len());
    line.get(start..end)
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    value: &'a Value,
    /// `layers[3].weights`; empty for the whole.
    path: String,
}

impl<'a> Item<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { value, path: String::new() }
    }

    /// How messages name it.
    pub(super) fn title(&self) -> String {
        if self.path.is_empty() { "the file".to_owned() } else { format!("`{}`", self.path) }
    }

    /// What is wrong with it.
    pub(super) fn mistake(&self, what: &str) -> Mistake {
        Mistake::new(format!("{} {what}", self.title()))
    }

    fn expected(&self, what: &str) -> Mistake {
        self.mistake(&format!("is {}, expected {what}", describe(self.value)))
    }

    /// The value of a key that must be there.
    pub(super) fn get(&self, key: &str) -> Result<Item<'a>, Mistake> {
        if !self.value.is_object() {
            return Err(self.expected(&format!("an object with `{key}`")));
        }
        self.find(key).ok_or_else(|| self.mistake(&format!("has no `{key}`")))
    }

    /// The value of a key, unless it is not there or `null`.
    pub(super) fn find(&self, key: &str) -> Option<Item<'a>> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Some(Item { value, path })
    }

    /// The keys of an object.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.value.as_object().into_iter().flat_map(|object| object.keys().map(String::as_str))
    }

    /// The elements of a list.
    pub(super) fn list(&self) -> Result<Vec<Item<'a>>, Mistake> {
        let list = self.value.as_array().ok_or_else(|| self.expected("a list"))?;
        let item = |(index, value)| Item { value, path: format!("{}[{index}]", self.path) };
        Ok(list.iter().enumerate().map(item).collect())
    }

    /// Whether it is a list.
    pub(super) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// Whether it is the word `false`.
    pub(super) fn is_false(&self) -> bool {
        self.value.as_bool() == Some(false)
    }

    pub(super) fn flag(&self) -> Result<bool, Mistake> {
        self.value.as_bool().ok_or_else(|| self.expected("`true` or `false`"))
    }

    /// What says of each of `n` layers what it is: a list with an element for each, or one that is of all.
    pub(super) fn of_each(&self, n: usize) -> Result<Vec<Item<'a>>, Mistake> {
        if !self.is_list() {
            return Ok(vec![self.clone(); n]);
        }
        let list = self.list()?;
        if list.len() == n {
            return Ok(list);
        }
        Err(self.mistake(&format!("has {} elements, expected {n}, one for each layer", list.len())))
    }

    pub(super) fn text(&self) -> Result<&'a str, Mistake> {
        self.value.as_str().ok_or_else(|| self.expected("a text"))
    }

    /// A finite number.
    pub(super) fn number(&self) -> Result<f64, Mistake> {
        self.value.as_f64().filter(|number| number.is_finite()).ok_or_else(|| self.expected("a number"))
    }

    /// A whole number from `least` to `most`.
    pub(super) fn count(&self, least: usize, most: usize) -> Result<usize, Mistake> {
        // 3 and 3.0 are written alike.
        let found = self.value.as_f64().and_then(|number| number.to_string().parse().ok());
        found
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.expected(&format!("a whole number from {} to {}", Grouped(least), Grouped(most))))
    }

    /// The numbers of nested lists of this shape, in row-major order.
    pub(super) fn array(&self, shape: &[usize]) -> Result<Vec<f32>, Mistake> {
        let found = shape_of(self.value);
        if found != shape {
            return Err(self.mistake(&format!("has shape {found:?}, expected {shape:?}")));
        }
        let mut numbers = Vec::new();
        self.flatten(shape, &mut numbers)?;
        Ok(numbers)
    }

    fn flatten(&self, shape: &[usize], numbers: &mut Vec<f32>) -> Result<(), Mistake> {
        let Some((first, others)) = shape.split_first() else {
            numbers.push(self.finite()?);
            return Ok(());
        };
        let list = self.list()?;
        if list.len() != *first {
            return Err(
                self.mistake(&format!("has {} elements, expected {first}, as the lists beside it have", list.len()))
            );
        }
        list.iter().try_for_each(|item| item.flatten(others, numbers))
    }

    /// A number that is finite as `f32`.
    pub(super) fn finite(&self) -> Result<f32, Mistake> {
        let rounded = self.number()? as f32;
        if rounded.is_finite() {
            Ok(rounded)
        } else {
            Err(self.mistake(&format!("is {}, which is beyond `f32`", describe(self.value))))
        }
    }
}

/// The shape of nested lists, as their first elements have it.
fn shape_of(value: &Value) -> Vec<usize> {
    let mut shape = Vec::new();
    let mut at = Some(value);
    while let Some(Value::Array(list)) = at {
        shape.push(list.len());
        at = list.first();
    }
    shape
}

/// A value in a message.
fn describe(value: &Value) -> String {
    /// Longer texts say nothing.
    const MAX_CHARACTERS: usize = 40;
    match value {
        Value::Null => "`null`".to_owned(),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.chars().count() <= MAX_CHARACTERS => format!("{text:?}"),
        Value::String(_) => "a long text".to_owned(),
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(_) => "an object".to_owned(),
    }
}
