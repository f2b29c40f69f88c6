//! Which columns of a CSV file are inputs and which are targets.

use ::csv::StringRecord;

use super::row::{column_name, hint, one_of, whole_file};
use super::walk::Asked;
use super::{CsvReader, Header, Targets};
use crate::error::Error;

/// A column of a file: by the name in its header, or by its index from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Counted from 0.
    Index(usize),
    /// As in the header; surrounding blanks do not count.
    Name(String),
}

impl From<usize> for Column {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl From<&str> for Column {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for Column {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

/// Positions in a row of `total` fields.
pub(super) struct Columns {
    pub(super) inputs: Vec<usize>,
    pub(super) targets: Vec<usize>,
    pub(super) total: usize,
    /// What is subtracted from each column; those beyond the last have nothing to subtract.
    pub(super) offsets: Vec<f64>,
    /// Whether a comma stands before decimals.
    pub(super) decimal_comma: bool,
}

impl CsvReader {
    /// Finds the columns in the first line, the header or a row.
    pub(super) fn resolve(&self, file: &str, first: &StringRecord, asked: Asked) -> Result<Columns, Error> {
        let (n_inputs, n_targets) = (asked.inputs, asked.targets);
        let find = |column: &Column| self.find(file, first, column);
        let ignored = self.ignored.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let used = (0..first.len()).filter(|index| !ignored.contains(index));
        let targets: Vec<usize> = match &self.targets {
            Some(columns) => columns.iter().map(find).collect::<Result<_, _>>()?,
            None => used.clone().skip(used.clone().count().saturating_sub(n_targets)).collect(),
        };
        for (position, index) in targets.iter().enumerate() {
            if ignored.contains(index) || targets[..position].contains(index) {
                let found = format!("uses column {} twice", self.name(first, *index));
                return Err(whole_file(file, found, "each column once, as an input, a target or ignored".into()));
            }
        }
        let inputs: Vec<usize> = used.filter(|index| !targets.contains(index)).collect();
        for (what, found, expected) in [("target", targets.len(), n_targets), ("input", inputs.len(), n_inputs)] {
            if found != expected {
                let hint = self.hint(first, n_inputs + n_targets + ignored.len());
                return Err(whole_file(file, format!("has {found} {what} columns"), format!("{expected}{hint}")));
            }
        }
        let mut offsets = Vec::new();
        for (column, amount) in &self.subtracted {
            let index = find(column)?;
            let is_number = inputs.contains(&index) || asked.kind == Targets::Numbers && targets.contains(&index);
            if !is_number || !amount.is_finite() {
                let found = format!("is read with {amount} subtracted from column {}", self.name(first, index));
                return Err(whole_file(file, found, "a finite number and a column that is read as numbers".into()));
            }
            offsets.resize(offsets.len().max(index + 1), 0.0);
            offsets[index] += amount;
        }
        Ok(Columns { inputs, targets, total: first.len(), offsets, decimal_comma: self.decimal_comma })
    }

    /// Why the first line may have another number of columns than the `expected` one.
    fn hint(&self, first: &StringRecord, expected: usize) -> String {
        let fields = first.iter();
        // As the line was, but for quotes.
        let line = fields.clone().collect::<Vec<_>>().join(&char::from(self.delimiter).to_string());
        let others = [',', ';', '\t', '|', ' '].into_iter().filter(|other| *other != char::from(self.delimiter));
        let counted = others.map(|other| (other, line.split(other).count()));
        let fitting = counted.clone().find(|(_, count)| *count == expected && *count > 1);
        // Names have blanks in them.
        let any = counted.clone().filter(|(other, count)| *count > 1 && *other != ' ');
        match fitting.or_else(|| any.max_by_key(|(_, count)| *count).filter(|_| first.len() == 1)) {
            Some((other, count)) if !line.starts_with('#') => {
                format!(" (it has {count} columns with `delimiter(b{other:?})`)")
            }
            _ => hint(fields).map_or(String::new(), |hint| format!(" ({hint})")),
        }
    }

    fn name(&self, first: &StringRecord, index: usize) -> String {
        column_name(self.names(first), index)
    }

    fn find(&self, file: &str, first: &StringRecord, column: &Column) -> Result<usize, Error> {
        match (column, self.names(first)) {
            (Column::Index(index), _) if *index < first.len() => Ok(*index),
            (Column::Index(index), _) => {
                let expected = format!("0 to {}", first.len().saturating_sub(1));
                Err(whole_file(file, format!("has no column {index}"), expected))
            }
            (Column::Name(name), None) => {
                Err(whole_file(file, format!("has no column {name:?}"), "an index, as it has no header".into()))
            }
            (Column::Name(name), Some(header)) => {
                let mut matches = (0..header.len()).filter(|index| &header[*index] == name.trim());
                let found = matches.next().ok_or_else(|| {
                    let hint = if header.len() == 1 { self.hint(header, 0) } else { String::new() };
                    let expected = format!("{}{hint}", one_of(&header.iter().collect::<Vec<_>>()));
                    whole_file(file, format!("has no column {name:?}"), expected)
                })?;
                match matches.next() {
                    None => Ok(found),
                    Some(_) => Err(whole_file(file, format!("has several columns {name:?}"), "one".into())),
                }
            }
        }
    }

    fn names<'a>(&self, first: &'a StringRecord) -> Option<&'a StringRecord> {
        (self.header != Header::Absent).then_some(first)
    }
}
