//! What a file says of the layers of an array: sizes, gates, heads and factors of the condition.

use super::MAX_LAYERS;
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::Convolution;
use crate::audio::nam::activation::Activation;
use crate::limits::MAX_EXTENT;

/// What a layer makes of twice as many sums.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Gating {
    /// They are not twice as many.
    None,
    /// The activation of the first half times that of the second.
    Gated,
    /// Between the first half and its activation, as the second half says.
    Blended,
}

/// A layer of an array.
pub(super) struct Layer {
    pub(super) kernel: usize,
    pub(super) dilation: usize,
    pub(super) activation: Activation,
    pub(super) gating: Gating,
    /// That of the second half.
    pub(super) secondary: Activation,
}

/// A factor, and with `shift` an addend, for each channel, which the condition gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Film {
    pub(super) shift: bool,
    pub(super) groups: usize,
}

/// Where such factors may be, in the order of their numbers.
pub(super) const FILMS: [&str; 8] = [
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
pub(super) enum At {
    ConvPre,
    ConvPost,
    MixinPre,
    MixinPost,
    ActivationPre,
    ActivationPost,
    MatrixPost,
    HeadPost,
}

/// The layers of an array.
pub(super) fn layers(item: &Item<'_>, bottleneck: usize) -> Result<Vec<Layer>, Mistake> {
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
pub(super) fn head(item: &Item<'_>) -> Result<Convolution, Mistake> {
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

pub(super) fn film_of(item: &Item<'_>, key: &str) -> Result<Option<Film>, Mistake> {
    let Some(film) = item.find(key).filter(|film| !film.is_false()) else { return Ok(None) };
    let flag = |key: &str| film.find(key).map_or(Ok(true), |item| item.flag());
    let groups = film.find("groups").map_or(Ok(1), |item| item.count(1, MAX_EXTENT))?;
    Ok(if flag("active")? { Some(Film { shift: flag("shift")?, groups }) } else { None })
}
