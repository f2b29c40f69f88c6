//! `last` and `mean_over_time`: a vector of a whole window, of its last step or of all of them.

use super::window::{self, Axes, Map};
use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Operand, Pool, Span, Window};
use crate::language::arguments::Parameter;
use crate::model::{Layer, Shape};

pub(super) const LAST: Kind = Kind {
    name: "last",
    aliases: &["laststep", "lasttimestep"],
    usage: "last(from = label)",
    parameters: NONE,
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators![],
    check: |site| check(site, Of::Last),
};

pub(super) const MEAN_OVER_TIME: Kind = Kind {
    name: "mean_over_time",
    aliases: &["temporalmean", "meanovertime", "timemean"],
    usage: "mean_over_time(from = label)",
    parameters: NONE,
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    // Read as `global_avg_pool`.
    operators: operators![],
    check: |site| check(site, Of::All),
};

const NONE: &[Parameter] = &[];

/// The steps that a vector is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Last,
    /// Their mean.
    All,
}

fn check(site: &mut Site<'_>, of: Of) -> Checked {
    if refuse_vector(site, of).is_some() {
        return Checked::default();
    }
    let Some(Map { channels, width: steps, .. }) = window::map(site, Axes::Time) else { return Checked::default() };
    Checked {
        layer: Some(layer(OverTime { of, channels, steps })),
        shape: Some(Shape(vec![channels])),
        ..Checked::default()
    }
}

/// An error for a vector, which has no time.
fn refuse_vector(site: &mut Site<'_>, of: Of) -> Option<()> {
    let operand = site.operand()?;
    let shape = operand.shape.clone()?;
    let [len] = shape.0[..] else { return None };
    let title = &site.title;
    let error = Diagnostic::new(operand.place, format!("`{title}` expects [channels, time], found {shape}"))
        .note(format_args!("{} has shape {shape}: one step, and no time to look back at", operand.title));
    let error = match of {
        Of::Last => error.help(format_args!("remove `{title}`: a vector is its own last step")),
        Of::All => error.help(format_args!(
            "declare the input as a window, [{len}, steps]; of a stream, `ema` follows the mean of its steps"
        )),
    };
    site.errors.push(error);
    Some(())
}

/// A vector of a window `[channels, steps]`.
#[derive(Debug)]
struct OverTime {
    of: Of,
    channels: usize,
    steps: usize,
}

impl Layer for OverTime {
    fn kind(&self) -> &'static str {
        match self.of {
            Of::Last => LAST.name,
            Of::All => MEAN_OVER_TIME.name,
        }
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        let Self { of, channels, steps } = *self;
        match of {
            Of::Last => builder.cut(&[channels, steps], &[(0, channels), (steps - 1, 1)]),
            Of::All => {
                let window = Window { height: Span::whole(1), width: Span::whole(steps) };
                builder.pool(Pool::Mean { counts_padding: false }, window)
            }
        }
    }
}
