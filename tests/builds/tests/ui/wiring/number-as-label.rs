use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(2, from = 0),
    }
}

fn main() {}
