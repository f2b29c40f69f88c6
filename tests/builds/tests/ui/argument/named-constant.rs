use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(2, leaky_relu(SLOPE)),
    }
}

fn main() {}
