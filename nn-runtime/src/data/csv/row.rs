//! The fields of one row of a CSV file, and the errors that name them.

use ::csv::{ErrorKind, StringRecord};

use crate::error::Error;

/// A row with what its errors name.
pub(super) struct Row<'a> {
    pub(super) file: &'a str,
    pub(super) header: Option<&'a StringRecord>,
    pub(super) record: &'a StringRecord,
}

impl Row<'_> {
    pub(super) fn numbers(&self, columns: &[usize], to: &mut [f32]) -> Result<(), Error> {
        for (value, column) in to.iter_mut().zip(columns) {
            let field = self.field(*column, "a number")?;
            let number: f32 =
                field.parse().map_err(|_| self.error(*column, format!("contains {field:?}"), "a number".into()))?;
            if !number.is_finite() {
                return Err(self.error(*column, format!("contains {field:?}"), "a finite number".into()));
            }
            *value = number;
        }
        Ok(())
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
        let line = self.record.position().map(::csv::Position::line);
        Error::Csv { file: self.file.into(), line, column, found: found.into(), expected: expected.into() }
    }
}

pub(super) fn read_error(file: &str, error: ::csv::Error) -> Error {
    let line = error.position().map(::csv::Position::line);
    match error.into_kind() {
        ErrorKind::Io(cause) => Error::File { path: file.into(), cause },
        // Without serde, seeking and equal lengths, undecodable text is all that is left.
        _ => Error::Csv {
            file: file.into(),
            line,
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
        Some(name) => format!("{name:?}"),
        None => column.to_string(),
    }
}

/// The first few of what would have been accepted.
pub(super) fn one_of(names: &[impl AsRef<str>]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("{:?}", name.as_ref())).collect();
    let more = if names.len() > SHOWN { format!(" or {} more", names.len() - SHOWN) } else { String::new() };
    format!("one of {}{more}", shown.join(", "))
}
