//! The progress bar of an epoch; nothing at all without the feature `progress`.

use super::report::EpochReport;
#[cfg(feature = "progress")]
use super::report::ValidationReport;

/// Whether to show a bar.
#[derive(Clone, Copy, Debug)]
pub(super) enum Display {
    Hidden,
    #[cfg(feature = "progress")]
    Bar,
}

/// The bar of one epoch.
pub(super) struct Progress {
    #[cfg(feature = "progress")]
    bar: Option<indicatif::ProgressBar>,
}

impl Progress {
    /// An empty bar for the epoch, from 1, of so many batches.
    #[cfg_attr(not(feature = "progress"), expect(unused_variables, reason = "there is no bar to set up"))]
    pub(super) fn start(display: Display, epoch: usize, epochs: usize, batches: usize) -> Self {
        #[cfg(feature = "progress")]
        {
            let bar = matches!(display, Display::Bar).then(|| {
                let style = indicatif::ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} {elapsed} {msg}")
                    .map_or_else(|_| indicatif::ProgressStyle::default_bar(), |style| style.progress_chars("=> "));
                indicatif::ProgressBar::new(batches as u64)
                    .with_style(style)
                    .with_prefix(format!("epoch {epoch}/{epochs}"))
            });
            Self { bar }
        }
        #[cfg(not(feature = "progress"))]
        Self {}
    }

    /// One batch is done; `mean_loss` is that of the epoch so far.
    #[cfg_attr(
        not(feature = "progress"),
        expect(unused_variables, clippy::unused_self, reason = "there is no bar to move")
    )]
    pub(super) fn batch_done(&self, mean_loss: f64) {
        #[cfg(feature = "progress")]
        if let Some(bar) = &self.bar {
            bar.inc(1);
            bar.set_message(format!("loss {mean_loss:.4}"));
        }
    }

    /// The epoch is over; the line stays.
    #[cfg_attr(
        not(feature = "progress"),
        expect(unused_variables, clippy::unused_self, reason = "there is no bar to finish")
    )]
    pub(super) fn finish(&self, report: &EpochReport) {
        #[cfg(feature = "progress")]
        if let Some(bar) = &self.bar {
            let message = match report.validation {
                None => format!("loss {:.4}", report.loss),
                Some(ValidationReport { loss, accuracy, exact_match }) => {
                    // Of classes it is the accuracy once more.
                    let exact =
                        if exact_match < accuracy { format!(", exact match {exact_match:.4}") } else { String::new() };
                    format!("loss {:.4}, validation loss {loss:.4}, accuracy {accuracy:.4}{exact}", report.loss)
                }
            };
            bar.abandon_with_message(message);
        }
    }
}
