//! Inference and training steps of five networks, alone and in batches.
//!
//! `cargo bench -p nn-benches -- mnist/predict` for a part of it. Throughput is in elements: floating-point operations of
//! the dense layers, so that criterion's `Gelem/s` are GFLOP/s.
#![forbid(unsafe_code)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nn_benches::{Control, Field, Mnist, Wide, Xor};
use nn_runtime::prelude::*;

/// Reproducible inputs in [-1, 1): a Weyl sequence.
fn rows<const N: usize>(n: usize) -> Vec<[f32; N]> {
    let mut state = 0.5_f32;
    let mut next = || {
        state = (state + 0.618_034).fract();
        2.0 * state - 1.0
    };
    (0..n)
        .map(|_| {
            let mut row = [0.0; N];
            row.fill_with(&mut next);
            row
        })
        .collect()
}

fn network<N, const I: usize, const O: usize>(c: &mut Criterion, name: &str, net: &mut N, flops: usize)
where
    N: Train<Input = [f32; I], Output = [f32; O]>,
{
    let level = Level::detect();
    let mut group = c.benchmark_group(name);
    for batch in [1, 32, 256, 4096] {
        let inputs = rows::<I>(batch);
        let mut outputs = vec![[0.0; O]; batch];
        group.throughput(Throughput::Elements((flops * batch) as u64));
        group.bench_function(BenchmarkId::new("predict", batch), |b| {
            if batch == 1 {
                b.iter(|| net.predict_at(level, black_box(&inputs[0])));
            } else {
                b.iter(|| net.predict_batch_at(level, black_box(&inputs), black_box(&mut outputs)));
            }
        });
    }
    train(&mut group, net, "sgd", Sgd::new(1e-4), flops);
    train(&mut group, net, "adam", Adam::new(1e-5), flops);
    group.finish();
}

fn train<N, O, const I: usize, const K: usize>(
    group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>,
    net: &mut N,
    name: &str,
    optimizer: O,
    flops: usize,
) where
    N: Train<Input = [f32; I], Output = [f32; K]>,
    O: Optimizer + Copy,
{
    let level = Level::detect();
    let mut workspace: Box<Workspace<N>> = bytemuck::zeroed_box();
    let mut gradient: Box<N> = bytemuck::zeroed_box();
    for batch in [1, 32, 256] {
        let (inputs, targets) = (rows::<I>(batch), rows::<K>(batch));
        let Ok(mut optimization) = Optimization::new(optimizer) else { return };
        group.throughput(Throughput::Elements((3 * flops * batch) as u64));
        group.bench_function(BenchmarkId::new(name, batch), |b| {
            b.iter(|| {
                let loss = net.gradients_at(level, black_box(&inputs), &targets, 0, &mut workspace, &mut gradient);
                (loss, optimization.step(net, &gradient))
            });
        });
    }
}

fn networks(c: &mut Criterion) {
    network(c, "xor", &mut *Xor::init(1), Xor::FLOPS);
    network(c, "control", &mut *Control::init(1), Control::FLOPS);
    network(c, "field", &mut *Field::init(1), Field::FLOPS);
    network(c, "mnist", &mut *Mnist::init(1), Mnist::FLOPS);
    network(c, "wide", &mut *Wide::init(1), Wide::FLOPS);
}

criterion_group!(benches, networks);
criterion_main!(benches);
