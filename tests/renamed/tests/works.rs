//! A dependency that is called otherwise works, with every warning denied.
#![forbid(unsafe_code)]

#[test]
fn a_renamed_dependency_works() {
    assert_eq!(nn_renamed::parameters(), 2 * 8 + 8 + 8 + 1);
}
