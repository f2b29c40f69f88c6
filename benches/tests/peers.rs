//! Every peer that is compiled in computes what ours does; ours computes what the definitions say.
//!
//! `cargo test --release -p nn-benches --features peers` for all of them.
#![forbid(unsafe_code)]

use std::thread;

use nn_benches::case::{Case, Measure, Net};
use nn_benches::contender::{Peer, Task, expected_outputs, verify};
use nn_benches::ours::Ours;
use nn_benches::peers;

/// Batches that are not among the measured ones, too: a rest behind whole blocks, and less than a block.
const BATCHES: [usize; 4] = [1, 3, 32, 69];

/// On a thread whose stack holds the largest layer of a peer that keeps weights in arrays, some copies over.
fn with_large_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(256 << 20).spawn(work).expect("a thread");
    assert!(thread.join().is_ok(), "see above");
}

fn cases() -> impl Iterator<Item = Case> {
    Net::ALL.into_iter().flat_map(|net| {
        Measure::ALL.into_iter().flat_map(move |measure| {
            let batches: &[usize] = if measure == Measure::PredictDependent { &[1] } else { &BATCHES };
            batches.iter().map(move |batch| Case { net, measure, batch: *batch })
        })
    })
}

#[test]
fn peers_agree_with_ours() {
    with_large_stack(|| {
        for case in cases() {
            let task = Task::verified(case);
            let expected = expected_outputs(&task).expect("ours has every case");
            for peer in peers::all() {
                let contender = peer.contender(&task).unwrap_or_else(|error| panic!("{}: {error}", peer.name()));
                if let Some(mut contender) = contender {
                    let result = verify(contender.as_mut(), &task, &expected);
                    assert!(result.is_ok(), "{}: {}", peer.name(), result.expect_err("not ok"));
                } else {
                    assert!(case.measure.trains(), "{} computes no {case}", peer.name());
                }
            }
        }
    });
}

#[test]
fn ours_agrees_with_the_definitions() {
    for case in cases().filter(|case| case.measure == Measure::Predict) {
        let task = Task::verified(case);
        let found = expected_outputs(&task).expect("ours has every case");
        let rows = task.inputs.chunks_exact(task.model.n_inputs());
        let expected: Vec<f64> = rows.flat_map(|row| task.model.reference(row)).collect();
        assert_eq!(found.len(), expected.len(), "{case}");
        for (found, expected) in found.iter().zip(expected) {
            assert!((f64::from(*found) - expected).abs() < 2e-5, "{case}: {found}, expected {expected}");
        }
    }
}

#[test]
fn verified_training_moves_the_outputs() {
    for case in cases().filter(|case| case.measure.trains()) {
        let trained = expected_outputs(&Task::verified(case)).expect("ours has every case");
        let before = Case { measure: Measure::Predict, ..case };
        let before = expected_outputs(&Task::verified(before)).expect("ours has every case");
        let moved = trained.iter().zip(&before).map(|(a, b)| (a - b).abs()).fold(0.0_f32, f32::max);
        // Ten times what `verify` lets pass.
        assert!(moved > 1e-3 * before.iter().fold(0.0_f32, |largest, x| largest.max(x.abs())), "{case}: {moved}");
    }
}

#[test]
fn timed_training_leaves_the_network_as_it_is() {
    let case = Case { net: Net::Xor, measure: Measure::Adam, batch: 1 };
    let mut contender = Ours.contender(&Task::timed(case)).expect("ours has it").expect("ours has it");
    let before = contender.outputs();
    contender.run(10_000);
    let after = contender.outputs();
    assert!((before[0] - after[0]).abs() < 0.01, "{before:?}, then {after:?}");
}

#[test]
fn compiled_peers_are_known_by_name() {
    for name in peers::names() {
        assert!(peers::KNOWN.iter().any(|known| known.peer == name), "{name}");
    }
    if cfg!(feature = "peers") {
        assert_eq!(peers::names(), peers::KNOWN.map(|known| known.peer));
    }
}
