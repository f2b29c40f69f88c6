//! The test that a network can be written to a file.

use crate::clip::all_finite;
use crate::error::{Problem, Problems};
use crate::network::Parameters;

/// Refuses a network of which a parameter holds NaN or infinity, with the first such element of each. Only the search allocates.
pub(crate) fn check_finite<N: Parameters>(net: &N) -> Result<(), Problems> {
    let flat = net.as_flat();
    if all_finite(flat) {
        return Ok(());
    }
    let mut problems = Problems::new("bytes");
    for parameter in N::LAYOUT {
        let numbers = parameter.positions().map(|position| flat.get(position).copied().unwrap_or_default());
        let Some((index, found)) = numbers.enumerate().find(|(_, number)| !number.is_finite()) else { continue };
        let place = match parameter.shape {
            [_, columns] => format!("[{}, {}]", index / columns, index % columns),
            _ => format!("[{index}]"),
        };
        let item = format!("parameter {:?}", parameter.name);
        problems.push(Problem::new(item, format!("is {found} at {place}"), "a finite number"));
    }
    // Padding is in no file.
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
