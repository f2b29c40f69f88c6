//! The limits of one core: multiply-adds at every instruction set, and loads from every level of the memory.
//!
//! Throughput of the first is in elements, which are floating-point operations, so that criterion's `Gelem/s` are GFLOP/s.
#![forbid(unsafe_code)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nn_benches::machine::{Load, Peak, buffer_sizes};
use nn_runtime::panel::Panel;
use nn_runtime::simd::{Level, dispatch};

fn peaks(c: &mut Criterion) {
    let mut group = c.benchmark_group("fma");
    for level in Level::available() {
        group.throughput(Throughput::Elements(Peak::flops(level) as u64));
        group.bench_function(BenchmarkId::from_parameter(level.name()), |b| {
            b.iter(|| dispatch(level, Peak { factor: black_box(0.5) }));
        });
    }
    group.finish();
}

fn loads(c: &mut Criterion) {
    let mut group = c.benchmark_group("load");
    for (name, bytes) in buffer_sizes() {
        let panels = vec![Panel([1.0; 16]); bytes / size_of::<Panel>()];
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(BenchmarkId::new(name, bytes), |b| {
            b.iter(|| dispatch(Level::detect(), Load { panels: black_box(&panels), passes: 1 }));
        });
    }
    group.finish();
}

criterion_group!(benches, peaks, loads);
criterion_main!(benches);
