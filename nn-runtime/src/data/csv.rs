//! Data sets from CSV files, with errors that name the line and the column.
//!
//! Letters: `I` input columns, `O` target columns, `N` classes.

mod columns;
mod labels;
mod lines;
mod number;
mod precision;
mod row;
mod table;
mod walk;

use std::fs::File;
use std::io::Read;
use std::path::Path;

pub use columns::Column;
use labels::Labels;
use table::Table;
use walk::Asked;

use crate::data::Dataset;
use crate::error::Error;
use crate::loss::Class;

/// How a CSV file is to be read: a builder, then one of the `read` methods.
///
/// The first line is a header, fields are separated by commas, and the targets are the last columns, unless stated
/// otherwise. All other columns are inputs, in the order of the file. Every value has to be a finite number; a missing
/// one is an error, never a silent zero. Blank lines, and lines of blanks, are skipped. The text is UTF-8.
///
/// Numbers are rounded to `f32`, which has 24 bits: the times 1700000000 and 1700000010 become the same. A column is refused
/// by name if fewer than 256 different numbers are left of it and at most half of those that the file has;
/// [`subtract`](Self::subtract) brings the differences through.
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
    /// What is subtracted from columns before they are rounded to `f32`.
    subtracted: Vec<(Column, f64)>,
    comment: Option<u8>,
    decimal_comma: bool,
    /// `None`: those found, sorted.
    class_names: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header {
    /// In the first line, unless it has numbers only.
    Present,
    /// In the first line, whatever it has.
    Stated,
    Absent,
}

/// What the columns of targets hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Targets {
    Numbers,
    Labels,
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
        Self {
            header: Header::Present,
            delimiter: b',',
            targets: None,
            ignored: Vec::new(),
            subtracted: Vec::new(),
            comment: None,
            decimal_comma: false,
            class_names: None,
        }
    }

    /// The first line is data; columns have indices only.
    #[must_use]
    pub const fn without_header(mut self) -> Self {
        self.header = Header::Absent;
        self
    }

    /// The first line is a header even if all its names are numbers, such as wavelengths. Without this such a line is an
    /// error: most often it is a first row of data.
    #[must_use]
    pub const fn with_header(mut self) -> Self {
        self.header = Header::Stated;
        self
    }

    /// Lines that begin with this character are left out, such as `b'#'`.
    #[must_use]
    pub const fn comment(mut self, mark: u8) -> Self {
        self.comment = Some(mark);
        self
    }

    /// Numbers have a comma before their decimals, `1,5`, and no marks between thousands.
    #[must_use]
    pub const fn decimal_comma(mut self) -> Self {
        self.decimal_comma = true;
        self
    }

    /// Subtracts a number from a column before it is rounded to `f32`, so that small differences of large numbers are kept.
    /// Rows that a network is to predict from need the same subtraction.
    ///
    /// ```
    /// use nn_runtime::data::csv::CsvReader;
    /// let text = "time,load\n1700000000,0.5\n1700000010,0.75\n";
    /// let data = CsvReader::new().subtract("time", 1.7e9).read_from::<1, 1>(text.as_bytes())?;
    /// assert_eq!(data.inputs(), [[0.0], [10.0]]);
    /// # Ok::<(), nn_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn subtract(mut self, column: impl Into<Column>, amount: f64) -> Self {
        self.subtracted.push((column.into(), amount));
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
    /// column of a name given, a field that is no finite number, numbers in place of names, or a column whose values are equal
    /// as `f32`; or if it is no text in UTF-8.
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
    /// exactly `N`. Two spellings of a number, `1` and `1.0`, are an error.
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
        let (mut inputs, mut targets) = (Table::new(), Table::new());
        let asked = Asked { inputs: I, targets: O, kind: Targets::Numbers };
        let walked = self.for_each_row(file, reader, asked, |row, columns| {
            inputs.push(row, &columns.inputs)?;
            targets.push(row, &columns.targets)
        })?;
        let inputs = inputs.finish(file, &walked, &walked.columns.inputs)?;
        let targets = targets.finish(file, &walked, &walked.columns.targets)?;
        Ok(Dataset { inputs, targets })
    }

    fn classes<const I: usize, const N: usize>(
        &self,
        file: &str,
        reader: impl Read,
    ) -> Result<Classified<I, N>, Error> {
        let mut labels = Labels::new(file, self.class_names.as_deref(), N)?;
        let mut inputs = Table::new();
        let asked = Asked { inputs: I, targets: 1, kind: Targets::Labels };
        let walked = self.for_each_row(file, reader, asked, |row, columns| {
            inputs.push(row, &columns.inputs)?;
            labels.push(row, columns.targets[0])
        })?;
        let inputs = inputs.finish(file, &walked, &walked.columns.inputs)?;
        let (indices, names) = labels.finish()?;
        let targets = indices.into_iter().map(Class::new).collect::<Result<_, _>>()?;
        Ok((Dataset { inputs, targets }, names))
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

#[cfg(test)]
mod tests;
