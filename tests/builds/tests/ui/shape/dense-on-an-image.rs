use nn_runtime::prelude::*;

network! {
    struct Net: [1, 28, 28] -> [10] {
        dense(10),
    }
}

fn main() {}
