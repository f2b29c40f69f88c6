use nn_runtime::prelude::*;

network! {
    struct Net: [3, 256, 256] -> [2] {
        flatten,
        dense(2),
    }
}

fn main() {}
