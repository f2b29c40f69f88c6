//! `RTNeural`'s JSON: a list of layers, one behind the other, with arrays as Keras has them.
//!
//! The program's `model_loader.h` says what it makes of each type, and that is what is made of it here. Gates of Keras are `z r h` of a GRU,
//! whose reset comes behind the product and which has two biases, and `i f c o` of an LSTM, which has one.

use super::json::{Item, Mistake};
use super::lines::{Lines, Recurrent, reordered, transposed};
use crate::language::limits::MAX_EXTENT;

/// More layers are no model of audio, and each of them is code.
const MAX_LAYERS: usize = 1000;

/// Activations that the program knows. An `elu` is that of `alpha` 1, as here.
const ACTIVATIONS: [&str; 5] = ["tanh", "relu", "sigmoid", "softmax", "elu"];

/// The types of layers that are read, and those that are not.
const READ: &str = "`dense`, `time-distributed-dense`, `gru`, `lstm`, `prelu`, `batchnorm` or `activation`";

/// The network in a file.
pub(super) fn lower(root: &Item<'_>) -> Result<Lines, Mistake> {
    refuse_other_files(root)?;
    let input = extents(&root.get("in_shape")?)?;
    let layers = root.get("layers")?;
    let list = layers.list()?;
    if list.len() > MAX_LAYERS {
        return Err(layers.mistake(&format!("has {} layers, at most {MAX_LAYERS} are read", list.len())));
    }
    let mut lines = Lines::new(input);
    for (index, item) in list.iter().enumerate() {
        layer(index, item, &mut lines)?;
    }
    if lines.is_empty() { Err(layers.mistake("has no layer that computes anything")) } else { Ok(lines) }
}

/// What else is JSON.
fn refuse_other_files(root: &Item<'_>) -> Result<(), Mistake> {
    if root.find("architecture").is_some() && root.find("layers").is_none() {
        let mistake = Mistake::new("the file is a model of Neural Amp Modeler");
        return Err(mistake.help("write `#[nam(..)]`"));
    }
    let is_parameter = |key: &str| key.rsplit('.').next().is_some_and(|role| role.starts_with("weight"));
    if root.find("layers").is_none() && root.keys().any(is_parameter) {
        let mistake = Mistake::new("the file is a `state_dict` of PyTorch, which does not say what its layers compute");
        return Err(
            mistake.help("declare the layers, and write its arrays with `safetensors` for `load` or `#[weights(..)]`")
        );
    }
    Ok(())
}

/// The numbers at a time: the last extent, or the last two where an image is given, of which one is time.
fn extents(shape: &Item<'_>) -> Result<usize, Mistake> {
    let list = shape.list()?;
    let extent = |item: &Item<'_>| item.count(1, MAX_EXTENT);
    match list.as_slice() {
        [_, _, features, channels] => {
            let (features, channels) = (extent(features)?, extent(channels)?);
            let product = features * channels;
            if product > MAX_EXTENT {
                return Err(shape.mistake(&format!("has {product} numbers at a time, expected at most {MAX_EXTENT}")));
            }
            Ok(product)
        }
        [.., last] => extent(last),
        [] => Err(shape.mistake("is an empty list, expected the shape of a layer")),
    }
}

fn layer(index: usize, item: &Item<'_>, lines: &mut Lines) -> Result<(), Mistake> {
    let kind = item.get("type")?;
    let outputs = extents(&item.get("shape")?)?;
    match kind.text()? {
        "dense" | "time-distributed-dense" => dense(&format!("dense_{index}"), item, outputs, lines),
        name @ ("gru" | "lstm") => recurrent(&format!("{name}_{index}"), name, item, outputs, lines),
        "prelu" => prelu(&format!("prelu_{index}"), item, outputs, lines),
        "batchnorm" => batch_norm(&format!("batchnorm_{index}"), item, outputs, lines),
        "activation" => {
            same_width(item, outputs, lines)?;
            if let Some(activation) = activation(item)? {
                lines.plain(activation);
            }
            Ok(())
        }
        name @ ("conv1d" | "conv2d" | "batchnorm2d") => Err(convolution(item, name)),
        other => Err(kind.mistake(&format!("is {other:?}, expected {READ}"))),
    }
}

/// Layers that a stream cannot have yet.
fn convolution(item: &Item<'_>, name: &str) -> Mistake {
    item.mistake(&format!("is a `{name}`, which is not supported yet")).note(format!("supported are {READ}"))
}

/// The activation of a layer, if it has one.
fn activation(item: &Item<'_>) -> Result<Option<&'static str>, Mistake> {
    let Some(found) = item.find("activation") else { return Ok(None) };
    match found.text()? {
        "" | "linear" => Ok(None),
        name => match ACTIVATIONS.into_iter().find(|known| *known == name) {
            Some(known) => Ok(Some(known)),
            None => {
                let known = ACTIVATIONS.map(|name| format!("`{name}`")).join(", ");
                Err(found
                    .mistake(&format!("is {name:?}, which RTNeural does not have"))
                    .note(format!("it has {known}")))
            }
        },
    }
}

/// The arrays of a layer, of which it has one of these numbers.
fn weights<'a>(item: &Item<'a>, counts: &[usize]) -> Result<Vec<Item<'a>>, Mistake> {
    let weights = item.get("weights")?;
    let list = weights.list()?;
    if counts.contains(&list.len()) {
        return Ok(list);
    }
    let expected = counts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    Err(weights.mistake(&format!("has {} arrays, expected {expected}", list.len())))
}

fn dense(label: &str, item: &Item<'_>, outputs: usize, lines: &mut Lines) -> Result<(), Mistake> {
    let arrays = weights(item, &[1, 2])?;
    let weight = transposed(&arrays[0].array(&[lines.output(), outputs])?, outputs);
    let bias = arrays.get(1).map(|bias| bias.array(&[outputs])).transpose()?;
    let activation = activation(item)?;
    // A softmax is a line of its own.
    let (within, behind) = if activation == Some("softmax") { (None, activation) } else { (activation, None) };
    lines.dense(label, (outputs, within), weight, bias);
    behind.into_iter().for_each(|activation| lines.plain(activation));
    Ok(())
}

fn recurrent(label: &str, kind: &str, item: &Item<'_>, outputs: usize, lines: &mut Lines) -> Result<(), Mistake> {
    if let Some(found) = activation(item)?.filter(|found| *found != "tanh") {
        let mistake = item.mistake(&format!("is a `{kind}` with the activation `{found}`, expected `tanh`"));
        return Err(mistake.note("RTNeural computes a `tanh`, whatever the file says"));
    }
    let is_lstm = kind == "lstm";
    let order: &[usize] = if is_lstm { &[0, 1, 2, 3] } else { &[1, 0, 2] };
    let sums = order.len() * outputs;
    let arrays = weights(item, &[2, 3])?;
    let matrix = |array: &Item<'_>, inputs: usize| -> Result<Vec<f32>, Mistake> {
        Ok(reordered(&transposed(&array.array(&[inputs, sums])?, sums), order))
    };
    let (weight_ih, weight_hh) = (matrix(&arrays[0], lines.output())?, matrix(&arrays[1], outputs)?);
    let bias = match arrays.get(2) {
        None => None,
        Some(bias) if is_lstm => Some([bias.array(&[sums])?, vec![0.0; sums]]),
        Some(bias) => {
            let both = bias.array(&[2, sums])?;
            let (of_input, of_state) = both.split_at(sums);
            Some([of_input, of_state].map(|bias| reordered(bias, order)))
        }
    };
    lines.recurrent(label, Recurrent { kind, outputs, weight_ih, weight_hh, bias, initial: Vec::new() });
    Ok(())
}

/// Layers whose numbers are as many as before them.
fn same_width(item: &Item<'_>, outputs: usize, lines: &Lines) -> Result<(), Mistake> {
    let before = lines.output();
    if outputs == before {
        return Ok(());
    }
    Err(item.get("shape")?.mistake(&format!("ends with {outputs}, expected {before}, as the layer before has")))
}

fn prelu(label: &str, item: &Item<'_>, outputs: usize, lines: &mut Lines) -> Result<(), Mistake> {
    same_width(item, outputs, lines)?;
    let arrays = weights(item, &[1])?;
    // Keras has an axis of time before them.
    let rows = arrays[0].list()?;
    let [row] = rows.as_slice() else {
        return Err(arrays[0].mistake(&format!("has {} rows, expected 1", rows.len())));
    };
    let n_slopes = row.list()?.len();
    let slopes = row.array(&[if n_slopes == 1 { 1 } else { outputs }])?;
    let text = if slopes.len() == 1 { "prelu" } else { "prelu(per_channel = true)" };
    lines.line(label, text, [("weight", slopes)]);
    Ok(())
}

/// With the mean and variance of a trained network: a factor and an offset for each number.
fn batch_norm(label: &str, item: &Item<'_>, outputs: usize, lines: &mut Lines) -> Result<(), Mistake> {
    same_width(item, outputs, lines)?;
    let epsilon = item.get("epsilon")?;
    let arrays = weights(item, &[2, 4])?;
    let vectors: Vec<Vec<f32>> = arrays.iter().map(|array| array.array(&[outputs])).collect::<Result<_, _>>()?;
    let (affine, running) = vectors.split_at(vectors.len() - 2);
    let (mut factors, mut offsets) = (Vec::new(), Vec::new());
    for index in 0..outputs {
        let of = |vectors: &[Vec<f32>], which: usize| vectors.get(which).map(|vector| f64::from(vector[index]));
        let (gamma, beta) = (of(affine, 0).unwrap_or(1.0), of(affine, 1).unwrap_or(0.0));
        let (mean, variance) = (of(running, 0).unwrap_or(0.0), of(running, 1).unwrap_or(1.0));
        let sum = variance + epsilon.number()?;
        let factor = gamma / sum.sqrt();
        let offset = beta - mean * factor;
        if sum <= 0.0 || !(factor as f32).is_finite() || !(offset as f32).is_finite() {
            let mistake =
                format!("divides number {index} by the root of {sum}: of its variance {variance} and `epsilon`");
            return Err(item.mistake(&mistake));
        }
        factors.push(factor as f32);
        offsets.push(offset as f32);
    }
    lines.line(label, "affine", [("weight", factors), ("bias", offsets)]);
    Ok(())
}
