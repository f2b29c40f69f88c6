use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dropout(0.999999999),
        dense(2),
    }
}

fn main() {}
