//! No checkpoints: without the feature `safetensors` there is no format for them.

use super::fit::{Course, Record};
use super::session::Session;
use crate::error::Error;
use crate::network::Train;

/// Where checkpoints are: nowhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkpoints {}

impl Checkpoints {
    /// Whether there are any.
    #[expect(clippy::unused_self, reason = "stands for that with checkpoints")]
    pub(super) const fn are_set(&self) -> bool {
        false
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "stands for that with checkpoints")]
    pub(super) fn resume<N: Train, O, X, Y>(
        &self,
        _: &Course<'_, '_, X, Y>,
        _: &mut Session<'_, N, O, Y>,
        _: &mut Record<N>,
    ) -> Result<(), Error> {
        Ok(())
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "stands for that with checkpoints")]
    pub(super) fn save<N: Train, O, X, Y>(
        &self,
        _: &Course<'_, '_, X, Y>,
        _: &Session<'_, N, O, Y>,
        _: &Record<N>,
    ) -> Result<(), Error> {
        Ok(())
    }
}
