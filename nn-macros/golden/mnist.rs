#[doc(hidden)]
use ::nn_runtime::__private::bytemuck as __bytemuck_of_Digits;
/// A neural network, `[784] -> [10]`:
///
/// | layer | kind | output | parameters | multiply-adds |
/// |---|---|---|---:|---:|
/// | `hidden` | dense(128, relu) | `[128]` | 100,480 | 100,352 |
/// | `output` | dense(10, softmax) | `[10]` | 1,290 | 1,280 |
///
/// 101,770 parameters, 101,632 multiply-adds, trained with cross entropy.
///
/// `relu` is `max(x, 0)`. `softmax` is `e^x` over the sum of all `e^x`.
///
/// More methods are in nn-runtime's traits `Parameters` (`init`, `zeros`, `save`, `load`, `to_onnx`) and `Train` (`workspace`).
#[allow(clippy::large_stack_frames, reason = "a network may be cloned on the stack")]
#[derive(
    ::nn_runtime::__private::core::clone::Clone,
    ::nn_runtime::__private::core::marker::Copy,
    __bytemuck_of_Digits::Pod,
    __bytemuck_of_Digits::Zeroable,
)]
#[bytemuck(crate = "__bytemuck_of_Digits")]
#[repr(C, align(64))]
pub struct Digits {
    hidden_weight: [[::nn_runtime::__private::Panel; 784]; 8],
    hidden_bias: [::nn_runtime::__private::Panel; 8],
    output_weight: [[::nn_runtime::__private::Panel; 128]; 1],
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
    fn bias_gradient_8panels_medium<S: nn::Simd>(
        simd: S,
        d: &[[nn::Panel; 8]],
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
    fn bias_gradient_8panels_narrow<S: nn::Simd>(
        simd: S,
        d: &[[nn::Panel; 8]],
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
    fn bias_gradient_8panels_wide<S: nn::Simd>(
        simd: S,
        d: &[[nn::Panel; 8]],
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
    fn dense_128x10_identity_2rows_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]; 2],
        weight: &[[nn::Panel; 128]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &bias[0]);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    for k in 0..16 {
                        let w0 = nn::load(simd, &weight[0][8 * k]);
                        let x0 = nn::splat(simd, x[row][8 * k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let w0 = nn::load(simd, &weight[0][8 * k + 1]);
                        let x0 = nn::splat(simd, x[row][8 * k + 1]);
                        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    }
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    for k in 0..16 {
                        let w0 = nn::load(simd, &weight[0][8 * k + 2]);
                        let x0 = nn::splat(simd, x[row][8 * k + 2]);
                        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                        let w0 = nn::load(simd, &weight[0][8 * k + 3]);
                        let x0 = nn::splat(simd, x[row][8 * k + 3]);
                        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                    }
                    let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                    let mut sum_0_0_4 = nn::splat(simd, 0.0);
                    let mut sum_0_0_5 = nn::splat(simd, 0.0);
                    for k in 0..16 {
                        let w0 = nn::load(simd, &weight[0][8 * k + 4]);
                        let x0 = nn::splat(simd, x[row][8 * k + 4]);
                        sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                        let w0 = nn::load(simd, &weight[0][8 * k + 5]);
                        let x0 = nn::splat(simd, x[row][8 * k + 5]);
                        sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                    }
                    let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
                    let mut sum_0_0_6 = nn::splat(simd, 0.0);
                    let mut sum_0_0_7 = nn::splat(simd, 0.0);
                    for k in 0..16 {
                        let w0 = nn::load(simd, &weight[0][8 * k + 6]);
                        let x0 = nn::splat(simd, x[row][8 * k + 6]);
                        sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                        let w0 = nn::load(simd, &weight[0][8 * k + 7]);
                        let x0 = nn::splat(simd, x[row][8 * k + 7]);
                        sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
                    }
                    let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
                    let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
                    nn::store(sum_0_0, &mut y[row][0]);
                }
            },
        );
    }
    fn dense_128x10_identity_6rows_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]; 6],
        weight: &[[nn::Panel; 128]; 1],
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
                    for k in 0..16 {
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
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                    let mut sum_0_0_2 = nn::splat(simd, 0.0);
                    let mut sum_0_0_3 = nn::splat(simd, 0.0);
                    let mut sum_1_0_2 = nn::splat(simd, 0.0);
                    let mut sum_1_0_3 = nn::splat(simd, 0.0);
                    let mut sum_2_0_2 = nn::splat(simd, 0.0);
                    let mut sum_2_0_3 = nn::splat(simd, 0.0);
                    for k in 0..16 {
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
                    for k in 0..16 {
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
                    let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
                    let sum_1_0_4 = nn::plus(sum_1_0_4, sum_1_0_5);
                    let sum_2_0_4 = nn::plus(sum_2_0_4, sum_2_0_5);
                    let mut sum_0_0_6 = nn::splat(simd, 0.0);
                    let mut sum_0_0_7 = nn::splat(simd, 0.0);
                    let mut sum_1_0_6 = nn::splat(simd, 0.0);
                    let mut sum_1_0_7 = nn::splat(simd, 0.0);
                    let mut sum_2_0_6 = nn::splat(simd, 0.0);
                    let mut sum_2_0_7 = nn::splat(simd, 0.0);
                    for k in 0..16 {
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
    fn dense_128x10_identity_8rows_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]; 8],
        weight: &[[nn::Panel; 128]; 1],
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
                for k in 0..16 {
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
                for k in 0..16 {
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
                for k in 0..16 {
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
                for k in 0..16 {
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
    fn dense_128x10_identity_all_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]],
        weight: &[[nn::Panel; 128]; 1],
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
                    |x, y| dense_128x10_identity_6rows_medium(simd, x, weight, bias, y),
                    #[inline(always)]
                    |x, y| dense_128x10_identity_row_medium(
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
    fn dense_128x10_identity_all_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]],
        weight: &[[nn::Panel; 128]; 1],
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
                    |x, y| dense_128x10_identity_2rows_narrow(simd, x, weight, bias, y),
                    #[inline(always)]
                    |x, y| dense_128x10_identity_row_narrow(
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
    fn dense_128x10_identity_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]],
        weight: &[[nn::Panel; 128]; 1],
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
                    |x, y| dense_128x10_identity_8rows_wide(simd, x, weight, bias, y),
                    #[inline(always)]
                    |x, y| dense_128x10_identity_row_wide(
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
    fn dense_128x10_identity_row_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]; 1],
        weight: &[[nn::Panel; 128]; 1],
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
                for k in 0..16 {
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
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let mut sum_0_0_4 = nn::splat(simd, 0.0);
                let mut sum_0_0_5 = nn::splat(simd, 0.0);
                let mut sum_0_0_6 = nn::splat(simd, 0.0);
                let mut sum_0_0_7 = nn::splat(simd, 0.0);
                for k in 0..16 {
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
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
                let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
                nn::store(sum_0_0, &mut y[0][0]);
            },
        );
    }
    fn dense_128x10_identity_row_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]; 1],
        weight: &[[nn::Panel; 128]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::load(simd, &bias[0]);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                for k in 0..16 {
                    let w0 = nn::load(simd, &weight[0][8 * k]);
                    let x0 = nn::splat(simd, x[0][8 * k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let w0 = nn::load(simd, &weight[0][8 * k + 1]);
                    let x0 = nn::splat(simd, x[0][8 * k + 1]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                }
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                for k in 0..16 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 2]);
                    let x0 = nn::splat(simd, x[0][8 * k + 2]);
                    sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                    let w0 = nn::load(simd, &weight[0][8 * k + 3]);
                    let x0 = nn::splat(simd, x[0][8 * k + 3]);
                    sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                }
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let mut sum_0_0_4 = nn::splat(simd, 0.0);
                let mut sum_0_0_5 = nn::splat(simd, 0.0);
                for k in 0..16 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 4]);
                    let x0 = nn::splat(simd, x[0][8 * k + 4]);
                    sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                    let w0 = nn::load(simd, &weight[0][8 * k + 5]);
                    let x0 = nn::splat(simd, x[0][8 * k + 5]);
                    sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                }
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
                let mut sum_0_0_6 = nn::splat(simd, 0.0);
                let mut sum_0_0_7 = nn::splat(simd, 0.0);
                for k in 0..16 {
                    let w0 = nn::load(simd, &weight[0][8 * k + 6]);
                    let x0 = nn::splat(simd, x[0][8 * k + 6]);
                    sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                    let w0 = nn::load(simd, &weight[0][8 * k + 7]);
                    let x0 = nn::splat(simd, x[0][8 * k + 7]);
                    sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
                }
                let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
                nn::store(sum_0_0, &mut y[0][0]);
            },
        );
    }
    fn dense_128x10_identity_row_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]; 1],
        weight: &[[nn::Panel; 128]; 1],
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
                let mut sum_0_0_4 = nn::splat(simd, 0.0);
                let mut sum_0_0_5 = nn::splat(simd, 0.0);
                let mut sum_0_0_6 = nn::splat(simd, 0.0);
                let mut sum_0_0_7 = nn::splat(simd, 0.0);
                for k in 0..16 {
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
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
                let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
                nn::store(sum_0_0, &mut y[0][0]);
            },
        );
    }
    fn dense_784x128_relu_2rows_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]; 2],
        weight: &[[nn::Panel; 784]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..4 {
                    let mut sum_0_0 = nn::load(simd, &bias[2 * panel]);
                    let mut sum_0_1 = nn::load(simd, &bias[2 * panel + 1]);
                    let mut sum_1_0 = nn::load(simd, &bias[2 * panel]);
                    let mut sum_1_1 = nn::load(simd, &bias[2 * panel + 1]);
                    for k in 0..784 {
                        let w0 = nn::load(simd, &weight[2 * panel][k]);
                        let w1 = nn::load(simd, &weight[2 * panel + 1][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        let x1 = nn::splat(simd, x[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                    }
                    nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][2 * panel]);
                    nn::store(nn::math::relu(simd, sum_0_1), &mut y[0][2 * panel + 1]);
                    nn::store(nn::math::relu(simd, sum_1_0), &mut y[1][2 * panel]);
                    nn::store(nn::math::relu(simd, sum_1_1), &mut y[1][2 * panel + 1]);
                }
            },
        );
    }
    fn dense_784x128_relu_2rows_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]; 2],
        weight: &[[nn::Panel; 784]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..8 {
                    let mut sum_0_0 = nn::load(simd, &bias[panel]);
                    let mut sum_1_0 = nn::load(simd, &bias[panel]);
                    for k in 0..784 {
                        let w0 = nn::load(simd, &weight[panel][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, x[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    }
                    nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][panel]);
                    nn::store(nn::math::relu(simd, sum_1_0), &mut y[1][panel]);
                }
            },
        );
    }
    fn dense_784x128_relu_6rows_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]; 6],
        weight: &[[nn::Panel; 784]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 6],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..8 {
                    let mut sum_0_0 = nn::load(simd, &bias[panel]);
                    let mut sum_1_0 = nn::load(simd, &bias[panel]);
                    let mut sum_2_0 = nn::load(simd, &bias[panel]);
                    let mut sum_3_0 = nn::load(simd, &bias[panel]);
                    let mut sum_4_0 = nn::load(simd, &bias[panel]);
                    let mut sum_5_0 = nn::load(simd, &bias[panel]);
                    for k in 0..784 {
                        let w0 = nn::load(simd, &weight[panel][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, x[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        let x2 = nn::splat(simd, x[2][k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        let x3 = nn::splat(simd, x[3][k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        let x4 = nn::splat(simd, x[4][k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        let x5 = nn::splat(simd, x[5][k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    }
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
    fn dense_784x128_relu_8rows_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]; 8],
        weight: &[[nn::Panel; 784]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    for row in 0..2 {
                        let mut sum_0_0 = nn::load(simd, &bias[4 * panel]);
                        let mut sum_0_1 = nn::load(simd, &bias[4 * panel + 1]);
                        let mut sum_0_2 = nn::load(simd, &bias[4 * panel + 2]);
                        let mut sum_0_3 = nn::load(simd, &bias[4 * panel + 3]);
                        let mut sum_1_0 = nn::load(simd, &bias[4 * panel]);
                        let mut sum_1_1 = nn::load(simd, &bias[4 * panel + 1]);
                        let mut sum_1_2 = nn::load(simd, &bias[4 * panel + 2]);
                        let mut sum_1_3 = nn::load(simd, &bias[4 * panel + 3]);
                        let mut sum_2_0 = nn::load(simd, &bias[4 * panel]);
                        let mut sum_2_1 = nn::load(simd, &bias[4 * panel + 1]);
                        let mut sum_2_2 = nn::load(simd, &bias[4 * panel + 2]);
                        let mut sum_2_3 = nn::load(simd, &bias[4 * panel + 3]);
                        let mut sum_3_0 = nn::load(simd, &bias[4 * panel]);
                        let mut sum_3_1 = nn::load(simd, &bias[4 * panel + 1]);
                        let mut sum_3_2 = nn::load(simd, &bias[4 * panel + 2]);
                        let mut sum_3_3 = nn::load(simd, &bias[4 * panel + 3]);
                        for k in 0..784 {
                            let w0 = nn::load(simd, &weight[4 * panel][k]);
                            let w1 = nn::load(simd, &weight[4 * panel + 1][k]);
                            let w2 = nn::load(simd, &weight[4 * panel + 2][k]);
                            let w3 = nn::load(simd, &weight[4 * panel + 3][k]);
                            let x0 = nn::splat(simd, x[4 * row][k]);
                            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                            sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                            sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                            sum_0_3 = nn::mul_add(x0, w3, sum_0_3);
                            let x1 = nn::splat(simd, x[4 * row + 1][k]);
                            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                            sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                            sum_1_2 = nn::mul_add(x1, w2, sum_1_2);
                            sum_1_3 = nn::mul_add(x1, w3, sum_1_3);
                            let x2 = nn::splat(simd, x[4 * row + 2][k]);
                            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                            sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                            sum_2_2 = nn::mul_add(x2, w2, sum_2_2);
                            sum_2_3 = nn::mul_add(x2, w3, sum_2_3);
                            let x3 = nn::splat(simd, x[4 * row + 3][k]);
                            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                            sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                            sum_3_2 = nn::mul_add(x3, w2, sum_3_2);
                            sum_3_3 = nn::mul_add(x3, w3, sum_3_3);
                        }
                        nn::store(
                            nn::math::relu(simd, sum_0_0),
                            &mut y[4 * row][4 * panel],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_0_1),
                            &mut y[4 * row][4 * panel + 1],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_0_2),
                            &mut y[4 * row][4 * panel + 2],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_0_3),
                            &mut y[4 * row][4 * panel + 3],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_1_0),
                            &mut y[4 * row + 1][4 * panel],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_1_1),
                            &mut y[4 * row + 1][4 * panel + 1],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_1_2),
                            &mut y[4 * row + 1][4 * panel + 2],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_1_3),
                            &mut y[4 * row + 1][4 * panel + 3],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_2_0),
                            &mut y[4 * row + 2][4 * panel],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_2_1),
                            &mut y[4 * row + 2][4 * panel + 1],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_2_2),
                            &mut y[4 * row + 2][4 * panel + 2],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_2_3),
                            &mut y[4 * row + 2][4 * panel + 3],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_3_0),
                            &mut y[4 * row + 3][4 * panel],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_3_1),
                            &mut y[4 * row + 3][4 * panel + 1],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_3_2),
                            &mut y[4 * row + 3][4 * panel + 2],
                        );
                        nn::store(
                            nn::math::relu(simd, sum_3_3),
                            &mut y[4 * row + 3][4 * panel + 3],
                        );
                    }
                }
            },
        );
    }
    fn dense_784x128_relu_all_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]],
        weight: &[[nn::Panel; 784]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_and_pairs_overlapping(
                    x,
                    y,
                    #[inline(always)]
                    |x, y| dense_784x128_relu_6rows_medium(simd, x, weight, bias, y),
                    #[inline(always)]
                    |x, y| dense_784x128_relu_2rows_medium(simd, x, weight, bias, y),
                    #[inline(always)]
                    |x, y| dense_784x128_relu_row_medium(
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
    fn dense_784x128_relu_all_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]],
        weight: &[[nn::Panel; 784]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    x,
                    y,
                    #[inline(always)]
                    |x, y| dense_784x128_relu_2rows_narrow(simd, x, weight, bias, y),
                    #[inline(always)]
                    |x, y| dense_784x128_relu_row_narrow(
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
    fn dense_784x128_relu_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]],
        weight: &[[nn::Panel; 784]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_overlapping(
                    x,
                    y,
                    #[inline(always)]
                    |x, y| dense_784x128_relu_8rows_wide(simd, x, weight, bias, y),
                    #[inline(always)]
                    |x, y| dense_784x128_relu_row_wide(
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
    fn dense_784x128_relu_row_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]; 1],
        weight: &[[nn::Panel; 784]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &bias[4 * panel]);
                    let mut sum_0_1 = nn::load(simd, &bias[4 * panel + 1]);
                    let mut sum_0_2 = nn::load(simd, &bias[4 * panel + 2]);
                    let mut sum_0_3 = nn::load(simd, &bias[4 * panel + 3]);
                    for k in 0..784 {
                        let w0 = nn::load(simd, &weight[4 * panel][k]);
                        let w1 = nn::load(simd, &weight[4 * panel + 1][k]);
                        let w2 = nn::load(simd, &weight[4 * panel + 2][k]);
                        let w3 = nn::load(simd, &weight[4 * panel + 3][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                        sum_0_3 = nn::mul_add(x0, w3, sum_0_3);
                    }
                    nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][4 * panel]);
                    nn::store(nn::math::relu(simd, sum_0_1), &mut y[0][4 * panel + 1]);
                    nn::store(nn::math::relu(simd, sum_0_2), &mut y[0][4 * panel + 2]);
                    nn::store(nn::math::relu(simd, sum_0_3), &mut y[0][4 * panel + 3]);
                }
            },
        );
    }
    fn dense_784x128_relu_row_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]; 1],
        weight: &[[nn::Panel; 784]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &bias[3 * panel]);
                    let mut sum_0_1 = nn::load(simd, &bias[3 * panel + 1]);
                    let mut sum_0_2 = nn::load(simd, &bias[3 * panel + 2]);
                    for k in 0..784 {
                        let w0 = nn::load(simd, &weight[3 * panel][k]);
                        let w1 = nn::load(simd, &weight[3 * panel + 1][k]);
                        let w2 = nn::load(simd, &weight[3 * panel + 2][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                    }
                    nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][3 * panel]);
                    nn::store(nn::math::relu(simd, sum_0_1), &mut y[0][3 * panel + 1]);
                    nn::store(nn::math::relu(simd, sum_0_2), &mut y[0][3 * panel + 2]);
                }
                {
                    let mut sum_0_0 = nn::load(simd, &bias[6]);
                    let mut sum_0_1 = nn::load(simd, &bias[7]);
                    for k in 0..784 {
                        let w0 = nn::load(simd, &weight[6][k]);
                        let w1 = nn::load(simd, &weight[7][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    }
                    nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][6]);
                    nn::store(nn::math::relu(simd, sum_0_1), &mut y[0][7]);
                }
            },
        );
    }
    fn dense_784x128_relu_row_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]; 1],
        weight: &[[nn::Panel; 784]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::load(simd, &bias[0]);
                let mut sum_0_1 = nn::load(simd, &bias[1]);
                let mut sum_0_2 = nn::load(simd, &bias[2]);
                let mut sum_0_3 = nn::load(simd, &bias[3]);
                let mut sum_0_4 = nn::load(simd, &bias[4]);
                let mut sum_0_5 = nn::load(simd, &bias[5]);
                let mut sum_0_6 = nn::load(simd, &bias[6]);
                let mut sum_0_7 = nn::load(simd, &bias[7]);
                for k in 0..784 {
                    let w0 = nn::load(simd, &weight[0][k]);
                    let w1 = nn::load(simd, &weight[1][k]);
                    let w2 = nn::load(simd, &weight[2][k]);
                    let w3 = nn::load(simd, &weight[3][k]);
                    let w4 = nn::load(simd, &weight[4][k]);
                    let w5 = nn::load(simd, &weight[5][k]);
                    let w6 = nn::load(simd, &weight[6][k]);
                    let w7 = nn::load(simd, &weight[7][k]);
                    let x0 = nn::splat(simd, x[0][k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                    sum_0_3 = nn::mul_add(x0, w3, sum_0_3);
                    sum_0_4 = nn::mul_add(x0, w4, sum_0_4);
                    sum_0_5 = nn::mul_add(x0, w5, sum_0_5);
                    sum_0_6 = nn::mul_add(x0, w6, sum_0_6);
                    sum_0_7 = nn::mul_add(x0, w7, sum_0_7);
                }
                nn::store(nn::math::relu(simd, sum_0_0), &mut y[0][0]);
                nn::store(nn::math::relu(simd, sum_0_1), &mut y[0][1]);
                nn::store(nn::math::relu(simd, sum_0_2), &mut y[0][2]);
                nn::store(nn::math::relu(simd, sum_0_3), &mut y[0][3]);
                nn::store(nn::math::relu(simd, sum_0_4), &mut y[0][4]);
                nn::store(nn::math::relu(simd, sum_0_5), &mut y[0][5]);
                nn::store(nn::math::relu(simd, sum_0_6), &mut y[0][6]);
                nn::store(nn::math::relu(simd, sum_0_7), &mut y[0][7]);
            },
        );
    }
    fn descend_outer_128x10_medium<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 128],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 128]; 1],
        moments: [&mut [[nn::Panel; 128]; 1]; M],
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
    fn descend_outer_128x10_narrow<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 128],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 128]; 1],
        moments: [&mut [[nn::Panel; 128]; 1]; M],
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
    fn descend_outer_128x10_wide<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 128],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 128]; 1],
        moments: [&mut [[nn::Panel; 128]; 1]; M],
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
    fn descend_outer_784x128_medium<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 784],
        d: &[nn::Panel; 8],
        weight: &mut [[nn::Panel; 784]; 8],
        moments: [&mut [[nn::Panel; 784]; 8]; M],
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
    fn descend_outer_784x128_narrow<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 784],
        d: &[nn::Panel; 8],
        weight: &mut [[nn::Panel; 784]; 8],
        moments: [&mut [[nn::Panel; 784]; 8]; M],
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
    fn descend_outer_784x128_wide<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 784],
        d: &[nn::Panel; 8],
        weight: &mut [[nn::Panel; 784]; 8],
        moments: [&mut [[nn::Panel; 784]; 8]; M],
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
    fn input_gradient_128x10_relu_2rows_narrow<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 2],
        weight: &[[nn::Panel; 10]; 8],
        a: &[[nn::Panel; 8]; 2],
        y: &mut [[nn::Panel; 8]; 2],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..8 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::splat(simd, 0.0);
                    for k in 0..10 {
                        let w0 = nn::load(simd, &weight[panel][k]);
                        let x0 = nn::splat(simd, d[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, d[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    }
                    nn::store(
                        nn::times(
                            sum_0_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][panel]),
                            ),
                        ),
                        &mut y[0][panel],
                    );
                    nn::store(
                        nn::times(
                            sum_1_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[1][panel]),
                            ),
                        ),
                        &mut y[1][panel],
                    );
                }
            },
        );
    }
    fn input_gradient_128x10_relu_6rows_medium<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 6],
        weight: &[[nn::Panel; 10]; 8],
        a: &[[nn::Panel; 8]; 6],
        y: &mut [[nn::Panel; 8]; 6],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..8 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::splat(simd, 0.0);
                    let mut sum_2_0 = nn::splat(simd, 0.0);
                    let mut sum_3_0 = nn::splat(simd, 0.0);
                    let mut sum_4_0 = nn::splat(simd, 0.0);
                    let mut sum_5_0 = nn::splat(simd, 0.0);
                    for k in 0..10 {
                        let w0 = nn::load(simd, &weight[panel][k]);
                        let x0 = nn::splat(simd, d[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, d[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        let x2 = nn::splat(simd, d[2][k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        let x3 = nn::splat(simd, d[3][k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        let x4 = nn::splat(simd, d[4][k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        let x5 = nn::splat(simd, d[5][k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                    }
                    nn::store(
                        nn::times(
                            sum_0_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][panel]),
                            ),
                        ),
                        &mut y[0][panel],
                    );
                    nn::store(
                        nn::times(
                            sum_1_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[1][panel]),
                            ),
                        ),
                        &mut y[1][panel],
                    );
                    nn::store(
                        nn::times(
                            sum_2_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[2][panel]),
                            ),
                        ),
                        &mut y[2][panel],
                    );
                    nn::store(
                        nn::times(
                            sum_3_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[3][panel]),
                            ),
                        ),
                        &mut y[3][panel],
                    );
                    nn::store(
                        nn::times(
                            sum_4_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[4][panel]),
                            ),
                        ),
                        &mut y[4][panel],
                    );
                    nn::store(
                        nn::times(
                            sum_5_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[5][panel]),
                            ),
                        ),
                        &mut y[5][panel],
                    );
                }
            },
        );
    }
    fn input_gradient_128x10_relu_8rows_wide<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 8],
        weight: &[[nn::Panel; 10]; 8],
        a: &[[nn::Panel; 8]; 8],
        y: &mut [[nn::Panel; 8]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
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
                    for k in 0..10 {
                        let w0 = nn::load(simd, &weight[3 * panel][k]);
                        let w1 = nn::load(simd, &weight[3 * panel + 1][k]);
                        let w2 = nn::load(simd, &weight[3 * panel + 2][k]);
                        let x0 = nn::splat(simd, d[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                        let x1 = nn::splat(simd, d[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                        sum_1_2 = nn::mul_add(x1, w2, sum_1_2);
                        let x2 = nn::splat(simd, d[2][k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                        sum_2_2 = nn::mul_add(x2, w2, sum_2_2);
                        let x3 = nn::splat(simd, d[3][k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                        sum_3_2 = nn::mul_add(x3, w2, sum_3_2);
                        let x4 = nn::splat(simd, d[4][k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                        sum_4_2 = nn::mul_add(x4, w2, sum_4_2);
                        let x5 = nn::splat(simd, d[5][k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                        sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                        sum_5_2 = nn::mul_add(x5, w2, sum_5_2);
                        let x6 = nn::splat(simd, d[6][k]);
                        sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                        sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                        sum_6_2 = nn::mul_add(x6, w2, sum_6_2);
                        let x7 = nn::splat(simd, d[7][k]);
                        sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                        sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                        sum_7_2 = nn::mul_add(x7, w2, sum_7_2);
                    }
                    nn::store(
                        nn::times(
                            sum_0_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][3 * panel]),
                            ),
                        ),
                        &mut y[0][3 * panel],
                    );
                    nn::store(
                        nn::times(
                            sum_0_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][3 * panel + 1]),
                            ),
                        ),
                        &mut y[0][3 * panel + 1],
                    );
                    nn::store(
                        nn::times(
                            sum_0_2,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][3 * panel + 2]),
                            ),
                        ),
                        &mut y[0][3 * panel + 2],
                    );
                    nn::store(
                        nn::times(
                            sum_1_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[1][3 * panel]),
                            ),
                        ),
                        &mut y[1][3 * panel],
                    );
                    nn::store(
                        nn::times(
                            sum_1_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[1][3 * panel + 1]),
                            ),
                        ),
                        &mut y[1][3 * panel + 1],
                    );
                    nn::store(
                        nn::times(
                            sum_1_2,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[1][3 * panel + 2]),
                            ),
                        ),
                        &mut y[1][3 * panel + 2],
                    );
                    nn::store(
                        nn::times(
                            sum_2_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[2][3 * panel]),
                            ),
                        ),
                        &mut y[2][3 * panel],
                    );
                    nn::store(
                        nn::times(
                            sum_2_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[2][3 * panel + 1]),
                            ),
                        ),
                        &mut y[2][3 * panel + 1],
                    );
                    nn::store(
                        nn::times(
                            sum_2_2,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[2][3 * panel + 2]),
                            ),
                        ),
                        &mut y[2][3 * panel + 2],
                    );
                    nn::store(
                        nn::times(
                            sum_3_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[3][3 * panel]),
                            ),
                        ),
                        &mut y[3][3 * panel],
                    );
                    nn::store(
                        nn::times(
                            sum_3_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[3][3 * panel + 1]),
                            ),
                        ),
                        &mut y[3][3 * panel + 1],
                    );
                    nn::store(
                        nn::times(
                            sum_3_2,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[3][3 * panel + 2]),
                            ),
                        ),
                        &mut y[3][3 * panel + 2],
                    );
                    nn::store(
                        nn::times(
                            sum_4_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[4][3 * panel]),
                            ),
                        ),
                        &mut y[4][3 * panel],
                    );
                    nn::store(
                        nn::times(
                            sum_4_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[4][3 * panel + 1]),
                            ),
                        ),
                        &mut y[4][3 * panel + 1],
                    );
                    nn::store(
                        nn::times(
                            sum_4_2,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[4][3 * panel + 2]),
                            ),
                        ),
                        &mut y[4][3 * panel + 2],
                    );
                    nn::store(
                        nn::times(
                            sum_5_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[5][3 * panel]),
                            ),
                        ),
                        &mut y[5][3 * panel],
                    );
                    nn::store(
                        nn::times(
                            sum_5_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[5][3 * panel + 1]),
                            ),
                        ),
                        &mut y[5][3 * panel + 1],
                    );
                    nn::store(
                        nn::times(
                            sum_5_2,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[5][3 * panel + 2]),
                            ),
                        ),
                        &mut y[5][3 * panel + 2],
                    );
                    nn::store(
                        nn::times(
                            sum_6_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[6][3 * panel]),
                            ),
                        ),
                        &mut y[6][3 * panel],
                    );
                    nn::store(
                        nn::times(
                            sum_6_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[6][3 * panel + 1]),
                            ),
                        ),
                        &mut y[6][3 * panel + 1],
                    );
                    nn::store(
                        nn::times(
                            sum_6_2,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[6][3 * panel + 2]),
                            ),
                        ),
                        &mut y[6][3 * panel + 2],
                    );
                    nn::store(
                        nn::times(
                            sum_7_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[7][3 * panel]),
                            ),
                        ),
                        &mut y[7][3 * panel],
                    );
                    nn::store(
                        nn::times(
                            sum_7_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[7][3 * panel + 1]),
                            ),
                        ),
                        &mut y[7][3 * panel + 1],
                    );
                    nn::store(
                        nn::times(
                            sum_7_2,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[7][3 * panel + 2]),
                            ),
                        ),
                        &mut y[7][3 * panel + 2],
                    );
                }
                {
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
                    for k in 0..10 {
                        let w0 = nn::load(simd, &weight[6][k]);
                        let w1 = nn::load(simd, &weight[7][k]);
                        let x0 = nn::splat(simd, d[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        let x1 = nn::splat(simd, d[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                        let x2 = nn::splat(simd, d[2][k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                        let x3 = nn::splat(simd, d[3][k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                        let x4 = nn::splat(simd, d[4][k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                        let x5 = nn::splat(simd, d[5][k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                        sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                        let x6 = nn::splat(simd, d[6][k]);
                        sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                        sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                        let x7 = nn::splat(simd, d[7][k]);
                        sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                        sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                    }
                    nn::store(
                        nn::times(
                            sum_0_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][6]),
                            ),
                        ),
                        &mut y[0][6],
                    );
                    nn::store(
                        nn::times(
                            sum_0_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][7]),
                            ),
                        ),
                        &mut y[0][7],
                    );
                    nn::store(
                        nn::times(
                            sum_1_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[1][6]),
                            ),
                        ),
                        &mut y[1][6],
                    );
                    nn::store(
                        nn::times(
                            sum_1_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[1][7]),
                            ),
                        ),
                        &mut y[1][7],
                    );
                    nn::store(
                        nn::times(
                            sum_2_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[2][6]),
                            ),
                        ),
                        &mut y[2][6],
                    );
                    nn::store(
                        nn::times(
                            sum_2_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[2][7]),
                            ),
                        ),
                        &mut y[2][7],
                    );
                    nn::store(
                        nn::times(
                            sum_3_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[3][6]),
                            ),
                        ),
                        &mut y[3][6],
                    );
                    nn::store(
                        nn::times(
                            sum_3_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[3][7]),
                            ),
                        ),
                        &mut y[3][7],
                    );
                    nn::store(
                        nn::times(
                            sum_4_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[4][6]),
                            ),
                        ),
                        &mut y[4][6],
                    );
                    nn::store(
                        nn::times(
                            sum_4_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[4][7]),
                            ),
                        ),
                        &mut y[4][7],
                    );
                    nn::store(
                        nn::times(
                            sum_5_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[5][6]),
                            ),
                        ),
                        &mut y[5][6],
                    );
                    nn::store(
                        nn::times(
                            sum_5_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[5][7]),
                            ),
                        ),
                        &mut y[5][7],
                    );
                    nn::store(
                        nn::times(
                            sum_6_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[6][6]),
                            ),
                        ),
                        &mut y[6][6],
                    );
                    nn::store(
                        nn::times(
                            sum_6_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[6][7]),
                            ),
                        ),
                        &mut y[6][7],
                    );
                    nn::store(
                        nn::times(
                            sum_7_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[7][6]),
                            ),
                        ),
                        &mut y[7][6],
                    );
                    nn::store(
                        nn::times(
                            sum_7_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[7][7]),
                            ),
                        ),
                        &mut y[7][7],
                    );
                }
            },
        );
    }
    fn input_gradient_128x10_relu_all_medium<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]],
        weight: &[[nn::Panel; 10]; 8],
        a: &[[nn::Panel; 8]],
        y: &mut [[nn::Panel; 8]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_with(
                    d,
                    a,
                    y,
                    #[inline(always)]
                    |d, a, y| input_gradient_128x10_relu_6rows_medium(
                        simd,
                        d,
                        weight,
                        a,
                        y,
                    ),
                    #[inline(always)]
                    |d, a, y| input_gradient_128x10_relu_row_medium(
                        simd,
                        nn::one(d),
                        weight,
                        nn::one(a),
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    fn input_gradient_128x10_relu_all_narrow<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]],
        weight: &[[nn::Panel; 10]; 8],
        a: &[[nn::Panel; 8]],
        y: &mut [[nn::Panel; 8]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_with(
                    d,
                    a,
                    y,
                    #[inline(always)]
                    |d, a, y| input_gradient_128x10_relu_2rows_narrow(
                        simd,
                        d,
                        weight,
                        a,
                        y,
                    ),
                    #[inline(always)]
                    |d, a, y| input_gradient_128x10_relu_row_narrow(
                        simd,
                        nn::one(d),
                        weight,
                        nn::one(a),
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    fn input_gradient_128x10_relu_all_wide<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]],
        weight: &[[nn::Panel; 10]; 8],
        a: &[[nn::Panel; 8]],
        y: &mut [[nn::Panel; 8]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_with(
                    d,
                    a,
                    y,
                    #[inline(always)]
                    |d, a, y| input_gradient_128x10_relu_8rows_wide(
                        simd,
                        d,
                        weight,
                        a,
                        y,
                    ),
                    #[inline(always)]
                    |d, a, y| input_gradient_128x10_relu_row_wide(
                        simd,
                        nn::one(d),
                        weight,
                        nn::one(a),
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    fn input_gradient_128x10_relu_row_medium<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 1],
        weight: &[[nn::Panel; 10]; 8],
        a: &[[nn::Panel; 8]; 1],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_0_1 = nn::splat(simd, 0.0);
                    let mut sum_0_2 = nn::splat(simd, 0.0);
                    let mut sum_0_3 = nn::splat(simd, 0.0);
                    for k in 0..10 {
                        let w0 = nn::load(simd, &weight[4 * panel][k]);
                        let w1 = nn::load(simd, &weight[4 * panel + 1][k]);
                        let w2 = nn::load(simd, &weight[4 * panel + 2][k]);
                        let w3 = nn::load(simd, &weight[4 * panel + 3][k]);
                        let x0 = nn::splat(simd, d[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                        sum_0_3 = nn::mul_add(x0, w3, sum_0_3);
                    }
                    nn::store(
                        nn::times(
                            sum_0_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][4 * panel]),
                            ),
                        ),
                        &mut y[0][4 * panel],
                    );
                    nn::store(
                        nn::times(
                            sum_0_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][4 * panel + 1]),
                            ),
                        ),
                        &mut y[0][4 * panel + 1],
                    );
                    nn::store(
                        nn::times(
                            sum_0_2,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][4 * panel + 2]),
                            ),
                        ),
                        &mut y[0][4 * panel + 2],
                    );
                    nn::store(
                        nn::times(
                            sum_0_3,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][4 * panel + 3]),
                            ),
                        ),
                        &mut y[0][4 * panel + 3],
                    );
                }
            },
        );
    }
    fn input_gradient_128x10_relu_row_narrow<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 1],
        weight: &[[nn::Panel; 10]; 8],
        a: &[[nn::Panel; 8]; 1],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_0_1 = nn::splat(simd, 0.0);
                    let mut sum_0_2 = nn::splat(simd, 0.0);
                    for k in 0..10 {
                        let w0 = nn::load(simd, &weight[3 * panel][k]);
                        let w1 = nn::load(simd, &weight[3 * panel + 1][k]);
                        let w2 = nn::load(simd, &weight[3 * panel + 2][k]);
                        let x0 = nn::splat(simd, d[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                    }
                    nn::store(
                        nn::times(
                            sum_0_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][3 * panel]),
                            ),
                        ),
                        &mut y[0][3 * panel],
                    );
                    nn::store(
                        nn::times(
                            sum_0_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][3 * panel + 1]),
                            ),
                        ),
                        &mut y[0][3 * panel + 1],
                    );
                    nn::store(
                        nn::times(
                            sum_0_2,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][3 * panel + 2]),
                            ),
                        ),
                        &mut y[0][3 * panel + 2],
                    );
                }
                {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_0_1 = nn::splat(simd, 0.0);
                    for k in 0..10 {
                        let w0 = nn::load(simd, &weight[6][k]);
                        let w1 = nn::load(simd, &weight[7][k]);
                        let x0 = nn::splat(simd, d[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    }
                    nn::store(
                        nn::times(
                            sum_0_0,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][6]),
                            ),
                        ),
                        &mut y[0][6],
                    );
                    nn::store(
                        nn::times(
                            sum_0_1,
                            nn::math::relu_derivative_from_output(
                                simd,
                                nn::load(simd, &a[0][7]),
                            ),
                        ),
                        &mut y[0][7],
                    );
                }
            },
        );
    }
    fn input_gradient_128x10_relu_row_wide<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 1],
        weight: &[[nn::Panel; 10]; 8],
        a: &[[nn::Panel; 8]; 1],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::splat(simd, 0.0);
                let mut sum_0_1 = nn::splat(simd, 0.0);
                let mut sum_0_2 = nn::splat(simd, 0.0);
                let mut sum_0_3 = nn::splat(simd, 0.0);
                let mut sum_0_4 = nn::splat(simd, 0.0);
                let mut sum_0_5 = nn::splat(simd, 0.0);
                let mut sum_0_6 = nn::splat(simd, 0.0);
                let mut sum_0_7 = nn::splat(simd, 0.0);
                for k in 0..10 {
                    let w0 = nn::load(simd, &weight[0][k]);
                    let w1 = nn::load(simd, &weight[1][k]);
                    let w2 = nn::load(simd, &weight[2][k]);
                    let w3 = nn::load(simd, &weight[3][k]);
                    let w4 = nn::load(simd, &weight[4][k]);
                    let w5 = nn::load(simd, &weight[5][k]);
                    let w6 = nn::load(simd, &weight[6][k]);
                    let w7 = nn::load(simd, &weight[7][k]);
                    let x0 = nn::splat(simd, d[0][k]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                    sum_0_3 = nn::mul_add(x0, w3, sum_0_3);
                    sum_0_4 = nn::mul_add(x0, w4, sum_0_4);
                    sum_0_5 = nn::mul_add(x0, w5, sum_0_5);
                    sum_0_6 = nn::mul_add(x0, w6, sum_0_6);
                    sum_0_7 = nn::mul_add(x0, w7, sum_0_7);
                }
                nn::store(
                    nn::times(
                        sum_0_0,
                        nn::math::relu_derivative_from_output(
                            simd,
                            nn::load(simd, &a[0][0]),
                        ),
                    ),
                    &mut y[0][0],
                );
                nn::store(
                    nn::times(
                        sum_0_1,
                        nn::math::relu_derivative_from_output(
                            simd,
                            nn::load(simd, &a[0][1]),
                        ),
                    ),
                    &mut y[0][1],
                );
                nn::store(
                    nn::times(
                        sum_0_2,
                        nn::math::relu_derivative_from_output(
                            simd,
                            nn::load(simd, &a[0][2]),
                        ),
                    ),
                    &mut y[0][2],
                );
                nn::store(
                    nn::times(
                        sum_0_3,
                        nn::math::relu_derivative_from_output(
                            simd,
                            nn::load(simd, &a[0][3]),
                        ),
                    ),
                    &mut y[0][3],
                );
                nn::store(
                    nn::times(
                        sum_0_4,
                        nn::math::relu_derivative_from_output(
                            simd,
                            nn::load(simd, &a[0][4]),
                        ),
                    ),
                    &mut y[0][4],
                );
                nn::store(
                    nn::times(
                        sum_0_5,
                        nn::math::relu_derivative_from_output(
                            simd,
                            nn::load(simd, &a[0][5]),
                        ),
                    ),
                    &mut y[0][5],
                );
                nn::store(
                    nn::times(
                        sum_0_6,
                        nn::math::relu_derivative_from_output(
                            simd,
                            nn::load(simd, &a[0][6]),
                        ),
                    ),
                    &mut y[0][6],
                );
                nn::store(
                    nn::times(
                        sum_0_7,
                        nn::math::relu_derivative_from_output(
                            simd,
                            nn::load(simd, &a[0][7]),
                        ),
                    ),
                    &mut y[0][7],
                );
            },
        );
    }
    #[inline(always)]
    fn input_gradient_of_one_128x10_relu_medium<S: nn::Simd>(
        simd: S,
        d: &[nn::Panel; 1],
        weight: &[[nn::Panel; 128]; 1],
        a: &[nn::Panel; 8],
        y: &mut [nn::Panel; 8],
    ) {
        for row in 0..8 {
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
            nn::store(
                nn::times(
                    total,
                    nn::math::relu_derivative_from_output(simd, nn::load(simd, &a[row])),
                ),
                &mut y[row],
            );
        }
    }
    #[inline(always)]
    fn input_gradient_of_one_128x10_relu_narrow<S: nn::Simd>(
        simd: S,
        d: &[nn::Panel; 1],
        weight: &[[nn::Panel; 128]; 1],
        a: &[nn::Panel; 8],
        y: &mut [nn::Panel; 8],
    ) {
        for row in 0..8 {
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
            nn::store(
                nn::times(
                    total,
                    nn::math::relu_derivative_from_output(simd, nn::load(simd, &a[row])),
                ),
                &mut y[row],
            );
        }
    }
    #[inline(always)]
    fn input_gradient_of_one_128x10_relu_wide<S: nn::Simd>(
        simd: S,
        d: &[nn::Panel; 1],
        weight: &[[nn::Panel; 128]; 1],
        a: &[nn::Panel; 8],
        y: &mut [nn::Panel; 8],
    ) {
        for row in 0..8 {
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
            let x0 = nn::load(simd, &weight[0][16 * row]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            let x1 = nn::load(simd, &weight[0][16 * row + 1]);
            sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
            let x2 = nn::load(simd, &weight[0][16 * row + 2]);
            sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
            let x3 = nn::load(simd, &weight[0][16 * row + 3]);
            sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
            let x4 = nn::load(simd, &weight[0][16 * row + 4]);
            sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
            let x5 = nn::load(simd, &weight[0][16 * row + 5]);
            sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
            let x6 = nn::load(simd, &weight[0][16 * row + 6]);
            sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
            let x7 = nn::load(simd, &weight[0][16 * row + 7]);
            sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
            let x8 = nn::load(simd, &weight[0][16 * row + 8]);
            sum_8_0 = nn::mul_add(x8, w0, sum_8_0);
            let x9 = nn::load(simd, &weight[0][16 * row + 9]);
            sum_9_0 = nn::mul_add(x9, w0, sum_9_0);
            let x10 = nn::load(simd, &weight[0][16 * row + 10]);
            sum_10_0 = nn::mul_add(x10, w0, sum_10_0);
            let x11 = nn::load(simd, &weight[0][16 * row + 11]);
            sum_11_0 = nn::mul_add(x11, w0, sum_11_0);
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
            nn::store(
                nn::times(
                    total,
                    nn::math::relu_derivative_from_output(simd, nn::load(simd, &a[row])),
                ),
                &mut y[row],
            );
        }
    }
    fn outer_128x10_medium<S: nn::Simd>(
        simd: S,
        x: &[f32; 128],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 128]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    fn outer_128x10_narrow<S: nn::Simd>(
        simd: S,
        x: &[f32; 128],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 128]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    fn outer_128x10_wide<S: nn::Simd>(
        simd: S,
        x: &[f32; 128],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 128]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    fn outer_784x128_medium<S: nn::Simd>(
        simd: S,
        x: &[f32; 784],
        d: &[nn::Panel; 8],
        weight: &mut [[nn::Panel; 784]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    fn outer_784x128_narrow<S: nn::Simd>(
        simd: S,
        x: &[f32; 784],
        d: &[nn::Panel; 8],
        weight: &mut [[nn::Panel; 784]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    fn outer_784x128_wide<S: nn::Simd>(
        simd: S,
        x: &[f32; 784],
        d: &[nn::Panel; 8],
        weight: &mut [[nn::Panel; 784]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::outer(simd, x, d, weight);
            },
        );
    }
    fn weight_gradient_128x10_all_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]],
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
                    |x, d, part| weight_gradient_128x10_medium(simd, x, d, part),
                );
            },
        );
    }
    fn weight_gradient_128x10_all_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]],
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
                    |x, d, part| weight_gradient_128x10_narrow(simd, x, d, part),
                );
            },
        );
    }
    fn weight_gradient_128x10_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]],
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
                    |x, d, part| weight_gradient_128x10_wide(simd, x, d, part),
                );
            },
        );
    }
    fn weight_gradient_128x10_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in nn::tiles(part, 0, 5, 25) {
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
                    if let [nn::Some([to_0_0, to_1_0, to_2_0])] = nn::tile(
                        part,
                        put,
                        125,
                        0,
                    ) {
                        let mut sum_0_0 = nn::splat(simd, 0.0);
                        let mut sum_1_0 = nn::splat(simd, 0.0);
                        let mut sum_2_0 = nn::splat(simd, 0.0);
                        nn::each_row(
                            x,
                            d,
                            #[inline(always)]
                            |left, right| {
                                let w0 = nn::load(simd, &right[0]);
                                let x0 = nn::splat(simd, left[125]);
                                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                let x1 = nn::splat(simd, left[126]);
                                sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                let x2 = nn::splat(simd, left[127]);
                                sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                            },
                        );
                        nn::put_sum(simd, put, sum_0_0, to_0_0);
                        nn::put_sum(simd, put, sum_1_0, to_1_0);
                        nn::put_sum(simd, put, sum_2_0, to_2_0);
                    }
                }
                nn::finish_panels(part, 0, 1);
            },
        );
    }
    fn weight_gradient_128x10_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in nn::tiles(part, 0, 2, 64) {
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
                nn::finish_panels(part, 0, 1);
            },
        );
    }
    fn weight_gradient_128x10_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 128]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for row in nn::tiles(part, 0, 8, 16) {
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
                nn::finish_panels(part, 0, 1);
            },
        );
    }
    fn weight_gradient_784x128_all_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]],
        d: &[[nn::Panel; 8]],
        part: &mut nn::Inputs<'_, 8>,
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
                    |x, d, part| weight_gradient_784x128_medium(simd, x, d, part),
                );
            },
        );
    }
    fn weight_gradient_784x128_all_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]],
        d: &[[nn::Panel; 8]],
        part: &mut nn::Inputs<'_, 8>,
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
                    |x, d, part| weight_gradient_784x128_narrow(simd, x, d, part),
                );
            },
        );
    }
    fn weight_gradient_784x128_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]],
        d: &[[nn::Panel; 8]],
        part: &mut nn::Inputs<'_, 8>,
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
                    |x, d, part| weight_gradient_784x128_wide(simd, x, d, part),
                );
            },
        );
    }
    fn weight_gradient_784x128_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]],
        d: &[[nn::Panel; 8]],
        part: &mut nn::Inputs<'_, 8>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..8 {
                    for row in nn::tiles(part, panel, 6, 130) {
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
                        if let [nn::Some([to_0_0, to_1_0, to_2_0, to_3_0])] = nn::tile(
                            part,
                            put,
                            780,
                            panel,
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
                                    let w0 = nn::load(simd, &right[panel]);
                                    let x0 = nn::splat(simd, left[780]);
                                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                    let x1 = nn::splat(simd, left[781]);
                                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                    let x2 = nn::splat(simd, left[782]);
                                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                    let x3 = nn::splat(simd, left[783]);
                                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                                },
                            );
                            nn::put_sum(simd, put, sum_0_0, to_0_0);
                            nn::put_sum(simd, put, sum_1_0, to_1_0);
                            nn::put_sum(simd, put, sum_2_0, to_2_0);
                            nn::put_sum(simd, put, sum_3_0, to_3_0);
                        }
                    }
                    nn::finish_panels(part, panel, 1);
                }
            },
        );
    }
    fn weight_gradient_784x128_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]],
        d: &[[nn::Panel; 8]],
        part: &mut nn::Inputs<'_, 8>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..8 {
                    for row in nn::tiles(part, panel, 2, 392) {
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
    fn weight_gradient_784x128_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 784]],
        d: &[[nn::Panel; 8]],
        part: &mut nn::Inputs<'_, 8>,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    for row in nn::tiles(part, 4 * panel, 4, 196) {
                        let put = nn::put(part);
                        if let [nn::Some([to_0_0, to_1_0, to_2_0, to_3_0]),
                        nn::Some([to_0_1, to_1_1, to_2_1, to_3_1]),
                        nn::Some([to_0_2, to_1_2, to_2_2, to_3_2]),
                        nn::Some([to_0_3, to_1_3, to_2_3, to_3_3])] = nn::tile(
                            part,
                            put,
                            4 * row,
                            4 * panel,
                        ) {
                            let mut sum_0_0 = nn::splat(simd, 0.0);
                            let mut sum_0_1 = nn::splat(simd, 0.0);
                            let mut sum_0_2 = nn::splat(simd, 0.0);
                            let mut sum_0_3 = nn::splat(simd, 0.0);
                            let mut sum_1_0 = nn::splat(simd, 0.0);
                            let mut sum_1_1 = nn::splat(simd, 0.0);
                            let mut sum_1_2 = nn::splat(simd, 0.0);
                            let mut sum_1_3 = nn::splat(simd, 0.0);
                            let mut sum_2_0 = nn::splat(simd, 0.0);
                            let mut sum_2_1 = nn::splat(simd, 0.0);
                            let mut sum_2_2 = nn::splat(simd, 0.0);
                            let mut sum_2_3 = nn::splat(simd, 0.0);
                            let mut sum_3_0 = nn::splat(simd, 0.0);
                            let mut sum_3_1 = nn::splat(simd, 0.0);
                            let mut sum_3_2 = nn::splat(simd, 0.0);
                            let mut sum_3_3 = nn::splat(simd, 0.0);
                            nn::each_row(
                                x,
                                d,
                                #[inline(always)]
                                |left, right| {
                                    if let nn::Some(left) = nn::part_of_row::<
                                        4,
                                        _,
                                        _,
                                    >(left, 4 * row) {
                                        let w0 = nn::load(simd, &right[4 * panel]);
                                        let w1 = nn::load(simd, &right[4 * panel + 1]);
                                        let w2 = nn::load(simd, &right[4 * panel + 2]);
                                        let w3 = nn::load(simd, &right[4 * panel + 3]);
                                        let x0 = nn::splat(simd, left[0]);
                                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                                        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                                        sum_0_3 = nn::mul_add(x0, w3, sum_0_3);
                                        let x1 = nn::splat(simd, left[1]);
                                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                                        sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                                        sum_1_2 = nn::mul_add(x1, w2, sum_1_2);
                                        sum_1_3 = nn::mul_add(x1, w3, sum_1_3);
                                        let x2 = nn::splat(simd, left[2]);
                                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                                        sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                                        sum_2_2 = nn::mul_add(x2, w2, sum_2_2);
                                        sum_2_3 = nn::mul_add(x2, w3, sum_2_3);
                                        let x3 = nn::splat(simd, left[3]);
                                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                                        sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                                        sum_3_2 = nn::mul_add(x3, w2, sum_3_2);
                                        sum_3_3 = nn::mul_add(x3, w3, sum_3_3);
                                    }
                                },
                            );
                            nn::put_sum(simd, put, sum_0_0, to_0_0);
                            nn::put_sum(simd, put, sum_0_1, to_0_1);
                            nn::put_sum(simd, put, sum_0_2, to_0_2);
                            nn::put_sum(simd, put, sum_0_3, to_0_3);
                            nn::put_sum(simd, put, sum_1_0, to_1_0);
                            nn::put_sum(simd, put, sum_1_1, to_1_1);
                            nn::put_sum(simd, put, sum_1_2, to_1_2);
                            nn::put_sum(simd, put, sum_1_3, to_1_3);
                            nn::put_sum(simd, put, sum_2_0, to_2_0);
                            nn::put_sum(simd, put, sum_2_1, to_2_1);
                            nn::put_sum(simd, put, sum_2_2, to_2_2);
                            nn::put_sum(simd, put, sum_2_3, to_2_3);
                            nn::put_sum(simd, put, sum_3_0, to_3_0);
                            nn::put_sum(simd, put, sum_3_1, to_3_1);
                            nn::put_sum(simd, put, sum_3_2, to_3_2);
                            nn::put_sum(simd, put, sum_3_3, to_3_3);
                        }
                    }
                    nn::finish_panels(part, 4 * panel, 4);
                }
            },
        );
    }
    #[inline(always)]
    fn forward_row_wide<S: nn::Simd>(
        simd: S,
        net: &Digits,
        x: &[[f32; 784]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let hidden_value = &mut [[nn::Panel::ZERO; 8]; 1];
        dense_784x128_relu_row_wide(
            simd,
            x,
            &net.hidden_weight,
            &net.hidden_bias,
            hidden_value,
        );
        let output_value = y;
        dense_128x10_identity_row_wide(
            simd,
            nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn forward_rows_wide<S: nn::Simd>(
        simd: S,
        net: &Digits,
        x: &[[f32; 784]; 8],
        y: &mut [[nn::Panel; 1]; 8],
        (hidden_value,): (&mut [[nn::Panel; 8]; 8],),
    ) {
        dense_784x128_relu_8rows_wide(
            simd,
            x,
            &net.hidden_weight,
            &net.hidden_bias,
            hidden_value,
        );
        let output_value = y;
        dense_128x10_identity_8rows_wide(
            simd,
            nn::cast::<[[nn::Panel; 8]; 8], [[f32; 128]; 8]>(hidden_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn train_rows_wide<S: nn::Simd>(
        simd: S,
        net: &Digits,
        step: nn::Step,
        rows: Rows<'_>,
    ) {
        let Rows {
            x,
            hidden_value,
            output_value,
            targets,
            hidden_gradient,
            output_gradient,
            weights,
            losses,
            output_weight_transposed,
        } = rows;
        dense_784x128_relu_all_wide(
            simd,
            x,
            &net.hidden_weight,
            &net.hidden_bias,
            hidden_value,
        );
        dense_128x10_identity_all_wide(
            simd,
            nn::cast_rows::<[nn::Panel; 8], [f32; 128]>(hidden_value),
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
        input_gradient_128x10_relu_all_wide(
            simd,
            nn::cast_rows::<[nn::Panel; 1], [f32; 16]>(output_gradient),
            output_weight_transposed,
            hidden_value,
            hidden_gradient,
        );
    }
    #[inline(always)]
    fn train_parameters_wide<S: nn::Simd>(
        simd: S,
        rows: &Rows<'_>,
        part: &mut Part<'_>,
    ) {
        weight_gradient_128x10_all_wide(
            simd,
            nn::cast_rows::<[nn::Panel; 8], [f32; 128]>(rows.hidden_value),
            rows.output_gradient,
            &mut part.output_weight,
        );
        bias_gradient_1panels_wide(simd, rows.output_gradient, &mut part.output_bias);
        weight_gradient_784x128_all_wide(
            simd,
            rows.x,
            rows.hidden_gradient,
            &mut part.hidden_weight,
        );
        bias_gradient_8panels_wide(simd, rows.hidden_gradient, &mut part.hidden_bias);
    }
    fn gradient_row_wide<S: nn::Simd>(
        simd: S,
        net: &Digits,
        x: &[[f32; 784]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        gradient: &mut Digits,
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let hidden_value = nn::first_row(&mut workspace.hidden_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let hidden_gradient = nn::first_row(&mut workspace.hidden_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_784x128_relu_row_wide(
                    simd,
                    x,
                    &net.hidden_weight,
                    &net.hidden_bias,
                    hidden_value,
                );
                dense_128x10_identity_row_wide(
                    simd,
                    nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value),
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
                input_gradient_of_one_128x10_relu_wide(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &hidden_value[0],
                    &mut hidden_gradient[0],
                );
                outer_128x10_wide(
                    simd,
                    &nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value)[0],
                    &output_gradient[0],
                    &mut gradient.output_weight,
                );
                gradient.output_bias = output_gradient[0];
                outer_784x128_wide(
                    simd,
                    &x[0],
                    &hidden_gradient[0],
                    &mut gradient.hidden_weight,
                );
                gradient.hidden_bias = hidden_gradient[0];
            },
        );
    }
    fn descend_row_wide<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        net: &mut Digits,
        x: &[[f32; 784]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        (rule, moments): (R, &mut [Digits; M]),
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let hidden_value = nn::first_row(&mut workspace.hidden_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let hidden_gradient = nn::first_row(&mut workspace.hidden_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_784x128_relu_row_wide(
                    simd,
                    x,
                    &net.hidden_weight,
                    &net.hidden_bias,
                    hidden_value,
                );
                dense_128x10_identity_row_wide(
                    simd,
                    nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value),
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
                input_gradient_of_one_128x10_relu_wide(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &hidden_value[0],
                    &mut hidden_gradient[0],
                );
                descend_outer_128x10_wide(
                    simd,
                    &nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value)[0],
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
                descend_outer_784x128_wide(
                    simd,
                    &x[0],
                    &hidden_gradient[0],
                    &mut net.hidden_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.hidden_weight),
                    rule,
                );
                nn::descend(
                    simd,
                    &hidden_gradient[0],
                    &mut net.hidden_bias,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.hidden_bias),
                    rule,
                );
            },
        );
    }
    #[inline(always)]
    fn forward_row_medium<S: nn::Simd>(
        simd: S,
        net: &Digits,
        x: &[[f32; 784]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let hidden_value = &mut [[nn::Panel::ZERO; 8]; 1];
        dense_784x128_relu_row_medium(
            simd,
            x,
            &net.hidden_weight,
            &net.hidden_bias,
            hidden_value,
        );
        let output_value = y;
        dense_128x10_identity_row_medium(
            simd,
            nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    fn forward_rows_medium<S: nn::Simd>(
        simd: S,
        net: &Digits,
        x: &[[f32; 784]],
        y: &mut [[nn::Panel; 1]],
        (hidden_value,): (&mut [[nn::Panel; 8]],),
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let hidden_value = nn::take_rows_mut(hidden_value, x.len());
                dense_784x128_relu_all_medium(
                    simd,
                    x,
                    &net.hidden_weight,
                    &net.hidden_bias,
                    hidden_value,
                );
                let output_value = y;
                dense_128x10_identity_all_medium(
                    simd,
                    nn::cast_rows::<[nn::Panel; 8], [f32; 128]>(hidden_value),
                    &net.output_weight,
                    &net.output_bias,
                    output_value,
                );
            },
        );
    }
    #[inline(always)]
    fn train_rows_medium<S: nn::Simd>(
        simd: S,
        net: &Digits,
        step: nn::Step,
        rows: Rows<'_>,
    ) {
        let Rows {
            x,
            hidden_value,
            output_value,
            targets,
            hidden_gradient,
            output_gradient,
            weights,
            losses,
            output_weight_transposed,
        } = rows;
        dense_784x128_relu_all_medium(
            simd,
            x,
            &net.hidden_weight,
            &net.hidden_bias,
            hidden_value,
        );
        dense_128x10_identity_all_medium(
            simd,
            nn::cast_rows::<[nn::Panel; 8], [f32; 128]>(hidden_value),
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
        input_gradient_128x10_relu_all_medium(
            simd,
            nn::cast_rows::<[nn::Panel; 1], [f32; 16]>(output_gradient),
            output_weight_transposed,
            hidden_value,
            hidden_gradient,
        );
    }
    #[inline(always)]
    fn train_parameters_medium<S: nn::Simd>(
        simd: S,
        rows: &Rows<'_>,
        part: &mut Part<'_>,
    ) {
        weight_gradient_128x10_all_medium(
            simd,
            nn::cast_rows::<[nn::Panel; 8], [f32; 128]>(rows.hidden_value),
            rows.output_gradient,
            &mut part.output_weight,
        );
        bias_gradient_1panels_medium(simd, rows.output_gradient, &mut part.output_bias);
        weight_gradient_784x128_all_medium(
            simd,
            rows.x,
            rows.hidden_gradient,
            &mut part.hidden_weight,
        );
        bias_gradient_8panels_medium(simd, rows.hidden_gradient, &mut part.hidden_bias);
    }
    fn gradient_row_medium<S: nn::Simd>(
        simd: S,
        net: &Digits,
        x: &[[f32; 784]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        gradient: &mut Digits,
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let hidden_value = nn::first_row(&mut workspace.hidden_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let hidden_gradient = nn::first_row(&mut workspace.hidden_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_784x128_relu_row_medium(
                    simd,
                    x,
                    &net.hidden_weight,
                    &net.hidden_bias,
                    hidden_value,
                );
                dense_128x10_identity_row_medium(
                    simd,
                    nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value),
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
                input_gradient_of_one_128x10_relu_medium(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &hidden_value[0],
                    &mut hidden_gradient[0],
                );
                outer_128x10_medium(
                    simd,
                    &nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value)[0],
                    &output_gradient[0],
                    &mut gradient.output_weight,
                );
                gradient.output_bias = output_gradient[0];
                outer_784x128_medium(
                    simd,
                    &x[0],
                    &hidden_gradient[0],
                    &mut gradient.hidden_weight,
                );
                gradient.hidden_bias = hidden_gradient[0];
            },
        );
    }
    fn descend_row_medium<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        net: &mut Digits,
        x: &[[f32; 784]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        (rule, moments): (R, &mut [Digits; M]),
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let hidden_value = nn::first_row(&mut workspace.hidden_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let hidden_gradient = nn::first_row(&mut workspace.hidden_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_784x128_relu_row_medium(
                    simd,
                    x,
                    &net.hidden_weight,
                    &net.hidden_bias,
                    hidden_value,
                );
                dense_128x10_identity_row_medium(
                    simd,
                    nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value),
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
                input_gradient_of_one_128x10_relu_medium(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &hidden_value[0],
                    &mut hidden_gradient[0],
                );
                descend_outer_128x10_medium(
                    simd,
                    &nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value)[0],
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
                descend_outer_784x128_medium(
                    simd,
                    &x[0],
                    &hidden_gradient[0],
                    &mut net.hidden_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.hidden_weight),
                    rule,
                );
                nn::descend(
                    simd,
                    &hidden_gradient[0],
                    &mut net.hidden_bias,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.hidden_bias),
                    rule,
                );
            },
        );
    }
    #[inline(always)]
    fn forward_row_narrow<S: nn::Simd>(
        simd: S,
        net: &Digits,
        x: &[[f32; 784]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let hidden_value = &mut [[nn::Panel::ZERO; 8]; 1];
        dense_784x128_relu_row_narrow(
            simd,
            x,
            &net.hidden_weight,
            &net.hidden_bias,
            hidden_value,
        );
        let output_value = y;
        dense_128x10_identity_row_narrow(
            simd,
            nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn forward_rows_narrow<S: nn::Simd>(
        simd: S,
        net: &Digits,
        x: &[[f32; 784]; 2],
        y: &mut [[nn::Panel; 1]; 2],
        (hidden_value,): (&mut [[nn::Panel; 8]; 2],),
    ) {
        dense_784x128_relu_2rows_narrow(
            simd,
            x,
            &net.hidden_weight,
            &net.hidden_bias,
            hidden_value,
        );
        let output_value = y;
        dense_128x10_identity_2rows_narrow(
            simd,
            nn::cast::<[[nn::Panel; 8]; 2], [[f32; 128]; 2]>(hidden_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn train_rows_narrow<S: nn::Simd>(
        simd: S,
        net: &Digits,
        step: nn::Step,
        rows: Rows<'_>,
    ) {
        let Rows {
            x,
            hidden_value,
            output_value,
            targets,
            hidden_gradient,
            output_gradient,
            weights,
            losses,
            output_weight_transposed,
        } = rows;
        dense_784x128_relu_all_narrow(
            simd,
            x,
            &net.hidden_weight,
            &net.hidden_bias,
            hidden_value,
        );
        dense_128x10_identity_all_narrow(
            simd,
            nn::cast_rows::<[nn::Panel; 8], [f32; 128]>(hidden_value),
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
        input_gradient_128x10_relu_all_narrow(
            simd,
            nn::cast_rows::<[nn::Panel; 1], [f32; 16]>(output_gradient),
            output_weight_transposed,
            hidden_value,
            hidden_gradient,
        );
    }
    #[inline(always)]
    fn train_parameters_narrow<S: nn::Simd>(
        simd: S,
        rows: &Rows<'_>,
        part: &mut Part<'_>,
    ) {
        weight_gradient_128x10_all_narrow(
            simd,
            nn::cast_rows::<[nn::Panel; 8], [f32; 128]>(rows.hidden_value),
            rows.output_gradient,
            &mut part.output_weight,
        );
        bias_gradient_1panels_narrow(simd, rows.output_gradient, &mut part.output_bias);
        weight_gradient_784x128_all_narrow(
            simd,
            rows.x,
            rows.hidden_gradient,
            &mut part.hidden_weight,
        );
        bias_gradient_8panels_narrow(simd, rows.hidden_gradient, &mut part.hidden_bias);
    }
    fn gradient_row_narrow<S: nn::Simd>(
        simd: S,
        net: &Digits,
        x: &[[f32; 784]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        gradient: &mut Digits,
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let hidden_value = nn::first_row(&mut workspace.hidden_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let hidden_gradient = nn::first_row(&mut workspace.hidden_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_784x128_relu_row_narrow(
                    simd,
                    x,
                    &net.hidden_weight,
                    &net.hidden_bias,
                    hidden_value,
                );
                dense_128x10_identity_row_narrow(
                    simd,
                    nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value),
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
                input_gradient_of_one_128x10_relu_narrow(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &hidden_value[0],
                    &mut hidden_gradient[0],
                );
                outer_128x10_narrow(
                    simd,
                    &nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value)[0],
                    &output_gradient[0],
                    &mut gradient.output_weight,
                );
                gradient.output_bias = output_gradient[0];
                outer_784x128_narrow(
                    simd,
                    &x[0],
                    &hidden_gradient[0],
                    &mut gradient.hidden_weight,
                );
                gradient.hidden_bias = hidden_gradient[0];
            },
        );
    }
    fn descend_row_narrow<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        net: &mut Digits,
        x: &[[f32; 784]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        (rule, moments): (R, &mut [Digits; M]),
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let hidden_value = nn::first_row(&mut workspace.hidden_value);
                let output_value = nn::first_row(&mut workspace.output_value);
                let targets = nn::first_row(&mut workspace.targets);
                let hidden_gradient = nn::first_row(&mut workspace.hidden_gradient);
                let output_gradient = nn::first_row(&mut workspace.output_gradient);
                dense_784x128_relu_row_narrow(
                    simd,
                    x,
                    &net.hidden_weight,
                    &net.hidden_bias,
                    hidden_value,
                );
                dense_128x10_identity_row_narrow(
                    simd,
                    nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value),
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
                input_gradient_of_one_128x10_relu_narrow(
                    simd,
                    &output_gradient[0],
                    &net.output_weight,
                    &hidden_value[0],
                    &mut hidden_gradient[0],
                );
                descend_outer_128x10_narrow(
                    simd,
                    &nn::cast::<[[nn::Panel; 8]; 1], [[f32; 128]; 1]>(hidden_value)[0],
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
                descend_outer_784x128_narrow(
                    simd,
                    &x[0],
                    &hidden_gradient[0],
                    &mut net.hidden_weight,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.hidden_weight),
                    rule,
                );
                nn::descend(
                    simd,
                    &hidden_gradient[0],
                    &mut net.hidden_bias,
                    nn::of_each(moments, #[inline(always)] |net| &mut net.hidden_bias),
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
        hidden_value: [[nn::Panel; 8]; nn::held_rows(64, 1)],
        output_value: [[nn::Panel; 1]; nn::held_rows(64, 1)],
        targets: [[nn::Panel; 1]; nn::held_rows(64, 1)],
        hidden_gradient: [[nn::Panel; 8]; nn::held_rows(64, 1)],
        output_gradient: [[nn::Panel; 1]; nn::held_rows(64, 1)],
        weights: [f32; nn::held_rows(64, 1)],
        losses: [f32; nn::held_rows(64, 1)],
        output_weight_transposed: [[nn::Panel; 10]; 8],
    }
    /// Rows of a batch, their places in the workspace, and transposed weights.
    pub struct Rows<'w> {
        x: &'w [[f32; 784]],
        hidden_value: &'w mut [[nn::Panel; 8]],
        output_value: &'w mut [[nn::Panel; 1]],
        targets: &'w mut [[nn::Panel; 1]],
        hidden_gradient: &'w mut [[nn::Panel; 8]],
        output_gradient: &'w mut [[nn::Panel; 1]],
        weights: &'w [f32],
        losses: &'w mut [f32],
        output_weight_transposed: &'w [[nn::Panel; 10]; 8],
    }
    /// A part of the gradient: of each layer some inputs, and some panels of biases.
    pub struct Part<'g> {
        hidden_weight: nn::Inputs<'g, 8>,
        hidden_bias: nn::Outputs<'g>,
        output_weight: nn::Inputs<'g, 1>,
        output_bias: nn::Outputs<'g>,
        of: nn::Of<'g>,
    }
    impl Digits {
        /// Parameters, padding not counted.
        pub const PARAMETERS: usize = 101770;
        /// Floating-point operations of one prediction: two for each multiply-add of the dense layers.
        pub const FLOPS: usize = 203264;
        /// Bytes of values between input and output that inference has on the stack, at most: of as many rows as it takes together. Those of maps
        /// and windows are elsewhere with `predict_with`, which a stream does not have; `loss` has them on the stack.
        pub const INFERENCE_BYTES: usize = 24576;
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
        pub fn predict(&self, input: &[f32; 784]) -> [f32; 10] {
            nn::Network::predict_at(self, nn::Level::detect(), input)
        }
        /// The outputs for a batch of inputs, each to the bit what `predict` gives.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length; `outputs` is then unchanged.
        #[inline]
        pub fn predict_batch(
            &self,
            inputs: &[[f32; 784]],
            outputs: &mut [[f32; 10]],
        ) -> nn::core::result::Result<(), nn::Error> {
            nn::Network::predict_batch_at(self, nn::Level::detect(), inputs, outputs)
        }
        /// As `predict`, with the values of maps and windows in `scratch`, not on the stack: for a thread whose stack has less than
        /// `INFERENCE_BYTES`. Whatever `scratch` held before, the bits are the same.
        #[must_use]
        #[inline]
        pub fn predict_with(
            &self,
            input: &[f32; 784],
            scratch: &mut nn::Scratch<Self>,
        ) -> [f32; 10] {
            nn::Network::predict_with_at(self, nn::Level::detect(), input, scratch)
        }
        /// As `predict_batch`, with the values of maps and windows in `scratch`, and on the calling thread alone.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length; `outputs` is then unchanged.
        #[inline]
        pub fn predict_batch_with(
            &self,
            inputs: &[[f32; 784]],
            outputs: &mut [[f32; 10]],
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
        /// Weights and biases of the layer `hidden`, 784 inputs, 128 outputs.
        #[must_use]
        #[inline]
        pub fn hidden(&self) -> nn::Dense<'_, 784, 128> {
            nn::Dense::new(
                nn::panels(&self.hidden_weight),
                nn::core::option::Option::Some(&self.hidden_bias),
                nn::Order::DenseWeight {
                    inputs: 784,
                    outputs: 128,
                },
            )
        }
        /// As `hidden`, for writing.
        #[must_use]
        #[inline]
        pub fn hidden_mut(&mut self) -> nn::DenseMut<'_, 784, 128> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.hidden_weight),
                nn::core::option::Option::Some(&mut self.hidden_bias),
                nn::Order::DenseWeight {
                    inputs: 784,
                    outputs: 128,
                },
            )
        }
        /// Weights and biases of the layer `output`, 128 inputs, 10 outputs.
        #[must_use]
        #[inline]
        pub fn output(&self) -> nn::Dense<'_, 128, 10> {
            nn::Dense::new(
                nn::panels(&self.output_weight),
                nn::core::option::Option::Some(&self.output_bias),
                nn::Order::DenseWeight {
                    inputs: 128,
                    outputs: 10,
                },
            )
        }
        /// As `output`, for writing.
        #[must_use]
        #[inline]
        pub fn output_mut(&mut self) -> nn::DenseMut<'_, 128, 10> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.output_weight),
                nn::core::option::Option::Some(&mut self.output_bias),
                nn::Order::DenseWeight {
                    inputs: 128,
                    outputs: 10,
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
        pub fn loss<T: nn::Target<nn::CrossEntropy, [f32; 10]>>(
            &self,
            inputs: &[[f32; 784]],
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
        pub fn gradients<T: nn::Target<nn::CrossEntropy, [f32; 10]>>(
            &self,
            inputs: &[[f32; 784]],
            targets: &[T],
            workspace: &mut nn::Workspace<Self>,
            gradient: &mut Self,
        ) -> nn::core::result::Result<f32, nn::Error> {
            let seed = 0;
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
        pub fn descend<T: nn::Target<nn::CrossEntropy, [f32; 10]>>(
            &mut self,
            input: &[f32; 784],
            target: &T,
            rate: f32,
            workspace: &mut nn::Workspace<Self>,
        ) -> f32 {
            let seed = 0;
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
    impl nn::core::fmt::Debug for Digits {
        fn fmt(&self, f: &mut nn::core::fmt::Formatter<'_>) -> nn::core::fmt::Result {
            f.debug_struct("Digits")
                .field("parameters", &Self::PARAMETERS)
                .finish_non_exhaustive()
        }
    }
    impl nn::core::convert::AsRef<Digits> for Digits {
        #[inline]
        fn as_ref(&self) -> &Digits {
            self
        }
    }
    impl nn::core::convert::AsMut<Digits> for Digits {
        #[inline]
        fn as_mut(&mut self) -> &mut Digits {
            self
        }
    }
    impl nn::core::cmp::PartialEq for Digits {
        fn eq(&self, other: &Self) -> bool {
            nn::Parameters::as_flat(self) == nn::Parameters::as_flat(other)
        }
    }
    /// The last activation, then the row without padding.
    fn finish<S: nn::Simd>(simd: S, y: &mut [nn::Panel; 1]) -> [f32; 10] {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || nn::softmax::<_, nn::Math, 10, 1>(simd, y),
        );
        let mut output = [0.0; 10];
        nn::store_row(y, 0, &mut output);
        output
    }
    /// The output for one input.
    #[inline(always)]
    fn predict_row_wide<S: nn::Simd>(
        simd: S,
        net: &Digits,
        input: &[f32; 784],
    ) -> [f32; 10] {
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
        net: &Digits,
        input: &[f32; 784],
    ) -> [f32; 10] {
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
        net: &Digits,
        input: &[f32; 784],
    ) -> [f32; 10] {
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
        net: &Digits,
        inputs: &[[f32; 784]],
        outputs: &mut [[f32; 10]],
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
                    let mut hidden_value = [[nn::Panel::ZERO; 8]; 8];
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
                                (&mut hidden_value,),
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
        net: &Digits,
        inputs: &[[f32; 784]],
        outputs: &mut [[f32; 10]],
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
                        |x, output| *output = predict_row_medium(simd, net, x),
                    )
                } else {
                    if inputs.len() <= 12 {
                        let mut y = [[nn::Panel::ZERO; 1]; 12];
                        let mut hidden_value = [[nn::Panel::ZERO; 8]; 12];
                        nn::in_blocks(
                            12,
                            inputs,
                            outputs,
                            &mut (),
                            #[inline(always)]
                            |x, outputs, _| {
                                let y = nn::take_rows_mut(&mut y, x.len());
                                forward_rows_medium(simd, net, x, y, (&mut hidden_value,));
                                nn::finish_rows(
                                    y,
                                    outputs,
                                    #[inline(always)]
                                    |y| finish(simd, y),
                                );
                            },
                            #[inline(always)]
                            |x, output, _| *output = predict_row_medium(simd, net, x),
                        );
                    } else {
                        if inputs.len() <= 24 {
                            let mut y = [[nn::Panel::ZERO; 1]; 24];
                            let mut hidden_value = [[nn::Panel::ZERO; 8]; 24];
                            nn::in_blocks(
                                24,
                                inputs,
                                outputs,
                                &mut (),
                                #[inline(always)]
                                |x, outputs, _| {
                                    let y = nn::take_rows_mut(&mut y, x.len());
                                    forward_rows_medium(simd, net, x, y, (&mut hidden_value,));
                                    nn::finish_rows(
                                        y,
                                        outputs,
                                        #[inline(always)]
                                        |y| finish(simd, y),
                                    );
                                },
                                #[inline(always)]
                                |x, output, _| *output = predict_row_medium(simd, net, x),
                            );
                        } else {
                            let mut y = [[nn::Panel::ZERO; 1]; 48];
                            let mut hidden_value = [[nn::Panel::ZERO; 8]; 48];
                            nn::in_blocks(
                                48,
                                inputs,
                                outputs,
                                &mut (),
                                #[inline(always)]
                                |x, outputs, _| {
                                    let y = nn::take_rows_mut(&mut y, x.len());
                                    forward_rows_medium(simd, net, x, y, (&mut hidden_value,));
                                    nn::finish_rows(
                                        y,
                                        outputs,
                                        #[inline(always)]
                                        |y| finish(simd, y),
                                    );
                                },
                                #[inline(always)]
                                |x, output, _| *output = predict_row_medium(simd, net, x),
                            );
                        }
                    }
                }
            },
        );
    }
    /// The outputs of a batch.
    fn predict_rows_narrow<S: nn::Simd>(
        simd: S,
        net: &Digits,
        inputs: &[[f32; 784]],
        outputs: &mut [[f32; 10]],
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
                    let mut hidden_value = [[nn::Panel::ZERO; 8]; 2];
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
                                (&mut hidden_value,),
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
    impl nn::Network for Digits {
        type Input = [f32; 784];
        type Output = [f32; 10];
        type Scratch = [nn::Panel; 0];
        const NAME: &'static str = "Digits";
        const TOPOLOGY: &'static nn::topology::Topology = &nn::topology::Topology {
            name: "Digits",
            input: &[784],
            output: &[10],
            loss: nn::core::option::Option::Some(nn::topology::Call {
                name: "cross_entropy",
                constants: &[],
            }),
            lines: &[
                nn::topology::Line {
                    name: "hidden",
                    kind: "dense",
                    arguments: &[
                        nn::topology::Argument {
                            name: "outputs",
                            value: nn::topology::Value::Count(128),
                        },
                        nn::topology::Argument {
                            name: "activation",
                            value: nn::topology::Value::Call(nn::topology::Call {
                                name: "relu",
                                constants: &[],
                            }),
                        },
                    ],
                    operands: &[nn::topology::Operand::Input],
                    shape: &[128],
                },
                nn::topology::Line {
                    name: "output",
                    kind: "dense",
                    arguments: &[
                        nn::topology::Argument {
                            name: "outputs",
                            value: nn::topology::Value::Count(10),
                        },
                        nn::topology::Argument {
                            name: "activation",
                            value: nn::topology::Value::Call(nn::topology::Call {
                                name: "softmax",
                                constants: &[],
                            }),
                        },
                    ],
                    operands: &[nn::topology::Operand::Line(0)],
                    shape: &[10],
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
    impl nn::Parameters for Digits {
        const LAYOUT: &'static [nn::Parameter] = &[
            nn::Parameter {
                name: "hidden.weight",
                shape: &[128, 784],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 0,
                stored_len: 100352,
                order: nn::Order::DenseWeight {
                    inputs: 784,
                    outputs: 128,
                },
                init: nn::Init::HeNormal,
                fan_in: 784,
                fan_out: 128,
            },
            nn::Parameter {
                name: "hidden.bias",
                shape: &[128],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 100352,
                stored_len: 128,
                order: nn::Order::Vector { len: 128 },
                init: nn::Init::Zeros,
                fan_in: 784,
                fan_out: 128,
            },
            nn::Parameter {
                name: "output.weight",
                shape: &[10, 128],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 100480,
                stored_len: 2048,
                order: nn::Order::DenseWeight {
                    inputs: 128,
                    outputs: 10,
                },
                init: nn::Init::GlorotUniform,
                fan_in: 128,
                fan_out: 10,
            },
            nn::Parameter {
                name: "output.bias",
                shape: &[10],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 102528,
                stored_len: 16,
                order: nn::Order::Vector { len: 10 },
                init: nn::Init::Zeros,
                fan_in: 128,
                fan_out: 10,
            },
        ];
        const PARAMETERS: usize = Self::PARAMETERS;
    }
    impl nn::Forward for Digits {
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
            || nn::cross_entropy::<_, 10, 1>(simd, (p, y), scale, d),
        )
    }
    fn loss_rows_wide<S: nn::Simd>(
        simd: S,
        net: &Digits,
        inputs: &[[f32; 784]],
        targets: &[[nn::Panel; 1]],
        losses: &mut [f32],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut p = [[nn::Panel::ZERO; 1]; 8];
                let mut hidden_value = [[nn::Panel::ZERO; 8]; 8];
                nn::rows_with(
                    inputs,
                    targets,
                    losses,
                    #[inline(always)]
                    |x, y, losses| {
                        let p = &mut p;
                        forward_rows_wide(simd, net, x, p, (&mut hidden_value,));
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
        net: &Digits,
        inputs: &[[f32; 784]],
        targets: &[[nn::Panel; 1]],
        losses: &mut [f32],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut p = [[nn::Panel::ZERO; 1]; 48];
                let mut hidden_value = [[nn::Panel::ZERO; 8]; 48];
                nn::in_blocks_with(
                    48,
                    inputs,
                    targets,
                    losses,
                    #[inline(always)]
                    |x, y, losses| {
                        let p = nn::take_rows_mut(&mut p, x.len());
                        forward_rows_medium(simd, net, x, p, (&mut hidden_value,));
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
        net: &Digits,
        inputs: &[[f32; 784]],
        targets: &[[nn::Panel; 1]],
        losses: &mut [f32],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut p = [[nn::Panel::ZERO; 1]; 2];
                let mut hidden_value = [[nn::Panel::ZERO; 8]; 2];
                nn::rows_with(
                    inputs,
                    targets,
                    losses,
                    #[inline(always)]
                    |x, y, losses| {
                        let p = &mut p;
                        forward_rows_narrow(simd, net, x, p, (&mut hidden_value,));
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
    impl nn::Train for Digits {
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
    impl nn::Blocks for Digits {
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
    impl nn::GradientParts for Digits {
        type Rows<'w> = Rows<'w>;
        type Part<'g> = Part<'g>;
        #[inline]
        fn whole<'g>(panels: &mut nn::Panels<'g>, block: nn::Block<'g>) -> Part<'g> {
            Part {
                hidden_weight: nn::all_inputs(panels, 784, block),
                hidden_bias: nn::all_outputs(panels, 8, block),
                output_weight: nn::all_inputs(panels, 128, block),
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
            nn::panels_of_first(share, & [nn::weights_in(& part.hidden_weight),
            nn::biases_in(& part.hidden_bias), nn::weights_in(& part.output_weight),
            nn::biases_in(& part.output_bias)]); let (hidden_weight, hidden_weight_rest)
            = nn::split_inputs(part.hidden_weight, nn::by_level(level, [[4, 4], [6, 1],
            [2, 1]]), & mut n_panels); let (hidden_bias, hidden_bias_rest) =
            nn::split_outputs(part.hidden_bias, & mut n_panels); let (output_weight,
            output_weight_rest) = nn::split_inputs(part.output_weight,
            nn::by_level(level, [[8, 1], [5, 1], [2, 1]]), & mut n_panels); let
            (output_bias, output_bias_rest) = nn::split_outputs(part.output_bias, & mut
            n_panels); (Part { hidden_weight, hidden_bias, output_weight, output_bias, of
            : part.of }, Part { hidden_weight : hidden_weight_rest, hidden_bias :
            hidden_bias_rest, output_weight : output_weight_rest, output_bias :
            output_bias_rest, of : part.of }) }
        }
    }
    impl nn::Passes for Digits {
        fn prepare(&self, level: nn::Level, workspace: &mut Workspace) {
            let _ = (level, &workspace);
            nn::transpose(
                level,
                nn::panels(&self.output_weight),
                128,
                nn::panels_mut(&mut workspace.output_weight_transposed),
                10,
            );
        }
        #[inline]
        fn rows<'w>(x: &'w [Self::Input], workspace: &'w mut Workspace) -> Rows<'w> {
            let n = x.len();
            Rows {
                x,
                hidden_value: nn::take_rows_mut(&mut workspace.hidden_value, n),
                output_value: nn::take_rows_mut(&mut workspace.output_value, n),
                targets: nn::take_rows_mut(&mut workspace.targets, n),
                hidden_gradient: nn::take_rows_mut(&mut workspace.hidden_gradient, n),
                output_gradient: nn::take_rows_mut(&mut workspace.output_gradient, n),
                weights: nn::take_rows_mut(&mut workspace.weights, n),
                losses: nn::take_rows_mut(&mut workspace.losses, n),
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
            (hidden_value, hidden_value_rest) = nn::split_rows_mut(rows.hidden_value, n);
            let (output_value, output_value_rest) = nn::split_rows_mut(rows.output_value,
            n); let (targets, targets_rest) = nn::split_rows_mut(rows.targets, n); let
            (hidden_gradient, hidden_gradient_rest) = nn::split_rows_mut(rows
            .hidden_gradient, n); let (output_gradient, output_gradient_rest) =
            nn::split_rows_mut(rows.output_gradient, n); let (weights, weights_rest) =
            nn::split_rows(rows.weights, n); let (losses, losses_rest) =
            nn::split_rows_mut(rows.losses, n); let output_weight_transposed = rows
            .output_weight_transposed; (Rows { x, hidden_value, output_value, targets,
            hidden_gradient, output_gradient, weights, losses, output_weight_transposed,
            }, Rows { x : x_rest, hidden_value : hidden_value_rest, output_value :
            output_value_rest, targets : targets_rest, hidden_gradient :
            hidden_gradient_rest, output_gradient : output_gradient_rest, weights :
            weights_rest, losses : losses_rest, output_weight_transposed, },) }
        }
    }
};
