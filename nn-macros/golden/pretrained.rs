#[doc(hidden)]
use ::nn_runtime::__private::bytemuck as __bytemuck_of_Sum;
/// A neural network, `[2] -> [1]`:
///
/// | layer | kind | output | parameters | multiply-adds |
/// |---|---|---|---:|---:|
/// | `sum` | dense(1) | `[1]` | 3 | 2 |
///
/// 3 parameters, 2 multiply-adds.
///
/// More methods are in nn-runtime's trait `Parameters`: `init`, `zeros`, `save`, `load`, `to_onnx`.
#[allow(clippy::large_stack_frames, reason = "a network may be cloned on the stack")]
#[derive(
    ::nn_runtime::__private::core::clone::Clone,
    ::nn_runtime::__private::core::marker::Copy,
    __bytemuck_of_Sum::Pod,
    __bytemuck_of_Sum::Zeroable,
)]
#[bytemuck(crate = "__bytemuck_of_Sum")]
#[repr(C, align(64))]
pub struct Sum {
    sum_weight: [[::nn_runtime::__private::Panel; 2]; 1],
    sum_bias: [::nn_runtime::__private::Panel; 1],
}
#[allow(clippy::large_stack_frames, reason = "the rows of a block are on the stack")]
const _: () = {
    use ::nn_runtime::__private::{self as nn, bytemuck};
    fn dense_2x1_identity_lanes<S: nn::Simd>(
        simd: S,
        x: &[nn::Panel; 2],
        weight: &[[nn::Panel; 2]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [nn::Panel; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::splat(simd, bias[0].0[0]);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let w0 = nn::load(simd, &x[0]);
                let x0 = nn::splat(simd, weight[0][0].0[0]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                let w0 = nn::load(simd, &x[1]);
                let x0 = nn::splat(simd, weight[0][1].0[0]);
                sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                nn::store(sum_0_0, &mut y[0]);
            },
        );
    }
    #[inline(always)]
    fn dense_2x1_identity_row<S: nn::Simd>(
        simd: S,
        x: &[[f32; 2]; 1],
        weight: &[[nn::Panel; 2]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let mut sum_0_0 = nn::load(simd, &bias[0]);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::splat(simd, x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let w0 = nn::load(simd, &weight[0][1]);
        let x0 = nn::splat(simd, x[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        nn::store(sum_0_0, &mut y[0][0]);
    }
    #[inline(always)]
    fn forward_row<S: nn::Simd>(
        simd: S,
        net: &Sum,
        x: &[[f32; 2]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let sum_value = y;
        dense_2x1_identity_row(simd, x, &net.sum_weight, &net.sum_bias, sum_value);
    }
    fn forward_lanes<S: nn::Simd>(
        simd: S,
        net: &Sum,
        x: &[[f32; 2]; 16],
        outputs: &mut [[f32; 1]; 16],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut x_columns = [nn::Panel::ZERO; 2];
                nn::load_columns::<_, 2, 2>(simd, x, &mut x_columns);
                let mut sum_value = [nn::Panel::ZERO; 1];
                dense_2x1_identity_lanes(
                    simd,
                    &x_columns,
                    &net.sum_weight,
                    &net.sum_bias,
                    &mut sum_value,
                );
                nn::store_columns::<_, 1, 1>(simd, &sum_value, outputs);
            },
        );
    }
    impl Sum {
        /// Parameters, padding not counted.
        pub const PARAMETERS: usize = 3;
        /// Floating-point operations of one prediction: two for each multiply-add of the dense layers.
        pub const FLOPS: usize = 4;
        /// Bytes of values between input and output that inference has on the stack, at most: of as many rows as it takes together. Those of maps
        /// and windows are elsewhere with `predict_with`, which a stream does not have; `loss` has them on the stack.
        pub const INFERENCE_BYTES: usize = 64;
        /// Name, shape and place of every parameter, in the order of declaration.
        pub const LAYOUT: &'static [nn::Parameter] = <Self as nn::Parameters>::LAYOUT;
        /// Shapes, loss and layers, as they were declared.
        pub const TOPOLOGY: &'static nn::topology::Topology = <Self as nn::Network>::TOPOLOGY;
        /// All parameters zero.
        pub const ZERO: Self = nn::bytemuck::zeroed();
        /// The trained network: the parameters of `golden/sum.safetensors`.
        ///
        /// They are a part of the program: nothing is read, allocated or copied.
        #[must_use]
        #[inline]
        pub const fn pretrained() -> &'static Self {
            &PRETRAINED
        }
        /// Draws all parameters anew, as `init` does.
        pub fn initialize(&mut self, seed: u64) {
            nn::initialize(
                nn::Parameters::as_flat_mut(self),
                <Self as nn::Parameters>::LAYOUT,
                seed,
            );
        }
        /// The output for one input. Neither allocates nor locks nor panics.
        #[must_use]
        #[inline]
        pub fn predict(&self, input: &[f32; 2]) -> [f32; 1] {
            nn::Network::predict_at(self, nn::Level::detect(), input)
        }
        /// The outputs for a batch of inputs, each to the bit what `predict` gives.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length; `outputs` is then unchanged.
        #[inline]
        pub fn predict_batch(
            &self,
            inputs: &[[f32; 2]],
            outputs: &mut [[f32; 1]],
        ) -> nn::core::result::Result<(), nn::Error> {
            nn::Network::predict_batch_at(self, nn::Level::detect(), inputs, outputs)
        }
        /// As `predict`, with the values of maps and windows in `scratch`, not on the stack: for a thread whose stack has less than
        /// `INFERENCE_BYTES`. Whatever `scratch` held before, the bits are the same.
        #[must_use]
        #[inline]
        pub fn predict_with(
            &self,
            input: &[f32; 2],
            scratch: &mut nn::Scratch<Self>,
        ) -> [f32; 1] {
            nn::Network::predict_with_at(self, nn::Level::detect(), input, scratch)
        }
        /// As `predict_batch`, with the values of maps and windows in `scratch`, and on the calling thread alone.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length; `outputs` is then unchanged.
        #[inline]
        pub fn predict_batch_with(
            &self,
            inputs: &[[f32; 2]],
            outputs: &mut [[f32; 1]],
            scratch: &mut nn::Scratch<Self>,
        ) -> nn::core::result::Result<(), nn::Error> {
            nn::Network::predict_batch_with_at(
                self,
                nn::Level::detect(),
                inputs,
                outputs,
                scratch,
            )
        }
        /// Weights and biases of the layer `sum`, 2 inputs, 1 outputs.
        #[must_use]
        #[inline]
        pub fn sum(&self) -> nn::Dense<'_, 2, 1> {
            nn::Dense::new(
                nn::panels(&self.sum_weight),
                nn::core::option::Option::Some(&self.sum_bias),
                nn::Order::DenseWeight {
                    inputs: 2,
                    outputs: 1,
                },
            )
        }
        /// As `sum`, for writing.
        #[must_use]
        #[inline]
        pub fn sum_mut(&mut self) -> nn::DenseMut<'_, 2, 1> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.sum_weight),
                nn::core::option::Option::Some(&mut self.sum_bias),
                nn::Order::DenseWeight {
                    inputs: 2,
                    outputs: 1,
                },
            )
        }
    }
    impl nn::core::fmt::Debug for Sum {
        fn fmt(&self, f: &mut nn::core::fmt::Formatter<'_>) -> nn::core::fmt::Result {
            f.debug_struct("Sum")
                .field("parameters", &Self::PARAMETERS)
                .finish_non_exhaustive()
        }
    }
    impl nn::core::convert::AsRef<Sum> for Sum {
        #[inline]
        fn as_ref(&self) -> &Sum {
            self
        }
    }
    impl nn::core::convert::AsMut<Sum> for Sum {
        #[inline]
        fn as_mut(&mut self) -> &mut Sum {
            self
        }
    }
    impl nn::core::cmp::PartialEq for Sum {
        fn eq(&self, other: &Self) -> bool {
            nn::Parameters::as_flat(self) == nn::Parameters::as_flat(other)
        }
    }
    /// The row without padding.
    #[inline(always)]
    fn finish<S: nn::Simd>(_simd: S, y: &mut [nn::Panel; 1]) -> [f32; 1] {
        let mut output = [0.0; 1];
        nn::store_row(y, 0, &mut output);
        output
    }
    /// The output for one input.
    #[inline(always)]
    fn predict_row<S: nn::Simd>(simd: S, net: &Sum, input: &[f32; 2]) -> [f32; 1] {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut y = [[nn::Panel::ZERO; 1]; 1];
                forward_row(simd, net, nn::one(input), &mut y);
                finish(simd, &mut y[0])
            },
        )
    }
    /// The outputs of a batch.
    fn predict_rows<S: nn::Simd>(
        simd: S,
        net: &Sum,
        inputs: &[[f32; 2]],
        outputs: &mut [[f32; 1]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::lane_rows(
                    inputs,
                    outputs,
                    #[inline(always)]
                    |x, outputs| forward_lanes(simd, net, x, outputs),
                    #[inline(always)]
                    |x, output| *output = predict_row(simd, net, x),
                )
            },
        );
    }
    impl nn::Network for Sum {
        type Input = [f32; 2];
        type Output = [f32; 1];
        type Scratch = [nn::Panel; 0];
        const NAME: &'static str = "Sum";
        const TOPOLOGY: &'static nn::topology::Topology = &nn::topology::Topology {
            name: "Sum",
            input: &[2],
            output: &[1],
            loss: nn::core::option::Option::None,
            lines: &[
                nn::topology::Line {
                    name: "sum",
                    kind: "dense",
                    arguments: &[
                        nn::topology::Argument {
                            name: "outputs",
                            value: nn::topology::Value::Count(1),
                        },
                    ],
                    operands: &[nn::topology::Operand::Input],
                    shape: &[1],
                },
            ],
        };
        #[inline]
        fn predict_at(&self, level: nn::Level, input: &Self::Input) -> Self::Output {
            self.predict_with_at(level, input, &mut [nn::Panel::ZERO; 0])
        }
        #[inline]
        fn predict_batch_at(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
        ) -> nn::core::result::Result<(), nn::Error> {
            nn::predict_batch(self, level, inputs, outputs)
        }
        #[inline]
        fn predict_with_at(
            &self,
            level: nn::Level,
            input: &Self::Input,
            scratch: &mut Self::Scratch,
        ) -> Self::Output {
            let _ = scratch;
            nn::dispatch_calls!(
                level, simd => predict_row(simd, self, input), predict_row(simd, self,
                input)
            )
        }
        #[inline]
        fn predict_batch_with_at(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
            scratch: &mut Self::Scratch,
        ) -> nn::core::result::Result<(), nn::Error> {
            nn::predict_batch_with(self, level, inputs, outputs, scratch)
        }
    }
    impl nn::Parameters for Sum {
        const LAYOUT: &'static [nn::Parameter] = &[
            nn::Parameter {
                name: "sum.weight",
                shape: &[1, 2],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 0,
                stored_len: 32,
                order: nn::Order::DenseWeight {
                    inputs: 2,
                    outputs: 1,
                },
                init: nn::Init::GlorotUniform,
                fan_in: 2,
                fan_out: 1,
            },
            nn::Parameter {
                name: "sum.bias",
                shape: &[1],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 32,
                stored_len: 16,
                order: nn::Order::Vector { len: 1 },
                init: nn::Init::Zeros,
                fan_in: 2,
                fan_out: 1,
            },
        ];
        const PARAMETERS: usize = Self::PARAMETERS;
    }
    impl nn::Forward for Sum {
        const FLOPS: usize = Self::FLOPS;
        #[inline]
        fn predict_rows(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
        ) {
            self.predict_rows_with(level, inputs, outputs, &mut [nn::Panel::ZERO; 0]);
        }
        #[inline]
        fn predict_rows_with(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
            scratch: &mut Self::Scratch,
        ) {
            let _ = scratch;
            nn::dispatch_calls!(
                level, simd => predict_rows(simd, self, inputs, outputs),
                predict_rows(simd, self, inputs, outputs), predict_rows(simd, self,
                inputs, outputs)
            );
        }
    }
    /// What this code was made from: when the file changes, it is compiled anew.
    const _: &[u8] = nn::core::include_bytes!(
        nn::core::concat!(nn::core::env!("CARGO_MANIFEST_DIR"), "/",
        "golden/sum.safetensors")
    );
    #[allow(
        long_running_const_eval,
        reason = "on big-endian targets every number is turned round"
    )]
    static PRETRAINED: Sum = nn::bytemuck::must_cast(
        nn::native(
            *b"\0\0\x80?\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0@\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0?\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        ),
    );
};
