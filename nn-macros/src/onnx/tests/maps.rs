//! Layers of maps as exporters write them.

use super::arithmetic::computed;
use super::*;

/// Nodes from a map of this shape to `y`, of that one, with constants.
fn of_map(shape: &[i64], nodes: Vec<Node>, output: &[i64], constants: Vec<Tensor>) -> Model {
    let batch = |extents: &[i64]| [None].into_iter().chain(extents.iter().copied().map(Some)).collect::<Vec<_>>();
    let mut model = model(nodes);
    let graph = model.graph.as_mut().expect("the model has a graph");
    graph.input = vec![value("x", &batch(shape))];
    graph.output = vec![value("y", &batch(output))];
    graph.initializer.extend(constants);
    model
}

fn assert_computes(model: &Model, input: &[f64], expected: &[f64]) {
    let (text, found) = (declaration(&nn_onnx::encode(model)), computed(model, input));
    assert_eq!(found.len(), expected.len(), "{text}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6 * expected.abs().max(1.0), "{text} computes {found} for {expected}");
    }
}

fn ints(name: &str, ints: &[i64], node: Node) -> Node {
    with(node, name, |attribute| attribute.ints = ints.to_vec())
}

/// The nodes of squeeze and excitation, whose factors are 1 for the first channel and a half for the second.
fn excitation(last: Node) -> (Vec<Node>, Vec<Tensor>) {
    let nodes = vec![
        node("GlobalAveragePool", &["x"], "g"),
        node("Conv", &["g", "squeeze.weight", "squeeze.bias"], "s"),
        node("Relu", &["s"], "r"),
        node("Conv", &["r", "excite.weight"], "e"),
        last,
        node("Mul", &["x", "h"], "y"),
    ];
    let constants = vec![
        tensor("squeeze.weight", &[1, 2, 1, 1], &[1.0, 1.0]),
        tensor("squeeze.bias", &[1], &[-2.0]),
        tensor("excite.weight", &[2, 1, 1, 1], &[6.0, 0.0]),
    ];
    (nodes, constants)
}

#[test]
fn squeeze_and_excitation_is_a_product_with_a_vector() {
    let (nodes, constants) =
        excitation(with(node("HardSigmoid", &["e"], "h"), "alpha", |alpha| alpha.f = Some(1.0 / 6.0)));
    let model = of_map(&[2, 1, 2], nodes, &[2, 1, 2], constants);
    let hard = "hard_sigmoid";
    let text = declaration(&nn_onnx::encode(&model));
    let expected = format!(
        "M: [2, 1, 2] -> [2, 1, 2] {{ global_avg_pool, squeeze: dense(1, relu), excite: dense(2, {hard}, bias = false), \
         mul(input),}}"
    );
    assert_eq!(text, expected);
    // Means 1 and 2, whose sum less 2 is 1.
    assert_computes(&model, &[0.5, 1.5, 1.0, 3.0], &[0.5, 1.5, 0.5, 1.5]);

    let (nodes, constants) = excitation(node("Sigmoid", &["e"], "h"));
    let model = of_map(&[2, 1, 2], nodes, &[2, 1, 2], constants);
    assert_eq!(declaration(&nn_onnx::encode(&model)), expected.replace(hard, "sigmoid"));
    let factor = 1.0 / (1.0 + (-6.0_f64).exp());
    assert_computes(&model, &[0.5, 1.5, 1.0, 3.0], &[0.5 * factor, 1.5 * factor, 0.5, 1.5]);
}

/// A map of one pixel is no vector in the language: it becomes one.
#[test]
fn maps_of_one_pixel_are_factors_of_channels() {
    let pool = ints("kernel_shape", &[1, 2], node("MaxPool", &["x"], "p"));
    let nodes = vec![pool, node("Mul", &["p", "x"], "y")];
    let model = of_map(&[2, 1, 2], nodes, &[2, 1, 2], Vec::new());
    assert_eq!(
        declaration(&nn_onnx::encode(&model)),
        "M: [2, 1, 2] -> [2, 1, 2] { max_pool([1, 2], stride = 1), flatten, mul(input),}"
    );
    assert_computes(&model, &[1.0, 2.0, -3.0, -4.0], &[2.0, 4.0, 9.0, 12.0]);
}

#[test]
fn products_of_other_maps_are_refused_and_windows_over_vectors_are_computed() {
    let pool = |kernel: &[i64]| ints("kernel_shape", kernel, node("MaxPool", &["x"], "p"));
    let product = |kernel: &[i64]| vec![pool(kernel), node("Mul", &["x", "p"], "y")];
    let refused = of_map(&[2, 2, 2], product(&[1, 2]), &[2, 2, 2], Vec::new());
    assert_eq!(message(&refused), "node `/y/Mul` (Mul) joins rows of shape [2, 2, 2] and [2, 2, 1]");
    let conv = |attributes: fn(Node) -> Node, outputs: i64| {
        let nodes = vec![
            node("GlobalAveragePool", &["x"], "g"),
            attributes(node("Conv", &["g", "weight"], "c")),
            node("Flatten", &["c"], "y"),
        ];
        of_map(&[2, 2, 2], nodes, &[outputs], vec![tensor("weight", &[1, 2, 1, 1], &[1.0, 2.0])])
    };
    assert_computes(&conv(|node| ints("strides", &[3, 2], node), 1), &[1.0; 8], &[3.0]);
    // With padding the pixel is a map.
    let all_around = [0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0];
    assert_computes(&conv(|node| ints("pads", &[1, 1, 1, 1], node), 9), &[1.0; 8], &all_around);
    assert_computes(&conv(|node| ints("pads", &[1, 0, 1, 0], ints("strides", &[3, 1], node)), 1), &[1.0; 8], &[0.0]);
}

/// Weights go input by input in a file, and what stands behind them, a normalisation of outputs, is taken in.
#[test]
fn transposed_convolutions_are_read_with_all_their_attributes() {
    let conv = ints("strides", &[2, 1], node("ConvTranspose", &["x", "up.weight", "up.bias"], "c"));
    let conv = ints("output_padding", &[1, 0], ints("pads", &[1, 0, 0, 1], ints("dilations", &[1, 2], conv)));
    let nodes = vec![
        conv,
        node("BatchNormalization", &["c", "scale", "shift", "mean", "variance"], "n"),
        node("Relu", &["n"], "y"),
    ];
    let weight: Vec<f32> = (0..8_u8).map(|index| f32::from(index) - 3.0).collect();
    let constants = vec![
        tensor("up.weight", &[2, 2, 1, 2], &weight),
        tensor("up.bias", &[2], &[0.5, -0.5]),
        tensor("scale", &[2], &[2.0, -1.0]),
        tensor("shift", &[2], &[1.0, 0.0]),
        tensor("mean", &[2], &[0.0, 1.0]),
        tensor("variance", &[2], &[1.0 - 1e-5; 2]),
    ];
    let model = of_map(&[2, 1, 2], nodes, &[2, 1, 3], constants);
    assert_eq!(
        declaration(&nn_onnx::encode(&model)),
        "M: [2, 1, 2] -> [2, 1, 3] { up: conv_transpose2d(2, [1, 2], relu, stride = [2, 1], dilation = [1, 2], \
         padding = [1, 0, 0, 1], output_padding = [1, 0]),}"
    );
    // Rows 0 and 1 of the result, of which the padding cuts the first: the second has no terms, and what is left of it is the bias.
    let (first, second) = (2.0 * 0.5 + 1.0, -(-0.5 - 1.0));
    assert_computes(&model, &[1.0, 2.0, 3.0, 4.0], &[first, first, first, second, second, second]);

    let plain = |strides: &[i64]| {
        let conv = ints("strides", strides, node("ConvTranspose", &["x", "weight"], "y"));
        of_map(&[1, 2], vec![conv], &[2, 4], vec![tensor("weight", &[1, 2, 2], &[1.0, 2.0, 3.0, 4.0])])
    };
    assert_eq!(
        declaration(&nn_onnx::encode(&plain(&[2]))),
        "M: [1, 2] -> [2, 4] { y: conv_transpose1d(2, 2, stride = 2, bias = false),}"
    );
    assert_computes(&plain(&[2]), &[1.0, 10.0], &[1.0, 2.0, 10.0, 20.0, 3.0, 4.0, 30.0, 40.0]);
    let others = of_map(
        &[2, 2],
        vec![node("ConvTranspose", &["x", "weight"], "y")],
        &[2, 3],
        vec![tensor("weight", &[1, 2, 2], &[1.0; 4])],
    );
    assert_eq!(message(&others), "node `/y/ConvTranspose` (ConvTranspose) has weights of shape [1, 2, 2]");
}

/// Each channel has the outputs of its group, and a normalisation has factors of all.
#[test]
fn groups_of_transposed_convolutions_take_what_stands_behind_them() {
    let nodes = vec![
        with(node("ConvTranspose", &["x", "up.weight"], "c"), "group", |group| group.i = Some(2)),
        node("BatchNormalization", &["c", "scale", "shift", "mean", "variance"], "y"),
    ];
    let constants = vec![
        tensor("up.weight", &[4, 2, 1], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]),
        tensor("scale", &[4], &[2.0, -1.0, 3.0, 0.5]),
        tensor("shift", &[4], &[1.0, 0.0, 0.0, 1.0]),
        tensor("mean", &[4], &[0.0; 4]),
        tensor("variance", &[4], &[1.0 - 1e-5; 4]),
    ];
    let model = of_map(&[4, 2], nodes, &[4, 2], constants);
    assert_eq!(declaration(&nn_onnx::encode(&model)), "M: [4, 2] -> [4, 2] { up: conv_transpose1d(4, 1, groups = 2),}");
    // The sums are 7, 10, 43 and 50, and ten times as much.
    let expected = [15.0, 141.0, -10.0, -100.0, 129.0, 1290.0, 26.0, 251.0];
    assert_computes(&model, &[1.0, 10.0, 2.0, 20.0, 3.0, 30.0, 4.0, 40.0], &expected);
}

fn texts(texts: &[(&str, &str)], node: Node) -> Node {
    texts.iter().fold(node, |node, (name, text)| with(node, name, |attribute| attribute.s = Some((*text).into())))
}

fn sizes(name: &str, sizes: &[i64]) -> Tensor {
    let dims = vec![i64::try_from(sizes.len()).expect("a short list")];
    let data_type = DataType::Int64.into();
    Tensor { name: name.into(), dims, data_type, int64_data: sizes.into(), ..Tensor::default() }
}

/// Of which pixel a pixel is: by middles or by corners, as exporters and standards had it.
#[test]
fn pixels_in_whole_numbers_are_upsampled() {
    let scales = || tensor("scales", &[4], &[1.0, 1.0, 1.0, 3.0]);
    let corners = [("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")];
    let resize = |attributes: &[(&str, &str)]| texts(attributes, node("Resize", &["x", "", "scales"], "y"));
    let nearest = [
        resize(&[]),
        resize(&corners),
        resize(&[("coordinate_transformation_mode", "pytorch_half_pixel"), ("nearest_mode", "round_prefer_ceil")]),
        node("Resize", &["x", "scales"], "y"),
        node("Upsample", &["x", "scales"], "y"),
        node("Resize", &["x", "", "", "sizes"], "y"),
    ];
    for node in nearest {
        let constants = vec![scales(), sizes("sizes", &[1, 1, 2, 6])];
        let model = of_map(&[1, 2, 2], vec![node], &[1, 2, 6], constants);
        assert_eq!(declaration(&nn_onnx::encode(&model)), "M: [1, 2, 2] -> [1, 2, 6] { upsample([1, 3]),}");
        let expected = [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0, 4.0];
        assert_computes(&model, &[1.0, 2.0, 3.0, 4.0], &expected);
    }
    let linear = of_map(&[1, 2, 2], vec![resize(&[("mode", "linear")])], &[1, 2, 6], vec![scales()]);
    assert_eq!(
        declaration(&nn_onnx::encode(&linear)),
        "M: [1, 2, 2] -> [1, 2, 6] { upsample([1, 3], mode = bilinear),}"
    );
    let of_row = [0.0, 0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0, 1.0];
    let expected: Vec<f64> = of_row.iter().map(|part| 1.0 + part).chain(of_row.iter().map(|part| 3.0 + part)).collect();
    assert_computes(&linear, &[1.0, 2.0, 3.0, 4.0], &expected);
}

#[test]
fn pixels_that_are_not_upsampled_are_refused() {
    let refused = |node: Node, constants: Vec<Tensor>, expected: &str| {
        assert_eq!(message(&of_map(&[2, 2, 2], vec![node], &[2, 3, 4], constants)), expected);
    };
    let resize = || node("Resize", &["x", "", "scales"], "y");
    let part = tensor("scales", &[4], &[1.0, 1.0, 1.5, 2.0]);
    refused(resize(), vec![part], "node `/y/Resize` (Resize) has the scales [1.0, 1.0, 1.5, 2.0]");
    let channels = tensor("scales", &[4], &[1.0, 2.0, 1.0, 2.0]);
    refused(resize(), vec![channels], "node `/y/Resize` (Resize) has the scales [1.0, 2.0, 1.0, 2.0]");
    let of_sizes = node("Resize", &["x", "", "", "sizes"], "y");
    let expected = "node `/y/Resize` (Resize) makes [1, 2, 3, 4] of rows of shape [2, 2, 2]";
    refused(of_sizes, vec![sizes("sizes", &[1, 2, 3, 4])], expected);
    let all = || tensor("scales", &[4], &[1.0, 1.0, 2.0, 2.0]);
    // A linear one by corners, as operator set 10 has it.
    let old = texts(&[("mode", "linear")], node("Resize", &["x", "scales"], "y"));
    let expected =
        "node `/y/Resize` (Resize) has coordinate_transformation_mode = asymmetric, supported is half_pixel, of linear";
    refused(old, vec![all()], expected);
    let mixed = texts(&[("nearest_mode", "floor")], resize());
    let expected =
        "node `/y/Resize` (Resize) has nearest_mode = floor, supported is round_prefer_floor beside half_pixel";
    refused(mixed, vec![all()], expected);
    refused(node("Resize", &["x", "", ""], "y"), Vec::new(), "node `/y/Resize` (Resize) has neither scales nor sizes");
    refused(node("Upsample", &["x"], "y"), Vec::new(), "node `/y/Upsample` (Upsample) has no scales");
}

#[test]
fn pixels_around_a_map_are_padding() {
    let pad = |mode: &str, operands: &[&str]| texts(&[("mode", mode)], node("Pad", operands, "y"));
    let all = || sizes("pads", &[0, 0, 1, 2, 0, 0, 0, 1]);
    let of = |node: Node, constants: Vec<Tensor>| of_map(&[1, 2, 3], vec![node], &[1, 3, 6], constants);
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let reflected = of(pad("reflect", &["x", "pads"]), vec![all()]);
    assert_eq!(
        declaration(&nn_onnx::encode(&reflected)),
        "M: [1, 2, 3] -> [1, 3, 6] { pad([1, 0, 2, 1], mode = reflect),}"
    );
    let [upper, lower] = [[3.0, 2.0, 1.0, 2.0, 3.0, 2.0], [6.0, 5.0, 4.0, 5.0, 6.0, 5.0]];
    assert_computes(&reflected, &x, &[lower, upper, lower].concat());
    let [upper, lower] = [[1.0, 1.0, 1.0, 2.0, 3.0, 3.0], [4.0, 4.0, 4.0, 5.0, 6.0, 6.0]];
    assert_computes(&of(pad("edge", &["x", "pads"]), vec![all()]), &x, &[upper, upper, lower].concat());
    let [upper, lower] = [[0.0, 0.0, 1.0, 2.0, 3.0, 0.0], [0.0, 0.0, 4.0, 5.0, 6.0, 0.0]];
    let zeros = [[0.0; 6], upper, lower].concat();
    let zero = || tensor("fill", &[], &[0.0]);
    assert_computes(&of(pad("constant", &["x", "pads", "fill"]), vec![all(), zero()]), &x, &zeros);
    // Of some axes, counted from the end too.
    let constants = vec![sizes("some", &[2, 1, 1, 0]), sizes("axes", &[-1, 2])];
    assert_computes(&of(node("Pad", &["x", "some", "", "axes"], "y"), constants), &x, &zeros);

    let refused = |node: Node, constants: Vec<Tensor>, expected: &str| {
        assert_eq!(message(&of(node, constants)), format!("node `/y/Pad` (Pad) {expected}"));
    };
    let one = tensor("fill", &[1], &[1.0]);
    refused(pad("constant", &["x", "pads", "fill"]), vec![all(), one], "has value = 1, supported is 0");
    let of_channels = sizes("pads", &[0, 1, 0, 1, 0, 0, 0, 0]);
    let supported = "supported is 8 numbers from -65536 to 65536, of axes behind the channels";
    let expected = format!("has pads = [0, 1, 0, 1, 0, 0, 0, 0], {supported}");
    refused(pad("edge", &["x", "pads"]), vec![of_channels], &expected);
    let wide = sizes("pads", &[0, 0, 2, 0, 0, 0, 0, 0]);
    refused(pad("reflect", &["x", "pads"]), vec![wide], "has 2 and 0 positions around 2");
    refused(pad("edge", &["x", "x"]), Vec::new(), "has pads that are no constant integers");
}

/// As the older exporter of `PyTorch` turns its order of sides into that of a file.
#[test]
fn sides_that_are_computed_from_constants_are_read() {
    let nodes = |steps: &str| {
        vec![
            node("Reshape", &["of_torch", "pairs"], "p"),
            node("Slice", &["p", "minus_one", "least", "zero_axis", steps], "r"),
            with(node("Transpose", &["r"], "t"), "perm", |perm| perm.ints = vec![1, 0]),
            node("Reshape", &["t", "minus_one"], "f"),
            with(node("Cast", &["f"], "pads"), "to", |to| to.i = Some(7)),
            node("Pad", &["x", "pads"], "y"),
        ]
    };
    let constants = || {
        vec![
            sizes("of_torch", &[2, 1, 1, 0, 0, 0, 0, 0]),
            sizes("pairs", &[-1, 2]),
            sizes("minus_one", &[-1]),
            sizes("least", &[i64::MIN + 1]),
            sizes("zero_axis", &[0]),
            sizes("no_step", &[0]),
        ]
    };
    let model = of_map(&[1, 2, 3], nodes("minus_one"), &[1, 3, 6], constants());
    assert_eq!(declaration(&nn_onnx::encode(&model)), "M: [1, 2, 3] -> [1, 3, 6] { pad([1, 0, 2, 1]),}");
    let refused = of_map(&[1, 2, 3], nodes("no_step"), &[1, 3, 6], constants());
    assert_eq!(message(&refused), "node `/r/Slice` (Slice) takes a part of a constant of shape [4, 2]");
}

/// The numbers 1 to 12 in groups of two, less their means, over their deviation.
fn in_pairs() -> (Vec<f64>, f64) {
    ((1..=12).map(f64::from).collect(), 0.5 / (0.25 + f64::from(1e-5_f32)).sqrt())
}

#[test]
fn norms_of_channels_are_a_line_with_their_weights() {
    let of = |nodes: Vec<Node>, constants: Vec<Tensor>| of_map(&[2, 3, 2], nodes, &[2, 3, 2], constants);
    let constants =
        |weight: [f32; 2], bias: [f32; 2]| vec![tensor("norm.weight", &[2], &weight), tensor("norm.bias", &[2], &bias)];
    let instance = vec![node("InstanceNormalization", &["x", "norm.weight", "norm.bias"], "y")];
    let model = of(instance, constants([2.0, -1.0], [0.0, 0.5]));
    assert_eq!(
        declaration(&nn_onnx::encode(&model)),
        "M: [2, 3, 2] -> [2, 3, 2] { norm: instance_norm(eps = 0.00001, affine = true),}"
    );
    // Weights that exporters make up.
    let made_up = vec![node("InstanceNormalization", &["x", "ones", "zeros"], "y")];
    let model = of(made_up, vec![tensor("ones", &[2], &[1.0; 2]), tensor("zeros", &[2], &[0.0; 2])]);
    assert_eq!(declaration(&nn_onnx::encode(&model)), "M: [2, 3, 2] -> [2, 3, 2] { instance_norm(eps = 0.00001),}");
    let group = |groups: i64| {
        let node = node("GroupNormalization", &["x", "norm.weight", "norm.bias"], "y");
        vec![with(node, "num_groups", |attribute| attribute.i = Some(groups))]
    };
    let model = of(group(1), constants([2.0, -1.0], [0.0, 0.5]));
    assert_eq!(
        declaration(&nn_onnx::encode(&model)),
        "M: [2, 3, 2] -> [2, 3, 2] { norm: group_norm(1, eps = 0.00001),}"
    );
    let expected =
        "node `/y/GroupNormalization` (GroupNormalization) has num_groups = 3, supported is a divisor of 2 channels";
    assert_eq!(message(&of(group(3), constants([1.0; 2], [0.0; 2]))), expected);
    let without = vec![node("GroupNormalization", &["x", "norm.weight", "norm.bias"], "y")];
    let expected = "node `/y/GroupNormalization` (GroupNormalization) lacks its attribute num_groups";
    assert_eq!(message(&of(without, constants([1.0; 2], [0.0; 2]))), expected);
    let short = vec![tensor("norm.weight", &[3], &[1.0; 3]), tensor("norm.bias", &[2], &[0.0; 2])];
    let expected = "operand 1 of node `/y/GroupNormalization` (GroupNormalization) is no constant of shape [2]";
    assert_eq!(message(&of(group(2), short)), expected);
    let pixel = of_map(&[2, 1, 1], group(2), &[2, 1, 1], constants([1.0; 2], [0.0; 2]));
    let expected = "the groups of node `/y/GroupNormalization` (GroupNormalization) have one number each";
    assert_eq!(message(&pixel), expected);
}

/// As `PyTorch` exports `GroupNorm`: the numbers of each group get an axis, which goes again in front of the weights.
#[test]
fn groups_with_an_axis_of_their_own_are_a_norm_of_groups() {
    let nodes = |last: &[&str]| {
        vec![
            node("Reshape", &["x", "groups"], "g"),
            node("InstanceNormalization", &["g", "ones", "zeros"], "n"),
            node("Reshape", &["n", "restored"], "r"),
            node("Mul", &["r", "norm.weight"], "m"),
            node("Add", last, "y"),
        ]
    };
    let constants = |weight: Tensor| {
        vec![
            sizes("groups", &[0, 6, -1]),
            sizes("restored", &[0, 6, 1, 2]),
            tensor("ones", &[6], &[1.0; 6]),
            tensor("zeros", &[6], &[0.0; 6]),
            weight,
            tensor("norm.bias", &[6, 1, 1], &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
        ]
    };
    let of = |nodes, weight| of_map(&[6, 1, 2], nodes, &[6, 1, 2], constants(weight));
    let weight = || tensor("norm.weight", &[6, 1, 1], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let model = of(nodes(&["m", "norm.bias"]), weight());
    assert_eq!(
        declaration(&nn_onnx::encode(&model)),
        "M: [6, 1, 2] -> [6, 1, 2] { norm: group_norm(6, eps = 0.00001),}"
    );
    let (x, half) = in_pairs();
    let expected: Vec<f64> = (0..6_u8)
        .flat_map(|channel| {
            let (weight, bias) = (f64::from(channel) + 1.0, f64::from(channel));
            [bias - weight * half, bias + weight * half]
        })
        .collect();
    assert_computes(&model, &x, &expected);
    // A weight for each number is no weight of a channel.
    let numbers: Vec<f32> = (1..=12_u8).map(f32::from).collect();
    let model = of(nodes(&["m", "norm.bias"]), tensor("norm.weight", &[6, 1, 2], &numbers));
    assert_eq!(
        declaration(&nn_onnx::encode(&model)),
        "M: [6, 1, 2] -> [6, 1, 2] { group_norm(6, eps = 0.00001, affine = false), norm: affine,}"
    );
    // What looks at the numbers between is a line of its own.
    let mut looked_at = nodes(&["m", "norm.bias"]);
    looked_at.insert(2, node("Relu", &["n"], "a"));
    looked_at[3] = node("Reshape", &["a", "restored"], "r");
    let expected: Vec<f64> =
        expected.chunks(2).zip(0_u8..).flat_map(|(pair, bias)| [f64::from(bias), pair[1]]).collect();
    assert_computes(&of(looked_at, weight()), &x, &expected);
}

#[test]
fn slopes_of_channels_are_read() {
    let of =
        |slopes: Tensor| of_map(&[2, 1, 2], vec![node("PRelu", &["x", "act.weight"], "y")], &[2, 1, 2], vec![slopes]);
    let model = of(tensor("act.weight", &[2, 1, 1], &[0.5, 2.0]));
    assert_eq!(declaration(&nn_onnx::encode(&model)), "M: [2, 1, 2] -> [2, 1, 2] { act: prelu(per_channel = true),}");
    assert_computes(&model, &[1.0, -2.0, -3.0, 4.0], &[1.0, -1.0, -6.0, 4.0]);
    let refused = of(tensor("act.weight", &[2], &[0.5, 2.0]));
    let expected = "node `/y/PRelu` (PRelu) has slopes of shape [2], where rows have shape [2, 1, 2]";
    assert_eq!(message(&refused), expected);
}

/// Rows 1 3 and 2 6 of a channel: less their mean, divided by 1 and 2.
const ROWS_OF_PAIRS: [f64; 8] = [1.0, 3.0, 2.0, 6.0, -1.0, 1.0, 0.0, 4.0];

fn norm_of_pairs(operator: &str, axis: i64, operands: &[&str]) -> Model {
    let weights = [tensor("w", &[2], &[1.0, 2.0]), tensor("b", &[2], &[0.5, 0.0])];
    let constants = weights.into_iter().chain([tensor("ones", &[2], &[1.0; 2]), tensor("zeros", &[2], &[0.0; 2])]);
    let norm = with(node(operator, operands, "y"), "axis", |attribute| attribute.i = Some(axis));
    let norm = with(norm, "epsilon", |epsilon| epsilon.f = Some(1e-12));
    let mut model = of_map(&[2, 2, 2], vec![norm], &[2, 2, 2], Vec::new());
    model.graph.as_mut().expect("the model has a graph").initializer = constants.collect();
    model
}

#[test]
fn a_norm_over_the_last_axes_is_one_of_instances() {
    for (axis, operands, lines, expected) in [
        (
            3,
            &["x", "ones"][..],
            "reshape([4, 2]), instance_norm(eps = 0.000000000001), reshape([2, 2, 2]),",
            [-1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0],
        ),
        (
            -1,
            &["x", "w", "b"],
            "reshape([4, 2]), instance_norm(eps = 0.000000000001), reshape([2, 2, 2]), y: affine,",
            [-0.5, 2.0, -0.5, 2.0, -0.5, 2.0, -0.5, 2.0],
        ),
        (
            3,
            &["x", "ones", "b"],
            "reshape([4, 2]), instance_norm(eps = 0.000000000001), reshape([2, 2, 2]), y: affine,",
            [-0.5, 1.0, -0.5, 1.0, -0.5, 1.0, -0.5, 1.0],
        ),
    ] {
        let model = norm_of_pairs("LayerNormalization", axis, operands);
        let text = declaration(&nn_onnx::encode(&model));
        assert!(text.contains(lines), "{text}");
        assert_computes(&model, &ROWS_OF_PAIRS, &expected);
    }
    // Mean 3 and variance 3.5 of a channel; of the other 1 and 3.5.
    let model = norm_of_pairs("LayerNormalization", -2, &["x", "ones", "zeros"]);
    let text = declaration(&nn_onnx::encode(&model));
    assert!(text.contains("{ instance_norm(eps = 0.000000000001),}"), "{text}");
    let expected: Vec<f64> =
        [-2.0, 0.0, -1.0, 3.0, -2.0, 0.0, -1.0, 3.0].map(|difference: f64| difference / 3.5_f64.sqrt()).to_vec();
    assert_computes(&model, &ROWS_OF_PAIRS, &expected);
}

#[test]
fn norms_over_some_axes_that_are_no_layer_are_refused() {
    let message = |model: &Model| match lines(&nn_onnx::encode(model)) {
        Ok(lines) => lines.declaration("M"),
        Err(error) => error.text().to_owned(),
    };
    let of_squares = message(&norm_of_pairs("RMSNormalization", 3, &["x", "w"]));
    let expected =
        "(RMSNormalization) has axis = 3, supported is all axes of rows of shape [2, 2, 2], without the batch";
    assert!(of_squares.contains(expected), "{of_squares}");
    let mut single = norm_of_pairs("LayerNormalization", 3, &["x", "one number"]);
    let graph = single.graph.as_mut().expect("the model has a graph");
    graph.input = vec![value("x", &[None, Some(2), Some(4), Some(1)])];
    graph.output = vec![value("y", &[None, Some(2), Some(4), Some(1)])];
    graph.initializer.push(tensor("one number", &[1], &[1.0]));
    assert!(message(&single).contains("(LayerNormalization) takes one number by itself"), "{}", message(&single));
}

#[test]
fn softmax_is_over_any_axis_behind_the_batch_and_before_operator_set_13_over_the_last() {
    let of = |version: i64, axis: i64| {
        let softmax = with(node("Softmax", &["x"], "y"), "axis", |attribute| attribute.i = Some(axis));
        let mut model = of_map(&[2, 2], vec![softmax], &[2, 2], Vec::new());
        model.opset_import[0].version = version;
        model
    };
    let (over_channels, input) = ([0.2, 0.5, 0.8, 0.5], [1.0, 3.0, 4.0, 3.0].map(f64::ln));
    for axis in [1, -2] {
        assert_computes(&of(17, axis), &input, &over_channels);
    }
    for (version, axis) in [(17, 2), (17, -1), (12, 2), (12, -1)] {
        assert_computes(&of(version, axis), &input, &[0.25, 0.75, 4.0 / 7.0, 3.0 / 7.0]);
    }
    let refused = message(&of(12, 1));
    assert!(refused.contains("node `/y/Softmax` (Softmax) has axis = 1, supported is the last axis, -1"), "{refused}");
}
