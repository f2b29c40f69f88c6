//! The node tests of the ONNX standard, of operators of maps, of norms, and of those that remember: each computes what the standard says, or is refused.

use std::path::Path;

use super::cases::{floats, models, twin};
use super::lines;

/// Largest error: numbers are of the order of 1, and the standard's have seven digits.
const TOLERANCE: f64 = 1e-5;

/// Files that are refused, and what the message says.
const REFUSED: &[(&str, &str)] = &[
    ("averagepool_2d_dilations", "(AveragePool) has dilations = [2, 2], supported is 1"),
    ("averagepool_3d_dilations_small", "[N, 1, 4, 4, 4], expected a batch of vectors, sequences or images"),
    ("batchnorm_epsilon_training_mode", "(BatchNormalization) is in training mode"),
    ("batchnorm_example_training_mode", "(BatchNormalization) is in training mode"),
    ("concat_1d_axis_0", "[N], expected a batch of vectors, sequences or images"),
    ("concat_1d_axis_negative_1", "[N], expected a batch of vectors, sequences or images"),
    ("concat_2d_axis_0", "(Concat) has axis = 0, supported is the last axis, -1"),
    ("concat_2d_axis_negative_2", "(Concat) has axis = -2, supported is the last axis, -1"),
    ("concat_3d_axis_0", "(Concat) has axis = 0, supported is the axis of channels, 1"),
    ("concat_3d_axis_negative_3", "(Concat) has axis = -3, supported is the axis of channels, 1"),
    ("flatten_axis0", "(Flatten) has axis = 0, supported is 1"),
    ("flatten_axis2", "(Flatten) has axis = 2, supported is 1"),
    ("flatten_axis3", "(Flatten) has axis = 3, supported is 1"),
    ("flatten_negative_axis1", "(Flatten) has axis = -1, supported is 1"),
    ("flatten_negative_axis2", "(Flatten) has axis = -2, supported is 1"),
    ("flatten_negative_axis4", "(Flatten) has axis = -4, supported is 1"),
    ("layer_normalization_2d_axis0", "(LayerNormalization) has axis = 0, supported is all axes of rows of shape [4]"),
    (
        "layer_normalization_2d_axis_negative_2",
        "(LayerNormalization) has axis = -2, supported is all axes of rows of shape [4]",
    ),
    (
        "layer_normalization_3d_axis0_epsilon",
        "(LayerNormalization) has axis = 0, supported is all axes of rows of shape [3, 5]",
    ),
    (
        "layer_normalization_3d_axis_negative_3_epsilon",
        "(LayerNormalization) has axis = -3, supported is all axes of rows of shape [3, 5]",
    ),
    (
        "layer_normalization_4d_axis0",
        "(LayerNormalization) has axis = 0, supported is all axes of rows of shape [3, 4, 5]",
    ),
    (
        "layer_normalization_4d_axis_negative_4",
        "(LayerNormalization) has axis = -4, supported is all axes of rows of shape [3, 4, 5]",
    ),
    ("lstm_with_peepholes", "(LSTM) has peepholes, operand 7"),
    ("maxpool_3d_dilations", "[N, 1, 4, 4, 4], expected a batch of vectors, sequences or images"),
    ("maxpool_3d_dilations_use_ref_impl", "[N, 1, 4, 4, 4], expected a batch of vectors, sequences or images"),
    ("maxpool_with_argmax_2d_precomputed_pads", "(MaxPool) writes the positions of what is largest"),
    ("maxpool_with_argmax_2d_precomputed_strides", "(MaxPool) writes the positions of what is largest"),
    ("prelu_broadcast", "(PRelu) has slopes of shape [5], where rows have shape [4, 5]"),
    ("prelu_example", "(PRelu) has slopes of shape [3, 4, 5], where rows have shape [4, 5]"),
    ("reshape_negative_extended_dims", "(Reshape) changes rows of shape [3, 4] to [-1, 2, 3, 4]"),
    ("reshape_one_dim", "(Reshape) changes rows of shape [3, 4] to [24]"),
    ("reshape_reordered_all_dims", "(Reshape) changes rows of shape [3, 4] to [4, 2, 3]"),
    ("slice", "(Slice) has axes = [0, 1], supported is axes without the batch, one for each start"),
    ("slice_default_axes", "(Slice) has axes = [0, 1, 2], supported is axes without the batch, one for each start"),
    ("slice_default_steps", "(Slice) has axes = [0, 1, 2], supported is axes without the batch, one for each start"),
    ("slice_neg_steps", "(Slice) has steps = [-1, -3, -2], supported is 1"),
    ("slice_negative_axes", "(Slice) has axes = [0, -2, -1], supported is axes without the batch, one for each start"),
    ("slice_start_out_of_bounds", "(Slice) yields no numbers"),
    ("squeeze", "(Squeeze) has the axes [0], where the shape is [3, 4, 5]"),
    (
        "transpose_all_permutations_2",
        "(Transpose) has perm = [1, 0, 2], supported is the order that there is, [0, 1, 2]",
    ),
    (
        "transpose_all_permutations_3",
        "(Transpose) has perm = [1, 2, 0], supported is the order that there is, [0, 1, 2]",
    ),
    (
        "transpose_all_permutations_4",
        "(Transpose) has perm = [2, 0, 1], supported is the order that there is, [0, 1, 2]",
    ),
    (
        "transpose_all_permutations_5",
        "(Transpose) has perm = [2, 1, 0], supported is the order that there is, [0, 1, 2]",
    ),
    ("transpose_default", "(Transpose) has perm = [2, 1, 0], supported is the order that there is, [0, 1, 2]"),
    ("unsqueeze_axis_0", "(Unsqueeze) has the axes [0], where the shape is [4, 5]"),
];

#[test]
fn node_tests_compute_what_the_standard_says_or_are_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/nodes");
    let (floats, _) = floats(&folder.join("io.safetensors"));
    let (mut n_taken, mut faults) = (0, Vec::new());
    for (name, path) in models(&folder) {
        let content = std::fs::read(path).expect("the file was listed");
        let refused = REFUSED.iter().find(|(refused, _)| *refused == name).map(|(_, message)| *message);
        let lines = match (lines(&content), refused) {
            (Ok(lines), None) => lines,
            (Ok(_), Some(_)) => {
                faults.push(format!("{name} is no longer refused"));
                continue;
            }
            (Err(error), refused) => {
                let first = error.text().lines().next().unwrap_or_default().to_owned();
                println!("| {name} | refused: {first} |");
                if refused.is_none_or(|message| !error.text().contains(message)) {
                    faults.push(format!("{name}: {}", error.text()));
                }
                continue;
            }
        };
        let network = twin(&lines);
        let (inputs, outputs) = (&floats[&format!("{name}.x")], &floats[&format!("{name}.y")]);
        assert_eq!(inputs.1.len() % network.input, 0, "{name}: rows of {:?}", inputs.0);
        let is_stream = lines.remarks().iter().any(|remark| remark.starts_with("A stream"));
        // All steps of a sequence are a row of its own.
        let n_rows = if is_stream { inputs.0[0] } else { inputs.1.len() / network.input };
        let of_row = outputs.1.len() / n_rows;
        if if is_stream { of_row % network.output() != 0 } else { outputs.1.len() != n_rows * network.output() } {
            faults.push(format!("{name}: {} numbers in each row of {:?}", network.output(), outputs.0));
            continue;
        }
        let mut worst = 0.0_f64;
        for (input, output) in inputs.1.chunks(inputs.1.len() / n_rows).zip(outputs.1.chunks(of_row)) {
            let input: Vec<f64> = input.iter().map(|number| f64::from(*number)).collect();
            let found = if is_stream {
                let steps: Vec<Vec<f64>> = input.chunks(network.input).map(<[f64]>::to_vec).collect();
                network.stream(&steps).concat()
            } else {
                network.predict(&input)
            };
            // The operator may yield the last step alone.
            for (found, expected) in found[found.len() - of_row..].iter().zip(output) {
                worst = worst.max((found - f64::from(*expected)).abs());
            }
        }
        println!("| {name} | {worst:.0e} |");
        if worst > TOLERANCE {
            faults.push(format!("{name} errs by {worst:.1e}: {}", lines.declaration("M")));
        }
        n_taken += 1;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!((n_taken, REFUSED.len()), (211, 45));
}
