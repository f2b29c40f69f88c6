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
    shape: &[usize],
    archive: &mut dyn Archive,
    unused: &mut Vec<String>,
) -> Problem {
    let problem = Problem::new(title, "is missing", format!("one of shape {shape:?}"));
    let candidates: Vec<Unused> = unused
        .iter()
        .take(MOST_CANDIDATES)
        .map(|name| {
            let shape = archive.describe(name).ok().flatten().map_or(Vec::new(), |description| description.shape);
            Unused { name: name.clone(), shape }
        })
        .collect();
    let Some((suggested, help)) = suggest(name, shape, &candidates) else { return problem };
    unused.retain(|name| name != suggested);
    problem.help(help)
}

/// What is wrong with the type or the shape, which should be `expected`.
pub(super) fn misfit(title: String, expected: &[usize], description: &Description) -> Option<Problem> {
    if description.shape != expected {
        let found = format!("has shape {}", shape_text(&description.shape));
        return Some(Problem::new(title, found, format!("{expected:?}")));
    }
    let other = description.element.as_ref().err()?;
    let problem = Problem::new(title, format!("has type {other}"), "F32, F64, F16 or BF16");
    Some(match nameless(other) {
        Some(help) => problem.help(help),
        None => problem,
    })
}

/// What may help with a type that `NumPy` does not know by name: it writes the numbers of other libraries as bytes.
fn nameless(kind: &str) -> Option<&'static str> {
    match kind.trim_start_matches(['<', '>', '|']) {
        "V2" => Some(
            "npz has no name for bfloat16: write the arrays with `safetensors.numpy.save_file`, or as float32, \
             `.astype(numpy.float32)`",
        ),
        "V1" | "f1" => Some(
            "npz has no name for float8: write the arrays as float32, `.astype(numpy.float32)`, best with \
             `safetensors.numpy.save_file`",
        ),
        _ => None,
    }
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
