//! Arrays whose width is a choice: of all channels the first ones are kept, and of the numbers of a file those that belong to them.

use super::array::Array;
use crate::audio::json::{Item, Mistake};
use crate::limits::MAX_EXTENT;

/// The one way of slimming that there is.
const METHOD: &str = "slice_channels_uniform";

/// Channels: as many as the file has, and the first of them that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audio::nam) struct Width {
    pub(in crate::audio::nam) full: usize,
    pub(in crate::audio::nam) kept: usize,
}

impl Width {
    /// All of so many.
    pub(super) fn whole(channels: usize) -> Self {
        Self { full: channels, kept: channels }
    }

    pub(in crate::audio::nam) fn is_cut(self) -> bool {
        self.kept != self.full
    }

    /// So many times as many.
    pub(super) fn times(self, factor: usize) -> Self {
        Self { full: self.full * factor, kept: self.kept * factor }
    }
}

/// Whether any array of a configuration has several widths.
pub(in crate::audio::nam) fn has_widths(config: &Item<'_>) -> bool {
    let arrays = config.find("layers").and_then(|arrays| arrays.list().ok()).unwrap_or_default();
    arrays.iter().any(|array| option(array).is_some())
}

fn option<'a>(array: &Item<'a>) -> Option<Item<'a>> {
    array.find("slimmable").filter(|option| !option.is_false())
}

/// The width of an array of so many channels: of `n` widths that are allowed number `floor(size n)`, counted from 0, and the last one without a size.
pub(super) fn width(array: &Item<'_>, channels: usize, size: Option<f64>) -> Result<Width, Mistake> {
    let Some(option) = option(array) else { return Ok(Width::whole(channels)) };
    let method = option.get("method")?;
    if method.text()? != METHOD {
        return Err(method.mistake(&format!("is {:?}, expected `{METHOD}`", method.text()?)));
    }
    let given = option.find("kwargs").and_then(|arguments| arguments.find("allowed_channels"));
    let allowed = match given {
        Some(given) => allowed(&given, channels)?,
        None => (1..=channels).collect(),
    };
    let n_widths = allowed.len();
    let is_below = |index: &usize| size.is_none_or(|size| size * n_widths as f64 >= *index as f64);
    let index = (1..n_widths).filter(is_below).count();
    Ok(Width { full: channels, kept: allowed.get(index).copied().unwrap_or(channels) })
}

/// The widths that a file lists: each above the one before it, the last one that of all channels.
fn allowed(item: &Item<'_>, channels: usize) -> Result<Vec<usize>, Mistake> {
    let list = item.list()?;
    let allowed = list.iter().map(|item| item.count(1, MAX_EXTENT)).collect::<Result<Vec<usize>, Mistake>>()?;
    if allowed.last() != Some(&channels) {
        return Err(item.mistake(&format!("does not end with {channels}, the array's `channels`")));
    }
    if !allowed.is_sorted_by(|before, after| before < after) {
        return Err(item.mistake("is not in ascending order"));
    }
    Ok(allowed)
}

/// What keeps only some channels must have: in whatever else there is, channels would be mixed up. `NeuralAmpModelerCore` refuses most of it, and the
/// trainer all.
pub(super) fn check(config: &Item<'_>, arrays: &[Array<'_>]) -> Result<(), Mistake> {
    let refused = |item: &Item<'_>, what: &str| {
        let mistake = item.mistake(&format!("has {what}, of which not all channels can be kept"));
        Err(mistake.note("`size` keeps the first channels of each array").help("remove `size`"))
    };
    if config.find("head").is_some() {
        return refused(config, "a `head` behind all arrays");
    }
    for array in arrays {
        if array.has_groups() {
            return refused(&array.item, "groups");
        }
        if array.head.kernel != 1 {
            return refused(&array.item, "a head with a kernel");
        }
        if let Some(key) = array.films().next() {
            return refused(&array.item, &format!("`{key}`"));
        }
    }
    Ok(())
}
