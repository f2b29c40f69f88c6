//! What tests of a plan share: declarations of the examples, and plans of declarations.

use super::{Family, Plan, plan};

/// What `look` finds in the plan of a declaration.
pub(super) fn planned<T>(declaration: &str, family: Family, look: impl FnOnce(&Plan<'_>) -> T) -> T {
    let tokens = format!("@crate(::nn_runtime) {declaration}").parse().expect("a declaration is tokens");
    let model = match crate::model(tokens) {
        Ok(model) => model,
        Err(failure) => panic!("{declaration} has errors: {:?}", failure.errors.texts()),
    };
    look(&plan(&model, family))
}

/// A network as a program of the folder `examples` declares it.
pub(super) fn declared_in_examples(file: &str, name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(file);
    let text = std::fs::read_to_string(path).expect("the examples are beside this crate");
    let declared = text.split("network! {").skip(1).filter_map(|rest| rest.split_once("\n}").map(|(body, _)| body));
    let wanted = format!("pub struct {name}:");
    let found = declared.filter(|body| body.contains(&wanted)).collect::<Vec<_>>();
    assert_eq!(found.len(), 1, "`{name}` in {file}");
    found[0].to_owned()
}
