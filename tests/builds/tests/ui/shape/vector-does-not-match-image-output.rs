use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2, 2] {
        dense(4),
    }
}

fn main() {}
