//! Loss, accuracy and confusion of a network on a data set.

use crate::data::Dataset;
use crate::error::Error;
use crate::loss::{Target, class_of};
use crate::metrics::ConfusionMatrix;
use crate::network::Train;
use crate::simd::Level;

/// Rows computed at a time.
const BATCH: usize = 256;

/// Outputs up to which confusions are counted: a matrix of 8 MB.
const MAX_CLASSES: usize = 1024;

/// A network's performance on a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Mean loss over the rows, without dropout.
    pub loss: f32,
    /// Part of the rows whose class is predicted, in `[0, 1]`; of no meaning for a regression.
    pub accuracy: f64,
    /// How often each class was taken for each other; `None` beyond 1,024 outputs, as of an autoencoder, because the
    /// matrix grows with their square.
    pub confusion: Option<ConfusionMatrix>,
}

/// Measures `net`, a network or a box of one, on all rows of `data`. The class of a row is the largest output, or for one output whether it exceeds
/// 0.5.
///
/// # Errors
/// [`Error::EmptyDataset`] if there are no rows.
pub fn evaluate<N, Y>(net: &impl AsRef<N>, data: &Dataset<N::Input, Y>) -> Result<Evaluation, Error>
where
    N: Train,
    Y: Target<N::Loss, N::Output>,
{
    if data.is_empty() {
        return Err(Error::EmptyDataset);
    }
    let net = net.as_ref();
    let mut tally = Tally::<N>::new(BATCH.min(data.len()));
    let n_outputs = size_of::<N::Output>() / size_of::<f32>();
    let mut confusion = (n_outputs <= MAX_CLASSES).then(|| ConfusionMatrix::new(n_outputs.max(2)));
    for (inputs, targets) in data.inputs().chunks(BATCH).zip(data.targets().chunks(BATCH)) {
        tally.add(net, Level::detect(), inputs, targets)?;
        if let Some(confusion) = &mut confusion {
            for (output, target) in tally.outputs.iter().zip(targets) {
                confusion.add(target.class(), class_of(output.as_ref()))?;
            }
        }
    }
    Ok(Evaluation { loss: tally.loss(), accuracy: tally.accuracy(), confusion })
}

/// Sums over the rows seen so far, and room for the outputs of a batch.
pub(super) struct Tally<N: Train> {
    outputs: Vec<N::Output>,
    rows: usize,
    hits: usize,
    /// Sum of the rows' losses.
    loss: f64,
}

impl<N: Train> Tally<N> {
    /// Nothing yet; batches will have at most `n_rows` rows.
    pub(super) fn new(n_rows: usize) -> Self {
        Self { outputs: bytemuck::zeroed_vec(n_rows), rows: 0, hits: 0, loss: 0.0 }
    }

    /// Forgets the rows seen.
    pub(super) fn reset(&mut self) {
        (self.rows, self.hits, self.loss) = (0, 0, 0.0);
    }

    /// Adds a batch. The loss takes a second forward pass: only the network knows it from the logits.
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
        self.loss += f64::from(net.loss_at(level, inputs, targets)?) * inputs.len() as f64;
        self.rows += inputs.len();
        let hit = |(output, target): (&N::Output, &Y)| class_of(output.as_ref()) == target.class();
        self.hits += outputs.iter().zip(targets).filter(|pair| hit(*pair)).count();
        Ok(())
    }

    /// Mean over the rows; NaN without any.
    pub(super) fn loss(&self) -> f32 {
        (self.loss / self.rows as f64) as f32
    }

    /// Part of the rows whose class is predicted; NaN without any.
    pub(super) fn accuracy(&self) -> f64 {
        self.hits as f64 / self.rows as f64
    }
}
