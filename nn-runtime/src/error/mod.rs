//! The one error type: every message says what, which item, expected and found.

use core::fmt;

#[cfg(any(feature = "audio-load", feature = "onnx-export", feature = "safetensors"))]
mod problems;

#[cfg(any(feature = "audio-load", feature = "onnx-export", feature = "safetensors"))]
pub use problems::{Problem, Problems};

/// Why an operation was refused. What it was called on is as it was before.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Two slices that go together differ in length.
    BatchLength {
        /// The slice at fault: `"outputs"` or `"targets"`.
        what: &'static str,
        /// Number of inputs.
        expected: usize,
        /// Length of the slice at fault.
        found: usize,
    },
    /// A batch to train on has more rows than the network is declared for, `#[batch(..)]`.
    BatchRows {
        /// Rows that a workspace holds.
        most: usize,
        /// Rows of the batch.
        found: usize,
    },
    /// A window to train a stream on has more steps than a workspace has room for, 64 or as many as `#[window(..)]` says.
    WindowSteps {
        /// Steps that a workspace holds.
        most: usize,
        /// Steps of the window.
        found: usize,
    },
    /// A state that belongs to another network of a [`dispatch!`](crate::dispatch).
    #[cfg(feature = "audio-load")]
    StateOf {
        /// The arm of the network.
        expected: &'static str,
        /// The arm of the state.
        found: &'static str,
    },
    /// States of streams that are not as many as their windows.
    WindowStates {
        /// Number of windows.
        windows: usize,
        /// Number of states.
        states: usize,
    },
    /// Inputs of several streams that are not as many for each.
    StepsOfStreams {
        /// Number of states.
        streams: usize,
        /// Number of inputs.
        found: usize,
    },
    /// Numbers of a stream's state that are more or fewer than it has.
    StateLength {
        /// Numbers of the state.
        expected: usize,
        /// Numbers of the slice.
        found: usize,
    },
    /// A batch without rows has no mean loss.
    EmptyBatch,
    /// A bias written to a dense layer that is declared with `bias = false`.
    NoBias,
    /// Inputs and targets of a data set differ in number.
    DatasetLength {
        /// Number of inputs.
        inputs: usize,
        /// Number of targets.
        targets: usize,
    },
    /// Weights of rows that are not as many as the rows.
    WeightsLength {
        /// Number of rows.
        rows: usize,
        /// Number of weights.
        weights: usize,
    },
    /// Terms of an observation that are not all of its columns.
    TermWidths {
        /// Columns of an observation.
        expected: usize,
        /// Columns of all terms.
        found: usize,
    },
    /// A data set without rows, where at least one is needed.
    EmptyDataset,
    /// A split beyond the end of a data set.
    DatasetSplit {
        /// Rows asked for in the first part.
        at: usize,
        /// Rows of the data set.
        rows: usize,
    },
    /// A split by a fraction that is out of range.
    SplitFraction {
        /// What is split: `"dataset"` or `"validation split"`.
        what: &'static str,
        /// The fraction.
        found: f64,
        /// The range allowed.
        expected: &'static str,
    },
    /// A value that is infinite or NaN in data that has to be finite.
    NotFinite {
        /// What the data is, or what it is for: `"outputs"`, `"targets"`, `"normalizer"`.
        what: &'static str,
        /// Row of the value, from 0.
        row: usize,
        /// Column of the value, from 0.
        column: usize,
        /// The value.
        found: f32,
    },
    /// A scale by which nothing can be divided.
    Scale {
        /// Column of the scale, from 0.
        column: usize,
        /// The scale.
        found: f64,
    },
    /// Rows that are no pictures of the shape that was given.
    #[cfg(feature = "std")]
    Shape {
        /// What has the shape: `"augment"` or `"image"`.
        what: &'static str,
        /// Channels, height and width.
        shape: [usize; 3],
        /// Numbers of a row.
        found: usize,
    },
    /// A target that the loss has no meaning for.
    Target {
        /// Name of the loss.
        loss: &'static str,
        /// What it is a target of: `"row"` of the batch or the data set, or `"validation row"`.
        kind: &'static str,
        /// The row, from 0.
        row: usize,
        /// The output, from 0.
        output: usize,
        /// The target.
        found: f32,
        /// The values that the loss has a meaning for.
        expected: &'static str,
    },
    /// A distribution over classes that does not sum to 1.
    TargetSum {
        /// Name of the loss.
        loss: &'static str,
        /// What it is a target of: `"row"` of the batch or the data set, or `"validation row"`.
        kind: &'static str,
        /// The row, from 0.
        row: usize,
        /// The pixel of a map, or the step of a window, from 0; `None` where a row is one distribution.
        place: Option<usize>,
        /// The sum.
        found: f32,
    },
    /// A weight of a row, or of a class, by which no loss can be multiplied.
    Weight {
        /// What it is the weight of: `"row"` of the batch or the data set, `"validation row"`, or `"class"`.
        kind: &'static str,
        /// The row or the class, from 0.
        row: usize,
        /// The weight.
        found: f32,
    },
    /// Labels where classes are needed: several outputs of a loss whose outputs are each true or false by itself.
    Labels {
        /// Number of labels.
        labels: usize,
    },
    /// Targets that do not vary, so that no part of their variance can be explained.
    ConstantTargets,
    /// A file that cannot be read or written.
    #[cfg(feature = "std")]
    File {
        /// The file's path, or what was read instead of a file.
        path: Box<str>,
        /// What the operating system or the decompressor says.
        cause: std::io::Error,
    },
    /// A CSV file whose content is not what was asked for.
    #[cfg(feature = "std")]
    Csv {
        /// The file's path, or what was read instead of a file.
        file: Box<str>,
        /// Line of the file, from 1, if the problem is in one.
        line: Option<u64>,
        /// The column's name in quotes, or its index from 0, if the problem is in one.
        column: Option<Box<str>>,
        /// What is there, as a predicate: `is empty`.
        found: Box<str>,
        /// What should be there.
        expected: Box<str>,
    },
    /// An IDX file whose content is not what was asked for.
    #[cfg(feature = "std")]
    Idx {
        /// The file's path, or what was read instead of a file.
        file: Box<str>,
        /// What is there, as a predicate: `has 3 labels`.
        found: Box<str>,
        /// What should be there.
        expected: Box<str>,
    },
    /// A picture, or a folder of them, that is not what was asked for.
    #[cfg(feature = "std")]
    Image {
        /// The file's or the folder's path, or what was read instead of a file.
        file: Box<str>,
        /// What is there, as a predicate: `has 32 x 30 pixels`.
        found: Box<str>,
        /// What should be there.
        expected: Box<str>,
    },
    /// A file of weights that does not fit the network, or weights that do not fit a file.
    #[cfg(any(feature = "audio-load", feature = "onnx-export", feature = "safetensors"))]
    Weights(Problems),
    /// A model of a program for audio that cannot be read, or that is not supported.
    #[cfg(feature = "audio-load")]
    Audio {
        /// The file's path, or what was read instead of a file.
        file: Box<str>,
        /// What is wrong and where.
        text: Box<str>,
        /// What may help, if something is known.
        help: Option<Box<str>>,
    },
    /// A checkpoint that does not fit the training.
    #[cfg(feature = "safetensors")]
    Checkpoint(Problems),
    /// A slice given to an optimizer whose length does not fit the parameters.
    OptimizerLength {
        /// The slice at fault, such as `"gradient"`.
        what: &'static str,
        /// The length that fits.
        expected: usize,
        /// Length of the slice at fault.
        found: usize,
    },
    /// A setting of an optimizer, a schedule or a trainer that is out of range.
    Setting {
        /// Whose setting, and which: `"optimizer: beta1"`.
        what: &'static str,
        /// The setting.
        found: f32,
        /// The range allowed.
        expected: &'static str,
    },
    /// A part held out for validation that leaves no rows on one side.
    HeldOut {
        /// The part asked for.
        fraction: f64,
        /// Rows for training that it leaves.
        training: usize,
        /// Rows for validation that it leaves.
        validation: usize,
    },
    /// Training in which a number stopped being finite. The network holds the last good weights.
    Diverged {
        /// What is not finite: `"loss"`, `"gradient"`, `"weight"` or `"validation output"`.
        what: &'static str,
        /// The validation row whose output it is, from 0 in the data set that it is in.
        row: Option<usize>,
        /// The first such value.
        value: f32,
        /// The epoch, from 1.
        epoch: usize,
        /// The batch in the epoch, from 1.
        batch: usize,
        /// The time that the network's weights are of: `"before that batch"` or `"the start of that epoch"`.
        weights_of: &'static str,
    },
    /// A class index beyond the last class.
    Class {
        /// The index given.
        index: usize,
        /// Number of classes.
        classes: usize,
    },
}

impl fmt::Display for Error {
    #[expect(clippy::too_many_lines, reason = "an arm for each error")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BatchLength { what, expected, found } => {
                write!(f, "batch: {what} has length {found}, expected {expected}, the number of inputs")
            }
            Self::StateLength { expected, found } => {
                write!(f, "state: the slice has {found} numbers, expected {expected}, those of the state")
            }
            Self::EmptyBatch => f.write_str("batch: found 0 rows, expected at least 1"),
            Self::NoBias => f.write_str("bias: the layer is declared `bias = false`, expected one with a bias"),
            Self::DatasetLength { inputs, targets } => {
                write!(f, "dataset: found {targets} targets, expected {inputs}, the number of inputs")
            }
            Self::WeightsLength { rows, weights } => {
                write!(f, "dataset: found {weights} weights, expected {rows}, the number of rows")
            }
            Self::TermWidths { expected, found } => {
                write!(f, "history: the terms have {found} columns, expected {expected}, those of an observation")
            }
            Self::EmptyDataset => f.write_str("dataset: found 0 rows, expected at least 1"),
            Self::DatasetSplit { at, rows } => {
                write!(f, "dataset: split after row {at}, expected at most {rows}, the number of rows")
            }
            Self::SplitFraction { what, found, expected } => {
                write!(f, "{what}: fraction is {found}, expected {expected}")
            }
            Self::NotFinite { what, row, column, found } => {
                write!(f, "{what}: row {row}, column {column} is {found}, expected a finite number")
            }
            Self::Scale { column, found } => {
                write!(f, "normalizer: scale of column {column} is {found}, expected a positive finite number")
            }
            #[cfg(feature = "std")]
            Self::Shape { what, shape, found } => {
                let expected = shape.iter().copied().fold(1, usize::saturating_mul);
                write!(f, "{what}: rows have {found} numbers, expected {expected}, those of shape {shape:?}")
            }
            Self::Target { loss, kind, row, output, found, expected } => {
                write!(f, "{loss}: target of {kind} {row}, output {output} is {found}, expected {expected}")
            }
            Self::TargetSum { loss, kind, row, place, found } => {
                write!(f, "{loss}: target of {kind} {row}")?;
                if let Some(place) = place {
                    write!(f, ", place {place}")?;
                }
                write!(f, " sums to {found}, expected 1 (within 0.001)")
            }
            Self::Weight { kind, row, found } => {
                write!(f, "weight of {kind} {row} is {found}, expected a finite number, 0 or more")
            }
            Self::Labels { labels } => write!(
                f,
                "confusion: {labels} outputs are labels, each true or false by itself, expected one output or classes \
                 (`label_confusion` counts labels)"
            ),
            Self::ConstantTargets => f.write_str("r_squared: all targets are equal, expected targets that vary"),
            #[cfg(feature = "std")]
            Self::File { path, cause } => write!(f, "file: {path}: {cause}"),
            #[cfg(feature = "std")]
            Self::Csv { file, line, column, found, expected } => {
                write!(f, "csv: {file}")?;
                if let Some(line) = line {
                    write!(f, ", line {line}")?;
                }
                if let Some(column) = column {
                    write!(f, ", column {column}")?;
                }
                write!(f, " {found}, expected {expected}")
            }
            #[cfg(feature = "std")]
            Self::Idx { file, found, expected } => write!(f, "idx: {file} {found}, expected {expected}"),
            #[cfg(feature = "std")]
            Self::Image { file, found, expected } => write!(f, "image: {file} {found}, expected {expected}"),
            #[cfg(any(feature = "audio-load", feature = "onnx-export", feature = "safetensors"))]
            Self::Weights(problems) => write!(f, "weights: {problems}"),
            #[cfg(feature = "audio-load")]
            Self::Audio { file, text, help } => {
                write!(f, "audio: {file}: {text}")?;
                match help {
                    Some(help) => write!(f, " ({help})"),
                    None => Ok(()),
                }
            }
            #[cfg(feature = "audio-load")]
            Self::StateOf { expected, found } => {
                write!(f, "state: it is one of `{found}`, expected one of `{expected}`, the network's arm")
            }
            #[cfg(feature = "safetensors")]
            Self::Checkpoint(problems) => write!(f, "checkpoint: {problems}"),
            Self::BatchRows { most, found } => write!(
                f,
                "batch: found {found} rows, expected at most {most}, as `#[batch({most})]` of the network says"
            ),
            Self::WindowStates { windows, states } => {
                write!(f, "windows: found {states} states, expected {windows}, one for each window")
            }
            Self::StepsOfStreams { streams, found } => write!(
                f,
                "streams: found {found} inputs, expected a multiple of {streams}, the number of states: one for each in every step"
            ),
            Self::WindowSteps { most, found } => write!(
                f,
                "window: found {found} steps, expected at most {most}: cut it, or declare `#[window({found})]`"
            ),
            Self::OptimizerLength { what, expected, found } => {
                write!(f, "optimizer: {what} has length {found}, expected {expected}")
            }
            Self::Setting { what, found, expected } => write!(f, "{what} is {found}, expected {expected}"),
            Self::HeldOut { fraction, training, validation } => write!(
                f,
                "validation split: {fraction} leaves {training} rows for training and {validation} for validation, \
                 expected at least 1 each"
            ),
            Self::Diverged { what, row, value, epoch, batch, weights_of } => {
                write!(f, "training: {what}")?;
                if let Some(row) = row {
                    write!(f, " of row {row}")?;
                }
                write!(
                    f,
                    " is {value} in epoch {epoch}, batch {batch} (both from 1); weights are those of {weights_of}"
                )
            }
            Self::Class { index, classes } => {
                write!(f, "class {index} is out of range, expected 0 to {}", classes.saturating_sub(1))
            }
        }
    }
}

impl core::error::Error for Error {}

#[cfg(feature = "std")]
impl Error {
    /// The same of a row of a data set for validation.
    pub(crate) fn of_validation(mut self) -> Self {
        if let Self::Target { kind, .. } | Self::TargetSum { kind, .. } | Self::Weight { kind, .. } = &mut self {
            *kind = "validation row";
        }
        self
    }
}

impl Error {
    /// The same of another row.
    pub(crate) fn of_row(mut self, of: usize) -> Self {
        if let Self::Target { row, .. } | Self::TargetSum { row, .. } | Self::Weight { row, .. } = &mut self {
            *row = of;
        }
        self
    }
}
