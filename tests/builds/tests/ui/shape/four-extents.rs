use nn_runtime::prelude::*;

network! {
    struct Net: [1, 3, 28, 28] -> [2] {
        flatten,
        dense(2),
    }
}

fn main() {}
