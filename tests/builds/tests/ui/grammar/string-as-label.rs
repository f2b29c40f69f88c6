use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        "hidden": dense(2),
    }
}

fn main() {}
