//! Limits that readers of files share with declarations, and how numbers stand in messages.

use core::fmt;

/// The largest extent of a shape, and so of every number of inputs and outputs.
pub const MAX_EXTENT: usize = 65_536;

/// A number with `_` between groups of three digits, as one would write it in Rust.
///
/// ```
/// use nn_files::limits::Grouped;
///
/// assert_eq!(Grouped(1_048_576).to_string(), "1_048_576");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Grouped(pub usize);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut unit = 1;
        while self.0 / unit >= 1000 {
            unit *= 1000;
        }
        write!(f, "{}", self.0 / unit)?;
        while unit > 1 {
            unit /= 1000;
            write!(f, "_{:03}", self.0 / unit % 1000)?;
        }
        Ok(())
    }
}
