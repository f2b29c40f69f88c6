//! The walk through a file: the first line, the columns, then row after row.

use std::io::{Cursor, Read};

use ::csv::{Reader, ReaderBuilder, StringRecord};
use nn_files::{Kind, START, Wanted, recognise};

use super::columns::Columns;
use super::lines::Lines;
use super::row::{Row, column_name, hint, read_error, whole_file};
use super::{CsvReader, Header, Targets};
use crate::error::Error;

/// What a walk found out about the columns.
pub(super) struct Walked {
    pub(super) header: Option<StringRecord>,
    pub(super) columns: Columns,
}

impl Walked {
    pub(super) fn column_name(&self, column: usize) -> String {
        column_name(self.header.as_ref(), column)
    }
}

/// The columns that are wanted.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) inputs: usize,
    pub(super) targets: usize,
    pub(super) kind: Targets,
}

impl CsvReader {
    /// Calls `use_row` with every row of data, after all that can be said about the columns has been checked.
    pub(super) fn for_each_row(
        &self,
        file: &str,
        reader: impl Read,
        asked: Asked,
        mut use_row: impl FnMut(&Row<'_>, &Columns) -> Result<(), Error>,
    ) -> Result<Walked, Error> {
        let mut records = Records::new(self, file, reader)?;
        let mut record = StringRecord::new();
        let mut walked: Option<Walked> = None;
        let mut has_rows = false;
        while let Some(line) = records.next(&mut record)? {
            let walked = match &mut walked {
                Some(walked) => walked,
                none => {
                    let columns = self.resolve(file, &record, asked)?;
                    let is_header = self.header != Header::Absent;
                    let header = is_header.then(|| record.clone());
                    if self.header == Header::Present {
                        refuse_numbers(&Row { file, header: None, record: &record, line, columns: &columns }, asked)?;
                    }
                    let walked = none.insert(Walked { header, columns });
                    if is_header {
                        continue;
                    }
                    walked
                }
            };
            has_rows = true;
            let columns = &walked.columns;
            let row = Row { file, header: walked.header.as_ref(), record: &record, line, columns };
            row.check_length()?;
            use_row(&row, columns)?;
        }
        match walked {
            Some(walked) if has_rows => Ok(walked),
            other => {
                let header = other.as_ref().and_then(|walked| walked.header.as_ref());
                let hint = header.and_then(|header| hint(header.iter()));
                let hint = hint.map_or(String::new(), |hint| format!(" ({hint})"));
                Err(whole_file(file, "has no rows of data".into(), format!("at least 1{hint}")))
            }
        }
    }
}

/// Numbers in the place of all names are a first row of data, which would be lost.
fn refuse_numbers(row: &Row<'_>, asked: Asked) -> Result<(), Error> {
    let targets = match asked.kind {
        Targets::Numbers => &row.columns.targets[..],
        Targets::Labels => &[],
    };
    let fields = row.columns.inputs.iter().chain(targets).filter_map(|column| row.record.get(*column));
    let mut fields = fields.filter(|field| !field.is_empty()).peekable();
    if fields.peek().is_none() || !fields.all(|field| row.parse(field, 0.0).is_some()) {
        return Ok(());
    }
    let expected = "the names of the columns (`without_header` reads the line as data, `with_header` takes the numbers \
                    for names)";
    Err(row.error_in_line(None, "has numbers only".into(), expected.into()))
}

/// The records of a file that are no blank lines, and the lines in which they begin.
struct Records<'a, R> {
    file: &'a str,
    comment: Option<u8>,
    reader: Reader<Lines<std::io::Chain<Cursor<Vec<u8>>, R>>>,
}

impl<'a, R: Read> Records<'a, R> {
    fn new(options: &CsvReader, file: &'a str, mut reader: R) -> Result<Self, Error> {
        let mut start = Vec::with_capacity(START);
        let read = reader.by_ref().take(START as u64).read_to_end(&mut start);
        read.map_err(|cause| Error::File { path: file.into(), cause })?;
        // Whatever else is no text in UTF-8 is told by line.
        match recognise(&start) {
            None | Some(Kind::Text | Kind::Json) => {}
            Some(kind) => {
                let help = kind.help(Wanted::Csv).map_or(String::new(), |help| format!(" ({help})"));
                return Err(whole_file(file, format!("is {}", kind.name()), format!("a table as text in UTF-8{help}")));
            }
        }
        let reader = ReaderBuilder::new()
            // The first record is looked at like any other, whatever it is.
            .has_headers(false)
            .delimiter(options.delimiter)
            .comment(options.comment)
            .trim(::csv::Trim::All)
            // A row of another length is our error, with a name and an expectation.
            .flexible(true)
            .from_reader(Lines::new(Cursor::new(start).chain(reader)));
        Ok(Self { file, comment: options.comment, reader })
    }

    /// Reads the next record, and tells its line.
    fn next(&mut self, record: &mut StringRecord) -> Result<Option<u64>, Error> {
        loop {
            let start = self.reader.position().byte();
            let read = self.reader.read_record(record);
            let length = self.reader.position().byte() - start;
            let (line, bytes) = self.reader.get_mut().record(length, self.comment);
            if !read.map_err(|error| read_error(self.file, line, error))? {
                return Ok(None);
            }
            let is_blank = record.len() == 1 && bytes.trim_ascii().is_empty();
            if !is_blank {
                return Ok(Some(line));
            }
        }
    }
}
