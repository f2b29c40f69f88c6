//! Layers that look at each number of a row or at all of them, and activations of all kinds.

use nn_runtime::history::History;
use nn_runtime::network::Workspace;

nn_runtime::network! {
    /// Every such layer, with outputs in the lanes.
    #[loss(mse)]
    pub struct Elements: [20] -> [18] {
        observed: affine(trained = false),
        slice(3, 4, from = input),
        kind: embedding(5, 3),
        dense(40, sin, from = observed),
        layer_norm,
        prelu(per_channel = true),
        glu,
        a: softmax,
        dense(20, mish),
        log_softmax,
        sub(a),
        rms_norm,
        l2_norm,
        prelu,
        hard_shrink(0.01),
        threshold(-2.0, 0.0),
        cos,
        abs,
        softmax,
        sqrt,
        reciprocal,
        log,
        scale(0.5),
        affine,
        concat(kind),
        dense(36, gelu_tanh),
        swiglu,
    }
}

nn_runtime::network! {
    /// Some of them with rows in the lanes.
    #[loss(mse)]
    pub struct Few: [4] -> [2] {
        affine(trained = false),
        dense(6, celu),
        soft_shrink(0.01),
        square,
        slice(0, 4),
        scale(2.0),
        affine(trained = false, bias = false),
        dense(2, hard_tanh),
    }
}

nn_runtime::network! {
    /// Norms with rows in the lanes.
    pub struct Normed: [4] -> [3] {
        dense(6, log_sigmoid),
        layer_norm,
        prelu,
        rms_norm,
        l2_norm,
        log_softmax,
        dense(3, softsign),
    }
}

/// Predicts and learns.
///
/// # Errors
/// If the slices differ in length or are empty.
#[inline(never)]
pub fn learn_elements(
    net: &mut Elements,
    inputs: &[[f32; 20]],
    targets: &[[f32; 18]],
    workspace: &mut Workspace<Elements>,
    gradient: &mut Elements,
) -> Result<f32, nn_runtime::Error> {
    let loss = net.loss(inputs, targets)? + net.gradients(inputs, targets, workspace, gradient)?;
    Ok(loss + net.predict(&[0.5; 20])[0] + net.descend(&[0.5; 20], &[1.0; 18], 0.1, workspace))
}

/// Predicts and learns.
///
/// # Errors
/// If the slices differ in length or are empty.
#[inline(never)]
pub fn learn_few(
    net: &mut Few,
    inputs: &[[f32; 4]],
    targets: &[[f32; 2]],
    workspace: &mut Workspace<Few>,
    gradient: &mut Few,
) -> Result<f32, nn_runtime::Error> {
    let loss = net.loss(inputs, targets)? + net.gradients(inputs, targets, workspace, gradient)?;
    Ok(loss + net.descend(&[0.5; 4], &[1.0; 2], 0.1, workspace))
}

/// Predicts from the last two observations, in every order.
///
/// # Errors
/// If the widths are not those of all columns.
#[inline(never)]
pub fn predict_past(
    net: &Few,
    history: &mut History<2, 2>,
    observation: &[f32; 2],
    widths: &[usize],
) -> Result<[f32; 2], nn_runtime::Error> {
    history.push(observation);
    let ([a, _], [_, b]) = (net.predict(&history.oldest_first()), net.predict(&history.newest_first()));
    let [c, d] = net.predict(&history.by_term_oldest_first(widths)?);
    Ok([a + c, b + d])
}

/// Predicts.
///
/// # Errors
/// If the slices differ in length.
#[inline(never)]
pub fn predict_normed(
    net: &Normed,
    inputs: &[[f32; 4]],
    outputs: &mut [[f32; 3]],
) -> Result<[f32; 3], nn_runtime::Error> {
    net.predict_batch(inputs, outputs)?;
    Ok(net.predict(&[0.5; 4]))
}
