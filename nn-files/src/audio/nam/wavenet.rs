//! The architecture `WaveNet` of both generations: arrays of layers. A layer is a dilated convolution plus a product with the condition, an
//! activation, and a matrix whose result is added to what the layer took. The activations of an array are summed, and its head makes of the sum what
//! the sum of the next array begins with; of the last array that is the output.

use super::Numbers;
use super::activation::Activation;
use super::writer::Writer;
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::{Convolution, Lines, Parameters, Value};
use crate::limits::MAX_EXTENT;

/// More are no model of an amplifier.
const MAX_ARRAYS: usize = 100;
const MAX_LAYERS: usize = 1000;

pub(super) fn lower(config: &Item<'_>, numbers: &mut Numbers<'_>) -> Result<Lines, Mistake> {
    if let Some(condition) = config.find("condition_dsp") {
        return Err(condition.mistake("is a model whose output is the condition, which is not supported"));
    }
    let inputs = config.find("in_channels").map_or(Ok(1), |item| item.count(1, MAX_EXTENT))?;
    let arrays = config.get("layers")?;
    let list = arrays.list()?;
    if list.is_empty() || list.len() > MAX_ARRAYS {
        return Err(arrays.mistake(&format!("has {} arrays of layers, expected 1 to {MAX_ARRAYS}", list.len())));
    }
    let mut writer = Writer { lines: Lines::new(inputs), numbers };
    let condition = writer.lines.input_value();
    let (mut value, mut head) = (condition.clone(), None);
    for (index, item) in list.iter().enumerate() {
        let array = Array::read(item, index, &value, &condition)?;
        let is_last = index + 1 == list.len();
        let (next, of_head) = array.write(&mut writer, (&value, &condition), head.as_ref(), is_last)?;
        head = Some(of_head);
        value = next.unwrap_or(value);
    }
    let Some(head) = head else { unreachable!("an empty list of arrays was refused above") };
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

/// What a layer makes of twice as many sums.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gating {
    /// They are not twice as many.
    None,
    /// The activation of the first half times that of the second.
    Gated,
    /// Between the first half and its activation, as the second half says.
    Blended,
}

/// A layer of an array.
struct Layer {
    kernel: usize,
    dilation: usize,
    activation: Activation,
    gating: Gating,
    /// That of the second half.
    secondary: Activation,
}

/// A factor, and with `shift` an addend, for each channel, which the condition gives.
#[derive(Clone, Copy, Debug)]
struct Film {
    shift: bool,
    groups: usize,
}

/// Where such factors may be, in the order of their numbers.
const FILMS: [&str; 8] = [
    "conv_pre_film",
    "conv_post_film",
    "input_mixin_pre_film",
    "input_mixin_post_film",
    "activation_pre_film",
    "activation_post_film",
    "layer1x1_post_film",
    "head1x1_post_film",
];

/// Where they are, as in [`FILMS`].
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    ConvPre,
    ConvPost,
    MixinPre,
    MixinPost,
    ActivationPre,
    ActivationPost,
    MatrixPost,
    HeadPost,
}

/// An array of layers.
struct Array<'a> {
    item: Item<'a>,
    /// Before all labels: `a0`.
    label: String,
    channels: usize,
    bottleneck: usize,
    groups: usize,
    groups_of_mixin: usize,
    layers: Vec<Layer>,
    /// The groups of the matrix behind the activation, if there is one.
    matrix: Option<usize>,
    /// Outputs and groups of the matrix before the head's sum, if there is one.
    head_matrix: Option<(usize, usize)>,
    head: Convolution,
    films: [Option<Film>; 8],
}

impl<'a> Array<'a> {
    fn read(item: &Item<'a>, index: usize, input: &Value, condition: &Value) -> Result<Self, Mistake> {
        let size = |key: &str| item.get(key)?.count(1, MAX_EXTENT);
        let or = |key: &str, default: usize| item.find(key).map_or(Ok(default), |item| item.count(1, MAX_EXTENT));
        for (key, expected, of) in
            [("input_size", input.width, "what it takes"), ("condition_size", condition.width, "the input")]
        {
            if size(key)? != expected {
                let found = item.get(key)?;
                return Err(found.mistake(&format!("is {}, expected {expected}, the size of {of}", size(key)?)));
            }
        }
        if let Some(slimmable) = item.find("slimmable") {
            return Err(slimmable.mistake("makes the array's width a choice, which is not supported"));
        }
        let channels = size("channels")?;
        let bottleneck = or("bottleneck", channels)?;
        let active = |key: &str, default: bool| -> Result<Option<Item<'a>>, Mistake> {
            match item.find(key) {
                Some(options) if options.get("active")?.flag()? => Ok(Some(options)),
                Some(_) => Ok(None),
                None => Ok(default.then(|| item.clone())),
            }
        };
        let groups_of = |options: &Item<'_>| options.find("groups").map_or(Ok(1), |item| item.count(1, MAX_EXTENT));
        let matrix = active("layer1x1", true)?.map(|options| groups_of(&options)).transpose()?;
        if matrix.is_none() && channels != bottleneck {
            // NeuralAmpModelerCore refuses it as well.
            return Err(
                item.mistake(&format!("has no `layer1x1`, and {channels} channels with a bottleneck of {bottleneck}"))
            );
        }
        let head_matrix = active("head1x1", false)?
            .map(|options| Ok::<_, Mistake>((options.get("out_channels")?.count(1, MAX_EXTENT)?, groups_of(&options)?)))
            .transpose()?;
        let mut films = [None; FILMS.len()];
        for (film, key) in films.iter_mut().zip(FILMS) {
            *film = film_of(item, key)?;
        }
        if films[At::MatrixPost as usize].is_some() {
            // Of layers without gates NeuralAmpModelerCore leaves it out.
            return Err(item.get(FILMS[At::MatrixPost as usize])?.mistake("is not supported"));
        }
        if films[At::HeadPost as usize].is_some() && head_matrix.is_none() {
            return Err(item.get(FILMS[At::HeadPost as usize])?.mistake("is there without a `head1x1`"));
        }
        Ok(Self {
            item: item.clone(),
            label: format!("a{index}"),
            channels,
            bottleneck,
            groups: or("groups_input", 1)?,
            groups_of_mixin: or("groups_input_mixin", 1)?,
            layers: layers(item, bottleneck)?,
            matrix,
            head_matrix,
            head: head(item)?,
            films,
        })
    }

    /// The lines of the array: what the next one takes, if there is one, and what its head gives.
    fn write(
        &self,
        writer: &mut Writer<'_, '_>,
        (input, condition): (&Value, &Value),
        head_before: Option<&Value>,
        is_last: bool,
    ) -> Result<(Option<Value>, Value), Mistake> {
        let label = &self.label;
        let rechannel = Convolution::pointwise(self.channels, 1, false);
        let mut value = Some(writer.convolve(&format!("{label}_rechannel"), input, rechannel, &self.item)?);
        let mut summed: Vec<Value> = head_before.into_iter().cloned().collect();
        for (index, layer) in self.layers.iter().enumerate() {
            let Some(taken) = value.take() else { unreachable!("each layer but the last gives a value") };
            let is_needed = !is_last || index + 1 < self.layers.len();
            let (next, of_head) =
                self.layer(writer, (&format!("{label}_l{index}"), layer), (&taken, condition), is_needed)?;
            summed.push(of_head);
            value = next;
        }
        let expected = self.head_matrix.map_or(self.bottleneck, |(outputs, _)| outputs);
        if let Some(other) = summed.iter().find(|summed| summed.width != expected) {
            let what = format!("sums {expected} numbers for its head, and the array before it gives {}", other.width);
            return Err(self.item.mistake(&what));
        }
        let sum = match summed.as_slice() {
            [] => unreachable!("an array without layers was refused"),
            [only] => only.clone(),
            [first, others @ ..] => writer.add(&format!("{label}_sum"), first, &others.iter().collect::<Vec<_>>()),
        };
        let head = writer.convolve(&format!("{label}_head"), &sum, self.head, &self.item)?;
        Ok((value, head))
    }

    /// The lines of a layer: what the next one takes, if that is needed, and what the head sums.
    fn layer(
        &self,
        writer: &mut Writer<'_, '_>,
        (label, layer): (&str, &Layer),
        (input, condition): (&Value, &Value),
        is_needed: bool,
    ) -> Result<(Option<Value>, Value), Mistake> {
        let item = &self.item;
        let sums = if layer.gating == Gating::None { self.bottleneck } else { 2 * self.bottleneck };
        let Layer { kernel, dilation, .. } = *layer;
        let conv = Convolution { outputs: sums, kernel, dilation, groups: self.groups, bias: true };
        let mixin = Convolution::pointwise(sums, self.groups_of_mixin, false);
        // All numbers come first, in the order of the file; those of lines that nothing takes too.
        let of_conv = writer.take(&format!("{label}_conv"), input.width, conv, item)?;
        let of_mixin = writer.take(&format!("{label}_mix"), condition.width, mixin, item)?;
        let matrix = self.matrix.map(|groups| Convolution::pointwise(self.channels, groups, true));
        let of_matrix =
            matrix.map(|matrix| writer.take(&format!("{label}_out"), self.bottleneck, matrix, item)).transpose()?;
        let head = self.head_matrix.map(|(outputs, groups)| Convolution::pointwise(outputs, groups, true));
        let of_head =
            head.map(|head| writer.take(&format!("{label}_side"), self.bottleneck, head, item)).transpose()?;
        let widths =
            [input.width, sums, condition.width, sums, sums, self.bottleneck, 0, head.map_or(0, |head| head.outputs)];
        let mut films = Vec::new();
        for ((film, width), key) in self.films.iter().zip(widths).zip(FILMS) {
            films.push(match film {
                None => None,
                Some(Film { shift, groups }) => {
                    let outputs = if *shift { 2 * width } else { width };
                    let convolution = Convolution::pointwise(outputs, *groups, true);
                    let title = format!("{label}_{}", key.trim_end_matches("_film"));
                    let parameters = writer.take(&title, condition.width, convolution, item)?;
                    Some((title, convolution, parameters))
                }
            });
        }
        let mut film = |writer: &mut Writer<'_, '_>, at: At, value: Value| match films[at as usize].take() {
            None => value,
            Some((title, convolution, parameters)) => {
                let factors = writer.lines.convolve(&title, condition, convolution, parameters);
                if factors.width == value.width {
                    return writer.mul(&format!("{title}_scaled"), &factors, &value);
                }
                let scale = writer.slice(&format!("{title}_scale"), &factors, (0, value.width));
                let scaled = writer.mul(&format!("{title}_scaled"), &scale, &value);
                let shift = writer.slice(&format!("{title}_shift"), &factors, (value.width, factors.width));
                writer.add(&format!("{title}_shifted"), &shift, &[&scaled])
            }
        };
        let taken = film(writer, At::ConvPre, input.clone());
        let convolved = writer.lines.convolve(&format!("{label}_conv"), &taken, conv, of_conv);
        let convolved = film(writer, At::ConvPost, convolved);
        let mixed = film(writer, At::MixinPre, condition.clone());
        let mixed = writer.lines.convolve(&format!("{label}_mix"), &mixed, mixin, of_mixin);
        let mixed = film(writer, At::MixinPost, mixed);
        let sum = writer.add(&format!("{label}_sums"), &mixed, &[&convolved]);
        let sum = film(writer, At::ActivationPre, sum);
        let activated = self.activated(writer, (label, layer), &sum);
        let activated = film(writer, At::ActivationPost, activated);
        let of_sum = match (head, of_head) {
            (Some(head), Some(parameters)) => {
                let side = writer.lines.convolve(&format!("{label}_side"), &activated, head, parameters);
                film(writer, At::HeadPost, side)
            }
            _ => activated.clone(),
        };
        let next = is_needed.then(|| match (matrix, of_matrix) {
            (Some(matrix), Some(parameters)) => {
                let out = writer.lines.convolve(&format!("{label}_out"), &activated, matrix, parameters);
                writer.add(&format!("{label}_next"), &out, &[input])
            }
            _ => input.clone(),
        });
        Ok((next, of_sum))
    }

    /// The activation of a layer, with its gates.
    fn activated(&self, writer: &mut Writer<'_, '_>, (label, layer): (&str, &Layer), sum: &Value) -> Value {
        let Layer { activation, secondary, gating, .. } = layer;
        if *gating == Gating::None {
            return activation.clone().write(&mut writer.lines, &format!("{label}_act"), sum);
        }
        let half = self.bottleneck;
        let second = writer.slice(&format!("{label}_second"), sum, (half, 2 * half));
        let gate = secondary.clone().write(&mut writer.lines, &format!("{label}_gate"), &second);
        let first = writer.slice(&format!("{label}_first"), sum, (0, half));
        let activated = activation.clone().write(&mut writer.lines, &format!("{label}_act"), &first);
        if *gating == Gating::Gated {
            return writer.mul(&format!("{label}_gated"), &activated, &gate);
        }
        let change = writer.sub(&format!("{label}_change"), &activated, &first);
        let part = writer.mul(&format!("{label}_part"), &change, &gate);
        writer.add(&format!("{label}_blended"), &part, &[&first])
    }
}

/// The layers of an array.
fn layers(item: &Item<'_>, bottleneck: usize) -> Result<Vec<Layer>, Mistake> {
    let dilations = item.get("dilations")?;
    let list = dilations.list()?;
    let n_layers = list.len();
    if n_layers == 0 || n_layers > MAX_LAYERS {
        return Err(dilations.mistake(&format!("has {n_layers} layers, expected 1 to {MAX_LAYERS}")));
    }
    let kernels = match item.find("kernel_sizes") {
        Some(kernels) => kernels.of_each(n_layers)?,
        None => item.get("kernel_size")?.of_each(n_layers)?,
    };
    let activations = item.get("activation")?.of_each(n_layers)?;
    let gatings = item.find("gating_mode").map(|gatings| gatings.of_each(n_layers)).transpose()?;
    let is_gated = item.find("gated").map_or(Ok(false), |gated| gated.flag())?;
    let secondaries = item.find("secondary_activation").map(|others| others.of_each(n_layers)).transpose()?;
    let sigmoid = || Activation::Named { name: "sigmoid", constants: Vec::new() };
    let mut layers = Vec::new();
    for (index, dilation) in list.iter().enumerate() {
        let gating = match &gatings {
            Some(gatings) => gating(&gatings[index])?,
            None if is_gated => Gating::Gated,
            None => Gating::None,
        };
        let secondary = match &secondaries {
            Some(others) if gating != Gating::None => Activation::read(&others[index], bottleneck)?,
            _ => sigmoid(),
        };
        layers.push(Layer {
            kernel: kernels[index].count(1, MAX_EXTENT)?,
            dilation: dilation.count(1, MAX_EXTENT)?,
            activation: Activation::read(&activations[index], bottleneck)?,
            gating,
            secondary,
        });
    }
    Ok(layers)
}

fn gating(item: &Item<'_>) -> Result<Gating, Mistake> {
    match item.text()? {
        "none" => Ok(Gating::None),
        "gated" => Ok(Gating::Gated),
        "blended" => Ok(Gating::Blended),
        other => Err(item.mistake(&format!("is {other:?}, expected `none`, `gated` or `blended`"))),
    }
}

/// The head of an array: an object, or in files of the first generation sizes beside the others.
fn head(item: &Item<'_>) -> Result<Convolution, Mistake> {
    let Some(head) = item.find("head") else {
        let outputs = item.get("head_size")?.count(1, MAX_EXTENT)?;
        return Ok(Convolution::pointwise(outputs, 1, item.get("head_bias")?.flag()?));
    };
    Ok(Convolution {
        outputs: head.get("out_channels")?.count(1, MAX_EXTENT)?,
        kernel: head.get("kernel_size")?.count(1, MAX_EXTENT)?,
        dilation: head.find("head_dilation").map_or(Ok(1), |item| item.count(1, MAX_EXTENT))?,
        groups: 1,
        bias: head.get("bias")?.flag()?,
    })
}

fn film_of(item: &Item<'_>, key: &str) -> Result<Option<Film>, Mistake> {
    let Some(film) = item.find(key).filter(|film| !film.is_false()) else { return Ok(None) };
    let flag = |key: &str| film.find(key).map_or(Ok(true), |item| item.flag());
    let groups = film.find("groups").map_or(Ok(1), |item| item.count(1, MAX_EXTENT))?;
    Ok(if flag("active")? { Some(Film { shift: flag("shift")?, groups }) } else { None })
}

/// Convolutions behind all arrays, each behind an activation.
struct Post<'a> {
    item: Item<'a>,
    activation: Vec<Activation>,
    convolutions: Vec<Convolution>,
}

impl<'a> Post<'a> {
    fn read(item: &Item<'a>, inputs: usize) -> Result<Self, Mistake> {
        let size = |key: &str| item.get(key)?.count(1, MAX_EXTENT);
        if let Some(found) = item.find("in_channels") {
            let channels = found.count(1, MAX_EXTENT)?;
            if channels != inputs {
                return Err(found.mistake(&format!("is {channels}, expected {inputs}, what the last array gives")));
            }
        }
        let (channels, outputs, kernels) = (size("channels")?, size("out_channels")?, item.get("kernel_sizes")?);
        let list = kernels.list()?;
        if list.is_empty() || list.len() > MAX_LAYERS {
            return Err(kernels.mistake(&format!("has {} layers, expected 1 to {MAX_LAYERS}", list.len())));
        }
        let (mut convolutions, mut activation, mut width) = (Vec::new(), Vec::new(), inputs);
        for (index, kernel) in list.iter().enumerate() {
            activation.push(Activation::read(&item.get("activation")?, width)?);
            width = if index + 1 == list.len() { outputs } else { channels };
            let kernel = kernel.count(1, MAX_EXTENT)?;
            convolutions.push(Convolution { outputs: width, kernel, dilation: 1, groups: 1, bias: true });
        }
        Ok(Self { item: item.clone(), activation, convolutions })
    }

    fn take(&self, writer: &mut Writer<'_, '_>, input: &Value) -> Result<Vec<Parameters>, Mistake> {
        let mut width = input.width;
        let mut all = Vec::new();
        for (index, convolution) in self.convolutions.iter().enumerate() {
            all.push(writer.take(&format!("head_{index}"), width, *convolution, &self.item)?);
            width = convolution.outputs;
        }
        Ok(all)
    }

    fn write(self, writer: &mut Writer<'_, '_>, mut value: Value, parameters: Vec<Parameters>) {
        let layers = self.activation.into_iter().zip(self.convolutions).zip(parameters);
        for (index, ((activation, convolution), parameters)) in layers.enumerate() {
            let activated = activation.write(&mut writer.lines, &format!("head_{index}_act"), &value);
            value = writer.lines.convolve(&format!("head_{index}"), &activated, convolution, parameters);
        }
    }
}
