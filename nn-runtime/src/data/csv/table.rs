//! Rows of numbers, which stay on the heap: one may be larger than the stack.

use super::precision::Watched;
use super::row::Row;
use super::walk::Walked;
use crate::error::Error;

/// Rows of `W` columns.
pub(super) struct Table<const W: usize> {
    rows: Vec<[f32; W]>,
    /// The row that is being read.
    row: Vec<[f32; W]>,
    watched: Vec<Watched>,
}

impl<const W: usize> Table<W> {
    pub(super) fn new() -> Self {
        Self {
            rows: Vec::new(),
            row: bytemuck::zeroed_vec(1),
            watched: std::iter::repeat_with(Watched::default).take(W).collect(),
        }
    }

    /// Appends the numbers in these columns of a row.
    pub(super) fn push(&mut self, row: &Row<'_>, columns: &[usize]) -> Result<(), Error> {
        let places = self.row.as_flattened_mut().iter_mut().zip(&mut self.watched);
        for (column, (place, watched)) in columns.iter().zip(places) {
            let number = row.number(*column)?;
            watched.add(number, row.line);
            *place = number.narrow;
        }
        // From slice to slice: a value would pass through the stack.
        self.rows.extend_from_slice(&self.row);
        Ok(())
    }

    /// All rows, unless a column's values fell together.
    pub(super) fn finish(self, file: &str, walked: &Walked, columns: &[usize]) -> Result<Vec<[f32; W]>, Error> {
        for (place, (watched, column)) in self.watched.iter().zip(columns).enumerate() {
            let values = self.rows.iter().map(|row| row[place]);
            if let Some([(first, first_line), (second, line)]) = watched.collapsed(values) {
                let column = walked.column_name(*column);
                let found = format!("contains {second}, which as f32 is the {first} of line {first_line}");
                let expected = "values whose differences f32 keeps (`subtract` takes a number off the column first, \
                                `ignore` leaves it out)";
                return Err(Error::Csv {
                    file: file.into(),
                    line: Some(line),
                    column: Some(column.into()),
                    found: found.into(),
                    expected: expected.into(),
                });
            }
        }
        Ok(self.rows)
    }
}
