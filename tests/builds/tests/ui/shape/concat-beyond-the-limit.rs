use nn_runtime::prelude::*;

network! {
    struct Net: [40_000] -> [2] {
        relu,
        concat(input),
        dense(2),
    }
}

fn main() {}
