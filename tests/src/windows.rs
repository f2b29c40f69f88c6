//! Does a generated stream learn from windows what differences of the interpreter's loss say?

use nn_runtime::loss::Target;
use nn_runtime::network::Parameters;
use nn_runtime::simd::Level;
use nn_runtime::stream::{State, TrainStream, Window};

use crate::compare::{Place, TOLERANCE, assert_same_bits, assert_within};
use crate::generate::draw_rows;
use crate::pair::{Declared, Pair, assert_padding_is_zero, fill, parameters_of};
use crate::random::Random;
use crate::topology::Topology;

/// Steps of the windows of two streams, one window after the other, and how many of them warm up.
const WINDOWS: [[(usize, usize); 2]; 2] = [[(9, 2), (12, 0)], [(7, 0), (3, 1)]];

/// At most so many numbers of a parameter are looked at.
const NUMBERS: usize = 40;

/// Inputs and targets of a window, for both twins.
struct Steps<N: TrainStream> {
    inputs: Vec<Vec<f64>>,
    targets: Vec<Vec<f64>>,
    input_rows: Vec<N::Input>,
    target_rows: Vec<N::Output>,
    warm_up: usize,
}

impl<N: Declared + TrainStream> Steps<N> {
    fn new(topology: &Topology, (steps, warm_up): (usize, usize), random: &mut Random) -> Self {
        let (inputs, targets) = draw_rows(topology, steps, random);
        let flat = |rows: &[Vec<f64>]| rows.iter().flatten().map(|x| *x as f32).collect::<Vec<f32>>();
        let (input_rows, target_rows) =
            (bytemuck::cast_slice(&flat(&inputs)).to_vec(), bytemuck::cast_slice(&flat(&targets)).to_vec());
        Self { inputs, targets, input_rows, target_rows, warm_up }
    }

    fn window(&self) -> Window<'_, N::Input, N::Output> {
        Window::new(&self.input_rows, &self.target_rows).warm_up(self.warm_up)
    }
}

/// What the interpreter makes of two windows.
struct Expected {
    loss: f64,
    /// Of each parameter some numbers, with the position of each.
    gradient: Vec<Vec<(usize, f64)>>,
    /// What the streams remember behind the windows.
    memories: [Vec<Vec<f64>>; 2],
}

/// The mean loss of two windows from what their streams remember, and its derivatives by differences of fourth order.
fn expected<N: Declared + TrainStream>(
    topology: &Topology,
    windows: &[Steps<N>; 2],
    memories: &[Vec<Vec<f64>>; 2],
    random: &mut Random,
) -> Expected {
    let loss_and_memories = |topology: &Topology| {
        let mut memories = memories.clone();
        let (mut sum, mut n) = (0.0, 0);
        for (window, memory) in windows.iter().zip(&mut memories) {
            let losses = topology.losses_after(&window.inputs, &window.targets, memory);
            sum += losses.iter().skip(window.warm_up).sum::<f64>();
            n += losses.len() - window.warm_up;
        }
        (sum / n as f64, memories)
    };
    let (loss, after) = loss_and_memories(topology);
    let values: Vec<f64> = topology.parameters().iter().flat_map(|tensor| tensor.values.clone()).collect();
    let mut moved = topology.clone();
    let mut first = 0;
    let mut gradient = Vec::new();
    for tensor in topology.parameters() {
        let len = tensor.values.len();
        let positions: Vec<usize> =
            if len <= NUMBERS { (0..len).collect() } else { (0..NUMBERS).map(|_| random.below(len)).collect() };
        let derivative = |position: usize| {
            const STEP: f64 = 1e-3;
            let mut loss_at = |by: f64| {
                let mut values = values.clone();
                values[first + position] += by * STEP;
                moved.set_parameters(values);
                loss_and_memories(&moved).0
            };
            let [far_before, before, behind, far_behind] = [-2.0, -1.0, 1.0, 2.0].map(&mut loss_at);
            (far_before - 8.0 * before + 8.0 * behind - far_behind) / (12.0 * STEP)
        };
        gradient.push(positions.into_iter().map(derivative_with_position(derivative)).collect());
        first += len;
    }
    Expected { loss, gradient, memories: after }
}

fn derivative_with_position(mut derivative: impl FnMut(usize) -> f64) -> impl FnMut(usize) -> (usize, f64) {
    move |position| (position, derivative(position))
}

/// Loss, gradient and states of two streams over two windows each, at every level, and the same bits at all of them that fuse.
///
/// # Panics
/// If they are not so.
pub fn check_training<N: Declared + TrainStream>()
where
    N::Output: Target<N::Loss, N::Output>,
{
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let steps = WINDOWS.map(|windows| windows.map(|window| Steps::<N>::new(&topology, window, &mut random)));
    let mut memories = [topology.new_memory(), topology.new_memory()];
    let expected = [0, 1].map(|index| {
        let expected = expected(&topology, &steps[index], &memories, &mut random);
        memories.clone_from(&expected.memories);
        expected
    });
    let mut bits: Option<Vec<Vec<f32>>> = None;
    for level in Level::available() {
        let place = Place { network: N::NAME, level: level.name(), batch: 2 };
        let mut states = [net.new_state(), net.new_state()];
        let (mut workspace, mut gradient) =
            (bytemuck::allocation::zeroed_box::<N::Workspace>(), bytemuck::allocation::zeroed_box::<N>());
        let mut found_bits = Vec::new();
        for (index, (steps, expected)) in steps.iter().zip(&expected).enumerate() {
            // A gradient is written whole, and a workspace holds what was there before.
            fill(&mut *gradient, f32::NAN);
            let windows = steps.each_ref().map(Steps::window);
            let mut same = states;
            let loss = net.loss_at(level, &mut same, &windows).expect("windows and states");
            let found = net
                .gradients_at(level, &mut states, &windows, 0, &mut workspace, &mut gradient)
                .expect("windows and states");
            assert_within(&place, &format!("loss of window {index}"), &[expected.loss], &[found], 0.0);
            assert_within(&place, &format!("loss of window {index} alone"), &[expected.loss], &[loss], 0.0);
            assert_eq!(same, states, "{place}: states after window {index}");
            assert_padding_is_zero(&*gradient, &place);
            check_gradient::<N>(&place, index, expected, &gradient);
            found_bits.push(vec![found]);
            found_bits.push(gradient.as_flat().to_vec());
            found_bits.extend(states.iter().map(numbers));
        }
        if level.has_fused_multiply_add() {
            match &bits {
                None => bits = Some(found_bits),
                Some(first) => {
                    for (first, found) in first.iter().zip(&found_bits) {
                        assert_same_bits(&place, "level by level", first, found);
                    }
                }
            }
        }
    }
}

/// The numbers of a gradient that were looked at.
fn check_gradient<N: Parameters>(place: &Place, window: usize, expected: &Expected, gradient: &N) {
    let found = parameters_of(gradient);
    // Sums over time cancel: the scale is that of all derivatives.
    let largest = expected.gradient.iter().flatten().fold(0.0, |largest: f64, (_, d)| largest.max(d.abs()));
    for ((name, found), (expected, parameter)) in found.iter().zip(expected.gradient.iter().zip(N::LAYOUT)) {
        let what = format!("d {name} of window {window}");
        if !parameter.is_trained {
            assert!(found.iter().all(|number| *number == 0.0), "{place}: {what}: not trained");
            continue;
        }
        let (expected, found): (Vec<f64>, Vec<f32>) = expected.iter().map(|(at, d)| (*d, found[*at])).unzip();
        assert_within(place, &what, &expected, &found, TOLERANCE * largest);
    }
}

/// All numbers of a state.
fn numbers<N: TrainStream>(state: &State<N>) -> Vec<f32> {
    state.parts().flat_map(|(_, part)| part).collect()
}
