use nn_runtime::prelude::*;

network! {
    struct Net: [4096, 4096, 3] -> [2] {
        flatten,
        dense(2),
    }
}

fn main() {}
