//! `RTNeural`'s JSON: a list of layers, one behind the other, with arrays as Keras has them.
//!
//! The program's `model_loader.h` says what it makes of each type, and that is what is made of it here. Gates of Keras are `z r h` of a GRU,
//! whose reset comes behind the product and which has two biases, and `i f c o` of an LSTM, which has one.

use super::json::{Item, Mistake};
use super::lines::{Convolution, Lines, Recurrent, reordered, transposed};
use super::{Declaration, Options};
use crate::limits::MAX_EXTENT;

/// More layers are no model of audio, and each of them is code.
const MAX_LAYERS: usize = 1000;

/// Activations that the program knows. An `elu` is that of `alpha` 1, as here.
const ACTIVATIONS: [&str; 5] = ["tanh", "relu", "sigmoid", "softmax", "elu"];

/// The types of layers.
const READ: &str = "`dense`, `time-distributed-dense`, `conv1d`, `conv2d`, `gru`, `lstm`, `prelu`, `batchnorm`, `batchnorm2d` or \
                    `activation`";

/// The network in a file.
pub(super) fn lower(root: &Item<'_>, options: Options) -> Result<Declaration, Mistake> {
    refuse_other_files(root)?;
    if options.size.is_some() {
        return Err(Mistake::new("the file is a model of RTNeural, which has one size").help("remove `size`"));
    }
    if let Some(rate) = options.rate {
        let mistake = Mistake::new(format!("the network cannot be scaled to {rate} samples a second"));
        return Err(mistake
            .note("a file of RTNeural does not say at what rate its network was trained")
            .help("remove `rate`; or copy the declaration out of the documentation, and multiply its dilations"));
    }
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
    if lines.is_empty() {
        return Err(layers.mistake("has no layer that computes anything"));
    }
    Ok(lines.finish("a model of RTNeural", None))
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
        "gru" => recurrent(&format!("gru_{index}"), "gru", item, outputs, lines),
        "lstm" => recurrent(&format!("lstm_{index}"), "lstm", item, outputs, lines),
        "prelu" => prelu(&format!("prelu_{index}"), item, outputs, lines),
        "conv1d" => conv1d(&format!("conv1d_{index}"), item, outputs, lines),
        "conv2d" => conv2d(&format!("conv2d_{index}"), item, outputs, lines),
        "batchnorm" => batch_norm(&format!("batchnorm_{index}"), item, (outputs, outputs), lines),
        "batchnorm2d" => {
            let channels = item.get("num_filters_in")?.count(1, MAX_EXTENT)?;
            batch_norm(&format!("batchnorm_{index}"), item, (outputs, channels), lines)
        }
        "activation" => {
            same_width(item, outputs, lines)?;
            activate(activation(item)?, lines);
            Ok(())
        }
        other => Err(kind.mistake(&format!("is {other:?}, expected {READ}"))),
    }
}

/// The activation of a layer, if it has one.
fn activation(item: &Item<'_>) -> Result<Option<&'static str>, Mistake> {
    let Some(found) = item.find("activation") else { return Ok(None) };
    match found.text()? {
        "" | "linear" => Ok(None),
        name => {
            let known = ACTIVATIONS.into_iter().find(|known| *known == name);
            known.map(Some).ok_or_else(|| {
                let all = ACTIVATIONS.map(|name| format!("`{name}`")).join(", ");
                found.mistake(&format!("is {name:?}, which RTNeural does not have")).note(format!("it has {all}"))
            })
        }
    }
}

/// The line of an activation, if there is one.
fn activate(activation: Option<&'static str>, lines: &mut Lines) {
    if let Some(name) = activation {
        let constants = if name == "elu" { vec!["1.0".to_owned()] } else { Vec::new() };
        lines.like("", (name, constants), Vec::new());
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
    let within = within.map(|name| if name == "elu" { "elu(1.0)".to_owned() } else { name.to_owned() });
    lines.dense(label, (outputs, within), weight, bias);
    activate(behind, lines);
    Ok(())
}

/// A size, or a list whose last element it is.
fn last_size(item: &Item<'_>, key: &str) -> Result<usize, Mistake> {
    let found = item.get(key)?;
    let last = if found.is_list() { found.list()?.pop() } else { Some(found.clone()) };
    last.ok_or_else(|| found.mistake("is an empty list, expected a size"))?.count(1, MAX_EXTENT)
}

/// Over time, without padding behind: the last tap is of this input. Weights are `[kernel, inputs / groups, outputs]`.
fn conv1d(label: &str, item: &Item<'_>, outputs: usize, lines: &mut Lines) -> Result<(), Mistake> {
    let (kernel, dilation) = (last_size(item, "kernel_size")?, last_size(item, "dilation")?);
    let groups = if item.find("groups").is_some() { last_size(item, "groups")? } else { 1 };
    if item.find("strides").is_some() && last_size(item, "strides")? != 1 {
        return Err(item.get("strides")?.mistake("is not 1: a stream has an output for each input"));
    }
    let arrays = weights(item, &[1, 2])?;
    let convolution = Convolution { outputs, kernel, dilation, groups, bias: arrays.len() == 2 };
    let weight = |[outputs, inputs, kernel]: [usize; 3]| {
        // The last axis first, and the first one last.
        let by_output = transposed(&arrays[0].array(&[kernel, inputs, outputs])?, outputs);
        Ok(by_output.chunks(kernel * inputs).flat_map(|taps| transposed(taps, inputs)).collect())
    };
    let weight = convolution.whole(lines.output(), weight, |what| item.mistake(what))?;
    let bias = arrays.get(1).map(|bias| bias.array(&[outputs])).transpose()?;
    convolved(label, item, (convolution, weight, bias), lines)
}

/// The line of a convolution, and of its activation.
fn convolved(
    label: &str,
    item: &Item<'_>,
    (convolution, weight, bias): (Convolution, Vec<f32>, Option<Vec<f32>>),
    lines: &mut Lines,
) -> Result<(), Mistake> {
    let activation = activation(item)?;
    lines.convolve(label, &lines.last(), convolution, (weight, bias));
    activate(activation, lines);
    Ok(())
}

/// Over time and over features, which lie side by side in an input: `[features, filters]`. Over time it is a convolution whose matrices have the taps
/// of the features at their places. Weights are `[kernel over time, kernel over features, inputs, outputs]`.
fn conv2d(label: &str, item: &Item<'_>, outputs: usize, lines: &mut Lines) -> Result<(), Mistake> {
    let size = |key: &str| last_size(item, key);
    let (kernel, taps) = (size("kernel_size_time")?, size("kernel_size_feature")?);
    let (dilation, stride) = (size("dilation")?, size("strides")?);
    let (filters, features, of_outputs) = (size("num_filters_in")?, size("num_features_in")?, size("num_filters_out")?);
    let inputs = lines.output();
    if filters * features != inputs {
        let what = format!("has {features} features of {filters} filters, and the layer before gives {inputs} numbers");
        return Err(item.mistake(&what));
    }
    let padding = item.get("padding")?;
    let (features_out, first) = match padding.text()? {
        "valid" if taps <= features => ((features - taps) / stride + 1, 0),
        "valid" => return Err(item.mistake(&format!("has {taps} taps over {features} features"))),
        "same" => {
            let features_out = features.div_ceil(stride);
            (features_out, ((features_out - 1) * stride + taps).saturating_sub(features) / 2)
        }
        other => return Err(padding.mistake(&format!("is {other:?}, expected `valid` or `same`"))),
    };
    if features_out * of_outputs != outputs {
        let what =
            format!("gives {features_out} features of {of_outputs} filters, and its `shape` says {outputs} numbers");
        return Err(item.mistake(&what));
    }
    let arrays = weights(item, &[1, 2])?;
    let convolution = Convolution { outputs, kernel, dilation, groups: 1, bias: arrays.len() == 2 };
    let weight = |_: [usize; 3]| {
        let given = arrays[0].array(&[kernel, taps, filters, of_outputs])?;
        let mut whole = vec![0.0; outputs * inputs * kernel];
        for (index, number) in given.iter().enumerate() {
            let (output, filter) = (index % of_outputs, index / of_outputs % filters);
            let (tap, time) = (index / of_outputs / filters % taps, index / of_outputs / filters / taps);
            for feature_out in 0..features_out {
                let feature = (feature_out * stride + tap).checked_sub(first);
                let Some(feature) = feature.filter(|feature| *feature < features) else { continue };
                let (row, column) = (feature_out * of_outputs + output, feature * filters + filter);
                whole[(row * inputs + column) * kernel + time] = *number;
            }
        }
        Ok(whole)
    };
    let weight = convolution.whole(inputs, weight, |what| item.mistake(what))?;
    let bias = arrays.get(1).map(|bias| bias.array(&[of_outputs])).transpose()?;
    convolved(label, item, (convolution, weight, bias.map(|bias| bias.repeat(features_out))), lines)
}

fn recurrent(
    label: &str,
    kind: &'static str,
    item: &Item<'_>,
    outputs: usize,
    lines: &mut Lines,
) -> Result<(), Mistake> {
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
    let arguments = if slopes.len() == 1 { Vec::new() } else { vec!["per_channel = true".to_owned()] };
    lines.like(label, ("prelu", arguments), vec![("weight", slopes)]);
    Ok(())
}

/// With the mean and variance of a trained network: a factor and an offset for each number, those of as many channels again and again.
fn batch_norm(
    label: &str,
    item: &Item<'_>,
    (outputs, channels): (usize, usize),
    lines: &mut Lines,
) -> Result<(), Mistake> {
    same_width(item, outputs, lines)?;
    let epsilon = item.get("epsilon")?;
    let arrays = weights(item, &[2, 4])?;
    let vectors: Vec<Vec<f32>> = arrays.iter().map(|array| array.array(&[channels])).collect::<Result<_, _>>()?;
    let (affine, running) = vectors.split_at(vectors.len() - 2);
    if !outputs.is_multiple_of(channels) {
        return Err(item.mistake(&format!("has {channels} channels, which do not divide {outputs} numbers")));
    }
    let (mut factors, mut offsets) = (Vec::new(), Vec::new());
    for index in (0..channels).cycle().take(outputs) {
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
    lines.like(label, ("affine", Vec::new()), vec![("weight", factors), ("bias", offsets)]);
    Ok(())
}
