use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(outputs: 2),
    }
}

fn main() {}
