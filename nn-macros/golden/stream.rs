#[doc(hidden)]
use ::nn_runtime::__private::bytemuck as __bytemuck_of_Stream;
/// A neural network, `[1] -> [1]`:
///
/// | layer | kind | output | parameters | multiply-adds |
/// |---|---|---|---:|---:|
/// | `voice` | lstm(18) | `[18]` | 1,512 | 1,368 |
/// | `output` | dense(1) | `[1]` | 19 | 18 |
///
/// 1,531 parameters, 1,386 multiply-adds.
///
/// It is a stream: its outputs depend on earlier inputs, which a `State` remembers. More methods are in nn-runtime's trait `Parameters`: `init`, `zeros`, `save`, `load`.
#[allow(clippy::large_stack_frames, reason = "a network may be cloned on the stack")]
#[derive(
    ::nn_runtime::__private::core::clone::Clone,
    ::nn_runtime::__private::core::marker::Copy,
    __bytemuck_of_Stream::Pod,
    __bytemuck_of_Stream::Zeroable,
)]
#[bytemuck(crate = "__bytemuck_of_Stream")]
#[repr(C, align(64))]
pub struct Stream {
    voice_weight_ih_l0: [[::nn_runtime::__private::Panel; 1]; 8],
    voice_weight_hh_l0: [[::nn_runtime::__private::Panel; 18]; 8],
    voice_bias_ih_l0: [::nn_runtime::__private::Panel; 8],
    voice_bias_hh_l0: [::nn_runtime::__private::Panel; 8],
    output_weight: [[::nn_runtime::__private::Panel; 2]; 1],
    output_bias: [::nn_runtime::__private::Panel; 1],
}
#[allow(clippy::large_stack_frames, reason = "the rows of a block are on the stack")]
const _: () = {
    use ::nn_runtime::__private::{self as nn, bytemuck};
    fn dense_18of32x128_from_start_identity_8rows_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]; 8],
        weight: &[[nn::Panel; 18]; 8],
        start: &[[nn::Panel; 8]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &start[0][3 * panel]);
                    let mut sum_0_1 = nn::load(simd, &start[0][3 * panel + 1]);
                    let mut sum_0_2 = nn::load(simd, &start[0][3 * panel + 2]);
                    let mut sum_1_0 = nn::load(simd, &start[1][3 * panel]);
                    let mut sum_1_1 = nn::load(simd, &start[1][3 * panel + 1]);
                    let mut sum_1_2 = nn::load(simd, &start[1][3 * panel + 2]);
                    let mut sum_2_0 = nn::load(simd, &start[2][3 * panel]);
                    let mut sum_2_1 = nn::load(simd, &start[2][3 * panel + 1]);
                    let mut sum_2_2 = nn::load(simd, &start[2][3 * panel + 2]);
                    let mut sum_3_0 = nn::load(simd, &start[3][3 * panel]);
                    let mut sum_3_1 = nn::load(simd, &start[3][3 * panel + 1]);
                    let mut sum_3_2 = nn::load(simd, &start[3][3 * panel + 2]);
                    let mut sum_4_0 = nn::load(simd, &start[4][3 * panel]);
                    let mut sum_4_1 = nn::load(simd, &start[4][3 * panel + 1]);
                    let mut sum_4_2 = nn::load(simd, &start[4][3 * panel + 2]);
                    let mut sum_5_0 = nn::load(simd, &start[5][3 * panel]);
                    let mut sum_5_1 = nn::load(simd, &start[5][3 * panel + 1]);
                    let mut sum_5_2 = nn::load(simd, &start[5][3 * panel + 2]);
                    let mut sum_6_0 = nn::load(simd, &start[6][3 * panel]);
                    let mut sum_6_1 = nn::load(simd, &start[6][3 * panel + 1]);
                    let mut sum_6_2 = nn::load(simd, &start[6][3 * panel + 2]);
                    let mut sum_7_0 = nn::load(simd, &start[7][3 * panel]);
                    let mut sum_7_1 = nn::load(simd, &start[7][3 * panel + 1]);
                    let mut sum_7_2 = nn::load(simd, &start[7][3 * panel + 2]);
                    for k in 0..18 {
                        let w0 = nn::load(simd, &weight[3 * panel][k]);
                        let w1 = nn::load(simd, &weight[3 * panel + 1][k]);
                        let w2 = nn::load(simd, &weight[3 * panel + 2][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                        let x1 = nn::splat(simd, x[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                        sum_1_2 = nn::mul_add(x1, w2, sum_1_2);
                        let x2 = nn::splat(simd, x[2][k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                        sum_2_2 = nn::mul_add(x2, w2, sum_2_2);
                        let x3 = nn::splat(simd, x[3][k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                        sum_3_2 = nn::mul_add(x3, w2, sum_3_2);
                        let x4 = nn::splat(simd, x[4][k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                        sum_4_2 = nn::mul_add(x4, w2, sum_4_2);
                        let x5 = nn::splat(simd, x[5][k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                        sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                        sum_5_2 = nn::mul_add(x5, w2, sum_5_2);
                        let x6 = nn::splat(simd, x[6][k]);
                        sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                        sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                        sum_6_2 = nn::mul_add(x6, w2, sum_6_2);
                        let x7 = nn::splat(simd, x[7][k]);
                        sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                        sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                        sum_7_2 = nn::mul_add(x7, w2, sum_7_2);
                    }
                    nn::store(
                        nn::plus(sum_0_0, nn::load(simd, &bias[3 * panel])),
                        &mut y[0][3 * panel],
                    );
                    nn::store(
                        nn::plus(sum_0_1, nn::load(simd, &bias[3 * panel + 1])),
                        &mut y[0][3 * panel + 1],
                    );
                    nn::store(
                        nn::plus(sum_0_2, nn::load(simd, &bias[3 * panel + 2])),
                        &mut y[0][3 * panel + 2],
                    );
                    nn::store(
                        nn::plus(sum_1_0, nn::load(simd, &bias[3 * panel])),
                        &mut y[1][3 * panel],
                    );
                    nn::store(
                        nn::plus(sum_1_1, nn::load(simd, &bias[3 * panel + 1])),
                        &mut y[1][3 * panel + 1],
                    );
                    nn::store(
                        nn::plus(sum_1_2, nn::load(simd, &bias[3 * panel + 2])),
                        &mut y[1][3 * panel + 2],
                    );
                    nn::store(
                        nn::plus(sum_2_0, nn::load(simd, &bias[3 * panel])),
                        &mut y[2][3 * panel],
                    );
                    nn::store(
                        nn::plus(sum_2_1, nn::load(simd, &bias[3 * panel + 1])),
                        &mut y[2][3 * panel + 1],
                    );
                    nn::store(
                        nn::plus(sum_2_2, nn::load(simd, &bias[3 * panel + 2])),
                        &mut y[2][3 * panel + 2],
                    );
                    nn::store(
                        nn::plus(sum_3_0, nn::load(simd, &bias[3 * panel])),
                        &mut y[3][3 * panel],
                    );
                    nn::store(
                        nn::plus(sum_3_1, nn::load(simd, &bias[3 * panel + 1])),
                        &mut y[3][3 * panel + 1],
                    );
                    nn::store(
                        nn::plus(sum_3_2, nn::load(simd, &bias[3 * panel + 2])),
                        &mut y[3][3 * panel + 2],
                    );
                    nn::store(
                        nn::plus(sum_4_0, nn::load(simd, &bias[3 * panel])),
                        &mut y[4][3 * panel],
                    );
                    nn::store(
                        nn::plus(sum_4_1, nn::load(simd, &bias[3 * panel + 1])),
                        &mut y[4][3 * panel + 1],
                    );
                    nn::store(
                        nn::plus(sum_4_2, nn::load(simd, &bias[3 * panel + 2])),
                        &mut y[4][3 * panel + 2],
                    );
                    nn::store(
                        nn::plus(sum_5_0, nn::load(simd, &bias[3 * panel])),
                        &mut y[5][3 * panel],
                    );
                    nn::store(
                        nn::plus(sum_5_1, nn::load(simd, &bias[3 * panel + 1])),
                        &mut y[5][3 * panel + 1],
                    );
                    nn::store(
                        nn::plus(sum_5_2, nn::load(simd, &bias[3 * panel + 2])),
                        &mut y[5][3 * panel + 2],
                    );
                    nn::store(
                        nn::plus(sum_6_0, nn::load(simd, &bias[3 * panel])),
                        &mut y[6][3 * panel],
                    );
                    nn::store(
                        nn::plus(sum_6_1, nn::load(simd, &bias[3 * panel + 1])),
                        &mut y[6][3 * panel + 1],
                    );
                    nn::store(
                        nn::plus(sum_6_2, nn::load(simd, &bias[3 * panel + 2])),
                        &mut y[6][3 * panel + 2],
                    );
                    nn::store(
                        nn::plus(sum_7_0, nn::load(simd, &bias[3 * panel])),
                        &mut y[7][3 * panel],
                    );
                    nn::store(
                        nn::plus(sum_7_1, nn::load(simd, &bias[3 * panel + 1])),
                        &mut y[7][3 * panel + 1],
                    );
                    nn::store(
                        nn::plus(sum_7_2, nn::load(simd, &bias[3 * panel + 2])),
                        &mut y[7][3 * panel + 2],
                    );
                }
                {
                    let mut sum_0_0 = nn::load(simd, &start[0][6]);
                    let mut sum_0_1 = nn::load(simd, &start[0][7]);
                    let mut sum_1_0 = nn::load(simd, &start[1][6]);
                    let mut sum_1_1 = nn::load(simd, &start[1][7]);
                    let mut sum_2_0 = nn::load(simd, &start[2][6]);
                    let mut sum_2_1 = nn::load(simd, &start[2][7]);
                    let mut sum_3_0 = nn::load(simd, &start[3][6]);
                    let mut sum_3_1 = nn::load(simd, &start[3][7]);
                    let mut sum_4_0 = nn::load(simd, &start[4][6]);
                    let mut sum_4_1 = nn::load(simd, &start[4][7]);
                    let mut sum_5_0 = nn::load(simd, &start[5][6]);
                    let mut sum_5_1 = nn::load(simd, &start[5][7]);
                    let mut sum_6_0 = nn::load(simd, &start[6][6]);
                    let mut sum_6_1 = nn::load(simd, &start[6][7]);
                    let mut sum_7_0 = nn::load(simd, &start[7][6]);
                    let mut sum_7_1 = nn::load(simd, &start[7][7]);
                    for k in 0..18 {
                        let w0 = nn::load(simd, &weight[6][k]);
                        let w1 = nn::load(simd, &weight[7][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        let x1 = nn::splat(simd, x[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                        let x2 = nn::splat(simd, x[2][k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                        let x3 = nn::splat(simd, x[3][k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                        let x4 = nn::splat(simd, x[4][k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                        let x5 = nn::splat(simd, x[5][k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                        sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                        let x6 = nn::splat(simd, x[6][k]);
                        sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                        sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                        let x7 = nn::splat(simd, x[7][k]);
                        sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                        sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                    }
                    nn::store(nn::plus(sum_0_0, nn::load(simd, &bias[6])), &mut y[0][6]);
                    nn::store(nn::plus(sum_0_1, nn::load(simd, &bias[7])), &mut y[0][7]);
                    nn::store(nn::plus(sum_1_0, nn::load(simd, &bias[6])), &mut y[1][6]);
                    nn::store(nn::plus(sum_1_1, nn::load(simd, &bias[7])), &mut y[1][7]);
                    nn::store(nn::plus(sum_2_0, nn::load(simd, &bias[6])), &mut y[2][6]);
                    nn::store(nn::plus(sum_2_1, nn::load(simd, &bias[7])), &mut y[2][7]);
                    nn::store(nn::plus(sum_3_0, nn::load(simd, &bias[6])), &mut y[3][6]);
                    nn::store(nn::plus(sum_3_1, nn::load(simd, &bias[7])), &mut y[3][7]);
                    nn::store(nn::plus(sum_4_0, nn::load(simd, &bias[6])), &mut y[4][6]);
                    nn::store(nn::plus(sum_4_1, nn::load(simd, &bias[7])), &mut y[4][7]);
                    nn::store(nn::plus(sum_5_0, nn::load(simd, &bias[6])), &mut y[5][6]);
                    nn::store(nn::plus(sum_5_1, nn::load(simd, &bias[7])), &mut y[5][7]);
                    nn::store(nn::plus(sum_6_0, nn::load(simd, &bias[6])), &mut y[6][6]);
                    nn::store(nn::plus(sum_6_1, nn::load(simd, &bias[7])), &mut y[6][7]);
                    nn::store(nn::plus(sum_7_0, nn::load(simd, &bias[6])), &mut y[7][6]);
                    nn::store(nn::plus(sum_7_1, nn::load(simd, &bias[7])), &mut y[7][7]);
                }
            },
        );
    }
    fn dense_18of32x128_from_start_identity_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]],
        weight: &[[nn::Panel; 18]; 8],
        start: &[[nn::Panel; 8]],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                nn::rows_with(
                    x,
                    start,
                    y,
                    #[inline(always)]
                    |x, start, y| dense_18of32x128_from_start_identity_8rows_wide(
                        simd,
                        x,
                        weight,
                        start,
                        bias,
                        y,
                    ),
                    #[inline(always)]
                    |x, start, y| dense_18of32x128_from_start_identity_row_wide(
                        simd,
                        nn::one(x),
                        weight,
                        nn::one(start),
                        bias,
                        nn::one_mut(y),
                    ),
                );
            },
        );
    }
    fn dense_18of32x128_from_start_identity_row_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]; 1],
        weight: &[[nn::Panel; 18]; 8],
        start: &[[nn::Panel; 8]; 1],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &start[0][4 * panel]);
                    let mut sum_0_1 = nn::load(simd, &start[0][4 * panel + 1]);
                    let mut sum_0_2 = nn::load(simd, &start[0][4 * panel + 2]);
                    let mut sum_0_3 = nn::load(simd, &start[0][4 * panel + 3]);
                    for k in 0..18 {
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
                    nn::store(
                        nn::plus(sum_0_0, nn::load(simd, &bias[4 * panel])),
                        &mut y[0][4 * panel],
                    );
                    nn::store(
                        nn::plus(sum_0_1, nn::load(simd, &bias[4 * panel + 1])),
                        &mut y[0][4 * panel + 1],
                    );
                    nn::store(
                        nn::plus(sum_0_2, nn::load(simd, &bias[4 * panel + 2])),
                        &mut y[0][4 * panel + 2],
                    );
                    nn::store(
                        nn::plus(sum_0_3, nn::load(simd, &bias[4 * panel + 3])),
                        &mut y[0][4 * panel + 3],
                    );
                }
            },
        );
    }
    fn dense_18of32x128_from_start_identity_row_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]; 1],
        weight: &[[nn::Panel; 18]; 8],
        start: &[[nn::Panel; 8]; 1],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &start[0][3 * panel]);
                    let mut sum_0_1 = nn::load(simd, &start[0][3 * panel + 1]);
                    let mut sum_0_2 = nn::load(simd, &start[0][3 * panel + 2]);
                    for k in 0..18 {
                        let w0 = nn::load(simd, &weight[3 * panel][k]);
                        let w1 = nn::load(simd, &weight[3 * panel + 1][k]);
                        let w2 = nn::load(simd, &weight[3 * panel + 2][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                    }
                    nn::store(
                        nn::plus(sum_0_0, nn::load(simd, &bias[3 * panel])),
                        &mut y[0][3 * panel],
                    );
                    nn::store(
                        nn::plus(sum_0_1, nn::load(simd, &bias[3 * panel + 1])),
                        &mut y[0][3 * panel + 1],
                    );
                    nn::store(
                        nn::plus(sum_0_2, nn::load(simd, &bias[3 * panel + 2])),
                        &mut y[0][3 * panel + 2],
                    );
                }
                {
                    let mut sum_0_0 = nn::load(simd, &start[0][6]);
                    let mut sum_0_1 = nn::load(simd, &start[0][7]);
                    for k in 0..18 {
                        let w0 = nn::load(simd, &weight[6][k]);
                        let w1 = nn::load(simd, &weight[7][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                    }
                    nn::store(nn::plus(sum_0_0, nn::load(simd, &bias[6])), &mut y[0][6]);
                    nn::store(nn::plus(sum_0_1, nn::load(simd, &bias[7])), &mut y[0][7]);
                }
            },
        );
    }
    fn dense_18of32x128_from_start_identity_row_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 32]; 1],
        weight: &[[nn::Panel; 18]; 8],
        start: &[[nn::Panel; 8]; 1],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut sum_0_0 = nn::load(simd, &start[0][0]);
                let mut sum_0_1 = nn::load(simd, &start[0][1]);
                let mut sum_0_2 = nn::load(simd, &start[0][2]);
                let mut sum_0_3 = nn::load(simd, &start[0][3]);
                let mut sum_0_4 = nn::load(simd, &start[0][4]);
                let mut sum_0_5 = nn::load(simd, &start[0][5]);
                let mut sum_0_6 = nn::load(simd, &start[0][6]);
                let mut sum_0_7 = nn::load(simd, &start[0][7]);
                for k in 0..18 {
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
                nn::store(nn::plus(sum_0_0, nn::load(simd, &bias[0])), &mut y[0][0]);
                nn::store(nn::plus(sum_0_1, nn::load(simd, &bias[1])), &mut y[0][1]);
                nn::store(nn::plus(sum_0_2, nn::load(simd, &bias[2])), &mut y[0][2]);
                nn::store(nn::plus(sum_0_3, nn::load(simd, &bias[3])), &mut y[0][3]);
                nn::store(nn::plus(sum_0_4, nn::load(simd, &bias[4])), &mut y[0][4]);
                nn::store(nn::plus(sum_0_5, nn::load(simd, &bias[5])), &mut y[0][5]);
                nn::store(nn::plus(sum_0_6, nn::load(simd, &bias[6])), &mut y[0][6]);
                nn::store(nn::plus(sum_0_7, nn::load(simd, &bias[7])), &mut y[0][7]);
            },
        );
    }
    #[inline(always)]
    fn dense_18x1_identity_8rows_wide<S: nn::Simd>(
        simd: S,
        x: &[[nn::Panel; 2]; 8],
        weight: &[[nn::Panel; 2]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 8],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let mut sum_1_0 = nn::splat(simd, 0.0);
        let mut sum_1_0_1 = nn::splat(simd, 0.0);
        let mut sum_2_0 = nn::splat(simd, 0.0);
        let mut sum_2_0_1 = nn::splat(simd, 0.0);
        let mut sum_3_0 = nn::splat(simd, 0.0);
        let mut sum_3_0_1 = nn::splat(simd, 0.0);
        let mut sum_4_0 = nn::splat(simd, 0.0);
        let mut sum_4_0_1 = nn::splat(simd, 0.0);
        let mut sum_5_0 = nn::splat(simd, 0.0);
        let mut sum_5_0_1 = nn::splat(simd, 0.0);
        let mut sum_6_0 = nn::splat(simd, 0.0);
        let mut sum_6_0_1 = nn::splat(simd, 0.0);
        let mut sum_7_0 = nn::splat(simd, 0.0);
        let mut sum_7_0_1 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::load(simd, &x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let x1 = nn::load(simd, &x[1][0]);
        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
        let x2 = nn::load(simd, &x[2][0]);
        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
        let x3 = nn::load(simd, &x[3][0]);
        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
        let x4 = nn::load(simd, &x[4][0]);
        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
        let x5 = nn::load(simd, &x[5][0]);
        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
        let x6 = nn::load(simd, &x[6][0]);
        sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
        let x7 = nn::load(simd, &x[7][0]);
        sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
        let w0 = nn::load(simd, &weight[0][1]);
        let x0 = nn::load(simd, &x[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let x1 = nn::load(simd, &x[1][1]);
        sum_1_0_1 = nn::mul_add(x1, w0, sum_1_0_1);
        let x2 = nn::load(simd, &x[2][1]);
        sum_2_0_1 = nn::mul_add(x2, w0, sum_2_0_1);
        let x3 = nn::load(simd, &x[3][1]);
        sum_3_0_1 = nn::mul_add(x3, w0, sum_3_0_1);
        let x4 = nn::load(simd, &x[4][1]);
        sum_4_0_1 = nn::mul_add(x4, w0, sum_4_0_1);
        let x5 = nn::load(simd, &x[5][1]);
        sum_5_0_1 = nn::mul_add(x5, w0, sum_5_0_1);
        let x6 = nn::load(simd, &x[6][1]);
        sum_6_0_1 = nn::mul_add(x6, w0, sum_6_0_1);
        let x7 = nn::load(simd, &x[7][1]);
        sum_7_0_1 = nn::mul_add(x7, w0, sum_7_0_1);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let sum_1_0 = nn::plus(sum_1_0, sum_1_0_1);
        let sum_2_0 = nn::plus(sum_2_0, sum_2_0_1);
        let sum_3_0 = nn::plus(sum_3_0, sum_3_0_1);
        let sum_4_0 = nn::plus(sum_4_0, sum_4_0_1);
        let sum_5_0 = nn::plus(sum_5_0, sum_5_0_1);
        let sum_6_0 = nn::plus(sum_6_0, sum_6_0_1);
        let sum_7_0 = nn::plus(sum_7_0, sum_7_0_1);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_0_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[0][0]);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_1_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[1][0]);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_2_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[2][0]);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_3_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[3][0]);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_4_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[4][0]);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_5_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[5][0]);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_6_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[6][0]);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_7_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[7][0]);
    }
    #[inline(always)]
    fn dense_18x1_identity_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[nn::Panel; 2]],
        weight: &[[nn::Panel; 2]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]],
    ) {
        nn::rows_overlapping(
            x,
            y,
            #[inline(always)]
            |x, y| dense_18x1_identity_8rows_wide(simd, x, weight, bias, y),
            #[inline(always)]
            |x, y| dense_18x1_identity_row_wide(
                simd,
                nn::one(x),
                weight,
                bias,
                nn::one_mut(y),
            ),
        );
    }
    #[inline(always)]
    fn dense_18x1_identity_row_medium<S: nn::Simd>(
        simd: S,
        x: &[[nn::Panel; 2]; 1],
        weight: &[[nn::Panel; 2]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::load(simd, &x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let w0 = nn::load(simd, &weight[0][1]);
        let x0 = nn::load(simd, &x[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_0_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[0][0]);
    }
    #[inline(always)]
    fn dense_18x1_identity_row_narrow<S: nn::Simd>(
        simd: S,
        x: &[[nn::Panel; 2]; 1],
        weight: &[[nn::Panel; 2]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::load(simd, &x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let w0 = nn::load(simd, &weight[0][1]);
        let x0 = nn::load(simd, &x[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_0_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[0][0]);
    }
    #[inline(always)]
    fn dense_18x1_identity_row_wide<S: nn::Simd>(
        simd: S,
        x: &[[nn::Panel; 2]; 1],
        weight: &[[nn::Panel; 2]; 1],
        bias: &[nn::Panel; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let mut sum_0_0 = nn::splat(simd, 0.0);
        let mut sum_0_0_1 = nn::splat(simd, 0.0);
        let w0 = nn::load(simd, &weight[0][0]);
        let x0 = nn::load(simd, &x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        let w0 = nn::load(simd, &weight[0][1]);
        let x0 = nn::load(simd, &x[0][1]);
        sum_0_0_1 = nn::mul_add(x0, w0, sum_0_0_1);
        let sum_0_0 = nn::plus(sum_0_0, sum_0_0_1);
        let total = nn::plus(
            nn::sums_of_lanes(simd, [sum_0_0]),
            nn::load(simd, &bias[0]),
        );
        nn::store(total, &mut y[0][0]);
    }
    fn dense_1x128_identity_8rows_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 1]; 8],
        weight: &[[nn::Panel; 1]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 8],
    ) {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                for panel in 0..2 {
                    let mut sum_0_0 = nn::load(simd, &bias[3 * panel]);
                    let mut sum_0_1 = nn::load(simd, &bias[3 * panel + 1]);
                    let mut sum_0_2 = nn::load(simd, &bias[3 * panel + 2]);
                    let mut sum_1_0 = nn::load(simd, &bias[3 * panel]);
                    let mut sum_1_1 = nn::load(simd, &bias[3 * panel + 1]);
                    let mut sum_1_2 = nn::load(simd, &bias[3 * panel + 2]);
                    let mut sum_2_0 = nn::load(simd, &bias[3 * panel]);
                    let mut sum_2_1 = nn::load(simd, &bias[3 * panel + 1]);
                    let mut sum_2_2 = nn::load(simd, &bias[3 * panel + 2]);
                    let mut sum_3_0 = nn::load(simd, &bias[3 * panel]);
                    let mut sum_3_1 = nn::load(simd, &bias[3 * panel + 1]);
                    let mut sum_3_2 = nn::load(simd, &bias[3 * panel + 2]);
                    let mut sum_4_0 = nn::load(simd, &bias[3 * panel]);
                    let mut sum_4_1 = nn::load(simd, &bias[3 * panel + 1]);
                    let mut sum_4_2 = nn::load(simd, &bias[3 * panel + 2]);
                    let mut sum_5_0 = nn::load(simd, &bias[3 * panel]);
                    let mut sum_5_1 = nn::load(simd, &bias[3 * panel + 1]);
                    let mut sum_5_2 = nn::load(simd, &bias[3 * panel + 2]);
                    let mut sum_6_0 = nn::load(simd, &bias[3 * panel]);
                    let mut sum_6_1 = nn::load(simd, &bias[3 * panel + 1]);
                    let mut sum_6_2 = nn::load(simd, &bias[3 * panel + 2]);
                    let mut sum_7_0 = nn::load(simd, &bias[3 * panel]);
                    let mut sum_7_1 = nn::load(simd, &bias[3 * panel + 1]);
                    let mut sum_7_2 = nn::load(simd, &bias[3 * panel + 2]);
                    for k in 0..1 {
                        let w0 = nn::load(simd, &weight[3 * panel][k]);
                        let w1 = nn::load(simd, &weight[3 * panel + 1][k]);
                        let w2 = nn::load(simd, &weight[3 * panel + 2][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
                        let x1 = nn::splat(simd, x[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                        sum_1_2 = nn::mul_add(x1, w2, sum_1_2);
                        let x2 = nn::splat(simd, x[2][k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                        sum_2_2 = nn::mul_add(x2, w2, sum_2_2);
                        let x3 = nn::splat(simd, x[3][k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                        sum_3_2 = nn::mul_add(x3, w2, sum_3_2);
                        let x4 = nn::splat(simd, x[4][k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                        sum_4_2 = nn::mul_add(x4, w2, sum_4_2);
                        let x5 = nn::splat(simd, x[5][k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                        sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                        sum_5_2 = nn::mul_add(x5, w2, sum_5_2);
                        let x6 = nn::splat(simd, x[6][k]);
                        sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                        sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                        sum_6_2 = nn::mul_add(x6, w2, sum_6_2);
                        let x7 = nn::splat(simd, x[7][k]);
                        sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                        sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                        sum_7_2 = nn::mul_add(x7, w2, sum_7_2);
                    }
                    nn::store(sum_0_0, &mut y[0][3 * panel]);
                    nn::store(sum_0_1, &mut y[0][3 * panel + 1]);
                    nn::store(sum_0_2, &mut y[0][3 * panel + 2]);
                    nn::store(sum_1_0, &mut y[1][3 * panel]);
                    nn::store(sum_1_1, &mut y[1][3 * panel + 1]);
                    nn::store(sum_1_2, &mut y[1][3 * panel + 2]);
                    nn::store(sum_2_0, &mut y[2][3 * panel]);
                    nn::store(sum_2_1, &mut y[2][3 * panel + 1]);
                    nn::store(sum_2_2, &mut y[2][3 * panel + 2]);
                    nn::store(sum_3_0, &mut y[3][3 * panel]);
                    nn::store(sum_3_1, &mut y[3][3 * panel + 1]);
                    nn::store(sum_3_2, &mut y[3][3 * panel + 2]);
                    nn::store(sum_4_0, &mut y[4][3 * panel]);
                    nn::store(sum_4_1, &mut y[4][3 * panel + 1]);
                    nn::store(sum_4_2, &mut y[4][3 * panel + 2]);
                    nn::store(sum_5_0, &mut y[5][3 * panel]);
                    nn::store(sum_5_1, &mut y[5][3 * panel + 1]);
                    nn::store(sum_5_2, &mut y[5][3 * panel + 2]);
                    nn::store(sum_6_0, &mut y[6][3 * panel]);
                    nn::store(sum_6_1, &mut y[6][3 * panel + 1]);
                    nn::store(sum_6_2, &mut y[6][3 * panel + 2]);
                    nn::store(sum_7_0, &mut y[7][3 * panel]);
                    nn::store(sum_7_1, &mut y[7][3 * panel + 1]);
                    nn::store(sum_7_2, &mut y[7][3 * panel + 2]);
                }
                {
                    let mut sum_0_0 = nn::load(simd, &bias[6]);
                    let mut sum_0_1 = nn::load(simd, &bias[7]);
                    let mut sum_1_0 = nn::load(simd, &bias[6]);
                    let mut sum_1_1 = nn::load(simd, &bias[7]);
                    let mut sum_2_0 = nn::load(simd, &bias[6]);
                    let mut sum_2_1 = nn::load(simd, &bias[7]);
                    let mut sum_3_0 = nn::load(simd, &bias[6]);
                    let mut sum_3_1 = nn::load(simd, &bias[7]);
                    let mut sum_4_0 = nn::load(simd, &bias[6]);
                    let mut sum_4_1 = nn::load(simd, &bias[7]);
                    let mut sum_5_0 = nn::load(simd, &bias[6]);
                    let mut sum_5_1 = nn::load(simd, &bias[7]);
                    let mut sum_6_0 = nn::load(simd, &bias[6]);
                    let mut sum_6_1 = nn::load(simd, &bias[7]);
                    let mut sum_7_0 = nn::load(simd, &bias[6]);
                    let mut sum_7_1 = nn::load(simd, &bias[7]);
                    for k in 0..1 {
                        let w0 = nn::load(simd, &weight[6][k]);
                        let w1 = nn::load(simd, &weight[7][k]);
                        let x0 = nn::splat(simd, x[0][k]);
                        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
                        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
                        let x1 = nn::splat(simd, x[1][k]);
                        sum_1_0 = nn::mul_add(x1, w0, sum_1_0);
                        sum_1_1 = nn::mul_add(x1, w1, sum_1_1);
                        let x2 = nn::splat(simd, x[2][k]);
                        sum_2_0 = nn::mul_add(x2, w0, sum_2_0);
                        sum_2_1 = nn::mul_add(x2, w1, sum_2_1);
                        let x3 = nn::splat(simd, x[3][k]);
                        sum_3_0 = nn::mul_add(x3, w0, sum_3_0);
                        sum_3_1 = nn::mul_add(x3, w1, sum_3_1);
                        let x4 = nn::splat(simd, x[4][k]);
                        sum_4_0 = nn::mul_add(x4, w0, sum_4_0);
                        sum_4_1 = nn::mul_add(x4, w1, sum_4_1);
                        let x5 = nn::splat(simd, x[5][k]);
                        sum_5_0 = nn::mul_add(x5, w0, sum_5_0);
                        sum_5_1 = nn::mul_add(x5, w1, sum_5_1);
                        let x6 = nn::splat(simd, x[6][k]);
                        sum_6_0 = nn::mul_add(x6, w0, sum_6_0);
                        sum_6_1 = nn::mul_add(x6, w1, sum_6_1);
                        let x7 = nn::splat(simd, x[7][k]);
                        sum_7_0 = nn::mul_add(x7, w0, sum_7_0);
                        sum_7_1 = nn::mul_add(x7, w1, sum_7_1);
                    }
                    nn::store(sum_0_0, &mut y[0][6]);
                    nn::store(sum_0_1, &mut y[0][7]);
                    nn::store(sum_1_0, &mut y[1][6]);
                    nn::store(sum_1_1, &mut y[1][7]);
                    nn::store(sum_2_0, &mut y[2][6]);
                    nn::store(sum_2_1, &mut y[2][7]);
                    nn::store(sum_3_0, &mut y[3][6]);
                    nn::store(sum_3_1, &mut y[3][7]);
                    nn::store(sum_4_0, &mut y[4][6]);
                    nn::store(sum_4_1, &mut y[4][7]);
                    nn::store(sum_5_0, &mut y[5][6]);
                    nn::store(sum_5_1, &mut y[5][7]);
                    nn::store(sum_6_0, &mut y[6][6]);
                    nn::store(sum_6_1, &mut y[6][7]);
                    nn::store(sum_7_0, &mut y[7][6]);
                    nn::store(sum_7_1, &mut y[7][7]);
                }
            },
        );
    }
    #[inline(always)]
    fn dense_1x128_identity_all_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 1]],
        weight: &[[nn::Panel; 1]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]],
    ) {
        nn::rows_overlapping(
            x,
            y,
            #[inline(always)]
            |x, y| dense_1x128_identity_8rows_wide(simd, x, weight, bias, y),
            #[inline(always)]
            |x, y| dense_1x128_identity_row_wide(
                simd,
                nn::one(x),
                weight,
                bias,
                nn::one_mut(y),
            ),
        );
    }
    #[inline(always)]
    fn dense_1x128_identity_row_medium<S: nn::Simd>(
        simd: S,
        x: &[[f32; 1]; 1],
        weight: &[[nn::Panel; 1]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        {
            let mut sum_0_0 = nn::load(simd, &bias[0]);
            let mut sum_0_1 = nn::load(simd, &bias[1]);
            let mut sum_0_2 = nn::load(simd, &bias[2]);
            let mut sum_0_3 = nn::load(simd, &bias[3]);
            let w0 = nn::load(simd, &weight[0][0]);
            let w1 = nn::load(simd, &weight[1][0]);
            let w2 = nn::load(simd, &weight[2][0]);
            let w3 = nn::load(simd, &weight[3][0]);
            let x0 = nn::splat(simd, x[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
            sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
            sum_0_3 = nn::mul_add(x0, w3, sum_0_3);
            nn::store(sum_0_0, &mut y[0][0]);
            nn::store(sum_0_1, &mut y[0][1]);
            nn::store(sum_0_2, &mut y[0][2]);
            nn::store(sum_0_3, &mut y[0][3]);
        }
        {
            let mut sum_0_0 = nn::load(simd, &bias[4]);
            let mut sum_0_1 = nn::load(simd, &bias[5]);
            let mut sum_0_2 = nn::load(simd, &bias[6]);
            let mut sum_0_3 = nn::load(simd, &bias[7]);
            let w0 = nn::load(simd, &weight[4][0]);
            let w1 = nn::load(simd, &weight[5][0]);
            let w2 = nn::load(simd, &weight[6][0]);
            let w3 = nn::load(simd, &weight[7][0]);
            let x0 = nn::splat(simd, x[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
            sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
            sum_0_3 = nn::mul_add(x0, w3, sum_0_3);
            nn::store(sum_0_0, &mut y[0][4]);
            nn::store(sum_0_1, &mut y[0][5]);
            nn::store(sum_0_2, &mut y[0][6]);
            nn::store(sum_0_3, &mut y[0][7]);
        }
    }
    #[inline(always)]
    fn dense_1x128_identity_row_narrow<S: nn::Simd>(
        simd: S,
        x: &[[f32; 1]; 1],
        weight: &[[nn::Panel; 1]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        {
            let mut sum_0_0 = nn::load(simd, &bias[0]);
            let mut sum_0_1 = nn::load(simd, &bias[1]);
            let mut sum_0_2 = nn::load(simd, &bias[2]);
            let w0 = nn::load(simd, &weight[0][0]);
            let w1 = nn::load(simd, &weight[1][0]);
            let w2 = nn::load(simd, &weight[2][0]);
            let x0 = nn::splat(simd, x[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
            sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
            nn::store(sum_0_0, &mut y[0][0]);
            nn::store(sum_0_1, &mut y[0][1]);
            nn::store(sum_0_2, &mut y[0][2]);
        }
        {
            let mut sum_0_0 = nn::load(simd, &bias[3]);
            let mut sum_0_1 = nn::load(simd, &bias[4]);
            let mut sum_0_2 = nn::load(simd, &bias[5]);
            let w0 = nn::load(simd, &weight[3][0]);
            let w1 = nn::load(simd, &weight[4][0]);
            let w2 = nn::load(simd, &weight[5][0]);
            let x0 = nn::splat(simd, x[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
            sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
            nn::store(sum_0_0, &mut y[0][3]);
            nn::store(sum_0_1, &mut y[0][4]);
            nn::store(sum_0_2, &mut y[0][5]);
        }
        {
            let mut sum_0_0 = nn::load(simd, &bias[6]);
            let mut sum_0_1 = nn::load(simd, &bias[7]);
            let w0 = nn::load(simd, &weight[6][0]);
            let w1 = nn::load(simd, &weight[7][0]);
            let x0 = nn::splat(simd, x[0][0]);
            sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
            sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
            nn::store(sum_0_0, &mut y[0][6]);
            nn::store(sum_0_1, &mut y[0][7]);
        }
    }
    #[inline(always)]
    fn dense_1x128_identity_row_wide<S: nn::Simd>(
        simd: S,
        x: &[[f32; 1]; 1],
        weight: &[[nn::Panel; 1]; 8],
        bias: &[nn::Panel; 8],
        y: &mut [[nn::Panel; 8]; 1],
    ) {
        let mut sum_0_0 = nn::load(simd, &bias[0]);
        let mut sum_0_1 = nn::load(simd, &bias[1]);
        let mut sum_0_2 = nn::load(simd, &bias[2]);
        let mut sum_0_3 = nn::load(simd, &bias[3]);
        let mut sum_0_4 = nn::load(simd, &bias[4]);
        let mut sum_0_5 = nn::load(simd, &bias[5]);
        let mut sum_0_6 = nn::load(simd, &bias[6]);
        let mut sum_0_7 = nn::load(simd, &bias[7]);
        let w0 = nn::load(simd, &weight[0][0]);
        let w1 = nn::load(simd, &weight[1][0]);
        let w2 = nn::load(simd, &weight[2][0]);
        let w3 = nn::load(simd, &weight[3][0]);
        let w4 = nn::load(simd, &weight[4][0]);
        let w5 = nn::load(simd, &weight[5][0]);
        let w6 = nn::load(simd, &weight[6][0]);
        let w7 = nn::load(simd, &weight[7][0]);
        let x0 = nn::splat(simd, x[0][0]);
        sum_0_0 = nn::mul_add(x0, w0, sum_0_0);
        sum_0_1 = nn::mul_add(x0, w1, sum_0_1);
        sum_0_2 = nn::mul_add(x0, w2, sum_0_2);
        sum_0_3 = nn::mul_add(x0, w3, sum_0_3);
        sum_0_4 = nn::mul_add(x0, w4, sum_0_4);
        sum_0_5 = nn::mul_add(x0, w5, sum_0_5);
        sum_0_6 = nn::mul_add(x0, w6, sum_0_6);
        sum_0_7 = nn::mul_add(x0, w7, sum_0_7);
        nn::store(sum_0_0, &mut y[0][0]);
        nn::store(sum_0_1, &mut y[0][1]);
        nn::store(sum_0_2, &mut y[0][2]);
        nn::store(sum_0_3, &mut y[0][3]);
        nn::store(sum_0_4, &mut y[0][4]);
        nn::store(sum_0_5, &mut y[0][5]);
        nn::store(sum_0_6, &mut y[0][6]);
        nn::store(sum_0_7, &mut y[0][7]);
    }
    #[inline(always)]
    fn step_row_wide<S: nn::Simd>(
        simd: S,
        net: &Stream,
        state: &mut Memory,
        x: &[[f32; 1]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let voice_h_state = &mut state.voice_h_state;
        let voice_c_state = &mut state.voice_c_state;
        let voice_sums_value = &mut [[nn::Panel::ZERO; 8]; 1];
        dense_1x128_identity_row_wide(
            simd,
            x,
            &net.voice_weight_ih_l0,
            &net.voice_bias_ih_l0,
            voice_sums_value,
        );
        let voice_gates_value = &mut [[nn::Panel::ZERO; 8]; 1];
        dense_18of32x128_from_start_identity_row_wide(
            simd,
            nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(voice_h_state),
            &net.voice_weight_hh_l0,
            voice_sums_value,
            &net.voice_bias_hh_l0,
            voice_gates_value,
        );
        let voice_cell_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::lstm_cell::<
            _,
            nn::Math,
            _,
        >(
            simd,
            nn::cast::<[nn::Panel; 8], [[nn::Panel; 2]; 4]>(&voice_gates_value[0]),
            &voice_c_state[0],
            &mut voice_cell_value[0],
        );
        let voice_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::lstm_output::<
            _,
            nn::Math,
            _,
        >(
            simd,
            nn::cast::<[nn::Panel; 8], [[nn::Panel; 2]; 4]>(&voice_gates_value[0]),
            &voice_cell_value[0],
            &mut voice_value[0],
        );
        let output_value = y;
        dense_18x1_identity_row_wide(
            simd,
            voice_value,
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
        nn::keep_state(simd, nn::panels(voice_value), nn::panels_mut(voice_h_state));
        nn::keep_state(
            simd,
            nn::panels(voice_cell_value),
            nn::panels_mut(voice_c_state),
        );
    }
    fn step_rows_wide<S: nn::Simd>(
        simd: S,
        net: &Stream,
        states: &mut [nn::State<Stream>],
        x: &[[f32; 1]],
        outputs: &mut [[f32; 1]],
    ) {
        const R: usize = 8;
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || {
                let mut rows = [[nn::Panel::ZERO; 1]; R];
                let rows = nn::take_rows_mut(&mut rows, x.len());
                {
                    let y = &mut *rows;
                    let voice_sums_value = &mut [[nn::Panel::ZERO; 8]; R];
                    let voice_sums_value = nn::take_rows_mut(voice_sums_value, x.len());
                    dense_1x128_identity_all_wide(
                        simd,
                        x,
                        &net.voice_weight_ih_l0,
                        &net.voice_bias_ih_l0,
                        voice_sums_value,
                    );
                    let voice_h_value = &mut [[nn::Panel::ZERO; 2]; R];
                    let voice_h_value = nn::take_rows_mut(voice_h_value, x.len());
                    nn::rows_in_place(
                        &*states,
                        voice_h_value,
                        #[inline(always)]
                        |state, y| {
                            nn::copy(
                                nn::panels(&nn::remembered(state).voice_h_state),
                                y,
                            );
                        },
                    );
                    let voice_c_value = &mut [[nn::Panel::ZERO; 2]; R];
                    let voice_c_value = nn::take_rows_mut(voice_c_value, x.len());
                    nn::rows_in_place(
                        &*states,
                        voice_c_value,
                        #[inline(always)]
                        |state, y| {
                            nn::copy(
                                nn::panels(&nn::remembered(state).voice_c_state),
                                y,
                            );
                        },
                    );
                    let voice_gates_value = &mut [[nn::Panel::ZERO; 8]; R];
                    let voice_gates_value = nn::take_rows_mut(
                        voice_gates_value,
                        x.len(),
                    );
                    dense_18of32x128_from_start_identity_all_wide(
                        simd,
                        nn::cast_rows::<[nn::Panel; 2], [f32; 32]>(voice_h_value),
                        &net.voice_weight_hh_l0,
                        voice_sums_value,
                        &net.voice_bias_hh_l0,
                        voice_gates_value,
                    );
                    let voice_cell_value = voice_h_value;
                    for (voice_gates_value, (voice_c_value, voice_cell_value)) in voice_gates_value
                        .iter()
                        .zip(voice_c_value.iter().zip(voice_cell_value.iter_mut()))
                    {
                        nn::lstm_cell::<
                            _,
                            nn::Math,
                            _,
                        >(
                            simd,
                            nn::cast::<
                                [nn::Panel; 8],
                                [[nn::Panel; 2]; 4],
                            >(voice_gates_value),
                            voice_c_value,
                            voice_cell_value,
                        );
                    }
                    let voice_value = voice_c_value;
                    for (voice_gates_value, (voice_cell_value, voice_value)) in voice_gates_value
                        .iter()
                        .zip(voice_cell_value.iter().zip(voice_value.iter_mut()))
                    {
                        nn::lstm_output::<
                            _,
                            nn::Math,
                            _,
                        >(
                            simd,
                            nn::cast::<
                                [nn::Panel; 8],
                                [[nn::Panel; 2]; 4],
                            >(voice_gates_value),
                            voice_cell_value,
                            voice_value,
                        );
                    }
                    let output_value = y;
                    dense_18x1_identity_all_wide(
                        simd,
                        voice_value,
                        &net.output_weight,
                        &net.output_bias,
                        output_value,
                    );
                    nn::rows_in_place(
                        voice_value,
                        states,
                        #[inline(always)]
                        |x, state| {
                            nn::keep_state(
                                simd,
                                x,
                                nn::panels_mut(&mut nn::memory(state).voice_h_state),
                            );
                        },
                    );
                    nn::rows_in_place(
                        voice_cell_value,
                        states,
                        #[inline(always)]
                        |x, state| {
                            nn::keep_state(
                                simd,
                                x,
                                nn::panels_mut(&mut nn::memory(state).voice_c_state),
                            );
                        },
                    );
                }
                nn::finish_rows(rows, outputs, #[inline(always)] |y| finish(simd, y));
            },
        );
    }
    #[inline(always)]
    fn step_row_medium<S: nn::Simd>(
        simd: S,
        net: &Stream,
        state: &mut Memory,
        x: &[[f32; 1]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let voice_h_state = &mut state.voice_h_state;
        let voice_c_state = &mut state.voice_c_state;
        let voice_sums_value = &mut [[nn::Panel::ZERO; 8]; 1];
        dense_1x128_identity_row_medium(
            simd,
            x,
            &net.voice_weight_ih_l0,
            &net.voice_bias_ih_l0,
            voice_sums_value,
        );
        let voice_gates_value = &mut [[nn::Panel::ZERO; 8]; 1];
        dense_18of32x128_from_start_identity_row_medium(
            simd,
            nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(voice_h_state),
            &net.voice_weight_hh_l0,
            voice_sums_value,
            &net.voice_bias_hh_l0,
            voice_gates_value,
        );
        let voice_cell_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::lstm_cell::<
            _,
            nn::Math,
            _,
        >(
            simd,
            nn::cast::<[nn::Panel; 8], [[nn::Panel; 2]; 4]>(&voice_gates_value[0]),
            &voice_c_state[0],
            &mut voice_cell_value[0],
        );
        let voice_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::lstm_output::<
            _,
            nn::Math,
            _,
        >(
            simd,
            nn::cast::<[nn::Panel; 8], [[nn::Panel; 2]; 4]>(&voice_gates_value[0]),
            &voice_cell_value[0],
            &mut voice_value[0],
        );
        let output_value = y;
        dense_18x1_identity_row_medium(
            simd,
            voice_value,
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
        nn::keep_state(simd, nn::panels(voice_value), nn::panels_mut(voice_h_state));
        nn::keep_state(
            simd,
            nn::panels(voice_cell_value),
            nn::panels_mut(voice_c_state),
        );
    }
    #[inline(always)]
    fn step_row_narrow<S: nn::Simd>(
        simd: S,
        net: &Stream,
        state: &mut Memory,
        x: &[[f32; 1]; 1],
        y: &mut [[nn::Panel; 1]; 1],
    ) {
        let voice_h_state = &mut state.voice_h_state;
        let voice_c_state = &mut state.voice_c_state;
        let voice_sums_value = &mut [[nn::Panel::ZERO; 8]; 1];
        dense_1x128_identity_row_narrow(
            simd,
            x,
            &net.voice_weight_ih_l0,
            &net.voice_bias_ih_l0,
            voice_sums_value,
        );
        let voice_gates_value = &mut [[nn::Panel::ZERO; 8]; 1];
        dense_18of32x128_from_start_identity_row_narrow(
            simd,
            nn::cast::<[[nn::Panel; 2]; 1], [[f32; 32]; 1]>(voice_h_state),
            &net.voice_weight_hh_l0,
            voice_sums_value,
            &net.voice_bias_hh_l0,
            voice_gates_value,
        );
        let voice_cell_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::lstm_cell::<
            _,
            nn::Math,
            _,
        >(
            simd,
            nn::cast::<[nn::Panel; 8], [[nn::Panel; 2]; 4]>(&voice_gates_value[0]),
            &voice_c_state[0],
            &mut voice_cell_value[0],
        );
        let voice_value = &mut [[nn::Panel::ZERO; 2]; 1];
        nn::lstm_output::<
            _,
            nn::Math,
            _,
        >(
            simd,
            nn::cast::<[nn::Panel; 8], [[nn::Panel; 2]; 4]>(&voice_gates_value[0]),
            &voice_cell_value[0],
            &mut voice_value[0],
        );
        let output_value = y;
        dense_18x1_identity_row_narrow(
            simd,
            voice_value,
            &net.output_weight,
            &net.output_bias,
            output_value,
        );
        nn::keep_state(simd, nn::panels(voice_value), nn::panels_mut(voice_h_state));
        nn::keep_state(
            simd,
            nn::panels(voice_cell_value),
            nn::panels_mut(voice_c_state),
        );
    }
    /// What the network remembers between steps.
    #[derive(
        nn::core::clone::Clone,
        nn::core::marker::Copy,
        bytemuck::Pod,
        bytemuck::Zeroable
    )]
    #[bytemuck(crate = "bytemuck")]
    #[repr(C, align(64))]
    pub struct Memory {
        voice_h_state: [[nn::Panel; 2]; 1],
        voice_c_state: [[nn::Panel; 2]; 1],
    }
    impl Stream {
        /// Parameters, padding not counted.
        pub const PARAMETERS: usize = 1531;
        /// Floating-point operations of one prediction: two for each multiply-add of the dense layers.
        pub const FLOPS: usize = 2772;
        /// Bytes of values between input and output that inference has on the stack, at most: of as many rows as it takes together. Those of maps
        /// and windows are elsewhere with `predict_with`, which a stream does not have; `loss` has them on the stack.
        pub const INFERENCE_BYTES: usize = 10240;
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
        /// The state of a new stream of this network: the parameters `h0` and `c0` of layers that have them, zeros elsewhere.
        #[must_use]
        #[inline]
        pub fn new_state(&self) -> nn::State<Self> {
            nn::Stream::new_state(self)
        }
        /// The output for the next input: `state` has what the network remembers of those before. Neither allocates nor locks nor
        /// panics.
        #[must_use]
        #[inline]
        pub fn step(&self, state: &mut nn::State<Self>, input: &[f32; 1]) -> [f32; 1] {
            nn::Stream::step_at(self, nn::Level::detect(), state, input)
        }
        /// The outputs for the next inputs, as many as there are, each to the bit what `step` gives. Neither allocates nor locks nor
        /// panics.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length; `outputs` and `state` are then unchanged.
        #[inline]
        pub fn process(
            &self,
            state: &mut nn::State<Self>,
            inputs: &[[f32; 1]],
            outputs: &mut [[f32; 1]],
        ) -> nn::core::result::Result<(), nn::Error> {
            nn::Stream::process_at(self, nn::Level::detect(), state, inputs, outputs)
        }
        /// The outputs of several streams, each for its next inputs. Those of a step lie side by side, one for each state in their order,
        /// and behind them those of the next step: a step of all streams is a slice of one input for each. Each output has to the bit what
        /// `step` gives. Neither allocates nor locks nor panics.
        ///
        /// # Errors
        /// If `outputs` and `inputs` differ in length, or are no whole number of steps; `outputs` and `states` are then unchanged.
        #[inline]
        pub fn process_many(
            &self,
            states: &mut [nn::State<Self>],
            inputs: &[[f32; 1]],
            outputs: &mut [[f32; 1]],
        ) -> nn::core::result::Result<(), nn::Error> {
            nn::Stream::process_many_at(
                self,
                nn::Level::detect(),
                states,
                inputs,
                outputs,
            )
        }
        /// Weights and biases of the layer `output`, 18 inputs, 1 outputs.
        #[must_use]
        #[inline]
        pub fn output(&self) -> nn::Dense<'_, 18, 1> {
            nn::Dense::new(
                nn::panels(&self.output_weight),
                nn::core::option::Option::Some(&self.output_bias),
                nn::Order::DenseRows {
                    inputs: 18,
                    outputs: 1,
                },
            )
        }
        /// As `output`, for writing.
        #[must_use]
        #[inline]
        pub fn output_mut(&mut self) -> nn::DenseMut<'_, 18, 1> {
            nn::DenseMut::new(
                nn::panels_mut(&mut self.output_weight),
                nn::core::option::Option::Some(&mut self.output_bias),
                nn::Order::DenseRows {
                    inputs: 18,
                    outputs: 1,
                },
            )
        }
    }
    impl nn::core::fmt::Debug for Stream {
        fn fmt(&self, f: &mut nn::core::fmt::Formatter<'_>) -> nn::core::fmt::Result {
            f.debug_struct("Stream")
                .field("parameters", &Self::PARAMETERS)
                .finish_non_exhaustive()
        }
    }
    impl nn::core::convert::AsRef<Stream> for Stream {
        #[inline]
        fn as_ref(&self) -> &Stream {
            self
        }
    }
    impl nn::core::convert::AsMut<Stream> for Stream {
        #[inline]
        fn as_mut(&mut self) -> &mut Stream {
            self
        }
    }
    impl nn::core::cmp::PartialEq for Stream {
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
    /// The output for the next input.
    #[inline(always)]
    fn next_output_wide<S: nn::Simd>(
        simd: S,
        net: &Stream,
        state: &mut Memory,
        input: &[f32; 1],
    ) -> [f32; 1] {
        let mut y = [[nn::Panel::ZERO; 1]; 1];
        step_row_wide(simd, net, state, nn::one(input), &mut y);
        finish(simd, &mut y[0])
    }
    /// The same, compiled for its instruction set by itself.
    #[inline(always)]
    fn stream_row_wide<S: nn::Simd>(
        simd: S,
        net: &Stream,
        state: &mut Memory,
        input: &[f32; 1],
    ) -> [f32; 1] {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || next_output_wide(simd, net, state, input),
        )
    }
    /// The output for the next input.
    #[inline(always)]
    fn next_output_medium<S: nn::Simd>(
        simd: S,
        net: &Stream,
        state: &mut Memory,
        input: &[f32; 1],
    ) -> [f32; 1] {
        let mut y = [[nn::Panel::ZERO; 1]; 1];
        step_row_medium(simd, net, state, nn::one(input), &mut y);
        finish(simd, &mut y[0])
    }
    /// The same, compiled for its instruction set by itself.
    #[inline(always)]
    fn stream_row_medium<S: nn::Simd>(
        simd: S,
        net: &Stream,
        state: &mut Memory,
        input: &[f32; 1],
    ) -> [f32; 1] {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || next_output_medium(simd, net, state, input),
        )
    }
    /// The output for the next input.
    #[inline(always)]
    fn next_output_narrow<S: nn::Simd>(
        simd: S,
        net: &Stream,
        state: &mut Memory,
        input: &[f32; 1],
    ) -> [f32; 1] {
        let mut y = [[nn::Panel::ZERO; 1]; 1];
        step_row_narrow(simd, net, state, nn::one(input), &mut y);
        finish(simd, &mut y[0])
    }
    /// The same, compiled for its instruction set by itself.
    #[inline(always)]
    fn stream_row_narrow<S: nn::Simd>(
        simd: S,
        net: &Stream,
        state: &mut Memory,
        input: &[f32; 1],
    ) -> [f32; 1] {
        nn::Simd::vectorize(
            simd,
            #[inline(always)]
            || next_output_narrow(simd, net, state, input),
        )
    }
    impl nn::Network for Stream {
        type Input = [f32; 1];
        type Output = [f32; 1];
        type Scratch = [nn::Panel; 0];
        const NAME: &'static str = "Stream";
        const TOPOLOGY: &'static nn::topology::Topology = &nn::topology::Topology {
            name: "Stream",
            input: &[1],
            output: &[1],
            loss: nn::core::option::Option::None,
            lines: &[
                nn::topology::Line {
                    name: "voice",
                    kind: "lstm",
                    arguments: &[
                        nn::topology::Argument {
                            name: "outputs",
                            value: nn::topology::Value::Count(18),
                        },
                    ],
                    operands: &[nn::topology::Operand::Input],
                    shape: &[18],
                },
                nn::topology::Line {
                    name: "output",
                    kind: "dense",
                    arguments: &[
                        nn::topology::Argument {
                            name: "outputs",
                            value: nn::topology::Value::Count(1),
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
            nn::first_steps(self, level, inputs, outputs)
        }
        #[inline]
        fn predict_with_at(
            &self,
            level: nn::Level,
            input: &Self::Input,
            scratch: &mut Self::Scratch,
        ) -> Self::Output {
            let _ = scratch;
            nn::first_step(self, level, input)
        }
        #[inline]
        fn predict_batch_with_at(
            &self,
            level: nn::Level,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
            scratch: &mut Self::Scratch,
        ) -> nn::core::result::Result<(), nn::Error> {
            let _ = scratch;
            nn::first_steps(self, level, inputs, outputs)
        }
    }
    impl nn::Parameters for Stream {
        const LAYOUT: &'static [nn::Parameter] = &[
            nn::Parameter {
                name: "voice.weight_ih_l0",
                shape: &[72, 1],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 0,
                stored_len: 128,
                order: nn::Order::Gates {
                    inputs: 1,
                    gates: 4,
                    units: 18,
                },
                init: nn::Init::Uniform(0.23570226),
                fan_in: 1,
                fan_out: 72,
            },
            nn::Parameter {
                name: "voice.weight_hh_l0",
                shape: &[72, 18],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 128,
                stored_len: 2304,
                order: nn::Order::Gates {
                    inputs: 18,
                    gates: 4,
                    units: 18,
                },
                init: nn::Init::Uniform(0.23570226),
                fan_in: 18,
                fan_out: 72,
            },
            nn::Parameter {
                name: "voice.bias_ih_l0",
                shape: &[72],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 2432,
                stored_len: 128,
                order: nn::Order::Gates {
                    inputs: 1,
                    gates: 4,
                    units: 18,
                },
                init: nn::Init::Uniform(0.23570226),
                fan_in: 18,
                fan_out: 72,
            },
            nn::Parameter {
                name: "voice.bias_hh_l0",
                shape: &[72],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 2560,
                stored_len: 128,
                order: nn::Order::Gates {
                    inputs: 1,
                    gates: 4,
                    units: 18,
                },
                init: nn::Init::Uniform(0.23570226),
                fan_in: 18,
                fan_out: 72,
            },
            nn::Parameter {
                name: "output.weight",
                shape: &[1, 18],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 2688,
                stored_len: 32,
                order: nn::Order::DenseRows {
                    inputs: 18,
                    outputs: 1,
                },
                init: nn::Init::GlorotUniform,
                fan_in: 18,
                fan_out: 1,
            },
            nn::Parameter {
                name: "output.bias",
                shape: &[1],
                is_trained: true,
                momentum: nn::core::option::Option::None,
                offset: 2720,
                stored_len: 16,
                order: nn::Order::Vector { len: 1 },
                init: nn::Init::Zeros,
                fan_in: 18,
                fan_out: 1,
            },
        ];
        const PARAMETERS: usize = Self::PARAMETERS;
    }
    impl nn::Stream for Stream {
        type Memory = Memory;
        const STATE_PARTS: &'static [nn::StatePart] = &[
            nn::StatePart {
                name: "voice_h",
                len: 18,
                steps: 1,
                offset: 0,
                rows: 1,
                row: 32,
                number: 1,
                initial: nn::core::option::Option::None,
            },
            nn::StatePart {
                name: "voice_c",
                len: 18,
                steps: 1,
                offset: 32,
                rows: 1,
                row: 32,
                number: 1,
                initial: nn::core::option::Option::None,
            },
        ];
        #[inline]
        fn step_at(
            &self,
            level: nn::Level,
            state: &mut nn::State<Self>,
            input: &Self::Input,
        ) -> Self::Output {
            nn::dispatch_calls!(
                level, simd => stream_row_wide(simd, self, nn::memory(state), input),
                stream_row_medium(simd, self, nn::memory(state), input),
                stream_row_narrow(simd, self, nn::memory(state), input)
            )
        }
        #[inline]
        fn process_at(
            &self,
            level: nn::Level,
            state: &mut nn::State<Self>,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
        ) -> nn::core::result::Result<(), nn::Error> {
            nn::check_rows("outputs", inputs.len(), outputs.len())?;
            nn::dispatch!(
                level, simd => nn::each_step(nn::memory(state), inputs, outputs,
                #[inline(always)] | state, input, output | * output =
                next_output_wide(simd, self, state, input)),
                nn::each_step(nn::memory(state), inputs, outputs, #[inline(always)] |
                state, input, output | * output = next_output_medium(simd, self, state,
                input)), nn::each_step(nn::memory(state), inputs, outputs,
                #[inline(always)] | state, input, output | * output =
                next_output_narrow(simd, self, state, input))
            );
            nn::core::result::Result::Ok(())
        }
        #[inline]
        fn process_many_at(
            &self,
            level: nn::Level,
            states: &mut [nn::State<Self>],
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
        ) -> nn::core::result::Result<(), nn::Error> {
            nn::check_streams(states.len(), inputs.len(), outputs.len())?;
            nn::dispatch!(
                level, simd => nn::each_step_in_rows:: < 8, _, _, _ > (states, inputs,
                outputs, #[inline(always)] | states, inputs, outputs |
                step_rows_wide(simd, self, states, inputs, outputs), #[inline(always)] |
                state, input, output | * output = stream_row_wide(simd, self,
                nn::memory(state), input),), nn::each_step_of_streams(states, inputs,
                outputs, #[inline(always)] | state, input, output | * output =
                stream_row_medium(simd, self, nn::memory(state), input)),
                nn::each_step_of_streams(states, inputs, outputs, #[inline(always)] |
                state, input, output | * output = stream_row_narrow(simd, self,
                nn::memory(state), input))
            );
            nn::core::result::Result::Ok(())
        }
    }
};
