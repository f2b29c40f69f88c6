//! Networks of maps: convolutions of every form, pools, joins, and their training.

use nn_runtime::network;
use nn_runtime::network::Workspace;

network! {
    /// A residual network with all ways to read a map.
    #[loss(cross_entropy)]
    pub struct Residual: [3, 12, 11] -> [4] {
        conv2d(20, 3, relu, stride = 2, padding = [0, 1, 1, 0]),
        a: depthwise_conv2d(3, tanh, padding = 1),
        b: conv2d(20, 1, silu),
        conv2d(20, 3, padding = same),
        add(b),
        group_norm(4),
        instance_norm(affine = true),
        layer_norm,
        rms_norm,
        prelu(per_channel = true),
        c: relu,
        global_avg_pool,
        dense(20, sigmoid),
        mul(c),
        concat(a),
        max_pool(2, ceil = true),
        conv2d(32, 2, dilation = 2),
        conv2d(32, [1, 1], relu, groups = 2),
        conv_transpose2d(18, [3, 2], elu, stride = [2, 1], padding = [1, 0], output_padding = [1, 0]),
        pad([1, 0, 0, 0], mode = reflect),
        upsample([1, 2], mode = bilinear),
        avg_pool([1, 2]),
        flatten,
        dense(4, softmax),
    }
}

network! {
    /// Windows along time, with a map at the end.
    pub struct Causal: [2, 40] -> [5, 20] {
        conv1d(16, 3, tanh, dilation = 2, causal = true),
        conv1d(16, 15, relu, padding = same),
        max_pool(2),
        conv_transpose1d(16, 4, tanh, stride = 2, padding = 1),
        upsample(2),
        pad([4, 0], mode = replicate),
        pad([0, 4]),
        max_pool(4),
        max_pool(3, 1),
        conv1d(5, 1),
    }
}

network! {
    /// Numbers in other places.
    #[loss(mse)]
    pub struct Moved: [6, 5, 3] -> [8] {
        permute([2, 0, 1]),
        a: conv2d(16, 3, tanh, padding = 1),
        pixel_shuffle(2),
        crop([2, 0, 1, 1]),
        slice(1, 3),
        conv2d(6, 2, relu),
        reshape([3, 18, 7]),
        permute([1, 0, 2]),
        conv2d(4, 1),
        pixel_unshuffle(1, mode = dcr),
        reshape([12, 7]),
        permute([1, 0]),
        conv1d(8, 1),
        global_avg_pool,
    }
}

network! {
    /// Means and largest numbers of maps that are not arranged as convolutions have them.
    pub struct Pooled: [5, 6, 6] -> [10] {
        m: global_max_pool,
        global_avg_pool(from = input),
        concat(m),
    }
}

network! {
    /// Normalised over its batch.
    #[batch(4)]
    #[loss(mse)]
    pub struct Normalised: [2, 5, 4] -> [3] {
        conv2d(5, 3, padding = 1, bias = false),
        batch_norm,
        relu,
        global_avg_pool,
        dense(3),
        batch_norm(affine = false),
    }
}

/// Predicts with each of them.
///
/// # Errors
/// If the slices differ in length.
#[inline(never)]
pub fn predict_maps(
    (residual, causal, pooled): (&Residual, &Causal, &Pooled),
    inputs: &[[f32; 396]],
    outputs: &mut [[f32; 4]],
) -> Result<f32, nn_runtime::Error> {
    residual.predict_batch(inputs, outputs)?;
    let [first, ..] = causal.predict(&[0.5; 80]);
    let [second, ..] = pooled.predict(&[0.5; 180]);
    Ok(first + second)
}

/// A step on a batch, and one on its first row.
///
/// # Errors
/// If the slices differ in length.
#[inline(never)]
pub fn learn_maps(
    net: &mut Residual,
    (inputs, targets): (&[[f32; 396]], &[[f32; 4]]),
    workspace: &mut Workspace<Residual>,
    gradient: &mut Residual,
) -> Result<f32, nn_runtime::Error> {
    let loss = net.gradients(inputs, targets, workspace, gradient)?;
    if let (Some(input), Some(target)) = (inputs.first(), targets.first()) {
        net.descend(input, target, 0.1, workspace);
    }
    Ok(loss)
}

/// A step on a batch that is normalised, and one on its first row.
///
/// # Errors
/// If the slices differ in length, or are longer than a batch may be.
#[inline(never)]
pub fn learn_normalised(
    net: &mut Normalised,
    (inputs, targets): (&[[f32; 40]], &[[f32; 3]]),
    workspace: &mut Workspace<Normalised>,
    gradient: &mut Normalised,
) -> Result<f32, nn_runtime::Error> {
    let loss = net.gradients(inputs, targets, workspace, gradient)?;
    if let (Some(input), Some(target)) = (inputs.first(), targets.first()) {
        net.descend(input, target, 0.1, workspace);
    }
    let [output, ..] = net.predict(&[0.5; 40]);
    Ok(loss + output)
}

/// A step on a batch whose numbers are moved, and one on its first row.
///
/// # Errors
/// If the slices differ in length.
#[inline(never)]
pub fn learn_moved(
    net: &mut Moved,
    (inputs, targets): (&[[f32; 90]], &[[f32; 8]]),
    workspace: &mut Workspace<Moved>,
    gradient: &mut Moved,
) -> Result<f32, nn_runtime::Error> {
    let loss = net.gradients(inputs, targets, workspace, gradient)?;
    if let (Some(input), Some(target)) = (inputs.first(), targets.first()) {
        net.descend(input, target, 0.1, workspace);
    }
    let [output, ..] = net.predict(&[0.5; 90]);
    Ok(loss + output)
}
