//! Networks with `#[math(fast)]` beside the same with exact functions: outputs within what the errors of the functions allow, the same bits at
//! every instruction set, and derivatives of what they compute.

use nn_runtime::network::{Network, Parameters, Train};
use nn_runtime::prelude::*;

/// The largest relative error of a function.
const ERROR: f64 = 6.5e-5;

nn_runtime::network! {
    #[loss(mse)]
    struct Exact: [9] -> [5] { dense(17, tanh), dense(33, sigmoid), dense(16, silu), dense(5, softmax) }
}

nn_runtime::network! {
    /// The same.
    #[math(fast)]
    #[loss(mse)]
    struct Fast: [9] -> [5] { dense(17, tanh), dense(33, sigmoid), dense(16, silu), dense(5, softmax) }
}

nn_runtime::network! {
    #[math(exact)]
    #[loss(mse)]
    struct ExactMemory: [2] -> [3] { lstm: lstm(17), gru: gru(5), dense(3) }
}

nn_runtime::network! {
    #[math(fast)]
    #[loss(mse)]
    struct FastMemory: [2] -> [3] { lstm: lstm(17), gru: gru(5), dense(3) }
}

/// The same parameters in another network of the same layers.
#[expect(clippy::unnecessary_box_returns, reason = "a network is made in a box")]
fn as_other<A: Parameters, B: Parameters>(net: &A) -> Box<B> {
    let mut other = B::zeros();
    other.as_flat_mut().copy_from_slice(net.as_flat());
    other
}

fn input<const N: usize>(row: usize) -> [f32; N] {
    std::array::from_fn(|index| ((row * N + index) as f32 * 0.61).sin() * 1.5)
}

/// The largest sum of magnitudes over the inputs of an output, of a dense layer.
fn gain<N: Parameters>(net: &N, name: &str) -> f64 {
    let parameter = N::LAYOUT.iter().find(|parameter| parameter.name == name).expect("a weight");
    let [outputs, inputs] = parameter.shape[..] else { panic!("{name} has shape {:?}", parameter.shape) };
    let numbers: Vec<f64> = parameter.positions().map(|position| f64::from(net.as_flat()[position]).abs()).collect();
    assert_eq!(numbers.len(), outputs * inputs);
    numbers.chunks(inputs).map(|row| row.iter().sum::<f64>()).fold(0.0, f64::max)
}

#[test]
fn a_fast_network_is_near_the_exact_one() {
    let exact = Exact::init(3);
    let fast: Box<Fast> = as_other(&*exact);
    // The error of a line is that of its function, and that of the line before times weights and the steepest slope of the function. Values of
    // tanh and sigmoid are below 1; those of silu are below its argument, which is below the sum of the weights.
    let mut bound = ERROR;
    bound = 0.25 * gain(&*exact, "1.weight") * bound + ERROR;
    let largest = gain(&*exact, "2.weight");
    bound = 1.1 * gain(&*exact, "2.weight") * bound + ERROR * largest;
    // Shares: the relative error of each exponential and of their sum, and twice the error of an argument.
    bound = 2.0 * (gain(&*exact, "3.weight") * bound + ERROR);
    let mut differs = false;
    for row in 0..200 {
        let (found, expected) = (fast.predict(&input(row)), exact.predict(&input(row)));
        for (found, expected) in found.into_iter().zip(expected) {
            let distance = f64::from(found - expected).abs();
            assert!(distance <= bound, "row {row}: {found}, expected {expected} to {bound:.1e}");
            differs |= distance > 0.0;
        }
    }
    assert!(differs, "the functions are the exact ones");
    println!("bound {bound:.2e}");
}

#[test]
fn a_fast_stream_is_near_the_exact_one() {
    let exact = ExactMemory::init(5);
    let fast: Box<FastMemory> = as_other(&*exact);
    let (mut of_exact, mut of_fast) = (exact.new_state(), fast.new_state());
    let of = |name: &str| gain(&*exact, name);
    // Errors of the cell, of the outputs `h`, of the GRU's state: from step to step, with the steepest slopes, 1/4 and 1. Gates, hyperbolic
    // tangents and states of a GRU are below 1, a cell is below the number of steps.
    let (mut cell, mut h, mut state) = (0.0_f64, 0.0_f64, 0.0_f64);
    for step in 0..12 {
        let (x, y) = (fast.step(&mut of_fast, &input(step)), exact.step(&mut of_exact, &input(step)));
        let gate = of("lstm.weight_hh_l0") * h;
        let (of_sigmoid, of_tanh) = (0.25 * gate + ERROR, gate + ERROR);
        cell += of_sigmoid * step as f64 + of_sigmoid + of_tanh;
        h = of_sigmoid + cell + ERROR;
        let gate = of("gru.weight_ih_l0") * h + of("gru.weight_hh_l0") * state;
        let of_sigmoid = 0.25 * gate + ERROR;
        let of_new = gate + of_sigmoid * of("gru.weight_hh_l0") + ERROR;
        state += 2.0 * of_sigmoid + of_new;
        let bound = of("2.weight") * state;
        for (found, expected) in x.into_iter().zip(y) {
            let distance = f64::from(found - expected).abs();
            assert!(distance <= bound, "step {step}: {found}, expected {expected} to {bound:.1e}");
            // The bound grows fast; what is found does not.
            assert!(distance <= 20.0 * ERROR, "step {step}: {found}, expected {expected}");
        }
    }
}

#[test]
fn levels_have_the_same_bits() {
    let (net, memory) = (Fast::init(7), FastMemory::init(7));
    let inputs: Vec<[f32; 9]> = (0..37).map(input).collect();
    let steps: Vec<[f32; 2]> = (0..37).map(input).collect();
    let of = |level: Level| {
        let mut batch = vec![[0.0; 5]; inputs.len()];
        net.predict_batch_at(level, &inputs, &mut batch).expect("equal lengths");
        let rows: Vec<[f32; 5]> = inputs.iter().map(|input| net.predict_at(level, input)).collect();
        assert_eq!(batch, rows, "a batch at {level:?}");
        let mut block = vec![[0.0; 3]; steps.len()];
        memory.process_at(level, &mut memory.new_state(), &steps, &mut block).expect("equal lengths");
        let mut state = memory.new_state();
        let single: Vec<[f32; 3]> = steps.iter().map(|input| memory.step_at(level, &mut state, input)).collect();
        assert_eq!(block, single, "a block at {level:?}");
        (rows, single)
    };
    let fused: Vec<_> = Level::available().filter(|level| level.has_fused_multiply_add()).map(of).collect();
    assert!(fused.windows(2).all(|pair| pair[0] == pair[1]), "levels with fused multiply-add differ");
    for level in Level::available() {
        of(level);
    }
}

/// Asserts derivatives against differences of the same network's losses, for some parameters of each kind.
fn check_gradient<N: Parameters>(net: &mut N, gradient: &N, mut loss: impl FnMut(&N) -> f64) {
    let positions: Vec<usize> = N::LAYOUT.iter().flat_map(|parameter| parameter.positions().step_by(7)).collect();
    let scale = positions.iter().map(|position| f64::from(gradient.as_flat()[*position]).abs()).fold(0.0, f64::max);
    assert!(scale > 1e-3, "derivatives are tiny: {scale}");
    for position in positions {
        let before = net.as_flat()[position];
        let mut at = |by: f32| {
            net.as_flat_mut()[position] = before + by;
            loss(net)
        };
        let (step, up, down) = (0.02_f32, at(0.02), at(-0.02));
        net.as_flat_mut()[position] = before;
        let (expected, found) = ((up - down) / f64::from(2.0 * step), f64::from(gradient.as_flat()[position]));
        // Rounding of the losses, the third derivative, and the slopes of the functions' errors.
        assert!((expected - found).abs() < 3e-3 * scale + 2e-5, "parameter {position}: {found}, expected {expected}");
    }
}

#[test]
fn derivatives_are_those_of_the_fast_functions() {
    let inputs: Vec<[f32; 9]> = (0..20).map(input).collect();
    let targets: Vec<[f32; 5]> =
        (0..20).map(|row| std::array::from_fn(|k| f32::from(u8::from(row % 5 == k)))).collect();
    let (mut net, mut gradient, mut workspace) = (Fast::init(9), Fast::zeros(), Fast::workspace());
    net.gradients(&inputs, &targets, &mut workspace, &mut gradient).expect("a batch");
    check_gradient(&mut *net, &gradient, |net| f64::from(net.loss(&inputs, &targets).expect("a batch")));

    let steps: Vec<[f32; 2]> = (0..24).map(input).collect();
    let targets: Vec<[f32; 3]> = (3..27).map(input).collect();
    let windows = [Window::new(&steps, &targets)];
    let (mut net, mut gradient, mut workspace) = (FastMemory::init(9), FastMemory::zeros(), FastMemory::workspace());
    net.gradients(&mut [State::NEW], &windows, &mut workspace, &mut gradient).expect("a window");
    check_gradient(&mut *net, &gradient, |net| f64::from(net.loss(&mut [State::NEW], &windows).expect("a window")));
}
