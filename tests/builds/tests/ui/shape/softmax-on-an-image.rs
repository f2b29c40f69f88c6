use nn_runtime::prelude::*;

network! {
    struct Net: [2, 2] -> [2, 2] {
        softmax,
    }
}

fn main() {}
