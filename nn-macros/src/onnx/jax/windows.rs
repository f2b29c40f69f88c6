//! Pools that are windows over the batch and the channels, too, behind two axes of extent 1:
//!
//! ```text
//! Unsqueeze, Unsqueeze, MaxPool, Squeeze                   --> MaxPool
//! Unsqueeze, Unsqueeze, Conv with ones, Squeeze, Div by n  --> AveragePool
//! ```
//!
//! A mean divides by the size of the window, or by the same windows over ones: how many numbers each has without padding.

use nn_onnx::{Attribute, AttributeType, Node};

use super::{Reader, attribute, ints, of_maps};
use crate::graph::constant::Constant;
use crate::graph::lowering::{given, int, text};
use crate::graph::shape_of_row;

/// Axes behind those of extent 1: the batch, one or two of a map, the channels.
const RANKS: std::ops::RangeInclusive<usize> = 3..=4;

/// A pool without the axes that it leaves as they are.
#[derive(PartialEq)]
struct Window<'a> {
    node: &'a Node,
    /// The value without axes of extent 1.
    value: &'a str,
    has_channels_last: bool,
    kernel: Vec<i64>,
    strides: Vec<i64>,
    dilations: Vec<i64>,
    pads: Vec<i64>,
}

impl<'a> Reader<'a> {
    /// The nodes of the pool of maps that ends with a node.
    pub(super) fn pool(&self, node: &'a Node) -> Option<Vec<Node>> {
        let output = node.output.first()?;
        if let Some(window) = self.window(output, "MaxPool") {
            return Some(window.nodes("MaxPool", output, Vec::new()));
        }
        let [sum, count] = &self.of(output, "Div")?.input[..] else { return None };
        let window = self.window(sum, "Conv")?;
        // The mean of pixels with others between has no layer.
        if window.dilations.iter().any(|dilation| *dilation != 1) {
            return None;
        }
        let counts_padding = self.counts_padding(&window, count)?;
        let include =
            Attribute { i: Some(counts_padding.into()), ..attribute("count_include_pad", AttributeType::Int) };
        Some(window.nodes("AveragePool", output, vec![include]))
    }

    /// Whether `count` is the size of the window, or how many numbers of the map each has; `None` if it is neither.
    fn counts_padding(&self, window: &Window<'a>, count: &'a str) -> Option<bool> {
        if let Some(constant) = self.constant(count) {
            let size = window.kernel.iter().try_fold(1_i64, |size, extent| size.checked_mul(*extent))?;
            return (constant.as_scalar() == Some(size as f32)).then_some(true);
        }
        let counts = self.window(count, "Conv")?;
        let shape = self.shape_of_ones(counts.value)?;
        let of_map = shape_of_row(self.shapes.get(window.value)?)?;
        let (channels, map) = if window.has_channels_last { of_map.split_last()? } else { of_map.split_first()? };
        let (of_channels, of_ones) =
            if window.has_channels_last { shape.get(1..)?.split_last()? } else { shape.get(1..)?.split_first()? };
        let is_same_map = map.iter().zip(of_ones).all(|(extent, found)| i64::try_from(*extent) == Ok(*found));
        let is_spread = shape[0] == 1 && (*of_channels == 1 || i64::try_from(*channels) == Ok(*of_channels));
        let is_same_window = Window { node: window.node, value: window.value, ..counts } == *window;
        (is_same_map && map.len() == of_ones.len() && is_spread && is_same_window).then_some(false)
    }

    /// The window that a value is of, by `MaxPool` or by a convolution with ones.
    fn window(&self, value: &'a str, operator: &str) -> Option<Window<'a>> {
        let squeeze = self.of(value, "Squeeze")?;
        let node = self.of(squeeze.input.first()?, operator)?;
        let kernel = match operator {
            "MaxPool" => given(node, "kernel_shape")?.ints.clone(),
            _ => self.kernel_of_ones(node)?,
        };
        let n = kernel.len();
        let list = |name: &str, default: i64, len: usize| {
            let ints = given(node, name).map_or_else(|| vec![default; len], |attribute| attribute.ints.clone());
            (ints.len() == len).then_some(ints)
        };
        let (strides, dilations, pads) = (list("strides", 1, n)?, list("dilations", 1, n)?, list("pads", 0, 2 * n)?);
        let is_left = |axis: usize| [kernel[axis], strides[axis]] == [1, 1] && [pads[axis], pads[n + axis]] == [0, 0];
        if self.axes(squeeze)? != [0, 1]
            || !RANKS.contains(&n)
            || text(node, "auto_pad", "NOTSET") != "NOTSET"
            || int(node, "ceil_mode", 0) != 0
            || node.output.len() != 1
            || !is_left(0)
        {
            return None;
        }
        let (has_channels_last, map) = match (is_left(n - 1), is_left(1)) {
            (true, _) => (true, 1..n - 1),
            (false, true) => (false, 2..n),
            (false, false) => return None,
        };
        let of_map = |ints: &[i64]| ints[map.clone()].to_vec();
        Some(Window {
            node,
            value: self.without_axes(node.input.first()?)?,
            has_channels_last,
            kernel: of_map(&kernel),
            strides: of_map(&strides),
            dilations: of_map(&dilations),
            pads: [of_map(&pads[..n]), of_map(&pads[n..])].concat(),
        })
    }

    /// Extents of a kernel of ones of a convolution that sums each channel alone.
    fn kernel_of_ones(&self, node: &'a Node) -> Option<Vec<i64>> {
        let [_, weights] = &node.input[..] else { return None };
        let weights = self.constant(weights)?;
        let [1, 1, kernel @ ..] = &weights.shape[..] else { return None };
        let is_of_ones = weights.as_floats()?.iter().all(|weight| weight.to_bits() == 1.0_f32.to_bits())
            && int(node, "group", 1) == 1;
        let kernel = kernel.iter().map(|extent| i64::try_from(*extent).ok()).collect::<Option<_>>()?;
        is_of_ones.then_some(kernel)
    }

    /// The value to which a value adds the axes 0 and 1, together or one by one.
    fn without_axes(&self, value: &'a str) -> Option<&'a str> {
        let node = self.of(value, "Unsqueeze")?;
        let inner = node.input.first()?;
        match self.axes(node)?[..] {
            [0, 1] => Some(inner),
            [0 | 1] => {
                let node = self.of(inner, "Unsqueeze")?;
                (self.axes(node)? == [0]).then_some(node.input.first()?)
            }
            _ => None,
        }
    }

    /// The extents of a value that is 1 everywhere.
    fn shape_of_ones(&self, value: &'a str) -> Option<Vec<i64>> {
        let node = self.of(value, "ConstantOfShape")?;
        let one = Constant::read(given(node, "value")?.t.as_deref()?, "value").ok()?;
        let shape = self.constant(node.input.first()?)?.as_ints()?.to_vec();
        (one.as_number() == Some(1.0)).then_some(shape)
    }
}

impl Window<'_> {
    /// The pool of the map, between changes of the order of axes where the channels are the last.
    fn nodes(&self, operator: &str, output: &str, mut attributes: Vec<Attribute>) -> Vec<Node> {
        let mut lists = vec![("kernel_shape", &self.kernel), ("strides", &self.strides), ("pads", &self.pads)];
        if operator == "MaxPool" {
            lists.push(("dilations", &self.dilations));
        }
        attributes.extend(lists.into_iter().map(|(name, list)| ints(name, list.clone())));
        let node = Node {
            name: self.node.name.clone(),
            attribute: attributes,
            op_type: operator.to_owned(),
            ..Node::default()
        };
        of_maps(node, (self.value, self.kernel.len(), self.has_channels_last), output)
    }
}
