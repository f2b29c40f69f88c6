use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(bias = false, 2),
    }
}

fn main() {}
