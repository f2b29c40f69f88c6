//! The derivatives exactly at the points where an activation function has none: the documented choice.

use bytemuck::allocation::zeroed_box;
use nn_runtime::loss::Target;
use nn_runtime::network::Train;
use nn_runtime::simd::Level;
use nn_tests::agreement::elements;
use nn_tests::compare::{Place, assert_close};
use nn_tests::description::read;
use nn_tests::pair::{Declared, parameters_of, set_parameters};

use super::activations::{Exponential, Hard, Limited, Magnitude, Positive, Rectified};

/// Weights zero and biases `z`, so that every pre-activation is exactly `z`.
fn check<N: Declared + Train>(z: f64)
where
    N::Output: Target<N::Loss, N::Output>,
{
    let (_, mut topology) = read(N::SOURCE);
    let parameters = topology.parameters();
    let value = |name: &str| if name.ends_with("bias") { z } else { 0.0 };
    topology.set_parameters(parameters.iter().flat_map(|tensor| vec![value(&tensor.name); tensor.values.len()]));
    let mut net = zeroed_box::<N>();
    set_parameters(&mut *net, &topology.parameters());

    let (input, target): (N::Input, N::Output) = (bytemuck::Zeroable::zeroed(), bytemuck::Zeroable::zeroed());
    let mut target = target;
    target.as_mut().fill(-1.5);
    let wide = |row: &[f32]| row.iter().map(|value| f64::from(*value)).collect::<Vec<f64>>();
    let expected = topology.gradients(&[wide(elements(&input))], &[wide(target.as_ref())], None);
    let mut workspace = zeroed_box::<N::Workspace>();
    let mut gradient = zeroed_box::<N>();
    for level in Level::available() {
        let place = Place { network: N::NAME, level: level.name(), batch: 1 };
        let loss = net.gradients_at(level, &[input], &[target], 0, &mut workspace, &mut gradient).expect("a batch");
        assert_close(&place, &format!("loss at {z}"), &[expected.loss], &[loss]);
        for (tensor, (name, found)) in expected.parameters.iter().zip(parameters_of(&*gradient)) {
            assert_close(&place, &format!("gradient of {name} at {z}"), &tensor.values, &found);
        }
    }
}

/// The rectifiers, the exponential units and the magnitude.
#[test]
fn at_zero() {
    for z in [0.0, -0.0] {
        check::<Rectified>(z);
        check::<Exponential>(z);
        check::<Magnitude>(z);
    }
}

/// Roots, reciprocals and logarithms have no slope at 0, which is what their padding holds.
#[test]
fn above_zero() {
    for z in [0.25, 2.0] {
        check::<Positive>(z);
    }
}

/// The hard sigmoid and the hard swish.
#[test]
fn at_three() {
    for z in [-3.0, 3.0] {
        check::<Hard>(z);
    }
}

/// Both ends of the hard tanh, -0.5 and 0.75, and of relu6.
#[test]
fn at_limits() {
    for z in [-0.5, 0.75, 0.0, -0.0, 6.0] {
        check::<Limited>(z);
    }
}
