use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(2, threshold(0.5)),
    }
}

fn main() {}
