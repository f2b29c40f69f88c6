//! Another rate of samples than a network was trained at: the same seconds are other numbers of samples.
//!
//! A convolution whose dilation is `k` times as large computes on each of `k` interleaved signals what it computed on one. So it looks as far back in time
//! as it did, at samples that are as far apart, while each input has its output. A recurrent layer goes from one sample to the next, and has no such
//! distance.

use super::json::Mistake;
use super::lines::Lines;
use crate::limits::Grouped;

/// The largest rate. Beyond it no dilation would be left that is allowed.
const MAX_RATE: usize = 1_000_000_000;

/// Multiplies all dilations by `to / from`, both in samples a second.
pub(super) fn scale(lines: &mut Lines, from: f64, to: f64) -> Result<(), Mistake> {
    let (from, to) = (whole(from, "`sample_rate` of the file")?, whole(to, "`rate`")?);
    if from == to {
        return Ok(());
    }
    let title = format!("from {} to {} samples a second", Grouped(from), Grouped(to));
    let refused = |what: &str| Mistake::new(format!("the network cannot be scaled {title}: {what}"));
    for line in lines.list_mut() {
        if line.is_recurrent() {
            return Err(refused(&format!("`{}` is a recurrent layer", line.label))
                .note("such a layer goes from one sample to the next, and nothing in it says how far apart they are")
                .help(format!("resample the signal to {} samples a second", Grouped(from))));
        }
        let Some(taps) = &mut line.taps else { continue };
        let Some(dilation) = quotient(taps.dilation, to, from) else {
            let becomes = taps.dilation as f64 * to as f64 / from as f64;
            let (old, label) = (taps.dilation, &line.label);
            let what = format!("the dilation {old} of `{label}` becomes {becomes}, which is no whole number");
            let (once, twice) = (Grouped(from), Grouped(from.saturating_mul(2)));
            return Err(
                refused(&what).help(format!("a multiple of {once} divides, such as {twice}; or resample the signal"))
            );
        };
        taps.dilation = dilation;
    }
    lines.remark(format!("It is scaled {title}."));
    Ok(())
}

/// `dilation * to / from`, if that is a whole number.
fn quotient(dilation: usize, to: usize, from: usize) -> Option<usize> {
    // A product of numbers below 2^17 and 2^30.
    let product = dilation as u64 * to as u64;
    let from = from as u64;
    product.is_multiple_of(from).then_some(product / from)?.try_into().ok()
}

/// A rate as a whole number.
fn whole(rate: f64, title: &str) -> Result<usize, Mistake> {
    let found = rate.to_string().parse().ok().filter(|rate| (1..=MAX_RATE).contains(rate));
    found.ok_or_else(|| {
        let most = Grouped(MAX_RATE);
        Mistake::new(format!("{title} is {rate}, expected a whole number of samples a second from 1 to {most}"))
    })
}
