#[doc(hidden)]
use ::nn_runtime::__private::bytemuck as __bytemuck_of_Xor;
/// A neural network, `[2] -> [1]`:
///
/// | layer | kind | output | parameters | multiply-adds |
/// |---|---|---|---:|---:|
/// | `hidden` | dense(8, tanh) | `[8]` | 24 | 16 |
/// | `output` | dense(1, sigmoid) | `[1]` | 9 | 8 |
///
/// 33 parameters, 24 multiply-adds, trained with mean squared error.
#[derive(
    ::nn_runtime::__private::core::clone::Clone,
    ::nn_runtime::__private::core::marker::Copy,
    __bytemuck_of_Xor::Pod,
    __bytemuck_of_Xor::Zeroable,
)]
#[bytemuck(crate = "__bytemuck_of_Xor")]
#[repr(C, align(64))]
pub struct Xor {
    hidden_weight: [[::nn_runtime::__private::Panel; 2]; 1],
    hidden_bias: [::nn_runtime::__private::Panel; 1],
    output_weight: [[::nn_runtime::__private::Panel; 8]; 1],
    output_bias: [::nn_runtime::__private::Panel; 1],
}
const _: () = {
    use ::nn_runtime::__private::{self as nn, bytemuck};
    #[inline(always)]
    fn dense_2x8_tanh_4rows<S: nn::Simd>(
        simd: S,
        x: &[[f32; 2]; 4],
        weight: &[[nn::Panel; 2]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 4],
    ) {
        let mut sum_0_0 = nn::load(simd, &bias[0]);
        let mut sum_1_0 = nn::load(simd, &bias[0]);
        let mut sum_2_0 = nn::load(simd, &bias[0]);
        let mut sum_3_0 = nn::load(simd, &bias[0]);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::splat(simd, x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let x1 = nn::splat(simd, x[1][0]);
        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
        let x2 = nn::splat(simd, x[2][0]);
        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
        let x3 = nn::splat(simd, x[3][0]);
        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let mut sum_1_0_1 = nn::splat(simd, 0.0);
        let mut sum_2_0_1 = nn::splat(simd, 0.0);
        let mut sum_3_0_1 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][1]);
        let x0 = nn::splat(simd, x[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let x1 = nn::splat(simd, x[1][1]);
        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
        let x2 = nn::splat(simd, x[2][1]);
        sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
        let x3 = nn::splat(simd, x[3][1]);
        sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        nn::store(nn::math::tanh(simd, sum_0_0), &mut y[0][0]);
        let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
        nn::store(nn::math::tanh(simd, sum_1_0), &mut y[1][0]);
        let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
        nn::store(nn::math::tanh(simd, sum_2_0), &mut y[2][0]);
        let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
        nn::store(nn::math::tanh(simd, sum_3_0), &mut y[3][0]);
    }
    #[inline(always)]
    fn dense_2x8_tanh_row<S: nn::Simd>(
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
        nn::store(nn::math::tanh(simd, sum_0_0), &mut y[0][0]);
    }
    #[inline(always)]
    fn dense_8of16x1_sigmoid_4rows<S: nn::Simd>(
        simd: S,
        x: &[[f32; 16]; 4],
        weight: &[[nn::Panel; 8]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 4],
    ) {
        let mut sum_0_0 = nn::load(simd, &bias[0]);
        let mut sum_1_0 = nn::load(simd, &bias[0]);
        let mut sum_2_0 = nn::load(simd, &bias[0]);
        let mut sum_3_0 = nn::load(simd, &bias[0]);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::splat(simd, x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let x1 = nn::splat(simd, x[1][0]);
        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
        let x2 = nn::splat(simd, x[2][0]);
        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
        let x3 = nn::splat(simd, x[3][0]);
        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let mut sum_1_0_1 = nn::splat(simd, 0.0);
        let mut sum_2_0_1 = nn::splat(simd, 0.0);
        let mut sum_3_0_1 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][1]);
        let x0 = nn::splat(simd, x[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let x1 = nn::splat(simd, x[1][1]);
        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
        let x2 = nn::splat(simd, x[2][1]);
        sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
        let x3 = nn::splat(simd, x[3][1]);
        sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
        let mut sum_0_0_2 = nn::splat(simd, 0.0);
        let mut sum_1_0_2 = nn::splat(simd, 0.0);
        let mut sum_2_0_2 = nn::splat(simd, 0.0);
        let mut sum_3_0_2 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][2]);
        let x0 = nn::splat(simd, x[0][2]);
        sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
        let x1 = nn::splat(simd, x[1][2]);
        sum_1_0_2 = nn::mul_add(x1, w0, sum_1_0_2);
        let x2 = nn::splat(simd, x[2][2]);
        sum_2_0_2 = nn::mul_add(x2, w0, sum_2_0_2);
        let x3 = nn::splat(simd, x[3][2]);
        sum_3_0_2 = nn::mul_add(x3, w0, sum_3_0_2);
        let mut sum_0_0_3 = nn::splat(simd, 0.0);
        let mut sum_1_0_3 = nn::splat(simd, 0.0);
        let mut sum_2_0_3 = nn::splat(simd, 0.0);
        let mut sum_3_0_3 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][3]);
        let x0 = nn::splat(simd, x[0][3]);
        sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
        let x1 = nn::splat(simd, x[1][3]);
        sum_1_0_3 = nn::mul_add(x1, w0, sum_1_0_3);
        let x2 = nn::splat(simd, x[2][3]);
        sum_2_0_3 = nn::mul_add(x2, w0, sum_2_0_3);
        let x3 = nn::splat(simd, x[3][3]);
        sum_3_0_3 = nn::mul_add(x3, w0, sum_3_0_3);
        let mut sum_0_0_4 = nn::splat(simd, 0.0);
        let mut sum_1_0_4 = nn::splat(simd, 0.0);
        let mut sum_2_0_4 = nn::splat(simd, 0.0);
        let mut sum_3_0_4 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][4]);
        let x0 = nn::splat(simd, x[0][4]);
        sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
        let x1 = nn::splat(simd, x[1][4]);
        sum_1_0_4 = nn::mul_add(x1, w0, sum_1_0_4);
        let x2 = nn::splat(simd, x[2][4]);
        sum_2_0_4 = nn::mul_add(x2, w0, sum_2_0_4);
        let x3 = nn::splat(simd, x[3][4]);
        sum_3_0_4 = nn::mul_add(x3, w0, sum_3_0_4);
        let mut sum_0_0_5 = nn::splat(simd, 0.0);
        let mut sum_1_0_5 = nn::splat(simd, 0.0);
        let mut sum_2_0_5 = nn::splat(simd, 0.0);
        let mut sum_3_0_5 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][5]);
        let x0 = nn::splat(simd, x[0][5]);
        sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
        let x1 = nn::splat(simd, x[1][5]);
        sum_1_0_5 = nn::mul_add(x1, w0, sum_1_0_5);
        let x2 = nn::splat(simd, x[2][5]);
        sum_2_0_5 = nn::mul_add(x2, w0, sum_2_0_5);
        let x3 = nn::splat(simd, x[3][5]);
        sum_3_0_5 = nn::mul_add(x3, w0, sum_3_0_5);
        let mut sum_0_0_6 = nn::splat(simd, 0.0);
        let mut sum_1_0_6 = nn::splat(simd, 0.0);
        let mut sum_2_0_6 = nn::splat(simd, 0.0);
        let mut sum_3_0_6 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][6]);
        let x0 = nn::splat(simd, x[0][6]);
        sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
        let x1 = nn::splat(simd, x[1][6]);
        sum_1_0_6 = nn::mul_add(x1, w0, sum_1_0_6);
        let x2 = nn::splat(simd, x[2][6]);
        sum_2_0_6 = nn::mul_add(x2, w0, sum_2_0_6);
        let x3 = nn::splat(simd, x[3][6]);
        sum_3_0_6 = nn::mul_add(x3, w0, sum_3_0_6);
        let mut sum_0_0_7 = nn::splat(simd, 0.0);
        let mut sum_1_0_7 = nn::splat(simd, 0.0);
        let mut sum_2_0_7 = nn::splat(simd, 0.0);
        let mut sum_3_0_7 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][7]);
        let x0 = nn::splat(simd, x[0][7]);
        sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
        let x1 = nn::splat(simd, x[1][7]);
        sum_1_0_7 = nn::mul_add(x1, w0, sum_1_0_7);
        let x2 = nn::splat(simd, x[2][7]);
        sum_2_0_7 = nn::mul_add(x2, w0, sum_2_0_7);
        let x3 = nn::splat(simd, x[3][7]);
        sum_3_0_7 = nn::mul_add(x3, w0, sum_3_0_7);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
        let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
        let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
        let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
        nn::store(nn::math::sigmoid(simd, sum_0_0), &mut y[0][0]);
        let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
        let sum_1_0_2 = nn::plus(sum_1_0_2, sum_1_0_3);
        let sum_1_0_4 = nn::plus(sum_1_0_4, sum_1_0_5);
        let sum_1_0_6 = nn::plus(sum_1_0_6, sum_1_0_7);
        let sum_1_0 = nn::plus(sum_1_0, sum_1_0_2);
        let sum_1_0_4 = nn::plus(sum_1_0_4, sum_1_0_6);
        let sum_1_0 = nn::plus(sum_1_0, sum_1_0_4);
        nn::store(nn::math::sigmoid(simd, sum_1_0), &mut y[1][0]);
        let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
        let sum_2_0_2 = nn::plus(sum_2_0_2, sum_2_0_3);
        let sum_2_0_4 = nn::plus(sum_2_0_4, sum_2_0_5);
        let sum_2_0_6 = nn::plus(sum_2_0_6, sum_2_0_7);
        let sum_2_0 = nn::plus(sum_2_0, sum_2_0_2);
        let sum_2_0_4 = nn::plus(sum_2_0_4, sum_2_0_6);
        let sum_2_0 = nn::plus(sum_2_0, sum_2_0_4);
        nn::store(nn::math::sigmoid(simd, sum_2_0), &mut y[2][0]);
        let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
        let sum_3_0_2 = nn::plus(sum_3_0_2, sum_3_0_3);
        let sum_3_0_4 = nn::plus(sum_3_0_4, sum_3_0_5);
        let sum_3_0_6 = nn::plus(sum_3_0_6, sum_3_0_7);
        let sum_3_0 = nn::plus(sum_3_0, sum_3_0_2);
        let sum_3_0_4 = nn::plus(sum_3_0_4, sum_3_0_6);
        let sum_3_0 = nn::plus(sum_3_0, sum_3_0_4);
        nn::store(nn::math::sigmoid(simd, sum_3_0), &mut y[3][0]);
    }
    #[inline(always)]
    fn dense_8of16x1_sigmoid_row<S: nn::Simd>(
        simd: S,
        x: &[[f32; 16]; 1],
        weight: &[[nn::Panel; 8]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let mut sum_0_0 = nn::load(simd, &bias[0]);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let mut sum_0_0_2 = nn::splat(simd, 0.0);
        let mut sum_0_0_3 = nn::splat(simd, 0.0);
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
        let mut sum_0_0_4 = nn::splat(simd, 0.0);
        let mut sum_0_0_5 = nn::splat(simd, 0.0);
        let mut sum_0_0_6 = nn::splat(simd, 0.0);
        let mut sum_0_0_7 = nn::splat(simd, 0.0);
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
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_3);
        let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_5);
        let sum_0_0_6 = nn::plus(sum_0_0_6, sum_0_0_7);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
        let sum_0_0_4 = nn::plus(sum_0_0_4, sum_0_0_6);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
        nn::store(nn::math::sigmoid(simd, sum_0_0), &mut y[0][0]);
    }
    #[inline(always)]
    fn input_gradient_8x1_tanh_4rows<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 4],
        weight: &[[nn::Panel; 1]; 1],
        a: &[[nn::Panel; 1]; 4],
        y: &mut [[nn::Panel; 1]; 4],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let mut sum_1_0 = nn::splat(simd, 0.0);
        let mut sum_2_0 = nn::splat(simd, 0.0);
        let mut sum_3_0 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::splat(simd, d[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let x1 = nn::splat(simd, d[1][0]);
        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
        let x2 = nn::splat(simd, d[2][0]);
        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
        let x3 = nn::splat(simd, d[3][0]);
        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
        nn::store(
            nn::times(
                sum_0_0,
                nn::math::tanh_derivative_from_output(simd, nn::load(simd, &a[0][0])),
            ),
            &mut y[0][0],
        );
        nn::store(
            nn::times(
                sum_1_0,
                nn::math::tanh_derivative_from_output(simd, nn::load(simd, &a[1][0])),
            ),
            &mut y[1][0],
        );
        nn::store(
            nn::times(
                sum_2_0,
                nn::math::tanh_derivative_from_output(simd, nn::load(simd, &a[2][0])),
            ),
            &mut y[2][0],
        );
        nn::store(
            nn::times(
                sum_3_0,
                nn::math::tanh_derivative_from_output(simd, nn::load(simd, &a[3][0])),
            ),
            &mut y[3][0],
        );
    }
    #[inline(always)]
    fn input_gradient_8x1_tanh_row<S: nn::Simd>(
        simd: S,
        d: &[[f32; 16]; 1],
        weight: &[[nn::Panel; 1]; 1],
        a: &[[nn::Panel; 1]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::splat(simd, d[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        nn::store(
            nn::times(
                sum_0_0,
                nn::math::tanh_derivative_from_output(simd, nn::load(simd, &a[0][0])),
            ),
            &mut y[0][0],
        );
    }
    #[inline(always)]
    fn weight_gradient_2x8<S: nn::Simd>(
        simd: S,
        x: &[[f32; 2]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        if let [nn::Some([to_0_0, to_1_0])] = nn::tile(part, 0, 0) {
            let mut sum_0_0 = nn::splat(simd, 0.0);
            let mut sum_1_0 = nn::splat(simd, 0.0);
            nn::each_row(
                x,
                d,
                #[inline(always)]
                |left, right| {
                    let w0 = nn::load(simd, &right[0]);
                    let x0 = nn::splat(simd, left[0]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, left[1]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                },
            );
            nn::add_to(simd, sum_0_0, to_0_0);
            nn::add_to(simd, sum_1_0, to_1_0);
        }
    }
    #[inline(always)]
    fn weight_gradient_8of16x1<S: nn::Simd>(
        simd: S,
        x: &[[f32; 16]],
        d: &[[nn::Panel; 1]],
        part: &mut nn::Inputs<'_, 1>,
    ) {
        {
            if let [nn::Some([to_0_0, to_1_0, to_2_0, to_3_0])] = nn::tile(part, 0, 0) {
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
                        let x0 = nn::splat(simd, left[0]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, left[1]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        let x2 = nn::splat(simd, left[2]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        let x3 = nn::splat(simd, left[3]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    },
                );
                nn::add_to(simd, sum_0_0, to_0_0);
                nn::add_to(simd, sum_1_0, to_1_0);
                nn::add_to(simd, sum_2_0, to_2_0);
                nn::add_to(simd, sum_3_0, to_3_0);
            }
        }
        {
            if let [nn::Some([to_0_0, to_1_0, to_2_0, to_3_0])] = nn::tile(part, 4, 0) {
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
                        let x0 = nn::splat(simd, left[4]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        let x1 = nn::splat(simd, left[5]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        let x2 = nn::splat(simd, left[6]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        let x3 = nn::splat(simd, left[7]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    },
                );
                nn::add_to(simd, sum_0_0, to_0_0);
                nn::add_to(simd, sum_1_0, to_1_0);
                nn::add_to(simd, sum_2_0, to_2_0);
                nn::add_to(simd, sum_3_0, to_3_0);
            }
        }
    }
    #[inline(always)]
    fn forward_row<S: nn::Simd>(
        simd: S,
        net: &Xor,
        x: &[[f32; 2]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let hidden_value = &mut [[nn::Panel::ZERO; 1]; 1];
        dense_2x8_tanh_row(simd, x, &net.hidden_weight, &net.hidden_bias, hidden_value);
        let output_value = y;
        dense_8of16x1_sigmoid_row(
            simd,
            nn::cast::<[[nn::Panel; 1]; 1], [[f32; 16]; 1]>(hidden_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn forward_rows<S: nn::Simd>(
        simd: S,
        net: &Xor,
        x: &[[f32; 2]; 4],
        y: &mut [[nn::Panel; 1]; 4],
    ) {
        let hidden_value = &mut [[nn::Panel::ZERO; 1]; 4];
        dense_2x8_tanh_4rows(
            simd,
            x,
            &net.hidden_weight,
            &net.hidden_bias,
            hidden_value,
        );
        let output_value = y;
        dense_8of16x1_sigmoid_4rows(
            simd,
            nn::cast::<[[nn::Panel; 1]; 4], [[f32; 16]; 4]>(hidden_value),
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    #[inline(always)]
    fn train_rows<S: nn::Simd>(simd: S, net: &Xor, step: nn::Step, rows: Rows<'_>) {
        let Rows {
            x,
            hidden_value,
            output_value,
            targets,
            hidden_gradient,
            output_gradient,
            losses,
            output_weight_transposed,
        } = rows;
        nn::rows(
            x,
            hidden_value,
            #[inline(always)]
            |x, y| dense_2x8_tanh_4rows(
                simd,
                x,
                &net.hidden_weight,
                &net.hidden_bias,
                y,
            ),
            #[inline(always)]
            |x, y| dense_2x8_tanh_row(
                simd,
                nn::one(x),
                &net.hidden_weight,
                &net.hidden_bias,
                nn::one_mut(y),
            ),
        );
        nn::rows(
            nn::cast_rows::<[nn::Panel; 1], [f32; 16]>(hidden_value),
            output_value,
            #[inline(always)]
            |x, y| dense_8of16x1_sigmoid_4rows(
                simd,
                x,
                &net.output_weight,
                &net.output_bias,
                y,
            ),
            #[inline(always)]
            |x, y| dense_8of16x1_sigmoid_row(
                simd,
                nn::one(x),
                &net.output_weight,
                &net.output_bias,
                nn::one_mut(y),
            ),
        );
        nn::row_losses_with(
            output_value,
            targets,
            output_gradient,
            losses,
            |p, y, d| { row_loss(simd, p, y, step.scale, d) },
        );
        nn::scale_by(
            simd,
            nn::panels(output_value),
            nn::panels_mut(output_gradient),
            #[inline(always)]
            |a| nn::math::sigmoid_derivative_from_output(simd, a),
        );
        nn::rows_with(
            nn::cast_rows::<[nn::Panel; 1], [f32; 16]>(output_gradient),
            hidden_value,
            hidden_gradient,
            #[inline(always)]
            |d, a, y| input_gradient_8x1_tanh_4rows(
                simd,
                d,
                output_weight_transposed,
                a,
                y,
            ),
            #[inline(always)]
            |d, a, y| {
                input_gradient_8x1_tanh_row(
                    simd,
                    nn::one(d),
                    output_weight_transposed,
                    nn::one(a),
                    nn::one_mut(y),
                )
            },
        );
    }
    #[inline(always)]
    fn train_parameters<S: nn::Simd>(simd: S, rows: &Rows<'_>, part: &mut Part<'_>) {
        nn::each_block(
            64,
            nn::cast_rows::<[nn::Panel; 1], [f32; 16]>(rows.hidden_value),
            rows.output_gradient,
            &mut part.output_weight,
            #[inline(always)]
            |x, d, part| {
                weight_gradient_8of16x1(simd, x, d, part);
            },
        );
        nn::bias_gradient(simd, 64, rows.output_gradient, &mut part.output_bias);
        nn::each_block(
            64,
            rows.x,
            rows.hidden_gradient,
            &mut part.hidden_weight,
            #[inline(always)]
            |x, d, part| {
                weight_gradient_2x8(simd, x, d, part);
            },
        );
        nn::bias_gradient(simd, 64, rows.hidden_gradient, &mut part.hidden_bias);
    }
    /// Values, derivatives, targets and losses of some rows, and transposed weights.
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
        hidden_value: [[nn::Panel; 1]; nn::held_rows(64)],
        output_value: [[nn::Panel; 1]; nn::held_rows(64)],
        targets: [[nn::Panel; 1]; nn::held_rows(64)],
        hidden_gradient: [[nn::Panel; 1]; nn::held_rows(64)],
        output_gradient: [[nn::Panel; 1]; nn::held_rows(64)],
        losses: [f32; nn::held_rows(64)],
        output_weight_transposed: [[nn::Panel; 1]; 1],
    }
    /// Rows of a batch, their places in the workspace, and transposed weights.
    pub struct Rows<'w> {
        x: &'w [[f32; 2]],
        hidden_value: &'w mut [[nn::Panel; 1]],
        output_value: &'w mut [[nn::Panel; 1]],
        targets: &'w mut [[nn::Panel; 1]],
        hidden_gradient: &'w mut [[nn::Panel; 1]],
        output_gradient: &'w mut [[nn::Panel; 1]],
        losses: &'w mut [f32],
        output_weight_transposed: &'w [[nn::Panel; 1]; 1],
    }
    /// A part of the gradient: of each layer some inputs, and some panels of biases.
    pub struct Part<'g> {
        hidden_weight: nn::Inputs<'g, 1>,
        hidden_bias: nn::Outputs<'g>,
        output_weight: nn::Inputs<'g, 1>,
        output_bias: nn::Outputs<'g>,
        of: nn::Of<'g>,
    }
    impl Xor {
        /// Parameters, padding not counted.
        pub const PARAMETERS: usize = 33;
        /// Floating-point operations of one prediction: two for each multiply-add of the dense layers.
        pub const FLOPS: usize = 48;
        /// Name, shape and place of every parameter, in the order of declaration.
        pub const LAYOUT: &'static [nn::Parameter] = <Self as nn::Network>::LAYOUT;
        /// All parameters zero.
        pub const ZERO: Self = nn::bytemuck::zeroed();
        nn::if_alloc! {
            #[doc =
            r" A network with random parameters; equal seeds give equal bits on every machine."]
            #[must_use] #[allow(clippy::unnecessary_box_returns, reason =
            "large networks need the box, small ones keep the same API")] pub fn
            init(seed : u64) -> nn::Box < Self > { let mut network = Self::zeros();
            network.initialize(seed); network } #[doc =
            r" A network whose parameters are all zero."] #[must_use]
            #[allow(clippy::unnecessary_box_returns, reason =
            "large networks need the box, small ones keep the same API")] pub fn zeros()
            -> nn::Box < Self > { nn::bytemuck::zeroed_box() }
        }
        /// Draws all parameters anew, as `init` does.
        pub fn initialize(&mut self, seed: u64) {
            nn::initialize(
                nn::Network::as_flat_mut(self),
                <Self as nn::Network>::LAYOUT,
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
        /// Weights and biases of the layer `hidden`, 2 inputs, 8 outputs.
        #[must_use]
        #[inline]
        pub fn hidden(&self) -> nn::Dense<'_, 2, 8> {
            nn::Dense::new(
                nn::panels(&self.hidden_weight),
                nn::core::option::Option::Some(&self.hidden_bias),
            )
        }
        /// As `hidden`, for writing.
        #[must_use]
        #[inline]
        pub fn hidden_mut(&mut self) -> nn::DenseMut<'_, 2, 8> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.hidden_weight),
                nn::core::option::Option::Some(&mut self.hidden_bias),
            )
        }
        /// Weights and biases of the layer `output`, 8 inputs, 1 outputs.
        #[must_use]
        #[inline]
        pub fn output(&self) -> nn::Dense<'_, 8, 1> {
            nn::Dense::new(
                nn::panels(&self.output_weight),
                nn::core::option::Option::Some(&self.output_bias),
            )
        }
        /// As `output`, for writing.
        #[must_use]
        #[inline]
        pub fn output_mut(&mut self) -> nn::DenseMut<'_, 8, 1> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.output_weight),
                nn::core::option::Option::Some(&mut self.output_bias),
            )
        }
        /// Bytes that a workspace takes.
        pub const WORKSPACE_BYTES: usize = nn::core::mem::size_of::<Workspace>();
        nn::if_alloc! {
            #[doc = r" Memory for `gradients`; its size does not depend on the batch."]
            #[must_use] #[allow(clippy::unnecessary_box_returns, reason =
            "large networks need the box, small ones keep the same API")] pub fn
            workspace() -> nn::Box < nn::Workspace < Self >> { nn::bytemuck::zeroed_box()
            }
        }
        /// The mean loss of a batch, without dropout.
        ///
        /// # Errors
        /// If `targets` and `inputs` differ in length, or are empty.
        #[inline]
        pub fn loss<T: nn::Target<nn::Mse, [f32; 1]>>(
            &self,
            inputs: &[[f32; 2]],
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
        pub fn gradients<T: nn::Target<nn::Mse, [f32; 1]>>(
            &self,
            inputs: &[[f32; 2]],
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
    }
    impl nn::core::fmt::Debug for Xor {
        fn fmt(&self, f: &mut nn::core::fmt::Formatter<'_>) -> nn::core::fmt::Result {
            f.debug_struct("Xor")
                .field("parameters", &Self::PARAMETERS)
                .finish_non_exhaustive()
        }
    }
    impl nn::core::convert::AsRef<Xor> for Xor {
        #[inline]
        fn as_ref(&self) -> &Xor {
            self
        }
    }
    impl nn::core::convert::AsMut<Xor> for Xor {
        #[inline]
        fn as_mut(&mut self) -> &mut Xor {
            self
        }
    }
    impl nn::core::cmp::PartialEq for Xor {
        fn eq(&self, other: &Self) -> bool {
            nn::Network::as_flat(self) == nn::Network::as_flat(other)
        }
    }
    /// The row without padding.
    #[inline(always)]
    fn finish<S: nn::Simd>(_simd: S, y: &mut [nn::Panel; 1]) -> [f32; 1] {
        let mut output = [0.0; 1];
        nn::store_row(y, 0, &mut output);
        output
    }
    impl nn::Network for Xor {
        type Input = [f32; 2];
        type Output = [f32; 1];
        const NAME: &'static str = "Xor";
        const LAYOUT: &'static [nn::Parameter] = &[
            nn::Parameter {
                name: "hidden.weight",
                shape: &[8, 2],
                offset: 0,
                stored_len: 32,
                order: nn::Order::DenseWeight {
                    inputs: 2,
                    outputs: 8,
                },
                init: nn::Init::GlorotUniform,
                fan_in: 2,
                fan_out: 8,
            },
            nn::Parameter {
                name: "hidden.bias",
                shape: &[8],
                offset: 32,
                stored_len: 16,
                order: nn::Order::Vector { len: 8 },
                init: nn::Init::Zeros,
                fan_in: 2,
                fan_out: 8,
            },
            nn::Parameter {
                name: "output.weight",
                shape: &[1, 8],
                offset: 48,
                stored_len: 128,
                order: nn::Order::DenseWeight {
                    inputs: 8,
                    outputs: 1,
                },
                init: nn::Init::GlorotUniform,
                fan_in: 8,
                fan_out: 1,
            },
            nn::Parameter {
                name: "output.bias",
                shape: &[1],
                offset: 176,
                stored_len: 16,
                order: nn::Order::Vector { len: 1 },
                init: nn::Init::Zeros,
                fan_in: 8,
                fan_out: 1,
            },
        ];
        const PARAMETERS: usize = Self::PARAMETERS;
        #[inline]
        fn predict_at(&self, level: nn::Level, input: &Self::Input) -> Self::Output {
            nn::dispatch!(
                level, simd => { let mut y = [[nn::Panel::ZERO; 1]; 1]; forward_row(simd,
                self, nn::one(input), & mut y); finish(simd, & mut y[0]) }, { let mut y =
                [[nn::Panel::ZERO; 1]; 1]; forward_row(simd, self, nn::one(input), & mut
                y); finish(simd, & mut y[0]) }, { let mut y = [[nn::Panel::ZERO; 1]; 1];
                forward_row(simd, self, nn::one(input), & mut y); finish(simd, & mut
                y[0]) }
            )
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
    }
    impl nn::Forward for Xor {
        const FLOPS: usize = Self::FLOPS;
        #[inline]
        fn predict_rows(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
        ) {
            nn::dispatch!(
                level, simd => nn::rows(inputs, outputs, #[inline(always)] | x, outputs |
                { let mut y = [[nn::Panel::ZERO; 1]; 4]; forward_rows(simd, self, x, &
                mut y); nn::finish_rows(& mut y, outputs, #[inline(always)] | y |
                finish(simd, y)); }, #[inline(always)] | x, output | { let mut y =
                [[nn::Panel::ZERO; 1]; 1]; forward_row(simd, self, nn::one(x), & mut y);
                * output = finish(simd, & mut y[0]); },), nn::rows(inputs, outputs,
                #[inline(always)] | x, outputs | { let mut y = [[nn::Panel::ZERO; 1]; 4];
                forward_rows(simd, self, x, & mut y); nn::finish_rows(& mut y, outputs,
                #[inline(always)] | y | finish(simd, y)); }, #[inline(always)] | x,
                output | { let mut y = [[nn::Panel::ZERO; 1]; 1]; forward_row(simd, self,
                nn::one(x), & mut y); * output = finish(simd, & mut y[0]); },),
                nn::rows(inputs, outputs, #[inline(always)] | x, outputs | { let mut y =
                [[nn::Panel::ZERO; 1]; 4]; forward_rows(simd, self, x, & mut y);
                nn::finish_rows(& mut y, outputs, #[inline(always)] | y | finish(simd,
                y)); }, #[inline(always)] | x, output | { let mut y = [[nn::Panel::ZERO;
                1]; 1]; forward_row(simd, self, nn::one(x), & mut y); * output =
                finish(simd, & mut y[0]); },)
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
            || nn::mse::<_, 1, 1>(simd, (p, y), scale, d),
        )
    }
    fn loss_rows<S: nn::Simd>(
        simd: S,
        net: &Xor,
        inputs: &[[f32; 2]],
        targets: &[[nn::Panel; 1]],
        losses: &mut [f32],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_with(
                    inputs,
                    targets,
                    losses,
                    #[inline(always)]
                    |x, y, losses| {
                        let mut p = [[nn::Panel::ZERO; 1]; 4];
                        forward_rows(simd, net, x, &mut p);
                        nn::row_losses(
                            &p,
                            y,
                            losses,
                            |p, y| row_loss(simd, p, y, 1.0, &mut [nn::Panel::ZERO; 1]),
                        );
                    },
                    #[inline(always)]
                    |x, y, loss| {
                        let mut p = [[nn::Panel::ZERO; 1]; 1];
                        forward_row(simd, net, nn::one(x), &mut p);
                        let (y, losses) = (nn::one(y), nn::one_mut(loss));
                        nn::row_losses(
                            &p,
                            y,
                            losses,
                            |p, y| row_loss(simd, p, y, 1.0, &mut [nn::Panel::ZERO; 1]),
                        );
                    },
                );
            },
        );
    }
    impl nn::Train for Xor {
        type Workspace = Workspace;
        type Loss = nn::Mse;
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
    }
    impl nn::Blocks for Xor {
        type TargetRow = [nn::Panel; 1];
        type Rows<'w> = Rows<'w>;
        type Part<'g> = Part<'g>;
        const BLOCK_ROWS: usize = 64;
        const MEAN_OVER: usize = 1;
        #[inline]
        fn targets(workspace: &mut Workspace) -> &mut [Self::TargetRow] {
            &mut workspace.targets
        }
        fn loss_rows(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            targets: &[Self::TargetRow],
            losses: &mut [f32],
        ) {
            nn::dispatch!(
                level, simd => loss_rows(simd, self, inputs, targets, losses),
                loss_rows(simd, self, inputs, targets, losses), loss_rows(simd, self,
                inputs, targets, losses)
            )
        }
        fn prepare(&self, level: nn::Level, workspace: &mut Workspace) {
            let _ = (level, &workspace);
            nn::transpose(
                level,
                nn::panels(&self.output_weight),
                8,
                nn::panels_mut(&mut workspace.output_weight_transposed),
                1,
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
                losses: nn::take_rows_mut(&mut workspace.losses, n),
                output_weight_transposed: &workspace.output_weight_transposed,
            }
        }
        #[inline]
        fn losses<'r>(rows: &'r Rows<'_>) -> &'r [f32] {
            rows.losses
        }
        #[inline]
        fn whole(gradient: &mut Self, holds: nn::Holds) -> Part<'_> {
            Part {
                hidden_weight: nn::all_inputs(&mut gradient.hidden_weight, holds),
                hidden_bias: nn::all_outputs(&mut gradient.hidden_bias, holds),
                output_weight: nn::all_inputs(&mut gradient.output_weight, holds),
                output_bias: nn::all_outputs(&mut gradient.output_bias, holds),
                of: nn::Of::default(),
            }
        }
        fn train_rows(&self, level: nn::Level, step: nn::Step, rows: Rows<'_>) {
            nn::dispatch!(
                level, simd => train_rows(simd, self, step, rows), train_rows(simd, self,
                step, rows), train_rows(simd, self, step, rows)
            )
        }
        fn train_parameters(level: nn::Level, rows: &Rows<'_>, mut part: Part<'_>) {
            nn::dispatch!(
                level, simd => train_parameters(simd, rows, & mut part),
                train_parameters(simd, rows, & mut part), train_parameters(simd, rows, &
                mut part)
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
            nn::split_rows_mut(rows.output_gradient, n); let (losses, losses_rest) =
            nn::split_rows_mut(rows.losses, n); let output_weight_transposed = rows
            .output_weight_transposed; (Rows { x, hidden_value, output_value, targets,
            hidden_gradient, output_gradient, losses, output_weight_transposed, }, Rows {
            x : x_rest, hidden_value : hidden_value_rest, output_value :
            output_value_rest, targets : targets_rest, hidden_gradient :
            hidden_gradient_rest, output_gradient : output_gradient_rest, losses :
            losses_rest, output_weight_transposed, },) } fn split_part(level : nn::Level,
            part : Self::Part < '_ >, share : nn::Share,) -> (Self::Part < '_ >,
            Self::Part < '_ >) { let (hidden_weight, hidden_weight_rest) =
            nn::split_inputs(part.hidden_weight, nn::by_level(level, [2, 2, 2]), share);
            let (hidden_bias, hidden_bias_rest) = nn::split_outputs(part.hidden_bias,
            share); let (output_weight, output_weight_rest) = nn::split_inputs(part
            .output_weight, nn::by_level(level, [4, 4, 4]), share); let (output_bias,
            output_bias_rest) = nn::split_outputs(part.output_bias, share); (Part {
            hidden_weight, hidden_bias, output_weight, output_bias, of : part.of }, Part
            { hidden_weight : hidden_weight_rest, hidden_bias : hidden_bias_rest,
            output_weight : output_weight_rest, output_bias : output_bias_rest, of : part
            .of }) }
        }
    }
};
