//! Losses whose outputs come in pairs, or are logits.

use nn_runtime::network::Workspace;

nn_runtime::network! {
    /// A mean and the logarithm of a variance, with rows in the lanes.
    #[loss(gaussian)]
    pub struct Spread: [2] -> [2] {
        dense(4, tanh),
        dense(2),
    }
}

nn_runtime::network! {
    /// More than a panel of each.
    #[loss(gaussian)]
    pub struct Spreads: [20] -> [42] {
        dense(42),
    }
}

nn_runtime::network! {
    /// Logits of classes.
    #[loss(cross_entropy(label_smoothing = 0.1, from_logits = true))]
    pub struct Logits: [2] -> [3] {
        dense(3),
    }
}

/// Learns with rows in the lanes, and from one row.
///
/// # Errors
/// If the slices differ in length or are empty.
#[inline(never)]
pub fn learn_pairs(
    net: &mut Spread,
    inputs: &[[f32; 2]],
    targets: &[[f32; 1]],
    workspace: &mut Workspace<Spread>,
    gradient: &mut Spread,
) -> Result<f32, nn_runtime::Error> {
    let loss = net.loss(inputs, targets)? + net.gradients(inputs, targets, workspace, gradient)?;
    Ok(loss + net.descend(&[0.5; 2], &[1.0; 1], 0.1, workspace))
}

/// Learns with outputs in the lanes, and from one row.
///
/// # Errors
/// If the slices differ in length or are empty.
#[inline(never)]
pub fn learn_pairs_of_panels(
    net: &mut Spreads,
    inputs: &[[f32; 20]],
    targets: &[[f32; 21]],
    workspace: &mut Workspace<Spreads>,
    gradient: &mut Spreads,
) -> Result<f32, nn_runtime::Error> {
    let loss = net.loss(inputs, targets)? + net.gradients(inputs, targets, workspace, gradient)?;
    Ok(loss + net.descend(&[0.5; 20], &[1.0; 21], 0.1, workspace))
}

/// Learns with the loss of logits.
///
/// # Errors
/// If the slices differ in length or are empty.
#[inline(never)]
pub fn learn_logits(
    net: &mut Logits,
    inputs: &[[f32; 2]],
    targets: &[[f32; 3]],
    workspace: &mut Workspace<Logits>,
    gradient: &mut Logits,
) -> Result<f32, nn_runtime::Error> {
    let loss = net.loss(inputs, targets)? + net.gradients(inputs, targets, workspace, gradient)?;
    Ok(loss + net.descend(&[0.5; 2], &[0.5, 0.5, 0.0], 0.1, workspace))
}
