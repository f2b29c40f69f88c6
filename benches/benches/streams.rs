//! Networks with a memory: a step, a block, and training on windows of many streams.
//!
//! `cargo bench -p nn-benches --bench streams -- train` for a part of it. Throughput is in elements: floating-point operations of all sums,
//! two for each multiply-add, three times as many in training. `benches/peers/peer_streams.py` trains the same network in `PyTorch`, and the files of
//! `benches/networks` are read by Neural Amp Modeler's own programs, too.
#![forbid(unsafe_code)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nn_runtime::prelude::*;

network! {
    /// As real-time audio has it.
    #[loss(mse)]
    pub struct Lstm40: [1] -> [1] { rnn: lstm(40), fc: dense(1) }
}

network! {
    #[loss(mse)]
    pub struct Gru24: [1] -> [1] { gru(24), dense(1) }
}

network! {
    #[math(fast)]
    #[loss(mse)]
    pub struct FastLstm40: [1] -> [1] { rnn: lstm(40), fc: dense(1) }
}

network! {
    #[math(fast)]
    #[loss(mse)]
    pub struct FastGru24: [1] -> [1] { gru(24), dense(1) }
}

network! {
    #[loss(mse)]
    pub struct Conv1d: [1] -> [1] {
        conv1d(16, 3, tanh, causal = true),
        conv1d(16, 3, tanh, dilation = 2, causal = true),
        conv1d(16, 3, tanh, dilation = 4, causal = true),
        dense(1),
    }
}

network! {
    /// The standard `WaveNet` of an amplifier's first generation.
    #[nam("networks/a1_standard.nam")]
    pub struct A1Standard;
}

network! {
    /// The `WaveNet` of the second one.
    #[nam("networks/a2_full.nam")]
    pub struct A2Full;
}

network! {
    /// Its small form.
    #[nam("networks/a2_nano.nam")]
    pub struct A2Nano;
}

network! {
    /// Two layers of 16 units.
    #[nam("networks/lstm_2x16.nam")]
    pub struct Lstm2x16;
}

network! {
    /// One of many at a time.
    pub struct Lstm16: [1] -> [1] { lstm(16), dense(1) }
}

const STREAMS: usize = 64;
const STEPS: usize = 64;

/// Parameter number `k`, in the order of a file, is `0.3 sin(0.7 k + 0.1)`: the same in other libraries.
#[expect(clippy::unnecessary_box_returns, reason = "like `init`: a network of any size is made on the heap")]
fn network<N: Parameters>() -> Box<N> {
    let mut net = bytemuck::zeroed_box::<N>();
    let positions: Vec<usize> = N::LAYOUT.iter().flat_map(nn_runtime::layout::Parameter::positions).collect();
    for (number, position) in positions.into_iter().enumerate() {
        net.as_flat_mut()[position] = 0.3 * (0.7 * number as f32 + 0.1).sin();
    }
    net
}

/// Input and target of a step of a stream.
fn sample(stream: usize, step: usize) -> ([f32; 1], [f32; 1]) {
    let phase = 0.05 * (stream + 1) as f32 * step as f32;
    ([phase.sin()], [(phase + 0.5).cos()])
}

fn inference<N: Stream<Input = [f32; 1], Output = [f32; 1]> + Parameters>(c: &mut Criterion, name: &str, flops: usize) {
    let net = network::<N>();
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Elements(flops as u64));
    let (mut state, mut input) = (net.new_state(), [0.5]);
    let level = Level::detect();
    // As in a control loop, a step begins with what the one before it gave.
    group.bench_function("step", |b| b.iter(|| input = net.step_at(level, &mut state, black_box(&input))));
    let (inputs, mut outputs) = (std::array::from_fn::<_, STEPS, _>(|step| sample(3, step).0), [[0.0]; STEPS]);
    group.throughput(Throughput::Elements((STEPS * flops) as u64));
    group.bench_function("block of 64", |b| {
        b.iter(|| net.process_at(level, &mut state, black_box(&inputs), &mut outputs).expect("equal lengths"));
    });
    group.finish();
}

/// Blocks of the lengths that drivers of audio ask for.
fn amplifier<N: Stream<Input = [f32; 1], Output = [f32; 1]> + Parameters>(
    c: &mut Criterion,
    name: &str,
    net: &N,
    flops: usize,
) {
    let mut group = c.benchmark_group(name);
    let level = Level::detect();
    for frames in [1, 32, 64, 256] {
        let mut state = net.new_state();
        let inputs: Vec<[f32; 1]> = (0..frames).map(|frame| sample(3, frame).0).collect();
        let mut outputs = vec![[0.0]; frames];
        group.throughput(Throughput::Elements((frames * flops) as u64));
        group.bench_function(format!("block of {frames}"), |b| {
            b.iter(|| net.process_at(level, &mut state, black_box(&inputs), &mut outputs).expect("equal lengths"));
        });
    }
    group.finish();
}

/// 64 streams of 64 steps: one after the other, and side by side.
fn many<N: Stream<Input = [f32; 1], Output = [f32; 1]> + Parameters>(c: &mut Criterion, name: &str, flops: usize) {
    let net = network::<N>();
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Elements((STREAMS * STEPS * flops) as u64));
    let (mut states, level) = ([net.new_state(); STREAMS], Level::detect());
    let of_streams: Vec<[[f32; 1]; STEPS]> =
        (0..STREAMS).map(|stream| std::array::from_fn(|step| sample(stream, step).0)).collect();
    let mut outputs = vec![[0.0]; STREAMS * STEPS];
    group.bench_function("64 streams of 64 steps, one after the other", |b| {
        b.iter(|| {
            for (state, (inputs, outputs)) in states.iter_mut().zip(of_streams.iter().zip(outputs.chunks_mut(STEPS))) {
                net.process_at(level, state, black_box(inputs), outputs).expect("equal lengths");
            }
        });
    });
    let of_steps: Vec<[f32; 1]> =
        (0..STEPS).flat_map(|step| of_streams.iter().map(move |inputs| inputs[step])).collect();
    group.bench_function("64 streams of 64 steps, side by side", |b| {
        b.iter(|| net.process_many_at(level, &mut states, black_box(&of_steps), &mut outputs).expect("whole steps"));
    });
    group.finish();
}

/// A step of Adam on 64 streams of 64 steps.
fn training<N: TrainStream<Input = [f32; 1], Output = [f32; 1]>>(c: &mut Criterion, name: &str, flops: usize)
where
    [f32; 1]: nn_runtime::loss::Target<N::Loss, [f32; 1]>,
{
    let samples: Vec<Vec<([f32; 1], [f32; 1])>> =
        (0..STREAMS).map(|stream| (0..STEPS).map(|step| sample(stream, step)).collect()).collect();
    let (x, t): (Vec<Vec<_>>, Vec<Vec<_>>) = samples.into_iter().map(|stream| stream.into_iter().unzip()).unzip();
    let windows: Vec<_> = x.iter().zip(&t).map(|(x, t)| Window::new(x, t)).collect();
    let (mut net, mut workspace, mut gradient) =
        (network::<N>(), bytemuck::zeroed_box::<N::Workspace>(), bytemuck::zeroed_box::<N>());
    let mut optimization = Adam::new(0.001).start::<N>().expect("a rate");
    let level = Level::detect();
    let mut step = || {
        let mut states = [net.new_state(); STREAMS];
        let loss = net.gradients_at(level, &mut states, &windows, 0, &mut workspace, &mut gradient);
        optimization.step(&mut net, &gradient).expect("equal layouts");
        loss.expect("windows that fit")
    };
    let losses = [(); 4].map(|()| step());
    eprintln!("{name}: losses of four steps of Adam {losses:.6?}");
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Elements((3 * flops * STREAMS * STEPS) as u64));
    group.bench_function("train 64 streams of 64 steps", |b| b.iter(&mut step));
    group.finish();
}

fn streams(c: &mut Criterion) {
    inference::<Lstm40>(c, "lstm 40", Lstm40::FLOPS);
    inference::<Gru24>(c, "gru 24", Gru24::FLOPS);
    inference::<FastLstm40>(c, "lstm 40, fast functions", FastLstm40::FLOPS);
    inference::<FastGru24>(c, "gru 24, fast functions", FastGru24::FLOPS);
    inference::<Conv1d>(c, "conv1d", Conv1d::FLOPS);
    amplifier(c, "A1 standard", A1Standard::pretrained(), A1Standard::FLOPS);
    amplifier(c, "A2 full", A2Full::pretrained(), A2Full::FLOPS);
    amplifier(c, "A2 nano", A2Nano::pretrained(), A2Nano::FLOPS);
    amplifier(c, "lstm 2 x 16", Lstm2x16::pretrained(), Lstm2x16::FLOPS);
    many::<Lstm16>(c, "lstm 16", Lstm16::FLOPS);
    many::<Lstm40>(c, "lstm 40", Lstm40::FLOPS);
    many::<Gru24>(c, "gru 24", Gru24::FLOPS);
    many::<Conv1d>(c, "conv1d", Conv1d::FLOPS);
    training::<Lstm40>(c, "lstm 40", Lstm40::FLOPS);
    training::<Gru24>(c, "gru 24", Gru24::FLOPS);
    training::<Conv1d>(c, "conv1d", Conv1d::FLOPS);
}

criterion_group!(benches, streams);
criterion_main!(benches);
