//! What is said about arrays that are missing, too many, or of another shape or type.

use super::archive::{Archive, Description};
use super::names::{Unused, suggest};
use crate::error::Problem;
use crate::layout::Parameter;

/// Unused tensors that a missing one is compared with.
const MOST_CANDIDATES: usize = 256;

/// `tensor "0.weight", for "hidden.weight",`.
pub(super) fn title(item: &str, name: &str, parameter: &Parameter) -> String {
    if name == parameter.name {
        format!("{item} {name:?}")
    } else {
        format!("{item} {name:?}, for {:?},", parameter.name)
    }
}

/// The problem of a parameter that is not in the file. What it may be there as is no longer unused.
pub(super) fn missing(
    title: String,
    name: &str,
    parameter: &Parameter,
    archive: &mut dyn Archive,
    unused: &mut Vec<String>,
) -> Problem {
    let problem = Problem::new(title, "is missing", format!("one of shape {:?}", parameter.shape));
    let candidates: Vec<Unused> = unused
        .iter()
        .take(MOST_CANDIDATES)
        .map(|name| {
            let shape = archive.describe(name).ok().flatten().map_or(Vec::new(), |description| description.shape);
            Unused { name: name.clone(), shape }
        })
        .collect();
    let Some((suggested, help)) = suggest(name, parameter.shape, &candidates) else { return problem };
    unused.retain(|name| name != suggested);
    problem.help(help)
}

/// What is wrong with the type or the shape.
pub(super) fn misfit(title: String, parameter: &Parameter, description: &Description) -> Option<Problem> {
    if description.shape != parameter.shape {
        let (found, expected) = (&description.shape, parameter.shape);
        let problem = Problem::new(title, format!("has shape {}", shape_text(found)), format!("{expected:?}"));
        return Some(match (found.as_slice(), expected) {
            ([rows, columns], [outputs, inputs]) if (rows, columns) == (inputs, outputs) => {
                problem.help("it is transposed: weights are [outputs, inputs], as in PyTorch")
            }
            _ => problem,
        });
    }
    let other = description.element.as_ref().err()?;
    Some(Problem::new(title, format!("has type {other}"), "F32, F64, F16 or BF16"))
}

/// The problem of an array that no parameter takes.
pub(super) fn extra(item: &str, name: &str, parameters: &[&str]) -> Problem {
    let expected = format!("only {}", quoted(parameters));
    let problem = Problem::new(format!("{item} {name:?}"), "is no parameter of the network", expected);
    let weight = name.strip_suffix("bias").map(|layer| format!("{layer}weight"));
    if weight.is_some_and(|weight| parameters.contains(&weight.as_str())) {
        return problem.help("the layer is declared `bias = false`");
    }
    problem.help("`Loader::allow_extra` leaves it out")
}

/// A shape; of one with absurdly many axes the first ones.
fn shape_text(shape: &[usize]) -> String {
    const MOST: usize = 8;
    match shape.get(..MOST) {
        Some(first) if shape.len() > MOST => format!("{first:?} and {} axes more", shape.len() - MOST),
        _ => format!("{shape:?}"),
    }
}

/// Names in quotes; of many the first ones.
pub(super) fn quoted(names: &[&str]) -> String {
    const MOST: usize = 8;
    let list: Vec<String> = names.iter().take(MOST).map(|name| format!("{name:?}")).collect();
    let more = if names.len() > MOST { format!(" and {} more", names.len() - MOST) } else { String::new() };
    format!("{}{more}", list.join(", "))
}
