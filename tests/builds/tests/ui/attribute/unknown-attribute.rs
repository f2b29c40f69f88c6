use nn_runtime::prelude::*;

network! {
    #[serde(transparent)]
    struct Net: [4] -> [2] {
        dense(2),
    }
}

fn main() {}
