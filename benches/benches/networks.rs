//! Inference and training steps of five networks, alone and in batches.
//!
//! `cargo bench -p nn-benches --bench networks -- mnist/predict` for a part of it. Throughput is in elements:
//! floating-point operations of the matrix products, as [`Case::flops`] counts them, so that criterion's `Gelem/s` are
//! GFLOP/s. The work is that of `compare`, by the same code.
#![forbid(unsafe_code)]

use std::time::Instant;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nn_benches::case::{Case, Net};
use nn_benches::contender::{Peer, Task};
use nn_benches::ours::Ours;

fn networks(c: &mut Criterion) {
    for net in Net::ALL {
        let mut group = c.benchmark_group(net.name());
        for case in Case::all().into_iter().filter(|case| case.net == net) {
            let contender = Ours.contender(&Task::timed(case)).expect("ours has every case");
            let mut contender = contender.expect("ours has every case");
            group.throughput(Throughput::Elements(case.flops() as u64));
            group.bench_function(BenchmarkId::new(case.measure.name(), case.batch), |b| {
                b.iter_custom(|calls| {
                    let start = Instant::now();
                    contender.run(usize::try_from(calls).unwrap_or(usize::MAX));
                    start.elapsed()
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, networks);
criterion_main!(benches);
