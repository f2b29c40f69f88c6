//! Convolutions over steps: over a sequence, or over a window of what a file carries.

use nn_onnx::Node;

use super::array::{Array, Axis, Element};
use super::earlier::{count, node_of};
use super::sequence::{self, looks_later, not_zero, shorter};
use super::walk::Walk;
use crate::graph::lowering::{given, int};
use crate::graph::{Mistake, title};
use crate::layers::onnx::window_attributes;
use crate::onnx::operators::attributes;

/// What a kernel looks at along the axis of steps.
struct Kernel {
    taps: usize,
    dilation: usize,
    /// Steps from the first tap to the last one, both included.
    window: usize,
    stride: usize,
    /// Zeros in front and at the end.
    pads: [usize; 2],
}

/// Operands with one axis behind the channels.
struct Operands {
    /// `[batch, channels, steps]`.
    x: Array,
    /// `[outputs, channels of a group, taps]`.
    weight: Array,
    kernel: Kernel,
    /// The axis of extent 1 that is left out.
    left_out: Option<usize>,
}

/// The kernel along each axis.
fn kernels(node: &Node, taps: &[usize]) -> Result<Vec<Kernel>, Mistake> {
    attributes::check(node)?;
    let of_node = window_attributes(node, taps.len(), Some(taps))?;
    let kernel = |(axis, taps): (usize, &usize)| {
        let (dilation, stride) = (of_node.dilations[axis], of_node.strides[axis]);
        let both = taps.saturating_sub(1).saturating_mul(dilation);
        let pads = match of_node.padding.as_deref() {
            Some("same_lower") => [both - both / 2, both / 2],
            Some(_) => [both / 2, both - both / 2],
            None => of_node.pads[axis],
        };
        Kernel { taps: *taps, dilation, window: both.saturating_add(1), stride, pads }
    };
    Ok(taps.iter().enumerate().map(kernel).collect())
}

fn operands(node: &Node, operands: &[Option<Array>]) -> Result<Option<Operands>, Mistake> {
    let (Some(Some(x)), Some(Some(weight))) = (operands.first(), operands.get(1)) else { return Ok(None) };
    let (rank, [_, _, taps @ ..]) = (x.axes.len(), &weight.shape()[..]) else { return Ok(None) };
    let spatial = match (x.axis_of_steps(), rank) {
        (Some(steps), 3 | 4) if steps >= 2 => steps - 2,
        (None | Some(0), 3) => 0,
        _ => return Ok(None),
    };
    if !x.is_value() || x.axes[0].0 != 1 || weight.is_value() || taps.len() + 2 != rank || taps.contains(&0) {
        return Ok(None);
    }
    let mut kernels = kernels(node, taps)?;
    let (mut x, mut weight) = (x.clone(), weight.clone());
    let kernel = kernels.remove(spatial);
    // Kernels over one axis are written with another one of extent 1.
    let left_out = (rank == 4).then_some(3 - spatial);
    if let (Some(axis), Some(other)) = (left_out, kernels.pop()) {
        if x.axes[axis] != (1, Axis::One) || other.window != 1 || other.pads != [0, 0] {
            return Ok(None);
        }
        x.axes.remove(axis);
        weight.axes.remove(axis);
    }
    Ok(Some(Operands { x, weight, kernel, left_out }))
}

/// The result of a convolution, `None` where it is none over steps.
pub(super) fn walk(walk: &mut Walk<'_>, node: &Node, all: &[Option<Array>]) -> Result<Option<Array>, Mistake> {
    let Some(Operands { x, weight, kernel, left_out }) = operands(node, all)? else { return Ok(None) };
    let bias = all.get(2).and_then(Option::as_ref);
    let parameters = Parameters { weight: &weight, bias, is_whole: left_out.is_none() };
    let mut result = if x.axes[2].1 == Axis::Time {
        over_sequence(walk, node, &x, &kernel, &parameters)?
    } else {
        over_window(walk, node, &x, &kernel, &parameters)?
    };
    if let Some(axis) = left_out {
        result.axes.insert(axis, (1, Axis::One));
    }
    Ok(Some(result))
}

fn over_sequence(
    walk: &mut Walk<'_>,
    node: &Node,
    x: &Array,
    kernel: &Kernel,
    parameters: &Parameters,
) -> Result<Array, Mistake> {
    const STEPS: usize = 2;
    if kernel.stride != 1 {
        return Err(Mistake::new(format!(
            "{} has strides = [{}] over steps, supported is 1",
            title(node),
            kernel.stride
        ))
        .note("a stream has an output for each input")
        .help(sequence::WINDOW));
    }
    let [before, behind] = kernel.pads;
    let (channels, extent) = (x.axes[1].0, x.axes[STEPS].0);
    let n_steps = extent.saturating_add(before).saturating_add(behind);
    let Some(n_outputs) = n_steps.checked_sub(kernel.window - 1).filter(|n| *n > 0) else {
        return Err(shorter(node, kernel.window - n_steps));
    };
    let first_later = sequence::first_later(x, STEPS);
    let later = first_later + before;
    let Some(newest) = later.checked_sub(kernel.window) else {
        return Err(looks_later(&title(node), Some(kernel.window - later)));
    };
    let is_zero = |bias: &Array| bias.as_numbers().is_some_and(|all| all.iter().all(|number| *number == 0.0));
    if newest > 0 && !(parameters.bias.is_none_or(is_zero) && sequence::is_shifted(walk, x, first_later)) {
        return Err(not_zero(node));
    }
    let oldest = x.picked(STEPS, &[0]).elements;
    let kept = if before > 0 { Some(sequence::keep(walk, node, &oldest, before)?) } else { None };
    let element = |channel: usize, step: usize| match (kept, step.checked_sub(before)) {
        (Some(value), None) => Element::Of { value, index: step * channels + channel },
        (_, step) => x.elements[channel * extent + step.unwrap_or(0)],
    };
    let taps = || (0..kernel.taps).map(|tap| newest + tap * kernel.dilation);
    let window: Vec<Element> =
        (0..channels).flat_map(|channel| taps().map(move |step| element(channel, step))).collect();
    let mut step = write(walk, node, (x.axes[0], channels, window), kernel, parameters)?;
    step.axes[STEPS].1 = Axis::Time;
    sequence::around(walk, node, &step, (newest, n_outputs))
}

/// Over `[1, channels, steps]` that has room for one window: that of this step and those before.
fn over_window(
    walk: &mut Walk<'_>,
    node: &Node,
    x: &Array,
    kernel: &Kernel,
    parameters: &Parameters,
) -> Result<Array, Mistake> {
    let (channels, steps) = (x.axes[1].0, x.axes[2].0);
    if kernel.pads != [0, 0] || kernel.window != steps {
        let (taps, dilation) = (kernel.taps, kernel.dilation);
        return Err(Mistake::new(format!("{} takes {steps} steps of {channels} numbers", title(node)))
            .note(format!("its kernel of {taps}, dilated by {dilation}, is no window of as many without padding"))
            .note("a stream has an output for each input: the window ends with it"));
    }
    let taps: Vec<usize> = (0..kernel.taps).map(|tap| tap * kernel.dilation).collect();
    write(walk, node, (x.axes[0], channels, x.picked(2, &taps).elements), kernel, parameters)
}

/// Constant operands of a convolution.
struct Parameters<'a> {
    weight: &'a Array,
    bias: Option<&'a Array>,
    /// Whether the weights are those of the file.
    is_whole: bool,
}

/// Writes the node of one window, of which the taps of each channel are known, oldest first; and yields its result.
fn write(
    walk: &mut Walk<'_>,
    node: &Node,
    (batch, channels, taps): ((usize, Axis), usize, Vec<Element>),
    kernel: &Kernel,
    Parameters { weight, bias, is_whole }: &Parameters,
) -> Result<Array, Mistake> {
    let (group, shape) = (int(node, "group", 1), weight.shape());
    if usize::try_from(group).ok().and_then(|group| group.checked_mul(shape[1])) != Some(channels) {
        return Err(Mistake::new(format!(
            "{} takes {channels} channels, its weights of shape {shape:?} in {group} groups do not",
            title(node)
        )));
    }
    let name = walk.fresh();
    walk.postponed.insert(name.clone(), taps);
    let weight = if *is_whole { walk.constant(node, 1, weight)? } else { walk.write(node, 1, weight, shape.clone())? };
    let mut input = vec![name, weight];
    if let Some(bias) = bias {
        input.push(walk.constant(node, 2, bias)?);
    }
    let result = node.output.first().cloned().unwrap_or_default();
    let mut written = node_of("Conv", node, input, result.clone());
    written.attribute = vec![count("kernel", kernel.taps), count("dilation", kernel.dilation)];
    written.attribute.extend(given(node, "group").cloned());
    walk.push(written);
    let value = walk.add_value(result, shape[0]);
    Ok(Array::of_value(value, vec![batch, (shape[0], Axis::Numbers), (1, Axis::One)]))
}
