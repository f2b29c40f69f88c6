//! Activations over panels, and optimizers over flat parameters, at every instruction set of the machine.
//!
//! `cargo bench -p nn-benches --bench kernels -- tanh` for a part of it. Throughput is in elements: numbers that go in.
#![forbid(unsafe_code)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nn_benches::model::numbers;
use nn_runtime::math::{exp, gelu, sigmoid, silu, softplus, tanh};
use nn_runtime::optim::Step;
use nn_runtime::panel::Panel;
use nn_runtime::prelude::*;
use nn_runtime::simd::{Kernel, Simd, dispatch, f32x16, load, store};

/// Panels that an activation goes over: 16 KiB, half of the smallest first-level cache.
const PANELS: usize = 256;

/// An activation of 16 lanes, as a type, because a closure cannot be generic over the instruction set.
trait Function: Copy {
    const NAME: &'static str;
    fn lanes<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S>;
}

macro_rules! functions {
    ($($name:ident = $function:ident),*) => {
        $(
            #[derive(Clone, Copy)]
            struct $name;
            impl Function for $name {
                const NAME: &'static str = stringify!($function);
                #[inline(always)]
                fn lanes<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
                    $function(simd, x)
                }
            }
        )*
    };
}

functions!(Exp = exp, Tanh = tanh, Sigmoid = sigmoid, Gelu = gelu, Silu = silu, Softplus = softplus);

/// Applies a function to panels.
struct Map<'a, F> {
    function: std::marker::PhantomData<F>,
    x: &'a [Panel],
    y: &'a mut [Panel],
}

impl<F: Function> Kernel for Map<'_, F> {
    type Output = ();

    #[inline(always)]
    fn wide<S: Simd>(self, simd: S) {
        for (x, y) in self.x.iter().zip(self.y) {
            store(F::lanes(simd, load(simd, x)), y);
        }
    }
}

fn function<F: Function>(c: &mut Criterion, _: F) {
    let x: Vec<Panel> =
        numbers(PANELS * 16, 1).as_chunks().0.iter().map(|lanes| Panel(lanes.map(|x| 4.0 * x))).collect();
    let mut y = vec![Panel::ZERO; PANELS];
    let mut group = c.benchmark_group(F::NAME);
    group.throughput(Throughput::Elements((PANELS * 16) as u64));
    for level in Level::available() {
        group.bench_function(BenchmarkId::from_parameter(level.name()), |b| {
            b.iter(|| {
                let function = std::marker::PhantomData::<F>;
                dispatch(level, Map { function, x: black_box(&x), y: black_box(&mut y) });
            });
        });
    }
    group.finish();
}

fn functions(c: &mut Criterion) {
    function(c, Exp);
    function(c, Tanh);
    function(c, Sigmoid);
    function(c, Gelu);
    function(c, Silu);
    function(c, Softplus);
}

fn optimizer<O: Optimizer>(c: &mut Criterion, name: &str, optimizer: &O) {
    let mut group = c.benchmark_group(name);
    // The parameters of mnist, 784-128-10, and of wide, 784-512-512-10, with padding.
    for n_parameters in [102_672, 674_320] {
        let mut parameters = numbers(n_parameters, 1);
        let gradient = numbers(n_parameters, 2);
        let mut moments = vec![0.0; optimizer.n_moments() * n_parameters];
        group.throughput(Throughput::Elements(n_parameters as u64));
        for level in Level::available() {
            let mut step = Step { number: 0, learning_rate: optimizer.learning_rate(), level };
            group.bench_function(BenchmarkId::new(level.name(), n_parameters), |b| {
                b.iter(|| {
                    step.number += 1;
                    optimizer.update(&step, black_box(&mut parameters), black_box(&gradient), &mut moments)
                });
            });
        }
    }
    group.finish();
}

fn optimizers(c: &mut Criterion) {
    optimizer(c, "sgd", &Sgd::new(1e-6));
    optimizer(c, "sgd_momentum", &Sgd::new(1e-6).momentum(0.9));
    optimizer(c, "adam", &Adam::new(1e-7));
}

criterion_group!(benches, functions, optimizers);
criterion_main!(benches);
