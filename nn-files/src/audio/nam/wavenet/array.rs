//! The lines of an array of layers.

use super::options::{At, FILMS, Film, Gating, Layer, film_of, head, layers};
use super::slim::{self, Width};
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::{Convolution, Value};
use crate::audio::nam::writer::Writer;
use crate::limits::MAX_EXTENT;

/// An array of layers.
pub(super) struct Array<'a> {
    pub(super) item: Item<'a>,
    /// Before all labels: `a0`.
    label: String,
    input: Width,
    pub(super) channels: Width,
    bottleneck: Width,
    groups: usize,
    groups_of_mixin: usize,
    layers: Vec<Layer>,
    /// The groups of the matrix behind the activation, if there is one.
    matrix: Option<usize>,
    /// Outputs and groups of the matrix before the head's sum, if there is one.
    head_matrix: Option<(usize, usize)>,
    /// The convolution of the sum, and how many of its outputs are kept.
    pub(super) head: Convolution,
    head_outputs: Width,
    films: [Option<Film>; 8],
}

impl<'a> Array<'a> {
    /// What a file says of an array, of a width that the size chooses; with what it takes, and how many numbers the condition has.
    pub(super) fn read(
        item: &Item<'a>,
        index: usize,
        (input, condition): (Width, usize),
        size_chosen: Option<f64>,
    ) -> Result<Self, Mistake> {
        let size = |key: &str| item.get(key)?.count(1, MAX_EXTENT);
        let or = |key: &str, default: usize| item.find(key).map_or(Ok(default), |item| item.count(1, MAX_EXTENT));
        for (key, expected, of) in
            [("input_size", input.full, "what it takes"), ("condition_size", condition, "the condition")]
        {
            if size(key)? != expected {
                let found = item.get(key)?;
                return Err(found.mistake(&format!("is {}, expected {expected}, the size of {of}", size(key)?)));
            }
        }
        let channels = slim::width(item, size("channels")?, size_chosen)?;
        let bottleneck = or("bottleneck", channels.full)?;
        let active = |key: &str, default: bool| -> Result<Option<Item<'a>>, Mistake> {
            match item.find(key) {
                Some(options) if options.get("active")?.flag()? => Ok(Some(options)),
                Some(_) => Ok(None),
                None => Ok(default.then(|| item.clone())),
            }
        };
        let groups_of = |options: &Item<'_>| options.find("groups").map_or(Ok(1), |item| item.count(1, MAX_EXTENT));
        let matrix = active("layer1x1", true)?.map(|options| groups_of(&options)).transpose()?;
        if matrix.is_none() && channels.full != bottleneck {
            // NeuralAmpModelerCore refuses it as well.
            let channels = channels.full;
            return Err(
                item.mistake(&format!("has no `layer1x1`, and {channels} channels with a bottleneck of {bottleneck}"))
            );
        }
        let bottleneck =
            Width { full: bottleneck, kept: (bottleneck.saturating_mul(channels.kept) / channels.full).max(1) };
        let layers = layers(item, bottleneck.kept)?;
        let head_matrix = active("head1x1", false)?
            .map(|options| Ok::<_, Mistake>((options.get("out_channels")?.count(1, MAX_EXTENT)?, groups_of(&options)?)))
            .transpose()?;
        let mut films = [None; FILMS.len()];
        for (film, key) in films.iter_mut().zip(FILMS) {
            *film = film_of(item, key)?;
        }
        for (at, of, is_there) in
            [(At::MatrixPost, "layer1x1", matrix.is_some()), (At::HeadPost, "head1x1", head_matrix.is_some())]
        {
            if films[at as usize].is_some() && !is_there {
                return Err(item.get(FILMS[at as usize])?.mistake(&format!("is there without a `{of}`")));
            }
        }
        if films[At::MatrixPost as usize].is_some() && layers.iter().any(|layer| layer.gating != Gating::Blended) {
            let mistake = item.get(FILMS[At::MatrixPost as usize])?.mistake("is there in a layer that is not blended");
            return Err(mistake.note("NeuralAmpModelerCore leaves it out of such a layer, and the trainer does not"));
        }
        let head = head(item)?;
        Ok(Self {
            item: item.clone(),
            label: format!("a{index}"),
            channels,
            bottleneck,
            input,
            groups: or("groups_input", 1)?,
            groups_of_mixin: or("groups_input_mixin", 1)?,
            layers,
            matrix,
            head_matrix,
            head,
            head_outputs: Width::whole(head.outputs),
            films,
        })
    }

    /// Whether any convolution of a layer has groups.
    pub(super) fn has_groups(&self) -> bool {
        let of_matrices = [self.matrix, self.head_matrix.map(|(_, groups)| groups)];
        [self.groups, self.groups_of_mixin]
            .into_iter()
            .chain(of_matrices.into_iter().flatten())
            .any(|groups| groups > 1)
    }

    /// The keys of factors that are there.
    pub(super) fn films(&self) -> impl Iterator<Item = &'static str> + '_ {
        FILMS.into_iter().zip(&self.films).filter_map(|(key, film)| film.map(|_| key))
    }

    /// Keeps as many outputs of the head as the array that sums them keeps channels.
    pub(super) fn cut_head(&mut self, next: Width) {
        if next.is_cut() {
            self.head_outputs.kept = next.kept.min(self.head_outputs.full);
        }
    }

    /// The lines of the array: what the next one takes, if there is one, and what its head gives.
    pub(super) fn write(
        &self,
        writer: &mut Writer<'_, '_>,
        (input, condition): (&Value, &Value),
        head_before: Option<&Value>,
        is_last: bool,
    ) -> Result<(Option<Value>, Value), Mistake> {
        let label = &self.label;
        let rechannel = Convolution::pointwise(self.channels.kept, 1, false);
        let title = format!("{label}_rechannel");
        let parameters = writer.take_part(&title, (self.input, self.channels), rechannel, &self.item)?;
        let mut value = Some(writer.lines.convolve(&title, input, rechannel, parameters));
        let mut summed: Vec<Value> = head_before.into_iter().cloned().collect();
        for (index, layer) in self.layers.iter().enumerate() {
            let Some(taken) = value.take() else { unreachable!("each layer but the last gives a value") };
            let is_needed = !is_last || index + 1 < self.layers.len();
            let (next, of_head) =
                self.layer(writer, (&format!("{label}_l{index}"), layer), (&taken, condition), is_needed)?;
            summed.push(of_head);
            value = next;
        }
        let widths = self.head_matrix.map_or(self.bottleneck, |(outputs, _)| Width::whole(outputs));
        let expected = widths.kept;
        if let Some(other) = summed.iter().find(|summed| summed.width != expected) {
            let what = format!("sums {expected} numbers for its head, and the array before it gives {}", other.width);
            return Err(self.item.mistake(&what));
        }
        let sum = match summed.as_slice() {
            [] => unreachable!("an array without layers was refused"),
            [only] => only.clone(),
            [first, others @ ..] => writer.add(&format!("{label}_sum"), first, &others.iter().collect::<Vec<_>>()),
        };
        let head = Convolution { outputs: self.head_outputs.kept, ..self.head };
        let title = format!("{label}_head");
        let parameters = writer.take_part(&title, (widths, self.head_outputs), head, &self.item)?;
        Ok((value, writer.lines.convolve(&title, &sum, head, parameters)))
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
        let sums = self.bottleneck.times(if layer.gating == Gating::None { 1 } else { 2 });
        let Layer { kernel, dilation, .. } = *layer;
        let conv = Convolution { outputs: sums.kept, kernel, dilation, groups: self.groups, bias: true };
        let mixin = Convolution::pointwise(sums.kept, self.groups_of_mixin, false);
        let of_condition = Width::whole(condition.width);
        // All numbers come first, in the order of the file; those of lines that nothing takes too.
        let of_conv = writer.take_part(&format!("{label}_conv"), (self.channels, sums), conv, item)?;
        let of_mixin = writer.take_part(&format!("{label}_mix"), (of_condition, sums), mixin, item)?;
        let matrix = self.matrix.map(|groups| Convolution::pointwise(self.channels.kept, groups, true));
        let widths = (self.bottleneck, self.channels);
        let take = |matrix| writer.take_part(&format!("{label}_out"), widths, matrix, item);
        let of_matrix = matrix.map(take).transpose()?;
        let head = self.head_matrix.map(|(outputs, groups)| Convolution::pointwise(outputs, groups, true));
        let take = |head: Convolution| {
            let widths = (self.bottleneck, Width::whole(head.outputs));
            writer.take_part(&format!("{label}_side"), widths, head, item)
        };
        let of_head = head.map(take).transpose()?;
        let (channels, bottleneck, sums) = (self.channels.kept, self.bottleneck.kept, sums.kept);
        let of_head_matrix = head.map_or(0, |head| head.outputs);
        let widths = [channels, sums, condition.width, sums, sums, bottleneck, channels, of_head_matrix];
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
                let out = film(writer, At::MatrixPost, out);
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
            return activation.clone().write(writer, &format!("{label}_act"), sum);
        }
        let half = self.bottleneck.kept;
        let second = writer.slice(&format!("{label}_second"), sum, (half, 2 * half));
        let gate = secondary.clone().write(writer, &format!("{label}_gate"), &second);
        let first = writer.slice(&format!("{label}_first"), sum, (0, half));
        let activated = activation.clone().write(writer, &format!("{label}_act"), &first);
        if *gating == Gating::Gated {
            return writer.mul(&format!("{label}_gated"), &activated, &gate);
        }
        let change = writer.sub(&format!("{label}_change"), &activated, &first);
        let part = writer.mul(&format!("{label}_part"), &change, &gate);
        writer.add(&format!("{label}_blended"), &part, &[&first])
    }
}
