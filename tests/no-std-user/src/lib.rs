//! A user without `std` and without `alloc`: networks in statics and on the stack.
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs, warnings)]

pub mod elements;
pub mod maps;
pub mod own_methods;
pub mod pairs;
pub mod streams;

use nn_runtime::network::{Train, Workspace};
use nn_runtime::optim::{Adam, Sgd, Step};
use nn_runtime::simd::Level;

nn_runtime::network! {
    /// Exclusive or, as a probability.
    #[loss(binary_cross_entropy)]
    pub struct Xor: [2] -> [1] {
        hidden: dense(8, tanh),
        output: dense(1, sigmoid),
    }
}

nn_runtime::network! {
    /// Every kind of line.
    #[loss(cross_entropy)]
    pub struct Mixed: [6] -> [5] {
        first: dense(20, gelu),
        dropout(0.1),
        dense(20, softplus),
        add(first),
        elu,
        concat(first),
        dense(5, softmax),
    }
}

nn_runtime::network! {
    /// Large enough for tiles and their remainders.
    pub struct Large: [100] -> [53] {
        dense(300, relu),
        dense(53, sigmoid),
    }
}

nn_runtime::network! {
    /// More weights than a core's second cache holds, so that layers are computed some panels at a time.
    #[loss(cross_entropy)]
    pub struct Huge: [490] -> [12] {
        dense(270, tanh),
        dense(490, relu, bias = false),
        dense(12, softmax),
    }
}

nn_runtime::network! {
    /// A sum of two numbers, from a file.
    #[weights("sum.safetensors")]
    pub struct Sum: [2] -> [1] {
        sum: dense(1),
    }
}

static NET: Xor = Xor::ZERO;

/// A network that the program contains.
pub static SUM: &Sum = Sum::pretrained();

/// A prediction of it.
#[must_use]
#[inline(never)]
pub fn predict_pretrained(input: &[f32; 2]) -> f32 {
    let [sum] = Sum::pretrained().predict(input);
    sum
}

/// A probability from a network in a `static`.
#[must_use]
#[inline(never)]
pub fn predict(input: &[f32; 2]) -> f32 {
    let [probability] = NET.predict(input);
    probability
}

/// Probabilities for a batch, with a row in each lane, and learning from a batch and from one row.
///
/// # Errors
/// If the slices differ in length or are empty.
#[inline(never)]
pub fn predict_and_learn_narrow(
    net: &mut Xor,
    inputs: &[[f32; 2]],
    targets: &[[f32; 1]],
    workspace: &mut Workspace<Xor>,
    gradient: &mut Xor,
) -> Result<f32, nn_runtime::Error> {
    net.predict_batch(inputs, &mut [[0.0; 1]; 40])?;
    net.gradients(inputs, targets, workspace, gradient)?;
    Ok(net.descend(&[0.5, 1.0], &[1.0], 0.1, workspace))
}

/// A step of gradient descent on one row.
#[inline(never)]
pub fn learn_one(net: &mut Mixed, input: &[f32; 6], target: &[f32; 5], workspace: &mut Workspace<Mixed>) -> f32 {
    net.descend(input, target, 0.1, workspace)
}

/// A step of Adam on one row, and one of momentum on a batch, without a gradient in memory but for a batch of several blocks.
///
/// # Errors
/// If the slices differ in length or are empty, or there are not two moments.
#[inline(never)]
pub fn learn_at_once(
    net: &mut Mixed,
    (inputs, targets): (&[[f32; 6]], &[[f32; 5]]),
    moments: &mut [Mixed],
    workspace: &mut Workspace<Mixed>,
    gradient: &mut Mixed,
) -> Result<f32, nn_runtime::Error> {
    let (adam, momentum) = (Adam::new(0.001), Sgd::new(0.1).momentum(0.9));
    let step = Step { number: 1, learning_rate: 0.001, level: Level::detect() };
    let loss = net.descend_with(&[0.5; 6], &[0.2; 5], 0, (&adam, &step), moments, workspace)?;
    let (first, _) = moments.split_at_mut(moments.len().min(1));
    Ok(loss + net.learn_with((inputs, targets), 0, (&momentum, &step), first, (workspace, gradient))?)
}

/// The same with a row in each lane.
///
/// # Errors
/// If the slices differ in length or are empty, or there are not two moments.
#[inline(never)]
pub fn learn_at_once_in_lanes(
    net: &mut Xor,
    (inputs, targets): (&[[f32; 2]], &[[f32; 1]]),
    moments: &mut [Xor],
    workspace: &mut Workspace<Xor>,
    gradient: &mut Xor,
) -> Result<f32, nn_runtime::Error> {
    let adam = Adam::new(0.001);
    let step = Step { number: 1, learning_rate: 0.001, level: Level::detect() };
    let loss = net.descend_with(&[0.5; 2], &[0.2; 1], 0, (&adam, &step), moments, workspace)?;
    Ok(loss + net.learn_with((inputs, targets), 0, (&adam, &step), moments, (workspace, gradient))?)
}

/// A batch of any length.
///
/// # Errors
/// If the slices differ in length.
#[inline(never)]
pub fn predict_all(net: &Mixed, inputs: &[[f32; 6]], outputs: &mut [[f32; 5]]) -> Result<(), nn_runtime::Error> {
    net.predict_batch(inputs, outputs)
}

/// Tiles of every shape, in a batch and alone.
///
/// # Errors
/// If the slices differ in length.
#[inline(never)]
pub fn predict_large(
    net: &Large,
    inputs: &[[f32; 100]],
    outputs: &mut [[f32; 53]],
) -> Result<[f32; 53], nn_runtime::Error> {
    net.predict_batch(inputs, outputs)?;
    Ok(net.predict(&[0.5; 100]))
}

/// Inference and training of a large network.
///
/// # Errors
/// If the slices differ in length or are empty.
#[inline(never)]
pub fn predict_and_learn_huge(
    net: &Huge,
    inputs: &[[f32; 490]],
    targets: &mut [[f32; 12]],
    workspace: &mut Workspace<Huge>,
    gradient: &mut Huge,
) -> Result<f32, nn_runtime::Error> {
    net.predict_batch(inputs, targets)?;
    let loss = net.loss(inputs, &*targets)?;
    Ok(loss + net.gradients(inputs, &*targets, workspace, gradient)?)
}

/// A step of gradient descent with nothing on the heap.
///
/// # Errors
/// If the batch is empty.
#[inline(never)]
pub fn learn(
    net: &mut Mixed,
    inputs: &[[f32; 6]],
    targets: &[[f32; 5]],
    workspace: &mut Workspace<Mixed>,
    gradient: &mut Mixed,
) -> Result<f32, nn_runtime::Error> {
    let loss = net.gradients_at(Level::baseline(), inputs, targets, 1, workspace, gradient)?;
    net.initialize(7);
    Ok(loss)
}

/// Moves a single weight against its derivative. Access by index panics out of range, as documented.
#[inline(never)]
pub fn move_weight(net: &mut Mixed, gradient: &Mixed) {
    let [weight, ..] = gradient.first().weight_row(0);
    let moved = net.first().weight(0, 0) - 0.1 * weight;
    net.first_mut().set_weight(0, 0, moved);
}
