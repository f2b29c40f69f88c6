//! The architecture `WaveNet` of both generations: arrays of layers. A layer is a dilated convolution plus a product with the condition, an
//! activation, and a matrix whose result is added to what the layer took. The activations of an array are summed, and its head makes of the sum what
//! the sum of the next array begins with; of the last array that is the output. The condition is the input, or what a model inside gives for it.
//!
//! | module | knows |
//! |---|---|
//! | `options` | what a file says of an array |
//! | `array` | the lines of an array |
//! | `post` | what stands behind all arrays |
//! | `slim` | the widths of an array that has several |

mod array;
mod options;
mod post;
mod slim;

use super::writer::Writer;
use super::{Numbers, network};
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::{Lines, Value};
use crate::limits::MAX_EXTENT;

use self::array::Array;
use self::post::Post;

pub(super) use self::slim::{Width, has_widths};

/// More are no model of an amplifier.
const MAX_ARRAYS: usize = 100;
const MAX_LAYERS: usize = 1000;

/// The lines of a model for so many samples a second, of widths that the size chooses.
pub(super) fn lower(
    config: &Item<'_>,
    numbers: &mut Numbers<'_>,
    (size, sample_rate): (Option<f64>, Option<f64>),
) -> Result<Lines, Mistake> {
    let inputs = config.find("in_channels").map_or(Ok(1), |item| item.count(1, MAX_EXTENT))?;
    let (lines, condition) = if let Some(model) = config.find("condition_dsp") {
        of_condition(&model, inputs, sample_rate)?
    } else {
        let lines = Lines::new(inputs);
        let input = lines.input_value();
        (lines, input)
    };
    let arrays = arrays(config, (inputs, condition.width), size)?;
    let mut writer = Writer { lines, numbers };
    let (mut value, mut head) = (writer.lines.input_value(), None);
    for (index, array) in arrays.iter().enumerate() {
        let is_last = index + 1 == arrays.len();
        let (next, of_head) = array.write(&mut writer, (&value, &condition), head.as_ref(), is_last)?;
        head = Some(of_head);
        value = next.unwrap_or(value);
    }
    let Some(head) = head else { unreachable!("an empty list of arrays was refused") };
    let post = config.find("head").map(|item| Post::read(&item, head.width)).transpose()?;
    // Their numbers stand before the factor, which is applied before them.
    let parameters = post.as_ref().map(|post| post.take(&mut writer, &head)).transpose()?;
    let factor = writer.numbers.take("`head_scale`", &[1])?.first().copied().unwrap_or_default();
    let scaled = writer.scale("scaled", &head, factor);
    if let (Some(post), Some(parameters)) = (post, parameters) {
        post.write(&mut writer, scaled, parameters);
    }
    Ok(writer.lines)
}

/// All arrays, each with the width that the size chooses.
fn arrays<'a>(
    config: &Item<'a>,
    (inputs, condition): (usize, usize),
    size: Option<f64>,
) -> Result<Vec<Array<'a>>, Mistake> {
    let item = config.get("layers")?;
    let list = item.list()?;
    if list.is_empty() || list.len() > MAX_ARRAYS {
        return Err(item.mistake(&format!("has {} arrays of layers, expected 1 to {MAX_ARRAYS}", list.len())));
    }
    let mut arrays: Vec<Array<'a>> = Vec::new();
    for (index, item) in list.iter().enumerate() {
        let input = arrays.last().map_or(slim::Width::whole(inputs), |before| before.channels);
        arrays.push(Array::read(item, index, (input, condition), size)?);
    }
    if arrays.iter().any(|array| array.channels.is_cut()) {
        slim::check(config, &arrays)?;
        // What a head gives is what the next array sums.
        let next: Vec<slim::Width> = arrays.iter().skip(1).map(|array| array.channels).collect();
        for (array, next) in arrays.iter_mut().zip(next) {
            array.cut_head(next);
        }
    }
    Ok(arrays)
}

/// The lines of the model that computes the condition, and their output.
fn of_condition(model: &Item<'_>, inputs: usize, sample_rate: Option<f64>) -> Result<(Lines, Value), Mistake> {
    let mut lines = network(model, None)?;
    let found = lines.input_value().width;
    if found != inputs {
        return Err(
            model.mistake(&format!("takes {found} numbers, expected {inputs}, the input of the model around it"))
        );
    }
    let own_rate = model.find("sample_rate").map(|rate| rate.number()).transpose()?;
    if let (Some(own), Some(expected)) = (own_rate, sample_rate)
        && own.to_bits() != expected.to_bits()
    {
        let rate = model.get("sample_rate")?;
        return Err(rate.mistake(&format!("is {own}, expected {expected}, that of the model around it")));
    }
    lines.put_before_labels("condition_");
    let output = lines.last();
    Ok((lines, output))
}
