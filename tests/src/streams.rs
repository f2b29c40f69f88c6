//! Does a generated stream compute what the interpreter computes, and the same bits step by step and in blocks?

use nn_runtime::simd::Level;
use nn_runtime::stream::{State, Stream};

use crate::agreement::elements;
use crate::compare::{Place, TOLERANCE, assert_same_bits, assert_within};
use crate::pair::{Declared, Pair};
use crate::random::Random;

/// Lengths of blocks: none that divides the others, and all at once.
pub const BLOCKS: [usize; 4] = [1, 7, 64, usize::MAX];

/// Streams that stand side by side: fewer than any block of them, whole blocks, and some more.
const STREAMS: [usize; 7] = [1, 2, 3, 8, 9, 17, 64];

/// Inputs that follow each other, the same numbers for both twins.
struct Inputs<N: Stream> {
    exact: Vec<Vec<f64>>,
    rows: Vec<N::Input>,
}

impl<N: Declared + Stream> Inputs<N> {
    fn new(steps: usize, random: &mut Random) -> Self {
        let n_inputs = size_of::<N::Input>() / size_of::<f32>();
        let exact: Vec<Vec<f64>> = (0..steps).map(|_| (0..n_inputs).map(|_| random.symmetric(1.5)).collect()).collect();
        let flat: Vec<f32> = exact.iter().flatten().map(|x| *x as f32).collect();
        Self { rows: bytemuck::cast_slice(&flat).to_vec(), exact }
    }
}

fn step_by_step<N: Stream>(net: &N, level: Level, inputs: &[N::Input]) -> (Vec<N::Output>, State<N>) {
    let mut state = State::new();
    (inputs.iter().map(|input| net.step_at(level, &mut state, input)).collect(), state)
}

/// Outputs at every level against the interpreter; the bits in blocks, of two streams by turns, and of all levels.
///
/// # Panics
/// If they are not so.
pub fn check<N: Declared + Stream>(steps: usize) {
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let (inputs, others) = (Inputs::<N>::new(steps, &mut random), Inputs::<N>::new(steps, &mut random));
    let expected = topology.stream(&inputs.exact);
    let floor = TOLERANCE * expected.iter().flatten().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let mut of_first_level: Option<Vec<N::Output>> = None;
    for level in Level::available() {
        let mut place = Place { network: N::NAME, level: level.name(), batch: 1 };
        let (found, last) = step_by_step(&*net, level, &inputs.rows);
        for (step, (expected, found)) in expected.iter().zip(&found).enumerate() {
            assert_within(&place, &format!("output of step {step}"), expected, found.as_ref(), floor);
        }
        if level.has_fused_multiply_add() {
            match &of_first_level {
                None => of_first_level = Some(found.clone()),
                Some(first) => assert_same(&place, "level by level", first, &found),
            }
        }
        for block in BLOCKS {
            place.batch = block;
            let mut state = State::new();
            let mut outputs = vec![bytemuck::Zeroable::zeroed(); steps];
            let blocks = inputs.rows.chunks(block.min(steps)).zip(outputs.chunks_mut(block.min(steps)));
            for (inputs, outputs) in blocks {
                net.process_at(level, &mut state, inputs, outputs).expect("equal lengths");
            }
            assert_same(&place, "in blocks", &found, &outputs);
            assert_same_bits(&place, "state", &numbers(&last), &numbers(&state));
        }
        check_many(&*net, &place, (level, &inputs.rows));
        // Two streams by turns; one of them goes through a slice in each step.
        let (of_others, _) = step_by_step(&*net, level, &others.rows);
        let (mut one, mut two) = (State::<N>::new(), State::<N>::new());
        for step in 0..steps {
            let first = net.step_at(level, &mut one, &inputs.rows[step]);
            let second = net.step_at(level, &mut two, &others.rows[step]);
            assert_same_bits(&place, "the first by turns", found[step].as_ref(), first.as_ref());
            assert_same_bits(&place, "the second by turns", of_others[step].as_ref(), second.as_ref());
            let kept = numbers(&two);
            two = State::NEW;
            two.restore(&kept).expect("the numbers of such a state");
        }
        assert_eq!(one, last, "{place}");
        one.reset();
        assert_eq!(one, State::NEW, "{place}");
        let predicted = net.predict_at(level, &inputs.rows[0]);
        assert_same_bits(&place, "the first step", found[0].as_ref(), predicted.as_ref());
    }
}

/// Streams side by side, each with other inputs than the one beside it, and some of them with more inputs behind them: outputs and states have
/// the bits that they have alone, in a block of steps and step by step.
fn check_many<N: Stream>(net: &N, place: &Place, (level, rows): (Level, &[N::Input])) {
    for n in STREAMS {
        // Few streams have as many steps as go through the lanes together, and some more.
        let n_steps = rows.len().min(if n < 4 { 70 } else { 21 });
        let input = |stream: usize, step: usize| rows[(5 * stream + step) % rows.len()];
        let mut states = vec![State::<N>::NEW; n];
        for (stream, state) in states.iter_mut().enumerate() {
            for step in 0..stream % 3 {
                let _ = net.step_at(level, state, &input(stream, 7 + step));
            }
        }
        let (mut alone, mut by_steps) = (states.clone(), states.clone());
        let inputs: Vec<N::Input> = (0..n_steps)
            .flat_map(|step| (0..n).map(move |stream| (stream, step)))
            .map(|(stream, step)| input(stream, step))
            .collect();
        let expected: Vec<N::Output> =
            inputs.iter().enumerate().map(|(row, input)| net.step_at(level, &mut alone[row % n], input)).collect();
        let mut outputs = vec![bytemuck::Zeroable::zeroed(); inputs.len()];
        net.process_many_at(level, &mut states, &inputs, &mut outputs).expect("whole steps");
        assert_same(place, &format!("{n} streams side by side"), &expected, &outputs);
        outputs.fill(bytemuck::Zeroable::zeroed());
        for (inputs, outputs) in inputs.chunks(n).zip(outputs.chunks_mut(n)) {
            net.process_many_at(level, &mut by_steps, inputs, outputs).expect("a step");
        }
        assert_same(place, &format!("{n} streams side by side, step by step"), &expected, &outputs);
        for ((alone, state), by_steps) in alone.iter().zip(&states).zip(&by_steps) {
            assert_same_bits(place, "state side by side", &numbers(alone), &numbers(state));
            assert_same_bits(place, "state step by step", &numbers(alone), &numbers(by_steps));
        }
    }
}

/// All numbers of a state.
fn numbers<N: Stream>(state: &State<N>) -> Vec<f32> {
    let mut numbers = vec![f32::NAN; State::<N>::LEN];
    state.save(&mut numbers).expect("as many numbers as the state has");
    let parts: Vec<f32> = state.parts().flat_map(|(_, part)| part).collect();
    assert_eq!(parts.len(), numbers.len());
    numbers
}

fn assert_same<R: bytemuck::Pod>(place: &Place, what: &str, expected: &[R], found: &[R]) {
    assert_eq!(expected.len(), found.len(), "{place}: {what}");
    for (step, (expected, found)) in expected.iter().zip(found).enumerate() {
        assert_same_bits(place, &format!("output of step {step} {what}"), elements(expected), elements(found));
    }
}
