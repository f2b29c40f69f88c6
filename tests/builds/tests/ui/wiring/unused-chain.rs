use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        stem: dense(8),
        dense(8),
        relu,
        dense(2, from = stem),
    }
}

fn main() {}
