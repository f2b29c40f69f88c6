use nn_runtime::prelude::*;

network! {
    struct Net: [2, 2] -> [2] {
        flatten,
        concat(input),
        dense(2),
    }
}

fn main() {}
