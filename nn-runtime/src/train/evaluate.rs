//! Loss, accuracy and confusion of a network on a data set.

use crate::data::Dataset;
use crate::error::Error;
use crate::loss::{Loss, Target, divisor, weighted_mean};
use crate::metrics::{ConfusionMatrix, Hits, Thresholds, add_labels, are_labels, check_finite};
use crate::network::Train;
use crate::simd::Level;

/// Rows computed at a time.
const BATCH: usize = 256;

/// Classes up to which confusions are counted: a matrix of 8 MB.
const MAX_CLASSES: usize = 1024;

/// Labels up to which confusions are counted: about as much memory.
const MAX_LABELS: usize = 65_536;

/// A network's performance on a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Mean loss over the rows, without dropout.
    pub loss: f32,
    /// Part of the rows whose class is predicted, in `[0, 1]`; of several labels, pixels or steps the part of all of these of all rows that
    /// are, as [`metrics::accuracy`](crate::metrics::accuracy) says, and NaN if no pixel or step has a class. Of no meaning for a regression.
    pub accuracy: f64,
    /// Part of the rows in which every label, pixel or step is predicted, in `[0, 1]`; of one class a row the same as `accuracy`.
    pub exact_match: f64,
    /// How often each class was taken for each other; `None` for several labels, and beyond 1,024 classes, or outputs as of an
    /// autoencoder, because the matrix grows with their square.
    pub confusion: Option<ConfusionMatrix>,
    /// How often each of several labels was true, and predicted so: a matrix of two classes for each output of a network with
    /// binary cross entropy or the hinge loss. Empty for classes, for one output, and beyond 65,536 labels.
    pub labels: Vec<ConfusionMatrix>,
}

/// Measures `net`, a network or a box of one, on all rows of `data`. The class of a row is the largest output, or for one output
/// whether it exceeds 0.5; several outputs of binary cross entropy are labels, each true above 0.5. With the loss `hinge`, of
/// which several outputs are labels too, and of logits it is 0 instead of 0.5.
///
/// # Errors
/// [`Error::EmptyDataset`] if there are no rows, [`Error::Target`], [`Error::TargetSum`] or [`Error::Weight`] for the first target outside of [the
/// loss's domain](crate::loss), [`Error::NotFinite`] for the first row whose outputs are not all finite.
pub fn evaluate<N, Y>(net: &impl AsRef<N>, data: &Dataset<N::Input, Y>) -> Result<Evaluation, Error>
where
    N: Train,
    Y: Target<N::Loss, N::Output>,
{
    if data.is_empty() {
        return Err(Error::EmptyDataset);
    }
    Y::check(data.targets())?;
    let net = net.as_ref();
    let mut tally = Tally::<N>::new(BATCH.min(data.len()));
    let mut confusions = Confusions::new::<N>();
    let batches = data.inputs().chunks(BATCH).zip(data.targets().chunks(BATCH));
    for (index, (inputs, targets)) in batches.enumerate() {
        tally.add(net, Level::detect(), inputs, targets).map_err(|error| match error {
            Error::NotFinite { what, row, column, found } => {
                Error::NotFinite { what, row: index * BATCH + row, column, found }
            }
            other => other,
        })?;
        for (output, target) in tally.outputs.iter().zip(targets) {
            confusions.add(output, target)?;
        }
    }
    let Confusions { classes, labels, .. } = confusions;
    let (loss, accuracy, exact_match) = (tally.loss(), tally.accuracy(), tally.exact_match());
    Ok(Evaluation { loss, accuracy, exact_match, confusion: classes, labels })
}

/// What was taken for what so far, of classes or of labels.
struct Confusions {
    classes: Option<ConfusionMatrix>,
    labels: Vec<ConfusionMatrix>,
    /// Room for the truth of a row of labels, or of pixels or steps.
    truth: Vec<f32>,
    above: Thresholds,
}

impl Confusions {
    fn new<N: Train>() -> Self {
        let n_outputs = n_outputs::<N>();
        if are_labels::<N::Loss>(n_outputs) {
            let n_labels = if n_outputs <= MAX_LABELS { n_outputs } else { 0 };
            let labels = vec![ConfusionMatrix::new(2); n_labels];
            return Self { classes: None, labels, truth: vec![0.0; n_outputs], above: thresholds::<N>() };
        }
        let places = <N::Loss as Loss>::PLACES;
        let classes =
            (n_outputs / places.max(1) <= MAX_CLASSES).then(|| ConfusionMatrix::of_outputs::<N::Loss>(n_outputs));
        let truth = vec![0.0; if places > 1 { n_outputs } else { 0 }];
        Self { classes, labels: Vec::new(), truth, above: thresholds::<N>() }
    }

    fn add<L, P, T>(&mut self, output: &P, target: &T) -> Result<(), Error>
    where
        L: Loss,
        P: AsRef<[f32]>,
        T: Target<L, P>,
    {
        if let Some(classes) = &mut self.classes {
            classes.add_row(output, target, &mut self.truth, self.above.output)?;
        }
        if !self.labels.is_empty() {
            target.write(&mut self.truth);
            add_labels(&mut self.labels, output.as_ref(), &self.truth, self.above)?;
        }
        Ok(())
    }
}

/// Above which outputs and targets of a network are true.
const fn thresholds<N: Train>() -> Thresholds {
    Thresholds { output: N::THRESHOLD, ..Thresholds::of::<N::Loss>() }
}

fn n_outputs<N: Train>() -> usize {
    size_of::<N::Output>() / size_of::<f32>()
}

/// Sums over the rows seen so far, and room for the outputs of a batch.
pub(super) struct Tally<N: Train> {
    outputs: Vec<N::Output>,
    hits: Hits,
    /// Sum of the rows' losses, times their weights.
    loss: f64,
    /// What the mean loss divides by.
    divisor: f64,
}

impl<N: Train> Tally<N> {
    /// Nothing yet; batches will have at most `n_rows` rows.
    pub(super) fn new(n_rows: usize) -> Self {
        let hits = Hits::new::<N::Loss>(n_outputs::<N>(), thresholds::<N>());
        Self { outputs: bytemuck::zeroed_vec(n_rows), hits, loss: 0.0, divisor: 0.0 }
    }

    /// Forgets the rows seen.
    pub(super) fn reset(&mut self) {
        (self.loss, self.divisor) = (0.0, 0.0);
        self.hits.reset();
    }

    /// Adds a batch. The loss takes a second forward pass: only the network knows it from the logits.
    ///
    /// # Errors
    /// [`Error::NotFinite`] with the first row of the batch that has an output which is not finite: it would count as a class.
    pub(super) fn add<Y: Target<N::Loss, N::Output>>(
        &mut self,
        net: &N,
        level: Level,
        inputs: &[N::Input],
        targets: &[Y],
    ) -> Result<(), Error> {
        let n_rows = inputs.len().min(self.outputs.len());
        let outputs = &mut self.outputs[..n_rows];
        net.predict_batch_at(level, inputs, outputs)?;
        check_finite("outputs", outputs)?;
        let divisor = divisor(targets);
        self.loss += f64::from(net.loss_at(level, inputs, targets)?) * divisor;
        self.divisor += divisor;
        for (output, target) in outputs.iter().zip(targets) {
            self.hits.add(output, target);
        }
        Ok(())
    }

    /// Mean over the rows; 0 without any.
    pub(super) fn loss(&self) -> f32 {
        weighted_mean(self.loss, self.divisor)
    }

    /// Part of the classes, or of the labels, that are predicted; NaN without rows.
    pub(super) fn accuracy(&self) -> f64 {
        self.hits.accuracy()
    }

    /// Part of the rows that are predicted as a whole; NaN without rows.
    pub(super) fn exact_match(&self) -> f64 {
        self.hits.exact_match()
    }
}
