//! Networks for tests: `y = W x + b` with mean squared error, in the storage that the macro uses.

use std::boxed::Box;
use std::vec::Vec;

use crate::data::Dataset;
use crate::error::Error;
use crate::init::{Init, initialize};
use crate::layout::{Order, Parameter};
use crate::loss::{Mse, Target};
use crate::network::{Network, Parameters, Train};
use crate::optim::{self, Fused};
use crate::panel::Panel;
use crate::random::{Purpose, Stream};
use crate::simd::Level;
use crate::topology::{self, Topology};

/// Declares `$name` with `$inputs` inputs and three outputs. `$noise` times a number made of the dropout seed is added
/// to the gradient of the first bias.
macro_rules! linear {
    ($name:ident, $inputs:literal, $noise:expr) => {
        #[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
        #[repr(C)]
        pub(super) struct $name {
            weight: [Panel; $inputs],
            bias: [Panel; 1],
        }

        impl AsRef<$name> for $name {
            fn as_ref(&self) -> &$name {
                self
            }
        }

        impl AsMut<$name> for $name {
            fn as_mut(&mut self) -> &mut $name {
                self
            }
        }

        impl Network for $name {
            type Input = [f32; $inputs];
            type Output = [f32; 3];
            type Scratch = [f32; 0];

            const NAME: &'static str = stringify!($name);
            const TOPOLOGY: &'static Topology = &Topology {
                name: stringify!($name),
                input: &[$inputs],
                output: &[3],
                loss: Some(topology::Call { name: "mse", constants: &[] }),
                lines: &[topology::Line {
                    name: "output",
                    kind: "dense",
                    arguments: &[topology::Argument { name: "outputs", value: topology::Value::Count(3) }],
                    operands: &[topology::Operand::Input],
                    shape: &[3],
                }],
            };

            fn predict_at(&self, _: Level, input: &Self::Input) -> [f32; 3] {
                core::array::from_fn(|output| {
                    let products = self.weight.iter().zip(input).map(|(panel, x)| panel.0[output] * x);
                    self.bias[0].0[output] + products.sum::<f32>()
                })
            }

            fn predict_batch_at(
                &self,
                level: Level,
                inputs: &[Self::Input],
                outputs: &mut [[f32; 3]],
            ) -> Result<(), Error> {
                let (expected, found) = (inputs.len(), outputs.len());
                if expected != found {
                    return Err(Error::BatchLength { what: "outputs", expected, found });
                }
                for (input, output) in inputs.iter().zip(outputs) {
                    *output = self.predict_at(level, input);
                }
                Ok(())
            }

            fn predict_with_at(&self, level: Level, input: &Self::Input, _: &mut [f32; 0]) -> [f32; 3] {
                self.predict_at(level, input)
            }

            fn predict_batch_with_at(
                &self,
                level: Level,
                inputs: &[Self::Input],
                outputs: &mut [[f32; 3]],
                _: &mut [f32; 0],
            ) -> Result<(), Error> {
                self.predict_batch_at(level, inputs, outputs)
            }
        }

        impl Parameters for $name {
            const LAYOUT: &'static [Parameter] = &[
                Parameter {
                    name: "output.weight",
                    shape: &[3, $inputs],
                    is_trained: true,
                    momentum: None,
                    offset: 0,
                    stored_len: $inputs * 16,
                    order: Order::DenseWeight { inputs: $inputs, outputs: 3 },
                    init: Init::GlorotUniform,
                    fan_in: $inputs,
                    fan_out: 3,
                },
                Parameter {
                    name: "output.bias",
                    shape: &[3],
                    is_trained: true,
                    momentum: None,
                    offset: $inputs * 16,
                    stored_len: 16,
                    order: Order::Vector { len: 3 },
                    init: Init::Zeros,
                    fan_in: $inputs,
                    fan_out: 3,
                },
            ];
            const PARAMETERS: usize = 3 * $inputs + 3;
        }

        impl Train for $name {
            type Workspace = [f32; 1];
            type Loss = Mse;

            fn loss_at<T: Target<Mse, [f32; 3]>>(
                &self,
                level: Level,
                inputs: &[Self::Input],
                targets: &[T],
            ) -> Result<f32, Error> {
                let mut sum = 0.0;
                for (input, target) in inputs.iter().zip(targets) {
                    sum += errors(self.predict_at(level, input), target).iter().map(|error| error * error).sum::<f32>();
                }
                Ok(sum / (3 * inputs.len()) as f32)
            }

            fn gradients_at<T: Target<Mse, [f32; 3]>>(
                &self,
                level: Level,
                inputs: &[Self::Input],
                targets: &[T],
                seed: u64,
                _: &mut [f32; 1],
                gradient: &mut Self,
            ) -> Result<f32, Error> {
                gradient.as_flat_mut().fill(0.0);
                for (input, target) in inputs.iter().zip(targets) {
                    let errors = errors(self.predict_at(level, input), target);
                    for (output, error) in errors.into_iter().enumerate() {
                        let slope = 2.0 * error / (3 * inputs.len()) as f32;
                        gradient.bias[0].0[output] += slope;
                        for (panel, x) in gradient.weight.iter_mut().zip(input) {
                            panel.0[output] += slope * x;
                        }
                    }
                }
                gradient.bias[0].0[0] += $noise * (seed >> 40) as f32;
                self.loss_at(level, inputs, targets)
            }

            fn descend_at<T: Target<Mse, [f32; 3]>>(
                &mut self,
                _: Level,
                input: &Self::Input,
                target: &T,
                _: u64,
                rate: f32,
                _: &mut [f32; 1],
            ) -> f32 {
                let errors = errors(self.predict_at(Level::baseline(), input), target);
                for (output, error) in errors.into_iter().enumerate() {
                    let step = rate * 2.0 * error / 3.0;
                    self.bias[0].0[output] -= step;
                    for (panel, x) in self.weight.iter_mut().zip(input) {
                        panel.0[output] -= step * x;
                    }
                }
                errors.iter().map(|error| error * error).sum::<f32>() / 3.0
            }

            fn descend_with<T: Target<Mse, [f32; 3]>, O: Fused>(
                &mut self,
                input: &Self::Input,
                target: &T,
                seed: u64,
                (optimizer, step): (&O, &optim::Step),
                moments: &mut [Self],
                workspace: &mut [f32; 1],
            ) -> Result<f32, Error> {
                let (row, target) = (core::slice::from_ref(input), core::slice::from_ref(target));
                let mut gradient: Box<Self> = bytemuck::zeroed_box();
                self.learn_with((row, target), seed, (optimizer, step), moments, (workspace, &mut gradient))
            }

            fn learn_with<T: Target<Mse, [f32; 3]>, O: Fused>(
                &mut self,
                (inputs, targets): (&[Self::Input], &[T]),
                seed: u64,
                (optimizer, step): (&O, &optim::Step),
                moments: &mut [Self],
                (workspace, gradient): (&mut [f32; 1], &mut Self),
            ) -> Result<f32, Error> {
                let loss = self.gradients_at(step.level, inputs, targets, seed, workspace, gradient)?;
                if loss.is_finite() {
                    optimizer.update(
                        step,
                        self.as_flat_mut(),
                        gradient.as_flat(),
                        bytemuck::cast_slice_mut(moments),
                    )?;
                }
                Ok(loss)
            }
        }
    };
}

linear!(Linear, 17, 0.0);
linear!(Noisy, 17, 1e-9);
linear!(Large, 70_000, 0.0);

impl Linear {
    pub(super) const ZERO: Self = Self { weight: [Panel::ZERO; 17], bias: [Panel::ZERO] };

    pub(super) fn initialize(&mut self, seed: u64) {
        initialize(self.as_flat_mut(), Self::LAYOUT, seed);
    }
}

impl Noisy {
    pub(super) const ZERO: Self = Self { weight: [Panel::ZERO; 17], bias: [Panel::ZERO] };
}

/// Prediction minus truth.
fn errors<T: Target<Mse, [f32; 3]>>(prediction: [f32; 3], target: &T) -> [f32; 3] {
    let mut truth = [0.0; 3];
    target.write(&mut truth);
    core::array::from_fn(|output| prediction[output] - truth[output])
}

/// `n` rows of a linear law with random inputs; the law is the same for every seed.
pub(super) fn rows(n: usize, seed: u64) -> Dataset<[f32; 17], [f32; 3]> {
    let mut law = Stream::new(0, Purpose::Parameter, 0);
    let weights: [[f32; 17]; 3] = core::array::from_fn(|_| core::array::from_fn(|_| law.signed_unit()));
    let mut random = Stream::new(seed, Purpose::Parameter, 1);
    let inputs: Vec<[f32; 17]> = (0..n).map(|_| core::array::from_fn(|_| random.signed_unit())).collect();
    let output = |weights: &[f32; 17], input: &[f32; 17]| -> f32 {
        0.5 + weights.iter().zip(input).map(|(w, x)| w * x).sum::<f32>()
    };
    let targets = inputs.iter().map(|input| core::array::from_fn(|index| output(&weights[index], input))).collect();
    Dataset::new(inputs, targets).expect("as many inputs as targets")
}
