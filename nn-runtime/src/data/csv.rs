//! Data sets from CSV files, with errors that name the line and the column.
//!
//! Letters: `I` input columns, `O` target columns, `N` classes.

mod columns;
mod row;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use ::csv::{Reader, ReaderBuilder, StringRecord};

pub use columns::Column;
use columns::Columns;
use row::{Row, one_of, read_error, whole_file};

use crate::data::Dataset;
use crate::error::Error;
use crate::loss::Class;

/// How a CSV file is to be read: a builder, then one of the `read` methods.
///
/// The first line is a header, fields are separated by commas, and the targets are the last columns, unless stated
/// otherwise. All other columns are inputs, in the order of the file. Every value has to be a finite number; a missing
/// one is an error, never a silent zero. Blank lines are skipped.
///
/// ```
/// use nn_runtime::data::csv::CsvReader;
/// let text = "width;price;height\n1.5;20;3\n2.5;40;4\n";
/// let data = CsvReader::new().delimiter(b';').targets(["price"]).read_from::<2, 1>(text.as_bytes())?;
/// assert_eq!(data.inputs(), [[1.5, 3.0], [2.5, 4.0]]);
/// assert_eq!(data.targets(), [[20.0], [40.0]]);
/// # Ok::<(), nn_runtime::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct CsvReader {
    header: Header,
    delimiter: u8,
    /// `None`: the last columns.
    targets: Option<Vec<Column>>,
    ignored: Vec<Column>,
    /// `None`: those found, sorted.
    class_names: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header {
    Present,
    Absent,
}

impl Default for CsvReader {
    fn default() -> Self {
        Self::new()
    }
}

impl CsvReader {
    /// Header in the first line, commas, targets in the last columns.
    #[must_use]
    pub const fn new() -> Self {
        Self { header: Header::Present, delimiter: b',', targets: None, ignored: Vec::new(), class_names: None }
    }

    /// The first line is data; columns have indices only.
    #[must_use]
    pub const fn without_header(mut self) -> Self {
        self.header = Header::Absent;
        self
    }

    /// The character between fields, such as `b';'` or `b'\t'`.
    #[must_use]
    pub const fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// The columns to predict, in this order; the only one is the column of labels where classes are read.
    #[must_use]
    pub fn targets<C: Into<Column>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.targets = Some(columns.into_iter().map(Into::into).collect());
        self
    }

    /// Columns that are neither inputs nor targets, such as a row's number; what they hold is not looked at.
    #[must_use]
    pub fn ignore<C: Into<Column>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.ignored.extend(columns.into_iter().map(Into::into));
        self
    }

    /// The labels of the classes, the first one being class 0; a label in the file that is none of them is an error.
    ///
    /// Files read apart from each other, such as a training and a test file, agree in their classes only if they are
    /// read with the same names.
    #[must_use]
    pub fn class_names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.class_names = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Reads a file with `I` input columns and `O` target columns.
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be read; [`Error::Csv`] if it has no rows, other numbers of columns, no
    /// column of a name given, or a field that is no finite number.
    pub fn read<const I: usize, const O: usize>(
        &self,
        path: impl AsRef<Path>,
    ) -> Result<Dataset<[f32; I], [f32; O]>, Error> {
        let (file, name) = open(path.as_ref())?;
        self.values(&name, file)
    }

    /// As [`read`](Self::read), from any reader, such as the bytes of `include_bytes!`.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_from<const I: usize, const O: usize>(
        &self,
        reader: impl Read,
    ) -> Result<Dataset<[f32; I], [f32; O]>, Error> {
        self.values("reader", reader)
    }

    /// Reads a file with `I` input columns and one column of labels of `N` classes, and returns the label of each class.
    ///
    /// Without [`class_names`](Self::class_names) the classes are the labels found, in ascending order (of their values
    /// if all are numbers, else of their characters), so that the order of the rows does not matter; there must be
    /// exactly `N`.
    ///
    /// # Errors
    /// As [`read`](Self::read), and [`Error::Csv`] for a label that is not a class name or one class too many or few.
    ///
    /// ```
    /// use nn_runtime::data::csv::CsvReader;
    /// let text = "length,species\n4.9,virginica\n1.4,setosa\n1.3,setosa\n";
    /// let (data, names) = CsvReader::new().read_classes_from::<1, 2>(text.as_bytes())?;
    /// assert_eq!(names, ["setosa", "virginica"]);
    /// assert_eq!(data.targets()[0].index(), 1);
    /// # Ok::<(), nn_runtime::Error>(())
    /// ```
    pub fn read_classes<const I: usize, const N: usize>(
        &self,
        path: impl AsRef<Path>,
    ) -> Result<Classified<I, N>, Error> {
        let (file, name) = open(path.as_ref())?;
        self.classes(&name, file)
    }

    /// As [`read_classes`](Self::read_classes), from any reader, such as the bytes of `include_bytes!`.
    ///
    /// # Errors
    /// As [`read_classes`](Self::read_classes).
    pub fn read_classes_from<const I: usize, const N: usize>(
        &self,
        reader: impl Read,
    ) -> Result<Classified<I, N>, Error> {
        self.classes("reader", reader)
    }

    fn values<const I: usize, const O: usize>(
        &self,
        file: &str,
        reader: impl Read,
    ) -> Result<Dataset<[f32; I], [f32; O]>, Error> {
        let mut data = Dataset { inputs: Vec::new(), targets: Vec::new() };
        self.for_each_row(file, reader, (I, O), |row, columns| {
            let (mut input, mut target) = ([0.0; I], [0.0; O]);
            row.numbers(&columns.inputs, &mut input)?;
            row.numbers(&columns.targets, &mut target)?;
            data.extend([(input, target)]);
            Ok(())
        })?;
        Ok(data)
    }

    fn classes<const I: usize, const N: usize>(
        &self,
        file: &str,
        reader: impl Read,
    ) -> Result<Classified<I, N>, Error> {
        if let Some(name) = self.class_names.as_deref().and_then(repeated) {
            return Err(whole_file(
                file,
                format!("is read with the class name {name:?} twice"),
                "distinct names".into(),
            ));
        }
        let mut inputs = Vec::new();
        let mut labels = Vec::new();
        let mut found = BTreeSet::new();
        self.for_each_row(file, reader, (I, 1), |row, columns| {
            let mut input = [0.0; I];
            row.numbers(&columns.inputs, &mut input)?;
            let label = row.label(columns.targets[0])?;
            match &self.class_names {
                Some(names) if !names.iter().any(|name| name == label) => {
                    return Err(row.error(columns.targets[0], format!("contains {label:?}"), one_of(names)));
                }
                None if !found.contains(label) => {
                    if found.len() == N {
                        let contains = format!("contains {label:?} after {N} other labels");
                        return Err(row.error(columns.targets[0], contains, format!("{N} classes")));
                    }
                    found.insert(label.to_owned());
                }
                _ => {}
            }
            inputs.push(input);
            labels.push(label.to_owned());
            Ok(())
        })?;
        let names = self.class_names.clone().unwrap_or_else(|| sorted(found));
        if names.len() != N {
            let found = format!("has {} classes", names.len());
            let expected = if self.class_names.is_none() && names.len() < N {
                format!("{N}; give all of them with `class_names`")
            } else {
                format!("{N}")
            };
            return Err(whole_file(file, found, expected));
        }
        // Every label is a name: each was checked against the names given, or is one of those found.
        let index = |label: &String| names.iter().position(|name| name == label).unwrap_or_default();
        let targets = labels.iter().map(index).map(Class::new).collect::<Result<_, _>>()?;
        Ok((Dataset { inputs, targets }, names))
    }

    /// Calls `use_row` with every row of data, after all that can be said about the columns has been checked.
    fn for_each_row(
        &self,
        file: &str,
        reader: impl Read,
        expected: (usize, usize),
        mut use_row: impl FnMut(&Row<'_>, &Columns) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut reader = self.reader(reader);
        let header = match self.header {
            Header::Present => Some(reader.headers().map_err(|error| read_error(file, error))?.clone()),
            Header::Absent => None,
        };
        let mut columns = None;
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| read_error(file, error))? {
            let columns = match &mut columns {
                Some(columns) => columns,
                none => none.insert(self.resolve(file, header.as_ref().unwrap_or(&record), expected)?),
            };
            let row = Row { file, header: header.as_ref(), record: &record };
            if record.len() != columns.total {
                let found = format!("has {} columns", record.len());
                let expected = format!("{}, as in the first line", columns.total);
                return Err(row.error_in_line(None, found, expected));
            }
            use_row(&row, columns)?;
        }
        if columns.is_none() {
            return Err(whole_file(file, "has no rows of data".into(), "at least 1".into()));
        }
        Ok(())
    }

    fn reader<R: Read>(&self, reader: R) -> Reader<R> {
        ReaderBuilder::new()
            .has_headers(self.header == Header::Present)
            .delimiter(self.delimiter)
            .trim(::csv::Trim::All)
            // A row of another length is our error, with a name and an expectation.
            .flexible(true)
            .from_reader(reader)
    }
}

/// What [`CsvReader::read_classes`] returns: the data, and the label of each class.
pub type Classified<const I: usize, const N: usize> = (Dataset<[f32; I], Class<N>>, Vec<String>);

fn open(path: &Path) -> Result<(File, String), Error> {
    let name = path.display().to_string();
    match File::open(path) {
        Ok(file) => Ok((file, name)),
        Err(cause) => Err(Error::File { path: name.into(), cause }),
    }
}

/// The first name that is there twice.
fn repeated(names: &[String]) -> Option<&String> {
    names.iter().enumerate().find(|(index, name)| names[..*index].contains(name)).map(|(_, name)| name)
}

/// Ascending by value if all are numbers, else by characters.
fn sorted(names: BTreeSet<String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    let numbers: Option<Vec<f64>> =
        names.iter().map(|name| name.parse().ok().filter(|number: &f64| number.is_finite())).collect();
    if numbers.is_some() {
        names.sort_by(|a, b| {
            let value = |name: &String| name.parse().unwrap_or(f64::NAN);
            value(a).total_cmp(&value(b))
        });
    }
    names
}

#[cfg(test)]
mod tests;
