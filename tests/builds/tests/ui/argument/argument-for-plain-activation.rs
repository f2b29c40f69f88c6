use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(2, relu(0.1)),
    }
}

fn main() {}
