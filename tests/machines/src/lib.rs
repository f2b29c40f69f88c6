//! Programs that give the same bits on every machine: networks of every kind, and a hash of what each predicts, of its gradient, and of what
//! it is after some training.
//!
//! `bits/fused.txt` and `bits/unfused.txt` have them, as x86-64 computed them, with fused multiply-add and without.
#![no_std]

pub mod networks;

use bytemuck::{Pod, Zeroable};
use nn_runtime::loss::Target;
use nn_runtime::network::{Network, Parameters, Train};
use nn_runtime::optim::{Fused, Step};
use nn_runtime::simd::Level;
use nn_runtime::stream;
use nn_runtime::stream::{State, Stream, TrainStream};

/// Rows of a batch: more than a vector has lanes, and no whole number of groups on any machine.
pub const ROWS: usize = 21;

/// Where results go: the name of a network, what it is that was computed, and its hash.
pub type Report<'a> = &'a mut dyn FnMut(&str, &str, u64);

/// What the numbers of a row are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// From -1 to 1.
    Any,
    /// 0 or 1.
    Bits,
    /// 1 for one of them, else 0.
    Class,
    /// Whole numbers from 0 up to this one, which is left out.
    Below(u32),
}

/// Numbers that follow from a seed, by a generator of 32 bits.
struct Random(u32);

impl Random {
    /// The next 24 bits.
    fn bits(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 8
    }

    /// A row of numbers, which are exact in any arithmetic.
    fn row<T: Pod>(&mut self, numbers: Numbers) -> T {
        let mut row = T::zeroed();
        let flat: &mut [f32] = bytemuck::cast_slice_mut(core::slice::from_mut(&mut row));
        match numbers {
            Numbers::Any => flat.fill_with(|| self.bits() as f32 / 8_388_608.0 - 1.0),
            Numbers::Bits => flat.fill_with(|| (self.bits() >> 23) as f32),
            Numbers::Below(n) => flat.fill_with(|| (self.bits() % n) as f32),
            Numbers::Class => {
                let class = self.bits() as usize % flat.len().max(1);
                if let Some(number) = flat.get_mut(class) {
                    *number = 1.0;
                }
            }
        }
        row
    }
}

/// A hash of the bits of numbers (FNV-1a of 64 bits, number by number, whatever order their bytes have).
#[must_use]
pub fn hash(numbers: impl Iterator<Item = f32>) -> u64 {
    numbers.fold(0xcbf2_9ce4_8422_2325, |hash, number| {
        (hash ^ u64::from(number.to_bits())).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Of the parameters as files have them, without padding.
fn hash_of<N: Parameters>(net: &N) -> u64 {
    let at = |place: usize| net.as_flat().get(place).copied().unwrap_or(f32::NAN);
    hash(N::LAYOUT.iter().flat_map(nn_runtime::layout::Parameter::positions).map(at))
}

/// A network with parameters drawn from a seed.
fn drawn<N: Parameters>() -> N {
    let mut net = N::zeroed();
    nn_runtime::init::initialize(net.as_flat_mut(), N::LAYOUT, 7);
    net
}

/// What a network predicts, alone and in a batch, which must be the same.
///
/// # Panics
/// If it is not.
fn predict<N: Network>(net: &N, level: Level, inputs: &[N::Input; ROWS]) -> u64 {
    let mut outputs = [N::Output::zeroed(); ROWS];
    let written = net.predict_batch_at(level, inputs, &mut outputs);
    assert!(written.is_ok(), "{}: a batch of equal lengths", N::NAME);
    let numbers = |outputs: &[N::Output; ROWS]| hash(outputs.iter().flat_map(AsRef::as_ref).copied());
    let alone = inputs.each_ref().map(|input| net.predict_at(level, input));
    assert!(numbers(&alone) == numbers(&outputs), "{}: rows differ alone and in a batch", N::NAME);
    numbers(&outputs)
}

/// Predicts; computes a gradient; learns from batches, and from single rows. `M` are the moments of the optimizer.
///
/// # Panics
/// If a batch is refused.
#[inline(never)]
pub fn train<N, O, const M: usize>(
    level: Level,
    (inputs, targets): (Numbers, Numbers),
    optimizer: &O,
    report: Report<'_>,
) where
    N: Train,
    N::Output: Target<N::Loss, N::Output>,
    O: Fused,
{
    let mut random = Random(1);
    let inputs: [N::Input; ROWS] = core::array::from_fn(|_| random.row(inputs));
    let targets: [N::Output; ROWS] = core::array::from_fn(|_| random.row(targets));
    let mut net = drawn::<N>();
    report(N::NAME, "drawn", hash_of(&net));
    report(N::NAME, "predictions", predict(&net, level, &inputs));

    let (mut workspace, mut gradient) = (N::Workspace::zeroed(), N::zeroed());
    let loss = net.gradients_at(level, &inputs, &targets, 3, &mut workspace, &mut gradient);
    let loss = loss.expect("a batch of equal lengths");
    assert!(loss.is_finite(), "{}: the loss is {loss}", N::NAME);
    report(N::NAME, "loss", hash([loss].into_iter()));
    report(N::NAME, "gradient", hash_of(&gradient));

    let mut moments = [N::zeroed(); M];
    for number in 1..=4_u32 {
        let step = Step { number: number.into(), learning_rate: 0.01, level };
        let batch = (&inputs[..], &targets[..]);
        let memory = (&mut workspace, &mut gradient);
        let learnt = net.learn_with(batch, number.into(), (optimizer, &step), &mut moments, memory);
        assert!(learnt.is_ok(), "{}: a batch of equal lengths", N::NAME);
    }
    report(N::NAME, "trained", hash_of(&net));
    for (number, (input, target)) in (5..).zip(inputs.iter().zip(&targets).take(4)) {
        let step = Step { number, learning_rate: 0.01, level };
        let learnt = net.descend_with(input, target, number, (optimizer, &step), &mut moments, &mut workspace);
        assert!(learnt.is_ok(), "{}: moments of the optimizer", N::NAME);
    }
    report(N::NAME, "descended", hash_of(&net));
    report(N::NAME, "afterwards", predict(&net, level, &inputs));
}

/// What a network predicts.
#[inline(never)]
pub fn infer<N: Parameters>(level: Level, numbers: Numbers, report: Report<'_>) {
    let mut random = Random(2);
    let inputs: [N::Input; ROWS] = core::array::from_fn(|_| random.row(numbers));
    let net = drawn::<N>();
    report(N::NAME, "drawn", hash_of(&net));
    report(N::NAME, "predictions", predict(&net, level, &inputs));
}

/// What a stream makes of a signal, step by step; and in blocks, which must be the same.
///
/// # Panics
/// If it is not.
#[inline(never)]
pub fn play<N: Parameters + Stream>(level: Level, report: Report<'_>) {
    const STEPS: usize = 40;
    let mut random = Random(3);
    let inputs: [N::Input; STEPS] = core::array::from_fn(|_| random.row(Numbers::Any));
    let net = drawn::<N>();
    report(N::NAME, "drawn", hash_of(&net));
    let mut state = State::<N>::new();
    let outputs = inputs.each_ref().map(|input| net.step_at(level, &mut state, input));
    let numbers = |outputs: &[N::Output; STEPS]| hash(outputs.iter().flat_map(AsRef::as_ref).copied());
    report(N::NAME, "steps", numbers(&outputs));
    let (mut in_blocks, mut state) = ([N::Output::zeroed(); STEPS], State::<N>::new());
    for (inputs, outputs) in inputs.chunks(7).zip(in_blocks.chunks_mut(7)) {
        assert!(net.process_at(level, &mut state, inputs, outputs).is_ok(), "{}: a block of equal lengths", N::NAME);
    }
    assert!(numbers(&in_blocks) == numbers(&outputs), "{}: steps differ alone and in blocks", N::NAME);
}

/// What a stream learns from windows of two signals, one of which warms up: a loss and a gradient, and what the network is after four steps
/// of plain descent, each through the next window.
///
/// # Panics
/// If windows are refused.
#[inline(never)]
pub fn study<N: TrainStream>(level: Level, report: Report<'_>)
where
    N::Output: Target<N::Loss, N::Output>,
{
    const STEPS: usize = 16;
    let mut random = Random(4);
    let (mut net, mut workspace, mut gradient) = (drawn::<N>(), N::Workspace::zeroed(), N::zeroed());
    let mut states = [State::<N>::new(); 2];
    for number in 0..4 {
        let [x, y]: [[N::Input; STEPS]; 2] =
            core::array::from_fn(|_| core::array::from_fn(|_| random.row(Numbers::Any)));
        let targets: [N::Output; STEPS] = core::array::from_fn(|_| random.row(Numbers::Any));
        let windows = [stream::Window::new(&x, &targets), stream::Window::new(&y, &targets).warm_up(5)];
        let loss = net.gradients_at(level, &mut states, &windows, 3, &mut workspace, &mut gradient);
        let loss = loss.expect("windows of equal lengths");
        assert!(loss.is_finite(), "{}: the loss is {loss}", N::NAME);
        if number == 1 {
            report(N::NAME, "loss", hash([loss].into_iter()));
            report(N::NAME, "gradient", hash_of(&gradient));
        }
        let derivatives = gradient.as_flat().iter();
        net.as_flat_mut().iter_mut().zip(derivatives).for_each(|(parameter, d)| *parameter -= 0.125 * d);
    }
    report(N::NAME, "trained", hash_of(&net));
    report(N::NAME, "remembered", hash(states.iter().flat_map(|state| state.parts().flat_map(|(_, part)| part))));
}
