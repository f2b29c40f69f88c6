//! The fields of one row of a CSV file, and the errors that name them.

use ::csv::{ErrorKind, StringRecord};

use super::columns::Columns;
use super::number::Number;
use crate::error::Error;

/// A row with what its errors name.
pub(super) struct Row<'a> {
    pub(super) file: &'a str,
    pub(super) header: Option<&'a StringRecord>,
    pub(super) record: &'a StringRecord,
    /// Where it begins, from 1.
    pub(super) line: u64,
    pub(super) columns: &'a Columns,
}

impl Row<'_> {
    /// A row must be as long as the first line.
    pub(super) fn check_length(&self) -> Result<(), Error> {
        if self.record.len() == self.columns.total {
            return Ok(());
        }
        let found = format!("has {} columns", self.record.len());
        let hint = hint(self.record.iter()).map_or(String::new(), |hint| format!(" ({hint})"));
        Err(self.error_in_line(None, found, format!("{}, as in the first line{hint}", self.columns.total)))
    }

    /// The number in a column, less what is to be subtracted from it.
    pub(super) fn number(&self, column: usize) -> Result<Number, Error> {
        let field = self.field(column, "a number")?;
        let offset = self.columns.offsets.get(column).copied().unwrap_or(0.0);
        let number = self.parse(field, offset).ok_or_else(|| {
            let hint = hint([field].into_iter()).or_else(|| self.comma_hint(field));
            let hint = hint.map_or(String::new(), |hint| format!(" ({hint})"));
            self.error(column, format!("contains {}", shown(field)), format!("a number{hint}"))
        })?;
        if !number.narrow.is_finite() {
            return Err(self.error(column, format!("contains {}", shown(field)), "a finite number".into()));
        }
        Ok(number)
    }

    /// The number that a field is, if it is one.
    pub(super) fn parse(&self, field: &str, offset: f64) -> Option<Number> {
        if !self.columns.decimal_comma {
            return Number::read(field, offset);
        }
        // A point would be one between thousands.
        if field.contains('.') { None } else { Number::read(&field.replacen(',', ".", 1), offset) }
    }

    /// What may help with a number that has the marks of another country.
    fn comma_hint(&self, field: &str) -> Option<&'static str> {
        let is_number = |text: String| text.parse::<f64>().is_ok();
        let (comma, point) = (field.matches(',').count(), field.matches('.').count());
        if self.columns.decimal_comma {
            return (point > 0 && is_number(field.replace('.', "").replace(',', ".")))
                .then_some("with a comma before decimals there is no point, and no mark between thousands");
        }
        match (comma, point) {
            (1, 0) if is_number(field.replace(',', ".")) => {
                Some("`decimal_comma` reads the comma as a decimal point; between thousands there is no mark")
            }
            (1.., _) if is_number(field.replace(',', "")) => Some("between thousands there is no mark"),
            _ => None,
        }
    }

    pub(super) fn label(&self, column: usize) -> Result<&str, Error> {
        self.field(column, "a label")
    }

    fn field(&self, column: usize, expected: &str) -> Result<&str, Error> {
        match self.record.get(column) {
            Some(field) if !field.is_empty() => Ok(field),
            _ => Err(self.error(column, "is empty".into(), expected.into())),
        }
    }

    pub(super) fn error(&self, column: usize, found: String, expected: String) -> Error {
        self.error_in_line(Some(column_name(self.header, column).into()), found, expected)
    }

    pub(super) fn error_in_line(&self, column: Option<Box<str>>, found: String, expected: String) -> Error {
        Error::Csv {
            file: self.file.into(),
            line: Some(self.line),
            column,
            found: found.into(),
            expected: expected.into(),
        }
    }
}

/// What fields that do not fit may come from.
pub(super) fn hint<'f>(mut fields: impl Iterator<Item = &'f str> + Clone) -> Option<&'static str> {
    if fields.clone().any(|field| field.contains(['\n', '\r'])) {
        return Some("a field in quotes goes over several lines: is a quote missing?");
    }
    if fields.clone().next().is_some_and(|first| first.starts_with('#')) {
        return Some("`comment(b'#')` leaves out lines that begin so");
    }
    fields.any(|field| field.contains([';', '\t', '|'])).then_some("is the `delimiter` another one?")
}

/// A field in quotes; of a long one the start.
pub(super) fn shown(field: &str) -> String {
    const MOST: usize = 40;
    match field.char_indices().nth(MOST) {
        Some((end, _)) => format!("{:?} and more", &field[..end]),
        None => format!("{field:?}"),
    }
}

pub(super) fn read_error(file: &str, line: u64, error: ::csv::Error) -> Error {
    match error.into_kind() {
        ErrorKind::Io(cause) => Error::File { path: file.into(), cause },
        // Without serde, seeking and equal lengths, undecodable text is all that is left.
        _ => Error::Csv {
            file: file.into(),
            line: Some(line),
            column: None,
            found: "is not UTF-8".into(),
            expected: "text in UTF-8".into(),
        },
    }
}

pub(super) fn whole_file(file: &str, found: String, expected: String) -> Error {
    Error::Csv { file: file.into(), line: None, column: None, found: found.into(), expected: expected.into() }
}

pub(super) fn column_name(header: Option<&StringRecord>, column: usize) -> String {
    match header.and_then(|header| header.get(column)) {
        Some(name) => shown(name),
        None => column.to_string(),
    }
}

/// The first few of what would have been accepted.
pub(super) fn one_of(names: &[impl AsRef<str>]) -> String {
    const SHOWN: usize = 8;
    let text: Vec<String> = names.iter().take(SHOWN).map(|name| shown(name.as_ref())).collect();
    let more = if names.len() > SHOWN { format!(" or {} more", names.len() - SHOWN) } else { String::new() };
    format!("one of {}{more}", text.join(", "))
}
