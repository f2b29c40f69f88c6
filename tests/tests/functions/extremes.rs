//! Numbers far out: saturated activations.

use nn_runtime::network::Network as _;
use nn_runtime::simd::Level;
use nn_tests::pair::{Declared as _, Pair, set_parameters};
use nn_tests::random::Random;

use super::activations::{Curved, Exponential, Hard, Limited, Logistic, Rectified, Smooth};

/// Weights zero, biases from -200 to 200: every activation on its whole range, where e^x overflows and underflows.
macro_rules! saturated {
    ($network:ident) => {{
        let mut random = Random::named($network::SOURCE);
        let Pair { mut net, mut topology } = Pair::<$network>::new(&mut random);
        for far in [5.0, 10.0, 20.0, 50.0, 88.0, 90.0, 104.0, 200.0, 1e4, 1e30] {
            let parameters = topology.parameters();
            let bias = |o: usize| f64::from(far as f32) * if o % 2 == 0 { 1.0 } else { -1.0 } / (1 + o / 2) as f64;
            let values = parameters.iter().flat_map(|tensor| {
                let is_bias = tensor.name.ends_with("bias") && !tensor.name.starts_with("first");
                (0..tensor.values.len()).map(move |o| if is_bias { f64::from(bias(o) as f32) } else { 0.0 })
            });
            topology.set_parameters(values.collect::<Vec<f64>>());
            set_parameters(&mut *net, &topology.parameters());
            let expected = topology.predict(&[0.0; 15]);
            for level in Level::available() {
                let found = net.predict_at(level, &[0.0; 15]);
                for (output, (expected, found)) in expected.iter().zip(found).enumerate() {
                    // Element by element: each is a single evaluation, and 1e-5 is far above its error in ulp.
                    // Below the smallest normal number any rounding to zero is right.
                    let error = (expected - f64::from(found)).abs();
                    // What is beyond the range of f32 is infinite there.
                    let overflows = *expected > f64::from(f32::MAX) && found == f32::INFINITY;
                    assert!(
                        overflows || error <= 1e-5 * expected.abs() + f64::from(f32::MIN_POSITIVE),
                        "{} at level {}: f({}): expected {expected}, found {found}",
                        $network::NAME,
                        level.name(),
                        bias(output),
                    );
                }
            }
        }
    }};
}

#[test]
fn activations_saturate_without_overflow() {
    saturated!(Rectified);
    saturated!(Hard);
    saturated!(Exponential);
    saturated!(Logistic);
    saturated!(Smooth);
    saturated!(Limited);
    saturated!(Curved);
}
