use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        leaky_relu(slop = 0.1),
        dense(2),
    }
}

fn main() {}
