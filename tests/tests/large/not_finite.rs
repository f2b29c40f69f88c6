//! Rows that are not finite, in a batch with others.

use nn_runtime::network::Network as _;
use nn_runtime::simd::Level;
use nn_tests::agreement::Rows;
use nn_tests::compare::{Place, assert_same_bits};
use nn_tests::pair::Pair;
use nn_tests::random::Random;

use super::sizes::Wide;

/// A row of NaN spoils its own output and no other.
#[test]
fn a_row_that_is_not_finite_stays_alone() {
    let mut random = Random::new(11);
    let Pair { net, topology } = Pair::<Wide>::new(&mut random);
    let rows = Rows::<Wide>::new(&topology, 34, &mut random);
    for level in Level::available() {
        for bad in [0, 1, 7, 15, 16, 31, 33] {
            for value in [f32::NAN, f32::INFINITY] {
                let mut inputs = rows.input_rows.clone();
                inputs[bad] = [value; 300];
                let mut outputs = vec![[0.0; 53]; 34];
                net.predict_batch_at(level, &inputs, &mut outputs).expect("equal lengths");
                for (row, output) in outputs.iter().enumerate().filter(|(row, _)| *row != bad) {
                    let place = Place { network: "Wide", level: level.name(), batch: 34 };
                    let alone = net.predict_at(level, &rows.input_rows[row]);
                    assert_same_bits(&place, &format!("row {row} beside a bad row {bad}"), &alone, output);
                }
                assert!(outputs[bad].iter().any(|p| !p.is_finite()), "{level:?}: a row of {value} went unseen");
            }
        }
    }
}
