//! Convolutional networks alone and in batches, a training step of LeNet-5, and single shapes of layers.
//!
//! `cargo bench -p nn-benches --bench maps -- resnet8` for a part of it. Throughput is in elements: floating-point operations of all
//! sums, two for each multiply-add, so that criterion's `Gelem/s` are GFLOP/s like those of the benchmark `machine`.
#![forbid(unsafe_code)]

use std::time::Instant;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nn_benches::contender::Contender;
use nn_benches::maps::shapes::{Depthwise, First, Square};
use nn_benches::maps::{Case, Net};
use nn_benches::model::numbers;
use nn_benches::ours::inference;

fn networks(c: &mut Criterion) {
    for net in Net::ALL {
        let mut group = c.benchmark_group(net.name());
        for case in Case::all().into_iter().filter(|case| case.net == net) {
            group.throughput(Throughput::Elements(case.flops() as u64));
            let mut ours = case.ours().expect("ours has every case");
            group.bench_function(BenchmarkId::new(case.measure.name(), case.batch), |b| run(b, ours.as_mut()));
        }
        group.finish();
    }
}

/// Of each shape one image at a time.
fn shapes(c: &mut Criterion) {
    let mut group = c.benchmark_group("shape");
    for (name, flops, mut contender) in [
        ("3x3 16 to 16 on 32x32", Square::FLOPS, inference::<Square, 16_384, 16>(&numbers(16_384, 1))),
        ("5x5 1 to 8 on 28x28", First::FLOPS, inference::<First, 784, 8>(&numbers(784, 1))),
        ("3x3 of each of 64 on 25x5", Depthwise::FLOPS, inference::<Depthwise, 8_000, 64>(&numbers(8_000, 1))),
    ] {
        group.throughput(Throughput::Elements(flops as u64));
        group.bench_function(name, |b| run(b, contender.as_mut()));
    }
    group.finish();
}

fn run(b: &mut criterion::Bencher<'_>, contender: &mut dyn Contender) {
    b.iter_custom(|calls| {
        let start = Instant::now();
        contender.run(usize::try_from(calls).unwrap_or(usize::MAX));
        start.elapsed()
    });
}

criterion_group!(benches, networks, shapes);
criterion_main!(benches);
