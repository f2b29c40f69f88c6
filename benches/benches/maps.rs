//! Convolutional networks alone and in batches, and a training step of LeNet-5.
//!
//! `cargo bench -p nn-benches --bench maps -- resnet8` for a part of it. Throughput is in elements: floating-point operations of all
//! sums, two for each multiply-add, so that criterion's `Gelem/s` are GFLOP/s like those of the benchmark `machine`.
#![forbid(unsafe_code)]

use std::time::Instant;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nn_benches::contender::Contender;
use nn_benches::maps::{Case, Net};

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

fn run(b: &mut criterion::Bencher<'_>, contender: &mut dyn Contender) {
    b.iter_custom(|calls| {
        let start = Instant::now();
        contender.run(usize::try_from(calls).unwrap_or(usize::MAX));
        start.elapsed()
    });
}

criterion_group!(benches, networks);
criterion_main!(benches);
