//! A user's methods win over the library's of the same names, with all features as without any.

#[expect(unreachable_pub, reason = "the module is public in the crate that it comes from")]
#[path = "../../no-std-user/src/own_methods.rs"]
mod own_methods;

#[test]
fn inherent_methods_of_a_user_win() {
    assert_eq!(own_methods::call_inherent(), ([7], [0; 2], [0; 3], [1, 11, 20], 48));
}

#[test]
fn a_trait_of_a_user_may_have_the_same_methods() {
    assert_eq!(own_methods::call_of_a_trait(), ([0; 3], [1, 11, 20]));
}
