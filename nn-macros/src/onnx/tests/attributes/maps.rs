//! Those of operators of maps: windows, transposed ones, pixels in other places.

use super::*;

/// Operators of maps.
pub(super) const WINDOWS: [&str; 4] = ["AveragePool", "Conv", "ConvTranspose", "MaxPool"];

/// Operators that put the pixels of a map elsewhere.
pub(super) const RESIZED: [&str; 5] = ["DepthToSpace", "Pad", "Resize", "SpaceToDepth", "Upsample"];

#[expect(clippy::too_many_lines, reason = "a list")]
pub(super) fn of_pixels() -> Vec<Case> {
    let resize = |attribute: &'static str, set: fn(Node) -> Node, what| {
        alone(23, attribute, set(node("Resize", &["x", "", "scales"], "y")), what)
    };
    let linear = |node: Node| text("mode", "linear", node);
    vec![
        plain(
            "DepthToSpace",
            "blocksize",
            |node| int("blocksize", 2, node),
            Refused("has blocksize = 2, of rows of shape [1, 2, 2]"),
        ),
        plain(
            "DepthToSpace",
            "mode",
            |node| text("mode", "RCD", int("blocksize", 1, node)),
            Refused("has mode = RCD, supported is DCR or CRD"),
        ),
        plain(
            "SpaceToDepth",
            "blocksize",
            |node| int("blocksize", 0, node),
            Refused("has blocksize = 0, supported is a number from 1 on"),
        ),
        plain(
            "SpaceToDepth",
            "mode",
            |node| text("mode", "RCD", int("blocksize", 1, node)),
            Refused("has mode = RCD, supported is DCR or CRD"),
        ),
        resize("antialias", |node| int("antialias", 1, node), Refused("has antialias = 1, supported is 0")),
        resize("axes", |node| ints("axes", &[2, 3], node), Refused("has axes = [2, 3], supported is [0, 1, 2, 3]")),
        alone(
            23,
            "coordinate_transformation_mode",
            linear(text("coordinate_transformation_mode", "align_corners", node("Resize", &["x", "", "scales"], "y"))),
            Refused("has coordinate_transformation_mode = align_corners, supported is half_pixel, of linear"),
        ),
        resize(
            "coordinate_transformation_mode",
            |node| text("coordinate_transformation_mode", "tf_crop_and_resize", node),
            Refused("has coordinate_transformation_mode = tf_crop_and_resize, supported is half_pixel or asymmetric"),
        ),
        resize("cubic_coeff_a", |node| float("cubic_coeff_a", 0.5, node), ChangesNothing),
        resize(
            "exclude_outside",
            |node| int("exclude_outside", 1, node),
            Refused("has exclude_outside = 1, supported is 0"),
        ),
        resize("extrapolation_value", |node| float("extrapolation_value", 0.5, node), ChangesNothing),
        resize(
            "keep_aspect_ratio_policy",
            |node| text("keep_aspect_ratio_policy", "not_larger", node),
            Refused("has keep_aspect_ratio_policy = not_larger, supported is stretch"),
        ),
        resize("mode", |node| text("mode", "cubic", node), Refused("has mode = cubic, supported is nearest or linear")),
        resize(
            "mode",
            |node| text("mode", "linear", node),
            Computes(&[1.0, 0.25, -1.25, -2.0, 0.5, 1.375, 3.125, 4.0]),
        ),
        resize(
            "nearest_mode",
            |node| text("nearest_mode", "ceil", node),
            Refused("has nearest_mode = ceil, supported is round_prefer_floor beside half_pixel"),
        ),
        alone(
            10,
            "mode",
            text("mode", "wrap", ints("pads", &[0; 8], node("Pad", &["x"], "y"))),
            Refused("has mode = wrap, supported is constant, reflect or edge"),
        ),
        alone(
            10,
            "pads",
            ints("pads", &[0, 0, 0, 1, 0, 0, 0, 1], node("Pad", &["x"], "y")),
            Computes(&[0.0, 1.0, -2.0, 0.0, 0.0, 0.5, 4.0, 0.0]),
        ),
        alone(
            10,
            "pads",
            ints("pads", &[0, 0, 0, -1, 0, 0, 0, 3], node("Pad", &["x"], "y")),
            Computes(&[-2.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0]),
        ),
        alone(
            10,
            "pads",
            ints("pads", &[0, -1, 0, 0, 0, 0, 0, 0], node("Pad", &["x"], "y")),
            Refused(
                "has pads = [0, -1, 0, 0, 0, 0, 0, 0], supported is 8 numbers from -65536 to 65536, of axes behind the channels",
            ),
        ),
        alone(
            10,
            "value",
            float("value", 1.5, ints("pads", &[0, 0, 0, 1, 0, 0, 0, 1], node("Pad", &["x"], "y"))),
            Refused("has value = 1.5, supported is 0"),
        ),
        alone(
            7,
            "mode",
            text("mode", "linear", floats("scales", &[1.0, 1.0, 1.0, 2.0], node("Upsample", &["x"], "y"))),
            Refused("has mode = linear, supported is nearest"),
        ),
        alone(
            7,
            "scales",
            floats("scales", &[1.0, 1.0, 1.0, 1.5], node("Upsample", &["x"], "y")),
            Refused("has the scales [1.0, 1.0, 1.0, 1.5]"),
        ),
    ]
}

pub(super) fn of_transposed() -> Vec<Case> {
    let transposed = |attribute: &'static str, set: fn(Node) -> Node, what| {
        alone(23, attribute, set(node("ConvTranspose", &["x", "kernel"], "y")), what)
    };
    vec![
        transposed(
            "group",
            |node| int("group", 3, node),
            Refused("has group = 3, supported is a divisor of 2 channels"),
        ),
        transposed(
            "group",
            |node| int("group", 0, node),
            Refused("has group = 0, supported is a divisor of 2 channels"),
        ),
        transposed(
            "kernel_shape",
            |node| ints("kernel_shape", &[3, 3], node),
            Refused("has kernel_shape = [3, 3], supported is [2, 2], as the weights have it"),
        ),
        transposed(
            "output_padding",
            |node| ints("output_padding", &[1, 2], ints("strides", &[2, 2], node)),
            Refused("has output_padding = [1, 2], supported is 2 numbers from 0 on, below stride or dilation"),
        ),
        transposed(
            "output_shape",
            |node| ints("output_shape", &[8, 8], ints("strides", &[2, 2], node)),
            Refused("has output_shape = [8, 8], supported is pads and output_padding"),
        ),
    ]
}

pub(super) fn of_windows() -> Vec<Case> {
    let window = |operator: &str, attribute: &'static str, set: fn(Node) -> Node, what| {
        let is_convolution = operator.starts_with("Conv");
        let operands: &[&str] = if is_convolution { &["x", "kernel"] } else { &["x"] };
        let node = node(operator, operands, "y");
        let needs_kernel = !is_convolution && attribute != "kernel_shape";
        alone(23, attribute, set(if needs_kernel { ints("kernel_shape", &[2, 2], node) } else { node }), what)
    };
    let mut cases = Vec::new();
    for operator in WINDOWS {
        cases.extend([
            window(
                operator,
                "auto_pad",
                |node| text("auto_pad", "SAME", node),
                if operator == "ConvTranspose" {
                    Refused("has auto_pad = SAME, supported is NOTSET or VALID")
                } else {
                    Refused("has auto_pad = SAME, supported is NOTSET, VALID, SAME_UPPER or SAME_LOWER")
                },
            ),
            window(
                operator,
                "pads",
                |node| ints("pads", &[0, 0, -1, 0], node),
                Refused("has pads = [0, 0, -1, 0], supported is 4 numbers from 0 to 65536"),
            ),
            window(
                operator,
                "strides",
                |node| ints("strides", &[1, 0], node),
                Refused("has strides = [1, 0], supported is 2 numbers from 1 to 65536"),
            ),
            window(
                operator,
                "dilations",
                |node| ints("dilations", &[0, 1], node),
                Refused("has dilations = [0, 1], supported is 2 numbers from 1 to 65536"),
            ),
        ]);
    }
    for operator in ["AveragePool", "MaxPool"] {
        cases.extend([
            window(
                operator,
                "ceil_mode",
                |node| int("ceil_mode", 2, node),
                Refused("has ceil_mode = 2, supported is 0 or 1"),
            ),
            window(
                operator,
                "kernel_shape",
                |node| ints("kernel_shape", &[2], node),
                Refused("has kernel_shape = [2], supported is 2 numbers from 1 to 65536"),
            ),
        ]);
    }
    cases.extend([
        window(
            "AveragePool",
            "dilations",
            |node| ints("dilations", &[1, 2], node),
            Refused("has dilations = [1, 2], supported is 1"),
        ),
        window(
            "AveragePool",
            "count_include_pad",
            |node| int("count_include_pad", 3, ints("pads", &[1, 1, 1, 1], node)),
            Refused("has count_include_pad = 3, supported is 0 or 1"),
        ),
        window(
            "MaxPool",
            "storage_order",
            |node| int("storage_order", 1, node),
            Refused("has storage_order = 1, supported is 0"),
        ),
        window(
            "Conv",
            "group",
            |node| int("group", 3, node),
            Refused("has group = 3, supported is 2 channels over 2, as the weights have it"),
        ),
        window(
            "Conv",
            "kernel_shape",
            |node| ints("kernel_shape", &[3, 3], node),
            Refused("has kernel_shape = [3, 3], supported is [2, 2], as the weights have it"),
        ),
    ]);
    cases
}
