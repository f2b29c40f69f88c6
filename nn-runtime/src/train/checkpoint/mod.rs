//! Checkpoints: the whole state of a training after an epoch, in one safetensors file.
//!
//! | tensor | content |
//! |---|---|
//! | `label.weight`, `label.bias` | the network, as [`weights::save`](crate::weights::save) writes it |
//! | `optimizer.0.label.weight`, .. | the optimizer's moments |
//! | `best.label.weight`, .. | with early stopping, the weights of the best epoch |
//! | `epochs`, F64 | the reports: loss, learning rate, seconds, and with validation its loss, accuracy and exact matches |
//!
//! The text in the header has the counters and all that the further course depends on. Row orders and dropout are made of
//! the seed, the epoch and the step, and schedules are functions of the step, so none of them has a state of its own.

mod text;

use std::borrow::Cow;
use std::path::PathBuf;

use nn_files::Wanted;
use safetensors::Dtype;

use self::text::{Checksum, Facts, Text};
use super::fit::{Course, Record};
use super::report::{EpochReport, ValidationReport};
use super::session::Session;
use crate::error::{Error, Problem, Problems};
use crate::file;
use crate::layout::Parameter;
use crate::network::Train;
use crate::optim::Optimizer;
use crate::weights::safetensors::{Stored, Tensors, write};

/// Key of the text in the header.
const KEY: &str = "nn-runtime.checkpoint";

/// Name of the tensor of reports; a parameter's name has a dot.
const EPOCHS: &str = "epochs";

/// Where checkpoints are written and where one is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkpoints {
    /// The file, and after how many epochs it is written again.
    pub(super) save: Option<(PathBuf, usize)>,
    pub(super) resume: Option<PathBuf>,
}

impl Checkpoints {
    /// Whether one is to be written, or read.
    pub(super) const fn are_set(&self) -> bool {
        self.save.is_some() || self.resume.is_some()
    }

    /// Brings a training that has not begun to where the file's was; after an error nothing is changed.
    pub(super) fn resume<N, O, X, Y>(
        &self,
        course: &Course<'_, '_, X, Y>,
        session: &mut Session<'_, N, O, Y>,
        record: &mut Record<N>,
    ) -> Result<(), Error>
    where
        N: Train<Input = X>,
        O: Optimizer,
    {
        if let Some((_, 0)) = self.save {
            let what = "training: epochs from one checkpoint to the next";
            return Err(Error::Setting { what, found: 0.0, expected: "1 or more" });
        }
        if let Some(path) = &self.resume {
            let bytes = file::read(path)?;
            let facts = Facts::of(course, session, record);
            let state = State::<N>::read(&bytes, &facts, session.learner.moments().len(), record)
                .map_err(|problems| Error::Checkpoint(Problems { file: file::name(path), ..problems }))?;
            session.learner.resume(&state.net, state.steps, &state.moments)?;
            record.resume(&state.reports, state.best.as_deref());
        }
        if let Some((path, _)) = &self.save {
            file::remove_leftovers(path);
        }
        Ok(())
    }

    /// Writes the state after an epoch, if it is the time.
    pub(super) fn save<N, O, X, Y>(
        &self,
        course: &Course<'_, '_, X, Y>,
        session: &Session<'_, N, O, Y>,
        record: &Record<N>,
    ) -> Result<(), Error>
    where
        N: Train<Input = X>,
        O: Optimizer,
    {
        let Some((path, every)) = &self.save else { return Ok(()) };
        let epoch = record.epochs().len();
        if !epoch.is_multiple_of(*every) && !record.is_over() {
            return Ok(());
        }
        let facts = Facts::of(course, session, record);
        let bytes = to_bytes(&facts, session, record)
            .map_err(|problem| Error::Checkpoint(Problems::one(file::name(path), problem)))?;
        file::replace(path, &bytes)
    }
}

fn to_bytes<N, O, Y>(facts: &Facts, session: &Session<'_, N, O, Y>, record: &Record<N>) -> Result<Vec<u8>, Problem>
where
    N: Train,
    O: Optimizer,
{
    let mut tensors: Vec<(String, Stored<'_>)> = Vec::new();
    let mut add = |prefix: &str, net: &N| {
        let stored = |parameter| Stored::parameter(parameter, net.as_flat());
        tensors.extend(N::LAYOUT.iter().map(|parameter| (format!("{prefix}{}", parameter.name), stored(parameter))));
    };
    add("", session.learner.net());
    for (index, moments) in session.learner.moments().iter().enumerate() {
        add(&moment_prefix(index), moments);
    }
    if let Some(best) = record.best_weights() {
        add(BEST, best);
    }
    tensors.push((EPOCHS.to_owned(), stored_reports(record.epochs(), facts.has_validation())));
    let mut checksum = Checksum::new();
    tensors.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (name, stored) in &tensors {
        checksum.add(name, &stored.data);
    }
    let text = Text { facts, epoch: record.epochs().len(), steps: session.learner.steps() };
    write(&tensors, KEY, text.print(checksum))
}

/// Prefix of the weights of the best epoch.
const BEST: &str = "best.";

fn moment_prefix(index: usize) -> String {
    format!("optimizer.{index}.")
}

/// What a checkpoint holds.
struct State<N> {
    steps: u64,
    net: Box<N>,
    moments: Box<[N]>,
    best: Option<Box<N>>,
    reports: Vec<EpochReport>,
}

impl<N: Train> State<N> {
    fn read(bytes: &[u8], facts: &Facts, n_moments: usize, record: &Record<N>) -> Result<Self, Problems> {
        let one = |problem| Problems::one("", problem);
        let tensors = Tensors::read(bytes, Wanted::Checkpoint).map_err(one)?;
        let Some(text) = tensors.metadata(KEY) else {
            let problem = Problem::new("header", format!("has no text `{KEY}`"), "a checkpoint of a `Trainer`");
            return Err(one(problem.help("`weights::load` reads files of weights")));
        };
        let (checksum, text) = text::split(text).map_err(one)?;
        let mut found = Checksum::new();
        for (name, data) in tensors.all() {
            found.add(&name, data);
        }
        found.check(text, checksum).map_err(one)?;
        let (epoch, steps) = text::compare(text, facts)?;
        let read = || -> Result<Self, Problem> {
            let mut state = Self {
                steps,
                net: bytemuck::zeroed_box(),
                moments: bytemuck::zeroed_slice_box(n_moments),
                best: record.best_weights().map(|_| bytemuck::zeroed_box()),
                reports: reports(&tensors, epoch, facts.has_validation())?,
            };
            restore(&tensors, "", &mut *state.net)?;
            for (index, moments) in state.moments.iter_mut().enumerate() {
                restore(&tensors, &moment_prefix(index), moments)?;
            }
            state.best.as_mut().map_or(Ok(()), |best| restore(&tensors, BEST, &mut **best))?;
            Ok(state)
        };
        read().map_err(one)
    }
}

/// Fills a network, all zero, from the tensors of this prefix.
fn restore<N: Train>(tensors: &Tensors<'_>, prefix: &str, net: &mut N) -> Result<(), Problem> {
    let flat = net.as_flat_mut();
    for parameter in N::LAYOUT {
        let name = format!("{prefix}{}", parameter.name);
        let data = get(tensors, &name, Dtype::F32, parameter.shape)?;
        let (numbers, _) = data.as_chunks();
        for (place, number) in Parameter::positions(parameter).zip(numbers) {
            if let Some(place) = flat.get_mut(place) {
                *place = f32::from_le_bytes(*number);
            }
        }
    }
    Ok(())
}

/// The bytes of a tensor of this type and shape.
fn get<'t>(tensors: &Tensors<'t>, name: &str, dtype: Dtype, shape: &[usize]) -> Result<&'t [u8], Problem> {
    let item = format!("tensor {name:?}");
    let expected = || format!("{dtype} of shape {shape:?}");
    match tensors.get(name) {
        None => Err(Problem::new(item, "is missing", expected())),
        Some((found, extents, data)) if found == dtype && extents == shape => Ok(data),
        Some((found, extents, _)) => Err(Problem::new(item, format!("is {found} of shape {extents:?}"), expected())),
    }
}

/// Numbers of a report in a file.
const fn n_columns(has_validation: bool) -> usize {
    if has_validation { 6 } else { 3 }
}

fn stored_reports(reports: &[EpochReport], has_validation: bool) -> Stored<'static> {
    let mut data = Vec::new();
    for report in reports {
        let mut row = vec![f64::from(report.loss), f64::from(report.learning_rate), report.seconds];
        if let Some(validation) = report.validation {
            row.extend([f64::from(validation.loss), validation.accuracy, validation.exact_match]);
        }
        data.extend(row.iter().flat_map(|number| number.to_le_bytes()));
    }
    Stored { dtype: Dtype::F64, shape: vec![reports.len(), n_columns(has_validation)], data: Cow::Owned(data) }
}

fn reports(tensors: &Tensors<'_>, n_epochs: usize, has_validation: bool) -> Result<Vec<EpochReport>, Problem> {
    let n_columns = n_columns(has_validation);
    let data = get(tensors, EPOCHS, Dtype::F64, &[n_epochs, n_columns])?;
    let numbers: Vec<f64> = data.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    let report = |(index, row): (usize, &[f64])| EpochReport {
        epoch: index + 1,
        loss: row[0] as f32,
        learning_rate: row[1] as f32,
        seconds: row[2],
        validation: match row {
            [.., loss, accuracy, exact_match] if has_validation => {
                Some(ValidationReport { loss: *loss as f32, accuracy: *accuracy, exact_match: *exact_match })
            }
            _ => None,
        },
    };
    Ok(numbers.chunks_exact(n_columns).enumerate().map(report).collect())
}
