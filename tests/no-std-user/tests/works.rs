//! A crate without `std` and without an allocator computes.
#![forbid(unsafe_code)]

#[test]
fn a_network_in_a_static_predicts() {
    assert!((nn_no_std_user::predict(&[0.0, 0.0]) - 0.5).abs() < 1e-6);
}
