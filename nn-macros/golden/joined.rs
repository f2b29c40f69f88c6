#[doc(hidden)]
use ::nn_runtime::__private::bytemuck as __bytemuck_of_Joined;
/// A neural network, `[3, 7] -> [5]`:
///
/// | layer | kind | output | parameters | multiply-adds |
/// |---|---|---|---:|---:|
/// | `flat` | flatten | `[21]` | 0 | 0 |
/// | `first` | dense(18, gelu) | `[18]` | 396 | 378 |
/// | `2` | dropout(0.25) | `[18]` | 0 | 0 |
/// | `second` | dense(18, relu, bias = false) | `[18]` | 324 | 324 |
/// | `4` | second + first | `[18]` | 0 | 0 |
/// | `5` | concat of 4, flat | `[39]` | 0 | 0 |
/// | `output` | dense(5, softmax) | `[5]` | 200 | 195 |
///
/// 920 parameters, 897 multiply-adds, trained with cross entropy.
///
/// `gelu` is `x/2 (1 + erf(x / sqrt 2))`. `relu` is `max(x, 0)`. `softmax` is `e^x` over the sum of all `e^x`.
///
/// More methods are in nn-runtime's traits `Parameters` (`init`, `zeros`, `save`, `load`, `to_onnx`) and `Train` (`workspace`).
#[allow(clippy::large_stack_frames, reason = "a network may be cloned on the stack")]
#[derive(
    ::nn_runtime::__private::core::clone::Clone,
    ::nn_runtime::__private::core::marker::Copy,
    __bytemuck_of_Joined::Pod,
    __bytemuck_of_Joined::Zeroable,
)]
#[bytemuck(crate = "__bytemuck_of_Joined")]
#[repr(C, align(64))]
pub struct Joined {
    first_weight: [[::nn_runtime::__private::Panel; 21]; 2],
    first_bias: [::nn_runtime::__private::Panel; 2],
    second_weight: [[::nn_runtime::__private::Panel; 18]; 2],
    output_weight: [[::nn_runtime::__private::Panel; 39]; 1],
    output_bias: [::nn_runtime::__private::Panel; 1],
}
#[allow(clippy::large_stack_frames, reason = "the rows of a block are on the stack")]
const _: () = {
    use ::nn_runtime::__private::{self as nn, bytemuck};
    #[inline(never)]
    fn bias_gradient_1panels_medium<S: nn::Simd>(
        simd: S,
        d: &[[nn::Panel; 1]],
        part: &mut nn::Outputs<'_>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::bias_gradient(simd, 64, d, part);
            },
        );
    }
    #[inline(never)]
    fn bias_gradient_1panels_narrow<S: nn::Simd>(
        simd: S,
        d: &[[nn::Panel; 1]],
        part: &mut nn::Outputs<'_>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::bias_gradient(simd, 64, d, part);
            },
        );
    }
    #[inline(never)]
    fn bias_gradient_1panels_wide<S: nn::Simd>(
        simd: S,
        d: &[[nn::Panel; 1]],
        part: &mut nn::Outputs<'_>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::bias_gradient(simd, 64, d, part);
            },
        );
    }
    #[inline(never)]
    fn bias_gradient_2panels_medium<S: nn::Simd>(
        simd: S,
        d: &[[nn::Panel; 2]],
        part: &mut nn::Outputs<'_>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::bias_gradient(simd, 64, d, part);
            },
        );
    }
    #[inline(never)]
    fn bias_gradient_2panels_narrow<S: nn::Simd>(
        simd: S,
        d: &[[nn::Panel; 2]],
        part: &mut nn::Outputs<'_>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::bias_gradient(simd, 64, d, part);
            },
        );
    }
    #[inline(never)]
    fn bias_gradient_2panels_wide<S: nn::Simd>(
        simd: S,
        d: &[[nn::Panel; 2]],
        part: &mut nn::Outputs<'_>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::bias_gradient(simd, 64, d, part);
            },
        );
    }
    fn dense_18of32x18_without_bias_relu_2rows_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]; 2],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k]);
                        let x0 = nn::splat(simd, x[0][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, x[1][4 * k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    }
                    let w0 = nn::load(simd, &weight[panel][16]);
                    let x0 = nn::splat(simd, x[0][16]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, x[1][16]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 1]);
                        let x0 = nn::splat(simd, x[0][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                        let x1 = nn::splat(simd, x[1][4 * k + 1]);
                        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    }
                    let w0 = nn::load(simd, &weight[panel][17]);
                    let x0 = nn::splat(simd, x[0][17]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let x1 = nn::splat(simd, x[1][17]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_1_0_2 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 2]);
                        let x0 = nn::splat(simd, x[0][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let x1 = nn::splat(simd, x[1][4 * k + 2]);
                        sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                    }
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    let mut sum_1_0_3 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 3]);
                        let x0 = nn::splat(simd, x[0][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                        let x1 = nn::splat(simd, x[1][4 * k + 3]);
                        sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                    nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][panel]);
                    nn::store(nn::math::relu(simd, sum_1_0), &mut y[1][panel]);
                }
            },
        );
    }
    fn dense_18of32x18_without_bias_relu_6rows_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]; 6],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 6],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::splat(simd, 0.0);
                    let mut sum_2_0 = nn::splat(simd, 0.0);
                    let mut sum_3_0 = nn::splat(simd, 0.0);
                    let mut sum_4_0 = nn::splat(simd, 0.0);
                    let mut sum_5_0 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k]);
                        let x0 = nn::splat(simd, x[0][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, x[1][4 * k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        let x2 = nn::splat(simd, x[2][4 * k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        let x3 = nn::splat(simd, x[3][4 * k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        let x4 = nn::splat(simd, x[4][4 * k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        let x5 = nn::splat(simd, x[5][4 * k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    }
                    let w0 = nn::load(simd, &weight[panel][16]);
                    let x0 = nn::splat(simd, x[0][16]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, x[1][16]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let x2 = nn::splat(simd, x[2][16]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    let x3 = nn::splat(simd, x[3][16]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    let x4 = nn::splat(simd, x[4][16]);
                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                    let x5 = nn::splat(simd, x[5][16]);
                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    let mut sum_2_0_1 = nn::splat(simd, 0.0);
                    let mut sum_3_0_1 = nn::splat(simd, 0.0);
                    let mut sum_4_0_1 = nn::splat(simd, 0.0);
                    let mut sum_5_0_1 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 1]);
                        let x0 = nn::splat(simd, x[0][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                        let x1 = nn::splat(simd, x[1][4 * k + 1]);
                        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                        let x2 = nn::splat(simd, x[2][4 * k + 1]);
                        sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                        let x3 = nn::splat(simd, x[3][4 * k + 1]);
                        sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                        let x4 = nn::splat(simd, x[4][4 * k + 1]);
                        sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                        let x5 = nn::splat(simd, x[5][4 * k + 1]);
                        sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                    }
                    let w0 = nn::load(simd, &weight[panel][17]);
                    let x0 = nn::splat(simd, x[0][17]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let x1 = nn::splat(simd, x[1][17]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    let x2 = nn::splat(simd, x[2][17]);
                    sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                    let x3 = nn::splat(simd, x[3][17]);
                    sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                    let x4 = nn::splat(simd, x[4][17]);
                    sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                    let x5 = nn::splat(simd, x[5][17]);
                    sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                    let sum_4_0 = nn::plus(sum_4_0, sum_4_0_1);
                    let sum_5_0 = nn::plus(sum_5_0, sum_5_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_1_0_2 = nn::splat(simd, 0.0);
                    let mut sum_2_0_2 = nn::splat(simd, 0.0);
                    let mut sum_3_0_2 = nn::splat(simd, 0.0);
                    let mut sum_4_0_2 = nn::splat(simd, 0.0);
                    let mut sum_5_0_2 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 2]);
                        let x0 = nn::splat(simd, x[0][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let x1 = nn::splat(simd, x[1][4 * k + 2]);
                        sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                        let x2 = nn::splat(simd, x[2][4 * k + 2]);
                        sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                        let x3 = nn::splat(simd, x[3][4 * k + 2]);
                        sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
                        let x4 = nn::splat(simd, x[4][4 * k + 2]);
                        sum_4_0_2 = nn::mul_add(x4, w0, sum_4_0_2);
                        let x5 = nn::splat(simd, x[5][4 * k + 2]);
                        sum_5_0_2 = nn::mul_add(x5, w0, sum_5_0_2);
                    }
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    let mut sum_1_0_3 = nn::splat(simd, 0.0);
                    let mut sum_2_0_3 = nn::splat(simd, 0.0);
                    let mut sum_3_0_3 = nn::splat(simd, 0.0);
                    let mut sum_4_0_3 = nn::splat(simd, 0.0);
                    let mut sum_5_0_3 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 3]);
                        let x0 = nn::splat(simd, x[0][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                        let x1 = nn::splat(simd, x[1][4 * k + 3]);
                        sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                        let x2 = nn::splat(simd, x[2][4 * k + 3]);
                        sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                        let x3 = nn::splat(simd, x[3][4 * k + 3]);
                        sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
                        let x4 = nn::splat(simd, x[4][4 * k + 3]);
                        sum_4_0_3 = nn::mul_add(x4, w0, sum_4_0_3);
                        let x5 = nn::splat(simd, x[5][4 * k + 3]);
                        sum_5_0_3 = nn::mul_add(x5, w0, sum_5_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                    let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
                    let sum_3_0_2 = nn::plus(sum_3_0_2, sum_3_0_3);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_2);
                    let sum_4_0_2 = nn::plus(sum_4_0_2, sum_4_0_3);
                    let sum_4_0 = nn::plus(sum_4_0, sum_4_0_2);
                    let sum_5_0_2 = nn::plus(sum_5_0_2, sum_5_0_3);
                    let sum_5_0 = nn::plus(sum_5_0, sum_5_0_2);
                    nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][panel]);
                    nn::store(nn::math::relu(simd, sum_1_0), &mut y[1][panel]);
                    nn::store(nn::math::relu(simd, sum_2_0), &mut y[2][panel]);
                    nn::store(nn::math::relu(simd, sum_3_0), &mut y[3][panel]);
                    nn::store(nn::math::relu(simd, sum_4_0), &mut y[4][panel]);
                    nn::store(nn::math::relu(simd, sum_5_0), &mut y[5][panel]);
                }
            },
        );
    }
    fn dense_18of32x18_without_bias_relu_8rows_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]; 8],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::splat(simd, 0.0);
                let mut sum_0_1 = nn::splat(simd, 0.0);
                let mut sum_1_0 = nn::splat(simd, 0.0);
                let mut sum_1_1 = nn::splat(simd, 0.0);
                let mut sum_2_0 = nn::splat(simd, 0.0);
                let mut sum_2_1 = nn::splat(simd, 0.0);
                let mut sum_3_0 = nn::splat(simd, 0.0);
                let mut sum_3_1 = nn::splat(simd, 0.0);
                let mut sum_4_0 = nn::splat(simd, 0.0);
                let mut sum_4_1 = nn::splat(simd, 0.0);
                let mut sum_5_0 = nn::splat(simd, 0.0);
                let mut sum_5_1 = nn::splat(simd, 0.0);
                let mut sum_6_0 = nn::splat(simd, 0.0);
                let mut sum_6_1 = nn::splat(simd, 0.0);
                let mut sum_7_0 = nn::splat(simd, 0.0);
                let mut sum_7_1 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k]);
                    let w1 = nn::load(simd, &weight[1][4 * k]);
                    let x0 = nn::splat(simd, x[0][4 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    let x1 = nn::splat(simd, x[1][4 * k]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                    let x2 = nn::splat(simd, x[2][4 * k]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                    let x3 = nn::splat(simd, x[3][4 * k]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                    let x4 = nn::splat(simd, x[4][4 * k]);
                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                    sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                    let x5 = nn::splat(simd, x[5][4 * k]);
                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                    let x6 = nn::splat(simd, x[6][4 * k]);
                    sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                    sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                    let x7 = nn::splat(simd, x[7][4 * k]);
                    sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                    sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                }
                let w0 = nn::load(simd, &weight[0][16]);
                let w1 = nn::load(simd, &weight[1][16]);
                let x0 = nn::splat(simd, x[0][16]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                let x1 = nn::splat(simd, x[1][16]);
                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                let x2 = nn::splat(simd, x[2][16]);
                sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                let x3 = nn::splat(simd, x[3][16]);
                sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                let x4 = nn::splat(simd, x[4][16]);
                sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                let x5 = nn::splat(simd, x[5][16]);
                sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                let x6 = nn::splat(simd, x[6][16]);
                sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                let x7 = nn::splat(simd, x[7][16]);
                sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_1_1 = nn::splat(simd, 0.0);
                let mut sum_1_0_1 = nn::splat(simd, 0.0);
                let mut sum_1_1_1 = nn::splat(simd, 0.0);
                let mut sum_2_0_1 = nn::splat(simd, 0.0);
                let mut sum_2_1_1 = nn::splat(simd, 0.0);
                let mut sum_3_0_1 = nn::splat(simd, 0.0);
                let mut sum_3_1_1 = nn::splat(simd, 0.0);
                let mut sum_4_0_1 = nn::splat(simd, 0.0);
                let mut sum_4_1_1 = nn::splat(simd, 0.0);
                let mut sum_5_0_1 = nn::splat(simd, 0.0);
                let mut sum_5_1_1 = nn::splat(simd, 0.0);
                let mut sum_6_0_1 = nn::splat(simd, 0.0);
                let mut sum_6_1_1 = nn::splat(simd, 0.0);
                let mut sum_7_0_1 = nn::splat(simd, 0.0);
                let mut sum_7_1_1 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 1]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 1]);
                    let x0 = nn::splat(simd, x[0][4 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                    let x1 = nn::splat(simd, x[1][4 * k + 1]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    sum_1_1_1 = nn::mul_add(x1, w1, sum_1_1_1);
                    let x2 = nn::splat(simd, x[2][4 * k + 1]);
                    sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                    sum_2_1_1 = nn::mul_add(x2, w1, sum_2_1_1);
                    let x3 = nn::splat(simd, x[3][4 * k + 1]);
                    sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                    sum_3_1_1 = nn::mul_add(x3, w1, sum_3_1_1);
                    let x4 = nn::splat(simd, x[4][4 * k + 1]);
                    sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                    sum_4_1_1 = nn::mul_add(x4, w1, sum_4_1_1);
                    let x5 = nn::splat(simd, x[5][4 * k + 1]);
                    sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                    sum_5_1_1 = nn::mul_add(x5, w1, sum_5_1_1);
                    let x6 = nn::splat(simd, x[6][4 * k + 1]);
                    sum_6_0_1 = nn::mul_add(x6, w0, sum_6_0_1);
                    sum_6_1_1 = nn::mul_add(x6, w1, sum_6_1_1);
                    let x7 = nn::splat(simd, x[7][4 * k + 1]);
                    sum_7_0_1 = nn::mul_add(x7, w0, sum_7_0_1);
                    sum_7_1_1 = nn::mul_add(x7, w1, sum_7_1_1);
                }
                let w0 = nn::load(simd, &weight[0][17]);
                let w1 = nn::load(simd, &weight[1][17]);
                let x0 = nn::splat(simd, x[0][17]);
                sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                let x1 = nn::splat(simd, x[1][17]);
                sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                sum_1_1_1 = nn::mul_add(x1, w1, sum_1_1_1);
                let x2 = nn::splat(simd, x[2][17]);
                sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                sum_2_1_1 = nn::mul_add(x2, w1, sum_2_1_1);
                let x3 = nn::splat(simd, x[3][17]);
                sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                sum_3_1_1 = nn::mul_add(x3, w1, sum_3_1_1);
                let x4 = nn::splat(simd, x[4][17]);
                sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                sum_4_1_1 = nn::mul_add(x4, w1, sum_4_1_1);
                let x5 = nn::splat(simd, x[5][17]);
                sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                sum_5_1_1 = nn::mul_add(x5, w1, sum_5_1_1);
                let x6 = nn::splat(simd, x[6][17]);
                sum_6_0_1 = nn::mul_add(x6, w0, sum_6_0_1);
                sum_6_1_1 = nn::mul_add(x6, w1, sum_6_1_1);
                let x7 = nn::splat(simd, x[7][17]);
                sum_7_0_1 = nn::mul_add(x7, w0, sum_7_0_1);
                sum_7_1_1 = nn::mul_add(x7, w1, sum_7_1_1);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                let sum_1_1 = nn::plus(sum_1_1, sum_1_1_1);
                let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                let sum_2_1 = nn::plus(sum_2_1, sum_2_1_1);
                let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                let sum_3_1 = nn::plus(sum_3_1, sum_3_1_1);
                let sum_4_0 = nn::plus(sum_4_0, sum_4_0_1);
                let sum_4_1 = nn::plus(sum_4_1, sum_4_1_1);
                let sum_5_0 = nn::plus(sum_5_0, sum_5_0_1);
                let sum_5_1 = nn::plus(sum_5_1, sum_5_1_1);
                let sum_6_0 = nn::plus(sum_6_0, sum_6_0_1);
                let sum_6_1 = nn::plus(sum_6_1, sum_6_1_1);
                let sum_7_0 = nn::plus(sum_7_0, sum_7_0_1);
                let sum_7_1 = nn::plus(sum_7_1, sum_7_1_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_1_2 = nn::splat(simd, 0.0);
                let mut sum_1_0_2 = nn::splat(simd, 0.0);
                let mut sum_1_1_2 = nn::splat(simd, 0.0);
                let mut sum_2_0_2 = nn::splat(simd, 0.0);
                let mut sum_2_1_2 = nn::splat(simd, 0.0);
                let mut sum_3_0_2 = nn::splat(simd, 0.0);
                let mut sum_3_1_2 = nn::splat(simd, 0.0);
                let mut sum_4_0_2 = nn::splat(simd, 0.0);
                let mut sum_4_1_2 = nn::splat(simd, 0.0);
                let mut sum_5_0_2 = nn::splat(simd, 0.0);
                let mut sum_5_1_2 = nn::splat(simd, 0.0);
                let mut sum_6_0_2 = nn::splat(simd, 0.0);
                let mut sum_6_1_2 = nn::splat(simd, 0.0);
                let mut sum_7_0_2 = nn::splat(simd, 0.0);
                let mut sum_7_1_2 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 2]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 2]);
                    let x0 = nn::splat(simd, x[0][4 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
                    let x1 = nn::splat(simd, x[1][4 * k + 2]);
                    sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                    sum_1_1_2 = nn::mul_add(x1, w1, sum_1_1_2);
                    let x2 = nn::splat(simd, x[2][4 * k + 2]);
                    sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                    sum_2_1_2 = nn::mul_add(x2, w1, sum_2_1_2);
                    let x3 = nn::splat(simd, x[3][4 * k + 2]);
                    sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
                    sum_3_1_2 = nn::mul_add(x3, w1, sum_3_1_2);
                    let x4 = nn::splat(simd, x[4][4 * k + 2]);
                    sum_4_0_2 = nn::mul_add(x4, w0, sum_4_0_2);
                    sum_4_1_2 = nn::mul_add(x4, w1, sum_4_1_2);
                    let x5 = nn::splat(simd, x[5][4 * k + 2]);
                    sum_5_0_2 = nn::mul_add(x5, w0, sum_5_0_2);
                    sum_5_1_2 = nn::mul_add(x5, w1, sum_5_1_2);
                    let x6 = nn::splat(simd, x[6][4 * k + 2]);
                    sum_6_0_2 = nn::mul_add(x6, w0, sum_6_0_2);
                    sum_6_1_2 = nn::mul_add(x6, w1, sum_6_1_2);
                    let x7 = nn::splat(simd, x[7][4 * k + 2]);
                    sum_7_0_2 = nn::mul_add(x7, w0, sum_7_0_2);
                    sum_7_1_2 = nn::mul_add(x7, w1, sum_7_1_2);
                }
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                let mut sum_0_1_3 = nn::splat(simd, 0.0);
                let mut sum_1_0_3 = nn::splat(simd, 0.0);
                let mut sum_1_1_3 = nn::splat(simd, 0.0);
                let mut sum_2_0_3 = nn::splat(simd, 0.0);
                let mut sum_2_1_3 = nn::splat(simd, 0.0);
                let mut sum_3_0_3 = nn::splat(simd, 0.0);
                let mut sum_3_1_3 = nn::splat(simd, 0.0);
                let mut sum_4_0_3 = nn::splat(simd, 0.0);
                let mut sum_4_1_3 = nn::splat(simd, 0.0);
                let mut sum_5_0_3 = nn::splat(simd, 0.0);
                let mut sum_5_1_3 = nn::splat(simd, 0.0);
                let mut sum_6_0_3 = nn::splat(simd, 0.0);
                let mut sum_6_1_3 = nn::splat(simd, 0.0);
                let mut sum_7_0_3 = nn::splat(simd, 0.0);
                let mut sum_7_1_3 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 3]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 3]);
                    let x0 = nn::splat(simd, x[0][4 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
                    let x1 = nn::splat(simd, x[1][4 * k + 3]);
                    sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                    sum_1_1_3 = nn::mul_add(x1, w1, sum_1_1_3);
                    let x2 = nn::splat(simd, x[2][4 * k + 3]);
                    sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                    sum_2_1_3 = nn::mul_add(x2, w1, sum_2_1_3);
                    let x3 = nn::splat(simd, x[3][4 * k + 3]);
                    sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
                    sum_3_1_3 = nn::mul_add(x3, w1, sum_3_1_3);
                    let x4 = nn::splat(simd, x[4][4 * k + 3]);
                    sum_4_0_3 = nn::mul_add(x4, w0, sum_4_0_3);
                    sum_4_1_3 = nn::mul_add(x4, w1, sum_4_1_3);
                    let x5 = nn::splat(simd, x[5][4 * k + 3]);
                    sum_5_0_3 = nn::mul_add(x5, w0, sum_5_0_3);
                    sum_5_1_3 = nn::mul_add(x5, w1, sum_5_1_3);
                    let x6 = nn::splat(simd, x[6][4 * k + 3]);
                    sum_6_0_3 = nn::mul_add(x6, w0, sum_6_0_3);
                    sum_6_1_3 = nn::mul_add(x6, w1, sum_6_1_3);
                    let x7 = nn::splat(simd, x[7][4 * k + 3]);
                    sum_7_0_3 = nn::mul_add(x7, w0, sum_7_0_3);
                    sum_7_1_3 = nn::mul_add(x7, w1, sum_7_1_3);
                }
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
                let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                let sum_1_1_2 = nn::plus(sum_1_1_2, sum_1_1_3);
                let sum_1_1 = nn::plus(sum_1_1, sum_1_1_2);
                let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
                let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
                let sum_2_1_2 = nn::plus(sum_2_1_2, sum_2_1_3);
                let sum_2_1 = nn::plus(sum_2_1, sum_2_1_2);
                let sum_3_0_2 = nn::plus(sum_3_0_2, sum_3_0_3);
                let sum_3_0 = nn::plus(sum_3_0, sum_3_0_2);
                let sum_3_1_2 = nn::plus(sum_3_1_2, sum_3_1_3);
                let sum_3_1 = nn::plus(sum_3_1, sum_3_1_2);
                let sum_4_0_2 = nn::plus(sum_4_0_2, sum_4_0_3);
                let sum_4_0 = nn::plus(sum_4_0, sum_4_0_2);
                let sum_4_1_2 = nn::plus(sum_4_1_2, sum_4_1_3);
                let sum_4_1 = nn::plus(sum_4_1, sum_4_1_2);
                let sum_5_0_2 = nn::plus(sum_5_0_2, sum_5_0_3);
                let sum_5_0 = nn::plus(sum_5_0, sum_5_0_2);
                let sum_5_1_2 = nn::plus(sum_5_1_2, sum_5_1_3);
                let sum_5_1 = nn::plus(sum_5_1, sum_5_1_2);
                let sum_6_0_2 = nn::plus(sum_6_0_2, sum_6_0_3);
                let sum_6_0 = nn::plus(sum_6_0, sum_6_0_2);
                let sum_6_1_2 = nn::plus(sum_6_1_2, sum_6_1_3);
                let sum_6_1 = nn::plus(sum_6_1, sum_6_1_2);
                let sum_7_0_2 = nn::plus(sum_7_0_2, sum_7_0_3);
                let sum_7_0 = nn::plus(sum_7_0, sum_7_0_2);
                let sum_7_1_2 = nn::plus(sum_7_1_2, sum_7_1_3);
                let sum_7_1 = nn::plus(sum_7_1, sum_7_1_2);
                nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][0]);
                nn::store(nn::math::relu(simd, sum_0_1), &mut y[0][1]);
                nn::store(nn::math::relu(simd, sum_1_0), &mut y[1][0]);
                nn::store(nn::math::relu(simd, sum_1_1), &mut y[1][1]);
                nn::store(nn::math::relu(simd, sum_2_0), &mut y[2][0]);
                nn::store(nn::math::relu(simd, sum_2_1), &mut y[2][1]);
                nn::store(nn::math::relu(simd, sum_3_0), &mut y[3][0]);
                nn::store(nn::math::relu(simd, sum_3_1), &mut y[3][1]);
                nn::store(nn::math::relu(simd, sum_4_0), &mut y[4][0]);
                nn::store(nn::math::relu(simd, sum_4_1), &mut y[4][1]);
                nn::store(nn::math::relu(simd, sum_5_0), &mut y[5][0]);
                nn::store(nn::math::relu(simd, sum_5_1), &mut y[5][1]);
                nn::store(nn::math::relu(simd, sum_6_0), &mut y[6][0]);
                nn::store(nn::math::relu(simd, sum_6_1), &mut y[6][1]);
                nn::store(nn::math::relu(simd, sum_7_0), &mut y[7][0]);
                nn::store(nn::math::relu(simd, sum_7_1), &mut y[7][1]);
            },
        );
    }
    fn dense_18of32x18_without_bias_relu_all_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    x,
                    y,
                    #[inline(always)]
                    |x, y| dense_18of32x18_without_bias_relu_6rows_medium(
                        simd,
                        x,
                        weight,
                        y,
                    ),
                    #[inline(always)]
                    |x, y| dense_18of32x18_without_bias_relu_row_medium(
                        simd,
                        nn::one(x),
                        weight,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    fn dense_18of32x18_without_bias_relu_all_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    x,
                    y,
                    #[inline(always)]
                    |x, y| dense_18of32x18_without_bias_relu_2rows_narrow(
                        simd,
                        x,
                        weight,
                        y,
                    ),
                    #[inline(always)]
                    |x, y| dense_18of32x18_without_bias_relu_row_narrow(
                        simd,
                        nn::one(x),
                        weight,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    #[inline(always)]
    fn dense_18of32x18_without_bias_relu_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]],
    ) {
        nn::rows_overlapping(
            x,
            y,
            #[inline(always)]
            |x, y| dense_18of32x18_without_bias_relu_8rows_wide(simd, x, weight, y),
            #[inline(always)]
            |x, y| dense_18of32x18_without_bias_relu_row_wide(
                simd,
                nn::one(x),
                weight,
                nn::one_mut(y),
            ),
        );
    }
    fn dense_18of32x18_without_bias_relu_row_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]; 1],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::splat(simd, 0.0);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_1_1 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k]);
                    let w1 = nn::load(simd, &weight[1][4 * k]);
                    let x0 = nn::splat(simd, x[0][4 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    let w0 = nn::load(simd, &weight[0][4 * k + 1]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 1]);
                    let x0 = nn::splat(simd, x[0][4 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                }
                let w0 = nn::load(simd, &weight[0][16]);
                let w1 = nn::load(simd, &weight[1][16]);
                let x0 = nn::splat(simd, x[0][16]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                let w0 = nn::load(simd, &weight[0][17]);
                let w1 = nn::load(simd, &weight[1][17]);
                let x0 = nn::splat(simd, x[0][17]);
                sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                let mut sum_0_1_2 = nn::splat(simd, 0.0);
                let mut sum_0_1_3 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 2]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 2]);
                    let x0 = nn::splat(simd, x[0][4 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
                    let w0 = nn::load(simd, &weight[0][4 * k + 3]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 3]);
                    let x0 = nn::splat(simd, x[0][4 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
                }
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
                nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][0]);
                nn::store(nn::math::relu(simd, sum_0_1), &mut y[0][1]);
            },
        );
    }
    fn dense_18of32x18_without_bias_relu_row_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]; 1],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k]);
                        let x0 = nn::splat(simd, x[0][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let w0 = nn::load(simd, &weight[panel][4 * k + 1]);
                        let x0 = nn::splat(simd, x[0][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    }
                    let w0 = nn::load(simd, &weight[panel][16]);
                    let x0 = nn::splat(simd, x[0][16]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let w0 = nn::load(simd, &weight[panel][17]);
                    let x0 = nn::splat(simd, x[0][17]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 2]);
                        let x0 = nn::splat(simd, x[0][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let w0 = nn::load(simd, &weight[panel][4 * k + 3]);
                        let x0 = nn::splat(simd, x[0][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][panel]);
                }
            },
        );
    }
    #[inline(always)]
    fn dense_18of32x18_without_bias_relu_row_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]; 1],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 1],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_0_2 = nn::splat(simd, 0.0);
        let mut sum_0_0_3 = nn::splat(simd, 0.0);
        let mut sum_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_1_1 = nn::splat(simd, 0.0);
        let mut sum_0_1_2 = nn::splat(simd, 0.0);
        let mut sum_0_1_3 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let w1 = nn::load(simd, &weight[1][0]);
        let x0 = nn::splat(simd, x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][1]);
        let w1 = nn::load(simd, &weight[1][1]);
        let x0 = nn::splat(simd, x[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][2]);
        let w1 = nn::load(simd, &weight[1][2]);
        let x0 = nn::splat(simd, x[0][2]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][3]);
        let w1 = nn::load(simd, &weight[1][3]);
        let x0 = nn::splat(simd, x[0][3]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][4]);
        let w1 = nn::load(simd, &weight[1][4]);
        let x0 = nn::splat(simd, x[0][4]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][5]);
        let w1 = nn::load(simd, &weight[1][5]);
        let x0 = nn::splat(simd, x[0][5]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][6]);
        let w1 = nn::load(simd, &weight[1][6]);
        let x0 = nn::splat(simd, x[0][6]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][7]);
        let w1 = nn::load(simd, &weight[1][7]);
        let x0 = nn::splat(simd, x[0][7]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][8]);
        let w1 = nn::load(simd, &weight[1][8]);
        let x0 = nn::splat(simd, x[0][8]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][9]);
        let w1 = nn::load(simd, &weight[1][9]);
        let x0 = nn::splat(simd, x[0][9]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][10]);
        let w1 = nn::load(simd, &weight[1][10]);
        let x0 = nn::splat(simd, x[0][10]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][11]);
        let w1 = nn::load(simd, &weight[1][11]);
        let x0 = nn::splat(simd, x[0][11]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][12]);
        let w1 = nn::load(simd, &weight[1][12]);
        let x0 = nn::splat(simd, x[0][12]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][13]);
        let w1 = nn::load(simd, &weight[1][13]);
        let x0 = nn::splat(simd, x[0][13]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][14]);
        let w1 = nn::load(simd, &weight[1][14]);
        let x0 = nn::splat(simd, x[0][14]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][15]);
        let w1 = nn::load(simd, &weight[1][15]);
        let x0 = nn::splat(simd, x[0][15]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][16]);
        let w1 = nn::load(simd, &weight[1][16]);
        let x0 = nn::splat(simd, x[0][16]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][17]);
        let w1 = nn::load(simd, &weight[1][17]);
        let x0 = nn::splat(simd, x[0][17]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
        let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
        let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
        let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
        nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][0]);
        nn::store(nn::math::relu(simd, sum_0_1), &mut y[0][1]);
    }
    fn dense_21x18_identity_2rows_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]; 2],
        weight: &[[nn::Panel; 21]; 2],
        bias: &[nn::Panel; 2],
        y: &mut [[nn::Panel; 2]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &bias[panel]);
                    let mut sum_1_0 = nn::load(simd, &bias[panel]);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[panel][4 * k]);
                        let x0 = nn::splat(simd, x[0][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, x[1][4 * k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    }
                    let w0 = nn::load(simd, &weight[panel][20]);
                    let x0 = nn::splat(simd, x[0][20]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, x[1][20]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 1]);
                        let x0 = nn::splat(simd, x[0][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                        let x1 = nn::splat(simd, x[1][4 * k + 1]);
                        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    }
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_1_0_2 = nn::splat(simd, 0.0);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 2]);
                        let x0 = nn::splat(simd, x[0][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let x1 = nn::splat(simd, x[1][4 * k + 2]);
                        sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                    }
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    let mut sum_1_0_3 = nn::splat(simd, 0.0);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 3]);
                        let x0 = nn::splat(simd, x[0][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                        let x1 = nn::splat(simd, x[1][4 * k + 3]);
                        sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                    nn::store(sum_0_0, &mut y[0][panel]);
                    nn::store(sum_1_0, &mut y[1][panel]);
                }
            },
        );
    }
    fn dense_21x18_identity_6rows_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]; 6],
        weight: &[[nn::Panel; 21]; 2],
        bias: &[nn::Panel; 2],
        y: &mut [[nn::Panel; 2]; 6],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &bias[panel]);
                    let mut sum_1_0 = nn::load(simd, &bias[panel]);
                    let mut sum_2_0 = nn::load(simd, &bias[panel]);
                    let mut sum_3_0 = nn::load(simd, &bias[panel]);
                    let mut sum_4_0 = nn::load(simd, &bias[panel]);
                    let mut sum_5_0 = nn::load(simd, &bias[panel]);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[panel][4 * k]);
                        let x0 = nn::splat(simd, x[0][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, x[1][4 * k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        let x2 = nn::splat(simd, x[2][4 * k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        let x3 = nn::splat(simd, x[3][4 * k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        let x4 = nn::splat(simd, x[4][4 * k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        let x5 = nn::splat(simd, x[5][4 * k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    }
                    let w0 = nn::load(simd, &weight[panel][20]);
                    let x0 = nn::splat(simd, x[0][20]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, x[1][20]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let x2 = nn::splat(simd, x[2][20]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    let x3 = nn::splat(simd, x[3][20]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    let x4 = nn::splat(simd, x[4][20]);
                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                    let x5 = nn::splat(simd, x[5][20]);
                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    let mut sum_2_0_1 = nn::splat(simd, 0.0);
                    let mut sum_3_0_1 = nn::splat(simd, 0.0);
                    let mut sum_4_0_1 = nn::splat(simd, 0.0);
                    let mut sum_5_0_1 = nn::splat(simd, 0.0);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 1]);
                        let x0 = nn::splat(simd, x[0][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                        let x1 = nn::splat(simd, x[1][4 * k + 1]);
                        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                        let x2 = nn::splat(simd, x[2][4 * k + 1]);
                        sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                        let x3 = nn::splat(simd, x[3][4 * k + 1]);
                        sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                        let x4 = nn::splat(simd, x[4][4 * k + 1]);
                        sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                        let x5 = nn::splat(simd, x[5][4 * k + 1]);
                        sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                    }
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                    let sum_4_0 = nn::plus(sum_4_0, sum_4_0_1);
                    let sum_5_0 = nn::plus(sum_5_0, sum_5_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_1_0_2 = nn::splat(simd, 0.0);
                    let mut sum_2_0_2 = nn::splat(simd, 0.0);
                    let mut sum_3_0_2 = nn::splat(simd, 0.0);
                    let mut sum_4_0_2 = nn::splat(simd, 0.0);
                    let mut sum_5_0_2 = nn::splat(simd, 0.0);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 2]);
                        let x0 = nn::splat(simd, x[0][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let x1 = nn::splat(simd, x[1][4 * k + 2]);
                        sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                        let x2 = nn::splat(simd, x[2][4 * k + 2]);
                        sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                        let x3 = nn::splat(simd, x[3][4 * k + 2]);
                        sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
                        let x4 = nn::splat(simd, x[4][4 * k + 2]);
                        sum_4_0_2 = nn::mul_add(x4, w0, sum_4_0_2);
                        let x5 = nn::splat(simd, x[5][4 * k + 2]);
                        sum_5_0_2 = nn::mul_add(x5, w0, sum_5_0_2);
                    }
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    let mut sum_1_0_3 = nn::splat(simd, 0.0);
                    let mut sum_2_0_3 = nn::splat(simd, 0.0);
                    let mut sum_3_0_3 = nn::splat(simd, 0.0);
                    let mut sum_4_0_3 = nn::splat(simd, 0.0);
                    let mut sum_5_0_3 = nn::splat(simd, 0.0);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 3]);
                        let x0 = nn::splat(simd, x[0][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                        let x1 = nn::splat(simd, x[1][4 * k + 3]);
                        sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                        let x2 = nn::splat(simd, x[2][4 * k + 3]);
                        sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                        let x3 = nn::splat(simd, x[3][4 * k + 3]);
                        sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
                        let x4 = nn::splat(simd, x[4][4 * k + 3]);
                        sum_4_0_3 = nn::mul_add(x4, w0, sum_4_0_3);
                        let x5 = nn::splat(simd, x[5][4 * k + 3]);
                        sum_5_0_3 = nn::mul_add(x5, w0, sum_5_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                    let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
                    let sum_3_0_2 = nn::plus(sum_3_0_2, sum_3_0_3);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_2);
                    let sum_4_0_2 = nn::plus(sum_4_0_2, sum_4_0_3);
                    let sum_4_0 = nn::plus(sum_4_0, sum_4_0_2);
                    let sum_5_0_2 = nn::plus(sum_5_0_2, sum_5_0_3);
                    let sum_5_0 = nn::plus(sum_5_0, sum_5_0_2);
                    nn::store(sum_0_0, &mut y[0][panel]);
                    nn::store(sum_1_0, &mut y[1][panel]);
                    nn::store(sum_2_0, &mut y[2][panel]);
                    nn::store(sum_3_0, &mut y[3][panel]);
                    nn::store(sum_4_0, &mut y[4][panel]);
                    nn::store(sum_5_0, &mut y[5][panel]);
                }
            },
        );
    }
    fn dense_21x18_identity_8rows_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]; 8],
        weight: &[[nn::Panel; 21]; 2],
        bias: &[nn::Panel; 2],
        y: &mut [[nn::Panel; 2]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &bias[0]);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_0_1 = nn::load(simd, &bias[1]);
                    let mut sum_0_1_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::load(simd, &bias[0]);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_1 = nn::load(simd, &bias[1]);
                    let mut sum_1_1_1 = nn::splat(simd, 0.0);
                    let mut sum_2_0 = nn::load(simd, &bias[0]);
                    let mut sum_2_0_1 = nn::splat(simd, 0.0);
                    let mut sum_2_1 = nn::load(simd, &bias[1]);
                    let mut sum_2_1_1 = nn::splat(simd, 0.0);
                    let mut sum_3_0 = nn::load(simd, &bias[0]);
                    let mut sum_3_0_1 = nn::splat(simd, 0.0);
                    let mut sum_3_1 = nn::load(simd, &bias[1]);
                    let mut sum_3_1_1 = nn::splat(simd, 0.0);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[0][4 * k]);
                        let w1 = nn::load(simd, &weight[1][4 * k]);
                        let x0 = nn::splat(simd, x[4 * row][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        let x1 = nn::splat(simd, x[4 * row + 1][4 * k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                        let x2 = nn::splat(simd, x[4 * row + 2][4 * k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                        let x3 = nn::splat(simd, x[4 * row + 3][4 * k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                        let w0 = nn::load(simd, &weight[0][4 * k + 1]);
                        let w1 = nn::load(simd, &weight[1][4 * k + 1]);
                        let x0 = nn::splat(simd, x[4 * row][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                        let x1 = nn::splat(simd, x[4 * row + 1][4 * k + 1]);
                        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                        sum_1_1_1 = nn::mul_add(x1, w1, sum_1_1_1);
                        let x2 = nn::splat(simd, x[4 * row + 2][4 * k + 1]);
                        sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                        sum_2_1_1 = nn::mul_add(x2, w1, sum_2_1_1);
                        let x3 = nn::splat(simd, x[4 * row + 3][4 * k + 1]);
                        sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                        sum_3_1_1 = nn::mul_add(x3, w1, sum_3_1_1);
                    }
                    let w0 = nn::load(simd, &weight[0][20]);
                    let w1 = nn::load(simd, &weight[1][20]);
                    let x0 = nn::splat(simd, x[4 * row][20]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    let x1 = nn::splat(simd, x[4 * row + 1][20]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                    let x2 = nn::splat(simd, x[4 * row + 2][20]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                    let x3 = nn::splat(simd, x[4 * row + 3][20]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let sum_1_1 = nn::plus(sum_1_1, sum_1_1_1);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                    let sum_2_1 = nn::plus(sum_2_1, sum_2_1_1);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                    let sum_3_1 = nn::plus(sum_3_1, sum_3_1_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    let mut sum_0_1_2 = nn::splat(simd, 0.0);
                    let mut sum_0_1_3 = nn::splat(simd, 0.0);
                    let mut sum_1_0_2 = nn::splat(simd, 0.0);
                    let mut sum_1_0_3 = nn::splat(simd, 0.0);
                    let mut sum_1_1_2 = nn::splat(simd, 0.0);
                    let mut sum_1_1_3 = nn::splat(simd, 0.0);
                    let mut sum_2_0_2 = nn::splat(simd, 0.0);
                    let mut sum_2_0_3 = nn::splat(simd, 0.0);
                    let mut sum_2_1_2 = nn::splat(simd, 0.0);
                    let mut sum_2_1_3 = nn::splat(simd, 0.0);
                    let mut sum_3_0_2 = nn::splat(simd, 0.0);
                    let mut sum_3_0_3 = nn::splat(simd, 0.0);
                    let mut sum_3_1_2 = nn::splat(simd, 0.0);
                    let mut sum_3_1_3 = nn::splat(simd, 0.0);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[0][4 * k + 2]);
                        let w1 = nn::load(simd, &weight[1][4 * k + 2]);
                        let x0 = nn::splat(simd, x[4 * row][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
                        let x1 = nn::splat(simd, x[4 * row + 1][4 * k + 2]);
                        sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                        sum_1_1_2 = nn::mul_add(x1, w1, sum_1_1_2);
                        let x2 = nn::splat(simd, x[4 * row + 2][4 * k + 2]);
                        sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                        sum_2_1_2 = nn::mul_add(x2, w1, sum_2_1_2);
                        let x3 = nn::splat(simd, x[4 * row + 3][4 * k + 2]);
                        sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
                        sum_3_1_2 = nn::mul_add(x3, w1, sum_3_1_2);
                        let w0 = nn::load(simd, &weight[0][4 * k + 3]);
                        let w1 = nn::load(simd, &weight[1][4 * k + 3]);
                        let x0 = nn::splat(simd, x[4 * row][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
                        let x1 = nn::splat(simd, x[4 * row + 1][4 * k + 3]);
                        sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                        sum_1_1_3 = nn::mul_add(x1, w1, sum_1_1_3);
                        let x2 = nn::splat(simd, x[4 * row + 2][4 * k + 3]);
                        sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                        sum_2_1_3 = nn::mul_add(x2, w1, sum_2_1_3);
                        let x3 = nn::splat(simd, x[4 * row + 3][4 * k + 3]);
                        sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
                        sum_3_1_3 = nn::mul_add(x3, w1, sum_3_1_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
                    let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
                    let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                    let sum_1_1_2 = nn::plus(sum_1_1_2, sum_1_1_3);
                    let sum_1_1 = nn::plus(sum_1_1, sum_1_1_2);
                    let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
                    let sum_2_1_2 = nn::plus(sum_2_1_2, sum_2_1_3);
                    let sum_2_1 = nn::plus(sum_2_1, sum_2_1_2);
                    let sum_3_0_2 = nn::plus(sum_3_0_2, sum_3_0_3);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_2);
                    let sum_3_1_2 = nn::plus(sum_3_1_2, sum_3_1_3);
                    let sum_3_1 = nn::plus(sum_3_1, sum_3_1_2);
                    nn::store(sum_0_0, &mut y[4 * row][0]);
                    nn::store(sum_0_1, &mut y[4 * row][1]);
                    nn::store(sum_1_0, &mut y[4 * row + 1][0]);
                    nn::store(sum_1_1, &mut y[4 * row + 1][1]);
                    nn::store(sum_2_0, &mut y[4 * row + 2][0]);
                    nn::store(sum_2_1, &mut y[4 * row + 2][1]);
                    nn::store(sum_3_0, &mut y[4 * row + 3][0]);
                    nn::store(sum_3_1, &mut y[4 * row + 3][1]);
                }
            },
        );
    }
    fn dense_21x18_identity_all_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]],
        weight: &[[nn::Panel; 21]; 2],
        bias: &[nn::Panel; 2],
        y: &mut [[nn::Panel; 2]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    x,
                    y,
                    #[inline(always)]
                    |x, y| dense_21x18_identity_6rows_medium(simd, x, weight, bias, y),
                    #[inline(always)]
                    |x, y| dense_21x18_identity_row_medium(
                        simd,
                        nn::one(x),
                        weight,
                        bias,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    fn dense_21x18_identity_all_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]],
        weight: &[[nn::Panel; 21]; 2],
        bias: &[nn::Panel; 2],
        y: &mut [[nn::Panel; 2]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    x,
                    y,
                    #[inline(always)]
                    |x, y| dense_21x18_identity_2rows_narrow(simd, x, weight, bias, y),
                    #[inline(always)]
                    |x, y| dense_21x18_identity_row_narrow(
                        simd,
                        nn::one(x),
                        weight,
                        bias,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    #[inline(always)]
    fn dense_21x18_identity_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]],
        weight: &[[nn::Panel; 21]; 2],
        bias: &[nn::Panel; 2],
        y: &mut [[nn::Panel; 2]],
    ) {
        nn::rows_overlapping(
            x,
            y,
            #[inline(always)]
            |x, y| dense_21x18_identity_8rows_wide(simd, x, weight, bias, y),
            #[inline(always)]
            |x, y| dense_21x18_identity_row_wide(
                simd,
                nn::one(x),
                weight,
                bias,
                nn::one_mut(y),
            ),
        );
    }
    fn dense_21x18_identity_row_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]; 1],
        weight: &[[nn::Panel; 21]; 2],
        bias: &[nn::Panel; 2],
        y: &mut [[nn::Panel; 2]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::load(simd, &bias[0]);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_1 = nn::load(simd, &bias[1]);
                let mut sum_0_1_1 = nn::splat(simd, 0.0);
                for k in 0..5 {
                    let w0 = nn::load(simd, &weight[0][4 * k]);
                    let w1 = nn::load(simd, &weight[1][4 * k]);
                    let x0 = nn::splat(simd, x[0][4 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    let w0 = nn::load(simd, &weight[0][4 * k + 1]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 1]);
                    let x0 = nn::splat(simd, x[0][4 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                }
                let w0 = nn::load(simd, &weight[0][20]);
                let w1 = nn::load(simd, &weight[1][20]);
                let x0 = nn::splat(simd, x[0][20]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                let mut sum_0_1_2 = nn::splat(simd, 0.0);
                let mut sum_0_1_3 = nn::splat(simd, 0.0);
                for k in 0..5 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 2]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 2]);
                    let x0 = nn::splat(simd, x[0][4 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
                    let w0 = nn::load(simd, &weight[0][4 * k + 3]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 3]);
                    let x0 = nn::splat(simd, x[0][4 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
                }
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
                nn::store(sum_0_0, &mut y[0][0]);
                nn::store(sum_0_1, &mut y[0][1]);
            },
        );
    }
    fn dense_21x18_identity_row_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]; 1],
        weight: &[[nn::Panel; 21]; 2],
        bias: &[nn::Panel; 2],
        y: &mut [[nn::Panel; 2]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &bias[panel]);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[panel][4 * k]);
                        let x0 = nn::splat(simd, x[0][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let w0 = nn::load(simd, &weight[panel][4 * k + 1]);
                        let x0 = nn::splat(simd, x[0][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    }
                    let w0 = nn::load(simd, &weight[panel][20]);
                    let x0 = nn::splat(simd, x[0][20]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    for k in 0..5 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 2]);
                        let x0 = nn::splat(simd, x[0][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let w0 = nn::load(simd, &weight[panel][4 * k + 3]);
                        let x0 = nn::splat(simd, x[0][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    nn::store(sum_0_0, &mut y[0][panel]);
                }
            },
        );
    }
    #[inline(always)]
    fn dense_21x18_identity_row_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]; 1],
        weight: &[[nn::Panel; 21]; 2],
        bias: &[nn::Panel; 2],
        y: &mut [[nn::Panel; 2]; 1],
    ) {
        let mut sum_0_0 = nn::load(simd, &bias[0]);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_0_2 = nn::splat(simd, 0.0);
        let mut sum_0_0_3 = nn::splat(simd, 0.0);
        let mut sum_0_1 = nn::load(simd, &bias[1]);
        let mut sum_0_1_1 = nn::splat(simd, 0.0);
        let mut sum_0_1_2 = nn::splat(simd, 0.0);
        let mut sum_0_1_3 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let w1 = nn::load(simd, &weight[1][0]);
        let x0 = nn::splat(simd, x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][1]);
        let w1 = nn::load(simd, &weight[1][1]);
        let x0 = nn::splat(simd, x[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][2]);
        let w1 = nn::load(simd, &weight[1][2]);
        let x0 = nn::splat(simd, x[0][2]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][3]);
        let w1 = nn::load(simd, &weight[1][3]);
        let x0 = nn::splat(simd, x[0][3]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][4]);
        let w1 = nn::load(simd, &weight[1][4]);
        let x0 = nn::splat(simd, x[0][4]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][5]);
        let w1 = nn::load(simd, &weight[1][5]);
        let x0 = nn::splat(simd, x[0][5]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][6]);
        let w1 = nn::load(simd, &weight[1][6]);
        let x0 = nn::splat(simd, x[0][6]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][7]);
        let w1 = nn::load(simd, &weight[1][7]);
        let x0 = nn::splat(simd, x[0][7]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][8]);
        let w1 = nn::load(simd, &weight[1][8]);
        let x0 = nn::splat(simd, x[0][8]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][9]);
        let w1 = nn::load(simd, &weight[1][9]);
        let x0 = nn::splat(simd, x[0][9]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][10]);
        let w1 = nn::load(simd, &weight[1][10]);
        let x0 = nn::splat(simd, x[0][10]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][11]);
        let w1 = nn::load(simd, &weight[1][11]);
        let x0 = nn::splat(simd, x[0][11]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][12]);
        let w1 = nn::load(simd, &weight[1][12]);
        let x0 = nn::splat(simd, x[0][12]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][13]);
        let w1 = nn::load(simd, &weight[1][13]);
        let x0 = nn::splat(simd, x[0][13]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][14]);
        let w1 = nn::load(simd, &weight[1][14]);
        let x0 = nn::splat(simd, x[0][14]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][15]);
        let w1 = nn::load(simd, &weight[1][15]);
        let x0 = nn::splat(simd, x[0][15]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][16]);
        let w1 = nn::load(simd, &weight[1][16]);
        let x0 = nn::splat(simd, x[0][16]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][17]);
        let w1 = nn::load(simd, &weight[1][17]);
        let x0 = nn::splat(simd, x[0][17]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][18]);
        let w1 = nn::load(simd, &weight[1][18]);
        let x0 = nn::splat(simd, x[0][18]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][19]);
        let w1 = nn::load(simd, &weight[1][19]);
        let x0 = nn::splat(simd, x[0][19]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][20]);
        let w1 = nn::load(simd, &weight[1][20]);
        let x0 = nn::splat(simd, x[0][20]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
        let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
        let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
        let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
        nn::store(sum_0_0, &mut y[0][0]);
        nn::store(sum_0_1, &mut y[0][1]);
    }
    fn dense_39of48x5_identity_2rows_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]; 2],
        weight: &[[nn::Panel; 39]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::load(simd, &bias[0]);
                let mut sum_1_0 = nn::load(simd, &bias[0]);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k]);
                    let x0 = nn::splat(simd, x[0][8 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, x[1][8 * k]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                }
                let w0 = nn::load(simd, &weight[0][32]);
                let x0 = nn::splat(simd, x[0][32]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                let x1 = nn::splat(simd, x[1][32]);
                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let mut sum_1_0_1 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 1]);
                    let x0 = nn::splat(simd, x[0][8 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let x1 = nn::splat(simd, x[1][8 * k + 1]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                }
                let w0 = nn::load(simd, &weight[0][33]);
                let x0 = nn::splat(simd, x[0][33]);
                sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                let x1 = nn::splat(simd, x[1][33]);
                sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_1_0_2 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 2]);
                    let x0 = nn::splat(simd, x[0][8 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    let x1 = nn::splat(simd, x[1][8 * k + 2]);
                    sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                }
                let w0 = nn::load(simd, &weight[0][34]);
                let x0 = nn::splat(simd, x[0][34]);
                sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                let x1 = nn::splat(simd, x[1][34]);
                sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                let mut sum_1_0_3 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 3]);
                    let x0 = nn::splat(simd, x[0][8 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    let x1 = nn::splat(simd, x[1][8 * k + 3]);
                    sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                }
                let w0 = nn::load(simd, &weight[0][35]);
                let x0 = nn::splat(simd, x[0][35]);
                sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                let x1 = nn::splat(simd, x[1][35]);
                sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                let mut sum_0_0_4 = nn::splat(simd, 0.0);
                let mut sum_1_0_4 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 4]);
                    let x0 = nn::splat(simd, x[0][8 * k + 4]);
                    sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                    let x1 = nn::splat(simd, x[1][8 * k + 4]);
                    sum_1_0_4 = nn::mul_add(x1, w0, sum_1_0_4);
                }
                let w0 = nn::load(simd, &weight[0][36]);
                let x0 = nn::splat(simd, x[0][36]);
                sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                let x1 = nn::splat(simd, x[1][36]);
                sum_1_0_4 = nn::mul_add(x1, w0, sum_1_0_4);
                let mut sum_0_0_5 = nn::splat(simd, 0.0);
                let mut sum_1_0_5 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 5]);
                    let x0 = nn::splat(simd, x[0][8 * k + 5]);
                    sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                    let x1 = nn::splat(simd, x[1][8 * k + 5]);
                    sum_1_0_5 = nn::mul_add(x1, w0, sum_1_0_5);
                }
                let w0 = nn::load(simd, &weight[0][37]);
                let x0 = nn::splat(simd, x[0][37]);
                sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                let x1 = nn::splat(simd, x[1][37]);
                sum_1_0_5 = nn::mul_add(x1, w0, sum_1_0_5);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
                let sum_1_0_4 = nn::plus(sum_1_0_4, sum_1_0_5);
                let mut sum_0_0_6 = nn::splat(simd, 0.0);
                let mut sum_1_0_6 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 6]);
                    let x0 = nn::splat(simd, x[0][8 * k + 6]);
                    sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                    let x1 = nn::splat(simd, x[1][8 * k + 6]);
                    sum_1_0_6 = nn::mul_add(x1, w0, sum_1_0_6);
                }
                let w0 = nn::load(simd, &weight[0][38]);
                let x0 = nn::splat(simd, x[0][38]);
                sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                let x1 = nn::splat(simd, x[1][38]);
                sum_1_0_6 = nn::mul_add(x1, w0, sum_1_0_6);
                let mut sum_0_0_7 = nn::splat(simd, 0.0);
                let mut sum_1_0_7 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 7]);
                    let x0 = nn::splat(simd, x[0][8 * k + 7]);
                    sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
                    let x1 = nn::splat(simd, x[1][8 * k + 7]);
                    sum_1_0_7 = nn::mul_add(x1, w0, sum_1_0_7);
                }
                let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
                let sum_1_0_6 = nn::plus(sum_1_0_6, sum_1_0_7);
                let sum_1_0_4 = nn::plus(sum_1_0_4, sum_1_0_6);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_4);
                nn::store(sum_0_0, &mut y[0][0]);
                nn::store(sum_1_0, &mut y[1][0]);
            },
        );
    }
    fn dense_39of48x5_identity_6rows_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]; 6],
        weight: &[[nn::Panel; 39]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 6],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &bias[0]);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::load(simd, &bias[0]);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    let mut sum_2_0 = nn::load(simd, &bias[0]);
                    let mut sum_2_0_1 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[0][8 * k]);
                        let x0 = nn::splat(simd, x[3 * row][8 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, x[3 * row + 1][8 * k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        let x2 = nn::splat(simd, x[3 * row + 2][8 * k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        let w0 = nn::load(simd, &weight[0][8 * k + 1]);
                        let x0 = nn::splat(simd, x[3 * row][8 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                        let x1 = nn::splat(simd, x[3 * row + 1][8 * k + 1]);
                        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                        let x2 = nn::splat(simd, x[3 * row + 2][8 * k + 1]);
                        sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                    }
                    let w0 = nn::load(simd, &weight[0][32]);
                    let x0 = nn::splat(simd, x[3 * row][32]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, x[3 * row + 1][32]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let x2 = nn::splat(simd, x[3 * row + 2][32]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    let w0 = nn::load(simd, &weight[0][33]);
                    let x0 = nn::splat(simd, x[3 * row][33]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let x1 = nn::splat(simd, x[3 * row + 1][33]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    let x2 = nn::splat(simd, x[3 * row + 2][33]);
                    sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    let mut sum_1_0_2 = nn::splat(simd, 0.0);
                    let mut sum_1_0_3 = nn::splat(simd, 0.0);
                    let mut sum_2_0_2 = nn::splat(simd, 0.0);
                    let mut sum_2_0_3 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[0][8 * k + 2]);
                        let x0 = nn::splat(simd, x[3 * row][8 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let x1 = nn::splat(simd, x[3 * row + 1][8 * k + 2]);
                        sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                        let x2 = nn::splat(simd, x[3 * row + 2][8 * k + 2]);
                        sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                        let w0 = nn::load(simd, &weight[0][8 * k + 3]);
                        let x0 = nn::splat(simd, x[3 * row][8 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                        let x1 = nn::splat(simd, x[3 * row + 1][8 * k + 3]);
                        sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                        let x2 = nn::splat(simd, x[3 * row + 2][8 * k + 3]);
                        sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                    }
                    let w0 = nn::load(simd, &weight[0][34]);
                    let x0 = nn::splat(simd, x[3 * row][34]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    let x1 = nn::splat(simd, x[3 * row + 1][34]);
                    sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                    let x2 = nn::splat(simd, x[3 * row + 2][34]);
                    sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                    let w0 = nn::load(simd, &weight[0][35]);
                    let x0 = nn::splat(simd, x[3 * row][35]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    let x1 = nn::splat(simd, x[3 * row + 1][35]);
                    sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                    let x2 = nn::splat(simd, x[3 * row + 2][35]);
                    sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                    let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
                    let mut sum_0_0_4 = nn::splat(simd, 0.0);
                    let mut sum_0_0_5 = nn::splat(simd, 0.0);
                    let mut sum_1_0_4 = nn::splat(simd, 0.0);
                    let mut sum_1_0_5 = nn::splat(simd, 0.0);
                    let mut sum_2_0_4 = nn::splat(simd, 0.0);
                    let mut sum_2_0_5 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[0][8 * k + 4]);
                        let x0 = nn::splat(simd, x[3 * row][8 * k + 4]);
                        sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                        let x1 = nn::splat(simd, x[3 * row + 1][8 * k + 4]);
                        sum_1_0_4 = nn::mul_add(x1, w0, sum_1_0_4);
                        let x2 = nn::splat(simd, x[3 * row + 2][8 * k + 4]);
                        sum_2_0_4 = nn::mul_add(x2, w0, sum_2_0_4);
                        let w0 = nn::load(simd, &weight[0][8 * k + 5]);
                        let x0 = nn::splat(simd, x[3 * row][8 * k + 5]);
                        sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                        let x1 = nn::splat(simd, x[3 * row + 1][8 * k + 5]);
                        sum_1_0_5 = nn::mul_add(x1, w0, sum_1_0_5);
                        let x2 = nn::splat(simd, x[3 * row + 2][8 * k + 5]);
                        sum_2_0_5 = nn::mul_add(x2, w0, sum_2_0_5);
                    }
                    let w0 = nn::load(simd, &weight[0][36]);
                    let x0 = nn::splat(simd, x[3 * row][36]);
                    sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                    let x1 = nn::splat(simd, x[3 * row + 1][36]);
                    sum_1_0_4 = nn::mul_add(x1, w0, sum_1_0_4);
                    let x2 = nn::splat(simd, x[3 * row + 2][36]);
                    sum_2_0_4 = nn::mul_add(x2, w0, sum_2_0_4);
                    let w0 = nn::load(simd, &weight[0][37]);
                    let x0 = nn::splat(simd, x[3 * row][37]);
                    sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                    let x1 = nn::splat(simd, x[3 * row + 1][37]);
                    sum_1_0_5 = nn::mul_add(x1, w0, sum_1_0_5);
                    let x2 = nn::splat(simd, x[3 * row + 2][37]);
                    sum_2_0_5 = nn::mul_add(x2, w0, sum_2_0_5);
                    let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
                    let sum_1_0_4 = nn::plus(sum_1_0_4, sum_1_0_5);
                    let sum_2_0_4 = nn::plus(sum_2_0_4, sum_2_0_5);
                    let mut sum_0_0_6 = nn::splat(simd, 0.0);
                    let mut sum_0_0_7 = nn::splat(simd, 0.0);
                    let mut sum_1_0_6 = nn::splat(simd, 0.0);
                    let mut sum_1_0_7 = nn::splat(simd, 0.0);
                    let mut sum_2_0_6 = nn::splat(simd, 0.0);
                    let mut sum_2_0_7 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[0][8 * k + 6]);
                        let x0 = nn::splat(simd, x[3 * row][8 * k + 6]);
                        sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                        let x1 = nn::splat(simd, x[3 * row + 1][8 * k + 6]);
                        sum_1_0_6 = nn::mul_add(x1, w0, sum_1_0_6);
                        let x2 = nn::splat(simd, x[3 * row + 2][8 * k + 6]);
                        sum_2_0_6 = nn::mul_add(x2, w0, sum_2_0_6);
                        let w0 = nn::load(simd, &weight[0][8 * k + 7]);
                        let x0 = nn::splat(simd, x[3 * row][8 * k + 7]);
                        sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
                        let x1 = nn::splat(simd, x[3 * row + 1][8 * k + 7]);
                        sum_1_0_7 = nn::mul_add(x1, w0, sum_1_0_7);
                        let x2 = nn::splat(simd, x[3 * row + 2][8 * k + 7]);
                        sum_2_0_7 = nn::mul_add(x2, w0, sum_2_0_7);
                    }
                    let w0 = nn::load(simd, &weight[0][38]);
                    let x0 = nn::splat(simd, x[3 * row][38]);
                    sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                    let x1 = nn::splat(simd, x[3 * row + 1][38]);
                    sum_1_0_6 = nn::mul_add(x1, w0, sum_1_0_6);
                    let x2 = nn::splat(simd, x[3 * row + 2][38]);
                    sum_2_0_6 = nn::mul_add(x2, w0, sum_2_0_6);
                    let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
                    let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
                    let sum_1_0_6 = nn::plus(sum_1_0_6, sum_1_0_7);
                    let sum_1_0_4 = nn::plus(sum_1_0_4, sum_1_0_6);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_4);
                    let sum_2_0_6 = nn::plus(sum_2_0_6, sum_2_0_7);
                    let sum_2_0_4 = nn::plus(sum_2_0_4, sum_2_0_6);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_4);
                    nn::store(sum_0_0, &mut y[3 * row][0]);
                    nn::store(sum_1_0, &mut y[3 * row + 1][0]);
                    nn::store(sum_2_0, &mut y[3 * row + 2][0]);
                }
            },
        );
    }
    fn dense_39of48x5_identity_8rows_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]; 8],
        weight: &[[nn::Panel; 39]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::load(simd, &bias[0]);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let mut sum_1_0 = nn::load(simd, &bias[0]);
                let mut sum_1_0_1 = nn::splat(simd, 0.0);
                let mut sum_2_0 = nn::load(simd, &bias[0]);
                let mut sum_2_0_1 = nn::splat(simd, 0.0);
                let mut sum_3_0 = nn::load(simd, &bias[0]);
                let mut sum_3_0_1 = nn::splat(simd, 0.0);
                let mut sum_4_0 = nn::load(simd, &bias[0]);
                let mut sum_4_0_1 = nn::splat(simd, 0.0);
                let mut sum_5_0 = nn::load(simd, &bias[0]);
                let mut sum_5_0_1 = nn::splat(simd, 0.0);
                let mut sum_6_0 = nn::load(simd, &bias[0]);
                let mut sum_6_0_1 = nn::splat(simd, 0.0);
                let mut sum_7_0 = nn::load(simd, &bias[0]);
                let mut sum_7_0_1 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k]);
                    let x0 = nn::splat(simd, x[0][8 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, x[1][8 * k]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let x2 = nn::splat(simd, x[2][8 * k]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    let x3 = nn::splat(simd, x[3][8 * k]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    let x4 = nn::splat(simd, x[4][8 * k]);
                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                    let x5 = nn::splat(simd, x[5][8 * k]);
                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    let x6 = nn::splat(simd, x[6][8 * k]);
                    sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                    let x7 = nn::splat(simd, x[7][8 * k]);
                    sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                    let w0 = nn::load(simd, &weight[0][8 * k + 1]);
                    let x0 = nn::splat(simd, x[0][8 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let x1 = nn::splat(simd, x[1][8 * k + 1]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    let x2 = nn::splat(simd, x[2][8 * k + 1]);
                    sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                    let x3 = nn::splat(simd, x[3][8 * k + 1]);
                    sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                    let x4 = nn::splat(simd, x[4][8 * k + 1]);
                    sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                    let x5 = nn::splat(simd, x[5][8 * k + 1]);
                    sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                    let x6 = nn::splat(simd, x[6][8 * k + 1]);
                    sum_6_0_1 = nn::mul_add(x6, w0, sum_6_0_1);
                    let x7 = nn::splat(simd, x[7][8 * k + 1]);
                    sum_7_0_1 = nn::mul_add(x7, w0, sum_7_0_1);
                }
                let w0 = nn::load(simd, &weight[0][32]);
                let x0 = nn::splat(simd, x[0][32]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                let x1 = nn::splat(simd, x[1][32]);
                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                let x2 = nn::splat(simd, x[2][32]);
                sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                let x3 = nn::splat(simd, x[3][32]);
                sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                let x4 = nn::splat(simd, x[4][32]);
                sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                let x5 = nn::splat(simd, x[5][32]);
                sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                let x6 = nn::splat(simd, x[6][32]);
                sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                let x7 = nn::splat(simd, x[7][32]);
                sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                let w0 = nn::load(simd, &weight[0][33]);
                let x0 = nn::splat(simd, x[0][33]);
                sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                let x1 = nn::splat(simd, x[1][33]);
                sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                let x2 = nn::splat(simd, x[2][33]);
                sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                let x3 = nn::splat(simd, x[3][33]);
                sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                let x4 = nn::splat(simd, x[4][33]);
                sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                let x5 = nn::splat(simd, x[5][33]);
                sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                let x6 = nn::splat(simd, x[6][33]);
                sum_6_0_1 = nn::mul_add(x6, w0, sum_6_0_1);
                let x7 = nn::splat(simd, x[7][33]);
                sum_7_0_1 = nn::mul_add(x7, w0, sum_7_0_1);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                let sum_4_0 = nn::plus(sum_4_0, sum_4_0_1);
                let sum_5_0 = nn::plus(sum_5_0, sum_5_0_1);
                let sum_6_0 = nn::plus(sum_6_0, sum_6_0_1);
                let sum_7_0 = nn::plus(sum_7_0, sum_7_0_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                let mut sum_1_0_2 = nn::splat(simd, 0.0);
                let mut sum_1_0_3 = nn::splat(simd, 0.0);
                let mut sum_2_0_2 = nn::splat(simd, 0.0);
                let mut sum_2_0_3 = nn::splat(simd, 0.0);
                let mut sum_3_0_2 = nn::splat(simd, 0.0);
                let mut sum_3_0_3 = nn::splat(simd, 0.0);
                let mut sum_4_0_2 = nn::splat(simd, 0.0);
                let mut sum_4_0_3 = nn::splat(simd, 0.0);
                let mut sum_5_0_2 = nn::splat(simd, 0.0);
                let mut sum_5_0_3 = nn::splat(simd, 0.0);
                let mut sum_6_0_2 = nn::splat(simd, 0.0);
                let mut sum_6_0_3 = nn::splat(simd, 0.0);
                let mut sum_7_0_2 = nn::splat(simd, 0.0);
                let mut sum_7_0_3 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 2]);
                    let x0 = nn::splat(simd, x[0][8 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    let x1 = nn::splat(simd, x[1][8 * k + 2]);
                    sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                    let x2 = nn::splat(simd, x[2][8 * k + 2]);
                    sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                    let x3 = nn::splat(simd, x[3][8 * k + 2]);
                    sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
                    let x4 = nn::splat(simd, x[4][8 * k + 2]);
                    sum_4_0_2 = nn::mul_add(x4, w0, sum_4_0_2);
                    let x5 = nn::splat(simd, x[5][8 * k + 2]);
                    sum_5_0_2 = nn::mul_add(x5, w0, sum_5_0_2);
                    let x6 = nn::splat(simd, x[6][8 * k + 2]);
                    sum_6_0_2 = nn::mul_add(x6, w0, sum_6_0_2);
                    let x7 = nn::splat(simd, x[7][8 * k + 2]);
                    sum_7_0_2 = nn::mul_add(x7, w0, sum_7_0_2);
                    let w0 = nn::load(simd, &weight[0][8 * k + 3]);
                    let x0 = nn::splat(simd, x[0][8 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    let x1 = nn::splat(simd, x[1][8 * k + 3]);
                    sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                    let x2 = nn::splat(simd, x[2][8 * k + 3]);
                    sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                    let x3 = nn::splat(simd, x[3][8 * k + 3]);
                    sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
                    let x4 = nn::splat(simd, x[4][8 * k + 3]);
                    sum_4_0_3 = nn::mul_add(x4, w0, sum_4_0_3);
                    let x5 = nn::splat(simd, x[5][8 * k + 3]);
                    sum_5_0_3 = nn::mul_add(x5, w0, sum_5_0_3);
                    let x6 = nn::splat(simd, x[6][8 * k + 3]);
                    sum_6_0_3 = nn::mul_add(x6, w0, sum_6_0_3);
                    let x7 = nn::splat(simd, x[7][8 * k + 3]);
                    sum_7_0_3 = nn::mul_add(x7, w0, sum_7_0_3);
                }
                let w0 = nn::load(simd, &weight[0][34]);
                let x0 = nn::splat(simd, x[0][34]);
                sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                let x1 = nn::splat(simd, x[1][34]);
                sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                let x2 = nn::splat(simd, x[2][34]);
                sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                let x3 = nn::splat(simd, x[3][34]);
                sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
                let x4 = nn::splat(simd, x[4][34]);
                sum_4_0_2 = nn::mul_add(x4, w0, sum_4_0_2);
                let x5 = nn::splat(simd, x[5][34]);
                sum_5_0_2 = nn::mul_add(x5, w0, sum_5_0_2);
                let x6 = nn::splat(simd, x[6][34]);
                sum_6_0_2 = nn::mul_add(x6, w0, sum_6_0_2);
                let x7 = nn::splat(simd, x[7][34]);
                sum_7_0_2 = nn::mul_add(x7, w0, sum_7_0_2);
                let w0 = nn::load(simd, &weight[0][35]);
                let x0 = nn::splat(simd, x[0][35]);
                sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                let x1 = nn::splat(simd, x[1][35]);
                sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                let x2 = nn::splat(simd, x[2][35]);
                sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                let x3 = nn::splat(simd, x[3][35]);
                sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
                let x4 = nn::splat(simd, x[4][35]);
                sum_4_0_3 = nn::mul_add(x4, w0, sum_4_0_3);
                let x5 = nn::splat(simd, x[5][35]);
                sum_5_0_3 = nn::mul_add(x5, w0, sum_5_0_3);
                let x6 = nn::splat(simd, x[6][35]);
                sum_6_0_3 = nn::mul_add(x6, w0, sum_6_0_3);
                let x7 = nn::splat(simd, x[7][35]);
                sum_7_0_3 = nn::mul_add(x7, w0, sum_7_0_3);
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
                let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
                let sum_3_0_2 = nn::plus(sum_3_0_2, sum_3_0_3);
                let sum_3_0 = nn::plus(sum_3_0, sum_3_0_2);
                let sum_4_0_2 = nn::plus(sum_4_0_2, sum_4_0_3);
                let sum_4_0 = nn::plus(sum_4_0, sum_4_0_2);
                let sum_5_0_2 = nn::plus(sum_5_0_2, sum_5_0_3);
                let sum_5_0 = nn::plus(sum_5_0, sum_5_0_2);
                let sum_6_0_2 = nn::plus(sum_6_0_2, sum_6_0_3);
                let sum_6_0 = nn::plus(sum_6_0, sum_6_0_2);
                let sum_7_0_2 = nn::plus(sum_7_0_2, sum_7_0_3);
                let sum_7_0 = nn::plus(sum_7_0, sum_7_0_2);
                let mut sum_0_0_4 = nn::splat(simd, 0.0);
                let mut sum_0_0_5 = nn::splat(simd, 0.0);
                let mut sum_1_0_4 = nn::splat(simd, 0.0);
                let mut sum_1_0_5 = nn::splat(simd, 0.0);
                let mut sum_2_0_4 = nn::splat(simd, 0.0);
                let mut sum_2_0_5 = nn::splat(simd, 0.0);
                let mut sum_3_0_4 = nn::splat(simd, 0.0);
                let mut sum_3_0_5 = nn::splat(simd, 0.0);
                let mut sum_4_0_4 = nn::splat(simd, 0.0);
                let mut sum_4_0_5 = nn::splat(simd, 0.0);
                let mut sum_5_0_4 = nn::splat(simd, 0.0);
                let mut sum_5_0_5 = nn::splat(simd, 0.0);
                let mut sum_6_0_4 = nn::splat(simd, 0.0);
                let mut sum_6_0_5 = nn::splat(simd, 0.0);
                let mut sum_7_0_4 = nn::splat(simd, 0.0);
                let mut sum_7_0_5 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 4]);
                    let x0 = nn::splat(simd, x[0][8 * k + 4]);
                    sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                    let x1 = nn::splat(simd, x[1][8 * k + 4]);
                    sum_1_0_4 = nn::mul_add(x1, w0, sum_1_0_4);
                    let x2 = nn::splat(simd, x[2][8 * k + 4]);
                    sum_2_0_4 = nn::mul_add(x2, w0, sum_2_0_4);
                    let x3 = nn::splat(simd, x[3][8 * k + 4]);
                    sum_3_0_4 = nn::mul_add(x3, w0, sum_3_0_4);
                    let x4 = nn::splat(simd, x[4][8 * k + 4]);
                    sum_4_0_4 = nn::mul_add(x4, w0, sum_4_0_4);
                    let x5 = nn::splat(simd, x[5][8 * k + 4]);
                    sum_5_0_4 = nn::mul_add(x5, w0, sum_5_0_4);
                    let x6 = nn::splat(simd, x[6][8 * k + 4]);
                    sum_6_0_4 = nn::mul_add(x6, w0, sum_6_0_4);
                    let x7 = nn::splat(simd, x[7][8 * k + 4]);
                    sum_7_0_4 = nn::mul_add(x7, w0, sum_7_0_4);
                    let w0 = nn::load(simd, &weight[0][8 * k + 5]);
                    let x0 = nn::splat(simd, x[0][8 * k + 5]);
                    sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                    let x1 = nn::splat(simd, x[1][8 * k + 5]);
                    sum_1_0_5 = nn::mul_add(x1, w0, sum_1_0_5);
                    let x2 = nn::splat(simd, x[2][8 * k + 5]);
                    sum_2_0_5 = nn::mul_add(x2, w0, sum_2_0_5);
                    let x3 = nn::splat(simd, x[3][8 * k + 5]);
                    sum_3_0_5 = nn::mul_add(x3, w0, sum_3_0_5);
                    let x4 = nn::splat(simd, x[4][8 * k + 5]);
                    sum_4_0_5 = nn::mul_add(x4, w0, sum_4_0_5);
                    let x5 = nn::splat(simd, x[5][8 * k + 5]);
                    sum_5_0_5 = nn::mul_add(x5, w0, sum_5_0_5);
                    let x6 = nn::splat(simd, x[6][8 * k + 5]);
                    sum_6_0_5 = nn::mul_add(x6, w0, sum_6_0_5);
                    let x7 = nn::splat(simd, x[7][8 * k + 5]);
                    sum_7_0_5 = nn::mul_add(x7, w0, sum_7_0_5);
                }
                let w0 = nn::load(simd, &weight[0][36]);
                let x0 = nn::splat(simd, x[0][36]);
                sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                let x1 = nn::splat(simd, x[1][36]);
                sum_1_0_4 = nn::mul_add(x1, w0, sum_1_0_4);
                let x2 = nn::splat(simd, x[2][36]);
                sum_2_0_4 = nn::mul_add(x2, w0, sum_2_0_4);
                let x3 = nn::splat(simd, x[3][36]);
                sum_3_0_4 = nn::mul_add(x3, w0, sum_3_0_4);
                let x4 = nn::splat(simd, x[4][36]);
                sum_4_0_4 = nn::mul_add(x4, w0, sum_4_0_4);
                let x5 = nn::splat(simd, x[5][36]);
                sum_5_0_4 = nn::mul_add(x5, w0, sum_5_0_4);
                let x6 = nn::splat(simd, x[6][36]);
                sum_6_0_4 = nn::mul_add(x6, w0, sum_6_0_4);
                let x7 = nn::splat(simd, x[7][36]);
                sum_7_0_4 = nn::mul_add(x7, w0, sum_7_0_4);
                let w0 = nn::load(simd, &weight[0][37]);
                let x0 = nn::splat(simd, x[0][37]);
                sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                let x1 = nn::splat(simd, x[1][37]);
                sum_1_0_5 = nn::mul_add(x1, w0, sum_1_0_5);
                let x2 = nn::splat(simd, x[2][37]);
                sum_2_0_5 = nn::mul_add(x2, w0, sum_2_0_5);
                let x3 = nn::splat(simd, x[3][37]);
                sum_3_0_5 = nn::mul_add(x3, w0, sum_3_0_5);
                let x4 = nn::splat(simd, x[4][37]);
                sum_4_0_5 = nn::mul_add(x4, w0, sum_4_0_5);
                let x5 = nn::splat(simd, x[5][37]);
                sum_5_0_5 = nn::mul_add(x5, w0, sum_5_0_5);
                let x6 = nn::splat(simd, x[6][37]);
                sum_6_0_5 = nn::mul_add(x6, w0, sum_6_0_5);
                let x7 = nn::splat(simd, x[7][37]);
                sum_7_0_5 = nn::mul_add(x7, w0, sum_7_0_5);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
                let sum_1_0_4 = nn::plus(sum_1_0_4, sum_1_0_5);
                let sum_2_0_4 = nn::plus(sum_2_0_4, sum_2_0_5);
                let sum_3_0_4 = nn::plus(sum_3_0_4, sum_3_0_5);
                let sum_4_0_4 = nn::plus(sum_4_0_4, sum_4_0_5);
                let sum_5_0_4 = nn::plus(sum_5_0_4, sum_5_0_5);
                let sum_6_0_4 = nn::plus(sum_6_0_4, sum_6_0_5);
                let sum_7_0_4 = nn::plus(sum_7_0_4, sum_7_0_5);
                let mut sum_0_0_6 = nn::splat(simd, 0.0);
                let mut sum_0_0_7 = nn::splat(simd, 0.0);
                let mut sum_1_0_6 = nn::splat(simd, 0.0);
                let mut sum_1_0_7 = nn::splat(simd, 0.0);
                let mut sum_2_0_6 = nn::splat(simd, 0.0);
                let mut sum_2_0_7 = nn::splat(simd, 0.0);
                let mut sum_3_0_6 = nn::splat(simd, 0.0);
                let mut sum_3_0_7 = nn::splat(simd, 0.0);
                let mut sum_4_0_6 = nn::splat(simd, 0.0);
                let mut sum_4_0_7 = nn::splat(simd, 0.0);
                let mut sum_5_0_6 = nn::splat(simd, 0.0);
                let mut sum_5_0_7 = nn::splat(simd, 0.0);
                let mut sum_6_0_6 = nn::splat(simd, 0.0);
                let mut sum_6_0_7 = nn::splat(simd, 0.0);
                let mut sum_7_0_6 = nn::splat(simd, 0.0);
                let mut sum_7_0_7 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 6]);
                    let x0 = nn::splat(simd, x[0][8 * k + 6]);
                    sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                    let x1 = nn::splat(simd, x[1][8 * k + 6]);
                    sum_1_0_6 = nn::mul_add(x1, w0, sum_1_0_6);
                    let x2 = nn::splat(simd, x[2][8 * k + 6]);
                    sum_2_0_6 = nn::mul_add(x2, w0, sum_2_0_6);
                    let x3 = nn::splat(simd, x[3][8 * k + 6]);
                    sum_3_0_6 = nn::mul_add(x3, w0, sum_3_0_6);
                    let x4 = nn::splat(simd, x[4][8 * k + 6]);
                    sum_4_0_6 = nn::mul_add(x4, w0, sum_4_0_6);
                    let x5 = nn::splat(simd, x[5][8 * k + 6]);
                    sum_5_0_6 = nn::mul_add(x5, w0, sum_5_0_6);
                    let x6 = nn::splat(simd, x[6][8 * k + 6]);
                    sum_6_0_6 = nn::mul_add(x6, w0, sum_6_0_6);
                    let x7 = nn::splat(simd, x[7][8 * k + 6]);
                    sum_7_0_6 = nn::mul_add(x7, w0, sum_7_0_6);
                    let w0 = nn::load(simd, &weight[0][8 * k + 7]);
                    let x0 = nn::splat(simd, x[0][8 * k + 7]);
                    sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
                    let x1 = nn::splat(simd, x[1][8 * k + 7]);
                    sum_1_0_7 = nn::mul_add(x1, w0, sum_1_0_7);
                    let x2 = nn::splat(simd, x[2][8 * k + 7]);
                    sum_2_0_7 = nn::mul_add(x2, w0, sum_2_0_7);
                    let x3 = nn::splat(simd, x[3][8 * k + 7]);
                    sum_3_0_7 = nn::mul_add(x3, w0, sum_3_0_7);
                    let x4 = nn::splat(simd, x[4][8 * k + 7]);
                    sum_4_0_7 = nn::mul_add(x4, w0, sum_4_0_7);
                    let x5 = nn::splat(simd, x[5][8 * k + 7]);
                    sum_5_0_7 = nn::mul_add(x5, w0, sum_5_0_7);
                    let x6 = nn::splat(simd, x[6][8 * k + 7]);
                    sum_6_0_7 = nn::mul_add(x6, w0, sum_6_0_7);
                    let x7 = nn::splat(simd, x[7][8 * k + 7]);
                    sum_7_0_7 = nn::mul_add(x7, w0, sum_7_0_7);
                }
                let w0 = nn::load(simd, &weight[0][38]);
                let x0 = nn::splat(simd, x[0][38]);
                sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                let x1 = nn::splat(simd, x[1][38]);
                sum_1_0_6 = nn::mul_add(x1, w0, sum_1_0_6);
                let x2 = nn::splat(simd, x[2][38]);
                sum_2_0_6 = nn::mul_add(x2, w0, sum_2_0_6);
                let x3 = nn::splat(simd, x[3][38]);
                sum_3_0_6 = nn::mul_add(x3, w0, sum_3_0_6);
                let x4 = nn::splat(simd, x[4][38]);
                sum_4_0_6 = nn::mul_add(x4, w0, sum_4_0_6);
                let x5 = nn::splat(simd, x[5][38]);
                sum_5_0_6 = nn::mul_add(x5, w0, sum_5_0_6);
                let x6 = nn::splat(simd, x[6][38]);
                sum_6_0_6 = nn::mul_add(x6, w0, sum_6_0_6);
                let x7 = nn::splat(simd, x[7][38]);
                sum_7_0_6 = nn::mul_add(x7, w0, sum_7_0_6);
                let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
                let sum_1_0_6 = nn::plus(sum_1_0_6, sum_1_0_7);
                let sum_1_0_4 = nn::plus(sum_1_0_4, sum_1_0_6);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_4);
                let sum_2_0_6 = nn::plus(sum_2_0_6, sum_2_0_7);
                let sum_2_0_4 = nn::plus(sum_2_0_4, sum_2_0_6);
                let sum_2_0 = nn::plus(sum_2_0, sum_2_0_4);
                let sum_3_0_6 = nn::plus(sum_3_0_6, sum_3_0_7);
                let sum_3_0_4 = nn::plus(sum_3_0_4, sum_3_0_6);
                let sum_3_0 = nn::plus(sum_3_0, sum_3_0_4);
                let sum_4_0_6 = nn::plus(sum_4_0_6, sum_4_0_7);
                let sum_4_0_4 = nn::plus(sum_4_0_4, sum_4_0_6);
                let sum_4_0 = nn::plus(sum_4_0, sum_4_0_4);
                let sum_5_0_6 = nn::plus(sum_5_0_6, sum_5_0_7);
                let sum_5_0_4 = nn::plus(sum_5_0_4, sum_5_0_6);
                let sum_5_0 = nn::plus(sum_5_0, sum_5_0_4);
                let sum_6_0_6 = nn::plus(sum_6_0_6, sum_6_0_7);
                let sum_6_0_4 = nn::plus(sum_6_0_4, sum_6_0_6);
                let sum_6_0 = nn::plus(sum_6_0, sum_6_0_4);
                let sum_7_0_6 = nn::plus(sum_7_0_6, sum_7_0_7);
                let sum_7_0_4 = nn::plus(sum_7_0_4, sum_7_0_6);
                let sum_7_0 = nn::plus(sum_7_0, sum_7_0_4);
                nn::store(sum_0_0, &mut y[0][0]);
                nn::store(sum_1_0, &mut y[1][0]);
                nn::store(sum_2_0, &mut y[2][0]);
                nn::store(sum_3_0, &mut y[3][0]);
                nn::store(sum_4_0, &mut y[4][0]);
                nn::store(sum_5_0, &mut y[5][0]);
                nn::store(sum_6_0, &mut y[6][0]);
                nn::store(sum_7_0, &mut y[7][0]);
            },
        );
    }
    fn dense_39of48x5_identity_all_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]],
        weight: &[[nn::Panel; 39]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    x,
                    y,
                    #[inline(always)]
                    |x, y| dense_39of48x5_identity_6rows_medium(
                        simd,
                        x,
                        weight,
                        bias,
                        y,
                    ),
                    #[inline(always)]
                    |x, y| dense_39of48x5_identity_row_medium(
                        simd,
                        nn::one(x),
                        weight,
                        bias,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    fn dense_39of48x5_identity_all_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]],
        weight: &[[nn::Panel; 39]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    x,
                    y,
                    #[inline(always)]
                    |x, y| dense_39of48x5_identity_2rows_narrow(
                        simd,
                        x,
                        weight,
                        bias,
                        y,
                    ),
                    #[inline(always)]
                    |x, y| dense_39of48x5_identity_row_narrow(
                        simd,
                        nn::one(x),
                        weight,
                        bias,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    #[inline(always)]
    fn dense_39of48x5_identity_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]],
        weight: &[[nn::Panel; 39]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]],
    ) {
        nn::rows_overlapping(
            x,
            y,
            #[inline(always)]
            |x, y| dense_39of48x5_identity_8rows_wide(simd, x, weight, bias, y),
            #[inline(always)]
            |x, y| dense_39of48x5_identity_row_wide(
                simd,
                nn::one(x),
                weight,
                bias,
                nn::one_mut(y),
            ),
        );
    }
    fn dense_39of48x5_identity_row_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]; 1],
        weight: &[[nn::Panel; 39]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::load(simd, &bias[0]);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k]);
                    let x0 = nn::splat(simd, x[0][8 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let w0 = nn::load(simd, &weight[0][8 * k + 1]);
                    let x0 = nn::splat(simd, x[0][8 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let w0 = nn::load(simd, &weight[0][8 * k + 2]);
                    let x0 = nn::splat(simd, x[0][8 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    let w0 = nn::load(simd, &weight[0][8 * k + 3]);
                    let x0 = nn::splat(simd, x[0][8 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                }
                let w0 = nn::load(simd, &weight[0][32]);
                let x0 = nn::splat(simd, x[0][32]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                let w0 = nn::load(simd, &weight[0][33]);
                let x0 = nn::splat(simd, x[0][33]);
                sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                let w0 = nn::load(simd, &weight[0][34]);
                let x0 = nn::splat(simd, x[0][34]);
                sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                let w0 = nn::load(simd, &weight[0][35]);
                let x0 = nn::splat(simd, x[0][35]);
                sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let mut sum_0_0_4 = nn::splat(simd, 0.0);
                let mut sum_0_0_5 = nn::splat(simd, 0.0);
                let mut sum_0_0_6 = nn::splat(simd, 0.0);
                let mut sum_0_0_7 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 4]);
                    let x0 = nn::splat(simd, x[0][8 * k + 4]);
                    sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                    let w0 = nn::load(simd, &weight[0][8 * k + 5]);
                    let x0 = nn::splat(simd, x[0][8 * k + 5]);
                    sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                    let w0 = nn::load(simd, &weight[0][8 * k + 6]);
                    let x0 = nn::splat(simd, x[0][8 * k + 6]);
                    sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                    let w0 = nn::load(simd, &weight[0][8 * k + 7]);
                    let x0 = nn::splat(simd, x[0][8 * k + 7]);
                    sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
                }
                let w0 = nn::load(simd, &weight[0][36]);
                let x0 = nn::splat(simd, x[0][36]);
                sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                let w0 = nn::load(simd, &weight[0][37]);
                let x0 = nn::splat(simd, x[0][37]);
                sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                let w0 = nn::load(simd, &weight[0][38]);
                let x0 = nn::splat(simd, x[0][38]);
                sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
                let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
                nn::store(sum_0_0, &mut y[0][0]);
            },
        );
    }
    fn dense_39of48x5_identity_row_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]; 1],
        weight: &[[nn::Panel; 39]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::load(simd, &bias[0]);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k]);
                    let x0 = nn::splat(simd, x[0][8 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let w0 = nn::load(simd, &weight[0][8 * k + 1]);
                    let x0 = nn::splat(simd, x[0][8 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                }
                let w0 = nn::load(simd, &weight[0][32]);
                let x0 = nn::splat(simd, x[0][32]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                let w0 = nn::load(simd, &weight[0][33]);
                let x0 = nn::splat(simd, x[0][33]);
                sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 2]);
                    let x0 = nn::splat(simd, x[0][8 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    let w0 = nn::load(simd, &weight[0][8 * k + 3]);
                    let x0 = nn::splat(simd, x[0][8 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                }
                let w0 = nn::load(simd, &weight[0][34]);
                let x0 = nn::splat(simd, x[0][34]);
                sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                let w0 = nn::load(simd, &weight[0][35]);
                let x0 = nn::splat(simd, x[0][35]);
                sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let mut sum_0_0_4 = nn::splat(simd, 0.0);
                let mut sum_0_0_5 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 4]);
                    let x0 = nn::splat(simd, x[0][8 * k + 4]);
                    sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                    let w0 = nn::load(simd, &weight[0][8 * k + 5]);
                    let x0 = nn::splat(simd, x[0][8 * k + 5]);
                    sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                }
                let w0 = nn::load(simd, &weight[0][36]);
                let x0 = nn::splat(simd, x[0][36]);
                sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                let w0 = nn::load(simd, &weight[0][37]);
                let x0 = nn::splat(simd, x[0][37]);
                sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
                let mut sum_0_0_6 = nn::splat(simd, 0.0);
                let mut sum_0_0_7 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 6]);
                    let x0 = nn::splat(simd, x[0][8 * k + 6]);
                    sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                    let w0 = nn::load(simd, &weight[0][8 * k + 7]);
                    let x0 = nn::splat(simd, x[0][8 * k + 7]);
                    sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
                }
                let w0 = nn::load(simd, &weight[0][38]);
                let x0 = nn::splat(simd, x[0][38]);
                sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
                nn::store(sum_0_0, &mut y[0][0]);
            },
        );
    }
    #[inline(always)]
    fn dense_39of48x5_identity_row_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]; 1],
        weight: &[[nn::Panel; 39]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let mut sum_0_0 = nn::load(simd, &bias[0]);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_0_2 = nn::splat(simd, 0.0);
        let mut sum_0_0_3 = nn::splat(simd, 0.0);
        let mut sum_0_0_4 = nn::splat(simd, 0.0);
        let mut sum_0_0_5 = nn::splat(simd, 0.0);
        let mut sum_0_0_6 = nn::splat(simd, 0.0);
        let mut sum_0_0_7 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::splat(simd, x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let w0 = nn::load(simd, &weight[0][1]);
        let x0 = nn::splat(simd, x[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let w0 = nn::load(simd, &weight[0][2]);
        let x0 = nn::splat(simd, x[0][2]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        let w0 = nn::load(simd, &weight[0][3]);
        let x0 = nn::splat(simd, x[0][3]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        let w0 = nn::load(simd, &weight[0][4]);
        let x0 = nn::splat(simd, x[0][4]);
        sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
        let w0 = nn::load(simd, &weight[0][5]);
        let x0 = nn::splat(simd, x[0][5]);
        sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
        let w0 = nn::load(simd, &weight[0][6]);
        let x0 = nn::splat(simd, x[0][6]);
        sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
        let w0 = nn::load(simd, &weight[0][7]);
        let x0 = nn::splat(simd, x[0][7]);
        sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
        let w0 = nn::load(simd, &weight[0][8]);
        let x0 = nn::splat(simd, x[0][8]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let w0 = nn::load(simd, &weight[0][9]);
        let x0 = nn::splat(simd, x[0][9]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let w0 = nn::load(simd, &weight[0][10]);
        let x0 = nn::splat(simd, x[0][10]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        let w0 = nn::load(simd, &weight[0][11]);
        let x0 = nn::splat(simd, x[0][11]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        let w0 = nn::load(simd, &weight[0][12]);
        let x0 = nn::splat(simd, x[0][12]);
        sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
        let w0 = nn::load(simd, &weight[0][13]);
        let x0 = nn::splat(simd, x[0][13]);
        sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
        let w0 = nn::load(simd, &weight[0][14]);
        let x0 = nn::splat(simd, x[0][14]);
        sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
        let w0 = nn::load(simd, &weight[0][15]);
        let x0 = nn::splat(simd, x[0][15]);
        sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
        let w0 = nn::load(simd, &weight[0][16]);
        let x0 = nn::splat(simd, x[0][16]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let w0 = nn::load(simd, &weight[0][17]);
        let x0 = nn::splat(simd, x[0][17]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let w0 = nn::load(simd, &weight[0][18]);
        let x0 = nn::splat(simd, x[0][18]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        let w0 = nn::load(simd, &weight[0][19]);
        let x0 = nn::splat(simd, x[0][19]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        let w0 = nn::load(simd, &weight[0][20]);
        let x0 = nn::splat(simd, x[0][20]);
        sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
        let w0 = nn::load(simd, &weight[0][21]);
        let x0 = nn::splat(simd, x[0][21]);
        sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
        let w0 = nn::load(simd, &weight[0][22]);
        let x0 = nn::splat(simd, x[0][22]);
        sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
        let w0 = nn::load(simd, &weight[0][23]);
        let x0 = nn::splat(simd, x[0][23]);
        sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
        let w0 = nn::load(simd, &weight[0][24]);
        let x0 = nn::splat(simd, x[0][24]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let w0 = nn::load(simd, &weight[0][25]);
        let x0 = nn::splat(simd, x[0][25]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let w0 = nn::load(simd, &weight[0][26]);
        let x0 = nn::splat(simd, x[0][26]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        let w0 = nn::load(simd, &weight[0][27]);
        let x0 = nn::splat(simd, x[0][27]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        let w0 = nn::load(simd, &weight[0][28]);
        let x0 = nn::splat(simd, x[0][28]);
        sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
        let w0 = nn::load(simd, &weight[0][29]);
        let x0 = nn::splat(simd, x[0][29]);
        sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
        let w0 = nn::load(simd, &weight[0][30]);
        let x0 = nn::splat(simd, x[0][30]);
        sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
        let w0 = nn::load(simd, &weight[0][31]);
        let x0 = nn::splat(simd, x[0][31]);
        sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
        let w0 = nn::load(simd, &weight[0][32]);
        let x0 = nn::splat(simd, x[0][32]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let w0 = nn::load(simd, &weight[0][33]);
        let x0 = nn::splat(simd, x[0][33]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let w0 = nn::load(simd, &weight[0][34]);
        let x0 = nn::splat(simd, x[0][34]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        let w0 = nn::load(simd, &weight[0][35]);
        let x0 = nn::splat(simd, x[0][35]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        let w0 = nn::load(simd, &weight[0][36]);
        let x0 = nn::splat(simd, x[0][36]);
        sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
        let w0 = nn::load(simd, &weight[0][37]);
        let x0 = nn::splat(simd, x[0][37]);
        sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
        let w0 = nn::load(simd, &weight[0][38]);
        let x0 = nn::splat(simd, x[0][38]);
        sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
        let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
        let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
        let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
        nn::store(sum_0_0, &mut y[0][0]);
    }
    fn descend_outer_18of32x18_medium<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 32],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 18]; 2],
        moments: [&mut [[nn::Panel; 18]; 2]; M],
        rule: R,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::descend_outer(simd, x, d, weight, moments, rule);
            },
        );
    }
    fn descend_outer_18of32x18_narrow<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 32],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 18]; 2],
        moments: [&mut [[nn::Panel; 18]; 2]; M],
        rule: R,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::descend_outer(simd, x, d, weight, moments, rule);
            },
        );
    }
    #[inline(always)]
    fn descend_outer_18of32x18_wide<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 32],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 18]; 2],
        moments: [&mut [[nn::Panel; 18]; 2]; M],
        rule: R,
    ) {
        nn::descend_outer(simd, x, d, weight, moments, rule);
    }
    fn descend_outer_21x18_medium<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 21],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 21]; 2],
        moments: [&mut [[nn::Panel; 21]; 2]; M],
        rule: R,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::descend_outer(simd, x, d, weight, moments, rule);
            },
        );
    }
    fn descend_outer_21x18_narrow<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 21],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 21]; 2],
        moments: [&mut [[nn::Panel; 21]; 2]; M],
        rule: R,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::descend_outer(simd, x, d, weight, moments, rule);
            },
        );
    }
    #[inline(always)]
    fn descend_outer_21x18_wide<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 21],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 21]; 2],
        moments: [&mut [[nn::Panel; 21]; 2]; M],
        rule: R,
    ) {
        nn::descend_outer(simd, x, d, weight, moments, rule);
    }
    fn descend_outer_39of48x5_medium<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 48],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 39]; 1],
        moments: [&mut [[nn::Panel; 39]; 1]; M],
        rule: R,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::descend_outer(simd, x, d, weight, moments, rule);
            },
        );
    }
    fn descend_outer_39of48x5_narrow<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 48],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 39]; 1],
        moments: [&mut [[nn::Panel; 39]; 1]; M],
        rule: R,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::descend_outer(simd, x, d, weight, moments, rule);
            },
        );
    }
    #[inline(always)]
    fn descend_outer_39of48x5_wide<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 48],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 39]; 1],
        moments: [&mut [[nn::Panel; 39]; 1]; M],
        rule: R,
    ) {
        nn::descend_outer(simd, x, d, weight, moments, rule);
    }
    fn input_gradient_18x18_identity_2rows_narrow<S: nn::Simd>(
        simd: S,
        d: &[[f32; 32]; 2],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k]);
                        let x0 = nn::splat(simd, d[0][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, d[1][4 * k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    }
                    let w0 = nn::load(simd, &weight[panel][16]);
                    let x0 = nn::splat(simd, d[0][16]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, d[1][16]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 1]);
                        let x0 = nn::splat(simd, d[0][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                        let x1 = nn::splat(simd, d[1][4 * k + 1]);
                        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    }
                    let w0 = nn::load(simd, &weight[panel][17]);
                    let x0 = nn::splat(simd, d[0][17]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let x1 = nn::splat(simd, d[1][17]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_1_0_2 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 2]);
                        let x0 = nn::splat(simd, d[0][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let x1 = nn::splat(simd, d[1][4 * k + 2]);
                        sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                    }
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    let mut sum_1_0_3 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 3]);
                        let x0 = nn::splat(simd, d[0][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                        let x1 = nn::splat(simd, d[1][4 * k + 3]);
                        sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                    nn::store(sum_0_0, &mut y[0][panel]);
                    nn::store(sum_1_0, &mut y[1][panel]);
                }
            },
        );
    }
    fn input_gradient_18x18_identity_6rows_medium<S: nn::Simd>(
        simd: S,
        d: &[[f32; 32]; 6],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 6],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::splat(simd, 0.0);
                    let mut sum_2_0 = nn::splat(simd, 0.0);
                    let mut sum_3_0 = nn::splat(simd, 0.0);
                    let mut sum_4_0 = nn::splat(simd, 0.0);
                    let mut sum_5_0 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k]);
                        let x0 = nn::splat(simd, d[0][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, d[1][4 * k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        let x2 = nn::splat(simd, d[2][4 * k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        let x3 = nn::splat(simd, d[3][4 * k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        let x4 = nn::splat(simd, d[4][4 * k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        let x5 = nn::splat(simd, d[5][4 * k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    }
                    let w0 = nn::load(simd, &weight[panel][16]);
                    let x0 = nn::splat(simd, d[0][16]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, d[1][16]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let x2 = nn::splat(simd, d[2][16]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    let x3 = nn::splat(simd, d[3][16]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    let x4 = nn::splat(simd, d[4][16]);
                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                    let x5 = nn::splat(simd, d[5][16]);
                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    let mut sum_2_0_1 = nn::splat(simd, 0.0);
                    let mut sum_3_0_1 = nn::splat(simd, 0.0);
                    let mut sum_4_0_1 = nn::splat(simd, 0.0);
                    let mut sum_5_0_1 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 1]);
                        let x0 = nn::splat(simd, d[0][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                        let x1 = nn::splat(simd, d[1][4 * k + 1]);
                        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                        let x2 = nn::splat(simd, d[2][4 * k + 1]);
                        sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                        let x3 = nn::splat(simd, d[3][4 * k + 1]);
                        sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                        let x4 = nn::splat(simd, d[4][4 * k + 1]);
                        sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                        let x5 = nn::splat(simd, d[5][4 * k + 1]);
                        sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                    }
                    let w0 = nn::load(simd, &weight[panel][17]);
                    let x0 = nn::splat(simd, d[0][17]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let x1 = nn::splat(simd, d[1][17]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    let x2 = nn::splat(simd, d[2][17]);
                    sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                    let x3 = nn::splat(simd, d[3][17]);
                    sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                    let x4 = nn::splat(simd, d[4][17]);
                    sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                    let x5 = nn::splat(simd, d[5][17]);
                    sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                    let sum_4_0 = nn::plus(sum_4_0, sum_4_0_1);
                    let sum_5_0 = nn::plus(sum_5_0, sum_5_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_1_0_2 = nn::splat(simd, 0.0);
                    let mut sum_2_0_2 = nn::splat(simd, 0.0);
                    let mut sum_3_0_2 = nn::splat(simd, 0.0);
                    let mut sum_4_0_2 = nn::splat(simd, 0.0);
                    let mut sum_5_0_2 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 2]);
                        let x0 = nn::splat(simd, d[0][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let x1 = nn::splat(simd, d[1][4 * k + 2]);
                        sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                        let x2 = nn::splat(simd, d[2][4 * k + 2]);
                        sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                        let x3 = nn::splat(simd, d[3][4 * k + 2]);
                        sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
                        let x4 = nn::splat(simd, d[4][4 * k + 2]);
                        sum_4_0_2 = nn::mul_add(x4, w0, sum_4_0_2);
                        let x5 = nn::splat(simd, d[5][4 * k + 2]);
                        sum_5_0_2 = nn::mul_add(x5, w0, sum_5_0_2);
                    }
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    let mut sum_1_0_3 = nn::splat(simd, 0.0);
                    let mut sum_2_0_3 = nn::splat(simd, 0.0);
                    let mut sum_3_0_3 = nn::splat(simd, 0.0);
                    let mut sum_4_0_3 = nn::splat(simd, 0.0);
                    let mut sum_5_0_3 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 3]);
                        let x0 = nn::splat(simd, d[0][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                        let x1 = nn::splat(simd, d[1][4 * k + 3]);
                        sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                        let x2 = nn::splat(simd, d[2][4 * k + 3]);
                        sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                        let x3 = nn::splat(simd, d[3][4 * k + 3]);
                        sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
                        let x4 = nn::splat(simd, d[4][4 * k + 3]);
                        sum_4_0_3 = nn::mul_add(x4, w0, sum_4_0_3);
                        let x5 = nn::splat(simd, d[5][4 * k + 3]);
                        sum_5_0_3 = nn::mul_add(x5, w0, sum_5_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                    let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
                    let sum_3_0_2 = nn::plus(sum_3_0_2, sum_3_0_3);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_2);
                    let sum_4_0_2 = nn::plus(sum_4_0_2, sum_4_0_3);
                    let sum_4_0 = nn::plus(sum_4_0, sum_4_0_2);
                    let sum_5_0_2 = nn::plus(sum_5_0_2, sum_5_0_3);
                    let sum_5_0 = nn::plus(sum_5_0, sum_5_0_2);
                    nn::store(sum_0_0, &mut y[0][panel]);
                    nn::store(sum_1_0, &mut y[1][panel]);
                    nn::store(sum_2_0, &mut y[2][panel]);
                    nn::store(sum_3_0, &mut y[3][panel]);
                    nn::store(sum_4_0, &mut y[4][panel]);
                    nn::store(sum_5_0, &mut y[5][panel]);
                }
            },
        );
    }
    fn input_gradient_18x18_identity_8rows_wide<S: nn::Simd>(
        simd: S,
        d: &[[f32; 32]; 8],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::splat(simd, 0.0);
                let mut sum_0_1 = nn::splat(simd, 0.0);
                let mut sum_1_0 = nn::splat(simd, 0.0);
                let mut sum_1_1 = nn::splat(simd, 0.0);
                let mut sum_2_0 = nn::splat(simd, 0.0);
                let mut sum_2_1 = nn::splat(simd, 0.0);
                let mut sum_3_0 = nn::splat(simd, 0.0);
                let mut sum_3_1 = nn::splat(simd, 0.0);
                let mut sum_4_0 = nn::splat(simd, 0.0);
                let mut sum_4_1 = nn::splat(simd, 0.0);
                let mut sum_5_0 = nn::splat(simd, 0.0);
                let mut sum_5_1 = nn::splat(simd, 0.0);
                let mut sum_6_0 = nn::splat(simd, 0.0);
                let mut sum_6_1 = nn::splat(simd, 0.0);
                let mut sum_7_0 = nn::splat(simd, 0.0);
                let mut sum_7_1 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k]);
                    let w1 = nn::load(simd, &weight[1][4 * k]);
                    let x0 = nn::splat(simd, d[0][4 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    let x1 = nn::splat(simd, d[1][4 * k]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                    let x2 = nn::splat(simd, d[2][4 * k]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                    let x3 = nn::splat(simd, d[3][4 * k]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                    let x4 = nn::splat(simd, d[4][4 * k]);
                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                    sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                    let x5 = nn::splat(simd, d[5][4 * k]);
                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                    let x6 = nn::splat(simd, d[6][4 * k]);
                    sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                    sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                    let x7 = nn::splat(simd, d[7][4 * k]);
                    sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                    sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                }
                let w0 = nn::load(simd, &weight[0][16]);
                let w1 = nn::load(simd, &weight[1][16]);
                let x0 = nn::splat(simd, d[0][16]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                let x1 = nn::splat(simd, d[1][16]);
                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                let x2 = nn::splat(simd, d[2][16]);
                sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                let x3 = nn::splat(simd, d[3][16]);
                sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                let x4 = nn::splat(simd, d[4][16]);
                sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                let x5 = nn::splat(simd, d[5][16]);
                sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                let x6 = nn::splat(simd, d[6][16]);
                sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                let x7 = nn::splat(simd, d[7][16]);
                sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_1_1 = nn::splat(simd, 0.0);
                let mut sum_1_0_1 = nn::splat(simd, 0.0);
                let mut sum_1_1_1 = nn::splat(simd, 0.0);
                let mut sum_2_0_1 = nn::splat(simd, 0.0);
                let mut sum_2_1_1 = nn::splat(simd, 0.0);
                let mut sum_3_0_1 = nn::splat(simd, 0.0);
                let mut sum_3_1_1 = nn::splat(simd, 0.0);
                let mut sum_4_0_1 = nn::splat(simd, 0.0);
                let mut sum_4_1_1 = nn::splat(simd, 0.0);
                let mut sum_5_0_1 = nn::splat(simd, 0.0);
                let mut sum_5_1_1 = nn::splat(simd, 0.0);
                let mut sum_6_0_1 = nn::splat(simd, 0.0);
                let mut sum_6_1_1 = nn::splat(simd, 0.0);
                let mut sum_7_0_1 = nn::splat(simd, 0.0);
                let mut sum_7_1_1 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 1]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 1]);
                    let x0 = nn::splat(simd, d[0][4 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                    let x1 = nn::splat(simd, d[1][4 * k + 1]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    sum_1_1_1 = nn::mul_add(x1, w1, sum_1_1_1);
                    let x2 = nn::splat(simd, d[2][4 * k + 1]);
                    sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                    sum_2_1_1 = nn::mul_add(x2, w1, sum_2_1_1);
                    let x3 = nn::splat(simd, d[3][4 * k + 1]);
                    sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                    sum_3_1_1 = nn::mul_add(x3, w1, sum_3_1_1);
                    let x4 = nn::splat(simd, d[4][4 * k + 1]);
                    sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                    sum_4_1_1 = nn::mul_add(x4, w1, sum_4_1_1);
                    let x5 = nn::splat(simd, d[5][4 * k + 1]);
                    sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                    sum_5_1_1 = nn::mul_add(x5, w1, sum_5_1_1);
                    let x6 = nn::splat(simd, d[6][4 * k + 1]);
                    sum_6_0_1 = nn::mul_add(x6, w0, sum_6_0_1);
                    sum_6_1_1 = nn::mul_add(x6, w1, sum_6_1_1);
                    let x7 = nn::splat(simd, d[7][4 * k + 1]);
                    sum_7_0_1 = nn::mul_add(x7, w0, sum_7_0_1);
                    sum_7_1_1 = nn::mul_add(x7, w1, sum_7_1_1);
                }
                let w0 = nn::load(simd, &weight[0][17]);
                let w1 = nn::load(simd, &weight[1][17]);
                let x0 = nn::splat(simd, d[0][17]);
                sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                let x1 = nn::splat(simd, d[1][17]);
                sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                sum_1_1_1 = nn::mul_add(x1, w1, sum_1_1_1);
                let x2 = nn::splat(simd, d[2][17]);
                sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                sum_2_1_1 = nn::mul_add(x2, w1, sum_2_1_1);
                let x3 = nn::splat(simd, d[3][17]);
                sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                sum_3_1_1 = nn::mul_add(x3, w1, sum_3_1_1);
                let x4 = nn::splat(simd, d[4][17]);
                sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                sum_4_1_1 = nn::mul_add(x4, w1, sum_4_1_1);
                let x5 = nn::splat(simd, d[5][17]);
                sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                sum_5_1_1 = nn::mul_add(x5, w1, sum_5_1_1);
                let x6 = nn::splat(simd, d[6][17]);
                sum_6_0_1 = nn::mul_add(x6, w0, sum_6_0_1);
                sum_6_1_1 = nn::mul_add(x6, w1, sum_6_1_1);
                let x7 = nn::splat(simd, d[7][17]);
                sum_7_0_1 = nn::mul_add(x7, w0, sum_7_0_1);
                sum_7_1_1 = nn::mul_add(x7, w1, sum_7_1_1);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                let sum_1_1 = nn::plus(sum_1_1, sum_1_1_1);
                let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                let sum_2_1 = nn::plus(sum_2_1, sum_2_1_1);
                let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                let sum_3_1 = nn::plus(sum_3_1, sum_3_1_1);
                let sum_4_0 = nn::plus(sum_4_0, sum_4_0_1);
                let sum_4_1 = nn::plus(sum_4_1, sum_4_1_1);
                let sum_5_0 = nn::plus(sum_5_0, sum_5_0_1);
                let sum_5_1 = nn::plus(sum_5_1, sum_5_1_1);
                let sum_6_0 = nn::plus(sum_6_0, sum_6_0_1);
                let sum_6_1 = nn::plus(sum_6_1, sum_6_1_1);
                let sum_7_0 = nn::plus(sum_7_0, sum_7_0_1);
                let sum_7_1 = nn::plus(sum_7_1, sum_7_1_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_1_2 = nn::splat(simd, 0.0);
                let mut sum_1_0_2 = nn::splat(simd, 0.0);
                let mut sum_1_1_2 = nn::splat(simd, 0.0);
                let mut sum_2_0_2 = nn::splat(simd, 0.0);
                let mut sum_2_1_2 = nn::splat(simd, 0.0);
                let mut sum_3_0_2 = nn::splat(simd, 0.0);
                let mut sum_3_1_2 = nn::splat(simd, 0.0);
                let mut sum_4_0_2 = nn::splat(simd, 0.0);
                let mut sum_4_1_2 = nn::splat(simd, 0.0);
                let mut sum_5_0_2 = nn::splat(simd, 0.0);
                let mut sum_5_1_2 = nn::splat(simd, 0.0);
                let mut sum_6_0_2 = nn::splat(simd, 0.0);
                let mut sum_6_1_2 = nn::splat(simd, 0.0);
                let mut sum_7_0_2 = nn::splat(simd, 0.0);
                let mut sum_7_1_2 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 2]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 2]);
                    let x0 = nn::splat(simd, d[0][4 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
                    let x1 = nn::splat(simd, d[1][4 * k + 2]);
                    sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                    sum_1_1_2 = nn::mul_add(x1, w1, sum_1_1_2);
                    let x2 = nn::splat(simd, d[2][4 * k + 2]);
                    sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                    sum_2_1_2 = nn::mul_add(x2, w1, sum_2_1_2);
                    let x3 = nn::splat(simd, d[3][4 * k + 2]);
                    sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
                    sum_3_1_2 = nn::mul_add(x3, w1, sum_3_1_2);
                    let x4 = nn::splat(simd, d[4][4 * k + 2]);
                    sum_4_0_2 = nn::mul_add(x4, w0, sum_4_0_2);
                    sum_4_1_2 = nn::mul_add(x4, w1, sum_4_1_2);
                    let x5 = nn::splat(simd, d[5][4 * k + 2]);
                    sum_5_0_2 = nn::mul_add(x5, w0, sum_5_0_2);
                    sum_5_1_2 = nn::mul_add(x5, w1, sum_5_1_2);
                    let x6 = nn::splat(simd, d[6][4 * k + 2]);
                    sum_6_0_2 = nn::mul_add(x6, w0, sum_6_0_2);
                    sum_6_1_2 = nn::mul_add(x6, w1, sum_6_1_2);
                    let x7 = nn::splat(simd, d[7][4 * k + 2]);
                    sum_7_0_2 = nn::mul_add(x7, w0, sum_7_0_2);
                    sum_7_1_2 = nn::mul_add(x7, w1, sum_7_1_2);
                }
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                let mut sum_0_1_3 = nn::splat(simd, 0.0);
                let mut sum_1_0_3 = nn::splat(simd, 0.0);
                let mut sum_1_1_3 = nn::splat(simd, 0.0);
                let mut sum_2_0_3 = nn::splat(simd, 0.0);
                let mut sum_2_1_3 = nn::splat(simd, 0.0);
                let mut sum_3_0_3 = nn::splat(simd, 0.0);
                let mut sum_3_1_3 = nn::splat(simd, 0.0);
                let mut sum_4_0_3 = nn::splat(simd, 0.0);
                let mut sum_4_1_3 = nn::splat(simd, 0.0);
                let mut sum_5_0_3 = nn::splat(simd, 0.0);
                let mut sum_5_1_3 = nn::splat(simd, 0.0);
                let mut sum_6_0_3 = nn::splat(simd, 0.0);
                let mut sum_6_1_3 = nn::splat(simd, 0.0);
                let mut sum_7_0_3 = nn::splat(simd, 0.0);
                let mut sum_7_1_3 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 3]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 3]);
                    let x0 = nn::splat(simd, d[0][4 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
                    let x1 = nn::splat(simd, d[1][4 * k + 3]);
                    sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                    sum_1_1_3 = nn::mul_add(x1, w1, sum_1_1_3);
                    let x2 = nn::splat(simd, d[2][4 * k + 3]);
                    sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                    sum_2_1_3 = nn::mul_add(x2, w1, sum_2_1_3);
                    let x3 = nn::splat(simd, d[3][4 * k + 3]);
                    sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
                    sum_3_1_3 = nn::mul_add(x3, w1, sum_3_1_3);
                    let x4 = nn::splat(simd, d[4][4 * k + 3]);
                    sum_4_0_3 = nn::mul_add(x4, w0, sum_4_0_3);
                    sum_4_1_3 = nn::mul_add(x4, w1, sum_4_1_3);
                    let x5 = nn::splat(simd, d[5][4 * k + 3]);
                    sum_5_0_3 = nn::mul_add(x5, w0, sum_5_0_3);
                    sum_5_1_3 = nn::mul_add(x5, w1, sum_5_1_3);
                    let x6 = nn::splat(simd, d[6][4 * k + 3]);
                    sum_6_0_3 = nn::mul_add(x6, w0, sum_6_0_3);
                    sum_6_1_3 = nn::mul_add(x6, w1, sum_6_1_3);
                    let x7 = nn::splat(simd, d[7][4 * k + 3]);
                    sum_7_0_3 = nn::mul_add(x7, w0, sum_7_0_3);
                    sum_7_1_3 = nn::mul_add(x7, w1, sum_7_1_3);
                }
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
                let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                let sum_1_1_2 = nn::plus(sum_1_1_2, sum_1_1_3);
                let sum_1_1 = nn::plus(sum_1_1, sum_1_1_2);
                let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
                let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
                let sum_2_1_2 = nn::plus(sum_2_1_2, sum_2_1_3);
                let sum_2_1 = nn::plus(sum_2_1, sum_2_1_2);
                let sum_3_0_2 = nn::plus(sum_3_0_2, sum_3_0_3);
                let sum_3_0 = nn::plus(sum_3_0, sum_3_0_2);
                let sum_3_1_2 = nn::plus(sum_3_1_2, sum_3_1_3);
                let sum_3_1 = nn::plus(sum_3_1, sum_3_1_2);
                let sum_4_0_2 = nn::plus(sum_4_0_2, sum_4_0_3);
                let sum_4_0 = nn::plus(sum_4_0, sum_4_0_2);
                let sum_4_1_2 = nn::plus(sum_4_1_2, sum_4_1_3);
                let sum_4_1 = nn::plus(sum_4_1, sum_4_1_2);
                let sum_5_0_2 = nn::plus(sum_5_0_2, sum_5_0_3);
                let sum_5_0 = nn::plus(sum_5_0, sum_5_0_2);
                let sum_5_1_2 = nn::plus(sum_5_1_2, sum_5_1_3);
                let sum_5_1 = nn::plus(sum_5_1, sum_5_1_2);
                let sum_6_0_2 = nn::plus(sum_6_0_2, sum_6_0_3);
                let sum_6_0 = nn::plus(sum_6_0, sum_6_0_2);
                let sum_6_1_2 = nn::plus(sum_6_1_2, sum_6_1_3);
                let sum_6_1 = nn::plus(sum_6_1, sum_6_1_2);
                let sum_7_0_2 = nn::plus(sum_7_0_2, sum_7_0_3);
                let sum_7_0 = nn::plus(sum_7_0, sum_7_0_2);
                let sum_7_1_2 = nn::plus(sum_7_1_2, sum_7_1_3);
                let sum_7_1 = nn::plus(sum_7_1, sum_7_1_2);
                nn::store(sum_0_0, &mut y[0][0]);
                nn::store(sum_0_1, &mut y[0][1]);
                nn::store(sum_1_0, &mut y[1][0]);
                nn::store(sum_1_1, &mut y[1][1]);
                nn::store(sum_2_0, &mut y[2][0]);
                nn::store(sum_2_1, &mut y[2][1]);
                nn::store(sum_3_0, &mut y[3][0]);
                nn::store(sum_3_1, &mut y[3][1]);
                nn::store(sum_4_0, &mut y[4][0]);
                nn::store(sum_4_1, &mut y[4][1]);
                nn::store(sum_5_0, &mut y[5][0]);
                nn::store(sum_5_1, &mut y[5][1]);
                nn::store(sum_6_0, &mut y[6][0]);
                nn::store(sum_6_1, &mut y[6][1]);
                nn::store(sum_7_0, &mut y[7][0]);
                nn::store(sum_7_1, &mut y[7][1]);
            },
        );
    }
    fn input_gradient_18x18_identity_all_medium<S: nn::Simd>(
        simd: S,
        d: &[[f32; 32]],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    d,
                    y,
                    #[inline(always)]
                    |d, y| input_gradient_18x18_identity_6rows_medium(
                        simd,
                        d,
                        weight,
                        y,
                    ),
                    #[inline(always)]
                    |d, y| input_gradient_18x18_identity_row_medium(
                        simd,
                        nn::one(d),
                        weight,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    fn input_gradient_18x18_identity_all_narrow<S: nn::Simd>(
        simd: S,
        d: &[[f32; 32]],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    d,
                    y,
                    #[inline(always)]
                    |d, y| input_gradient_18x18_identity_2rows_narrow(
                        simd,
                        d,
                        weight,
                        y,
                    ),
                    #[inline(always)]
                    |d, y| input_gradient_18x18_identity_row_narrow(
                        simd,
                        nn::one(d),
                        weight,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    #[inline(always)]
    fn input_gradient_18x18_identity_all_wide<S: nn::Simd>(
        simd: S,
        d: &[[f32; 32]],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]],
    ) {
        nn::rows_overlapping(
            d,
            y,
            #[inline(always)]
            |d, y| input_gradient_18x18_identity_8rows_wide(simd, d, weight, y),
            #[inline(always)]
            |d, y| input_gradient_18x18_identity_row_wide(
                simd,
                nn::one(d),
                weight,
                nn::one_mut(y),
            ),
        );
    }
    fn input_gradient_18x18_identity_row_medium<S: nn::Simd>(
        simd: S,
        d: &[[f32; 32]; 1],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::splat(simd, 0.0);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_1_1 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k]);
                    let w1 = nn::load(simd, &weight[1][4 * k]);
                    let x0 = nn::splat(simd, d[0][4 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    let w0 = nn::load(simd, &weight[0][4 * k + 1]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 1]);
                    let x0 = nn::splat(simd, d[0][4 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                }
                let w0 = nn::load(simd, &weight[0][16]);
                let w1 = nn::load(simd, &weight[1][16]);
                let x0 = nn::splat(simd, d[0][16]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                let w0 = nn::load(simd, &weight[0][17]);
                let w1 = nn::load(simd, &weight[1][17]);
                let x0 = nn::splat(simd, d[0][17]);
                sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                let mut sum_0_1_2 = nn::splat(simd, 0.0);
                let mut sum_0_1_3 = nn::splat(simd, 0.0);
                for k in 0..4 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 2]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 2]);
                    let x0 = nn::splat(simd, d[0][4 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
                    let w0 = nn::load(simd, &weight[0][4 * k + 3]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 3]);
                    let x0 = nn::splat(simd, d[0][4 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
                }
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
                nn::store(sum_0_0, &mut y[0][0]);
                nn::store(sum_0_1, &mut y[0][1]);
            },
        );
    }
    fn input_gradient_18x18_identity_row_narrow<S: nn::Simd>(
        simd: S,
        d: &[[f32; 32]; 1],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k]);
                        let x0 = nn::splat(simd, d[0][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let w0 = nn::load(simd, &weight[panel][4 * k + 1]);
                        let x0 = nn::splat(simd, d[0][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    }
                    let w0 = nn::load(simd, &weight[panel][16]);
                    let x0 = nn::splat(simd, d[0][16]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let w0 = nn::load(simd, &weight[panel][17]);
                    let x0 = nn::splat(simd, d[0][17]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    for k in 0..4 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 2]);
                        let x0 = nn::splat(simd, d[0][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let w0 = nn::load(simd, &weight[panel][4 * k + 3]);
                        let x0 = nn::splat(simd, d[0][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    nn::store(sum_0_0, &mut y[0][panel]);
                }
            },
        );
    }
    #[inline(always)]
    fn input_gradient_18x18_identity_row_wide<S: nn::Simd>(
        simd: S,
        d: &[[f32; 32]; 1],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [[nn::Panel; 2]; 1],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_0_2 = nn::splat(simd, 0.0);
        let mut sum_0_0_3 = nn::splat(simd, 0.0);
        let mut sum_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_1_1 = nn::splat(simd, 0.0);
        let mut sum_0_1_2 = nn::splat(simd, 0.0);
        let mut sum_0_1_3 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let w1 = nn::load(simd, &weight[1][0]);
        let x0 = nn::splat(simd, d[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][1]);
        let w1 = nn::load(simd, &weight[1][1]);
        let x0 = nn::splat(simd, d[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][2]);
        let w1 = nn::load(simd, &weight[1][2]);
        let x0 = nn::splat(simd, d[0][2]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][3]);
        let w1 = nn::load(simd, &weight[1][3]);
        let x0 = nn::splat(simd, d[0][3]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][4]);
        let w1 = nn::load(simd, &weight[1][4]);
        let x0 = nn::splat(simd, d[0][4]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][5]);
        let w1 = nn::load(simd, &weight[1][5]);
        let x0 = nn::splat(simd, d[0][5]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][6]);
        let w1 = nn::load(simd, &weight[1][6]);
        let x0 = nn::splat(simd, d[0][6]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][7]);
        let w1 = nn::load(simd, &weight[1][7]);
        let x0 = nn::splat(simd, d[0][7]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][8]);
        let w1 = nn::load(simd, &weight[1][8]);
        let x0 = nn::splat(simd, d[0][8]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][9]);
        let w1 = nn::load(simd, &weight[1][9]);
        let x0 = nn::splat(simd, d[0][9]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][10]);
        let w1 = nn::load(simd, &weight[1][10]);
        let x0 = nn::splat(simd, d[0][10]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][11]);
        let w1 = nn::load(simd, &weight[1][11]);
        let x0 = nn::splat(simd, d[0][11]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][12]);
        let w1 = nn::load(simd, &weight[1][12]);
        let x0 = nn::splat(simd, d[0][12]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][13]);
        let w1 = nn::load(simd, &weight[1][13]);
        let x0 = nn::splat(simd, d[0][13]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let w0 = nn::load(simd, &weight[0][14]);
        let w1 = nn::load(simd, &weight[1][14]);
        let x0 = nn::splat(simd, d[0][14]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        let w0 = nn::load(simd, &weight[0][15]);
        let w1 = nn::load(simd, &weight[1][15]);
        let x0 = nn::splat(simd, d[0][15]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        let w0 = nn::load(simd, &weight[0][16]);
        let w1 = nn::load(simd, &weight[1][16]);
        let x0 = nn::splat(simd, d[0][16]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        let w0 = nn::load(simd, &weight[0][17]);
        let w1 = nn::load(simd, &weight[1][17]);
        let x0 = nn::splat(simd, d[0][17]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
        let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
        let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
        let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
        nn::store(sum_0_0, &mut y[0][0]);
        nn::store(sum_0_1, &mut y[0][1]);
    }
    #[inline(always)]
    fn input_gradient_39x5_identity_2rows_narrow<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 2],
        weight: &[[nn::Panel; 5]; 3],
        y: &mut [[nn::Panel; 3]; 2],
    ) {
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[0][0]);
            let x0 = nn::splat(simd, d[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::splat(simd, d[1][0]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let w0 = nn::load(simd, &weight[0][4]);
            let x0 = nn::splat(simd, d[0][4]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::splat(simd, d[1][4]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let mut sum_0_0_1 = nn::splat(simd, 0.0);
            let mut sum_1_0_1 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[0][1]);
            let x0 = nn::splat(simd, d[0][1]);
            sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
            let x1 = nn::splat(simd, d[1][1]);
            sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
            let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
            let mut sum_0_0_2 = nn::splat(simd, 0.0);
            let mut sum_1_0_2 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[0][2]);
            let x0 = nn::splat(simd, d[0][2]);
            sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
            let x1 = nn::splat(simd, d[1][2]);
            sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
            let mut sum_0_0_3 = nn::splat(simd, 0.0);
            let mut sum_1_0_3 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[0][3]);
            let x0 = nn::splat(simd, d[0][3]);
            sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
            let x1 = nn::splat(simd, d[1][3]);
            sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
            let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
            let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
            let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
            nn::store(sum_0_0, &mut y[0][0]);
            nn::store(sum_1_0, &mut y[1][0]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[1][0]);
            let x0 = nn::splat(simd, d[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::splat(simd, d[1][0]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let w0 = nn::load(simd, &weight[1][4]);
            let x0 = nn::splat(simd, d[0][4]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::splat(simd, d[1][4]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let mut sum_0_0_1 = nn::splat(simd, 0.0);
            let mut sum_1_0_1 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[1][1]);
            let x0 = nn::splat(simd, d[0][1]);
            sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
            let x1 = nn::splat(simd, d[1][1]);
            sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
            let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
            let mut sum_0_0_2 = nn::splat(simd, 0.0);
            let mut sum_1_0_2 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[1][2]);
            let x0 = nn::splat(simd, d[0][2]);
            sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
            let x1 = nn::splat(simd, d[1][2]);
            sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
            let mut sum_0_0_3 = nn::splat(simd, 0.0);
            let mut sum_1_0_3 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[1][3]);
            let x0 = nn::splat(simd, d[0][3]);
            sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
            let x1 = nn::splat(simd, d[1][3]);
            sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
            let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
            let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
            let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
            nn::store(sum_0_0, &mut y[0][1]);
            nn::store(sum_1_0, &mut y[1][1]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[2][0]);
            let x0 = nn::splat(simd, d[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::splat(simd, d[1][0]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let w0 = nn::load(simd, &weight[2][4]);
            let x0 = nn::splat(simd, d[0][4]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::splat(simd, d[1][4]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let mut sum_0_0_1 = nn::splat(simd, 0.0);
            let mut sum_1_0_1 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[2][1]);
            let x0 = nn::splat(simd, d[0][1]);
            sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
            let x1 = nn::splat(simd, d[1][1]);
            sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
            let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
            let mut sum_0_0_2 = nn::splat(simd, 0.0);
            let mut sum_1_0_2 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[2][2]);
            let x0 = nn::splat(simd, d[0][2]);
            sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
            let x1 = nn::splat(simd, d[1][2]);
            sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
            let mut sum_0_0_3 = nn::splat(simd, 0.0);
            let mut sum_1_0_3 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[2][3]);
            let x0 = nn::splat(simd, d[0][3]);
            sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
            let x1 = nn::splat(simd, d[1][3]);
            sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
            let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
            let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
            let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
            nn::store(sum_0_0, &mut y[0][2]);
            nn::store(sum_1_0, &mut y[1][2]);
        }
    }
    fn input_gradient_39x5_identity_6rows_medium<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 6],
        weight: &[[nn::Panel; 5]; 3],
        y: &mut [[nn::Panel; 3]; 6],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..3 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::splat(simd, 0.0);
                    let mut sum_2_0 = nn::splat(simd, 0.0);
                    let mut sum_3_0 = nn::splat(simd, 0.0);
                    let mut sum_4_0 = nn::splat(simd, 0.0);
                    let mut sum_5_0 = nn::splat(simd, 0.0);
                    for k in 0..1 {
                        let w0 = nn::load(simd, &weight[panel][4 * k]);
                        let x0 = nn::splat(simd, d[0][4 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, d[1][4 * k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        let x2 = nn::splat(simd, d[2][4 * k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        let x3 = nn::splat(simd, d[3][4 * k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        let x4 = nn::splat(simd, d[4][4 * k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        let x5 = nn::splat(simd, d[5][4 * k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    }
                    let w0 = nn::load(simd, &weight[panel][4]);
                    let x0 = nn::splat(simd, d[0][4]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, d[1][4]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let x2 = nn::splat(simd, d[2][4]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    let x3 = nn::splat(simd, d[3][4]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    let x4 = nn::splat(simd, d[4][4]);
                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                    let x5 = nn::splat(simd, d[5][4]);
                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    let mut sum_2_0_1 = nn::splat(simd, 0.0);
                    let mut sum_3_0_1 = nn::splat(simd, 0.0);
                    let mut sum_4_0_1 = nn::splat(simd, 0.0);
                    let mut sum_5_0_1 = nn::splat(simd, 0.0);
                    for k in 0..1 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 1]);
                        let x0 = nn::splat(simd, d[0][4 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                        let x1 = nn::splat(simd, d[1][4 * k + 1]);
                        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                        let x2 = nn::splat(simd, d[2][4 * k + 1]);
                        sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                        let x3 = nn::splat(simd, d[3][4 * k + 1]);
                        sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                        let x4 = nn::splat(simd, d[4][4 * k + 1]);
                        sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                        let x5 = nn::splat(simd, d[5][4 * k + 1]);
                        sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                    }
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                    let sum_4_0 = nn::plus(sum_4_0, sum_4_0_1);
                    let sum_5_0 = nn::plus(sum_5_0, sum_5_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_1_0_2 = nn::splat(simd, 0.0);
                    let mut sum_2_0_2 = nn::splat(simd, 0.0);
                    let mut sum_3_0_2 = nn::splat(simd, 0.0);
                    let mut sum_4_0_2 = nn::splat(simd, 0.0);
                    let mut sum_5_0_2 = nn::splat(simd, 0.0);
                    for k in 0..1 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 2]);
                        let x0 = nn::splat(simd, d[0][4 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let x1 = nn::splat(simd, d[1][4 * k + 2]);
                        sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                        let x2 = nn::splat(simd, d[2][4 * k + 2]);
                        sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                        let x3 = nn::splat(simd, d[3][4 * k + 2]);
                        sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
                        let x4 = nn::splat(simd, d[4][4 * k + 2]);
                        sum_4_0_2 = nn::mul_add(x4, w0, sum_4_0_2);
                        let x5 = nn::splat(simd, d[5][4 * k + 2]);
                        sum_5_0_2 = nn::mul_add(x5, w0, sum_5_0_2);
                    }
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    let mut sum_1_0_3 = nn::splat(simd, 0.0);
                    let mut sum_2_0_3 = nn::splat(simd, 0.0);
                    let mut sum_3_0_3 = nn::splat(simd, 0.0);
                    let mut sum_4_0_3 = nn::splat(simd, 0.0);
                    let mut sum_5_0_3 = nn::splat(simd, 0.0);
                    for k in 0..1 {
                        let w0 = nn::load(simd, &weight[panel][4 * k + 3]);
                        let x0 = nn::splat(simd, d[0][4 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                        let x1 = nn::splat(simd, d[1][4 * k + 3]);
                        sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                        let x2 = nn::splat(simd, d[2][4 * k + 3]);
                        sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                        let x3 = nn::splat(simd, d[3][4 * k + 3]);
                        sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
                        let x4 = nn::splat(simd, d[4][4 * k + 3]);
                        sum_4_0_3 = nn::mul_add(x4, w0, sum_4_0_3);
                        let x5 = nn::splat(simd, d[5][4 * k + 3]);
                        sum_5_0_3 = nn::mul_add(x5, w0, sum_5_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                    let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
                    let sum_3_0_2 = nn::plus(sum_3_0_2, sum_3_0_3);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_2);
                    let sum_4_0_2 = nn::plus(sum_4_0_2, sum_4_0_3);
                    let sum_4_0 = nn::plus(sum_4_0, sum_4_0_2);
                    let sum_5_0_2 = nn::plus(sum_5_0_2, sum_5_0_3);
                    let sum_5_0 = nn::plus(sum_5_0, sum_5_0_2);
                    nn::store(sum_0_0, &mut y[0][panel]);
                    nn::store(sum_1_0, &mut y[1][panel]);
                    nn::store(sum_2_0, &mut y[2][panel]);
                    nn::store(sum_3_0, &mut y[3][panel]);
                    nn::store(sum_4_0, &mut y[4][panel]);
                    nn::store(sum_5_0, &mut y[5][panel]);
                }
            },
        );
    }
    fn input_gradient_39x5_identity_8rows_wide<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 8],
        weight: &[[nn::Panel; 5]; 3],
        y: &mut [[nn::Panel; 3]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::splat(simd, 0.0);
                let mut sum_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_2 = nn::splat(simd, 0.0);
                let mut sum_1_0 = nn::splat(simd, 0.0);
                let mut sum_1_1 = nn::splat(simd, 0.0);
                let mut sum_1_2 = nn::splat(simd, 0.0);
                let mut sum_2_0 = nn::splat(simd, 0.0);
                let mut sum_2_1 = nn::splat(simd, 0.0);
                let mut sum_2_2 = nn::splat(simd, 0.0);
                let mut sum_3_0 = nn::splat(simd, 0.0);
                let mut sum_3_1 = nn::splat(simd, 0.0);
                let mut sum_3_2 = nn::splat(simd, 0.0);
                let mut sum_4_0 = nn::splat(simd, 0.0);
                let mut sum_4_1 = nn::splat(simd, 0.0);
                let mut sum_4_2 = nn::splat(simd, 0.0);
                let mut sum_5_0 = nn::splat(simd, 0.0);
                let mut sum_5_1 = nn::splat(simd, 0.0);
                let mut sum_5_2 = nn::splat(simd, 0.0);
                let mut sum_6_0 = nn::splat(simd, 0.0);
                let mut sum_6_1 = nn::splat(simd, 0.0);
                let mut sum_6_2 = nn::splat(simd, 0.0);
                let mut sum_7_0 = nn::splat(simd, 0.0);
                let mut sum_7_1 = nn::splat(simd, 0.0);
                let mut sum_7_2 = nn::splat(simd, 0.0);
                for k in 0..1 {
                    let w0 = nn::load(simd, &weight[0][4 * k]);
                    let w1 = nn::load(simd, &weight[1][4 * k]);
                    let w2 = nn::load(simd, &weight[2][4 * k]);
                    let x0 = nn::splat(simd, d[0][4 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                    let x1 = nn::splat(simd, d[1][4 * k]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                    sum_1_2 = nn::mul_add(x1, w2, sum_1_2);
                    let x2 = nn::splat(simd, d[2][4 * k]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                    sum_2_2 = nn::mul_add(x2, w2, sum_2_2);
                    let x3 = nn::splat(simd, d[3][4 * k]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                    sum_3_2 = nn::mul_add(x3, w2, sum_3_2);
                    let x4 = nn::splat(simd, d[4][4 * k]);
                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                    sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                    sum_4_2 = nn::mul_add(x4, w2, sum_4_2);
                    let x5 = nn::splat(simd, d[5][4 * k]);
                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                    sum_5_2 = nn::mul_add(x5, w2, sum_5_2);
                    let x6 = nn::splat(simd, d[6][4 * k]);
                    sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                    sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                    sum_6_2 = nn::mul_add(x6, w2, sum_6_2);
                    let x7 = nn::splat(simd, d[7][4 * k]);
                    sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                    sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                    sum_7_2 = nn::mul_add(x7, w2, sum_7_2);
                }
                let w0 = nn::load(simd, &weight[0][4]);
                let w1 = nn::load(simd, &weight[1][4]);
                let w2 = nn::load(simd, &weight[2][4]);
                let x0 = nn::splat(simd, d[0][4]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                let x1 = nn::splat(simd, d[1][4]);
                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                sum_1_2 = nn::mul_add(x1, w2, sum_1_2);
                let x2 = nn::splat(simd, d[2][4]);
                sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                sum_2_2 = nn::mul_add(x2, w2, sum_2_2);
                let x3 = nn::splat(simd, d[3][4]);
                sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                sum_3_2 = nn::mul_add(x3, w2, sum_3_2);
                let x4 = nn::splat(simd, d[4][4]);
                sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                sum_4_2 = nn::mul_add(x4, w2, sum_4_2);
                let x5 = nn::splat(simd, d[5][4]);
                sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                sum_5_2 = nn::mul_add(x5, w2, sum_5_2);
                let x6 = nn::splat(simd, d[6][4]);
                sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                sum_6_2 = nn::mul_add(x6, w2, sum_6_2);
                let x7 = nn::splat(simd, d[7][4]);
                sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                sum_7_2 = nn::mul_add(x7, w2, sum_7_2);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_1_1 = nn::splat(simd, 0.0);
                let mut sum_0_2_1 = nn::splat(simd, 0.0);
                let mut sum_1_0_1 = nn::splat(simd, 0.0);
                let mut sum_1_1_1 = nn::splat(simd, 0.0);
                let mut sum_1_2_1 = nn::splat(simd, 0.0);
                let mut sum_2_0_1 = nn::splat(simd, 0.0);
                let mut sum_2_1_1 = nn::splat(simd, 0.0);
                let mut sum_2_2_1 = nn::splat(simd, 0.0);
                let mut sum_3_0_1 = nn::splat(simd, 0.0);
                let mut sum_3_1_1 = nn::splat(simd, 0.0);
                let mut sum_3_2_1 = nn::splat(simd, 0.0);
                let mut sum_4_0_1 = nn::splat(simd, 0.0);
                let mut sum_4_1_1 = nn::splat(simd, 0.0);
                let mut sum_4_2_1 = nn::splat(simd, 0.0);
                let mut sum_5_0_1 = nn::splat(simd, 0.0);
                let mut sum_5_1_1 = nn::splat(simd, 0.0);
                let mut sum_5_2_1 = nn::splat(simd, 0.0);
                let mut sum_6_0_1 = nn::splat(simd, 0.0);
                let mut sum_6_1_1 = nn::splat(simd, 0.0);
                let mut sum_6_2_1 = nn::splat(simd, 0.0);
                let mut sum_7_0_1 = nn::splat(simd, 0.0);
                let mut sum_7_1_1 = nn::splat(simd, 0.0);
                let mut sum_7_2_1 = nn::splat(simd, 0.0);
                for k in 0..1 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 1]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 1]);
                    let w2 = nn::load(simd, &weight[2][4 * k + 1]);
                    let x0 = nn::splat(simd, d[0][4 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
                    sum_0_2_1 = nn::mul_add(x0, w2, sum_0_2_1);
                    let x1 = nn::splat(simd, d[1][4 * k + 1]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    sum_1_1_1 = nn::mul_add(x1, w1, sum_1_1_1);
                    sum_1_2_1 = nn::mul_add(x1, w2, sum_1_2_1);
                    let x2 = nn::splat(simd, d[2][4 * k + 1]);
                    sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                    sum_2_1_1 = nn::mul_add(x2, w1, sum_2_1_1);
                    sum_2_2_1 = nn::mul_add(x2, w2, sum_2_2_1);
                    let x3 = nn::splat(simd, d[3][4 * k + 1]);
                    sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                    sum_3_1_1 = nn::mul_add(x3, w1, sum_3_1_1);
                    sum_3_2_1 = nn::mul_add(x3, w2, sum_3_2_1);
                    let x4 = nn::splat(simd, d[4][4 * k + 1]);
                    sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
                    sum_4_1_1 = nn::mul_add(x4, w1, sum_4_1_1);
                    sum_4_2_1 = nn::mul_add(x4, w2, sum_4_2_1);
                    let x5 = nn::splat(simd, d[5][4 * k + 1]);
                    sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
                    sum_5_1_1 = nn::mul_add(x5, w1, sum_5_1_1);
                    sum_5_2_1 = nn::mul_add(x5, w2, sum_5_2_1);
                    let x6 = nn::splat(simd, d[6][4 * k + 1]);
                    sum_6_0_1 = nn::mul_add(x6, w0, sum_6_0_1);
                    sum_6_1_1 = nn::mul_add(x6, w1, sum_6_1_1);
                    sum_6_2_1 = nn::mul_add(x6, w2, sum_6_2_1);
                    let x7 = nn::splat(simd, d[7][4 * k + 1]);
                    sum_7_0_1 = nn::mul_add(x7, w0, sum_7_0_1);
                    sum_7_1_1 = nn::mul_add(x7, w1, sum_7_1_1);
                    sum_7_2_1 = nn::mul_add(x7, w2, sum_7_2_1);
                }
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
                let sum_0_2 = nn::plus(sum_0_2, sum_0_2_1);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                let sum_1_1 = nn::plus(sum_1_1, sum_1_1_1);
                let sum_1_2 = nn::plus(sum_1_2, sum_1_2_1);
                let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                let sum_2_1 = nn::plus(sum_2_1, sum_2_1_1);
                let sum_2_2 = nn::plus(sum_2_2, sum_2_2_1);
                let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                let sum_3_1 = nn::plus(sum_3_1, sum_3_1_1);
                let sum_3_2 = nn::plus(sum_3_2, sum_3_2_1);
                let sum_4_0 = nn::plus(sum_4_0, sum_4_0_1);
                let sum_4_1 = nn::plus(sum_4_1, sum_4_1_1);
                let sum_4_2 = nn::plus(sum_4_2, sum_4_2_1);
                let sum_5_0 = nn::plus(sum_5_0, sum_5_0_1);
                let sum_5_1 = nn::plus(sum_5_1, sum_5_1_1);
                let sum_5_2 = nn::plus(sum_5_2, sum_5_2_1);
                let sum_6_0 = nn::plus(sum_6_0, sum_6_0_1);
                let sum_6_1 = nn::plus(sum_6_1, sum_6_1_1);
                let sum_6_2 = nn::plus(sum_6_2, sum_6_2_1);
                let sum_7_0 = nn::plus(sum_7_0, sum_7_0_1);
                let sum_7_1 = nn::plus(sum_7_1, sum_7_1_1);
                let sum_7_2 = nn::plus(sum_7_2, sum_7_2_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_1_2 = nn::splat(simd, 0.0);
                let mut sum_0_2_2 = nn::splat(simd, 0.0);
                let mut sum_1_0_2 = nn::splat(simd, 0.0);
                let mut sum_1_1_2 = nn::splat(simd, 0.0);
                let mut sum_1_2_2 = nn::splat(simd, 0.0);
                let mut sum_2_0_2 = nn::splat(simd, 0.0);
                let mut sum_2_1_2 = nn::splat(simd, 0.0);
                let mut sum_2_2_2 = nn::splat(simd, 0.0);
                let mut sum_3_0_2 = nn::splat(simd, 0.0);
                let mut sum_3_1_2 = nn::splat(simd, 0.0);
                let mut sum_3_2_2 = nn::splat(simd, 0.0);
                let mut sum_4_0_2 = nn::splat(simd, 0.0);
                let mut sum_4_1_2 = nn::splat(simd, 0.0);
                let mut sum_4_2_2 = nn::splat(simd, 0.0);
                let mut sum_5_0_2 = nn::splat(simd, 0.0);
                let mut sum_5_1_2 = nn::splat(simd, 0.0);
                let mut sum_5_2_2 = nn::splat(simd, 0.0);
                let mut sum_6_0_2 = nn::splat(simd, 0.0);
                let mut sum_6_1_2 = nn::splat(simd, 0.0);
                let mut sum_6_2_2 = nn::splat(simd, 0.0);
                let mut sum_7_0_2 = nn::splat(simd, 0.0);
                let mut sum_7_1_2 = nn::splat(simd, 0.0);
                let mut sum_7_2_2 = nn::splat(simd, 0.0);
                for k in 0..1 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 2]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 2]);
                    let w2 = nn::load(simd, &weight[2][4 * k + 2]);
                    let x0 = nn::splat(simd, d[0][4 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
                    sum_0_2_2 = nn::mul_add(x0, w2, sum_0_2_2);
                    let x1 = nn::splat(simd, d[1][4 * k + 2]);
                    sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
                    sum_1_1_2 = nn::mul_add(x1, w1, sum_1_1_2);
                    sum_1_2_2 = nn::mul_add(x1, w2, sum_1_2_2);
                    let x2 = nn::splat(simd, d[2][4 * k + 2]);
                    sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
                    sum_2_1_2 = nn::mul_add(x2, w1, sum_2_1_2);
                    sum_2_2_2 = nn::mul_add(x2, w2, sum_2_2_2);
                    let x3 = nn::splat(simd, d[3][4 * k + 2]);
                    sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
                    sum_3_1_2 = nn::mul_add(x3, w1, sum_3_1_2);
                    sum_3_2_2 = nn::mul_add(x3, w2, sum_3_2_2);
                    let x4 = nn::splat(simd, d[4][4 * k + 2]);
                    sum_4_0_2 = nn::mul_add(x4, w0, sum_4_0_2);
                    sum_4_1_2 = nn::mul_add(x4, w1, sum_4_1_2);
                    sum_4_2_2 = nn::mul_add(x4, w2, sum_4_2_2);
                    let x5 = nn::splat(simd, d[5][4 * k + 2]);
                    sum_5_0_2 = nn::mul_add(x5, w0, sum_5_0_2);
                    sum_5_1_2 = nn::mul_add(x5, w1, sum_5_1_2);
                    sum_5_2_2 = nn::mul_add(x5, w2, sum_5_2_2);
                    let x6 = nn::splat(simd, d[6][4 * k + 2]);
                    sum_6_0_2 = nn::mul_add(x6, w0, sum_6_0_2);
                    sum_6_1_2 = nn::mul_add(x6, w1, sum_6_1_2);
                    sum_6_2_2 = nn::mul_add(x6, w2, sum_6_2_2);
                    let x7 = nn::splat(simd, d[7][4 * k + 2]);
                    sum_7_0_2 = nn::mul_add(x7, w0, sum_7_0_2);
                    sum_7_1_2 = nn::mul_add(x7, w1, sum_7_1_2);
                    sum_7_2_2 = nn::mul_add(x7, w2, sum_7_2_2);
                }
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                let mut sum_0_1_3 = nn::splat(simd, 0.0);
                let mut sum_0_2_3 = nn::splat(simd, 0.0);
                let mut sum_1_0_3 = nn::splat(simd, 0.0);
                let mut sum_1_1_3 = nn::splat(simd, 0.0);
                let mut sum_1_2_3 = nn::splat(simd, 0.0);
                let mut sum_2_0_3 = nn::splat(simd, 0.0);
                let mut sum_2_1_3 = nn::splat(simd, 0.0);
                let mut sum_2_2_3 = nn::splat(simd, 0.0);
                let mut sum_3_0_3 = nn::splat(simd, 0.0);
                let mut sum_3_1_3 = nn::splat(simd, 0.0);
                let mut sum_3_2_3 = nn::splat(simd, 0.0);
                let mut sum_4_0_3 = nn::splat(simd, 0.0);
                let mut sum_4_1_3 = nn::splat(simd, 0.0);
                let mut sum_4_2_3 = nn::splat(simd, 0.0);
                let mut sum_5_0_3 = nn::splat(simd, 0.0);
                let mut sum_5_1_3 = nn::splat(simd, 0.0);
                let mut sum_5_2_3 = nn::splat(simd, 0.0);
                let mut sum_6_0_3 = nn::splat(simd, 0.0);
                let mut sum_6_1_3 = nn::splat(simd, 0.0);
                let mut sum_6_2_3 = nn::splat(simd, 0.0);
                let mut sum_7_0_3 = nn::splat(simd, 0.0);
                let mut sum_7_1_3 = nn::splat(simd, 0.0);
                let mut sum_7_2_3 = nn::splat(simd, 0.0);
                for k in 0..1 {
                    let w0 = nn::load(simd, &weight[0][4 * k + 3]);
                    let w1 = nn::load(simd, &weight[1][4 * k + 3]);
                    let w2 = nn::load(simd, &weight[2][4 * k + 3]);
                    let x0 = nn::splat(simd, d[0][4 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
                    sum_0_2_3 = nn::mul_add(x0, w2, sum_0_2_3);
                    let x1 = nn::splat(simd, d[1][4 * k + 3]);
                    sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
                    sum_1_1_3 = nn::mul_add(x1, w1, sum_1_1_3);
                    sum_1_2_3 = nn::mul_add(x1, w2, sum_1_2_3);
                    let x2 = nn::splat(simd, d[2][4 * k + 3]);
                    sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
                    sum_2_1_3 = nn::mul_add(x2, w1, sum_2_1_3);
                    sum_2_2_3 = nn::mul_add(x2, w2, sum_2_2_3);
                    let x3 = nn::splat(simd, d[3][4 * k + 3]);
                    sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
                    sum_3_1_3 = nn::mul_add(x3, w1, sum_3_1_3);
                    sum_3_2_3 = nn::mul_add(x3, w2, sum_3_2_3);
                    let x4 = nn::splat(simd, d[4][4 * k + 3]);
                    sum_4_0_3 = nn::mul_add(x4, w0, sum_4_0_3);
                    sum_4_1_3 = nn::mul_add(x4, w1, sum_4_1_3);
                    sum_4_2_3 = nn::mul_add(x4, w2, sum_4_2_3);
                    let x5 = nn::splat(simd, d[5][4 * k + 3]);
                    sum_5_0_3 = nn::mul_add(x5, w0, sum_5_0_3);
                    sum_5_1_3 = nn::mul_add(x5, w1, sum_5_1_3);
                    sum_5_2_3 = nn::mul_add(x5, w2, sum_5_2_3);
                    let x6 = nn::splat(simd, d[6][4 * k + 3]);
                    sum_6_0_3 = nn::mul_add(x6, w0, sum_6_0_3);
                    sum_6_1_3 = nn::mul_add(x6, w1, sum_6_1_3);
                    sum_6_2_3 = nn::mul_add(x6, w2, sum_6_2_3);
                    let x7 = nn::splat(simd, d[7][4 * k + 3]);
                    sum_7_0_3 = nn::mul_add(x7, w0, sum_7_0_3);
                    sum_7_1_3 = nn::mul_add(x7, w1, sum_7_1_3);
                    sum_7_2_3 = nn::mul_add(x7, w2, sum_7_2_3);
                }
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
                let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
                let sum_0_2_2 = nn::plus(sum_0_2_2, sum_0_2_3);
                let sum_0_2 = nn::plus(sum_0_2, sum_0_2_2);
                let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
                let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
                let sum_1_1_2 = nn::plus(sum_1_1_2, sum_1_1_3);
                let sum_1_1 = nn::plus(sum_1_1, sum_1_1_2);
                let sum_1_2_2 = nn::plus(sum_1_2_2, sum_1_2_3);
                let sum_1_2 = nn::plus(sum_1_2, sum_1_2_2);
                let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
                let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
                let sum_2_1_2 = nn::plus(sum_2_1_2, sum_2_1_3);
                let sum_2_1 = nn::plus(sum_2_1, sum_2_1_2);
                let sum_2_2_2 = nn::plus(sum_2_2_2, sum_2_2_3);
                let sum_2_2 = nn::plus(sum_2_2, sum_2_2_2);
                let sum_3_0_2 = nn::plus(sum_3_0_2, sum_3_0_3);
                let sum_3_0 = nn::plus(sum_3_0, sum_3_0_2);
                let sum_3_1_2 = nn::plus(sum_3_1_2, sum_3_1_3);
                let sum_3_1 = nn::plus(sum_3_1, sum_3_1_2);
                let sum_3_2_2 = nn::plus(sum_3_2_2, sum_3_2_3);
                let sum_3_2 = nn::plus(sum_3_2, sum_3_2_2);
                let sum_4_0_2 = nn::plus(sum_4_0_2, sum_4_0_3);
                let sum_4_0 = nn::plus(sum_4_0, sum_4_0_2);
                let sum_4_1_2 = nn::plus(sum_4_1_2, sum_4_1_3);
                let sum_4_1 = nn::plus(sum_4_1, sum_4_1_2);
                let sum_4_2_2 = nn::plus(sum_4_2_2, sum_4_2_3);
                let sum_4_2 = nn::plus(sum_4_2, sum_4_2_2);
                let sum_5_0_2 = nn::plus(sum_5_0_2, sum_5_0_3);
                let sum_5_0 = nn::plus(sum_5_0, sum_5_0_2);
                let sum_5_1_2 = nn::plus(sum_5_1_2, sum_5_1_3);
                let sum_5_1 = nn::plus(sum_5_1, sum_5_1_2);
                let sum_5_2_2 = nn::plus(sum_5_2_2, sum_5_2_3);
                let sum_5_2 = nn::plus(sum_5_2, sum_5_2_2);
                let sum_6_0_2 = nn::plus(sum_6_0_2, sum_6_0_3);
                let sum_6_0 = nn::plus(sum_6_0, sum_6_0_2);
                let sum_6_1_2 = nn::plus(sum_6_1_2, sum_6_1_3);
                let sum_6_1 = nn::plus(sum_6_1, sum_6_1_2);
                let sum_6_2_2 = nn::plus(sum_6_2_2, sum_6_2_3);
                let sum_6_2 = nn::plus(sum_6_2, sum_6_2_2);
                let sum_7_0_2 = nn::plus(sum_7_0_2, sum_7_0_3);
                let sum_7_0 = nn::plus(sum_7_0, sum_7_0_2);
                let sum_7_1_2 = nn::plus(sum_7_1_2, sum_7_1_3);
                let sum_7_1 = nn::plus(sum_7_1, sum_7_1_2);
                let sum_7_2_2 = nn::plus(sum_7_2_2, sum_7_2_3);
                let sum_7_2 = nn::plus(sum_7_2, sum_7_2_2);
                nn::store(sum_0_0, &mut y[0][0]);
                nn::store(sum_0_1, &mut y[0][1]);
                nn::store(sum_0_2, &mut y[0][2]);
                nn::store(sum_1_0, &mut y[1][0]);
                nn::store(sum_1_1, &mut y[1][1]);
                nn::store(sum_1_2, &mut y[1][2]);
                nn::store(sum_2_0, &mut y[2][0]);
                nn::store(sum_2_1, &mut y[2][1]);
                nn::store(sum_2_2, &mut y[2][2]);
                nn::store(sum_3_0, &mut y[3][0]);
                nn::store(sum_3_1, &mut y[3][1]);
                nn::store(sum_3_2, &mut y[3][2]);
                nn::store(sum_4_0, &mut y[4][0]);
                nn::store(sum_4_1, &mut y[4][1]);
                nn::store(sum_4_2, &mut y[4][2]);
                nn::store(sum_5_0, &mut y[5][0]);
                nn::store(sum_5_1, &mut y[5][1]);
                nn::store(sum_5_2, &mut y[5][2]);
                nn::store(sum_6_0, &mut y[6][0]);
                nn::store(sum_6_1, &mut y[6][1]);
                nn::store(sum_6_2, &mut y[6][2]);
                nn::store(sum_7_0, &mut y[7][0]);
                nn::store(sum_7_1, &mut y[7][1]);
                nn::store(sum_7_2, &mut y[7][2]);
            },
        );
    }
    fn input_gradient_39x5_identity_all_medium<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]],
        weight: &[[nn::Panel; 5]; 3],
        y: &mut [[nn::Panel; 3]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    d,
                    y,
                    #[inline(always)]
                    |d, y| input_gradient_39x5_identity_6rows_medium(simd, d, weight, y),
                    #[inline(always)]
                    |d, y| input_gradient_39x5_identity_row_medium(
                        simd,
                        nn::one(d),
                        weight,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    fn input_gradient_39x5_identity_all_narrow<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]],
        weight: &[[nn::Panel; 5]; 3],
        y: &mut [[nn::Panel; 3]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    d,
                    y,
                    #[inline(always)]
                    |d, y| input_gradient_39x5_identity_2rows_narrow(simd, d, weight, y),
                    #[inline(always)]
                    |d, y| input_gradient_39x5_identity_row_narrow(
                        simd,
                        nn::one(d),
                        weight,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    #[inline(always)]
    fn input_gradient_39x5_identity_all_wide<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]],
        weight: &[[nn::Panel; 5]; 3],
        y: &mut [[nn::Panel; 3]],
    ) {
        nn::rows_overlapping(
            d,
            y,
            #[inline(always)]
            |d, y| input_gradient_39x5_identity_8rows_wide(simd, d, weight, y),
            #[inline(always)]
            |d, y| input_gradient_39x5_identity_row_wide(
                simd,
                nn::one(d),
                weight,
                nn::one_mut(y),
            ),
        );
    }
    #[inline(always)]
    fn input_gradient_39x5_identity_row_medium<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 1],
        weight: &[[nn::Panel; 5]; 3],
        y: &mut [[nn::Panel; 3]; 1],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let mut sum_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_2 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let w1 = nn::load(simd, &weight[1][0]);
        let w2 = nn::load(simd, &weight[2][0]);
        let x0 = nn::splat(simd, d[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
        let w0 = nn::load(simd, &weight[0][4]);
        let w1 = nn::load(simd, &weight[1][4]);
        let w2 = nn::load(simd, &weight[2][4]);
        let x0 = nn::splat(simd, d[0][4]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_1_1 = nn::splat(simd, 0.0);
        let mut sum_0_2_1 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][1]);
        let w1 = nn::load(simd, &weight[1][1]);
        let w2 = nn::load(simd, &weight[2][1]);
        let x0 = nn::splat(simd, d[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        sum_0_2_1 = nn::mul_add(x0, w2, sum_0_2_1);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
        let sum_0_2 = nn::plus(sum_0_2, sum_0_2_1);
        let mut sum_0_0_2 = nn::splat(simd, 0.0);
        let mut sum_0_1_2 = nn::splat(simd, 0.0);
        let mut sum_0_2_2 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][2]);
        let w1 = nn::load(simd, &weight[1][2]);
        let w2 = nn::load(simd, &weight[2][2]);
        let x0 = nn::splat(simd, d[0][2]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        sum_0_2_2 = nn::mul_add(x0, w2, sum_0_2_2);
        let mut sum_0_0_3 = nn::splat(simd, 0.0);
        let mut sum_0_1_3 = nn::splat(simd, 0.0);
        let mut sum_0_2_3 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][3]);
        let w1 = nn::load(simd, &weight[1][3]);
        let w2 = nn::load(simd, &weight[2][3]);
        let x0 = nn::splat(simd, d[0][3]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        sum_0_2_3 = nn::mul_add(x0, w2, sum_0_2_3);
        let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
        let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
        let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
        let sum_0_2_2 = nn::plus(sum_0_2_2, sum_0_2_3);
        let sum_0_2 = nn::plus(sum_0_2, sum_0_2_2);
        nn::store(sum_0_0, &mut y[0][0]);
        nn::store(sum_0_1, &mut y[0][1]);
        nn::store(sum_0_2, &mut y[0][2]);
    }
    #[inline(always)]
    fn input_gradient_39x5_identity_row_narrow<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 1],
        weight: &[[nn::Panel; 5]; 3],
        y: &mut [[nn::Panel; 3]; 1],
    ) {
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_0_0_1 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[0][0]);
            let x0 = nn::splat(simd, d[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let w0 = nn::load(simd, &weight[0][1]);
            let x0 = nn::splat(simd, d[0][1]);
            sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
            let w0 = nn::load(simd, &weight[0][4]);
            let x0 = nn::splat(simd, d[0][4]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
            let mut sum_0_0_2 = nn::splat(simd, 0.0);
            let mut sum_0_0_3 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[0][2]);
            let x0 = nn::splat(simd, d[0][2]);
            sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
            let w0 = nn::load(simd, &weight[0][3]);
            let x0 = nn::splat(simd, d[0][3]);
            sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
            let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
            nn::store(sum_0_0, &mut y[0][0]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_0_0_1 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[1][0]);
            let x0 = nn::splat(simd, d[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let w0 = nn::load(simd, &weight[1][1]);
            let x0 = nn::splat(simd, d[0][1]);
            sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
            let w0 = nn::load(simd, &weight[1][4]);
            let x0 = nn::splat(simd, d[0][4]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
            let mut sum_0_0_2 = nn::splat(simd, 0.0);
            let mut sum_0_0_3 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[1][2]);
            let x0 = nn::splat(simd, d[0][2]);
            sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
            let w0 = nn::load(simd, &weight[1][3]);
            let x0 = nn::splat(simd, d[0][3]);
            sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
            let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
            nn::store(sum_0_0, &mut y[0][1]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_0_0_1 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[2][0]);
            let x0 = nn::splat(simd, d[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let w0 = nn::load(simd, &weight[2][1]);
            let x0 = nn::splat(simd, d[0][1]);
            sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
            let w0 = nn::load(simd, &weight[2][4]);
            let x0 = nn::splat(simd, d[0][4]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
            let mut sum_0_0_2 = nn::splat(simd, 0.0);
            let mut sum_0_0_3 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &weight[2][2]);
            let x0 = nn::splat(simd, d[0][2]);
            sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
            let w0 = nn::load(simd, &weight[2][3]);
            let x0 = nn::splat(simd, d[0][3]);
            sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
            let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
            let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
            nn::store(sum_0_0, &mut y[0][2]);
        }
    }
    #[inline(always)]
    fn input_gradient_39x5_identity_row_wide<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 1],
        weight: &[[nn::Panel; 5]; 3],
        y: &mut [[nn::Panel; 3]; 1],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_0_2 = nn::splat(simd, 0.0);
        let mut sum_0_0_3 = nn::splat(simd, 0.0);
        let mut sum_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_1_1 = nn::splat(simd, 0.0);
        let mut sum_0_1_2 = nn::splat(simd, 0.0);
        let mut sum_0_1_3 = nn::splat(simd, 0.0);
        let mut sum_0_2 = nn::splat(simd, 0.0);
        let mut sum_0_2_1 = nn::splat(simd, 0.0);
        let mut sum_0_2_2 = nn::splat(simd, 0.0);
        let mut sum_0_2_3 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let w1 = nn::load(simd, &weight[1][0]);
        let w2 = nn::load(simd, &weight[2][0]);
        let x0 = nn::splat(simd, d[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
        let w0 = nn::load(simd, &weight[0][1]);
        let w1 = nn::load(simd, &weight[1][1]);
        let w2 = nn::load(simd, &weight[2][1]);
        let x0 = nn::splat(simd, d[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        sum_0_1_1 = nn::mul_add(x0, w1, sum_0_1_1);
        sum_0_2_1 = nn::mul_add(x0, w2, sum_0_2_1);
        let w0 = nn::load(simd, &weight[0][2]);
        let w1 = nn::load(simd, &weight[1][2]);
        let w2 = nn::load(simd, &weight[2][2]);
        let x0 = nn::splat(simd, d[0][2]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        sum_0_1_2 = nn::mul_add(x0, w1, sum_0_1_2);
        sum_0_2_2 = nn::mul_add(x0, w2, sum_0_2_2);
        let w0 = nn::load(simd, &weight[0][3]);
        let w1 = nn::load(simd, &weight[1][3]);
        let w2 = nn::load(simd, &weight[2][3]);
        let x0 = nn::splat(simd, d[0][3]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        sum_0_1_3 = nn::mul_add(x0, w1, sum_0_1_3);
        sum_0_2_3 = nn::mul_add(x0, w2, sum_0_2_3);
        let w0 = nn::load(simd, &weight[0][4]);
        let w1 = nn::load(simd, &weight[1][4]);
        let w2 = nn::load(simd, &weight[2][4]);
        let x0 = nn::splat(simd, d[0][4]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
        let sum_0_1 = nn::plus(sum_0_1, sum_0_1_1);
        let sum_0_1_2 = nn::plus(sum_0_1_2, sum_0_1_3);
        let sum_0_1 = nn::plus(sum_0_1, sum_0_1_2);
        let sum_0_2 = nn::plus(sum_0_2, sum_0_2_1);
        let sum_0_2_2 = nn::plus(sum_0_2_2, sum_0_2_3);
        let sum_0_2 = nn::plus(sum_0_2, sum_0_2_2);
        nn::store(sum_0_0, &mut y[0][0]);
        nn::store(sum_0_1, &mut y[0][1]);
        nn::store(sum_0_2, &mut y[0][2]);
    }
    #[inline(always)]
    fn input_gradient_of_one_18x18_identity_medium<S: nn::Simd>(
        simd: S,
        d: &[nn::Panel; 2],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [nn::Panel; 2],
    ) {
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let mut sum_2_0 = nn::splat(simd, 0.0);
            let mut sum_3_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x0 = nn::load(simd, &weight[k][0]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                let x1 = nn::load(simd, &weight[k][1]);
                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                let x2 = nn::load(simd, &weight[k][2]);
                sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                let x3 = nn::load(simd, &weight[k][3]);
                sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            }
            let mut sum_4_0 = nn::splat(simd, 0.0);
            let mut sum_5_0 = nn::splat(simd, 0.0);
            let mut sum_6_0 = nn::splat(simd, 0.0);
            let mut sum_7_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x4 = nn::load(simd, &weight[k][4]);
                sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                let x5 = nn::load(simd, &weight[k][5]);
                sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                let x6 = nn::load(simd, &weight[k][6]);
                sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                let x7 = nn::load(simd, &weight[k][7]);
                sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
            }
            let mut sum_8_0 = nn::splat(simd, 0.0);
            let mut sum_9_0 = nn::splat(simd, 0.0);
            let mut sum_10_0 = nn::splat(simd, 0.0);
            let mut sum_11_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x8 = nn::load(simd, &weight[k][8]);
                sum_8_0 = nn::mul_add(x8, w0, sum_8_0);
                let x9 = nn::load(simd, &weight[k][9]);
                sum_9_0 = nn::mul_add(x9, w0, sum_9_0);
                let x10 = nn::load(simd, &weight[k][10]);
                sum_10_0 = nn::mul_add(x10, w0, sum_10_0);
                let x11 = nn::load(simd, &weight[k][11]);
                sum_11_0 = nn::mul_add(x11, w0, sum_11_0);
            }
            let mut sum_12_0 = nn::splat(simd, 0.0);
            let mut sum_13_0 = nn::splat(simd, 0.0);
            let mut sum_14_0 = nn::splat(simd, 0.0);
            let mut sum_15_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x12 = nn::load(simd, &weight[k][12]);
                sum_12_0 = nn::mul_add(x12, w0, sum_12_0);
                let x13 = nn::load(simd, &weight[k][13]);
                sum_13_0 = nn::mul_add(x13, w0, sum_13_0);
                let x14 = nn::load(simd, &weight[k][14]);
                sum_14_0 = nn::mul_add(x14, w0, sum_14_0);
                let x15 = nn::load(simd, &weight[k][15]);
                sum_15_0 = nn::mul_add(x15, w0, sum_15_0);
            }
            let total = nn::lane_sums(
                simd,
                [
                    sum_0_0,
                    sum_1_0,
                    sum_2_0,
                    sum_3_0,
                    sum_4_0,
                    sum_5_0,
                    sum_6_0,
                    sum_7_0,
                    sum_8_0,
                    sum_9_0,
                    sum_10_0,
                    sum_11_0,
                    sum_12_0,
                    sum_13_0,
                    sum_14_0,
                    sum_15_0,
                ],
            );
            nn::store(total, &mut y[0]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x0 = nn::load(simd, &weight[k][16]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                let x1 = nn::load(simd, &weight[k][17]);
                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            }
            let total = nn::lane_sums(simd, [sum_0_0, sum_1_0]);
            nn::store(total, &mut y[1]);
        }
    }
    #[inline(always)]
    fn input_gradient_of_one_18x18_identity_narrow<S: nn::Simd>(
        simd: S,
        d: &[nn::Panel; 2],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [nn::Panel; 2],
    ) {
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x0 = nn::load(simd, &weight[k][0]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                let x1 = nn::load(simd, &weight[k][1]);
                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            }
            let mut sum_2_0 = nn::splat(simd, 0.0);
            let mut sum_3_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x2 = nn::load(simd, &weight[k][2]);
                sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                let x3 = nn::load(simd, &weight[k][3]);
                sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            }
            let mut sum_4_0 = nn::splat(simd, 0.0);
            let mut sum_5_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x4 = nn::load(simd, &weight[k][4]);
                sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                let x5 = nn::load(simd, &weight[k][5]);
                sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            }
            let mut sum_6_0 = nn::splat(simd, 0.0);
            let mut sum_7_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x6 = nn::load(simd, &weight[k][6]);
                sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                let x7 = nn::load(simd, &weight[k][7]);
                sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
            }
            let mut sum_8_0 = nn::splat(simd, 0.0);
            let mut sum_9_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x8 = nn::load(simd, &weight[k][8]);
                sum_8_0 = nn::mul_add(x8, w0, sum_8_0);
                let x9 = nn::load(simd, &weight[k][9]);
                sum_9_0 = nn::mul_add(x9, w0, sum_9_0);
            }
            let mut sum_10_0 = nn::splat(simd, 0.0);
            let mut sum_11_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x10 = nn::load(simd, &weight[k][10]);
                sum_10_0 = nn::mul_add(x10, w0, sum_10_0);
                let x11 = nn::load(simd, &weight[k][11]);
                sum_11_0 = nn::mul_add(x11, w0, sum_11_0);
            }
            let mut sum_12_0 = nn::splat(simd, 0.0);
            let mut sum_13_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x12 = nn::load(simd, &weight[k][12]);
                sum_12_0 = nn::mul_add(x12, w0, sum_12_0);
                let x13 = nn::load(simd, &weight[k][13]);
                sum_13_0 = nn::mul_add(x13, w0, sum_13_0);
            }
            let mut sum_14_0 = nn::splat(simd, 0.0);
            let mut sum_15_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x14 = nn::load(simd, &weight[k][14]);
                sum_14_0 = nn::mul_add(x14, w0, sum_14_0);
                let x15 = nn::load(simd, &weight[k][15]);
                sum_15_0 = nn::mul_add(x15, w0, sum_15_0);
            }
            let total = nn::lane_sums(
                simd,
                [
                    sum_0_0,
                    sum_1_0,
                    sum_2_0,
                    sum_3_0,
                    sum_4_0,
                    sum_5_0,
                    sum_6_0,
                    sum_7_0,
                    sum_8_0,
                    sum_9_0,
                    sum_10_0,
                    sum_11_0,
                    sum_12_0,
                    sum_13_0,
                    sum_14_0,
                    sum_15_0,
                ],
            );
            nn::store(total, &mut y[0]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            for k in 0..2 {
                let w0 = nn::load(simd, &d[k]);
                let x0 = nn::load(simd, &weight[k][16]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                let x1 = nn::load(simd, &weight[k][17]);
                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            }
            let total = nn::lane_sums(simd, [sum_0_0, sum_1_0]);
            nn::store(total, &mut y[1]);
        }
    }
    #[inline(always)]
    fn input_gradient_of_one_18x18_identity_wide<S: nn::Simd>(
        simd: S,
        d: &[nn::Panel; 2],
        weight: &[[nn::Panel; 18]; 2],
        y: &mut [nn::Panel; 2],
    ) {
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let mut sum_2_0 = nn::splat(simd, 0.0);
            let mut sum_3_0 = nn::splat(simd, 0.0);
            let mut sum_4_0 = nn::splat(simd, 0.0);
            let mut sum_5_0 = nn::splat(simd, 0.0);
            let mut sum_6_0 = nn::splat(simd, 0.0);
            let mut sum_7_0 = nn::splat(simd, 0.0);
            let mut sum_8_0 = nn::splat(simd, 0.0);
            let mut sum_9_0 = nn::splat(simd, 0.0);
            let mut sum_10_0 = nn::splat(simd, 0.0);
            let mut sum_11_0 = nn::splat(simd, 0.0);
            let mut sum_12_0 = nn::splat(simd, 0.0);
            let mut sum_13_0 = nn::splat(simd, 0.0);
            let mut sum_14_0 = nn::splat(simd, 0.0);
            let mut sum_15_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x0 = nn::load(simd, &weight[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[0][1]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let x2 = nn::load(simd, &weight[0][2]);
            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
            let x3 = nn::load(simd, &weight[0][3]);
            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            let x4 = nn::load(simd, &weight[0][4]);
            sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
            let x5 = nn::load(simd, &weight[0][5]);
            sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            let x6 = nn::load(simd, &weight[0][6]);
            sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
            let x7 = nn::load(simd, &weight[0][7]);
            sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
            let x8 = nn::load(simd, &weight[0][8]);
            sum_8_0 = nn::mul_add(x8, w0, sum_8_0);
            let x9 = nn::load(simd, &weight[0][9]);
            sum_9_0 = nn::mul_add(x9, w0, sum_9_0);
            let x10 = nn::load(simd, &weight[0][10]);
            sum_10_0 = nn::mul_add(x10, w0, sum_10_0);
            let x11 = nn::load(simd, &weight[0][11]);
            sum_11_0 = nn::mul_add(x11, w0, sum_11_0);
            let x12 = nn::load(simd, &weight[0][12]);
            sum_12_0 = nn::mul_add(x12, w0, sum_12_0);
            let x13 = nn::load(simd, &weight[0][13]);
            sum_13_0 = nn::mul_add(x13, w0, sum_13_0);
            let x14 = nn::load(simd, &weight[0][14]);
            sum_14_0 = nn::mul_add(x14, w0, sum_14_0);
            let x15 = nn::load(simd, &weight[0][15]);
            sum_15_0 = nn::mul_add(x15, w0, sum_15_0);
            let w0 = nn::load(simd, &d[1]);
            let x0 = nn::load(simd, &weight[1][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[1][1]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let x2 = nn::load(simd, &weight[1][2]);
            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
            let x3 = nn::load(simd, &weight[1][3]);
            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            let x4 = nn::load(simd, &weight[1][4]);
            sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
            let x5 = nn::load(simd, &weight[1][5]);
            sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            let x6 = nn::load(simd, &weight[1][6]);
            sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
            let x7 = nn::load(simd, &weight[1][7]);
            sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
            let x8 = nn::load(simd, &weight[1][8]);
            sum_8_0 = nn::mul_add(x8, w0, sum_8_0);
            let x9 = nn::load(simd, &weight[1][9]);
            sum_9_0 = nn::mul_add(x9, w0, sum_9_0);
            let x10 = nn::load(simd, &weight[1][10]);
            sum_10_0 = nn::mul_add(x10, w0, sum_10_0);
            let x11 = nn::load(simd, &weight[1][11]);
            sum_11_0 = nn::mul_add(x11, w0, sum_11_0);
            let x12 = nn::load(simd, &weight[1][12]);
            sum_12_0 = nn::mul_add(x12, w0, sum_12_0);
            let x13 = nn::load(simd, &weight[1][13]);
            sum_13_0 = nn::mul_add(x13, w0, sum_13_0);
            let x14 = nn::load(simd, &weight[1][14]);
            sum_14_0 = nn::mul_add(x14, w0, sum_14_0);
            let x15 = nn::load(simd, &weight[1][15]);
            sum_15_0 = nn::mul_add(x15, w0, sum_15_0);
            let total = nn::lane_sums(
                simd,
                [
                    sum_0_0,
                    sum_1_0,
                    sum_2_0,
                    sum_3_0,
                    sum_4_0,
                    sum_5_0,
                    sum_6_0,
                    sum_7_0,
                    sum_8_0,
                    sum_9_0,
                    sum_10_0,
                    sum_11_0,
                    sum_12_0,
                    sum_13_0,
                    sum_14_0,
                    sum_15_0,
                ],
            );
            nn::store(total, &mut y[0]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x0 = nn::load(simd, &weight[0][16]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[0][17]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let w0 = nn::load(simd, &d[1]);
            let x0 = nn::load(simd, &weight[1][16]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[1][17]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let total = nn::lane_sums(simd, [sum_0_0, sum_1_0]);
            nn::store(total, &mut y[1]);
        }
    }
    #[inline(always)]
    fn input_gradient_of_one_39x5_identity_medium<S: nn::Simd>(
        simd: S,
        d: &[nn::Panel; 1],
        weight: &[[nn::Panel; 39]; 1],
        y: &mut [nn::Panel; 3],
    ) {
        for row in 0..2 {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let mut sum_2_0 = nn::splat(simd, 0.0);
            let mut sum_3_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x0 = nn::load(simd, &weight[0][16 * row]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[0][16 * row + 1]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let x2 = nn::load(simd, &weight[0][16 * row + 2]);
            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
            let x3 = nn::load(simd, &weight[0][16 * row + 3]);
            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            let mut sum_4_0 = nn::splat(simd, 0.0);
            let mut sum_5_0 = nn::splat(simd, 0.0);
            let mut sum_6_0 = nn::splat(simd, 0.0);
            let mut sum_7_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x4 = nn::load(simd, &weight[0][16 * row + 4]);
            sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
            let x5 = nn::load(simd, &weight[0][16 * row + 5]);
            sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            let x6 = nn::load(simd, &weight[0][16 * row + 6]);
            sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
            let x7 = nn::load(simd, &weight[0][16 * row + 7]);
            sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
            let mut sum_8_0 = nn::splat(simd, 0.0);
            let mut sum_9_0 = nn::splat(simd, 0.0);
            let mut sum_10_0 = nn::splat(simd, 0.0);
            let mut sum_11_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x8 = nn::load(simd, &weight[0][16 * row + 8]);
            sum_8_0 = nn::mul_add(x8, w0, sum_8_0);
            let x9 = nn::load(simd, &weight[0][16 * row + 9]);
            sum_9_0 = nn::mul_add(x9, w0, sum_9_0);
            let x10 = nn::load(simd, &weight[0][16 * row + 10]);
            sum_10_0 = nn::mul_add(x10, w0, sum_10_0);
            let x11 = nn::load(simd, &weight[0][16 * row + 11]);
            sum_11_0 = nn::mul_add(x11, w0, sum_11_0);
            let mut sum_12_0 = nn::splat(simd, 0.0);
            let mut sum_13_0 = nn::splat(simd, 0.0);
            let mut sum_14_0 = nn::splat(simd, 0.0);
            let mut sum_15_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x12 = nn::load(simd, &weight[0][16 * row + 12]);
            sum_12_0 = nn::mul_add(x12, w0, sum_12_0);
            let x13 = nn::load(simd, &weight[0][16 * row + 13]);
            sum_13_0 = nn::mul_add(x13, w0, sum_13_0);
            let x14 = nn::load(simd, &weight[0][16 * row + 14]);
            sum_14_0 = nn::mul_add(x14, w0, sum_14_0);
            let x15 = nn::load(simd, &weight[0][16 * row + 15]);
            sum_15_0 = nn::mul_add(x15, w0, sum_15_0);
            let total = nn::lane_sums(
                simd,
                [
                    sum_0_0,
                    sum_1_0,
                    sum_2_0,
                    sum_3_0,
                    sum_4_0,
                    sum_5_0,
                    sum_6_0,
                    sum_7_0,
                    sum_8_0,
                    sum_9_0,
                    sum_10_0,
                    sum_11_0,
                    sum_12_0,
                    sum_13_0,
                    sum_14_0,
                    sum_15_0,
                ],
            );
            nn::store(total, &mut y[row]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let mut sum_2_0 = nn::splat(simd, 0.0);
            let mut sum_3_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x0 = nn::load(simd, &weight[0][32]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[0][33]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let x2 = nn::load(simd, &weight[0][34]);
            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
            let x3 = nn::load(simd, &weight[0][35]);
            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            let mut sum_4_0 = nn::splat(simd, 0.0);
            let mut sum_5_0 = nn::splat(simd, 0.0);
            let mut sum_6_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x4 = nn::load(simd, &weight[0][36]);
            sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
            let x5 = nn::load(simd, &weight[0][37]);
            sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            let x6 = nn::load(simd, &weight[0][38]);
            sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
            let total = nn::lane_sums(
                simd,
                [sum_0_0, sum_1_0, sum_2_0, sum_3_0, sum_4_0, sum_5_0, sum_6_0],
            );
            nn::store(total, &mut y[2]);
        }
    }
    #[inline(always)]
    fn input_gradient_of_one_39x5_identity_narrow<S: nn::Simd>(
        simd: S,
        d: &[nn::Panel; 1],
        weight: &[[nn::Panel; 39]; 1],
        y: &mut [nn::Panel; 3],
    ) {
        for row in 0..2 {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x0 = nn::load(simd, &weight[0][16 * row]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[0][16 * row + 1]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let mut sum_2_0 = nn::splat(simd, 0.0);
            let mut sum_3_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x2 = nn::load(simd, &weight[0][16 * row + 2]);
            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
            let x3 = nn::load(simd, &weight[0][16 * row + 3]);
            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            let mut sum_4_0 = nn::splat(simd, 0.0);
            let mut sum_5_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x4 = nn::load(simd, &weight[0][16 * row + 4]);
            sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
            let x5 = nn::load(simd, &weight[0][16 * row + 5]);
            sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            let mut sum_6_0 = nn::splat(simd, 0.0);
            let mut sum_7_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x6 = nn::load(simd, &weight[0][16 * row + 6]);
            sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
            let x7 = nn::load(simd, &weight[0][16 * row + 7]);
            sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
            let mut sum_8_0 = nn::splat(simd, 0.0);
            let mut sum_9_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x8 = nn::load(simd, &weight[0][16 * row + 8]);
            sum_8_0 = nn::mul_add(x8, w0, sum_8_0);
            let x9 = nn::load(simd, &weight[0][16 * row + 9]);
            sum_9_0 = nn::mul_add(x9, w0, sum_9_0);
            let mut sum_10_0 = nn::splat(simd, 0.0);
            let mut sum_11_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x10 = nn::load(simd, &weight[0][16 * row + 10]);
            sum_10_0 = nn::mul_add(x10, w0, sum_10_0);
            let x11 = nn::load(simd, &weight[0][16 * row + 11]);
            sum_11_0 = nn::mul_add(x11, w0, sum_11_0);
            let mut sum_12_0 = nn::splat(simd, 0.0);
            let mut sum_13_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x12 = nn::load(simd, &weight[0][16 * row + 12]);
            sum_12_0 = nn::mul_add(x12, w0, sum_12_0);
            let x13 = nn::load(simd, &weight[0][16 * row + 13]);
            sum_13_0 = nn::mul_add(x13, w0, sum_13_0);
            let mut sum_14_0 = nn::splat(simd, 0.0);
            let mut sum_15_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x14 = nn::load(simd, &weight[0][16 * row + 14]);
            sum_14_0 = nn::mul_add(x14, w0, sum_14_0);
            let x15 = nn::load(simd, &weight[0][16 * row + 15]);
            sum_15_0 = nn::mul_add(x15, w0, sum_15_0);
            let total = nn::lane_sums(
                simd,
                [
                    sum_0_0,
                    sum_1_0,
                    sum_2_0,
                    sum_3_0,
                    sum_4_0,
                    sum_5_0,
                    sum_6_0,
                    sum_7_0,
                    sum_8_0,
                    sum_9_0,
                    sum_10_0,
                    sum_11_0,
                    sum_12_0,
                    sum_13_0,
                    sum_14_0,
                    sum_15_0,
                ],
            );
            nn::store(total, &mut y[row]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x0 = nn::load(simd, &weight[0][32]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[0][33]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let mut sum_2_0 = nn::splat(simd, 0.0);
            let mut sum_3_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x2 = nn::load(simd, &weight[0][34]);
            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
            let x3 = nn::load(simd, &weight[0][35]);
            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            let mut sum_4_0 = nn::splat(simd, 0.0);
            let mut sum_5_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x4 = nn::load(simd, &weight[0][36]);
            sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
            let x5 = nn::load(simd, &weight[0][37]);
            sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            let mut sum_6_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x6 = nn::load(simd, &weight[0][38]);
            sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
            let total = nn::lane_sums(
                simd,
                [sum_0_0, sum_1_0, sum_2_0, sum_3_0, sum_4_0, sum_5_0, sum_6_0],
            );
            nn::store(total, &mut y[2]);
        }
    }
    #[inline(always)]
    fn input_gradient_of_one_39x5_identity_wide<S: nn::Simd>(
        simd: S,
        d: &[nn::Panel; 1],
        weight: &[[nn::Panel; 39]; 1],
        y: &mut [nn::Panel; 3],
    ) {
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let mut sum_2_0 = nn::splat(simd, 0.0);
            let mut sum_3_0 = nn::splat(simd, 0.0);
            let mut sum_4_0 = nn::splat(simd, 0.0);
            let mut sum_5_0 = nn::splat(simd, 0.0);
            let mut sum_6_0 = nn::splat(simd, 0.0);
            let mut sum_7_0 = nn::splat(simd, 0.0);
            let mut sum_8_0 = nn::splat(simd, 0.0);
            let mut sum_9_0 = nn::splat(simd, 0.0);
            let mut sum_10_0 = nn::splat(simd, 0.0);
            let mut sum_11_0 = nn::splat(simd, 0.0);
            let mut sum_12_0 = nn::splat(simd, 0.0);
            let mut sum_13_0 = nn::splat(simd, 0.0);
            let mut sum_14_0 = nn::splat(simd, 0.0);
            let mut sum_15_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x0 = nn::load(simd, &weight[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[0][1]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let x2 = nn::load(simd, &weight[0][2]);
            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
            let x3 = nn::load(simd, &weight[0][3]);
            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            let x4 = nn::load(simd, &weight[0][4]);
            sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
            let x5 = nn::load(simd, &weight[0][5]);
            sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            let x6 = nn::load(simd, &weight[0][6]);
            sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
            let x7 = nn::load(simd, &weight[0][7]);
            sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
            let x8 = nn::load(simd, &weight[0][8]);
            sum_8_0 = nn::mul_add(x8, w0, sum_8_0);
            let x9 = nn::load(simd, &weight[0][9]);
            sum_9_0 = nn::mul_add(x9, w0, sum_9_0);
            let x10 = nn::load(simd, &weight[0][10]);
            sum_10_0 = nn::mul_add(x10, w0, sum_10_0);
            let x11 = nn::load(simd, &weight[0][11]);
            sum_11_0 = nn::mul_add(x11, w0, sum_11_0);
            let x12 = nn::load(simd, &weight[0][12]);
            sum_12_0 = nn::mul_add(x12, w0, sum_12_0);
            let x13 = nn::load(simd, &weight[0][13]);
            sum_13_0 = nn::mul_add(x13, w0, sum_13_0);
            let x14 = nn::load(simd, &weight[0][14]);
            sum_14_0 = nn::mul_add(x14, w0, sum_14_0);
            let x15 = nn::load(simd, &weight[0][15]);
            sum_15_0 = nn::mul_add(x15, w0, sum_15_0);
            let total = nn::lane_sums(
                simd,
                [
                    sum_0_0,
                    sum_1_0,
                    sum_2_0,
                    sum_3_0,
                    sum_4_0,
                    sum_5_0,
                    sum_6_0,
                    sum_7_0,
                    sum_8_0,
                    sum_9_0,
                    sum_10_0,
                    sum_11_0,
                    sum_12_0,
                    sum_13_0,
                    sum_14_0,
                    sum_15_0,
                ],
            );
            nn::store(total, &mut y[0]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let mut sum_2_0 = nn::splat(simd, 0.0);
            let mut sum_3_0 = nn::splat(simd, 0.0);
            let mut sum_4_0 = nn::splat(simd, 0.0);
            let mut sum_5_0 = nn::splat(simd, 0.0);
            let mut sum_6_0 = nn::splat(simd, 0.0);
            let mut sum_7_0 = nn::splat(simd, 0.0);
            let mut sum_8_0 = nn::splat(simd, 0.0);
            let mut sum_9_0 = nn::splat(simd, 0.0);
            let mut sum_10_0 = nn::splat(simd, 0.0);
            let mut sum_11_0 = nn::splat(simd, 0.0);
            let mut sum_12_0 = nn::splat(simd, 0.0);
            let mut sum_13_0 = nn::splat(simd, 0.0);
            let mut sum_14_0 = nn::splat(simd, 0.0);
            let mut sum_15_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x0 = nn::load(simd, &weight[0][16]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[0][17]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let x2 = nn::load(simd, &weight[0][18]);
            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
            let x3 = nn::load(simd, &weight[0][19]);
            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            let x4 = nn::load(simd, &weight[0][20]);
            sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
            let x5 = nn::load(simd, &weight[0][21]);
            sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            let x6 = nn::load(simd, &weight[0][22]);
            sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
            let x7 = nn::load(simd, &weight[0][23]);
            sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
            let x8 = nn::load(simd, &weight[0][24]);
            sum_8_0 = nn::mul_add(x8, w0, sum_8_0);
            let x9 = nn::load(simd, &weight[0][25]);
            sum_9_0 = nn::mul_add(x9, w0, sum_9_0);
            let x10 = nn::load(simd, &weight[0][26]);
            sum_10_0 = nn::mul_add(x10, w0, sum_10_0);
            let x11 = nn::load(simd, &weight[0][27]);
            sum_11_0 = nn::mul_add(x11, w0, sum_11_0);
            let x12 = nn::load(simd, &weight[0][28]);
            sum_12_0 = nn::mul_add(x12, w0, sum_12_0);
            let x13 = nn::load(simd, &weight[0][29]);
            sum_13_0 = nn::mul_add(x13, w0, sum_13_0);
            let x14 = nn::load(simd, &weight[0][30]);
            sum_14_0 = nn::mul_add(x14, w0, sum_14_0);
            let x15 = nn::load(simd, &weight[0][31]);
            sum_15_0 = nn::mul_add(x15, w0, sum_15_0);
            let total = nn::lane_sums(
                simd,
                [
                    sum_0_0,
                    sum_1_0,
                    sum_2_0,
                    sum_3_0,
                    sum_4_0,
                    sum_5_0,
                    sum_6_0,
                    sum_7_0,
                    sum_8_0,
                    sum_9_0,
                    sum_10_0,
                    sum_11_0,
                    sum_12_0,
                    sum_13_0,
                    sum_14_0,
                    sum_15_0,
                ],
            );
            nn::store(total, &mut y[1]);
        }
        {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            let mut sum_2_0 = nn::splat(simd, 0.0);
            let mut sum_3_0 = nn::splat(simd, 0.0);
            let mut sum_4_0 = nn::splat(simd, 0.0);
            let mut sum_5_0 = nn::splat(simd, 0.0);
            let mut sum_6_0 = nn::splat(simd, 0.0);
            let w0 = nn::load(simd, &d[0]);
            let x0 = nn::load(simd, &weight[0][32]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[0][33]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let x2 = nn::load(simd, &weight[0][34]);
            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
            let x3 = nn::load(simd, &weight[0][35]);
            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            let x4 = nn::load(simd, &weight[0][36]);
            sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
            let x5 = nn::load(simd, &weight[0][37]);
            sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            let x6 = nn::load(simd, &weight[0][38]);
            sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
            let total = nn::lane_sums(
                simd,
                [sum_0_0, sum_1_0, sum_2_0, sum_3_0, sum_4_0, sum_5_0, sum_6_0],
            );
            nn::store(total, &mut y[2]);
        }
    }
    fn outer_18of32x18_medium<S: nn::Simd>(
        simd: S,
        x: &[f32; 32],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 18]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    fn outer_18of32x18_narrow<S: nn::Simd>(
        simd: S,
        x: &[f32; 32],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 18]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    #[inline(always)]
    fn outer_18of32x18_wide<S: nn::Simd>(
        simd: S,
        x: &[f32; 32],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 18]; 2],
    ) {
        nn::outer(simd, x, d, weight);
    }
    fn outer_21x18_medium<S: nn::Simd>(
        simd: S,
        x: &[f32; 21],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 21]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    fn outer_21x18_narrow<S: nn::Simd>(
        simd: S,
        x: &[f32; 21],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 21]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    #[inline(always)]
    fn outer_21x18_wide<S: nn::Simd>(
        simd: S,
        x: &[f32; 21],
        d: &[nn::Panel; 2],
        weight: &mut [[nn::Panel; 21]; 2],
    ) {
        nn::outer(simd, x, d, weight);
    }
    fn outer_39of48x5_medium<S: nn::Simd>(
        simd: S,
        x: &[f32; 48],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 39]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    fn outer_39of48x5_narrow<S: nn::Simd>(
        simd: S,
        x: &[f32; 48],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 39]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    #[inline(always)]
    fn outer_39of48x5_wide<S: nn::Simd>(
        simd: S,
        x: &[f32; 48],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 39]; 1],
    ) {
        nn::outer(simd, x, d, weight);
    }
    fn weight_gradient_18of32x18_all_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::each_block(
                    64,
                    x,
                    d,
                    part,
                    #[inline(always)]
                    |x, d, part| weight_gradient_18of32x18_medium(simd, x, d, part),
                );
            },
        );
    }
    fn weight_gradient_18of32x18_all_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::each_block(
                    64,
                    x,
                    d,
                    part,
                    #[inline(always)]
                    |x, d, part| weight_gradient_18of32x18_narrow(simd, x, d, part),
                );
            },
        );
    }
    #[inline(always)]
    fn weight_gradient_18of32x18_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::each_block(
            64,
            x,
            d,
            part,
            #[inline(always)]
            |x, d, part| weight_gradient_18of32x18_wide(simd, x, d, part),
        );
    }
    fn weight_gradient_18of32x18_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    for row in nn::tiles(part, panel, 6, 3) {
                        let put = nn::put(part);
                        if let [nn::Some(
                            [to_0_0,
                            to_1_0,
                            to_2_0,
                            to_3_0,
                            to_4_0,
                            to_5_0,
                            ],
                        )] = nn::tile(part, put, 6 * row, panel) {
                            let mut sum_0_0 = nn::splat(simd, 0.0);
                            let mut sum_1_0 = nn::splat(simd, 0.0);
                            let mut sum_2_0 = nn::splat(simd, 0.0);
                            let mut sum_3_0 = nn::splat(simd, 0.0);
                            let mut sum_4_0 = nn::splat(simd, 0.0);
                            let mut sum_5_0 = nn::splat(simd, 0.0);
                            nn::each_row(
                                x,
                                d,
                                #[inline(always)]
                                |left, right| {
                                    if let nn::Some(left) = nn::part_of_row::<
                                        6,
                                        _,
                                        _,
                                    >(left, 6 * row) {
                                        let w0 = nn::load(simd, &right[panel]);
                                        let x0 = nn::splat(simd, left[0]);
                                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                        let x1 = nn::splat(simd, left[1]);
                                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                        let x2 = nn::splat(simd, left[2]);
                                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                        let x3 = nn::splat(simd, left[3]);
                                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                                        let x4 = nn::splat(simd, left[4]);
                                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                                        let x5 = nn::splat(simd, left[5]);
                                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                                    }
                                },
                            );
                            nn::put_sum(simd, put, sum_0_0, to_0_0);
                            nn::put_sum(simd, put, sum_1_0, to_1_0);
                            nn::put_sum(simd, put, sum_2_0, to_2_0);
                            nn::put_sum(simd, put, sum_3_0, to_3_0);
                            nn::put_sum(simd, put, sum_4_0, to_4_0);
                            nn::put_sum(simd, put, sum_5_0, to_5_0);
                        }
                    }
                    nn::finish_panels(part, panel, 1);
                }
            },
        );
    }
    fn weight_gradient_18of32x18_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    for row in nn::tiles(part, panel, 2, 9) {
                        let put = nn::put(part);
                        if let [nn::Some([to_0_0, to_1_0])] = nn::tile(
                            part,
                            put,
                            2 * row,
                            panel,
                        ) {
                            let mut sum_0_0 = nn::splat(simd, 0.0);
                            let mut sum_1_0 = nn::splat(simd, 0.0);
                            nn::each_row(
                                x,
                                d,
                                #[inline(always)]
                                |left, right| {
                                    if let nn::Some(left) = nn::part_of_row::<
                                        2,
                                        _,
                                        _,
                                    >(left, 2 * row) {
                                        let w0 = nn::load(simd, &right[panel]);
                                        let x0 = nn::splat(simd, left[0]);
                                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                        let x1 = nn::splat(simd, left[1]);
                                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                    }
                                },
                            );
                            nn::put_sum(simd, put, sum_0_0, to_0_0);
                            nn::put_sum(simd, put, sum_1_0, to_1_0);
                        }
                    }
                    nn::finish_panels(part, panel, 1);
                }
            },
        );
    }
    fn weight_gradient_18of32x18_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in nn::tiles(part, 0, 6, 3) {
                    let put = nn::put(part);
                    if let [nn::Some([to_0_0, to_1_0, to_2_0, to_3_0, to_4_0, to_5_0]),
                    nn::Some([to_0_1, to_1_1, to_2_1, to_3_1, to_4_1, to_5_1])] = nn::tile(
                        part,
                        put,
                        6 * row,
                        0,
                    ) {
                        let mut sum_0_0 = nn::splat(simd, 0.0);
                        let mut sum_0_1 = nn::splat(simd, 0.0);
                        let mut sum_1_0 = nn::splat(simd, 0.0);
                        let mut sum_1_1 = nn::splat(simd, 0.0);
                        let mut sum_2_0 = nn::splat(simd, 0.0);
                        let mut sum_2_1 = nn::splat(simd, 0.0);
                        let mut sum_3_0 = nn::splat(simd, 0.0);
                        let mut sum_3_1 = nn::splat(simd, 0.0);
                        let mut sum_4_0 = nn::splat(simd, 0.0);
                        let mut sum_4_1 = nn::splat(simd, 0.0);
                        let mut sum_5_0 = nn::splat(simd, 0.0);
                        let mut sum_5_1 = nn::splat(simd, 0.0);
                        nn::each_row(
                            x,
                            d,
                            #[inline(always)]
                            |left, right| {
                                if let nn::Some(left) = nn::part_of_row::<
                                    6,
                                    _,
                                    _,
                                >(left, 6 * row) {
                                    let w0 = nn::load(simd, &right[0]);
                                    let w1 = nn::load(simd, &right[1]);
                                    let x0 = nn::splat(simd, left[0]);
                                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                                    let x1 = nn::splat(simd, left[1]);
                                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                    sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                                    let x2 = nn::splat(simd, left[2]);
                                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                    sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                                    let x3 = nn::splat(simd, left[3]);
                                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                                    sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                                    let x4 = nn::splat(simd, left[4]);
                                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                                    sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                                    let x5 = nn::splat(simd, left[5]);
                                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                                    sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                                }
                            },
                        );
                        nn::put_sum(simd, put, sum_0_0, to_0_0);
                        nn::put_sum(simd, put, sum_0_1, to_0_1);
                        nn::put_sum(simd, put, sum_1_0, to_1_0);
                        nn::put_sum(simd, put, sum_1_1, to_1_1);
                        nn::put_sum(simd, put, sum_2_0, to_2_0);
                        nn::put_sum(simd, put, sum_2_1, to_2_1);
                        nn::put_sum(simd, put, sum_3_0, to_3_0);
                        nn::put_sum(simd, put, sum_3_1, to_3_1);
                        nn::put_sum(simd, put, sum_4_0, to_4_0);
                        nn::put_sum(simd, put, sum_4_1, to_4_1);
                        nn::put_sum(simd, put, sum_5_0, to_5_0);
                        nn::put_sum(simd, put, sum_5_1, to_5_1);
                    }
                }
                nn::finish_panels(part, 0, 2);
            },
        );
    }
    fn weight_gradient_21x18_all_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::each_block(
                    64,
                    x,
                    d,
                    part,
                    #[inline(always)]
                    |x, d, part| weight_gradient_21x18_medium(simd, x, d, part),
                );
            },
        );
    }
    fn weight_gradient_21x18_all_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::each_block(
                    64,
                    x,
                    d,
                    part,
                    #[inline(always)]
                    |x, d, part| weight_gradient_21x18_narrow(simd, x, d, part),
                );
            },
        );
    }
    #[inline(always)]
    fn weight_gradient_21x18_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::each_block(
            64,
            x,
            d,
            part,
            #[inline(always)]
            |x, d, part| weight_gradient_21x18_wide(simd, x, d, part),
        );
    }
    fn weight_gradient_21x18_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    for row in nn::tiles(part, panel, 6, 3) {
                        let put = nn::put(part);
                        if let [nn::Some(
                            [to_0_0,
                            to_1_0,
                            to_2_0,
                            to_3_0,
                            to_4_0,
                            to_5_0,
                            ],
                        )] = nn::tile(part, put, 6 * row, panel) {
                            let mut sum_0_0 = nn::splat(simd, 0.0);
                            let mut sum_1_0 = nn::splat(simd, 0.0);
                            let mut sum_2_0 = nn::splat(simd, 0.0);
                            let mut sum_3_0 = nn::splat(simd, 0.0);
                            let mut sum_4_0 = nn::splat(simd, 0.0);
                            let mut sum_5_0 = nn::splat(simd, 0.0);
                            nn::each_row(
                                x,
                                d,
                                #[inline(always)]
                                |left, right| {
                                    if let nn::Some(left) = nn::part_of_row::<
                                        6,
                                        _,
                                        _,
                                    >(left, 6 * row) {
                                        let w0 = nn::load(simd, &right[panel]);
                                        let x0 = nn::splat(simd, left[0]);
                                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                        let x1 = nn::splat(simd, left[1]);
                                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                        let x2 = nn::splat(simd, left[2]);
                                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                        let x3 = nn::splat(simd, left[3]);
                                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                                        let x4 = nn::splat(simd, left[4]);
                                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                                        let x5 = nn::splat(simd, left[5]);
                                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                                    }
                                },
                            );
                            nn::put_sum(simd, put, sum_0_0, to_0_0);
                            nn::put_sum(simd, put, sum_1_0, to_1_0);
                            nn::put_sum(simd, put, sum_2_0, to_2_0);
                            nn::put_sum(simd, put, sum_3_0, to_3_0);
                            nn::put_sum(simd, put, sum_4_0, to_4_0);
                            nn::put_sum(simd, put, sum_5_0, to_5_0);
                        }
                    }
                    {
                        let put = nn::put(part);
                        if let [nn::Some([to_0_0, to_1_0, to_2_0])] = nn::tile(
                            part,
                            put,
                            18,
                            panel,
                        ) {
                            let mut sum_0_0 = nn::splat(simd, 0.0);
                            let mut sum_1_0 = nn::splat(simd, 0.0);
                            let mut sum_2_0 = nn::splat(simd, 0.0);
                            nn::each_row(
                                x,
                                d,
                                #[inline(always)]
                                |left, right| {
                                    let w0 = nn::load(simd, &right[panel]);
                                    let x0 = nn::splat(simd, left[18]);
                                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                    let x1 = nn::splat(simd, left[19]);
                                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                    let x2 = nn::splat(simd, left[20]);
                                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                },
                            );
                            nn::put_sum(simd, put, sum_0_0, to_0_0);
                            nn::put_sum(simd, put, sum_1_0, to_1_0);
                            nn::put_sum(simd, put, sum_2_0, to_2_0);
                        }
                    }
                    nn::finish_panels(part, panel, 1);
                }
            },
        );
    }
    fn weight_gradient_21x18_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    for row in nn::tiles(part, panel, 2, 10) {
                        let put = nn::put(part);
                        if let [nn::Some([to_0_0, to_1_0])] = nn::tile(
                            part,
                            put,
                            2 * row,
                            panel,
                        ) {
                            let mut sum_0_0 = nn::splat(simd, 0.0);
                            let mut sum_1_0 = nn::splat(simd, 0.0);
                            nn::each_row(
                                x,
                                d,
                                #[inline(always)]
                                |left, right| {
                                    if let nn::Some(left) = nn::part_of_row::<
                                        2,
                                        _,
                                        _,
                                    >(left, 2 * row) {
                                        let w0 = nn::load(simd, &right[panel]);
                                        let x0 = nn::splat(simd, left[0]);
                                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                        let x1 = nn::splat(simd, left[1]);
                                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                    }
                                },
                            );
                            nn::put_sum(simd, put, sum_0_0, to_0_0);
                            nn::put_sum(simd, put, sum_1_0, to_1_0);
                        }
                    }
                    {
                        let put = nn::put(part);
                        if let [nn::Some([to_0_0])] = nn::tile(part, put, 20, panel) {
                            let mut sum_0_0 = nn::splat(simd, 0.0);
                            nn::each_row(
                                x,
                                d,
                                #[inline(always)]
                                |left, right| {
                                    let w0 = nn::load(simd, &right[panel]);
                                    let x0 = nn::splat(simd, left[20]);
                                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                },
                            );
                            nn::put_sum(simd, put, sum_0_0, to_0_0);
                        }
                    }
                    nn::finish_panels(part, panel, 1);
                }
            },
        );
    }
    fn weight_gradient_21x18_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 21]],
        d: &[[nn::Panel; 2]],
        part: &mut nn::Inputs<'_, 2>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in nn::tiles(part, 0, 7, 3) {
                    let put = nn::put(part);
                    if let [nn::Some(
                        [to_0_0,
                        to_1_0,
                        to_2_0,
                        to_3_0,
                        to_4_0,
                        to_5_0,
                        to_6_0,
                        ],
                    ), nn::Some([to_0_1, to_1_1, to_2_1, to_3_1, to_4_1, to_5_1, to_6_1]),
                    ] = nn::tile(part, put, 7 * row, 0) {
                        let mut sum_0_0 = nn::splat(simd, 0.0);
                        let mut sum_0_1 = nn::splat(simd, 0.0);
                        let mut sum_1_0 = nn::splat(simd, 0.0);
                        let mut sum_1_1 = nn::splat(simd, 0.0);
                        let mut sum_2_0 = nn::splat(simd, 0.0);
                        let mut sum_2_1 = nn::splat(simd, 0.0);
                        let mut sum_3_0 = nn::splat(simd, 0.0);
                        let mut sum_3_1 = nn::splat(simd, 0.0);
                        let mut sum_4_0 = nn::splat(simd, 0.0);
                        let mut sum_4_1 = nn::splat(simd, 0.0);
                        let mut sum_5_0 = nn::splat(simd, 0.0);
                        let mut sum_5_1 = nn::splat(simd, 0.0);
                        let mut sum_6_0 = nn::splat(simd, 0.0);
                        let mut sum_6_1 = nn::splat(simd, 0.0);
                        nn::each_row(
                            x,
                            d,
                            #[inline(always)]
                            |left, right| {
                                if let nn::Some(left) = nn::part_of_row::<
                                    7,
                                    _,
                                    _,
                                >(left, 7 * row) {
                                    let w0 = nn::load(simd, &right[0]);
                                    let w1 = nn::load(simd, &right[1]);
                                    let x0 = nn::splat(simd, left[0]);
                                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                                    let x1 = nn::splat(simd, left[1]);
                                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                    sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                                    let x2 = nn::splat(simd, left[2]);
                                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                    sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                                    let x3 = nn::splat(simd, left[3]);
                                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                                    sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                                    let x4 = nn::splat(simd, left[4]);
                                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                                    sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                                    let x5 = nn::splat(simd, left[5]);
                                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                                    sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                                    let x6 = nn::splat(simd, left[6]);
                                    sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                                    sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                                }
                            },
                        );
                        nn::put_sum(simd, put, sum_0_0, to_0_0);
                        nn::put_sum(simd, put, sum_0_1, to_0_1);
                        nn::put_sum(simd, put, sum_1_0, to_1_0);
                        nn::put_sum(simd, put, sum_1_1, to_1_1);
                        nn::put_sum(simd, put, sum_2_0, to_2_0);
                        nn::put_sum(simd, put, sum_2_1, to_2_1);
                        nn::put_sum(simd, put, sum_3_0, to_3_0);
                        nn::put_sum(simd, put, sum_3_1, to_3_1);
                        nn::put_sum(simd, put, sum_4_0, to_4_0);
                        nn::put_sum(simd, put, sum_4_1, to_4_1);
                        nn::put_sum(simd, put, sum_5_0, to_5_0);
                        nn::put_sum(simd, put, sum_5_1, to_5_1);
                        nn::put_sum(simd, put, sum_6_0, to_6_0);
                        nn::put_sum(simd, put, sum_6_1, to_6_1);
                    }
                }
                nn::finish_panels(part, 0, 2);
            },
        );
    }
    fn weight_gradient_39of48x5_all_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::each_block(
                    64,
                    x,
                    d,
                    part,
                    #[inline(always)]
                    |x, d, part| weight_gradient_39of48x5_medium(simd, x, d, part),
                );
            },
        );
    }
    fn weight_gradient_39of48x5_all_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::each_block(
                    64,
                    x,
                    d,
                    part,
                    #[inline(always)]
                    |x, d, part| weight_gradient_39of48x5_narrow(simd, x, d, part),
                );
            },
        );
    }
    #[inline(always)]
    fn weight_gradient_39of48x5_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        nn::each_block(
            64,
            x,
            d,
            part,
            #[inline(always)]
            |x, d, part| weight_gradient_39of48x5_wide(simd, x, d, part),
        );
    }
    fn weight_gradient_39of48x5_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in nn::tiles(part, 0, 5, 7) {
                    let put = nn::put(part);
                    if let [nn::Some([to_0_0, to_1_0, to_2_0, to_3_0, to_4_0])] = nn::tile(
                        part,
                        put,
                        5 * row,
                        0,
                    ) {
                        let mut sum_0_0 = nn::splat(simd, 0.0);
                        let mut sum_1_0 = nn::splat(simd, 0.0);
                        let mut sum_2_0 = nn::splat(simd, 0.0);
                        let mut sum_3_0 = nn::splat(simd, 0.0);
                        let mut sum_4_0 = nn::splat(simd, 0.0);
                        nn::each_row(
                            x,
                            d,
                            #[inline(always)]
                            |left, right| {
                                if let nn::Some(left) = nn::part_of_row::<
                                    5,
                                    _,
                                    _,
                                >(left, 5 * row) {
                                    let w0 = nn::load(simd, &right[0]);
                                    let x0 = nn::splat(simd, left[0]);
                                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                    let x1 = nn::splat(simd, left[1]);
                                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                    let x2 = nn::splat(simd, left[2]);
                                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                    let x3 = nn::splat(simd, left[3]);
                                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                                    let x4 = nn::splat(simd, left[4]);
                                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                                }
                            },
                        );
                        nn::put_sum(simd, put, sum_0_0, to_0_0);
                        nn::put_sum(simd, put, sum_1_0, to_1_0);
                        nn::put_sum(simd, put, sum_2_0, to_2_0);
                        nn::put_sum(simd, put, sum_3_0, to_3_0);
                        nn::put_sum(simd, put, sum_4_0, to_4_0);
                    }
                }
                {
                    let put = nn::put(part);
                    if let [nn::Some([to_0_0, to_1_0, to_2_0, to_3_0])] = nn::tile(
                        part,
                        put,
                        35,
                        0,
                    ) {
                        let mut sum_0_0 = nn::splat(simd, 0.0);
                        let mut sum_1_0 = nn::splat(simd, 0.0);
                        let mut sum_2_0 = nn::splat(simd, 0.0);
                        let mut sum_3_0 = nn::splat(simd, 0.0);
                        nn::each_row(
                            x,
                            d,
                            #[inline(always)]
                            |left, right| {
                                let w0 = nn::load(simd, &right[0]);
                                let x0 = nn::splat(simd, left[35]);
                                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                let x1 = nn::splat(simd, left[36]);
                                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                let x2 = nn::splat(simd, left[37]);
                                sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                let x3 = nn::splat(simd, left[38]);
                                sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                            },
                        );
                        nn::put_sum(simd, put, sum_0_0, to_0_0);
                        nn::put_sum(simd, put, sum_1_0, to_1_0);
                        nn::put_sum(simd, put, sum_2_0, to_2_0);
                        nn::put_sum(simd, put, sum_3_0, to_3_0);
                    }
                }
                nn::finish_panels(part, 0, 1);
            },
        );
    }
    fn weight_gradient_39of48x5_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in nn::tiles(part, 0, 2, 19) {
                    let put = nn::put(part);
                    if let [nn::Some([to_0_0, to_1_0])] = nn::tile(
                        part,
                        put,
                        2 * row,
                        0,
                    ) {
                        let mut sum_0_0 = nn::splat(simd, 0.0);
                        let mut sum_1_0 = nn::splat(simd, 0.0);
                        nn::each_row(
                            x,
                            d,
                            #[inline(always)]
                            |left, right| {
                                if let nn::Some(left) = nn::part_of_row::<
                                    2,
                                    _,
                                    _,
                                >(left, 2 * row) {
                                    let w0 = nn::load(simd, &right[0]);
                                    let x0 = nn::splat(simd, left[0]);
                                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                    let x1 = nn::splat(simd, left[1]);
                                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                }
                            },
                        );
                        nn::put_sum(simd, put, sum_0_0, to_0_0);
                        nn::put_sum(simd, put, sum_1_0, to_1_0);
                    }
                }
                {
                    let put = nn::put(part);
                    if let [nn::Some([to_0_0])] = nn::tile(part, put, 38, 0) {
                        let mut sum_0_0 = nn::splat(simd, 0.0);
                        nn::each_row(
                            x,
                            d,
                            #[inline(always)]
                            |left, right| {
                                let w0 = nn::load(simd, &right[0]);
                                let x0 = nn::splat(simd, left[38]);
                                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                            },
                        );
                        nn::put_sum(simd, put, sum_0_0, to_0_0);
                    }
                }
                nn::finish_panels(part, 0, 1);
            },
        );
    }
    fn weight_gradient_39of48x5_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 48]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in nn::tiles(part, 0, 8, 4) {
                    let put = nn::put(part);
                    if let [nn::Some(
                        [to_0_0,
                        to_1_0,
                        to_2_0,
                        to_3_0,
                        to_4_0,
                        to_5_0,
                        to_6_0,
                        to_7_0,
                        ],
                    )] = nn::tile(part, put, 8 * row, 0) {
                        let mut sum_0_0 = nn::splat(simd, 0.0);
                        let mut sum_1_0 = nn::splat(simd, 0.0);
                        let mut sum_2_0 = nn::splat(simd, 0.0);
                        let mut sum_3_0 = nn::splat(simd, 0.0);
                        let mut sum_4_0 = nn::splat(simd, 0.0);
                        let mut sum_5_0 = nn::splat(simd, 0.0);
                        let mut sum_6_0 = nn::splat(simd, 0.0);
                        let mut sum_7_0 = nn::splat(simd, 0.0);
                        nn::each_row(
                            x,
                            d,
                            #[inline(always)]
                            |left, right| {
                                if let nn::Some(left) = nn::part_of_row::<
                                    8,
                                    _,
                                    _,
                                >(left, 8 * row) {
                                    let w0 = nn::load(simd, &right[0]);
                                    let x0 = nn::splat(simd, left[0]);
                                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                    let x1 = nn::splat(simd, left[1]);
                                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                    let x2 = nn::splat(simd, left[2]);
                                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                    let x3 = nn::splat(simd, left[3]);
                                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                                    let x4 = nn::splat(simd, left[4]);
                                    sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                                    let x5 = nn::splat(simd, left[5]);
                                    sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                                    let x6 = nn::splat(simd, left[6]);
                                    sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                                    let x7 = nn::splat(simd, left[7]);
                                    sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                                }
                            },
                        );
                        nn::put_sum(simd, put, sum_0_0, to_0_0);
                        nn::put_sum(simd, put, sum_1_0, to_1_0);
                        nn::put_sum(simd, put, sum_2_0, to_2_0);
                        nn::put_sum(simd, put, sum_3_0, to_3_0);
                        nn::put_sum(simd, put, sum_4_0, to_4_0);
                        nn::put_sum(simd, put, sum_5_0, to_5_0);
                        nn::put_sum(simd, put, sum_6_0, to_6_0);
                        nn::put_sum(simd, put, sum_7_0, to_7_0);
                    }
                }
                {
                    let put = nn::put(part);
                    if let [nn::Some(
                        [to_0_0,
                        to_1_0,
                        to_2_0,
                        to_3_0,
                        to_4_0,
                        to_5_0,
                        to_6_0,
                        ],
                    )] = nn::tile(part, put, 32, 0) {
                        let mut sum_0_0 = nn::splat(simd, 0.0);
                        let mut sum_1_0 = nn::splat(simd, 0.0);
                        let mut sum_2_0 = nn::splat(simd, 0.0);
                        let mut sum_3_0 = nn::splat(simd, 0.0);
                        let mut sum_4_0 = nn::splat(simd, 0.0);
                        let mut sum_5_0 = nn::splat(simd, 0.0);
                        let mut sum_6_0 = nn::splat(simd, 0.0);
                        nn::each_row(
                            x,
                            d,
                            #[inline(always)]
                            |left, right| {
                                let w0 = nn::load(simd, &right[0]);
                                let x0 = nn::splat(simd, left[32]);
                                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                let x1 = nn::splat(simd, left[33]);
                                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                let x2 = nn::splat(simd, left[34]);
                                sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                let x3 = nn::splat(simd, left[35]);
                                sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                                let x4 = nn::splat(simd, left[36]);
                                sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                                let x5 = nn::splat(simd, left[37]);
                                sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                                let x6 = nn::splat(simd, left[38]);
                                sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                            },
                        );
                        nn::put_sum(simd, put, sum_0_0, to_0_0);
                        nn::put_sum(simd, put, sum_1_0, to_1_0);
                        nn::put_sum(simd, put, sum_2_0, to_2_0);
                        nn::put_sum(simd, put, sum_3_0, to_3_0);
                        nn::put_sum(simd, put, sum_4_0, to_4_0);
                        nn::put_sum(simd, put, sum_5_0, to_5_0);
                        nn::put_sum(simd, put, sum_6_0, to_6_0);
                    }
                }
                nn::finish_panels(part, 0, 1);
            },
        );
    }
    #[inline(always)]
    fn forward_row_wide<S: nn::Simd>(
        simd: S,
        net: &Joined,
        x: &[[f32; 21]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let first_value = &mut [[nn::Panel::ZERO; 2]; 1];
        dense_21x18_identity_row_wide(
            simd,
            x,
            &net.first_weight,
            &net.first_bias,
            first_value,
        );
        let first_activated_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::map(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_value),
            #[inline(always)]
            |z| nn::math::gelu(simd, z),
        );
        let second_value = first_value;
        dense_18of32x18_without_bias_relu_row_wide(
            simd,
            nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(first_activated_value),
            &net.second_weight,
            second_value,
        );
        let layer4_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::add(
            simd,
            nn::panels(second_value),
            nn::panels(first_activated_value),
            nn::panels_mut(layer4_value),
        );
        let input_value = first_activated_value;
        nn::rows_in_place(x, input_value, #[inline(always)] |x, y| nn::load_row(x, y));
        let layer5_value = &mut [[nn::Panel::ZERO; 3]; 1];
        nn::rows_in_place(
            layer4_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_numbers(x, 0, y, 0, 18),
        );
        nn::rows_in_place(
            input_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
        );
        let output_value = y;
        dense_39of48x5_identity_row_wide(
            simd,
            nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn forward_rows_wide<S: nn::Simd>(
        simd: S,
        net: &Joined,
        x: &[[f32; 21]; 8],
        y: &mut [[nn::Panel; 1]; 8],
        (
            first_value,
            first_activated_value,
            layer4_value,
            layer5_value,
        ): (
            &mut [[nn::Panel; 2]; 8],
            &mut [[nn::Panel; 2]; 8],
            &mut [[nn::Panel; 2]; 8],
            &mut [[nn::Panel; 3]; 8],
        ),
    ) {
        dense_21x18_identity_8rows_wide(
            simd,
            x,
            &net.first_weight,
            &net.first_bias,
            first_value,
        );
        nn::map(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_value),
            #[inline(always)]
            |z| nn::math::gelu(simd, z),
        );
        let second_value = first_value;
        dense_18of32x18_without_bias_relu_8rows_wide(
            simd,
            nn::cast::<[[nn::Panel; 2]; 8], [[f32; 32]; 8]>(first_activated_value),
            &net.second_weight,
            second_value,
        );
        nn::add(
            simd,
            nn::panels(second_value),
            nn::panels(first_activated_value),
            nn::panels_mut(layer4_value),
        );
        let input_value = first_activated_value;
        nn::rows_in_place(x, input_value, #[inline(always)] |x, y| nn::load_row(x, y));
        nn::rows_in_place(
            layer4_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_numbers(x, 0, y, 0, 18),
        );
        nn::rows_in_place(
            input_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
        );
        let output_value = y;
        dense_39of48x5_identity_8rows_wide(
            simd,
            nn::cast::<[[nn::Panel; 3]; 8], [[f32; 48]; 8]>(layer5_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn train_rows_wide<S: nn::Simd>(
        simd: S,
        net: &Joined,
        step: nn::Step,
        rows: Rows<'_>,
    ) {
        let Rows {
            x,
            first_value,
            first_activated_value,
            layer2_value,
            second_value,
            layer4_value,
            input_value,
            layer5_value,
            output_value,
            targets,
            first_gradient,
            first_activated_gradient,
            layer2_gradient,
            second_gradient,
            layer4_gradient,
            layer5_gradient,
            output_gradient,
            weights,
            losses,
            second_weight_transposed,
            output_weight_transposed,
        } = rows;
        dense_21x18_identity_all_wide(
            simd,
            x,
            &net.first_weight,
            &net.first_bias,
            first_value,
        );
        nn::map(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_value),
            #[inline(always)]
            |z| nn::math::gelu(simd, z),
        );
        nn::copy(nn::panels(first_activated_value), nn::panels_mut(layer2_value));
        nn::dropout(
            simd,
            nn::panels_mut(layer2_value),
            step.dropout_key(0),
            step.first_panel(2),
            0.25,
        );
        dense_18of32x18_without_bias_relu_all_wide(
            simd,
            nn::cast_rows::<[nn::Panel; 2], [f32; 32]>(layer2_value),
            &net.second_weight,
            second_value,
        );
        nn::add(
            simd,
            nn::panels(second_value),
            nn::panels(first_activated_value),
            nn::panels_mut(layer4_value),
        );
        nn::rows_in_place(x, input_value, #[inline(always)] |x, y| nn::load_row(x, y));
        nn::rows_in_place(
            layer4_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_numbers(x, 0, y, 0, 18),
        );
        nn::rows_in_place(
            input_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
        );
        dense_39of48x5_identity_all_wide(
            simd,
            nn::cast_rows::<[nn::Panel; 3], [f32; 48]>(layer5_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
        nn::row_losses_with(
            output_value,
            (targets, weights),
            step.scale,
            output_gradient,
            losses,
            |p, y, scale, d| { row_loss(simd, p, y, scale, d) },
        );
        input_gradient_39x5_identity_all_wide(
            simd,
            nn::cast_rows::<[nn::Panel; 1], [f32; 16]>(output_gradient),
            output_weight_transposed,
            layer5_gradient,
        );
        nn::rows_in_place(
            layer5_gradient,
            layer4_gradient,
            #[inline(always)]
            |d, to| nn::copy_last_numbers(d, 0, to, 0, 18),
        );
        nn::copy(nn::panels(layer4_gradient), nn::panels_mut(second_gradient));
        nn::copy(nn::panels(layer4_gradient), nn::panels_mut(first_activated_gradient));
        nn::scale_by(
            simd,
            nn::panels(second_value),
            nn::panels_mut(second_gradient),
            #[inline(always)]
            |a| nn::math::relu_derivative_from_output(simd, a),
        );
        input_gradient_18x18_identity_all_wide(
            simd,
            nn::cast_rows::<[nn::Panel; 2], [f32; 32]>(second_gradient),
            second_weight_transposed,
            layer2_gradient,
        );
        nn::dropout(
            simd,
            nn::panels_mut(layer2_gradient),
            step.dropout_key(0),
            step.first_panel(2),
            0.25,
        );
        nn::add_assign(
            simd,
            nn::panels(layer2_gradient),
            nn::panels_mut(first_activated_gradient),
        );
        nn::scale_by(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_gradient),
            #[inline(always)]
            |z| nn::math::gelu_derivative(simd, z),
        );
        nn::copy(nn::panels(first_activated_gradient), nn::panels_mut(first_gradient));
    }
    #[inline(always)]
    fn train_parameters_wide<S: nn::Simd>(
        simd: S,
        rows: &Rows<'_>,
        part: &mut Part<'_>,
    ) {
        weight_gradient_39of48x5_all_wide(
            simd,
            nn::cast_rows::<[nn::Panel; 3], [f32; 48]>(rows.layer5_value),
            rows.output_gradient,
            &mut part.output_weight,
        );
        bias_gradient_1panels_wide(simd, rows.output_gradient, &mut part.output_bias);
        weight_gradient_18of32x18_all_wide(
            simd,
            nn::cast_rows::<[nn::Panel; 2], [f32; 32]>(rows.layer2_value),
            rows.second_gradient,
            &mut part.second_weight,
        );
        weight_gradient_21x18_all_wide(
            simd,
            rows.x,
            rows.first_gradient,
            &mut part.first_weight,
        );
        bias_gradient_2panels_wide(simd, rows.first_gradient, &mut part.first_bias);
    }
    fn gradient_row_wide<S: nn::Simd>(
        simd: S,
        net: &Joined,
        x: &[[f32; 21]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        gradient: &mut Joined,
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let first_value = nn::first_row(&mut workspace.first_value);
                let first_activated_value = nn::first_row(
                    &mut workspace.first_activated_value,
                );
                let layer2_value = nn::first_row(&mut workspace.layer2_value);
                let second_value = nn::first_row(&mut workspace.second_value);
                let layer4_value = nn::first_row(&mut workspace.layer4_value);
                let input_value = nn::first_row(&mut workspace.input_value);
                let layer5_value = nn::first_row(&mut workspace.layer5_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let first_gradient = nn::first_row(&mut workspace.first_gradient);
                let first_activated_gradient = nn::first_row(
                    &mut workspace.first_activated_gradient,
                );
                let layer2_gradient = nn::first_row(&mut workspace.layer2_gradient);
                let second_gradient = nn::first_row(&mut workspace.second_gradient);
                let layer4_gradient = nn::first_row(&mut workspace.layer4_gradient);
                let layer5_gradient = nn::first_row(&mut workspace.layer5_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_21x18_identity_row_wide(
                    simd,
                    x,
                    &net.first_weight,
                    &net.first_bias,
                    first_value,
                );
                nn::map(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_value),
                    #[inline(always)]
                    |z| nn::math::gelu(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer2_value),
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_value),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                dense_18of32x18_without_bias_relu_row_wide(
                    simd,
                    nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value),
                    &net.second_weight,
                    second_value,
                );
                nn::add(
                    simd,
                    nn::panels(second_value),
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer4_value),
                );
                nn::rows_in_place(
                    x,
                    input_value,
                    #[inline(always)]
                    |x, y| nn::load_row(x, y),
                );
                nn::rows_in_place(
                    layer4_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_numbers(x, 0, y, 0, 18),
                );
                nn::rows_in_place(
                    input_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
                );
                dense_39of48x5_identity_row_wide(
                    simd,
                    nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value),
                    &net.output_weight,
                    &net.output_bias,
                    output_value,
                );
                let (weights, losses) = (
                    nn::first_row(&mut workspace.weights),
                    &mut [0.0; 1],
                );
                nn::row_losses_with(
                    output_value,
                    (targets, weights),
                    step.scale,
                    output_gradient,
                    losses,
                    |p, y, scale, d| { row_loss(simd, p, y, scale, d) },
                );
                nn::add_loss(total, losses);
                input_gradient_of_one_39x5_identity_wide(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &mut layer5_gradient[0],
                );
                outer_39of48x5_wide(
                    simd,
                    &nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value)[0],
                    &output_gradient[0],
                    &mut gradient.output_weight,
                );
                gradient.output_bias = output_gradient[0];
                nn::rows_in_place(
                    layer5_gradient,
                    layer4_gradient,
                    #[inline(always)]
                    |d, to| nn::copy_last_numbers(d, 0, to, 0, 18),
                );
                nn::copy(nn::panels(layer4_gradient), nn::panels_mut(second_gradient));
                nn::copy(
                    nn::panels(layer4_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(second_value),
                    nn::panels_mut(second_gradient),
                    #[inline(always)]
                    |a| nn::math::relu_derivative_from_output(simd, a),
                );
                input_gradient_of_one_18x18_identity_wide(
                    simd,
                    &second_gradient[0],
                    &net.second_weight,
                    &mut layer2_gradient[0],
                );
                outer_18of32x18_wide(
                    simd,
                    &nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value)[0],
                    &second_gradient[0],
                    &mut gradient.second_weight,
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_gradient),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                nn::add_assign(
                    simd,
                    nn::panels(layer2_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_gradient),
                    #[inline(always)]
                    |z| nn::math::gelu_derivative(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_gradient),
                    nn::panels_mut(first_gradient),
                );
                outer_21x18_wide(
                    simd,
                    &x[0],
                    &first_gradient[0],
                    &mut gradient.first_weight,
                );
                gradient.first_bias = first_gradient[0];
            },
        );
    }
    fn descend_row_wide<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        net: &mut Joined,
        x: &[[f32; 21]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        (rule, moments): (R, &mut [Joined; M]),
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let first_value = nn::first_row(&mut workspace.first_value);
                let first_activated_value = nn::first_row(
                    &mut workspace.first_activated_value,
                );
                let layer2_value = nn::first_row(&mut workspace.layer2_value);
                let second_value = nn::first_row(&mut workspace.second_value);
                let layer4_value = nn::first_row(&mut workspace.layer4_value);
                let input_value = nn::first_row(&mut workspace.input_value);
                let layer5_value = nn::first_row(&mut workspace.layer5_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let first_gradient = nn::first_row(&mut workspace.first_gradient);
                let first_activated_gradient = nn::first_row(
                    &mut workspace.first_activated_gradient,
                );
                let layer2_gradient = nn::first_row(&mut workspace.layer2_gradient);
                let second_gradient = nn::first_row(&mut workspace.second_gradient);
                let layer4_gradient = nn::first_row(&mut workspace.layer4_gradient);
                let layer5_gradient = nn::first_row(&mut workspace.layer5_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_21x18_identity_row_wide(
                    simd,
                    x,
                    &net.first_weight,
                    &net.first_bias,
                    first_value,
                );
                nn::map(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_value),
                    #[inline(always)]
                    |z| nn::math::gelu(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer2_value),
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_value),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                dense_18of32x18_without_bias_relu_row_wide(
                    simd,
                    nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value),
                    &net.second_weight,
                    second_value,
                );
                nn::add(
                    simd,
                    nn::panels(second_value),
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer4_value),
                );
                nn::rows_in_place(
                    x,
                    input_value,
                    #[inline(always)]
                    |x, y| nn::load_row(x, y),
                );
                nn::rows_in_place(
                    layer4_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_numbers(x, 0, y, 0, 18),
                );
                nn::rows_in_place(
                    input_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
                );
                dense_39of48x5_identity_row_wide(
                    simd,
                    nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value),
                    &net.output_weight,
                    &net.output_bias,
                    output_value,
                );
                let (weights, losses) = (
                    nn::first_row(&mut workspace.weights),
                    &mut [0.0; 1],
                );
                nn::row_losses_with(
                    output_value,
                    (targets, weights),
                    step.scale,
                    output_gradient,
                    losses,
                    |p, y, scale, d| { row_loss(simd, p, y, scale, d) },
                );
                nn::add_loss(total, losses);
                if !nn::is_finite(*total) {
                    return;
                }
                input_gradient_of_one_39x5_identity_wide(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &mut layer5_gradient[0],
                );
                descend_outer_39of48x5_wide(
                    simd,
                    &nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value)[0],
                    &output_gradient[0],
                    &mut net.output_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.output_weight),
                    rule,
                );
                nn::descend(
                    simd,
                    &output_gradient[0],
                    &mut net.output_bias,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.output_bias),
                    rule,
                );
                nn::rows_in_place(
                    layer5_gradient,
                    layer4_gradient,
                    #[inline(always)]
                    |d, to| nn::copy_last_numbers(d, 0, to, 0, 18),
                );
                nn::copy(nn::panels(layer4_gradient), nn::panels_mut(second_gradient));
                nn::copy(
                    nn::panels(layer4_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(second_value),
                    nn::panels_mut(second_gradient),
                    #[inline(always)]
                    |a| nn::math::relu_derivative_from_output(simd, a),
                );
                input_gradient_of_one_18x18_identity_wide(
                    simd,
                    &second_gradient[0],
                    &net.second_weight,
                    &mut layer2_gradient[0],
                );
                descend_outer_18of32x18_wide(
                    simd,
                    &nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value)[0],
                    &second_gradient[0],
                    &mut net.second_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.second_weight),
                    rule,
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_gradient),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                nn::add_assign(
                    simd,
                    nn::panels(layer2_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_gradient),
                    #[inline(always)]
                    |z| nn::math::gelu_derivative(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_gradient),
                    nn::panels_mut(first_gradient),
                );
                descend_outer_21x18_wide(
                    simd,
                    &x[0],
                    &first_gradient[0],
                    &mut net.first_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.first_weight),
                    rule,
                );
                nn::descend(
                    simd,
                    &first_gradient[0],
                    &mut net.first_bias,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.first_bias),
                    rule,
                );
            },
        );
    }
    #[inline(always)]
    fn forward_row_medium<S: nn::Simd>(
        simd: S,
        net: &Joined,
        x: &[[f32; 21]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let first_value = &mut [[nn::Panel::ZERO; 2]; 1];
        dense_21x18_identity_row_medium(
            simd,
            x,
            &net.first_weight,
            &net.first_bias,
            first_value,
        );
        let first_activated_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::map(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_value),
            #[inline(always)]
            |z| nn::math::gelu(simd, z),
        );
        let second_value = first_value;
        dense_18of32x18_without_bias_relu_row_medium(
            simd,
            nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(first_activated_value),
            &net.second_weight,
            second_value,
        );
        let layer4_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::add(
            simd,
            nn::panels(second_value),
            nn::panels(first_activated_value),
            nn::panels_mut(layer4_value),
        );
        let input_value = first_activated_value;
        nn::rows_in_place(x, input_value, #[inline(always)] |x, y| nn::load_row(x, y));
        let layer5_value = &mut [[nn::Panel::ZERO; 3]; 1];
        nn::rows_in_place(
            layer4_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_numbers(x, 0, y, 0, 18),
        );
        nn::rows_in_place(
            input_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
        );
        let output_value = y;
        dense_39of48x5_identity_row_medium(
            simd,
            nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn forward_rows_medium<S: nn::Simd>(
        simd: S,
        net: &Joined,
        x: &[[f32; 21]; 6],
        y: &mut [[nn::Panel; 1]; 6],
        (
            first_value,
            first_activated_value,
            layer4_value,
            layer5_value,
        ): (
            &mut [[nn::Panel; 2]; 6],
            &mut [[nn::Panel; 2]; 6],
            &mut [[nn::Panel; 2]; 6],
            &mut [[nn::Panel; 3]; 6],
        ),
    ) {
        dense_21x18_identity_6rows_medium(
            simd,
            x,
            &net.first_weight,
            &net.first_bias,
            first_value,
        );
        nn::map(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_value),
            #[inline(always)]
            |z| nn::math::gelu(simd, z),
        );
        let second_value = first_value;
        dense_18of32x18_without_bias_relu_6rows_medium(
            simd,
            nn::cast::<[[nn::Panel; 2]; 6], [[f32; 32]; 6]>(first_activated_value),
            &net.second_weight,
            second_value,
        );
        nn::add(
            simd,
            nn::panels(second_value),
            nn::panels(first_activated_value),
            nn::panels_mut(layer4_value),
        );
        let input_value = first_activated_value;
        nn::rows_in_place(x, input_value, #[inline(always)] |x, y| nn::load_row(x, y));
        nn::rows_in_place(
            layer4_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_numbers(x, 0, y, 0, 18),
        );
        nn::rows_in_place(
            input_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
        );
        let output_value = y;
        dense_39of48x5_identity_6rows_medium(
            simd,
            nn::cast::<[[nn::Panel; 3]; 6], [[f32; 48]; 6]>(layer5_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn train_rows_medium<S: nn::Simd>(
        simd: S,
        net: &Joined,
        step: nn::Step,
        rows: Rows<'_>,
    ) {
        let Rows {
            x,
            first_value,
            first_activated_value,
            layer2_value,
            second_value,
            layer4_value,
            input_value,
            layer5_value,
            output_value,
            targets,
            first_gradient,
            first_activated_gradient,
            layer2_gradient,
            second_gradient,
            layer4_gradient,
            layer5_gradient,
            output_gradient,
            weights,
            losses,
            second_weight_transposed,
            output_weight_transposed,
        } = rows;
        dense_21x18_identity_all_medium(
            simd,
            x,
            &net.first_weight,
            &net.first_bias,
            first_value,
        );
        nn::map(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_value),
            #[inline(always)]
            |z| nn::math::gelu(simd, z),
        );
        nn::copy(nn::panels(first_activated_value), nn::panels_mut(layer2_value));
        nn::dropout(
            simd,
            nn::panels_mut(layer2_value),
            step.dropout_key(0),
            step.first_panel(2),
            0.25,
        );
        dense_18of32x18_without_bias_relu_all_medium(
            simd,
            nn::cast_rows::<[nn::Panel; 2], [f32; 32]>(layer2_value),
            &net.second_weight,
            second_value,
        );
        nn::add(
            simd,
            nn::panels(second_value),
            nn::panels(first_activated_value),
            nn::panels_mut(layer4_value),
        );
        nn::rows_in_place(x, input_value, #[inline(always)] |x, y| nn::load_row(x, y));
        nn::rows_in_place(
            layer4_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_numbers(x, 0, y, 0, 18),
        );
        nn::rows_in_place(
            input_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
        );
        dense_39of48x5_identity_all_medium(
            simd,
            nn::cast_rows::<[nn::Panel; 3], [f32; 48]>(layer5_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
        nn::row_losses_with(
            output_value,
            (targets, weights),
            step.scale,
            output_gradient,
            losses,
            |p, y, scale, d| { row_loss(simd, p, y, scale, d) },
        );
        input_gradient_39x5_identity_all_medium(
            simd,
            nn::cast_rows::<[nn::Panel; 1], [f32; 16]>(output_gradient),
            output_weight_transposed,
            layer5_gradient,
        );
        nn::rows_in_place(
            layer5_gradient,
            layer4_gradient,
            #[inline(always)]
            |d, to| nn::copy_last_numbers(d, 0, to, 0, 18),
        );
        nn::copy(nn::panels(layer4_gradient), nn::panels_mut(second_gradient));
        nn::copy(nn::panels(layer4_gradient), nn::panels_mut(first_activated_gradient));
        nn::scale_by(
            simd,
            nn::panels(second_value),
            nn::panels_mut(second_gradient),
            #[inline(always)]
            |a| nn::math::relu_derivative_from_output(simd, a),
        );
        input_gradient_18x18_identity_all_medium(
            simd,
            nn::cast_rows::<[nn::Panel; 2], [f32; 32]>(second_gradient),
            second_weight_transposed,
            layer2_gradient,
        );
        nn::dropout(
            simd,
            nn::panels_mut(layer2_gradient),
            step.dropout_key(0),
            step.first_panel(2),
            0.25,
        );
        nn::add_assign(
            simd,
            nn::panels(layer2_gradient),
            nn::panels_mut(first_activated_gradient),
        );
        nn::scale_by(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_gradient),
            #[inline(always)]
            |z| nn::math::gelu_derivative(simd, z),
        );
        nn::copy(nn::panels(first_activated_gradient), nn::panels_mut(first_gradient));
    }
    #[inline(always)]
    fn train_parameters_medium<S: nn::Simd>(
        simd: S,
        rows: &Rows<'_>,
        part: &mut Part<'_>,
    ) {
        weight_gradient_39of48x5_all_medium(
            simd,
            nn::cast_rows::<[nn::Panel; 3], [f32; 48]>(rows.layer5_value),
            rows.output_gradient,
            &mut part.output_weight,
        );
        bias_gradient_1panels_medium(simd, rows.output_gradient, &mut part.output_bias);
        weight_gradient_18of32x18_all_medium(
            simd,
            nn::cast_rows::<[nn::Panel; 2], [f32; 32]>(rows.layer2_value),
            rows.second_gradient,
            &mut part.second_weight,
        );
        weight_gradient_21x18_all_medium(
            simd,
            rows.x,
            rows.first_gradient,
            &mut part.first_weight,
        );
        bias_gradient_2panels_medium(simd, rows.first_gradient, &mut part.first_bias);
    }
    fn gradient_row_medium<S: nn::Simd>(
        simd: S,
        net: &Joined,
        x: &[[f32; 21]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        gradient: &mut Joined,
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let first_value = nn::first_row(&mut workspace.first_value);
                let first_activated_value = nn::first_row(
                    &mut workspace.first_activated_value,
                );
                let layer2_value = nn::first_row(&mut workspace.layer2_value);
                let second_value = nn::first_row(&mut workspace.second_value);
                let layer4_value = nn::first_row(&mut workspace.layer4_value);
                let input_value = nn::first_row(&mut workspace.input_value);
                let layer5_value = nn::first_row(&mut workspace.layer5_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let first_gradient = nn::first_row(&mut workspace.first_gradient);
                let first_activated_gradient = nn::first_row(
                    &mut workspace.first_activated_gradient,
                );
                let layer2_gradient = nn::first_row(&mut workspace.layer2_gradient);
                let second_gradient = nn::first_row(&mut workspace.second_gradient);
                let layer4_gradient = nn::first_row(&mut workspace.layer4_gradient);
                let layer5_gradient = nn::first_row(&mut workspace.layer5_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_21x18_identity_row_medium(
                    simd,
                    x,
                    &net.first_weight,
                    &net.first_bias,
                    first_value,
                );
                nn::map(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_value),
                    #[inline(always)]
                    |z| nn::math::gelu(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer2_value),
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_value),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                dense_18of32x18_without_bias_relu_row_medium(
                    simd,
                    nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value),
                    &net.second_weight,
                    second_value,
                );
                nn::add(
                    simd,
                    nn::panels(second_value),
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer4_value),
                );
                nn::rows_in_place(
                    x,
                    input_value,
                    #[inline(always)]
                    |x, y| nn::load_row(x, y),
                );
                nn::rows_in_place(
                    layer4_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_numbers(x, 0, y, 0, 18),
                );
                nn::rows_in_place(
                    input_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
                );
                dense_39of48x5_identity_row_medium(
                    simd,
                    nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value),
                    &net.output_weight,
                    &net.output_bias,
                    output_value,
                );
                let (weights, losses) = (
                    nn::first_row(&mut workspace.weights),
                    &mut [0.0; 1],
                );
                nn::row_losses_with(
                    output_value,
                    (targets, weights),
                    step.scale,
                    output_gradient,
                    losses,
                    |p, y, scale, d| { row_loss(simd, p, y, scale, d) },
                );
                nn::add_loss(total, losses);
                input_gradient_of_one_39x5_identity_medium(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &mut layer5_gradient[0],
                );
                outer_39of48x5_medium(
                    simd,
                    &nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value)[0],
                    &output_gradient[0],
                    &mut gradient.output_weight,
                );
                gradient.output_bias = output_gradient[0];
                nn::rows_in_place(
                    layer5_gradient,
                    layer4_gradient,
                    #[inline(always)]
                    |d, to| nn::copy_last_numbers(d, 0, to, 0, 18),
                );
                nn::copy(nn::panels(layer4_gradient), nn::panels_mut(second_gradient));
                nn::copy(
                    nn::panels(layer4_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(second_value),
                    nn::panels_mut(second_gradient),
                    #[inline(always)]
                    |a| nn::math::relu_derivative_from_output(simd, a),
                );
                input_gradient_of_one_18x18_identity_medium(
                    simd,
                    &second_gradient[0],
                    &net.second_weight,
                    &mut layer2_gradient[0],
                );
                outer_18of32x18_medium(
                    simd,
                    &nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value)[0],
                    &second_gradient[0],
                    &mut gradient.second_weight,
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_gradient),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                nn::add_assign(
                    simd,
                    nn::panels(layer2_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_gradient),
                    #[inline(always)]
                    |z| nn::math::gelu_derivative(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_gradient),
                    nn::panels_mut(first_gradient),
                );
                outer_21x18_medium(
                    simd,
                    &x[0],
                    &first_gradient[0],
                    &mut gradient.first_weight,
                );
                gradient.first_bias = first_gradient[0];
            },
        );
    }
    fn descend_row_medium<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        net: &mut Joined,
        x: &[[f32; 21]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        (rule, moments): (R, &mut [Joined; M]),
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let first_value = nn::first_row(&mut workspace.first_value);
                let first_activated_value = nn::first_row(
                    &mut workspace.first_activated_value,
                );
                let layer2_value = nn::first_row(&mut workspace.layer2_value);
                let second_value = nn::first_row(&mut workspace.second_value);
                let layer4_value = nn::first_row(&mut workspace.layer4_value);
                let input_value = nn::first_row(&mut workspace.input_value);
                let layer5_value = nn::first_row(&mut workspace.layer5_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let first_gradient = nn::first_row(&mut workspace.first_gradient);
                let first_activated_gradient = nn::first_row(
                    &mut workspace.first_activated_gradient,
                );
                let layer2_gradient = nn::first_row(&mut workspace.layer2_gradient);
                let second_gradient = nn::first_row(&mut workspace.second_gradient);
                let layer4_gradient = nn::first_row(&mut workspace.layer4_gradient);
                let layer5_gradient = nn::first_row(&mut workspace.layer5_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_21x18_identity_row_medium(
                    simd,
                    x,
                    &net.first_weight,
                    &net.first_bias,
                    first_value,
                );
                nn::map(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_value),
                    #[inline(always)]
                    |z| nn::math::gelu(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer2_value),
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_value),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                dense_18of32x18_without_bias_relu_row_medium(
                    simd,
                    nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value),
                    &net.second_weight,
                    second_value,
                );
                nn::add(
                    simd,
                    nn::panels(second_value),
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer4_value),
                );
                nn::rows_in_place(
                    x,
                    input_value,
                    #[inline(always)]
                    |x, y| nn::load_row(x, y),
                );
                nn::rows_in_place(
                    layer4_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_numbers(x, 0, y, 0, 18),
                );
                nn::rows_in_place(
                    input_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
                );
                dense_39of48x5_identity_row_medium(
                    simd,
                    nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value),
                    &net.output_weight,
                    &net.output_bias,
                    output_value,
                );
                let (weights, losses) = (
                    nn::first_row(&mut workspace.weights),
                    &mut [0.0; 1],
                );
                nn::row_losses_with(
                    output_value,
                    (targets, weights),
                    step.scale,
                    output_gradient,
                    losses,
                    |p, y, scale, d| { row_loss(simd, p, y, scale, d) },
                );
                nn::add_loss(total, losses);
                if !nn::is_finite(*total) {
                    return;
                }
                input_gradient_of_one_39x5_identity_medium(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &mut layer5_gradient[0],
                );
                descend_outer_39of48x5_medium(
                    simd,
                    &nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value)[0],
                    &output_gradient[0],
                    &mut net.output_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.output_weight),
                    rule,
                );
                nn::descend(
                    simd,
                    &output_gradient[0],
                    &mut net.output_bias,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.output_bias),
                    rule,
                );
                nn::rows_in_place(
                    layer5_gradient,
                    layer4_gradient,
                    #[inline(always)]
                    |d, to| nn::copy_last_numbers(d, 0, to, 0, 18),
                );
                nn::copy(nn::panels(layer4_gradient), nn::panels_mut(second_gradient));
                nn::copy(
                    nn::panels(layer4_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(second_value),
                    nn::panels_mut(second_gradient),
                    #[inline(always)]
                    |a| nn::math::relu_derivative_from_output(simd, a),
                );
                input_gradient_of_one_18x18_identity_medium(
                    simd,
                    &second_gradient[0],
                    &net.second_weight,
                    &mut layer2_gradient[0],
                );
                descend_outer_18of32x18_medium(
                    simd,
                    &nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value)[0],
                    &second_gradient[0],
                    &mut net.second_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.second_weight),
                    rule,
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_gradient),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                nn::add_assign(
                    simd,
                    nn::panels(layer2_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_gradient),
                    #[inline(always)]
                    |z| nn::math::gelu_derivative(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_gradient),
                    nn::panels_mut(first_gradient),
                );
                descend_outer_21x18_medium(
                    simd,
                    &x[0],
                    &first_gradient[0],
                    &mut net.first_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.first_weight),
                    rule,
                );
                nn::descend(
                    simd,
                    &first_gradient[0],
                    &mut net.first_bias,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.first_bias),
                    rule,
                );
            },
        );
    }
    #[inline(always)]
    fn forward_row_narrow<S: nn::Simd>(
        simd: S,
        net: &Joined,
        x: &[[f32; 21]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let first_value = &mut [[nn::Panel::ZERO; 2]; 1];
        dense_21x18_identity_row_narrow(
            simd,
            x,
            &net.first_weight,
            &net.first_bias,
            first_value,
        );
        let first_activated_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::map(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_value),
            #[inline(always)]
            |z| nn::math::gelu(simd, z),
        );
        let second_value = first_value;
        dense_18of32x18_without_bias_relu_row_narrow(
            simd,
            nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(first_activated_value),
            &net.second_weight,
            second_value,
        );
        let layer4_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::add(
            simd,
            nn::panels(second_value),
            nn::panels(first_activated_value),
            nn::panels_mut(layer4_value),
        );
        let input_value = first_activated_value;
        nn::rows_in_place(x, input_value, #[inline(always)] |x, y| nn::load_row(x, y));
        let layer5_value = &mut [[nn::Panel::ZERO; 3]; 1];
        nn::rows_in_place(
            layer4_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_numbers(x, 0, y, 0, 18),
        );
        nn::rows_in_place(
            input_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
        );
        let output_value = y;
        dense_39of48x5_identity_row_narrow(
            simd,
            nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn forward_rows_narrow<S: nn::Simd>(
        simd: S,
        net: &Joined,
        x: &[[f32; 21]; 2],
        y: &mut [[nn::Panel; 1]; 2],
        (
            first_value,
            first_activated_value,
            layer4_value,
            layer5_value,
        ): (
            &mut [[nn::Panel; 2]; 2],
            &mut [[nn::Panel; 2]; 2],
            &mut [[nn::Panel; 2]; 2],
            &mut [[nn::Panel; 3]; 2],
        ),
    ) {
        dense_21x18_identity_2rows_narrow(
            simd,
            x,
            &net.first_weight,
            &net.first_bias,
            first_value,
        );
        nn::map(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_value),
            #[inline(always)]
            |z| nn::math::gelu(simd, z),
        );
        let second_value = first_value;
        dense_18of32x18_without_bias_relu_2rows_narrow(
            simd,
            nn::cast::<[[nn::Panel; 2]; 2], [[f32; 32]; 2]>(first_activated_value),
            &net.second_weight,
            second_value,
        );
        nn::add(
            simd,
            nn::panels(second_value),
            nn::panels(first_activated_value),
            nn::panels_mut(layer4_value),
        );
        let input_value = first_activated_value;
        nn::rows_in_place(x, input_value, #[inline(always)] |x, y| nn::load_row(x, y));
        nn::rows_in_place(
            layer4_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_numbers(x, 0, y, 0, 18),
        );
        nn::rows_in_place(
            input_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
        );
        let output_value = y;
        dense_39of48x5_identity_2rows_narrow(
            simd,
            nn::cast::<[[nn::Panel; 3]; 2], [[f32; 48]; 2]>(layer5_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn train_rows_narrow<S: nn::Simd>(
        simd: S,
        net: &Joined,
        step: nn::Step,
        rows: Rows<'_>,
    ) {
        let Rows {
            x,
            first_value,
            first_activated_value,
            layer2_value,
            second_value,
            layer4_value,
            input_value,
            layer5_value,
            output_value,
            targets,
            first_gradient,
            first_activated_gradient,
            layer2_gradient,
            second_gradient,
            layer4_gradient,
            layer5_gradient,
            output_gradient,
            weights,
            losses,
            second_weight_transposed,
            output_weight_transposed,
        } = rows;
        dense_21x18_identity_all_narrow(
            simd,
            x,
            &net.first_weight,
            &net.first_bias,
            first_value,
        );
        nn::map(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_value),
            #[inline(always)]
            |z| nn::math::gelu(simd, z),
        );
        nn::copy(nn::panels(first_activated_value), nn::panels_mut(layer2_value));
        nn::dropout(
            simd,
            nn::panels_mut(layer2_value),
            step.dropout_key(0),
            step.first_panel(2),
            0.25,
        );
        dense_18of32x18_without_bias_relu_all_narrow(
            simd,
            nn::cast_rows::<[nn::Panel; 2], [f32; 32]>(layer2_value),
            &net.second_weight,
            second_value,
        );
        nn::add(
            simd,
            nn::panels(second_value),
            nn::panels(first_activated_value),
            nn::panels_mut(layer4_value),
        );
        nn::rows_in_place(x, input_value, #[inline(always)] |x, y| nn::load_row(x, y));
        nn::rows_in_place(
            layer4_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_numbers(x, 0, y, 0, 18),
        );
        nn::rows_in_place(
            input_value,
            layer5_value,
            #[inline(always)]
            |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
        );
        dense_39of48x5_identity_all_narrow(
            simd,
            nn::cast_rows::<[nn::Panel; 3], [f32; 48]>(layer5_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
        nn::row_losses_with(
            output_value,
            (targets, weights),
            step.scale,
            output_gradient,
            losses,
            |p, y, scale, d| { row_loss(simd, p, y, scale, d) },
        );
        input_gradient_39x5_identity_all_narrow(
            simd,
            nn::cast_rows::<[nn::Panel; 1], [f32; 16]>(output_gradient),
            output_weight_transposed,
            layer5_gradient,
        );
        nn::rows_in_place(
            layer5_gradient,
            layer4_gradient,
            #[inline(always)]
            |d, to| nn::copy_last_numbers(d, 0, to, 0, 18),
        );
        nn::copy(nn::panels(layer4_gradient), nn::panels_mut(second_gradient));
        nn::copy(nn::panels(layer4_gradient), nn::panels_mut(first_activated_gradient));
        nn::scale_by(
            simd,
            nn::panels(second_value),
            nn::panels_mut(second_gradient),
            #[inline(always)]
            |a| nn::math::relu_derivative_from_output(simd, a),
        );
        input_gradient_18x18_identity_all_narrow(
            simd,
            nn::cast_rows::<[nn::Panel; 2], [f32; 32]>(second_gradient),
            second_weight_transposed,
            layer2_gradient,
        );
        nn::dropout(
            simd,
            nn::panels_mut(layer2_gradient),
            step.dropout_key(0),
            step.first_panel(2),
            0.25,
        );
        nn::add_assign(
            simd,
            nn::panels(layer2_gradient),
            nn::panels_mut(first_activated_gradient),
        );
        nn::scale_by(
            simd,
            nn::panels(first_value),
            nn::panels_mut(first_activated_gradient),
            #[inline(always)]
            |z| nn::math::gelu_derivative(simd, z),
        );
        nn::copy(nn::panels(first_activated_gradient), nn::panels_mut(first_gradient));
    }
    #[inline(always)]
    fn train_parameters_narrow<S: nn::Simd>(
        simd: S,
        rows: &Rows<'_>,
        part: &mut Part<'_>,
    ) {
        weight_gradient_39of48x5_all_narrow(
            simd,
            nn::cast_rows::<[nn::Panel; 3], [f32; 48]>(rows.layer5_value),
            rows.output_gradient,
            &mut part.output_weight,
        );
        bias_gradient_1panels_narrow(simd, rows.output_gradient, &mut part.output_bias);
        weight_gradient_18of32x18_all_narrow(
            simd,
            nn::cast_rows::<[nn::Panel; 2], [f32; 32]>(rows.layer2_value),
            rows.second_gradient,
            &mut part.second_weight,
        );
        weight_gradient_21x18_all_narrow(
            simd,
            rows.x,
            rows.first_gradient,
            &mut part.first_weight,
        );
        bias_gradient_2panels_narrow(simd, rows.first_gradient, &mut part.first_bias);
    }
    fn gradient_row_narrow<S: nn::Simd>(
        simd: S,
        net: &Joined,
        x: &[[f32; 21]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        gradient: &mut Joined,
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let first_value = nn::first_row(&mut workspace.first_value);
                let first_activated_value = nn::first_row(
                    &mut workspace.first_activated_value,
                );
                let layer2_value = nn::first_row(&mut workspace.layer2_value);
                let second_value = nn::first_row(&mut workspace.second_value);
                let layer4_value = nn::first_row(&mut workspace.layer4_value);
                let input_value = nn::first_row(&mut workspace.input_value);
                let layer5_value = nn::first_row(&mut workspace.layer5_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let first_gradient = nn::first_row(&mut workspace.first_gradient);
                let first_activated_gradient = nn::first_row(
                    &mut workspace.first_activated_gradient,
                );
                let layer2_gradient = nn::first_row(&mut workspace.layer2_gradient);
                let second_gradient = nn::first_row(&mut workspace.second_gradient);
                let layer4_gradient = nn::first_row(&mut workspace.layer4_gradient);
                let layer5_gradient = nn::first_row(&mut workspace.layer5_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_21x18_identity_row_narrow(
                    simd,
                    x,
                    &net.first_weight,
                    &net.first_bias,
                    first_value,
                );
                nn::map(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_value),
                    #[inline(always)]
                    |z| nn::math::gelu(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer2_value),
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_value),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                dense_18of32x18_without_bias_relu_row_narrow(
                    simd,
                    nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value),
                    &net.second_weight,
                    second_value,
                );
                nn::add(
                    simd,
                    nn::panels(second_value),
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer4_value),
                );
                nn::rows_in_place(
                    x,
                    input_value,
                    #[inline(always)]
                    |x, y| nn::load_row(x, y),
                );
                nn::rows_in_place(
                    layer4_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_numbers(x, 0, y, 0, 18),
                );
                nn::rows_in_place(
                    input_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
                );
                dense_39of48x5_identity_row_narrow(
                    simd,
                    nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value),
                    &net.output_weight,
                    &net.output_bias,
                    output_value,
                );
                let (weights, losses) = (
                    nn::first_row(&mut workspace.weights),
                    &mut [0.0; 1],
                );
                nn::row_losses_with(
                    output_value,
                    (targets, weights),
                    step.scale,
                    output_gradient,
                    losses,
                    |p, y, scale, d| { row_loss(simd, p, y, scale, d) },
                );
                nn::add_loss(total, losses);
                input_gradient_of_one_39x5_identity_narrow(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &mut layer5_gradient[0],
                );
                outer_39of48x5_narrow(
                    simd,
                    &nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value)[0],
                    &output_gradient[0],
                    &mut gradient.output_weight,
                );
                gradient.output_bias = output_gradient[0];
                nn::rows_in_place(
                    layer5_gradient,
                    layer4_gradient,
                    #[inline(always)]
                    |d, to| nn::copy_last_numbers(d, 0, to, 0, 18),
                );
                nn::copy(nn::panels(layer4_gradient), nn::panels_mut(second_gradient));
                nn::copy(
                    nn::panels(layer4_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(second_value),
                    nn::panels_mut(second_gradient),
                    #[inline(always)]
                    |a| nn::math::relu_derivative_from_output(simd, a),
                );
                input_gradient_of_one_18x18_identity_narrow(
                    simd,
                    &second_gradient[0],
                    &net.second_weight,
                    &mut layer2_gradient[0],
                );
                outer_18of32x18_narrow(
                    simd,
                    &nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value)[0],
                    &second_gradient[0],
                    &mut gradient.second_weight,
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_gradient),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                nn::add_assign(
                    simd,
                    nn::panels(layer2_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_gradient),
                    #[inline(always)]
                    |z| nn::math::gelu_derivative(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_gradient),
                    nn::panels_mut(first_gradient),
                );
                outer_21x18_narrow(
                    simd,
                    &x[0],
                    &first_gradient[0],
                    &mut gradient.first_weight,
                );
                gradient.first_bias = first_gradient[0];
            },
        );
    }
    fn descend_row_narrow<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        net: &mut Joined,
        x: &[[f32; 21]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        (rule, moments): (R, &mut [Joined; M]),
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let first_value = nn::first_row(&mut workspace.first_value);
                let first_activated_value = nn::first_row(
                    &mut workspace.first_activated_value,
                );
                let layer2_value = nn::first_row(&mut workspace.layer2_value);
                let second_value = nn::first_row(&mut workspace.second_value);
                let layer4_value = nn::first_row(&mut workspace.layer4_value);
                let input_value = nn::first_row(&mut workspace.input_value);
                let layer5_value = nn::first_row(&mut workspace.layer5_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let first_gradient = nn::first_row(&mut workspace.first_gradient);
                let first_activated_gradient = nn::first_row(
                    &mut workspace.first_activated_gradient,
                );
                let layer2_gradient = nn::first_row(&mut workspace.layer2_gradient);
                let second_gradient = nn::first_row(&mut workspace.second_gradient);
                let layer4_gradient = nn::first_row(&mut workspace.layer4_gradient);
                let layer5_gradient = nn::first_row(&mut workspace.layer5_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_21x18_identity_row_narrow(
                    simd,
                    x,
                    &net.first_weight,
                    &net.first_bias,
                    first_value,
                );
                nn::map(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_value),
                    #[inline(always)]
                    |z| nn::math::gelu(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer2_value),
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_value),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                dense_18of32x18_without_bias_relu_row_narrow(
                    simd,
                    nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value),
                    &net.second_weight,
                    second_value,
                );
                nn::add(
                    simd,
                    nn::panels(second_value),
                    nn::panels(first_activated_value),
                    nn::panels_mut(layer4_value),
                );
                nn::rows_in_place(
                    x,
                    input_value,
                    #[inline(always)]
                    |x, y| nn::load_row(x, y),
                );
                nn::rows_in_place(
                    layer4_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_numbers(x, 0, y, 0, 18),
                );
                nn::rows_in_place(
                    input_value,
                    layer5_value,
                    #[inline(always)]
                    |x, y| nn::copy_last_numbers(x, 0, y, 18, 21),
                );
                dense_39of48x5_identity_row_narrow(
                    simd,
                    nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value),
                    &net.output_weight,
                    &net.output_bias,
                    output_value,
                );
                let (weights, losses) = (
                    nn::first_row(&mut workspace.weights),
                    &mut [0.0; 1],
                );
                nn::row_losses_with(
                    output_value,
                    (targets, weights),
                    step.scale,
                    output_gradient,
                    losses,
                    |p, y, scale, d| { row_loss(simd, p, y, scale, d) },
                );
                nn::add_loss(total, losses);
                if !nn::is_finite(*total) {
                    return;
                }
                input_gradient_of_one_39x5_identity_narrow(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &mut layer5_gradient[0],
                );
                descend_outer_39of48x5_narrow(
                    simd,
                    &nn::cast::<[[nn::Panel; 3]; 1], [[f32; 48]; 1]>(layer5_value)[0],
                    &output_gradient[0],
                    &mut net.output_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.output_weight),
                    rule,
                );
                nn::descend(
                    simd,
                    &output_gradient[0],
                    &mut net.output_bias,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.output_bias),
                    rule,
                );
                nn::rows_in_place(
                    layer5_gradient,
                    layer4_gradient,
                    #[inline(always)]
                    |d, to| nn::copy_last_numbers(d, 0, to, 0, 18),
                );
                nn::copy(nn::panels(layer4_gradient), nn::panels_mut(second_gradient));
                nn::copy(
                    nn::panels(layer4_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(second_value),
                    nn::panels_mut(second_gradient),
                    #[inline(always)]
                    |a| nn::math::relu_derivative_from_output(simd, a),
                );
                input_gradient_of_one_18x18_identity_narrow(
                    simd,
                    &second_gradient[0],
                    &net.second_weight,
                    &mut layer2_gradient[0],
                );
                descend_outer_18of32x18_narrow(
                    simd,
                    &nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(layer2_value)[0],
                    &second_gradient[0],
                    &mut net.second_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.second_weight),
                    rule,
                );
                nn::dropout(
                    simd,
                    nn::panels_mut(layer2_gradient),
                    step.dropout_key(0),
                    step.first_panel(2),
                    0.25,
                );
                nn::add_assign(
                    simd,
                    nn::panels(layer2_gradient),
                    nn::panels_mut(first_activated_gradient),
                );
                nn::scale_by(
                    simd,
                    nn::panels(first_value),
                    nn::panels_mut(first_activated_gradient),
                    #[inline(always)]
                    |z| nn::math::gelu_derivative(simd, z),
                );
                nn::copy(
                    nn::panels(first_activated_gradient),
                    nn::panels_mut(first_gradient),
                );
                descend_outer_21x18_narrow(
                    simd,
                    &x[0],
                    &first_gradient[0],
                    &mut net.first_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.first_weight),
                    rule,
                );
                nn::descend(
                    simd,
                    &first_gradient[0],
                    &mut net.first_bias,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.first_bias),
                    rule,
                );
            },
        );
    }
    /// Values, derivatives, targets, weights and losses of some rows, and transposed weights of layers.
    #[derive(
        nn::core::clone::Clone,
        nn::core::marker::Copy,
        bytemuck::Pod,
        bytemuck::Zeroable
    )]
    #[bytemuck(crate = "bytemuck")]
    #[repr(C, align(64))]
    pub struct Workspace {
        calls: nn::Counter,
        first_value: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        first_activated_value: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        layer2_value: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        second_value: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        layer4_value: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        input_value: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        layer5_value: [[nn::Panel; 3]; nn::held_rows(64, 1)],
        output_value: [[nn::Panel; 1]; nn::held_rows(64, 1)],
        targets: [[nn::Panel; 1]; nn::held_rows(64, 1)],
        first_gradient: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        first_activated_gradient: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        layer2_gradient: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        second_gradient: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        layer4_gradient: [[nn::Panel; 2]; nn::held_rows(64, 1)],
        layer5_gradient: [[nn::Panel; 3]; nn::held_rows(64, 1)],
        output_gradient: [[nn::Panel; 1]; nn::held_rows(64, 1)],
        weights: [f32; nn::held_rows(64, 1)],
        losses: [f32; nn::held_rows(64, 1)],
        second_weight_transposed: [[nn::Panel; 18]; 2],
        output_weight_transposed: [[nn::Panel; 5]; 3],
    }
    /// Rows of a batch, their places in the workspace, and transposed weights.
    pub struct Rows<'w> {
        x: &'w [[f32; 21]],
        first_value: &'w mut [[nn::Panel; 2]],
        first_activated_value: &'w mut [[nn::Panel; 2]],
        layer2_value: &'w mut [[nn::Panel; 2]],
        second_value: &'w mut [[nn::Panel; 2]],
        layer4_value: &'w mut [[nn::Panel; 2]],
        input_value: &'w mut [[nn::Panel; 2]],
        layer5_value: &'w mut [[nn::Panel; 3]],
        output_value: &'w mut [[nn::Panel; 1]],
        targets: &'w mut [[nn::Panel; 1]],
        first_gradient: &'w mut [[nn::Panel; 2]],
        first_activated_gradient: &'w mut [[nn::Panel; 2]],
        layer2_gradient: &'w mut [[nn::Panel; 2]],
        second_gradient: &'w mut [[nn::Panel; 2]],
        layer4_gradient: &'w mut [[nn::Panel; 2]],
        layer5_gradient: &'w mut [[nn::Panel; 3]],
        output_gradient: &'w mut [[nn::Panel; 1]],
        weights: &'w [f32],
        losses: &'w mut [f32],
        second_weight_transposed: &'w [[nn::Panel; 18]; 2],
        output_weight_transposed: &'w [[nn::Panel; 5]; 3],
    }
    /// A part of the gradient: of each layer some inputs, and some panels of biases.
    pub struct Part<'g> {
        first_weight: nn::Inputs<'g, 2>,
        first_bias: nn::Outputs<'g>,
        second_weight: nn::Inputs<'g, 2>,
        output_weight: nn::Inputs<'g, 1>,
        output_bias: nn::Outputs<'g>,
        of: nn::Of<'g>,
    }
    impl Joined {
        /// Parameters, padding not counted.
        pub const PARAMETERS: usize = 920;
        /// Floating-point operations of one prediction: two for each multiply-add of the dense layers.
        pub const FLOPS: usize = 1794;
        /// Bytes of values between input and output that inference has on the stack, at most: of as many rows as it takes together. Those of maps
        /// and windows are elsewhere with `predict_with`, which a stream does not have; `loss` has them on the stack.
        pub const INFERENCE_BYTES: usize = 4608;
        /// Name, shape and place of every parameter, in the order of declaration.
        pub const LAYOUT: &'static [nn::Parameter] = <Self as nn::Parameters>::LAYOUT;
        /// Shapes, loss and layers, as they were declared.
        pub const TOPOLOGY: &'static nn::topology::Topology = <Self as nn::Network>::TOPOLOGY;
        /// All parameters zero.
        pub const ZERO: Self = nn::bytemuck::zeroed();
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
        pub fn predict(&self, input: &[f32; 21]) -> [f32; 5] {
            nn::Network::predict_at(self, nn::Level::detect(), input)
        }
        /// The outputs for a batch of inputs, each to the bit what `predict` gives.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length; `outputs` is then unchanged.
        #[inline]
        pub fn predict_batch(
            &self,
            inputs: &[[f32; 21]],
            outputs: &mut [[f32; 5]],
        ) -> nn::core::result::Result<(), nn::Error> {
            nn::Network::predict_batch_at(self, nn::Level::detect(), inputs, outputs)
        }
        /// As `predict`, with the values of maps and windows in `scratch`, not on the stack: for a thread whose stack has less than
        /// `INFERENCE_BYTES`. Whatever `scratch` held before, the bits are the same.
        #[must_use]
        #[inline]
        pub fn predict_with(
            &self,
            input: &[f32; 21],
            scratch: &mut nn::Scratch<Self>,
        ) -> [f32; 5] {
            nn::Network::predict_with_at(self, nn::Level::detect(), input, scratch)
        }
        /// As `predict_batch`, with the values of maps and windows in `scratch`, and on the calling thread alone.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length; `outputs` is then unchanged.
        #[inline]
        pub fn predict_batch_with(
            &self,
            inputs: &[[f32; 21]],
            outputs: &mut [[f32; 5]],
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
        /// Weights and biases of the layer `first`, 21 inputs, 18 outputs.
        #[must_use]
        #[inline]
        pub fn first(&self) -> nn::Dense<'_, 21, 18> {
            nn::Dense::new(
                nn::panels(&self.first_weight),
                nn::core::option::Option::Some(&self.first_bias),
                nn::Order::DenseWeight {
                    inputs: 21,
                    outputs: 18,
                },
            )
        }
        /// As `first`, for writing.
        #[must_use]
        #[inline]
        pub fn first_mut(&mut self) -> nn::DenseMut<'_, 21, 18> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.first_weight),
                nn::core::option::Option::Some(&mut self.first_bias),
                nn::Order::DenseWeight {
                    inputs: 21,
                    outputs: 18,
                },
            )
        }
        /// Weights and biases of the layer `second`, 18 inputs, 18 outputs.
        #[must_use]
        #[inline]
        pub fn second(&self) -> nn::Dense<'_, 18, 18> {
            nn::Dense::new(
                nn::panels(&self.second_weight),
                nn::core::option::Option::None,
                nn::Order::DenseWeight {
                    inputs: 18,
                    outputs: 18,
                },
            )
        }
        /// As `second`, for writing.
        #[must_use]
        #[inline]
        pub fn second_mut(&mut self) -> nn::DenseMut<'_, 18, 18> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.second_weight),
                nn::core::option::Option::None,
                nn::Order::DenseWeight {
                    inputs: 18,
                    outputs: 18,
                },
            )
        }
        /// Weights and biases of the layer `output`, 39 inputs, 5 outputs.
        #[must_use]
        #[inline]
        pub fn output(&self) -> nn::Dense<'_, 39, 5> {
            nn::Dense::new(
                nn::panels(&self.output_weight),
                nn::core::option::Option::Some(&self.output_bias),
                nn::Order::DenseWeight {
                    inputs: 39,
                    outputs: 5,
                },
            )
        }
        /// As `output`, for writing.
        #[must_use]
        #[inline]
        pub fn output_mut(&mut self) -> nn::DenseMut<'_, 39, 5> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.output_weight),
                nn::core::option::Option::Some(&mut self.output_bias),
                nn::Order::DenseWeight {
                    inputs: 39,
                    outputs: 5,
                },
            )
        }
        /// Bytes that a workspace takes: what training needs beside the network and its gradient.
        pub const WORKSPACE_BYTES: usize = nn::core::mem::size_of::<Workspace>();
        /// The mean loss of a batch, without dropout.
        ///
        /// # Errors
        /// If `targets` and `inputs` differ in length, or are empty, or if a target is outside of the loss's domain.
        #[inline]
        pub fn loss<T: nn::Target<nn::CrossEntropy, [f32; 5]>>(
            &self,
            inputs: &[[f32; 21]],
            targets: &[T],
        ) -> nn::core::result::Result<f32, nn::Error> {
            nn::Train::loss_at(self, nn::Level::detect(), inputs, targets)
        }
        /// The mean loss of a batch, and its derivative with respect to every parameter, in `gradient`.
        ///
        /// Each call with the same workspace has dropout masks of its own, in an order that never changes.
        ///
        /// # Errors
        /// As `loss`; `gradient` is then unchanged.
        #[inline]
        pub fn gradients<T: nn::Target<nn::CrossEntropy, [f32; 5]>>(
            &self,
            inputs: &[[f32; 21]],
            targets: &[T],
            workspace: &mut nn::Workspace<Self>,
            gradient: &mut Self,
        ) -> nn::core::result::Result<f32, nn::Error> {
            let seed = workspace.calls.next_seed();
            nn::Train::gradients_at(
                self,
                nn::Level::detect(),
                inputs,
                targets,
                seed,
                workspace,
                gradient,
            )
        }
        /// Learns from one row at once: a step of plain gradient descent, `w - rate dL/dw` for every parameter, and no
        /// gradient in memory. Returns the row's loss before the step; if that is not finite, nothing is changed. For a target
        /// outside of the loss's domain it is NaN.
        ///
        /// `rate` is finite and 0 or more. Dropout draws a mask of its own for each call, as in `gradients`.
        #[inline]
        pub fn descend<T: nn::Target<nn::CrossEntropy, [f32; 5]>>(
            &mut self,
            input: &[f32; 21],
            target: &T,
            rate: f32,
            workspace: &mut nn::Workspace<Self>,
        ) -> f32 {
            let seed = workspace.calls.next_seed();
            nn::Train::descend_at(
                self,
                nn::Level::detect(),
                input,
                target,
                seed,
                rate,
                workspace,
            )
        }
    }
    impl nn::core::fmt::Debug for Joined {
        fn fmt(&self, f: &mut nn::core::fmt::Formatter<'_>) -> nn::core::fmt::Result {
            f.debug_struct("Joined")
                .field("parameters", &Self::PARAMETERS)
                .finish_non_exhaustive()
        }
    }
    impl nn::core::convert::AsRef<Joined> for Joined {
        #[inline]
        fn as_ref(&self) -> &Joined {
            self
        }
    }
    impl nn::core::convert::AsMut<Joined> for Joined {
        #[inline]
        fn as_mut(&mut self) -> &mut Joined {
            self
        }
    }
    impl nn::core::cmp::PartialEq for Joined {
        fn eq(&self, other: &Self) -> bool {
            nn::Parameters::as_flat(self) == nn::Parameters::as_flat(other)
        }
    }
    /// The last activation, then the row without padding.
    fn finish<S: nn::Simd>(simd: S, y: &mut [nn::Panel; 1]) -> [f32; 5] {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || nn::softmax::<_, nn::Math, 5, 1>(simd, y),
        );
        let mut output = [0.0; 5];
        nn::store_row(y, 0, &mut output);
        output
    }
    /// The output for one input.
    #[inline(always)]
    fn predict_row_wide<S: nn::Simd>(
        simd: S,
        net: &Joined,
        input: &[f32; 21],
    ) -> [f32; 5] {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut y = [[nn::Panel::ZERO; 1]; 1];
                forward_row_wide(simd, net, nn::one(input), &mut y);
                finish(simd, &mut y[0])
            },
        )
    }
    /// The output for one input.
    #[inline(always)]
    fn predict_row_medium<S: nn::Simd>(
        simd: S,
        net: &Joined,
        input: &[f32; 21],
    ) -> [f32; 5] {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut y = [[nn::Panel::ZERO; 1]; 1];
                forward_row_medium(simd, net, nn::one(input), &mut y);
                finish(simd, &mut y[0])
            },
        )
    }
    /// The output for one input.
    #[inline(always)]
    fn predict_row_narrow<S: nn::Simd>(
        simd: S,
        net: &Joined,
        input: &[f32; 21],
    ) -> [f32; 5] {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut y = [[nn::Panel::ZERO; 1]; 1];
                forward_row_narrow(simd, net, nn::one(input), &mut y);
                finish(simd, &mut y[0])
            },
        )
    }
    /// The outputs of a batch.
    fn predict_rows_wide<S: nn::Simd>(
        simd: S,
        net: &Joined,
        inputs: &[[f32; 21]],
        outputs: &mut [[f32; 5]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                if inputs.len() < 8 {
                    nn::rows_in_place(
                        inputs,
                        outputs,
                        #[inline(always)]
                        |x, output| *output = predict_row_wide(simd, net, x),
                    )
                } else {
                    let mut y = [[nn::Panel::ZERO; 1]; 8];
                    let mut first_value = [[nn::Panel::ZERO; 2]; 8];
                    let mut first_activated_value = [[nn::Panel::ZERO; 2]; 8];
                    let mut layer4_value = [[nn::Panel::ZERO; 2]; 8];
                    let mut layer5_value = [[nn::Panel::ZERO; 3]; 8];
                    nn::rows_overlapping(
                        inputs,
                        outputs,
                        #[inline(always)]
                        |x, outputs| {
                            forward_rows_wide(
                                simd,
                                net,
                                x,
                                &mut y,
                                (
                                    &mut first_value,
                                    &mut first_activated_value,
                                    &mut layer4_value,
                                    &mut layer5_value,
                                ),
                            );
                            nn::finish_rows(
                                &mut y,
                                outputs,
                                #[inline(always)]
                                |y| finish(simd, y),
                            );
                        },
                        #[inline(always)]
                        |x, output| *output = predict_row_wide(simd, net, x),
                    );
                }
            },
        );
    }
    /// The outputs of a batch.
    fn predict_rows_medium<S: nn::Simd>(
        simd: S,
        net: &Joined,
        inputs: &[[f32; 21]],
        outputs: &mut [[f32; 5]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                if inputs.len() < 6 {
                    nn::rows_in_place(
                        inputs,
                        outputs,
                        #[inline(always)]
                        |x, output| *output = predict_row_medium(simd, net, x),
                    )
                } else {
                    let mut y = [[nn::Panel::ZERO; 1]; 6];
                    let mut first_value = [[nn::Panel::ZERO; 2]; 6];
                    let mut first_activated_value = [[nn::Panel::ZERO; 2]; 6];
                    let mut layer4_value = [[nn::Panel::ZERO; 2]; 6];
                    let mut layer5_value = [[nn::Panel::ZERO; 3]; 6];
                    nn::rows_overlapping(
                        inputs,
                        outputs,
                        #[inline(always)]
                        |x, outputs| {
                            forward_rows_medium(
                                simd,
                                net,
                                x,
                                &mut y,
                                (
                                    &mut first_value,
                                    &mut first_activated_value,
                                    &mut layer4_value,
                                    &mut layer5_value,
                                ),
                            );
                            nn::finish_rows(
                                &mut y,
                                outputs,
                                #[inline(always)]
                                |y| finish(simd, y),
                            );
                        },
                        #[inline(always)]
                        |x, output| *output = predict_row_medium(simd, net, x),
                    );
                }
            },
        );
    }
    /// The outputs of a batch.
    fn predict_rows_narrow<S: nn::Simd>(
        simd: S,
        net: &Joined,
        inputs: &[[f32; 21]],
        outputs: &mut [[f32; 5]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                if inputs.len() < 2 {
                    nn::rows_in_place(
                        inputs,
                        outputs,
                        #[inline(always)]
                        |x, output| *output = predict_row_narrow(simd, net, x),
                    )
                } else {
                    let mut y = [[nn::Panel::ZERO; 1]; 2];
                    let mut first_value = [[nn::Panel::ZERO; 2]; 2];
                    let mut first_activated_value = [[nn::Panel::ZERO; 2]; 2];
                    let mut layer4_value = [[nn::Panel::ZERO; 2]; 2];
                    let mut layer5_value = [[nn::Panel::ZERO; 3]; 2];
                    nn::rows_overlapping(
                        inputs,
                        outputs,
                        #[inline(always)]
                        |x, outputs| {
                            forward_rows_narrow(
                                simd,
                                net,
                                x,
                                &mut y,
                                (
                                    &mut first_value,
                                    &mut first_activated_value,
                                    &mut layer4_value,
                                    &mut layer5_value,
                                ),
                            );
                            nn::finish_rows(
                                &mut y,
                                outputs,
                                #[inline(always)]
                                |y| finish(simd, y),
                            );
                        },
                        #[inline(always)]
                        |x, output| *output = predict_row_narrow(simd, net, x),
                    );
                }
            },
        );
    }
    impl nn::Network for Joined {
        type Input = [f32; 21];
        type Output = [f32; 5];
        type Scratch = [nn::Panel; 0];
        const NAME: &'static str = "Joined";
        const TOPOLOGY: &'static nn::topology::Topology = &nn::topology::Topology {
            name: "Joined",
            input: &[3, 7],
            output: &[5],
            loss: nn::core::option::Option::Some(nn::topology::Call {
                name: "cross_entropy",
                constants: &[],
            }),
            lines: &[
                nn::topology::Line {
                    name: "flat",
                    kind: "flatten",
                    arguments: &[],
                    operands: &[nn::topology::Operand::Input],
                    shape: &[21],
                },
                nn::topology::Line {
                    name: "first",
                    kind: "dense",
                    arguments: &[
                        nn::topology::Argument {
                            name: "outputs",
                            value: nn::topology::Value::Count(18),
                        },
                        nn::topology::Argument {
                            name: "activation",
                            value: nn::topology::Value::Call(nn::topology::Call {
                                name: "gelu",
                                constants: &[],
                            }),
                        },
                    ],
                    operands: &[nn::topology::Operand::Line(0)],
                    shape: &[18],
                },
                nn::topology::Line {
                    name: "2",
                    kind: "dropout",
                    arguments: &[
                        nn::topology::Argument {
                            name: "rate",
                            value: nn::topology::Value::Number(0.25),
                        },
                    ],
                    operands: &[nn::topology::Operand::Line(1)],
                    shape: &[18],
                },
                nn::topology::Line {
                    name: "second",
                    kind: "dense",
                    arguments: &[
                        nn::topology::Argument {
                            name: "outputs",
                            value: nn::topology::Value::Count(18),
                        },
                        nn::topology::Argument {
                            name: "activation",
                            value: nn::topology::Value::Call(nn::topology::Call {
                                name: "relu",
                                constants: &[],
                            }),
                        },
                        nn::topology::Argument {
                            name: "bias",
                            value: nn::topology::Value::Flag(false),
                        },
                    ],
                    operands: &[nn::topology::Operand::Line(2)],
                    shape: &[18],
                },
                nn::topology::Line {
                    name: "4",
                    kind: "add",
                    arguments: &[],
                    operands: &[
                        nn::topology::Operand::Line(3),
                        nn::topology::Operand::Line(1),
                    ],
                    shape: &[18],
                },
                nn::topology::Line {
                    name: "5",
                    kind: "concat",
                    arguments: &[],
                    operands: &[
                        nn::topology::Operand::Line(4),
                        nn::topology::Operand::Line(0),
                    ],
                    shape: &[39],
                },
                nn::topology::Line {
                    name: "output",
                    kind: "dense",
                    arguments: &[
                        nn::topology::Argument {
                            name: "outputs",
                            value: nn::topology::Value::Count(5),
                        },
                        nn::topology::Argument {
                            name: "activation",
                            value: nn::topology::Value::Call(nn::topology::Call {
                                name: "softmax",
                                constants: &[],
                            }),
                        },
                    ],
                    operands: &[nn::topology::Operand::Line(5)],
                    shape: &[5],
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
                level, simd => predict_row_wide(simd, self, input),
                predict_row_medium(simd, self, input), predict_row_narrow(simd, self,
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
    impl nn::Parameters for Joined {
        const LAYOUT: &'static [nn::Parameter] = &[
            nn::Parameter {
                name: "first.weight",
                shape: &[18, 21],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 0,
                stored_len: 672,
                order: nn::Order::DenseWeight {
                    inputs: 21,
                    outputs: 18,
                },
                init: nn::Init::HeNormal,
                fan_in: 21,
                fan_out: 18,
            },
            nn::Parameter {
                name: "first.bias",
                shape: &[18],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 672,
                stored_len: 32,
                order: nn::Order::Vector { len: 18 },
                init: nn::Init::Zeros,
                fan_in: 21,
                fan_out: 18,
            },
            nn::Parameter {
                name: "second.weight",
                shape: &[18, 18],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 704,
                stored_len: 576,
                order: nn::Order::DenseWeight {
                    inputs: 18,
                    outputs: 18,
                },
                init: nn::Init::HeNormal,
                fan_in: 18,
                fan_out: 18,
            },
            nn::Parameter {
                name: "output.weight",
                shape: &[5, 39],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 1280,
                stored_len: 624,
                order: nn::Order::DenseWeight {
                    inputs: 39,
                    outputs: 5,
                },
                init: nn::Init::GlorotUniform,
                fan_in: 39,
                fan_out: 5,
            },
            nn::Parameter {
                name: "output.bias",
                shape: &[5],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 1904,
                stored_len: 16,
                order: nn::Order::Vector { len: 5 },
                init: nn::Init::Zeros,
                fan_in: 39,
                fan_out: 5,
            },
        ];
        const PARAMETERS: usize = Self::PARAMETERS;
    }
    impl nn::Forward for Joined {
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
                level, simd => predict_rows_wide(simd, self, inputs, outputs),
                predict_rows_medium(simd, self, inputs, outputs),
                predict_rows_narrow(simd, self, inputs, outputs)
            );
        }
    }
    /// The loss of a row before scaling, and its derivative after scaling.
    fn row_loss<S: nn::Simd>(
        simd: S,
        p: &[nn::Panel; 1],
        y: &[nn::Panel; 1],
        scale: f32,
        d: &mut [nn::Panel; 1],
    ) -> f32 {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || nn::cross_entropy::<_, 5, 1>(simd, (p, y), scale, d),
        )
    }
    fn loss_rows_wide<S: nn::Simd>(
        simd: S,
        net: &Joined,
        inputs: &[[f32; 21]],
        targets: &[[nn::Panel; 1]],
        losses: &mut [f32],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut p = [[nn::Panel::ZERO; 1]; 8];
                let mut first_value = [[nn::Panel::ZERO; 2]; 8];
                let mut first_activated_value = [[nn::Panel::ZERO; 2]; 8];
                let mut layer4_value = [[nn::Panel::ZERO; 2]; 8];
                let mut layer5_value = [[nn::Panel::ZERO; 3]; 8];
                nn::rows_with(
                    inputs,
                    targets,
                    losses,
                    #[inline(always)]
                    |x, y, losses| {
                        let p = &mut p;
                        forward_rows_wide(
                            simd,
                            net,
                            x,
                            p,
                            (
                                &mut first_value,
                                &mut first_activated_value,
                                &mut layer4_value,
                                &mut layer5_value,
                            ),
                        );
                        nn::row_losses(
                            p,
                            y,
                            losses,
                            |p, y| row_loss(simd, p, y, 1.0, &mut [nn::Panel::ZERO; 1]),
                        );
                    },
                    #[inline(always)]
                    |x, y, loss| {
                        let p = &mut [[nn::Panel::ZERO; 1]; 1];
                        forward_row_wide(simd, net, nn::one(x), p);
                        let (y, losses) = (nn::one(y), nn::one_mut(loss));
                        nn::row_losses(
                            p,
                            y,
                            losses,
                            |p, y| row_loss(simd, p, y, 1.0, &mut [nn::Panel::ZERO; 1]),
                        );
                    },
                );
            },
        );
    }
    fn loss_rows_medium<S: nn::Simd>(
        simd: S,
        net: &Joined,
        inputs: &[[f32; 21]],
        targets: &[[nn::Panel; 1]],
        losses: &mut [f32],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut p = [[nn::Panel::ZERO; 1]; 6];
                let mut first_value = [[nn::Panel::ZERO; 2]; 6];
                let mut first_activated_value = [[nn::Panel::ZERO; 2]; 6];
                let mut layer4_value = [[nn::Panel::ZERO; 2]; 6];
                let mut layer5_value = [[nn::Panel::ZERO; 3]; 6];
                nn::rows_with(
                    inputs,
                    targets,
                    losses,
                    #[inline(always)]
                    |x, y, losses| {
                        let p = &mut p;
                        forward_rows_medium(
                            simd,
                            net,
                            x,
                            p,
                            (
                                &mut first_value,
                                &mut first_activated_value,
                                &mut layer4_value,
                                &mut layer5_value,
                            ),
                        );
                        nn::row_losses(
                            p,
                            y,
                            losses,
                            |p, y| row_loss(simd, p, y, 1.0, &mut [nn::Panel::ZERO; 1]),
                        );
                    },
                    #[inline(always)]
                    |x, y, loss| {
                        let p = &mut [[nn::Panel::ZERO; 1]; 1];
                        forward_row_medium(simd, net, nn::one(x), p);
                        let (y, losses) = (nn::one(y), nn::one_mut(loss));
                        nn::row_losses(
                            p,
                            y,
                            losses,
                            |p, y| row_loss(simd, p, y, 1.0, &mut [nn::Panel::ZERO; 1]),
                        );
                    },
                );
            },
        );
    }
    fn loss_rows_narrow<S: nn::Simd>(
        simd: S,
        net: &Joined,
        inputs: &[[f32; 21]],
        targets: &[[nn::Panel; 1]],
        losses: &mut [f32],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut p = [[nn::Panel::ZERO; 1]; 2];
                let mut first_value = [[nn::Panel::ZERO; 2]; 2];
                let mut first_activated_value = [[nn::Panel::ZERO; 2]; 2];
                let mut layer4_value = [[nn::Panel::ZERO; 2]; 2];
                let mut layer5_value = [[nn::Panel::ZERO; 3]; 2];
                nn::rows_with(
                    inputs,
                    targets,
                    losses,
                    #[inline(always)]
                    |x, y, losses| {
                        let p = &mut p;
                        forward_rows_narrow(
                            simd,
                            net,
                            x,
                            p,
                            (
                                &mut first_value,
                                &mut first_activated_value,
                                &mut layer4_value,
                                &mut layer5_value,
                            ),
                        );
                        nn::row_losses(
                            p,
                            y,
                            losses,
                            |p, y| row_loss(simd, p, y, 1.0, &mut [nn::Panel::ZERO; 1]),
                        );
                    },
                    #[inline(always)]
                    |x, y, loss| {
                        let p = &mut [[nn::Panel::ZERO; 1]; 1];
                        forward_row_narrow(simd, net, nn::one(x), p);
                        let (y, losses) = (nn::one(y), nn::one_mut(loss));
                        nn::row_losses(
                            p,
                            y,
                            losses,
                            |p, y| row_loss(simd, p, y, 1.0, &mut [nn::Panel::ZERO; 1]),
                        );
                    },
                );
            },
        );
    }
    impl nn::Train for Joined {
        type Workspace = Workspace;
        type Loss = nn::CrossEntropy;
        #[inline]
        fn loss_at<T: nn::Target<Self::Loss, Self::Output>>(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            targets: &[T],
        ) -> nn::core::result::Result<f32, nn::Error> {
            nn::loss(self, level, inputs, targets)
        }
        #[inline]
        fn gradients_at<T: nn::Target<Self::Loss, Self::Output>>(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            targets: &[T],
            seed: u64,
            workspace: &mut Workspace,
            gradient: &mut Self,
        ) -> nn::core::result::Result<f32, nn::Error> {
            nn::gradients(self, level, (inputs, targets), seed, workspace, gradient)
        }
        #[inline]
        fn descend_at<T: nn::Target<Self::Loss, Self::Output>>(
            &mut self,
            level: nn::Level,
            input: &Self::Input,
            target: &T,
            seed: u64,
            rate: f32,
            workspace: &mut Workspace,
        ) -> f32 {
            nn::descend_on(self, level, (input, target), seed, rate, workspace)
        }
        #[inline]
        fn descend_with<T: nn::Target<Self::Loss, Self::Output>, O: nn::Fused>(
            &mut self,
            input: &Self::Input,
            target: &T,
            seed: u64,
            optimizer: (&O, &nn::OptimizerStep),
            moments: &mut [Self],
            workspace: &mut Workspace,
        ) -> nn::core::result::Result<f32, nn::Error> {
            nn::descend_with(self, (input, target), seed, optimizer, moments, workspace)
        }
        #[inline]
        fn learn_with<T: nn::Target<Self::Loss, Self::Output>, O: nn::Fused>(
            &mut self,
            batch: (&[Self::Input], &[T]),
            seed: u64,
            optimizer: (&O, &nn::OptimizerStep),
            moments: &mut [Self],
            memory: (&mut Workspace, &mut Self),
        ) -> nn::core::result::Result<f32, nn::Error> {
            nn::learn(self, batch, seed, optimizer, moments, memory)
        }
    }
    impl nn::Blocks for Joined {
        type TargetRow = [nn::Panel; 1];
        type StoredTarget = [nn::Panel; 1];
        const BLOCK_ROWS: usize = 64;
        const MEAN_OVER: usize = 1;
        #[inline]
        fn targets(
            workspace: &mut Workspace,
        ) -> (&mut [Self::StoredTarget], &mut [f32]) {
            (&mut workspace.targets, &mut workspace.weights)
        }
        fn loss_rows(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            targets: &[Self::TargetRow],
            losses: &mut [f32],
            scratch: &mut Self::Scratch,
        ) {
            let _ = scratch;
            nn::dispatch!(
                level, simd => loss_rows_wide(simd, self, inputs, targets, losses),
                loss_rows_medium(simd, self, inputs, targets, losses),
                loss_rows_narrow(simd, self, inputs, targets, losses)
            )
        }
        fn gradient_row(
            &self,
            level: nn::Level,
            input: &Self::Input,
            step: nn::Step,
            workspace: &mut Workspace,
            gradient: &mut Self,
            total: &mut f64,
        ) {
            nn::dispatch!(
                level, simd => gradient_row_wide(simd, self, nn::one(input), step,
                workspace, gradient, total), gradient_row_medium(simd, self,
                nn::one(input), step, workspace, gradient, total),
                gradient_row_narrow(simd, self, nn::one(input), step, workspace,
                gradient, total)
            )
        }
        fn descend_row<R: nn::Rule<{ M }>, const M: usize>(
            &mut self,
            level: nn::Level,
            input: &Self::Input,
            step: nn::Step,
            workspace: &mut Workspace,
            rule: (R, &mut [Self; M]),
            total: &mut f64,
        ) {
            nn::dispatch!(
                level, simd => descend_row_wide(simd, self, nn::one(input), step,
                workspace, rule, total), descend_row_medium(simd, self, nn::one(input),
                step, workspace, rule, total), descend_row_narrow(simd, self,
                nn::one(input), step, workspace, rule, total)
            )
        }
    }
    impl nn::GradientParts for Joined {
        type Rows<'w> = Rows<'w>;
        type Part<'g> = Part<'g>;
        #[inline]
        fn whole<'g>(panels: &mut nn::Panels<'g>, block: nn::Block<'g>) -> Part<'g> {
            Part {
                first_weight: nn::all_inputs(panels, 21, block),
                first_bias: nn::all_outputs(panels, 2, block),
                second_weight: nn::all_inputs(panels, 18, block),
                output_weight: nn::all_inputs(panels, 39, block),
                output_bias: nn::all_outputs(panels, 1, block),
                of: nn::Of::default(),
            }
        }
        fn train_parameters(level: nn::Level, rows: &Rows<'_>, part: &mut Part<'_>) {
            nn::dispatch!(
                level, simd => train_parameters_wide(simd, rows, part),
                train_parameters_medium(simd, rows, part), train_parameters_narrow(simd,
                rows, part)
            )
        }
        nn::if_parallel! {
            fn split_part(level : nn::Level, part : Self::Part < '_ >, share :
            nn::Share,) -> (Self::Part < '_ >, Self::Part < '_ >) { let mut n_panels =
            nn::panels_of_first(share, & [nn::weights_in(& part.first_weight),
            nn::biases_in(& part.first_bias), nn::weights_in(& part.second_weight),
            nn::weights_in(& part.output_weight), nn::biases_in(& part.output_bias)]);
            let (first_weight, first_weight_rest) = nn::split_inputs(part.first_weight,
            nn::by_level(level, [[7, 2], [6, 1], [2, 1]]), & mut n_panels); let
            (first_bias, first_bias_rest) = nn::split_outputs(part.first_bias, & mut
            n_panels); let (second_weight, second_weight_rest) = nn::split_inputs(part
            .second_weight, nn::by_level(level, [[6, 2], [6, 1], [2, 1]]), & mut
            n_panels); let (output_weight, output_weight_rest) = nn::split_inputs(part
            .output_weight, nn::by_level(level, [[8, 1], [5, 1], [2, 1]]), & mut
            n_panels); let (output_bias, output_bias_rest) = nn::split_outputs(part
            .output_bias, & mut n_panels); (Part { first_weight, first_bias,
            second_weight, output_weight, output_bias, of : part.of }, Part {
            first_weight : first_weight_rest, first_bias : first_bias_rest, second_weight
            : second_weight_rest, output_weight : output_weight_rest, output_bias :
            output_bias_rest, of : part.of }) }
        }
    }
    impl nn::Passes for Joined {
        fn prepare(&self, level: nn::Level, workspace: &mut Workspace) {
            let _ = (level, &workspace);
            nn::transpose(
                level,
                nn::panels(&self.second_weight),
                18,
                nn::panels_mut(&mut workspace.second_weight_transposed),
                18,
            );
            nn::transpose(
                level,
                nn::panels(&self.output_weight),
                39,
                nn::panels_mut(&mut workspace.output_weight_transposed),
                5,
            );
        }
        #[inline]
        fn rows<'w>(x: &'w [Self::Input], workspace: &'w mut Workspace) -> Rows<'w> {
            let n = x.len();
            Rows {
                x,
                first_value: nn::take_rows_mut(&mut workspace.first_value, n),
                first_activated_value: nn::take_rows_mut(
                    &mut workspace.first_activated_value,
                    n,
                ),
                layer2_value: nn::take_rows_mut(&mut workspace.layer2_value, n),
                second_value: nn::take_rows_mut(&mut workspace.second_value, n),
                layer4_value: nn::take_rows_mut(&mut workspace.layer4_value, n),
                input_value: nn::take_rows_mut(&mut workspace.input_value, n),
                layer5_value: nn::take_rows_mut(&mut workspace.layer5_value, n),
                output_value: nn::take_rows_mut(&mut workspace.output_value, n),
                targets: nn::take_rows_mut(&mut workspace.targets, n),
                first_gradient: nn::take_rows_mut(&mut workspace.first_gradient, n),
                first_activated_gradient: nn::take_rows_mut(
                    &mut workspace.first_activated_gradient,
                    n,
                ),
                layer2_gradient: nn::take_rows_mut(&mut workspace.layer2_gradient, n),
                second_gradient: nn::take_rows_mut(&mut workspace.second_gradient, n),
                layer4_gradient: nn::take_rows_mut(&mut workspace.layer4_gradient, n),
                layer5_gradient: nn::take_rows_mut(&mut workspace.layer5_gradient, n),
                output_gradient: nn::take_rows_mut(&mut workspace.output_gradient, n),
                weights: nn::take_rows_mut(&mut workspace.weights, n),
                losses: nn::take_rows_mut(&mut workspace.losses, n),
                second_weight_transposed: &workspace.second_weight_transposed,
                output_weight_transposed: &workspace.output_weight_transposed,
            }
        }
        #[inline]
        fn losses<'r>(rows: &'r Rows<'_>) -> &'r [f32] {
            rows.losses
        }
        fn train_rows(&self, level: nn::Level, step: nn::Step, rows: Rows<'_>) {
            nn::dispatch!(
                level, simd => train_rows_wide(simd, self, step, rows),
                train_rows_medium(simd, self, step, rows), train_rows_narrow(simd, self,
                step, rows)
            )
        }
        nn::if_parallel! {
            fn split_rows(rows : Self::Rows < '_ >, n : usize) -> (Self::Rows < '_ >,
            Self::Rows < '_ >) { let (x, x_rest) = nn::split_rows(rows.x, n); let
            (first_value, first_value_rest) = nn::split_rows_mut(rows.first_value, n);
            let (first_activated_value, first_activated_value_rest) =
            nn::split_rows_mut(rows.first_activated_value, n); let (layer2_value,
            layer2_value_rest) = nn::split_rows_mut(rows.layer2_value, n); let
            (second_value, second_value_rest) = nn::split_rows_mut(rows.second_value, n);
            let (layer4_value, layer4_value_rest) = nn::split_rows_mut(rows.layer4_value,
            n); let (input_value, input_value_rest) = nn::split_rows_mut(rows
            .input_value, n); let (layer5_value, layer5_value_rest) =
            nn::split_rows_mut(rows.layer5_value, n); let (output_value,
            output_value_rest) = nn::split_rows_mut(rows.output_value, n); let (targets,
            targets_rest) = nn::split_rows_mut(rows.targets, n); let (first_gradient,
            first_gradient_rest) = nn::split_rows_mut(rows.first_gradient, n); let
            (first_activated_gradient, first_activated_gradient_rest) =
            nn::split_rows_mut(rows.first_activated_gradient, n); let (layer2_gradient,
            layer2_gradient_rest) = nn::split_rows_mut(rows.layer2_gradient, n); let
            (second_gradient, second_gradient_rest) = nn::split_rows_mut(rows
            .second_gradient, n); let (layer4_gradient, layer4_gradient_rest) =
            nn::split_rows_mut(rows.layer4_gradient, n); let (layer5_gradient,
            layer5_gradient_rest) = nn::split_rows_mut(rows.layer5_gradient, n); let
            (output_gradient, output_gradient_rest) = nn::split_rows_mut(rows
            .output_gradient, n); let (weights, weights_rest) = nn::split_rows(rows
            .weights, n); let (losses, losses_rest) = nn::split_rows_mut(rows.losses, n);
            let second_weight_transposed = rows.second_weight_transposed; let
            output_weight_transposed = rows.output_weight_transposed; (Rows { x,
            first_value, first_activated_value, layer2_value, second_value, layer4_value,
            input_value, layer5_value, output_value, targets, first_gradient,
            first_activated_gradient, layer2_gradient, second_gradient, layer4_gradient,
            layer5_gradient, output_gradient, weights, losses, second_weight_transposed,
            output_weight_transposed, }, Rows { x : x_rest, first_value :
            first_value_rest, first_activated_value : first_activated_value_rest,
            layer2_value : layer2_value_rest, second_value : second_value_rest,
            layer4_value : layer4_value_rest, input_value : input_value_rest,
            layer5_value : layer5_value_rest, output_value : output_value_rest, targets :
            targets_rest, first_gradient : first_gradient_rest, first_activated_gradient
            : first_activated_gradient_rest, layer2_gradient : layer2_gradient_rest,
            second_gradient : second_gradient_rest, layer4_gradient :
            layer4_gradient_rest, layer5_gradient : layer5_gradient_rest, output_gradient
            : output_gradient_rest, weights : weights_rest, losses : losses_rest,
            second_weight_transposed, output_weight_transposed, },) }
        }
    }
};
