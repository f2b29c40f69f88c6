//! Training of streams: loss and derivatives over windows against differences of the interpreter, and values of JAX.

use nn_runtime::loss::Target;
use nn_runtime::prelude::*;
use nn_tests::compare::{Place, assert_within};
use nn_tests::pair::{Declared, Pair, fill, parameters_of};
use nn_tests::random::Random;
use nn_tests::windows::check_training;
use safetensors::SafeTensors;

use crate::golden::{array, with_parameters};

nn_tests::pair! {
    #[loss(mse)]
    struct Rnn: [2] -> [5] { rnn(5), }
    #[loss(mae)]
    struct RnnOfPanels: [3] -> [2] { rnn(17), dense(2), }
    #[loss(mse)]
    struct RnnBehind: [3] -> [2] { dense(7, tanh), rnn(16, bias = false), scale(2.0), dense(2, tanh), }

    #[loss(mse)]
    struct Lstm: [1] -> [1] { lstm(9), dense(1), }
    #[loss(mse)]
    struct LstmOfPanels: [2] -> [17] { lstm(17, initial = true), }
    #[loss(cross_entropy)]
    struct LstmStack: [3] -> [4] { lstm(8), lstm(5), dense(4, softmax), }

    #[loss(mse)]
    struct Gru: [1] -> [1] { gru(6), dense(1), }
    #[loss(huber(0.7))]
    struct GruOfPanels: [4] -> [3] { dense(16), gru(18, bias = false), dense(3), }
    #[loss(mse)]
    struct GruThatResets: [2] -> [2] { gru(17, reset = before), gru(5, reset = before, bias = false, layers = 2), dense(2), }

    #[loss(mse)]
    struct Conv: [1] -> [3] { conv1d(3, 3, causal = true), }
    #[loss(mse)]
    struct ConvStack: [2] -> [2] {
        conv1d(17, 2, tanh, causal = true),
        conv1d(8, 3, silu, dilation = 3, causal = true),
        conv1d(8, 4, groups = 8, causal = true),
        conv1d(12, 2, groups = 4, causal = true),
        gelu,
        conv1d(2, 2, causal = true),
    }
    #[loss(mse)]
    struct WaveNet: [1] -> [1] {
        a0: conv1d(8, 1, causal = true),
        conv1d(16, 3, causal = true),
        glu,
        dense(8),
        a1: add(a0),
        conv1d(16, 3, dilation = 2, causal = true),
        glu,
        s1: dense(8),
        add(a1),
        conv1d(16, 2, dilation = 4, causal = true),
        glu,
        dense(8),
        add(s1),
        softplus,
        dense(1),
    }
    #[loss(mse)]
    struct Delayed: [3] -> [4] { a: dense(4), d: delay(3), sub(a), dense(4), add(d), }
    #[loss(mse)]
    struct Average: [2] -> [5] { dense(5, tanh), ema(0.2), affine, ema(0.5), }
    #[loss(mse)]
    struct Stack: [3] -> [2] { dense(3, tanh), stack(4), dense(8, elu), stack(2, order = newest_first), dense(2), }
    #[loss(binary_cross_entropy)]
    struct Joined: [6] -> [2] {
        first: lstm(8),
        second: gru(8, from = input),
        add(first),
        silu,
        rnn(8),
        concat(first),
        concat(input),
        layer_norm,
        dense(2, sigmoid),
    }
    // What is remembered is the output, and is read by others as well.
    #[loss(mse)]
    struct Residual: [12] -> [12] { dense(12, tanh), last: gru(12), add(input), mul(last), }
    // Each input is an image.
    #[loss(mse)]
    struct Images: [1, 6, 5] -> [3] { conv2d(4, 3, tanh), avg_pool(2), flatten, lstm(6), dense(3), }
}

macro_rules! tests {
    ($($test:ident: $network:ident;)*) => {$(
        #[test]
        fn $test() {
            check_training::<$network>();
        }
    )*};
}

tests! {
    rnn: Rnn;
    rnn_of_panels: RnnOfPanels;
    rnn_behind: RnnBehind;
    lstm: Lstm;
    lstm_of_panels: LstmOfPanels;
    lstm_stack: LstmStack;
    gru: Gru;
    gru_of_panels: GruOfPanels;
    gru_that_resets: GruThatResets;
    conv: Conv;
    conv_stack: ConvStack;
    wave_net: WaveNet;
    delayed: Delayed;
    average: Average;
    stack: Stack;
    joined: Joined;
    residual: Residual;
    images: Images;
}

/// Loss, derivatives and three steps of plain descent, as JAX computes them in float64; sequences are streams of their own.
fn check_golden<N>(parameters: &[u8], training: &[u8], name_of: fn(&str) -> String)
where
    N: TrainStream<Input = [f32; 1], Output = [f32; 1]>,
    [f32; 1]: Target<N::Loss, [f32; 1]>,
{
    let [parameters, training] =
        [parameters, training].map(|bytes| SafeTensors::deserialize(bytes).expect("well formed"));
    let mut net = with_parameters::<N>(|name| array(&parameters, &format!("param.{}", name_of(name))));
    let rows = |name: &str| -> Vec<[f32; 1]> { array(&training, name).into_iter().map(|x| [x as f32]).collect() };
    let (x, t) = (rows("x"), rows("t"));
    let steps = x.len() / 8;
    let windows: Vec<_> = x.chunks(steps).zip(t.chunks(steps)).map(|(x, t)| Window::new(x, t)).collect();
    let (mut workspace, mut gradient) =
        (bytemuck::allocation::zeroed_box::<N::Workspace>(), bytemuck::allocation::zeroed_box::<N>());
    let losses = array(&training, "sgd_losses");
    assert_eq!((losses.len(), windows.len()), (4, 8));
    let initial = net.clone();
    for level in Level::available() {
        net.clone_from(&initial);
        for (step, expected) in losses.iter().enumerate() {
            let place = Place { network: N::NAME, level: level.name(), batch: 8 };
            let mut states = [State::NEW; 8];
            let found = net
                .gradients_at(level, &mut states, &windows, 0, &mut workspace, &mut gradient)
                .expect("windows of equal length");
            assert_within(&place, &format!("loss of step {step}"), &[*expected], &[found], 0.0);
            let names: &[(&str, &N)] = match step {
                0 => &[("grad", &gradient)],
                3 => &[("sgd3", &net)],
                _ => &[],
            };
            for (what, found) in names {
                for (name, found) in parameters_of(*found) {
                    let expected = array(&training, &format!("{what}.{}", name_of(name)));
                    let largest = expected.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
                    assert_within(&place, &format!("{what}.{name}"), &expected, &found, 1e-5 * largest);
                }
            }
            let flat = net.as_flat_mut().iter_mut().zip(gradient.as_flat());
            flat.for_each(|(parameter, d)| *parameter -= 0.1 * d);
        }
    }
}

nn_runtime::network! {
    #[loss(mse)]
    pub struct Lstm40: [1] -> [1] {
        rnn: lstm(40),
        fc: dense(1),
    }
}

nn_runtime::network! {
    #[loss(mse)]
    pub struct Conv1d: [1] -> [1] {
        conv1: conv1d(16, 3, tanh, causal = true),
        conv2: conv1d(16, 3, tanh, dilation = 2, causal = true),
        conv3: conv1d(16, 3, tanh, dilation = 4, causal = true),
        fc: conv1d(1, 1, causal = true),
    }
}

#[test]
fn forty_units_learn_as_in_jax() {
    let parameters = include_bytes!("../data/golden/lstm40.safetensors");
    let training = include_bytes!("../data/golden/lstm40_training.safetensors");
    check_golden::<Lstm40>(parameters, training, |name| name.trim_end_matches("_l0").to_owned());
}

#[test]
fn causal_convolutions_learn_as_in_jax() {
    let both = include_bytes!("../data/golden/conv1d.safetensors");
    check_golden::<Conv1d>(both, both, str::to_owned);
}

type Small = [f32; 1];

/// What is refused, and leaves everything as it was.
#[test]
fn windows_that_do_not_fit_are_refused() {
    let mut random = Random::new(3);
    let Pair { net, .. } = Pair::<Lstm>::new(&mut random);
    let (x, t) = ([[0.5_f32; 1]; 65], [[0.25_f32; 1]; 65]);
    let mut states = [net.new_state(); 2];
    let _ = net.step(&mut states[0], &[0.3]);
    let before = states;
    let (mut workspace, mut gradient) = (Lstm::workspace(), Lstm::zeros());
    fill(&mut *gradient, 7.0);
    let kept = gradient.clone();
    let mut refused = |windows: &[Window<'_, Small, Small>]| {
        let error = net.gradients(&mut states, windows, &mut workspace, &mut gradient).expect_err("it does not fit");
        assert_eq!(states, before);
        assert_eq!(gradient, kept);
        error.to_string()
    };
    let window = |x, t| Window::<Small, Small>::new(x, t);
    let good = window(&x[..3], &t[..3]);
    assert_eq!(refused(&[good]), "windows: found 2 states, expected 1, one for each window");
    assert_eq!(
        refused(&[good, window(&x[..3], &t[..2])]),
        "batch: targets has length 2, expected 3, the number of inputs"
    );
    assert_eq!(refused(&[good.warm_up(3), good.warm_up(9)]), "batch: found 0 rows, expected at least 1");
    assert_eq!(
        refused(&[good, window(&x, &t)]),
        "window: found 65 steps, expected at most 64: cut it, or declare `#[window(65)]`"
    );
    let infinite = [[f32::INFINITY]; 3];
    let text = refused(&[good, window(&x[..3], &infinite)]);
    assert!(text.contains("target"), "{text}");
    // It is not looked at.
    let warm = [[f32::NAN], [0.25], [0.25]];
    let windows = [good, window(&x[..3], &warm).warm_up(1)];
    let loss = net.gradients(&mut states, &windows, &mut workspace, &mut gradient).expect("targets in the loss");
    assert!(loss.is_finite() && gradient.as_flat().iter().all(|d| d.is_finite()));
    // A loss has no workspace, and takes windows of any length.
    let windows = [good, window(&x, &t)];
    assert!(net.loss(&mut states, &windows).expect("a loss of long windows").is_finite());
}

nn_tests::pair! {
    #[window(300)]
    #[loss(mse)]
    struct Long: [1] -> [2] { gru(3), dense(2), }
    #[window(9)]
    #[batch(3)]
    #[loss(mse)]
    struct Threes: [2] -> [3] { lstm(5), dense(3), }
    #[window(9)]
    #[batch(1)]
    #[loss(mse)]
    struct Alone: [2] -> [3] { lstm(5), dense(3), }
}

/// Mean loss and gradient of some streams side by side, whose windows have these lengths, and what each remembers after them, at a level.
fn learned<N: TrainStream>(
    net: &N,
    level: Level,
    windows: &[Window<'_, N::Input, N::Output>],
) -> (f32, Vec<f32>, Vec<State<N>>)
where
    N::Output: Target<N::Loss, N::Output>,
{
    let (mut workspace, mut gradient) =
        (bytemuck::allocation::zeroed_box::<N::Workspace>(), bytemuck::allocation::zeroed_box::<N>());
    let mut states = vec![net.new_state(); windows.len()];
    let loss =
        net.gradients_at(level, &mut states, windows, 3, &mut workspace, &mut gradient).expect("windows that fit");
    (loss, gradient.as_flat().to_vec(), states)
}

/// Up to three more streams than stand side by side, of one length and of several: the gradient is the mean of theirs, each stream remembers
/// to the bit what it does alone, and all levels that fuse have the same bits.
fn check_side_by_side<N>()
where
    N: Declared + TrainStream,
    N::Output: Target<N::Loss, N::Output>,
{
    let mut random = Random::named(N::NAME);
    let Pair { net, .. } = Pair::<N>::new(&mut random);
    let mut rows = |len: usize| -> Vec<f32> { (0..len).map(|_| random.symmetric(1.0) as f32).collect() };
    let (x, t) = (rows(24 * size_of::<N::Input>() / 4), rows(24 * size_of::<N::Output>() / 4));
    let (x, t): (&[N::Input], &[N::Output]) = (bytemuck::cast_slice(&x), bytemuck::cast_slice(&t));
    for lengths in [&[7][..], &[7, 7, 7, 4, 0, 9]] {
        for n in 1..=11 {
            let windows: Vec<_> = (0..n)
                .map(|stream| {
                    let range = stream..stream + lengths[stream % lengths.len()];
                    Window::new(&x[range.clone()], &t[range])
                })
                .collect();
            let steps: usize = windows.iter().map(|window| window.inputs.len()).sum();
            let mut bits: Option<Vec<u32>> = None;
            for level in Level::available() {
                let (loss, gradient, states) = learned(&*net, level, &windows);
                let (mut mean_loss, mut mean) = (0.0, vec![0.0; gradient.len()]);
                for (window, state) in windows.iter().zip(&states) {
                    if window.inputs.is_empty() {
                        assert_eq!(*state, net.new_state());
                        continue;
                    }
                    let part = window.inputs.len() as f64 / steps as f64;
                    let (loss, gradient, alone) = learned(&*net, level, &[*window]);
                    assert_eq!(*state, alone[0], "{n} streams of {lengths:?}, {level:?}");
                    mean_loss += part * f64::from(loss);
                    mean.iter_mut().zip(gradient).for_each(|(mean, d)| *mean += part * f64::from(d));
                }
                assert!(
                    (f64::from(loss) - mean_loss).abs() < 1e-6 * mean_loss,
                    "{n} streams of {lengths:?}, {level:?}"
                );
                let largest = mean.iter().fold(0.0, |largest: f64, d| largest.max(d.abs()));
                for (index, (expected, found)) in mean.iter().zip(&gradient).enumerate() {
                    let error = (expected - f64::from(*found)).abs();
                    assert!(error < 2e-6 * largest, "number {index}, {n} streams of {lengths:?}, {level:?}: {error}");
                }
                if level.has_fused_multiply_add() {
                    let found: Vec<u32> = gradient.iter().map(|d| d.to_bits()).chain([loss.to_bits()]).collect();
                    assert_eq!(*bits.get_or_insert_with(|| found.clone()), found, "{level:?} has other bits");
                }
            }
        }
    }
}

#[test]
fn streams_side_by_side_learn_what_each_learns_alone() {
    check_side_by_side::<LstmOfPanels>();
    check_side_by_side::<GruOfPanels>();
    check_side_by_side::<ConvStack>();
    check_side_by_side::<Stack>();
    check_side_by_side::<Images>();
}

/// As many stand side by side as are declared, which is what a workspace has room for.
#[test]
fn streams_are_as_many_as_declared() {
    check_side_by_side::<Threes>();
    check_side_by_side::<Alone>();
    let [threes, alone] =
        [size_of::<<Threes as TrainStream>::Workspace>(), size_of::<<Alone as TrainStream>::Workspace>()];
    assert!((2 * alone..=3 * alone).contains(&threes), "{threes} bytes for three windows, {alone} for one");
}

/// A window is as good as two behind each other as far as outputs go, and derivatives go back through all of it.
#[test]
fn windows_are_as_long_as_declared() {
    let mut random = Random::new(4);
    let Pair { net, .. } = Pair::<Long>::new(&mut random);
    let x: Vec<[f32; 1]> = (0..300).map(|_| [random.symmetric(1.0) as f32]).collect();
    let t = vec![[0.1, -0.2]; 300];
    let (mut workspace, mut whole, mut half) = (Long::workspace(), Long::zeros(), Long::zeros());
    let (mut one, mut two) = ([State::new()], [State::new()]);
    let loss = net.gradients(&mut one, &[Window::new(&x, &t)], &mut workspace, &mut whole).expect("300 steps");
    let halves = [0..150, 150..300].map(|range| Window::new(&x[range.clone()], &t[range]));
    let losses = halves.map(|window| net.gradients(&mut two, &[window], &mut workspace, &mut half).expect("150 steps"));
    assert!((loss - (losses[0] + losses[1]) / 2.0).abs() < 1e-6);
    assert_eq!(one, two);
}

/// What a trainer does is what a loop over windows does: sequences side by side, of unequal lengths, with warm-up over more than a window.
#[test]
fn sequences_are_trained_on_window_by_window() {
    let mut random = Random::new(5);
    let Pair { net, .. } = Pair::<Gru>::new(&mut random);
    let mut numbers = |n: usize| -> Vec<Small> { (0..n).map(|_| [random.symmetric(1.0) as f32]).collect() };
    let data: Vec<(Vec<Small>, Vec<Small>, usize)> =
        [(20, 0), (17, 9), (30, 16), (5, 5), (11, 11)].map(|(n, warm_up)| (numbers(n), numbers(n), warm_up)).to_vec();
    let sequences: Vec<Window<'_, Small, Small>> =
        data.iter().map(|(x, t, warm_up)| Window::new(x, t).warm_up(*warm_up)).collect();

    let mut trained = net.clone();
    let mut batches = 0;
    let mut trainer = Trainer::new(Adam::new(0.01)).batch_size(2).epochs(3).in_order().on_batch(|report| {
        batches += 1;
        assert_eq!((report.step, report.batches), (batches, 5));
        std::ops::ControlFlow::Continue(())
    });
    let report = trainer.fit_sequences(&mut trained, &sequences, 8).expect("sequences that fit");
    drop(trainer);

    let (mut expected, mut workspace, mut gradient) = (net.clone(), Gru::workspace(), Gru::zeros());
    let mut optimization = Optimization::<Gru, _>::new(Adam::new(0.01)).expect("a rate");
    let cut = |sequence: &Window<'static, Small, Small>, first: usize| {
        let end = sequence.inputs.len().min(first + 8);
        let range = first.min(end)..end;
        let n = range.len();
        Window::new(&sequence.inputs[range.clone()], &sequence.targets[range])
            .warm_up(sequence.warm_up.saturating_sub(first).min(n))
    };
    let sequences: Vec<Window<'static, Small, Small>> =
        data.into_iter().map(|(x, t, warm_up)| Window::new(&*Vec::leak(x), &*Vec::leak(t)).warm_up(warm_up)).collect();
    let mut first_losses = Vec::new();
    for _ in 0..3 {
        for group in sequences.chunks(2) {
            let mut states = vec![expected.new_state(); group.len()];
            let longest = group.iter().map(|sequence| sequence.inputs.len()).max().expect("a sequence");
            for first in (0..longest).step_by(8) {
                let windows: Vec<_> = group.iter().map(|sequence| cut(sequence, first)).collect();
                if windows.iter().all(|window| window.warm_up == window.inputs.len()) {
                    for (state, window) in states.iter_mut().zip(&windows) {
                        window.inputs.iter().for_each(|input| _ = expected.step(state, input));
                    }
                    continue;
                }
                let loss =
                    expected.gradients(&mut states, &windows, &mut workspace, &mut gradient).expect("windows that fit");
                first_losses.push(loss);
                optimization.step(&mut *expected, &gradient).expect("a finite gradient");
            }
        }
    }
    assert_eq!(first_losses.len(), 15);
    assert!(trained.as_flat().iter().zip(expected.as_flat()).all(|(a, b)| a.to_bits() == b.to_bits()));
    assert_eq!(report.epochs.len(), 3);
    assert!(report.epochs[2].loss < report.epochs[0].loss);
}

#[test]
fn sequences_that_cannot_be_trained_on_are_refused() {
    let mut random = Random::new(6);
    let Pair { net, .. } = Pair::<Gru>::new(&mut random);
    let (x, t) = (vec![[0.5]; 9], vec![[0.5]; 9]);
    let good = Window::<Small, Small>::new(&x, &t);
    let refused = |trainer: &mut Trainer<'_, Sgd>, sequences: &[Window<'_, Small, Small>], steps: usize| {
        let mut trained = net.clone();
        let error = trainer.fit_sequences(&mut trained, sequences, steps).expect_err("it cannot be trained on");
        assert_eq!(trained, net);
        error.to_string()
    };
    let trainer = || Trainer::new(Sgd::new(0.1));
    assert_eq!(refused(&mut trainer(), &[good], 0), "training: steps of a window is 0, expected 1 or more");
    let text = refused(&mut trainer(), &[good], 65);
    assert_eq!(text, "window: found 65 steps, expected at most 64: cut it, or declare `#[window(65)]`");
    assert_eq!(refused(&mut trainer(), &[], 8), "dataset: found 0 rows, expected at least 1");
    assert_eq!(refused(&mut trainer(), &[good.warm_up(9)], 8), "dataset: found 0 rows, expected at least 1");
    assert_eq!(
        refused(&mut trainer(), &[good, Window::new(&x, &t[1..])], 8),
        "batch: targets has length 8, expected 9, the number of inputs"
    );
    let text = refused(&mut trainer().batch_size(0), &[good], 8);
    assert_eq!(text, "training: batch size is 0, expected 1 or more");
}
