//! A norm that ends a convolution gives the bits of one that is a step of its own: a pool of one pixel between the two changes nothing, and
//! keeps them apart.

use nn_runtime::network::{Network, Parameters};
use nn_runtime::simd::Level;

nn_runtime::network! {
    pub(crate) struct Together: [2, 7, 5] -> [9] {
        conv2d(17, 3, padding = 1, bias = false),
        batch_norm,
        relu,
        depthwise_conv2d(3, stride = 2, padding = 1),
        batch_norm(eps = 1e-3),
        silu,
        conv2d(8, 1),
        batch_norm(affine = false),
        global_avg_pool,
        dense(9),
    }
}

nn_runtime::network! {
    pub(crate) struct Apart: [2, 7, 5] -> [9] {
        conv2d(17, 3, padding = 1, bias = false),
        max_pool(1),
        batch_norm,
        relu,
        depthwise_conv2d(3, stride = 2, padding = 1),
        max_pool(1),
        batch_norm(eps = 1e-3),
        silu,
        conv2d(8, 1),
        max_pool(1),
        batch_norm(affine = false),
        global_avg_pool,
        dense(9),
    }
}

#[test]
fn norms_that_end_convolutions_have_the_bits_of_those_that_do_not() {
    let mut state = 9_u32;
    let mut number = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    let (mut together, mut apart) = (Together::init(1), Apart::init(2));
    let flat = together.as_flat_mut();
    for parameter in Together::LAYOUT {
        for place in parameter.positions() {
            // A variance is positive.
            flat[place] = if parameter.name.ends_with("running_var") { number() + 1.01 } else { number() };
        }
    }
    apart.as_flat_mut().copy_from_slice(together.as_flat());
    let inputs: Vec<[f32; 70]> = (0..21).map(|_| core::array::from_fn(|_| number())).collect();
    for level in Level::available() {
        let (mut found, mut expected) = (vec![[0.0; 9]; 21], vec![[0.0; 9]; 21]);
        together.predict_batch_at(level, &inputs, &mut found).expect("equal lengths");
        apart.predict_batch_at(level, &inputs, &mut expected).expect("equal lengths");
        for ((input, found), expected) in inputs.iter().zip(&found).zip(&expected) {
            assert!(found.iter().all(|number| number.is_finite() && *number != 0.0), "{found:?}");
            assert_eq!(found.map(f32::to_bits), expected.map(f32::to_bits), "{level:?}, in a batch");
            let alone = together.predict_at(level, input);
            assert_eq!(alone.map(f32::to_bits), expected.map(f32::to_bits), "{level:?}, alone");
        }
    }
}
