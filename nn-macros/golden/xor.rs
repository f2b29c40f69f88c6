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
///
/// `tanh` is `tanh x`. `sigmoid` is `1 / (1 + e^-x)`.
///
/// More methods are in nn-runtime's traits `Parameters` (`init`, `zeros`, `save`, `load`, `to_onnx`) and `Train` (`workspace`).
#[allow(clippy::large_stack_frames, reason = "a network may be cloned on the stack")]
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
    output_weight: [[::nn_runtime::__private::Panel; 1]; 1],
    output_bias: [::nn_runtime::__private::Panel; 1],
}
#[allow(clippy::large_stack_frames, reason = "the rows of a block are on the stack")]
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
        let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
        let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
        let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
        nn::store(nn::math::tanh(simd, sum_0_0), &mut y[0][0]);
        nn::store(nn::math::tanh(simd, sum_1_0), &mut y[1][0]);
        nn::store(nn::math::tanh(simd, sum_2_0), &mut y[2][0]);
        nn::store(nn::math::tanh(simd, sum_3_0), &mut y[3][0]);
    }
    fn dense_2x8_tanh_lanes<S: nn::Simd>(
        simd: S,
        x: &[nn::Panel; 2],
        weight: &[[nn::Panel; 2]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [nn::Panel; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                {
                    let mut sum_0_0 = nn::splat(simd, bias[0].0[0]);
                    let mut sum_1_0 = nn::splat(simd, bias[0].0[1]);
                    let mut sum_2_0 = nn::splat(simd, bias[0].0[2]);
                    let mut sum_3_0 = nn::splat(simd, bias[0].0[3]);
                    let w0 = nn::load(simd, &x[0]);
                    let x0 = nn::splat(simd, weight[0][0].0[0]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, weight[0][0].0[1]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let x2 = nn::splat(simd, weight[0][0].0[2]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    let x3 = nn::splat(simd, weight[0][0].0[3]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    let mut sum_2_0_1 = nn::splat(simd, 0.0);
                    let mut sum_3_0_1 = nn::splat(simd, 0.0);
                    let w0 = nn::load(simd, &x[1]);
                    let x0 = nn::splat(simd, weight[0][1].0[0]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let x1 = nn::splat(simd, weight[0][1].0[1]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    let x2 = nn::splat(simd, weight[0][1].0[2]);
                    sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                    let x3 = nn::splat(simd, weight[0][1].0[3]);
                    sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                    nn::store(sum_0_0, &mut y[0]);
                    nn::store(sum_1_0, &mut y[1]);
                    nn::store(sum_2_0, &mut y[2]);
                    nn::store(sum_3_0, &mut y[3]);
                }
                {
                    let mut sum_0_0 = nn::splat(simd, bias[0].0[4]);
                    let mut sum_1_0 = nn::splat(simd, bias[0].0[5]);
                    let mut sum_2_0 = nn::splat(simd, bias[0].0[6]);
                    let mut sum_3_0 = nn::splat(simd, bias[0].0[7]);
                    let w0 = nn::load(simd, &x[0]);
                    let x0 = nn::splat(simd, weight[0][0].0[4]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, weight[0][0].0[5]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let x2 = nn::splat(simd, weight[0][0].0[6]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    let x3 = nn::splat(simd, weight[0][0].0[7]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    let mut sum_0_0_1 = nn::splat(simd, 0.0);
                    let mut sum_1_0_1 = nn::splat(simd, 0.0);
                    let mut sum_2_0_1 = nn::splat(simd, 0.0);
                    let mut sum_3_0_1 = nn::splat(simd, 0.0);
                    let w0 = nn::load(simd, &x[1]);
                    let x0 = nn::splat(simd, weight[0][1].0[4]);
                    sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                    let x1 = nn::splat(simd, weight[0][1].0[5]);
                    sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
                    let x2 = nn::splat(simd, weight[0][1].0[6]);
                    sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
                    let x3 = nn::splat(simd, weight[0][1].0[7]);
                    sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
                    let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                    let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
                    let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
                    let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
                    nn::store(sum_0_0, &mut y[4]);
                    nn::store(sum_1_0, &mut y[5]);
                    nn::store(sum_2_0, &mut y[6]);
                    nn::store(sum_3_0, &mut y[7]);
                }
                nn::map_in_place(simd, y, #[inline(always)] |z| nn::math::tanh(simd, z));
            },
        );
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
    fn dense_8x1_sigmoid_4rows<S: nn::Simd>(
        simd: S,
        x: &[[nn::Panel; 1]; 4],
        weight: &[[nn::Panel; 1]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 4],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let mut sum_1_0 = nn::splat(simd, 0.0);
        let mut sum_2_0 = nn::splat(simd, 0.0);
        let mut sum_3_0 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::load(simd, &x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let x1 = nn::load(simd, &x[1][0]);
        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
        let x2 = nn::load(simd, &x[2][0]);
        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
        let x3 = nn::load(simd, &x[3][0]);
        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
        let total = nn::plus(
            nn::sums_of_half_lanes(simd, [sum_0_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(nn::math::sigmoid(simd, total), &mut y[0][0]);
        let total = nn::plus(
            nn::sums_of_half_lanes(simd, [sum_1_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(nn::math::sigmoid(simd, total), &mut y[1][0]);
        let total = nn::plus(
            nn::sums_of_half_lanes(simd, [sum_2_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(nn::math::sigmoid(simd, total), &mut y[2][0]);
        let total = nn::plus(
            nn::sums_of_half_lanes(simd, [sum_3_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(nn::math::sigmoid(simd, total), &mut y[3][0]);
    }
    fn dense_8x1_sigmoid_lanes<S: nn::Simd>(
        simd: S,
        x: &[nn::Panel; 8],
        weight: &[[nn::Panel; 1]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [nn::Panel; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::splat(simd, 0.0);
                let w0 = nn::load(simd, &x[0]);
                let x0 = nn::splat(simd, weight[0][0].0[0]);
                sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                let mut sum_0_0_1 = nn::splat(simd, 0.0);
                let w0 = nn::load(simd, &x[1]);
                let x0 = nn::splat(simd, weight[0][0].0[1]);
                sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
                let mut sum_0_0_2 = nn::splat(simd, 0.0);
                let w0 = nn::load(simd, &x[2]);
                let x0 = nn::splat(simd, weight[0][0].0[2]);
                sum_0_0_2 = nn::mul_add(x0, w0, sum_0_0_2);
                let mut sum_0_0_3 = nn::splat(simd, 0.0);
                let w0 = nn::load(simd, &x[3]);
                let x0 = nn::splat(simd, weight[0][0].0[3]);
                sum_0_0_3 = nn::mul_add(x0, w0, sum_0_0_3);
                let mut sum_0_0_4 = nn::splat(simd, 0.0);
                let w0 = nn::load(simd, &x[4]);
                let x0 = nn::splat(simd, weight[0][0].0[4]);
                sum_0_0_4 = nn::mul_add(x0, w0, sum_0_0_4);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_4);
                let mut sum_0_0_5 = nn::splat(simd, 0.0);
                let w0 = nn::load(simd, &x[5]);
                let x0 = nn::splat(simd, weight[0][0].0[5]);
                sum_0_0_5 = nn::mul_add(x0, w0, sum_0_0_5);
                let sum_0_0_1 = nn::plus(sum_0_0_1, sum_0_0_5);
                let mut sum_0_0_6 = nn::splat(simd, 0.0);
                let w0 = nn::load(simd, &x[6]);
                let x0 = nn::splat(simd, weight[0][0].0[6]);
                sum_0_0_6 = nn::mul_add(x0, w0, sum_0_0_6);
                let sum_0_0_2 = nn::plus(sum_0_0_2, sum_0_0_6);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_2);
                let mut sum_0_0_7 = nn::splat(simd, 0.0);
                let w0 = nn::load(simd, &x[7]);
                let x0 = nn::splat(simd, weight[0][0].0[7]);
                sum_0_0_7 = nn::mul_add(x0, w0, sum_0_0_7);
                let sum_0_0_3 = nn::plus(sum_0_0_3, sum_0_0_7);
                let sum_0_0_1 = nn::plus(sum_0_0_1, sum_0_0_3);
                let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
                nn::store(nn::plus(sum_0_0, nn::splat(simd, bias[0].0[0])), &mut y[0]);
                nn::map_in_place(
                    simd,
                    y,
                    #[inline(always)]
                    |z| nn::math::sigmoid(simd, z),
                );
            },
        );
    }
    #[inline(always)]
    fn dense_8x1_sigmoid_row<S: nn::Simd>(
        simd: S,
        x: &[[nn::Panel; 1]; 1],
        weight: &[[nn::Panel; 1]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::load(simd, &x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let total = nn::plus(
            nn::sums_of_half_lanes(simd, [sum_0_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(nn::math::sigmoid(simd, total), &mut y[0][0]);
    }
    #[inline(always)]
    fn descend_outer_2x8<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[f32; 2],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 2]; 1],
        moments: [&mut [[nn::Panel; 2]; 1]; M],
        rule: R,
    ) {
        nn::descend_outer(simd, x, d, weight, moments, rule);
    }
    #[inline(always)]
    fn descend_outer_8x1<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        x: &[nn::Panel; 1],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 1]; 1],
        moments: [&mut [[nn::Panel; 1]; 1]; M],
        rule: R,
    ) {
        nn::descend_outer_of_few(simd, x, d, weight, moments, (rule, 8));
    }
    fn input_gradient_8x1_lanes<S: nn::Simd>(
        simd: S,
        d: &[nn::Panel; 1],
        weight: &[[nn::Panel; 1]; 1],
        y: &mut [nn::Panel; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::splat(simd, 0.0);
                    let mut sum_2_0 = nn::splat(simd, 0.0);
                    let mut sum_3_0 = nn::splat(simd, 0.0);
                    let w0 = nn::load(simd, &d[0]);
                    let x0 = nn::splat(simd, weight[0][0].0[0]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, weight[0][0].0[1]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let x2 = nn::splat(simd, weight[0][0].0[2]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    let x3 = nn::splat(simd, weight[0][0].0[3]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    nn::store(sum_0_0, &mut y[0]);
                    nn::store(sum_1_0, &mut y[1]);
                    nn::store(sum_2_0, &mut y[2]);
                    nn::store(sum_3_0, &mut y[3]);
                }
                {
                    let mut sum_0_0 = nn::splat(simd, 0.0);
                    let mut sum_1_0 = nn::splat(simd, 0.0);
                    let mut sum_2_0 = nn::splat(simd, 0.0);
                    let mut sum_3_0 = nn::splat(simd, 0.0);
                    let w0 = nn::load(simd, &d[0]);
                    let x0 = nn::splat(simd, weight[0][0].0[4]);
                    sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                    let x1 = nn::splat(simd, weight[0][0].0[5]);
                    sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                    let x2 = nn::splat(simd, weight[0][0].0[6]);
                    sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                    let x3 = nn::splat(simd, weight[0][0].0[7]);
                    sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                    nn::store(sum_0_0, &mut y[4]);
                    nn::store(sum_1_0, &mut y[5]);
                    nn::store(sum_2_0, &mut y[6]);
                    nn::store(sum_3_0, &mut y[7]);
                }
            },
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
    fn outer_2x8<S: nn::Simd>(
        simd: S,
        x: &[f32; 2],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 2]; 1],
    ) {
        nn::outer(simd, x, d, weight);
    }
    #[inline(always)]
    fn outer_8x1<S: nn::Simd>(
        simd: S,
        x: &[nn::Panel; 1],
        d: &[nn::Panel; 1],
        weight: &mut [[nn::Panel; 1]; 1],
    ) {
        nn::outer_of_few(simd, x, d, weight, 8);
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
        dense_8x1_sigmoid_row(
            simd,
            hidden_value,
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    fn forward_lanes<S: nn::Simd>(
        simd: S,
        net: &Xor,
        x: &[[f32; 2]; 16],
        outputs: &mut [[f32; 1]; 16],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut x_columns = [nn::Panel::ZERO; 2];
                nn::load_columns::<_, 2, 2>(simd, x, &mut x_columns);
                let mut hidden_value = [nn::Panel::ZERO; 8];
                dense_2x8_tanh_lanes(
                    simd,
                    &x_columns,
                    &net.hidden_weight,
                    &net.hidden_bias,
                    &mut hidden_value,
                );
                let mut output_value = [nn::Panel::ZERO; 1];
                dense_8x1_sigmoid_lanes(
                    simd,
                    &hidden_value,
                    &net.output_weight,
                    &net.output_bias,
                    &mut output_value,
                );
                nn::store_columns::<_, 1, 1>(simd, &output_value, outputs);
            },
        );
    }
    #[inline(always)]
    fn forward_rows<S: nn::Simd>(
        simd: S,
        net: &Xor,
        x: &[[f32; 2]; 4],
        y: &mut [[nn::Panel; 1]; 4],
        (hidden_value,): (&mut [[nn::Panel; 1]; 4],),
    ) {
        dense_2x8_tanh_4rows(
            simd,
            x,
            &net.hidden_weight,
            &net.hidden_bias,
            hidden_value,
        );
        let output_value = y;
        dense_8x1_sigmoid_4rows(
            simd,
            hidden_value,
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
    }
    fn gradient_lanes<S: nn::Simd>(
        simd: S,
        net: &Xor,
        x: &[[f32; 2]],
        (targets, weights): (&[[f32; 1]], &[f32]),
        scale: f32,
        gradient: &mut Xor,
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut hidden_weight_sums = [[nn::splat(simd, 0.0); 2]; 8];
                let mut hidden_bias_sums = [nn::splat(simd, 0.0); 8];
                let mut output_weight_sums = [[nn::splat(simd, 0.0); 8]; 1];
                let mut output_bias_sums = [nn::splat(simd, 0.0); 1];
                nn::lane_groups(
                    x,
                    targets,
                    weights,
                    #[inline(always)]
                    |x, targets, weights, n| {
                        let mut x_columns = [nn::Panel::ZERO; 2];
                        nn::load_columns::<_, 2, 2>(simd, x, &mut x_columns);
                        let mut target_columns = [nn::Panel::ZERO; 1];
                        nn::load_columns::<_, 1, 1>(simd, targets, &mut target_columns);
                        let mut hidden_value = [nn::Panel::ZERO; 8];
                        dense_2x8_tanh_lanes(
                            simd,
                            &x_columns,
                            &net.hidden_weight,
                            &net.hidden_bias,
                            &mut hidden_value,
                        );
                        let mut output_value = [nn::Panel::ZERO; 1];
                        dense_8x1_sigmoid_lanes(
                            simd,
                            &hidden_value,
                            &net.output_weight,
                            &net.output_bias,
                            &mut output_value,
                        );
                        let target_columns = [target_columns[0]];
                        let mut output_gradient = [nn::Panel::ZERO; 1];
                        nn::mse_columns::<
                            _,
                            1,
                        >(
                            simd,
                            (&output_value, &target_columns),
                            (scale, weights),
                            &mut output_gradient,
                            (n, total),
                        );
                        nn::scale_by(
                            simd,
                            &output_value,
                            &mut output_gradient,
                            #[inline(always)]
                            |a| nn::math::sigmoid_derivative_from_output(simd, a),
                        );
                        nn::add_to_weight_sums(
                            simd,
                            &hidden_value,
                            &output_gradient,
                            &mut output_weight_sums,
                        );
                        nn::add_to_bias_sums(
                            simd,
                            &output_gradient,
                            &mut output_bias_sums,
                        );
                        let mut hidden_gradient = [nn::Panel::ZERO; 8];
                        input_gradient_8x1_lanes(
                            simd,
                            &output_gradient,
                            &net.output_weight,
                            &mut hidden_gradient,
                        );
                        nn::scale_by(
                            simd,
                            &hidden_value,
                            &mut hidden_gradient,
                            #[inline(always)]
                            |a| nn::math::tanh_derivative_from_output(simd, a),
                        );
                        nn::add_to_weight_sums(
                            simd,
                            &x_columns,
                            &hidden_gradient,
                            &mut hidden_weight_sums,
                        );
                        nn::add_to_bias_sums(
                            simd,
                            &hidden_gradient,
                            &mut hidden_bias_sums,
                        );
                    },
                );
                nn::finish_weight_sums(
                    simd,
                    &hidden_weight_sums,
                    &mut gradient.hidden_weight,
                );
                nn::finish_bias_sums(simd, &hidden_bias_sums, &mut gradient.hidden_bias);
                nn::finish_weight_sums_of_few(
                    simd,
                    &output_weight_sums,
                    &mut gradient.output_weight,
                );
                nn::finish_bias_sums(simd, &output_bias_sums, &mut gradient.output_bias);
            },
        );
    }
    fn gradient_row<S: nn::Simd>(
        simd: S,
        net: &Xor,
        x: &[[f32; 2]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        gradient: &mut Xor,
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let hidden_value = &mut [[nn::Panel::ZERO; 1]; 1];
                let output_value = &mut [[nn::Panel::ZERO; 1]; 1];
                let hidden_gradient = &mut [[nn::Panel::ZERO; 1]; 1];
                let output_gradient = &mut [[nn::Panel::ZERO; 1]; 1];
                let targets = &mut [[nn::Panel::ZERO; 1]; 1];
                nn::load_row(&nn::first_row(&mut workspace.targets)[0], &mut targets[0]);
                dense_2x8_tanh_row(
                    simd,
                    x,
                    &net.hidden_weight,
                    &net.hidden_bias,
                    hidden_value,
                );
                dense_8x1_sigmoid_row(
                    simd,
                    hidden_value,
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
                nn::scale_by(
                    simd,
                    nn::panels(output_value),
                    nn::panels_mut(output_gradient),
                    #[inline(always)]
                    |a| nn::math::sigmoid_derivative_from_output(simd, a),
                );
                input_gradient_8x1_tanh_row(
                    simd,
                    nn::cast::<[[nn::Panel; 1]; 1], [[f32; 16]; 1]>(output_gradient),
                    &net.output_weight,
                    hidden_value,
                    hidden_gradient,
                );
                outer_8x1(
                    simd,
                    &hidden_value[0],
                    &output_gradient[0],
                    &mut gradient.output_weight,
                );
                gradient.output_bias = output_gradient[0];
                outer_2x8(simd, &x[0], &hidden_gradient[0], &mut gradient.hidden_weight);
                gradient.hidden_bias = hidden_gradient[0];
            },
        );
    }
    fn descend_row<S: nn::Simd, R: nn::Rule<{ M }>, const M: usize>(
        simd: S,
        net: &mut Xor,
        x: &[[f32; 2]; 1],
        step: nn::Step,
        workspace: &mut Workspace,
        (rule, moments): (R, &mut [Xor; M]),
        total: &mut f64,
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let hidden_value = &mut [[nn::Panel::ZERO; 1]; 1];
                let output_value = &mut [[nn::Panel::ZERO; 1]; 1];
                let hidden_gradient = &mut [[nn::Panel::ZERO; 1]; 1];
                let output_gradient = &mut [[nn::Panel::ZERO; 1]; 1];
                let targets = &mut [[nn::Panel::ZERO; 1]; 1];
                nn::load_row(&nn::first_row(&mut workspace.targets)[0], &mut targets[0]);
                dense_2x8_tanh_row(
                    simd,
                    x,
                    &net.hidden_weight,
                    &net.hidden_bias,
                    hidden_value,
                );
                dense_8x1_sigmoid_row(
                    simd,
                    hidden_value,
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
                let rule = nn::eight_lanes(rule);
                nn::scale_by(
                    simd,
                    nn::panels(output_value),
                    nn::panels_mut(output_gradient),
                    #[inline(always)]
                    |a| nn::math::sigmoid_derivative_from_output(simd, a),
                );
                input_gradient_8x1_tanh_row(
                    simd,
                    nn::cast::<[[nn::Panel; 1]; 1], [[f32; 16]; 1]>(output_gradient),
                    &net.output_weight,
                    hidden_value,
                    hidden_gradient,
                );
                descend_outer_8x1(
                    simd,
                    &hidden_value[0],
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
                descend_outer_2x8(
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
    /// Targets and weights of a block of rows; values and derivatives are in registers and on the stack.
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
        targets: [[f32; 1]; 256],
        weights: [f32; 256],
    }
    impl Xor {
        /// Parameters, padding not counted.
        pub const PARAMETERS: usize = 33;
        /// Floating-point operations of one prediction: two for each multiply-add of the dense layers.
        pub const FLOPS: usize = 48;
        /// Bytes of values between input and output that inference has on the stack, at most: of as many rows as it takes together. Those of maps
        /// and windows are elsewhere with `predict_with`, which a stream does not have; `loss` has them on the stack.
        pub const INFERENCE_BYTES: usize = 576;
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
        /// Weights and biases of the layer `hidden`, 2 inputs, 8 outputs.
        #[must_use]
        #[inline]
        pub fn hidden(&self) -> nn::Dense<'_, 2, 8> {
            nn::Dense::new(
                nn::panels(&self.hidden_weight),
                nn::core::option::Option::Some(&self.hidden_bias),
                nn::Order::DenseWeight {
                    inputs: 2,
                    outputs: 8,
                },
            )
        }
        /// As `hidden`, for writing.
        #[must_use]
        #[inline]
        pub fn hidden_mut(&mut self) -> nn::DenseMut<'_, 2, 8> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.hidden_weight),
                nn::core::option::Option::Some(&mut self.hidden_bias),
                nn::Order::DenseWeight {
                    inputs: 2,
                    outputs: 8,
                },
            )
        }
        /// Weights and biases of the layer `output`, 8 inputs, 1 outputs.
        #[must_use]
        #[inline]
        pub fn output(&self) -> nn::Dense<'_, 8, 1> {
            nn::Dense::new(
                nn::panels(&self.output_weight),
                nn::core::option::Option::Some(&self.output_bias),
                nn::Order::DenseRows {
                    inputs: 8,
                    outputs: 1,
                },
            )
        }
        /// As `output`, for writing.
        #[must_use]
        #[inline]
        pub fn output_mut(&mut self) -> nn::DenseMut<'_, 8, 1> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.output_weight),
                nn::core::option::Option::Some(&mut self.output_bias),
                nn::Order::DenseRows {
                    inputs: 8,
                    outputs: 1,
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
        /// Learns from one row at once: a step of plain gradient descent, `w - rate dL/dw` for every parameter, and no
        /// gradient in memory. Returns the row's loss before the step; if that is not finite, nothing is changed. For a target
        /// outside of the loss's domain it is NaN.
        ///
        /// `rate` is finite and 0 or more. Dropout draws a mask of its own for each call, as in `gradients`.
        #[inline]
        pub fn descend<T: nn::Target<nn::Mse, [f32; 1]>>(
            &mut self,
            input: &[f32; 2],
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
    fn predict_row<S: nn::Simd>(simd: S, net: &Xor, input: &[f32; 2]) -> [f32; 1] {
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
        net: &Xor,
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
    impl nn::Network for Xor {
        type Input = [f32; 2];
        type Output = [f32; 1];
        type Scratch = [nn::Panel; 0];
        const NAME: &'static str = "Xor";
        const TOPOLOGY: &'static nn::topology::Topology = &nn::topology::Topology {
            name: "Xor",
            input: &[2],
            output: &[1],
            loss: nn::core::option::Option::Some(nn::topology::Call {
                name: "mse",
                constants: &[],
            }),
            lines: &[
                nn::topology::Line {
                    name: "hidden",
                    kind: "dense",
                    arguments: &[
                        nn::topology::Argument {
                            name: "outputs",
                            value: nn::topology::Value::Count(8),
                        },
                        nn::topology::Argument {
                            name: "activation",
                            value: nn::topology::Value::Call(nn::topology::Call {
                                name: "tanh",
                                constants: &[],
                            }),
                        },
                    ],
                    operands: &[nn::topology::Operand::Input],
                    shape: &[8],
                },
                nn::topology::Line {
                    name: "output",
                    kind: "dense",
                    arguments: &[
                        nn::topology::Argument {
                            name: "outputs",
                            value: nn::topology::Value::Count(1),
                        },
                        nn::topology::Argument {
                            name: "activation",
                            value: nn::topology::Value::Call(nn::topology::Call {
                                name: "sigmoid",
                                constants: &[],
                            }),
                        },
                    ],
                    operands: &[nn::topology::Operand::Line(0)],
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
    impl nn::Parameters for Xor {
        const LAYOUT: &'static [nn::Parameter] = &[
            nn::Parameter {
                name: "hidden.weight",
                shape: &[8, 2],
                is_trained: true,
                momentum: nn::core::option::Option::None,
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
                is_trained: true,
                momentum: nn::core::option::Option::None,
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
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 48,
                stored_len: 16,
                order: nn::Order::DenseRows {
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
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 64,
                stored_len: 16,
                order: nn::Order::Vector { len: 1 },
                init: nn::Init::Zeros,
                fan_in: 8,
                fan_out: 1,
            },
        ];
        const PARAMETERS: usize = Self::PARAMETERS;
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
                let mut p = [[nn::Panel::ZERO; 1]; 4];
                let mut hidden_value = [[nn::Panel::ZERO; 1]; 4];
                nn::rows_with(
                    inputs,
                    targets,
                    losses,
                    #[inline(always)]
                    |x, y, losses| {
                        let p = &mut p;
                        forward_rows(simd, net, x, p, (&mut hidden_value,));
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
                        forward_row(simd, net, nn::one(x), p);
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
            let _ = seed;
            nn::gradients_in_lanes(self, level, (inputs, targets), workspace, gradient)
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
            let _ = seed;
            nn::learn_in_lanes(self, batch, optimizer, moments, memory)
        }
    }
    impl nn::Blocks for Xor {
        type TargetRow = [nn::Panel; 1];
        type StoredTarget = [f32; 1];
        const BLOCK_ROWS: usize = 256;
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
                level, simd => loss_rows(simd, self, inputs, targets, losses),
                loss_rows(simd, self, inputs, targets, losses), loss_rows(simd, self,
                inputs, targets, losses)
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
            nn::dispatch_eight_lanes!(
                level, simd => gradient_row(simd, self, nn::one(input), step, workspace,
                gradient, total), gradient_row(simd, self, nn::one(input), step,
                workspace, gradient, total)
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
            nn::dispatch_eight_lanes!(
                level, simd => descend_row(simd, self, nn::one(input), step, workspace,
                rule, total), descend_row(simd, self, nn::one(input), step, workspace,
                rule, total)
            )
        }
    }
    impl nn::LanePasses for Xor {
        fn gradient_block(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            scale: f32,
            workspace: &mut Workspace,
            gradient: &mut Self,
            total: &mut f64,
        ) {
            let targets = nn::take_rows_mut(&mut workspace.targets, inputs.len());
            let weights = nn::take_rows_mut(&mut workspace.weights, inputs.len());
            nn::dispatch!(
                level, simd => gradient_lanes(simd, self, inputs, (targets, weights),
                scale, gradient, total), gradient_lanes(simd, self, inputs, (targets,
                weights), scale, gradient, total), gradient_lanes(simd, self, inputs,
                (targets, weights), scale, gradient, total)
            )
        }
    }
};
