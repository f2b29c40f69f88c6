use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        skip: dense(2),
        dense(2),
        add(skip, skip),
    }
}

fn main() {}
