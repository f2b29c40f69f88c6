//! Random networks against the float64 twin.

use nn_twin::generate::{Network, draw_parameters, find_rows};
use nn_twin::random::Random;
use nn_twin::topology::Topology;

use super::*;
use crate::plan::tests::planned;
use crate::plan::{Family, Field, plan, plan_with};

/// Largest error relative to what an element's rounding error scales with.
const TOLERANCE: f64 = 2e-5;

/// Largest error relative to an element: a derivative `1 - a^2` of a tanh that is near its limit has few digits.
const RELATIVE: f64 = 1e-3;

/// Rows of a batch: more than a tile of any tier, and not a multiple of one; of six there are three left over, a pair and a row.
const ROWS: usize = 21;

/// Networks without a variable `NN_TOPOLOGIES` that says how many.
const NETWORKS: usize = 150;

#[test]
fn random_networks_compute_what_the_twin_computes() {
    let (networks, checked) = check_random(|index, random| Network::varied(index, random).declaration());
    let n_checked = checked.iter().filter(|checked| **checked != Checked::Nothing).count();
    assert!(n_checked * 50 > networks * 49, "{n_checked} of {networks} networks have rows that say something");
}

#[test]
fn random_networks_over_maps_compute_what_the_twin_computes() {
    let (networks, checked) = check_random(nn_twin::maps::declaration);
    let count = |wanted: Checked| checked.iter().filter(|checked| **checked == wanted).count();
    let (nothing, gradients) = (count(Checked::Nothing), count(Checked::Gradients));
    assert!(nothing * 20 < networks, "{nothing} of {networks} networks have no rows that say something");
    // Some have no loss.
    assert!(gradients * 10 > networks * 6, "gradients of {gradients} of {networks} networks were compared");
}

#[test]
fn random_networks_over_windows_compute_what_the_twin_computes() {
    let (networks, checked) = check_random(nn_twin::windows::declaration);
    let count = |wanted: Checked| checked.iter().filter(|checked| **checked == wanted).count();
    let (nothing, gradients) = (count(Checked::Nothing), count(Checked::Gradients));
    assert!(nothing * 20 < networks, "{nothing} of {networks} networks have no rows that say something");
    assert!(gradients * 10 > networks * 6, "gradients of {gradients} of {networks} networks were compared");
}

#[test]
fn random_streams_compute_what_the_twin_computes() {
    let networks = std::env::var("NN_TOPOLOGIES").map_or(NETWORKS, |text| text.parse().expect("a number of networks"));
    let mut random = Random::new(36);
    let mut n_checked = 0;
    for index in 0..networks {
        let declaration = nn_twin::streams::declaration(index, &mut random);
        n_checked += usize::from(check_stream(&declaration, index, &mut random));
    }
    assert!(n_checked * 20 > networks * 19, "{n_checked} of {networks} streams keep their numbers small");
    for tier in 0..3 {
        let declaration = "struct Net: [3] -> [4] { conv1d(18, 2, softmax, causal = true), conv1d(4, 3, log_softmax, causal = true) }";
        assert!(check_stream(declaration, tier, &mut random));
    }
    // Sums of equal sizes, with outputs in the lanes and with the sum there.
    for tier in 0..3 {
        let declaration =
            "struct Net: [9] -> [3] { a: rnn(1), b: gru(1, from = input), dense(1, from = input), concat(a, b) }";
        assert!(check_stream(declaration, tier, &mut random));
    }
}

/// Two streams of one network, one by one and by turns, so that each has a state of its own. Whether its numbers stay small.
fn check_stream(declaration: &str, number: usize, random: &mut Random) -> bool {
    // Of a number that is rounded once, relative to it.
    const ROUNDING: f64 = 1e-7;
    let tokens = format!("@crate(::nn_runtime) {declaration}").parse().expect("a declaration is tokens");
    let model = match crate::model(tokens) {
        Ok(model) => model,
        Err(failure) => panic!("{declaration} has errors: {:?}", failure.errors.texts()),
    };
    // Some in blocks that save nothing, so that all kinds of layers are in some.
    let plan = plan_with(&model, Family::ALL[number / 3 % Family::ALL.len()], number % 4 < 2);
    let tier = number % plan.tiers.len();
    let (_, mut topology) = nn_twin::description::read(declaration);
    draw_parameters(&mut topology, random);
    let row = |random: &mut Random| -> Vec<f64> { (0..topology.input).map(|_| random.symmetric(2.0)).collect() };
    let inputs: Vec<Vec<f64>> = (0..ROWS).map(|_| row(random)).collect();
    let expected = topology.stream(&inputs);
    // What becomes of a rounding error, which a memory may magnify in each step.
    let mut shaken = topology.clone();
    let rounded = |x: &f64, random: &mut Random| x * (1.0 + ROUNDING * random.symmetric(1.0));
    let values: Vec<f64> = topology.parameters().iter().flat_map(|tensor| tensor.values.clone()).collect();
    let values: Vec<f64> = values.iter().map(|value| rounded(value, random)).collect();
    shaken.set_parameters(values);
    let shaken = shaken.stream(&inputs);
    let largest = |rows: &[Vec<f64>]| rows.iter().flatten().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    if largest(&expected).is_nan() || largest(&expected) > 1e4 {
        return false;
    }
    let keeps = |_: usize, _: usize, _: usize| true;
    let machine = Machine { plan: &plan, topology: &topology, parameters: stored(&plan, &topology), keeps: &keeps };
    let found = machine.stream(tier, &narrow(&inputs)).expect("a stream has a step");
    for groups in plan.lanes_over_steps.into_iter().flat_map(|lanes| [lanes.many, lanes.some]) {
        // Two rounds of all groups, and some inputs of a third.
        let many: Vec<Vec<f32>> = narrow(&inputs).into_iter().cycle().take(2 * LANES * groups + 5).collect();
        let alone = machine.stream(tier, &many).expect("a stream has a step");
        let together = machine.stream_in_lanes(tier, groups, &many).expect("the pass is there");
        for (step, (alone, together)) in alone.iter().zip(&together).enumerate() {
            assert_eq!(bits(alone), bits(together), "step {step} alone and in columns, tier {tier} of\n{declaration}");
        }
    }
    if plan.has_blocks_of_steps() {
        let many: Vec<Vec<f32>> = narrow(&inputs).into_iter().cycle().take(37).collect();
        let alone = machine.stream(tier, &many).expect("a stream has a step");
        let blocks = [plan.steps_together, 1, plan.steps_together - 1];
        let together = machine.stream_in_blocks(tier, &blocks, &many).expect("the pass is there");
        for (step, (alone, together)) in alone.iter().zip(&together).enumerate() {
            assert_eq!(bits(alone), bits(together), "step {step} alone and in blocks, tier {tier} of\n{declaration}");
        }
    }
    if plan.streams_in_rows(super::super::TierId(tier)) > 1 {
        // Each begins with another input, so that no two remember the same.
        let streams: Vec<Vec<Vec<f32>>> =
            (0..plan.streams_together.min(9)).map(|first| rotated(&narrow(&inputs), first)).collect();
        let together = machine.streams(tier, &streams).expect("the pass is there");
        for (stream, together) in streams.iter().zip(&together) {
            let alone = machine.stream(tier, stream).expect("a stream has a step");
            for (step, (alone, together)) in alone.iter().zip(together).enumerate() {
                assert_eq!(bits(alone), bits(together), "step {step} alone and in rows, tier {tier} of\n{declaration}");
            }
        }
    }
    for (step, ((expected, shaken), found)) in expected.iter().zip(&shaken).zip(&found).enumerate() {
        let moved = expected.iter().zip(shaken).fold(0.0, |most: f64, (x, y)| most.max((x - y).abs()));
        for (output, (expected, found)) in expected.iter().zip(found).enumerate() {
            let scale = largest(std::slice::from_ref(&vec![1.0, *expected])) + 100.0 * moved / TOLERANCE;
            assert_near(
                &format!("output {output} of step {step}, tier {tier} of\n{declaration}"),
                *expected,
                *found,
                scale,
            );
        }
    }
    true
}

/// A fifth of the networks: each derivative is a difference of eight losses.
#[test]
fn random_streams_learn_what_differences_of_the_twin_say() {
    let networks = std::env::var("NN_TOPOLOGIES").map_or(NETWORKS, |text| text.parse().expect("a number of networks"));
    let networks = networks.div_ceil(5);
    let mut random = Random::new(37);
    let mut n_checked = 0;
    for index in 0..networks {
        let stream = nn_twin::streams::declaration(index, &mut random);
        // The twin's losses are without masks.
        let stream = stream.replace("dropout(0.25)", "scale(0.75)");
        n_checked += check_window(&format!("#[loss(mse)] {stream}"), index, &mut random);
    }
    assert!(n_checked > 15 * networks, "{n_checked} derivatives of {networks} streams");
}

/// The same rows, from another one on.
fn rotated<X: Clone>(rows: &[X], first: usize) -> Vec<X> {
    rows.iter().cycle().skip(first).take(rows.len()).cloned().collect()
}

/// The losses of the windows of some streams, and some of their derivatives; how many these are.
fn check_window(declaration: &str, number: usize, random: &mut Random) -> usize {
    const STEPS: usize = 9;
    const NUMBERS: usize = 6;
    planned(declaration, Family::ALL[number / 3 % Family::ALL.len()], |plan| {
        let tier = number % plan.tiers.len();
        let (_, mut topology) = nn_twin::description::read(declaration);
        draw_parameters(&mut topology, random);
        let mut rows = |len: usize| -> Vec<Vec<f64>> {
            (0..STEPS).map(|_| (0..len).map(|_| random.symmetric(2.0)).collect()).collect()
        };
        let (inputs, targets) = (rows(topology.input), rows(topology.output()));
        // One stream, or several side by side.
        let streams: Vec<_> =
            (0..=number % 4 * 3).map(|first| (rotated(&inputs, first), rotated(&targets, 2 * first))).collect();
        let losses = |topology: &Topology| -> Vec<f64> {
            let of_streams: Vec<Vec<f64>> = streams
                .iter()
                .map(|(inputs, targets)| topology.losses_after(inputs, targets, &mut topology.new_memory()))
                .collect();
            (0..STEPS).flat_map(|step| of_streams.iter().map(move |losses| losses[step])).collect()
        };
        let expected = losses(&topology);
        if expected.iter().any(|loss| loss.is_nan() || *loss > 1e4) {
            return 0;
        }
        let keeps = |_: usize, _: usize, _: usize| true;
        let machine = Machine { plan, topology: &topology, parameters: stored(plan, &topology), keeps: &keeps };
        // A row's loss is a mean over its outputs.
        let scale = 1.0 / topology.output() as f64;
        let given: Vec<_> = streams.iter().map(|(inputs, _)| narrow(inputs)).collect();
        let wanted: Vec<_> = streams.iter().map(|(_, targets)| targets.clone()).collect();
        let found = machine.windows(tier, &given, &wanted, scale).expect("a stream with a loss trains");
        let title = |what: String| format!("{what}, tier {tier} of\n{declaration}");
        for (step, (expected, found)) in expected.iter().zip(&found.losses).enumerate() {
            assert_near(&title(format!("loss of row {step}")), *expected, *found as f32, 100.0 * expected.max(1.0));
        }
        let values: Vec<f64> = topology.parameters().iter().flat_map(|tensor| tensor.values.clone()).collect();
        let mut moved = topology.clone();
        // Differences of fourth order, which say nothing where those of half the distance are others: at a kink.
        let mut derivative = |position: usize| {
            let mut by = |step: f64| {
                let mut loss_at = |by: f64| {
                    let mut values = values.clone();
                    values[position] += by * step;
                    moved.set_parameters(values);
                    losses(&moved).iter().sum::<f64>()
                };
                let [far_before, before, behind, far_behind] = [-2.0, -1.0, 1.0, 2.0].map(&mut loss_at);
                (far_before - 8.0 * before + 8.0 * behind - far_behind) / (12.0 * step)
            };
            let (first, second) = (by(2e-3), by(1e-3));
            ((first - second).abs() < 1e-5 * (1.0 + first.abs())).then_some(second)
        };
        let (mut first, mut compared) = (0, Vec::new());
        for ((tensor, field), found) in
            topology.parameters().iter().zip(tensors(plan)).zip(of_tensors(plan, &found.fields))
        {
            let len = tensor.values.len();
            for _ in 0..len.min(NUMBERS) {
                let position = random.below(len);
                let found = found[field.position(position) - field.offset];
                if !field.is_trained {
                    assert!(found == 0.0, "{}", title(format!("d {}", field.path)));
                } else if let Some(expected) = derivative(first + position) {
                    compared.push((field.path.clone(), position, expected, found));
                }
            }
            first += len;
        }
        let largest = compared.iter().fold(1.0, |largest: f64, (_, _, d, _)| largest.max(d.abs()));
        for (path, position, expected, found) in &compared {
            assert_near(&title(format!("d {path}, number {position}")), *expected, *found, 20.0 * largest);
        }
        compared.len()
    })
}

/// Checks random networks, as many as the variable says, and tells how many these are and what was checked of each.
fn check_random(declaration: fn(usize, &mut Random) -> String) -> (usize, Vec<Checked>) {
    let networks = std::env::var("NN_TOPOLOGIES").map_or(NETWORKS, |text| text.parse().expect("a number of networks"));
    // Of each two, one a thread: a fixed number of threads, so that the networks are the same on every machine.
    let checked = std::thread::scope(|scope| {
        let workers = [0, 1].map(|first| {
            scope.spawn(move || {
                let mut random = Random::new(31 + 100 * first as u64);
                let mut check_one = |index| check(&declaration(index, &mut random), index, &mut random);
                (first..networks).step_by(2).map(&mut check_one).collect::<Vec<Checked>>()
            })
        });
        workers.into_iter().flat_map(|worker| worker.join().expect("a network that is computed otherwise")).collect()
    });
    (networks, checked)
}

#[test]
fn networks_with_orientations_of_their_own_compute_what_the_twin_computes() {
    let mut random = Random::new(32);
    for declaration in [
        "#[loss(mse)] struct Net: [2] -> [1] { dense(8, tanh), dense(1, sigmoid) }",
        "#[loss(huber(0.5))] struct Net: [9] -> [3] { a: dense(11, relu), dense(5, elu), concat(a), dense(3) }",
        "#[loss(mae)] struct Net: [37] -> [4] { dense(20, leaky_relu(-0.3)), dense(4, softplus) }",
        "#[loss(mse)] struct Net: [40] -> [3] { dense(16, selu), dense(3, softmax) }",
        "#[loss(cross_entropy)] struct Net: [30] -> [5] { a: dense(24, gelu), dropout(0.5), dense(24), add(a), dense(5, softmax) }",
        "#[loss(mse)] struct Net: [16] -> [16] { relu, add(input) }",
        // Both layers are long enough for functions of two rows, forward and backward.
        "#[loss(mse)] struct Net: [64] -> [3] { dense(256, relu), dense(64, tanh), dense(3) }",
        "struct Net: [21] -> [7] { a: dense(33, tanh), dense(33, silu), dropout(0.1), add(a), dense(7, softmax) }",
    ] {
        for tier in 0..3 {
            assert_ne!(check(declaration, tier, &mut random), Checked::Nothing);
        }
    }
}

/// Norms that are part of the convolution before them, with an activation behind and without, and norms that are not. The constant is
/// large because variances that are drawn may be negative.
#[test]
fn norms_behind_convolutions_compute_what_the_twin_computes() {
    let mut random = Random::new(36);
    for lines in [
        "conv2d(17, 3, bias = false), batch_norm(eps = 1.0), relu, conv2d(5, 1), batch_norm(eps = 1.5), tanh",
        "conv2d(16, 3, stride = 2, padding = 1), batch_norm(eps = 1.0, affine = false), dropout(0.3), gelu",
        "conv2d(8, 1), batch_norm(eps = 1.0), a: relu6, depthwise_conv2d(3, padding = 1), batch_norm(eps = 1.0), add(a)",
        "conv2d(33, 3, padding = 1), a: batch_norm(eps = 1.0), relu, add(a), conv2d(4, 3), batch_norm(eps = 1.0)",
        "a: conv2d(3, 3, padding = 1), batch_norm(eps = 1.0), add(a), conv_transpose2d(6, 2, stride = 2), batch_norm(eps = 1.0), exp",
        "conv2d(32, 3), batch_norm(eps = 1.0), max_pool(2), conv2d(64, 1, groups = 2), batch_norm(eps = 1.0), silu",
        "conv2d(17, 3), batch_norm(eps = 1.0), square",
    ] {
        let declaration = format!("struct Net: [3, 6, 5] -> [3] {{ {lines}, global_avg_pool, dense(3) }}");
        for number in 0..9 {
            assert_ne!(check(&declaration, number, &mut random), Checked::Nothing, "{declaration}");
        }
    }
}

/// Maps whose rows go through the dense layers behind them together.
#[test]
fn dense_layers_behind_maps_compute_what_the_twin_computes() {
    let mut random = Random::new(36);
    for lines in [
        "conv2d(6, 3, relu), max_pool(2), flatten, dense(60, relu), dense(40, tanh), dense(3, softmax)",
        "conv2d(16, 3, relu), avg_pool(2), flatten, dense(120, relu), dense(3)",
        "conv2d(5, 3, tanh, stride = 2), flatten, a: dense(90, relu), dropout(0.25), dense(90, gelu), add(a), layer_norm, dense(3)",
        "conv2d(17, 3, relu), a: global_avg_pool, dropout(0.25), dense(400, relu), concat(a), dense(3)",
        // What is joined with the map is computed row by row, too.
        "c: conv2d(17, 3, relu), a: global_avg_pool, global_max_pool(from = c), concat(a), dense(300, relu), dense(3)",
    ] {
        let declaration = format!("#[loss(mse)] struct Net: [2, 9, 8] -> [3] {{ {lines} }}");
        for tier in 0..9 {
            // A mask may move a row of so many rectifiers to a kink.
            assert_ne!(check(&declaration, tier, &mut random), Checked::Nothing, "{declaration}");
        }
        planned(&declaration, Family::X86, |plan| {
            let kinds = |wanted: fn(PassKind) -> bool| plan.passes.iter().filter(|pass| wanted(pass.kind)).count();
            assert_eq!(kinds(|kind| kind == PassKind::Maps), plan.tiers.len(), "{declaration}");
            assert_eq!(kinds(|kind| matches!(kind, PassKind::Inference(Rows::UpTo(_)))), plan.tiers.len());
        });
    }
    // Weights that the first cache holds.
    planned("struct Net: [2, 9, 8] -> [3] { conv2d(8, 3, relu), global_avg_pool, dense(3) }", Family::X86, |plan| {
        assert_eq!(plan.behind_maps(), None);
        assert_eq!(plan.rows_together(super::super::TierId(0)), Rows::Exactly(1));
    });
}

/// Vectors of whole windows.
#[test]
fn vectors_of_windows_compute_what_the_twin_computes() {
    let mut random = Random::new(38);
    for lines in [
        "last",
        "mean_over_time, dense(3)",
        "conv1d(17, 3, tanh), a: last, mean_over_time(from = map), concat(a), dense(3)",
        "conv1d(16, 2), permute([1, 0]), last, dense(3)",
        "conv1d(5, 2, relu), dropout(0.25), mean_over_time, dense(3, softmax)",
    ] {
        let declaration = match lines {
            "last" => "#[loss(mse)] struct Net: [2, 7] -> [2] { conv1d(2, 1), last }".to_owned(),
            _ => format!("#[loss(mse)] struct Net: [2, 7] -> [3] {{ map: conv1d(4, 1), {lines} }}"),
        };
        for tier in 0..3 {
            assert_ne!(check(&declaration, tier, &mut random), Checked::Nothing, "{declaration}");
        }
    }
}

/// Layers with a memory over windows: of one step and of several, one behind the other, and between maps.
#[test]
fn windows_of_steps_compute_what_the_twin_computes() {
    let mut random = Random::new(39);
    for (shapes, lines) in [
        ("[2, 7] -> [5]", "rnn(5), last"),
        ("[2, 7] -> [3]", "rnn(17, relu), last, dense(3)"),
        ("[3, 5] -> [16, 5]", "lstm(16)"),
        ("[3, 6] -> [5, 6]", "lstm(17), lstm(5)"),
        ("[3, 6] -> [7]", "lstm(7, bias = false), mean_over_time"),
        ("[1, 9] -> [2]", "lstm(4), flatten, dense(2)"),
        ("[4, 5] -> [20]", "gru(20), last"),
        ("[4, 5] -> [3, 5]", "conv1d(17, 3, tanh, causal = true), a: gru(17), add(0), rnn(3)"),
        ("[2, 6] -> [3]", "gru(5), b: dropout(0.25), gru(16), concat(b), mean_over_time, dense(3, softmax)"),
        ("[3, 1] -> [5, 1]", "lstm(9), gru(5)"),
        ("[3, 1] -> [2]", "conv1d(4, 1), rnn(6), last, dense(40, relu), dense(2)"),
        ("[3, 5] -> [8, 5]", "lstm(4, bidirectional = true)"),
        ("[3, 6] -> [5, 6]", "lstm(4, bidirectional = true), conv1d(5, 1, log_softmax)"),
        ("[3, 6] -> [17, 6]", "gru(17), softmax"),
        ("[4, 5] -> [3, 4]", "permute([1, 0]), softmax, conv1d(3, 1), log_softmax"),
        ("[3, 5] -> [4, 5]", "lstm(4, reverse = true)"),
        ("[2, 4] -> [3]", "gru(17, layers = 2, reverse = true), rnn(4, reverse = true), last, dense(3)"),
        ("[2, 4] -> [3]", "gru(17, layers = 2, bidirectional = true), last, dense(3)"),
        ("[2, 4] -> [3]", "gru(17, reset = before, layers = 2, bidirectional = true), last, dense(3)"),
        ("[3, 6] -> [5, 6]", "gru(17, reset = before), gru(5, reset = before, bias = false)"),
        ("[2, 4] -> [3]", "rnn(3, layers = 3), rnn(16, bias = false, bidirectional = true), mean_over_time, dense(3)"),
        (
            "[6, 4] -> [2]",
            "permute([1, 0]), lstm(6), dropout(0.25), last, dense(200, silu), dense(100, tanh), dense(2)",
        ),
    ] {
        let lines = lines.replace("add(0)", "add(start)").replace("conv1d(17", "start: conv1d(17");
        let loss = if lines.ends_with("softmax") && !lines.contains("log_softmax") { "cross_entropy" } else { "mse" };
        let declaration = format!("#[loss({loss})] struct Net: {shapes} {{ {lines} }}");
        for number in 0..9 {
            assert_eq!(check(&declaration, number, &mut random), Checked::Gradients, "{declaration}");
        }
    }
    for lines in ["lstm(5, initial = true)", "rnn(5, initial = true, reverse = true)"] {
        let declaration = format!("struct Net: [3, 6] -> [5, 6] {{ {lines} }}");
        for number in 0..9 {
            assert_ne!(check(&declaration, number, &mut random), Checked::Nothing, "{declaration}");
        }
    }
}

/// Infinite at 0, which is what padding holds behind a softmax: in front of sums over lanes, joins, vectors and norms, within dense layers
/// that have no padding, and in networks so small that a batch has a row in each lane.
#[test]
fn singular_activations_compute_what_the_twin_computes() {
    let mut random = Random::new(34);
    let (mut n_checked, mut n_networks) = (0, 0);
    for of in ["sqrt", "log", "reciprocal"] {
        for size in [1, 2, 15, 16, 17, 32, 53] {
            for (loss, rest) in [
                ("mse", format!("softmax, {of}, dense(3)")),
                ("mse", format!("p: softmax, {of}, mul(p), dense({size})")),
                ("huber(0.5)", format!("p: softmax, {of}, dropout(0.25), affine, add(p)")),
                ("mse", format!("sigmoid, {of}, prelu, dense(20, tanh), dense(2)")),
                ("mse", format!("softmax, p: dense({size}, softplus), {of}, sub(p), scale(0.5)")),
            ] {
                let outputs = match rest.rsplit_once("dense(") {
                    Some((_, "3)")) => 3,
                    Some((_, "2)")) => 2,
                    _ => size,
                };
                let declaration =
                    format!("#[loss({loss})] struct Net: [4] -> [{outputs}] {{ first: dense({size}), {rest} }}");
                for tier in 0..3 {
                    n_checked += usize::from(check(&declaration, tier, &mut random) != Checked::Nothing);
                    n_networks += 1;
                }
            }
        }
    }
    assert!(n_checked * 10 > n_networks * 9, "{n_checked} of {n_networks} networks have rows that say something");
}

/// Padding that grows to infinity where no number of a row does: of `log_softmax` it is 0, and all numbers are below.
#[test]
fn padding_that_grows_faster_than_numbers_reaches_no_sum() {
    let mut random = Random::new(35);
    for lines in [
        "exp, scale(8.0), exp, scale(0.04), exp, dense(3)",
        "exp, scale(8.0), exp, scale(0.04), p: exp, dense(9), mul(p), dropout(0.25), dense(3)",
        "exp, scale(50.0), square, square, square, square, square, scale(1e-20), dense(3)",
        "scale(0.05), dense(17, exp), scale(0.25), log_softmax, exp, scale(8.0), exp, scale(0.04), exp, dense(3)",
    ] {
        for size in [9, 17, 53] {
            let lines = lines.replace("dense(9)", &format!("dense({size})"));
            let declaration =
                format!("#[loss(mse)] struct Net: [4] -> [3] {{ dense({size}), scale(0.25), log_softmax, {lines} }}");
            for tier in 0..3 {
                assert_eq!(check(&declaration, tier, &mut random), Checked::Gradients, "{declaration}");
            }
        }
    }
}

/// Compiled tests, of which only the gate runs these.
const FILES: [&str; 6] = [
    "elementwise/main.rs",
    "heads/few.rs",
    "heads/narrow.rs",
    "losses/twin.rs",
    "wiring/dropout.rs",
    "wiring/joins.rs",
];

/// Joins, few outputs and losses as the compiled tests have them.
#[test]
fn the_networks_of_other_tests_compute_what_the_twin_computes() {
    let mut random = Random::new(33);
    let tests = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/tests");
    let mut networks = 0;
    for file in FILES {
        let text = std::fs::read_to_string(tests.join(file)).expect("the tests are beside this crate");
        for declaration in declarations(&text) {
            for tier in 0..3 {
                assert_ne!(check(&declaration, tier, &mut random), Checked::Nothing);
            }
            networks += 1;
        }
    }
    assert!(networks > 60, "{networks} networks were found");
}

/// What stands in a `pair!`: each network with its loss.
fn declarations(text: &str) -> Vec<String> {
    let body = text.split_once("pair! {").map_or("", |(_, body)| body);
    let body = body.split_once("\n}").map_or("", |(body, _)| body);
    let (mut found, mut depth, mut declaration) = (Vec::new(), 0_usize, String::new());
    for line in body.lines().filter(|line| !line.trim_start().starts_with("//")) {
        declaration += line;
        declaration.push('\n');
        depth += line.matches('{').count();
        let closed = line.matches('}').count();
        depth -= closed;
        if closed > 0 && depth == 0 {
            found.push(std::mem::take(&mut declaration));
        }
    }
    found
}

/// What was compared with the twin.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Checked {
    /// The network has no rows that say something.
    Nothing,
    /// It has no loss, or dropout moved its rows to a kink.
    Outputs,
    /// The outputs as well.
    Gradients,
}

/// Compares every pass of one tier, unless the network has no rows that say something.
fn check(declaration: &str, number: usize, random: &mut Random) -> Checked {
    let tokens = format!("@crate(::nn_runtime) {declaration}").parse().expect("a declaration is tokens");
    let model = match crate::model(tokens) {
        Ok(model) => model,
        Err(failure) => panic!("{declaration} has errors: {:?}", failure.errors.texts()),
    };
    // Every family of targets in turn, and every tier of each.
    let family = Family::ALL[number / 3 % Family::ALL.len()];
    let plan = plan(&model, family);
    let tier = number % plan.tiers.len();
    let (_, mut topology) = nn_twin::description::read(declaration);
    draw_parameters(&mut topology, random);
    let Some((inputs, targets)) = find_rows(&topology, ROWS, random) else { return Checked::Nothing };
    let key = random.bits();
    let keeps = |row: usize, mask: usize, element: usize| {
        let place = (row as u64) << 40 | (mask as u64) << 20 | element as u64;
        Random::new(key ^ place.wrapping_mul(0x9e37_79b9_7f4a_7c15)).chance(0.6)
    };
    let machine = Machine { plan: &plan, topology: &topology, parameters: stored(&plan, &topology), keeps: &keeps };
    let rows = Drawn { inputs: &inputs, targets: &targets };
    let what = format!("tier {tier} of\n{declaration}");
    check_outputs(&machine, tier, rows, &what);
    if topology.loss.is_some() && check_gradients(&machine, tier, rows, &what) {
        Checked::Gradients
    } else {
        Checked::Outputs
    }
}

/// Rows of inputs and targets; both are exact in `f32`.
#[derive(Clone, Copy)]
struct Drawn<'a> {
    inputs: &'a [Vec<f64>],
    targets: &'a [Vec<f64>],
}

fn narrow(rows: &[Vec<f64>]) -> Vec<Vec<f32>> {
    rows.iter().map(|row| row.iter().map(|number| *number as f32).collect()).collect()
}

/// The parameters of the twin as the plan stores them.
pub(super) fn stored(plan: &Plan<'_>, topology: &Topology) -> Vec<Vec<f32>> {
    let (fields, of_files) = (tensors(plan), topology.parameters());
    assert_eq!(of_files.len(), fields.len());
    let mut numbers = vec![0.0; plan.fields.iter().map(Field::stored_panels).sum::<usize>() * LANES];
    for (field, tensor) in fields.iter().zip(&of_files) {
        for (index, value) in tensor.values.iter().enumerate() {
            numbers[field.position(index)] = *value as f32;
        }
    }
    let of_field = |field: &Field| numbers[field.offset..][..field.stored_panels() * LANES].to_vec();
    plan.fields.iter().map(of_field).collect()
}

/// The tensors of files, of which some are several fields.
fn tensors(plan: &Plan<'_>) -> Vec<Field> {
    plan.fields.iter().filter_map(Field::tensor).collect()
}

/// The numbers of fields as those of tensors.
fn of_tensors(plan: &Plan<'_>, fields: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let all = fields.concat();
    tensors(plan).iter().map(|tensor| all[tensor.offset..][..tensor.stored_panels() * LANES].to_vec()).collect()
}

fn assert_near(what: &str, expected: f64, found: f32, scale: f64) {
    let error = (expected - f64::from(found)).abs();
    // Each operation rounds subnormal numbers to a multiple of the smallest.
    let allowed = TOLERANCE * scale + RELATIVE * expected.abs() + 100.0 * f64::from(f32::from_bits(1));
    assert!(error <= allowed, "{what}: expected {expected}, found {found}, scale {scale:e}");
}

/// All passes of inference: near the twin, and with one result to the bit.
fn check_outputs(machine: &Machine<'_>, tier: usize, rows: Drawn<'_>, what: &str) {
    let plan = machine.plan;
    let inputs = narrow(rows.inputs);
    let alone: Vec<Vec<f32>> = inputs
        .iter()
        .map(|input| {
            let input = std::slice::from_ref(input);
            machine.outputs(PassKind::Inference(Rows::Exactly(1)), tier, input).expect("every network infers").remove(0)
        })
        .collect();
    for (row, (input, found)) in rows.inputs.iter().zip(&alone).enumerate() {
        let trace = machine.topology.trace(input, None);
        // What a head yields is part of the loss, not of a pass.
        let last = if plan.head.is_some() { &trace.before } else { &trace.after };
        let expected = last.last().expect("a network has lines");
        let scale = expected.iter().fold(1.0, |largest: f64, value| largest.max(value.abs()));
        for (output, (expected, found)) in expected.iter().zip(found).enumerate() {
            assert_near(&format!("output {output} of row {row}, {what}"), *expected, *found, scale);
        }
    }
    for pass in plan.passes.iter().filter(|pass| pass.tier.0 == tier) {
        let at_once = match pass.kind {
            PassKind::Inference(Rows::Exactly(rows)) => rows,
            PassKind::Inference(Rows::UpTo(rows)) => rows.min(ROWS),
            PassKind::InferenceColumns => LANES,
            _ => continue,
        };
        let found = machine.outputs(pass.kind, tier, &inputs[..at_once]).expect("the pass is there");
        for (row, (alone, found)) in alone.iter().zip(&found).enumerate() {
            assert_eq!(bits(alone), bits(found), "row {row} alone and in {:?}, {what}", pass.kind);
        }
    }
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// All passes that train, unless a mask moved a row to a kink. Whether it did not.
fn check_gradients(machine: &Machine<'_>, tier: usize, rows: Drawn<'_>, what: &str) -> bool {
    let plan = machine.plan;
    let mean_over =
        plan.loss().map_or(1, |loss| loss.facts().mean_over(machine.topology.output(), plan.model.output.places()));
    // Rows that a mask moved to a kink say nothing.
    let masks: Vec<Vec<Vec<bool>>> = (0..ROWS).map(|row| masks_of(machine, row)).collect();
    let clear = |row: &usize| {
        let (input, target) = (&rows.inputs[*row], &rows.targets[*row]);
        machine.topology.distance_from_kinks(input, Some(target), Some(&masks[*row])) > 2e-5
            && machine.topology.has_digits(input, Some(&masks[*row]))
    };
    if !(0..ROWS).all(|row| clear(&row)) {
        return false;
    }
    let scale = 1.0 / (ROWS * mean_over) as f64;
    let expected = machine.topology.gradients(rows.inputs, rows.targets, Some(&masks));
    let found = machine.gradient(tier, &narrow(rows.inputs), rows.targets, scale).expect("the network is trained");
    let mean = found.losses.iter().sum::<f64>() / ROWS as f64;
    let error = (mean - expected.loss).abs();
    assert!(
        error <= TOLERANCE * (1.0 + expected.loss.abs()),
        "loss of {what}: expected {}, found {mean}",
        expected.loss
    );
    compare(plan, &expected, &found.fields, &format!("batch, {what}"));

    if !plan.serves_a_row(super::super::TierId(tier)) {
        return true;
    }
    let (inputs, targets, masks) = (&rows.inputs[..1], &rows.targets[..1], &masks[..1]);
    let expected = machine.topology.gradients(inputs, targets, Some(masks));
    let (input, target) = (narrow(inputs).remove(0), &targets[0]);
    let (scale, rate) = (1.0 / mean_over as f64, 0.125);
    let row = (input.as_slice(), target.as_slice());
    let gradient =
        machine.single_row(Purpose::Gradient, tier, row, (scale, 0.0)).expect("the network learns from a row");
    compare(plan, &expected, &gradient.fields, &format!("a row, {what}"));
    let descended =
        machine.single_row(Purpose::Descent, tier, row, (scale, rate)).expect("the network learns from a row");
    for (field, (gradient, (before, after))) in
        gradient.fields.iter().zip(machine.parameters.iter().zip(&descended.fields)).enumerate()
    {
        for (index, (d, (before, after))) in gradient.iter().zip(before.iter().zip(after)).enumerate() {
            let expected = f64::from(*before) - f64::from(rate) * f64::from(*d);
            let scale = f64::from(before.abs()) + f64::from(d.abs());
            assert_near(
                &format!("{index} of {} after a step, {what}", plan.fields[field].path),
                expected,
                *after,
                scale,
            );
        }
    }
    true
}

/// The masks of one row, by line.
fn masks_of(machine: &Machine<'_>, row: usize) -> Vec<Vec<bool>> {
    let mut dropouts = 0;
    let of_node = |node: &nn_twin::topology::Node| {
        if !matches!(node.layer, nn_twin::topology::Layer::Dropout { .. }) {
            return Vec::new();
        }
        dropouts += 1;
        (0..node.len).map(|element| (machine.keeps)(row, dropouts - 1, element)).collect()
    };
    machine.topology.nodes.iter().map(of_node).collect()
}

/// Every element of a gradient, and zeros in its padding.
fn compare(plan: &Plan<'_>, expected: &nn_twin::gradients::Gradients, found: &[Vec<f32>], what: &str) {
    for (((field, tensor), magnitudes), found) in
        tensors(plan).iter().zip(&expected.parameters).zip(&expected.magnitudes).zip(of_tensors(plan, found))
    {
        let mut is_padding = vec![true; found.len()];
        let largest = magnitudes.iter().fold(0.0, |largest: f64, size| largest.max(*size));
        for (index, expected) in tensor.values.iter().enumerate() {
            let position = field.position(index) - field.offset;
            is_padding[position] = false;
            let scale = magnitudes[index].max(largest);
            assert_near(&format!("d {}[{index}] of {what}", field.path), *expected, found[position], scale);
        }
        let padding = found.iter().zip(is_padding).filter(|(_, is_padding)| *is_padding);
        assert!(
            padding.map(|(number, _)| *number).all(|number| number == 0.0),
            "padding of d {} of {what}",
            field.path
        );
    }
}
